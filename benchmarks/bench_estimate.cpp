// Speed of the estimator: one event, one chance, seven quantiles, a grid, a night of a million series.
//
// Allocations in steady state are counted: the counter "allocs" is per iteration and has to be 0.
#include <attain/estimate/engine.hpp>

#include <benchmark/benchmark.h>

#include <array>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <new>
#include <random>
#include <vector>

namespace {
std::atomic<std::size_t> allocations{0};
} // namespace

[[gnu::noinline]] void* operator new(std::size_t size) {
    ++allocations;
    if (void* p = std::malloc(size)) return p;
    throw std::bad_alloc{};
}
[[gnu::noinline]] void operator delete(void* p) noexcept {
    std::free(p);
}
[[gnu::noinline]] void operator delete(void* p, std::size_t) noexcept {
    std::free(p);
}

namespace {

using namespace attain;

const day first{20'000};

class counted {
public:
    explicit counted(benchmark::State& state) : state_{state}, before_{allocations} {}
    ~counted() {
        state_.counters["allocs"] = benchmark::Counter(static_cast<double>(allocations - before_),
                                                       benchmark::Counter::kAvgIterations);
    }

private:
    benchmark::State& state_;
    std::size_t before_;
};

// A team in its second half-year: `people` series in cohorts of 100, about `rate` a day each.
engine running(std::uint32_t people, metric_kind kind, double rate, int days) {
    engine e{kind, first};
    e.reserve(people);
    std::mt19937 random{1};
    for (std::uint32_t i = 0; i < people; ++i) {
        if (i % 100 == 0) (void)e.add_cohort(i / 100);
        (void)e.add_series(i / 100);
    }
    std::vector<double> own(people);
    std::gamma_distribution<double> spread{4, rate / 4};
    for (double& r : own)
        r = spread(random);
    std::vector<engine_row> rows;
    for (int d = 0; d < days; ++d) {
        rows.clear();
        for (std::uint32_t i = 0; i < people; ++i) {
            // Drawing a million Poisson numbers a day would take longer than what is measured.
            double y = static_cast<double>((i + static_cast<std::uint32_t>(d) * 7) % 5 / 2);
            if (people <= 100'000) y = std::poisson_distribution<int>{own[i]}(random);
            if (kind == metric_kind::signed_amount && random() % 20 == 0) y = -y;
            if (y != 0) rows.push_back({i, y});
        }
        e.observe(e.now(), rows);
    }
    return e;
}

void update(benchmark::State& state) { // one event-day of one series
    engine e = running(1000, metric_kind::count, 2, 30);
    std::vector<engine_row> rows;
    for (std::uint32_t i = 0; i < 1000; ++i)
        rows.push_back({i, 2});
    e.observe(e.now(), rows);
    const counted allocs{state};
    for (auto _ : state) {
        if ((e.now() - first) % 7 == 6) { // the days on which blocks close are measured by `night`
            state.PauseTiming();
            e.observe(e.now(), rows);
            state.ResumeTiming();
        }
        e.observe(e.now(), rows);
    }
    state.SetItemsProcessed(state.iterations() * 1000);
}
BENCHMARK(update);

void chance(benchmark::State& state) { // prediction and one P(total >= target); mean of the month: range(0)
    const auto kind = static_cast<metric_kind>(state.range(1));
    const engine e = running(100, kind, static_cast<double>(state.range(0)) / 30, 180);
    outlook ahead = e.look(e.now(), e.now() + 30);
    const counted allocs{state};
    std::uint32_t i = 0;
    for (auto _ : state) {
        const auto p = e.predict(ahead, i++ % 100);
        benchmark::DoNotOptimize(p.remaining.tail(static_cast<double>(state.range(0))));
    }
}
BENCHMARK(chance)->ArgsProduct({{2, 20, 100, 500}, {0}})->Args({100, 1})->Args({100, 2});

void chance_alone(benchmark::State& state) { // P(total >= target) of a ready prediction
    const engine e = running(100, metric_kind::count, static_cast<double>(state.range(0)) / 30, 180);
    const outlook ahead = e.look(e.now(), e.now() + 30);
    const mixture m = e.predict(ahead, 3).remaining;
    const counted allocs{state};
    for (auto _ : state)
        benchmark::DoNotOptimize(m.tail(static_cast<double>(state.range(0))));
}
BENCHMARK(chance_alone)->Arg(2)->Arg(20)->Arg(100)->Arg(500);

void seven_quantiles(benchmark::State& state) {
    constexpr std::array<double, 7> p{0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95};
    const auto kind = static_cast<metric_kind>(state.range(1));
    const engine e = running(100, kind, static_cast<double>(state.range(0)) / 30, 180);
    const outlook ahead = e.look(e.now(), e.now() + 30);
    std::vector<mixture> all;
    for (std::uint32_t i = 0; i < 100; ++i)
        all.push_back(e.predict(ahead, i).remaining);
    std::array<double, 7> q{};
    const counted allocs{state};
    std::size_t i = 0;
    for (auto _ : state) {
        const mixture& m = all[i++ % 100];
        m.quantiles(p, q);
        benchmark::DoNotOptimize(q);
        benchmark::DoNotOptimize(m.mean());
    }
}
BENCHMARK(seven_quantiles)->ArgsProduct({{2, 20, 100, 500}, {0}})->Args({100, 1})->Args({100, 2});

void grid33(benchmark::State& state) { // sweep, fit of 33 knots and self-check
    const auto kind = static_cast<metric_kind>(state.range(1));
    const engine e = running(100, kind, static_cast<double>(state.range(0)) / 30, 180);
    const outlook ahead = e.look(e.now(), e.now() + 30);
    std::vector<mixture> all;
    for (std::uint32_t i = 0; i < 100; ++i)
        all.push_back(e.predict(ahead, i).remaining);
    const counted allocs{state};
    std::size_t i = 0;
    double worst = 0;
    for (auto _ : state) {
        std::array<grid_point, mixture::max_points> points;
        const std::size_t n = all[i++ % 100].points(points);
        if (n < 2) continue;
        const quantile_grid g = quantile_grid::fit(std::span{points}.first(n));
        worst = std::max(worst, g.error());
    }
    state.counters["worst"] = worst;
}
BENCHMARK(grid33)->ArgsProduct({{2, 20, 100, 500}, {0}})->ArgsProduct({{100, 50'000}, {1, 2}});

// A night: every series one event, every series one probability; mean over 28 nights, block closes included.
void night(benchmark::State& state) {
    const auto people = static_cast<std::uint32_t>(state.range(0));
    engine e = running(people, metric_kind::count, 1, 34);
    std::vector<engine_row> rows;
    for (std::uint32_t i = 0; i < people; ++i)
        rows.push_back({i, static_cast<double>(1 + i % 3)});
    outlook ahead = e.look(e.now(), e.now() + 30);
    const counted allocs{state};
    for (auto _ : state) {
        e.observe(e.now(), rows);
        e.look(e.now(), e.now() + 30, ahead);
        double sum = 0;
        for (std::uint32_t i = 0; i < people; ++i)
            sum += e.predict(ahead, i).remaining.tail(40);
        benchmark::DoNotOptimize(sum);
    }
    state.SetItemsProcessed(state.iterations() * people);
    state.counters["bytes_per_series"] = engine::bytes_per_series;
}
BENCHMARK(night)->Arg(20'000)->Iterations(28)->Unit(benchmark::kMillisecond);
BENCHMARK(night)->Arg(1'000'000)->Iterations(28)->Unit(benchmark::kMillisecond);

} // namespace
