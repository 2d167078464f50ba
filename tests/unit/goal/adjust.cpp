#include <attain/core/error.hpp>
#include <attain/goal/adjust.hpp>
#include <attain/goal/change.hpp>

#include "year.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace attain;
using namespace goal_tests;

namespace {

closed_goal closed(rep_id rep, const team& t, const period& over, units target, units actual) {
    closed_goal c{.rep = rep, .owner = t.at(rep).name, .period = over, .target = target, .actual = actual};
    c.working_time = capacity_over(t, t.at(rep), over);
    c.attainment = attainment::of(actual, target, !c.working_time.none());
    return c;
}

units sum_of(const adjustment& a) {
    units sum = 0;
    for (const adjusted_goal& g : a.goals)
        sum += g.after;
    return sum;
}

} // namespace

TEST_CASE("a review closes a period: attainment, chances, the largest day") {
    const team t = east();
    const ledger book = history(december.last());
    const plan p = plan_of(estimator{t, meetings, book, eve}, 90);
    const period_review r = review(p, t, book, december.last());
    CHECK(r.total == 90);
    REQUIRE(r.goals.size() == 4);
    units actual = 0;
    for (const closed_goal& g : r.goals) {
        actual += g.actual;
        CHECK(g.attainment == attainment::of(g.actual, g.target));
        REQUIRE(g.said);
        REQUIRE(g.rank);
        CHECK(*g.rank >= 0);
        CHECK(*g.rank <= 1);
        CHECK(*g.largest_share <= 1);
    }
    CHECK(r.actual == actual);
    CHECK(r.calibration.goals == 4);
    CHECK(r.calibration.expected_reached == doctest::Approx(r.aimed * 4));
    CHECK(r.share_at_quota == doctest::Approx(static_cast<double>(r.calibration.reached) / 4));
    CHECK_THROWS_AS((void)review(p, t, book, december.last() - 1), error);

    // later facts change nothing in a closed period
    const ledger more = history(december.last() + 20);
    const period_review again = review(p, t, more, december.last() + 20);
    for (std::size_t i = 0; i < 4; ++i)
        CHECK(again.goals[i].actual == r.goals[i].actual);
}

TEST_CASE("what was said is checked against what happened") {
    std::vector<closed_goal> goals;
    for (int i = 0; i < 100; ++i) {
        closed_goal g{.rep = i, .target = 10, .actual = i < 60 ? 10 : 9, .said = 0.6};
        g.attainment = attainment::of(g.actual, g.target);
        goals.push_back(g);
    }
    const calibration_check c = calibration_of(goals);
    CHECK(c.reached == 60);
    CHECK(c.expected_reached == doctest::Approx(60));
    CHECK(c.brier == doctest::Approx(0.24));
    CHECK(c.consistent);
    for (closed_goal& g : goals)
        g.said = 0.9;
    CHECK_FALSE(calibration_of(goals).consistent);
    CHECK(calibration_of({}).goals == 0);
    CHECK(std::isnan(calibration_of({}).brier));
}

TEST_CASE("next goals: exact total, bridges that add up, no order dependence") {
    const team t = east();
    const ledger book = history();
    const estimator est{t, meetings, book, eve};
    const period november = month(2026, 11);
    std::vector<adjust_input> inputs;
    for (const std::int64_t r : {1, 2, 3, 4})
        inputs.push_back({.rep = r, .last = closed(r, t, november, 20 + r, 20 + r)});
    const adjustment a = readjust(est, december, 85, inputs);
    REQUIRE(a.feasible);
    CHECK(sum_of(a) == 85);
    for (const adjusted_goal& g : a.goals) {
        CHECK(g.why.total() == g.after);
        CHECK(g.why.lines().front().factor == factor::previous);
        CHECK(g.lambda >= 0);
        CHECK(g.lambda < 1);
    }
    std::reverse(inputs.begin(), inputs.end());
    const adjustment b = readjust(est, december, 85, inputs);
    for (std::size_t i = 0; i < a.goals.size(); ++i) {
        CHECK(a.goals[i].after == b.goals[i].after);
        CHECK(a.goals[i].why == b.goals[i].why);
    }
}

