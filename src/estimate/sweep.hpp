// Walking a mixture upward: all its chances in one pass, without an incomplete gamma or beta function.
//
// Counts follow their recurrence, every opinion in a lane of its own; where the numbers are large and smooth
// a step covers a block of them. Amounts integrate their densities over ln x, where a gamma is smooth.
#pragma once

#include <attain/estimate/mixture.hpp>

#include "grid_points.hpp"

#include <array>
#include <cstddef>
#include <span>

namespace attain::inline v1::sweeping {

// The (a, b, 0) class of Panjer (1981): every member has the recurrence f(k + 1) = f(k) (c + q k) / (k + 1).
//     variance > mean   negative binomial, r = mean^2 / (variance - mean): q = mean / (r + mean), c = q r
//     variance = mean   Poisson: q = 0, c = mean
//     variance < mean   binomial of the fewest trials n with at least that variance: q = -p / (1 - p), c = -q
//     n
struct panjer {
    double q{};
    double c{};
    double log_first{}; // ln f(0)
    double r{};         // negative binomial: its shape
    double n{};         // binomial: its trials
};
[[nodiscard]] panjer panjer_of(const opinion& o);

// ln Gamma(x), x > 0, to 1e-14 of itself or of 1: Stirling's series after a shift above 10.
[[nodiscard]] double log_gamma(double x);
// ln f(x) of a member, also between whole numbers; factorial = ln Gamma(x + 1), the same for all members.
[[nodiscard]] double log_mass_at(const panjer& member, double mean, double x, double factorial);

[[nodiscard]] inline double gamma_shape(const opinion& o) {
    return o.mean * o.mean / o.variance;
}

// Probability or density per `unit` of one total under many opinions, floored: exp(log_mass(...)).
class floored_mass {
public:
    floored_mass(metric_kind kind, double total, double unit)
        : kind_{kind}, total_{total}, unit_{unit}, factorial_{factorial_of(kind, total)} {}
    [[nodiscard]] double operator()(const opinion& o) const;

private:
    static double factorial_of(metric_kind kind, double total) {
        return kind == metric_kind::count && total >= 0 ? log_gamma(total + 1) : 0;
    }

    metric_kind kind_;
    double total_;
    double unit_;
    double factorial_; // ln total!
};

// P(D < k) at whole numbers k, as mixture::points says.
[[nodiscard]] std::size_t count_points(std::span<const opinion> opinions, std::span<grid_point> out);

// The distribution function of a mixture of gammas with atoms, tabled from the smallest probability asked
// for. Between two nodes of ln x it integrates value, slope and curvature of both ends: the error of an
// interval is h^7 f^(6) / 100800, below 1e-9 at the steps taken.
class amount_table {
public:
    // Covers probabilities from `first` (or the atoms, if these are more) to `last`. Invalid, and to be
    // asked nothing, when an opinion is not a gamma or the table would be too long.
    amount_table(std::span<const opinion> opinions, double first, double last);

    [[nodiscard]] bool valid() const noexcept { return valid_; }
    // Smallest x with P(D <= x) >= p, first <= p <= last.
    [[nodiscard]] double quantile(double p) const;
    // P(D < x) at the whole numbers that a grid needs, up to where nearly all lie below or the table ends.
    // The table must go from nearly nothing to nearly all.
    void add_points(point_list& out) const;
    [[nodiscard]] double end() const noexcept { return nodes_[size_ - 1].x; }

private:
    struct lane {
        double shape{};
        double rate{};
        double log_scale{}; // density over ln x: exp(log_scale + shape ln x - rate x)
        double entry{};     // x below which it is left out
    };
    // Of the density over ln x.
    struct value {
        double f;
        double slope;
        double curve;
    };
    struct node {
        double log_x;
        double x;
        double below;
        value at;
    };
    // Between two nodes: the density as the polynomial of fifth degree in t = ln(x / x of the first) / h that
    // `between` integrates, and its integral.
    class piece {
    public:
        piece(const node& a, const node& b);
        [[nodiscard]] double below(double x) const;    // P(D < x)
        [[nodiscard]] double quantile(double p) const; // where p lie below

    private:
        [[nodiscard]] double density(double t) const;
        [[nodiscard]] double mass(double t) const;

        double from_;
        double below_from_;
        double mass_;
        double h_;
        double inverse_h_;
        std::array<double, 6> c_;
    };
    static constexpr std::size_t most_nodes = 400;

    [[nodiscard]] value density(double log_x, double x) const;
    [[nodiscard]] static double between(const value& a, const value& b, double h);
    [[nodiscard]] double enter(double x);
    [[nodiscard]] double step(double x) const;

    std::array<lane, mixture::max_opinions> lanes_{}; // by entry
    std::size_t lanes_used_{};
    std::size_t entered_{};
    double atoms_{};
    std::array<node, most_nodes> nodes_; // the first size_; clearing all of them would be a tenth of the work
    std::size_t size_{};
    bool valid_{};
};

} // namespace attain::inline v1::sweeping
