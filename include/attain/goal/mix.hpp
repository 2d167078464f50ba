// Mix: how a rep's time is shared over channels, shaped by strengths, and what a change of it would bring.
//
// The rates are those the rep already has; what more of a channel brings beyond what was observed is not
// known. So a mix moves towards the better channel step by step, and never leaves one untried.
#pragma once

#include <attain/estimate/funnel.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace attain::inline v1 {

// One channel of a rep: its rate, what an activity costs, and how much of the rep's time it has now.
struct channel_effort {
    conversion_rate rate{};
    double hours_per_activity{}; // > 0
    double share_now{};          // of the rep's time, >= 0; all zero: not known, taken as equal
};

// Outcomes of one more hour in a channel.
struct hour_gain {
    std::string channel{};
    double mean{};
    range interval{};     // holds it with 80 %
    double chance_best{}; // that no other channel brings more per hour
};

// In order of the mean, best first; ties by the channel's name. chance_best by quadrature over 200 quantiles;
// they sum to 1. Errors: empty_input, out_of_range (hours, shares; with the row), duplicate_id.
[[nodiscard]] std::vector<hour_gain> gains_per_hour(std::span<const channel_effort> channels);

struct mix_options {
    double hours_per_day = 6; // time for these activities
    double diversity = 0.10;  // no channel gets less of the time: learning goes on; at most 1 / channels
    double step = 0.15;       // a share moves by no more than this at once
    double level = 0.8;       // of the intervals
};

struct channel_mix {
    std::string channel{};
    double share{};    // of the time
    units per_day{};   // whole activities a day
    double outcomes{}; // expected, over the period
    attain::standing standing = attain::standing::unknown;
};

struct mix {
    std::vector<channel_mix> channels{}; // in order of the channel's name
    double hours_per_day{};              // what the whole activities take; never more than the budget
    double expected{};                   // outcomes over the period
    range interval{};
    double probability{};      // of the target, from these activities alone
    bool within_budget = true; // false: the whole activities that fit likely bring less than `outcomes`
    double hours_missing{};    // a day, when not: what those that likely bring it take beyond the budget
};

// Shares: each channel gets the diversity floor, the rest goes by chance_best (probability matching), moved
// from today's shares by at most the step; then the time that likely brings `outcomes` over the working days,
// inside the budget, as whole activities a day: rounded down, and one more of each channel with a part left,
// the best by the hour first, while they fit. So a channel whose single activity no longer fits has none.
// Outcomes are a negative binomial with the rates' dispersion and uncertainty in its variance. Errors: as
// gains_per_hour; out_of_range (days, options).
[[nodiscard]] mix plan_mix(std::span<const channel_effort> channels, units outcomes, double working_days,
                           const mix_options& options = {});

// An hour a day moved from one channel to another.
struct approach_shift {
    std::string from{};
    std::string to{};
    double gain{};        // outcomes per hour moved; can be below 0
    range interval{};     // holds the gain with 80 %
    double chance{};      // that it is a gain at all
    bool advised = false; // the chance is at least what was asked for
    std::string text{};   // one plain sentence
};
// From the channel with the least to the one with the most per hour, among those that have time to give.
// nullopt with fewer than two channels. Errors: as gains_per_hour; out_of_range (credibility).
[[nodiscard]] std::optional<approach_shift> advise_shift(std::span<const channel_effort> channels,
                                                         double credibility = 0.8);

} // namespace attain::inline v1
