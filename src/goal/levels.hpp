// Floor and stretch of a goal, from the forecast it has now.
#pragma once

#include <attain/goal/goal.hpp>

#include <algorithm>

namespace attain::inline v1 {

inline goal_levels levels_of(const goal& g, double floor_chance, double stretch_chance) {
    return {.floor = std::min(g.target, g.forecast.target_for(floor_chance)),
            .stretch = std::max(g.target, g.forecast.target_for(stretch_chance))};
}

} // namespace attain::inline v1
