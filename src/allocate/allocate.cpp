#include <attain/allocate/allocate.hpp>

#include "kernels.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace attain::inline v1 {

namespace {

using detail::problem;

// Blocks per rep, and in which groups prices are common.
struct answer {
    std::vector<units> blocks{};
    std::vector<std::size_t> price_node{}; // of each rep
    std::vector<units> plans{};            // top-down: of each node
    std::size_t short_node{detail::no_node};
    std::vector<std::array<detail::slot_chance, 2>> known{}; // chances, as in detail::solution
};

answer solve_down(const problem& p, const policy& by) {
    detail::node_shares shares = detail::share_down(p);
    answer out{std::vector<units>(p.size()), p.nodes.node_of, std::move(shares.plan), shares.short_node, {}};
    if (out.short_node != detail::no_node) return out;
    for (std::size_t v = 0; v < p.nodes.size(); ++v) {
        const std::span<const std::size_t> members = p.nodes.at(v);
        if (members.empty()) continue;
        p.stop.poll();
        const problem group = detail::subset(p, members, shares.own[v]);
        const detail::solution part = detail::solve(group, by);
        if (!part.known.empty()) out.known.resize(p.size());
        for (std::size_t m = 0; m < members.size(); ++m) {
            out.blocks[members[m]] = part.blocks[m];
            if (!part.known.empty()) out.known[members[m]] = part.known[m];
        }
    }
    return out;
}

answer solve_all(const problem& p, const policy& by, tree_mode mode) {
    if (mode == tree_mode::top_down) return solve_down(p, by);
    answer out;
    detail::solution found = detail::solve(p, by);
    out.blocks = std::move(found.blocks);
    out.known = std::move(found.known);
    out.price_node = detail::price_nodes(p, out.blocks);
    return out;
}

quota_state state_of(const problem& p, std::size_t i, units blocks, std::size_t price_node) {
    if (p.intervals[i].low_tag == bound_tag::lock) return quota_state::locked;
    if (blocks == p.low[i]) return quota_state::at_floor;
    if (blocks == p.high[i]) return quota_state::at_cap;
    return price_node == 0 ? quota_state::free : quota_state::held_by_node;
}

bound_tag binding_of(const bound_interval& b, quota_state state) {
    switch (state) {
    case quota_state::locked:
        return bound_tag::lock;
    case quota_state::at_floor:
        return b.low_tag;
    case quota_state::at_cap:
        return b.high_tag;
    case quota_state::held_by_node:
        return bound_tag::node;
    case quota_state::free:
        break;
    }
    return bound_tag::none;
}

double chance_of(const problem& p, const answer& solved, std::size_t i, units blocks, units amount) {
    if (!solved.known.empty())
        for (const detail::slot_chance& known : solved.known[i])
            if (known.k == blocks && !std::isnan(known.chance)) return known.chance;
    return detail::chance_at(p.predictives[i], p.reps[i].ramp, amount);
}

quota describe(const problem& p, const answer& solved, std::size_t i) {
    const units blocks = solved.blocks[i];
    const std::size_t price_node = solved.price_node[i];
    const units sign = p.mirrored ? -1 : 1;
    const bound_interval& b = p.intervals[i];
    quota q;
    q.rep = p.ids[i];
    q.amount = sign * p.amount(i, blocks);
    q.state = state_of(p, i, blocks, price_node);
    q.binding = binding_of(b, q.state);
    q.low = p.mirrored ? -b.high : b.low;
    q.high = p.mirrored ? -b.low : b.high;
    q.change = q.amount - p.reps[i].previous;
    q.residual = p.holder == i;
    if (price_node != 0) q.held_by = p.nodes.nodes[price_node].id;
    q.probability = q.probability_next = std::numeric_limits<double>::quiet_NaN();
    if (!p.predictives.empty()) {
        q.probability = chance_of(p, solved, i, blocks, q.amount);
        q.probability_next = chance_of(p, solved, i, blocks + 1, q.amount + p.quantum);
    }
    return q;
}

constexpr chance_interval no_chance{std::numeric_limits<double>::quiet_NaN(),
                                    std::numeric_limits<double>::quiet_NaN()};

// The common chance of equal attainability as an interval; the range of chances for the others.
template<class Quotas>
chance_interval chances(const problem& p, const policy& by, const Quotas& quotas) {
    if (p.predictives.empty() || quotas.empty()) return no_chance;
    const bool equal = std::holds_alternative<equal_attainability>(by);
    chance_interval out = equal ? chance_interval{0, 1} : chance_interval{1, 0};
    for (const quota& q : quotas) {
        if (!equal) {
            out.low = std::min(out.low, q.probability);
            out.high = std::max(out.high, q.probability);
            continue;
        }
        if (q.amount <= q.high - p.quantum) out.low = std::max(out.low, q.probability_next);
        if (q.amount >= q.low + p.quantum) out.high = std::min(out.high, q.probability);
    }
    // By rounding; or, where nodes share out on their own, because no chance is common: then what they span.
    if (out.low > out.high) std::swap(out.low, out.high);
    return out;
}

void describe_nodes(const problem& p, const policy& by, const answer& solved, allocation& out) {
    const std::vector<int128> bases = detail::node_sums(p.nodes, p.base);
    const std::vector<int128> sums = detail::node_sums(p.nodes, solved.blocks);
    const detail::node_ranges ranges = detail::ranges_of(p);
    std::vector<std::vector<quota>> priced(p.nodes.size());
    for (std::size_t i = 0; i < p.size(); ++i)
        priced[solved.price_node[i]].push_back(out.quotas[i]);
    const auto units_of = [&](std::size_t v, int128 blocks) {
        const int128 value = bases[v] + p.quantum * blocks;
        return static_cast<units>(std::clamp<int128>(value, -unlimited, unlimited));
    };
    const units sign = p.mirrored ? -1 : 1;
    for (std::size_t v = 1; v < p.nodes.size(); ++v) {
        node_total t;
        t.id = p.nodes.nodes[v].id;
        t.amount = sign * units_of(v, sums[v]);
        t.plan = solved.plans.empty() ? t.amount : sign * solved.plans[v];
        t.low = p.mirrored ? -units_of(v, ranges.high[v]) : units_of(v, ranges.low[v]);
        t.high = p.mirrored ? -units_of(v, ranges.low[v]) : units_of(v, ranges.high[v]);
        if (sums[v] == ranges.low[v])
            t.state = quota_state::at_floor;
        else if (sums[v] == ranges.high[v])
            t.state = quota_state::at_cap;
        t.chance = chances(p, by, priced[v]);
        out.nodes.push_back(t);
    }
    std::sort(out.nodes.begin(), out.nodes.end(),
              [](const node_total& a, const node_total& b) { return a.id < b.id; });
    out.chance =
        chances(p, by, by.index() == 0 && p.nodes.size() > 1 && !priced[0].empty() ? priced[0] : out.quotas);
}

// Slots that may hold the worst key taken or the best one refused. Where keys are chances, the quotas' own
// tell; keys of chances this far apart are in their order.
class near_the_price {
public:
    near_the_price(const problem& p, const policy& by, std::span<const quota> quotas, const answer& solved)
        : by_chance_{std::holds_alternative<equal_attainability>(by) && !detail::on_a_grid(p)} {
        if (!by_chance_) return;
        for (std::size_t i = 0; i < p.size(); ++i) {
            if (solved.blocks[i] > p.low[i]) worst_ = std::fmin(worst_, quotas[i].probability);
            if (solved.blocks[i] < p.high[i]) best_ = std::fmax(best_, quotas[i].probability_next);
        }
    }
    [[nodiscard]] bool operator()(double chance) const {
        return !by_chance_ || (chance <= worst_ * (1 + apart) && chance >= best_ * (1 - apart));
    }

private:
    static constexpr double apart = 1e-9;
    bool by_chance_;
    double worst_{1};
    double best_{0};
};

// Marks who won or lost a unit by the tie rule: the worst slot taken and the best refused have equal keys.
void mark_ties(const problem& p, const policy& by, const answer& solved, std::span<quota> quotas) {
    if (std::holds_alternative<hamilton>(by)) return;
    const near_the_price near{p, by, quotas, solved};
    detail::with_kernel(p, by, [&](const auto& kernel) {
        using key = typename std::decay_t<decltype(kernel)>::key_type;
        struct slot {
            std::size_t rep{};
            key at{};
        };
        std::vector<slot> taken;
        std::vector<slot> refused;
        const auto first = [&](const slot& a, const slot& b) { return kernel.before(a.at, b.at); };
        for (std::size_t i = 0; i < p.size(); ++i) {
            p.stop.poll(i);
            const units blocks = solved.blocks[i];
            if (blocks > p.low[i] && near(quotas[i].probability)) taken.push_back({i, kernel.key(i, blocks)});
            if (blocks < p.high[i] && near(quotas[i].probability_next))
                refused.push_back({i, kernel.key(i, blocks + 1)});
        }
        if (taken.empty() || refused.empty()) return;
        const key worst = std::max_element(taken.begin(), taken.end(), first)->at;
        const key best = std::min_element(refused.begin(), refused.end(), first)->at;
        if (kernel.before(worst, best)) return;
        for (const std::vector<slot>* slots : {&taken, &refused})
            for (const slot& s : *slots)
                if (!kernel.before(s.at, best) && !kernel.before(best, s.at)) quotas[s.rep].tie = true;
    });
}

} // namespace

