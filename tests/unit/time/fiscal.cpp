#include <attain/time/fiscal.hpp>

#include "thrown.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace attain;
using boost::gregorian::date;

namespace {

std::vector<int> years_of_53(const fiscal_calendar& cal) {
    std::vector<int> years;
    for (int y = 2021; y <= 2035; ++y)
        if (cal.count(period_kind::fiscal_week, y) == 53) years.push_back(y);
    return years;
}

} // namespace

TEST_CASE("53-week years that end on a Saturday at the end of January") {
    const auto last = fiscal_calendar::weeks(week_pattern::p445(), year_end::last, weekday::saturday, 1);
    CHECK(years_of_53(last) == std::vector<int>{2021, 2026, 2032});
    const auto nearest =
        fiscal_calendar::weeks(week_pattern::p454(), year_end::nearest, weekday::saturday, 1);
    CHECK(years_of_53(nearest) == std::vector<int>{2024, 2029, 2035});
    const auto by_start = fiscal_calendar::weeks(week_pattern::p454(), year_end::nearest, weekday::saturday,
                                                 1, year_name::by_start);
    CHECK(years_of_53(by_start) == std::vector<int>{2023, 2028, 2034});
    CHECK(by_start.at(period_kind::fiscal_year, 2023).begin == day{date{2023, 1, 29}});
    CHECK(by_start.at(period_kind::fiscal_year, 2023).last() == day{date{2024, 2, 3}});
}

TEST_CASE("week 53 joins the last period") {
    const auto cal = fiscal_calendar::weeks(week_pattern::p445(), year_end::last, weekday::saturday, 1);
    CHECK(cal.at(period_kind::fiscal_period, 2025, 12).days() == 35);
    CHECK(cal.at(period_kind::fiscal_period, 2026, 12).days() == 42); // 4-4-6
    CHECK(cal.at(period_kind::fiscal_quarter, 2026, 4).days() == 98);
    CHECK(cal.children(cal.at(period_kind::fiscal_period, 2026, 12)).back() ==
          cal.at(period_kind::fiscal_week, 2026, 53));
    const auto last_month = [](const week_pattern& pattern) {
        const auto of = fiscal_calendar::weeks(pattern, year_end::last, weekday::saturday, 1);
        return of.at(period_kind::fiscal_period, 2026, 12).days() / 7;
    };
    CHECK(last_month(week_pattern::p445()) == 6); // 4-4-6
    CHECK(last_month(week_pattern::p454()) == 5); // 4-5-5
    CHECK(last_month(week_pattern::p544()) == 5); // 5-4-5
    const auto four = fiscal_calendar::weeks(week_pattern::p13x4(), year_end::last, weekday::saturday, 1);
    CHECK(four.at(period_kind::fiscal_period, 2026, 13).days() == 35);
    CHECK(four.at(period_kind::fiscal_quarter, 2026, 1).days() == 84);
    CHECK(four.at(period_kind::fiscal_quarter, 2026, 4).days() == 119);
}

TEST_CASE("years of months from any day, named by their end or start") {
    const auto uk = fiscal_calendar::months(4, 6);
    const period fy = uk.at(period_kind::fiscal_year, 2027);
    CHECK(fy.begin == day{date{2026, 4, 6}});
    CHECK(fy.last() == day{date{2027, 4, 5}});
    CHECK(uk.at(period_kind::fiscal_period, 2027, 3).begin == day{date{2026, 6, 6}});
    CHECK(fiscal_calendar::months(4, 6, year_name::by_start).at(period_kind::fiscal_year, 2026).begin ==
          fy.begin);
    CHECK(fiscal_calendar::months(1).at(period_kind::fiscal_year, 2026).begin == day{date{2026, 1, 1}});
    const auto odd = fiscal_calendar::months(1, 31); // month ends clip, and still tile
    CHECK(odd.at(period_kind::fiscal_period, 2027, 2).begin == day{date{2026, 2, 28}});
    CHECK(odd.at(period_kind::fiscal_period, 2027, 3).begin == day{date{2026, 3, 31}});
}

