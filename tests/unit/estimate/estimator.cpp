#include <attain/estimate/calibration.hpp>
#include <attain/estimate/estimator.hpp>
#include <attain/estimate/predictive.hpp>

#include "thrown.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

using namespace attain;
using boost::gregorian::date;

namespace {

// Two reps, one makes two a day and the other one, every weekday of 2025 from January to November.
struct steady_team {
    team members{"East", calendar::weekdays()};
    metric calls = metric::count("calls");
    ledger book;
    day as_of{date{2025, 11, 30}};

    steady_team() {
        members.add({.id = 1, .name = "Ana", .role = "BDR", .hired = day{date{2023, 1, 2}}});
        members.add({.id = 2, .name = "Ben", .role = "BDR", .hired = day{date{2023, 1, 2}}});
        for (day d{date{2025, 1, 1}}; d <= as_of; ++d)
            if (members.calendar().workday(d) != fraction::zero())
                for (int rep = 1; rep <= 2; ++rep)
                    book.record({.rep = rep, .metric = calls, .day = d, .quantity = 3 - rep});
    }
};

} // namespace

TEST_CASE("golden gamma-Poisson case: cohort mean 12 a month, spread 4, target 15") {
    // shape 9, rate 0.75; after three months of 30 and of 54 in all
    CHECK(negative_binomial(12, 12 + 16).tail(15) == doctest::Approx(0.287).epsilon(0.002));
    const auto after = [](double total) {
        const double shape = 9 + total;
        const double rate = 0.75 + 3;
        return negative_binomial(shape / rate, shape / rate + shape / (rate * rate)).tail(15);
    };
    CHECK(after(30) == doctest::Approx(0.131).epsilon(0.004));
    CHECK(after(54) == doctest::Approx(0.676).epsilon(0.001));
}

TEST_CASE("steady people are forecast at their own rates") {
    const steady_team t;
    const estimator est{t.members, t.calls, t.book, t.as_of};
    const period december = month(2025, 12); // 23 weekdays
    const forecast ana = est.forecast(1, december);
    const forecast ben = est.forecast(2, december);
    CHECK(ana.mean() == doctest::Approx(46).epsilon(0.05));
    CHECK(ben.mean() == doctest::Approx(23).epsilon(0.05));
    CHECK(ana.evidence().grade == evidence_grade::solid);
    CHECK(ana.probability_of(20) > 0.97);
    CHECK(ana.probability_of(80) < 0.05);
    CHECK(ana.remaining() == capacity{23 * capacity::one_day});
    const auto weekdays = est.weekdays(1);
    CHECK(weekdays[0] == doctest::Approx(1).epsilon(0.05));
    CHECK(weekdays[6] < 0.01);
    const forecast both = est.team_forecast(december);
    CHECK(both.mean() == doctest::Approx(ana.mean() + ben.mean()).epsilon(0.05));
    CHECK(both.rep() == rep_id{});
}

TEST_CASE("chances fall in the target, quantiles rise, and what is done is done") {
    const steady_team t;
    const estimator est{t.members, t.calls, t.book, day{date{2025, 11, 14}}};
    const forecast f = est.forecast(1, month(2025, 11));
    CHECK(f.done() == 20);
    CHECK(f.tail(20) == 1);
    double before = 1;
    for (units k = 20; k < 120; ++k) {
        CHECK(f.tail(k) <= before);
        CHECK(f.tail(k) + f.below(k) == doctest::Approx(1).epsilon(1e-12));
        before = f.tail(k);
    }
    for (double p = 0.01; p < 0.99; p += 0.01)
        CHECK(f.quantile(p) <= f.quantile(p + 0.01));
    for (double p : {0.1, 0.5, 0.9}) {
        const units k = f.target_for(p);
        CHECK(f.tail(k) >= p);
        CHECK(f.tail(k + 1) < p);
    }
    const target_ladder l = f.ladder();
    CHECK(l.floor <= l.target);
    CHECK(l.target <= l.stretch);
    CHECK(f.probability_within(30) == doctest::Approx(1 - f.tail(31)));
}

