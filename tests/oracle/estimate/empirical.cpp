// The empirical distribution against its definition: jittered totals, counted one by one, and sums of its own
// curve by brute force.
#include <attain/estimate/empirical.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

using namespace attain;

namespace {

// P(X < x) from the definition, in long doubles, with a linear search.
struct curve {
    std::vector<long double> places{};
    long double fall{};

    explicit curve(const std::vector<units>& totals) {
        std::map<units, int> counted;
        for (const units t : totals)
            ++counted[t];
        for (const auto& [total, times] : counted)
            for (int l = 0; l < times; ++l)
                places.push_back(static_cast<long double>(total) +
                                 static_cast<long double>(2 * l + 1 - times) / (2 * times));
        fall = totals.size() == 1
                   ? std::max(std::fabs(places[0]), 1.0L)
                   : (places.back() - places[0]) / (static_cast<long double>(places.size()) - 1);
    }
    [[nodiscard]] long double operator()(long double x) const {
        const auto n = static_cast<long double>(places.size());
        if (x <= places[0]) return std::exp((x - places[0]) / fall) / (n + 1);
        for (std::size_t i = 1; i < places.size(); ++i)
            if (x < places[i])
                return (static_cast<long double>(i) + (x - places[i - 1]) / (places[i] - places[i - 1])) /
                       (n + 1);
        return 1 - std::exp((places.back() - x) / fall) / (n + 1);
    }
};

} // namespace

TEST_CASE("empirical: chances by definition, moments by summing the curve") {
    std::mt19937_64 random{3};
    for (int round = 0; round < 60; ++round) {
        const auto size = 1 + random() % 20;
        const auto spread = 1 + random() % (round % 3 == 0 ? 4 : 60); // often equal
        const units shift = round % 5 == 0 ? -20 : 0;
        std::vector<units> totals;
        for (std::size_t i = 0; i < size; ++i)
            totals.push_back(static_cast<units>(random() % spread) + shift);
        const empirical d{totals};
        const curve expected{totals};
        const bool clamped = *std::min_element(totals.begin(), totals.end()) >= 0;
        for (units k = clamped ? 1 : -80; k < 140; ++k) {
            const long double below = expected(static_cast<long double>(k) - 0.5L);
            CHECK(d.below(k) == doctest::Approx(static_cast<double>(below)).epsilon(1e-12));
            CHECK(d.tail(k) == doctest::Approx(static_cast<double>(1 - below)).epsilon(1e-12));
        }
        // E and Var of the curve by midpoints, from where it is nothing to where it is all.
        long double mean = 0;
        long double second = 0;
        const long double step = 1.0L / 64;
        const long double reach = 50 * expected.fall + 5;
        for (long double x = expected.places[0] - reach; x < expected.places.back() + reach; x += step) {
            const long double at = clamped ? std::max(x + step / 2, 0.0L) : x + step / 2;
            const long double mass = expected(x + step) - expected(x);
            mean += at * mass;
            second += at * at * mass;
        }
        CAPTURE(round);
        CHECK(d.mean() == doctest::Approx(static_cast<double>(mean)).epsilon(1e-3));
        CHECK(d.variance() == doctest::Approx(static_cast<double>(second - mean * mean)).epsilon(5e-3));
    }
}
