// Slots of a grid table: places on the common grid, canonical keys, and the order that decides. Shared by the
// solver and by its certificate, so that they cannot disagree.
#pragma once

#include <attain/allocate/grid_solver.hpp>
#include <attain/core/error.hpp>

#include "column_passes.hpp"
#include "column_sizes.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace attain::inline v1::detail {

inline constexpr double knot_gap =
    0x1p-40; // places keep this far from knots, so that no key rounds across one

template<class Real>
line<Real> line_at(const grid_columns<Real>& c, double place) {
    const auto last = static_cast<double>(static_cast<std::size_t>(c.size) - 2);
    const double j = std::clamp(std::floor(place), 0.0, last);
    const auto at = static_cast<std::size_t>(j);
    return {c.column(at), c.column(at + 1), place - j};
}

inline double off_knots(double place, double direction) {
    const double nearest = std::floor(place + 0.5);
    return std::fabs(place - nearest) < knot_gap ? nearest + direction * knot_gap : place;
}

// The knot below slot k, looked for from the hint on.
template<class Real>
std::size_t knot_below(const grid_columns<Real>& c, std::size_t rep, units k, std::size_t hint) {
    const auto x = static_cast<double>(k);
    const std::size_t last = static_cast<std::size_t>(c.size) - 2;
    std::size_t j = std::min(hint, last);
    while (j > 0 && static_cast<double>(c.column(j)[rep]) > x)
        --j;
    while (j < last && static_cast<double>(c.column(j + 1)[rep]) <= x)
        ++j;
    return j;
}

// Canonical key: the same arithmetic as quantile_grid::key.
template<class Real>
double key_of(const grid_columns<Real>& c, std::size_t rep, units k, std::size_t hint) {
    const std::size_t j = knot_below(c, rep, k, hint);
    const auto from = static_cast<double>(c.column(j)[rep]);
    const auto to = static_cast<double>(c.column(j + 1)[rep]);
    return static_cast<double>(j) + (static_cast<double>(k) - from) / (to - from);
}

using contested = grid_workspace::contested;

inline bool before(const contested& a, const contested& b) noexcept {
    if (a.key != b.key) return a.key < b.key;
    return a.tie != b.tie ? a.tie < b.tie : a.k < b.k;
}

inline void check_sizes(std::size_t reps, std::size_t cells, std::size_t knots, std::size_t low,
                        std::size_t high, std::size_t tie, std::size_t quotas) {
    if (cells != reps * knots) fail(errc::invalid_argument, "columns", "must hold reps x knots cells");
    check_column_sizes(reps, low, high, tie, quotas);
}

} // namespace attain::inline v1::detail
