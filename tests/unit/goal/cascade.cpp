#include <attain/goal/cascade.hpp>

#include "thrown.hpp"

#include <doctest/doctest.h>

#include <array>
#include <limits>
#include <vector>

using namespace attain;
using boost::gregorian::date;

namespace {

struct one_rep {
    team t{"East", calendar::weekdays().close(date{2026, 11, 26}).close(date{2026, 12, 25})};
    period q4 = quarter(2026, 4);
    one_rep(rep member = {.id = 1}) { t.add(std::move(member)); }
    [[nodiscard]] capacity_line line() const { return {t, t.reps().front(), q4}; }
};

units sum(const std::vector<cascade_part>& parts) {
    units all = 0;
    for (const cascade_part& p : parts)
        all += p.target.value_or(0);
    return all;
}

} // namespace

TEST_CASE("17 meetings over six equal days") {
    const one_rep r;
    const cascade c{17, r.line(), period::between(date{2026, 10, 5}, date{2026, 10, 13})}; // Monday to Monday
    std::vector<units> days;
    for (const cascade_part& p : c.parts(period_kind::day))
        if (p.target) days.push_back(*p.target);
    CHECK(days == std::vector<units>{3, 3, 3, 3, 3, 2});
    CHECK(!c.on(date{2026, 10, 10})); // a Saturday: not applicable
}

TEST_CASE("a quarter's quota as months, weeks and days: each level sums to the same whole") {
    const one_rep r{{.id = 1,
                     .hired = day{date{2026, 9, 14}},
                     .ramp = ramp::linear(3),
                     .absences = {{date{2026, 10, 19}, date{2026, 10, 31}}}}};
    const cascade c{41, r.line(), r.q4};
    CHECK(c.total() == 41);
    for (const auto kind :
         {period_kind::day, period_kind::week, period_kind::month, period_kind::quarter, period_kind::year})
        CHECK(sum(c.parts(kind)) == 41);
    for (const cascade_part& m : c.parts(period_kind::month)) {
        units days = 0;
        for (day d = m.part.begin; d < m.part.end; ++d)
            days += c.on(d).value_or(0);
        CHECK(*m.target == days);
    }
    // The week of leave has no target, which is not a target of 0.
    CHECK(!c.over(iso_week(2026, 43)));
    const auto fiscal = fiscal_calendar::weeks(week_pattern::p445(), year_end::last, weekday::saturday, 1);
    CHECK(sum(c.parts(period_kind::fiscal_period, fiscal)) == 41);
}

TEST_CASE("two Februaries of 20 and 21 working days: the same target, another share of it a day") {
    team t{"East", calendar::weekdays()};
    t.add({.id = 1});
    for (const auto& [of, days, a_day] :
         {std::array<int, 3>{2027, 20, 21}, std::array<int, 3>{2028, 21, 20}}) {
        const int year = of; // a lambda, as CAPTURE is one, takes no binding
        CAPTURE(year);
        const period february = month(year, 2);
        const capacity_line line{t, t.at(1), february};
        const cascade c{420, line, february};
        CHECK(line.sum(february).days() == days);
        CHECK(c.total() == 420); // not rescaled
        for (const cascade_part& p : c.parts(period_kind::day))
            if (p.target) CHECK(*p.target == a_day);
    }
}

TEST_CASE("a target of 0 is a target; no working time is none") {
    const one_rep away{{.id = 1, .absences = {{date{2026, 10, 1}, date{2027, 1, 1}}}}};
    const cascade none{41, away.line(), away.q4};
    CHECK(!none.applicable());
    CHECK(none.total() == 0);
    CHECK(!none.over(month(2026, 11)));
    const one_rep here;
    const cascade zero{0, here.line(), here.q4};
    CHECK(zero.applicable());
    CHECK(*zero.over(month(2026, 11)) == 0);
}

