// A year of the article's four, day by day: plans, tracking, reviews, a leaver in May and a joiner in June, a
// deal cancelled after *reached*, a quota cut on day 20. Every day everything has to add up.
#include <attain/core/error.hpp>
#include <attain/goal/adjust.hpp>
#include <attain/goal/catalogue.hpp>
#include <attain/goal/change.hpp>
#include <attain/goal/track.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

using namespace attain;
using boost::gregorian::date;

namespace {

const metric meetings = metric::count("meetings booked");
const day leaves{date{2026, 5, 18}};
const day joins{date{2026, 6, 8}};

// The roster as it is known on a day: nobody plans with a leaver before the notice.
team roster(day known) {
    team t{"BDR East", calendar::weekdays().close(date{2026, 5, 25}).close(date{2026, 12, 25})};
    rep ana{.id = 101, .name = "Ana", .role = "Sr. BDR", .hired = day{date{2023, 2, 1}}};
    if (known >= leaves - 1) ana.left = leaves;
    t.add(ana);
    t.add({.id = 102,
           .name = "Ben",
           .role = "Jr. BDR",
           .hired = day{date{2026, 1, 5}},
           .ramp = ramp::steps({0.25, 0.5, 0.75})});
    t.add({.id = 103,
           .name = "Cleo",
           .role = "BDR",
           .hired = day{date{2024, 3, 4}},
           .absences = {{date{2026, 8, 3}, date{2026, 8, 15}}}});
    t.add({.id = 104, .name = "Dan", .role = "BDR", .hired = day{date{2024, 5, 6}}});
    if (known >= joins - 1)
        t.add({.id = 105, .name = "Eve", .role = "BDR", .hired = joins, .ramp = ramp::steps({0.5, 0.75})});
    return t;
}

// A seeded number for a rep and a day, the same on every machine (SplitMix64).
double uniform(std::int64_t rep, day d) {
    std::uint64_t x = static_cast<std::uint64_t>(rep) * 0x9E3779B97F4A7C15ULL +
                      static_cast<std::uint64_t>(d.value) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27U)) * 0x94D049BB133111EBULL;
    x ^= x >> 31U;
    return static_cast<double>(x >> 11U) / 9007199254740992.0;
}

units poisson(double mean, double u) {
    double p = std::exp(-mean);
    units k = 0;
    for (double sum = p; u > sum && k < 50; sum += p) {
        ++k;
        p *= mean / static_cast<double>(k);
    }
    return k;
}

ledger facts() {
    const std::map<std::int64_t, double> rates{{101, 1.9}, {102, 1.2}, {103, 1.5}, {104, 1.3}, {105, 1.4}};
    const day last{date{2026, 12, 31}};
    const team t = roster(last);
    ledger book;
    for (day d{date{2025, 1, 2}}; d <= last; ++d)
        for (const rep& r : t.reps()) {
            const double w = capacity_on(t, r, d).days();
            const units n = w > 0 ? poisson(rates.at(r.id.value) * w, uniform(r.id.value, d)) : 0;
            if (n > 0) book.record({.rep = r.id, .metric = meetings, .day = d, .quantity = n});
        }
    // Dan: a large account on 13 April, most of it cancelled on the 20th
    book.record({.rep = 104, .metric = meetings, .day = date{2026, 4, 13}, .quantity = 40});
    book.record({.rep = 104, .metric = meetings, .day = date{2026, 4, 20}, .quantity = -38});
    return book;
}

// A plan with exactly these quotas.
plan with_quotas(const estimator& est, const period& over, const adjustment& a, const ledger& book) {
    allocate_options locks;
    for (const adjusted_goal& g : a.goals)
        locks.candidates.push_back({.id = g.rep, .lock = g.after});
    return make_plan(est, over, allocate(a.total, est.forecasts(over), equal_attainability{}, locks),
                     {.who = "Mia", .facts = &book});
}

void check_day(const plan& p, const team_progress& t) {
    int128 targets = 0;
    int128 actual = 0;
    for (std::size_t i = 0; i < p.goals.size(); ++i) {
        const goal& g = p.goals[i];
        const progress& now = t.goals[i];
        CAPTURE(g.owner);
        targets += g.target;
        actual += now.actual;
        units days = 0;
        for (const day_target& d : g.daily)
            days += d.amount;
        CHECK(days == g.target);
        CHECK(now.target == g.target);
        if (now.probability) {
            CHECK(*now.probability >= 0);
            CHECK(*now.probability <= 1);
        }
        if (now.pace.catch_up) CHECK(now.pace.catch_up->total() == now.pace.remaining);
        for (const goal_version& v : g.versions) {
            CHECK_FALSE(v.who.empty());
            CHECK_FALSE(v.why.empty());
        }
        CHECK((now.status == pace_status::reached) == (now.actual >= now.target));
    }
    CHECK(targets == p.total);
    CHECK(actual == t.actual);
    if (t.probability) {
        CHECK(*t.probability >= 0);
        CHECK(*t.probability <= 1);
    }
}

void check_moves(const team_progress& now, const team_progress& before) {
    for (const progress& g : now.goals)
        for (const progress& old : before.goals) {
            if (old.rep != g.rep || g.moved.empty()) continue;
            units position = 0;
            double chance = 0;
            for (const movement& m : g.moved) {
                position += m.position;
                chance += m.probability;
            }
            CHECK(position == (g.actual - g.due) - (old.actual - old.due));
            if (g.probability && old.probability)
                CHECK(chance == doctest::Approx(*g.probability - *old.probability).epsilon(1e-9));
        }
}