TEST_CASE("ISO weeks as a fiscal calendar are the civil ISO weeks") {
    const auto iso = fiscal_calendar::iso_weeks();
    for (int y = 1990; y <= 2100; ++y) {
        const period first = iso.at(period_kind::fiscal_week, y, 1);
        REQUIRE(first.begin == iso_week(y, 1).begin);
        const int weeks = iso.count(period_kind::fiscal_week, y);
        REQUIRE(iso.at(period_kind::fiscal_week, y, weeks).end == iso_week(y + 1, 1).begin);
    }
}

TEST_CASE("fiscal labels parse and print") {
    const auto cal = fiscal_calendar::weeks(week_pattern::p445(), year_end::last, weekday::saturday, 1);
    for (const char* text : {"FY2027", "FY2027-Q1", "FY2027-P03", "FY2027-W05", "FY2026-W53"})
        CHECK(to_string(cal.parse(text)) == text);
    for (const char* bad :
         {"2027", "FY27", "FY2027-P3", "FY2027-Q01", "FY2027-X1", "FY2027-", "FY2027-Pxx", ""})
        CHECK(thrown([&] { (void)cal.parse(bad); }).code() == errc::parse);
    CHECK(thrown([&] { (void)cal.parse("FY2027-W53"); }).code() == errc::out_of_range);
    CHECK(thrown([&] { (void)cal.parse("FY2027-P13"); }).code() == errc::out_of_range);
    CHECK(thrown([&] { (void)fiscal_calendar::months(4).parse("FY2027-W05"); }).code() ==
          errc::invalid_argument);
}

TEST_CASE("neighbours, parents and children") {
    const auto cal = fiscal_calendar::weeks(week_pattern::p445(), year_end::last, weekday::saturday, 1);
    CHECK(cal.next(cal.parse("FY2026-W53")) == cal.parse("FY2027-W01"));
    CHECK(cal.previous(cal.parse("FY2027-P01")) == cal.parse("FY2026-P12"));
    CHECK(cal.parent(cal.parse("FY2027-W05")) == cal.parse("FY2027-P02"));
    CHECK(cal.parent(cal.parse("FY2027-P04")) == cal.parse("FY2027-Q2"));
    CHECK(cal.parent(cal.parse("FY2027-Q2")) == cal.parse("FY2027"));
    CHECK(!cal.parent(cal.parse("FY2027")));
    CHECK(cal.children(cal.parse("FY2027")).size() == 4);
    CHECK(cal.children(cal.parse("FY2027-Q2")).front() == cal.parse("FY2027-P04"));
    CHECK(cal.children(cal.parse("FY2027-W05")).empty());
    const auto months = fiscal_calendar::months(7);
    CHECK(months.children(months.parse("FY2027-P01")).empty());
    CHECK(thrown([&] { (void)months.next(cal.parse("FY2027-P01")); }).code() == errc::conflict);
}

TEST_CASE("the same period of last year, by week index, names the dropped week") {
    const auto cal = fiscal_calendar::weeks(week_pattern::p454(), year_end::nearest, weekday::saturday, 1,
                                            year_name::by_start);
    // 2024 against 2023, which has 53 weeks: its first week is dropped and all move by one.
    const auto week = cal.same_last_year(cal.parse("FY2024-W01"));
    CHECK(*week.before == cal.parse("FY2023-W02"));
    CHECK(*week.dropped == cal.parse("FY2023-W01"));
    const auto fy = cal.same_last_year(cal.parse("FY2024"));
    CHECK(fy.before->begin == cal.parse("FY2023-W02").begin);
    CHECK(fy.before->days() == 364);
    CHECK(!cal.same_last_year(cal.parse("FY2024-W02")).dropped);
    // 2023 against 2022: week 53 has no counterpart.
    const auto extra = cal.same_last_year(cal.parse("FY2023-W53"));
    CHECK(!extra.before);
    CHECK(!extra.now);
    CHECK(*extra.dropped == cal.parse("FY2023-W53"));
    const auto last_period = cal.same_last_year(cal.parse("FY2023-P12"));
    CHECK(*last_period.before == cal.parse("FY2022-P12"));
    CHECK(last_period.now->days() == last_period.before->days());
    CHECK(*last_period.dropped == cal.parse("FY2023-W53"));
    // 52 against 52 weeks: the labelled period itself.
    CHECK(*cal.same_last_year(cal.parse("FY2022-Q3")).before == cal.parse("FY2021-Q3"));
    const auto months = fiscal_calendar::months(4, 6);
    CHECK(*months.same_last_year(months.parse("FY2027-P03")).before == months.parse("FY2026-P03"));
}

