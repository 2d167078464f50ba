// A plan for a ratio: a target for each rep, all with the same chance, that together make the team's.
//
// A ratio has no total to divide, but the reps' targets still have to add up: who decides more deals weighs
// more in the team's win rate. If everybody meets exactly their own target on the events expected of each,
// the team has met its own. Of all targets that do so, those are taken that everybody meets with the same
// chance.
#pragma once

#include <attain/goal/audit.hpp>
#include <attain/goal/ratio_goal.hpp>

#include <array>
#include <string>
#include <vector>

namespace attain::inline v1 {

// A rep's target that is given beforehand.
struct ratio_lock {
    rep_id rep{};
    ratio target{};
};

// What a plan is made of beside the target.
struct ratio_plan_options {
    better direction = better::higher;
    std::vector<ratio_lock> locks{};
};

// In order of rep id, one entry of each list for each goal.
struct ratio_plan {
    ratio_goal team;                   // the team's own goal: what is asked for
    std::vector<ratio_goal> goals{};   // of all reps with working time, in order of id
    std::vector<double> events{};      // expected of each over the period, done ones included
    std::vector<bool> locked{};        // whose target was given
    std::vector<double> one_for_all{}; // each one's chance of the team's target
    double combined{};  // the team's ratio if everybody meets their own target exactly; NaN without any event
    bool meets = false; // that is at least (lower is better: at most) what is asked for
};

// Targets in steps that people would set: tenths of a percent for shares, hundredths for odds (up to 100 to 1
// or ten times the team's), for averages three figures of the team's target. The steps that remain after the
// common chance go one by one to whoever keeps the highest chance, so that `combined` is on the demanding
// side of the team's target by less than any one rep's step. Where that chance would be below 0.1 % or
// above 99.9 %, or nothing is known of the team, everybody without a lock gets the team's target; so does, in
// any case, who has fewer than two events to expect, whose own ratio would be all or nothing. With locks
// that leave too little, `meets` is false. Errors: out_of_range (a target that make_ratio_goal refuses, a
// share above 1), unknown_id (a lock of nobody with working time), duplicate_id (two locks of a rep), both
// with the row; empty_input (nobody has working time); stopped (polled once a rep). O(reps x steps x tail),
// steps being few but where a rep has few events.
[[nodiscard]] ratio_plan make_ratio_plan(const ratio_estimator& of, const period& over, const ratio& target,
                                         const ratio_plan_options& options = {}, stop_flag stop = {});

// The audit of one of its goals. As audit(ratio_goal), and
//  R  figure: the team's chance. The targets together do not make the team's: fail; the team's own chance
//     below team_chance: warn.
//  S  figure: how many teammates have exactly this target. The same for everybody (more than two) although
//     the chances differ by more than same_number_points: warn.
[[nodiscard]] std::array<finding, 5> audit(const ratio_goal& g, const ratio_plan& in,
                                           const audit_options& options = {});
// The same of all its goals, in their order; what they share is looked at once. O(goals) but for comparing
// numbers. stop as core/stop.hpp says.
[[nodiscard]] std::vector<std::array<finding, 5>>
audit(const ratio_plan& of, const audit_options& options = {}, stop_flag stop = {});

} // namespace attain::inline v1
