// Bounds as prices: what a split costs in weighted violations, class by class, and which splits cost least.
//
// Every rule is a convex piecewise linear cost of one sum: a rep's quota or a node's total. Costs are merged
// from the leaves to the company (infimal convolution: slopes in order), so the price at which a node holds
// a sum at the least cost can be read off, and with it what each part of the node may hold in *some* cheapest
// split. Slopes are vectors compared class by class; blocks that a bound cuts through cost their part of it.
//
// A node's own bounds move slopes without changing their order, so all lists are one: every slope says whose
// it is, wanders up to the company and on the way back is parted again. Memory is linear in reps and nodes.
#pragma once

#include "problem.hpp"

#include <array>
#include <optional>
#include <span>
#include <utility>
#include <vector>

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

// What a rule has added to the slopes: by[0] up to the sum ends[0], by[1] from there to ends[1], by[2]
// beyond. Sums stay where they are when rules further up cut the pieces smaller.
struct shift {
    std::size_t cls{};
    std::array<int128, 3> by{};
    std::array<int128, 2> ends{};
};

// A convex piecewise linear cost of a sum in blocks: slopes rising, each with its length, from `start` on.
struct convex_cost {
    struct piece {
        penalty slope{};
        int128 length{};
        std::size_t rep{}; // whose blocks these are
    };
    int128 start{};
    std::vector<piece> pieces{};

    // The sums that are best at a price: from below(price) to upto(price).
    [[nodiscard]] int128 below(const penalty& price) const;
    [[nodiscard]] int128 upto(const penalty& price) const;
    // The slope of the block that ends at `sum`; none at the start and beyond the end.
    [[nodiscard]] std::optional<penalty> before(int128 sum) const;

    // Adds weight x distance beyond `at`, in units from the place of sum 0, blocks being `quantum` units.
    shift add_rule(std::size_t cls, bool lower, int128 at, int128 weight, int128 quantum);
    // Takes the last rule out again.
    void take_back(const shift& last);

private:
    void move(const shift& by, int sign);
};

class penalty_tree {
public:
    // The rules of p's reps and nodes. Nobody falls below zero who was not allowed to.
    explicit penalty_tree(const problem& p);

    // The price at which everything below v holds `sum` at the least cost; none when that is out of reach.
    // Once for every node, parents before children.
    [[nodiscard]] std::optional<penalty> price(std::size_t v, int128 sum);
    // What rep i holds at that price, in blocks; everything below u, of whose parent the price has been asked
    // for last.
    [[nodiscard]] std::pair<int128, int128> rep_range(std::size_t i, const penalty& price) const;
    [[nodiscard]] std::pair<int128, int128> node_range(std::size_t u, const penalty& price) const;

    // All splits of the least cost, as bounds of reps and nodes; none when the target is out of reach.
    // Instead of asking for prices, and once.
    [[nodiscard]] std::optional<problem> cheapest();

private:
    [[nodiscard]] convex_cost cost_of(std::size_t i) const;
    [[nodiscard]] convex_cost cost_of_node(std::size_t v) const;
    [[nodiscard]] penalty price_inside(std::size_t v, const convex_cost& own, const penalty& outside);
    void gather(std::size_t v);
    void take_back_bounds(std::size_t v);
    void hand_down(std::size_t v);

    const problem& p_;
    std::vector<int128> bases_;
    // Of all below a node, with the node's own bounds until its price is asked for. Pieces are moved, not
    // copied: on the way up to the parent, and down again to the children once the price of their parent is
    // known.
    std::vector<convex_cost> costs_;
    std::vector<std::array<shift, 2>> own_bounds_; // what they have added: floor, cap
};

// The bounds that these quotas leave, from what was asked to what is kept.
[[nodiscard]] std::vector<relaxation> violations(const problem& p, std::span<const units> blocks);

} // namespace attain::inline v1::detail
