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

// A named bound with its value as it takes part in a sum: rounded to the quantum.
struct atom {
    named_bound bound{};
    int128 value{};
};

class finder {
public:
    explicit finder(const problem& p) : p_{p}, ranges_{ranges_of(p)}, bases_{node_sums(p.nodes, p.base)} {}

    [[nodiscard]] infeasibility find() const {
        for (std::size_t i = 0; i < p_.size(); ++i)
            if (p_.low[i] > p_.high[i]) return empty_interval(i);
        for (std::size_t v = p_.nodes.size(); v-- > 0;) {
            if (ranges_.low[v] <= ranges_.high[v]) continue;
            // Children are in order, so a bound of v itself contradicts them, or its other bound.
            const bool by_cap = p_.node_high[v] < unlimited && ranges_.high[v] == p_.node_high[v];
            const bool by_floor = p_.node_low[v] > -unlimited && ranges_.low[v] == p_.node_low[v];
            return contradiction(by_floor ? std::vector{floor_of(v)} : atoms(v, true),
                                 by_cap ? std::vector{cap_of(v)} : atoms(v, false));
        }
        const atom total{{{}, {}, bound_tag::total, p_.total}, bases_[0] + p_.quantum * int128{p_.target}};
        if (ranges_.low[0] > p_.target) return contradiction(atoms(0, true), {total});
        if (ranges_.high[0] < p_.target) return contradiction({total}, atoms(0, false));
        return {};
    }

private:
    [[nodiscard]] atom node_atom(std::size_t v, units bound, units blocks) const {
        return {{{}, p_.nodes.nodes[v].id, bound_tag::node, bound}, bases_[v] + p_.quantum * int128{blocks}};
    }
    [[nodiscard]] atom floor_of(std::size_t v) const {
        return node_atom(v, p_.nodes.nodes[v].floor, p_.node_low[v]);
    }
    [[nodiscard]] atom cap_of(std::size_t v) const {
        return node_atom(v, p_.nodes.nodes[v].cap, p_.node_high[v]);
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

    // The bounds whose sum is the lower (upper) end of what v may hold, leaving out v's own.
    [[nodiscard]] std::vector<atom> atoms(std::size_t v, bool lower) const {
        std::vector<atom> out;
        const tree& t = p_.nodes;
        const std::vector<units>& own = lower ? p_.node_low : p_.node_high;
        const std::vector<int128>& range = lower ? ranges_.low : ranges_.high;
        for (std::size_t u = v; u < t.nodes[v].end;) {
            const bool bounded = lower ? own[u] > -unlimited : own[u] < unlimited;
            if (u != v && bounded && range[u] == own[u]) { // its own bound, not the sum below, decides
                out.push_back(lower ? floor_of(u) : cap_of(u));
                u = t.nodes[u].end;
                continue;
            }
            for (const std::size_t i : t.at(u)) {
                const bound_interval& b = p_.intervals[i];
                out.push_back(lower ? atom{{p_.ids[i], {}, b.low_tag, b.low}, p_.amount(i, p_.low[i])}
                                    : atom{{p_.ids[i], {}, b.high_tag, b.high}, p_.amount(i, p_.high[i])});
            }
            ++u;
        }
        return out;
    }

    // One side is a single bound. Lower ones on the other side: largest first, only what is needed to
    // contradict it - drop any one of those and the rest fits. Upper ones are all needed.
    [[nodiscard]] infeasibility contradiction(std::vector<atom> lower, std::vector<atom> upper) const {
        int128 demanded = 0;
        int128 available = 0;
        for (const atom& a : lower)
            demanded += a.value;
        for (const atom& a : upper)
            available += a.value;
        infeasibility out;
        out.gap = saturated(demanded - available);
        out.demanded = saturated(demanded);
        out.available = saturated(available);
        const bool too_much = upper.size() == 1 && (upper[0].bound.tag == bound_tag::node ||
                                                    upper[0].bound.tag == bound_tag::total);
        out.kind = too_much ? infeasibility_kind::floors_above : infeasibility_kind::caps_below;
        if (too_much) {
            int128 locks = 0;
            bool locked = false;
            for (const atom& a : lower) {
                if (a.bound.tag != bound_tag::lock) continue;
                locked = true;
                locks += a.value;
            }
            if (locked && locks > available) {
                out.kind = infeasibility_kind::locks_above;
                std::erase_if(lower, [](const atom& a) { return a.bound.tag != bound_tag::lock; });
            }
            keep_needed(lower, available);
        }
        for (const atom& a : lower)
            out.bounds.push_back(a.bound);
        for (const atom& a : upper)
            out.bounds.push_back(a.bound);
        return out;
    }

    // Nobody below 0 is what the reps left out are taken to keep; under a negative limit all are needed.
    static void keep_needed(std::vector<atom>& lower, int128 limit) {
        if (limit < 0) return;
        std::stable_sort(lower.begin(), lower.end(),
                         [](const atom& a, const atom& b) { return a.value > b.value; });
        int128 sum = 0;
        for (const atom& a : lower)
            sum += std::min<int128>(a.value, 0);
        std::erase_if(lower, [&](const atom& a) {
            if (a.value < 0) return false;
            if (a.value == 0 || sum > limit) return true;
            sum += a.value;
            return false;
        });
    }

    const problem& p_;
    node_ranges ranges_;
    std::vector<int128> bases_;
};

// Amounts and owners in the caller's words.
struct writer {
    const wording& in;

