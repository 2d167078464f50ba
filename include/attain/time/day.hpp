// A local civil day, as one integer. No time of day and no time zone: the host decides to which day an event
// belongs, and says which day it is; the library never reads a clock.
#pragma once

#include <attain/core/error.hpp>

#include <boost/date_time/gregorian/gregorian_types.hpp>

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace attain::inline v1 {

enum class weekday : std::uint8_t { monday, tuesday, wednesday, thursday, friday, saturday, sunday };

// Days since 1970-01-01 in the proleptic Gregorian calendar (Arrow's date32). Domain: 1400-01-01 to
// 9999-12-31, the span of boost::gregorian::date, to and from which it converts exactly.
struct day {
    std::int32_t value{};

    static constexpr std::int32_t min_value = -208'188;  // 1400-01-01
    static constexpr std::int32_t max_value = 2'932'896; // 9999-12-31

    constexpr day() = default;
    constexpr explicit day(std::int32_t days_since_1970) noexcept : value{days_since_1970} {}
    // Implicit, so that every function that takes a day takes a Boost date. Special values (not_a_date_time,
    // infinities) are refused: out_of_range.
    day(const boost::gregorian::date& date);

    [[nodiscard]] boost::gregorian::date date() const;

    // 1970-01-01 was a Thursday.
    [[nodiscard]] constexpr attain::weekday weekday() const noexcept {
        return static_cast<attain::weekday>(((value + 3) % 7 + 7) % 7);
    }

    friend constexpr auto operator<=>(day, day) = default;
    friend constexpr bool operator==(day, day) = default;
    // Far outside the domain they wrap; such days are refused by whoever reads them.
    friend constexpr day operator+(day d, std::int32_t days) noexcept {
        return day{wrapped(std::uint32_t(d.value) + std::uint32_t(days))};
    }
    friend constexpr day operator-(day d, std::int32_t days) noexcept {
        return day{wrapped(std::uint32_t(d.value) - std::uint32_t(days))};
    }
    friend constexpr std::int32_t operator-(day a, day b) noexcept {
        return wrapped(std::uint32_t(a.value) - std::uint32_t(b.value));
    }
    constexpr day& operator++() noexcept {
        ++value;
        return *this;
    }

private:
    static constexpr std::int32_t wrapped(std::uint32_t bits) noexcept {
        return static_cast<std::int32_t>(bits);
    }
};

// Throws out_of_range naming `argument` when the day lies outside the domain.
void require_valid(day d, std::string_view argument, std::int64_t row = error::no_row);

// ISO 8601 `2026-12-07`, exactly ten characters, no locale. Errors: parse.
[[nodiscard]] day parse_day(std::string_view text);
[[nodiscard]] std::string to_string(day d);

// The same day of the month `months` later, clipped to the month's end: 31 Jan + 1 month = 28 or 29 Feb.
[[nodiscard]] day add_months(day d, int months);

// Whole months of service on day d for somebody who started on `start`; 0 before the first month is full.
// Month ends clip, so a 31 Jan start completes its first month on 28 (29) Feb.
[[nodiscard]] int tenure_months(day start, day d);

} // namespace attain::inline v1

template<>
struct std::hash<attain::day> {
    std::size_t operator()(attain::day d) const noexcept { return std::hash<std::int32_t>{}(d.value); }
};
