// Periods: half-open stretches of days [begin, end), with the name people use for them, and the cutting of
// one period at the boundaries of another kind.
#pragma once

#include <attain/time/day.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace attain::inline v1 {

enum class period_kind : std::uint8_t {
    day,
    week,
    month,
    quarter,
    year,
    custom,
    // cut by a fiscal_calendar, which alone can find, parse and step them
    fiscal_week,
    fiscal_period,
    fiscal_quarter,
    fiscal_year,
};

[[nodiscard]] constexpr bool is_fiscal(period_kind kind) noexcept { // week to year
    return kind >= period_kind::fiscal_week;
}

// The day `end` itself is outside. A period is never empty.
struct period {
    day begin{};
    day end{};
    period_kind kind = period_kind::custom;
    // The label of a fiscal period, FY2027-P03: year 2027, index 3. Zero for every other kind.
    std::int16_t fiscal_year{};
    std::int16_t index{};

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

// Throws inverted_period or out_of_range naming `argument` for a period that is empty, inverted or outside
// the domain of days (an aggregate can be filled with anything).
void require_valid(const period& p, std::string_view argument, std::int64_t row = error::no_row);

// Civil periods. Weeks are ISO 8601: they start on Monday, and week 1 holds the year's first Thursday.
// Errors: out_of_range (month 13, week 53 of a year that has 52).
[[nodiscard]] period single_day(day d);
[[nodiscard]] period iso_week(int year, int week);
[[nodiscard]] period month(int year, int month);
[[nodiscard]] period quarter(int year, int quarter);
[[nodiscard]] period year(int year);

// The civil period of that kind that holds the day. Errors: invalid_argument for custom and fiscal kinds.
[[nodiscard]] period containing(period_kind kind, day d);
// The one before and the one after, of the same kind; a custom period moves by its own length. Errors:
// invalid_argument for fiscal kinds (ask the fiscal_calendar), out_of_range at the ends of the domain.
[[nodiscard]] period previous(const period& p);
[[nodiscard]] period next(const period& p);

// The days two periods share, as a custom period; nullopt when there are none.
[[nodiscard]] std::optional<period> overlap(const period& a, const period& b);

// A piece of a period: the part of a week, month, ... that lies inside it.
struct slice {
    period whole{}; // the week or month itself
    period part{};  // its days inside the period that was cut; equals whole when all are

    [[nodiscard]] constexpr bool complete() const noexcept { return part.days() == whole.days(); }
};

// p cut at the boundaries of civil periods of that kind, in order. The parts tile p: each day of p is in
// exactly one of them, so a week that crosses two months is two parts and never counted twice.
// Errors: as containing(). O(number of parts).
[[nodiscard]] std::vector<slice> slices(const period& p, period_kind kind);

// `2026-12-07`, `2026-W49`, `2026-12`, `2026-Q4`, `2026`, and `2026-12-01/2026-12-24` (last day included) for
// a custom one; to_string prints what parse_period reads, and `FY2027-P03` for a fiscal one, which
// fiscal_calendar::parse reads. Errors: parse, out_of_range (no such month, week or day), inverted_period.
[[nodiscard]] period parse_period(std::string_view text);
[[nodiscard]] std::string to_string(const period& p);

} // namespace attain::inline v1
