// The common probability grid: a distribution as its quantiles at levels that all distributions share.
//
// Level u = P(D < x). Knot j is the x where u reaches level(j). Between knots a place is j + t, 0 <= t < 1: x
// is linear in t, and u = level(j) + w (level(j + 1) - level(j)) with w = t / (1 + c - c t) and one constant
// c per interval, such that the middle agrees with the normal distribution. Because levels and constants are
// shared, a place means the same chance for everybody: the allocator compares places and needs no special
// function. Levels and constants belong to the stored format and never change for a size.
#pragma once

#include <attain/estimate/predictive_concept.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace attain::inline v1 {

// Number of knots: 33 is the standard, 49 the accurate one.
enum class grid_size : std::uint8_t { k33 = 33, k49 = 49 };

// Levels u_0 = 0 < u_1 = Phi(-3) < ... < Phi(3): in equal steps of 0.4 (share of probability) + 0.6 (share of
// z).
[[nodiscard]] std::span<const double> grid_levels(grid_size size) noexcept;
// The constants c_0 .. c_(K-2) of the intervals; c_0 = 0.
[[nodiscard]] std::span<const double> grid_bends(grid_size size) noexcept;
// P(D >= x) at a place j + t, and back. A place t beyond the last knot has the last level's chance / (1 +
// t)^4: the tail of the widest distribution that the estimator has (Student's t with 4 degrees of freedom),
// the same for everybody. Below the first knot the chance is 1; only the order of places means something
// there.
[[nodiscard]] double chance_at_place(double place, grid_size size) noexcept;
[[nodiscard]] double place_of_chance(double chance, grid_size size) noexcept;

// What is known of a distribution: P(D < at) at a whole number (or any number, for amounts). Without initial
// values: clearing room for mixture::max_points of them would cost a tenth of what filling it does.
struct grid_point {
    double at;
    double below;
};

// One distribution on the grid. Models `predictive`; an ordinary value of 400 bytes.
class quantile_grid {
public:
    // The error in probability up to which a distribution belongs on the grid: the true error is then at most
    // 0.003 (33 knots) or 0.0015 (49) for chances in [0.02, 0.98], at every whole number. Measured over
    // mixtures of four negative binomials, of one to six gammas and of one to six Student's t, and over
    // negative binomials, gammas and normals by themselves.
    [[nodiscard]] static double limit(grid_size size) noexcept {
        return size == grid_size::k33 ? 0.0025 : 0.001;
    }

    // The knots whose chords pass through the points as nearly as they can (Kaczmarz sweeps), or, when that
    // misses the limit, the sampled ones if they are better. Points: rising in `at`, from P(D < at) <= 1e-4
    // to P(D < at) >= Phi(3) = 0.99865, at every whole number as far as that is affordable: totals are whole,
    // and what lies between two whole numbers says nothing of either.
    // Errors: invalid_argument (fewer than two points, out of order, not that far), not_finite. O(points +
    // knots).
    [[nodiscard]] static quantile_grid fit(std::span<const grid_point> points,
                                           grid_size size = grid_size::k33);
    // By evaluating tails where the grid needs them: every whole number where there are few, else where the
    // chance has changed by 0.001 to 0.0075. About 100 to 600 tails; more where much stands on single
    // numbers.
    [[nodiscard]] static quantile_grid of(const predictive_ref& distribution,
                                          grid_size size = grid_size::k33);
    // From stored knots. Errors: invalid_argument (another number of knots, not strictly rising), not_finite.
    [[nodiscard]] static quantile_grid from_knots(std::span<const double> knots, double error);

    // P(D >= k), P(D < k) as the grid has them; quantile as the place of 1 - p has it.
    [[nodiscard]] double tail(units k) const noexcept;
    [[nodiscard]] double below(units k) const noexcept { return 1 - tail(k); }
    // Errors: out_of_range unless 0 < p < 1.
    [[nodiscard]] double quantile(double p) const;
    // Of the grid's own chords and what goes on beyond the last knot.
    [[nodiscard]] double mean() const noexcept;
    [[nodiscard]] double variance() const noexcept;

    // The canonical key of slot k: its place j + (k - x_j) / (x_(j+1) - x_j), continued beyond both ends.
    // Never decreases in k; + - * / only, hence the same bits everywhere.
    [[nodiscard]] double key(units k) const noexcept;

    [[nodiscard]] grid_size size() const noexcept { return size_; }
    [[nodiscard]] std::span<const double> knots() const noexcept {
        return {knots_.data(), static_cast<std::size_t>(size_)};
    }
    // Largest |grid - given| at the points where either chance lies in [0.02, 0.98] or 0.0001 beyond:
    // measured, per distribution.
    [[nodiscard]] double error() const noexcept { return error_; }
    [[nodiscard]] bool accepted() const noexcept { return error_ <= limit(size_); }
    // All knots are exact as floats.
    [[nodiscard]] bool narrow() const noexcept;

private:
    [[nodiscard]] std::size_t interval(double x) const noexcept;
    void store(std::span<const double> knots) noexcept;
    [[nodiscard]] double measure(std::span<const grid_point> points) const noexcept;

    std::array<double, 49> knots_{};
    double error_{};
    grid_size size_{grid_size::k33};
};

} // namespace attain::inline v1
