#include <attain/core/error.hpp>
#include <attain/goal/change.hpp>
#include <attain/goal/counterfactual.hpp>
#include <attain/goal/review.hpp>
#include <attain/goal/track.hpp>
#include <attain/measure/attribution.hpp>

#include "year.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace attain;
using namespace goal_tests;

namespace {

units sum_of(const team_progress& of, units progress::*figure) {
    units sum = 0;
    for (const progress& g : of.goals)
        sum += g.*figure;
    return sum;
}

} // namespace

TEST_CASE("tracking a month day by day: positions are exact, chances are chances") {
    const team t = east();
    const day end = december.last();
    const ledger book = history(end);
    const estimator before{t, meetings, book, eve};
    const plan p = plan_of(before, 90, {.facts = &book});

    std::optional<team_progress> yesterday;
    for (day d = eve; d <= end; ++d) {
        const estimator now{t, meetings, book, d};
        const team_progress today = track(p, now, book, yesterday ? &*yesterday : nullptr);
        CAPTURE(to_string(d));
        REQUIRE(today.goals.size() == 4);
        units actual = 0;
        for (std::size_t i = 0; i < today.goals.size(); ++i) {
            const progress& g = today.goals[i];
            actual += g.actual;
            REQUIRE(g.probability);
            CHECK(*g.probability >= 0);
            CHECK(*g.probability <= 1);
            CHECK(g.target == p.goals[i].target);
            if (g.pace.catch_up) CHECK(g.pace.catch_up->total() == g.pace.remaining);
            if (g.pace.expected) CHECK(static_cast<double>(g.due) >= *g.pace.expected - 1e-9);
            if (g.pace.expected) CHECK(static_cast<double>(g.due) < *g.pace.expected + 1);
            if (!yesterday) continue;
            const progress& old = yesterday->goals[i];
            units position = 0;
            double chance = 0;
            for (const movement& m : g.moved) {
                position += m.position;
                chance += m.probability;
            }
            CHECK(position == (g.actual - g.due) - (old.actual - old.due));
            CHECK(chance == doctest::Approx(*g.probability - *old.probability).epsilon(1e-9));
        }
        CHECK(today.actual == actual);
        yesterday = today;
    }
    // after the last day it is one or the other
    for (const progress& g : yesterday->goals) {
        CHECK((g.status == pace_status::reached || g.status == pace_status::missed));
        CHECK(*g.probability == (g.actual >= g.target ? 1.0 : 0.0));
        CHECK(g.due == g.target);
        CHECK_FALSE(sentence(g, meetings).empty());
    }
}

TEST_CASE("a cancelled deal takes reached away, and the report says what moved") {
    const team t = east();
    ledger book = history(eve);
    const plan p = plan_of(estimator{t, meetings, book, eve}, 60);
    const units target = p.goals[0].target;
    const day first{date{2026, 12, 1}};
    book.record({.rep = 1, .metric = meetings, .day = first, .quantity = target});
    const team_progress one = track(p, estimator{t, meetings, book, first}, book);
    CHECK(one.goals[0].status == pace_status::reached);
    CHECK(one.goals[0].milestones[2].first_reached == first);

    book.record({.rep = 1, .metric = meetings, .day = first + 1, .quantity = -2});
    const team_progress two = track(p, estimator{t, meetings, book, first + 1}, book, &one);
    CHECK(two.goals[0].actual == target - 2);
    CHECK(two.goals[0].status != pace_status::reached);
    CHECK_FALSE(two.goals[0].milestones[2].reached);
    CHECK(two.goals[0].milestones[2].first_reached == first);
    CHECK(two.goals[0].milestones[2].last_lost == first + 1);
    CHECK(two.goals[0].moved[1].why == mover::booked);
    CHECK(two.goals[0].moved[1].position == -2);
    CHECK(two.goals[0].moved[1].probability <= 0);

    // the same cancellation at its original date is a correction, not a booking
    ledger restated = history(eve);
    restated.record({.rep = 1, .metric = meetings, .day = first, .quantity = target - 2});
    const team_progress other = track(p, estimator{t, meetings, restated, first + 1}, restated, &one);
    CHECK(other.goals[0].moved[1].position == 0);
    CHECK(other.goals[0].moved[2].why == mover::corrected);
    CHECK(other.goals[0].moved[2].position == -2);
}

