#include <attain/goal/pace.hpp>

#include "thrown.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <limits>
#include <vector>

using namespace attain;
using boost::gregorian::date;

namespace {

// May 2026 with the holiday of the 25th: 20 working days, 11 of them by the 15th.
struct may_2026 {
    team t{"East", calendar::weekdays().close(date{2026, 5, 25})};
    period may = month(2026, 5);
    may_2026() { t.add({.id = 1}); }
    [[nodiscard]] capacity_line line() const { return {t, t.at(1), may}; }
};

} // namespace

TEST_CASE("at the end of 15 May 2026: 55.0 % by working days, 48.4 % by the calendar") {
    const may_2026 m;
    const auto line = m.line();
    const cascade plan{40, line, m.may};
    const pace p = pace_of(plan, line, {.as_of = date{2026, 5, 15}, .actual = 11});
    CHECK(p.basis == line_basis::working_time);
    CHECK(*p.elapsed == 0.55);
    CHECK(*p.expected == 22);
    CHECK(*p.ratio == 0.5);
    CHECK(*p.run_rate == 1);
    CHECK(*p.projection == 20);
    CHECK(*p.projected_attainment == 0.5);
    CHECK(p.remaining == 29);
    CHECK(p.time_left.days() == 9);
    CHECK(*p.required_rate == doctest::Approx(29.0 / 9));

    const auto linear = capacity_line::calendar_days(m.may);
    const pace by_calendar = pace_of(cascade{40, linear, m.may}, linear, {.as_of = date{2026, 5, 15}});
    CHECK(by_calendar.basis == line_basis::calendar_days);
    CHECK(*by_calendar.elapsed == doctest::Approx(0.484).epsilon(1e-3));
    CHECK(thrown([&] {
              (void)pace_of(plan, linear, {.as_of = date{2026, 5, 15}});
          }).code() == errc::conflict);
}

TEST_CASE("the catch-up sums to what remains; today counts or not as stated") {
    const may_2026 m;
    const auto line = m.line();
    const cascade plan{40, line, m.may};
    const day friday = date{2026, 5, 22}; // 25 is a holiday: 26 to 29 are left
    const pace over = pace_of(plan, line, {.as_of = friday, .actual = 23});
    CHECK(over.catch_up->total() == 17);
    CHECK(!over.catch_up->on(date{2026, 5, 25}));
    CHECK(*over.catch_up->on(date{2026, 5, 26}) == 5);
    CHECK(*over.catch_up->on(date{2026, 5, 29}) == 4);

    const pace counts =
        pace_of(plan, line, {.as_of = friday, .actual = 23, .of_today = 1, .today = today::counts});
    CHECK(counts.catch_up->span().begin == friday);
    CHECK(*counts.catch_up->on(friday) == 3); // 18 over 5 are 4 for today, and one of them is there
    CHECK(*counts.catch_up->on(date{2026, 5, 26}) == 4);
    CHECK(counts.catch_up->total() == 17);
    CHECK(*counts.expected == 30); // Friday is not over
    CHECK(*counts.ratio == doctest::Approx(22.0 / 30));

    const pace not_today =
        pace_of(plan, line, {.as_of = friday, .actual = 23, .of_today = 1, .today = today::does_not_count});
    CHECK(*not_today.expected == 30);
    CHECK(not_today.catch_up->span().begin == friday + 1);
    CHECK(not_today.catch_up->total() == 17);
    CHECK(thrown([&] { (void)pace_of(plan, line, {.as_of = friday, .of_today = 1}); }).argument() ==
          "of_today");
}

TEST_CASE("a running day's quota is met by what it asked for in the morning") {
    const may_2026 m;
    const auto line = m.line();
    const cascade plan{20, line, m.may};
    const day monday = date{2026, 5, 18}; // 10 of 20 days are over
    for (units of_today = 0; of_today <= 12; ++of_today) {
        CAPTURE(of_today);
        const pace p =
            pace_of(plan, line,
                    {.as_of = monday, .actual = 8 + of_today, .of_today = of_today, .today = today::counts});
        REQUIRE(p.catch_up);
        CHECK(p.catch_up->total() == p.remaining);
        CHECK(*p.catch_up->on(monday) == std::max<units>(0, 2 - of_today)); // 12 over 9 days
        const units rest = p.catch_up->over({monday + 1, m.may.end}).value();
        CHECK(rest == p.remaining - std::max<units>(0, 2 - of_today));
        CHECK(*p.catch_up->on(date{2026, 5, 29}) <= 1); // and what is over the quota helps the days to come
    }
    // What is taken back today is made good like anything else that is missing.
    const pace lost =
        pace_of(plan, line, {.as_of = monday, .actual = 5, .of_today = -3, .today = today::counts});
    CHECK(*lost.catch_up->on(monday) == 2); // 15 over 9
    CHECK(lost.catch_up->total() == 15);
}

