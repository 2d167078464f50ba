// A weighted score, and how likely it is: exact for one part, against enumeration for several.
#include <attain/core/error.hpp>
#include <attain/estimate/normal.hpp>
#include <attain/estimate/predictive.hpp>
#include <attain/goal/score.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace attain;

namespace {

// What composite_score says of totals.
bool reached(std::span<const score_outlook> parts, std::span<const units> totals, std::int64_t basis_points) {
    std::vector<score_part> all;
    for (std::size_t i = 0; i < parts.size(); ++i)
        all.push_back(
            {attainment::of(totals[i], parts[i].target), parts[i].weight, parts[i].cap_basis_points});
    const attainment score = composite_score(all);
    return score.numerator() * 10'000 >= int128{basis_points} * score.denominator();
}

// P(score >= basis_points) of independent counts, over all totals up to `most`.
double by_enumeration(std::span<const score_outlook> parts, std::int64_t basis_points, units most) {
    std::vector<std::vector<double>> mass(parts.size());
    for (std::size_t i = 0; i < parts.size(); ++i)
        for (units k = 0; k <= most; ++k)
            mass[i].push_back(parts[i].of.tail(k) - parts[i].of.tail(k + 1));
    std::vector<units> totals(parts.size());
    double sum = 0;
    while (true) {
        double p = 1;
        for (std::size_t i = 0; i < totals.size(); ++i)
            p *= mass[i][static_cast<std::size_t>(totals[i])];
        if (p > 0 && reached(parts, totals, basis_points)) sum += p;
        std::size_t i = 0;
        while (i < totals.size() && ++totals[i] > most)
            totals[i++] = 0;
        if (i == totals.size()) return sum;
    }
}

// P(score >= basis_points) with every total at the same quantile.
double at_one_quantile(std::span<const score_outlook> parts, std::int64_t basis_points) {
    constexpr int steps = 20'000;
    int hits = 0;
    for (int s = 0; s < steps; ++s) {
        std::vector<units> totals;
        for (const score_outlook& part : parts)
            totals.push_back(static_cast<units>(std::floor(part.of.quantile((s + 0.5) / steps))));
        hits += reached(parts, totals, basis_points);
    }
    return static_cast<double>(hits) / steps;
}

} // namespace

