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
    double said{};     // chance of the quota: the aimed one, or a little more where units are whole
    bool inside50{};   // within the central 50 % interval
    bool inside80{};
    bool inside90{};
    double crps{}; // twice the mean pinball loss over seven quantiles, in units

    // Even over [0, 1] if the forecasts are true: half of the outcome's own chance counts as below.
    [[nodiscard]] double rank() const noexcept { return (pit_low + pit_high) / 2; }
    [[nodiscard]] bool reached() const noexcept { return total >= quota; }
};

// A share of so many cases, with the interval that holds the true one with 90 %. Cases of one period share
// its luck: where periods differ by more than chance, they count for fewer (cluster-robust variance), and the
// interval is Jeffreys' for that number.
struct judged_share {
    double share{};
    range interval{0, 1};
    double effective_cases{};
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
    double log_score{};        // mean -ln of the chance of what happened, chances clipped to [0.001, 0.999]
    double crps{};             // sum of crps over the sum of totals; 0 when nothing was recorded
    judged_share coverage50{}; // outcomes within the central intervals
    judged_share coverage80{};
    judged_share coverage90{};
    double error{};        // mean |promised - happened| over the bins, weighted by cases
    std::size_t periods{}; // that could be forecast
    double aim{};
    double said{};           // mean chance of the quotas of the aimed chance
    judged_share at_quota{}; // those reached

    // What was said lies within what happened, as far as so few cases can tell.
    [[nodiscard]] bool consistent() const noexcept {
        return at_quota.interval.low <= said && said <= at_quota.interval.high;
    }
};

// Replays each period as of the day before it. Periods must have ended by as_of; those before the first fact,
// or of whose eve a calendar knows nothing, are left out. The team's roster and calendar are taken as they
// are known today. Errors: empty_input (no periods), invalid_argument (a period that has not ended, with its
// row), out_of_range (options), overflow, stopped. Facts of a mover count in the team of their day. O(periods
// x estimator).
[[nodiscard]] calibration calibrate(const team& of, const metric& what, const ledger& facts, day as_of,
                                    std::span<const period> periods, const calibration_options& options = {},
                                    stop_flag stop = {});

// The `count` whole periods before as_of's own, oldest first: what calibrate usually takes.
[[nodiscard]] std::vector<period> past_periods(period_kind kind, day as_of, std::size_t count);
// The `count` periods before p of its own kind (a custom one moves by its length) that had ended by as_of and
// began at least four weeks after `first`, oldest first: there may be fewer.
[[nodiscard]] std::vector<period> past_periods(const period& p, day as_of, day first, std::size_t count);

// A report for people: the table of promised and happened, coverage and scores. Plain text, no locale.
[[nodiscard]] std::string to_string(const calibration& c);
// The same in one line: `24 goals replayed: said 62 % on average, happened 58 % (41 to 74 %); 80 % ranges
// held 83 %`.
[[nodiscard]] std::string summary(const calibration& c);

} // namespace attain::inline v1
