#include <attain/time/ramp.hpp>

#include "thrown.hpp"

#include <doctest/doctest.h>

#include <cstdlib>

using namespace attain;
using boost::gregorian::date;

TEST_CASE("steps by month of tenure") {
    const auto r = ramp::steps({0, 0.25, 0.5});
    const day start = date{2026, 1, 31};
    CHECK(r.at(start, date{2026, 1, 30}) == fraction::zero());
    CHECK(r.at(start, date{2026, 1, 31}) == fraction::zero());
    CHECK(r.at(start, date{2026, 2, 28}) == fraction{0.25});
    CHECK(r.at(start, date{2026, 3, 30}) == fraction{0.25});
    CHECK(r.at(start, date{2026, 3, 31}) == fraction{0.5});
    CHECK(r.at(start, date{2026, 4, 30}) == fraction::one());
    CHECK(ramp{}.at(start, start) == fraction::one());
}

TEST_CASE("linear and S-shaped schedules") {
    CHECK(ramp::linear(3) == ramp::steps({0.25, 0.5, 0.75}));
    CHECK(ramp::s_shaped(3) == ramp::steps({0.15625, 0.5, 0.84375}));
    CHECK(ramp::linear(0) == ramp{});
    for (int months = 1; months <= 24; ++months)
        for (int k = 0; k < months; ++k) {
            const auto s = ramp::s_shaped(months);
            REQUIRE(s.in_month(k) < s.in_month(k + 1));
            const auto mirror = s.in_month(k).ppm() + s.in_month(months - 1 - k).ppm();
            REQUIRE(std::abs(mirror - fraction::one_ppm) <= 1); // symmetric but for one rounding
        }
}

TEST_CASE("a ramp may resume at a later month") {
    const ramp_start back{.from = date{2026, 9, 14},
                          .schedule = ramp::linear(3),
                          .trigger = ramp_trigger::return_from_leave,
                          .resume_month = 1};
    CHECK(back.at(date{2026, 9, 13}) == fraction::one());
    CHECK(back.at(date{2026, 9, 14}) == fraction{0.5});
    CHECK(back.at(date{2026, 10, 14}) == fraction{0.75});
    CHECK(back.at(date{2026, 11, 14}) == fraction::one());
}

TEST_CASE("shares that are none are refused") {
    CHECK(thrown([] { (void)ramp::steps({0.5, 1.1}); }).row() == 1);
    CHECK(thrown([] { (void)ramp::linear(-1); }).argument() == "months");
    CHECK(thrown([] { (void)ramp::s_shaped(121); }).argument() == "months");
    CHECK(thrown([] { (void)ramp::steps(std::vector<fraction>(601)); }).code() == errc::out_of_range);
}
