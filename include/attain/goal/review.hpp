// Review: what a closed period taught. What was asked, what was said, what happened.
#pragma once

#include <attain/goal/attainment.hpp>
#include <attain/goal/plan.hpp>

#include <optional>
#include <string>
#include <vector>

namespace attain::inline v1 {

// One goal after its period; nothing changes it any more.
struct closed_goal {
    rep_id rep{};
    std::string owner{};
    attain::period period{};
    units target{};
    units actual{};
    // no_actual for somebody of whom nothing was ever recorded: that is unknown, not zero
    attain::attainment attainment = attainment::of(std::nullopt, std::nullopt);
    capacity working_time{}; // of the period, as it turned out
    // of the period, as it was known when the target was set; nullopt: as it turned out
    std::optional<capacity> planned_time{};
    // The chance of the goal as it stood when its period began, or when it was set if that was later;
    // nullopt: it was unknown. A change inside the period is decided when part of the outcome is known, so
    // its chance is in the goal's versions and not here.
    std::optional<double> said{};
    std::optional<units> said_of{}; // the target that this is the chance of; nullopt: `target`
    std::optional<double>
        rank{}; // P(total < actual) + P(total = actual) / 2 by that forecast: even if it is true
    std::optional<day> handed_over{}; // its rep left: the target is what was earned, and nothing to judge by
    units largest_day{};              // the largest day's quantity
    std::optional<double> largest_share{}; // of the actual; nullopt unless the actual is positive
};

// What the chances were worth: over the goals whose chance was known and that were not handed over, each by
// what it was the chance of.
struct calibration_check {
    std::size_t goals{};
    std::size_t reached{};
    double expected_reached{}; // sum of the chances
    double spread{};   // standard deviation of the number reached, if the chances are true and independent
    double brier{};    // mean of (chance - reached)^2; NaN without goals
    double surprise{}; // (reached - expected) / spread; 0 when the spread is 0
    bool consistent = true; // within two of its spreads
};

struct period_review {
    std::string team{};
    attain::period period{};
    units total{}; // of the targets
    units promised{};
    units actual{};                   // of everybody in the team
    units without_goal{};             // the part of it that is in nobody's goal
    std::optional<double> said{};     // the team's chance when its period began, of what it owed then
    std::vector<closed_goal> goals{}; // in order of rep id
    calibration_check calibration{};
    double share_at_quota{}; // of the goals with an attainment that were not handed over; NaN without
    double aimed{};          // mean of their chances: the share that was aimed at; NaN without
};

// Closes a plan: its goals against the facts of its period, as they are known by the day as_of: a row that
// came late counts, a later day's does not. `as_it_was` is the team as it turned out; a mover's facts count
// for the team of their day. A reversal counts on its own day, so what is closed stays as it was; `restate`
// takes it off the period of the event that it takes back, for a second version of the review. Errors:
// out_of_range (as_of before the period's last day), unknown_id.
[[nodiscard]] period_review review(const plan& p, const team& as_it_was, const ledger& facts, day as_of,
                                   reversal_policy reversals = reversal_policy::effective_date,
                                   stop_flag stop = {});

// The chances of many closed periods together.
[[nodiscard]] calibration_check calibration_of(std::span<const closed_goal> goals);

// What is left of a longer period's number, for each of its parts still to come: `total` less what the closed
// parts brought, by working time, in whole units that sum to it exactly. Nothing left: zeros. Errors:
// empty_input (something left and no part, or no working time), out_of_range (negative working time, row).
[[nodiscard]] std::vector<units> remainder(units total, units actual, std::span<const capacity> parts);

} // namespace attain::inline v1