TEST_CASE("no facts at all is unknown, no own facts is the prior alone") {
    steady_team t;
    const period december = month(2025, 12);
    CHECK(estimator(t.members, metric::count("other"), t.book, t.as_of)
              .forecast(1, december)
              .evidence()
              .grade == evidence_grade::unknown);
    t.members.add({.id = 3, .name = "Cleo", .role = "BDR", .hired = day{date{2025, 12, 1}}});
    const estimator est{t.members, t.calls, t.book, t.as_of};
    const forecast cleo = est.forecast(3, december);
    CHECK(cleo.evidence().grade == evidence_grade::prior_only);
    CHECK(cleo.because(forecast_reason::no_own_facts));
    CHECK(cleo.because(forecast_reason::newcomer));
    CHECK(cleo.mean() == doctest::Approx(34.5).epsilon(0.3));
    const auto range_of = [](const forecast& f) { return f.interval(0.8).high - f.interval(0.8).low; };
    CHECK(range_of(cleo) > range_of(est.forecast(1, december)));
}

TEST_CASE("leave shortens the horizon; no working time left is said so") {
    steady_team t;
    t.members.add({.id = 4,
                   .name = "Dan",
                   .role = "BDR",
                   .hired = day{date{2023, 1, 2}},
                   .absences = {{day{date{2025, 12, 1}}, day{date{2026, 1, 1}}}}});
    t.book.record({.rep = 4, .metric = t.calls, .day = day{date{2025, 11, 3}}, .quantity = 5});
    const estimator est{t.members, t.calls, t.book, t.as_of};
    const forecast away = est.forecast(4, month(2025, 12));
    CHECK(away.because(forecast_reason::no_time_left));
    CHECK(away.tail(1) == 0);
    CHECK(est.forecasts(month(2025, 12)).size() == 2);
    CHECK_THROWS_AS((void)est.forecast(9, month(2025, 12)), error);
    CHECK_THROWS_AS((void)est.forecast(1, month(2025, 10)), error);
}

TEST_CASE("a silent month that was worked is evidence; one on leave or before the hire is not") {
    // Ana's two a day up to October, nothing in November.
    const auto december_of = [](std::vector<absence> absences) {
        steady_team t;
        ledger book;
        for (const day_total& f : t.book.totals(t.calls, t.as_of))
            if (f.rep != rep_id{1} || f.day < day{date{2025, 11, 1}})
                book.record({.rep = f.rep, .metric = t.calls, .day = f.day, .quantity = f.quantity});
        team members{"East", calendar::weekdays()};
        members.add(
            {.id = 1, .role = "BDR", .hired = day{date{2023, 1, 2}}, .absences = std::move(absences)});
        members.add({.id = 2, .role = "BDR", .hired = day{date{2023, 1, 2}}});
        return estimator{members, t.calls, book, t.as_of}.forecast(1, month(2025, 12));
    };
    const steady_team full;
    const double usual =
        estimator{full.members, full.calls, full.book, full.as_of}.forecast(1, month(2025, 12)).mean();
    const forecast worked = december_of({});
    const forecast away = december_of({{date{2025, 11, 1}, date{2025, 12, 1}}});
    CHECK(worked.mean() < 0.7 * usual);
    CHECK(away.mean() == doctest::Approx(usual).epsilon(0.06));

    // Hired in December: what was not worked before says nothing against Cleo.
    steady_team t;
    t.members.add({.id = 3, .name = "Cleo", .role = "BDR", .hired = day{date{2025, 12, 1}}});
    CHECK(estimator{t.members, t.calls, t.book, t.as_of}.forecast(3, month(2025, 12)).mean() > 23);
}

TEST_CASE("channels are in no forecast: a strength counts once, in the total rate") {
    const steady_team t;
    ledger by_channel;
    for (const day_total& f : t.book.totals(t.calls, t.as_of))
        by_channel.record({.rep = f.rep,
                           .metric = t.calls,
                           .day = f.day,
                           .quantity = f.quantity,
                           .channel = f.rep == rep_id{1} ? "cold call" : "e-mail"});
    const forecast plain = estimator{t.members, t.calls, t.book, t.as_of}.forecast(1, month(2025, 12));
    const forecast told = estimator{t.members, t.calls, by_channel, t.as_of}.forecast(1, month(2025, 12));
    CHECK(told.mean() == plain.mean());
    for (units k = 30; k <= 60; ++k)
        CHECK(told.tail(k) == plain.tail(k));
}