TEST_CASE("17 to go over six equal days: 3, 3, 3, 3, 3, 2") {
    const may_2026 m;
    const auto line = m.line();
    const pace p =
        pace_of(cascade{40, line, m.may}, line, {.as_of = date{2026, 5, 20}, .actual = 23, .high_day = 3});
    REQUIRE(p.time_left.days() == 6); // 21, 22, 26 to 29
    std::vector<units> days;
    for (const cascade_part& d : p.catch_up->parts(period_kind::day))
        if (d.target) days.push_back(*d.target);
    CHECK(days == std::vector<units>{3, 3, 3, 3, 3, 2});
    CHECK(p.feasible == feasibility::within_observed);
}

TEST_CASE("nothing expected yet: the ratio is undefined, not infinite") {
    const may_2026 m;
    const auto line = m.line();
    const cascade plan{40, line, m.may};
    const pace before = pace_of(plan, line, {.as_of = date{2026, 4, 30}, .actual = 0});
    CHECK(*before.expected == 0);
    CHECK(!before.ratio);
    CHECK(!before.run_rate);
    CHECK(before.catch_up->total() == 40);
    CHECK(status_of(before, std::nullopt) == pace_status::too_early);
    CHECK(status_of(before, 0.6) == pace_status::on_track);
    const pace zero = pace_of(cascade{0, line, m.may}, line, {.as_of = date{2026, 5, 15}});
    CHECK(!zero.ratio);
    CHECK(!zero.projected_attainment);
    CHECK(status_of(zero, std::nullopt) == pace_status::reached);
}

TEST_CASE("a full period has all its days, and once it is over nothing is left") {
    const may_2026 m;
    const auto line = m.line();
    const cascade plan{40, line, m.may};
    const pace end = pace_of(plan, line, {.as_of = date{2026, 5, 31}, .actual = 39});
    CHECK(*end.expected == 40);
    CHECK(*end.elapsed == 1);
    CHECK(!end.catch_up);
    CHECK(!end.required_rate);
    CHECK(end.feasible == feasibility::no_time_left);
    CHECK(status_of(end, std::nullopt) == pace_status::missed);
    const pace later = pace_of(plan, line, {.as_of = date{2026, 7, 1}, .actual = 43});
    CHECK(later.surplus == 3);
    CHECK(status_of(later, std::nullopt) == pace_status::reached);
    // Friday the 29th is the last working day: the weekend leaves no time either.
    CHECK(pace_of(plan, line, {.as_of = date{2026, 5, 29}, .actual = 39}).feasible ==
          feasibility::no_time_left);
}

TEST_CASE("reached is derived and can be lost; a surplus asks for nothing") {
    const may_2026 m;
    const auto line = m.line();
    const cascade plan{40, line, m.may};
    const pace won = pace_of(plan, line, {.as_of = date{2026, 5, 20}, .actual = 41});
    CHECK(won.feasible == feasibility::reached);
    CHECK(won.surplus == 1);
    CHECK(won.catch_up->total() == 0);
    CHECK(*won.catch_up->on(date{2026, 5, 21}) == 0);
    const auto reached = status_of(won, 0.99);
    CHECK(reached == pace_status::reached);
    const pace cancelled = pace_of(plan, line, {.as_of = date{2026, 5, 21}, .actual = 38});
    CHECK(status_of(cancelled, 0.97, reached) == pace_status::on_track);
    const pace negative = pace_of(plan, line, {.as_of = date{2026, 5, 15}, .actual = -4});
    CHECK(negative.remaining == 44);
    CHECK(*negative.ratio < 0);
}

TEST_CASE("beyond any observed day is said") {
    const may_2026 m;
    const auto line = m.line();
    const cascade plan{40, line, m.may};
    const day late = date{2026, 5, 27};
    CHECK(pace_of(plan, line, {.as_of = late, .actual = 30}).feasible == feasibility::unknown);
    const pace hopeless = pace_of(plan, line, {.as_of = late, .actual = 21, .high_day = 9});
    CHECK(hopeless.feasible == feasibility::beyond_any_observed);
    CHECK(hopeless.days_beyond == 1); // 19 over two days: 10 and 9
    CHECK(pace_of(plan, line, {.as_of = late, .actual = 22, .high_day = 9}).feasible ==
          feasibility::within_observed);
}

TEST_CASE("leave that comes later changes the time left, not the targets set") {
    may_2026 m;
    const auto planned = m.line();
    const cascade plan{40, planned, m.may};
    team now{"East", m.t.calendar()};
    now.add({.id = 1, .absences = {{date{2026, 5, 18}, date{2026, 5, 23}}}});
    const capacity_line actual_time{now, now.at(1), m.may};
    const pace p = pace_of(plan, actual_time, {.as_of = date{2026, 5, 15}, .actual = 20});
    CHECK(p.target == 40);
    CHECK(*p.expected == 22);
    CHECK(p.time_left.days() == 4);
    CHECK(*p.catch_up->on(date{2026, 5, 26}) == 5);
}

