// The way out of a search over levels that cannot end: the general solver on the rows and nodes below one
// node, with the rule's exact order as its kernel.
#pragma once

#include "level_rules.hpp"
#include "row_tree.hpp"
#include "solve.hpp"

namespace attain::inline v1::detail {

// The exact order of a rule's slots as a kernel of the general solver, for rows from `first` on.
template<class Rule>
class rule_kernel {
public:
    using key_type = contested;
    rule_kernel(const Rule& rule, std::size_t first) : rule_{rule}, first_{first} {}
    [[nodiscard]] contested key(std::size_t i, units k) const {
        return {rule_.level(first_ + i, k), 0, static_cast<std::uint32_t>(first_ + i), k};
    }
    [[nodiscard]] bool before(const contested& a, const contested& b) const {
        return Rule::apart(a.key, b.key) ? a.key < b.key : rule_.order(a, b) < 0;
    }

private:
    const Rule& rule_;
    std::size_t first_;
};

// Writes the quotas of the rows below v, which together are `total`.
template<class Rule>
void solve_rows_generally(const Rule& rule, const row_tree& rows, std::size_t v, units total,
                          std::span<const typename Rule::whole> low,
                          std::span<const typename Rule::whole> high, std::span<const std::uint32_t> tie,
                          std::span<typename Rule::whole> quotas) {
    const std::size_t first = rows.first(v);
    const std::size_t n = rows.rows(v);
    const auto ties = tie.empty() ? tie : tie.subspan(first, n);
    problem p = bare_problem(total, 1, ties, n);
    p.ids.resize(n);
    tree& t = p.nodes;
    const std::size_t nodes = rows.end(v) - v;
    t.nodes.resize(nodes);
    t.node_of.resize(n);
    t.first_member.assign(nodes + 1, 0);
    for (std::size_t u = 0; u < nodes; ++u) {
        t.nodes[u].parent = u == 0 ? no_node : rows.parent(v + u) - v;
        t.nodes[u].end = rows.end(v + u) - v;
        p.node_low.push_back(u == 0 ? -unlimited : rows.floor(v + u));
        p.node_high.push_back(u == 0 ? unlimited : rows.cap(v + u));
    }
    for (const row_tree::run& of : rows.runs(v))
        for (std::size_t i = of.from; i < of.upto; ++i) {
            t.node_of[i - first] = of.node - v;
            ++t.first_member[of.node - v + 1];
        }
    for (std::size_t u = 0; u < nodes; ++u)
        t.first_member[u + 1] += t.first_member[u];
    t.members.resize(n);
    std::vector<std::size_t> next(t.first_member.begin(), t.first_member.end() - 1);
    for (std::size_t i = 0; i < n; ++i)
        t.members[next[t.node_of[i]]++] = i;
    const std::vector<units> lows(low.begin() + static_cast<std::ptrdiff_t>(first),
                                  low.begin() + static_cast<std::ptrdiff_t>(first + n));
    const std::vector<units> highs(high.begin() + static_cast<std::ptrdiff_t>(first),
                                   high.begin() + static_cast<std::ptrdiff_t>(first + n));
    const rule_kernel<Rule> kernel{rule, first};
    const solution exact = tree_solver<rule_kernel<Rule>>{p, kernel, lows, highs}.solve();
    for (std::size_t i = 0; i < n; ++i)
        quotas[first + i] = static_cast<typename Rule::whole>(exact.blocks[i]);
}

} // namespace attain::inline v1::detail
