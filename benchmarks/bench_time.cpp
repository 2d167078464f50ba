// Time: capacity sums beside the day-by-day loop, building lines, cascade and whole teams.
#include <attain/goal/pace.hpp>

#include <benchmark/benchmark.h>
#include <boost/date_time/gregorian/gregorian_types.hpp>

#include <array>
#include <random>
#include <vector>

namespace {

using namespace attain;
using boost::gregorian::date;

const period ten_years = period::between(date(2020, 1, 1), date(2030, 1, 1));

calendar with_holidays() {
    const auto shift = observed::nearest_workday;
    const holiday_set us{"US",
                         {holiday::fixed("New Year's Day", 1, 1).when_off(shift),
                          holiday::nth("Memorial Day", -1, weekday::monday, 5),
                          holiday::fixed("Independence Day", 7, 4).when_off(shift),
                          holiday::nth("Labor Day", 1, weekday::monday, 9),
                          holiday::nth("Thanksgiving", 4, weekday::thursday, 11),
                          holiday::fixed("Christmas Day", 12, 25).when_off(shift)}};
    return calendar::weekdays().observe(us, ten_years);
}

// A person with everything: ramp, part-time years, two leaves a year.
rep busy_rep() {
    rep r{.id = 1,
          .hired = day{date(2021, 3, 15)},
          .ramp = ramp::linear(6),
          .ramp_starts = {{date(2024, 9, 2), ramp::steps({0.5, 0.75}), ramp_trigger::territory_change}},
          .fte_changes = {{date(2022, 1, 1), 0.8}, {date(2023, 7, 1), 1.0}}};
    for (int y = 2021; y < 2030; ++y) {
        r.absences.push_back({day{date(static_cast<unsigned short>(y), 7, 20)},
                              day{date(static_cast<unsigned short>(y), 8, 8)}});
        r.absences.push_back({day{date(static_cast<unsigned short>(y), 12, 27)},
                              day{date(static_cast<unsigned short>(y), 12, 31)}, 0.5});
    }
    return r;
}

team one_rep_team() {
    team t{"East", with_holidays()};
    t.add(busy_rep());
    return t;
}

period some_year(std::size_t i) {
    return year(2021 + static_cast<int>(i % 8));
}

void year_day_by_day(benchmark::State& state) {
    const team t = one_rep_team();
    std::size_t i = 0;
    for (auto _ : state) {
        capacity sum;
        const period p = some_year(i++);
        for (day d = p.begin; d < p.end; ++d)
            sum += capacity_on(t, t.reps().front(), d);
        benchmark::DoNotOptimize(sum);
    }
}
BENCHMARK(year_day_by_day);

void year_from_built_days(benchmark::State& state) { // the plainest loop: one stored number a day
    const team t = one_rep_team();
    const capacity_line line{t, t.reps().front(), ten_years};
    const auto w = line.weights(ten_years);
    std::size_t i = 0;
    for (auto _ : state) {
        const period p = some_year(i++);
        std::int64_t sum = 0;
        for (day d = p.begin; d < p.end; ++d)
            sum += w[static_cast<std::size_t>(d - ten_years.begin)];
        benchmark::DoNotOptimize(sum);
    }
}
BENCHMARK(year_from_built_days);

void year_from_line(benchmark::State& state) {
    const team t = one_rep_team();
    const capacity_line line{t, t.reps().front(), ten_years};
    std::array<period, 8> years;
    for (std::size_t i = 0; i < years.size(); ++i)
        years[i] = some_year(i);
    std::size_t i = 0;
    for (auto _ : state)
        benchmark::DoNotOptimize(line.sum(years[i++ % 8]));
}
BENCHMARK(year_from_line);

void build_ten_years_day_by_day(benchmark::State& state) {
    const team t = one_rep_team();
    for (auto _ : state) {
        std::vector<std::int64_t> sums{0};
        for (day d = ten_years.begin; d < ten_years.end; ++d)
            sums.push_back(sums.back() + capacity_on(t, t.reps().front(), d).micro);
        benchmark::DoNotOptimize(sums);
    }
}
BENCHMARK(build_ten_years_day_by_day)->Unit(benchmark::kMicrosecond);

void build_ten_years(benchmark::State& state) {
    const team t = one_rep_team();
    for (auto _ : state)
        benchmark::DoNotOptimize(capacity_line{t, t.reps().front(), ten_years});
}
BENCHMARK(build_ten_years)->Unit(benchmark::kMicrosecond);

void build_ten_years_shared_days(benchmark::State& state) {
    const team t = one_rep_team();
    const workday_line days{t.calendar(), {}, ten_years};
    for (auto _ : state)
        benchmark::DoNotOptimize(capacity_line{days, t.reps().front()});
}
BENCHMARK(build_ten_years_shared_days)->Unit(benchmark::kMicrosecond);

void cascade_of_a_quarter(benchmark::State& state) {
    const team t = one_rep_team();
    const capacity_line line{t, t.reps().front(), ten_years};
    const period q = quarter(2026, 4);
    for (auto _ : state)
        benchmark::DoNotOptimize(cascade{137, line, q});
}
BENCHMARK(cascade_of_a_quarter)->Unit(benchmark::kMicrosecond);

void cascade_of_a_quarter_in_cents(benchmark::State& state) {
    const team t = one_rep_team();
    const capacity_line line{t, t.reps().front(), ten_years};
    const period q = quarter(2026, 4);
    for (auto _ : state)
        benchmark::DoNotOptimize(cascade{1'234'567'890'123, line, q});
}
BENCHMARK(cascade_of_a_quarter_in_cents)->Unit(benchmark::kMicrosecond);

void pace_mid_quarter(benchmark::State& state) {
    const team t = one_rep_team();
    const capacity_line line{t, t.reps().front(), ten_years};
    const cascade plan{137, line, quarter(2026, 4)};
    const pace_facts facts{.as_of = date(2026, 11, 15), .actual = 60, .high_day = 5};
    for (auto _ : state)
        benchmark::DoNotOptimize(pace_of(plan, line, facts));
}
BENCHMARK(pace_mid_quarter)->Unit(benchmark::kMicrosecond);

// Twenty locations; every second rep has leave, every fourth is part-time, every tenth ramps.
team large_team(std::int64_t reps) {
    const calendar base = with_holidays();
    std::vector<calendar> locations;
    for (int i = 0; i < 20; ++i)
        locations.push_back(base.close(date(2026, 3, static_cast<unsigned short>(1 + i))));
    std::mt19937_64 random{5};
    std::vector<rep> all;
    for (std::int64_t i = 0; i < reps; ++i) {
        rep r{.id = i, .hired = day{date(2020, 1, 1)} + static_cast<int>(random() % 2000)};
        r.location = locations[random() % locations.size()];
        if (i % 2 == 0) {
            const day from = day{date(2026, 1, 1)} + static_cast<int>(random() % 300);
            r.absences = {{from, from + 12}, {from + 40, from + 45}};
        }
        if (i % 4 == 0) r.fte = 0.8;
        if (i % 10 == 0) {
            r.hired = day{date(2026, 1, 1)} + static_cast<int>(random() % 300);
            r.ramp = ramp::linear(5);
        }
        all.push_back(std::move(r));
    }
    team t{"All", base};
    t.add_all(std::move(all));
    return t;
}

void hundred_thousand_reps_by_twelve_months(benchmark::State& state) {
    const team t = large_team(100'000);
    std::vector<period> months;
    for (int m = 1; m <= 12; ++m)
        months.push_back(month(2026, m));
    for (auto _ : state)
        benchmark::DoNotOptimize(capacities(t, months));
}
BENCHMARK(hundred_thousand_reps_by_twelve_months)->Unit(benchmark::kMillisecond);

void thousand_reps_by_twelve_months_day_by_day(benchmark::State& state) {
    const team t = large_team(1'000);
    const period all = year(2026);
    for (auto _ : state) {
        std::vector<capacity> table;
        for (const rep& r : t.reps())
            for (const slice& m : slices(all, period_kind::month)) {
                capacity sum;
                for (day d = m.part.begin; d < m.part.end; ++d)
                    sum += capacity_on(t, r, d);
                table.push_back(sum);
            }
        benchmark::DoNotOptimize(table);
    }
}
BENCHMARK(thousand_reps_by_twelve_months_day_by_day)->Unit(benchmark::kMillisecond);

} // namespace
