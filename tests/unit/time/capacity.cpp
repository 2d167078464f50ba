#include <attain/time/capacity.hpp>
#include <attain/time/proration.hpp>

#include "thrown.hpp"

#include <doctest/doctest.h>

#include <array>
#include <vector>

using namespace attain;
using boost::gregorian::date;

TEST_CASE("May 2026, one holiday, hired on the 14th, ramp 50 %: 15 becomes 4.125") {
    team t{"East", calendar::weekdays().close(date{2026, 5, 25})};
    t.add({.id = 1, .name = "Ben", .hired = day{date{2026, 5, 14}}, .ramp = ramp::steps({0.5})});
    const rep& ben = t.at(1);
    const period may = month(2026, 5);
    const auto full = capacity_over(t, ben, may, capacity_of::full_time);
    CHECK(full.days() == 20);
    CHECK(capacity_over(t, ben, may, capacity_of::without_ramp).days() == 11);
    const auto share = prorate(15, capacity_over(t, ben, may), full);
    CHECK(share.applicable);
    CHECK(share.value() == 4.125);
    CHECK(share.numerator * 8 == int128{33} * share.denominator); // exactly
    CHECK(share.nearest() == 4);
    CHECK(share.floor() == 4);
}

TEST_CASE("leave of the whole period is not applicable, which is not zero") {
    team t{"East", calendar::weekdays()};
    t.add({.id = 1, .absences = {{date{2026, 5, 1}, date{2026, 6, 1}}}});
    const auto w = capacity_over(t, t.at(1), month(2026, 5));
    CHECK(w.none());
    const auto full = capacity_over(t, t.at(1), month(2026, 5), capacity_of::full_time);
    CHECK(!prorate(15, w, full).applicable);
    CHECK(prorate(0, full, full).applicable);
    CHECK(thrown([&] { (void)prorate(15, full, w); }).code() == errc::conflict);
    CHECK(prorate(-15, {5'500'000}, {20'000'000}).value() == -4.125);
    CHECK(prorate(-3, {1}, {2}).nearest() == -2); // halves away from zero, mirrored
    CHECK(prorate(3, {1}, {2}).nearest() == 2);
}

TEST_CASE("part-time from half to full in the middle of a quarter, with a half-day leave") {
    team t{"East", calendar::weekdays()};
    t.add({.id = 1,
           .fte = 0.5,
           .fte_changes = {{date{2026, 5, 15}, 1.0}},
           .absences = {{date{2026, 5, 14}, date{2026, 5, 16}, 0.5}}});
    const rep& r = t.at(1);
    CHECK(capacity_on(t, r, date{2026, 5, 13}).days() == 0.5);
    CHECK(capacity_on(t, r, date{2026, 5, 14}).days() == 0.25);
    CHECK(capacity_on(t, r, date{2026, 5, 15}).days() == 0.5);
    CHECK(capacity_on(t, r, date{2026, 5, 18}).days() == 1);
    CHECK(capacity_over(t, r, quarter(2026, 2)).days() == 31 * 0.5 + 0.25 + 0.5 + 32);
}

TEST_CASE("a holiday calendar belongs to the rep's place of work") {
    team t{"East", calendar::weekdays()};
    t.add({.id = 1, .location = calendar::weekdays().close(date{2026, 5, 1})});
    t.add({.id = 2});
    CHECK(capacity_over(t, t.at(1), month(2026, 5)).days() == 20);
    CHECK(capacity_over(t, t.at(2), month(2026, 5)).days() == 21);
}

TEST_CASE("ramps by trigger: the smallest share under way counts") {
    team t{"East", calendar::weekdays()};
    t.add({.id = 1,
           .hired = day{date{2026, 1, 1}},
           .ramp = ramp::linear(9),
           .ramp_starts = {{date{2026, 3, 1}, ramp::steps({0.1}), ramp_trigger::territory_change},
                           {date{2027, 2, 1}, ramp::linear(3), ramp_trigger::return_from_leave, 1}}});
    const rep& r = t.at(1);
    CHECK(r.ramp_on(date{2025, 12, 31}) == fraction::zero());
    CHECK(r.ramp_on(date{2026, 2, 27}) == fraction{0.2});
    CHECK(r.ramp_on(date{2026, 3, 2}) == fraction{0.1}); // the territory's
    CHECK(r.ramp_on(date{2026, 4, 1}) == fraction{0.4}); // the hire's again, not finished
    CHECK(r.ramp_on(date{2027, 1, 29}) == fraction::one());
    CHECK(r.ramp_on(date{2027, 2, 1}) == fraction{0.5});
    CHECK(capacity_over(t, r, month(2027, 2)).days() == 10);
}