TEST_CASE("the ratchet guard: one good month raises nobody, and a step is a step") {
    const team t = east();
    ledger book = history();
    // Dan's November: one day with 40
    book.record({.rep = 4, .metric = meetings, .day = date{2026, 11, 16}, .quantity = 40});
    const estimator est{t, meetings, book, eve};
    const period november = month(2026, 11);
    const units usual = 20;
    const adjust_input only_beat{.rep = 4, .last = closed(4, t, november, usual, 61)};
    const adjustment one = readjust(est, december, 90, {{only_beat}});
    const auto dan = [](const adjustment& a) { return a.goals[3]; };
    const units basis = usual * 22 / 21; // 22 working days in December after 21 in November
    CHECK(dan(one).why.of(factor::ratchet) < 0);
    const units wished = dan(one).after - dan(one).why.of(factor::team_total);
    CHECK(std::abs(wished - basis) <= 1);

    // three good months in a row are no spike: a raise, but by no more than a fifth
    adjust_input steady = only_beat;
    for (const int m : {8, 9, 10})
        steady.earlier.push_back(closed(4, t, month(2026, m), usual, 60));
    const adjustment three = readjust(est, december, 90, {{steady}});
    const units raised = dan(three).after - dan(three).why.of(factor::team_total);
    CHECK(raised > wished);
    CHECK(raised <= basis + basis / 5 + 1);

    // a reached goal is not raised inside its own period
    adjust_input inside = steady;
    inside.already_reached = basis;
    const adjustment kept = readjust(est, december, 90, {{inside}});
    CHECK(dan(kept).after - dan(kept).why.of(factor::team_total) <= basis + 1);
}

TEST_CASE("a change within the noise is not made, and the line says so") {
    const team t = east();
    const ledger book = history();
    const estimator est{t, meetings, book, eve};
    const units high = est.forecast(4, december).target_for(0.6) + 2;
    closed_goal last{.rep = 4, .period = month(2026, 11), .target = high, .actual = high};
    last.working_time = capacity_over(t, t.at(4), december);
    last.attainment = attainment::of(last.actual, last.target);
    const auto dan = [&](double dead_band) {
        const adjust_options options{.step = fraction::one(), .dead_band = dead_band};
        return readjust(est, december, 90, {{{.rep = 4, .last = last}}}, {}, options).goals[3];
    };
    const adjusted_goal kept = dan(10); // standard deviations
    CHECK(kept.why.of(factor::dead_band) != 0);
    CHECK(kept.after - kept.why.of(factor::team_total) == high);
    const adjusted_goal moved = dan(0);
    CHECK(moved.why.of(factor::dead_band) == 0);
    CHECK(moved.after - moved.why.of(factor::team_total) < high);
}

TEST_CASE("the less a record says, the less of the way to the evidence is gone") {
    const team t = east();
    const ledger book = history();
    const estimator est{t, meetings, book, eve};
    std::vector<adjust_input> inputs;
    for (const std::int64_t r : {2, 4}) // Ben since September, Dan all year
        inputs.push_back({.rep = r, .last = closed(r, t, month(2026, 11), 20, 20)});
    const adjustment a = readjust(est, december, 85, inputs);
    CHECK(a.goals[1].lambda < a.goals[3].lambda);
}

TEST_CASE("damping is the same up and down") {
    const team t = east();
    const ledger book = history();
    const estimator est{t, meetings, book, eve};
    const period november = month(2026, 11);
    const units fair = est.forecast(4, december).target_for(0.6);
    const adjust_options wide{.step = fraction::one(), .dead_band = 0};
    const capacity now = capacity_over(t, t.at(4), december);
    const auto wish = [&](units basis) {
        closed_goal last{.rep = 4, .period = november, .target = basis, .actual = 0, .working_time = now};
        last.attainment = attainment::of(0, basis);
        const auto a = readjust(est, december, 90, {{{.rep = 4, .last = last}}}, {}, wide);
        return a.goals[3].after - a.goals[3].why.of(factor::team_total);
    };
    const auto up = [&](units off) { return wish(fair - off) - (fair - off); };
    const auto down = [&](units off) { return fair + off - wish(fair + off); };
    const units most =
        est.forecast(4, december).target_for(0.3) - fair; // beyond it a goal is no longer attainable
    REQUIRE(most >= 2);
    for (units off = 1; off <= most; ++off)
        CHECK(up(off) == down(off));
    CHECK(up(10) > 0);
    CHECK(up(10) < 10);
    CHECK(down(10) >= up(10));
}

