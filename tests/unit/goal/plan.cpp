#include <attain/core/error.hpp>
#include <attain/estimate/calibration.hpp>
#include <attain/estimate/strengths.hpp>
#include <attain/goal/audit.hpp>
#include <attain/goal/plan.hpp>
#include <attain/measure/shape.hpp>

#include <doctest/doctest.h>

#include <numeric>
#include <string>

using namespace attain;
using boost::gregorian::date;

namespace {

const day as_of{date{2026, 11, 30}};
const period december = month(2026, 12);

team east() {
    team t{"East", calendar::weekdays().close(date{2026, 12, 25})};
    t.add({.id = 1, .name = "Ana", .role = "Sr. BDR"});
    t.add({.id = 2, .name = "Ben", .hired = day{date{2026, 9, 14}}, .ramp = ramp::steps({0.25, 0.5, 0.75})});
    t.add({.id = 3, .name = "Cleo", .absences = {{date{2026, 12, 21}, date{2027, 1, 1}}}});
    return t;
}

// Ana books three meetings on every other working day, Ben two on every third, Cleo one on every fourth.
ledger history(const metric& meetings) {
    ledger book;
    const auto days = calendar::weekdays();
    for (day d{date{2026, 2, 1}}; d <= as_of; ++d)
        for (std::int64_t r = 1; r <= 3; ++r) {
            if (r == 2 && d < day{date{2026, 9, 14}}) continue;
            if (days.workday(d) == fraction::one() && d.value % (r + 1) == 0)
                book.record({.rep = r, .metric = meetings, .day = d, .quantity = 4 - r});
        }
    return book;
}

} // namespace

TEST_CASE("a plan adds up: goals to the total, days to the goals") {
    const team t = east();
    const auto meetings = metric::count("meetings booked");
    const ledger book = history(meetings);
    const estimator est{t, meetings, book, as_of};
    const auto split = allocate(60, est.forecasts(december));
    REQUIRE(split.feasible);
    const plan p = make_plan(est, december, split);

    REQUIRE(p.goals.size() == 3);
    units sum = 0;
    for (const goal& g : p.goals) {
        sum += g.target;
        units of_days = 0;
        for (const day_target& d : g.daily) {
            of_days += d.amount;
            CHECK(capacity_on(t, t.at(g.rep), d.day).micro > 0);
        }
        CHECK(of_days == g.target);
    }
    CHECK(sum == 60);
    CHECK(p.goals[2].daily.back().day <
          day{date{2026, 12, 21}}); // nothing is asked of Cleo while she is away
    units equal = 0;
    for (const equal_share& e : p.one_for_all)
        equal += e.amount;
    CHECK(equal == 60);
    const auto check = check_one_size(p);
    CHECK(check.lowest < check.highest);
    CHECK(check.hardest_hit == rep_id{3}); // who books least and is away over Christmas
    CHECK(check.least_asked == rep_id{1});
    CHECK(check.largest_amount - check.smallest_amount <= 1);
}

