// Plans of a ratio as people read them: made, followed, closed.
#pragma once

#include "ratio_plans.hpp"

#include <optional>
#include <string>

namespace attain_program {

[[nodiscard]] std::string ratio_plan_text(const ratio_plans& all, const example::dataset& data);

// A team's plan on a day: one progress for each goal, and the team's.
struct followed_ratios {
    const ratio_team* plan{};
    attain::ratio_progress team{};
    std::vector<attain::ratio_progress> goals{};
};
[[nodiscard]] std::string ratio_track_text(const followed_ratios& f);

// A closed plan, and the next period's, if anybody works in it, with the same target.
[[nodiscard]] std::string ratio_review_text(const attain::ratio_plan& plan, const closed_ratios& closed,
                                            const std::optional<attain::ratio_plan>& next);

} // namespace attain_program
