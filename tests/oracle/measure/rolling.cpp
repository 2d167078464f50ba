// The rolling features against Boost's own on ordinary data, and against exact rationals where Boost's fail.
#include <attain/measure/rolling.hpp>

#include <boost/accumulators/accumulators.hpp>
#include <boost/accumulators/statistics.hpp>
#include <boost/accumulators/statistics/rolling_count.hpp>
#include <boost/accumulators/statistics/rolling_mean.hpp>
#include <boost/accumulators/statistics/rolling_sum.hpp>
#include <boost/accumulators/statistics/rolling_variance.hpp>
#include <boost/multiprecision/cpp_int.hpp>
#include <doctest/doctest.h>

#include <cmath>
#include <deque>
#include <limits>
#include <random>
#include <string>
#include <vector>

using namespace attain;
namespace ba = boost::accumulators;
using rational = boost::multiprecision::cpp_rational;

namespace {

const day origin = parse_day("2021-01-04");

const calendar every_day{{1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0}};

rational exact_variance(const std::deque<units>& xs) {
    rational sum = 0, squares = 0;
    for (const units x : xs) {
        sum += x;
        squares += rational{x} * x;
    }
    const rational n = xs.size();
    return (squares - sum * sum / n) / (n - 1);
}

double relative_error(double got, const rational& wanted) {
    const rational off = rational{got} - wanted;
    if (wanted == 0) return std::abs(static_cast<double>(off));
    return std::abs(static_cast<double>(off / wanted));
}

template<class Sample>
using ours = ba::accumulator_set<
    Sample, ba::stats<rolling::tag::count, rolling::tag::sum, rolling::tag::mean, rolling::tag::variance>>;
using theirs = ba::accumulator_set<double, ba::stats<ba::tag::rolling_count, ba::tag::rolling_sum,
                                                     ba::tag::rolling_mean, ba::tag::rolling_variance>>;
// In one set with the other the framework would answer both from one of them.
using theirs_lazy = ba::accumulator_set<double, ba::stats<ba::tag::lazy_rolling_variance>>;

struct errors {
    double ours_exact = 0;
    double ours_real = 0;
    double boost = 0;
    double boost_lazy = 0;
};

// Largest relative error of the sample variance over all full windows.
errors worst_over(const std::vector<units>& series, std::size_t window) {
    ours<units> exact(rolling::length = static_cast<int>(window), rolling::schedule = every_day);
    ours<double> real(rolling::length = static_cast<int>(window), rolling::schedule = every_day);
    theirs boost(ba::tag::rolling_window::window_size = window);
    theirs_lazy lazy(ba::tag::rolling_window::window_size = window);
    std::deque<units> last;
    errors e;
    int i = 0;
    for (const units x : series) {
        exact(x, rolling::on = origin + i);
        real(static_cast<double>(x), rolling::on = origin + i);
        boost(static_cast<double>(x));
        lazy(static_cast<double>(x));
        last.push_back(x);
        if (last.size() > window) last.pop_front();
        ++i;
        if (last.size() < window) continue;
        const rational wanted = exact_variance(last);
        e.ours_exact = std::max(e.ours_exact, relative_error(rolling::variance(exact), wanted));
        e.ours_real = std::max(e.ours_real, relative_error(rolling::variance(real), wanted));
        e.boost = std::max(e.boost, relative_error(ba::rolling_variance(boost), wanted));
        e.boost_lazy = std::max(e.boost_lazy, relative_error(ba::lazy_rolling_variance(lazy), wanted));
    }
    return e;
}

} // namespace

TEST_CASE("on ordinary data the features equal Boost's own") {
    std::mt19937 random{3};
    std::poisson_distribution<units> calls{20};
    ours<units> mine(rolling::length = 20, rolling::schedule = every_day);
    theirs boost(ba::tag::rolling_window::window_size = 20);
    for (int i = 0; i < 500; ++i) {
        const units x = calls(random);
        mine(x, rolling::on = origin + i);
        boost(static_cast<double>(x));
        REQUIRE(rolling::count(mine) == static_cast<std::int64_t>(ba::rolling_count(boost)));
        REQUIRE(static_cast<double>(rolling::sum(mine)) == doctest::Approx(ba::rolling_sum(boost)));
        REQUIRE(rolling::mean(mine) == doctest::Approx(ba::rolling_mean(boost)));
        if (i > 0) REQUIRE(rolling::variance(mine) == doctest::Approx(ba::rolling_variance(boost)));
    }
}

