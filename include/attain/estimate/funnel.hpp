// The funnel: how often an activity becomes a meeting, a meeting an opportunity; and, read backwards, the
// activities that a number of outcomes takes. Every rate carries its uncertainty, and so does every number.
//
// What is assumed of the time between an activity and its outcome: outcomes of the window come from the
// activities of the window, moved back by `lag_days`. With a steady stream the lag hardly matters (what falls
// out at the end came in at the beginning); a rep who has just begun, or doubled the calls, looks worse than
// true until the lag is told. Nothing is inferred from who was called when: the ledger knows sums, not
// chains.
#pragma once

#include <attain/estimate/strengths.hpp>

#include <span>
#include <string>
#include <vector>

namespace attain::inline v1 {

// What one rep did in one channel (or one stage), and what came of it. Several rows of one rep and channel
// are its parts (weeks, months): they are added up, and their scatter tells how bursty the outcomes are.
struct conversion_record {
    rep_id rep{};
    std::string channel{};
    units activities{};
    units outcomes{};
};

// Share of activities that become an outcome: a beta distribution.
struct conversion_rate {
    rep_id rep{};
    std::string channel{};
    units activities{};    // own
    units outcomes{};      // own
    double hits{};         // of the beta: outcomes, those lent by the cohort included, over the dispersion
    double misses{};       // activities without one, likewise
    double dispersion = 1; // of outcomes around the rate, over what chance gives
    double team_rate{};    // of the teammates in the channel, the rep left out; 0 with none
    double chance_above{}; // P(own rate > teammates' rate); 0.5 where the standing is unknown
    attain::standing standing = attain::standing::unknown;
    // False: more outcomes than activities. The log is incomplete, or an activity brings several; the own
    // record is not used, and the rate is the cohort's.
    bool consistent = true;

    [[nodiscard]] bool known() const noexcept { return hits > 0 && misses > 0; }
    [[nodiscard]] double mean() const noexcept { return known() ? hits / (hits + misses) : 0; }
    [[nodiscard]] double variance() const noexcept;
    // Holds the rate with that probability. Errors: out_of_range unless 0 < level < 1.
    [[nodiscard]] range interval(double level) const;
    // P(rate <= x).
    [[nodiscard]] double cdf(double x) const;
    // Errors: out_of_range unless 0 < p < 1.
    [[nodiscard]] double quantile(double p) const;
};

// For every rep and channel a rate shrunk towards the cohort's in that channel, in order of channel and rep.
// Beta-binomial by moments: m = outcomes / activities over the channel, u the dispersion of a rep's parts
// around its own rate (at least 1; twelve parts of pseudo-evidence at 1), rho the intraclass correlation that
// the reps' rates show beyond it (two reps of pseudo-evidence at a relative spread of 0.1, at least 0.01),
// k = 1 / rho - 1; then
//     hits = k m + outcomes / u      misses = k (1 - m) + (activities - outcomes) / u
// and both times one factor below 1, which keeps the mean and adds the variance that m itself has: m (1 - m)
// u over all activities of the channel, by the square of the cohort's part in the rate (Morris 1983). P(own >
// teammates') integrates that beta against the teammates' beta(1/2 + hits', 1/2 + misses'). A channel in
// which nothing ever came of anything is left out: nothing is known of its rate. Roles are not known here:
// within_role has no effect. Errors: out_of_range (negative numbers, with the row; options). O(n log n).
// Source: Kleinman (1973), Griffiths (1973).
[[nodiscard]] std::vector<conversion_rate> conversion_rates(std::span<const conversion_record> records,
                                                            const strength_options& options = {},
                                                            stop_flag stop = {});

// One side of a stage: a metric and the ledger that holds it.
struct recorded_metric {
    attain::metric metric;
    const ledger* facts;
};

struct funnel_options {
    int window_days = 182;  // of outcomes, up to as_of; at least 1
    int lag_days = 0;       // activities are those of the window this many days earlier; at least 0
    bool by_channel = true; // false: all channels together, under the name of the activity's metric
};

// The records of one stage in parts of 28 days, for the reps of a team and every channel (by name) in which
// the activity was recorded; of both metrics what was done while in this team, days below zero netted within
// a part. Metrics are taken in whole, 250 of exponent 2 are 2, each in the part in which a rep's running sum
// completes it: halves of shared meetings add up over the window. Errors: out_of_range (as_of, options),
// null_argument. O(facts log facts).
[[nodiscard]] std::vector<conversion_record> conversion_records(const team& in,
                                                                const recorded_metric& activity,
                                                                const recorded_metric& outcome, day as_of,
                                                                const funnel_options& options = {});

// Activities that bring a number of outcomes.
struct activity_need {
    units outcomes{};
    double rate{};    // outcomes per activity through all stages, in the mean
    units likely{};   // enough with an even chance
    range interval{}; // enough with (1 - level) / 2 and (1 + level) / 2

    // likely / days, rounded up; 0 without days.
    [[nodiscard]] units a_day(double working_days) const noexcept;
};

// The smallest n with P(outcomes of n activities >= wanted) >= p: beta-binomial, with the rate's uncertainty.
// Stages in their order (calls -> conversations -> meetings): the rates are taken as independent, and their
// product as the beta of the same mean and variance. A dispersion above 1 widens it by the variance that it
// adds to the outcomes of n activities. wanted <= 0 needs nothing; 2^53 where even those are not enough.
// Above 5,000 outcomes their share in n is taken as a beta of the same mean and variance.
// Errors: empty_input (no stage), out_of_range (level; a stage whose rate is not known, with its row).
// O(min(wanted, 5,000) x log n).
[[nodiscard]] activity_need activities_for(std::span<const conversion_rate> stages, units wanted,
                                           double level = 0.8);

} // namespace attain::inline v1
