// Stories of one month, told with all of time: the scenarios of the time model, each with the expected
// figures.
#include <attain/goal/pace.hpp>
#include <attain/goal/proration.hpp>

#include <doctest/doctest.h>

#include <array>
#include <vector>

using namespace attain;
using boost::gregorian::date;

TEST_CASE("a holiday on the deadline day: the work is done the day before") {
    team t{"East", calendar::weekdays().close(date{2026, 7, 31}, "Deadline holiday")};
    t.add({.id = 1});
    const capacity_line line{t, t.at(1), month(2026, 7)};
    const cascade plan{44, line, month(2026, 7)};
    CHECK(!plan.on(date{2026, 7, 31}));
    CHECK(*plan.on(date{2026, 7, 30}) == 2);
    const pace last = pace_of(plan, line, {.as_of = date{2026, 7, 30}, .actual = 43});
    CHECK(last.feasible == feasibility::no_time_left);
}

TEST_CASE("leave that covers a whole week: no target that week, and the month still sums") {
    team t{"East", calendar::weekdays()};
    t.add({.id = 1, .absences = {{date{2026, 6, 8}, date{2026, 6, 13}}}});
    const capacity_line line{t, t.at(1), month(2026, 6)};
    const cascade plan{34, line, month(2026, 6)}; // 17 days
    CHECK(!plan.over(iso_week(2026, 24)));
    CHECK(*plan.over(iso_week(2026, 23)) == 10);
    CHECK(plan.total() == 34);
}

TEST_CASE("moving teams on the 15th: the full month's target is split, nothing is lost or asked twice") {
    std::vector<team> teams{team{"East", calendar::weekdays()}, team{"West", calendar::weekdays()}};
    const day fifteenth = date{2026, 6, 15};
    teams[0].add({.id = 1, .left = fifteenth});
    teams[1].add({.id = 1, .joined = fifteenth});
    const period june = month(2026, 6);
    std::array<units, 2> parts{};
    for (std::size_t i = 0; i < 2; ++i) {
        const rep& r = teams[i].at(1);
        parts[i] = prorate(44, capacity_over(teams[i], r, june),
                           capacity_over(teams[i], r, june, capacity_of::full_time))
                       .nearest();
    }
    CHECK(parts[0] == 20); // 10 of 22 working days
    CHECK(parts[1] == 24);
}

TEST_CASE("a quota cut on day 20: past days keep the old line") {
    team t{"East", calendar::weekdays()};
    t.add({.id = 1});
    const capacity_line line{t, t.at(1), month(2026, 6)};
    const std::array changes{target_change{date{2026, 6, 1}, 44}, target_change{date{2026, 6, 20}, 22}};
    const cascade cut{changes, line, month(2026, 6)};
    const cascade old{44, line, month(2026, 6)};
    const period before = period::between(date{2026, 6, 1}, date{2026, 6, 20}); // 15 days at 2, 7 at 1
    CHECK(*cut.over(before) == *old.over(before));
    CHECK(cut.total() == 37);
    const pace p = pace_of(cut, line, {.as_of = date{2026, 6, 19}, .actual = 30});
    CHECK(*p.expected == 30);
    CHECK(p.catch_up->total() == 7);
}

TEST_CASE("a leaver's unearned target is stated and goes to the others, or is released") {
    const period june = month(2026, 6);
    team t{"East", calendar::weekdays()};
    t.add({.id = 1});
    t.add({.id = 2});
    t.add({.id = 3, .left = day{date{2026, 6, 16}}}); // 11 of 22 days
    std::vector<proration_request> all;
    for (const rep& r : t.reps())
        all.push_back(
            {r.id, 20, capacity_over(t, r, june), capacity_over(t, r, june, capacity_of::full_time)});
    const auto conserved = prorate_team(all, freed_amount::conserve);
    CHECK(conserved.freed == 10);
    CHECK(conserved.quotas[0].received + conserved.quotas[1].received + conserved.quotas[2].received == 10);
    CHECK(conserved.quotas[0].received == 4);
    CHECK(conserved.quotas[2].received == 2);
    const auto released = prorate_team(all, freed_amount::release);
    CHECK(released.released == 10);
    CHECK(released.quotas[2].quota == 10);
}

TEST_CASE("the 53rd week and the clock change are days like others") {
    team t{"East", calendar::weekdays()};
    t.add({.id = 1});
    const auto fiscal = fiscal_calendar::weeks(week_pattern::p445(), year_end::last, weekday::saturday, 1);
    const period year_of_53 = fiscal.parse("FY2026");
    const capacity_line line{t, t.at(1), year_of_53};
    CHECK(line.sum(year_of_53).days() == 53 * 5);
    const cascade plan{1000, line, year_of_53};
    units weeks = 0;
    for (const cascade_part& w : plan.parts(period_kind::fiscal_week, fiscal))
        weeks += *w.target;
    CHECK(weeks == 1000);
    // 29 March and 25 October 2026 change the clocks in Europe; their weeks have five days.
    CHECK(capacity_over(t, t.at(1), iso_week(2026, 13)).days() == 5);
    CHECK(capacity_over(t, t.at(1), iso_week(2026, 43)).days() == 5);
}
