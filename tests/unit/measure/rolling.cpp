#include <attain/core/error.hpp>
#include <attain/measure/rolling.hpp>

#include <boost/accumulators/accumulators.hpp>
#include <boost/accumulators/statistics.hpp>
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>

using namespace attain;
namespace ba = boost::accumulators;
using ba::accumulator_set;
using ba::stats;

namespace {

const day monday = parse_day("2026-11-02");
using window_set =
    accumulator_set<units,
                    stats<rolling::tag::count, rolling::tag::sum, rolling::tag::mean, rolling::tag::variance,
                          rolling::tag::minimum, rolling::tag::maximum, rolling::tag::best_day,
                          rolling::tag::worst_day, rolling::tag::active_share, rolling::tag::idle_days,
                          rolling::tag::daily_mean, rolling::tag::daily_variance>>;

} // namespace

TEST_CASE("rolling features stand beside Boost's own in one set") {
    accumulator_set<units, stats<rolling::tag::mean, rolling::tag::decayed_rate, rolling::tag::decayed_sum,
                                 rolling::tag::decayed_mean, ba::tag::max, ba::tag::count>>
        calls(rolling::length = 3, rolling::schedule = calendar::weekdays(), rolling::half_life = 1.0);
    const units quantity[] = {100, 1, 2, 3};
    for (int i = 0; i < 4; ++i)
        calls(quantity[i], rolling::on = monday + i);
    CHECK(rolling::mean(calls) == 2.0);
    CHECK(ba::max(calls) == 100);
    CHECK(ba::count(calls) == 4);
    CHECK(rolling::decayed_sum(calls) == doctest::Approx(12.5 + 0.25 + 1 + 3));
    CHECK(rolling::decayed_rate(calls) == doctest::Approx(16.75 / 1.875));
    CHECK(rolling::decayed_mean(calls) == doctest::Approx(16.75 / 1.875));
    // Friday evening, nothing more done: the sum halves, the exposure is one silent day longer.
    CHECK(rolling::decayed_rate(calls, rolling::as_of = monday + 4) == doctest::Approx(8.375 / 1.9375));
}

TEST_CASE("a window counts working days, and every feature reads it") {
    window_set calls(rolling::length = 5, rolling::schedule = calendar::weekdays());
    calls(9, rolling::on = monday);     // leaves the window on the next Monday
    calls(4, rolling::on = monday + 1); // Tuesday
    calls(1, rolling::on = monday + 1);
    calls(2, rolling::on = monday + 5); // a Saturday counts
    calls(7, rolling::on = monday + 7);
    CHECK(rolling::count(calls) == 4);
    CHECK(rolling::sum(calls) == 14);
    CHECK(rolling::mean(calls) == 3.5);
    CHECK(rolling::variance(calls) == 7.0); // 4, 1, 2, 7
    CHECK(rolling::minimum(calls) == 1);
    CHECK(rolling::maximum(calls) == 7);
    // Tuesday 5, Wednesday to Friday 0, Saturday 2, Monday 7
    CHECK(rolling::daily_mean(calls) == doctest::Approx(14.0 / 6));
    CHECK(rolling::daily_variance(calls) == doctest::Approx((78 - 14.0 * 14 / 6) / 5));
    CHECK(rolling::best_day(calls)->day == monday + 7);
    CHECK(rolling::best_day(calls)->total == 7);
    CHECK(rolling::worst_day(calls)->day == monday + 4);
    CHECK(rolling::worst_day(calls)->total == 0);
    CHECK(rolling::active_share(calls) == 0.5);
    CHECK(rolling::idle_days(calls) == 0);

    // Asked as of the Friday after, without a row since: five working days, of which one was active.
    CHECK(rolling::idle_days(calls, rolling::as_of = monday + 11) == 4);
    CHECK(rolling::sum(calls, rolling::as_of = monday + 11) == 7);
    CHECK(rolling::active_share(calls, rolling::as_of = monday + 11) == 0.2);
    // A day earlier the window still begins on a Friday, so that Saturday's two are in it.
    CHECK(rolling::sum(calls, rolling::as_of = monday + 10) == 9);
    CHECK(rolling::count(calls) == 4); // asking changed nothing
    CHECK_THROWS_AS((void)rolling::sum(calls, rolling::as_of = monday), error);
}

TEST_CASE("nothing recorded is unknown, not zero") {
    const window_set calls(rolling::length = 5, rolling::schedule = calendar::weekdays());
    CHECK(rolling::count(calls) == 0);
    CHECK(rolling::sum(calls) == 0);
    CHECK(std::isnan(rolling::mean(calls)));
    CHECK(std::isnan(rolling::variance(calls)));
    CHECK_FALSE(rolling::minimum(calls).has_value());
    CHECK_FALSE(rolling::best_day(calls).has_value());
    CHECK_FALSE(rolling::idle_days(calls).has_value());
    CHECK(std::isnan(rolling::active_share(calls)));

    window_set one(rolling::length = 5, rolling::schedule = calendar::weekdays());
    one(3, rolling::on = monday + 2);
    CHECK(rolling::mean(one) == 3.0);
    CHECK(std::isnan(rolling::variance(one))); // one observation has no spread
    CHECK(rolling::daily_mean(one) == 3.0);    // the days before the first row are unknown
}

