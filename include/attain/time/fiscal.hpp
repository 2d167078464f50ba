// Fiscal calendars: how a company cuts its years into quarters, periods and weeks.
#pragma once

#include <attain/time/period.hpp>

#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace attain::inline v1 {

// A fiscal year that starts in 2026 and ends in 2027 is FY2027 by its end, FY2026 by its start.
enum class year_name : std::uint8_t { by_end, by_start };

// On which weekday a 52/53-week year ends.
enum class year_end : std::uint8_t {
    last,    // the last such weekday of the month
    nearest, // the one nearest to the month's last day, perhaps in the next month
};

// How 52 weeks make periods, and periods quarters. Week 53 joins the last period.
struct week_pattern {
    std::vector<int> weeks{};    // of each period, together 52
    std::vector<int> quarters{}; // periods of each quarter, together all; empty: no quarters

    [[nodiscard]] static week_pattern p445();
    [[nodiscard]] static week_pattern p454();
    [[nodiscard]] static week_pattern p544();
    // Thirteen periods of four weeks; the quarters have 3, 3, 3 and 4 of them.
    [[nodiscard]] static week_pattern p13x4();
};

// One row of a custom list. quarter 0: the list has no quarters.
struct fiscal_row {
    int year{};
    int quarter{};
    day begin{};
    day end{};
};

// The same days a year ago. In calendars of weeks these are the days 364 days earlier, so that weekdays and
// holidays line up; where one of the years has 53 weeks, one week has no counterpart and is named.
struct year_ago {
    std::optional<period> now{};    // the compared part of the period asked about
    std::optional<period> before{}; // its counterpart; nullopt: there is none
    std::optional<period>
        dropped{}; // the week left out: this year's week 53, or week 1 of a year before of 53
};

// A value; copies share one immutable body. Kinds below are the fiscal ones of period_kind.
class fiscal_calendar {
public:
    // Copies only: a moved-from calendar would know no years.
    fiscal_calendar(const fiscal_calendar&) = default;
    fiscal_calendar& operator=(const fiscal_calendar&) = default;
    ~fiscal_calendar() = default;
    // Years of twelve months from any day: months(4, 6) starts on 6 April. A start day that a month lacks
    // clips to the month's end. Errors: out_of_range (month 13, 30 February).
    [[nodiscard]] static fiscal_calendar months(int start_month, int start_day = 1,
                                                year_name named = year_name::by_end);
    // Years of 52 or 53 whole weeks ending on that weekday of, or near the end of, that month.
    // Errors: out_of_range (month), conflict for a pattern that does not tile the year.
    [[nodiscard]] static fiscal_calendar weeks(week_pattern pattern, year_end rule, weekday last_day,
                                               int month, year_name named = year_name::by_end);
    // ISO 8601 weeks as fiscal weeks; years run from the Monday of week 1.
    [[nodiscard]] static fiscal_calendar iso_weeks(week_pattern pattern = week_pattern::p445());
    // Any list of periods, in order. Errors, each with the row: inverted_period, conflict (a gap, an overlap,
    // a year or quarter out of order, quarters in some rows only); empty_input.
    [[nodiscard]] static fiscal_calendar custom(std::span<const fiscal_row> rows);

    // By label: at(fiscal_period, 2027, 3) is FY2027-P03. The index of a year is ignored. Errors:
    // out_of_range (no such index or year), invalid_argument (a kind this calendar does not have).
    [[nodiscard]] period at(period_kind kind, int fiscal_year, int index = 1) const;
    // The one that holds the day. Errors: as at.
    [[nodiscard]] period containing(period_kind kind, day d) const;
    // `FY2027`, `FY2027-Q1`, `FY2027-P03`, `FY2027-W05`. Errors: parse, and as at.
    [[nodiscard]] period parse(std::string_view text) const;

    // How many of that kind the year has: 52 or 53 weeks, 12 or 13 periods. Errors: as at.
    [[nodiscard]] int count(period_kind kind, int fiscal_year) const;
    [[nodiscard]] bool has(period_kind kind) const noexcept;

    // Neighbours of the same kind. Errors: as at; conflict when p is not of this calendar.
    [[nodiscard]] period previous(const period& p) const;
    [[nodiscard]] period next(const period& p) const;
    // week -> period -> quarter (where there are quarters) -> year; nullopt for a year.
    [[nodiscard]] std::optional<period> parent(const period& p) const;
    // The kind below that this calendar has; empty for its lowest.
    [[nodiscard]] std::vector<period> children(const period& p) const;
    // Same period of the year before: 364 days earlier in calendars of weeks (after a year of 53 that is the
    // week of the next index), by period index in others.
    [[nodiscard]] year_ago same_last_year(const period& p) const;
    // p of any calendar as a period of this one with exactly the same days, whatever its label; nullopt: a
    // goal of p stays unmapped when this calendar replaces another.
    [[nodiscard]] std::optional<period> map(const period& p) const;
    // p cut at this calendar's boundaries of that kind; see slices(period, period_kind).
    [[nodiscard]] std::vector<slice> slices(const period& p, period_kind kind) const;

private:
    struct body;
    struct layout;
    explicit fiscal_calendar(body&& content);
    [[nodiscard]] layout year_layout(int fiscal_year) const;
    [[nodiscard]] layout layout_of(day d) const;
    void require_kind(period_kind kind) const;
    void require_own(const period& p) const;

    std::shared_ptr<const body> body_;
};

} // namespace attain::inline v1
