// Strengths: the channels in which a rep credibly does more than the teammates, and those with credibly less.
#pragma once

#include <attain/estimate/forecast.hpp>
#include <attain/measure/ledger.hpp>
#include <attain/time/roster.hpp>

#include <string>
#include <vector>

namespace attain::inline v1 {

// Where somebody's rate stands beside the teammates'.
enum class standing : std::uint8_t {
    unknown,  // nothing recorded by the rep, most of it in no channel, or nobody to compare with: no verdict
    level,    // no credible difference that is worth naming
    strength, // credibly above
    weakness, // credibly below
};
[[nodiscard]] const char* name(standing s) noexcept;

// When a difference gets a name.
struct strength_options {
    // A strength needs P(own rate > teammates' rate) >= credibility, a weakness P(own < theirs); 0.5 to 1,
    // 1 excluded.
    double credibility = 0.90;
    // And an own rate (shrunk) at least this share above theirs; for a weakness theirs above the own. >= 0.
    double least_effect = 0.10;
    double level = 0.90;      // of the intervals; 0 < level < 1
    int window_days = 365;    // calendar days up to as_of that count, at least 1
    bool within_role = false; // cohort and teammates: those of one role on as_of, not the whole team
};

// One rep in one channel: what was recorded, and what it says about the rate behind it.
struct channel_rate {
    rep_id rep{};
    std::string channel{};
    units quantity{};      // recorded in the window, not on leave
    double exposure{};     // days of capacity behind it: the share of them whose facts name a channel
    double rate{};         // units per day of capacity, shrunk
    range interval{};      // holds the rate with probability `level`; the cohort is unsure too
    double team_rate{};    // units per day of capacity of the teammates, the rep left out; 0 with none
    double cohort_rate{};  // of everybody, the rep included: what the rate is shrunk to
    double chance_above{}; // P(own rate > teammates' rate); 0.5 where the standing is unknown
    double own_weight{};   // share of the rep's own record in the rate, 0 to 1
    attain::standing standing = attain::standing::unknown;

    // The chance behind the verdict: chance_above for a strength, 1 - chance_above for a weakness.
    [[nodiscard]] double credibility() const noexcept {
        return standing == attain::standing::weakness ? 1 - chance_above : chance_above;
    }
};

// For every rep and every channel of the metric that the team recorded anything in, in order of rep and
// channel's name; nothing when no fact names a channel.
//
// A two-level gamma-Poisson model, fitted to the cohort by moments. With E the rep's days of capacity in the
// window, S the channel's quantity, m the cohort's rate in the channel and u its dispersion (variance over
// mean of a person's 28-day sums; twelve blocks of pseudo-evidence at 2 events; at least 1):
//     S | r ~ mean r E, variance u r E       r = m b v       b: the rep in all channels, v: in this one
// E[b] = E[v] = 1, var v = t (the spread between reps in the channel), var b = s (the covariance between
// channels: 0 when excelling in one says nothing of another). b is learned from the rep's *other* channels
// (credibility formula); so r has the prior mean m E[b] and its variance, as a gamma, and the posterior
//     shape a + S / u, inverse scale a / (m E[b]) + E / u.
// Spreads count two members of pseudo-evidence at 0.1 and are at least 0.01. The teammates' rate is gamma
// with shape 1/2 + S'/u, inverse scale E'/u from their sums S', E'; two gammas compare exactly, by a beta
// distribution. Source: Jewell's hierarchical credibility (1975) over Robbins' and Efron & Morris' empirical
// Bayes.
//
// Per unit of capacity: a rep on a ramp or in half a post is measured against what can be expected of them.
// Capacity counts from the day on which the first of the cohort recorded anything in the channel, or the
// rep's start, not before the calendar's span; an unknown start is the first own fact. So a newcomer is not
// measured against months before the others used a new channel. What names no channel is presumed to be
// spread like what does: of each 28 days the share of the rep's quantity (sizes of days) that names one is
// the share of the capacity that counts; where that is less than half over the window there is no standing. A
// rep without anything recorded in the window, in any channel, has the cohort's rate, no standing, and no
// part in the teammates' rates. One rep alone has rates and no standing. Errors: out_of_range (options,
// as_of). O(channels x facts + reps x window).
[[nodiscard]] std::vector<channel_rate> strengths(const team& in, const metric& of, const ledger& facts,
                                                  day as_of, const strength_options& options = {},
                                                  stop_flag stop = {});

} // namespace attain::inline v1