TEST_CASE("a goal with less than half of the chance aimed at falls to where it has that at once") {
    const team t = east();
    const ledger book = history();
    const estimator est{t, meetings, book, eve};
    const forecast f = est.forecast(4, december);
    const units attainable = f.target_for(0.3);
    for (const units times : {2, 5}) {
        closed_goal last{
            .rep = 4, .period = month(2026, 11), .target = times * attainable, .actual = attainable};
        last.working_time = capacity_over(t, t.at(4), december);
        last.attainment = attainment::of(last.actual, last.target);
        const adjusted_goal dan = readjust(est, december, 60, {{{.rep = 4, .last = last}}}).goals[3];
        CHECK(dan.why.total() == dan.after);
        const units wished = dan.after - dan.why.of(factor::team_total);
        CHECK(std::abs(wished - attainable) <= 1); // not a fifth less, as a step allows
        CHECK(dan.lambda < 1);
    }
}

TEST_CASE(
    "a hopeless goal of somebody who hardly sells falls to what can be reached at once, to nothing too") {
    team t{"T", calendar::weekdays()};
    t.add({.id = 1, .name = "Ana", .hired = day{date{2024, 1, 1}}});
    t.add({.id = 2, .name = "Ben", .hired = day{date{2024, 1, 1}}});
    ledger book;
    book.record({.rep = 1, .metric = meetings, .day = day{date{2026, 2, 3}}}); // one in a year
    for (day d{date{2025, 12, 1}}; d <= eve; ++d)
        if (t.calendar().workday(d) != fraction::zero())
            book.record({.rep = 2, .metric = meetings, .day = d});
    const estimator est{t, meetings, book, eve};
    const forecast f = est.forecast(1, december);
    REQUIRE(f.target_for(0.6) == f.target_for(0.3));
    const adjust_input ana{.rep = 1, .last = closed(1, t, month(2026, 11), 20, 0)};
    const adjust_input ben{.rep = 2, .last = closed(2, t, month(2026, 11), 20, 21)};
    const adjusted_goal next = readjust(est, december, 20, {{ana, ben}}).goals[0];
    CHECK(next.after - next.why.of(factor::team_total) <= f.target_for(0.3) + 1);
    CHECK(next.why.total() == next.after);
}

TEST_CASE("relief needs a trigger that is large against how exact the quota is") {
    const team t = east();
    const ledger book = history();
    const estimator est{t, meetings, book, eve};
    const period november = month(2026, 11);
    const adjust_input dan{.rep = 4, .last = closed(4, t, november, 20, 20)};
    const forecast f = est.forecast(4, december);
    const units threshold = relief_threshold(f, 20);
    CHECK(threshold >= 1);
    CHECK(threshold < 20);

    const relief_request small{.rep = 4, .amount = 1, .trigger = "one account lost"};
    const relief_request large{
        .rep = 4, .amount = threshold + 1, .trigger = "territory moved", .approved_by = "Mia"};
    const auto none = readjust(est, december, 80, {{dan}}, {{small}});
    CHECK(none.goals[3].why.of(factor::relief) == 0);
    CHECK(std::any_of(none.goals[3].why.lines().begin(), none.goals[3].why.lines().end(),
                      [](const bridge_line& l) { return l.factor == factor::relief; })); // refused, and said
    const auto granted = readjust(est, december, 80, {{dan}}, {{large}});
    CHECK(granted.goals[3].why.of(factor::relief) == -(threshold + 1));
    CHECK_THROWS_AS((void)readjust(est, december, 80, {{dan}}, {{{.rep = 4, .amount = 0}}}), error);
    CHECK_THROWS_AS((void)readjust(est, december, 80, {{dan}}, {{{.rep = 9, .amount = 1}}}), error);
    CHECK_THROWS_AS((void)readjust(est, december, 80, {{dan, dan}}), error);
}

TEST_CASE("a total that the steps cannot meet is said, not forced") {
    const team t = east();
    const ledger book = history();
    const estimator est{t, meetings, book, eve};
    const period november = month(2026, 11);
    std::vector<adjust_input> inputs;
    for (const std::int64_t r : {1, 2, 3, 4})
        inputs.push_back({.rep = r, .last = closed(r, t, november, 20, 20)});
    const adjustment a = readjust(est, december, 300, inputs);
    CHECK_FALSE(a.feasible);
    CHECK(a.problem.kind == infeasibility_kind::caps_below);
    CHECK(a.problem.gap > 0);
    CHECK(sum_of(a) == a.wished);
}

