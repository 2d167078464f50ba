// The grid as a rule of the solver over levels: the level is the place, slots are ordered by canonical keys.
#pragma once

#include "grid_slots.hpp"

namespace attain::inline v1::detail {

template<class Real, class Int>
class grid_rule {
public:
    using curve_type = line<Real>;
    using whole = Int;
    static constexpr double least_level = -1e15;
    static constexpr double most_level = 1e15;
    static constexpr bool steps = false;
    [[nodiscard]] static bool apart(double a, double b) noexcept { return a != b; }
    // A place where no key rounds across a knot.
    [[nodiscard]] static double beside(double level, double direction) noexcept {
        return off_knots(level, direction);
    }

    // Everybody's places bend at knots.
    [[nodiscard]] static bool bends(double low, double high) noexcept {
        return std::floor(low) != std::floor(high);
    }

    explicit grid_rule(const grid_columns<Real>& of) : columns_{of} {}

    // Keys are looked for from this place on.
    void aim(double level) noexcept {
        hint_ = static_cast<std::size_t>(std::clamp(
            std::floor(level), 0.0, static_cast<double>(static_cast<std::size_t>(columns_.size) - 2)));
    }
    // ... from the interval of this slot on.
    void follow(std::size_t i, units k) noexcept { hint_ = knot_below(columns_, i, k, hint_); }
    [[nodiscard]] curve_type at(double level) const { return line_at(columns_, level); }
    [[nodiscard]] double level(std::size_t i, units k) const noexcept {
        return key_of(columns_, i, k, hint_);
    }
    [[nodiscard]] int order(const contested&, const contested&) const noexcept { return 0; }

private:
    const grid_columns<Real>& columns_;
    std::size_t hint_{0};
};

} // namespace attain::inline v1::detail
