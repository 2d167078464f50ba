// The empirical distribution: what a sample of past totals says about the next one, without a model.
#pragma once

#include <attain/core/units.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace attain::inline v1 {

// The next total D after n exchangeable ones: with x(1) <= ... <= x(n) in order, P(D <= x(i)) = i / (n + 1)
// (Weibull's plotting positions), linear in between, so that every unit more has a smaller chance. c equal
// totals v stand evenly in v - 1/2 .. v + 1/2. Beyond both ends 1 / (n + 1) falls off exponentially, over
// s = (x(n) - x(1)) / (n - 1) units, the mean distance. D is the curve's value rounded to a whole number, and
// at least 0 when no total is below 0. Models `predictive`.
//     no totals     an error: nothing is known
//     one total v   P(D >= v) about 1/2, and s = max(|v|, 1): one total does not say how much totals vary
//     all equal v   s = 1 / n: P(D >= v) = 1 - 0.61 / (n + 1), P(D >= v + 1) = 0.61 / (n + 1)
class empirical {
public:
    // In any order. Errors: empty_input, out_of_range (beyond +-2^50). O(n log n).
    explicit empirical(std::span<const units> totals);

    [[nodiscard]] double tail(units k) const;  // P(D >= k); O(log n), as below
    [[nodiscard]] double below(units k) const; // P(D < k)
    // Smallest whole number k with P(D <= k) >= p (beyond 2^53 the nearest double). Errors: out_of_range
    // unless 0 < p < 1. At most 62 chances, whatever the totals: O(log n).
    [[nodiscard]] double quantile(double p) const;
    // Of the curve before it is rounded; what would lie below 0 counts as 0.
    [[nodiscard]] double mean() const noexcept { return mean_; }
    [[nodiscard]] double variance() const noexcept { return variance_; }
    [[nodiscard]] std::size_t size() const noexcept { return places_.size(); } // how many totals

private:
    void measure() noexcept;

    std::vector<double> places_{}; // rising; P(D < places_[i]) = (i + 1) / (n + 1)
    double fall_{};                // s
    bool may_be_negative_{};
    double mean_{};
    double variance_{};
};

} // namespace attain::inline v1
