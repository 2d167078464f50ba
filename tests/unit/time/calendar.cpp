#include <attain/time/calendar.hpp>

#include "thrown.hpp"

#include <doctest/doctest.h>

#include <array>
#include <utility>
#include <vector>

using namespace attain;
using boost::gregorian::date;

TEST_CASE("working days of the first months of 2026 and of two Februaries") {
    const auto cal = calendar::weekdays();
    CHECK(cal.workdays(month(2026, 1)) == 22);
    CHECK(cal.workdays(month(2026, 2)) == 20);
    CHECK(cal.workdays(month(2026, 3)) == 22);
    CHECK(cal.workdays(month(2027, 2)) == 20);
    CHECK(cal.workdays(month(2028, 2)) == 21);
}

TEST_CASE("closed, half and extra days; the last word on a date counts") {
    const auto cal = calendar::weekdays()
                         .close(date{2026, 12, 25}, "Christmas Day")
                         .half(date{2026, 12, 24})
                         .open(date{2026, 12, 19}, "stock-taking");
    CHECK(cal.workdays(month(2026, 12)) == 23 - 1 - 0.5 + 1);
    CHECK(cal.special(date{2026, 12, 25})->name == "Christmas Day");
    CHECK(cal.special(date{2026, 12, 26}) == nullptr);
    CHECK(cal.close(date{2026, 12, 24}).workday(date{2026, 12, 24}) == fraction::zero());
    CHECK(cal.workday(date{2026, 12, 24}) == fraction{0.5}); // the first calendar is what it was
    CHECK(cal.special_days(month(2026, 12)).size() == 3);
    CHECK(cal.special_days(month(2026, 11)).empty());
}

TEST_CASE("a week of Sunday to Thursday") {
    const auto cal = calendar::sunday_to_thursday();
    CHECK(cal.workday(date{2026, 5, 15}) == fraction::zero()); // a Friday
    CHECK(cal.workday(date{2026, 5, 17}) == fraction::one());  // a Sunday
    CHECK(cal.workdays(iso_week(2026, 20)) == 5);
}

TEST_CASE("a calendar that knows a span refuses days outside it") {
    const holiday_set none{"none", {}};
    const auto cal = calendar::weekdays().observe(none, year(2026));
    CHECK(cal.workdays(year(2026)) == 261);
    const auto late = thrown([&] { (void)cal.workday(date{2027, 1, 1}); });
    CHECK(late.code() == errc::out_of_range);
    CHECK(late.reason().find("2027-01-01") != std::string::npos);
    CHECK(thrown([&] { (void)cal.workdays(iso_week(2026, 53)); }).reason().find("2027-01-01") !=
          std::string::npos);
    CHECK(thrown([&] { (void)cal.close(date{2027, 1, 1}); }).code() == errc::out_of_range);
    CHECK(thrown([&] { (void)cal.within(year(2027)); }).code() == errc::out_of_range);
    CHECK(thrown([&] {
              (void)cal.close(date{2026, 5, 1}).within(month(2026, 6));
          }).code() == errc::out_of_range);
}

TEST_CASE("what is said about one date wins over a rule, whichever came first") {
    const holiday_set may{"May", {holiday::fixed("Labour Day", 5, 1)}};
    CHECK(calendar::weekdays().half(date{2026, 5, 1}).observe(may, year(2026)).workday(date{2026, 5, 1}) ==
          fraction{0.5});
    CHECK(calendar::weekdays().observe(may, year(2026)).half(date{2026, 5, 1}).workday(date{2026, 5, 1}) ==
          fraction{0.5});
    const holiday_set half{"half", {holiday::fixed("Half May", 5, 1).half()}};
    CHECK(calendar::weekdays().observe(may, year(2026)).observe(half, year(2026)).workday(date{2026, 5, 1}) ==
          fraction::zero());
}

TEST_CASE("many days at once: all or none, with the row") {
    const std::vector<special_day> days{{date{2026, 12, 25}}, {date{2026, 1, 1}}, {date{2026, 12, 25}}};
    const auto cal = calendar::weekdays().set(days);
    CHECK(cal.special_days().size() == 2);
    CHECK(cal.special_days().front().date == day{date{2026, 1, 1}});
    const std::vector<special_day> twice{{date{2026, 12, 25}}, {date{2026, 12, 25}, fraction{0.5}}};
    CHECK(thrown([&] { (void)calendar::weekdays().set(twice); }).code() == errc::conflict);
    const std::vector<special_day> above{{date{2026, 12, 25}}, {date{2026, 12, 26}, fraction{1.5}}};
    CHECK(thrown([&] { (void)calendar::weekdays().set(above); }).row() == 1);
    CHECK(thrown([] {
              (void)calendar{std::array<fraction, 7>{1, 1, 1, 1, 1, 1, 2}};
          }).argument() == "pattern");
}

TEST_CASE("equality compares what calendars say; copies share one body") {
    const auto a = calendar::weekdays().close(date{2026, 5, 1});
    const auto b = calendar::weekdays().close(date{2026, 5, 1});
    const auto copy = a;
    CHECK(a == b);
    CHECK(!a.shares_body_with(b));
    CHECK(a.shares_body_with(copy));
    CHECK(a != calendar::weekdays());
}

TEST_CASE("a moved-from calendar still knows its days") {
    calendar a = calendar::weekdays();
    const calendar b = std::move(a);
    CHECK(a.workdays(month(2026, 5)) == 21);
    CHECK(b == a);
}

TEST_CASE("a set that is observed over more than the calendar knows is cut to both") {
    const holiday_set christmas{"Christmas", {holiday::fixed("Christmas", 12, 25)}};
    const calendar both =
        calendar::weekdays()
            .within(year(2026))
            .observe(christmas, period::between(parse_day("2025-01-01"), parse_day("2028-01-01")));
    CHECK(both.span()->begin == year(2026).begin);
    CHECK(both.span()->end == year(2026).end);
    CHECK(both.workday(parse_day("2026-12-25")).ppm() == 0);
}
