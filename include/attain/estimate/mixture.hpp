// A mixture of predictive distributions: what the estimator's memories say together about one total.
#pragma once

#include <attain/estimate/grid.hpp>
#include <attain/measure/metric.hpp>

#include <array>
#include <cstddef>
#include <span>

namespace attain::inline v1 {

// One opinion about the total D. mean and variance are those of D given that it is not exactly nothing.
//     count           negative binomial; with variance = mean Poisson, below it a binomial of that mean and
//     of
//                     the fewest trials whose variance is at least this
//     amount          exactly 0 with probability `nothing`, else a gamma
//     signed_amount   exactly 0 with probability `nothing`, else Student's t with 4 degrees of freedom around
//                     `centre`, scale sqrt(variance / 2)
struct opinion {
    double weight{};
    double mean{};
    double variance{};
    double nothing{};
    double centre{};
};

// Monotone map of the unit interval onto itself, straight between equal steps: what the estimator's own past
// outcomes say about its probabilities. Used for signed amounts, whose shape two moments do not describe.
struct recalibration {
    static constexpr std::size_t bins = 20;
    std::array<double, bins + 1> cumulative{}; // at 0, 1/20, ... 1

    [[nodiscard]] double operator()(double p) const noexcept;
    [[nodiscard]] double inverse(double p) const noexcept;
};

// Mixture of at most eight opinions whose weights sum to 1; no opinion at all is a certain 0. A value without
// heap memory. Arguments and answers are in the unit the engine was fed with; counts live on whole numbers.
class mixture {
public:
    static constexpr std::size_t max_opinions = 8;

    mixture() = default;
    // Errors: invalid_argument (more than eight), not_finite (an amount too widely spread for doubles as
    // well), out_of_range (a negative weight, mean, variance or an atom outside [0, 1)).
    mixture(metric_kind kind, std::span<const opinion> opinions);
    mixture(metric_kind kind, std::span<const opinion> opinions, const recalibration& learned);

    // The linear pool: this one with 1 - share, the other with share. Keeps this one's recalibration. Errors:
    // invalid_argument (more than eight opinions together), wrong_metric (different kinds), out_of_range.
    [[nodiscard]] mixture pooled(const mixture& other, double share) const;

    [[nodiscard]] metric_kind kind() const noexcept { return kind_; }
    [[nodiscard]] std::span<const opinion> opinions() const noexcept { return {opinions_.data(), size_}; }
    // What its probabilities are mapped by; nullptr: by nothing.
    [[nodiscard]] const recalibration* learned() const noexcept {
        return recalibrated_ ? &learned_ : nullptr;
    }
    [[nodiscard]] bool certain_nothing() const noexcept { return size_ == 0; }

    // P(D >= x). Computed as a tail: a chance of 1e-12 keeps its digits. x NaN gives NaN.
    [[nodiscard]] double tail(double x) const;
    // P(D <= x).
    [[nodiscard]] double cdf(double x) const;
    // P(D < x), accurate where it is small.
    [[nodiscard]] double below(double x) const;
    // P(D = 0 exactly).
    [[nodiscard]] double nothing() const;
    // Smallest d with P(D <= d) >= p; for counts a whole number. Errors: out_of_range unless 0 < p < 1.
    [[nodiscard]] double quantile(double p) const;
    // The same for rising probabilities at once; counts by one upward sweep of the probabilities, O(largest
    // quantile), amounts by one sweep of the densities, good to 1e-9 in probability. Errors: out_of_range (p
    // outside (0, 1) or falling), invalid_argument (unequal lengths).
    void quantiles(std::span<const double> p, std::span<double> out) const;
    // P(D < x) at whole numbers, from where it is below 1e-4 to where it passes 0.9987, by one sweep. Counts:
    // with longer steps as they grow (good to 1e-4). Amounts and signed amounts: neighbours, or at most
    // 0.0015 (around 0.02 and 0.98) to 0.0075 in probability apart, and points beside the corners of what was
    // learned. `out` must hold max_points. Returns how many were written; 0 when this mixture cannot be
    // swept.
    static constexpr std::size_t max_points = 1024;
    [[nodiscard]] std::size_t points(std::span<grid_point> out) const;
    [[nodiscard]] double mean() const noexcept;
    [[nodiscard]] double variance() const noexcept;

private:
    [[nodiscard]] double raw_cdf(double x) const;
    [[nodiscard]] double raw_tail(double x) const;
    [[nodiscard]] double raw_quantile(double p) const;
    [[nodiscard]] double density(double x) const;
    [[nodiscard]] std::size_t signed_points(std::span<grid_point> out) const;
    bool sweep(std::span<const double> p, std::span<double> out) const;

    metric_kind kind_ = metric_kind::count;
    bool recalibrated_ = false;
    std::size_t size_ = 0;
    std::array<opinion, max_opinions> opinions_{};
    recalibration learned_{};
};

// ln of the probability of `total` under one opinion; for amounts the density per `unit`, and the atom for 0.
// Floored at 1e-4, so that one surprise cannot decide which memory is believed.
[[nodiscard]] double log_mass(metric_kind kind, const opinion& o, double total, double unit);

} // namespace attain::inline v1
