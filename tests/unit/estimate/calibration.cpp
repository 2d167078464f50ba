#include <attain/core/error.hpp>
#include <attain/estimate/calibration.hpp>

#include <doctest/doctest.h>

#include <numeric>
#include <random>

using namespace attain;
using boost::gregorian::date;

namespace {

// Twelve people whose rates differ, counted on weekdays for two years: the model's own world.
struct simulated_team {
    team members{"West", calendar::weekdays()};
    metric calls = metric::count("calls");
    ledger book;
    day as_of{date{2025, 12, 31}};

    explicit simulated_team(unsigned seed) {
        std::mt19937 random{seed};
        std::gamma_distribution<double> rate{4, 0.5};
        for (int rep = 1; rep <= 12; ++rep) {
            members.add({.id = rep, .role = "BDR", .hired = day{date{2023, 1, 2}}});
            std::poisson_distribution<int> count{rate(random)};
            for (day d{date{2024, 1, 1}}; d <= as_of; ++d) {
                if (members.calendar().workday(d) == fraction::zero()) continue;
                const int n = count(random);
                if (n != 0) book.record({.rep = rep, .metric = calls, .day = d, .quantity = n});
            }
        }
    }
};

} // namespace

TEST_CASE("a simulated truth is covered as promised") {
    double inside80 = 0;
    double inside90 = 0;
    double forecasts = 0;
    for (unsigned seed = 1; seed <= 3; ++seed) {
        const simulated_team t{seed};
        const auto periods = past_periods(period_kind::month, t.as_of, 12);
        CHECK(periods.front() == month(2025, 1));
        const calibration c = calibrate(t.members, t.calls, t.book, t.as_of, periods);
        CHECK(c.forecasts.size() == 144);
        CHECK(c.cases == 3 * 144);
        CHECK(std::accumulate(c.pit.begin(), c.pit.end(), 0.0) == doctest::Approx(1));
        CHECK(c.error < 0.10);
        CHECK(c.at_quota.share > 0.45);
        CHECK(c.at_quota.share < 0.80);
        inside80 += c.coverage80.share * 144;
        inside90 += c.coverage90.share * 144;
        forecasts += 144;
    }
    // Steady Poisson people are the narrowest truth there is; learned spreads stay a little wide.
    CHECK(inside80 / forecasts > 0.78);
    CHECK(inside80 / forecasts < 0.95);
    CHECK(inside90 / forecasts > 0.88);
}

TEST_CASE("a report says what was promised and what came of it; bad periods are named") {
    const simulated_team t{9};
    const calibration c =
        calibrate(t.members, t.calls, t.book, t.as_of, past_periods(period_kind::month, t.as_of, 2));
    const std::string text = to_string(c);
    CHECK(text.find("24 forecasts replayed, 72 targets judged.") == 0);
    CHECK(text.find("80 % intervals") != std::string::npos);
    CHECK(c.periods == 2);
    CHECK(summary(c).find("24 goals replayed: said 6") == 0);
    CHECK(summary(c).find(" %); 80 % ranges held ") != std::string::npos);
    const std::vector<period> open{month(2026, 1)};
    CHECK_THROWS_AS((void)calibrate(t.members, t.calls, t.book, t.as_of, open), error);
    CHECK_THROWS_AS((void)calibrate(t.members, t.calls, t.book, t.as_of, {}), error);
    const std::vector<period> before{month(2020, 1)};
    CHECK(calibrate(t.members, t.calls, t.book, t.as_of, before).forecasts.empty());
}

TEST_CASE("few cases leave a wide interval, shared luck a wider one") {
    const simulated_team t{4};
    const calibration c =
        calibrate(t.members, t.calls, t.book, t.as_of, past_periods(period_kind::month, t.as_of, 12));
    CHECK(c.periods == 12);
    CHECK(c.said >= c.aim);
    CHECK(c.said < c.aim + 0.05); // whole calls, some forty a month
    CHECK(c.consistent());
    CHECK(c.at_quota.interval.low < c.at_quota.share);
    CHECK(c.at_quota.share < c.at_quota.interval.high);
    CHECK(c.at_quota.effective_cases <= 144);
    CHECK(c.coverage50.share < c.coverage80.share);
    for (const replayed_forecast& f : c.forecasts) {
        CHECK(f.rank() >= 0);
        CHECK(f.rank() <= 1);
        CHECK(f.said >= c.aim);
    }

    // Months in which everybody is quiet, after an ordinary year: nobody's number, one misfortune.
    simulated_team quiet{4};
    ledger book;
    for (const day_total& d : quiet.book.totals(quiet.calls, quiet.as_of))
        if (d.day < day{date{2025, 7, 1}} || d.day >= day{date{2025, 10, 1}})
            book.record({.rep = d.rep, .metric = quiet.calls, .day = d.day, .quantity = d.quantity});
    const calibration q = calibrate(quiet.members, quiet.calls, book, quiet.as_of,
                                    past_periods(period_kind::month, quiet.as_of, 12));
    CHECK(q.at_quota.effective_cases < 40);
    CHECK(q.at_quota.interval.high - q.at_quota.interval.low >
          c.at_quota.interval.high - c.at_quota.interval.low);
}

TEST_CASE("past periods of a period's own kind") {
    const day first{date{2025, 1, 1}};
    const auto months = past_periods(month(2025, 12), day{date{2025, 11, 30}}, first, 6);
    REQUIRE(months.size() == 6);
    CHECK(months.front() == month(2025, 6));
    CHECK(months.back() == month(2025, 11));
    // In the middle of the period the one before it is still the last; a month that has not ended is none.
    CHECK(past_periods(month(2025, 12), day{date{2025, 12, 12}}, first, 6) == months);
    CHECK(past_periods(month(2025, 12), day{date{2025, 11, 12}}, first, 6).back() == month(2025, 10));
    CHECK(past_periods(month(2025, 4), day{date{2025, 3, 31}}, first, 6).size() == 2); // from February on
    CHECK(past_periods(month(2025, 2), day{date{2025, 1, 31}}, first, 6).empty());
    // March begins exactly four weeks after 1 February.
    const day february{date{2025, 2, 1}};
    CHECK(past_periods(month(2025, 5), day{date{2025, 4, 30}}, february, 6).front() == month(2025, 3));
    CHECK(past_periods(month(2025, 5), day{date{2025, 4, 30}}, february + 1, 6).front() == month(2025, 4));
}
