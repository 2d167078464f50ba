// Goals of ratios and averages: chance, audit, progress, higher and lower better.
#include <attain/core/error.hpp>
#include <attain/goal/ratio_goal.hpp>

#include <doctest/doctest.h>

#include <cmath>

using namespace attain;

namespace {

const day first = parse_day("2025-12-01");
const metric won = metric::count("won");
const metric decided = metric::count("decided");
const metric minutes = metric::count("minutes");
const ratio_metric win_rate{"win rate", won, decided};
const ratio_metric wait{"first answer", minutes, decided, ratio_kind::average};

struct half_a_year {
    team closers{"Closers", calendar::weekdays()};
    ledger book;
    half_a_year() {
        closers.add({.id = 1, .name = "Ana", .role = "AE", .hired = first - 500});
        closers.add({.id = 2, .name = "Ben", .role = "AE", .hired = first - 500});
        for (day d = first; d < first + 210; ++d) {
            if (d.weekday() >= weekday::saturday) continue;
            for (int rep = 1; rep <= 2; ++rep) {
                book.record({.rep = rep, .metric = decided, .day = d, .quantity = 2});
                if ((d.value * 7 + rep) % 5 < 2)
                    book.record({.rep = rep, .metric = won, .day = d, .quantity = 2});
                book.record(
                    {.rep = rep, .metric = minutes, .day = d, .quantity = rep == 1 ? 50 + d.value % 30 : 90});
            }
        }
    }
};

const period june = month(2026, 6);
const day eve = june.begin - 1;

} // namespace

