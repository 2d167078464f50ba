// Changes inside a period: what is given up goes somewhere, and the team's number is what was decided.
#include <attain/core/error.hpp>
#include <attain/goal/change.hpp>
#include <attain/goal/counterfactual.hpp>
#include <attain/goal/review.hpp>
#include <attain/goal/track.hpp>

#include "../../thrown.hpp"
#include "year.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

using namespace attain;
using namespace goal_tests;

namespace {

const decision mia{"Mia", "as agreed"};

units sum_of(const plan& p) {
    units sum = 0;
    for (const goal& g : p.goals)
        sum += g.target;
    return sum;
}

// What a goal's daily targets ask for up to and including the day.
units asked_by(const goal& g, day last) {
    units sum = 0;
    for (const day_target& d : g.daily)
        if (d.day <= last) sum += d.amount;
    return sum;
}

} // namespace

TEST_CASE("the team's number stands when somebody joins or leaves and it is conserved, on any day") {
    // Ana books two a day and stops on some day, Ben goes on; Eve joins, then Ana leaves.
    const auto people = [](std::optional<day> ana_leaves, std::optional<day> eve_joins) {
        team t{"East", calendar::weekdays()};
        t.add({.id = 1, .name = "Ana", .left = ana_leaves});
        t.add({.id = 2, .name = "Ben"});
        if (eve_joins) t.add({.id = 5, .name = "Eve", .hired = eve_joins});
        return t;
    };
    std::mt19937 draw{5};
    const auto below = [&](int n) { return static_cast<int>(draw() % static_cast<unsigned>(n)); };
    int less = 0; // joiners who get less than they aim at
    int refused = 0;
    for (int round = 0; round < 60; ++round) {
        CAPTURE(round);
        const day today = eve + below(30);
        const day stops = december.begin + below(20) - 10;
        ledger book;
        for (day d{date{2026, 1, 1}}; d <= today; ++d)
            for (int r = 1; r <= 2; ++r)
                if (d.weekday() < weekday::saturday && (r == 2 || d < stops))
                    book.record({.rep = r, .metric = meetings, .day = d, .quantity = 2});
        const team before = people({}, {});
        const team joined = people({}, today + 1 - below(3));
        const team left = people(today + 1, today + 1 - below(3));
        const estimator now{joined, meetings, book, today};
        const plan first = plan_of(estimator{before, meetings, book, eve}, 20 + below(80));
        // Every other time Ben's goal was changed before, for the days from some day to come on.
        const day from = today + 1 + below(december.last() - today);
        const plan p = round % 2 == 0 ? first : revise(first, now, 2, from, 30, mia).after;
        const double chance = round % 3 == 0 ? 0.02 : 0.5;
        plan_change c{.after = p};
        try {
            c = take_in(p, now, 5, chance, freed_number::conserve, mia);
        } catch (const error& e) {
            REQUIRE(e.code() == errc::invalid_argument); // nothing to give up, or Eve has no working day
            ++refused;
            continue;
        }
        CHECK(c.after.total == p.total);
        CHECK(c.after.promised == p.promised);
        CHECK(sum_of(c.after) == p.total);
        const goal& joiner = *c.after.find(5);
        CHECK(joiner.target == c.freed);
        CHECK(joiner.probability() >= chance);
        less += joiner.target < joiner.forecast.target_for(chance);
        for (const goal& g : p.goals) {
            const goal& then = *c.after.find(g.rep);
            CHECK(then.target <= g.target);
            CHECK(then.target >= std::min(g.target, then.forecast.done()));
            CHECK(asked_by(then, today) == asked_by(g, today));
        }
        const estimator without{left, meetings, book, today};
        const plan_change taken = hand_over(c.after, without, 1, freed_number::conserve, mia);
        CHECK(taken.after.total == p.total);
        CHECK(sum_of(taken.after) == p.total);
        CHECK(taken.after.promised == p.promised);
    }
    CHECK(less > 5);
    CHECK(refused < 30);
}

TEST_CASE("nobody can give up what the days that are over are due; a chance is named") {
    const day today = december.last() - 1;
    const ledger book = history(today);
    team t{"East", calendar::weekdays()};
    for (int r = 1; r <= 2; ++r) // away for the rest
        t.add({.id = r,
               .name = std::string(1, static_cast<char>('@' + r)),
               .absences = {{today, december.end}}});
    t.add({.id = 5, .name = "Eve", .hired = today});
    const estimator now{t, meetings, book, today};
    const team before = east();
    const plan p = plan_of(estimator{before, meetings, book, eve}, 90);
    plan two = p;
    two.goals.erase(two.goals.begin() + 2, two.goals.end());
    two.total = two.promised = sum_of(two);
    CHECK(thrown([&] { (void)take_in(two, now, 5, 0.02, freed_number::conserve, mia); }).code() ==
          errc::invalid_argument);
    CHECK(take_in(two, now, 5, 0.02, freed_number::release, mia).after.total > two.total);
    const error wild = thrown([&] { (void)take_in(two, now, 5, 1.5, freed_number::release, mia); });
    CHECK(wild.code() == errc::out_of_range);
    CHECK(wild.argument() == "chance");
}