TEST_CASE("of whom nothing was ever recorded, tracking says what a review says: unknown, not zero") {
    const team t = east({}, day{date{2026, 12, 1}}); // Eve starts
    const day now{date{2026, 12, 15}};
    const ledger book = history(now);
    const plan p = plan_of(estimator{t, meetings, book, eve}, 100);
    const team_progress all = track(p, estimator{t, meetings, book, now}, book);
    const progress& unknown = all.goals[4];
    CHECK(unknown.actual == 0);
    CHECK(unknown.attainment.state() == attainment_state::no_actual);
    CHECK(sentence(unknown, meetings).rfind("Eve: nothing recorded of ", 0) == 0);
    CHECK(all.goals[0].attainment.known());
    const period_review closed = review(p, t, history(december.last()), december.last());
    CHECK(closed.goals[4].attainment.text() == unknown.attainment.text());

    // Who has a record, and nothing yet in the period, is at zero.
    const ledger before = history(eve);
    const team_progress none = track(p, estimator{t, meetings, before, now}, before);
    CHECK(none.goals[0].attainment.value() == 0.0);
    CHECK(sentence(none.goals[0], meetings).rfind("Ana: 0 of ", 0) == 0);
    // The record may be all that is handed over of it.
    CHECK(track(p.goals[0], t, estimator{t, meetings, before, now}.forecast(1, december), now, {})
              .attainment.value() == 0.0);
}

TEST_CASE("tracking refuses what does not belong together") {
    const team t = east();
    const ledger book = history(eve + 4);
    const plan p = plan_of(estimator{t, meetings, book, eve}, 60);
    const estimator now{t, meetings, book, eve + 2};
    const team_progress today = track(p, now, book);
    CHECK_THROWS_AS((void)track(p, now, book, &today), error); // not earlier
    const forecast other = now.forecast(2, december);
    CHECK_THROWS_AS((void)track(p.goals[0], t, other, eve + 2, {}), error);
    CHECK_THROWS_AS((void)track(p.goals[0], t, now.forecast(1, december), eve + 2, {}), error); // no facts
}

TEST_CASE("a quota cut on day 20: the days before keep their line, catch-up starts anew") {
    const team t = east();
    const day day20{date{2026, 12, 20}};
    const ledger book = history(day20 - 1);
    const plan p = plan_of(estimator{t, meetings, book, eve}, 90);
    const estimator now{t, meetings, book, day20 - 1};
    const units old_target = p.goals[0].target;
    const auto cut = revise(p, now, 1, day20, old_target / 2, {"Mia", "two accounts moved to the West"});
    const goal& g = cut.after.goals[0];
    CHECK(g.target < old_target);
    CHECK(g.target > old_target / 2); // the first 19 days keep the old line
    for (std::size_t i = 0; i < g.daily.size(); ++i)
        if (g.daily[i].day < day20) CHECK(g.daily[i] == p.goals[0].daily[i]);
    units sum = 0;
    for (const day_target& d : g.daily)
        sum += d.amount;
    CHECK(sum == g.target);
    REQUIRE(g.versions.size() == 2);
    CHECK(g.versions[1].who == "Mia");
    CHECK(g.versions[1].before == old_target);
    CHECK(g.versions[1].after == g.target);
    CHECK(*g.versions[1].probability_after >= *g.versions[1].probability_before);
    CHECK(cut.after.total == p.total - (old_target - g.target));
    CHECK(cut.why[0].total() == g.target);
    CHECK(cut.why[0].of(factor::decision) == g.target - old_target);

    const team_progress then = track(p, now, book);
    const ledger more = history(day20 + 1);
    const team_progress after = track(cut.after, estimator{t, meetings, more, day20 + 1}, more, &then);
    CHECK(after.goals[0].pace.catch_up->total() == after.goals[0].pace.remaining);
    units position = 0;
    for (const movement& m : after.goals[0].moved)
        position += m.position;
    CHECK(position ==
          (after.goals[0].actual - after.goals[0].due) - (then.goals[0].actual - then.goals[0].due));

    CHECK_THROWS_AS((void)revise(p, now, 1, day20 - 3, 5, {"Mia", "too late"}), error); // days that are over
    CHECK_THROWS_AS((void)revise(p, now, 1, day20, 5, {"", ""}), error);
    CHECK_THROWS_AS((void)revise(p, now, 9, day20, 5, {"Mia", "nobody"}), error);
    const auto restated = revise(p, now, 1, day20, old_target / 2, {"Mia", "always so"}, revision::restate);
    CHECK(restated.after.goals[0].target == old_target / 2);
}

