// Policies by columns: shares, least change and normal distributions, certificate included, beside the floors
// (one streaming read of what a pass reads, one write of the quotas; least change without weights reads as
// many columns as shares do).
#include <attain/allocate/column_solver.hpp>
#include <attain/allocate/hamilton_columns.hpp>
#include <attain/allocate/tree_columns.hpp>

#include "row_nodes.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

using namespace attain;

namespace {

double unit(std::mt19937_64& random) {
    return static_cast<double>(random() >> 11) * 0x1p-53;
}

// Weights 1 to 500, quotas about 1.7 times that; a floor above it binds for a tenth, a cap below it for a
// tenth.
struct team {
    std::vector<double> weights{};
    std::vector<double> deviations{};
    std::vector<units> previous{};
    std::vector<units> low{};
    std::vector<units> high{};
    std::vector<units> quotas{};
    units total{};
};

team make_team(std::size_t n) {
    std::mt19937_64 random{8};
    team t;
    t.quotas.resize(n);
    for (std::size_t i = 0; i < n; ++i) {
        const double weight = 1 + std::floor(500 * unit(random));
        const double usual = 1.7 * weight;
        const double kind = unit(random);
        t.weights.push_back(weight);
        t.deviations.push_back(0.3 * weight + 1);
        t.previous.push_back(static_cast<units>(usual * (0.9 + 0.2 * unit(random))));
        t.low.push_back(static_cast<units>(kind < 0.1 ? 1.3 * usual : 0.2 * usual));
        t.high.push_back(
            std::max(t.low.back(), static_cast<units>(kind > 0.9 ? 0.7 * usual : 3 * usual + 3)));
        t.total += std::clamp(static_cast<units>(usual), t.low.back(), t.high.back());
    }
    return t;
}

share_columns shares(const team& t, divisor method) {
    return {.weights = t.weights, .method = method};
}
share_columns change(const team& t, change_cost cost) {
    return {.previous = t.previous, .cost = cost};
}
normal_columns normals(const team& t) {
    return {t.weights, t.deviations};
}

template<class Columns>
void solve(benchmark::State& state, const Columns& columns_of, double share, simd_level simd) {
    team t = make_team(static_cast<std::size_t>(state.range(0)));
    const auto columns = columns_of(t);
    if (share >= 0) {
        units low = 0;
        units high = 0;
        for (std::size_t i = 0; i < t.low.size(); ++i) {
            low += t.low[i];
            high += t.high[i];
        }
        t.total = share == 0 ? low + 1 : low + static_cast<units>(share * static_cast<double>(high - low));
    }
    column_workspace work;
    bool good = true;
    int passes = 0;
    for (auto _ : state) {
        const column_solution s = solve_columns(t.total, columns, t.low, t.high, {}, t.quotas, work, simd);
        good = good && s.certified;
        passes = s.passes;
    }
    if (!good) state.SkipWithError("the certificate refused the answer");
    state.counters["passes"] = passes;
    state.counters["ns_per_rep"] =
        benchmark::Counter(static_cast<double>(t.low.size()),
                           benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

// Quotas below a tree; or the certificate of such quotas alone.
template<class Columns>
void solve_nodes(benchmark::State& state, const Columns& columns_of, double bound, bool alone) {
    team t = make_team(static_cast<std::size_t>(state.range(0)));
    const auto columns = columns_of(t);
    const std::vector<row_node> nodes = make_nodes<units>(
        t.low, t.high, bound, [&](std::size_t i) { return static_cast<units>(1.7 * t.weights[i]); });
    tree_workspace work;
    tree_solution s = solve_tree(t.total, columns, nodes, t.low, t.high, {}, t.quotas, work);
    bool good = s.certified;
    for (auto _ : state) {
        if (alone) {
            good = good && certify_tree(t.total, columns, nodes, t.low, t.high, {}, t.quotas, work);
            continue;
        }
        s = solve_tree(t.total, columns, nodes, t.low, t.high, {}, t.quotas, work);
        good = good && s.certified;
    }
    if (!good) state.SkipWithError("the certificate refused the answer");
    state.counters["passes"] = s.passes;
    state.counters["nodes_that_bind"] = static_cast<double>(s.bound);
    state.counters["ns_per_rep"] =
        benchmark::Counter(static_cast<double>(t.low.size()),
                           benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void webster_tree(benchmark::State& state, double bound, bool alone) {
    solve_nodes(
        state, [](const team& t) { return shares(t, divisor::webster); }, bound, alone);
}
void normals_tree(benchmark::State& state, double bound, bool alone) {
    solve_nodes(state, normals, bound, alone);
}
void change_tree(benchmark::State& state, double bound, bool alone) {
    solve_nodes(
        state, [](const team& t) { return change(t, change_cost::quadratic); }, bound, alone);
}

void webster(benchmark::State& state, double share, simd_level simd) {
    solve(
        state, [](const team& t) { return shares(t, divisor::webster); }, share, simd);
}
void huntington_hill(benchmark::State& state, double share, simd_level simd) {
    solve(
        state, [](const team& t) { return shares(t, divisor::huntington_hill); }, share, simd);
}
void least_squares_change(benchmark::State& state, double share, simd_level simd) {
    solve(
        state, [](const team& t) { return change(t, change_cost::quadratic); }, share, simd);
}
void least_absolute_change(benchmark::State& state, double share, simd_level simd) {
    solve(
        state, [](const team& t) { return change(t, change_cost::absolute); }, share, simd);
}
void equal_normals(benchmark::State& state, double share, simd_level simd) {
    solve(state, normals, share, simd);
}

void hamilton_shares(benchmark::State& state, simd_level simd, bool alone) {
    team t = make_team(static_cast<std::size_t>(state.range(0)));
    const std::vector<std::int64_t> weights(t.weights.begin(), t.weights.end());
    column_workspace work;
    bool good = solve_hamilton(t.total, weights, {}, t.quotas, work, simd);
    for (auto _ : state)
        good = good && (alone ? certify_hamilton(t.total, weights, {}, t.quotas, simd)
                              : solve_hamilton(t.total, weights, {}, t.quotas, work, simd));
    if (!good) state.SkipWithError("the certificate refused the answer");
}

// Weights read, quotas written.
void floor_of_hamilton(benchmark::State& state) {
    team t = make_team(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) {
        for (std::size_t i = 0; i < t.low.size(); ++i)
            t.quotas[i] = t.low[i] ^ 1;
        benchmark::DoNotOptimize(t.quotas.data());
        benchmark::ClobberMemory();
    }
}

// Weights and two bounds read, the quotas written.
void floor_of_columns(benchmark::State& state) {
    team t = make_team(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) {
        for (std::size_t i = 0; i < t.low.size(); ++i)
            t.quotas[i] = static_cast<units>(t.weights[i]) ^ t.low[i] ^ t.high[i];
        benchmark::DoNotOptimize(t.quotas.data());
        benchmark::ClobberMemory();
    }
}

// Means, deviations and two bounds read, the quotas written.
void floor_of_normals(benchmark::State& state) {
    team t = make_team(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) {
        for (std::size_t i = 0; i < t.low.size(); ++i)
            t.quotas[i] = static_cast<units>(t.weights[i] + t.deviations[i]) ^ t.low[i] ^ t.high[i];
        benchmark::DoNotOptimize(t.quotas.data());
        benchmark::ClobberMemory();
    }
}

constexpr std::int64_t k = 1'000;
constexpr std::int64_t m = 1'000'000;
constexpr auto best = simd_level::automatic;

void sizes(benchmark::internal::Benchmark* b) {
    b->Arg(k)->Arg(m)->Arg(10 * m)->Unit(benchmark::kMicrosecond);
}
void smaller_sizes(benchmark::internal::Benchmark* b) {
    b->Arg(k)->Arg(m)->Unit(benchmark::kMicrosecond);
}

} // namespace

BENCHMARK(floor_of_columns)->Apply(sizes);
BENCHMARK(floor_of_normals)->Apply(sizes);
BENCHMARK_CAPTURE(webster, mid, -1.0, best)->Apply(sizes);
BENCHMARK_CAPTURE(webster, mid_avx2, -1.0, simd_level::avx2)->Apply(smaller_sizes);
BENCHMARK_CAPTURE(webster, mid_baseline, -1.0, simd_level::baseline)->Apply(smaller_sizes);
BENCHMARK_CAPTURE(webster, at_95_percent, 0.95, best)->Apply(smaller_sizes);
BENCHMARK_CAPTURE(webster, next_to_the_end, 0.0, best)->Apply(smaller_sizes);
BENCHMARK_CAPTURE(huntington_hill, mid, -1.0, best)->Apply(smaller_sizes);
BENCHMARK_CAPTURE(least_squares_change, mid, -1.0, best)->Apply(sizes);
BENCHMARK_CAPTURE(least_absolute_change, mid, -1.0, best)->Apply(smaller_sizes);
BENCHMARK_CAPTURE(equal_normals, mid, -1.0, best)->Apply(sizes);
BENCHMARK_CAPTURE(webster_tree, a_fifth_bound, 0.1, false)->Apply(smaller_sizes);
BENCHMARK_CAPTURE(webster_tree, a_fiftieth_bound, 0.01, false)->Apply(smaller_sizes);
BENCHMARK_CAPTURE(change_tree, a_fifth_bound, 0.1, false)->Apply(smaller_sizes);
BENCHMARK_CAPTURE(change_tree, a_fiftieth_bound, 0.01, false)->Apply(smaller_sizes);
BENCHMARK_CAPTURE(normals_tree, a_fifth_bound, 0.1, false)->Apply(smaller_sizes);
BENCHMARK_CAPTURE(normals_tree, a_fiftieth_bound, 0.01, false)->Apply(smaller_sizes);
BENCHMARK_CAPTURE(webster_tree, certificate, 0.1, true)->Apply(smaller_sizes);
BENCHMARK_CAPTURE(change_tree, certificate, 0.1, true)->Apply(smaller_sizes);
BENCHMARK_CAPTURE(normals_tree, certificate, 0.1, true)->Apply(smaller_sizes);
BENCHMARK(floor_of_hamilton)->Apply(sizes);
BENCHMARK_CAPTURE(hamilton_shares, mid, best, false)->Apply(sizes);
BENCHMARK_CAPTURE(hamilton_shares, certificate, best, true)->Apply(sizes);
BENCHMARK_CAPTURE(hamilton_shares, mid_avx2, simd_level::avx2, false)->Apply(smaller_sizes);
