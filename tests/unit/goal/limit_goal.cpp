// Goals where less is better: chance, the limit of a wanted chance, audit, progress.
#include <attain/core/error.hpp>
#include <attain/goal/limit_goal.hpp>
#include <attain/measure/attribution.hpp>

#include "year.hpp"

#include <doctest/doctest.h>

using namespace attain;
using namespace goal_tests;

namespace {

units booked_in_december(const ledger& book, const team& reps, day until) {
    units sum = 0;
    for (const day_total& d : member_totals(reps, meetings, book, {.as_of = until}))
        if (d.rep == rep_id{1} && december.contains(d.day)) sum += d.quantity;
    return sum;
}

} // namespace

TEST_CASE("the chance of keeping a limit is P(total <= limit)") {
    const month_ahead m;
    const forecast f = m.est.forecast(1, december);
    double before = 0;
    for (units limit = 0; limit < 90; ++limit) {
        const limit_goal g = make_limit_goal(m.est, 1, december, limit);
        CHECK(g.probability() == f.probability_within(limit));
        CHECK(g.probability() == doctest::Approx(1 - f.tail(limit + 1)));
        CHECK(g.probability() >= before);
        before = g.probability();
    }
    CHECK(before > 0.99);
    const limit_goal g = make_limit_goal(m.est, 1, december, 40);
    CHECK(g.owner == "Ana");
    CHECK(g.role == "Sr. BDR");
    CHECK(g.as_of == eve);
    CHECK(g.last_fact == m.est.last_fact(1));
    const limit_goal all = make_limit_goal(m.est, 0, december, 100);
    CHECK(all.owner == "East");
    CHECK(all.probability() == m.est.team_forecast(december).probability_within(100));
    CHECK_THROWS_AS((void)make_limit_goal(m.est, 1, december, -1), error);
    CHECK_THROWS_AS((void)make_limit_goal(m.est, 77, december, 1), error);
}

TEST_CASE("the limit of a wanted chance is the smallest that has it") {
    const month_ahead m;
    for (const rep_id rep : {rep_id{1}, rep_id{2}, rep_id{3}}) {
        const forecast f = m.est.forecast(rep, december);
        for (const double p : {1e-9, 0.01, 0.25, 0.5, 0.6, 0.75, 0.99, 1 - 1e-9}) {
            CAPTURE(p);
            const units limit = limit_with_chance(f, p);
            CHECK(limit >= 0);
            CHECK(f.probability_within(limit) >= p);
            if (limit > 0) CHECK(f.probability_within(limit - 1) < p);
        }
    }
    CHECK_THROWS_AS((void)limit_with_chance(m.est.forecast(1, december), 0), error);
    CHECK_THROWS_AS((void)limit_with_chance(m.est.forecast(1, december), 1), error);
}

TEST_CASE("a limit is audited: too hard, too easy, and what would be inside the band") {
    const month_ahead m;
    const forecast f = m.est.forecast(1, december);
    const limit_goal fair = make_limit_goal(m.est, 1, december, limit_with_chance(f, 0.6));
    for (const finding& found : audit(fair))
        CHECK(found.verdict == verdict::pass);

    const limit_goal hard = make_limit_goal(m.est, 1, december, limit_with_chance(f, 0.25));
    const finding a = audit(hard)[2];
    CHECK(a.verdict == verdict::warn);
    CHECK(a.figure == hard.probability());
    CHECK(a.change.what == remedy::raise_target);
    CHECK(f.probability_within(a.change.amount) >= 0.495);
    CHECK(f.probability_within(a.change.amount - 1) < 0.495);
    CHECK(audit(make_limit_goal(m.est, 1, december, limit_with_chance(f, 0.02)))[2].verdict == verdict::fail);

    const limit_goal easy = make_limit_goal(m.est, 1, december, limit_with_chance(f, 0.95));
    const finding b = audit(easy)[2];
    CHECK(b.verdict == verdict::warn);
    CHECK(b.change.what == remedy::lower_target);
    CHECK(b.change.amount < easy.limit);
    CHECK(f.probability_within(b.change.amount) <= 0.755);
    CHECK(f.probability_within(b.change.amount + 1) > 0.755);
}

TEST_CASE("no limit is lower than none: a rep who never cancels passes with 0") {
    team reps{"East", calendar::weekdays()};
    reps.add({.id = 1, .name = "Ana", .hired = day{date{2025, 1, 1}}});
    reps.add({.id = 2, .name = "Ben", .hired = day{date{2025, 1, 1}}});
    ledger book;
    for (day d{date{2026, 1, 5}}; d <= eve; d = d + 7)
        book.record({.rep = 2, .metric = meetings, .day = d});
    const estimator est{reps, meetings, book, eve};
    const limit_goal g = make_limit_goal(est, 1, december, 0);
    REQUIRE(g.probability() > 0.755);
    CHECK(audit(g)[2].verdict == verdict::pass);
    const finding measured = audit(g)[1];
    CHECK(measured.verdict == verdict::warn);
    CHECK(measured.figure == -1);
    CHECK(measured.reason == "nothing was ever recorded for Ana: a clean record, or no record");
}