TEST_CASE("a leaver's number is taken over, released or held, and never vanishes") {
    const day last{date{2026, 12, 10}};
    const team before = east();
    const team after = east(last + 1);
    const ledger book = history(last);
    const plan p = plan_of(estimator{before, meetings, book, eve}, 90);
    const estimator now{after, meetings, book, last};
    const decision by{"Mia", "Ana left"};

    const auto taken = hand_over(p, now, 1, freed_number::conserve, by);
    CHECK(taken.after.total == 90);
    CHECK(taken.freed > 0);
    CHECK(taken.after.goals[0].target == p.goals[0].target - taken.freed);
    units sum = 0;
    for (std::size_t i = 0; i < taken.after.goals.size(); ++i) {
        const goal& g = taken.after.goals[i];
        sum += g.target;
        if (i > 0) CHECK(g.target >= p.goals[i].target);
        units days = 0;
        for (const day_target& d : g.daily) {
            days += d.amount;
            if (i > 0 && d.day <= last)
                CHECK(
                    d.amount ==
                    std::find_if(p.goals[i].daily.begin(), p.goals[i].daily.end(), [&](const day_target& o) {
                        return o.day == d.day;
                    })->amount);
        }
        CHECK(days == g.target);
        CHECK(taken.why[i].total() == g.target);
    }
    CHECK(sum == 90);

    const auto held = hand_over(p, now, 1, freed_number::hold, by);
    CHECK(held.after.unassigned == held.freed);
    CHECK(held.after.total + held.after.unassigned == 90);
    CHECK(held.after.promised == 90);
    const auto released = hand_over(p, now, 1, freed_number::release, by);
    CHECK(released.after.promised == 90 - released.freed);
    CHECK_THROWS_AS((void)hand_over(p, now, 2, freed_number::conserve, by), error); // still there
}

TEST_CASE("a joiner gets a goal at the wanted chance; the others are relieved of it") {
    const day joins{date{2026, 12, 7}};
    const team before = east();
    const team after = east({}, joins);
    const ledger book = history(joins - 1);
    const plan p = plan_of(estimator{before, meetings, book, eve}, 90);
    const estimator now{after, meetings, book, joins - 1};
    const auto c = take_in(p, now, 5, 0.6, freed_number::conserve, {"Mia", "Eve starts"});
    REQUIRE(c.after.goals.size() == 5);
    CHECK(c.after.goals[4].target > 0);
    CHECK(c.after.goals[4].probability() >= 0.6);
    CHECK(c.after.goals[4].daily.front().day >= joins);
    CHECK(c.after.total == 90);
    for (std::size_t i = 0; i < 4; ++i)
        CHECK(c.after.goals[i].target <= p.goals[i].target);
    const auto rises = take_in(p, now, 5, 0.6, freed_number::release, {"Mia", "Eve starts"});
    CHECK(rises.after.total == 90 + rises.after.goals[4].target);
    CHECK_THROWS_AS((void)take_in(c.after, now, 5, 0.6, freed_number::conserve, {"Mia", "again"}), error);
}

TEST_CASE("counterfactuals are the smallest changes that do it") {
    const team t = east();
    const ledger book = history(day{date{2026, 12, 15}});
    const plan p = plan_of(estimator{t, meetings, book, eve}, 120);
    const estimator now{t, meetings, book, date{2026, 12, 15}};
    for (const goal& g : p.goals) {
        const counterfactuals c = what_would_do(g, now, 0.5);
        const forecast f = now.forecast(g.rep, december);
        REQUIRE(c.target);
        if (c.probability >= 0.5) {
            CHECK(sentence(c, g).empty());
            continue;
        }
        CHECK(f.tail(*c.target) >= 0.5);
        CHECK(f.tail(*c.target + 1) < 0.5);
        CHECK(f.tail(g.target - *c.more_in_all) >= 0.5);
        CHECK(*c.more_per_week >= 1);
        REQUIRE(c.more_days);
        CHECK(*c.more_days > 0);
        CHECK(sentence(c, g).find(" more a week, or ") != std::string::npos);
    }
    CHECK_THROWS_AS((void)what_would_do(p.goals[0], now, 1), error);
}

