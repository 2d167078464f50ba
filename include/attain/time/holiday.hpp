// Holidays as rules: a fixed date, the n-th weekday of a month, a day counted from Easter; each with what
// happens when it falls on a day off. A rule set is expanded over a span into dated special days.
#pragma once

#include <attain/core/fraction.hpp>
#include <attain/time/period.hpp>

#include <array>
#include <string>
#include <vector>

namespace attain::inline v1 {

// A date whose working share is stated by itself instead of by the weekday: closed (0), half, extra (1).
struct special_day {
    day date{};
    fraction share = fraction::zero();
    std::string name{};
    bool by_rule{}; // from a holiday rule; what is said about a single date wins over it

    friend bool operator==(const special_day&, const special_day&) = default;
};

// What happens to a holiday on a day that is off anyway by the weekday pattern.
enum class observed : std::uint8_t {
    on_the_day,      // nothing: it is lost
    nearest_workday, // Saturday to Friday, Sunday to Monday (the earlier one when both are as near)
    next_workday,    // the next working weekday that is no other holiday (a substitute day)
};

// One rule. Values are built by the named functions and refined by the chained ones:
//     holiday::nth("Thanksgiving", 4, weekday::thursday, 11)
//     holiday::fixed("Independence Day", 7, 4).when_off(observed::nearest_workday)
class holiday {
public:
    // 29 February exists in leap years only. Errors: out_of_range (30 February).
    [[nodiscard]] static holiday fixed(std::string name, int month, int day_of_month);
    // n = 1..4 counts from the month's start, -1..-4 from its end: -1 is the last one. Errors: out_of_range.
    [[nodiscard]] static holiday nth(std::string name, int n, attain::weekday weekday, int month);
    // The first such weekday on or after, the last one on or before a fixed date. Errors: out_of_range.
    [[nodiscard]] static holiday on_or_after(std::string name, attain::weekday weekday, int month,
                                             int day_of_month);
    [[nodiscard]] static holiday on_or_before(std::string name, attain::weekday weekday, int month,
                                              int day_of_month);
    // Days after Easter Sunday: -2 is Good Friday, 1 Easter Monday, 39 Ascension, 50 Whit Monday.
    // Errors: out_of_range beyond 183 days either side.
    [[nodiscard]] static holiday easter(std::string name, int days_after);
    // The same from Orthodox Easter (Julian reckoning, given as a Gregorian date).
    [[nodiscard]] static holiday orthodox_easter(std::string name, int days_after);

    // The same rule so many days later than it is (the Friday after Thanksgiving: .plus(1); Easter Monday:
    // easter(name).plus(1), or easter(name, -2).plus(3)). Errors: out_of_range (183 days in all).
    [[nodiscard]] holiday plus(int days) const;
    [[nodiscard]] holiday when_off(observed rule) const;
    // Half a working day instead of none.
    [[nodiscard]] holiday half() const;
    // Only in these years, both included. Errors: inverted_period.
    [[nodiscard]] holiday in_years(int first, int last) const;

    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    [[nodiscard]] fraction share() const noexcept { return share_; }
    [[nodiscard]] observed rule_when_off() const noexcept { return when_off_; }
    // Its day in that civil year before any shift; nullopt when it has none (29 February, years outside).
    [[nodiscard]] std::optional<day> in(int year) const;

private:
    enum class base : std::uint8_t { fixed, nth, on_or_after, on_or_before, easter, orthodox_easter };
    holiday(std::string name, base from, int month, int day_of_month, int n, attain::weekday weekday);

    std::string name_;
    base from_;
    int month_;
    int day_of_month_;
    int n_;
    attain::weekday weekday_;
    int plus_ = 0;
    observed when_off_ = observed::on_the_day;
    fraction share_ = fraction::zero();
    int first_year_ = 1400;
    int last_year_ = 9999;
};

// A named set, such as the public holidays of one country or region. The library ships none: they are data of
// the host and change by law.
struct holiday_set {
    std::string name{};
    std::vector<holiday> holidays{};
};

// The set's days inside the span, by date, one entry a date (names joined, smallest share), shares never
// above the pattern's. Neighbouring years are looked at too, so that a New Year's Day observed on 31 December
// is found. Errors: inverted_period, out_of_range. O(years x holidays).
[[nodiscard]] std::vector<special_day> expand(const holiday_set& set, const std::array<fraction, 7>& pattern,
                                              const period& span);

// Easter Sunday of the Gregorian calendar, and of the Julian one as a Gregorian date; years 1583 to 9998.
// Source: the lunar computus in Gauss's form. Errors: out_of_range.
[[nodiscard]] day easter_sunday(int year);
[[nodiscard]] day orthodox_easter_sunday(int year);

} // namespace attain::inline v1
