// Tracking: where a goal stands on a day, how likely it still is, and what moved since the day before.
#pragma once

#include <attain/goal/attainment.hpp>
#include <attain/goal/milestone.hpp>
#include <attain/goal/pace.hpp>
#include <attain/goal/plan.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace attain::inline v1 {

// Why a position or a chance moved. In this order, one after the other; so the parts add up.
enum class mover : std::uint8_t {
    time,       // working time passed; with it, what was learned about the rep
    booked,     // facts of the days since
    corrected,  // earlier days say something else now: late rows, cancellations at their original date
    new_target, // the target changed
};
[[nodiscard]] const char* name(mover m) noexcept;

struct movement {
    mover why{};
    // Change of (actual - due), in whole units; due is the target up to the day, rounded up.
    units position{};
    double probability{}; // change of the chance; NaN where one of the two is unknown
};

struct progress {
    rep_id rep{};
    std::string owner{};
    day as_of{};
    units actual{};
    units target{}; // of the period, changes included
    units due{};    // what the daily targets up to now add up to: an integer, never behind the ideal line
    // no_actual for somebody of whom nothing was ever recorded, as in a review: unknown, though the rest of
    // this counts it as 0.
    attain::attainment attainment = attainment::of(std::nullopt, std::nullopt);
    attain::pace pace{};
    std::optional<double> probability{}; // nullopt: nothing to learn from
    range outcome{};                     // holds the total with 80 %
    pace_status status = pace_status::too_early;
    std::vector<milestone> milestones{};
    // The first day left that must bring something, and what; nullopt: none is left, or reached.
    std::optional<day_target> next{};
    // Since the progress before; empty without one. Sums: position to (actual - due) now less then,
    // probability to the change of the chance.
    std::vector<movement> moved{};
};

struct track_options { // whether today counts as over; when it is called behind
    attain::today today = attain::today::over;
    status_rule rule{};
};

// One goal as of a day. `facts` are the rep's day totals known then (others are skipped); `now` is the
// forecast of the goal's period with what is done by then. While as_of is running and counts, that is the
// forecast of the evening before: it still expects the whole day, and what the day brought or made known so
// far raises the actual, and the chance only by reaching the target. `before` is the progress of an earlier
// day, for hysteresis, milestones and movement. Errors: out_of_range (a progress that is not earlier),
// conflict (another rep; facts that do not add up to the forecast's, unless a running day counts), unknown_id
// (rep not in the team).
[[nodiscard]] progress track(const goal& g, const team& in, const forecast& now, day as_of,
                             std::span<const day_total> facts, const progress* before = nullptr,
                             const track_options& options = {});

struct team_progress {
    day as_of{};
    units actual{}; // of everybody in the team, as the chance counts
    // The part of it that is in nobody's goal: of joiners, and what leavers' cancellations took.
    units without_goal{};
    units total{}; // what the team owes
    units due{};   // of that, in the proportion of the goals' due to their targets; rounded up
    std::optional<double> probability{};
    range outcome{};
    std::vector<progress> goals{}; // in the order of the plan's
};

// Every goal of a plan as of the estimator's day, or, where a running day counts, of the day after it.
// `before` may be null. Errors: as for one goal; wrong_metric (an estimator of another one). O(goals x (days
// + facts of the rep) + facts).
[[nodiscard]] team_progress track(const plan& p, const estimator& now, const ledger& facts,
                                  const team_progress* before = nullptr, const track_options& options = {},
                                  stop_flag stop = {});

// The status in one plain sentence: what is done, what the next day must bring, what moved.
[[nodiscard]] std::string sentence(const progress& p, const metric& of);

} // namespace attain::inline v1
