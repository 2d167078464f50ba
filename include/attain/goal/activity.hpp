// Activities: what a quota means in calls, e-mails and social touches, from the rep's own conversion rates.
//
// The funnel read backwards. Every rate carries its uncertainty, and so does every number of activities.
#pragma once

#include <attain/core/id.hpp>
#include <attain/core/units.hpp>
#include <attain/estimate/forecast.hpp>

#include <span>
#include <string>
#include <vector>

namespace attain::inline v1 {

// What one rep did in one channel (or one stage of a funnel), and what came of it.
struct channel_record {
    rep_id rep{};
    std::string channel{};
    units activities{};
    units outcomes{};
};

// Outcomes per activity, as a gamma distribution: shape (in outcomes), scale 1 / activities.
struct conversion_rate {
    rep_id rep{};
    std::string channel{};
    units activities{}; // own
    units outcomes{};   // own
    double shape{};     // outcomes, those lent by the team included
    double weight{};    // activities, likewise
    double team_rate{}; // of the channel
    bool strength{};    // the 90 % interval lies above the team's rate

    [[nodiscard]] double mean() const noexcept { return weight > 0 ? shape / weight : 0; }
    // Holds the rate with that probability. Errors: out_of_range unless 0 < level < 1.
    [[nodiscard]] range interval(double level) const;
    // P(rate <= x).
    [[nodiscard]] double cdf(double x) const;
    // Errors: out_of_range unless 0 < p < 1.
    [[nodiscard]] double quantile(double p) const;
};

// For every record a rate shrunk towards its channel's: with m = sum of outcomes / sum of activities over the
// channel and a the spread between its reps (gamma-Poisson by moments, kept in [1, 50] outcomes), shape =
// a + outcomes and weight = a / m + activities. In order of channel and rep; a channel without any outcome is
// left out: nothing is known of its rate. Errors, with the row: out_of_range (negative numbers),
// duplicate_id. O(n log n). Source: empirical Bayes for rates.
[[nodiscard]] std::vector<conversion_rate> conversion_rates(std::span<const channel_record> records);

// Activities that bring a number of outcomes.
struct activity_need {
    units outcomes{};
    double likely{}; // enough with an even chance
    range interval{};
    units per_day{}; // likely / working days, rounded up; 0 without working days
};

// N activities until `outcomes` have come, at an uncertain rate: weight x G(outcomes) / G(shape), a beta
// prime. Through several stages (calls -> conversations -> meetings, first stage first) log N is taken as
// normal with the exact mean and variance of its parts. outcomes <= 0 needs nothing. Errors: empty_input (no
// stage), out_of_range (level; a stage whose rate is not known).
[[nodiscard]] activity_need activities_for(std::span<const conversion_rate> stages, units outcomes,
                                           double working_days, double level = 0.8);

} // namespace attain::inline v1