TEST_CASE("a win rate has a chance, a verdict and the target that would do") {
    const half_a_year h;
    const ratio_estimator est{h.closers, win_rate, h.book, eve};
    const ratio_goal fair = make_ratio_goal(est, 1, june, {2, 5});
    CHECK(fair.probability() > 0.4);
    CHECK(fair.probability() < 0.7);
    const auto verdicts = audit(fair);
    for (std::size_t i = 0; i < 5; ++i)
        CHECK(static_cast<std::size_t>(verdicts[i].question) == i);
    for (const finding& f : verdicts)
        CHECK(f.verdict == verdict::pass);
    CHECK(verdicts[0].reason == "Ana: win rate of at least 40.0 %");
    CHECK(verdicts[4].figure == 22);

    const ratio_goal hard = make_ratio_goal(est, 1, june, {4, 5});
    const finding a = audit(hard)[2];
    CHECK(a.verdict == verdict::fail);
    CHECK(a.change.what == remedy::lower_target);
    // The change does what it says.
    const ratio better_one{a.change.amount, 10'000};
    CHECK(hard.forecast.tail(better_one) >= 0.495);
    CHECK(audit(make_ratio_goal(est, 1, june, better_one))[2].verdict == verdict::pass);
    const ratio_goal easy = make_ratio_goal(est, 1, june, {1, 10});
    CHECK(audit(easy)[2].change.what == remedy::raise_target);

    const auto even = ratio_with_chance(fair.forecast, fair.metric, better::higher, 0.6);
    REQUIRE(even);
    CHECK(fair.forecast.tail(*even) >= 0.6);
    CHECK(fair.forecast.tail({even->numerator + 10, even->denominator}) < 0.6);
    const ratio_goal team = make_ratio_goal(est, {}, june, {2, 5});
    CHECK(team.owner == "Closers");
    CHECK(team.last_fact == fair.last_fact);
    CHECK_THROWS_AS((void)make_ratio_goal(est, 1, june, {2, 0}), error);
    CHECK_THROWS_AS((void)make_ratio_goal(est, 1, june, {-1, 2}), error);
    CHECK_THROWS_AS((void)make_ratio_goal(est, 9, june, {1, 2}), error);
    CHECK_THROWS_AS((void)ratio_with_chance(fair.forecast, fair.metric, better::higher, 1), error);
}

TEST_CASE("a ratio is not prorated: who is there for half the month has the whole target") {
    half_a_year h;
    team halved{"Closers", calendar::weekdays()};
    halved.add({.id = 1, .name = "Ana", .role = "AE", .hired = first - 500});
    halved.add({.id = 2,
                .name = "Ben",
                .role = "AE",
                .hired = first - 500,
                .fte = 0.5,
                .absences = {{june.begin, june.begin + 15}}});
    for (const auto& [what, way] : {std::pair{win_rate, better::higher}, std::pair{wait, better::lower}}) {
        const ratio_estimator est{halved, what, h.book, eve};
        const ratio_goal whole = make_ratio_goal(est, 1, june, {2, 5}, way);
        const ratio_goal part = make_ratio_goal(est, 2, june, {2, 5}, way);
        CHECK(part.target == whole.target);
        CHECK(part.forecast.expected_events() < 0.5 * whole.forecast.expected_events());
    }
}

TEST_CASE("where no event can come there is no ratio, and so no chance to be told") {
    half_a_year h;
    team away{"Closers", calendar::weekdays()};
    away.add({.id = 1, .name = "Ana", .role = "AE", .hired = first - 500});
    away.add({.id = 2,
              .name = "Ben",
              .role = "AE",
              .hired = first - 500,
              .absences = {{june.begin, june.begin + 30}}});
    ledger book; // of the months before alone
    for (const metric& of : {won, decided})
        for (const day_total& t : h.book.totals(of, eve))
            book.record({.rep = t.rep, .metric = of, .day = t.day, .quantity = t.quantity});
    const ratio_goal g = make_ratio_goal(ratio_estimator{away, win_rate, book, eve}, 2, june, {2, 5});
    REQUIRE(g.forecast.undefined() == 1);
    CHECK(g.forecast.evidence().grade != evidence_grade::unknown);
    CHECK_FALSE(g.forecast.known());
    const finding a = audit(g)[2];
    CHECK(a.verdict == verdict::warn);
    CHECK(std::isnan(a.figure));
    const ratio_progress p =
        track(g, ratio_estimator{away, win_rate, book, june.begin + 7}.forecast(2, june), june.begin + 7);
    CHECK_FALSE(p.probability);
    CHECK(sentence(p, g).ends_with("chance unknown"));
}

TEST_CASE("lower is better: a limit, with its own chance") {
    const half_a_year h;
    const ratio_estimator est{h.closers, wait, h.book, eve};
    const ratio_goal ana = make_ratio_goal(est, 1, june, {40, 1}, better::lower); // 25 to 40 minutes a case
    const ratio_goal ben = make_ratio_goal(est, 2, june, {40, 1}, better::lower); // always 45
    CHECK(ana.probability() > 0.9);
    CHECK(ben.probability() < 0.5);
    CHECK(audit(ben)[0].reason == "Ben: first answer of at most 40");
    // Too hard a limit is raised.
    const finding f = audit(ben)[2];
    if (f.verdict != verdict::pass) CHECK(f.change.what == remedy::raise_target);
    const auto limit = ratio_with_chance(ben.forecast, ben.metric, better::lower, 0.6);
    REQUIRE(limit);
    CHECK(ben.forecast.probability_within(*limit) >= 0.6);
    CHECK(ben.forecast.probability_within({limit->numerator - 10, limit->denominator}) < 0.6);
}

TEST_CASE("progress: what is done counts, and only the end decides") {
    const half_a_year h;
    const ratio_estimator before{h.closers, win_rate, h.book, eve};
    const ratio_goal g = make_ratio_goal(before, 1, june, {2, 5});
    const day middle = june.begin + 14;
    const ratio_estimator half{h.closers, win_rate, h.book, middle};
    const ratio_progress p = track(g, half.forecast(1, june), middle);
    CHECK(p.denominator == 22);
    REQUIRE(p.attainment.known());
    CHECK(*p.attainment.value() == doctest::Approx(static_cast<double>(p.numerator) / 22 / 0.4));
    REQUIRE(p.probability);
    CHECK(p.outcome.high - p.outcome.low < g.forecast.interval(0.8).high - g.forecast.interval(0.8).low);
    CHECK(p.status != pace_status::reached);
    // What is left must bring exactly what is missing.
    REQUIRE(p.rest);
    const double left = half.forecast(1, june).expected_events() - 22;
    CHECK((static_cast<double>(p.numerator) + *p.rest * left) / (22 + left) == doctest::Approx(0.4));
    CHECK(sentence(p, g).find("Ana: " + std::to_string(p.numerator) + " of 22 (") == 0);
    CHECK(sentence(p, g).find(", target 40.0 %; ") != std::string::npos);

    const ratio_estimator over{h.closers, win_rate, h.book, june.last()};
    const ratio_progress end = track(g, over.forecast(1, june), june.last(), &p);
    CHECK_FALSE(end.rest);
    CHECK(end.status == (end.attainment.reached() ? pace_status::reached : pace_status::missed));
    CHECK(*end.probability == (end.attainment.reached() ? 1 : 0));
    CHECK_THROWS_AS((void)track(g, over.forecast(2, june), june.last()), error);
    CHECK_THROWS_AS((void)track(g, over.forecast(1, june), middle, &p), error);

    // Nothing recorded by anybody: unknown, not zero, and no ratio.
    const ledger empty;
    const ratio_estimator nothing{h.closers, win_rate, empty, middle};
    const ratio_progress none = track(g, nothing.forecast(1, june), middle);
    CHECK_FALSE(none.probability);
    CHECK_FALSE(none.attainment.known());
    CHECK(std::isnan(none.outcome.low));
    CHECK(none.status == pace_status::too_early);
    CHECK(sentence(none, g) == "Ana: no decided yet, target 40.0 %; too early to say, chance unknown");
    const ratio_goal blank = make_ratio_goal(nothing, 1, june, {2, 5});
    CHECK(audit(blank)[1].verdict == verdict::warn);
    CHECK(audit(blank)[2].verdict == verdict::warn);
}

TEST_CASE("ratios as people read them") {
    CHECK(to_string(ratio{387, 1000}, win_rate) == "38.7 %");
    const ratio_metric calls{"x", won, decided, ratio_kind::average};
    CHECK(to_string(ratio{941, 100}, calls) == "9.41");
    CHECK(to_string(ratio{998, 20}, calls) == "49.9");
    CHECK(to_string(ratio{80, 2}, calls) == "40");
    CHECK(to_string(ratio{3, 2}, ratio_metric{"x", won, decided, ratio_kind::odds}) == "1.50 to 1");
    CHECK(to_string(ratio{250'000, 1},
                    ratio_metric{"x", metric::amount("revenue"), won, ratio_kind::average}) == "2500.00");
}

TEST_CASE("few events: a target is not called too easy when any more of it would be too hard") {
    team t{"East", calendar::weekdays()};
    ledger book;
    for (std::int64_t r = 1; r <= 3; ++r) {
        t.add({.id = r, .name = "Ana"});
        for (day d = eve - 330; d <= eve; ++d)
            if (t.calendar().workday(d) == fraction::one() && (d.value + r * 5) % 9 == 0) {
                book.record({.rep = r, .metric = decided, .day = d});
                if ((d.value / 9 + r) % 2) book.record({.rep = r, .metric = won, .day = d});
            }
    }
    const ratio_estimator est{t, win_rate, book, eve};
    for (const better direction : {better::higher, better::lower})
        for (units n = 50; n < 1000; n += 50) {
            const ratio_goal asked = make_ratio_goal(est, 1, june, {n, 1000}, direction);
            const finding first_read = audit(asked)[2];
            if (first_read.verdict == verdict::pass || first_read.change.what == remedy::more_data) continue;
            // Who follows the advice has followed it.
            const ratio advised{first_read.change.amount, 10'000};
            const finding again = audit(make_ratio_goal(est, 1, june, advised, direction))[2];
            CAPTURE(n);
            CHECK(again.verdict == verdict::pass);
        }
}

TEST_CASE("what is short of its target does not print as the target") {
    const half_a_year h;
    const ratio_estimator est{h.closers, win_rate, h.book, eve};
    ratio_goal g = make_ratio_goal(est, 1, june, {4000, 10'000});
    ratio_progress p{.rep = 1, .owner = "Ana", .numerator = 1199, .denominator = 3000};
    CHECK(sentence(p, g).find("1199 of 3000 (39.9 %), target 40.0 %") != std::string::npos);
    p.numerator = 1200;
    CHECK(sentence(p, g).find("(40.0 %)") != std::string::npos);
    g.direction = better::lower;
    p.numerator = 1201;
    CHECK(sentence(p, g).find("(40.1 %), at most 40.0 %") != std::string::npos);
}

TEST_CASE("what is advised is what is printed, and averages of events fall between whole ones") {
    const metric calls = metric::count("calls");
    const metric talks = metric::count("meetings");
    const ratio_metric effort{"calls per meeting", calls, talks, ratio_kind::average};
    const ratio_metric share{"meetings per call", talks, calls};
    team t{"East", calendar::weekdays()};
    ledger book;
    for (std::int64_t r = 1; r <= 3; ++r) {
        t.add({.id = r, .name = "Ana"});
        for (day d = eve - 330; d <= eve; ++d) {
            if (d.weekday() >= weekday::saturday || (d.value + r) % 3 != 0) continue;
            book.record({.rep = r, .metric = talks, .day = d, .quantity = 1 + d.value % 2});
            const units made = (1 + d.value % 2) * (r == 3 ? 12 : 1) + d.value * 5 % 4;
            book.record({.rep = r, .metric = calls, .day = d, .quantity = made});
        }
    }
    int advised = 0;
    for (const ratio_metric& what : {effort, share}) {
        const ratio_estimator est{t, what, book, eve};
        for (std::int64_t r = 1; r <= 3; ++r)
            for (const better way : {better::higher, better::lower}) {
                const ratio_forecast f = est.forecast(r, june);
                // As somebody reads it and types it in.
                const auto read = [&](const std::string& text) {
                    const double value = std::stod(text) / (what.kind == ratio_kind::share ? 100 : 1);
                    return ratio{std::llround(value * 10'000), 10'000};
                };
                const auto chance_of = [&](const ratio& target) {
                    return make_ratio_goal(est, r, june, target, way).probability();
                };
                for (const double p : {0.5, 0.6, 0.75}) {
                    const auto target = ratio_with_chance(f, what, way, p);
                    REQUIRE(target);
                    CHECK(read(to_string(*target, what)).value() == doctest::Approx(target->value()));
                    CHECK(chance_of(*target) >= p);
                    CHECK(chance_of(*target) < p + 0.1); // a step is small
                }
                for (const units percent : {40, 80, 95, 105, 130, 200}) {
                    const auto around = static_cast<units>(std::llround(f.mean() * 100.0 * double(percent)));
                    const finding a = audit(make_ratio_goal(est, r, june, {around, 10'000}, way))[2];
                    if (a.change.text.empty()) continue;
                    ++advised;
                    CAPTURE(a.reason);
                    CAPTURE(a.change.text);
                    const ratio followed = read(a.change.text.substr(std::string{"set it to "}.size()));
                    CHECK(audit(make_ratio_goal(est, r, june, followed, way))[2].verdict == verdict::pass);
                }
            }
    }
    CHECK(advised > 30);
}
