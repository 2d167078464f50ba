#include <attain/time/calendar.hpp>

#include "thrown.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace attain;
using boost::gregorian::date;

namespace {

std::string dates(const holiday_set& set, const period& span) {
    std::string text;
    for (const special_day& s : expand(set, calendar::weekdays().pattern(), span))
        text += to_string(s.date).substr(5) + " ";
    return text;
}

holiday_set united_states() {
    const auto shift = observed::nearest_workday;
    return {"US federal",
            {holiday::fixed("New Year's Day", 1, 1).when_off(shift),
             holiday::nth("Martin Luther King Jr. Day", 3, weekday::monday, 1),
             holiday::nth("Washington's Birthday", 3, weekday::monday, 2),
             holiday::nth("Memorial Day", -1, weekday::monday, 5),
             holiday::fixed("Juneteenth", 6, 19).when_off(shift).in_years(2021, 9999),
             holiday::fixed("Independence Day", 7, 4).when_off(shift),
             holiday::nth("Labor Day", 1, weekday::monday, 9),
             holiday::nth("Columbus Day", 2, weekday::monday, 10),
             holiday::fixed("Veterans Day", 11, 11).when_off(shift),
             holiday::nth("Thanksgiving", 4, weekday::thursday, 11),
             holiday::fixed("Christmas Day", 12, 25).when_off(shift)}};
}

holiday_set england() {
    const auto shift = observed::next_workday;
    return {"England and Wales",
            {holiday::fixed("New Year's Day", 1, 1).when_off(shift), holiday::easter("Good Friday", -2),
             holiday::easter("Easter Monday", 1),
             holiday::nth("Early May bank holiday", 1, weekday::monday, 5),
             holiday::nth("Spring bank holiday", -1, weekday::monday, 5),
             holiday::nth("Summer bank holiday", -1, weekday::monday, 8),
             holiday::fixed("Christmas Day", 12, 25).when_off(shift),
             holiday::fixed("Boxing Day", 12, 26).when_off(shift)}};
}

} // namespace

TEST_CASE("Easter Sundays") {
    const std::pair<int, const char*> western[]{
        {1818, "1818-03-22"}, {1943, "1943-04-25"}, {1954, "1954-04-18"}, {1981, "1981-04-19"},
        {2000, "2000-04-23"}, {2024, "2024-03-31"}, {2025, "2025-04-20"}, {2026, "2026-04-05"},
        {2027, "2027-03-28"}, {2038, "2038-04-25"}, {2049, "2049-04-18"}};
    for (const auto& [year, text] : western)
        CHECK(to_string(easter_sunday(year)) == text);
    const std::pair<int, const char*> orthodox[]{
        {2024, "2024-05-05"}, {2025, "2025-04-20"}, {2026, "2026-04-12"}, {2027, "2027-05-02"}};
    for (const auto& [year, text] : orthodox)
        CHECK(to_string(orthodox_easter_sunday(year)) == text);
    for (int y = 1583; y <= 4000; ++y) {
        const day e = easter_sunday(y);
        REQUIRE(e.weekday() == weekday::sunday);
        REQUIRE(e >= month(y, 3).begin + 21);
        REQUIRE(e <= month(y, 4).begin + 24);
        REQUIRE(orthodox_easter_sunday(y).weekday() == weekday::sunday);
    }
    CHECK(thrown([] { (void)easter_sunday(1582); }).code() == errc::out_of_range);
}

TEST_CASE("US federal holidays as observed: Saturday on Friday, Sunday on Monday") {
    CHECK(dates(united_states(), year(2026)) ==
          "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25 ");
    // 1 January 2022 is a Saturday: observed in the year before. 25 December 2022 is a Sunday.
    CHECK(dates(united_states(), year(2021)) ==
          "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31 ");
    CHECK(dates(united_states(), year(2022)) ==
          "01-17 02-21 05-30 06-20 07-04 09-05 10-10 11-11 11-24 12-26 ");
    CHECK(dates(united_states(), year(2020)).find("06-19") == std::string::npos); // not yet a holiday
}

TEST_CASE("English bank holidays: substitute days never meet another holiday") {
    CHECK(dates(england(), year(2026)) == "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28 ");
    CHECK(dates(england(), month(2021, 12)) == "12-27 12-28 "); // 25 is a Saturday
    CHECK(dates(england(), month(2022, 12)) == "12-26 12-27 "); // 25 is a Sunday
    CHECK(dates(england(), month(2022, 1)) == "01-03 ");
}

TEST_CASE("rules by weekday near a date, in Orthodox Easter, and with offsets") {
    const holiday_set set{"mixed",
                          {holiday::on_or_before("Day of Repentance", weekday::wednesday, 11, 22),
                           holiday::on_or_after("Midsummer", weekday::saturday, 6, 20),
                           holiday::nth("Day after Thanksgiving", 4, weekday::thursday, 11).plus(1),
                           holiday::orthodox_easter("Orthodox Monday", 1), holiday::easter("Ascension", 39)}};
    CHECK(dates(set, year(2026)) == "04-13 05-14 06-20 11-18 11-27 ");
}

TEST_CASE("offsets add up: what is counted from Easter can be moved on") {
    const holiday friday = holiday::easter("Good Friday", -2);
    const holiday_set set{"Easter",
                          {friday, friday.plus(0).plus(3), holiday::orthodox_easter("o", -3).plus(4)}};
    CHECK(dates(set, year(2026)) == "04-03 04-06 04-13 ");
    CHECK(thrown([&] { (void)holiday::easter("x", 180).plus(4); }).argument() == "days");
    CHECK(thrown([&] { (void)holiday::easter("x", 1).plus(2147483647); }).argument() == "days");
}

TEST_CASE("a half day on a day off stays off; 29 February only in leap years") {
    const holiday_set eves{
        "eves", {holiday::fixed("Christmas Eve", 12, 24).half(), holiday::fixed("Leap day", 2, 29)}};
    const calendar cal =
        calendar::weekdays().observe(eves, period::between(date{2026, 1, 1}, date{2029, 1, 1}));
    CHECK(cal.workday(date{2026, 12, 24}) == fraction{0.5});
    CHECK(cal.workday(date{2028, 12, 24}) == fraction::zero()); // a Sunday
    CHECK(cal.workday(date{2028, 2, 29}) == fraction::zero());
    CHECK(cal.workday(date{2027, 3, 1}) == fraction::one());
}

TEST_CASE("two holidays on one date are one day with both names") {
    const holiday_set set{"two",
                          {holiday::fixed("A", 5, 1), holiday::nth("B", 1, weekday::friday, 5).half()}};
    const auto days = expand(set, calendar::weekdays().pattern(), month(2026, 5));
    REQUIRE(days.size() == 1);
    CHECK(days[0].name == "A / B");
    CHECK(days[0].share == fraction::zero());
}

TEST_CASE("rules that name no day are refused") {
    CHECK(thrown([] { (void)holiday::fixed("x", 2, 30); }).argument() == "day_of_month");
    CHECK(thrown([] { (void)holiday::fixed("x", 13, 1); }).argument() == "month");
    CHECK(thrown([] { (void)holiday::nth("x", 5, weekday::monday, 1); }).argument() == "n");
    CHECK(thrown([] { (void)holiday::nth("x", 0, weekday::monday, 1); }).argument() == "n");
    CHECK(thrown([] { (void)holiday::easter("x", 200); }).code() == errc::out_of_range);
    CHECK(thrown([] { (void)holiday::fixed("x", 1, 1).in_years(2027, 2026); }).code() ==
          errc::inverted_period);
}
