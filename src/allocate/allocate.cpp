#include <attain/allocate/allocate.hpp>

#include "credited.hpp"
#include "margin.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace attain::inline v1 {

namespace {

using detail::answer;
using detail::problem;

// A rep without any room stands at the side that holds it.
quota_state state_of(const problem& p, std::size_t i, units blocks, std::size_t price_node, bool held_down) {
    const bool moved = blocks < p.low[i] || blocks > p.high[i]; // a bound gave way: it holds nobody
    if (p.intervals[i].low_tag == bound_tag::lock && !moved) return quota_state::locked;
    const bool at_high = blocks == p.high[i];
    if (blocks == p.low[i] && !(at_high && held_down)) return quota_state::at_floor;
    if (at_high) return quota_state::at_cap;
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
    const double chance = detail::chance_at(p.predictives[i], p.reps[i].ramp, amount);
    if (std::isnan(chance))
        fail(errc::not_finite, "predictives", "gives a chance that is no number",
             static_cast<std::int64_t>(p.rows[i]));
    constexpr double rounding = 1e-9;
    if (chance < -rounding || chance > 1 + rounding)
        fail(errc::out_of_range, "predictives", "gives a chance outside of [0, 1]",
             static_cast<std::int64_t>(p.rows[i]));
    return std::clamp(chance, 0.0, 1.0);
}

units amount_of(const problem& p, std::size_t i, units blocks) {
    return p.mirrored ? -p.amount(i, blocks) : p.amount(i, blocks);
}

quota describe(const problem& p, const answer& solved, std::size_t i) {
    const units blocks = solved.blocks[i];
    const std::size_t price_node = solved.price_node[i];
    const bound_interval& b = p.intervals[i];
    quota q;
    q.rep = p.ids[i];
    q.amount = amount_of(p, i, blocks);
    q.low = p.mirrored ? -b.high : b.low;
    q.high = p.mirrored ? -b.low : b.high;
    q.change = saturated(int128{q.amount} - (p.mirrored ? -p.reps[i].previous : p.reps[i].previous));
    q.residual = p.holder == i;
    if (price_node != 0) q.held_by = p.nodes.nodes[price_node].id;
    q.probability = q.probability_next = std::numeric_limits<double>::quiet_NaN();
    if (!p.predictives.empty()) {
        q.probability = chance_of(p, solved, i, blocks, q.amount);
        q.probability_next = chance_of(p, solved, i, blocks + 1, saturated(int128{q.amount} + p.quantum));
    }
    return q;
}

constexpr chance_interval no_chance{std::numeric_limits<double>::quiet_NaN(),
                                    std::numeric_limits<double>::quiet_NaN()};

// The common chance of equal attainability as an interval; the range of chances for the others.
class chance_span {
public:
    chance_span(const problem& ground, const policy& by, const answer& solved)
        : ground_{ground}, solved_{solved}, equal_{std::holds_alternative<equal_attainability>(by)} {}

    [[nodiscard]] chance_interval over(std::span<const quota> quotas,
                                       std::span<const std::size_t> reps) const {
        if (ground_.predictives.empty() || reps.empty()) return no_chance;
        chance_interval out = equal_ ? chance_interval{0, 1} : chance_interval{1, 0};
        for (const std::size_t i : reps) {
            const quota& q = quotas[i];
            if (!equal_) {
                out.low = std::min(out.low, q.probability);
                out.high = std::max(out.high, q.probability);
                continue;
            }
            if (solved_.blocks[i] < ground_.high[i]) out.low = std::max(out.low, q.probability_next);
            if (solved_.blocks[i] > ground_.low[i]) out.high = std::min(out.high, q.probability);
        }
        // By rounding; or, where nodes share out on their own, because no chance is common: then what they
        // span.
        if (out.low > out.high) std::swap(out.low, out.high);
        return out;
    }

private:
    const problem& ground_;
    const answer& solved_;
    bool equal_;
};

void describe_nodes(const problem& p, const problem& ground, const policy& by, const answer& solved,
                    allocation& out) {
    const std::vector<int128> bases = detail::node_sums(p.nodes, p.base);
    const std::vector<int128> sums = detail::node_sums(p.nodes, solved.blocks);
    const detail::node_ranges ranges = detail::ranges_of(p);
    const chance_span spans{ground, by, solved};
    std::vector<std::vector<std::size_t>> priced(p.nodes.size());
    for (std::size_t i = 0; i < p.size(); ++i)
        priced[solved.price_node[i]].push_back(i);
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
        t.chance = spans.over(out.quotas, priced[v]);
        out.nodes.push_back(t);
    }
    std::sort(out.nodes.begin(), out.nodes.end(),
              [](const node_total& a, const node_total& b) { return a.id < b.id; });
    const bool common = std::holds_alternative<equal_attainability>(by) && !priced[0].empty();
    if (!common) {
        priced[0].resize(p.size());
        std::iota(priced[0].begin(), priced[0].end(), std::size_t{0});
    }
    out.chance = spans.over(out.quotas, priced[0]);
}