TEST_CASE("custom lists must tile") {
    const std::vector<fiscal_row> good{{2026, 1, date{2026, 1, 1}, date{2026, 2, 15}},
                                       {2026, 2, date{2026, 2, 15}, date{2026, 7, 1}},
                                       {2027, 1, date{2026, 7, 1}, date{2026, 8, 1}}};
    const auto cal = fiscal_calendar::custom(good);
    CHECK(cal.containing(period_kind::fiscal_period, date{2026, 2, 15}) == cal.parse("FY2026-P02"));
    CHECK(cal.count(period_kind::fiscal_quarter, 2026) == 2);
    CHECK(cal.parse("FY2026").days() == 181);
    CHECK(!cal.same_last_year(cal.parse("FY2026-P01")).before);
    CHECK(!cal.same_last_year(cal.parse("FY2026-P02")).before);
    CHECK(*cal.same_last_year(cal.parse("FY2027-P01")).before == cal.parse("FY2026-P01"));
    CHECK(thrown([&] {
              (void)cal.containing(period_kind::fiscal_period, date{2026, 8, 1});
          }).code() == errc::out_of_range);

    auto gap = good;
    gap[1].begin = date{2026, 2, 17};
    const auto e = thrown([&] { (void)fiscal_calendar::custom(gap); });
    CHECK(e.code() == errc::conflict);
    CHECK(e.row() == 1);
    CHECK(e.reason().find("2026-02-15 to 2026-02-16") != std::string::npos);
    auto twice = good;
    twice[2].begin = date{2026, 6, 30};
    CHECK(thrown([&] { (void)fiscal_calendar::custom(twice); }).row() == 2);
    auto skipped = good;
    skipped[2].year = 2028;
    CHECK(thrown([&] { (void)fiscal_calendar::custom(skipped); }).argument() == "year");
    auto inverted = good;
    inverted[0].end = inverted[0].begin;
    CHECK(thrown([&] { (void)fiscal_calendar::custom(inverted); }).code() == errc::inverted_period);
    auto mixed = good;
    mixed[1].quarter = 0;
    CHECK(thrown([&] { (void)fiscal_calendar::custom(mixed); }).argument() == "quarter");
    CHECK(thrown([] { (void)fiscal_calendar::custom({}); }).code() == errc::empty_input);
}

TEST_CASE("a rule that does not tile the year is refused") {
    const auto of = [](week_pattern p) {
        return thrown([&] { (void)fiscal_calendar::weeks(p, year_end::last, weekday::friday, 6); });
    };
    CHECK(of({{26, 25}, {}}).code() == errc::conflict);
    CHECK(of({{26, 26}, {1}}).code() == errc::conflict);
    CHECK(of({{53, -1}, {}}).code() == errc::conflict);
    CHECK(of({{26, 26}, {}}).code() == errc::ok);
    CHECK(thrown([] { (void)fiscal_calendar::months(2, 30); }).argument() == "start_day");
    CHECK(thrown([] { (void)fiscal_calendar::months(13); }).argument() == "start_month");
    CHECK(thrown([] {
              (void)fiscal_calendar::weeks(week_pattern::p445(), year_end::last, weekday::friday, 0);
          }).argument() == "month");
}

TEST_CASE("replacing a calendar: a period with the same days maps, any other stays unmapped") {
    const auto july = fiscal_calendar::months(7);
    const auto january = fiscal_calendar::months(1);
    CHECK(january.map(july.parse("FY2027-P01")) == january.parse("FY2026-P07"));
    CHECK(january.map(july.parse("FY2027-Q1")) == january.parse("FY2026-Q3"));
    CHECK(!january.map(july.parse("FY2027")));
    CHECK(january.map(month(2026, 12)) == january.parse("FY2026-P12"));
    const auto weeks = fiscal_calendar::weeks(week_pattern::p445(), year_end::last, weekday::saturday, 1);
    CHECK(!weeks.map(july.parse("FY2027-P01")));
}