TEST_CASE("on the morning of a running day that counts, the whole day is still to come") {
    team t{"East", calendar::weekdays()};
    t.add({.id = 1, .name = "Ana"});
    t.add({.id = 2, .name = "Ben"});
    const auto brought = [](day until) {
        ledger book;
        const calendar days = calendar::weekdays();
        for (day d{date{2026, 1, 1}}; d <= until; ++d)
            for (std::int64_t r = 1; r <= 2; ++r)
                if (days.workday(d) == fraction::one())
                    book.record({.rep = r, .metric = meetings, .day = d, .quantity = 2});
        return book;
    };
    const day last = december.last();
    const ledger book = brought(last - 1);
    const estimator before{t, meetings, book, eve};
    const plan p = make_plan(before, december, allocate(90, before.forecasts(december)));
    const estimator evening{t, meetings, book, last - 1}; // of the day before
    const track_options counts{.today = today::counts};

    const team_progress morning = track(p, evening, book, nullptr, counts);
    CHECK(morning.as_of == last);
    CHECK(morning.goals[0].actual == 44);
    REQUIRE(morning.goals[0].next);
    CHECK(morning.goals[0].next->day == last);
    CHECK(morning.goals[0].next->amount == 1);
    CHECK(*morning.goals[0].probability > 0.8);
    CHECK(*morning.probability > 0.5);
    CHECK(*morning.goals[0].probability == evening.forecast(1, december).tail(45));

    // What the day brought by noon counts; the chance rises once the target is there.
    ledger noon = brought(last - 1);
    noon.record({.rep = 1, .metric = meetings, .day = last, .quantity = 1});
    const team_progress midday = track(p, evening, noon, nullptr, counts);
    CHECK(midday.goals[0].actual == 45);
    CHECK(midday.goals[0].status == pace_status::reached);
    CHECK(*midday.goals[0].probability == 1);
    CHECK(midday.goals[1].probability == morning.goals[1].probability);

    // So does what it makes known of the days before: logged late, it is in nobody's forecast yet.
    ledger late = brought(last - 1);
    late.record({.rep = 1, .metric = meetings, .day = last - 3, .quantity = 2, .known = last});
    const team_progress told = track(p, evening, late, nullptr, counts);
    CHECK(told.goals[0].actual == 46);
    CHECK(*told.goals[0].probability == 1);
    CHECK(told.actual == midday.actual + 1);

    const team_progress yesterday = track(p, evening, book);
    const team_progress corrected = track(p, evening, late, &yesterday, counts);
    CHECK(corrected.goals[0].moved[1].position == 0);
    CHECK(corrected.goals[0].moved[2].position == 2); // corrected
    const team_progress moved = track(p, evening, noon, &yesterday, counts);
    const progress& ana = moved.goals[0];
    double chance = 0;
    for (const movement& m : ana.moved)
        chance += m.probability;
    CHECK(chance == doctest::Approx(*ana.probability - *yesterday.goals[0].probability));
    CHECK(ana.moved[1].position == 1); // booked
    CHECK(ana.moved[1].probability > 0);
    CHECK(ana.moved[3].probability == doctest::Approx(0)); // the target is the old one
}

