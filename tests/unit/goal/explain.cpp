#include <attain/goal/audit.hpp>
#include <attain/goal/catalogue.hpp>

#include "year.hpp"

#include <doctest/doctest.h>

using namespace attain;
using namespace goal_tests;

TEST_CASE("every quota of a plan is explained line by line, under every policy") {
    const team t = east();
    const ledger book = history();
    const estimator est{t, meetings, book, eve};
    const auto forecasts = est.forecasts(december);
    allocate_options bounds;
    bounds.candidates = {{.id = 1, .cap = 30, .weight = 2},
                         {.id = 2, .floor = 12, .weight = 1},
                         {.id = 3, .weight = 3, .lock = 9},
                         {.id = 4, .weight = 4}};
    for (const policy& by : {policy{equal_attainability{}}, policy{proportional{}}, policy{equal_split{}}}) {
        const allocation split = allocate(88, forecasts, by, bounds);
        REQUIRE(split.feasible);
        const plan p = make_plan(est, december, split, {.promised = 80});
        const auto why = explain(p, est, by, bounds);
        REQUIRE(why.size() == p.goals.size());
        for (std::size_t i = 0; i < why.size(); ++i) {
            CHECK(why[i].total() == p.goals[i].target);
            units sum = 0;
            for (const bridge_line& line : why[i].lines()) {
                sum += line.amount;
                CHECK_FALSE(catalogue::english().sentence(line, meetings, p.goals[i].owner).empty());
            }
            CHECK(sum == p.goals[i].target);
        }
        CHECK(p.over_assignment() == doctest::Approx(0.1));
        CHECK(p.under_assignment() == doctest::Approx(0.1 / 1.1)); // u = h / (1 + h)
    }
}

TEST_CASE(
    "a line is named by what the policy reads; a lock is alone, and bounds are repaired as in the plan") {
    const team t = east();
    const ledger book = history();
    const estimator est{t, meetings, book, eve};
    const auto forecasts = est.forecasts(december);
    const auto why = [&](const policy& by, const allocate_options& details) {
        return explain(make_plan(est, december, allocate(80, forecasts, by, details)), est, by, details);
    };
    const auto any = [](const std::vector<bridge>& all, factor f) {
        return std::any_of(all.begin(), all.end(), [&](const bridge& b) { return b.of(f) != 0; });
    };
    allocate_options last;
    last.candidates = {{.id = 1, .weight = 4, .previous = 40, .value = 3},
                       {.id = 2, .weight = 1, .previous = 5},
                       {.id = 3, .weight = 1, .previous = 15},
                       {.id = 4, .weight = 2, .previous = 20}};
    const auto changed = why(least_change{}, last);
    CHECK(changed[0].of(factor::last_quota) == 20); // 40 after 40, of an equal share of 20
    CHECK_FALSE(any(changed, factor::record));
    const auto weighed = why(proportional{}, last);
    CHECK(weighed[0].of(factor::weights) > 0);
    CHECK_FALSE(any(weighed, factor::record));
    CHECK(any(why(value_weighted{}, last), factor::values));
    CHECK(any(why(blend{.steadiness = 1}, last), factor::last_quota));
    CHECK(any(why(blend{.steadiness = 1}, last), factor::record));
    CHECK_FALSE(any(why(equal_attainability{}, last), factor::last_quota));

    allocate_options capped;
    for (std::int64_t r = 1; r <= 4; ++r)
        capped.candidates.push_back({.id = r, .cap = 15});
    for (const when_infeasible repair : {when_infeasible::unassigned, when_infeasible::relax}) {
        capped.repair = repair;
        const auto held = why(equal_attainability{}, capped);
        CHECK(any(held, factor::bounds));
        CHECK_FALSE(any(held, factor::rounding));
    }
    allocate_options locked;
    locked.candidates = {{.id = 1, .floor = 30, .cap = 20, .lock = 25}}; // neither rule applies
    CHECK(why(equal_attainability{}, locked)[0].of(factor::bounds) == 0);
}

TEST_CASE("ramp and leave have lines of their own, and lower the quota") {
    const team t = east();
    const ledger book = history();
    const estimator est{t, meetings, book, eve};
    const plan p = plan_of(est, 80);
    const auto why = explain(p, est, equal_attainability{});
    CHECK(why[1].of(factor::ramp) < 0);  // Ben
    CHECK(why[0].of(factor::ramp) >= 0); // Ana takes of his
    CHECK(why[2].of(factor::leave) < 0); // Cleo
    CHECK(why[0].of(factor::base_share) == 20);
    for (const bridge& b : why) {
        CHECK(b.of(factor::bounds) == 0);
        CHECK(b.of(factor::hedge) == 0);
    }
}

