// Allocation: equal attainability on the grid beside the floor (one streaming read of what a pass reads, one
// write of the quotas) and beside the obvious way (quantiles by Boost.Math and a root finder on the chance).
#include <attain/allocate/allocate.hpp>
#include <attain/allocate/certificate.hpp>
#include <attain/allocate/grid_solver.hpp>
#include <attain/allocate/tree_columns.hpp>
#include <attain/estimate/forecast.hpp>
#include <attain/estimate/predictive.hpp>

#include "row_nodes.hpp"

#include <benchmark/benchmark.h>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/tools/toms748_solve.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <random>
#include <vector>

using namespace attain;

namespace {

// n gamma-distributed totals: means 2 to 500, shapes 0.6 to 20; bounds that bind for a tenth at each end
// around the median.
template<class Real, class Int>
struct team {
    std::size_t n{};
    std::vector<Real> cells{};
    std::vector<Int> low{};
    std::vector<Int> high{};
    std::vector<Int> quotas{};
    std::vector<double> shape{};
    std::vector<double> scale{};
    units low_sum{};
    units high_sum{};

    [[nodiscard]] grid_columns<Real> columns() const { return {cells, n, grid_size::k33}; }
    [[nodiscard]] units at(double share) const {
        return low_sum + static_cast<units>(share * static_cast<double>(high_sum - low_sum));
    }
};

double unit(std::mt19937_64& random) {
    return static_cast<double>(random() >> 11) * 0x1p-53;
}

// 512 fitted grids; the reps are copies, rescaled: building is not what is measured here.
std::vector<quantile_grid> patterns(std::mt19937_64& random, std::vector<double>& shapes) {
    std::vector<quantile_grid> out;
    for (int k = 0; k < 512; ++k) {
        const double shape = std::exp(std::log(0.6) + unit(random) * std::log(20 / 0.6));
        const double mean = 200;
        out.push_back(quantile_grid::of(negative_binomial{mean, mean + mean * mean / shape}));
        shapes.push_back(shape);
    }
    return out;
}

template<class Real, class Int>
team<Real, Int> make_team(std::size_t n, double money = 1) {
    std::mt19937_64 random{42};
    static std::vector<double> shapes;
    static const std::vector<quantile_grid> grids = patterns(random, shapes);
    team<Real, Int> t;
    t.n = n;
    t.cells.resize(33 * n);
    t.low.resize(n);
    t.high.resize(n);
    t.quotas.resize(n);
    t.shape.resize(n);
    t.scale.resize(n);
    for (std::size_t i = 0; i < n; ++i) {
        const std::size_t g = random() % grids.size();
        const double size = money * std::exp(unit(random) * std::log(250.0)) / 100;
        const auto knots = grids[g].knots();
        Real before = -1;
        for (std::size_t j = 0; j < 33; ++j) {
            auto x = static_cast<Real>(knots[j] * size);
            if (x <= before) x = std::nextafter(before, std::numeric_limits<Real>::infinity());
            t.cells[j * n + i] = before = x;
        }
        t.shape[i] = shapes[g];
        t.scale[i] = 200 * size / shapes[g];
        const double median = 0.5 * (knots[16] + knots[17]) * size;
        const double kind = unit(random);
        // 10 %: a floor above the median; 10 %: a cap below it; the others have room
        const double floor = kind < 0.1 ? 1.3 * median : 0.2 * median;
        const double cap = kind > 0.9 ? 0.7 * median : 3 * median + 3;
        t.low[i] = static_cast<Int>(floor);
        t.high[i] = std::max(t.low[i], static_cast<Int>(cap));
        t.low_sum += t.low[i];
        t.high_sum += t.high[i];
    }
    return t;
}

template<class Real, class Int>
units middle(const team<Real, Int>& t) { // where the bounds bind for a tenth at each end
    units sum = 0;
    for (std::size_t i = 0; i < t.n; ++i) {
        const auto x =
            static_cast<Int>(0.5 * static_cast<double>(t.cells[16 * t.n + i] + t.cells[17 * t.n + i]));
        sum += std::clamp(x, t.low[i], t.high[i]);
    }
    return sum;
}

template<class Real, class Int>
void grid(benchmark::State& state, double share, simd_level simd, double money = 1) {
    auto t = make_team<Real, Int>(static_cast<std::size_t>(state.range(0)), money);
    const units total = share < 0 ? middle(t) : share == 0 ? t.low_sum + 1 : t.at(share);
    grid_workspace work;
    bool good = true;
    int passes = 0;
    for (auto _ : state) {
        const grid_solution s =
            solve_on_grid(total, t.columns(), std::span<const Int>{t.low}, std::span<const Int>{t.high}, {},
                          std::span<Int>{t.quotas}, work, simd);
        good = good && s.certified;
        passes = s.passes;
    }
    if (!good) state.SkipWithError("the certificate refused the answer");
    state.counters["passes"] = passes;
    state.counters["ns_per_rep"] =
        benchmark::Counter(static_cast<double>(t.n),
                           benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

// Below 50 regions of teams of 5 to 14: a share of them with a floor that binds, as many with a cap.
void counts_tree(benchmark::State& state, double bound) {
    auto t = make_team<float, std::int32_t>(static_cast<std::size_t>(state.range(0)));
    const std::vector<row_node> nodes = make_nodes<std::int32_t>(t.low, t.high, bound, [&](std::size_t i) {
        return static_cast<std::int32_t>(0.5F * (t.cells[16 * t.n + i] + t.cells[17 * t.n + i]));
    });
    const units total = middle(t);
    tree_workspace work;
    tree_solution s;
    for (auto _ : state)
        s = solve_tree(total, t.columns(), nodes, std::span<const std::int32_t>{t.low},
                       std::span<const std::int32_t>{t.high}, {}, std::span<std::int32_t>{t.quotas}, work);
    if (!s.certified) state.SkipWithError("the certificate refused the answer");
    state.counters["passes"] = s.passes;
    state.counters["nodes_that_bind"] = static_cast<double>(s.bound);
}

void counts(benchmark::State& state, double share, simd_level simd) {
    grid<float, std::int32_t>(state, share, simd);
}
// A look at quotas alone, as for those of others.
void certify_counts(benchmark::State& state) {
    auto t = make_team<float, std::int32_t>(static_cast<std::size_t>(state.range(0)));
    grid_workspace work;
    const units total = middle(t);
    const std::span<const std::int32_t> low{t.low};
    const std::span<const std::int32_t> high{t.high};
    const grid_solution s =
        solve_on_grid(total, t.columns(), low, high, {}, std::span<std::int32_t>{t.quotas}, work);
    bool good = true;
    for (auto _ : state)
        good = good && certify_on_grid(total, t.columns(), low, high, {},
                                       std::span<const std::int32_t>{t.quotas}, s.place);
    if (!good) state.SkipWithError("the certificate refused the answer");
}
// ... with every rep's grid built first, from a mixture of four opinions as a forecast holds it; the mixtures
// of the first reps serve for all.
void counts_with_grids(benchmark::State& state) {
    auto t = make_team<float, std::int32_t>(static_cast<std::size_t>(state.range(0)));
    const units total = middle(t);
    std::mt19937_64 random{10};
    std::vector<mixture> mixtures;
    for (std::size_t i = 0; i < std::min<std::size_t>(t.n, 4'096); ++i) {
        std::array<opinion, 4> opinions{};
        for (opinion& o : opinions) {
            const double mean = t.shape[i] * t.scale[i] * std::exp((unit(random) - 0.5) * std::log(2.0));
            o = {.weight = 0.25, .mean = mean, .variance = mean + mean * mean / t.shape[i]};
        }
        mixtures.emplace_back(metric_kind::count, opinions);
    }
    grid_table<float> table{t.n, grid_size::k33};
    std::vector<grid_point> points(mixture::max_points);
    grid_workspace work;
    for (auto _ : state) {
        for (std::size_t i = 0; i < t.n; ++i) {
            const std::size_t found = mixtures[i % mixtures.size()].points(points);
            table.set(i, quantile_grid::fit(std::span{points}.first(found)));
        }
        const grid_solution s =
            solve_on_grid(total, table.columns(), std::span<const std::int32_t>{t.low},
                          std::span<const std::int32_t>{t.high}, {}, std::span<std::int32_t>{t.quotas}, work);
        if (!s.feasible) state.SkipWithError("the bounds do not admit the total");
    }
}
void money(benchmark::State& state, double share) {
    grid<double, std::int64_t>(state, share, simd_level::automatic, 1e6);
}

// Two columns and two bounds read, the quotas written.
template<class Real, class Int>
void floor_of(benchmark::State& state) {
    auto t = make_team<Real, Int>(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) {
        const Real* a = t.cells.data() + 16 * t.n;
        const Real* b = a + t.n;
        for (std::size_t i = 0; i < t.n; ++i)
            t.quotas[i] = static_cast<Int>(a[i] + b[i]) ^ t.low[i] ^ t.high[i];
        benchmark::DoNotOptimize(t.quotas.data());
        benchmark::ClobberMemory();
    }
}

// The obvious way: one quantile per rep and step of a root finder, then whole units; approximate sums.
void obvious(benchmark::State& state) {
    auto t = make_team<float, std::int32_t>(static_cast<std::size_t>(state.range(0)));
    const auto total = static_cast<double>(middle(t));
    for (auto _ : state) {
        const auto miss = [&](double u) {
            double sum = 0;
            for (std::size_t i = 0; i < t.n; ++i) {
                const boost::math::gamma_distribution<> d{t.shape[i], t.scale[i]};
                sum += std::clamp(boost::math::quantile(d, u), static_cast<double>(t.low[i]),
                                  static_cast<double>(t.high[i]));
            }
            return sum - total;
        };
        std::uintmax_t steps = 60;
        const auto root = boost::math::tools::toms748_solve(
            miss, 0.02, 0.98, boost::math::tools::eps_tolerance<double>(40), steps);
        benchmark::DoNotOptimize(root);
    }
}

// The generic tier: exact tails of any distribution, no grid.
void exact_tails(benchmark::State& state) {
    const auto n = static_cast<std::size_t>(state.range(0));
    std::mt19937_64 random{7};
    std::vector<candidate> reps;
    std::vector<negative_binomial> tails;
    double means = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const double mean = 2 * std::exp(unit(random) * std::log(250.0));
        reps.push_back({.id = static_cast<std::int64_t>(i)});
        tails.emplace_back(mean, mean + mean * mean / 4);
        means += mean;
    }
    for (auto _ : state)
        benchmark::DoNotOptimize(allocate(static_cast<units>(means), reps, tails, equal_attainability{}));
}

// The same over forecasts as the estimator makes them: four opinions each, half of them with something done.
void exact_forecasts(benchmark::State& state, double share) {
    const auto n = static_cast<std::size_t>(state.range(0));
    std::mt19937_64 random{9};
    std::vector<forecast> forecasts;
    double means = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const double size = 2 * std::exp(unit(random) * std::log(250.0));
        std::array<opinion, 4> opinions{};
        for (opinion& o : opinions) {
            const double mean = size * std::exp((unit(random) - 0.5) * std::log(2.0));
            const double shape = std::exp(std::log(0.6) + unit(random) * std::log(20 / 0.6));
            o = {.weight = 0.25, .mean = mean, .variance = mean + mean * mean / shape};
        }
        const units done = i % 2 == 0 ? 0 : static_cast<units>(0.4 * size);
        forecasts.emplace_back(forecast::description{.rep = static_cast<std::int64_t>(i),
                                                     .kind = metric_kind::count,
                                                     .done = done},
                               mixture{metric_kind::count, opinions});
        means += forecasts.back().mean();
    }
    for (auto _ : state)
        benchmark::DoNotOptimize(allocate(static_cast<units>(share * means), forecasts));
    state.counters["reps"] =
        benchmark::Counter(static_cast<double>(n), benchmark::Counter::kIsIterationInvariantRate);
}

// Policies by weight, through the general entrance.
void by_weight(benchmark::State& state, const policy& by) {
    const auto n = static_cast<std::size_t>(state.range(0));
    std::mt19937_64 random{8};
    std::vector<candidate> reps;
    double weights = 0;
    for (std::size_t i = 0; i < n; ++i) {
        reps.push_back({.id = static_cast<std::int64_t>(i), .weight = 1 + std::floor(500 * unit(random))});
        reps.back().previous = static_cast<units>(reps.back().weight) / 2 + 3;
        reps.back().cap = unit(random) < 0.1 ? static_cast<units>(reps.back().weight) : unlimited;
        weights += reps.back().weight;
    }
    for (auto _ : state)
        benchmark::DoNotOptimize(allocate(static_cast<units>(1.7 * weights), reps, by));
}

constexpr std::int64_t k = 1'000;
constexpr std::int64_t m = 1'000'000;

} // namespace

BENCHMARK(floor_of<float, std::int32_t>)
    ->Name("floor/float")
    ->Arg(k)
    ->Arg(m)
    ->Arg(10 * m)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(counts, mid, -1.0, simd_level::automatic)
    ->Arg(k)
    ->Arg(100 * k)
    ->Arg(m)
    ->Arg(10 * m)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(certify_counts)->Arg(m)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(counts_tree, a_fifth_bound, 0.1)->Arg(k)->Arg(m)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(counts_tree, a_fiftieth_bound, 0.01)->Arg(k)->Arg(m)->Unit(benchmark::kMicrosecond);
BENCHMARK(counts_with_grids)->Arg(k)->Arg(m)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(counts, mid_avx2, -1.0, simd_level::avx2)->Arg(k)->Arg(m)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(counts, mid_baseline, -1.0, simd_level::baseline)
    ->Arg(k)
    ->Arg(m)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(counts, at_5_percent, 0.05, simd_level::automatic)
    ->Arg(k)
    ->Arg(m)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(counts, at_95_percent, 0.95, simd_level::automatic)
    ->Arg(k)
    ->Arg(m)
    ->Arg(10 * m)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(counts, next_to_the_end, 0.0, simd_level::automatic)
    ->Arg(k)
    ->Arg(m)
    ->Arg(10 * m)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(counts, near_the_end, 0.0001, simd_level::automatic)
    ->Arg(k)
    ->Arg(m)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(floor_of<double, std::int64_t>)->Name("floor/double")->Arg(m)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(money, mid, -1.0)->Arg(k)->Arg(m)->Unit(benchmark::kMicrosecond);
BENCHMARK(obvious)->Arg(k)->Arg(100 * k)->Unit(benchmark::kMicrosecond)->Iterations(1);
BENCHMARK(exact_tails)->Arg(k)->Arg(10 * k)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(exact_forecasts, at_the_mean, 1.0)->Arg(k)->Arg(10 * k)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(exact_forecasts, at_half, 0.5)->Arg(k)->Arg(10 * k)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(by_weight, webster, proportional{})->Arg(k)->Arg(m)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(by_weight, least_change, least_change{})->Arg(k)->Arg(m)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(by_weight, hamilton, hamilton{})->Arg(k)->Arg(m)->Unit(benchmark::kMicrosecond);