TEST_CASE("one deal of 100,000 in a year of small ones is an event, not a level") {
    team members{"East", calendar::weekdays()};
    const metric revenue = metric::amount("revenue", 0);
    ledger book;
    const day as_of{date{2025, 12, 31}};
    for (int rep = 1; rep <= 4; ++rep) {
        members.add({.id = rep, .role = "AE", .hired = day{date{2023, 1, 2}}});
        for (day d{date{2025, 1, 1}}; d <= as_of; ++d)
            if (d.weekday() == weekday::monday)
                book.record({.rep = rep, .metric = revenue, .day = d, .quantity = 800 + 100 * (d.value % 5)});
    }
    book.record({.rep = 1, .metric = revenue, .day = date{2025, 7, 15}, .quantity = 100'000});
    const estimator est{members, revenue, book, as_of};
    const period january = month(2026, 1);
    const forecast with = est.forecast(1, january);
    CHECK(with.largest()->quantity == 100'000);
    CHECK(with.because(forecast_reason::one_event_dominates));
    const auto without = est.forecast_without_largest(1, january);
    REQUIRE(without);
    // Four Mondays bring about 4,000; a level would be 8,333 a month more.
    CHECK(with.quantile(0.5) < 2 * without->quantile(0.5));
    CHECK(with.mean() < without->mean() + 100'000.0 / 12);
    CHECK(with.tail(8'000) > without->tail(8'000)); // with and without it, both can be told
    CHECK(without->tail(8'000) < 0.05);
}

TEST_CASE("one large event: its share, and the forecast without it") {
    steady_team t;
    t.book.record({.rep = 2, .metric = t.calls, .day = day{date{2025, 11, 20}}, .quantity = 400});
    const estimator est{t.members, t.calls, t.book, t.as_of};
    const period december = month(2025, 12);
    const forecast with = est.forecast(2, december);
    CHECK(with.largest()->quantity == 401);
    CHECK(with.because(forecast_reason::one_event_dominates));
    const auto without = est.forecast_without_largest(2, december);
    REQUIRE(without);
    CHECK(without->mean() < with.mean());
    CHECK(without->mean() == doctest::Approx(23).epsilon(0.2));
}

TEST_CASE("a day below zero makes the metric one whose done part can be lost") {
    steady_team t;
    t.book.record({.rep = 1, .metric = t.calls, .day = day{date{2025, 11, 29}}, .quantity = -4});
    const estimator est{t.members, t.calls, t.book, day{date{2025, 11, 29}}};
    const forecast f = est.forecast(1, month(2025, 12));
    CHECK(f.because(forecast_reason::reversals));
    CHECK(f.tail(0) < 1);
    CHECK(f.tail(0) > 0.5);
}

TEST_CASE("counts stay whole when some were taken back, and when they are shared in parts") {
    steady_team t;
    CHECK(estimator(t.members, t.calls, t.book, t.as_of).forecast(1, month(2025, 12)).step() == 0);
    t.book.record({.rep = 2, .metric = t.calls, .day = day{date{2025, 6, 7}}, .quantity = -11});
    const estimator net{t.members, t.calls, t.book, t.as_of};
    for (const forecast& f : {net.forecast(1, month(2025, 12)), net.team_forecast(month(2025, 12))}) {
        CHECK(f.step() == 1);
        CHECK(f.tail(40) == f.rest().tail(39.5));
        CHECK(f.quantile(0.3) == std::floor(f.quantile(0.3)));
    }

    const metric shared = metric::count("shared", 2);
    ledger book;
    for (int week = 0; week < 48; ++week)
        book.record({.rep = 1, .metric = shared, .day = day{date{2025, 1, 2}} + 7 * week, .quantity = 100});
    const auto step = [&] {
        return estimator(t.members, shared, book, t.as_of).forecast(1, month(2025, 12)).step();
    };
    CHECK(step() == 100);
    book.record({.rep = 1, .metric = shared, .day = day{date{2025, 2, 3}}, .quantity = 250});
    CHECK(step() == 50);
    book.record({.rep = 2, .metric = shared, .day = day{date{2025, 2, 4}}, .quantity = 33});
    CHECK(step() == 1);
}

TEST_CASE("a working week is a week, whatever its days") {
    const auto forecast_of = [](std::array<fraction, 7> pattern, std::array<units, 7> brings) {
        team who{"T", calendar{pattern}};
        who.add({.id = 1, .hired = day{date{2025, 1, 1}}});
        ledger book;
        const metric visits = metric::count("visits");
        for (day d{date{2025, 1, 1}}; d < day{date{2025, 12, 1}}; ++d)
            if (const units n = brings[static_cast<std::size_t>(d.weekday())]; n > 0)
                book.record({.rep = 1, .metric = visits, .day = d, .quantity = n});
        return estimator(who, visits, book, day{date{2025, 11, 30}}).forecast(1, month(2025, 12));
    };
    constexpr fraction on;
    constexpr fraction off = fraction::zero();
    const forecast five = forecast_of({on, on, on, on, on, off, off}, {2, 2, 2, 2, 2, 0, 0});
    const forecast four = forecast_of({on, on, on, on, off, off, off}, {2, 2, 2, 2, 0, 0, 0});
    const forecast weekend = forecast_of({off, off, off, off, off, on, on}, {0, 0, 0, 0, 0, 5, 5});
    CHECK(four.evidence().effective_days / five.evidence().effective_days ==
          doctest::Approx(0.8).epsilon(0.03));
    CHECK(weekend.evidence().effective_days / five.evidence().effective_days ==
          doctest::Approx(0.4).epsilon(0.03));
    CHECK(weekend.mean() == doctest::Approx(8 * 5).epsilon(0.05));
    CHECK(four.mean() == doctest::Approx(19 * 2).epsilon(0.05)); // one of five Mondays to Wednesdays more
}

TEST_CASE("the weekend may still bring what it always brought") {
    team two{"T", calendar::weekdays()};
    two.add({.id = 1, .hired = day{date{2025, 1, 1}}});
    two.add({.id = 2, .hired = day{date{2025, 1, 1}}});
    const metric calls = metric::count("calls");
    ledger book;
    const day friday{date{2026, 10, 30}};
    for (day d{date{2025, 1, 1}}; d <= friday; ++d)
        if (d.weekday() <= weekday::friday || (d.weekday() == weekday::saturday && d.value % 10 < 7))
            for (int rep = 1; rep <= 2; ++rep)
                book.record({.rep = rep, .metric = calls, .day = d, .quantity = 1});
    const period october = month(2026, 10);
    const forecast one = estimator(two, calls, book, friday).forecast(1, october);
    CHECK(one.because(forecast_reason::no_time_left));
    CHECK(one.tail(one.done() + 1) == doctest::Approx(0.6).epsilon(0.3));
    const forecast team = estimator(two, calls, book, friday).team_forecast(october);
    CHECK(team.tail(team.done() + 1) > one.tail(one.done() + 1));
    const forecast over = estimator(two, calls, book, october.last()).forecast(1, october);
    CHECK(over.tail(over.done() + 1) == 0);
}

TEST_CASE("one member's forecast is the team's when the others are away") {
    const steady_team usual;
    const period december = month(2025, 12);
    team away{"East", calendar::weekdays()};
    away.add({.id = 1, .role = "BDR", .hired = day{date{2023, 1, 2}}});
    away.add({.id = 2,
              .role = "BDR",
              .hired = day{date{2023, 1, 2}},
              .absences = {{december.begin, december.end}}});
    const estimator est{away, usual.calls, usual.book, usual.as_of};
    const forecast all = est.team_forecast(december);
    const forecast ana = est.forecast(1, december);
    for (units k = 20; k < 80; ++k)
        CHECK(all.tail(k) == ana.tail(k));
}

TEST_CASE("a row of a mistyped year is no record of the years since") {
    team two{"T", calendar::weekdays()};
    two.add({.id = 1});
    two.add({.id = 2, .hired = day{date{2025, 1, 1}}});
    const metric calls = metric::count("calls");
    const day last{date{2025, 11, 30}};
    ledger book;
    for (day d{date{2025, 1, 1}}; d <= last; ++d)
        if (d.weekday() <= weekday::friday)
            for (int rep = 1; rep <= 2; ++rep)
                book.record({.rep = rep, .metric = calls, .day = d, .quantity = 2});
    const estimator right{two, calls, book, last};
    for (int rep = 1; rep <= 2; ++rep)
        book.record({.rep = rep, .metric = calls, .day = day{date{1970, 1, 1}}, .quantity = 1});
    const estimator mistyped{two, calls, book, last};
    const period december = month(2025, 12);
    for (int rep = 1; rep <= 2; ++rep) {
        CHECK(mistyped.forecast(rep, december).mean() == right.forecast(rep, december).mean());
        CHECK(mistyped.forecast(rep, december).evidence().grade ==
              right.forecast(rep, december).evidence().grade);
    }
    CHECK(mistyped.team_forecast(december).tail(90) == right.team_forecast(december).tail(90));
}

TEST_CASE("who sells less than once in a year has a record all the same") {
    const metric deals = metric::count("deals");
    const auto mean_of = [&](std::optional<day> hired) {
        team one{"T", calendar::weekdays()};
        one.add({.id = 1, .hired = hired});
        ledger book;
        for (day d{date{2020, 1, 6}}; d < day{date{2025, 1, 1}}; d = d + 377)
            book.record({.rep = 1, .metric = deals, .day = d});
        return estimator(one, deals, book, day{date{2024, 12, 31}}).forecast(1, year(2025)).mean();
    };
    CHECK(mean_of(std::nullopt) == doctest::Approx(mean_of(day{date{2020, 1, 6}})).epsilon(0.05));
}

TEST_CASE("a forecast fits the common grid within its promise") {
    const steady_team t;
    const estimator est{t.members, t.calls, t.book, t.as_of};
    const forecast f = est.forecast(1, month(2025, 12));
    const quantile_grid g = f.grid();
    CHECK(g.accepted());
    for (units k = 1; k < 120; ++k)
        if (f.tail(k) > 0.02 && f.tail(k) < 0.98) CHECK(std::abs(g.tail(k) - f.tail(k)) < 0.003);
}

TEST_CASE("somebody who comes later does not change whose forecast is whose") {
    team people{"T", calendar::weekdays()};
    people.add({.id = 10, .hired = day{date{2024, 1, 1}}});
    people.add({.id = 20, .hired = day{date{2024, 1, 1}}});
    const metric demos = metric::count("demos");
    const day as_of{date{2026, 11, 30}};
    ledger facts;
    for (day d = as_of - 200; d <= as_of; ++d)
        for (const rep_id who : {10, 20})
            facts.record({.rep = who, .metric = demos, .day = d, .quantity = who == rep_id{10} ? 1 : 5});
    const estimator est{people, demos, facts, as_of};
    const period december = month(2026, 12);
    const double ten = est.forecast(10, december).mean();
    const double twenty = est.forecast(20, december).mean();
    CHECK(ten < twenty);
    people.add({.id = 5, .hired = day{date{2026, 12, 1}}});
    CHECK(est.forecast(10, december).mean() == ten);
    CHECK(est.forecast(20, december).mean() == twenty);
    CHECK(est.last_fact(20) == as_of);
    CHECK(thrown([&] { (void)est.forecast(5, december); }).code() == errc::conflict);
    CHECK(thrown([&] { (void)est.forecast(6, december); }).code() == errc::unknown_id);
    CHECK(thrown([&] { (void)est.forecasts(december); }).code() == errc::conflict);
    CHECK(thrown([&] { (void)est.team_forecast(december); }).code() == errc::conflict);
}

TEST_CASE("a role held in a stint is the rep's cohort") {
    team people{"T", calendar::weekdays()};
    const metric calls = metric::count("calls");
    const day as_of{date{2026, 11, 30}};
    const day december{date{2026, 12, 1}};
    ledger facts;
    for (std::int64_t i = 1; i <= 8; ++i) {
        people.add({.id = i, .role = i <= 4 ? "Jr" : "Sr", .hired = day{date{2024, 1, 1}}});
        for (day d = as_of - 200; d <= as_of; ++d)
            facts.record({.rep = i, .metric = calls, .day = d, .quantity = i <= 4 ? 2 : 20});
    }
    people.add({.id = 9, .hired = december, .stints = {{.begin = december, .role = "Sr"}}});
    people.add({.id = 10, .role = "Sr", .hired = december});
    const estimator est{people, calls, facts, as_of};
    CHECK(est.forecast(9, month(2026, 12)).mean() == est.forecast(10, month(2026, 12)).mean());
}

TEST_CASE("sums beyond 64 bits are refused, limits up to the largest are certain") {
    team one{"T", calendar::weekdays()};
    one.add({.id = 1, .hired = day{date{2024, 1, 1}}});
    const metric revenue = metric::amount("revenue");
    const metric complaints = metric::count("complaints");
    const day as_of{date{2026, 12, 15}};
    const period december = month(2026, 12);
    ledger facts;
    facts.record({.rep = 1, .metric = complaints, .day = as_of});
    const estimator few{one, complaints, facts, as_of};
    CHECK(few.forecast(1, december).probability_within(std::numeric_limits<units>::max()) == 1);
    CHECK(few.forecast(1, december).probability_within(100) > 0.9);
    for (int back : {1, 2})
        facts.record(
            {.rep = 1, .metric = revenue, .day = as_of - back, .quantity = 5'000'000'000'000'000'000});
    const error refused = thrown([&] { (void)estimator{one, revenue, facts, as_of}; });
    CHECK(refused.code() == errc::overflow);
    CHECK(refused.argument() == "facts");
    const std::array past{december};
    CHECK(thrown([&] { (void)calibrate(one, revenue, facts, december.last(), past); }).code() ==
          errc::overflow);
}

TEST_CASE("a team's total knows who is away: three people are not three alike") {
    const day as_of{date{2025, 11, 30}};
    const period december = month(2025, 12);
    const auto total_with = [&](std::vector<absence> star_away, std::optional<day> star_left) {
        team members{"East", calendar::weekdays()};
        ledger book;
        const metric calls = metric::count("calls");
        for (int rep = 1; rep <= 2; ++rep)
            members.add({.id = rep, .hired = day{date{2023, 1, 2}}});
        members.add(
            {.id = 3, .hired = day{date{2023, 1, 2}}, .left = star_left, .absences = std::move(star_away)});
        for (day d{date{2025, 1, 1}}; d <= as_of; ++d)
            if (members.calendar().workday(d) != fraction::zero())
                for (int rep = 1; rep <= 3; ++rep)
                    book.record({.rep = rep, .metric = calls, .day = d, .quantity = rep == 3 ? 20 : 2});
        return estimator{members, calls, book, as_of}.team_forecast(december);
    };
    const forecast all = total_with({}, {});
    CHECK(all.mean() == doctest::Approx(23 * 24).epsilon(0.05));
    // Two thirds of the heads, one sixth of the calls: 92, and 140 is out of reach.
    for (const forecast& rest : {total_with({{december.begin, december.end}}, {}), total_with({}, as_of)}) {
        CHECK(rest.mean() == doctest::Approx(92).epsilon(0.1));
        CHECK(rest.tail(140) < 0.1);
    }
}

TEST_CASE("a mover's facts are in the forecasts of the team of their day") {
    const metric meetings = metric::count("meetings");
    const day move = parse_day("2026-11-16");
    std::vector<team> teams{{"East", calendar::weekdays()}, {"West", calendar::weekdays()}};
    teams[0].add({.id = 1, .left = move});
    teams[1].add({.id = 1, .joined = move});
    teams[1].add({.id = 2});
    ledger book;
    for (day d = parse_day("2026-11-02"); d < parse_day("2026-11-21"); ++d)
        for (const rep_id rep : {rep_id{1}, rep_id{2}})
            book.record({.rep = rep, .metric = meetings, .day = d, .quantity = 1});
    const period november = month(2026, 11);
    const day known = parse_day("2026-11-20");
    const estimator east{teams[0], meetings, book, known};
    const estimator west{teams[1], meetings, book, known};
    CHECK(east.forecast(1, november).done() == 14);
    CHECK(east.last_fact(1) == std::optional{move - 1});
    CHECK(west.forecast(1, november).done() == 5);
    CHECK(west.team_forecast(november).done() == 5 + 19);
}

TEST_CASE("a team that is renamed, or all of whose people move together, is forecast as it was") {
    const steady_team t;
    const day move{date{2025, 12, 1}};
    team renamed{"West", calendar::weekdays()};
    for (const rep& who : t.members.reps())
        renamed.add({.id = who.id,
                     .role = who.role,
                     .hired = who.hired,
                     .joined = move,
                     .elsewhere = {{*who.hired, move, {}}}});
    const estimator before{t.members, t.calls, t.book, t.as_of};
    const estimator after{renamed, t.calls, t.book, t.as_of};
    const period december = month(2025, 12);
    for (const rep_id rep : {rep_id{1}, rep_id{2}}) {
        const forecast a = before.forecast(rep, december);
        const forecast b = after.forecast(rep, december);
        for (const units target : {10, 20, 40, 46, 60})
            CHECK(b.probability_of(target) == a.probability_of(target));
        CHECK(b.evidence().effective_days == a.evidence().effective_days);
        CHECK(b.because(forecast_reason::record_elsewhere));
        CHECK_FALSE(a.because(forecast_reason::record_elsewhere));
        CHECK(after.last_fact(rep) == before.last_fact(rep));
    }
    CHECK(after.team_forecast(december).probability_of(70) ==
          before.team_forecast(december).probability_of(70));

    // A team that is told nothing of where they were knows nobody.
    team strangers{"West", calendar::weekdays()};
    strangers.add({.id = 1, .joined = move});
    const estimator unknown{strangers, t.calls, t.book, t.as_of};
    CHECK_FALSE(unknown.forecast(1, december).known());
}

TEST_CASE("a mover brings the own record, and what was done there is done there") {
    steady_team t;
    const day move{date{2025, 11, 17}};
    for (day d{date{2025, 1, 1}}; d <= t.as_of; ++d) // the third makes five a day, in another team until then
        if (t.members.calendar().workday(d) != fraction::zero())
            t.book.record({.rep = 3, .metric = t.calls, .day = d, .quantity = 5});
    const auto joining = [&](std::vector<stint> elsewhere) {
        team with = t.members;
        with.add({.id = 3, .role = "BDR", .joined = move, .elsewhere = std::move(elsewhere)});
        return with;
    };
    const team told = joining({{day{date{2024, 6, 3}}, move, {}}});
    const team untold = joining({});
    const estimator knows{told, t.calls, t.book, t.as_of};
    const estimator guesses{untold, t.calls, t.book, t.as_of};
    const period december = month(2025, 12);
    const period november = month(2025, 11);
    CHECK(knows.forecast(3, december).mean() == doctest::Approx(115).epsilon(0.05));
    CHECK(knows.forecast(3, december).evidence().grade == evidence_grade::solid);
    CHECK(guesses.forecast(3, december).evidence().grade == evidence_grade::thin);
    // Ten of November's 20 days are this team's.
    const estimator in_november{told, t.calls, t.book, day{date{2025, 11, 28}}};
    CHECK(in_november.forecast(3, november).done() == 50);
    CHECK(in_november.team_forecast(november).done() == 20 * 3 + 50);
    const auto without = in_november.forecast_without_largest(3, {move - 7, move + 30, period_kind::custom});
    REQUIRE(without);
    CHECK(without->done() >= 45); // the largest day of many alike may be elsewhere

    // Who has left teaches the team nothing more, wherever they are now.
    const auto left = [&](std::vector<stint> elsewhere) {
        team with = t.members;
        with.add({.id = 3,
                  .role = "BDR",
                  .joined = day{date{2024, 6, 3}},
                  .left = move,
                  .elsewhere = std::move(elsewhere)});
        return with;
    };
    const team gone = left({{move, {}, {}}});
    const team gone_untold = left({});
    CHECK(estimator{gone, t.calls, t.book, t.as_of}.forecast(1, december).mean() ==
          estimator{gone_untold, t.calls, t.book, t.as_of}.forecast(1, december).mean());
}

TEST_CASE("what is recorded on leave is done and tells no rate") {
    steady_team t; // until the end of November 2025, Ana makes two a day
    const day back{date{2026, 12, 1}};
    team away{"East", calendar::weekdays()};
    for (rep who : t.members.reps()) {
        if (who.id == rep_id{1}) who.absences.push_back({t.as_of + 1, back});
        away.add(who);
    }
    for (day d = t.as_of + 1; d < back; ++d) {
        if (t.members.calendar().workday(d) == fraction::zero()) continue;
        t.book.record({.rep = 2, .metric = t.calls, .day = d, .quantity = 1});
        if (d.weekday() == weekday::monday) // an old order of Ana's
            t.book.record({.rep = 1, .metric = t.calls, .day = d, .quantity = 1});
    }
    t.book.record({.rep = 1, .metric = t.calls, .day = back - 8, .quantity = 5}); // her largest day
    const estimator est{away, t.calls, t.book, back - 1};
    const period december = month(2026, 12); // 23 weekdays
    const period november = month(2026, 11);
    CHECK(est.forecast(1, december).mean() == doctest::Approx(46).epsilon(0.3));
    CHECK(est.forecast(2, december).mean() == doctest::Approx(23).epsilon(0.1));
    CHECK(est.team_forecast(december).mean() == doctest::Approx(69).epsilon(0.3));
    CHECK(est.forecast(1, november).done() == 5 + 5); // five Mondays
    const auto without = est.forecast_without_largest(1, december);
    REQUIRE(without);
    CHECK(without->mean() == est.forecast(1, december).mean()); // it has taught nothing
}
