// Plans of a ratio, such as deals won per deal closed: from a dataset and the wishes of the command line.
#pragma once

#include <attain/goal/ratio_plan.hpp>
#include <attain/goal/review.hpp>

#include "goals_record.hpp"
#include "plan_options.hpp"

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace attain_program {

struct ratio_team {
    attain::ratio_plan plan;
    std::vector<std::array<attain::finding, 5>> audits{}; // of its goals
    std::vector<std::string> no_working_time{};           // members without a goal, and why
    std::vector<std::string> checks{};                    // what to look at in the data
    std::optional<goals_record> record{};
};

struct ratio_plans {
    attain::ratio_metric metric;
    attain::better direction{};
    attain::period period;
    attain::day as_of;
    std::string note{};                        // of the export's end
    std::vector<ratio_team> teams{};           // in the order of their names
    std::vector<std::string> without_target{}; // teams that were not asked for
};

// The dataset with both sides of the ratio. Errors: as example::load; attain::error naming --per when that
// metric cannot be the lower side.
[[nodiscard]] example::dataset read_ratio_data(const plan_options& options, attain::day known);

// Errors: attain::error naming the option for a target that is none, an unknown team or rep, a team nobody
// works in.
[[nodiscard]] ratio_plans make_ratio_plans(const example::dataset& data, const plan_options& options);

// One plan as of another day, with the same target and locks for one of the teams: for what is replayed.
[[nodiscard]] attain::ratio_plan ratio_plan_again(const example::dataset& data, const ratio_team& of,
                                                  const attain::period& over, attain::day as_of);

// Replays the last six periods of the plans' kind for each team, with what was known on the eve of each.
void add_ratio_records(ratio_plans& to, const example::dataset& data);

// What became of the goals of a closed period: their final progress, and how that compares with what was
// said. Goals whose ratio does not exist are not judged.
struct closed_ratios {
    attain::ratio_progress team{};
    std::vector<attain::ratio_progress> goals{}; // in the plan's order
    attain::calibration_check check{};
};
[[nodiscard]] closed_ratios close(const attain::ratio_plan& plan, const example::dataset& data);

} // namespace attain_program
