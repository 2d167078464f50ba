#include <attain/core/error.hpp>
#include <attain/goal/trial.hpp>

#include <doctest/doctest.h>

#include <array>
#include <random>
#include <vector>

using namespace attain;

namespace {

struct days {
    std::vector<units> outcomes{};
    std::vector<double> exposure{};

    [[nodiscard]] trial_arm arm() const { return {outcomes, exposure}; }
};

days simulated(std::mt19937_64& random, int count, double rate, double burst = 0) {
    days d;
    for (int i = 0; i < count; ++i) {
        double today = rate;
        if (burst > 0) today *= std::gamma_distribution<double>{1 / burst, burst}(random);
        d.outcomes.push_back(std::poisson_distribution<units>{today}(random));
        d.exposure.push_back(1);
    }
    return d;
}

} // namespace

TEST_CASE("a trial says when there is too little to tell") {
    const units few[]{1, 0, 2};
    const units more[]{3, 2, 2};
    const double time[]{1, 1, 1};
    const auto r = compare({few, time}, {more, time});
    CHECK(r.verdict == trial_verdict::too_little);
    CHECK(r.text.find("too little") != std::string::npos);
    CHECK(r.exposure_missing > 0);
    CHECK(compare({}, {}).verdict == trial_verdict::too_little);
}

TEST_CASE("a large difference is found, a small one is not called one") {
    const std::vector<units> slow(40, 2);
    const std::vector<units> fast(40, 4);
    const std::vector<double> time(40, 1.0);
    const auto better = compare({slow, time}, {fast, time});
    CHECK(better.verdict == trial_verdict::better);
    CHECK(better.ratio > 1.5);
    CHECK(better.ratio < 2); // shrunk: most changes do little
    CHECK(better.exposure_missing == 0);
    CHECK(compare({fast, time}, {slow, time}).verdict == trial_verdict::worse);
    CHECK(compare({fast, time}, {slow, time}).chance_better ==
          doctest::Approx(1 - better.chance_better).epsilon(1e-9));

    const std::vector<units> same(400, 2);
    const std::vector<double> long_time(400, 1.0);
    CHECK(compare({same, long_time}, {same, long_time}).verdict == trial_verdict::no_difference);
    const std::vector<units> middle(40, 2);
    CHECK(compare({slow, time}, {middle, time}).verdict == trial_verdict::open);
    // nothing at all where much was expected is not too little
    const std::vector<units> none(40, 0);
    CHECK(compare({slow, time}, {none, time}).verdict == trial_verdict::worse);
}

TEST_CASE("noise is seldom a winner, bursty or not, also when looked at every week") {
    std::mt19937_64 random{20261130};
    constexpr int trials = 1000;
    for (const double burst : {0.0, 1.0}) {
        int winners = 0;
        for (int i = 0; i < trials; ++i) {
            const days before = simulated(random, 40, 1.5, burst);
            const days after = simulated(random, 40, 1.5, burst);
            const auto v = compare(before.arm(), after.arm()).verdict;
            winners += v == trial_verdict::better || v == trial_verdict::worse;
        }
        CAPTURE(burst);
        CHECK(winners <= trials / 10); // one-sided 95 % each way
    }
    int ever = 0;
    for (int i = 0; i < trials; ++i) {
        const days before = simulated(random, 40, 1.5);
        const days after = simulated(random, 40, 1.5);
        bool won = false;
        for (std::size_t n = 5; n <= 40; n += 5) {
            const std::span<const units> b{before.outcomes.data(), n};
            const std::span<const units> a{after.outcomes.data(), n};
            const std::span<const double> time{after.exposure.data(), n};
            const auto v = compare({b, time}, {a, time}, {.looks = 8}).verdict;
            won = won || v == trial_verdict::better || v == trial_verdict::worse;
        }
        ever += won;
    }
    CHECK(ever <= trials / 10);
}

TEST_CASE("bad trials are refused, with the row") {
    const units y[]{1, -1};
    const double e[]{1, 1};
    CHECK_THROWS_AS((void)compare({y, e}, {}), error);
    const units good[]{1, 1};
    const double bad[]{1, -1};
    CHECK_THROWS_AS((void)compare({good, bad}, {}), error);
    const double one[]{1};
    CHECK_THROWS_AS((void)compare({good, one}, {}), error);
    CHECK_THROWS_AS((void)compare({good, e}, {good, e}, {.credibility = 1}), error);
    CHECK_THROWS_AS((void)compare({good, e}, {good, e}, {.looks = 0}), error);
}

TEST_CASE("numbers that no comparison can hold are refused") {
    const units one[]{1, 2};
    const double plain[]{1, 1};
    const auto refused = [&](std::array<double, 2> exposure, std::array<units, 2> outcomes) {
        try {
            (void)compare({one, plain}, {outcomes, exposure});
        } catch (const error& e) {
            return e.code() == errc::out_of_range;
        }
        return false;
    };
    CHECK(refused({1, 1e300}, {1, 2}));
    CHECK(refused({1, 1e-300}, {1, 2}));
    CHECK(refused({1, -1}, {1, 2}));
    CHECK(refused({1e-9, 1e15}, {units{1} << 61, 0}));
    const double short_block[]{1e-9};
    const units none[]{0};
    const units many[]{(units{1} << 62) - 1};
    CHECK_THROWS_AS((void)compare({none, short_block}, {many, short_block}, {.prior_outcomes = 0}), error);
    const units most[]{1'000'000'000'000};
    CHECK(std::isfinite(compare({none, short_block}, {most, short_block}).ratio));
    CHECK_THROWS_AS((void)compare({one, plain}, {one, plain}, {.prior_outcomes = 1e300}), error);
    CHECK_FALSE(refused({1, 0}, {1, 0}));
    CHECK_FALSE(refused({1e-9, 1e15}, {0, 3}));
}
