// The normal distribution as a predictive, for signed or large totals.
#pragma once

#include <attain/core/units.hpp>

namespace attain::inline v1 {

// D is a normal variable: tail(k) = P(D >= k) = erfc((k - mean) / (sd sqrt 2)) / 2, without continuity
// correction. Accurate to a few units in the last place down to 1e-300. Errors of the constructor:
// not_finite, out_of_range (sd <= 0).
class normal {
public:
    normal(double mean, double standard_deviation);

    [[nodiscard]] double tail(units k) const;
    [[nodiscard]] double below(units k) const; // P(D < k)
    // The x with P(D <= x) = p. Errors: out_of_range unless 0 < p < 1.
    [[nodiscard]] double quantile(double p) const;
    [[nodiscard]] double mean() const noexcept { return mean_; }
    [[nodiscard]] double variance() const noexcept { return sd_ * sd_; }
    [[nodiscard]] double standard_deviation() const noexcept { return sd_; }

private:
    double mean_;
    double sd_;
};

} // namespace attain::inline v1
