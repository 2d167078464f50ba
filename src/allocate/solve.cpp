#include "solve.hpp"

#include <attain/allocate/column_solver.hpp>
#include <attain/allocate/grid_solver.hpp>
#include <attain/allocate/tree_columns.hpp>
#include <attain/estimate/normal.hpp>

#include <algorithm>
#include <numeric>

namespace attain::inline v1::detail {

namespace {

// Bounds of the columns' kernel, tightened by what the floors leave; false when they do not fit.
template<class Int>
bool fits(const problem& p, std::vector<Int>& low, std::vector<Int>& high) {
    constexpr std::int64_t reach = sizeof(Int) == 4 ? std::int64_t{1} << 29 : std::int64_t{1} << 50;
    const int128 spare = p.target - std::accumulate(p.low.begin(), p.low.end(), int128{0});
    int128 sum = 0; // the kernels add in 64 bits
    low.reserve(p.size());
    high.reserve(p.size());
    for (std::size_t i = 0; i < p.size(); ++i) {
        const int128 most = std::min<int128>(p.high[i], p.low[i] + spare);
        if (p.low[i] < -reach || most > reach) return false;
        low.push_back(static_cast<Int>(p.low[i]));
        high.push_back(static_cast<Int>(most));
        sum += (most < 0 ? -most : most) + (p.low[i] < 0 ? -int128{p.low[i]} : p.low[i]);
    }
    return sum <= unlimited;
}

// The columns' solver with the problem's nodes, or without any.
template<class Columns, class Int>
std::vector<units> solve_rows(const problem& p, std::span<const row_node> nodes, const Columns& columns) {
    std::vector<Int> low;
    std::vector<Int> high;
    if (!fits(p, low, high)) return {};
    std::vector<Int> quotas(p.size());
    const std::span<const Int> lows{low};
    const std::span<const Int> highs{high};
    if (!nodes.empty()) {
        tree_workspace work;
        (void)solve_tree(p.target, columns, nodes, lows, highs, p.tie, std::span<Int>{quotas}, work);
    } else if constexpr (requires { columns.cells; }) {
        grid_workspace work;
        (void)solve_on_grid(p.target, columns, lows, highs, p.tie, std::span<Int>{quotas}, work);
    } else {
        column_workspace work;
        (void)solve_columns(p.target, columns, lows, highs, p.tie, std::span<Int>{quotas}, work);
    }
    return {quotas.begin(), quotas.end()};
}

template<class Real, class Int>
std::vector<units> solve_on_table(const problem& p, std::span<const row_node> nodes) {
    grid_table<Real> table{p.size(), p.predictives[0].grid()->size()};
    for (std::size_t i = 0; i < p.size(); ++i)
        table.set(i, *p.predictives[i].grid());
    return solve_rows<grid_columns<Real>, Int>(p, nodes, table.columns());
}

std::vector<units> solve_with(const problem& p, std::span<const row_node> nodes, const auto& columns) {
    return solve_rows<std::decay_t<decltype(columns)>, units>(p, nodes, columns);
}

std::vector<units> solve_normals(const problem& p, std::span<const row_node> nodes) {
    std::vector<double> means;
    std::vector<double> deviations;
    for (std::size_t i = 0; i < p.size(); ++i) {
        const normal* d = p.predictives[i].as_a<normal>();
        if (d == nullptr || p.reps[i].ramp.ppm() != fraction::one_ppm) return {};
        // Of less than that the squares, by which the general road orders, are told apart no more.
        constexpr double least = 0x1p-400;
        if (!(std::fabs(d->mean()) <= 0x1p52 && d->standard_deviation() >= least &&
              d->standard_deviation() <= 0x1p52))
            return {};
        means.push_back(d->mean());
        deviations.push_back(d->standard_deviation());
    }
    return solve_with(p, nodes, normal_columns{means, deviations});
}

// One road per policy that has a curve; empty for the others, and where numbers are too wide for doubles.
struct by_columns {
    const problem& p;     // rows in the order of their nodes
    const problem& by_id; // the same in order of id, in which weights are made whole
    std::span<const row_node> nodes{};

