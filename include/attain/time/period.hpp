// Periods: half-open stretches of days [begin, end), with the name people use for them.
#pragma once

#include <attain/time/day.hpp>

#include <string>
#include <string_view>

namespace attain::inline v1 {

enum class period_kind : std::uint8_t { day, week, month, quarter, year, custom };

// The day `end` itself is outside. A period is never empty.
struct period {
    day begin;
    day end;
    period_kind kind = period_kind::custom;

    // Custom period. Errors: inverted_period when end <= begin, out_of_range.
    [[nodiscard]] static period between(day begin, day end);

    [[nodiscard]] constexpr std::int32_t days() const noexcept { return end - begin; }
    [[nodiscard]] constexpr day last() const noexcept { return end - 1; }
    [[nodiscard]] constexpr bool contains(day d) const noexcept { return begin <= d && d < end; }
    [[nodiscard]] constexpr bool contains(const period& other) const noexcept {
        return begin <= other.begin && other.end <= end;
    }
    [[nodiscard]] constexpr bool overlaps(const period& other) const noexcept {
        return begin < other.end && other.begin < end;
    }

    friend constexpr bool operator==(const period&, const period&) = default;
};

// Civil periods. Weeks are ISO 8601: they start on Monday, and week 1 holds the year's first Thursday.
// Errors: out_of_range (month 13, week 53 of a year that has 52).
[[nodiscard]] period single_day(day d);
[[nodiscard]] period iso_week(int year, int week);
[[nodiscard]] period month(int year, int month);
[[nodiscard]] period quarter(int year, int quarter);
[[nodiscard]] period year(int year);

// The civil period of that kind that holds the day. Errors: invalid_argument for custom.
[[nodiscard]] period containing(period_kind kind, day d);
// The one before and the one after, of the same kind; a custom period moves by its own length.
[[nodiscard]] period previous(const period& p);
[[nodiscard]] period next(const period& p);

// `2026-12-07`, `2026-W49`, `2026-12`, `2026-Q4`, `2026`, and `2026-12-01/2026-12-24` (last day included) for
// a custom one; to_string prints what parse_period reads. Errors: parse.
[[nodiscard]] period parse_period(std::string_view text);
[[nodiscard]] std::string to_string(const period& p);

} // namespace attain::inline v1