TEST_CASE("joiners start from the evidence, leavers' numbers are in the total") {
    const team t = east(day{date{2026, 12, 1}}, day{date{2026, 12, 1}}); // Ana gone, Eve new
    const ledger book = history();
    const estimator est{t, meetings, book, eve};
    const period november = month(2026, 11);
    std::vector<adjust_input> inputs;
    for (const std::int64_t r : {1, 2, 3, 4})
        inputs.push_back({.rep = r, .last = closed(r, t, november, 20, 20)});
    const adjustment a = readjust(est, december, 75, inputs);
    REQUIRE(a.gone.size() == 1);
    CHECK(a.gone[0] == rep_id{1});
    REQUIRE(a.goals.size() == 4);
    CHECK(a.goals[3].rep == rep_id{5});
    CHECK(a.goals[3].before == 0);
    CHECK(a.goals[3].after > 0);
    CHECK(sum_of(a) == 75);
}

TEST_CASE("a quarter's remainder goes to the months that are left") {
    const capacity months[]{{21 * capacity::one_day}, {20 * capacity::one_day}};
    const auto left = remainder(300, 90, months);
    CHECK(std::accumulate(left.begin(), left.end(), units{0}) == 210);
    CHECK(left[0] == 108); // 210 x 21 / 41 = 107.6, never behind
    CHECK(remainder(300, 320, months) == std::vector<units>{0, 0});
    CHECK_THROWS_AS((void)remainder(300, 90, {}), error);
}

TEST_CASE("who was ill keeps the target's size: it was set for the days that were planned") {
    const period november = month(2026, 11);
    const auto three = [](bool ill) {
        team t{"East", calendar::weekdays()};
        for (int r = 1; r <= 3; ++r)
            t.add({.id = r, .name = std::string(1, static_cast<char>('@' + r))});
        if (!ill) return t;
        team with{"East", calendar::weekdays()};
        with.add({.id = 1, .name = "A", .absences = {{date{2026, 11, 9}, date{2026, 11, 14}}}});
        with.add({.id = 2, .name = "B"});
        with.add({.id = 3, .name = "C"});
        return with;
    };
    const team planned = three(false);
    const team as_it_was = three(true);
    ledger book;
    for (day d{date{2026, 1, 1}}; d <= eve; ++d)
        for (int r = 1; r <= 3; ++r)
            if (capacity_on(as_it_was, as_it_was.at(r), d).micro > 0)
                book.record({.rep = r, .metric = meetings, .day = d});
    const estimator october{planned, meetings, book, november.begin - 1};
    plan p = make_plan(october, november, allocate(63, october.forecasts(november)));
    REQUIRE(p.goals[0].target == p.goals[1].target);

    const auto next = [&](const plan& of) {
        const period_review r = review(of, as_it_was, book, eve);
        CHECK(r.goals[0].working_time == capacity{16 * capacity::one_day});
        CHECK(r.goals[0].planned_time == capacity{21 * capacity::one_day});
        std::vector<adjust_input> inputs;
        for (const closed_goal& c : r.goals)
            inputs.push_back({.rep = c.rep, .last = c});
        return readjust(estimator{as_it_was, meetings, book, eve}, december, 69, inputs);
    };
    // A change of somebody else's goal, decided when the illness is known, sets nothing anew for her.
    const estimator mid{as_it_was, meetings, book, date{2026, 11, 20}};
    const plan other = revise(p, mid, 3, november.last(), p.goals[2].target + 1, {"Mia", "a lead"}).after;
    for (const plan& of : {p, other}) {
        const adjustment a = next(of);
        REQUIRE(a.feasible);
        CHECK(a.goals[0].why.of(factor::working_time) == a.goals[1].why.of(factor::working_time));
        CHECK(a.goals[0].after <= a.goals[1].after + 1);
    }
    // Her own, set anew for the days that are left, is a target of those days.
    const plan own = revise(p, mid, 1, november.begin, 16, {"Mia", "five days ill"}, revision::restate).after;
    CHECK(review(own, as_it_was, book, eve).goals[0].planned_time == capacity{16 * capacity::one_day});
}

