// Working days: the days on which somebody was expected to work, by which windows and decay are measured.
#pragma once

#include <attain/time/capacity.hpp>

#include <cstdint>
#include <optional>

namespace attain::inline v1 {

// A calendar, or a rep's own days: a day counts when at least a part of it is worked. Half days and part-time
// days count as days; days of full absence and days outside the team do not, so that leave is never read as
// silence. A value.
class working_days {
public:
    working_days(attain::calendar of); // implicit: a calendar is a schedule
    // The days within `span` on which the rep has capacity (ramp aside): own location, absences, membership.
    // No day outside it is one. O(days of span).
    [[nodiscard]] static working_days of_rep(const team& in, const rep& member, const period& span);

    // Errors: out_of_range where the calendar knows nothing.
    [[nodiscard]] bool contains(day d) const {
        return (!span_ || span_->contains(d)) && days_.workday(d) > fraction::zero();
    }
    // Working days in (after, last]; 0 when last <= after. O(days between).
    [[nodiscard]] std::int32_t count(day after, day last) const;

    friend bool operator==(const working_days&, const working_days&) = default;

private:
    attain::calendar days_;
    std::optional<period> span_{}; // none are outside; nullopt: there is no such bound
};

} // namespace attain::inline v1
