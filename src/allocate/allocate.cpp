#include <attain/allocate/allocate.hpp>

#include "select.hpp"

#include <limits>
#include <numeric>

namespace attain::inline v1 {

namespace {

using detail::problem;

std::vector<units> solve(const problem& p, const policy& by) {
    if (std::holds_alternative<hamilton>(by)) return detail::hamilton_split(p, detail::weights_of(p));
    return detail::with_kernel(p, by, [&](const auto& kernel) {
        // Nobody can get more than the floors leave.
        const int128 spare = p.total - std::accumulate(p.low.begin(), p.low.end(), int128{0});
        std::vector<units> high = p.high;
        for (std::size_t i = 0; i < high.size(); ++i)
            if (int128{high[i]} - p.low[i] > spare) high[i] = static_cast<units>(p.low[i] + spare);
        detail::selection<std::decay_t<decltype(kernel)>> select{kernel, p.tie, p.low, std::move(high)};
        return select.solve(p.total, [](const std::vector<units>& quotas) {
            return std::accumulate(quotas.begin(), quotas.end(), int128{0});
        });
    });
}

quota_state state_of(const bound_interval& b, units amount) {
    if (b.low_tag == bound_tag::lock) return quota_state::locked;
    if (amount == b.low) return quota_state::at_floor;
    return amount == b.high ? quota_state::at_cap : quota_state::free;
}

bound_tag binding_of(const bound_interval& b, quota_state state) {
    switch (state) {
    case quota_state::locked:
        return bound_tag::lock;
    case quota_state::at_floor:
        return b.low_tag;
    case quota_state::at_cap:
        return b.high_tag;
    case quota_state::free:
    case quota_state::held_by_node:
        break;
    }
    return bound_tag::none;
}

quota describe(const problem& p, std::size_t i, units amount) {
    const units sign = p.mirrored ? -1 : 1;
    const bound_interval& b = p.intervals[i];
    quota q;
    q.rep = p.ids[i];
    q.amount = sign * amount;
    q.state = state_of(b, amount);
    q.binding = binding_of(b, q.state);
    q.low = p.mirrored ? -b.high : b.low;
    q.high = p.mirrored ? -b.low : b.high;
    q.change = q.amount - p.reps[i].previous;
    q.probability = q.probability_next = std::numeric_limits<double>::quiet_NaN();
    if (!p.predictives.empty()) {
        q.probability = detail::tail_at(p.predictives[i], p.reps[i].ramp, q.amount).tail;
        q.probability_next = detail::tail_at(p.predictives[i], p.reps[i].ramp, q.amount + 1).tail;
    }
    return q;
}

// The common chance of equal attainability as an interval; the range of chances for the others.
chance_interval chances(const problem& p, const policy& by, std::span<const quota> quotas) {
    if (p.predictives.empty())
        return {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::quiet_NaN()};
    chance_interval out{1, 0};
    if (std::holds_alternative<equal_attainability>(by)) {
        out = {0, 1};
        for (const quota& q : quotas) {
            if (q.amount < q.high) out.low = std::max(out.low, q.probability_next);
            if (q.amount > q.low) out.high = std::min(out.high, q.probability);
        }
        return out;
    }
    for (const quota& q : quotas) {
        out.low = std::min(out.low, q.probability);
        out.high = std::max(out.high, q.probability);
    }
    return out;
}

// Marks who won or lost a unit by the tie rule: the worst slot taken and the best refused have equal keys.
void mark_ties(const problem& p, const policy& by, std::span<const units> amounts, std::span<quota> quotas) {
    if (std::holds_alternative<hamilton>(by)) return;
    detail::with_kernel(p, by, [&](const auto& kernel) {
        using key = typename std::decay_t<decltype(kernel)>::key_type;
        std::optional<key> worst;
        std::optional<key> best;
        for (std::size_t i = 0; i < p.size(); ++i) {
            if (amounts[i] > p.low[i]) {
                const key k = kernel.key(i, amounts[i]);
                if (!worst || kernel.before(*worst, k)) worst = k;
            }
            if (amounts[i] < p.high[i]) {
                const key k = kernel.key(i, amounts[i] + 1);
                if (!best || kernel.before(k, *best)) best = k;
            }
        }
        if (!worst || !best || kernel.before(*worst, *best)) return;
        const auto same = [&](const key& k) { return !kernel.before(k, *best) && !kernel.before(*best, k); };
        for (std::size_t i = 0; i < p.size(); ++i)
            quotas[i].tie = (amounts[i] > p.low[i] && same(kernel.key(i, amounts[i]))) ||
                            (amounts[i] < p.high[i] && same(kernel.key(i, amounts[i] + 1)));
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

allocation allocate(units total, std::span<const candidate> candidates,
                    std::span<const predictive_ref> predictives, const policy& by,
                    const allocate_options& options) {
    const problem p = detail::make_problem(total, candidates, predictives, by, options);
    allocation out;
    out.total = total;
    out.method = name(by);
    out.problem = detail::find_contradiction(p);
    out.feasible = out.problem.kind == infeasibility_kind::none;
    if (!out.feasible) return out;
    const std::vector<units> amounts = solve(p, by);
    out.quotas.reserve(p.size());
    for (std::size_t i = 0; i < p.size(); ++i)
        out.quotas.push_back(describe(p, i, amounts[i]));
    out.chance = chances(p, by, out.quotas);
    mark_ties(p, by, amounts, out.quotas);
    return out;
}

} // namespace attain::inline v1