    [[nodiscard]] std::string amount(units value) const {
        return in.amount ? in.amount(value) : std::to_string(value);
    }
    [[nodiscard]] std::string owner(const named_bound& b) const {
        if (b.tag == bound_tag::node)
            return in.node ? in.node(b.node) : "node " + std::to_string(b.node.value);
        return in.rep ? in.rep(b.rep) : "rep " + std::to_string(b.rep.value);
    }
    [[nodiscard]] std::string bound(const named_bound& b) const {
        const std::string rule = b.tag == bound_tag::node ? "" : std::string{name(b.tag)} + ' ';
        return owner(b) + ' ' + rule + amount(b.value);
    }
    [[nodiscard]] std::string list(std::span<const named_bound> bounds) const {
        constexpr std::size_t most = 12;
        std::string out;
        for (std::size_t i = 0; i < bounds.size() && i < most; ++i)
            out += (i == 0 ? "" : ", ") + bound(bounds[i]);
        if (bounds.size() > most) out += ", ...";
        return out;
    }
    [[nodiscard]] std::string limit(const named_bound& b, const char* side) const {
        if (b.tag == bound_tag::total) return "the total of " + amount(b.value);
        const char* const rule = b.tag == bound_tag::node ? side : name(b.tag);
        return std::string("the ") + rule + " of " + owner(b) + " = " + amount(b.value);
    }
};

} // namespace

infeasibility find_contradiction(const problem& p) {
    return finder{p}.find();
}

} // namespace detail

std::string infeasibility::text(const wording& in) const {
    const detail::writer write{in};
    const std::string miss = write.amount(gap);
    const std::span<const named_bound> all{bounds};
    switch (kind) {
    case infeasibility_kind::none:
        return "feasible";
    case infeasibility_kind::empty_interval:
        if (bounds.size() == 3)
            return write.owner(bounds[0]) + ": no multiple of the quantum " + write.amount(bounds[2].value) +
                   " lies between " + write.amount(demanded) + " and " + write.amount(available);
        return write.owner(bounds[0]) + ": the " + name(bounds[0].tag) + " of " + write.amount(demanded) +
               " lies above the " + name(bounds[1].tag) + " of " + write.amount(available) + " by " + miss;
    case infeasibility_kind::locks_above:
    case infeasibility_kind::floors_above:
        return "lower bounds add up to " + write.amount(demanded) + ", above " +
               write.limit(bounds.back(), "cap") + " by " + miss +
               "; these alone exceed it: " + write.list(all.first(all.size() - 1));
    case infeasibility_kind::caps_below:
        return "upper bounds add up to " + write.amount(available) + ", below " +
               write.limit(bounds.front(), "floor") + " by " + miss + ": " + write.list(all.subspan(1));
    }
    return "unknown";
}

} // namespace attain::inline v1
