// The least relaxation: bounds become prices per unit of violation, in classes, and the same greedy runs on
// (penalty, policy key). Among all repairs of least penalty the policy chooses.
//
// Classes, dearest first: lock, node, floor, cap (and capacity), change cap. Bounds of reps are part of their
// slots' keys. Bounds of nodes are convex piecewise linear costs of sums; the least node penalty follows from
// merging the slopes bottom-up, and duals top-down tell which node bounds give way.
#include "penalties.hpp"
#include "solve.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace attain::inline v1::detail {

namespace {

// What stays when rules of reps give way: locks may be kept; nobody falls below zero who was not allowed to.
void widen(problem& p, bool keep_locks) {
    for (std::size_t i = 0; i < p.size(); ++i) {
        if (keep_locks && p.reps[i].lock) continue;
        const bool nonnegative = p.intervals[i].low >= 0 && p.total >= 0;
        const units low = nonnegative ? 0 : -unlimited;
        p.low[i] = static_cast<units>(ceil_div(int128{low} - p.base[i], p.quantum));
        p.high[i] = static_cast<units>(floor_div(int128{unlimited} - p.base[i], p.quantum));
    }
}

bool admits(const problem& p) {
    return find_contradiction(p).kind == infeasibility_kind::none;
}

// A convex piecewise linear cost of a sum: slopes rising, each with its length; it starts at `start`.
struct convex_cost {
    int128 start{};
    std::map<int128, int128> length{};

    // The sums that are best at a price: from below(price) to upto(price).
    [[nodiscard]] int128 below(int128 price) const {
        int128 sum = start;
        for (const auto& [slope, len] : length)
            if (slope < price) sum += len;
        return sum;
    }
    [[nodiscard]] int128 upto(int128 price) const {
        const auto at = length.find(price);
        return below(price) + (at == length.end() ? 0 : at->second);
    }
    void add(const convex_cost& other) {
        start += other.start;
        for (const auto& [slope, len] : other.length)
            length[slope] += len;
    }
    // Adds weight x distance outside [low, high].
    void penalise(int128 low, int128 high, int128 weight) {
        std::map<int128, int128> out;
        int128 from = start;
        for (const auto& [slope, len] : length) {
            const int128 end = from + len;
            const int128 a = std::clamp(low, from, end);
            const int128 b = std::clamp(high, a, end);
            if (a > from) out[slope - weight] += a - from;
            if (b > a) out[slope] += b - a;
            if (end > b) out[slope + weight] += end - b;
            from = end;
        }
        length = std::move(out);
    }
};

class node_relaxation {
public:
    // p: rules of reps are off, ranges wide. Locks (in blocks) are dearer than all nodes together.
    node_relaxation(problem& p, std::span<const units> locks)
        : p_{p}, locks_{locks}, inner_(p.nodes.size()), outer_(p.nodes.size()) {
        for (const tree::node& n : p.nodes.nodes)
            lock_price_ += n.relax_weight;
    }

    // False when the total is out of reach even so.
    bool run() {
        merge();
        const convex_cost& root = inner_[0];
        if (p_.target < root.start) return false;
        int128 price = 0;
        int128 end = root.start;
        for (const auto& [slope, len] : root.length) {
            price = slope;
            end += len;
            if (end >= p_.target) break;
        }
        if (end < p_.target) return false;
        assign(price);
        return true;
    }

private:
    [[nodiscard]] convex_cost cost_of(std::size_t i) const {
        convex_cost out;
        out.start = p_.low[i];
        out.length[0] = int128{p_.high[i]} - p_.low[i];
        if (p_.reps[i].lock) out.penalise(locks_[i], locks_[i], lock_price_ * p_.reps[i].relax_weight);
        return out;
    }

    void merge() {
        for (std::size_t v = p_.nodes.size(); v-- > 0;) {
            for (const std::size_t i : p_.nodes.at(v))
                inner_[v].add(cost_of(i));
            if (v == 0) break;
            outer_[v] = inner_[v];
            const int128 low = p_.node_low[v] > -unlimited ? int128{p_.node_low[v]} : -(int128{1} << 100);
            const int128 high = p_.node_high[v] < unlimited ? int128{p_.node_high[v]} : int128{1} << 100;
            outer_[v].penalise(low, high, p_.nodes.nodes[v].relax_weight);
            inner_[p_.nodes.nodes[v].parent].add(outer_[v]);
        }
    }

