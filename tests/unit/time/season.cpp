#include <attain/time/capacity.hpp>

#include "thrown.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace attain;
using boost::gregorian::date;

TEST_CASE("month shares: the sums of w are in those shares") {
    const std::array<std::int64_t, 12> percent{6, 6, 8, 7, 7, 10, 6, 5, 10, 9, 10, 16};
    const calendar cal = calendar::weekdays().close(date{2026, 12, 25}).close(date{2026, 5, 25});
    const workday_line days{cal, season{}.months(percent), year(2026)};
    const capacity_line full{days, rep{.id = 1}, capacity_of::full_time};
    const double all = full.sum(year(2026)).days();
    CHECK(all == doctest::Approx(cal.workdays(year(2026))).epsilon(1e-6)); // on average 1
    for (int m = 1; m <= 12; ++m)
        CHECK(full.sum(month(2026, m)).days() / all ==
              doctest::Approx(static_cast<double>(percent[static_cast<std::size_t>(m - 1)]) / 100)
                  .epsilon(1e-6));
}

TEST_CASE("a cumulative shape within quarters: the hockey stick") {
    const calendar cal = calendar::weekdays();
    const auto stick = season{}.shape({0.2, 0.45, 1}, period_kind::quarter);
    const workday_line days{cal, stick, year(2026)};
    const capacity_line full{days, rep{.id = 1}, capacity_of::full_time};
    const period q4 = quarter(2026, 4); // 66 working days: the knots fall on day ends
    REQUIRE(cal.workdays(q4) == 66);
    CHECK(full.sum(q4).days() == doctest::Approx(66).epsilon(1e-6));
    CHECK(full.sum({q4.begin, day{date{2026, 10, 31}}}).days() == doctest::Approx(0.2 * 66).epsilon(1e-6));
    CHECK(full.on(date{2026, 10, 1}).days() == doctest::Approx(0.6).epsilon(1e-6));
    CHECK(full.on(date{2026, 12, 31}).days() == doctest::Approx(1.65).epsilon(1e-6));
    CHECK(full.on(date{2026, 12, 26}).none()); // a Saturday stays off
}

