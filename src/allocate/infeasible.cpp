// The smallest contradiction between bounds and total, in the caller's own names.
#include "problem.hpp"

#include <algorithm>
#include <string>

namespace attain::inline v1 {

namespace detail {

namespace {

units saturated(int128 value) {
    constexpr int128 most = std::numeric_limits<units>::max();
    return static_cast<units>(std::clamp<int128>(value, -most, most));
}

infeasibility empty_interval(const problem& p, std::size_t i) {
    infeasibility out;
    const bound_interval& b = p.intervals[i];
    out.kind = infeasibility_kind::empty_interval;
    out.bounds = {{p.ids[i], b.low_tag, b.low}, {p.ids[i], b.high_tag, b.high}};
    out.demanded = b.low;
    out.available = b.high;
    out.gap = saturated(int128{b.low} - b.high);
    return out;
}

// Largest demands first until they exceed the total: drop any one of those and the rest fits.
infeasibility too_much(const problem& p, int128 lows) {
    std::vector<std::size_t> order(p.size());
    for (std::size_t i = 0; i < order.size(); ++i)
        order[i] = i;
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return p.low[a] != p.low[b] ? p.low[a] > p.low[b] : p.ids[a] < p.ids[b];
    });
    int128 locks = 0;
    int128 negative = 0;
    for (std::size_t i = 0; i < p.size(); ++i) {
        if (p.intervals[i].low_tag == bound_tag::lock) locks += p.low[i];
        negative += std::min<units>(p.low[i], 0);
    }
    infeasibility out;
    out.kind = locks > p.total ? infeasibility_kind::locks_above : infeasibility_kind::floors_above;
    int128 sum = negative;
    for (const std::size_t i : order) {
        if (out.kind == infeasibility_kind::locks_above && p.intervals[i].low_tag != bound_tag::lock)
            continue;
        if (sum > p.total || p.low[i] <= 0) break;
        sum += p.low[i];
        out.bounds.push_back({p.ids[i], p.intervals[i].low_tag, p.low[i]});
    }
    if (negative < 0)
        for (std::size_t i = 0; i < p.size(); ++i)
            if (p.low[i] < 0) out.bounds.push_back({p.ids[i], p.intervals[i].low_tag, p.low[i]});
    out.demanded = saturated(lows);
    out.available = p.total;
    out.gap = saturated(lows - p.total);
    return out;
}

infeasibility too_little(const problem& p, int128 highs) {
    infeasibility out;
    out.kind = infeasibility_kind::caps_below;
    for (std::size_t i = 0; i < p.size(); ++i)
        out.bounds.push_back({p.ids[i], p.intervals[i].high_tag, p.high[i]});
    out.demanded = p.total;
    out.available = saturated(highs);
    out.gap = saturated(p.total - highs);
    return out;
}

std::string ids_of(const std::vector<named_bound>& bounds) {
    constexpr std::size_t most = 12;
    std::string out;
    for (std::size_t i = 0; i < bounds.size() && i < most; ++i)
        out += (i == 0 ? "" : ", ") + std::to_string(bounds[i].rep.value);
    if (bounds.size() > most) out += ", ...";
    return out;
}

} // namespace

infeasibility find_contradiction(const problem& p) {
    int128 lows = 0;
    int128 highs = 0;
    for (std::size_t i = 0; i < p.size(); ++i) {
        if (p.low[i] > p.high[i]) return empty_interval(p, i);
        lows += p.low[i];
        highs += p.high[i];
    }
    if (lows > p.total) return too_much(p, lows);
    if (highs < p.total) return too_little(p, highs);
    return {};
}

} // namespace detail

std::string infeasibility::text() const {
    const std::string who = std::to_string(bounds.size()) + " reps (" + detail::ids_of(bounds) + ")";
    const std::string numbers = std::to_string(demanded);
    switch (kind) {
    case infeasibility_kind::none:
        return "feasible";
    case infeasibility_kind::empty_interval:
        return std::string("rep ") + std::to_string(bounds.at(0).rep.value) + ": the " + name(bounds[0].tag) +
               " of " + std::to_string(demanded) + " lies above the " + name(bounds[1].tag) + " of " +
               std::to_string(available) + " by " + std::to_string(gap);
    case infeasibility_kind::locks_above:
    case infeasibility_kind::floors_above:
        return std::string(kind == infeasibility_kind::locks_above ? "locked quotas" : "lower bounds") +
               " add up to " + std::to_string(demanded) + ", above the total of " +
               std::to_string(available) + " by " + std::to_string(gap) + "; those of " + who +
               " alone exceed it";
    case infeasibility_kind::caps_below:
        return "the upper bounds of all " + who + " add up to " + std::to_string(available) +
               ", below the total of " + std::to_string(demanded) + " by " + std::to_string(gap);
    case infeasibility_kind::no_such_multiple:
        return "the total of " + std::to_string(demanded) + " is no multiple of the quantum; " +
               std::to_string(gap) + " would be left over";
    }
    return "unknown";
}

} // namespace attain::inline v1