TEST_CASE("a team's actual is what its chance counts: who has no goal is told apart") {
    const team t = east(std::nullopt, day{date{2026, 12, 7}}); // Eve comes later
    ledger book = history(day{date{2026, 12, 18}});
    for (day d{date{2026, 12, 7}}; d <= day{date{2026, 12, 18}}; ++d)
        book.record({.rep = 5, .metric = meetings, .day = d, .quantity = 1});
    const team planned = east();
    const plan p = plan_of(estimator{planned, meetings, history(), eve}, 80);
    const estimator now{t, meetings, book, day{date{2026, 12, 18}}};
    const team_progress seen = track(p, now, book);
    const units goals = sum_of(seen, &progress::actual);
    CHECK(seen.without_goal == 12);
    CHECK(seen.actual == goals + 12);
    CHECK(seen.actual == now.team_forecast(december).done());
    const period_review closed = review(p, t, book, december.last());
    CHECK(closed.without_goal == 12);
    CHECK(closed.actual == seen.actual);
}

TEST_CASE("what a team owes by now is of what it owes, however much is handed out") {
    const team t = east();
    const ledger book = history(day{date{2026, 12, 11}});
    const estimator before{t, meetings, book, eve};
    const auto split = allocate(80, before.forecasts(december), {}, {.over_assignment_bp = 2500});
    const plan p = make_plan(before, december, split);
    REQUIRE(p.total == 100);
    REQUIRE(p.promised == 80);
    const estimator half{t, meetings, book, day{date{2026, 12, 11}}};
    const team_progress seen = track(p, half, book);
    const units due = sum_of(seen, &progress::due);
    CHECK(seen.total == 80);
    CHECK(seen.due == (due * 80 + 99) / 100);
    const ledger all = history(december.last());
    CHECK(track(p, estimator{t, meetings, all, december.last()}, all).due == 80);
}

TEST_CASE("a target below zero, a net of reversals, is tracked like any other") {
    const team t = east();
    const ledger book = history(eve + 4);
    const estimator before{t, meetings, book, eve};
    std::vector<candidate> negative;
    for (std::int64_t r = 1; r <= 4; ++r)
        negative.push_back({.id = r, .floor = -100});
    const plan p =
        make_plan(before, december, allocate(-50, before.forecasts(december), {}, {.candidates = negative}));
    const estimator now{t, meetings, book, eve + 4};
    const team_progress seen = track(p, now, book);
    const units targets = sum_of(seen, &progress::target);
    CHECK(targets == -50);
    CHECK(seen.goals[0].status == pace_status::reached);
}

TEST_CASE("a target that changed in the evening is a new target the next time, not time passed") {
    const team t = east();
    const day monday{date{2026, 12, 7}};
    const ledger book = history(monday + 4);
    const plan p = plan_of(estimator{t, meetings, book, eve}, 80);
    const estimator now{t, meetings, book, monday};
    const team_progress evening = track(p, now, book);
    const auto raised = revise(p, now, 4, monday + 1, 3 * p.goals[3].target, {"Mia", "a larger territory"});
    const estimator later{t, meetings, book, monday + 4};
    const team_progress as_it_was = track(p, later, book, &evening);
    const team_progress friday = track(raised.after, later, book, &evening);
    const auto position = [](const team_progress& of, mover why) {
        return of.goals[3].moved[static_cast<std::size_t>(why)].position;
    };
    CHECK(position(friday, mover::time) == position(as_it_was, mover::time));
    CHECK(position(friday, mover::new_target) < 0);
    CHECK(position(as_it_was, mover::new_target) == 0);
    CHECK(sentence(friday.goals[3], meetings).find("new target") != std::string::npos);
}

TEST_CASE("leave that comes after a change takes time, not what was promised") {
    const team t = east();
    const day monday{date{2026, 12, 7}};
    const ledger book = history(day{date{2026, 12, 31}});
    const plan p = plan_of(estimator{t, meetings, book, eve}, 80);
    const auto changed = revise(p, estimator{t, meetings, book, monday}, 4, monday + 1, 2 * p.goals[3].target,
                                {"Mia", "why not"});
    const units promised = changed.after.goals[3].target;
    team away{"East", calendar::weekdays().close(date{2026, 12, 25})};
    for (const rep& r : t.reps()) {
        rep same = r;
        if (r.id == rep_id{4}) same.absences.push_back({date{2026, 12, 14}, date{2026, 12, 19}});
        away.add(same);
    }
    const cascade line = schedule_of(changed.after.goals[3], away);
    CHECK(line.total() == promised);
    CHECK(schedule_of(changed.after.goals[3], t).total() == promised);
    const team_progress seen = track(changed.after, estimator{away, meetings, book, monday + 2}, book);
    CHECK(seen.goals[3].target == promised);
    CHECK(review(changed.after, away, book, december.last()).goals[3].target == promised);
}

