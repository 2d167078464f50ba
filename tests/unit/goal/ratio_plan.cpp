// A ratio's plan: the reps' targets make the team's, at one chance for everybody.
#include <attain/core/error.hpp>
#include <attain/goal/ratio_plan.hpp>

#include <doctest/doctest.h>

#include <cmath>

using namespace attain;

namespace {

const day first = parse_day("2025-12-01");
const period june = month(2026, 6);
const day eve = june.begin - 1;
const metric won = metric::count("won");
const metric decided = metric::count("decided");
const metric revenue = metric::amount("revenue");
const ratio_metric win_rate{"win rate", won, decided};
const ratio_metric won_to_lost{"won to lost", won, metric::count("lost"), ratio_kind::odds};
const ratio_metric deal_size{"deal size", revenue, won, ratio_kind::average};

// Ana wins three in four, Ben half, Cleo one in four; Ben decides twice as many. Deals of 1,000 to 1,800.
struct half_a_year {
    team closers{"Closers", calendar::weekdays()};
    ledger book;
    half_a_year() {
        const char* const names[] = {"Ana", "Ben", "Cleo"};
        for (int rep = 1; rep <= 3; ++rep)
            closers.add({.id = rep, .name = names[rep - 1], .hired = first - 500});
        for (day d = first; d <= eve; ++d) {
            if (d.weekday() >= weekday::saturday) continue;
            for (int rep = 1; rep <= 3; ++rep)
                for (int deal = 0; deal < (rep == 2 ? 4 : 2); ++deal) {
                    const bool hit = (d.value * 7 + deal * 3 + rep) % 4 < 4 - rep;
                    book.record({.rep = rep, .metric = decided, .day = d});
                    book.record({.rep = rep, .metric = hit ? won : won_to_lost.denominator, .day = d});
                    if (hit)
                        book.record({.rep = rep,
                                     .metric = revenue,
                                     .day = d,
                                     .quantity = 100'000 + d.value % 5 * 20'000});
                }
        }
        book.seal();
    }
};

// What the team has if everybody meets exactly their own target.
double together(const ratio_plan& p) {
    double numerator = 0;
    double denominator = 0;
    for (std::size_t i = 0; i < p.goals.size(); ++i) {
        const double t = p.goals[i].target.value();
        const double base = p.team.metric.kind == ratio_kind::odds ? p.events[i] / (1 + t) : p.events[i];
        numerator += base * t;
        denominator += base;
    }
    return numerator / denominator;
}

} // namespace