    [[nodiscard]] std::vector<double> column(const std::vector<std::int64_t>& whole) const {
        std::vector<double> out(whole.begin(), whole.end());
        for (std::size_t row = 0; row < out.size() && !nodes.empty(); ++row)
            out[row] = static_cast<double>(whole[by_id.nodes.members[row]]);
        return out;
    }

    std::vector<units> operator()(const equal_attainability&) const {
        if (p.quantum != 1) return {};
        if (!all_on_one_grid(p)) return solve_normals(p, nodes);
        for (const predictive_ref& d : p.predictives)
            if (!d.grid()->narrow()) return solve_on_table<double, std::int64_t>(p, nodes);
        return solve_on_table<float, std::int32_t>(p, nodes);
    }
    std::vector<units> operator()(const proportional& chosen) const {
        // Huntington-Hill orders what lies below zero by amount alone.
        if (chosen.method == divisor::huntington_hill && *std::min_element(p.low.begin(), p.low.end()) < 0)
            return {};
        const std::vector<double> weights = column(weights_of(by_id));
        return solve_with(p, nodes,
                          share_columns{.weights = weights, .method = chosen.method, .quantum = p.quantum});
    }
    std::vector<units> operator()(const equal_split&) const {
        return solve_with(p, nodes, share_columns{.method = divisor::d_hondt, .quantum = p.quantum});
    }
    std::vector<units> operator()(const alpha_fair& chosen) const {
        const std::vector<double> weights = column(alpha_weights(by_id, chosen.alpha));
        return solve_with(p, nodes, share_columns{.weights = weights, .quantum = p.quantum});
    }
    std::vector<units> operator()(const least_change& chosen) const {
        const bool absolute = chosen.cost == change_cost::absolute;
        if (absolute && (p.quantum != 1 || (!nodes.empty() && chosen.scale != change_scale::one))) return {};
        std::vector<units> previous = previous_of(p);
        for (std::size_t i = 0; i < p.size(); ++i) {
            if (p.low[i] == p.high[i]) previous[i] = 0; // no slots
            if (previous[i] < -(units{1} << 50) || previous[i] > units{1} << 50) return {};
        }
        std::vector<double> scales;
        if (chosen.scale != change_scale::one) scales = column(scales_of(by_id, chosen.scale));
        return solve_with(p, nodes,
                          share_columns{scales, previous, divisor::webster, chosen.cost, p.quantum});
    }
    template<class Other>
    std::vector<units> operator()(const Other&) const {
        return {};
    }
};

// The nodes of a tree whose reps stand in the order of its nodes.
std::vector<row_node> rows_of_nodes(const problem& p) {
    std::vector<row_node> nodes;
    for (std::size_t v = 1; v < p.nodes.size(); ++v)
        nodes.push_back({p.nodes.first_member[v], p.nodes.first_member[p.nodes.nodes[v].end],
                         std::max(p.node_low[v], -unlimited), std::min(p.node_high[v], unlimited)});
    return nodes;
}

// Many reps, and nobody with a residual of the quantum: by columns. Same keys, hence the same quotas.
std::vector<units> solve_by_columns(const problem& p, const policy& by) {
    constexpr std::size_t worth_it = 512;
    if (p.size() < worth_it || p.holder != no_node || p.quantum > (units{1} << 50)) return {};
    if (p.nodes.size() < 2) return std::visit(by_columns{p, p, {}}, by);
    const std::vector<row_node> nodes = rows_of_nodes(p);
    const problem sorted = subset(p, p.nodes.members, p.target);
    const std::vector<units> rows = std::visit(by_columns{sorted, p, nodes}, by);
    std::vector<units> quotas(rows.size());
    for (std::size_t row = 0; row < rows.size(); ++row)
        quotas[p.nodes.members[row]] = rows[row];
    return quotas;
}

} // namespace

solution solve(const problem& p, const policy& by) {
    if (std::vector<units> quotas = solve_by_columns(p, by); !quotas.empty()) return {std::move(quotas), {}};
    if (std::holds_alternative<hamilton>(by)) return {hamilton_split(p, weights_of(p)), {}};
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