TEST_CASE("one day's capacity is the product of all five factors") {
    // A half day, half of it on leave, on four fifths of a post, in the half month of a ramp, in high season.
    const day eve{date{2026, 12, 24}};
    const calendar days = calendar::weekdays().half(eve);
    const season busy = season{}.months({1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 13});
    team t{"East", days, busy};
    t.add({.id = 1,
           .hired = day{date{2026, 12, 1}},
           .fte = 0.8,
           .ramp = ramp::steps({0.5}),
           .absences = {{eve, eve + 1, 0.5}}});
    const double season = capacity_on(t, t.at(1), eve - 1, capacity_of::full_time).days(); // of a whole day
    CHECK(season > 6);
    CHECK(capacity_on(t, t.at(1), eve, capacity_of::full_time).days() ==
          doctest::Approx(0.5 * season).epsilon(1e-6));
    CHECK(capacity_on(t, t.at(1), eve).days() ==
          doctest::Approx(0.5 * 0.5 * 0.8 * 0.5 * season).epsilon(1e-5));
}

TEST_CASE("holidays and season stand on both sides of a proration, so who is always there keeps it all") {
    team t{"East", calendar::weekdays().close(date{2026, 5, 25}),
           season{}.months({1, 1, 1, 1, 3, 1, 1, 1, 1, 1, 1, 1})};
    t.add({.id = 1});
    t.add({.id = 2, .fte = 0.5});
    const period may = month(2026, 5);
    const capacity full = capacity_over(t, t.at(2), may, capacity_of::full_time);
    CHECK(prorate(15, capacity_over(t, t.at(1), may), full).value() == 15);
    CHECK(prorate(15, capacity_over(t, t.at(2), may), full).value() == doctest::Approx(7.5).epsilon(1e-6));
}

