// Ways through a tree other than the global one: top-down shares, bottom-up wishes.
#include "kernels.hpp"
#include "select.hpp"

#include <algorithm>
#include <limits>

namespace attain::inline v1::detail {

problem subset(const problem& p, std::span<const std::size_t> members, int128 target) {
    problem out;
    out.quantum = p.quantum;
    out.stop = p.stop;
    out.target = narrow(target, "total");
    for (const std::size_t i : members) {
        out.ids.push_back(p.ids[i]);
        out.reps.push_back(p.reps[i]);
        out.reps.back().node.reset();
        out.intervals.push_back(p.intervals[i]);
        out.base.push_back(p.base[i]);
        out.low.push_back(p.low[i]);
        out.high.push_back(p.high[i]);
        out.tie.push_back(p.tie[i]);
        if (!p.predictives.empty()) out.predictives.push_back(p.predictives[i]);
    }
    out.nodes = make_tree({}, out.reps, {});
    out.node_low = {-unlimited};
    out.node_high = {unlimited};
    return out;
}

namespace {

// A child in the split of a node: a node, or (the node itself) the reps that hang on it.
struct part {
    std::size_t node{};
    bool own{};
    double weight{};
    int128 low{};
    int128 high{};
    int128 base{};
};

struct share_frame {
    const problem& p;
    node_ranges ranges;
    std::vector<double> weights; // of each node with all below it
    std::vector<double> own_weights;
    std::vector<int128> base; // units
    std::vector<int128> own_base;
};

double weight_of(const problem& p, std::size_t i) {
    if (p.reps[i].weight > 0 || p.predictives.empty()) return p.reps[i].weight;
    return std::max(0.0, p.predictives[i].mean() * p.reps[i].ramp.value());
}

share_frame frame_of(const problem& p) {
    share_frame f{p, ranges_of(p), std::vector<double>(p.nodes.size(), 0), {}, {}, {}};
    for (std::size_t i = 0; i < p.size(); ++i)
        f.weights[p.nodes.node_of[i]] += weight_of(p, i);
    f.own_weights = f.weights;
    for (std::size_t v = p.nodes.size(); v-- > 1;) {
        if (p.nodes.nodes[v].weight > 0) f.weights[v] = p.nodes.nodes[v].weight;
        f.weights[p.nodes.nodes[v].parent] += f.weights[v];
    }
    f.base = node_sums(p.nodes, p.base);
    f.own_base.assign(p.nodes.size(), 0);
    for (std::size_t i = 0; i < p.size(); ++i)
        f.own_base[p.nodes.node_of[i]] += p.base[i];
    return f;
}

std::vector<part> parts_of(const share_frame& f, std::size_t v) {
    std::vector<part> parts;
    const tree& t = f.p.nodes;
    if (!t.at(v).empty()) {
        part own{v, true, f.own_weights[v], 0, 0, f.own_base[v]};
        for (const std::size_t i : t.at(v)) {
            own.low += f.p.low[i];
            own.high += f.p.high[i];
        }
        parts.push_back(own);
    }
    for (std::size_t u = v + 1; u < t.nodes[v].end; u = t.nodes[u].end)
        parts.push_back({u, false, f.weights[u], f.ranges.low[u], f.ranges.high[u], f.base[u]});
    return parts;
}

// Webster over the parts, inside what each can hold.
std::vector<units> split_over(const share_frame& f, const std::vector<part>& parts, int128 target) {
    problem split;
    split.quantum = f.p.quantum;
    split.target = narrow(target, "total");
    std::vector<double> weights;
    double sum = 0;
    for (const part& each : parts) {
        const units limit = std::numeric_limits<units>::max() / 2;
        split.base.push_back(narrow(each.base, "nodes"));
        split.low.push_back(static_cast<units>(std::max<int128>(each.low, -limit)));
        split.high.push_back(static_cast<units>(std::min<int128>(each.high, limit)));
        split.tie.push_back(static_cast<std::uint32_t>(split.tie.size()));
        weights.push_back(each.weight);
        sum += each.weight;
    }
    if (sum == 0) weights.assign(parts.size(), 1.0);
    const ratio_kernel kernel{split, integer_weights(weights, "weight"), {}, -1};
    std::vector<std::size_t> members(parts.size());
    for (std::size_t m = 0; m < members.size(); ++m)
        members[m] = m;
    selection<ratio_kernel> slots{kernel, split.tie, members, split.low, split.high, f.p.stop};
    return slots.solve(target, [](std::span<const units> q) {
        int128 all = 0;
        for (const units x : q)
            all += x;
        return all;
    });
}

} // namespace

node_shares share_down(const problem& p) {
    const share_frame f = frame_of(p);
    const std::size_t n = p.nodes.size();
    node_shares out{std::vector<int128>(n, 0), std::vector<int128>(n, 0), std::vector<units>(n, 0), no_node};
    out.street[0] = p.target;
    out.plan[0] = p.total;
    for (std::size_t v = 0; v < n; ++v) {
        const std::int32_t bp = p.nodes.nodes[v].over_assignment_bp;
        if (v > 0) out.plan[v] = narrow(f.base[v] + p.quantum * out.street[v], "total");
        if (bp != 0) {
            const units street = with_over_assignment(out.plan[v], bp);
            out.street[v] = floor_div(street - f.base[v], p.quantum);
        }
        if (out.street[v] < f.ranges.low[v] || out.street[v] > f.ranges.high[v]) {
            out.short_node = v;
            return out;
        }
        const std::vector<part> parts = parts_of(f, v);
        if (parts.empty()) continue;
        const std::vector<units> shares = split_over(f, parts, out.street[v]);
        for (std::size_t m = 0; m < parts.size(); ++m)
            (parts[m].own ? out.own : out.street)[parts[m].node] = shares[m];
    }
    return out;
}

void reach_up(problem& p, double chance) {
    for (std::size_t i = 0; i < p.size(); ++i) {
        units low = p.low[i];
        units high = p.high[i];
        while (low < high) {
            const units k = upper_middle(low, high);
            if (tail_at(p.predictives[i], p.reps[i].ramp, p.amount(i, k)).tail >= chance)
                low = k;
            else
                high = k - 1;
        }
        p.reps[i].previous = p.amount(i, low);
    }
}

} // namespace attain::inline v1::detail
