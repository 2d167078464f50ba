// Who was not there at all on a day, days off aside: on leave, or with no share of a post. What is recorded
// then (an old order, a renewal) is done, and tells no rate: there is no working time to set it against.
#pragma once

#include <attain/time/roster.hpp>

namespace attain::inline v1 {

[[nodiscard]] inline bool is_away(const rep& who, day d) {
    constexpr fraction none = fraction::zero();
    return who.presence_on(d) == none || who.fte_on(d) == none || who.ramp_on(d) == none;
}

} // namespace attain::inline v1
