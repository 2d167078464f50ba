// A plan: the goals of one team for one period, that add up to the team's number.
#pragma once

#include <attain/allocate/allocate.hpp>
#include <attain/estimate/estimator.hpp>
#include <attain/goal/bridge.hpp>
#include <attain/goal/goal.hpp>

#include <span>
#include <vector>

namespace attain::inline v1 {

// What one equal quota for all would have meant for a rep.
struct equal_share {
    rep_id rep{};
    units amount{};
    double probability{}; // NaN: unknown
};

struct plan {
    std::string team{};
    attain::metric metric;
    attain::period period;
    day as_of{};
    units total{};                          // the goals' targets sum to it
    std::vector<goal> goals{};              // in the order of the reps' ids
    forecast team_forecast;                 // of the team's total
    std::vector<equal_share> one_for_all{}; // of those who had a goal when it was made, in that order
    units promised{};                       // what the team owes; below the total when it over-assigns
    // Held for nobody yet, by changes; the total falls by it, what the team owes does not.
    units unassigned{};
    goal_id id{}; // of the team's own goal: the parent of all the others
    // What was promised, and the team's forecast, when the period began; nullopt: they are that still.
    std::optional<first_chance> as_set{};

    // The chances of the goals' levels, floor and stretch (plan_options): changes set them anew by these.
    double floor_chance = 0.90;
    double stretch_chance = 0.25;

    // P(team's total >= what it owes), as attainability.
    [[nodiscard]] double team_probability() const { return attainability(team_forecast, promised); }
    // total / promised - 1, on the denominator of what is owed; 0 when nothing is owed.
    [[nodiscard]] double over_assignment() const noexcept;
    // 1 - promised / total, on the denominator of what is handed out: the share of the quotas that can be
    // missed with what is owed still met. h / (1 + h) of an over-assignment h; 0 when nothing is handed out.
    [[nodiscard]] double under_assignment() const noexcept;
    // nullptr when the rep has no goal.
    [[nodiscard]] const goal* find(rep_id rep) const noexcept;
};

// How the goals of a plan are set up.
struct plan_options {
    std::optional<units> promised{}; // what the team owes; default: the allocation's total
    double floor_chance = 0.90;      // the floor is reached with at least this chance,
    double stretch_chance = 0.25;    // the stretch with at least this
    std::vector<rep_id> weekly{};    // see weeks instead of days
    goal_id id{};                    // of the team's goal
    std::vector<scope_tag> scope{};  // of every goal
    std::string who{};               // who made the plan, for the goals' first version
    // For best_observed, high_day and gaps; nullptr: they stay unknown. None looks at days before those that
    // the calendars know.
    const ledger* facts = nullptr;
    int gap_window = 91; // calendar days up to as_of in which gaps are looked for (inspect, quality.hpp)
    std::vector<metric_id> also_logged_by{}; // a row of these shows as well that the rep logged
};

// Goals from the quotas of an allocation of the period, repaired ones included. Daily targets follow
// capacity: the running total is never behind the ideal line and never a whole unit ahead of it. Errors:
// invalid_argument (an allocation without quotas), unknown_id (one of other reps than the team's),
// out_of_range (a chance outside (0, 1), a gap_window below 1).
[[nodiscard]] plan make_plan(const estimator& of, const period& over, const allocation& split,
                             const plan_options& options = {}, stop_flag stop = {});

// The rep's targets for the days of the period, in whole units that sum to `target`; a day without capacity
// has no entry. Errors: empty_input (a target above zero and no working time).
[[nodiscard]] std::vector<day_target> daily_targets(const team& in, const rep& member, const period& over,
                                                    units target);

// A goal as the rep's view asks for: its parts by day or by week, each with working time only.
[[nodiscard]] std::vector<cascade_part> view_of(const goal& g, const team& in);

// Each quota from nothing: an equal share of what is owed, own record at full working time, what the policy
// reads beside it (weight, value, last quota), leave, part-time, ramp, bounds (and, where they cannot be met,
// their repair), locks, hedge, rounding; each factor switched on after the other and the split solved again,
// with all reps' factors at once. Own record is a line of the policies that read a predictive. `details` are
// what the allocation was made with; its candidates may be fewer than the reps. In order of rep id, each
// bridge ending at the goal's target. With no working time a rep has no quota and no bridge. Errors: as
// allocate. O(factors x allocate).
[[nodiscard]] std::vector<bridge> explain(const plan& p, const estimator& of, const policy& by,
                                          const allocate_options& details = {}, stop_flag stop = {});

} // namespace attain::inline v1