TEST_CASE("a typing error that has left the window has left the answer") {
    // Sixty months around 100,000,000 with one of 10^12; the window of twelve is long past it.
    std::vector<units> months(60);
    for (std::size_t i = 0; i < months.size(); ++i)
        months[i] = 100'000'000 + static_cast<units>(i % 5);
    months[3] = 1'000'000'000'000;
    ours<units> mine(rolling::length = 12, rolling::schedule = every_day);
    ours<double> real(rolling::length = 12, rolling::schedule = every_day);
    theirs boost(ba::tag::rolling_window::window_size = 12);
    theirs_lazy lazy(ba::tag::rolling_window::window_size = 12);
    for (std::size_t i = 0; i < months.size(); ++i) {
        mine(months[i], rolling::on = origin + static_cast<int>(i));
        real(static_cast<double>(months[i]), rolling::on = origin + static_cast<int>(i));
        boost(static_cast<double>(months[i]));
        lazy(static_cast<double>(months[i]));
    }
    const rational wanted = exact_variance({months.end() - 12, months.end()});
    MESSAGE("exact ", static_cast<double>(wanted), ", rolling::variance ", rolling::variance(mine), " and ",
            rolling::variance(real), ", Boost's rolling_variance ", ba::rolling_variance(boost),
            " and lazy_rolling_variance ", ba::lazy_rolling_variance(lazy));
    CHECK(wanted == rational{97, 44}); // 2.2045454545...
    CHECK(relative_error(rolling::variance(mine), wanted) < 3e-16);
    CHECK(relative_error(rolling::variance(real), wanted) < 1e-7);
    CHECK(relative_error(ba::rolling_variance(boost), wanted) > 0.1);
    CHECK(relative_error(ba::lazy_rolling_variance(lazy), wanted) > 0.1);
}

TEST_CASE("whole numbers are exact on everything adversarial, real numbers within their bound") {
    std::mt19937_64 random{99};
    std::vector<units> offset(400), flips(400), outliers(400), equal(2000, 1'000'000'007), wild(400);
    for (std::size_t i = 0; i < offset.size(); ++i) {
        offset[i] = 1'000'000'000'000 + static_cast<units>(random() % 3);
        flips[i] = (i % 2 == 0 ? 1 : -1) * (1'000'000'000 + static_cast<units>(random() % 100));
        outliers[i] = static_cast<units>(random() % 50) + (i % 37 == 0 ? 1'000'000'000'000'000 : 0);
        wild[i] = static_cast<units>(random());
    }
    wild[7] = std::numeric_limits<units>::min();
    wild[8] = std::numeric_limits<units>::max();
    equal[17] = 4'000'000'000'000'000'000;

    const struct {
        const char* name;
        const std::vector<units>& series;
        bool boost_fails;
    } cases[] = {{"offset of 10^12", offset, true},
                 {"sign flips", flips, false},
                 {"outliers that leave", outliers, true},
                 {"equal values after one huge", equal, false},
                 {"any 64 bits", wild, false}};
    for (const auto& c : cases) {
        const errors e = worst_over(c.series, 20);
        MESSAGE(std::string{c.name}, ": whole ", e.ours_exact, ", real ", e.ours_real, ", Boost's ", e.boost,
                ", lazy ", e.boost_lazy);
        CHECK(e.ours_exact < 5e-16);
        // offset: 20 x 2^-52 x (1 + mean^2 / variance) is above 1; only whole numbers are promised there
        if (&c.series != &offset) CHECK(e.ours_real < 1e-12);
        if (c.boost_fails) CHECK(std::max(e.boost, e.boost_lazy) > 0.01);
    }
}

TEST_CASE("denormal and tiny real numbers do not trip the real window") {
    ours<double> real(rolling::length = 5, rolling::schedule = every_day);
    const double tiny = std::numeric_limits<double>::denorm_min();
    for (int i = 0; i < 12; ++i)
        real(i == 0 ? 1e150 : tiny * (i % 2), rolling::on = origin + i);
    CHECK(rolling::sum(real) == 3 * tiny); // days 7..11
    CHECK(rolling::variance(real) == 0.0); // its square is below the smallest double
}
