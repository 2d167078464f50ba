// A limit's goal from a forecast that is there already.
#pragma once

#include <attain/goal/limit_goal.hpp>

namespace attain::inline v1 {

// Of the forecast's rep, or of the team (0). Errors: out_of_range (limit).
[[nodiscard]] limit_goal limit_goal_of(const estimator& of, forecast ahead, const period& over, units limit);

} // namespace attain::inline v1
