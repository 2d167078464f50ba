// Calibration: past periods replayed with what was known then, and how the chances given compare with what
// happened.
#pragma once

#include <attain/estimate/estimator.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace attain::inline v1 {

struct calibration_options {
    // Targets that are judged, as shares of the forecast's mean (rounded, at least 1 unit).
    std::array<double, 3> targets{0.75, 1.0, 1.25};
    // The chance at which quotas are set: how many would have reached a quota set at that chance?
    double aim = 0.6;
};

// One rep's period, forecast on the eve of its first day.
struct replayed_forecast {
    rep_id rep{};
    attain::period period{};
    evidence_grade grade{};
    units total{};     // what it came to
    units quota{};     // highest target with at least the aimed chance
    double pit_low{};  // P(D < total)
    double pit_high{}; // P(D <= total)
    bool inside80{};   // within the central 80 % interval
    bool inside90{};
    double crps{}; // twice the mean pinball loss over seven quantiles, in units
};

// Chances that were given, in ten equal bins: how many, what they promised, what came true.
struct reliability_bin {
    std::size_t cases{};
    double promised{}; // mean chance given; 0 in an empty bin
    double happened{}; // share of targets reached
};

struct calibration {
    std::vector<replayed_forecast> forecasts{}; // by period, then rep; grade unknown left out
    std::array<reliability_bin, 10> reliability{};
    std::array<double, 10> pit{}; // shares of outcomes by tenth of their forecast; 0.1 each when calibrated
    std::size_t cases{};          // targets judged
    double brier{};               // mean squared error of the chances
    double log_score{}; // mean -ln of the chance of what happened, chances clipped to [0.001, 0.999]
    double crps{};      // sum of crps over the sum of totals; 0 when nothing was recorded
    double coverage80{};
    double coverage90{};
    double error{}; // mean |promised - happened| over the bins, weighted by cases
    double aim{};
    double at_quota{}; // share of forecasts that reached the quota of the aimed chance
};

// Replays each period as of the day before it. Periods must have ended by as_of; those before the first fact
// are left out. The team's roster and calendar are taken as they are known today. Errors: empty_input (no
// periods), invalid_argument (a period that has not ended, with its row), out_of_range (options). O(periods x
// estimator).
[[nodiscard]] calibration calibrate(const team& of, const metric& what, const ledger& facts, day as_of,
                                    std::span<const period> periods, const calibration_options& options = {});

// The `count` whole periods before as_of's own, oldest first: what calibrate usually takes.
[[nodiscard]] std::vector<period> past_periods(period_kind kind, day as_of, std::size_t count);

// A report for people: the table of promised and happened, coverage and scores. Plain text, no locale.
[[nodiscard]] std::string to_string(const calibration& c);

} // namespace attain::inline v1
