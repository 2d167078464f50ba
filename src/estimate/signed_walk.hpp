// Signed amounts: a mixture of Student's t distributions with 4 degrees of freedom and an atom at 0,
// evaluated and inverted together. One square root and one division an opinion give the distribution function
// and its density.
#pragma once

#include <attain/estimate/mixture.hpp>

#include "lanes.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>

namespace attain::inline v1::sweeping {

// P(T >= t) of Student's t with 4 degrees of freedom, in closed form and without cancellation:
//     1/2 (1 - u)^2 (1 + u/2), u = t / sqrt(t^2 + 4), and 1 - u = (4 / (t^2 + 4)) / (1 + u).
[[nodiscard]] inline double student4_tail(double t) {
    const double u = t / std::sqrt(t * t + 4);
    const double rest = u > 0 ? 4 / (t * t + 4) / (1 + u) : 1 - u;
    return 0.5 * rest * rest * (1 + u / 2);
}

// The t with P(T <= t) = p (Shaw 2006).
[[nodiscard]] inline double student4_quantile(double p) {
    const double root = std::sqrt(4 * p * (1 - p));
    const double c = std::cos(std::acos(std::min(root, 1.0)) / 3) / root;
    return std::copysign(2 * std::sqrt(std::max(c - 1, 0.0)), p - 0.5);
}

[[nodiscard]] inline double student4_scale(const opinion& o) {
    return std::sqrt(o.variance / 2);
}

class signed_walk {
public:
    explicit signed_walk(std::span<const opinion> opinions) {
        for (const opinion& o : opinions) {
            atom_ += o.weight * o.nothing;
            const double weight = o.weight * (1 - o.nothing);
            if (!(weight > 0)) continue;
            const double scale = student4_scale(o);
            if (!(scale > 0)) return; // a point: invalid
            weight_.set(size_, weight);
            opinion_centre_.set(size_, o.centre);
            inverse_scale_.set(size_++, 1 / scale);
            mass_ += weight;
            centre_ += weight * o.centre;
            spread_ += weight * scale;
            narrowest_ = size_ == 1 ? scale : std::min(narrowest_, scale);
        }
        if (size_ == 0) return;
        centre_ /= mass_;
        spread_ /= mass_;
        below_zero_ = at(0).below;
        valid_ = true;
    }
    // False: to be asked nothing, an opinion has no spread.
    [[nodiscard]] bool valid() const noexcept { return valid_; }

    // P(D < x), to 1e-15: 1/2 + u (3 - u^2) / 4 for each opinion.
    [[nodiscard]] double below(double x) const {
        pair beyond_half = both(0);
        for (std::size_t j = 0; 2 * j < size_; ++j) {
            const pair t = (both(x) - opinion_centre_.of[j]) * inverse_scale_.of[j];
            const pair u = t / root_of(t * t + both(4));
            beyond_half = beyond_half + weight_.of[j] * u * (both(3) - u * u);
        }
        return mass_ / 2 + (beyond_half[0] + beyond_half[1]) / 4 + (x > 0 ? atom_ : 0);
    }

    // Smallest x with P(D <= x) >= p. NaN where Newton does not settle.
    [[nodiscard]] double quantile(double p) const {
        if (p > below_zero_ && p <= below_zero_ + atom_) return 0;
        const double wanted = p <= below_zero_ ? p : p - atom_;
        const double share = wanted / mass_;
        if (!(share > 0 && share < 1)) return std::nan("");
        // Newton on the logit, nearly straight in x even far out; the bracket grows from what was seen.
        const double goal = std::log(share / (1 - share));
        double low = -std::numeric_limits<double>::infinity();
        double high = std::numeric_limits<double>::infinity();
        double x = centre_ + spread_ * student4_quantile(share);
        for (int i = 0; i < 40; ++i) {
            const value now = at(x);
            (now.below >= wanted ? high : low) = x;
            const double above = mass_ - now.below;
            double move = 0;
            if (std::abs(now.below - wanted) < 1e-3 * std::min(wanted, mass_ - wanted))
                move = (wanted - now.below) / now.density;
            else
                move = (goal - std::log(now.below / above)) * now.below * above / (mass_ * now.density);
            // Quadratic: the error after a step is its square.
            if (std::abs(move) <= 1e-9 * narrowest_) return x + move;
            x += move;
            if (!(x > low && x < high)) x = low + (high - low) / 2;
            if (!std::isfinite(x)) break;
        }
        return std::nan("");
    }

private:
    struct value {
        double below; // without the atom
        double density;
    };
    // With d = t^2 + 4 and root = sqrt(d): 1 - |u| = 4 / (root (root + |t|)), density 12 / root^5.
    [[nodiscard]] value at(double x) const {
        pair below = both(0);
        pair density = both(0);
        for (std::size_t j = 0; 2 * j < size_; ++j) {
            const pair t = (both(x) - opinion_centre_.of[j]) * inverse_scale_.of[j];
            const pair size = larger(t, both(0) - t);
            const pair root = root_of(t * t + both(4));
            const pair q = both(1) / (root * (root + size));
            const pair inverse = q * (root + size);
            const pair rest = both(4) * q;
            const pair tail = both(0.5) * rest * rest * (both(1) + both(0.5) * size * inverse);
            const pair inverse2 = inverse * inverse;
            below = below + weight_.of[j] * where_negative(t, tail, both(1) - tail);
            density =
                density + weight_.of[j] * inverse_scale_.of[j] * both(12) * inverse2 * inverse2 * inverse;
        }
        return {below[0] + below[1], density[0] + density[1]};
    }

    // Of each opinion with a share; a lane without one has no weight.
    lanes<mixture::max_opinions> weight_;
    lanes<mixture::max_opinions> opinion_centre_;
    lanes<mixture::max_opinions> inverse_scale_;
    std::size_t size_{};
    double atom_{};
    double mass_{};
    double centre_{}; // means over the opinions: where Newton begins
    double spread_{};
    double narrowest_{};
    double below_zero_{};
    bool valid_{};
};

} // namespace attain::inline v1::sweeping
