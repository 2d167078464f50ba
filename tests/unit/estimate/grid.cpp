// The common probability grid: format, fit, measured error.
#include <attain/core/error.hpp>
#include <attain/estimate/grid.hpp>
#include <attain/estimate/normal.hpp>
#include <attain/estimate/predictive.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <random>

using namespace attain;

TEST_CASE("levels and constants are those of the format") {
    for (const grid_size size : {grid_size::k33, grid_size::k49}) {
        const auto levels = grid_levels(size);
        REQUIRE(levels.size() == static_cast<std::size_t>(size));
        CHECK(levels[0] == 0);
        CHECK(levels[1] == doctest::Approx(0.0013498980316301).epsilon(1e-12));
        CHECK(levels[1] + levels.back() == doctest::Approx(1).epsilon(1e-14));
        for (std::size_t j = 1; j < levels.size(); ++j)
            CHECK(levels[j] > levels[j - 1]);
        CHECK(grid_bends(size).size() == levels.size() - 1);
        CHECK(grid_bends(size)[0] == 0);
        for (double p = 0.002; p < 0.998; p += 0.0007)
            CHECK(chance_at_place(place_of_chance(p, size), size) == doctest::Approx(p).epsilon(1e-12));
    }
}

TEST_CASE("a normal distribution on the grid") {
    const normal d{1000, 120};
    const quantile_grid g = quantile_grid::of(d, grid_size::k49);
    CHECK(g.accepted());
    CHECK(g.error() < 0.0005);
    CHECK(g.mean() == doctest::Approx(1000).epsilon(0.001));
    CHECK(std::sqrt(g.variance()) == doctest::Approx(120).epsilon(0.01));
    for (units k = 760; k < 1240; k += 7)
        CHECK(std::fabs(g.tail(k) - d.tail(k)) < 0.0005);
    CHECK(g.quantile(0.5) == doctest::Approx(1000).epsilon(0.001));
}

TEST_CASE("beyond the last knot the tail goes on, the same for every place, and the moments know it") {
    const quantile_grid g = quantile_grid::of(normal{1000, 120});
    const double width = g.knots()[32] - g.knots()[31];
    const auto top = static_cast<units>(g.knots()[32]) + 1;
    for (const double p : {1e-3, 1e-6, 1e-12})
        CHECK(chance_at_place(place_of_chance(p, grid_size::k33), grid_size::k33) ==
              doctest::Approx(p).epsilon(1e-12));
    CHECK(g.tail(top) < 1 - grid_levels(grid_size::k33).back());
    double mean = -0.5; // of where P(D < x) reaches a level
    double square = 0;
    const units first = 300;
    for (units k = first; k < top + static_cast<units>(1000 * width); ++k) {
        const double x = static_cast<double>(k) + 0.5;
        const double p = (g.tail(k) + g.tail(k + 1)) / 2;
        mean += p;
        square += 2 * (x - 1000) * p;
    }
    mean += static_cast<double>(first);
    square += 700 * 700;
    CHECK(g.mean() == doctest::Approx(mean).epsilon(1e-5));
    // The moments take chords for straight in chance, which they nearly are.
    CHECK(g.variance() == doctest::Approx(square - (mean + 0.5 - 1000) * (mean + 0.5 - 1000)).epsilon(0.01));
}

