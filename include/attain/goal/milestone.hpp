// Milestones: shares of a target, with the day each was first reached and the days it was lost again.
//
// Reached is a derived state: a cancelled deal takes it back. That it once was is a fact, and stays.
#pragma once

#include <attain/core/fraction.hpp>
#include <attain/core/units.hpp>
#include <attain/time/day.hpp>

#include <optional>
#include <span>
#include <vector>

namespace attain::inline v1 {

struct milestone {
    fraction share = fraction::one();
    bool reached = false; // now
    std::optional<day> first_reached{};
    std::optional<day> last_lost{};
    std::int32_t times_lost{};

    friend bool operator==(const milestone&, const milestone&) = default;
};

// Half, nine tenths and all of the target. Convention.
[[nodiscard]] std::vector<milestone> default_milestones();

// The milestones after a day with that much done: share x target <= actual, decided on integers. A target
// that is not positive is never a milestone. Days in order; asking twice for one day changes nothing. Errors:
// out_of_range (a day outside the domain).
[[nodiscard]] std::vector<milestone> updated(std::span<const milestone> before, day as_of, units actual,
                                             units target);

} // namespace attain::inline v1
