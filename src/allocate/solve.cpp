#include "solve.hpp"

#include <numeric>

namespace attain::inline v1::detail {

std::vector<units> solve(const problem& p, const policy& by) {
    if (std::holds_alternative<hamilton>(by)) return hamilton_split(p, weights_of(p));
    return with_kernel(p, by, [&](const auto& kernel) {
        return tree_solver<std::decay_t<decltype(kernel)>>{p, kernel, p.low, p.high}.solve();
    });
}

std::vector<std::size_t> price_nodes(const problem& p, std::span<const units> blocks) {
    // A node sets the price inside it when its bound binds: its sum stands at the bound.
    const std::vector<int128> sums = node_sums(p.nodes, blocks);
    std::vector<std::size_t> of_node(p.nodes.size(), 0);
    for (std::size_t v = 1; v < p.nodes.size(); ++v) {
        const bool binds = (p.node_low[v] > -unlimited && sums[v] == p.node_low[v]) ||
                           (p.node_high[v] < unlimited && sums[v] == p.node_high[v]);
        of_node[v] = binds ? v : of_node[p.nodes.nodes[v].parent];
    }
    std::vector<std::size_t> of_rep(p.size());
    for (std::size_t i = 0; i < p.size(); ++i)
        of_rep[i] = of_node[p.nodes.node_of[i]];
    return of_rep;
}

} // namespace attain::inline v1::detail
