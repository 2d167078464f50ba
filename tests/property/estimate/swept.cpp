// What is read off one sweep of a mixture, against its own exact tails: points, quantiles, and the grid of
// the mixtures that the engine really makes.
#include <attain/estimate/engine.hpp>
#include <attain/estimate/grid.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <random>
#include <sstream>
#include <string>
#include <vector>

using namespace attain;

namespace {

using points = std::array<grid_point, mixture::max_points>;

double uniform(std::mt19937_64& random) {
    return static_cast<double>(random() >> 11U) * 0x1p-53;
}

// Six opinions within a factor `apart` of the mean, with variances m + m^2 / r (amounts: m^2 / r).
mixture some(metric_kind kind, double mean, double apart, double least_r, double most_r,
             std::mt19937_64& random) {
    std::array<opinion, 6> all{};
    double weights = 0;
    for (opinion& o : all) {
        const double m = mean * std::exp((2 * uniform(random) - 1) * std::log(apart));
        const double r = least_r * std::exp(uniform(random) * std::log(most_r / least_r));
        const double square = m * m / r;
        const bool count = kind == metric_kind::count;
        o = {0.05 + uniform(random), m, count ? m + square : square, count ? 0 : 0.005 * uniform(random),
             (uniform(random) - 0.2) * m};
        weights += o.weight;
    }
    for (opinion& o : all)
        o.weight /= weights;
    return {kind, all};
}

// The largest error in probability of an accepted grid over chances in [0.02, 0.98], at some 300 places.
double grid_error(const mixture& m, const quantile_grid& g) {
    const double low = m.quantile(0.02);
    const double high = m.quantile(0.98);
    const double step = std::max(1.0, std::floor((high - low) / 300));
    double worst = 0;
    for (double x = std::ceil(low); x <= high; x += step) {
        const double exact = m.tail(x);
        if (exact >= 0.02 && exact <= 0.98)
            worst = std::max(worst, std::abs(g.tail(static_cast<units>(x)) - exact));
    }
    return worst;
}

struct tally {
    int mixtures = 0;
    int accepted = 0;
    double worst = 0;

    void add(const mixture& m, points& at) {
        const std::size_t n = m.points(at);
        if (n < 2) return;
        ++mixtures;
        const quantile_grid g = quantile_grid::fit(std::span{at}.first(n));
        if (!g.accepted()) return;
        ++accepted;
        worst = std::max(worst, grid_error(m, g));
    }
};

// Every series of an engine, a month ahead.
void add_all(const engine& e, tally& into, points& at) {
    const outlook ahead = e.look(e.now(), e.now() + 30);
    for (std::uint32_t i = 0; i < e.size(); ++i)
        into.add(e.predict(ahead, i).remaining, at);
}

} // namespace

