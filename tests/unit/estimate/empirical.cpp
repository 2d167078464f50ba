// The empirical distribution: plotting positions, ends, few and equal totals, and its uses.
#include <attain/allocate/allocate.hpp>
#include <attain/allocate/certificate.hpp>
#include <attain/core/error.hpp>
#include <attain/estimate/empirical.hpp>
#include <attain/estimate/grid.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cmath>

using namespace attain;

static_assert(predictive_with_complement<empirical>);

TEST_CASE("distinct totals: shares of 1 / (n + 1), straight between, in any order") {
    const empirical d{std::array<units, 4>{40, 10, 30, 20}};
    CHECK(d.size() == 4);
    // The curve passes i / 5 at the i-th total, which is half a unit into P(D >= total).
    CHECK(d.below(10) == doctest::Approx(0.2 * std::exp(-0.05)));
    CHECK(d.below(20) == doctest::Approx(0.4 - 0.2 * 0.05));
    CHECK(d.tail(20) == doctest::Approx(0.6 + 0.2 * 0.05));
    CHECK(d.tail(25) == doctest::Approx(0.5 + 0.2 * 0.05));
    CHECK(d.tail(51) == doctest::Approx(0.2 * std::exp(-1.05)));
    CHECK(d.tail(0) == 1);
    CHECK(d.tail(-5) == 1);
    CHECK(d.below(0) == 0);
    CHECK(d.quantile(0.5) == 25);
    CHECK(d.quantile(0.2) == 10);
    // Symmetrical but for what is cut off at 0: mean 25, and the lower end reaches 0 with 0.2 / e.
    CHECK(d.mean() == doctest::Approx(25 + 0.2 * 10 * std::exp(-1.0)));
    for (units k = -3; k < 200; ++k) {
        CHECK(d.tail(k + 1) <= d.tail(k));
        CHECK(d.tail(k) + d.below(k) == doctest::Approx(1).epsilon(1e-14));
    }
    CHECK(d.tail(1000) > 0);
}

TEST_CASE("no, one and equal totals; totals below zero; what is refused") {
    CHECK_THROWS_AS(empirical{std::span<const units>{}}, error);
    CHECK_THROWS_AS((empirical{std::array<units, 1>{(units{1} << 50) + 1}}), error);

    const empirical one{std::array<units, 1>{8}};
    CHECK(one.tail(8) == doctest::Approx(1 - 0.5 * std::exp(-0.5 / 8)));
    CHECK(one.tail(9) == doctest::Approx(0.5 * std::exp(-0.5 / 8)));
    CHECK(empirical{std::array<units, 1>{0}}.tail(1) == doctest::Approx(0.5 * std::exp(-0.5)));

    const empirical equal{std::array<units, 12>{7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7}};
    CHECK(equal.tail(7) == doctest::Approx(1 - std::exp(-0.5) / 13));
    CHECK(equal.tail(8) == doctest::Approx(std::exp(-0.5) / 13));
    CHECK(equal.tail(9) < 1e-5);
    CHECK(equal.quantile(0.5) == 7);
    CHECK(equal.mean() == doctest::Approx(7));

    const empirical lost{std::array<units, 3>{-4, 2, 6}};
    CHECK(lost.tail(0) < 1);
    CHECK(lost.below(-4) == doctest::Approx(0.25 * std::exp(-0.1)));
    CHECK(lost.quantile(0.01) < -4);

    CHECK_THROWS_AS((void)one.quantile(0), error);
    CHECK_THROWS_AS((void)one.quantile(1), error);
}

TEST_CASE("a quantile is the smallest whole number whose chance suffices") {
    const empirical d{std::array<units, 7>{3, 3, 3, 4, 9, 9, 120}};
    for (double p = 0.001; p < 1; p += 0.0007) {
        const auto k = static_cast<units>(d.quantile(p));
        CHECK(d.below(k + 1) >= p - 1e-15);
        if (k > 0) CHECK(d.below(k) < p);
    }
}

TEST_CASE("a quantile far from every total takes no longer") {
    const empirical rising{std::array<units, 2>{1'000'000, 900'000'000}};
    CHECK(rising.quantile(0.05) == 0); // a third lies below the smaller, nearly all of it below 0
    const double high = rising.quantile(0.999);
    CHECK(high == doctest::Approx(9e8 + 8.99e8 * std::log(1000.0 / 3)));
    CHECK(rising.below(static_cast<units>(high) + 1) >= 0.999);
    CHECK(rising.below(static_cast<units>(high)) < 0.999);

    const double far = std::ldexp(1.0, 50);
    const empirical both{std::array<units, 2>{-(units{1} << 50), units{1} << 50}};
    CHECK(both.quantile(1e-4) == doctest::Approx(-far + 2 * far * std::log(3e-4)).epsilon(1e-12)); // > 2^53
    CHECK(both.quantile(1 - 1e-4) == doctest::Approx(far - 2 * far * std::log(3e-4)).epsilon(1e-12));
    CHECK(both.quantile(1e-300) < both.quantile(1e-4));
}

TEST_CASE("large totals close together keep their spread") {
    const empirical distinct{std::array<units, 3>{1'000'000'000, 1'000'000'001, 1'000'000'002}};
    CHECK(distinct.mean() == doctest::Approx(1'000'000'001).epsilon(1e-12));
    CHECK(distinct.variance() == doctest::Approx(8.0 / 3)); // two ends of 5, two pieces of 1/3, of four
    const empirical equal{std::array<units, 3>{1'000'000'000, 1'000'000'000, 1'000'000'000}};
    CHECK(equal.mean() == doctest::Approx(1'000'000'000).epsilon(1e-12));
    CHECK(equal.variance() == doctest::Approx(8.0 / 27).epsilon(1e-5)); // the same, a third as far apart
}

TEST_CASE("totals of past months share a team's number at equal chances, exactly and on the grid") {
    const std::array<units, 8> ana{38, 41, 35, 44, 40, 39, 47, 36};
    const std::array<units, 8> ben{12, 30, 8, 25, 17, 33, 10, 21};
    const std::array<units, 2> cleo{20, 26};
    const std::vector<empirical> past{empirical{ana}, empirical{ben}, empirical{cleo}};
    const std::vector<candidate> reps{{.id = 1}, {.id = 2}, {.id = 3}};
    for (const units total : {40, 70, 80, 90, 100, 140}) {
        const allocation a = allocate(total, reps, past);
        REQUIRE(a.feasible);
        CHECK(certify(a, reps, past));
        CHECK(a.chance.low <= a.chance.high);
        for (std::size_t i = 0; i < past.size(); ++i) {
            CHECK(a.quotas[i].probability == past[i].tail(a.quotas[i].amount));
            CHECK(a.quotas[i].probability >= a.chance.low - 1e-12);
            CHECK(a.quotas[i].probability_next <= a.chance.high + 1e-12);
        }
    }
    for (const empirical& d : past) {
        const quantile_grid grid = quantile_grid::of(d);
        for (units k = 1; k < 60; ++k)
            if (d.tail(k) > 0.02 && d.tail(k) < 0.98)
                CHECK(std::fabs(grid.tail(k) - d.tail(k)) <= grid.error() + 1e-9);
    }
}
