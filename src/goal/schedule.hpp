// The cascade that a goal's next version makes, for a change in the making.
#pragma once

#include <attain/goal/goal.hpp>

namespace attain::inline v1 {

// The goal's line up to the day from which the new figure is in force, and its share of today's working time
// from then on; a restated figure's own.
[[nodiscard]] cascade schedule_with(const goal& g, const team& in, const goal_version& v);

} // namespace attain::inline v1
