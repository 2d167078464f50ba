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
        CHECK(c.at_quota > 0.45);
        CHECK(c.at_quota < 0.80);
        inside80 += c.coverage80 * 144;
        inside90 += c.coverage90 * 144;
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
    CHECK(text.find("80 % intervals held") != std::string::npos);
    const std::vector<period> open{month(2026, 1)};
    CHECK_THROWS_AS((void)calibrate(t.members, t.calls, t.book, t.as_of, open), error);
    CHECK_THROWS_AS((void)calibrate(t.members, t.calls, t.book, t.as_of, {}), error);
    const std::vector<period> before{month(2020, 1)};
    CHECK(calibrate(t.members, t.calls, t.book, t.as_of, before).forecasts.empty());
}