TEST_CASE("points of counts are good to 1e-4, however large, narrow or far apart the opinions") {
    std::mt19937_64 random{11};
    points at{};
    for (const double mean : {0.3, 2.0, 20.0, 100.0, 500.0, 3'000.0, 20'000.0})
        for (int round = 0; round < 6; ++round) {
            const mixture m = round < 3 ? some(metric_kind::count, mean, 1.5, 0.6, 20, random)
                                        : some(metric_kind::count, mean, 3, 20, 3'000, random);
            const std::size_t n = m.points(at);
            CAPTURE(mean);
            REQUIRE(n >= 2);
            CHECK(at[0].below <= 1e-4);
            CHECK(at[n - 1].below >= 0.99865);
            for (std::size_t i = 0; i < n; i += 1 + n / 30)
                CHECK(std::abs(at[i].below - (1 - m.tail(at[i].at))) < (mean < 1'000 ? 2e-5 : 1e-4));
        }
    // Binomials and Poisson beside a negative binomial.
    const std::vector<opinion> tight{{0.3, 40, 25, 0, 0}, {0.3, 900, 400, 0, 0}, {0.4, 60, 60, 0, 0}};
    const mixture m{metric_kind::count, tight};
    const std::size_t n = m.points(at);
    REQUIRE(n >= 2);
    for (std::size_t i = 0; i < n; ++i)
        CHECK(std::abs(at[i].below - (1 - m.tail(at[i].at))) < 2e-4);
}

TEST_CASE("points and quantiles of amounts are good to 1e-8, those of signed amounts exact") {
    std::mt19937_64 random{12};
    points at{};
    std::array<double, 7> p{0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95};
    std::array<double, 7> q{};
    for (const metric_kind kind : {metric_kind::amount, metric_kind::signed_amount})
        for (const double least_r : {0.05, 0.6, 20.0}) {
            for (int round = 0; round < 8; ++round) {
                const mixture m = some(kind, 60'000, 2, least_r, 3 * least_r, random);
                m.quantiles(p, q);
                for (std::size_t j = 0; j < p.size(); ++j)
                    if (q[j] != 0) CHECK(std::abs(m.cdf(q[j]) - p[j]) < 1e-8);
                const std::size_t n = m.points(at);
                REQUIRE(n >= 2);
                for (std::size_t i = 1; i < n; i += 1 + n / 20)
                    CHECK(std::abs(at[i].below - (1 - m.tail(at[i].at))) < 2e-8);
            }
        }
}

TEST_CASE(
    "quantiles of signed amounts invert the distribution function, atoms, far tails and far opinions too") {
    std::mt19937_64 random{15};
    constexpr std::array<double, 9> p{1e-6, 0.001, 0.05, 0.25, 0.5, 0.75, 0.95, 0.999, 1 - 1e-6};
    std::array<double, 9> q{};
    for (int round = 0; round < 400; ++round) {
        std::array<opinion, 6> all{};
        for (opinion& o : all) {
            const double m = std::exp(8 * uniform(random));
            const double spread = m * std::exp(4 * uniform(random) - 3);
            o = {1.0 / 6, m, spread * spread, 0.9 * uniform(random) * uniform(random),
                 (2 * uniform(random) - 1) * m};
        }
        const mixture m{metric_kind::signed_amount, all};
        m.quantiles(p, q);
        for (std::size_t j = 0; j < p.size(); ++j) {
            CAPTURE(p[j]);
            CHECK((j == 0 || q[j] >= q[j - 1]));
            if (q[j] != 0) CHECK(std::abs(m.cdf(q[j]) - p[j]) < 1e-10);
            if (q[j] == 0) CHECK((m.cdf(0) >= p[j] && 1 - m.tail(0) <= p[j]));
        }
    }
}

TEST_CASE("a count's chance is the same walked up or from special functions") {
    std::mt19937_64 random{16};
    for (const double mean : {20.0, 200.0, 450.0})
        for (int round = 0; round < 20; ++round) {
            const mixture m = some(metric_kind::count, mean, 1.3, 2, 40, random);
            for (const double k : {mean / 2, mean, 1.4 * mean, 511.0, 512.0, 513.0})
                CHECK(std::abs(m.tail(k) - (1 - m.cdf(std::ceil(k) - 1))) < 1e-12);
        }
}

TEST_CASE("a grid that is accepted keeps its promise on hard mixtures") {
    std::mt19937_64 random{13};
    points at{};
    for (const double mean : {2.0, 20.0, 200.0, 500.0, 5'000.0}) {
        tally realistic;
        tally hard;
        for (int round = 0; round < 25; ++round) {
            realistic.add(some(metric_kind::count, mean, 1.4, 0.6, 20, random), at);
            hard.add(some(metric_kind::count, mean, 4, 0.6, 100, random), at);
        }
        CAPTURE(mean);
        CHECK(realistic.accepted == realistic.mixtures);
        CHECK(realistic.worst <= 0.003);
        CHECK(hard.worst <= 0.003);
    }
}

TEST_CASE("a grid that is accepted keeps its promise at steep places and across gaps") {
    points at{};
    // Steep at 0 although every opinion is wide; opinions so far apart that the blocks of the one end where
    // the other begins; and a gap between opinions, in which next to nothing may not turn negative.
    const std::vector<std::vector<opinion>> steep{
        {{0.3, 240, 240 + 240 * 240 / 0.3, 0, 0}, {0.7, 600, 600 + 600 * 600 / 20.0, 0, 0}},
        {{0.1, 900, 900 + 900 * 900 / 0.1, 0, 0}, {0.9, 900, 900 + 900 * 900 / 6.0, 0, 0}},
        {{0.5, 3, 3.3, 0, 0}, {0.5, 4'000, 40'000, 0, 0}},
        {{0.2, 40, 20, 0, 0}, {0.8, 700, 90'000, 0, 0}},
        {{0.0715998, 897.647, 1924.21, 0, 0},
         {0.268066, 325.807, 389.149, 0, 0},
         {0.068844, 927.218, 2676.79, 0, 0},
         {0.59149, 766.162, 1641.31, 0, 0}}};
    for (const std::vector<opinion>& opinions : steep) {
        const mixture m{metric_kind::count, opinions};
        const std::size_t n = m.points(at);
        REQUIRE(n >= 2);
        const quantile_grid g = quantile_grid::fit(std::span{at}.first(n));
        double worst = 0;
        for (units k = 1; k < 2'000; ++k)
            if (const double exact = m.tail(static_cast<double>(k)); exact >= 0.02 && exact <= 0.98)
                worst = std::max(worst, std::abs(g.tail(k) - exact));
        CAPTURE(opinions[0].mean);
        CHECK(worst <= g.error() + 0.0005);
    }
    const opinion beyond{1, 1e17, 1e30, 0, 0};
    CHECK(mixture{metric_kind::count, {&beyond, 1}}.points(at) == 0);
    std::mt19937_64 random{18};
    for (const double mean : {10.0, 30.0, 200.0, 2'000.0}) {
        tally far_apart;
        for (int round = 0; round < 60; ++round)
            far_apart.add(some(metric_kind::count, mean, 8, 0.3, 100, random), at);
        CAPTURE(mean);
        CHECK(far_apart.worst <= 0.003);
    }
}

TEST_CASE("a grid of amounts or of signed amounts that is accepted keeps its promise on hard mixtures") {
    std::mt19937_64 random{15};
    points at{};
    for (const metric_kind kind : {metric_kind::amount, metric_kind::signed_amount})
        for (const double mean : {20.0, 500.0, 20'000.0, 5'000'000.0}) {
            tally realistic;
            tally hard;
            for (int round = 0; round < 25; ++round) {
                realistic.add(some(kind, mean, 1.4, 0.6, 20, random), at);
                hard.add(some(kind, mean, 4, 0.6, 100, random), at);
            }
            CAPTURE(kind);
            CAPTURE(mean);
            CHECK(realistic.accepted >= realistic.mixtures - 1);
            CHECK(realistic.worst <= 0.003);
            CHECK(hard.accepted >= 8);
            CHECK(hard.worst <= 0.003);
        }
}

TEST_CASE(
    "the engine's own mixtures of amounts and signed amounts are as near as promised: simulated teams") {
    std::mt19937 random{16};
    points at{};
    for (const metric_kind kind : {metric_kind::amount, metric_kind::signed_amount}) {
        tally all;
        for (const double rate : {0.15, 1.0, 6.0}) {
            engine e{kind, day{20'000}};
            (void)e.add_cohort();
            std::array<double, 20> own{};
            for (double& r : own) {
                (void)e.add_series(0);
                r = std::gamma_distribution<double>{4, rate / 4}(random);
            }
            std::vector<engine_row> rows;
            for (int d = 0; d < 250; ++d) {
                rows.clear();
                for (std::uint32_t i = 0; i < own.size(); ++i) {
                    const int deals = d % 7 > 4 ? 0 : std::poisson_distribution<int>{own[i]}(random);
                    double sum = 0;
                    for (int k = 0; k < deals; ++k)
                        sum += std::floor(900 * std::exp(std::normal_distribution<double>{0, 0.8}(random)));
                    if (kind == metric_kind::signed_amount && random() % 9 == 0) sum -= 1'000; // taken back
                    if (sum != 0) rows.push_back({i, sum});
                }
                e.observe(e.now(), rows);
                if (d > 60 && d % 60 == 0) add_all(e, all, at);
            }
        }
        CAPTURE(kind);
        CHECK(all.mixtures > 150);
        // Signed amounts are recalibrated by straight pieces: nearly all have a corner that no grid follows,
        // and go by their exact tails.
        if (kind == metric_kind::amount) CHECK(all.accepted > all.mixtures / 2);
        CHECK(all.worst <= 0.003);
    }
}

TEST_CASE("the engine's own mixtures are accepted and as near as promised: simulated teams") {
    std::mt19937 random{14};
    points at{};
    tally all;
    for (const double rate : {0.15, 1.0, 6.0, 20.0}) {
        engine e{metric_kind::count, day{20'000}};
        (void)e.add_cohort();
        std::array<double, 20> own{};
        std::array<double, 20> mood{};
        for (double& r : own) {
            (void)e.add_series(0);
            r = std::gamma_distribution<double>{4, rate / 4}(random);
        }
        std::vector<engine_row> rows;
        for (int d = 0; d < 250; ++d) {
            rows.clear();
            for (std::uint32_t i = 0; i < own.size(); ++i) {
                if (d % 7 == 0) mood[i] = std::gamma_distribution<double>{2, 0.5}(random);
                const double mean = d % 7 > 4 ? 0 : own[i] * mood[i];
                const int y = mean > 0 ? std::poisson_distribution<int>{mean}(random) : 0;
                if (y > 0) rows.push_back({i, static_cast<double>(y)});
            }
            e.observe(e.now(), rows);
            if (d > 60 && d % 60 == 0) add_all(e, all, at);
        }
    }
    CHECK(all.mixtures > 200);
    CHECK(all.accepted == all.mixtures);
    CHECK(all.worst <= 0.003);
}

// Won deals per agent and day of a CRM's export: opportunity_id,sales_agent,product,account,deal_stage,
// engage_date,close_date,close_value with dates as month/day/year.
TEST_CASE("the engine's own mixtures are accepted and as near as promised: a real export") {
    const char* const folder = std::getenv("ATTAIN_REAL_DATA");
    std::ifstream in{std::string{folder == nullptr ? "" : folder} + "/crm_export/sales_pipeline.csv"};
    if (folder == nullptr || !in) {
        MESSAGE("SKIPPED: set ATTAIN_REAL_DATA to the folder with the real data to run this test");
        return;
    }
    std::string line;
    std::getline(in, line);
    std::map<std::int32_t, std::map<std::uint32_t, double>> won;
    std::map<std::string, std::uint32_t> agents;
    while (std::getline(in, line)) {
        std::vector<std::string> field;
        std::istringstream parts{line};
        for (std::string f; std::getline(parts, f, ',');)
            field.push_back(f);
        if (field.size() < 8 || field[4] != "Won") continue;
        std::array<int, 3> date{}; // month, day, year
        const char* c = field[6].data();
        const char* const end = c + field[6].size();
        for (int& x : date)
            if (c < end) c = std::from_chars(c, end, x).ptr + 1;
        const auto agent = agents.emplace(field[1], static_cast<std::uint32_t>(agents.size())).first->second;
        const day d{boost::gregorian::date(static_cast<unsigned short>(date[2]),
                                           static_cast<unsigned short>(date[0]),
                                           static_cast<unsigned short>(date[1]))};
        won[d.value][agent] += 1;
    }
    REQUIRE(!won.empty());
    engine e{metric_kind::count, day{won.begin()->first}};
    (void)e.add_cohort();
    for (std::size_t i = 0; i < agents.size(); ++i)
        (void)e.add_series(0);
    points at{};
    tally all;
    for (const auto& [d, by_agent] : won) {
        std::vector<engine_row> rows;
        for (const auto& [agent, deals] : by_agent)
            rows.push_back({agent, deals});
        e.observe(day{d}, rows);
        if ((e.now() - day{won.begin()->first}) % 30 == 0) add_all(e, all, at);
    }
    add_all(e, all, at);
    CHECK(all.mixtures > 30);
    CHECK(all.accepted == all.mixtures);
    CHECK(all.worst <= 0.003);
}
