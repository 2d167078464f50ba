// Top-down shares: every node hands what it holds to its parts by weight, inside what each can hold.
#include "shares.hpp"

#include "penalties.hpp"
#include "select.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

namespace attain::inline v1::detail {

namespace {

double weight_of(const problem& p, std::size_t i) {
    if (p.reps[i].weight > 0 || p.predictives.empty()) return p.reps[i].weight;
    return std::max(0.0, p.predictives[i].mean() * p.reps[i].ramp.value());
}

} // namespace

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

std::vector<part> parts_of(const share_frame& f, std::size_t v, std::span<const units> low,
                           std::span<const units> high) {
    std::vector<part> parts;
    const tree& t = f.p.nodes;
    if (!t.at(v).empty()) {
        part own{v, true, f.own_weights[v], 0, 0, f.own_base[v]};
        for (const std::size_t i : t.at(v)) {
            own.low += low[i];
            own.high += high[i];
        }
        parts.push_back(own);
    }
    for (std::size_t u = v + 1; u < t.nodes[v].end; u = t.nodes[u].end)
        parts.push_back({u, false, f.weights[u], f.ranges.low[u], f.ranges.high[u], f.base[u]});
    return parts;
}

sharing sharing_of(const share_frame& f, std::span<const part> parts, int128 target) {
    sharing out;
    problem& among = out.among;
    among.quantum = f.p.quantum;
    among.target = narrow(target, "total");
    among.stop = f.p.stop;
    // Nobody gets more than the others leave, and no amount lies beyond 2^62: keys then fit 64 bits.
    const auto least = [&](const part& each) {
        return std::max(each.low, ceil_div(-unlimited - each.base, among.quantum));
    };
    const auto most = [&](const part& each) {
        return std::min(each.high, floor_div(unlimited - each.base, among.quantum));
    };
    int128 spare = target;
    for (const part& each : parts) {
        if (least(each) > most(each) && each.low <= each.high)
            fail(errc::overflow, "nodes", "what must be held below one of them lies beyond 2^62");
        spare -= least(each);
    }
    std::vector<double> weights;
    double sum = 0;
    for (const part& each : parts) {
        const int128 low = least(each);
        const int128 high = std::min(most(each), low + spare);
        among.base.push_back(narrow(each.base, "nodes"));
        among.low.push_back(narrow(low, "nodes"));
        among.high.push_back(narrow(std::max(low, high), "nodes"));
        among.tie.push_back(static_cast<std::uint32_t>(among.tie.size()));
        weights.push_back(each.weight);
        sum += each.weight;
    }
    if (sum == 0) weights.assign(parts.size(), 1.0);
    out.weights = integer_weights(weights, "weight");
    return out;
}

namespace {

// By weight (Webster); or, with origins, the least change from those relative to the weights.
std::vector<units> split_over(const sharing& s, std::vector<units> origins) {
    const ratio_kernel kernel{s.among, s.weights, std::move(origins), -1};
    std::vector<std::size_t> members(s.weights.size());
    std::iota(members.begin(), members.end(), std::size_t{0});
    selection<ratio_kernel> slots{kernel, s.among.tie, members, s.among.low, s.among.high, s.among.stop};
    return slots.solve(s.among.target, [](std::span<const units> q) {
        return std::accumulate(q.begin(), q.end(), int128{0});
    });
}

class sharer {
public:
    sharer(const problem& p, when_infeasible repair)
        : p_{p}, repair_{repair}, frame_{frame_of(p)}, given_(p.nodes.size(), 0) {
        out_.own.assign(p.nodes.size(), 0);
        out_.plan.assign(p.nodes.size(), 0);
        out_.low = p.low;
        out_.high = p.high;
        if (repair == when_infeasible::relax) costs_.emplace(p);
    }

