// A share between 0 and 1 that is known as a beta distribution, and the number of hits it brings.
#pragma once

#include <attain/core/units.hpp>

#include "incomplete_gamma.hpp"

#include <boost/math/special_functions/beta.hpp>

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

// ln of gamma(a + d) / gamma(a), where both are above 0. Large ones by Stirling's series, so that no digits
// of their logarithms cancel.
inline double log_rising(double a, double d) {
    constexpr double large = 16;
    const auto log_gamma = [](double z) { return boost::math::lgamma(z, incomplete_gamma::policy{}); };
    if (a < large || a + d < large) return log_gamma(a + d) - log_gamma(a);
    const auto rest = [](double z) {
        const double square = 1 / (z * z);
        return (1.0 / 12 - square * (1.0 / 360 - square / 1260)) / z;
    };
    return (a + d - 0.5) * std::log1p(d / a) + d * std::log(a) - d + rest(a + d) - rest(a);
}

// P(fewer than k hits of n), beta-binomial, n as large as it likes: the terms of 0 to k - 1 hits by the ratio
// of neighbours, the first by logarithms. O(k).
inline double fewer_than(double n, units k, const beta_rate& r) {
    const auto K = static_cast<double>(k);
    if (K > n) return 1;
    // gamma(m + h) gamma(m + n) / (gamma(m) gamma(m + h + n)), by the shorter step.
    const auto [step, rest] = std::minmax(r.hits, n);
    double log_first = log_rising(r.misses, step) - log_rising(r.misses + rest, step);
    double term = 1; // over the first
    double sum = 0;
    for (double x = 0; x < K; ++x) {
        sum += term;
        term *= (n - x) / (x + 1) * (x + r.hits) / (n - x - 1 + r.misses);
        if (constexpr double far = 0x1p900; sum > far) {
            sum /= far;
            term /= far;
            log_first += std::log(far);
        }
    }
    return std::min(sum * std::exp(log_first), 1.0);
}

// The same for many hits in O(1): the share of hits as a beta of its mean and variance.
inline double fewer_than_many(double n, units k, const beta_rate& r) {
    const double q = r.mean();
    const beta_rate share = beta_rate::of(q, r.variance() + q * (1 - q) / n);
    return boost::math::ibeta(share.hits, share.misses, std::min((static_cast<double>(k) - 0.5) / n, 1.0),
                              incomplete_gamma::policy{});
}

// P(at least k hits of n): so few misses, which keeps the digits of small chances.
inline double at_least(double n, units k, const beta_rate& r) {
    return fewer_than(n, static_cast<units>(n) - k + 1, {r.misses, r.hits});
}
inline double at_least_many(double n, units k, const beta_rate& r) {
    return fewer_than_many(n, static_cast<units>(n) - k + 1, {r.misses, r.hits});
}

} // namespace attain::inline v1