TEST_CASE("the targets make the team's, with the same chance for everybody") {
    const half_a_year h;
    for (const auto& [metric_of, asked, step] :
         {std::tuple{win_rate, ratio{55, 100}, 0.001}, std::tuple{won_to_lost, ratio{6, 5}, 0.01},
          std::tuple{deal_size, ratio{140'000, 1}, 1000.0}}) {
        const ratio_metric& what = metric_of; // a lambda, as CAPTURE is one, takes no binding
        CAPTURE(what.name);
        const ratio_estimator est{h.closers, what, h.book, eve};
        const ratio_plan p = make_ratio_plan(est, june, asked);
        REQUIRE(p.goals.size() == 3);
        CHECK(p.meets);
        CHECK(p.combined == doctest::Approx(together(p)));
        CHECK(p.combined >= asked.value() * (1 - 1e-12));
        CHECK(p.combined <= asked.value() + 2 * step);
        double low = 1;
        double high = 0;
        for (const ratio_goal& g : p.goals) {
            low = std::min(low, g.probability());
            high = std::max(high, g.probability());
        }
        CHECK(high - low < 0.1); // one deal more or less of forty
        const auto [least, most] = std::minmax_element(p.one_for_all.begin(), p.one_for_all.end());
        if (what.kind != ratio_kind::average) CHECK(*most - *least > 0.5); // one number for all would not do
        CHECK(p.team.owner == "Closers");
        CHECK(p.team.target == asked);
    }
    // who wins more is asked more
    const ratio_plan p = make_ratio_plan(ratio_estimator{h.closers, win_rate, h.book, eve}, june, {1, 2});
    CHECK(p.goals[0].target.value() > p.goals[1].target.value() + 0.1);
    CHECK(p.goals[1].target.value() > p.goals[2].target.value() + 0.1);
    CHECK(p.events[1] == doctest::Approx(2 * p.events[0]).epsilon(0.1));
}

TEST_CASE("odds of somebody who may well lose nothing end where no step changes the chance") {
    // Ana decides four in five days, and loses one in four; Ben one a week, and loses every tenth.
    team pair{"Closers", calendar::weekdays()};
    pair.add({.id = 1, .name = "Ana", .hired = first - 500});
    pair.add({.id = 2, .name = "Ben", .hired = first - 500});
    ledger book;
    int deals = 0;
    int few = 0;
    for (day d = first; d <= eve; ++d) {
        if (d.weekday() >= weekday::friday) continue;
        book.record({.rep = 1, .metric = deals++ % 4 == 3 ? won_to_lost.denominator : won, .day = d});
        if (d.weekday() == weekday::monday)
            book.record({.rep = 2, .metric = few++ % 10 == 9 ? won_to_lost.denominator : won, .day = d});
    }
    book.seal();
    const ratio_estimator est{pair, won_to_lost, book, eve};
    for (const better way : {better::higher, better::lower}) {
        const ratio_plan p = make_ratio_plan(est, june, {6, 1}, {.direction = way});
        REQUIRE(p.goals.size() == 2);
        CHECK(p.meets);
        CHECK(p.combined == doctest::Approx(together(p)));
        CHECK((way == better::higher ? p.combined >= 6 - 1e-12 : p.combined <= 6 + 1e-12));
        CHECK(p.combined == doctest::Approx(6).epsilon(0.01));
        for (const ratio_goal& g : p.goals)
            CHECK(g.target.value() <= 100);
        CHECK(p.goals[1].forecast.tail({1'000'000, 1}) > 0.3);
    }
}

TEST_CASE("lower is better: limits that together keep the team's") {
    const half_a_year h;
    const ratio_metric loss_rate{"loss rate", won_to_lost.denominator, decided};
    const ratio_estimator est{h.closers, loss_rate, h.book, eve};
    const ratio_plan p = make_ratio_plan(est, june, {1, 2}, {.direction = better::lower});
    CHECK(p.meets);
    CHECK(p.combined <= 0.5 + 1e-12);
    CHECK(p.combined >= 0.5 - 0.002);
    CHECK(p.goals[0].target.value() < p.goals[2].target.value());
    for (const ratio_goal& g : p.goals)
        CHECK(g.probability() == doctest::Approx(p.goals[0].probability()).epsilon(0.15));
}

TEST_CASE("locks are kept, and the others carry the rest") {
    const half_a_year h;
    const ratio_estimator est{h.closers, win_rate, h.book, eve};
    const ratio_plan free = make_ratio_plan(est, june, {11, 20});
    const ratio_plan p = make_ratio_plan(est, june, {11, 20}, {.locks = {{1, {3, 5}}}});
    CHECK(p.goals[0].target == ratio{3, 5});
    CHECK(p.locked == std::vector<bool>{true, false, false});
    CHECK(p.meets);
    CHECK(p.goals[1].target.value() > free.goals[1].target.value());
    // everybody locked too low: said, not mended
    const ratio_plan low =
        make_ratio_plan(est, june, {11, 20}, {.locks = {{1, {1, 2}}, {2, {1, 2}}, {3, {1, 2}}}});
    CHECK_FALSE(low.meets);
    CHECK(low.combined == doctest::Approx(0.5));
    CHECK(audit(low.goals[0], low)[3].verdict == verdict::fail);
    CHECK(audit(low.goals[0], low)[0].verdict == verdict::warn); // the same for all, whatever they can
    CHECK(audit(low.goals[0], low)[0].figure == 2);
    CHECK(audit(low).at(1)[0].reason == audit(low.goals[1], low)[0].reason);
    CHECK_THROWS_AS((void)make_ratio_plan(est, june, {1, 2}, {.locks = {{9, {1, 2}}}}), error);
    CHECK_THROWS_AS((void)make_ratio_plan(est, june, {1, 2}, {.locks = {{1, {1, 2}}, {1, {1, 2}}}}), error);
    CHECK_THROWS_AS((void)make_ratio_plan(est, june, {1, 2}, {.locks = {{1, {3, 2}}}}), error);
    CHECK_THROWS_AS((void)make_ratio_plan(est, june, {3, 2}), error);
    CHECK_THROWS_AS((void)make_ratio_plan(est, june, {1, 0}), error);
}

TEST_CASE("what cannot be reached, or missed, is asked of everybody alike, and audited as such") {
    const half_a_year h;
    const ratio_estimator est{h.closers, win_rate, h.book, eve};
    const ratio_plan p = make_ratio_plan(est, june, {9, 10});
    CHECK(p.team.probability() < 0.01);
    for (const ratio_goal& g : p.goals) {
        CHECK(g.target == ratio{9, 10}); // beyond what chances can tell apart
        CHECK(audit(g, p)[2].verdict != verdict::pass);
        CHECK(audit(g, p)[3].verdict != verdict::pass);
    }
    // too easy is no different; nor is an average far below or above all that was seen
    for (const ratio_goal& g : make_ratio_plan(est, june, {1, 100}).goals)
        CHECK(g.target == ratio{1, 100});
    const ratio_estimator sizes{h.closers, deal_size, h.book, eve};
    for (const units size : {1, 2'000'000'000})
        for (const better way : {better::higher, better::lower})
            for (const ratio_goal& g : make_ratio_plan(sizes, june, {size, 1}, {.direction = way}).goals)
                CHECK(g.target == ratio{size, 1});
    const ratio_plan fair = make_ratio_plan(est, june, {1, 2});
    CHECK(audit(fair.goals[0], fair)[3].figure == doctest::Approx(fair.team.probability()));
    CHECK(audit(fair.goals[0], fair)[0].verdict == verdict::pass);
}

TEST_CASE("nothing known: the team's target for everybody, and no chance") {
    const half_a_year h;
    const ledger empty;
    const ratio_plan p = make_ratio_plan(ratio_estimator{h.closers, win_rate, empty, eve}, june, {1, 2});
    for (std::size_t i = 0; i < p.goals.size(); ++i) {
        CHECK(p.goals[i].target == ratio{1, 2});
        CHECK(std::isnan(p.one_for_all[i]));
        CHECK(p.goals[i].forecast.evidence().grade == evidence_grade::unknown);
    }
    const team nobody{"None", calendar::weekdays()};
    CHECK_THROWS_AS((void)make_ratio_plan(ratio_estimator{nobody, win_rate, empty, eve}, june, {1, 2}),
                    error);
}

TEST_CASE("of whom less than two events are expected the team's target is asked, with care") {
    half_a_year h;
    h.closers.add({.id = 4, .name = "Dee", .hired = first - 500});
    ledger book = h.book;
    for (const int ago : {170, 140, 115, 90, 60, 35, 10}) { // one a month
        book.record({.rep = 4, .metric = decided, .day = eve - ago});
        book.record({.rep = 4, .metric = won, .day = eve - ago});
    }
    const ratio_estimator est{h.closers, win_rate, book, eve};
    const ratio_plan p = make_ratio_plan(est, june, {1, 2});
    REQUIRE(p.events[3] > 0);
    REQUIRE(p.events[3] < 2);
    CHECK(p.goals[3].target == ratio{1, 2});
    CHECK_FALSE(p.goals[0].target == ratio{1, 2});
    CHECK(p.meets);
    CHECK(together(p) >= 0.5 - 1e-12);
    const finding a = audit(p.goals[3], p)[2];
    CHECK(a.verdict == verdict::warn);
    CHECK(a.reason.find("fewer than two decided are to be expected") != std::string::npos);
    CHECK(a.change.what == remedy::more_data);
}
