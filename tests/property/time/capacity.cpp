// Capacity against its definition, evaluated day by day and independently of the library's way.
#include <attain/core/int128.hpp>

#include "random_world.hpp"

#include <doctest/doctest.h>

#include <optional>

using namespace attain;
using namespace random_world;

namespace {

// Months of tenure by walking them one by one.
int walked_months(day start, day d) {
    const auto ymd = start.date().year_month_day();
    for (int k = 1;; ++k) {
        const int index = ymd.year * 12 + ymd.month.as_number() - 1 + k;
        const period m = month(index / 12, index % 12 + 1);
        const day anniversary = std::min(m.begin + (ymd.day - 1), m.last());
        if (d < anniversary) return k - 1;
    }
}

std::int64_t ramp_ppm(const ramp& schedule, int months) {
    return months < schedule.months() ? schedule.in_month(months).ppm() : fraction::one_ppm;
}

// The definition, one day at a time.
std::int64_t by_definition(const team& t, const rep& r, day d) {
    bool in = false;
    for (const stint& s : r.stints)
        in = in || (s.begin <= d && (!s.end || d < *s.end));
    if (!in || (r.hired && d < *r.hired)) return 0;
    std::int64_t here = fraction::one_ppm;
    for (const absence& a : r.absences)
        if (a.begin <= d && d < a.end) here -= a.share.ppm();
    std::int64_t fte = r.fte.ppm();
    std::optional<day> latest;
    for (const fte_change& c : r.fte_changes)
        if (c.from <= d && (!latest || *latest < c.from)) fte = c.fte.ppm(), latest = c.from;
    std::int64_t ramp = r.hired ? ramp_ppm(r.ramp, walked_months(*r.hired, d)) : fraction::one_ppm;
    for (const ramp_start& s : r.ramp_starts)
        if (s.from <= d)
            ramp = std::min(ramp, ramp_ppm(s.schedule, s.resume_month + walked_months(s.from, d)));
    constexpr int128 unit = int128{1'000'000} * 1'000'000 * 1'000'000;
    const int128 product = int128{t.calendar_of(r).workday(d).ppm()} * here * fte * ramp;
    return static_cast<std::int64_t>((2 * product + unit) / (2 * unit));
}

} // namespace

TEST_CASE("lines, single days, sums and tables are all the definition") {
    for (std::uint64_t seed = 1; seed <= 150; ++seed) {
        CAPTURE(seed);
        dice d{seed};
        const period span = some_span(d, 900);
        team t{"T", some_calendar(d, span)};
        t.add(some_rep(d, span));
        const rep& r = t.reps().front();
        const capacity_line line{t, r, span};
        for (day x = span.begin; x < span.end; ++x) {
            const std::int64_t w = by_definition(t, r, x);
            REQUIRE(line.on(x).micro == w);
            REQUIRE(capacity_on(t, r, x).micro == w);
        }
        std::vector<period> parts;
        for (int i = 0; i < 20; ++i) {
            const day from = d.in(span);
            parts.push_back({from, from + d.number(1, span.end - from)});
        }
        const auto table = capacities(t, parts);
        for (std::size_t i = 0; i < parts.size(); ++i) {
            REQUIRE(capacity_over(t, r, parts[i]) == line.sum(parts[i]));
            REQUIRE(table[i] == line.sum(parts[i]));
        }
    }
}

TEST_CASE("no kind of capacity exceeds the one with fewer factors") {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        CAPTURE(seed);
        dice d{seed};
        const period span = some_span(d, 700);
        team t{"T", some_calendar(d, span), season{}.months({3, 1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 5})};
        t.add(some_rep(d, span));
        const rep& r = t.reps().front();
        const capacity_line all{t, r, span};
        const capacity_line without_ramp{t, r, span, capacity_of::without_ramp};
        const capacity_line full{t, r, span, capacity_of::full_time};
        for (day x = span.begin; x < span.end; ++x) {
            REQUIRE(all.on(x) >= capacity{});
            REQUIRE(all.on(x) <= without_ramp.on(x));
            REQUIRE(without_ramp.on(x) <= full.on(x));
        }
    }
}

TEST_CASE("days sum to weeks, months, quarters, years and fiscal periods, 1990 to 2100") {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        CAPTURE(seed);
        dice d{seed};
        const period span = some_span(d, 3000);
        team t{"T", some_calendar(d, span)};
        t.add(some_rep(d, span));
        const capacity_line line{t, t.reps().front(), span};
        const capacity all = line.sum(span);
        const fiscal_calendar fiscal = some_fiscal(d);
        for (const auto kind : {period_kind::day, period_kind::week, period_kind::month, period_kind::quarter,
                                period_kind::year, period_kind::fiscal_week, period_kind::fiscal_period,
                                period_kind::fiscal_quarter, period_kind::fiscal_year}) {
            if (is_fiscal(kind) && !fiscal.has(kind)) continue;
            capacity sum;
            day at = span.begin;
            for (const slice& s : fiscal.slices(span, kind)) {
                REQUIRE(s.part.begin == at); // no gap, no overlap
                REQUIRE(s.whole.contains(s.part));
                at = s.part.end;
                sum += line.sum(s.part);
            }
            REQUIRE(at == span.end);
            REQUIRE(sum == all);
        }
    }
}

TEST_CASE("a leap year has its 29 February and no other year has") {
    team t{"T", calendar{std::array<fraction, 7>{1, 1, 1, 1, 1, 1, 1}}};
    t.add({.id = 1});
    for (int y = 1990; y <= 2100; ++y) {
        const bool leap = y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
        REQUIRE(capacity_over(t, t.reps().front(), year(y)).days() == (leap ? 366 : 365));
    }
}