TEST_CASE("a cut on the way is prospective: the days before keep their targets") {
    const one_rep r;
    const period weeks = period::between(date{2026, 10, 5}, date{2026, 10, 31}); // 20 working days
    const capacity_line line = r.line();
    const std::array changes{target_change{date{2026, 10, 5}, 20}, target_change{date{2026, 10, 19}, 10}};
    const cascade cut{changes, line, weeks};
    CHECK(cut.total() == 15); // 20 x 10/20 + 10 x 10/20
    const cascade before{20, line, weeks};
    for (day d = weeks.begin; d < day{date{2026, 10, 19}}; ++d)
        CHECK(cut.on(d) == before.on(d));

    auto restated = changes;
    restated[1].kind = revision::restate;
    const cascade whole{restated, line, weeks};
    CHECK(whole.total() == 10);
    CHECK(*whole.over({weeks.begin, day{date{2026, 10, 19}}}) == 5);

    const std::array odd{target_change{date{2026, 10, 5}, 7}, target_change{date{2026, 10, 6}, 0}};
    CHECK(cascade{odd, line, weeks}.total() == 1); // 7 x 1/20: what was promised is not forgiven
}

TEST_CASE("changes of a target below zero mirror those of one above") {
    const one_rep r;
    const capacity_line line = r.line();
    std::array changes{target_change{r.q4.begin, 200}, target_change{date{2026, 11, 2}, 90},
                       target_change{date{2026, 12, 1}, 0}};
    const cascade above{changes, line, r.q4};
    for (target_change& c : changes)
        c.target = -c.target;
    const cascade below{changes, line, r.q4};
    CHECK(above.total() > 0);
    CHECK(below.total() == -above.total());
    for (day d = r.q4.begin; d < r.q4.end; ++d) {
        CHECK(below.on(d).value_or(0) == -above.on(d).value_or(0));
        CHECK(below.line_before(d) == -above.line_before(d));
    }
}

TEST_CASE("changes on the first day replace; order and place are checked") {
    const one_rep r;
    const capacity_line line = r.line();
    const day first = r.q4.begin;
    const std::array same{target_change{first, 20}, target_change{first, 12}};
    CHECK(cascade{same, line, r.q4}.total() == 12);
    const std::array late{target_change{first, 20}, target_change{date{2027, 1, 1}, 12}};
    CHECK(thrown([&] { cascade(late, line, r.q4); }).row() == 1);
    const std::array swapped{target_change{first, 20}, target_change{date{2026, 11, 2}, 1},
                             target_change{date{2026, 11, 2}, 2}};
    CHECK(thrown([&] { cascade(swapped, line, r.q4); }).code() == errc::conflict);
    const std::array crossing{target_change{first, -20}, target_change{date{2026, 11, 2}, 12}};
    CHECK(thrown([&] { cascade(crossing, line, r.q4); }).code() == errc::out_of_range);
    CHECK(thrown([&] { cascade(crossing, line, r.q4); }).row() == 1);
    CHECK(thrown([&] { cascade(std::span<const target_change>{}, line, r.q4); }).code() == errc::empty_input);
    CHECK(thrown([&] { cascade(1, line, year(2026)); }).code() == errc::out_of_range);
    CHECK(thrown([&] { cascade(std::numeric_limits<units>::min(), line, r.q4); }).code() == errc::overflow);
    const cascade c{1, line, r.q4};
    CHECK(thrown([&] { (void)c.over(month(2026, 9)); }).code() == errc::out_of_range);
    CHECK(thrown([&] { (void)c.line_before(date{2027, 1, 2}); }).code() == errc::out_of_range);
}

TEST_CASE("negative targets mirror positive ones; large ones stay exact") {
    const one_rep r;
    const cascade up{41, r.line(), r.q4};
    const cascade down{-41, r.line(), r.q4};
    for (day d = r.q4.begin; d < r.q4.end; ++d)
        CHECK(up.on(d).value_or(0) == -down.on(d).value_or(0));
    CHECK(down.line_before(r.q4.end) == -up.line_before(r.q4.end));
    const units huge = std::numeric_limits<units>::max();
    CHECK(cascade{huge, r.line(), r.q4}.total() == huge);
}
