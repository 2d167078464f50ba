#include <attain/time/capacity.hpp>
#include <attain/time/split.hpp>

#include <doctest/doctest.h>

#include <array>
#include <string>

using namespace attain;
using boost::gregorian::date;

TEST_CASE("days convert to and from dates and text") {
    CHECK(day{date{1970, 1, 1}}.value == 0);
    CHECK(day{date{1400, 1, 1}}.value == day::min_value);
    CHECK(day{date{9999, 12, 31}}.value == day::max_value);
    CHECK(to_string(parse_day("2026-12-07")) == "2026-12-07");
    CHECK(parse_day("2026-12-07").weekday() == weekday::monday);
    CHECK(day{-1}.weekday() == weekday::wednesday);
    for (const char* bad : {"2026-13-01", "2026-02-29", "2026-1-01", "12/01/2026", "", "2026-12-07 "})
        CHECK_THROWS_AS((void)parse_day(bad), error);
    CHECK_THROWS_AS((void)day{date{boost::gregorian::not_a_date_time}}, error);
}

TEST_CASE("tenure in months clips to the month's end") {
    CHECK(add_months(date{2026, 1, 31}, 1) == day{date{2026, 2, 28}});
    CHECK(add_months(date{2028, 1, 31}, 1) == day{date{2028, 2, 29}});
    CHECK(tenure_months(date{2026, 1, 31}, date{2026, 2, 27}) == 0);
    CHECK(tenure_months(date{2026, 1, 31}, date{2026, 2, 28}) == 1);
    CHECK(tenure_months(date{2024, 2, 29}, date{2025, 2, 28}) == 12);
}

TEST_CASE("periods parse, print and are half-open") {
    for (const char* text :
         {"2026-12", "2026-W49", "2026-Q4", "2026-12-07", "2026", "2026-12-01/2026-12-24", "2026-W53"})
        CHECK(to_string(parse_period(text)) == text);
    CHECK(month(2026, 12).days() == 31);
    CHECK(iso_week(2026, 1).begin == day{date{2025, 12, 29}});
    CHECK_THROWS_AS((void)iso_week(2025, 53), error);
    CHECK_THROWS_AS((void)period::between(date{2026, 1, 2}, date{2026, 1, 2}), error);
    for (const char* bad : {"2026-13", "2026-Q5", "2026-W54", "26-12", "2026-", "2026-12-", "x"})
        CHECK_THROWS_AS((void)parse_period(bad), error);
    CHECK(previous(month(2026, 1)) == month(2025, 12));
    CHECK(next(quarter(2026, 4)) == quarter(2027, 1));
}

TEST_CASE("capacity: hired 14 May 2026, one holiday, ramp 50 %: 15 becomes 4.125") {
    team t{"East", calendar::weekdays().close(date{2026, 5, 25})};
    t.add({.id = 1, .name = "Ben", .hired = day{date{2026, 5, 14}}, .ramp = ramp::steps({0.5})});
    const rep& ben = t.at(1);
    const period may = month(2026, 5);
    CHECK(capacity_over(t, ben, may, capacity_of::full_time).days() == 20.0);
    CHECK(capacity_over(t, ben, may, capacity_of::without_ramp).days() == 11.0);
    const double share =
        capacity_over(t, ben, may).days() / capacity_over(t, ben, may, capacity_of::full_time).days();
    CHECK(15 * share == doctest::Approx(4.125).epsilon(1e-12));
}

TEST_CASE("working days of the first months of 2026 and of two Februaries") {
    const auto cal = calendar::weekdays();
    CHECK(cal.workdays(month(2026, 1)) == 22);
    CHECK(cal.workdays(month(2026, 2)) == 20);
    CHECK(cal.workdays(month(2026, 3)) == 22);
    CHECK(cal.workdays(month(2027, 2)) == 20);
    CHECK(cal.workdays(month(2028, 2)) == 21);
}

TEST_CASE("a whole number over weighted days") {
    const std::array<std::int64_t, 6> equal{1, 1, 1, 1, 1, 1};
    CHECK(split(17, equal) == std::vector<units>{3, 3, 3, 3, 3, 2});
    CHECK(split(-17, equal) == std::vector<units>{-3, -3, -3, -3, -3, -2});
    const std::array<std::int64_t, 3> gap{1, 0, 1};
    CHECK(split(3, gap) == std::vector<units>{2, 0, 1});
    CHECK(split(0, std::array<std::int64_t, 2>{0, 0}) == std::vector<units>{0, 0});
    CHECK_THROWS_AS((void)split(1, std::array<std::int64_t, 1>{0}), error);
    CHECK_THROWS_AS((void)split(1, std::array<std::int64_t, 2>{1, -1}), error);
}

TEST_CASE("a roster refuses contradictions and stays as it was") {
    team t{"East", calendar::weekdays()};
    t.add({.id = 1});
    CHECK_THROWS_AS(t.add({.id = 1}), error);
    CHECK_THROWS_AS(t.add({.id = 2, .fte = 1.5}), error);
    CHECK_THROWS_AS(t.add({.id = 2, .hired = day{10}, .left = day{10}}), error);
    CHECK_THROWS_AS(t.add({.id = 2, .absences = {{day{5}, day{5}}}}), error);
    CHECK_THROWS_AS(t.add({.id = 2, .absences = {{day{5}, day{9}}, {day{8}, day{10}}}}), error);
    CHECK(t.size() == 1);
    CHECK_THROWS_AS((void)t.at(7), error);
}