// What the step from one split to another adds to the expected credited total, per unit placed.
double credit_per_unit(const problem& p, std::span<const units> now, std::span<const units> then) {
    double credit = 0;
    int128 placed = 0;
    for (std::size_t i = 0; i < p.size(); ++i) {
        if (now[i] == then[i]) continue;
        const units from = amount_of(p, i, now[i]);
        const units upto = amount_of(p, i, then[i]);
        const double gain = detail::credited_between(p.predictives[i], p.reps[i].ramp, std::min(from, upto),
                                                     std::max(from, upto));
        credit += from < upto ? gain : -gain;
        placed += int128{upto} - from;
    }
    return placed == 0 ? no_chance.low : credit / static_cast<double>(placed);
}

// The same for the smallest larger total that places more, where a step is more than the best slot refused.
double price_by_solving_again(const problem& p, const policy& rule, const allocate_options& options,
                              const answer& now) {
    problem more = p;
    for (units step = 1; step <= 1 << 14; step *= 2) {
        p.stop.poll();
        const int128 further = int128{p.quantum} * step;
        if (p.total + further > unlimited) break;
        more.target = p.target + (p.mirrored ? -step : step);
        const answer then = detail::answer_of(more, rule, options.mode, options.repair);
        if (then.blocks.empty() || then.unassigned != 0) break;
        if (then.blocks != now.blocks) return credit_per_unit(p, now.blocks, then.blocks);
    }
    return no_chance.low;
}

double price_of(const problem& p, const policy& rule, const allocate_options& options, const answer& solved,
                const std::optional<std::size_t>& next) {
    if (p.predictives.empty() || solved.unassigned != 0) return no_chance.low;
    if (p.mirrored || solved.ground || options.mode == tree_mode::top_down ||
        std::holds_alternative<hamilton>(rule))
        return price_by_solving_again(p, rule, options, solved);
    if (!next) // nobody, unless bounds give way
        return options.repair == when_infeasible::relax ? price_by_solving_again(p, rule, options, solved)
                                                        : no_chance.low;
    const units amount = p.amount(*next, solved.blocks[*next]);
    return detail::credited_between(p.predictives[*next], p.reps[*next].ramp, amount, amount + p.quantum) /
           static_cast<double>(p.quantum);
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

void check_mode(const policy& by, const allocate_options& options) {
    if (std::holds_alternative<hamilton>(by) && !options.nodes.empty() && options.mode == tree_mode::global)
        fail(errc::invalid_argument, "policy",
             "Hamilton has no common price for a whole tree; allocate top-down");
}

std::int64_t count_lost_weights(const problem& p, const policy& rule) {
    const std::vector<std::int64_t> weights = detail::weights_read(p, rule);
    std::int64_t lost = 0;
    for (std::size_t i = 0; i < weights.size(); ++i)
        lost += p.reps[i].weight > 0 && weights[i] == 0 ? 1 : 0;
    return lost;
}

void describe_all(const problem& p, const policy& rule, const allocate_options& options, const answer& solved,
                  allocation& out) {
    const problem& ground = solved.ground ? *solved.ground : p;
    std::vector<std::array<double, 2>> chances;
    int128 sum = 0;
    out.quotas.reserve(p.size());
    for (std::size_t i = 0; i < p.size(); ++i) {
        p.stop.poll(i);
        out.quotas.push_back(describe(p, solved, i));
        const quota& q = out.quotas.back();
        if (!p.predictives.empty()) chances.push_back({q.probability, q.probability_next});
        sum += q.amount;
    }
    if (!solved.plans.empty()) out.street = narrow(sum + out.unassigned, "total");
    describe_nodes(p, ground, rule, solved, out);
    const bool slots = !std::holds_alternative<hamilton>(rule);
    detail::margin at;
    if (slots) at = detail::margin_of(ground, rule, solved.price_node, solved.blocks, chances);
    for (std::size_t i = 0; i < p.size(); ++i) {
        quota& q = out.quotas[i];
        q.state = state_of(p, i, solved.blocks[i], solved.price_node[i], slots && at.held_down[i]);
        q.binding = binding_of(p.intervals[i], q.state);
        q.tie = slots && at.tie[i];
    }
    out.price = price_of(p, rule, options, solved, at.next);
}

} // namespace

allocation allocate(units total, std::span<const candidate> candidates,
                    std::span<const predictive_ref> predictives, const policy& by,
                    const allocate_options& options, stop_flag stop) {
    check_mode(by, options);
    stop.poll();
    problem p = detail::make_problem(total, candidates, predictives, by, options);
    p.stop = stop;
    const policy rule = detail::rule_of(p, by, options);
    allocation out;
    out.total = total;
    out.street = p.mirrored ? -p.total : p.total;
    out.quantum = p.quantum;
    out.method = name(by);
    out.weights_lost = count_lost_weights(p, rule);
    const int128 wishes = std::accumulate(p.wishes.begin(), p.wishes.end(), int128{0});
    if (!p.wishes.empty()) out.bottom_up_gap = saturated(p.total - wishes);
    answer solved = detail::answer_of(p, rule, options.mode, options.repair);
    out.problem = std::move(solved.why);
    out.feasible = out.problem.kind == infeasibility_kind::none;
    if (solved.blocks.empty()) return out;
    out.unassigned = p.mirrored ? -solved.unassigned : solved.unassigned;
    out.relaxed = std::move(solved.relaxed);
    describe_all(p, rule, options, solved, out);
    return out;
}

} // namespace attain::inline v1
