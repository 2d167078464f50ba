// The smallest contradiction between bounds and totals, in the caller's own names.
#include "problem.hpp"

#include <algorithm>
#include <limits>
#include <string>

namespace attain::inline v1 {

namespace detail {

namespace {

// A named bound as it takes part in a sum, rounded to the quantum, what its first block costs, and what those
// it holds for keep without it.
struct atom {
    named_bound bound{};
    int128 value{};
    int128 first{};
    int128 rest{};
    bool below_zero{}; // without it somebody could be below 0
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
            const bool nobody =
                p_.nodes.below(v).empty() && p_.node_low[v] > 0; // a floor that no cap disturbs
            const bool by_cap = p_.node_high[v] < unlimited && ranges_.high[v] == p_.node_high[v] && !nobody;
            const bool by_floor = p_.node_low[v] > -unlimited && ranges_.low[v] == p_.node_low[v];
            if (by_cap && by_floor) return empty_node(v);
            return contradiction(by_floor ? std::vector{floor_of(v)} : atoms(v, true),
                                 by_cap ? std::vector{cap_of(v)} : atoms(v, false));
        }
        const int128 street = bases_[0] + p_.quantum * int128{p_.target};
        const atom total{{{}, {}, bound_tag::total, p_.total, p_.total}, street, p_.quantum, 0, false};
        if (ranges_.low[0] > p_.target) return contradiction(atoms(0, true), {total});
        if (ranges_.high[0] < p_.target) return contradiction({total}, atoms(0, false));
        return {};
    }

private:
    [[nodiscard]] atom made(named_bound bound, int128 value, bool lower) const {
        bound.counted = saturated(value);
        const int128 rounded = lower ? value - bound.value : bound.value - value;
        return {bound, value, p_.quantum - rounded, 0, lower && value < 0};
    }
    [[nodiscard]] atom node_atom(std::size_t v, units bound, units blocks, bool lower) const {
        return made({{}, p_.nodes.nodes[v].id, bound_tag::node, bound, 0},
                    bases_[v] + p_.quantum * int128{blocks}, lower);
    }
    [[nodiscard]] atom floor_of(std::size_t v) const {
        atom out = node_atom(v, p_.nodes.nodes[v].floor, p_.node_low[v], true);
        for (const std::size_t i : p_.nodes.below(v)) {
            out.below_zero = out.below_zero || p_.amount(i, p_.low[i]) < 0;
            out.rest += least_of(i);
        }
        return out;
    }
    // The least amount of rep i that is not below 0: a lock or a residual leaves it beside the multiples.
    [[nodiscard]] int128 least_of(std::size_t i) const {
        return p_.base[i] - p_.quantum * floor_div(int128{p_.base[i]}, p_.quantum);
    }
    [[nodiscard]] atom cap_of(std::size_t v) const {
        return node_atom(v, p_.nodes.nodes[v].cap, p_.node_high[v], false);
    }

    // No base + k quantum lies in [low, high]: the two bounds, the quantum if it has a part in that, and what
    // base leaves beside its multiples.
    [[nodiscard]] infeasibility empty(named_bound lower, named_bound upper, int128 base) const {
        infeasibility out;
        const int128 g = p_.quantum;
        const int128 low = lower.value;
        const int128 high = upper.value;
        lower.counted = saturated(base + g * ceil_div(low - base, g));
        upper.counted = saturated(base + g * floor_div(high - base, g));
        out.kind = infeasibility_kind::empty_interval;
        out.bounds = {lower, upper};
        out.demanded = lower.value;
        out.available = upper.value;
        if (low <= high) {
            const auto rest = static_cast<units>(base - g * floor_div(base, g));
            out.bounds.push_back({lower.rep, lower.node, bound_tag::quantum, p_.quantum, p_.quantum});
            if (rest != 0) out.bounds.push_back({lower.rep, lower.node, bound_tag::quantum, rest, rest});
        }
        // The cheapest amount lies beside one of the bounds.
        int128 least = std::numeric_limits<units>::max();
        for (const int128 bound : {low, high})
            for (const int128 k : {floor_div(bound - base, g), ceil_div(bound - base, g)}) {
                const int128 x = base + g * k;
                least = std::min(least, std::max<int128>(low - x, 0) + std::max<int128>(x - high, 0));
            }
        out.gap = saturated(least);
        return out;
    }
    [[nodiscard]] infeasibility empty_interval(std::size_t i) const {
        const bound_interval& b = p_.intervals[i];
        return empty({p_.ids[i], {}, b.low_tag, b.low, 0}, {p_.ids[i], {}, b.high_tag, b.high, 0},
                     p_.base[i]);
    }
    [[nodiscard]] infeasibility empty_node(std::size_t v) const {
        return empty(floor_of(v).bound, cap_of(v).bound, bases_[v]);
    }

