// The smallest contradiction between bounds and totals, in the caller's own names.
#include "problem.hpp"

#include <algorithm>
#include <limits>
#include <string>

namespace attain::inline v1 {

namespace detail {

namespace {

units saturated(int128 value) {
    constexpr int128 most = std::numeric_limits<units>::max();
    return static_cast<units>(std::clamp<int128>(value, -most, most));
}

// A named bound with its value in blocks, as it takes part in a sum.
struct atom {
    named_bound bound{};
    int128 blocks{};
};

class finder {
public:
    explicit finder(const problem& p) : p_{p}, ranges_{ranges_of(p)} {}

    [[nodiscard]] infeasibility find() const {
        for (std::size_t i = 0; i < p_.size(); ++i)
            if (p_.low[i] > p_.high[i]) return empty_interval(i);
        for (std::size_t v = p_.nodes.size(); v-- > 0;) {
            if (ranges_.low[v] <= ranges_.high[v]) continue;
            // Children are in order, so a bound of v itself contradicts them.
            if (p_.node_high[v] < unlimited && ranges_.high[v] == p_.node_high[v])
                return contradiction(lower_atoms(v),
                                     {{node_bound(v, p_.nodes.nodes[v].cap), p_.node_high[v]}});
            return contradiction({{node_bound(v, p_.nodes.nodes[v].floor), p_.node_low[v]}}, upper_atoms(v));
        }
        const atom total{{{}, {}, bound_tag::total, p_.total}, p_.target};
        if (ranges_.low[0] > p_.target) return contradiction(lower_atoms(0), {total});
        if (ranges_.high[0] < p_.target) return contradiction({total}, upper_atoms(0));
        return {};
    }

private:
    [[nodiscard]] named_bound node_bound(std::size_t v, units value) const {
        return {{}, p_.nodes.nodes[v].id, bound_tag::node, value};
    }

    [[nodiscard]] infeasibility empty_interval(std::size_t i) const {
        infeasibility out;
        const bound_interval& b = p_.intervals[i];
        out.kind = infeasibility_kind::empty_interval;
        out.bounds = {{p_.ids[i], {}, b.low_tag, b.low}, {p_.ids[i], {}, b.high_tag, b.high}};
        if (b.low <= b.high) out.bounds.push_back({p_.ids[i], {}, bound_tag::quantum, p_.quantum});
        out.demanded = b.low;
        out.available = b.high;
        out.gap = saturated(p_.quantum * (int128{p_.low[i]} - p_.high[i]));
        return out;
    }

    // The bounds whose sum is ranges.low[v], leaving out v's own upper bound.
    [[nodiscard]] std::vector<atom> lower_atoms(std::size_t v) const { return atoms(v, true); }
    [[nodiscard]] std::vector<atom> upper_atoms(std::size_t v) const { return atoms(v, false); }

    [[nodiscard]] std::vector<atom> atoms(std::size_t v, bool lower) const {
        std::vector<atom> out;
        const tree& t = p_.nodes;
        const std::vector<units>& own = lower ? p_.node_low : p_.node_high;
        const std::vector<int128>& range = lower ? ranges_.low : ranges_.high;
        for (std::size_t u = v; u < t.nodes[v].end;) {
            const bool bounded = lower ? own[u] > -unlimited : own[u] < unlimited;
            if (u != v && bounded && range[u] == own[u]) { // its own bound, not the sum below, decides
                out.push_back({node_bound(u, lower ? t.nodes[u].floor : t.nodes[u].cap), own[u]});
                u = t.nodes[u].end;
                continue;
            }
            for (const std::size_t i : t.at(u)) {
                const bound_interval& b = p_.intervals[i];
                out.push_back(lower ? atom{{p_.ids[i], {}, b.low_tag, b.low}, p_.low[i]}
                                    : atom{{p_.ids[i], {}, b.high_tag, b.high}, p_.high[i]});
            }
            ++u;
        }
        return out;
    }

    // One side is a single bound. The other keeps, largest first, only what is needed to contradict it: drop
    // any one of those and the rest fits. Upper bounds are all needed.
    [[nodiscard]] infeasibility contradiction(std::vector<atom> lower, std::vector<atom> upper) const {
        infeasibility out;
        int128 demanded = 0;
        int128 available = 0;
        for (const atom& a : lower)
            demanded += a.blocks;
        for (const atom& a : upper)
            available += a.blocks;
        out.gap = saturated(p_.quantum * (demanded - available));
        out.demanded =
            upper.size() == 1 ? saturated(int128{upper[0].bound.value} + out.gap) : lower[0].bound.value;
        out.available =
            upper.size() == 1 ? upper[0].bound.value : saturated(int128{lower[0].bound.value} - out.gap);
        out.kind = upper.size() == 1 ? infeasibility_kind::floors_above : infeasibility_kind::caps_below;
        if (upper.size() == 1) keep_needed(lower, upper[0].blocks, out);
        for (const atom& a : lower)
            out.bounds.push_back(a.bound);
        for (const atom& a : upper)
            out.bounds.push_back(a.bound);
        return out;
    }