    // Complementary slackness: the price inside a node is the price outside, moved by what its bound costs.
    void assign(int128 root_price) {
        std::vector<int128> price(p_.nodes.size(), root_price);
        for (std::size_t v = 0; v < p_.nodes.size(); ++v) {
            if (v > 0) price[v] = inside(v, price[p_.nodes.nodes[v].parent]);
            for (const std::size_t i : p_.nodes.at(v)) {
                const convex_cost cost = cost_of(i);
                p_.low[i] = static_cast<units>(cost.below(price[v]));
                p_.high[i] = static_cast<units>(cost.upto(price[v]));
            }
        }
    }

    int128 inside(std::size_t v, int128 price) {
        const int128 weight = p_.nodes.nodes[v].relax_weight;
        const units low = p_.node_low[v];
        const units high = p_.node_high[v];
        if (low > -unlimited && inner_[v].upto(price) < low) {
            const int128 found = step_up(v, price, weight, low);
            p_.node_high[v] = low; // never above it; and below it only where the bound must give way
            if (found == price + weight) p_.node_low[v] = -unlimited;
            return found;
        }
        if (high < unlimited && inner_[v].below(price) > high) {
            const int128 found = step_down(v, price, weight, high);
            p_.node_low[v] = high;
            if (found == price - weight) p_.node_high[v] = unlimited;
            return found;
        }
        return price;
    }
    int128 step_up(std::size_t v, int128 price, int128 weight, int128 low) const {
        for (const auto& [slope, len] : inner_[v].length)
            if (slope > price && slope < price + weight && inner_[v].upto(slope) >= low) return slope;
        return price + weight;
    }
    int128 step_down(std::size_t v, int128 price, int128 weight, int128 high) const {
        for (auto at = inner_[v].length.rbegin(); at != inner_[v].length.rend(); ++at)
            if (at->first < price && at->first > price - weight && inner_[v].below(at->first) <= high)
                return at->first;
        return price - weight;
    }

    problem& p_;
    std::span<const units> locks_;
    int128 lock_price_{1};
    std::vector<convex_cost> inner_; // before the node's own bounds
    std::vector<convex_cost> outer_;
};

std::vector<units> solve_with_penalties(const problem& p, const policy& by) {
    return with_kernel(p, by, [&](const auto& inner) {
        using kernel_type = penalty_kernel<std::decay_t<decltype(inner)>>;
        const kernel_type kernel{p, inner};
        return tree_solver<kernel_type>{p, kernel, p.low, p.high}.solve().blocks;
    });
}

} // namespace

std::vector<relaxation> violations(const problem& p, std::span<const units> blocks) {
    std::vector<relaxation> out;
    for (std::size_t i = 0; i < p.size(); ++i) {
        const units amount = p.amount(i, blocks[i]);
        for (const rule& r : rules_of(p.reps[i]))
            if (r.lower ? amount < r.at : amount > r.at) out.push_back({p.ids[i], {}, r.tag, r.at, amount});
    }
    const std::vector<int128> bases = node_sums(p.nodes, p.base);
    const std::vector<int128> sums = node_sums(p.nodes, blocks);
    for (std::size_t v = 1; v < p.nodes.size(); ++v) {
        const tree::node& n = p.nodes.nodes[v];
        const units amount = narrow(bases[v] + p.quantum * sums[v], "nodes");
        if (n.floor > -unlimited && amount < n.floor)
            out.push_back({{}, n.id, bound_tag::node, n.floor, amount});
        if (n.cap < unlimited && amount > n.cap) out.push_back({{}, n.id, bound_tag::node, n.cap, amount});
    }
    return out;
}

std::optional<problem> softened(const problem& p) {
    problem soft = p;
    widen(soft, true);
    if (admits(soft)) return soft;
    soft = p;
    widen(soft, false);
    const std::vector<units> locks(p.size(), 0); // a lock is its rep's base: block 0
    if (!node_relaxation{soft, locks}.run()) return std::nullopt;
    return soft;
}

repaired relax(const problem& p, const policy& by) {
    repaired out;
    const std::optional<problem> soft = softened(p);
    if (!soft) return out;
    out.blocks = solve_with_penalties(*soft, by);
    out.relaxed = violations(p, out.blocks);
    return out;
}

} // namespace attain::inline v1::detail