    // The bounds whose sum is the lower (upper) end of what v may hold, leaving out v's own.
    [[nodiscard]] std::vector<atom> atoms(std::size_t v, bool lower) const {
        std::vector<atom> out;
        const tree& t = p_.nodes;
        const std::vector<units>& own = lower ? p_.node_low : p_.node_high;
        const std::vector<int128>& range = lower ? ranges_.low : ranges_.high;
        for (std::size_t u = v; u < t.nodes[v].end;) {
            const bool bounded = lower ? own[u] > -unlimited : own[u] < unlimited;
            // Its own bound, not the sum below, decides; without anybody below that sum is 0.
            if (u != v && bounded && range[u] == own[u] && !(t.below(u).empty() && own[u] == 0)) {
                out.push_back(lower ? floor_of(u) : cap_of(u));
                u = t.nodes[u].end;
                continue;
            }
            for (const std::size_t i : t.at(u)) {
                const bound_interval& b = p_.intervals[i];
                const named_bound bound = lower ? named_bound{p_.ids[i], {}, b.low_tag, b.low, 0}
                                                : named_bound{p_.ids[i], {}, b.high_tag, b.high, 0};
                out.push_back(made(bound, p_.amount(i, lower ? p_.low[i] : p_.high[i]), lower));
                out.back().rest = least_of(i);
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
        out.gap = saturated(least(lower, upper, (demanded - available) / p_.quantum));
        out.demanded = saturated(demanded);
        out.available = saturated(available);
        const bool too_much = upper.size() == 1 && (upper[0].bound.tag == bound_tag::node ||
                                                    upper[0].bound.tag == bound_tag::total);
        out.kind = too_much ? infeasibility_kind::floors_above : infeasibility_kind::caps_below;
        if (too_much && std::max<int128>(available, upper[0].bound.value) >= 0) {
            if (quantum_alone(lower, available)) {
                // Nobody could keep less: what is named adds up to more than was asked all the same.
                for (atom& a : lower)
                    a.rest = 0;
                available = upper[0].bound.value;
            }
            // Who may be below 0 takes part in any case: without that bound the others would fit.
            const auto spare = [](const atom& a) { return a.bound.tag != bound_tag::lock && !a.below_zero; };
            int128 sum = 0;
            int128 rests = 0; // of those who are left out
            bool locked = false;
            for (const atom& a : lower) {
                locked = locked || a.bound.tag == bound_tag::lock;
                sum += spare(a) ? a.rest : a.value;
                rests += spare(a) ? a.rest : 0;
            }
            if (locked && sum > available) {
                out.kind = infeasibility_kind::locks_above;
                std::erase_if(lower, spare);
            } else {
                rests = 0;
            }
            keep_needed(lower, available - rests);
        }
        for (const atom& a : lower)
            out.bounds.push_back(a.bound);
        for (const atom& a : upper)
            out.bounds.push_back(a.bound);
        return out;
    }

    // What so many blocks cost: a bound cut by the quantum gives the first one for less.
    [[nodiscard]] int128 least(const std::vector<atom>& lower, const std::vector<atom>& upper,
                               int128 blocks) const {
        std::vector<int128> cut;
        for (const std::vector<atom>* atoms : {&lower, &upper})
            for (const atom& a : *atoms)
                if (a.first < p_.quantum) cut.push_back(a.first);
        std::sort(cut.begin(), cut.end());
        if (static_cast<int128>(cut.size()) > blocks) cut.resize(static_cast<std::size_t>(blocks));
        int128 sum = (blocks - static_cast<int128>(cut.size())) * p_.quantum;
        for (const int128 cost : cut)
            sum += cost;
        return sum;
    }

    // What locks and the residual leave beside the multiples of the quantum is above the limit by itself.
    [[nodiscard]] static bool quantum_alone(const std::vector<atom>& lower, int128 limit) {
        for (const atom& a : lower)
            limit -= a.below_zero ? a.value : a.rest;
        return limit < 0;
    }

    // Nobody below 0 is what the reps left out are taken to keep; under a negative limit all are needed.
    static void keep_needed(std::vector<atom>& lower, int128 limit) {
        std::stable_sort(lower.begin(), lower.end(),
                         [](const atom& a, const atom& b) { return a.value - a.rest > b.value - b.rest; });
        int128 sum = 0;
        for (const atom& a : lower)
            sum += a.below_zero ? a.value : a.rest;
        std::erase_if(lower, [&](const atom& a) {
            if (a.below_zero) return false;
            if (a.value <= a.rest || sum > limit) return true;
            sum += a.value - a.rest;
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
    [[nodiscard]] std::string counted(const named_bound& b) const {
        return amount(b.value) + (b.counted == b.value ? "" : " (" + amount(b.counted) + " by the quantum)");
    }
    [[nodiscard]] std::string owner(const named_bound& b) const {
        if (b.tag == bound_tag::node)
            return in.node ? in.node(b.node) : "node " + std::to_string(b.node.value);
        return in.rep ? in.rep(b.rep) : "rep " + std::to_string(b.rep.value);
    }
    [[nodiscard]] std::string bound(const named_bound& b) const {
        const std::string rule = b.tag == bound_tag::node ? "" : std::string{name(b.tag)} + ' ';
        return owner(b) + ' ' + rule + counted(b);
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
        return std::string("the ") + rule + " of " + owner(b) + " = " + counted(b);
    }
};

} // namespace

infeasibility find_contradiction(const problem& p) {
    return finder{p}.find();
}

} // namespace detail

std::string infeasibility::text(const wording& in) const {
    const detail::writer write{in};
    const std::string miss = write.amount(saturated(int128{demanded} - available));
    const std::span<const named_bound> all{bounds};
    switch (kind) {
    case infeasibility_kind::none:
        return "feasible";
    case infeasibility_kind::empty_interval:
        if (bounds.size() > 2)
            return write.owner(bounds[0]) + ": no multiple of the quantum " + write.amount(bounds[2].value) +
                   (bounds.size() > 3 ? " plus the rest of " + write.amount(bounds[3].value) : "") +
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
               write.limit(bounds.front(), "floor") + " by " + miss +
               (all.size() > 1 ? ": " + write.list(all.subspan(1)) : "; nobody stands below it");
    }
    return "unknown";
}

} // namespace attain::inline v1
