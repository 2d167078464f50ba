// The certificate of a tree of rows: from the bottom up each node hands on the worst slot that it could give
// up and the best one that it could still take.
#pragma once

#include "level_rules.hpp"
#include "row_tree.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

namespace attain::inline v1::detail {

template<class Rule>
[[nodiscard]] bool tree_holds(Rule rule, const row_tree& tree, units total,
                              std::span<const typename Rule::whole> low,
                              std::span<const typename Rule::whole> high, std::span<const std::uint32_t> tie,
                              std::span<const typename Rule::whole> quotas) {
    struct ends {
        std::optional<contested> worst{}; // taken
        std::optional<contested> best{};  // refused
        int128 sum{};
    };
    std::vector<ends> of_node(tree.size());
    // Levels clearly on the right side need no look at the keys.
    const auto worse = [&](std::optional<contested>& to, const contested& s) {
        if (to && s.key < to->key && Rule::apart(s.key, to->key)) return;
        if (!to || slot_before(rule, *to, s)) to = s;
    };
    const auto better = [&](std::optional<contested>& to, const contested& s) {
        if (to && s.key > to->key && Rule::apart(s.key, to->key)) return;
        if (!to || slot_before(rule, s, *to)) to = s;
    };
    // Levels first: whatever is clearly behind the last of a stretch need not become a slot.
    constexpr std::size_t stretch = 64;
    constexpr double none = std::numeric_limits<double>::infinity();
    std::array<double, stretch> taken;
    std::array<double, stretch> refused;
    const auto slot_of = [&](double level, std::size_t i, units k) {
        const auto rep = static_cast<std::uint32_t>(i);
        return contested{level, tie.empty() ? rep : tie[i], rep, k};
    };
    const auto look_at = [&](ends& own, std::size_t from, std::size_t upto) {
        double last = -none;
        double first = none;
        for (std::size_t i = from; i < upto; ++i) {
            const units q = quotas[i];
            if (q < low[i] || q > high[i]) return false;
            own.sum += q;
            if constexpr (requires { rule.follow(i, q); }) rule.follow(i, q);
            taken[i - from] = q > low[i] ? rule.level(i, q) : -none;
            refused[i - from] = q < high[i] ? rule.level(i, q + 1) : none;
            last = std::max(last, taken[i - from]);
            first = std::min(first, refused[i - from]);
        }
        for (std::size_t i = from; i < upto; ++i) {
            const units q = quotas[i];
            if (!Rule::apart(taken[i - from], last) && q > low[i])
                worse(own.worst, slot_of(taken[i - from], i, q));
            if (!Rule::apart(refused[i - from], first) && q < high[i])
                better(own.best, slot_of(refused[i - from], i, q + 1));
        }
        return true;
    };
    for (const row_tree::run& of : tree.runs(0))
        for (std::size_t from = of.from; from < of.upto; from += stretch)
            if (!look_at(of_node[of.node], from, std::min(from + stretch, of.upto))) return false;
    for (std::size_t v = tree.size(); v-- > 0;) {
        const ends& own = of_node[v];
        // One rep may hold both: then no other pair can be out of order.
        if (own.worst && own.best && own.worst->rep != own.best->rep &&
            !slot_before(rule, *own.worst, *own.best))
            return false;
        if (v == 0) break;
        if (own.sum < tree.floor(v) || own.sum > tree.cap(v)) return false;
        ends& up = of_node[tree.parent(v)];
        up.sum += own.sum;
        if (own.worst && own.sum > tree.floor(v)) worse(up.worst, *own.worst);
        if (own.best && own.sum < tree.cap(v)) better(up.best, *own.best);
    }
    return of_node[0].sum == total;
}

} // namespace attain::inline v1::detail