TEST_CASE("a limit is followed: used up, kept or broken") {
    const team reps = east();
    const month_ahead m;
    const forecast first = m.est.forecast(1, december);
    const limit_goal g = make_limit_goal(m.est, 1, december, limit_with_chance(first, 0.6));

    const day middle{date{2026, 12, 15}};
    const ledger half = history(middle);
    const estimator then{reps, meetings, half, middle};
    const limit_progress p = track(g, reps, then.forecast(1, december), middle);
    CHECK(p.actual == booked_in_december(half, reps, middle));
    CHECK(p.check.kept);
    CHECK(p.check.headroom == g.limit - p.actual);
    CHECK(*p.check.used == doctest::Approx(double(p.actual) / double(g.limit)));
    CHECK(*p.probability == then.forecast(1, december).probability_within(g.limit));
    // 11 of December's 22 working days (the 25th is closed) are over
    CHECK(*p.expected == doctest::Approx(double(g.limit) * 11 / 22));
    CHECK(p.time_left == capacity{11 * capacity::one_day});
    CHECK(sentence(p, meetings)
              .find("Ana: " + std::to_string(p.actual) + " of at most " + std::to_string(g.limit) +
                    " meetings booked, ") == 0);

    // the month is over
    const day last = december.last();
    const ledger whole = history(last);
    const estimator end{reps, meetings, whole, last};
    const units all = booked_in_december(whole, reps, last);
    limit_goal exactly = g;
    exactly.limit = all;
    const limit_progress kept = track(exactly, reps, end.forecast(1, december), last, &p);
    CHECK(kept.status == pace_status::reached);
    CHECK(kept.check.headroom == 0);
    CHECK(*kept.probability == 1);
    CHECK(sentence(kept, meetings) ==
          "Ana: " + std::to_string(all) + " of at most " + std::to_string(all) + " meetings booked, kept.");
    exactly.limit = all - 1;
    const limit_progress broken = track(exactly, reps, end.forecast(1, december), last);
    CHECK(broken.status == pace_status::missed);
    CHECK_FALSE(broken.check.kept);
    CHECK(*broken.probability == 0);
    CHECK(std::string{limit_name(broken.status)} == "broken");

    // broken in the middle of the month: nothing takes a count back
    exactly.limit = p.actual - 1;
    CHECK(track(exactly, reps, then.forecast(1, december), middle).status == pace_status::missed);
    // exactly used up is not broken
    exactly.limit = p.actual;
    const limit_progress full = track(exactly, reps, then.forecast(1, december), middle);
    CHECK(full.check.kept);
    CHECK(full.status == pace_status::behind);
    CHECK(sentence(full, meetings).find("; none left for 11 working days.") != std::string::npos);

    CHECK_THROWS_AS((void)track(g, reps, then.forecast(3, december), middle), error);
    CHECK_THROWS_AS((void)track(g, reps, then.forecast(1, december), middle, &p), error);
}

TEST_CASE("the status of yesterday holds between the bounds of a limit's chance") {
    const month_ahead m;
    const team reps = east();
    const forecast f = m.est.forecast(1, december);
    limit_goal g = make_limit_goal(m.est, 1, december, limit_with_chance(f, 0.46));
    REQUIRE(g.probability() < 0.55);
    limit_progress before = track(g, reps, f, eve);
    before.as_of = eve - 1;
    before.status = pace_status::on_track;
    CHECK(track(g, reps, f, eve, &before).status == pace_status::on_track);
    before.status = pace_status::at_risk;
    CHECK(track(g, reps, f, eve, &before).status == pace_status::at_risk);
}

TEST_CASE("of rare events no whole limit may lie in the band: the smallest that is not too hard passes") {
    team reps{"East", calendar::weekdays()};
    ledger book;
    for (int r = 1; r <= 3; ++r) {
        reps.add({.id = r, .name = std::string(1, char('A' + r)), .hired = day{date{2025, 1, 1}}});
        for (day d = day{date{2026, 1, 5}} + r; d <= eve; d = d + 45)
            book.record({.rep = r, .metric = meetings, .day = d});
    }
    const estimator est{reps, meetings, book, eve};
    const limit_goal none = make_limit_goal(est, 1, december, 0);
    const limit_goal one = make_limit_goal(est, 1, december, 1);
    REQUIRE(none.probability() < 0.495);
    REQUIRE(one.probability() > 0.755);
    CHECK(audit(none)[2].change.amount == 1);
    CHECK(audit(one)[2].verdict == verdict::pass);
    // a band without an upper end, or without a lower one
    CHECK(audit(one, {.attainable_high = 1})[2].verdict == verdict::pass);
    CHECK(audit(none, {.attainable_low = 0})[2].verdict == verdict::pass);
}
