// Plans of a limit, such as deals lost: from a dataset and the wishes of the command line.
#pragma once

#include <attain/goal/limit_plan.hpp>
#include <attain/goal/review.hpp>

#include "goals_record.hpp"
#include "plan_options.hpp"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace attain_program {

struct limit_team {
    attain::limit_plan plan;
    attain::limit_plan_options how{};                     // it was made with
    std::vector<std::array<attain::finding, 5>> audits{}; // of its goals
    std::vector<std::string> no_working_time{};           // members without a goal, and why
    std::vector<std::string> checks{};                    // what to look at in the data
    std::optional<goals_record> record{};
};

struct limit_plans {
    attain::period period;
    attain::day as_of;
    std::string note{};                       // of the export's end
    std::vector<limit_team> teams{};          // in the order of their names
    std::vector<std::string> without_limit{}; // teams that were not asked for
};

// Errors: attain::error naming the option for a limit that is none, an unknown team or rep, several teams and
// one limit, a team nobody works in.
[[nodiscard]] limit_plans make_limit_plans(const example::dataset& data, const plan_options& options);

// One plan as of another day, with the same limit and locks: for what is replayed and what comes next.
[[nodiscard]] attain::limit_plan limit_plan_again(const example::dataset& data, const limit_team& of,
                                                  const attain::period& over, attain::day as_of);

// Replays the last six periods of the plans' kind for each team, with what was known on the eve of each.
void add_limit_records(limit_plans& to, const example::dataset& data);

// Where each goal of a plan stands on a day.
struct followed_limits {
    const limit_team* plan{};
    attain::limit_progress team{};
    std::vector<attain::limit_progress> goals{}; // in the plan's order
};
[[nodiscard]] followed_limits follow(const example::dataset& data, const limit_team& of, attain::day on);

// What became of the goals of a closed period, and how that compares with what was said.
struct closed_limits {
    attain::limit_progress team{};
    std::vector<attain::limit_progress> goals{}; // in the plan's order
    attain::calibration_check check{};
};
[[nodiscard]] closed_limits close(const attain::limit_plan& plan, const example::dataset& data);

} // namespace attain_program
