// The learned shape of a quarter: found where it repeats, left at 1 where it does not.
#include <attain/estimate/engine.hpp>
#include <attain/estimate/quarter_profile.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <random>
#include <vector>

using namespace attain;

namespace {

// Months in order, each with that quantity per exposure, of 20 members.
quarter_profile after(const std::vector<double>& rates, double relative_variance = 0.02) {
    quarter_profile q;
    q.whole = 1;
    for (std::size_t m = 0; m < rates.size(); ++m) {
        q.quantity = rates[m] * 440;
        q.exposure = 440;
        q.member_days = 20 * 30;
        q.days = 30;
        q.close_month(m % 3, relative_variance);
    }
    return q;
}

} // namespace

TEST_CASE("a class is the month's number modulo 3") {
    CHECK(month_class(parse_day("2026-01-01")) == 0);
    CHECK(month_class(parse_day("2026-02-28")) == 1);
    CHECK(month_class(parse_day("2026-12-31")) == 2);
}

TEST_CASE("what repeats is learned, the mean stays 1") {
    std::vector<double> rates;
    for (int quarter = 0; quarter < 4; ++quarter)
        for (double r : {0.7, 1.0, 1.3})
            rates.push_back(r);
    const quarter_profile q = after(rates);
    CHECK(q.factor[0] == doctest::Approx(0.7).epsilon(0.08));
    CHECK(q.factor[2] == doctest::Approx(1.3).epsilon(0.08));
    CHECK(q.factor[0] + q.factor[1] + q.factor[2] == doctest::Approx(3));
    // Two months are not enough to compare, a third moves little.
    CHECK(after({0.7, 1.0}).factor == std::array<double, 3>{1, 1, 1});
    CHECK(after({0.7, 1.0, 1.3}).factor[2] < 1.15);
}

TEST_CASE("growth is trend, not season") {
    std::vector<double> rates;
    for (int m = 0; m < 24; ++m)
        rates.push_back(std::exp(0.2 * m));
    for (double f : after(rates).factor)
        CHECK(f == doctest::Approx(1).epsilon(0.02));
}

TEST_CASE("what does not repeat is noise") {
    std::mt19937 random{7};
    std::normal_distribution<double> noise{0, 0.3};
    std::vector<double> rates;
    for (int m = 0; m < 60; ++m)
        rates.push_back(std::exp(noise(random)));
    for (double f : after(rates, 0.05).factor)
        CHECK(f == doctest::Approx(1).epsilon(0.08));
}

TEST_CASE("a month without anything breaks the chain and is not an error") {
    std::vector<double> rates(12, 1.0);
    rates[6] = 0;
    CHECK(after(rates).factor[0] == doctest::Approx(1).epsilon(0.01));
}

TEST_CASE("the engine weighs the days of a strong month more") {
    const day first = parse_day("2024-01-01");
    engine e{metric_kind::count, first};
    (void)e.add_cohort();
    for (std::uint32_t i = 0; i < 20; ++i)
        (void)e.add_series(0);
    std::mt19937 random{3};
    std::vector<engine_row> rows;
    for (day d = first; d < parse_day("2026-01-01"); ++d) {
        rows.clear();
        const double rate = 2 * std::array<double, 3>{0.7, 1.0, 1.3}[month_class(d)];
        for (std::uint32_t i = 0; i < 20; ++i)
            rows.push_back({i, static_cast<double>(std::poisson_distribution<int>{rate}(random))});
        e.observe(d, rows);
    }
    const std::array<double, 3> learned = e.quarter_months();
    CHECK(learned[0] == doctest::Approx(0.7).epsilon(0.08));
    CHECK(learned[2] == doctest::Approx(1.3).epsilon(0.08));
    const double january = e.predict(e.look(e.now(), parse_day("2026-02-01")), 4).remaining.mean();
    CHECK(january == doctest::Approx(31 * 1.4).epsilon(0.12));
    CHECK(e.day_weight(0, parse_day("2026-03-02")) > 1.5 * e.day_weight(0, parse_day("2026-01-05")));
}