void check_bridges(const plan_change& c) {
    for (std::size_t i = 0; i < c.why.size(); ++i)
        CHECK(c.why[i].total() == c.after.goals[i].target);
}

struct year_result {
    std::string log{};
    std::vector<period_review> closed{};
    std::vector<milestone> dan_in_april{};
    units cut_before{};
    units cut_after{};
};

// What happens inside the months, as of the evening before.
void events(plan& p, const estimator& now, year_result& r) {
    const day tomorrow = now.as_of() + 1;
    if (tomorrow == day{date{2026, 3, 20}}) {
        const goal& g = *p.find(103);
        r.cut_before = g.target;
        const plan_change c =
            revise(p, now, 103, tomorrow, g.target / 2, {"Mia", "half the territory moved"});
        check_bridges(c);
        for (const day_target& d : c.after.find(103)->daily)
            if (d.day < tomorrow)
                CHECK(std::find(g.daily.begin(), g.daily.end(), d) != g.daily.end()); // past days keep theirs
        p = c.after;
        r.cut_after = p.find(103)->target;
    }
    if (tomorrow == leaves) {
        const plan_change c = hand_over(p, now, 101, freed_number::conserve, {"Mia", "Ana leaves"});
        check_bridges(c);
        CHECK(c.after.total == p.total);
        p = c.after;
    }
    if (tomorrow == joins) {
        const plan_change c = take_in(p, now, 105, 0.6, freed_number::conserve, {"Mia", "Eve starts"});
        check_bridges(c);
        CHECK(c.after.total >= p.total);
        p = c.after;
    }
}

year_result live() {
    year_result r;
    const ledger book = facts();
    std::vector<closed_goal> history;
    for (int m = 1; m <= 12; ++m) {
        const period over = month(2026, m);
        const day eve = over.begin - 1;
        team members = roster(eve);
        std::optional<plan> p;
        {
            const estimator est{members, meetings, book, eve};
            std::vector<adjust_input> inputs;
            for (const rep& member : members.reps()) {
                adjust_input in{.rep = member.id};
                for (const closed_goal& c : history)
                    if (c.rep == member.id) {
                        if (in.last) in.earlier.push_back(*in.last);
                        in.last = c;
                    }
                inputs.push_back(in);
            }
            const units wished = readjust(est, over, 0, inputs).wished;
            const adjustment a = readjust(est, over, wished, inputs);
            REQUIRE(a.feasible);
            for (const adjusted_goal& g : a.goals) {
                CHECK(g.why.total() == g.after);
                for (const bridge_line& line : g.why.lines())
                    r.log += "  " + catalogue::english().sentence(line, meetings, g.owner) + '\n';
            }
            p = with_quotas(est, over, a, book);
        }
        std::optional<team_progress> before;
        for (day d = over.begin; d < over.end; ++d) {
            members = roster(d);
            const estimator now{members, meetings, book, d};
            CAPTURE(to_string(d));
            const team_progress today = track(*p, now, book, before ? &*before : nullptr);
            check_day(*p, today);
            if (before) check_moves(today, *before);
            for (const progress& g : today.goals)
                r.log += to_string(d) + ' ' + sentence(g, meetings) + '\n';
            if (m == 4) r.dan_in_april = today.goals[3].milestones;
            before = today;
            if (d + 1 < over.end) {
                const team tomorrow = roster(d + 1 == leaves ? leaves : d + 1 == joins ? joins : d);
                const estimator next_known{tomorrow, meetings, book, d};
                events(*p, next_known, r);
            }
        }
        r.closed.push_back(review(*p, members, book, over.last()));
        for (const closed_goal& c : r.closed.back().goals)
            history.push_back(c);
    }
    return r;
}

} // namespace

TEST_CASE("a year of four people adds up on every day, and again to the same bytes") {
    const year_result first = live();
    REQUIRE(first.closed.size() == 12);

    // the quota cut
    CHECK(first.cut_after < first.cut_before);
    CHECK(first.cut_after > first.cut_before / 2);
    // reached, and lost again when the deal was cancelled
    REQUIRE(first.dan_in_april.size() == 3);
    CHECK(first.dan_in_april[2].first_reached == day{date{2026, 4, 13}});
    CHECK(first.dan_in_april[2].last_lost == day{date{2026, 4, 20}});
    CHECK(first.dan_in_april[2].times_lost == 1);
    // the leaver and the joiner
    const auto has = [&](int month, std::int64_t rep) {
        const auto& goals = first.closed[static_cast<std::size_t>(month - 1)].goals;
        return std::any_of(goals.begin(), goals.end(),
                           [&](const closed_goal& g) { return g.rep == rep_id{rep}; });
    };
    CHECK(has(5, 101));
    CHECK_FALSE(has(6, 101));
    CHECK(has(6, 105));
    CHECK_FALSE(has(5, 105));

    const year_result again = live();
    CHECK(again.log == first.log);

    // nothing changes in closed periods: what was closed in its month is what the year's end says
    const ledger book = facts();
    const auto totals = book.totals(meetings, day{date{2026, 12, 31}});
    for (const period_review& r : first.closed)
        for (const closed_goal& g : r.goals) {
            units actual = 0;
            for (const day_total& t : totals)
                if (t.rep == g.rep && r.period.contains(t.day)) actual += t.quantity;
            CHECK(actual == g.actual);
        }
    std::vector<closed_goal> all;
    for (const period_review& r : first.closed)
        all.insert(all.end(), r.goals.begin(), r.goals.end());
    const calibration_check c = calibration_of(all);
    MESSAGE("reached ", c.reached, " of ", c.goals, ", expected ", c.expected_reached, " +- ", c.spread);
    CHECK(std::abs(c.surprise) < 4);
}
