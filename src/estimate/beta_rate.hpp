// A share between 0 and 1 that is known as a beta distribution, and the number of hits it brings.
#pragma once

#include <attain/core/units.hpp>

#include <algorithm>
#include <cmath>

namespace attain::inline v1 {

struct beta_rate {
    double hits{};
    double misses{};

    [[nodiscard]] double mean() const { return hits / (hits + misses); }
    [[nodiscard]] double variance() const {
        const double n = hits + misses;
        return hits * misses / (n * n * (n + 1));
    }
    [[nodiscard]] double second_moment() const { return variance() + mean() * mean(); }
    // The beta of a mean and a variance; the variance is kept below that of certain hits and misses.
    [[nodiscard]] static beta_rate of(double mean, double variance) {
        const double n = mean * (1 - mean) / std::min(variance, 0.99 * mean * (1 - mean)) - 1;
        return {mean * n, (1 - mean) * n};
    }
};

// P(at least k hits of n), beta-binomial: terms relative to the one at the mean, by the ratio of neighbours,
// so neither factorials nor differences of logarithms are needed. O(terms that matter, and those up to k).
inline double at_least(units n, units k, const beta_rate& r) {
    if (k <= 0) return 1;
    if (k > n) return 0;
    constexpr double negligible = 1e-17;
    const auto N = static_cast<double>(n);
    const auto K = static_cast<double>(k);
    const double start = std::min(std::floor(N * r.mean()), N);
    double above = 0;
    double below = 0;
    double term = 1;
    for (double x = start; x <= N && term > negligible * above; ++x) {
        (x >= K ? above : below) += term;
        term *= (N - x) / (x + 1) * (x + r.hits) / (N - x - 1 + r.misses);
    }
    term = 1;
    for (double x = start; x > 0 && term > negligible * below; --x) {
        term *= x / (N - x + 1) * (N - x + r.misses) / (x - 1 + r.hits);
        (x - 1 >= K ? above : below) += term;
    }
    return above / (above + below);
}

} // namespace attain::inline v1
