#include <attain/estimate/ramp_fit.hpp>

#include "thrown.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

using namespace attain;

TEST_CASE("without data the schedule believed before, with its spread and nobody behind it") {
    const auto fit = fit_ramp({}, {.before = ramp::linear(3), .months = 4});
    REQUIRE(fit.months.size() == 4);
    CHECK(fit.months[0].share == 0.25);
    CHECK(fit.months[3].share == 1);
    CHECK(fit.months[0].sd == doctest::Approx(0.25));
    CHECK(fit.months[0].people == 0);
    CHECK(fit.months[0].weight == 0);
    CHECK(std::isnan(fit.months[0].raw));
    CHECK(fit.schedule == ramp::linear(3));
    CHECK(fit.people == 0);
}

TEST_CASE("one person, one month: shrunk by the arithmetic of the model") {
    // Counts' dispersion 1: v = 1/16, prior variance 1/16, so half and half.
    const std::vector<ramp_row> rows{{1, 0, 4, 16}};
    const auto fit = fit_ramp(rows, {.months = 1, .prior_spread = 0.25});
    CHECK(fit.months[0].raw == 0.25);
    CHECK(fit.months[0].weight == doctest::Approx(0.5));
    CHECK(fit.months[0].share == doctest::Approx(0.5 * 0.25 + 0.5 * 1));
    CHECK(fit.months[0].sd == doctest::Approx(std::sqrt(1.0 / 32)));
    CHECK(fit.months[0].high - fit.months[0].share == doctest::Approx(1.2815515655446004 * fit.months[0].sd));
    CHECK(fit.months[0].people == 1);
}

TEST_CASE("on simulated cohorts the truth is found and the intervals hold what they say") {
    const std::vector<double> truth{0.2, 0.45, 0.7, 0.9, 1, 1};
    std::mt19937_64 random{11};
    int inside = 0;
    int all = 0;
    double bias = 0;
    double spread = 0;
    double dispersion = 0;
    for (int cohort = 0; cohort < 300; ++cohort) {
        std::vector<ramp_row> rows;
        for (int person = 0; person < 20; ++person) {
            const double level = std::gamma_distribution{16.0, 1.0 / 16}(random); // sd 0.25
            for (int k = 0; k < 6; ++k) {
                const double mean = 20 * level * truth[static_cast<std::size_t>(k)];
                rows.push_back({person, k, static_cast<double>(std::poisson_distribution{mean}(random)), 20});
            }
        }
        const auto fit = fit_ramp(rows, {.months = 6});
        for (std::size_t k = 0; k < 6; ++k) {
            ++all;
            inside += fit.months[k].low <= truth[k] && truth[k] <= fit.months[k].high;
            bias += fit.months[k].share - truth[k];
            CHECK(fit.months[k].people == 20);
        }
        spread += fit.person_spread;
        dispersion += fit.dispersion;
    }
    const double coverage = static_cast<double>(inside) / all;
    CHECK(coverage > 0.74);
    CHECK(coverage < 0.88);
    CHECK(std::abs(bias / all) < 0.02);
    CHECK(spread / 300 == doctest::Approx(0.25).epsilon(0.1));
    CHECK(dispersion / 300 == doctest::Approx(0.7083).epsilon(0.1)); // mean share: counts
}

TEST_CASE("the schedule never falls and never exceeds full capacity") {
    const std::vector<ramp_row> rows{{1, 0, 40, 100},  {2, 0, 45, 100},  {1, 1, 30, 100}, {2, 1, 25, 100},
                                     {1, 2, 120, 100}, {2, 2, 115, 100}, {1, 3, 90, 100}, {2, 3, 95, 100}};
    const auto fit = fit_ramp(rows, {.months = 4, .prior_spread = 5});
    CHECK(fit.months[1].share < fit.months[0].share); // the shares say what the data say
    CHECK(fit.months[2].share > 1);
    for (int k = 1; k < 4; ++k)
        CHECK(fit.schedule.in_month(k) >= fit.schedule.in_month(k - 1));
    CHECK(fit.schedule.in_month(0) == fit.schedule.in_month(1)); // pooled
    CHECK(fit.schedule.in_month(3) == fraction::one());
}

TEST_CASE("rows in any order; parts of a month add up; empty and late rows say nothing") {
    std::vector<ramp_row> rows;
    std::mt19937_64 random{3};
    for (int person = 0; person < 9; ++person)
        for (int k = 0; k < 5; ++k)
            rows.push_back({person, k, static_cast<double>(random() % 9), 8.5});
    const auto fit = fit_ramp(rows, {.months = 5});
    auto more = rows;
    more.push_back({99, 2, 3, 0});    // no expected output
    more.push_back({98, 40, 3, 8.5}); // beyond the fit
    more[0].expected = 4.25;          // one month in two rows
    more.push_back({more[0].person, 0, 0, 4.25});
    std::shuffle(more.begin(), more.end(), random);
    const auto again = fit_ramp(more, {.months = 5});
    CHECK(again.people == 9);
    for (std::size_t k = 0; k < 5; ++k) {
        CHECK(again.months[k].share == fit.months[k].share);
        CHECK(again.months[k].sd == fit.months[k].sd);
    }
}

TEST_CASE("expected output from a plateau") {
    const std::vector<tenure_row> rows{{1, 0, 5, 20}, {1, 6, 40, 20}, {2, 7, 20, 10}};
    const auto out = expected_output(rows, 6);
    CHECK(out[0].expected == 40); // 2 a day
    CHECK(out[2].expected == 20);
    CHECK(thrown([&] { (void)expected_output(rows, 8); }).code() == errc::empty_input);
    CHECK(thrown([&] { (void)expected_output(rows, -1); }).argument() == "plateau_from");
}

TEST_CASE("bad rows and options are named") {
    const auto of = [](ramp_row second) {
        const std::vector<ramp_row> rows{{1, 0, 1, 1}, second};
        return thrown([&] { (void)fit_ramp(rows); });
    };
    CHECK(of({1, -1, 1, 1}).argument() == "month");
    CHECK(of({1, 1, std::nan(""), 1}).argument() == "observed");
    CHECK(of({1, 1, 1, INFINITY}).code() == errc::not_finite);
    CHECK(of({1, 1, 1, -1}).row() == 1);
    CHECK(thrown([] { (void)fit_ramp({}, {.months = 0}); }).argument() == "months");
    CHECK(thrown([] { (void)fit_ramp({}, {.coverage = 1}); }).argument() == "coverage");
    CHECK(thrown([] { (void)fit_ramp({}, {.prior_spread = 0}); }).argument() == "prior_spread");
}