TEST_CASE("a few more days help who soon leaves, and where the calendar ends") {
    const ledger book = history();
    const auto days_for = [&](const team& t) {
        const estimator est{t, meetings, book, eve};
        goal g = *plan_of(est, 90).find(1);
        g.target = g.forecast.target_for(0.2);
        return what_would_do(g, est, 0.5).more_days;
    };
    const auto stays = days_for(east());
    REQUIRE(stays);
    REQUIRE(*stays >= 2);
    const day begin = december.end;
    CHECK(days_for(east(begin + 14)) == stays); // ten working days in January are enough
    CHECK_FALSE(days_for(east(begin + 1)));     // New Year's Day alone is not
    // A calendar that knows this year only, and one that knows two weeks more.
    const auto known_until = [&](day end) {
        team t{"East", calendar::weekdays().close(date{2026, 12, 25}).within({day{date{2025, 1, 1}}, end})};
        t.add({.id = 1, .name = "Ana", .role = "Sr. BDR"});
        t.add({.id = 4, .name = "Dan", .role = "BDR"});
        return days_for(t);
    };
    CHECK_FALSE(known_until(begin));
    CHECK(known_until(begin + 14));
}

TEST_CASE("more a week is by weeks, not by the hours of a part-time post") {
    team t{"East", calendar::weekdays()};
    t.add({.id = 1, .name = "Ana", .fte = fraction{0.2}});
    t.add({.id = 2, .name = "Ben"});
    ledger book;
    for (day d{date{2026, 1, 1}}; d <= eve; ++d)
        for (int r = 1; r <= 2; ++r)
            if (d.weekday() < weekday::saturday && (r == 2 || d.value % 5 == 0))
                book.record({.rep = r, .metric = meetings, .day = d});
    const estimator est{t, meetings, book, eve};
    goal g = plan_of(est, 28).goals[0];
    g.target = g.forecast.target_for(0.5) + 6;
    const counterfactuals c = what_would_do(g, est, 0.5);
    REQUIRE(c.more_in_all == units{6});
    CHECK(c.more_per_week == units{2}); // December's 23 working days are 4.6 weeks
}

namespace {

// Ana books one a day and is asked for 21 in the 21 working days of November; on the 13th her absence or her
// half-time post from the 16th on is entered, when it is.
struct november_of_ana {
    const period november = month(2026, 11);
    const day friday{date{2026, 11, 13}};
    ledger book;
    team as_planned = with({});
    plan p;

    november_of_ana() : p{planned()} {}

    [[nodiscard]] static team with(const rep& changes) {
        team t{"East", calendar::weekdays()};
        rep ana = changes;
        ana.id = 1;
        ana.name = "Ana";
        t.add(ana);
        return t;
    }
    [[nodiscard]] static team ill() { return with({.absences = {{date{2026, 11, 16}, date{2026, 11, 28}}}}); }
    [[nodiscard]] static team half_time() {
        return with({.fte_changes = {{date{2026, 11, 16}, fraction{0.5}}}});
    }
    [[nodiscard]] progress seen(const goal& g, const team& t, day on) const {
        const estimator now{t, meetings, book, on};
        return track(g, t, now.forecast(1, november), on, member_totals(t, meetings, book, {.as_of = on}));
    }
    [[nodiscard]] static units asked(const goal& g, const period& of) {
        units sum = 0;
        for (const day_target& d : g.daily)
            if (of.contains(d.day)) sum += d.amount;
        return sum;
    }

private:
    [[nodiscard]] plan planned() {
        for (day d{date{2026, 1, 1}}; d <= friday; ++d)
            if (d.weekday() < weekday::saturday) book.record({.rep = 1, .metric = meetings, .day = d});
        const estimator before{as_planned, meetings, book, november.begin - 1};
        return make_plan(before, november, allocate(21, before.forecasts(november)));
    }
};

} // namespace

