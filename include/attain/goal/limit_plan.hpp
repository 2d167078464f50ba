// A plan for a limit: the team's number divided into limits that everybody keeps with the same chance.
//
// P(total <= limit) is P(-total >= -limit), so limits that sum to L are quotas of the mirrored totals that
// sum to -L: what is true of equal attainability (allocate.hpp) is true here, and the expected overshoot, E
// sum max(0, total - limit) over the reps, is the least that any division of L has.
#pragma once

#include <attain/goal/limit_goal.hpp>

#include <array>
#include <vector>

namespace attain::inline v1 {

// A rep's limit that is given beforehand.
struct limit_lock {
    rep_id rep{};
    units limit{};
};

struct limit_plan_options {
    std::vector<limit_lock> locks{};
    units quantum{1};                        // limits are multiples of it; locks are kept as they are
    std::optional<rep_id> residual_holder{}; // gets what the quantum leaves, below one quantum
    std::uint64_t salt{};                    // varies which rep gets the odd unit of a tie
};

// One entry of each list for each goal, in order of rep id.
struct limit_plan {
    limit_goal team;                   // the team's own limit: what is divided
    std::vector<limit_goal> goals{};   // of all reps with working time
    std::vector<bool> locked{};        // whose limit was given
    std::vector<units> equal{};        // an equal share of the team's limit,
    std::vector<double> one_for_all{}; // and the chance of keeping that one
    double overshoot{};                // E sum max(0, total - limit); NaN when nothing is known
    // The team's limit less the sum of the reps': 0 unless locks took more than there is (below 0), or
    // everybody is locked.
    units unassigned{};
};

// Whole limits, none below 0, that sum to the team's unless locks take more. Where nothing is known of
// anybody they follow working time. Errors: out_of_range (a limit that make_limit_goal refuses, locks that
// add up beyond 2^62, a quantum below 1), unknown_id (a lock or a holder of nobody with working time),
// duplicate_id (two locks of a rep), of locks with the row; conflict (a holder who is locked),
// invalid_argument (a quantum that leaves a rest for nobody; a period that is over), empty_input (nobody has
// working time). Cost: as allocate.
[[nodiscard]] limit_plan make_limit_plan(const estimator& of, const period& over, units limit,
                                         const limit_plan_options& options = {}, stop_flag stop = {});

// The audit of one of its goals. As audit(limit_goal), and
//  S  figure: how many teammates have exactly this limit. The same for everybody (more than two) although
//     the chances differ by more than same_number_points: warn.
//  R  figure: the team's chance. The limits do not sum to the team's: fail; the team's own chance below
//     team_chance: warn.
[[nodiscard]] std::array<finding, 5> audit(const limit_goal& g, const limit_plan& in,
                                           const audit_options& options = {});
// The same of all its goals, in their order; what they share is looked at once. O(goals) but for comparing
// numbers. stop as core/stop.hpp says.
[[nodiscard]] std::vector<std::array<finding, 5>>
audit(const limit_plan& of, const audit_options& options = {}, stop_flag stop = {});

} // namespace attain::inline v1
