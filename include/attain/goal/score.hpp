// A weighted composite score: several attainments as one figure, and the chance of reaching it.
#pragma once

#include <attain/core/int128.hpp>
#include <attain/estimate/predictive_concept.hpp>
#include <attain/goal/attainment.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace attain::inline v1 {

// One part of a score, as it stands.
struct score_part {
    attainment of;
    std::int64_t weight{};                          // > 0
    std::optional<std::int64_t> cap_basis_points{}; // credit no more than this; nullopt: uncapped
};
// sum of weight x floor(attainment in basis points, capped) / sum of weights over the parts that are known,
// as an attainment of 10,000; parts without a ratio carry no weight. not_applicable when none is known.
// Errors: out_of_range (weight, with the row), empty_input, overflow.
[[nodiscard]] attainment composite_score(std::span<const score_part> parts);

// One part of a score that is still open: the distribution of its total and what is asked.
struct score_outlook {
    predictive_ref of; // a view: the distribution must outlive the score_forecast
    units target{};    // > 0
    std::int64_t weight{};
    std::optional<std::int64_t> cap_basis_points{};
};

// How likely a score is depends on whether its parts rise and fall together, which single forecasts do not
// say; these are the two ends.
struct score_chance {
    double apart{};    // the parts are independent: a weak month of one may be made up by another
    double together{}; // all are at the same quantile: a weak month is weak in everything
};

// The distribution of composite_score over the parts' totals.
class score_forecast {
public:
    // Errors: empty_input, out_of_range (a target or weight that is not positive, a cap below 0, more than
    // 64 parts; with the row), overflow (weights). O(parts x points) quantiles.
    explicit score_forecast(std::span<const score_outlook> parts);

    // P(score >= basis_points). `apart` takes the part with the widest contribution exactly, by its tail, and
    // the others at the points of a rank-1 lattice (Korobov): exact for one part; of two to six smooth parts
    // within 0.002, of 64 within 0.02. `together` is within 1e-9. O(parts x points).
    [[nodiscard]] score_chance chance(std::int64_t basis_points) const;
    // The largest score, in basis points, that is reached with at least that chance, parts apart. Errors:
    // out_of_range unless 0 < p < 1. O(log range) chances.
    [[nodiscard]] std::int64_t with_chance(double p) const;

    static constexpr std::size_t points = 2039;

private:
    void sum_the_others();
    // Of `needed` = basis points x weights.
    [[nodiscard]] double apart(int128 needed) const;
    [[nodiscard]] double together(int128 needed) const;

    std::vector<score_outlook> parts_; // the widest last
    std::vector<int128> sums_;         // weight x points of the others at each lattice point, rising
    std::int64_t weights_{};
};

} // namespace attain::inline v1
