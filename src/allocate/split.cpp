// From a problem to blocks: the way through the tree, and what to do when bounds and total contradict.
#include "kernels.hpp"
#include "penalties.hpp"

#include <algorithm>

namespace attain::inline v1::detail {

namespace {

// No bounds of one rep, or of a node and what is below it, contradict each other.
bool orderly(const problem& p, const node_ranges& ranges) {
    for (std::size_t i = 0; i < p.size(); ++i)
        if (p.low[i] > p.high[i]) return false;
    for (std::size_t v = 0; v < p.nodes.size(); ++v)
        if (ranges.low[v] > ranges.high[v]) return false;
    return true;
}

// A node that would hold what its bounds, or those below it, do not admit.
infeasibility short_of_room(const problem& p, const node_shares& shares) {
    infeasibility out;
    const std::size_t v = shares.short_node;
    const node_ranges ranges = ranges_of(p);
    const int128 base = node_sums(p.nodes, p.base)[v];
    const auto in_units = [&](int128 blocks) { return narrow(base + p.quantum * blocks, "nodes"); };
    const units asked = in_units(shares.asked);
    const bool above = shares.asked > ranges.high[v];
    out.kind = above ? infeasibility_kind::caps_below : infeasibility_kind::floors_above;
    const units bound = in_units(above ? ranges.high[v] : ranges.low[v]);
    const named_bound node{{}, p.nodes.nodes[v].id, bound_tag::node, bound, bound};
    const named_bound total{{}, {}, bound_tag::total, asked, asked};
    out.bounds = above ? std::vector{total, node} : std::vector{node, total};
    out.demanded = above ? asked : bound;
    out.available = above ? bound : asked;
    out.gap = out.demanded - out.available;
    return out;
}

void solve_groups(const problem& p, const policy& by, const node_shares& shares, answer& out) {
    out.blocks.resize(p.size());
    for (std::size_t v = 0; v < p.nodes.size(); ++v) {
        const std::span<const std::size_t> members = p.nodes.at(v);
        if (members.empty()) continue;
        p.stop.poll();
        const solution part = solve(group_of(p, v, shares.own[v]), by);
        if (!part.known.empty()) out.known.resize(p.size());
        for (std::size_t m = 0; m < members.size(); ++m) {
            out.blocks[members[m]] = part.blocks[m];
            if (!part.known.empty()) out.known[members[m]] = part.known[m];
        }
    }
}

answer share_out(const problem& p, const policy& by, when_infeasible repair, answer out) {
    node_shares shares;
    if (out.why.kind == infeasibility_kind::none) {
        shares = share_down(p, when_infeasible::report);
        if (!shares.placed) out.why = short_of_room(p, shares);
    }
    if (out.why.kind != infeasibility_kind::none) {
        if (repair == when_infeasible::report) return out;
        if (repair == when_infeasible::unassigned && !orderly(p, ranges_of(p))) return out;
        shares = share_down(p, repair);
        if (!shares.placed) return out;
        if (repair == when_infeasible::relax) out.ground = ground_of(p, shares);
    }
    const problem& ground = out.ground ? *out.ground : p;
    solve_groups(ground, by, shares, out);
    out.price_node = p.nodes.node_of;
    out.plans = std::move(shares.plan);
    out.unassigned = narrow(p.quantum * shares.unplaced, "total");
    return out;
}

} // namespace

problem group_of(const problem& p, std::size_t v, int128 target) {
    problem group = subset(p, p.nodes.at(v), target);
    const auto weighs = [](const candidate& c) { return c.weight > 0; };
    if (std::ranges::none_of(group.reps, weighs))
        for (candidate& c : group.reps)
            c.weight = 1;
    return group;
}

problem ground_of(const problem& p, const node_shares& shares) {
    problem out = p;
    out.low = shares.low;
    out.high = shares.high;
    std::fill(out.node_low.begin(), out.node_low.end(), -unlimited);
    std::fill(out.node_high.begin(), out.node_high.end(), unlimited);
    return out;
}

answer answer_of(problem& p, const policy& rule, tree_mode mode, when_infeasible repair) {
    answer out;
    out.why = find_contradiction(p);
    if (mode == tree_mode::top_down) {
        out = share_out(p, rule, repair, std::move(out));
    } else {
        if (out.why.kind != infeasibility_kind::none) {
            if (repair == when_infeasible::report) return out;
            if (repair == when_infeasible::relax) {
                out.ground = penalty_tree{p}.cheapest();
                if (!out.ground) return out;
            } else {
                const node_ranges ranges = ranges_of(p);
                if (!orderly(p, ranges)) return out;
                const int128 reachable = std::clamp<int128>(p.target, ranges.low[0], ranges.high[0]);
                out.unassigned = narrow(p.quantum * (int128{p.target} - reachable), "total");
                p.target = narrow(reachable, "total");
            }
        }
        const problem& ground = out.ground ? *out.ground : p;
        solution found = solve(ground, rule);
        out.blocks = std::move(found.blocks);
        out.known = std::move(found.known);
        out.price_node = price_nodes(ground, out.blocks);
    }
    if (out.ground) out.relaxed = violations(p, out.blocks);
    return out;
}

} // namespace attain::inline v1::detail
