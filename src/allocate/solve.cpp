#include "solve.hpp"

#include <attain/allocate/column_solver.hpp>
#include <attain/allocate/grid_solver.hpp>
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
        sum += most;
    }
    return sum <= unlimited;
}

template<class Real, class Int>
std::vector<units> solve_on_table(const problem& p) {
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

std::vector<units> solve_with(const problem& p, const auto& columns) {
    std::vector<units> low;
    std::vector<units> high;
    if (!fits(p, low, high)) return {};
    std::vector<units> quotas(p.size());
    column_workspace work;
    (void)solve_columns(p.target, columns, low, high, p.tie, quotas, work);
    return quotas;
}

std::vector<units> solve_normals(const problem& p) {
    std::vector<double> means;
    std::vector<double> deviations;
    for (std::size_t i = 0; i < p.size(); ++i) {
        const normal* d = p.predictives[i].as_a<normal>();
        if (d == nullptr || p.reps[i].ramp.ppm() != fraction::one_ppm) return {};
        if (!(std::fabs(d->mean()) <= 0x1p52 && d->standard_deviation() <= 0x1p52)) return {};
        means.push_back(d->mean());
        deviations.push_back(d->standard_deviation());
    }
    return solve_with(p, normal_columns{means, deviations});
}

std::vector<double> doubles(const std::vector<std::int64_t>& whole) {
    return {whole.begin(), whole.end()};
}

// One road per policy that has a curve; empty for the others, and where numbers are too wide for doubles.
struct by_columns {
    const problem& p;

    std::vector<units> operator()(const equal_attainability&) const {
        if (p.quantum != 1) return {};
        if (!all_on_one_grid(p)) return solve_normals(p);
        for (const predictive_ref& d : p.predictives)
            if (!d.grid()->narrow()) return solve_on_table<double, std::int64_t>(p);
        return solve_on_table<float, std::int32_t>(p);
    }
    std::vector<units> operator()(const proportional& chosen) const {
        // Huntington-Hill orders what lies below zero by amount alone.
        if (chosen.method == divisor::huntington_hill && *std::min_element(p.low.begin(), p.low.end()) < 0)
            return {};
        const std::vector<double> weights = doubles(weights_of(p));
        return solve_with(p,
                          share_columns{.weights = weights, .method = chosen.method, .quantum = p.quantum});
    }
    std::vector<units> operator()(const equal_split&) const {
        return solve_with(p, share_columns{.method = divisor::d_hondt, .quantum = p.quantum});
    }
    std::vector<units> operator()(const alpha_fair& chosen) const {
        const std::vector<double> weights = doubles(alpha_weights(p, chosen.alpha));
        return solve_with(p, share_columns{.weights = weights, .quantum = p.quantum});
    }
    std::vector<units> operator()(const least_change& chosen) const {
        if (chosen.cost == change_cost::absolute && p.quantum != 1) return {};
        std::vector<units> previous = previous_of(p);
        for (std::size_t i = 0; i < p.size(); ++i) {
            if (p.low[i] == p.high[i]) previous[i] = 0; // no slots
            if (previous[i] < -(units{1} << 50) || previous[i] > units{1} << 50) return {};
        }
        std::vector<double> scales;
        if (chosen.scale != change_scale::one) scales = doubles(scales_of(p, chosen.scale));
        return solve_with(p, share_columns{scales, previous, divisor::webster, chosen.cost, p.quantum});
    }
    template<class Other>
    std::vector<units> operator()(const Other&) const {
        return {};
    }
};

bool inside_nodes(const problem& p, std::span<const units> quotas) {
    const std::vector<int128> sums = node_sums(p.nodes, quotas);
    for (std::size_t v = 1; v < p.nodes.size(); ++v) {
        if (p.node_low[v] > -unlimited && sums[v] < p.node_low[v]) return false;
        if (p.node_high[v] < unlimited && sums[v] > p.node_high[v]) return false;
    }
    return true;
}

// Many reps, and nobody with a residual of the quantum: by columns. Same keys, hence the same quotas. Of a
// tree's nodes nothing is asked but that the flat optimum keeps their bounds: then it is the tree's too.
std::vector<units> solve_by_columns(const problem& p, const policy& by) {
    constexpr std::size_t worth_it = 512;
    if (p.size() < worth_it || p.holder != no_node || p.quantum > (units{1} << 50)) return {};
    std::vector<units> quotas = std::visit(by_columns{p}, by);
    if (p.nodes.size() > 1 && !quotas.empty() && !inside_nodes(p, quotas)) return {};
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
