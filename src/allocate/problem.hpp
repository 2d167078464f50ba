// The validated problem, in order of rep id: what every solver and the certificate work on.
#pragma once

#include <attain/allocate/allocate.hpp>
#include <attain/core/int128.hpp>

#include <array>
#include <cstddef>
#include <limits>
#include <optional>
#include <vector>

namespace attain::inline v1::detail {

inline constexpr std::size_t no_node = static_cast<std::size_t>(-1);

// The tree in preorder: node 0 is the company, a node's subtree is [v, end). Reps are listed in that order
// too.
struct tree {
    struct node {
        std::size_t parent{no_node};
        std::size_t end{};
        team_id id{};
        units floor{-unlimited}; // in units
        units cap{unlimited};
        std::int32_t relax_weight{1};
        double weight{0};
        std::int32_t over_assignment_bp{0};
    };
    std::vector<node> nodes{};
    std::vector<std::size_t> node_of{};      // of each rep
    std::vector<std::size_t> members{};      // reps in order of their nodes
    std::vector<std::size_t> first_member{}; // of each node, in members; one more than nodes

    [[nodiscard]] std::size_t size() const noexcept { return nodes.size(); }
    // The reps at or below node v.
    [[nodiscard]] std::span<const std::size_t> below(std::size_t v) const {
        return std::span{members}.subspan(first_member[v], first_member[nodes[v].end] - first_member[v]);
    }
    // The reps that hang on node v itself.
    [[nodiscard]] std::span<const std::size_t> at(std::size_t v) const {
        return std::span{members}.subspan(first_member[v], first_member[v + 1] - first_member[v]);
    }
};

// Amounts are base + quantum x blocks: solvers count blocks, keys see amounts.
struct problem {
    units plan{};    // as a size when mirrored
    units total{};   // the street total
    bool mirrored{}; // a negative total of a policy by weight
    units quantum{1};
    std::size_t holder{no_node}; // rep with the residual
    std::vector<rep_id> ids{};
    std::vector<candidate> reps{};
    std::vector<bound_interval> intervals{}; // in units
    std::vector<units> base{};               // lock or residual, else 0
    std::vector<units> low{};                // in blocks
    std::vector<units> high{};
    units target{};                            // total in blocks
    std::vector<std::uint32_t> tie{};          // place in the tie order
    std::vector<predictive_ref> predictives{}; // empty, or one per rep
    std::vector<units> wishes{};               // bottom-up: what the least change starts from; else empty
    std::vector<std::size_t> rows{};           // where each rep stands in the caller's list
    tree nodes{};
    std::vector<units> node_low{}; // own bounds in blocks, bases of the reps below subtracted
    std::vector<units> node_high{};
    stop_flag stop{};

