// Signed amounts: a mixture of Student's t distributions with 4 degrees of freedom and an atom at 0,
// evaluated and inverted together. One square root and one division an opinion give the distribution function
// and its density.
#pragma once

#include <attain/estimate/mixture.hpp>

#include <algorithm>
#include <array>
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
            lanes_[size_++] = {weight, o.centre, 1 / scale};
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

    // P(D < x).
    [[nodiscard]] double below(double x) const { return at(x).below + (x > 0 ? atom_ : 0); }

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
    struct lane {
        double weight, centre, inverse_scale;
    };
    struct value {
        double below; // without the atom
        double density;
    };
    // With d = t^2 + 4 and root = sqrt(d): 1 - |u| = 4 / (root (root + |t|)), density 12 / root^5.
    [[nodiscard]] value at(double x) const {
        value sum{0, 0};
        for (std::size_t j = 0; j < size_; ++j) {
            const lane& l = lanes_[j];
            const double t = (x - l.centre) * l.inverse_scale;
            const double size = std::abs(t);
            const double square = t * t + 4;
            const double root = std::sqrt(square);
            const double q = 1 / (root * (root + size));
            const double inverse = q * (root + size);
            const double rest = 4 * q;
            const double tail = 0.5 * rest * rest * (1 + 0.5 * size * inverse);
            const double inverse2 = inverse * inverse;
            sum.below += l.weight * (t < 0 ? tail : 1 - tail);
            sum.density += l.weight * l.inverse_scale * 12 * inverse2 * inverse2 * inverse;
        }
        return sum;
    }

    std::array<lane, mixture::max_opinions> lanes_{};
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
