// From a dataset and the wishes of the command line to one plan for each team, with everything that is
// printed.
#pragma once

#include <attain/allocate/explain.hpp>
#include <attain/estimate/calibration.hpp>
#include <attain/estimate/strengths.hpp>
#include <attain/goal/audit.hpp>
#include <attain/goal/mix.hpp>
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

// What a quota takes in activities: a day of all channels, and as many of the best channel alone.
struct activity_note {
    attain::mix mix{};
    std::string channel{};
    attain::activity_need alone{};
};

// A goal with what a manager wants to know beside it. In the order of the plan's goals.
struct goal_notes {
    std::array<attain::finding, 5> audit{};
    ramp_span ramp{};
    std::size_t days{};      // of the goal: those with any working time
    double full_days{};      // the same in full ones: by presence and fte; no ramp, no season
    std::size_t days_left{}; // of days, after the plan's
    double full_days_left{};
    attain::units left{};                         // of the quota, after what is done; never below 0
    std::vector<attain::day_target> to_come{};    // what the days after the plan's have to bring: all of it
    std::vector<std::string> changes{};           // within the period, by day
    std::vector<attain::channel_rate> channels{}; // empty: no channels in the data
    bool recorded = false;                        // anything at all, up to as_of
    std::optional<activity_note> activities{};    // with --minutes
};

// What another total would mean.
struct other_total {
    attain::outcome outcome{};
    double team_probability{};
};

struct team_plan {
    attain::plan plan;
    attain::scenario asked{};                     // what was shared out, by which policy, inside which bounds
    std::vector<attain::quota> starts{};          // of those without a last quota, where the policy reads it
    attain::allocation split{};                   // quotas in the order of the plan's goals
    std::vector<std::string> divided{};           // what is said of people who are in another team too
    std::string contradiction{};                  // why bounds gave way or something is unassigned; else ""
    std::vector<attain::outcome> compared{};      // ours first; empty: nothing is known of anybody
    std::vector<attain::explanation> explained{}; // with --explain
    // With --explain: each quota from an equal share by own record, leave, ramp and so on.
    std::vector<attain::bridge> bridges{};
    std::vector<other_total> what_if{};         // with --what-if
    std::optional<attain::units> next_change{}; // with --what-if: where a bound begins or ends to bind
    std::vector<goal_notes> notes{};
    attain::one_size_check one_size{};
    bool recorded = false; // anything of any member, those who left included, up to as_of
    std::vector<std::string> no_working_time{};  // members without a goal, and why
    std::vector<std::string> checks{};           // what to look at in the data
    std::optional<attain::calibration> record{}; // of the periods before, where there were any
};

struct plans {
    attain::period period;
    attain::day as_of;
    std::string policy{};
    std::string warning{};                    // of the policy
    std::string note{};                       // of the export's end
    attain::units unassigned{};               // of one total for several teams: what no team carries
    std::vector<team_plan> teams{};           // in the order of their names
    std::vector<std::string> without_total{}; // teams that were not asked for
    std::vector<std::string> no_effect{};     // what was said of people of teams that are not planned
};

// Errors: attain::error or example::input_error for an unknown team or rep, a team nobody works in, and
// bounds that cannot be met and are not to be repaired (the smallest contradiction and its exact gap).
[[nodiscard]] plans make_plans(const example::dataset& data, const plan_options& options);

// Replays the last six periods of the plans' kind for each team, with what was known on the eve of each.
void add_records(plans& to, const example::dataset& data);

} // namespace attain_program