TEST_CASE("a rep on leave for the whole period is not applicable") {
    team t{"East", calendar::weekdays()};
    t.add({.id = 1, .absences = {{date{2026, 5, 1}, date{2026, 6, 1}}}});
    const capacity_line line{t, t.at(1), month(2026, 5)};
    const pace p =
        pace_of(cascade{40, line, month(2026, 5)}, line, {.as_of = date{2026, 5, 15}, .actual = 1});
    CHECK(p.feasible == feasibility::not_applicable);
    CHECK(!p.expected);
    CHECK(!p.catch_up);
    CHECK(status_of(p, 0.5) == pace_status::not_applicable);
}

TEST_CASE("after a cut the catch-up is recomputed from today only") {
    const may_2026 m;
    const auto line = m.line();
    const std::array changes{target_change{m.may.begin, 40}, target_change{date{2026, 5, 18}, 20}};
    const cascade plan{changes, line, m.may};
    CHECK(plan.total() == 31); // 40 x 11/20 + 20 x 9/20
    const pace p = pace_of(plan, line, {.as_of = date{2026, 5, 15}, .actual = 22});
    CHECK(*p.expected == 22);
    CHECK(p.catch_up->total() == 9);
    CHECK(*p.catch_up->on(date{2026, 5, 18}) == 1);
}

TEST_CASE("status: the probability decides, a pace two levels away tempers it") {
    const may_2026 m;
    const auto line = m.line();
    const cascade plan{40, line, m.may};
    const auto at = [&](units actual) {
        return pace_of(plan, line, {.as_of = date{2026, 5, 15}, .actual = actual});
    };
    CHECK(status_of(at(22), 0.7) == pace_status::on_track);
    CHECK(status_of(at(10), 0.7) == pace_status::at_risk); // far behind a line that P does not mind
    CHECK(status_of(at(20), 0.7) == pace_status::on_track);
    CHECK(status_of(at(24), 0.1) == pace_status::at_risk);
    CHECK(status_of(at(10), 0.1) == pace_status::behind);
    CHECK(status_of(at(10), std::nullopt) == pace_status::behind);
    CHECK(status_of(at(22), std::nullopt) == pace_status::on_track);
}

TEST_CASE("before a whole unit is expected nobody is on a pace or off it") {
    const may_2026 m;
    const auto line = m.line();
    const auto at = [&](units target, units actual, day as_of) {
        return pace_of(cascade{target, line, m.may}, line, {.as_of = as_of, .actual = actual});
    };
    const pace none = at(1, 0, date{2026, 5, 15}); // 0.55 expected
    CHECK(*none.ratio == 0);
    CHECK(status_of(none, 0.6) == pace_status::on_track);
    CHECK(status_of(none, std::nullopt) == pace_status::too_early);
    const pace one = at(2, 0, date{2026, 5, 15}); // 1.1 expected
    CHECK(status_of(one, 0.6) == pace_status::at_risk);
    CHECK(status_of(one, std::nullopt) == pace_status::behind);
    const pace lucky = at(2, 1, date{2026, 5, 4}); // of 0.1 expected
    CHECK(status_of(lucky, 0.1) == pace_status::behind);
}

TEST_CASE("status does not flip from day to day") {
    const may_2026 m;
    const auto line = m.line();
    const pace p = pace_of(cascade{40, line, m.may}, line, {.as_of = date{2026, 5, 15}, .actual = 22});
    auto status = status_of(p, 0.6);
    for (const double chance : {0.52, 0.47, 0.54, 0.46}) {
        status = status_of(p, chance, status);
        CHECK(status == pace_status::on_track);
    }
    status = status_of(p, 0.44, status);
    CHECK(status == pace_status::at_risk);
    for (const double chance : {0.47, 0.54, 0.22, 0.5}) {
        status = status_of(p, chance, status);
        CHECK(status == pace_status::at_risk);
    }
    CHECK(status_of(p, 0.55, status) == pace_status::on_track);
}

TEST_CASE("status refuses what is no probability and rules out of order") {
    const may_2026 m;
    const auto line = m.line();
    const pace p = pace_of(cascade{40, line, m.may}, line, {.as_of = date{2026, 5, 15}, .actual = 22});
    CHECK(thrown([&] { (void)status_of(p, 1.1); }).code() == errc::out_of_range);
    CHECK(thrown([&] { (void)status_of(p, std::nan("")); }).code() == errc::not_finite);
    status_rule rule;
    rule.p_on_track = {0.4, 0.5};
    CHECK(thrown([&] { (void)status_of(p, 0.5, {}, rule); }).argument() == "rule");
}

TEST_CASE("extreme integers are refused, not wrapped") {
    const may_2026 m;
    const auto line = m.line();
    const auto e = thrown([&] {
        (void)pace_of(cascade{40, line, m.may}, line,
                      {.as_of = date{2026, 5, 15}, .actual = std::numeric_limits<units>::min()});
    });
    CHECK(e.code() == errc::overflow);
}