TEST_CASE("a weighted score leaves out what has no ratio, and caps where asked") {
    const score_part parts[]{{attainment::of(30, 20), 2, 10'000},
                             {attainment::of(5, 10), 1, std::nullopt},
                             {attainment::of(5, 0), 7, std::nullopt}};
    CHECK(composite_score(parts).text(2) == "83.33 %"); // (2 x 100 % + 50 %) / 3
    const score_part none[]{{attainment::of(5, 0), 7, std::nullopt}};
    CHECK(composite_score(none).state() == attainment_state::not_applicable);
    const score_part bad[]{{attainment::of(5, 1), 0, std::nullopt}};
    CHECK_THROWS_AS((void)composite_score(bad), error);
}

TEST_CASE("the chance of a score of one part is that part's own, exactly") {
    const negative_binomial calls{40, 80};
    const score_outlook one[]{{calls, 42, 3, std::nullopt}};
    const score_forecast score{one};
    for (const std::int64_t wanted : {0, 1, 9'000, 9'999, 10'000, 12'345}) {
        const auto needed = static_cast<units>(std::ceil(static_cast<double>(wanted) * 42 / 10'000 - 1e-9));
        CHECK(score.chance(wanted).apart == calls.tail(needed));
        CHECK(score.chance(wanted).together == calls.tail(needed));
    }
    const score_outlook capped[]{{calls, 42, 3, 10'000}};
    CHECK(score_forecast{capped}.chance(10'000).apart == calls.tail(42));
    CHECK(score_forecast{capped}.chance(10'001).apart == 0); // no credit above the cap
}

TEST_CASE("two and three counts against every combination of totals") {
    const negative_binomial meetings{9, 20};
    const negative_binomial demos{5, 9};
    const negative_binomial deals{2, 5};
    const std::vector<score_outlook> two{{meetings, 10, 2, 12'000}, {deals, 2, 1, std::nullopt}};
    const std::vector<score_outlook> three{
        {meetings, 10, 3, std::nullopt}, {demos, 5, 2, 15'000}, {deals, 2, 5, 20'000}};
    for (const std::vector<score_outlook>& parts : {two, three}) {
        const score_forecast score{parts};
        const units most = parts.size() == 2 ? 80 : 45;
        for (const std::int64_t wanted : {2'000, 5'000, 8'000, 10'000, 12'000, 15'000}) {
            CAPTURE(parts.size());
            CAPTURE(wanted);
            const score_chance p = score.chance(wanted);
            CHECK(std::abs(p.apart - by_enumeration(parts, wanted, most)) < 0.002);
            CHECK(std::abs(p.together - at_one_quantile(parts, wanted)) < 1e-4);
        }
    }
}

TEST_CASE("a sum of normals is normal: six parts") {
    // Equal weights and targets: the score is the mean of the totals, but for floors of a hundredth percent.
    std::vector<normal> totals;
    for (int i = 0; i < 6; ++i)
        totals.emplace_back(100'000 + 1'000 * i, 20'000 + 1'000 * i);
    std::vector<score_outlook> parts;
    double mean = 0;
    double variance = 0;
    for (const normal& d : totals) {
        parts.push_back({d, 100'000, 1, std::nullopt});
        mean += d.mean() / 6;
        variance += d.variance() / 36;
    }
    const normal score_of_all{mean, std::sqrt(variance)};
    const score_forecast score{parts};
    for (std::int64_t wanted = 7'000; wanted <= 13'000; wanted += 500) {
        CAPTURE(wanted);
        CHECK(std::abs(score.chance(wanted).apart - score_of_all.tail(wanted * 10)) < 0.002);
    }
}

TEST_CASE("the score of a wanted chance is the largest that has it, and chances fall with the score") {
    const negative_binomial meetings{30, 75};
    const attain::gamma revenue{1'000'000, 250'000'000'000};
    const score_outlook parts[]{{meetings, 28, 1, 15'000}, {revenue, 900'000, 2, std::nullopt}};
    const score_forecast score{parts};
    double before = 1;
    for (std::int64_t wanted = -5'000; wanted < 40'000; wanted += 250) {
        const score_chance p = score.chance(wanted);
        CHECK(p.apart <= before);
        CHECK(p.apart >= 0);
        before = p.apart;
    }
    CHECK(score.chance(0).apart == doctest::Approx(1));
    for (const double p : {0.05, 0.25, 0.5, 0.75, 0.95}) {
        const std::int64_t wanted = score.with_chance(p);
        CHECK(score.chance(wanted).apart >= p);
        CHECK(score.chance(wanted + 1).apart < p);
    }
    // Parts that move together spread the score wider: the far ends are likelier.
    CHECK(score.chance(20'000).together > score.chance(20'000).apart);
    CHECK(score.chance(4'000).together < score.chance(4'000).apart);
}

TEST_CASE("what has no meaning in a score is refused by row") {
    const negative_binomial d{9, 20};
    const auto row_of = [&](score_outlook bad) {
        const score_outlook parts[]{{d, 10, 1, std::nullopt}, bad};
        try {
            const score_forecast score{parts};
        } catch (const error& e) {
            return e.row();
        }
        return std::int64_t{-2};
    };
    CHECK(row_of({d, 0, 1, std::nullopt}) == 1);
    CHECK(row_of({d, 10, 0, std::nullopt}) == 1);
    CHECK(row_of({d, 10, 1, -1}) == 1);
    CHECK(row_of({d, 10, 1, 0}) == -2);
    CHECK_THROWS_AS((void)score_forecast{std::span<const score_outlook>{}}, error);
    const score_outlook one[]{{d, 10, 1, std::nullopt}};
    CHECK_THROWS_AS((void)score_forecast{one}.with_chance(1), error);
}
