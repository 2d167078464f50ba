// The regularised incomplete gamma functions, for every shape.
//
// Very regular amounts have enormous shapes, and two things go wrong in Boost.Math there. For shapes above
// 170 and tiny arguments it divides by a gamma function that overflows; the answer, x^a / infinity = 0, is
// right, but the default policy throws on the way. Some five standard deviations off the mean it sums a
// series whose length grows with the square root of the shape, and gives up above 1e11 or so. From 1e8 on the
// leading terms of Temme's uniform expansion (1979) take over, whose relative error is of the order 1 /
// shape.
#pragma once

#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/special_functions/log1p.hpp>

#include <cmath>
#include <numbers>

namespace attain::inline v1::incomplete_gamma {

using policy =
    boost::math::policies::policy<boost::math::policies::promote_double<false>,
                                  boost::math::policies::overflow_error<boost::math::policies::ignore_error>>;

constexpr double large_shape = 1e8;

// 1/2 erfc(+-eta sqrt(a / 2)) +- R, with m = x / a - 1, eta^2 / 2 = m - ln(1 + m) and
// R = exp(-a eta^2 / 2) / sqrt(2 pi a) (1 / m - 1 / eta); the bracket is -1/3 + m / 12 - ... near m = 0.
inline double temme(double shape, double x, bool upper) {
    if (x <= 0) return upper ? 1 : 0;
    const double m = (x - shape) / shape;
    const double half_square = -boost::math::log1pmx(m, policy{});
    const double eta = std::copysign(std::sqrt(2 * half_square), m);
    const double first = std::abs(m) < 1e-4 ? -1.0 / 3 + m / 12 : 1 / m - 1 / eta;
    const double rest = std::exp(-shape * half_square) / std::sqrt(2 * std::numbers::pi * shape) * first;
    const double z = eta * std::sqrt(shape / 2);
    return upper ? 0.5 * boost::math::erfc(z, policy{}) + rest : 0.5 * boost::math::erfc(-z, policy{}) - rest;
}

// P(X <= x) and P(X > x) of a gamma variable of that shape and scale 1; 0 <= x, 0 < shape.
inline double lower(double shape, double x) {
    return shape > large_shape ? temme(shape, x, false) : boost::math::gamma_p(shape, x, policy{});
}

inline double upper(double shape, double x) {
    return shape > large_shape ? temme(shape, x, true) : boost::math::gamma_q(shape, x, policy{});
}

// The x with lower(shape, x) = p. For large shapes by Cornish and Fisher, off by less than |z|^3 /
// sqrt(shape) of a unit.
inline double quantile(double shape, double p) {
    if (shape <= large_shape) return boost::math::gamma_p_inv(shape, p, policy{});
    const double z = -std::numbers::sqrt2 * boost::math::erfc_inv(2 * p, policy{});
    return shape + z * std::sqrt(shape) + (z * z - 1) / 3;
}

} // namespace attain::inline v1::incomplete_gamma