TEST_CASE("profiles multiply, and a shape may follow a fiscal calendar") {
    const calendar cal = calendar::weekdays();
    const period span = year(2026);
    const auto months = season{}.months({1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2});
    const auto shape = season{}.shape({0.4, 1}, period_kind::month);
    const auto both = months.shape({0.4, 1}, period_kind::month);
    const auto a = months.factors(cal, span);
    const auto b = shape.factors(cal, span);
    const auto c = both.factors(cal, span);
    for (std::size_t i = 0; i < c.size(); ++i)
        CHECK(std::abs(static_cast<double>(c[i]) -
                       static_cast<double>(a[i]) * static_cast<double>(b[i]) / 1e6) <= 1);
    const auto fiscal = fiscal_calendar::months(2);
    const auto by_fiscal = season{}.shape({0.4, 1}, period_kind::fiscal_quarter, fiscal);
    CHECK(by_fiscal.factors(cal, month(2026, 2)).front() == 1'000'000); // a Sunday keeps 1: never used
    CHECK(by_fiscal.factors(cal, month(2026, 2))[1] == 800'000);
}

TEST_CASE("a shape moves what the months give within its periods, and no more") {
    const calendar cal = calendar::weekdays();
    const auto months = season{}.months({5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 45});
    const rep anybody{.id = 1};
    const auto full = [&](const season& s) {
        return capacity_line{workday_line{cal, s, year(2026)}, anybody, capacity_of::full_time};
    };
    const auto told = full(months);
    const auto even = full(months.shape({0.25, 0.5, 0.75, 1}, period_kind::quarter));
    const auto late = full(months.shape({0.1, 0.3, 1}, period_kind::quarter));
    CHECK(late.sum(year(2026)).days() == doctest::Approx(cal.workdays(year(2026))).epsilon(1e-5));
    for (int q = 1; q <= 4; ++q)
        CHECK(late.sum(quarter(2026, q)).days() ==
              doctest::Approx(told.sum(quarter(2026, q)).days()).epsilon(1e-5));
    for (int m = 1; m <= 12; ++m)
        CHECK(even.sum(month(2026, m)).days() ==
              doctest::Approx(told.sum(month(2026, m)).days()).epsilon(1e-5));
    // In the first two of these months 10 of 55 are over: C(10/55) = 0.1 x 3 x 10/55.
    CHECK(late.sum(month(2026, 12)).days() / late.sum(quarter(2026, 4)).days() ==
          doctest::Approx(1 - 0.3 * 10 / 55).epsilon(1e-4));
    CHECK(months.shape({0.5, 1}, period_kind::quarter).shaped_within() == period_kind::quarter);
    CHECK_FALSE(months.shape({0.5, 1}, period_kind::quarter).without_shape().shaped_within());
    CHECK(season{}.shape({0.5, 1}, period_kind::quarter).without_shape().none());
}

TEST_CASE("the average factor of one part of a period is that part's, whatever the span asked for") {
    const calendar cal = calendar::weekdays();
    const auto stick = season{}.shape({0.2, 0.45, 1}, period_kind::quarter);
    const auto whole = stick.factors(cal, quarter(2026, 4));
    const auto november = stick.factors(cal, month(2026, 11));
    for (std::size_t i = 0; i < november.size(); ++i)
        CHECK(november[i] == whole[i + 31]);
}

TEST_CASE("seasons that are none are refused") {
    CHECK(thrown([] {
              (void)season{}.months({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
          }).code() == errc::empty_input);
    CHECK(thrown([] { (void)season{}.months({1, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}); }).row() == 1);
    CHECK(thrown([] { (void)season{}.shape({0.5, 0.4, 1}, period_kind::month); }).row() == 1);
    CHECK(thrown([] { (void)season{}.shape({0.5, 0.9}, period_kind::month); }).code() == errc::conflict);
    CHECK(thrown([] { (void)season{}.shape({}, period_kind::month); }).code() == errc::empty_input);
    CHECK(thrown([] { (void)season{}.shape({1}, period_kind::custom); }).code() == errc::invalid_argument);
    CHECK(thrown([] { (void)season{}.shape({1}, period_kind::fiscal_quarter); }).code() ==
          errc::invalid_argument);
    CHECK(thrown([] {
              (void)season{}.shape({1}, period_kind::fiscal_week, fiscal_calendar::months(1));
          }).code() == errc::invalid_argument);
}

TEST_CASE("a season needs to know the whole periods it shapes") {
    const calendar half_year =
        calendar::weekdays().within(period::between(date{2026, 1, 1}, date{2026, 7, 1}));
    const auto months = season{}.months({1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2});
    CHECK(thrown([&] { (void)months.factors(half_year, month(2026, 5)); }).code() == errc::out_of_range);
}

TEST_CASE("a shape learned from closed periods") {
    const calendar cal = calendar::weekdays();
    const std::vector<period> closed{month(2026, 6), month(2026, 9)}; // 22 working days each
    std::vector<dated_quantity> facts;
    for (const period& p : closed)
        for (day d = p.begin; d < p.end; ++d)
            if (cal.workday(d) > fraction::zero()) facts.push_back({d, d < p.begin + 15 ? 1 : 3});
    const auto learned = learn_shape(closed, facts, cal, 2, 0);
    CHECK(learned == std::vector<fraction>{0.25, 1}); // 11 of 44 in the first half
    const auto shrunk = learn_shape(closed, facts, cal, 2, 88);
    CHECK(shrunk.front() == fraction{(22.0 + 44) / (88 + 88)});
    CHECK(learn_shape(closed, {}, cal, 4, 1) == std::vector<fraction>{0.25, 0.5, 0.75, 1}); // the even spread
    // A deal on a Sunday counts where the working time stands; the last day of a month counts in the last
    // slot.
    const std::vector<dated_quantity> sunday{{date{2026, 6, 14}, 5}, {date{2026, 6, 30}, 5}};
    CHECK(learn_shape(closed, sunday, cal, 2, 0) == std::vector<fraction>{0.5, 1});
    // Told months explain what falls into them, whatever shape is told besides.
    const period q1 = quarter(2027, 1);
    std::vector<dated_quantity> third;
    for (day d = q1.begin; d < q1.end; ++d)
        third.push_back({d, cal.workday(d) == fraction::zero() ? 0 : d < day{date{2027, 3, 1}} ? 41 : 71});
    const auto months = season{}.months({20, 20, 40, 0, 0, 0, 0, 0, 0, 0, 0, 0}); // of 21, 20, 23 days
    const auto rest =
        learn_shape(std::span{&q1, 1}, third, cal, 4, 0, months.shape({0, 1}, period_kind::week));
    for (std::size_t k = 0; k < 4; ++k)
        CHECK(rest[k].value() == doctest::Approx(0.25 * static_cast<double>(k + 1)).epsilon(0.02));
    CHECK(learn_shape(std::span{&q1, 1}, third, cal, 4, 0)[2].value() < 0.68);
    CHECK(thrown([&] {
              (void)learn_shape(closed, std::vector<dated_quantity>{{date{2026, 7, 1}, 1}}, cal, 2, 0);
          }).row() == 0);
    CHECK(thrown([&] { (void)learn_shape(closed, {}, cal, 2, 0); }).code() == errc::empty_input);
    CHECK(thrown([&] { (void)learn_shape({}, {}, cal, 2, 1); }).code() == errc::empty_input);
}