TEST_CASE("a quota of nothing starts anew, and a step is never less than a whole one") {
    const metric revenue = metric::amount("revenue");
    const team t = east();
    ledger book;
    for (const day_total& d : history().totals(meetings, eve))
        book.record({.rep = d.rep, .metric = revenue, .day = d.day, .quantity = 10'000 * d.quantity});
    const estimator est{t, revenue, book, eve};
    const auto dan = [&](units target) {
        adjust_input in{.rep = 4, .last = closed(4, t, month(2026, 11), target, 250'000)};
        for (const int m : {9, 10}) // no single good period
            in.earlier.push_back(closed(4, t, month(2026, m), target, 250'000));
        return readjust(est, december, 900'000, {{in}}).goals[3];
    };
    const adjusted_goal fresh = dan(0);
    CHECK(fresh.why.of(factor::step) == 0);
    CHECK(fresh.after - fresh.why.of(factor::team_total) > 10'000);
    const adjusted_goal small = dan(105); // 1.05: a fifth is 0.22
    const units basis = 105 + small.why.of(factor::working_time);
    CHECK(small.after - small.why.of(factor::team_total) == basis + 100);
}

TEST_CASE("a last target below 0 is refused by its row: a share of it has no direction") {
    const metric net = metric::signed_amount("net", 0);
    const team t = east();
    ledger book;
    for (const day_total& d : history().totals(meetings, eve))
        book.record({.rep = d.rep, .metric = net, .day = d.day, .quantity = d.quantity - 2});
    const estimator est{t, net, book, eve};
    std::vector<adjust_input> inputs;
    for (const std::int64_t r : {3, 4})
        inputs.push_back({.rep = r, .last = closed(r, t, month(2026, 11), r == 4 ? -19 : 19, 5)});
    try {
        (void)readjust(est, december, 40, inputs);
        FAIL("adjusted");
    } catch (const error& e) {
        CHECK(e.code() == errc::out_of_range);
        CHECK(e.argument() == "inputs");
        CHECK(e.row() == 1);
    }
}

TEST_CASE("back from a whole period of leave, the next goal starts from the one before it") {
    team t{"East", calendar::weekdays()};
    t.add({.id = 1, .name = "Ana", .absences = {{date{2026, 11, 1}, date{2026, 12, 1}}}});
    t.add({.id = 2, .name = "Ben"});
    ledger book;
    for (day d{date{2026, 1, 1}}; d <= eve; ++d)
        for (int r = 1; r <= 2; ++r)
            if (capacity_on(t, t.at(r), d).micro > 0) book.record({.rep = r, .metric = meetings, .day = d});
    const estimator est{t, meetings, book, eve};
    adjust_input ana{.rep = 1, .last = closed(1, t, month(2026, 11), 0, 0)};
    const auto next = [&] { return readjust(est, december, 45, {{ana}}).goals[0]; };
    const auto first = [](const adjusted_goal& g) { return g.why.lines().front(); };
    CHECK(next().before == 0);
    CHECK(first(next()).note == ": away for all of the last period");

    for (const int m : {9, 10, 8}) // in any order; what has no target is nothing to start from
        ana.earlier.push_back(closed(1, t, month(2026, m), m == 10 ? 22 : 15, 20));
    ana.earlier.push_back(closed(1, t, month(2026, 7), 0, 20));
    CHECK(next().before == 22);
    CHECK(first(next()).amount == 22);
    CHECK(first(next()).note == " (before a leave)");
    CHECK(next().why.of(factor::working_time) == 1); // 23 days after October's 22
    CHECK(next().why.total() == next().after);
}

TEST_CASE("with nothing known a start is a share of the working time, and no results are named for it") {
    const team t = east();
    const ledger nothing;
    const adjustment a = readjust(estimator{t, meetings, nothing, eve}, december, 80, {});
    for (const adjusted_goal& g : a.goals) {
        CHECK(g.why.of(factor::evidence) == 0);
        CHECK(g.why.of(factor::working_time) > 0);
    }
}

TEST_CASE("a quota of a few days is not extrapolated against the evidence") {
    // Zoe came on the last day of November, at half of her strength; she was given a quota for it.
    const auto with_zoe = [](day hired) {
        team t{"East", calendar::weekdays()};
        t.add({.id = 1, .name = "Ana"});
        t.add({.id = 2, .name = "Ben"});
        t.add({.id = 3, .name = "Zoe", .hired = hired, .ramp = ramp::steps({0.5, 0.75})});
        return t;
    };
    ledger book;
    for (day d{date{2026, 1, 1}}; d <= eve; ++d)
        for (int r = 1; r <= 2; ++r)
            if (d.weekday() < weekday::saturday && d.value % 2 == r % 2)
                book.record({.rep = r, .metric = meetings, .day = d});
    const auto next = [&](const team& t, units target) {
        const estimator est{t, meetings, book, eve};
        std::vector<adjust_input> inputs;
        if (t.at(3).hired <= eve)
            inputs.push_back({.rep = 3, .last = closed(3, t, month(2026, 11), target, 0)});
        const adjustment a = readjust(est, december, 40, inputs);
        REQUIRE(a.feasible);
        return a.goals[2];
    };
    const team t = with_zoe(eve);
    const team later = with_zoe(eve + 1);
    const units joiner = next(later, 0).why.of(factor::evidence);
    for (const units target : {0, 1, 25}) {
        CAPTURE(target);
        const adjusted_goal g = next(t, target);
        const units wished = g.after - g.why.of(factor::team_total);
        CHECK(g.before == target);
        CHECK(g.why.lines().front().factor == factor::previous);
        CHECK(std::abs(wished - joiner) <= 2); // the same person, a day earlier
        CHECK(g.why.of(factor::step) == 0);
        CHECK(g.probability > 0.1);
        CHECK(g.why.total() == g.after);
    }
    CHECK(next(t, 25).why.lines().front().note == " (for 0.5 working days of full work only)");
    CHECK(next(t, 0).why.lines().front().note == ": 0.5 working days of full work only");
}

TEST_CASE("the less time a quota was set for, the less it holds against the evidence") {
    const team t = east();
    const ledger book = history();
    const estimator est{t, meetings, book, eve};
    const auto lambda = [&](std::int64_t micro) {
        adjust_input in{.rep = 4, .last = closed(4, t, month(2026, 11), 10, 10)};
        in.last->planned_time = capacity{micro};
        return readjust(est, december, 80, {{in}}, {}, {.damping_days = 400}).goals[3].lambda;
    };
    const double days = est.forecast(4, december).evidence().effective_days;
    const std::int64_t all = capacity_over(t, t.at(4), month(2026, 11)).micro; // a whole month, as December
    CHECK(lambda(all) == doctest::Approx(days / (days + 400)));
    CHECK(lambda(2 * all) == lambda(all));
    CHECK(lambda(all * 3 / 4) == doctest::Approx(days / (days + 300)));
    CHECK(lambda(all / 4) == 1);
}

TEST_CASE("a month of a low season is a whole month, and a quota of few days gives way to the whole one "
          "before it") {
    team t{"East", calendar::weekdays(), season{}.months({1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 4})};
    t.add({.id = 1, .name = "Ana", .role = "BDR"});
    t.add({.id = 2, .name = "Ben", .role = "BDR"});
    const ledger book = history();
    const estimator est{t, meetings, book, eve};
    const auto goal_after = [&](closed_goal last, std::vector<closed_goal> earlier) {
        adjust_input in{.rep = 1, .last = std::move(last), .earlier = std::move(earlier)};
        return readjust(est, december, 80, {{in}}).goals[0];
    };
    const closed_goal november = closed(1, t, month(2026, 11), 10, 10);
    const auto times = [&](const closed_goal& c, double share) {
        closed_goal out = c;
        out.planned_time = capacity{static_cast<std::int64_t>(
            share * static_cast<double>(capacity_over(t, t.at(1), c.period).micro))};
        return out;
    };
    CHECK(goal_after(november, {}).why.of(factor::working_time) > 20); // four times the season
    CHECK(goal_after(november, {}).lambda < 1);
    const closed_goal october = closed(1, t, month(2026, 10), 12, 12);
    const adjusted_goal from_before = goal_after(times(november, 0.3), {october});
    CHECK(from_before.before == 12);
    CHECK(from_before.why.lines().front().note == " (before a period of few days)");
    CHECK(goal_after(times(november, 0.6), {october}).before == 10);
    CHECK(goal_after(times(november, 0.3), {}).lambda == 1);
}

TEST_CASE("no chance that was said, and none of a new quota, is nothing by rounding") {
    const month_ahead m;
    plan p = plan_of(m.est, 90);
    p.goals[0].target = p.promised = 100'000'000;
    REQUIRE(p.goals[0].forecast.tail(100'000'000) == 0);
    CHECK(p.goals[0].probability() > 0);
    CHECK(p.team_probability() > 0);
    const period_review r = review(p, m.reps, history(december.last()), december.last());
    CHECK(*r.goals[0].said > 0);
    CHECK(*r.said > 0);
    const adjustment a =
        readjust(m.est, december, 100'000'000, {}, {}, {}); // joiners all: nothing bounds them
    for (const adjusted_goal& g : a.goals)
        CHECK(g.probability > 0);
}
