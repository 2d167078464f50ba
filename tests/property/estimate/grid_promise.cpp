// What an accepted grid promises, against exact tails at whole numbers: at every one of them where there are
// at most some thousands, else at thousands and at those beside the knots, where chords meet.
#include <attain/estimate/forecast.hpp>
#include <attain/estimate/grid.hpp>
#include <attain/estimate/normal.hpp>
#include <attain/estimate/predictive.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <span>
#include <utility>
#include <vector>

using namespace attain;

namespace {

constexpr std::array<grid_size, 2> sizes{grid_size::k33, grid_size::k49};

constexpr double promise(grid_size size) {
    return size == grid_size::k33 ? 0.003 : 0.0015;
}

double uniform(std::mt19937_64& random) {
    return static_cast<double>(random() >> 11U) * 0x1p-53;
}

// Even in the logarithm.
double between(double least, double most, std::mt19937_64& random) {
    return least * std::exp(uniform(random) * std::log(most / least));
}

// The largest error where a chance lies in [0.02, 0.98], which is from `low` to `high`.
template<class Tail>
double worst_error(const quantile_grid& g, double low, double high, const Tail& tail) {
    double worst = 0;
    const auto look = [&](double x) {
        const double exact = tail(x);
        if (exact >= 0.02 && exact <= 0.98)
            worst = std::max(worst, std::abs(g.tail(static_cast<units>(x)) - exact));
    };
    const double step = std::max(1.0, std::floor((high - low) / 3'000));
    for (double x = low; x <= high; x += step)
        look(x);
    for (const double x : g.knots()) {
        look(std::floor(x));
        look(std::ceil(x));
    }
    return worst;
}

double error_of(const mixture& m, const quantile_grid& g) {
    if (!g.accepted()) return 0;
    return worst_error(g, std::ceil(m.quantile(0.02)) - 1, std::floor(m.quantile(0.98)) + 1,
                       [&](double x) { return m.tail(x); });
}

template<class Distribution>
double error_of(const Distribution& d, const quantile_grid& g) {
    if (!g.accepted()) return 0;
    const double sd = std::sqrt(d.variance());
    return worst_error(g, std::floor(d.mean() - 4 * sd), std::ceil(d.mean() + 6 * sd),
                       [&](double x) { return d.tail(static_cast<units>(x)); });
}

// The mixture's own grid, and how many of two are accepted.
int check_swept(const mixture& m) {
    std::array<grid_point, mixture::max_points> at; // the first n
    const std::size_t n = m.points(at);
    if (n < 2) return 0;
    CHECK(std::all_of(at.begin(), at.begin() + static_cast<std::ptrdiff_t>(n),
                      [](const grid_point& p) { return p.at == std::floor(p.at); }));
    int accepted = 0;
    for (const grid_size size : sizes) {
        const quantile_grid g = quantile_grid::fit(std::span{at}.first(n), size);
        accepted += g.accepted() ? 1 : 0;
        CHECK(error_of(m, g) <= promise(size));
    }
    return accepted;
}

struct family {
    double least_mean;
    double most_mean;
    double apart;       // the opinions' means: within this factor
    double least_shape; // and up to a hundred times
};

std::vector<opinion> some_opinions(const family& f, std::mt19937_64& random) {
    std::vector<opinion> all(1 + random() % 6);
    const double mean = between(f.least_mean, f.most_mean, random);
    double weights = 0;
    for (opinion& o : all) {
        const double m = between(mean / f.apart, mean * f.apart, random);
        const double nothing = random() % 2 == 0 ? 0 : 0.1 * uniform(random);
        const double variance = m * m / between(f.least_shape, 100 * f.least_shape, random);
        o = {0.05 + uniform(random), m, variance, nothing, m};
        weights += o.weight;
    }
    for (opinion& o : all)
        o.weight /= weights;
    return all;
}

recalibration some_recalibration(std::mt19937_64& random) {
    recalibration learned;
    double sum = 0;
    for (std::size_t j = 0; j <= recalibration::bins; ++j) {
        learned.cumulative[j] = sum;
        sum += between(0.8, 1.25, random);
    }
    for (double& c : learned.cumulative)
        c /= learned.cumulative.back();
    return learned;
}

// Small amounts, some of them narrow; middle ones; large and narrow ones.
constexpr std::array<family, 6> families{{{0.3, 3, 1.5, 0.3},
                                          {3, 20, 1.5, 0.3},
                                          {1, 20, 4, 2},
                                          {20, 300, 1.5, 0.5},
                                          {20, 30'000, 1.1, 300},
                                          {3'000, 3'001, 1.02, 300}}};

} // namespace

TEST_CASE("accepted grids of amounts, signed and recalibrated ones too, are right at whole numbers") {
    std::mt19937_64 random{19};
    for (const family& f : families) {
        CAPTURE(f.most_mean);
        std::array<int, 3> accepted{};
        for (int round = 0; round < 120; ++round) {
            CAPTURE(round);
            const std::vector<opinion> opinions = some_opinions(f, random);
            accepted[0] += check_swept({metric_kind::amount, opinions});
            accepted[1] += check_swept({metric_kind::signed_amount, opinions});
            accepted[2] += check_swept({metric_kind::signed_amount, opinions, some_recalibration(random)});
        }
        CHECK(accepted[0] > 40);
        CHECK(accepted[1] > 40);
        CHECK(accepted[2] > 10);
    }
}

TEST_CASE("a grid is not accepted blindly: where points between whole numbers, or far apart, told nothing") {
    // Between whole numbers; at the edge of the chances answered for; beside what stands at 0; where few
    // points are to be found between long chords.
    const std::vector<std::pair<metric_kind, std::vector<opinion>>> hard{
        {metric_kind::amount, {{1, 1.34802, 0.241329, 0, 0}}},
        {metric_kind::amount, {{1, 4.1835, 0.103623, 0, 0}}},
        {metric_kind::amount,
         {{0.0453113, 42.5825, 3.46358, 0, 0},
          {0.185898, 42.9542, 1.9031, 0, 0},
          {0.225198, 43.6345, 4.14893, 0.000278956, 0},
          {0.154454, 44.3465, 1.01179, 0, 0},
          {0.192631, 47.3448, 2.75747, 0.00640034, 0},
          {0.196508, 44.1809, 0.0734844, 0, 0}}},
        {metric_kind::amount, {{1, 260'752, 1.29537e9, 0.00525683, 0}}},
        {metric_kind::amount,
         {{0.361318, 959.98, 1606.38, 0, 0},
          {0.285479, 995.967, 430.13, 0.00950609, 0},
          {0.204626, 971.452, 203.25, 0.00263365, 0},
          {0.148577, 848.94, 977.577, 0, 0}}},
        {metric_kind::amount,
         {{0.553791, 252.811, 130'034, 0.240177, 0}, {0.446209, 387.555, 17'117.9, 0.0634736, 0}}},
        {metric_kind::amount,
         {{0.55624552107, 125'599.032424, 5.42405649747e10, 0, 0},
          {0.44375447893, 125'555.059812, 1.58984408144e9, 0, 0}}},
        {metric_kind::signed_amount, {{1, 19'172.4, 71'264.8, 0.00554099, 19'172.4}}},
        {metric_kind::signed_amount, {{1, 20'641.984369, 29'511'084.4556, 0.0129959036626, 20'641.984369}}},
        {metric_kind::signed_amount, {{1, 189.334, 272.549, 0.115259, 6.65711}}}};
    for (std::size_t i = 0; i < hard.size(); ++i) {
        CAPTURE(i);
        (void)check_swept({hard[i].first, hard[i].second});
    }
}

TEST_CASE("evaluated one by one, accepted grids keep the promise as well") {
    std::mt19937_64 random{20};
    for (int round = 0; round < 100; ++round) {
        const double mean = between(0.3, 1e6, random);
        const double shape = between(0.1, 1e4, random);
        const negative_binomial count{mean, mean + mean * mean / shape};
        const attain::gamma amount{mean, mean * mean / shape};
        const normal any{mean, mean / std::sqrt(shape)};
        CAPTURE(mean);
        CAPTURE(shape);
        for (const grid_size size : sizes) {
            CHECK(error_of(count, quantile_grid::of(count, size)) <= promise(size));
            CHECK(error_of(amount, quantile_grid::of(amount, size)) <= promise(size));
            CHECK(error_of(any, quantile_grid::of(any, size)) <= promise(size));
        }
    }
    // Amounts that were recalibrated cannot be swept; of these, the outermost chances were unseen.
    recalibration as_it_is;
    for (std::size_t j = 0; j <= recalibration::bins; ++j)
        as_it_is.cumulative[j] = static_cast<double>(j) / static_cast<double>(recalibration::bins);
    const std::vector<std::vector<opinion>> wide{
        {{0.439257466, 187.980265, 3246.3339, 0.000641638498, 0},
         {0.560742534, 282.837462, 6379.0204, 0.0133186215, 0}},
        {{0.532682428, 150.310192, 15159.1361, 0.0366874676, 0}, {0.467317572, 136.255328, 689.128772, 0, 0}},
        {{0.273239174, 8160.75903, 14173.0413, 0, 0},
         {0.361997775, 7933.99864, 12743.6059, 0.00651507741, 0},
         {0.364763051, 8257.31582, 25168.6955, 0, 0}}};
    for (std::size_t i = 0; i < wide.size(); ++i) {
        const mixture m{metric_kind::amount, wide[i], as_it_is};
        const forecast f{{}, m};
        CAPTURE(i);
        for (const grid_size size : sizes)
            CHECK(error_of(m, f.grid(size)) <= promise(size));
    }
}