TEST_CASE("what was said when the goals were set stays said, whatever is changed later and for whom") {
    month_ahead m;
    const plan p = plan_of(m.est, 90);
    const ledger full = history(december.last());
    const ledger late = history(december.last() - 1);
    const estimator thirtieth{m.reps, meetings, late, december.last() - 1};
    const plan changed = revise(p, thirtieth, 2, december.last(), 60, mia).after;
    REQUIRE(changed.find(2)->target > p.find(2)->target);
    const period_review before = review(p, m.reps, full, december.last());
    const period_review after = review(changed, m.reps, full, december.last());
    CHECK(after.said == before.said);
    CHECK(after.calibration.brier == before.calibration.brier);
    CHECK(after.calibration.reached == before.calibration.reached);
    for (std::size_t i = 0; i < p.goals.size(); ++i) {
        CHECK(after.goals[i].said == before.goals[i].said);
        CHECK(after.goals[i].said == p.goals[i].versions.front().probability_after);
        CHECK(after.goals[i].said_of == p.goals[i].target);
        CHECK(after.goals[i].rank == before.goals[i].rank);
        CHECK(after.goals[i].target == changed.goals[i].target);
    }
    CHECK(changed.find(2)->versions.back().probability_after <
          0.01); // the change's own chance is kept as well

    // A change on the eve sets the goal: nothing of its period is known.
    const plan eves = revise(p, m.est, 2, december.begin, 60, mia).after;
    const closed_goal ben = review(eves, m.reps, full, december.last()).goals[1];
    CHECK(ben.said_of == units{60});
    CHECK(ben.said == eves.find(2)->versions.back().probability_after);
}

TEST_CASE("a goal that was handed over is judged by nothing") {
    const day last{date{2026, 12, 10}};
    const team without = east(last + 1);
    const plan p = plan_of(month_ahead{}.est, 90);
    const ledger book = history(last);
    const plan after =
        hand_over(p, estimator{without, meetings, book, last}, 1, freed_number::conserve, mia).after;
    CHECK(after.find(1)->handed_over == last);
    const period_review r = review(after, without, history(december.last(), last + 1), december.last());
    REQUIRE(r.goals.size() == 4);
    CHECK(r.goals[0].handed_over == last);
    CHECK(r.goals[0].attainment.reached()); // of what was earned, which says nothing
    CHECK(r.calibration.goals == 3);
    double said = 0;
    double reached = 0;
    for (const closed_goal& g : std::span{r.goals}.subspan(1)) {
        said += *g.said;
        reached += g.attainment.reached();
    }
    CHECK(r.aimed == doctest::Approx(said / 3));
    CHECK(r.share_at_quota == doctest::Approx(reached / 3));
}

TEST_CASE("what is held stays with the plan until somebody takes it") {
    const day last{date{2026, 12, 10}};
    const plan p = plan_of(month_ahead{}.est, 90);
    const ledger book = history(last + 1, last + 1);
    const team both = east(last + 1, last + 2);
    const estimator now{both, meetings, book, last};
    const plan held = hand_over(p, now, 1, freed_number::hold, mia).after;
    REQUIRE(held.unassigned > 0);
    CHECK(held.total + held.unassigned == 90);
    CHECK(held.promised == 90);

    const plan revised = revise(held, now, 3, last + 3, 10, mia).after; // another change does not forget it
    CHECK(revised.unassigned == held.unassigned);

    const plan_change all = take_in(held, now, 5, 0.01, freed_number::hold, mia); // would take more
    const goal& eve_goal = *all.after.find(5);
    REQUIRE(eve_goal.forecast.target_for(0.01) > 0);
    CHECK(eve_goal.target == std::min(held.unassigned, eve_goal.forecast.target_for(0.01)));
    CHECK(all.after.unassigned == held.unassigned - eve_goal.target);
    CHECK(all.after.total + all.after.unassigned == 90);
    CHECK(all.after.promised == 90);
    for (const goal& g : held.goals)
        CHECK(all.after.find(g.rep)->target == g.target);
    CHECK(thrown([&] { (void)take_in(p, now, 5, 0.5, freed_number::hold, mia); }).argument() == "what");
    CHECK(take_in(held, now, 5, 0.5, freed_number::release, mia).after.unassigned == held.unassigned);
}

