// A share between 0 and 1 that is known as a beta distribution, and the number of hits it brings.
#pragma once

#include <attain/core/units.hpp>

#include <boost/math/special_functions/gamma.hpp>

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

// P(at least k hits of n), beta-binomial: from the term at k outwards, away from the mean, by the ratio of
// neighbouring terms. O(terms that matter).
inline double at_least(units n, units k, const beta_rate& r) {
    if (k <= 0) return 1;
    if (k > n) return 0;
    using boost::math::lgamma;
    const auto N = static_cast<double>(n);
    const auto log_term = [&](double x) {
        return lgamma(N + 1) - lgamma(x + 1) - lgamma(N - x + 1) + lgamma(x + r.hits) +
               lgamma(N - x + r.misses) - lgamma(N + r.hits + r.misses) + lgamma(r.hits + r.misses) -
               lgamma(r.hits) - lgamma(r.misses);
    };
    auto x = static_cast<double>(k);
    double sum = 0;
    if (x > N * r.mean()) { // the upper tail
        for (double term = std::exp(log_term(x)); x <= N && term > 1e-17 * sum; ++x) {
            sum += term;
            term *= (N - x) / (x + 1) * (x + r.hits) / (N - x - 1 + r.misses);
        }
        return std::min(1.0, sum);
    }
    --x;
    for (double term = std::exp(log_term(x)); x >= 0 && term > 1e-17 * sum; --x) {
        sum += term;
        term *= x / (N - x + 1) * (N - x + r.misses) / (x - 1 + r.hits);
    }
    return std::max(0.0, 1 - sum);
}

} // namespace attain::inline v1