TEST_CASE("gaps in the log come from the data check, and doubt the measure") {
    const team t = east();
    const auto meetings = metric::count("meetings booked");
    const auto calls = metric::count("calls");
    ledger book;
    for (const day_total& d : history(meetings).totals(meetings, as_of))
        if (d.rep != rep_id{1} || d.day < day{date{2026, 10, 12}} || d.day > day{date{2026, 11, 6}})
            book.record({.rep = d.rep, .metric = meetings, .day = d.day, .quantity = d.quantity});
    const estimator est{t, meetings, book, as_of};
    const auto split = allocate(60, est.forecasts(december));
    const plan p = make_plan(est, december, split, {.facts = &book});
    const goal& ana = *p.find(1);
    REQUIRE(ana.gaps.size() == 1);
    CHECK(ana.gaps[0].begin >= day{date{2026, 10, 8}}); // she books every other day
    CHECK(ana.gaps[0].last() <= day{date{2026, 11, 10}});
    CHECK(p.find(2)->gaps.empty());
    const finding m = audit(ana, p)[1];
    CHECK(m.verdict == verdict::warn);
    CHECK(m.reason.find("no record from 2026-10-") != std::string::npos);
    // Who logged calls in those weeks was there, and simply booked nothing.
    for (day d{date{2026, 10, 12}}; d <= day{date{2026, 11, 6}}; ++d)
        book.record({.rep = 1, .metric = calls, .day = d, .quantity = 30});
    CHECK(make_plan(est, december, split, {.facts = &book, .also_logged_by = {calls}}).find(1)->gaps.empty());
    CHECK(make_plan(est, december, split, {.facts = &book, .gap_window = 14}).find(1)->gaps.empty());
    CHECK(make_plan(est, december, split).find(1)->gaps.empty()); // nobody looked
    CHECK_THROWS_AS((void)make_plan(est, december, split, {.facts = &book, .gap_window = 0}), error);
}

TEST_CASE("an infeasible allocation makes no plan") {
    const team t = east();
    const auto meetings = metric::count("meetings booked");
    const ledger book = history(meetings);
    const estimator est{t, meetings, book, as_of};
    allocate_options bounds;
    bounds.candidates.resize(1);
    bounds.candidates[0].id = 1;
    bounds.candidates[0].floor = 70;
    const auto split = allocate(60, est.forecasts(december), equal_attainability{}, bounds);
    CHECK_FALSE(split.feasible);
    CHECK(split.problem.gap == 10);
    CHECK_THROWS_AS((void)make_plan(est, december, split), error);
}

TEST_CASE("the SMART audit says what it saw") {
    const team t = east();
    const auto meetings = metric::count("meetings booked");
    const ledger book = history(meetings);
    const estimator est{t, meetings, book, as_of};
    const auto forecasts = est.forecasts(december);

    const auto verdict_of = [&](const plan& p, std::size_t g, smart q) {
        return audit(p.goals[g], p)[static_cast<std::size_t>(q)].verdict;
    };
    const plan fair = make_plan(est, december, allocate(60, forecasts));
    for (const goal& g : fair.goals)
        for (const finding& f : audit(g, fair))
            CHECK_FALSE(f.reason.empty());

    const plan same = make_plan(est, december, allocate(60, forecasts, equal_split{}));
    CHECK(verdict_of(same, 0, smart::specific) == verdict::warn);
    CHECK(verdict_of(same, 2, smart::attainable) == verdict::fail);

    const plan heavy = make_plan(est, december, allocate(400, forecasts));
    CHECK(verdict_of(heavy, 0, smart::attainable) == verdict::fail);
    CHECK(verdict_of(heavy, 0, smart::relevant) == verdict::warn);

    plan broken = fair;
    broken.goals[0].target += 1;
    CHECK(verdict_of(broken, 0, smart::relevant) == verdict::fail);
}

TEST_CASE("unknown is not zero: a team without any fact has no probabilities") {
    const team t = east();
    const auto meetings = metric::count("meetings booked");
    const ledger nothing;
    const estimator est{t, meetings, nothing, as_of};
    const auto f = est.forecast(1, december);
    CHECK(f.evidence().grade == evidence_grade::unknown);
    const plan p = make_plan(est, december, allocate(30, est.forecasts(december), equal_split{}));
    const auto findings = audit(p.goals[0], p);
    CHECK(findings[1].verdict == verdict::warn);
    CHECK(findings[2].verdict == verdict::warn);
    CHECK(findings[2].reason.find("unknown") != std::string::npos);
}

TEST_CASE("percentages never round to certainty") {
    CHECK(percent(0.631) == "63 %");
    CHECK(percent(0.004) == "< 1 %");
    CHECK(percent(0.9999) == "> 99 %");
    CHECK(percent(0.0) == "0 %");
    CHECK(percent(1.0) == "100 %");
}

