#include <attain/core/error.hpp>
#include <attain/time/period.hpp>

#include "thrown.hpp"

#include <doctest/doctest.h>

using namespace attain;
using boost::gregorian::date;

TEST_CASE("periods parse and print") {
    for (const char* text :
         {"2026-12", "2026-W49", "2026-Q4", "2026-12-07", "2026", "2026-12-01/2026-12-24", "2026-W53"})
        CHECK(to_string(parse_period(text)) == text);
    for (const char* bad :
         {"26-12", "2026-", "2026-12-", "x", "2026-W5", "2026-Q44", "FY2026-P01", "-026-12"})
        CHECK(thrown([&] { (void)parse_period(bad); }).code() == errc::parse);
    for (const char* none : {"2026-13", "2026-Q5", "2026-W54", "2025-W53", "2026-00", "2026-W00"})
        CHECK(thrown([&] { (void)parse_period(none); }).code() == errc::out_of_range);
}

TEST_CASE("periods are half-open and never empty") {
    CHECK(month(2026, 12).days() == 31);
    CHECK(month(2026, 12).contains(day{date{2026, 12, 31}}));
    CHECK(!month(2026, 12).contains(day{date{2027, 1, 1}}));
    CHECK(iso_week(2026, 1).begin == day{date{2025, 12, 29}});
    CHECK(iso_week(2026, 53).days() == 7);
    CHECK(thrown([] {
              (void)period::between(date{2026, 1, 2}, date{2026, 1, 2});
          }).code() == errc::inverted_period);
    CHECK(thrown([] {
              (void)period::between(date{2026, 1, 2}, date{2026, 1, 1});
          }).code() == errc::inverted_period);
}

TEST_CASE("ISO years of 53 weeks") {
    for (int y = 2016; y <= 2040; ++y) {
        const bool long_year = y == 2020 || y == 2026 || y == 2032 || y == 2037;
        const auto week_53 = thrown([&] { (void)iso_week(y, 53); }).code();
        CHECK((week_53 == errc::ok) == long_year);
    }
}

TEST_CASE("neighbours") {
    CHECK(previous(month(2026, 1)) == month(2025, 12));
    CHECK(next(quarter(2026, 4)) == quarter(2027, 1));
    CHECK(next(iso_week(2026, 53)) == iso_week(2027, 1));
    const period own = period::between(date{2026, 1, 5}, date{2026, 1, 8});
    CHECK(next(own) == period::between(date{2026, 1, 8}, date{2026, 1, 11}));
    CHECK(thrown([] { (void)previous(single_day(day{day::min_value})); }).code() == errc::out_of_range);
    CHECK(thrown([] {
              (void)next({day{0}, day{7}, period_kind::fiscal_week, 2027, 1});
          }).code() == errc::invalid_argument);
}

TEST_CASE("a quarter cut into weeks: a week across two quarters is in each only with its own days") {
    const auto weeks = slices(quarter(2026, 4), period_kind::week);
    REQUIRE(weeks.size() == 14);
    CHECK(weeks.front().whole == iso_week(2026, 40));
    CHECK(weeks.front().part.begin == day{date{2026, 10, 1}}); // a Thursday
    CHECK(!weeks.front().complete());
    CHECK(weeks[1].complete());
    CHECK(weeks[1].part == iso_week(2026, 41));
    CHECK(weeks.back().whole == iso_week(2026, 53));
    CHECK(weeks.back().part.days() == 4);
    int days = 0;
    for (const slice& w : weeks)
        days += w.part.days();
    CHECK(days == 92);
}

TEST_CASE("the days two periods share") {
    CHECK(overlap(month(2026, 12), iso_week(2026, 53)) ==
          period::between(date{2026, 12, 28}, date{2027, 1, 1}));
    CHECK(!overlap(month(2026, 11), month(2026, 12)));
}

TEST_CASE("a number of more digits than any year has is no period") {
    for (const char* text :
         {"10188888889", "99999999999999999999-12", "2026-W99999999999", "2026-Q4294967297"})
        CHECK_THROWS_AS((void)parse_period(text), error);
}

TEST_CASE("periods reach to the end of the calendar") {
    const day last{day::max_value}; // 9999-12-31
    CHECK(month(9999, 11).end == day{date{9999, 12, 1}});
    CHECK(containing(period_kind::year, date{9998, 6, 1}).end == day{date{9999, 1, 1}});
    CHECK(to_string(containing(period_kind::week, date{9999, 6, 2})) == "9999-W22");
    CHECK(parse_period("9999-W22") == containing(period_kind::week, date{9999, 6, 2}));
    for (const period_kind kind :
         {period_kind::day, period_kind::week, period_kind::month, period_kind::quarter, period_kind::year})
        CHECK(thrown([&] { (void)containing(kind, last); }).code() == errc::out_of_range);
}
