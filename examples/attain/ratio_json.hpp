// Plans of a ratio as JSON, unrounded: made, followed, closed.
#pragma once

#include "ratio_plans.hpp"
#include "ratio_text.hpp"

#include <optional>
#include <string>
#include <vector>

namespace attain_program {

[[nodiscard]] std::string ratio_plan_json(const ratio_plans& all, const example::dataset& data);
[[nodiscard]] std::string ratio_track_json(const ratio_plans& all, const std::vector<followed_ratios>& now,
                                           attain::day on, const example::dataset& data);

struct reviewed_ratios {
    const ratio_team* plan{};
    closed_ratios closed{};
    std::optional<attain::ratio_plan> next{}; // nullopt: nobody works then
};
[[nodiscard]] std::string ratio_review_json(const ratio_plans& all,
                                            const std::vector<reviewed_ratios>& closed,
                                            const example::dataset& data);

} // namespace attain_program
