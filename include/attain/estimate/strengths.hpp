// Strengths: the channels in which a rep credibly does more than the team.
#pragma once

#include <attain/estimate/forecast.hpp>
#include <attain/measure/ledger.hpp>
#include <attain/time/roster.hpp>

#include <string>
#include <vector>

namespace attain::inline v1 {

// One rep in one channel: what was recorded, and what it says about the rate behind it.
struct channel_rate {
    rep_id rep{};
    std::string channel{};
    units quantity{};   // recorded in the window
    double rate{};      // units per day of capacity, shrunk towards the team's rate
    range interval{};   // that holds the rate with probability `level`
    double team_rate{}; // units per day of capacity of the whole team in this channel
    bool strength{};    // the interval lies above the team's rate
};

struct strength_options {
    double level = 0.90;   // of the interval; 0 < level < 1
    int window_days = 365; // calendar days up to as_of that count
};

// For every rep and every channel of the metric that the team recorded anything in, in order of rep and
// channel's name; nothing when no fact names a channel. Gamma-Poisson: with E the rep's capacity in the
// window and S its quantity, both in units of the overdispersion u, the rate is gamma with shape a + S/u and
// inverse scale a/m + E/u, where m is the team's rate and 1/a the spread between members (by moments, at
// least 0.05). Per unit of capacity: a rep on a ramp or in half a post is measured against what can be
// expected of them. A rep without anything recorded in any channel has the team's rate. Capacity counts from
// the team's first fact, or the rep's start; an unknown start is the first own fact. Errors: out_of_range
// (level, window_days below 1, as_of). O(channels x facts + reps x window).
[[nodiscard]] std::vector<channel_rate> strengths(const team& in, const metric& of, const ledger& facts,
                                                  day as_of, const strength_options& options = {});

} // namespace attain::inline v1