    void keep_needed(std::vector<atom>& lower, int128 limit, infeasibility& out) const {
        std::stable_sort(lower.begin(), lower.end(),
                         [](const atom& a, const atom& b) { return a.blocks > b.blocks; });
        // Locks alone are a contradiction of their own kind. Bases of locks stand outside the blocks.
        int128 locks = 0;
        for (const atom& a : lower)
            if (a.bound.tag == bound_tag::lock) locks += a.bound.value;
        if (locks > 0 && locks > out.available) {
            out.kind = infeasibility_kind::locks_above;
            std::erase_if(lower, [](const atom& a) { return a.bound.tag != bound_tag::lock; });
            std::stable_sort(lower.begin(), lower.end(),
                             [](const atom& a, const atom& b) { return a.bound.value > b.bound.value; });
            int128 sum = 0;
            for (std::size_t kept = 0; kept < lower.size(); ++kept) {
                sum += lower[kept].bound.value;
                if (sum > out.available && lower[kept].bound.value > 0) {
                    lower.resize(kept + 1);
                    return;
                }
            }
            return;
        }
        int128 negative = 0;
        for (const atom& a : lower)
            negative += std::min<int128>(a.blocks, 0);
        std::vector<atom> kept;
        int128 sum = negative;
        for (const atom& a : lower) {
            const bool lock = a.bound.tag == bound_tag::lock && a.bound.value != 0;
            if (a.blocks < 0 || lock || (a.blocks > 0 && sum <= limit)) kept.push_back(a);
            if (a.blocks > 0 && sum <= limit) sum += a.blocks;
        }
        lower = std::move(kept);
    }

    const problem& p_;
    node_ranges ranges_;
};

std::string who(const named_bound& b) {
    if (b.tag == bound_tag::node) return "node " + std::to_string(b.node.value);
    return "rep " + std::to_string(b.rep.value);
}

std::string list_of(std::span<const named_bound> bounds) {
    constexpr std::size_t most = 12;
    std::string out;
    for (std::size_t i = 0; i < bounds.size() && i < most; ++i)
        out += (i == 0 ? "" : ", ") + who(bounds[i]) + (bounds[i].tag == bound_tag::node ? "" : " ") +
               (bounds[i].tag == bound_tag::node ? " " : std::string{name(bounds[i].tag)} + " ") +
               std::to_string(bounds[i].value);
    if (bounds.size() > most) out += ", ...";
    return out;
}

std::string limit_of(const named_bound& b, const char* side) {
    if (b.tag == bound_tag::total) return "the total of " + std::to_string(b.value);
    if (b.tag == bound_tag::node)
        return std::string("the ") + side + " of node " + std::to_string(b.node.value) + " = " +
               std::to_string(b.value);
    return std::string("the ") + name(b.tag) + " of rep " + std::to_string(b.rep.value) + " = " +
           std::to_string(b.value);
}

} // namespace

infeasibility find_contradiction(const problem& p) {
    return finder{p}.find();
}

} // namespace detail

std::string infeasibility::text() const {
    const std::string miss = std::to_string(gap);
    const std::span<const named_bound> all{bounds};
    switch (kind) {
    case infeasibility_kind::none:
        return "feasible";
    case infeasibility_kind::empty_interval:
        if (bounds.size() == 3)
            return "rep " + std::to_string(bounds[0].rep.value) + ": no multiple of the quantum " +
                   std::to_string(bounds[2].value) + " lies between " + std::to_string(demanded) + " and " +
                   std::to_string(available);
        return "rep " + std::to_string(bounds[0].rep.value) + ": the " + name(bounds[0].tag) + " of " +
               std::to_string(demanded) + " lies above the " + name(bounds[1].tag) + " of " +
               std::to_string(available) + " by " + miss;
    case infeasibility_kind::locks_above:
    case infeasibility_kind::floors_above:
        return "lower bounds add up to " + std::to_string(demanded) + ", above " +
               detail::limit_of(bounds.back(), "cap") + " by " + miss +
               "; these alone exceed it: " + detail::list_of(all.first(all.size() - 1));
    case infeasibility_kind::caps_below:
        return "upper bounds add up to " + std::to_string(available) + ", below " +
               detail::limit_of(bounds.front(), "floor") + " by " + miss + ": " +
               detail::list_of(all.subspan(1));
    }
    return "unknown";
}

} // namespace attain::inline v1