TEST_CASE("two sets merge as if one had heard everything") {
    window_set a(rolling::length = 3, rolling::schedule = calendar::weekdays());
    window_set b = a, both = a;
    a(5, rolling::on = monday);
    b(2, rolling::on = monday + 2);
    for (auto* set : {&both}) {
        (*set)(2, rolling::on = monday + 2);
        (*set)(5, rolling::on = monday);
    }
    rolling::merge_window(a, b);
    CHECK(rolling::sum(a) == rolling::sum(both));
    CHECK(rolling::daily_variance(a) == rolling::daily_variance(both));
    CHECK(rolling::window(a).first() == monday);
    window_set longer(rolling::length = 4, rolling::schedule = calendar::weekdays());
    CHECK_THROWS_AS(rolling::merge_window(a, longer), error);
}

TEST_CASE("a window refuses what it cannot mean") {
    CHECK_THROWS_AS(day_window<units>(0, calendar::weekdays()), error);
    CHECK_THROWS_AS(day_window<units>(4097, calendar::weekdays()), error);
    day_window<double> w{3, calendar::weekdays()};
    CHECK_THROWS_AS(w.add(monday, std::numeric_limits<double>::quiet_NaN()), error);
    CHECK_THROWS_AS(w.add(day{day::max_value + 1}, 1.0), error);
    CHECK_FALSE(w.newest().has_value());
    CHECK_THROWS_AS(half_life{0.0}, error);
    CHECK_THROWS_AS(half_life{std::numeric_limits<double>::infinity()}, error);
    day_window<units> large{3, calendar::weekdays()};
    large.add(monday, std::numeric_limits<units>::max());
    large.add(monday, std::numeric_limits<units>::max());
    CHECK(large.result().facts.mean() == 9223372036854775807.0); // the sum itself is past 64 bits
}

TEST_CASE("a refused day changes nothing") {
    const calendar known = calendar::weekdays().within(period::between(day{monday}, day{monday + 365}));
    for (const int heard : {3, 40}) { // short of a full window, and full of silence
        CAPTURE(heard);
        day_window<units> w{5, known};
        w.advance(monday);
        w.advance(monday + heard);
        CHECK_THROWS_AS(w.add(monday - 7, 1), error);
        CHECK_FALSE(w.result().last_active);
        CHECK_FALSE(w.result().idle_days);
        CHECK(w.result().facts.count == 0);
        CHECK(w.result().working_days == (heard == 3 ? 4 : 5));
        w.add(monday, 1);
        CHECK(w.result().last_active == day{monday});
    }
}

TEST_CASE("leave is not silence") {
    team bdrs{"East", calendar::weekdays()};
    const auto ana = bdrs.add({.id = 1, .absences = {{.begin = monday + 1, .end = monday + 5}}});
    const auto days = working_days::of_rep(bdrs, bdrs.at(ana), period::between(monday, monday + 14));
    day_window<units> w{10, days};
    w.add(monday, 6);
    w.add(monday + 7, 4);
    CHECK(w.result().working_days == 2);
    CHECK(w.result().days.mean() == 5.0);
    CHECK(w.result().idle_days == 0);
    decayed_sum faded;
    faded.add(monday, 6, half_life{1}, days);
    faded.add(monday + 7, 4, half_life{1}, days);
    CHECK(faded.quantity == 7.0); // one working day lies between them
}

TEST_CASE("numbers whose squares would leave the doubles are refused, and nothing has changed") {
    real_moments m;
    m.add(3);
    CHECK_THROWS_AS(m.add(1e200), error);
    CHECK_THROWS_AS(m.add(std::numeric_limits<double>::infinity()), error);
    CHECK(m.count == 1);
    m.add(1e150);
    m.add(-1e150);
    CHECK(std::isfinite(m.variance()));
    decayed_sum d;
    const working_days days{calendar::weekdays()};
    CHECK_THROWS_AS(d.add(parse_day("2026-03-02"), 1.7e308, half_life{20}, days), error);
    CHECK(d.heard == 0);
}

TEST_CASE("no day outside the span of a rep's working days is one") {
    team t{"T", calendar::weekdays()};
    t.add({.id = 1, .stints = {{parse_day("2026-01-01"), parse_day("2026-02-01")}}});
    const working_days days = working_days::of_rep(t, t.at(1), month(2026, 1));
    CHECK(days.contains(parse_day("2026-01-30")));
    CHECK_FALSE(days.contains(parse_day("2026-02-03")));
    CHECK_FALSE(days.contains(parse_day("2025-12-31")));
    CHECK(days.count(parse_day("2025-12-31"), parse_day("2026-03-31")) == 22);
}