TEST_CASE("each day is rounded once, to the nearest millionth") {
    team t{"East", calendar::weekdays()};
    t.add({.id = 1,
           .hired = day{date{2026, 5, 1}},
           .fte = 0.333333,
           .ramp = ramp::steps({0.333333}),
           .absences = {{date{2026, 5, 1}, date{2026, 6, 1}, 0.333333}}});
    // 0.666667 x 0.333333 x 0.333333 = 0.0740739629629...; three roundings would differ
    CHECK(capacity_on(t, t.at(1), date{2026, 5, 4}).micro == 74'074);
    CHECK(capacity_over(t, t.at(1), month(2026, 5)).micro == 21 * 74'074);
}

TEST_CASE("a line sums any period of its span and refuses days outside it") {
    team t{"East", calendar::weekdays().close(date{2026, 5, 25})};
    t.add({.id = 1, .hired = day{date{2026, 5, 14}}, .ramp = ramp::steps({0.5})});
    const capacity_line line{t, t.at(1), quarter(2026, 2)};
    CHECK(line.sum(month(2026, 5)).days() == 5.5);
    CHECK(line.on(date{2026, 5, 14}).days() == 0.5);
    CHECK(line.before(date{2026, 5, 16}).days() == 1);
    CHECK(line.before(line.span().end) == line.sum(quarter(2026, 2)));
    const auto w = line.weights(iso_week(2026, 20));
    CHECK(w == std::vector<std::int64_t>{0, 0, 0, 500'000, 500'000, 0, 0});

    const auto late = thrown([&] { (void)line.sum(iso_week(2026, 27)); });
    CHECK(late.code() == errc::out_of_range);
    CHECK(late.reason().find("2026-07-01") != std::string::npos);
    CHECK(thrown([&] { (void)line.on(date{2026, 3, 31}); }).reason().find("2026-03-31") != std::string::npos);
    CHECK(thrown([&] {
              (void)line.sum({day{date{2026, 5, 2}}, day{date{2026, 5, 1}}});
          }).code() == errc::inverted_period);
    CHECK(thrown([&] { (void)line.before(date{2026, 7, 2}); }).code() == errc::out_of_range);
    const team bounded{"East", calendar::weekdays().within(month(2026, 5))};
    CHECK(thrown([&] { (void)capacity_line(bounded, t.at(1), quarter(2026, 2)); }).code() ==
          errc::out_of_range);
}

TEST_CASE("calendar days are the linear fallback, named as such; weekdays with a holiday differ") {
    const period may = month(2026, 5);
    const period done = period::between(date{2026, 5, 1}, date{2026, 5, 16});
    const auto linear = capacity_line::calendar_days(may);
    CHECK(linear.basis() == line_basis::calendar_days);
    CHECK(linear.sum(done).days() / linear.sum(may).days() == doctest::Approx(0.484).epsilon(1e-3));
    team t{"East", calendar::weekdays().close(date{2026, 5, 25})};
    t.add({.id = 1});
    const capacity_line working{t, t.at(1), may};
    CHECK(working.basis() == line_basis::working_time);
    CHECK(working.sum(done).days() / working.sum(may).days() == 0.55);
}

TEST_CASE("a team's line is the sum of its reps' lines") {
    team t{"East", calendar::weekdays()};
    t.add({.id = 1});
    t.add({.id = 2, .fte = 0.5});
    const period may = month(2026, 5);
    const std::array lines{capacity_line{t, t.at(1), may}, capacity_line{t, t.at(2), may}};
    CHECK(capacity_line::total(lines).sum(may).days() == 31.5);
    const std::array mixed{lines[0], capacity_line{t, t.at(2), month(2026, 6)}};
    CHECK(thrown([&] { (void)capacity_line::total(mixed); }).row() == 1);
    const std::array bases{lines[0], capacity_line::calendar_days(may)};
    CHECK(thrown([&] { (void)capacity_line::total(bases); }).code() == errc::conflict);
    CHECK(thrown([] { (void)capacity_line::total({}); }).code() == errc::empty_input);
}

TEST_CASE("many reps by many periods share the calendars' work") {
    const auto may_day = calendar::weekdays().close(date{2026, 5, 1});
    team t{"East", calendar::weekdays(), season{}.months({1, 1, 1, 1, 2, 1, 1, 1, 1, 1, 1, 1})};
    t.add({.id = 1, .location = may_day});
    t.add({.id = 2, .fte = 0.5, .location = calendar::weekdays().close(date{2026, 5, 1})});
    t.add({.id = 3, .absences = {{date{2026, 4, 27}, date{2026, 5, 4}}}});
    const std::array periods{month(2026, 6), quarter(2026, 2), month(2026, 5)};
    const auto table = capacities(t, periods);
    REQUIRE(table.size() == 9);
    std::size_t i = 0;
    for (const rep& r : t.reps())
        for (const period& p : periods)
            CHECK(table[i++] == capacity_over(t, r, p));
    workday_lines lines{month(2026, 5)};
    CHECK(lines.of(may_day) == lines.of(*t.at(2).location)); // equal calendars, one line
    CHECK(lines.of(may_day) != lines.of(calendar::weekdays()));
    CHECK(capacities(t, {}).empty());
    const std::array bad{month(2026, 6), period{}};
    CHECK(thrown([&] { (void)capacities(t, bad); }).row() == 1);
}

TEST_CASE("a rep that no team has taken in has no capacity to speak of, and it says so") {
    const team t{"East", calendar::weekdays()};
    const rep loose{.id = 7};
    const period may = month(2026, 5);
    CHECK(thrown([&] { (void)capacity_on(t, loose, may.begin); }).code() == errc::invalid_argument);
    CHECK(thrown([&] { (void)capacity_over(t, loose, may); }).argument() == "member");
    CHECK(thrown([&] { (void)capacity_line(t, loose, may); }).code() == errc::invalid_argument);
    CHECK(capacity_over(t, loose, may, capacity_of::full_time).days() == 21);
}
