#include <attain/core/error.hpp>
#include <attain/estimate/predictive.hpp>

#include "../core/whole_units.hpp"
#include "incomplete_gamma.hpp"

#include <boost/math/special_functions/beta.hpp>

#include <cmath>

namespace attain::inline v1 {

namespace {

void require_moments(double mean, double variance) {
    if (!std::isfinite(mean)) fail(errc::not_finite, "mean", "must be a finite number");
    if (!std::isfinite(variance)) fail(errc::not_finite, "variance", "must be a finite number");
    if (mean < 0) fail(errc::out_of_range, "mean", "must not be negative");
}

void require_probability(double p) {
    if (!(p > 0 && p < 1)) fail(errc::out_of_range, "p", "must lie between 0 and 1, both excluded");
}

} // namespace

negative_binomial::negative_binomial(double mean, double variance) : mean_{mean}, variance_{variance} {
    require_moments(mean, variance);
    if (mean > 0 && variance <= mean)
        fail(errc::out_of_range, "variance", "a negative binomial's variance must exceed its mean");
}

double negative_binomial::tail(units k) const {
    if (k <= 0) return 1.0;
    if (mean_ == 0) return 0.0;
    const double r = mean_ * mean_ / (variance_ - mean_);
    if (!std::isnormal(r)) return 0.0; // all but nothing of it lies at 0
    return boost::math::ibeta(static_cast<double>(k), r, mean_ / (r + mean_));
}

double negative_binomial::below(units k) const {
    if (k <= 0) return 0.0;
    if (mean_ == 0) return 1.0;
    const double r = mean_ * mean_ / (variance_ - mean_);
    if (!std::isnormal(r)) return 1.0;
    return boost::math::ibetac(static_cast<double>(k), r, mean_ / (r + mean_));
}

double negative_binomial::quantile(double p) const {
    require_probability(p);
    // P(D <= k) >= p decided on the tails themselves: doubling, then bisection.
    const auto reached = [&](units k) { return tail(k + 1) <= 1 - p; };
    constexpr units most = std::numeric_limits<units>::max() - 1;
    units high = whole_units(std::ceil(mean_)) + 1;
    while (high < most && !reached(high))
        high = high > most / 2 ? most : 2 * high;
    units low = -1;
    while (high - low > 1) {
        const units middle = low + (high - low) / 2;
        (reached(middle) ? high : low) = middle;
    }
    return static_cast<double>(high);
}

gamma::gamma(double mean, double variance) : mean_{mean}, variance_{variance} {
    require_moments(mean, variance);
    if (mean == 0) fail(errc::out_of_range, "mean", "must be above zero");
    if (variance <= 0) fail(errc::out_of_range, "variance", "must be above zero");
    if (!std::isnormal(mean * mean / variance) || !std::isnormal(mean / variance))
        fail(errc::out_of_range, "variance", "is too far from the mean for doubles to tell the shape");
}

double gamma::tail(units k) const {
    if (k <= 0) return 1.0;
    return incomplete_gamma::upper(mean_ * mean_ / variance_, static_cast<double>(k) * mean_ / variance_);
}

double gamma::below(units k) const {
    if (k <= 0) return 0.0;
    return incomplete_gamma::lower(mean_ * mean_ / variance_, static_cast<double>(k) * mean_ / variance_);
}

double gamma::quantile(double p) const {
    require_probability(p);
    return incomplete_gamma::quantile(mean_ * mean_ / variance_, p) * variance_ / mean_;
}

} // namespace attain::inline v1
