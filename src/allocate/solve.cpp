#include "solve.hpp"

#include <attain/allocate/grid_solver.hpp>

#include <algorithm>
#include <numeric>

namespace attain::inline v1::detail {

namespace {

// Bounds of the columns' kernel, tightened by what the floors leave; empty when they do not fit.
template<class Int>
bool fits(const problem& p, std::vector<Int>& low, std::vector<Int>& high) {
    constexpr std::int64_t reach = sizeof(Int) == 4 ? std::int64_t{1} << 29 : std::int64_t{1} << 50;
    const int128 spare = p.target - std::accumulate(p.low.begin(), p.low.end(), int128{0});
    for (std::size_t i = 0; i < p.size(); ++i) {
        const int128 most = std::min<int128>(p.high[i], p.low[i] + spare);
        if (p.low[i] < -reach || most > reach) return false;
        low.push_back(static_cast<Int>(p.low[i]));
        high.push_back(static_cast<Int>(most));
    }
    return true;
}

template<class Real, class Int>
std::vector<units> solve_columns(const problem& p) {
    std::vector<Int> low;
    std::vector<Int> high;
    if (!fits(p, low, high)) return {};
    grid_table<Real> table{p.size(), p.predictives[0].grid()->size()};
    for (std::size_t i = 0; i < p.size(); ++i)
        table.set(i, *p.predictives[i].grid());
    std::vector<Int> quotas(p.size());
    grid_workspace work;
    (void)solve_on_grid(p.target, table.columns(), std::span<const Int>{low}, std::span<const Int>{high},
                        p.tie, std::span<Int>{quotas}, work);
    return {quotas.begin(), quotas.end()};
}

// Many reps on the grid without tree or quantum: by columns. Same keys, hence the same quotas; empty when the
// numbers are too wide for it.
std::vector<units> solve_by_columns(const problem& p, const policy& by) {
    constexpr std::size_t worth_it = 512;
    if (!std::holds_alternative<equal_attainability>(by) || p.size() < worth_it || p.quantum != 1) return {};
    if (p.nodes.size() > 1 || !all_on_one_grid(p)) return {};
    for (const units b : p.base)
        if (b != 0) return {};
    bool narrow_knots = true;
    for (const predictive_ref& d : p.predictives)
        narrow_knots = narrow_knots && d.grid()->narrow();
    if (narrow_knots) return solve_columns<float, std::int32_t>(p);
    return solve_columns<double, std::int64_t>(p);
}

} // namespace

std::vector<units> solve(const problem& p, const policy& by) {
    if (std::vector<units> quotas = solve_by_columns(p, by); !quotas.empty()) return quotas;
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