TEST_CASE("accepted counts are as near as promised at every whole number") {
    std::mt19937_64 random{5};
    for (const grid_size size : {grid_size::k33, grid_size::k49}) {
        const double promise = size == grid_size::k33 ? 0.003 : 0.0015;
        int accepted = 0;
        for (int round = 0; round < 150; ++round) {
            const double mean =
                std::exp(std::log(0.2) + static_cast<double>(random() % 1000) / 1000 * std::log(2500.0));
            const double shape =
                std::exp(std::log(0.6) + static_cast<double>(random() % 1000) / 1000 * std::log(33.0));
            const negative_binomial d{mean, mean + mean * mean / shape};
            const quantile_grid g = quantile_grid::of(d, size);
            CAPTURE(mean);
            CAPTURE(shape);
            if (!g.accepted()) continue;
            ++accepted;
            double before = -1e300;
            const auto top = static_cast<units>(mean + 6 * std::sqrt(d.variance())) + 5;
            double worst = 0;
            for (units k = 0; k <= top; ++k) {
                const double exact = d.tail(k);
                const double ours = g.tail(k);
                if ((exact >= 0.02 && exact <= 0.98) || (ours >= 0.02 && ours <= 0.98))
                    worst = std::max(worst, std::fabs(ours - exact));
                CHECK(g.key(k) >= before);
                before = g.key(k);
            }
            CHECK(worst <= promise);
        }
        CHECK(accepted >= 140);
    }
}

TEST_CASE("certain totals and atoms fit") {
    const std::vector<grid_point> certain{{4, 0}, {5, 1}};
    const quantile_grid g = quantile_grid::fit(certain);
    CHECK(g.accepted());
    CHECK(g.tail(4) == 1);
    CHECK(g.tail(5) < 0.01);
    const std::vector<grid_point> atom{{0, 0}, {1, 0.6}, {2, 0.9}, {3, 0.97}, {4, 0.995}, {5, 0.9999}};
    const quantile_grid h = quantile_grid::fit(atom);
    CHECK(h.accepted());
    CHECK(h.tail(1) == doctest::Approx(0.4).epsilon(0.01));
}

TEST_CASE("grids refuse what is no distribution") {
    const std::vector<grid_point> falling{{0, 0}, {1, 0.7}, {2, 0.6}, {3, 1}};
    CHECK_THROWS_AS((void)quantile_grid::fit(falling), error);
    const std::vector<grid_point> unfinished{{0, 0}, {1, 0.7}};
    CHECK_THROWS_AS((void)quantile_grid::fit(unfinished), error);
    CHECK_THROWS_AS((void)quantile_grid::from_knots(std::vector<double>(33, 1.0), 0), error);
    CHECK_THROWS_AS((void)quantile_grid::from_knots(std::vector<double>{1, 2}, 0), error);
}

TEST_CASE("stored knots come back as they were") {
    const normal d{50, 12};
    const quantile_grid g = quantile_grid::of(d);
    CHECK(g.narrow());
    const quantile_grid h = quantile_grid::from_knots(g.knots(), g.error());
    for (units k = -10; k < 120; ++k)
        CHECK(h.key(k) == g.key(k));
}

TEST_CASE("numbers beyond what whole doubles tell apart end in an answer or an error, soon") {
    for (const double mean : {1e15, 9e15, 1e16, 1e17})
        for (const double sd : {1.0, 100.0})
            try {
                CAPTURE(mean);
                CAPTURE(sd);
                const quantile_grid grid = quantile_grid::of(normal{mean, sd});
                // Right, or it says itself that it is not.
                if (grid.accepted()) CHECK(std::abs(grid.quantile(0.5) - mean) <= 0.01 * sd + 1);
                if (mean < 0x1p45 * sd) CHECK(grid.accepted());
            } catch (const error& e) {
                CAPTURE(mean);
                CHECK(mean * 0x1p-53 > 0.1 * sd); // whole numbers are no longer apart enough
                CHECK(e.code() == errc::invalid_argument);
            }
    CHECK(negative_binomial{1e18, 2e38}.quantile(0.9999999) > 1e18);
    CHECK(negative_binomial{1e19, 2e19}.quantile(0.5) > 4e18);
    CHECK(negative_binomial{1e-5, 1e300}.quantile(0.99999999) == 0);
    CHECK_THROWS_AS((attain::gamma{1e-200, 1e-300}), error);
    CHECK_THROWS_AS((attain::gamma{1e300, 1e300}), error);
}