TEST_CASE("leave or part-time that comes to be known later moves no target of a day before it") {
    const november_of_ana m;
    const goal& g = m.p.goals[0];
    const progress planned = m.seen(g, m.as_planned, m.friday);
    CHECK(planned.due == 10);
    CHECK(*planned.pace.ratio == 1);
    for (const team& t : {m.ill(), m.half_time()}) {
        const progress now = m.seen(g, t, m.friday);
        CHECK(now.due == 10);
        CHECK(now.target == 21);
        CHECK(*now.pace.expected == doctest::Approx(10));
        CHECK(*now.pace.ratio == doctest::Approx(1));
        CHECK(now.pace.catch_up->total() == 11);
        CHECK(m.seen(g, t, m.november.last()).due == 21);
        const cascade line = schedule_of(g, t);
        for (const day_target& d : g.daily)
            if (d.day <= m.friday) CHECK(line.on(d.day) == d.amount);
    }
    // No target on a day of leave; half of the hours, eleven days: one a day as before.
    CHECK(m.seen(g, m.ill(), date{2026, 11, 27}).due == 10);
    CHECK(schedule_of(g, m.ill()).on(date{2026, 11, 30}) == units{11});
    CHECK(m.seen(g, m.half_time(), date{2026, 11, 20}).due == 15);
    CHECK_FALSE(schedule_of(g, m.ill()).on(date{2026, 11, 20}));
}

TEST_CASE("who is gone for the rest of a period owes it all by the last day of work: a promise is not made "
          "smaller") {
    const november_of_ana m;
    const goal& g = m.p.goals[0];
    const progress gone = m.seen(g, m.with({.left = date{2026, 11, 14}}), m.friday);
    CHECK(gone.target == 21);
    CHECK(gone.due == 21);
    CHECK(gone.status == pace_status::missed);
}

TEST_CASE("what moved when leave was entered is time, and a change after it keeps the days that are over") {
    const november_of_ana m;
    const goal& g = m.p.goals[0];
    const progress thursday = m.seen(g, m.as_planned, m.friday - 1);
    const team ill = m.ill();
    const estimator now{ill, meetings, m.book, m.friday};
    const auto totals = member_totals(ill, meetings, m.book, {.as_of = m.friday});
    const progress entered = track(g, ill, now.forecast(1, m.november), m.friday, totals, &thursday);
    CHECK(entered.moved[0].position == -1); // a day

    const plan cut = revise(m.p, now, 1, m.friday + 3, 12, {"Mia", "ill for two weeks"}).after;
    const goal& after = cut.goals[0];
    CHECK(m.asked(after, period::between(m.november.begin, m.friday + 1)) == 10);
    CHECK(after.target == 12); // ten, and one of eleven days of 12
    CHECK(schedule_of(after, ill).total() == 12);
    CHECK(m.seen(after, ill, m.friday).due == 10);
    const progress changed = track(after, ill, now.forecast(1, m.november), m.friday, totals, &thursday);
    CHECK(changed.moved[0].position == -1);
    CHECK(changed.moved[3].position == 0); // the days up to now owe what they owed

    // A second change, and then the leave is given up: what is over stays over.
    const plan twice = revise(cut, now, 1, date{2026, 11, 30}, 22, {"Mia", "one day"}).after;
    CHECK(twice.goals[0].target == 12); // 10 + 22 / 11
    const cascade line = schedule_of(twice.goals[0], m.as_planned);
    CHECK(line.total() == 12);
    CHECK(line.over(period::between(m.november.begin, m.friday + 1)) == units{10});
}

TEST_CASE("a target of nothing is no way out") {
    team t{"East", calendar::weekdays()};
    t.add({.id = 1, .name = "Ana"});
    t.add({.id = 2, .name = "Ben"});
    ledger book;
    for (const int ago : {300, 150}) // two deals a year between them
        book.record({.rep = 1, .metric = meetings, .day = eve - ago});
    const estimator est{t, meetings, book, eve};
    goal g = *plan_of(est, 2).find(2);
    g.target = 1;
    REQUIRE(g.forecast.target_for(0.5) == 0);
    const counterfactuals c = what_would_do(g, est, 0.5);
    CHECK_FALSE(c.target);
    CHECK(c.more_in_all == units{1});
    CHECK(sentence(c, g).find("target") == std::string::npos);
}