TEST_CASE("levels, views, best months and high days") {
    const team t = east();
    const ledger book = history();
    const estimator est{t, meetings, book, eve};
    const plan p = plan_of(est, 80, {.weekly = {1}, .id = 77, .facts = &book});
    for (const goal& g : p.goals) {
        CHECK(g.parent == goal_id{77});
        REQUIRE(g.levels.floor);
        CHECK(*g.levels.floor <= g.target);
        CHECK(*g.levels.stretch >= g.target);
        CHECK(g.high_day);
        // Ben is new: no month so far had three quarters of this one's working time.
        CHECK(g.best_observed.has_value() == (g.rep != rep_id{2}));
        units sum = 0;
        for (const cascade_part& part : view_of(g, t))
            sum += *part.target;
        CHECK(sum == g.target);
    }
    CHECK(view_of(p.goals[0], t).size() == 5);  // weeks
    CHECK(view_of(p.goals[1], t).size() == 22); // days
    CHECK(p.goals[0].high_day == units{3});     // books 1, 2 or 3 a day
}

TEST_CASE("a best period is one that was over on the last known day") {
    team t{"East", calendar::weekdays()};
    t.add({.id = 1, .name = "Ana"});
    ledger book;
    book.record({.rep = 1, .metric = meetings, .day = eve - 2, .quantity = 16});
    const estimator est{t, meetings, book, eve};
    const period january = month(2027, 1);
    const plan p = make_plan(est, january, allocate(10, est.forecasts(january)), {.facts = &book});
    CHECK(p.goals[0].best_observed == units{16}); // November's; December is not over
}

TEST_CASE("far out a chance is small, and certain is what is certain") {
    const team t = east();
    const ledger book = history();
    const estimator est{t, meetings, book, eve};
    const forecast f = est.forecasts(december)[0];
    REQUIRE(f.tail(100'000'000) == 0); // beyond a double
    CHECK(attainability(f, 100'000'000) > 0);
    CHECK(percent(attainability(f, 100'000'000)) == "< 1 %");
    CHECK(attainability(f, 1) < 1);
    CHECK(attainability(f, 0) == 1); // nothing is asked for
    CHECK(attainability(f, 20) == f.tail(20));
    const estimator after{t, meetings, book, december.last()};
    CHECK(attainability(after.forecast(1, december), 100'000'000) == 0); // no time is left
    const plan p = make_plan(est, december, allocate(100'000'000, est.forecasts(december)));
    for (const finding& found : audit(p.goals[0], p))
        CHECK(found.reason.find(" 0 %") == std::string::npos);
}

TEST_CASE(
    "a high day is the largest one, whatever the share of empty days; one slip of the keyboard is not") {
    team t{"East", calendar::weekdays()};
    t.add({.id = 1, .name = "Ana"});
    const auto high_day = [&](std::vector<std::pair<day, units>> rows) {
        ledger book;
        for (const auto& [d, quantity] : rows)
            book.record({.rep = 1, .metric = meetings, .day = d, .quantity = quantity});
        const estimator est{t, meetings, book, eve};
        return make_plan(est, december, allocate(10, est.forecasts(december)), {.facts = &book})
            .goals[0]
            .high_day;
    };
    CHECK(high_day({{eve - 300, 20}, {eve - 200, 20}, {eve - 5, 15}}) == units{20}); // three days in a year
    CHECK(high_day({{eve - 100, 500}, {eve - 20, 4}, {eve - 5, 6}}) == units{18});   // 500 was a slip
    CHECK(high_day({{eve - 20, 8}}) == units{8});
    CHECK(high_day({{eve - 400, 90}, {eve - 20, 8}, {eve - 6, 7}}) == units{8}); // of a year
}

TEST_CASE("fiscal periods have a best one as civil periods have") {
    const team t = east();
    const ledger book = history();
    const estimator est{t, meetings, book, eve};
    const period p = fiscal_calendar::iso_weeks().containing(period_kind::fiscal_period, date{2026, 12, 10});
    const plan made = make_plan(est, p, allocate(80, est.forecasts(p)), {.facts = &book});
    REQUIRE(made.goals[0].best_observed);
    CHECK(*made.goals[0].best_observed > 20);
}

TEST_CASE("nothing is known: the equal share has no chance either") {
    team t{"East", calendar::weekdays()};
    t.add({.id = 1, .name = "Ana"});
    t.add({.id = 2, .name = "Ben"});
    const ledger nothing;
    const estimator est{t, meetings, nothing, eve};
    const plan p = make_plan(est, december, allocate(30, est.forecasts(december)));
    CHECK(std::isnan(p.one_for_all[0].probability));
    CHECK(text(check_one_size(p), meetings) == "15 for everyone: chances unknown");
}

TEST_CASE("somebody who comes for the last day is away for the rest, not weak") {
    team t{"East", calendar::weekdays()};
    t.add({.id = 1, .name = "Ana"});
    t.add({.id = 2, .name = "Bo", .absences = {{date{2026, 12, 1}, date{2026, 12, 31}}}});
    ledger book;
    const calendar days = calendar::weekdays();
    for (day d{date{2026, 1, 1}}; d <= eve; ++d)
        for (std::int64_t r = 1; r <= 2; ++r)
            if (days.workday(d) == fraction::one())
                book.record({.rep = r, .metric = meetings, .day = d, .quantity = 1 + d.value % 3});
    const estimator est{t, meetings, book, eve};
    const plan p = make_plan(est, december, allocate(48, est.forecasts(december)));
    const auto why = explain(p, est, equal_attainability{});
    for (const bridge& b : why) {
        CHECK(b.of(factor::record) == 0); // the same record, day by day
        CHECK(std::abs(b.of(factor::leave)) > 15);
    }
}

