// Trial: a rep or a team tries another approach for a while. Did it help?
//
// Two rates are compared, before and after or side by side. Small samples say so; noise is never a winner.
#pragma once

#include <attain/core/units.hpp>
#include <attain/estimate/forecast.hpp>

#include <cstdint>
#include <span>
#include <string>

namespace attain::inline v1 {

// How the two arms came about. A comparison before and after also sees whatever else changed with time.
enum class trial_design : std::uint8_t { before_after, split };

enum class trial_verdict : std::uint8_t {
    too_little,    // not enough happened in one of the arms to tell anything
    no_difference, // the arms differ by less than what would matter, with the credibility asked for
    open,          // neither: the trial has to go on
    better,
    worse,
};
[[nodiscard]] const char* name(trial_verdict v) noexcept;

// One arm: the outcomes of each of its days (or any other blocks), each with its exposure: working time, or a
// number of activities.
struct trial_arm {
    std::span<const units> outcomes{};
    std::span<const double> exposure{};
};

struct trial_options {
    trial_design design = trial_design::split;
    double credibility = 0.95;  // of a winner, for one look
    int looks = 1;              // how often the trial is looked at in all; the credibility is shared out
    double matters = 0.20;      // a ratio of rates inside 1 +- this is no difference worth having
    units least_outcomes = 10;  // in each arm, before anything is said
    double prior_outcomes = 10; // lent to each arm at the common rate: the belief that most changes do little
};

struct trial_result {
    trial_verdict verdict = trial_verdict::too_little;
    units before{}; // outcomes: the old approach
    units after{};  // the new one
    double rate_before{};
    double rate_after{};
    double dispersion{}; // variance of a day's outcomes over its mean, at least 1; outcomes count 1 / this
    double ratio{};      // new / old rate, posterior median
    range interval{};    // holds the ratio with `credibility` (one look)
    double chance_better{};
    double credibility{}; // asked of a winner at this look
    // Exposure that each arm still needs, at the rates seen, to tell a ratio of 1 + matters from none with
    // four fifths power; 0 when a verdict is there.
    double exposure_missing{};
    std::string text{}; // one plain sentence
};

// Gamma-Poisson in each arm, shrunk to the common rate, outcomes divided by the dispersion learned within the
// arms: the ratio of two gammas is a scaled beta prime, so every figure is exact for the model. Winner: the
// chance is at least 1 - (1 - credibility) / looks, and each arm has its least outcomes.
// Errors: out_of_range (negative outcomes, an exposure that is neither 0 nor between 1e-9 and 1e15, with the
// row; outcomes with a dispersion above 1e15; options), invalid_argument (columns of different length). No
// exposure at all in an arm is too_little. O(days).
[[nodiscard]] trial_result compare(const trial_arm& before, const trial_arm& after,
                                   const trial_options& options = {});

} // namespace attain::inline v1
