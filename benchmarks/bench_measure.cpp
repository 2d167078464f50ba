// Measure: the ledger by the million rows, and rolling windows beside Boost's own and a plain recomputation.
#include <attain/measure/ledger.hpp>
#include <attain/measure/rolling.hpp>

#include <benchmark/benchmark.h>
#include <boost/accumulators/statistics/rolling_count.hpp>
#include <boost/accumulators/statistics/rolling_mean.hpp>
#include <boost/accumulators/statistics/rolling_variance.hpp>
#include <boost/accumulators/statistics/stats.hpp>

#include <cstdint>
#include <deque>
#include <random>
#include <vector>

namespace {

using namespace attain;
namespace ba = boost::accumulators;

const day origin = parse_day("2024-01-01");
const metric calls = metric::count("calls");

// A million rows of a thousand reps over two years, in date order as a CRM exports them.
struct million {
    std::vector<rep_id> rep;
    std::vector<std::int32_t> day;
    std::vector<units> quantity;
    std::vector<event_id> event;

    explicit million(std::size_t n = 1'000'000) {
        std::mt19937_64 random{1};
        for (std::size_t i = 0; i < n; ++i) {
            rep.push_back(static_cast<std::int64_t>(random() % 1000));
            day.push_back(origin.value + static_cast<std::int32_t>(i * 730 / n));
            quantity.push_back(static_cast<units>(random() % 5 + 1));
            event.push_back(static_cast<std::int64_t>(i + 1));
        }
    }
};

void record_and_total(benchmark::State& state, bool with_events) {
    const million data;
    for (auto _ : state) {
        ledger book;
        book.record(calls, {.rep = data.rep,
                            .day = data.day,
                            .quantity = data.quantity,
                            .event = with_events ? std::span{data.event} : std::span<const event_id>{}});
        book.seal();
        benchmark::DoNotOptimize(book.totals(calls, origin + 730));
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(data.rep.size()));
}
void ledger_million_rows(benchmark::State& state) {
    record_and_total(state, false);
}
void ledger_million_events(benchmark::State& state) {
    record_and_total(state, true);
}
BENCHMARK(ledger_million_rows)->Unit(benchmark::kMillisecond);
BENCHMARK(ledger_million_events)->Unit(benchmark::kMillisecond);

void ledger_totals_sealed(benchmark::State& state) {
    const million data;
    ledger book;
    book.record(calls, {.rep = data.rep, .day = data.day, .quantity = data.quantity});
    book.seal();
    for (auto _ : state)
        benchmark::DoNotOptimize(book.totals(calls, origin + 730));
}
BENCHMARK(ledger_totals_sealed)->Unit(benchmark::kMillisecond);

std::vector<units> year_of_days() {
    std::mt19937 random{2};
    std::poisson_distribution<units> size{12};
    std::vector<units> days(365);
    for (units& x : days)
        x = size(random);
    return days;
}

const calendar every_day{{1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0}};

// One sample a day and its mean and variance asked every day; the argument is the window's length.
template<class Sample>
void window_ours(benchmark::State& state) {
    const auto days = year_of_days();
    for (auto _ : state) {
        ba::accumulator_set<Sample, ba::stats<rolling::tag::mean, rolling::tag::variance>> set(
            rolling::length = static_cast<int>(state.range(0)), rolling::schedule = every_day);
        for (std::size_t i = 0; i < days.size(); ++i) {
            set(static_cast<Sample>(days[i]), rolling::on = origin + static_cast<int>(i));
            benchmark::DoNotOptimize(rolling::mean(set));
            benchmark::DoNotOptimize(rolling::variance(set));
        }
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(days.size()));
}
BENCHMARK(window_ours<units>)->Arg(20)->Arg(60)->Arg(250);
BENCHMARK(window_ours<double>)->Arg(20)->Arg(60)->Arg(250);

void window_boost(benchmark::State& state) {
    const auto days = year_of_days();
    for (auto _ : state) {
        ba::accumulator_set<double, ba::stats<ba::tag::rolling_mean, ba::tag::rolling_variance>> set(
            ba::tag::rolling_window::window_size = static_cast<std::size_t>(state.range(0)));
        for (const units x : days) {
            set(static_cast<double>(x));
            benchmark::DoNotOptimize(ba::rolling_mean(set));
            benchmark::DoNotOptimize(ba::rolling_variance(set));
        }
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(days.size()));
}
BENCHMARK(window_boost)->Arg(20)->Arg(60)->Arg(250);

void window_recomputed(benchmark::State& state) {
    const auto days = year_of_days();
    const auto length = static_cast<std::size_t>(state.range(0));
    for (auto _ : state) {
        std::deque<units> last;
        for (const units x : days) {
            last.push_back(x);
            if (last.size() > length) last.pop_front();
            exact_moments m;
            for (const units y : last)
                m.add(y);
            benchmark::DoNotOptimize(m.mean());
            benchmark::DoNotOptimize(m.variance());
        }
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(days.size()));
}
BENCHMARK(window_recomputed)->Arg(20)->Arg(60)->Arg(250);

void decayed_sum_add(benchmark::State& state) {
    const auto days = year_of_days();
    const working_days schedule = every_day;
    for (auto _ : state) {
        decayed_sum sum;
        for (std::size_t i = 0; i < days.size(); ++i)
            sum.add(origin + static_cast<int>(i), static_cast<double>(days[i]), half_life{30}, schedule);
        benchmark::DoNotOptimize(sum.rate(half_life{30}));
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(days.size()));
}
BENCHMARK(decayed_sum_add);

} // namespace
