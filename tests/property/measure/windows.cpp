// Laws of windows: any order, any grouping, and a plain recomputation from the rows agree.
#include <attain/measure/day_window.hpp>
#include <attain/measure/decay.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <utility>
#include <vector>

using namespace attain;

namespace {

using row = std::pair<day, units>;
using summary = day_window<units>::summary;

const day origin = parse_day("2026-01-01");

calendar holidays() {
    return calendar::weekdays().close(origin).close(origin + 30).half(origin + 11).open(origin + 9);
}

std::vector<row> random_rows(std::mt19937& random, int n, int span) {
    std::uniform_int_distribution<int> offset{0, span};
    std::uniform_int_distribution<units> size{-3, 9};
    std::vector<row> rows;
    for (int i = 0; i < n; ++i)
        rows.emplace_back(origin + offset(random), size(random));
    return rows;
}

// The definition, read off the rows one by one.
summary recomputed(const std::vector<row>& rows, int length, const working_days& schedule, day end) {
    summary s;
    if (rows.empty()) return s;
    day known = rows.front().first;
    for (const row& r : rows)
        known = std::min(known, r.first);
    day begin = end + 1;
    while (known < begin && s.working_days < length) {
        begin = begin - 1;
        s.working_days += schedule.contains(begin) ? 1 : 0;
    }
    std::map<day, std::pair<units, bool>> days;
    for (day d = begin; d <= end; ++d)
        if (schedule.contains(d)) days[d] = {0, false};
    for (const auto& [d, x] : rows) {
        if (x != 0 && (!s.last_active || *s.last_active < d)) s.last_active = d;
        if (d < begin) continue;
        s.facts.add(x);
        days[d].first += x;
        days[d].second |= x != 0;
    }
    for (const auto& [d, what] : days) {
        s.days.add(what.first);
        s.active_days += what.second ? 1 : 0;
        if (!s.best || s.best->total <= what.first) s.best = {d, what.first};
        if (!s.worst || s.worst->total >= what.first) s.worst = {d, what.first};
    }
    if (s.last_active) s.idle_days = schedule.count(*s.last_active, end);
    return s;
}

bool same(const summary& a, const summary& b) {
    return a.facts == b.facts && a.days == b.days && a.working_days == b.working_days &&
           a.active_days == b.active_days && a.best == b.best && a.worst == b.worst &&
           a.last_active == b.last_active && a.idle_days == b.idle_days;
}

day_window<units> windowed(const std::vector<row>& rows, int length, const working_days& schedule) {
    day_window<units> w{length, schedule};
    for (const auto& [d, x] : rows)
        w.add(d, x);
    return w;
}

} // namespace

TEST_CASE("a window in any order is a recomputation from the rows, exactly") {
    const working_days schedule = holidays();
    std::mt19937 random{20261123};
    int compared = 0;
    for (int round = 0; round < 400; ++round) {
        const int length = std::uniform_int_distribution{1, 30}(random);
        auto rows = random_rows(random, std::uniform_int_distribution{1, 60}(random),
                                std::uniform_int_distribution{1, 80}(random));
        day end = origin;
        day_window<units> w{length, schedule};
        std::vector<row> heard;
        for (const row& r : rows) {
            heard.push_back(r);
            end = std::max(end, r.first);
            w.add(r.first, r.second);
            const day newest = *w.newest();
            REQUIRE(same(w.result(), recomputed(heard, length, schedule, newest)));
            REQUIRE(same(w.result(newest), w.result()));
            ++compared;
        }
        const day later = end + std::uniform_int_distribution{0, 20}(random);
        const int shorter = std::uniform_int_distribution{1, length}(random);
        REQUIRE(same(w.result(later, shorter), recomputed(rows, shorter, schedule, later)));
        std::sort(rows.begin(), rows.end());
        REQUIRE(same(windowed(rows, length, schedule).result(), w.result()));
        w.advance(later);
        REQUIRE(same(w.result(), recomputed(rows, length, schedule, later)));
    }
    CHECK(compared > 5000);
}

TEST_CASE("merging windows is associative and commutative, and the empty one is its identity") {
    const working_days schedule = holidays();
    std::mt19937 random{7};
    for (int round = 0; round < 200; ++round) {
        const int length = std::uniform_int_distribution{1, 20}(random);
        std::vector<row> parts[3];
        std::vector<row> all;
        for (auto& part : parts) {
            part = random_rows(random, std::uniform_int_distribution{0, 20}(random), 60);
            all.insert(all.end(), part.begin(), part.end());
        }
        const auto of = [&](int i) { return windowed(parts[i], length, schedule); };
        auto left = of(0), right = of(1), swapped = of(1);
        left.merge(of(1));
        swapped.merge(of(0));
        REQUIRE(same(left.result(), swapped.result()));
        left.merge(of(2));
        right.merge(of(2));
        auto grouped = of(0);
        grouped.merge(right);
        const auto whole = windowed(all, length, schedule);
        REQUIRE(same(left.result(), grouped.result()));
        REQUIRE(same(left.result(), whole.result()));
        day_window<units> empty{length, schedule};
        left.merge(empty);
        REQUIRE(same(left.result(), whole.result()));
        empty.merge(whole);
        REQUIRE(same(empty.result(), whole.result()));
    }
}

TEST_CASE("decayed sums agree in any order and grouping, and with their definition") {
    const working_days schedule = holidays();
    std::mt19937 random{11};
    for (int round = 0; round < 200; ++round) {
        const half_life fading{std::uniform_real_distribution{0.5, 60.0}(random)};
        auto rows = random_rows(random, 40, 90);
        decayed_sum ordered, mixed, a, b;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            mixed.add(rows[i].first, static_cast<double>(rows[i].second), fading, schedule);
            (i % 3 == 0 ? a : b).add(rows[i].first, static_cast<double>(rows[i].second), fading, schedule);
        }
        a.merge(b, fading, schedule);
        std::sort(rows.begin(), rows.end());
        double direct = 0, magnitude = 0, exposure = 0;
        for (const auto& [d, x] : rows) {
            ordered.add(d, static_cast<double>(x), fading, schedule);
            const double w = fading.weight(schedule.count(d, rows.back().first));
            direct += w * static_cast<double>(x);
            magnitude += w * std::abs(static_cast<double>(x));
        }
        for (int n = 0; n < ordered.working; ++n)
            exposure += fading.weight(n);
        REQUIRE(std::abs(ordered.quantity - direct) <= 1e-12 * magnitude);
        REQUIRE(std::abs(mixed.quantity - direct) <= 1e-12 * magnitude);
        REQUIRE(std::abs(a.quantity - direct) <= 1e-12 * magnitude);
        REQUIRE(a.working == ordered.working);
        REQUIRE(mixed.working == ordered.working);
        REQUIRE(fading.exposure(ordered.working) == doctest::Approx(exposure).epsilon(1e-12));
        REQUIRE(mixed.rate(fading) == doctest::Approx(direct / exposure).epsilon(1e-9));
    }
}