    [[nodiscard]] std::size_t size() const noexcept { return ids.size(); }
    // Modulo 2^64: the product alone may lie beyond where the sum does not.
    [[nodiscard]] units amount(std::size_t i, units blocks) const noexcept {
        return static_cast<units>(static_cast<std::uint64_t>(base[i]) +
                                  static_cast<std::uint64_t>(quantum) * static_cast<std::uint64_t>(blocks));
    }
};

// Whether a negative total is the mirror of the positive one: then bounds are sizes.
[[nodiscard]] bool mirrors(units total, const policy& by, const allocate_options& options);

[[nodiscard]] problem make_problem(units total, std::span<const candidate> candidates,
                                   std::span<const predictive_ref> predictives, const policy& by,
                                   const allocate_options& options);

// Blocks, node bounds and the target from intervals, tree and total.
void count_in_blocks(problem& p);

// rows: where the reps stand in the caller's list, for errors.
[[nodiscard]] tree make_tree(std::span<const team_node> nodes, std::span<const candidate> reps,
                             std::span<const std::size_t> rows);

// plan x (10000 + bp) / 10000, half to even; the second one refuses what lies beyond 2^62.
[[nodiscard]] int128 over_assigned(int128 plan, std::int32_t bp);
[[nodiscard]] units with_over_assignment(units plan, std::int32_t bp);

// Weights times one power of two, rounded to whole numbers, so that the sum stays below 2^62: ratios of whole
// numbers stay exact. Errors: not_finite, out_of_range (negative), empty_input (no weight at all), overflow.
void scale_to_whole(std::span<const double> weights, const char* argument, std::span<double> out);
[[nodiscard]] std::vector<std::int64_t> integer_weights(std::span<const double> weights,
                                                        const char* argument);

// x^y for x > 0 by + - * / only: the same bits everywhere. Relative error below 1e-13 for |y| <= 20.
[[nodiscard]] double power(double x, double y);

// Largest remainder inside bounds, in blocks: shares clipped to the bounds by one common scale, then rounded.
[[nodiscard]] std::vector<units> hamilton_split(const problem& p, std::span<const std::int64_t> weights);

// kind none when quotas exist.
[[nodiscard]] infeasibility find_contradiction(const problem& p);

// A slot whose chance P(D >= amount) is known.
struct slot_chance {
    units k{};
    double chance{std::numeric_limits<double>::quiet_NaN()}; // NaN: not asked for
};

struct solution {
    std::vector<units> blocks{}; // of each rep
    // What the solver has found out on its way about the last slot taken and the first one refused, or about
    // slots beside them. Empty, or one per rep.
    std::vector<std::array<slot_chance, 2>> known{};
};

// The split under the policy; the problem must be feasible.
[[nodiscard]] solution solve(const problem& p, const policy& by);

// For each rep the node that sets its price (0: the company).
[[nodiscard]] std::vector<std::size_t> price_nodes(const problem& p, std::span<const units> blocks);

// Sums per node in blocks.
[[nodiscard]] std::vector<int128> node_sums(const tree& t, std::span<const units> blocks);

// What each node may hold, given its own bounds and all bounds below it.
struct node_ranges {
    std::vector<int128> low{};
    std::vector<int128> high{};
};
[[nodiscard]] node_ranges ranges_of(const problem& p);

// Only these reps, without tree, sharing `target` blocks.
[[nodiscard]] problem subset(const problem& p, std::span<const std::size_t> members, int128 target);

// Top-down: what each node is given and what the reps that hang on it share.
struct node_shares {
    std::vector<int128> own{}; // of each node, for its own reps, in blocks
    std::vector<units> plan{}; // of each node before its over-assignment, in units
    std::vector<units> low{};  // of each rep: what it may hold, in blocks
    std::vector<units> high{};
    int128 unplaced{};               // blocks that bounds keep nodes from handing out
    std::size_t short_node{no_node}; // the first node whose bounds do not admit what it would hold,
    int128 asked{};                  // and that, in blocks
    bool placed{true};               // false: nothing is shared out, because of the short node
};

// report: stops at the first short node. unassigned: nodes hand out what bounds admit, as near to their
// shares as can be. relax: each node's parts hold what costs least (penalties.hpp), by weight inside that.
[[nodiscard]] node_shares share_down(const problem& p, when_infeasible repair);

// The reps that hang on node v, sharing `target` blocks. Where nobody among them has a weight they are
// levelled, as reps without weight are in a whole.
[[nodiscard]] problem group_of(const problem& p, std::size_t v, int128 target);

// The problem of the groups after a relaxation: reps hold what the shares say, nodes are decided.
[[nodiscard]] problem ground_of(const problem& p, const node_shares& shares);

// The largest amount with P(D >= amount) >= chance inside the rep's own bounds, in units.
[[nodiscard]] units wish_of(const problem& p, std::size_t i, double chance);

// The policy that decides: bottom-up it is the least change from everybody's wish (which it puts into p);
// a blend in which nobody's change costs anything is equal attainability.
[[nodiscard]] policy rule_of(problem& p, const policy& by, const allocate_options& options);

// Blocks per rep, and how they came about.
struct answer {
    std::vector<units> blocks{};           // empty: bounds contradict, and no repair was asked for or helps
    std::vector<std::size_t> price_node{}; // of each rep
    std::vector<units> plans{};            // top-down: of each node
    std::vector<std::array<slot_chance, 2>> known{}; // as in solution
    infeasibility why{};                             // kind none: bounds and total agree
    units unassigned{};
    std::vector<relaxation> relaxed{};
    std::optional<problem> ground{}; // relaxed: the problem whose bounds are those of all cheapest repairs
};

// The split under the rule, repaired where that is asked for. Unassigned: p.target becomes what is placed.
[[nodiscard]] answer answer_of(problem& p, const policy& rule, tree_mode mode, when_infeasible repair);

} // namespace attain::inline v1::detail
