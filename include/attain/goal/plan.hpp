// A plan: the goals of one team for one period, that add up to the team's number.
#pragma once

#include <attain/allocate/allocate.hpp>
#include <attain/estimate/estimator.hpp>
#include <attain/goal/goal.hpp>

#include <vector>

namespace attain::inline v1 {

// What one equal quota for all would have meant for a rep.
struct equal_share {
    rep_id rep{};
    units amount{};
    double probability{};
};

struct plan {
    std::string team{};
    attain::metric metric;
    attain::period period;
    day as_of{};
    units total{}; // the team's number; the targets sum to it, over-assignment and what is unassigned aside
    std::vector<goal> goals{};              // in the order of the reps' ids
    forecast team_forecast;                 // of the team's total
    std::vector<equal_share> one_for_all{}; // the same order

    // P(team's total >= total).
    [[nodiscard]] double team_probability() const { return team_forecast.tail(total); }
};

// Goals from the quotas of an allocation of the period, repaired ones included. Daily targets follow
// capacity: the running total is never behind the ideal line and never a whole unit ahead of it. Errors:
// invalid_argument (an allocation without quotas, or of other reps than the estimator's).
[[nodiscard]] plan make_plan(const estimator& of, const period& over, const allocation& split);

// The rep's targets for the days of the period, in whole units that sum to `target`; a day without capacity
// has no entry. Errors: empty_input (a target above zero and no working time).
[[nodiscard]] std::vector<day_target> daily_targets(const team& in, const rep& member, const period& over,
                                                    units target);

} // namespace attain::inline v1
