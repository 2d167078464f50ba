// The expected credited total E[min(D, q)] and what it gains between two quotas.
#pragma once

#include "kernels.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>

namespace attain::inline v1::detail {

// Sums of a smooth function over whole numbers, by adaptive Simpson's rule: most summands are never asked
// for. Short ranges are added up as they are: small counts are not smooth. Longer ones are cut into pieces
// no longer than `width` first: on more than that a few places may agree by chance.
template<class F>
class whole_sum {
public:
    // Within about `error` a summand.
    whole_sum(const F& f, double error, double width) : f_{f}, error_{error}, width_{width} {}

    // f(a + 1) + ... + f(b).
    [[nodiscard]] double over(units a, units b) const {
        constexpr double most = 64;
        constexpr units few = 256;
        if (b <= a + few) {
            double sum = 0;
            for (units k = a + 1; k <= b; ++k)
                sum += f_(k);
            return sum;
        }
        const double length = apart(a, b);
        const auto pieces = static_cast<units>(std::clamp(std::ceil(length / width_), 1.0, most));
        double sum = 0;
        double at_a = f_(a);
        for (units piece = pieces, from = a; piece > 0; --piece) {
            const auto rest = static_cast<std::uint64_t>(b) - static_cast<std::uint64_t>(from); // up to 2^63
            const units upto = from + static_cast<units>(rest / static_cast<std::uint64_t>(piece));
            const units m = std::midpoint(from, upto);
            const double at_b = f_(upto);
            if (upto > from) sum += refined({from, m, upto, at_a, f_(m), at_b});
            at_a = at_b;
            from = upto;
        }
        return sum;
    }

private:
    struct part {
        units a{};
        units m{}; // in the middle
        units b{};
        double at_a{};
        double at_m{};
        double at_b{};
    };

    // b - a for a <= b, which may lie 2^63 apart.
    [[nodiscard]] static double apart(units a, units b) {
        return static_cast<double>(static_cast<std::uint64_t>(b) - static_cast<std::uint64_t>(a));
    }
    // A straight line's sum over (a, b].
    [[nodiscard]] static double line(units a, units b, double at_a, double at_b) {
        return 0.5 * apart(a, b) * (at_a + at_b) + 0.5 * (at_b - at_a);
    }
    [[nodiscard]] static double curve(const part& p) {
        const double halves = line(p.a, p.m, p.at_a, p.at_m) + line(p.m, p.b, p.at_m, p.at_b);
        return halves + (halves - line(p.a, p.b, p.at_a, p.at_b)) / 3;
    }
    [[nodiscard]] double refined(const part& p) const {
        if (p.b <= p.a + 4) {
            double sum = p.at_m + p.at_b;
            for (units k = p.a + 1; k < p.b; ++k)
                if (k != p.m) sum += f_(k);
            return p.b == p.a ? 0 : p.m == p.a ? sum - p.at_m : sum;
        }
        const units low = std::midpoint(p.a, p.m);
        const units high = std::midpoint(p.m, p.b);
        const part left{p.a, low, p.m, p.at_a, f_(low), p.at_m};
        const part right{p.m, high, p.b, p.at_m, f_(high), p.at_b};
        const double once = curve(p);
        const double twice = curve(left) + curve(right);
        if (std::fabs(twice - once) <= 15 * error_ * apart(p.a, p.b)) return twice + (twice - once) / 15;
        return refined(left) + refined(right);
    }

    const F& f_;
    double error_;
    double width_;
};

// How far a summand may be off. Parts of a ramped amount's unit are rounded, so its chances are no smooth
// function to the last digit: beyond some 10,000 units, to a twentieth of what one unit is worth.
[[nodiscard]] inline double summand_error(fraction ramp, double sd) {
    constexpr double exact = 1e-10;
    return ramp == fraction::one() || !(sd > 1e4) ? exact : std::fmax(exact, 0.05 / sd);
}

// E[min(D, q)]: q less what is missing of it, the sum of P(D < k) for k <= q; or, for quotas above the mean,
// from where D certainly is upwards (if anywhere), the sum of P(D >= k): no difference of large numbers.
[[nodiscard]] inline double credited(const predictive_ref& d, fraction ramp, units q) {
    const double centre = d.mean() * ramp.value();
    const double sd = std::sqrt(d.variance()) * ramp.value();
    const double from = std::floor(centre - 12 * sd) - 2;
    const auto quota = static_cast<double>(q);
    if (from >= quota) return quota;
    const units first = from > -0x1p62 ? static_cast<units>(from) : -unlimited;
    const double width = std::fmax(sd, 4);
    if (quota > centre && from > -0x1p62) {
        const auto chance = [&](units k) { return chance_at(d, ramp, k); };
        return static_cast<double>(first) + whole_sum{chance, summand_error(ramp, sd), width}.over(first, q);
    }
    const auto below = [&](units k) { return tail_at(d, ramp, k).below; };
    return quota - whole_sum{below, summand_error(ramp, sd), width}.over(first, q);
}

// E[min(D, b)] - E[min(D, a)] for a <= b: the sum of P(D >= k) over a < k <= b.
[[nodiscard]] inline double credited_between(const predictive_ref& d, fraction ramp, units a, units b) {
    const auto chance = [&](units k) { return chance_at(d, ramp, k); };
    if (b - a == 1) return chance(b);
    const double sd = std::sqrt(d.variance()) * ramp.value();
    return whole_sum{chance, summand_error(ramp, sd), std::fmax(sd, 4)}.over(a, b);
}

} // namespace attain::inline v1::detail
