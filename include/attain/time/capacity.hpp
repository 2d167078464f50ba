// Capacity: the one function that rules time. Every proration, pace line, catch-up quota, split over days and
// exposure is a sum of it; nothing else prorates.
//
//     w(rep, day) = workday x season x presence x fte x ramp(tenure)
//
// What is asked once is answered by capacity_on and capacity_over; what is asked often by a capacity_line,
// which is built for a span and then sums any period of it in constant time.
#pragma once

#include <attain/time/roster.hpp>

#include <compare>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace attain::inline v1 {

// An amount of working time: whole numbers of a millionth of a full working day, so that sums are exact.
struct capacity {
    std::int64_t micro{};

    static constexpr std::int64_t one_day = 1'000'000;

    [[nodiscard]] constexpr double days() const noexcept { return static_cast<double>(micro) / one_day; }
    // No working time at all: what depends on it is not applicable, which is not the same as zero.
    [[nodiscard]] constexpr bool none() const noexcept { return micro == 0; }

    friend constexpr auto operator<=>(capacity, capacity) = default;
    friend constexpr bool operator==(capacity, capacity) = default;
    friend constexpr capacity operator+(capacity a, capacity b) noexcept { return {a.micro + b.micro}; }
    friend constexpr capacity operator-(capacity a, capacity b) noexcept { return {a.micro - b.micro}; }
    constexpr capacity& operator+=(capacity other) noexcept { return *this = *this + other; }
};

// Which factors count. Proration divides a sum of `all` by a sum of `full_time`; the estimator's exposure
// leaves out nothing.
enum class capacity_of : std::uint8_t {
    all,          // workday x season x presence x fte x ramp
    without_ramp, // workday x season x presence x fte
    full_time,    // workday x season: somebody always there, full-time, fully ramped
};

// One day's w, rounded once to the nearest millionth. `member` is a rep of the team, as at() returns it, here
// and below: one that no team's add() has checked and completed has no stints yet: an error, unless full_time
// is asked, which no rep's own data enter. Errors: invalid_argument (such a rep), out_of_range (a day the
// calendar does not know). With a season each call looks at the whole season period; build a line instead.
[[nodiscard]] capacity capacity_on(const team& in, const rep& member, day d,
                                   capacity_of what = capacity_of::all);
// The sum of capacity_on over [p.begin, p.end). Errors: inverted_period, out_of_range. O(days).
[[nodiscard]] capacity capacity_over(const team& in, const rep& member, const period& p,
                                     capacity_of what = capacity_of::all);

// Row-major table of capacity_over: [rep index x periods.size() + period index], reps in the order of
// team.reps(). The calendars' work is shared. Errors: as capacity_over, with the period's row.
[[nodiscard]] std::vector<capacity> capacities(const team& in, std::span<const period> periods,
                                               capacity_of what = capacity_of::all);

// workday x season of each day of a span, unrounded: what all reps of one location share. Immutable.
class workday_line {
public:
    // Errors: inverted_period, out_of_range. O(days).
    workday_line(const calendar& days, const season& season, const period& span);

    [[nodiscard]] const period& span() const noexcept { return span_; }
    [[nodiscard]] bool has_season() const noexcept { return has_season_; }

private:
    friend class capacity_line;
    friend struct line_sums;
    period span_;
    bool has_season_;
    std::vector<std::int64_t> value_;  // per day, in millionths of a millionth
    std::vector<std::int64_t> before_; // micro-days before each day, each day rounded; one entry more
};

// The workday_lines of one span and season, built once per calendar.
class workday_lines {
public:
    explicit workday_lines(const period& span, season season = {});
    // O(locations); equal calendars share one line.
    [[nodiscard]] std::shared_ptr<const workday_line> of(const calendar& days);

private:
    period span_;
    season season_;
    std::vector<std::pair<calendar, std::shared_ptr<const workday_line>>> known_;
};

// On what a line counts time; shown wherever a pace is.
enum class line_basis : std::uint8_t {
    working_time,  // capacity, season included where there is one
    calendar_days, // linear: each calendar day the same; the fallback when nothing is known about a calendar
};

// w of one rep (or of a team) on each day of a span. Immutable; days outside the span are errors, never
// clipped. sum, before and on: O(1).
class capacity_line {
public:
    // Errors: inverted_period, out_of_range (a day the calendar does not know). O(days + changes).
    capacity_line(const team& in, const rep& member, const period& span, capacity_of what = capacity_of::all);
    // The same from shared days; the span is theirs.
    capacity_line(const workday_line& days, const rep& member, capacity_of what = capacity_of::all);
    // Linear: every calendar day is one.
    [[nodiscard]] static capacity_line calendar_days(const period& span);
    // Sum of lines over one span: a team's time. Errors: empty_input, conflict (different spans or bases;
    // row). An int64 holds the sum of 100,000 reps over 8,000 years.
    [[nodiscard]] static capacity_line total(std::span<const capacity_line> lines);

    [[nodiscard]] const period& span() const noexcept { return span_; }
    [[nodiscard]] line_basis basis() const noexcept { return basis_; }

    // Over [p.begin, p.end). Errors: out_of_range naming the day, inverted_period.
    [[nodiscard]] capacity sum(const period& p) const {
        if (p.begin < span_.begin || span_.end < p.end || p.end <= p.begin) refuse(p);
        return {at(p.end) - at(p.begin)};
    }
    // Over [span begin, d); d may be the span's end. Errors: out_of_range.
    [[nodiscard]] capacity before(day d) const {
        if (d < span_.begin || span_.end < d) refuse({d, d + 1});
        return {at(d)};
    }
    [[nodiscard]] capacity on(day d) const { return sum({d, d + 1}); }
    // w of each day of the period, for split(). Errors: as sum. O(days).
    [[nodiscard]] std::vector<std::int64_t> weights(const period& p) const;

private:
    capacity_line() = default;
    [[nodiscard]] std::int64_t at(day d) const noexcept {
        return before_[static_cast<std::size_t>(d - span_.begin)];
    }
    [[noreturn]] void refuse(const period& p) const;

    period span_;
    line_basis basis_ = line_basis::working_time;
    std::vector<std::int64_t> before_; // micro-days before each day; one entry more than days
};

} // namespace attain::inline v1
