#include <attain/core/error.hpp>
#include <attain/estimate/normal.hpp>

#include <boost/math/special_functions/erf.hpp>

#include <cmath>

namespace attain::inline v1 {

namespace {
constexpr double root_two = 1.41421356237309504880;
} // namespace

normal::normal(double mean, double standard_deviation) : mean_{mean}, sd_{standard_deviation} {
    if (!std::isfinite(mean)) fail(errc::not_finite, "mean", "must be a finite number");
    if (!std::isfinite(standard_deviation))
        fail(errc::not_finite, "standard_deviation", "must be a finite number");
    if (standard_deviation <= 0) fail(errc::out_of_range, "standard_deviation", "must be positive");
}

double normal::tail(units k) const {
    return 0.5 * boost::math::erfc((static_cast<double>(k) - mean_) / (sd_ * root_two));
}

double normal::below(units k) const {
    return 0.5 * boost::math::erfc((mean_ - static_cast<double>(k)) / (sd_ * root_two));
}

double normal::quantile(double p) const {
    if (!(p > 0 && p < 1)) fail(errc::out_of_range, "p", "must lie strictly between 0 and 1");
    return mean_ - sd_ * root_two * boost::math::erfc_inv(2 * p);
}

} // namespace attain::inline v1