TEST_CASE("of something rare no whole target may lie in the band: the hardest that is not too hard passes") {
    team t{"East", calendar::weekdays()};
    ledger book;
    const auto deals = metric::count("deals");
    for (int r = 1; r <= 3; ++r) {
        t.add({.id = r, .name = std::string(1, char('A' + r)), .hired = as_of - 600});
        for (day d = as_of - 330 + r; d <= as_of; d = d + 45)
            book.record({.rep = r, .metric = deals, .day = d});
    }
    const estimator est{t, deals, book, as_of};
    plan p = make_plan(est, december, allocate(0, est.forecasts(december)));
    goal& g = p.goals[0];
    REQUIRE(g.target == 0);
    REQUIRE(g.probability() == 1);
    // One deal is likelier than not to be missed: it would be too hard, so none is not called too easy.
    REQUIRE(g.forecast.tail(1) > 0.5);
    const audit_options strict{.attainable_low = g.forecast.tail(1) + 0.01};
    CHECK(audit(g, p, strict)[2].verdict == verdict::pass);
    g.target = 1;
    CHECK(audit(g, p, strict)[2].change.amount == 0);
    // Bounds at the ends of what chances can be are bounds like others.
    g.target = 0;
    for (const double high : {0.995, 0.999, 1.0})
        CHECK_NOTHROW((void)audit(g, p, {.attainable_high = high}));
    p.promised = 1'000'000;
    CHECK_NOTHROW((void)audit(g, p, {.attainable_low = 0, .team_chance = 0.001}));
}

TEST_CASE("a calendar that knows this year alone is enough: nothing is asked of days before it") {
    const holiday_set none{"none", {holiday::fixed("Labour Day", 5, 1)}};
    team t{"T", calendar::weekdays().observe(none, year(2026))};
    ledger facts;
    const metric calls = metric::count("calls", 0);
    for (int i = 1; i <= 3; ++i)
        t.add({.id = i, .hired = parse_day("2020-01-06"), .stints = {}});
    for (int i = 1; i <= 3; ++i)
        for (day d = parse_day("2026-01-01"); d <= parse_day("2026-01-31"); ++d)
            if (d.weekday() < weekday::saturday)
                facts.record({.rep = i, .metric = calls.id(), .day = d, .quantity = i, .channel = "phone"});
    facts.record({.rep = 1, .metric = calls.id(), .day = parse_day("1970-01-01"), .quantity = 1});
    const day as_of = parse_day("2026-01-31");
    const period february = month(2026, 2);
    const estimator est{t, calls, facts, as_of};
    const plan p = make_plan(est, february, allocate(100, est.forecasts(february)), {.facts = &facts});
    CHECK(p.goals.size() == 3);
    CHECK(p.goals[0].gaps.empty());
    CHECK_NOTHROW((void)strengths(t, calls, facts, as_of));
    const std::vector<period> past{month(2025, 12), month(2026, 1)};
    CHECK_NOTHROW((void)calibrate(t, calls, facts, as_of, past));
    CHECK_NOTHROW((void)learned_shape(t, calls.id(), facts, as_of, period_kind::month));
}

TEST_CASE("a goal has the role of its period") {
    team t{"T", calendar::weekdays()};
    t.add({.id = 1,
           .stints = {{parse_day("2025-01-01"), parse_day("2026-03-01"), "Jr"},
                      {parse_day("2026-03-01"), parse_day("2027-01-01"), "Sr"}}});
    ledger facts;
    const metric calls = metric::count("calls", 0);
    for (day d = parse_day("2025-11-01"); d <= parse_day("2026-06-30"); ++d)
        facts.record({.rep = 1, .metric = calls.id(), .day = d});
    const estimator est{t, calls, facts, parse_day("2026-06-30")};
    const period july = month(2026, 7);
    CHECK(make_plan(est, july, allocate(20, est.forecasts(july))).goals[0].role == "Sr");
}