TEST_CASE("the inverse of a chance is the largest target that has it") {
    const team t = east();
    const ledger book = history();
    const estimator est{t, meetings, book, eve};
    for (const forecast& f : est.forecasts(december))
        for (const double p : {0.01, 0.25, 0.5, 0.6, 0.9, 0.999}) {
            const units k = f.target_for(p);
            CHECK(f.tail(k) >= p);
            CHECK(f.tail(k + 1) < p);
        }
}

TEST_CASE("the audit names the smallest change that turns a letter green") {
    const team t = east();
    const ledger book = history();
    const estimator est{t, meetings, book, eve};
    const auto forecasts = est.forecasts(december);
    const auto of = [](const plan& p, std::size_t g, smart q, const audit_options& o = {}) {
        return audit(p.goals[g], p, o)[static_cast<std::size_t>(q)];
    };
    const plan heavy = make_plan(est, december, allocate(150, forecasts));
    const finding a = of(heavy, 0, smart::attainable);
    CHECK(a.change.what == remedy::lower_target);
    CHECK(forecasts[0].tail(a.change.amount) >= 0.495);
    CHECK(forecasts[0].tail(a.change.amount + 1) < 0.495);
    plan mended = heavy;
    mended.goals[0].target = a.change.amount;
    CHECK(of(mended, 0, smart::attainable).verdict == verdict::pass);
    const finding r = of(heavy, 0, smart::relevant);
    CHECK(r.change.what == remedy::lower_total);
    CHECK(heavy.team_forecast.tail(r.change.amount) >= 0.495);
    CHECK(of(mended, 0, smart::relevant).verdict == verdict::fail);
    CHECK(of(mended, 0, smart::relevant).change.amount ==
          150 - 150 + heavy.goals[0].target - a.change.amount);

    const plan light = make_plan(est, december, allocate(40, forecasts));
    CHECK(of(light, 0, smart::attainable).change.what == remedy::raise_target);
    const plan same = make_plan(est, december, allocate(80, forecasts, equal_split{}));
    const finding s = of(same, 0, smart::specific);
    CHECK(s.verdict == verdict::warn);
    CHECK(s.change.what == remedy::own_target);
    CHECK(text(check_one_size(same), meetings).find("20 for everyone: chances from ") == 0);

    plan odd = light;
    odd.goals[0].owner.clear();
    CHECK(of(odd, 0, smart::specific).change.what == remedy::name_owner);
    odd.goals[1].gaps = {period::between(date{2026, 11, 2}, date{2026, 11, 7})};
    CHECK(of(odd, 1, smart::measurable).verdict == verdict::warn);
    CHECK(of(odd, 1, smart::measurable).reason.find("2026-11-02 to 2026-11-06") != std::string::npos);
    odd.goals[2].daily.clear();
    CHECK(of(odd, 2, smart::timebound).change.what == remedy::later_deadline);
    odd.goals[3].daily.front().amount += 1;
    CHECK(of(odd, 3, smart::timebound).verdict == verdict::fail);
    plan beyond = make_plan(est, december, allocate(80, forecasts), {.facts = &book});
    beyond.goals[0].best_observed = beyond.goals[0].target - 1;
    const finding b = of(beyond, 0, smart::attainable, {.attainable_low = 0.01, .attainable_high = 0.99});
    CAPTURE(b.reason);
    CHECK(b.verdict == verdict::warn);
    CHECK(b.reason.find("beyond any observed") != std::string::npos);
    // A best period that is too easy to be asked for is no way out: the advice would go in a circle.
    plan thin = beyond;
    thin.goals[0].best_observed = 3;
    thin.goals[0].target = thin.goals[0].forecast.target_for(0.6);
    CHECK(of(thin, 0, smart::attainable).verdict == verdict::pass);
    // every finding that is not green has a change, and every green one has none; all at once are the same
    for (const plan& p : {heavy, light, same, odd, beyond}) {
        const auto together = audit(p);
        REQUIRE(together.size() == p.goals.size());
        for (std::size_t i = 0; i < p.goals.size(); ++i) {
            const auto alone = audit(p.goals[i], p);
            for (std::size_t q = 0; q < alone.size(); ++q) {
                CHECK((alone[q].verdict == verdict::pass) == (alone[q].change.what == remedy::none));
                CHECK(together[i][q].verdict == alone[q].verdict);
                CHECK(together[i][q].reason == alone[q].reason);
                CHECK(together[i][q].change.text == alone[q].change.text);
            }
        }
    }
}
