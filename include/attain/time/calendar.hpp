// Calendars: which days are working days, and how much of one.
#pragma once

#include <attain/core/fraction.hpp>
#include <attain/time/period.hpp>

#include <array>
#include <map>

namespace attain::inline v1 {

// workday(d): 1 on a working day, 0 on a day off, 0.5 on a half day. A weekday pattern with exceptions by
// date. A value: copies are independent, and every changing call returns a new calendar.
class calendar {
public:
    // Nothing but the pattern, Monday first. weekdays(): Monday to Friday.
    explicit calendar(const std::array<fraction, 7>& pattern);
    [[nodiscard]] static calendar weekdays();

    // A closed day (holiday), a half day, an extra working day. A second statement about one date replaces
    // the first.
    [[nodiscard]] calendar close(day d) const { return set(d, fraction::zero()); }
    [[nodiscard]] calendar half(day d) const { return set(d, fraction{0.5}); }
    [[nodiscard]] calendar open(day d) const { return set(d, fraction::one()); }
    // Errors: out_of_range for a share above 1 or a day outside the domain.
    [[nodiscard]] calendar set(day d, fraction share) const;

    [[nodiscard]] fraction workday(day d) const;
    // Sum of workday over the period.
    [[nodiscard]] double workdays(const period& p) const;

    friend bool operator==(const calendar&, const calendar&) = default;

private:
    std::array<fraction, 7> pattern_;
    std::map<day, fraction> exceptions_;
};

} // namespace attain::inline v1
