// The certificate of a tree of rows: from the bottom up each node hands on the worst slot that it could give
// up and the best one that it could still take.
#pragma once

#include "level_rules.hpp"
#include "row_tree.hpp"

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
    for (const row_tree::run& of : tree.runs(0)) {
        ends own = of_node[of.node];
        for (std::size_t i = of.from; i < of.upto; ++i) {
            const units q = quotas[i];
            if (q < low[i] || q > high[i]) return false;
            own.sum += q;
            const std::uint32_t place = tie.empty() ? static_cast<std::uint32_t>(i) : tie[i];
            const auto rep = static_cast<std::uint32_t>(i);
            if (q > low[i]) {
                const double level = rule.level(i, q);
                worse(own.worst, {level, place, rep, q});
                if constexpr (requires { rule.aim(level); }) rule.aim(level); // the next one is near
            }
            if (q < high[i]) better(own.best, {rule.level(i, q + 1), place, rep, q + 1});
        }
        of_node[of.node] = own;
    }
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
