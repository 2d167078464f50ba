// Predictive distributions: what a total may turn out to be, as a probability for every value.
//
// All share one shape: tail(k) = P(D >= k), quantile(p), mean(), variance(). Tails are computed as tails,
// never as 1 minus something, so that a chance of 1e-12 keeps its digits.
#pragma once

#include <attain/core/units.hpp>

#include <variant>
#include <vector>

namespace attain::inline v1 {

// Counts with mean m and variance V > m: a gamma mixture of Poissons, shape r = m^2 / (V - m).
// Errors of the constructor: not_finite, out_of_range (m < 0, or V <= m with m > 0). m = 0 is a certain zero.
class negative_binomial {
public:
    negative_binomial(double mean, double variance);
    [[nodiscard]] double tail(units k) const;
    [[nodiscard]] double below(units k) const; // P(D < k)
    // Smallest integer k with P(D <= k) >= p; 0 < p < 1; the largest units where it lies beyond. Errors:
    // out_of_range.
    [[nodiscard]] double quantile(double p) const;
    [[nodiscard]] double mean() const noexcept { return mean_; }
    [[nodiscard]] double variance() const noexcept { return variance_; }

private:
    double mean_;
    double variance_;
};

// Sizes > 0 with mean m and variance V: shape m^2 / V, scale V / m. tail(k) = P(D >= k), continuous. Errors
// of the constructor: not_finite, out_of_range (m or V not above 0, or a shape or scale that no double
// holds).
class gamma {
public:
    gamma(double mean, double variance);
    [[nodiscard]] double tail(units k) const;
    [[nodiscard]] double below(units k) const; // P(D < k)
    [[nodiscard]] double quantile(double p) const;
    [[nodiscard]] double mean() const noexcept { return mean_; }
    [[nodiscard]] double variance() const noexcept { return variance_; }

private:
    double mean_;
    double variance_;
};

} // namespace attain::inline v1
