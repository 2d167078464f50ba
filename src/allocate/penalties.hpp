// Bounds as prices: what a split costs in weighted violations, class by class, and which splits cost least.
//
// Every rule is a convex piecewise linear cost of one sum: a rep's quota or a node's total. Costs are merged
// from the leaves to the company (infimal convolution: slopes in order), so the price at which a node holds
// a sum at the least cost can be read off, and with it what each part of the node may hold in *some* cheapest
// split. Slopes are vectors compared class by class; blocks that a bound cuts through cost their part of it.
#pragma once

#include "problem.hpp"

#include <array>
#include <map>
#include <optional>
#include <utility>

namespace attain::inline v1::detail {

// Dearest first: lock, node, floor, cap (and capacity), change cap.
inline constexpr std::size_t classes = 5;
inline constexpr std::size_t node_class = 1;

using penalty = std::array<int128, classes>;

[[nodiscard]] inline penalty operator-(const penalty& a, const penalty& b) noexcept {
    penalty out{};
    for (std::size_t c = 0; c < classes; ++c)
        out[c] = a[c] - b[c];
    return out;
}

// A bound of one class: weight x distance beyond it.
struct rule {
    std::size_t cls{};
    bool lower{};
    units at{};
    bound_tag tag{};
};

[[nodiscard]] std::vector<rule> rules_of(const candidate& c);

// A convex piecewise linear cost of a sum in blocks: slopes rising, each with its length, from `start` on.
struct convex_cost {
    int128 start{};
    std::map<penalty, int128> length{};

    // The sums that are best at a price: from below(price) to upto(price).
    [[nodiscard]] int128 below(const penalty& price) const;
    [[nodiscard]] int128 upto(const penalty& price) const;
    // The slope of the block that ends at `sum`; none at the start and beyond the end.
    [[nodiscard]] std::optional<penalty> before(int128 sum) const;

    // Infimal convolution: the least cost of the sum of two parts.
    void add(const convex_cost& other);
    // Adds weight x distance beyond `at`, in units from the place of sum 0, blocks being `quantum` units.
    void add_rule(std::size_t cls, bool lower, int128 at, int128 weight, int128 quantum);
};

class penalty_tree {
public:
    // The rules of p's reps and nodes. Nobody falls below zero who was not allowed to.
    explicit penalty_tree(const problem& p);

    // The price at which everything below v holds `sum` at the least cost; none when that is out of reach.
    [[nodiscard]] std::optional<penalty> price(std::size_t v, int128 sum) const;
    // What rep i (everything below u) holds at that price, in blocks.
    [[nodiscard]] std::pair<int128, int128> rep_range(std::size_t i, const penalty& price) const;
    [[nodiscard]] std::pair<int128, int128> node_range(std::size_t u, const penalty& price) const;

    // All splits of the least cost, as bounds of reps and nodes; none when the target is out of reach.
    [[nodiscard]] std::optional<problem> cheapest() const;

private:
    [[nodiscard]] convex_cost cost_of(std::size_t i) const;
    [[nodiscard]] convex_cost cost_of_node(std::size_t v) const;
    [[nodiscard]] penalty price_inside(std::size_t v, const convex_cost& own, const penalty& outside) const;

    const problem& p_;
    std::vector<int128> bases_;
    std::vector<convex_cost> inner_; // of all below a node, before its own bounds
    std::vector<convex_cost> outer_; // with them
};

// The bounds that these quotas leave, from what was asked to what is kept.
[[nodiscard]] std::vector<relaxation> violations(const problem& p, std::span<const units> blocks);

} // namespace attain::inline v1::detail
