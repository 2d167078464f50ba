#include <attain/time/day.hpp>

#include "thrown.hpp"

#include <doctest/doctest.h>

using namespace attain;
using boost::gregorian::date;

TEST_CASE("days convert to and from dates and text") {
    CHECK(day{date{1970, 1, 1}}.value == 0);
    CHECK(day{date{1400, 1, 1}}.value == day::min_value);
    CHECK(day{date{9999, 12, 31}}.value == day::max_value);
    CHECK(day{date{2026, 5, 14}}.date() == date{2026, 5, 14});
    CHECK(to_string(parse_day("2026-12-07")) == "2026-12-07");
    CHECK(parse_day("2026-12-07").weekday() == weekday::monday);
    CHECK(day{-1}.weekday() == weekday::wednesday);
}

TEST_CASE("text that is no date, and dates that are none, are refused") {
    for (const char* bad :
         {"2026-13-01", "2026-02-29", "2026-1-01", "12/01/2026", "", "2026-12-07 ", "2026-12-0x"})
        CHECK(thrown([&] { (void)parse_day(bad); }).code() == errc::parse);
    CHECK(thrown([] { (void)day{date{boost::gregorian::not_a_date_time}}; }).code() == errc::out_of_range);
    CHECK(thrown([] { (void)day{day::max_value + 1}.date(); }).code() == errc::out_of_range);
}

TEST_CASE("months later clip to the month's end") {
    CHECK(add_months(date{2026, 1, 31}, 1) == day{date{2026, 2, 28}});
    CHECK(add_months(date{2028, 1, 31}, 1) == day{date{2028, 2, 29}});
    CHECK(add_months(date{2026, 3, 31}, -13) == day{date{2025, 2, 28}});
    CHECK(add_months(date{2026, 1, 31}, 2) == day{date{2026, 3, 31}});
    CHECK(thrown([] { (void)add_months(date{2026, 1, 1}, 2'000'000'000); }).code() == errc::out_of_range);
    CHECK(thrown([] { (void)add_months(date{1400, 1, 1}, -1); }).code() == errc::out_of_range);
}

TEST_CASE("tenure in months clips to the month's end") {
    CHECK(tenure_months(date{2026, 1, 31}, date{2026, 2, 27}) == 0);
    CHECK(tenure_months(date{2026, 1, 31}, date{2026, 2, 28}) == 1);
    CHECK(tenure_months(date{2026, 1, 31}, date{2026, 3, 30}) == 1);
    CHECK(tenure_months(date{2026, 1, 31}, date{2026, 3, 31}) == 2);
    CHECK(tenure_months(date{2026, 5, 14}, date{2026, 5, 13}) == 0);
}

TEST_CASE("somebody hired on 29 February has anniversaries on 28 February") {
    CHECK(tenure_months(date{2024, 2, 29}, date{2025, 2, 27}) == 11);
    CHECK(tenure_months(date{2024, 2, 29}, date{2025, 2, 28}) == 12);
    CHECK(tenure_months(date{2024, 2, 29}, date{2028, 2, 28}) == 47);
    CHECK(tenure_months(date{2024, 2, 29}, date{2028, 2, 29}) == 48);
}
