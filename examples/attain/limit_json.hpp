// Plans of a limit as JSON, unrounded: made, followed, closed.
#pragma once

#include "limit_plans.hpp"

#include <optional>
#include <string>
#include <vector>

namespace attain_program {

[[nodiscard]] std::string limit_plan_json(const limit_plans& all, const example::dataset& data);
[[nodiscard]] std::string limit_track_json(const limit_plans& all, const std::vector<followed_limits>& now,
                                           attain::day on, const example::dataset& data);

struct reviewed_limits {
    const limit_team* plan{};
    closed_limits closed{};
    std::optional<attain::limit_plan> next{}; // nullopt: nobody works then
};
[[nodiscard]] std::string limit_review_json(const limit_plans& all,
                                            const std::vector<reviewed_limits>& closed,
                                            const example::dataset& data);

} // namespace attain_program
