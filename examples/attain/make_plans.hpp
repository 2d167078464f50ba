// From a dataset and the wishes of the command line to one plan for each team, with everything that is
// printed.
#pragma once

#include <attain/estimate/strengths.hpp>
#include <attain/goal/audit.hpp>
#include <attain/goal/plan.hpp>

#include "plan_options.hpp"

#include <array>
#include <string>
#include <vector>

namespace attain_program {

struct ramp_span {
    bool ramping = false; // below full capacity somewhere in the period
    double first{};       // share of full capacity on the rep's first working day of the period, and the last
    double last{};
};

// A goal with what a manager wants to know beside it. In the order of the plan's goals.
struct goal_notes {
    std::array<attain::finding, 5> audit{};
    ramp_span ramp{};
    double days{};                                // working days, present and by fte; no ramp, no season
    std::vector<std::string> changes{};           // within the period, by day
    std::vector<attain::channel_rate> channels{}; // empty: no channels in the data
    bool recorded = false;                        // anything at all, up to as_of
};

struct team_plan {
    attain::plan plan;
    std::vector<goal_notes> notes{};
    attain::one_size_check one_size{};
    std::vector<std::string> no_working_time{}; // members without a goal, and why
};

struct plans {
    attain::period period;
    attain::day as_of;
    std::string policy{};
    std::vector<team_plan> teams{};           // in the order of their names
    std::vector<std::string> without_total{}; // teams that were not asked for
};

// Errors: attain::error or example::input_error for an unknown team or rep, a team nobody works in, and
// bounds that cannot be met (with the exact gap).
[[nodiscard]] plans make_plans(const example::dataset& data, const plan_options& options);

} // namespace attain_program