const char* name(quota_state state) noexcept {
    switch (state) {
    case quota_state::free:
        return "free";
    case quota_state::at_floor:
        return "at floor";
    case quota_state::at_cap:
        return "at cap";
    case quota_state::locked:
        return "locked";
    case quota_state::held_by_node:
        return "held by node";
    }
    return "unknown";
}

const quota* allocation::find(rep_id rep) const noexcept {
    const auto at = std::lower_bound(quotas.begin(), quotas.end(), rep,
                                     [](const quota& q, rep_id id) { return q.rep < id; });
    return at != quotas.end() && at->rep == rep ? &*at : nullptr;
}

namespace {

// Bottom-up: wishes become `previous`, and the policy the least change from them.
policy effective(problem& p, const policy& by, const allocate_options& options) {
    if (options.mode != tree_mode::bottom_up) return by;
    detail::reach_up(p, options.bottom_up_chance);
    return least_change{change_cost::quadratic, change_scale::previous};
}

void check_mode(const policy& by, const allocate_options& options) {
    if (std::holds_alternative<hamilton>(by) && !options.nodes.empty() && options.mode == tree_mode::global)
        fail(errc::invalid_argument, "policy",
             "Hamilton has no common price for a whole tree; allocate top-down");
}

// With bounds kept, the reachable total nearest to the one asked for. False when bounds contradict each
// other.
bool leave_unassigned(problem& p, allocation& out) {
    const detail::node_ranges ranges = detail::ranges_of(p);
    for (std::size_t v = 0; v < p.nodes.size(); ++v)
        if (ranges.low[v] > ranges.high[v]) return false;
    for (std::size_t i = 0; i < p.size(); ++i)
        if (p.low[i] > p.high[i]) return false;
    const int128 reachable = std::clamp<int128>(p.target, ranges.low[0], ranges.high[0]);
    const int128 rest = p.quantum * (int128{p.target} - reachable);
    out.unassigned = narrow(p.mirrored ? -rest : rest, "total");
    p.target = narrow(reachable, "total");
    return true;
}

std::int64_t count_lost_weights(const problem& p, const policy& by) {
    if (!std::holds_alternative<proportional>(by) && !std::holds_alternative<hamilton>(by)) return 0;
    const std::vector<std::int64_t> weights = detail::weights_of(p);
    std::int64_t lost = 0;
    for (std::size_t i = 0; i < p.size(); ++i)
        lost += p.reps[i].weight > 0 && weights[i] == 0 ? 1 : 0;
    return lost;
}

// A node whose over-assigned share does not fit into its bounds.
infeasibility short_of_room(const problem& p, std::size_t v) {
    infeasibility out;
    const detail::node_ranges ranges = detail::ranges_of(p);
    const detail::node_shares shares = detail::share_down(p);
    const int128 base = detail::node_sums(p.nodes, p.base)[v];
    const auto in_units = [&](int128 blocks) { return narrow(base + p.quantum * blocks, "nodes"); };
    const units asked = in_units(shares.street[v]);
    const bool above = shares.street[v] > ranges.high[v];
    out.kind = above ? infeasibility_kind::caps_below : infeasibility_kind::floors_above;
    const units bound = in_units(above ? ranges.high[v] : ranges.low[v]);
    const named_bound node{{}, p.nodes.nodes[v].id, bound_tag::node, bound};
    const named_bound total{{}, {}, bound_tag::total, asked};
    out.bounds = above ? std::vector{total, node} : std::vector{node, total};
    out.demanded = above ? asked : bound;
    out.available = above ? bound : asked;
    out.gap = out.demanded - out.available;
    return out;
}

void describe_all(const problem& p, const policy& by, const answer& solved, allocation& out) {
    int128 sum = 0;
    out.quotas.reserve(p.size());
    for (std::size_t i = 0; i < p.size(); ++i) {
        p.stop.poll(i);
        out.quotas.push_back(describe(p, solved, i));
        sum += out.quotas.back().amount;
    }
    if (!solved.plans.empty()) out.street = narrow(sum + out.unassigned, "total");
    describe_nodes(p, by, solved, out);
    mark_ties(p, by, solved, out.quotas);
}

} // namespace