TEST_CASE("who leaves keeps no levels, and who joins gets a goal like the others'") {
    const day last{date{2026, 12, 10}};
    const plan p =
        plan_of(month_ahead{}.est, 90, {.id = goal_id{7}, .scope = {{"product", "Pro"}}, .who = "Zoe"});
    const ledger book = history(last, last + 1);
    const team both = east(last + 1, last + 1);
    const estimator now{both, meetings, book, last};
    const plan left = hand_over(p, now, 1, freed_number::release, mia).after;
    CHECK_FALSE(left.find(1)->levels.floor);
    CHECK_FALSE(left.find(1)->levels.stretch);
    CHECK(left.find(4)->levels.floor);

    const plan joined = take_in(left, now, 5, 0.6, freed_number::release, mia).after;
    const goal& g = *joined.find(5);
    CHECK(g.scope == p.goals[0].scope);
    CHECK(g.parent == goal_id{7});
    CHECK(g.owner == "Eve");
    REQUIRE(g.levels.floor);
    REQUIRE(g.levels.stretch);
    CHECK(*g.levels.floor <= g.target);
    CHECK(*g.levels.stretch >= g.target);
    REQUIRE(g.versions.size() == 1);
    CHECK(g.versions[0].who == "Mia");
    CHECK(g.versions[0].why == "as agreed");
    CHECK(g.versions[0].probability_after == g.probability());
    CHECK(joined.one_for_all.size() == 4); // of those who had a goal when the plan was made
}

TEST_CASE("floors and stretches are those of the forecast that a change brings along") {
    const day today{date{2026, 12, 15}};
    const ledger book = history(today);
    const team t = east();
    const plan p = plan_of(month_ahead{}.est, 110, {.floor_chance = 0.8, .stretch_chance = 0.3});
    const estimator now{t, meetings, book, today};
    const plan after = revise(p, now, 3, today + 1, 10, mia).after;
    CHECK(after.floor_chance == 0.8);
    CHECK(after.stretch_chance == 0.3);
    int moved = 0;
    for (const goal& g : after.goals) {
        CAPTURE(g.owner);
        CHECK(*g.levels.floor == std::min(g.target, g.forecast.target_for(0.8)));
        CHECK(*g.levels.stretch == std::max(g.target, g.forecast.target_for(0.3)));
        CHECK(attainability(g.forecast, *g.levels.floor) >= 0.8);
        moved += g.levels != p.find(g.rep)->levels;
    }
    CHECK(moved > 0);
}

TEST_CASE("another metric's estimator, or one that knows less than the plan, changes and tells nothing") {
    team t{"East", calendar::weekdays()};
    t.add({.id = 1, .name = "Ana"});
    t.add({.id = 2});
    const metric calls = metric::count("calls");
    ledger book;
    for (day d{date{2026, 1, 1}}; d <= eve + 10; ++d)
        for (int r = 1; r <= 2; ++r)
            for (const metric& what : {meetings, calls})
                book.record(
                    {.rep = r, .metric = what, .day = d, .quantity = what.id() == calls.id() ? 40 : 1});
    const plan p = plan_of(estimator{t, meetings, book, eve}, 40);
    CHECK(p.goals[1].owner == "rep 2"); // what sentences call somebody without a name
    const estimator other{t, calls, book, eve + 10};
    const estimator hundredths{t, metric::count("meetings booked", 2).with_id(meetings.id()), book, eve + 10};
    for (const estimator* of : {&other, &hundredths}) {
        const auto code = [](const auto& call) { return thrown(call).code(); };
        CHECK(code([&] { (void)revise(p, *of, 1, p.period.last(), 5, mia); }) == errc::wrong_metric);
        CHECK(code([&] { (void)hand_over(p, *of, 1, freed_number::release, mia); }) == errc::wrong_metric);
        CHECK(code([&] { (void)take_in(p, *of, 3, 0.6, freed_number::release, mia); }) == errc::wrong_metric);
        CHECK(code([&] { (void)track(p, *of, book); }) == errc::wrong_metric);
        CHECK(code([&] { (void)what_would_do(p.goals[0], *of); }) == errc::wrong_metric);
    }
    const estimator earlier{t, meetings, book, eve - 1};
    CHECK(thrown([&] { (void)revise(p, earlier, 1, p.period.last(), 5, mia); }).argument() == "now");
}