    node_shares run() {
        given_[0] = p_.target;
        out_.plan[0] = p_.total;
        for (std::size_t v = 0; v < p_.nodes.size() && out_.placed; ++v) {
            over_assign(v);
            if (costs_ ? !price(v) : !hold(v)) continue;
            share(v, {});
        }
        if (out_.placed && !costs_) check_nodes();
        return std::move(out_);
    }

private:
    void fall_short(std::size_t v, int128 asked) {
        if (out_.short_node == no_node) {
            out_.short_node = v;
            out_.asked = asked;
        }
        out_.placed = repair_ == when_infeasible::unassigned;
    }

    void over_assign(std::size_t v) {
        const std::int32_t bp = p_.nodes.nodes[v].over_assignment_bp;
        if (v > 0) out_.plan[v] = narrow(frame_.base[v] + p_.quantum * given_[v], "total");
        if (bp == 0) return;
        const units street = with_over_assignment(out_.plan[v], bp);
        given_[v] = floor_div(street - frame_.base[v], p_.quantum);
    }

    // What v would hold, clipped to what it can.
    bool hold(std::size_t v) {
        const int128 held = std::clamp(given_[v], frame_.ranges.low[v], frame_.ranges.high[v]);
        if (held == given_[v]) return true;
        fall_short(v, given_[v]);
        out_.unplaced += given_[v] - held;
        given_[v] = held;
        return out_.placed;
    }

    // What the parts of v hold in the cheapest splits of what v is given.
    bool price(std::size_t v) {
        const std::optional<penalty> at = costs_->price(v, given_[v]);
        if (!at) {
            fall_short(v, given_[v]);
            return false;
        }
        for (const std::size_t i : p_.nodes.at(v)) {
            const auto [low, high] = costs_->rep_range(i, *at);
            out_.low[i] = static_cast<units>(low);
            out_.high[i] = static_cast<units>(high);
        }
        for (std::size_t u = v + 1; u < p_.nodes.nodes[v].end; u = p_.nodes.nodes[u].end)
            std::tie(frame_.ranges.low[u], frame_.ranges.high[u]) = costs_->node_range(u, *at);
        return true;
    }

    // wanted: what the nodes and their own reps would hold if no bound of a node stood in the way.
    void share(std::size_t v, const std::vector<int128>& wanted) {
        std::vector<part> parts = parts_of(frame_, v, out_.low, out_.high);
        if (parts.empty()) return;
        std::vector<units> origins;
        for (part& each : parts) {
            if (wanted.empty()) break;
            const int128 blocks = each.own ? out_.own[v] : wanted[each.node];
            origins.push_back(narrow(each.base + p_.quantum * blocks, "total"));
            each.weight = std::fabs(static_cast<double>(origins.back()));
        }
        const std::vector<units> shares =
            split_over(sharing_of(frame_, parts, given_[v]), std::move(origins));
        for (std::size_t m = 0; m < parts.size(); ++m)
            (parts[m].own ? out_.own : given_)[parts[m].node] = shares[m];
    }

    // Over-assignment further down adds to a node's total: the sums from below must fit its bounds too.
    void check_nodes() {
        std::vector<int128> held = out_.own;
        for (std::size_t v = p_.nodes.size(); v-- > 1;)
            held[p_.nodes.nodes[v].parent] += held[v];
        for (std::size_t v = 1; v < p_.nodes.size(); ++v)
            if ((p_.node_low[v] > -unlimited && held[v] < p_.node_low[v]) ||
                (p_.node_high[v] < unlimited && held[v] > p_.node_high[v])) {
                fall_short(v, held[v]);
                break;
            }
        if (out_.short_node == no_node || !out_.placed) return;
        given_[0] = std::clamp(held[0], frame_.ranges.low[0], frame_.ranges.high[0]);
        out_.unplaced += held[0] - given_[0];
        for (std::size_t v = 0; v < p_.nodes.size(); ++v)
            share(v, held);
    }

    const problem& p_;
    when_infeasible repair_;
    share_frame frame_;
    std::optional<penalty_tree> costs_{};
    std::vector<int128> given_; // to each node, in blocks
    node_shares out_{};
};

} // namespace

node_shares share_down(const problem& p, when_infeasible repair) {
    return sharer{p, repair}.run();
}

} // namespace attain::inline v1::detail