allocation allocate(units total, std::span<const candidate> candidates,
                    std::span<const predictive_ref> predictives, const policy& by,
                    const allocate_options& options, stop_flag stop) {
    check_mode(by, options);
    stop.poll();
    problem p = detail::make_problem(total, candidates, predictives, by, options);
    p.stop = stop;
    const policy rule = effective(p, by, options);
    allocation out;
    out.total = total;
    out.street = p.mirrored ? -p.total : p.total;
    out.method = name(by);
    out.weights_lost = count_lost_weights(p, by);
    out.problem = detail::find_contradiction(p);
    out.feasible = out.problem.kind == infeasibility_kind::none;
    if (options.mode == tree_mode::bottom_up) {
        int128 wishes = 0;
        for (const candidate& c : p.reps)
            wishes += c.previous;
        out.bottom_up_gap = narrow(p.total - wishes, "total");
    }
    if (!out.feasible && options.repair == when_infeasible::relax) {
        detail::repaired fixed = detail::relax(p, rule);
        if (fixed.blocks.empty()) return out;
        out.relaxed = std::move(fixed.relaxed);
        answer solved{std::move(fixed.blocks), {}, {}, detail::no_node, {}};
        solved.price_node.assign(p.size(), 0);
        describe_all(p, rule, solved, out);
        return out;
    }
    if (!out.feasible && (options.repair == when_infeasible::report || !leave_unassigned(p, out))) return out;
    const answer solved = solve_all(p, rule, options.mode);
    if (solved.short_node != detail::no_node) {
        out.feasible = false;
        out.problem = short_of_room(p, solved.short_node);
        return out;
    }
    describe_all(p, rule, solved, out);
    return out;
}

} // namespace attain::inline v1
