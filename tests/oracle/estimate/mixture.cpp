// Tails of the predictive mixture against sums of probabilities in 50-digit arithmetic.
#include <attain/estimate/mixture.hpp>

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace attain;
using exact = boost::multiprecision::cpp_bin_float_50;

namespace {

// P(D >= k) of one opinion by its recurrence f(k + 1) = f(k) (c + q k) / (k + 1).
exact exact_count_tail(const opinion& o, int k) {
    const exact m = o.mean;
    const exact v = o.variance;
    exact q = 0;
    exact c = m;
    exact f = exp(-m);
    if (o.variance > o.mean) {
        const exact r = m * m / (v - m);
        q = m / (r + m);
        c = q * r;
        f = pow(r / (r + m), r);
    } else if (o.variance < o.mean) {
        const exact n = std::ceil(o.mean * o.mean / (o.mean - o.variance));
        const exact p = m / n;
        q = -p / (1 - p);
        c = n * p / (1 - p);
        f = pow(1 - p, n);
    }
    exact below = 0;
    for (int j = 0; j < k; ++j) {
        below += f;
        const exact step = c + q * j;
        f *= (step > 0 ? step : exact{0}) / (j + 1);
    }
    return 1 - below;
}

} // namespace

TEST_CASE("count tails keep their digits: negative binomial, Poisson, binomial, and mixtures") {
    const std::vector<opinion> kinds{{1, 0.3, 0.5, 0, 0}, {1, 4, 30, 0, 0},    {1, 20, 20, 0, 0},
                                     {1, 20, 9, 0, 0},    {1, 180, 900, 0, 0}, {1, 3, 3.01, 0, 0}};
    for (const opinion& o : kinds)
        for (int k : {1, 2, 5, 10, 20, 40, 80, 150, 255, 256, 257, 400}) {
            const double tail = mixture{metric_kind::count, {&o, 1}}.tail(k);
            const auto truth = static_cast<double>(exact_count_tail(o, k));
            if (truth > 1e-30) CHECK(tail == doctest::Approx(truth).epsilon(1e-10));
        }
    // Nothing beyond the trials, not what rounding leaves either.
    for (double variance = 2; variance < 16; variance += 0.7) {
        const opinion ended{1, 20, variance, 0, 0};
        const double trials = std::ceil(400 / (20 - variance));
        CHECK(mixture{metric_kind::count, {&ended, 1}}.tail(trials) > 0);
        CHECK(mixture{metric_kind::count, {&ended, 1}}.tail(trials + 1) == 0);
        CHECK(mixture{metric_kind::count, {&ended, 1}}.tail(trials + 2) == 0);
    }
    // Where nearly all is below: far above the means, between them, and with a mean still to come.
    const std::vector<opinion> far_apart{{0.99999, 6, 9, 0, 0}, {1e-5, 250, 260, 0, 0}};
    const mixture two{metric_kind::count, far_apart};
    for (int k : {25, 40, 90, 250, 300, 400}) {
        exact truth = 0;
        for (const opinion& o : far_apart)
            truth += exact{o.weight} * exact_count_tail(o, k);
        CHECK(two.tail(k) == doctest::Approx(static_cast<double>(truth)).epsilon(1e-10));
    }
    const std::vector<opinion> three{{0.2, 4, 30, 0, 0}, {0.5, 6, 6, 0, 0}, {0.3, 9, 20, 0, 0}};
    const mixture m{metric_kind::count, three};
    for (int k : {1, 3, 7, 15, 40, 90}) {
        exact truth = 0;
        for (const opinion& o : three)
            truth += exact{o.weight} * exact_count_tail(o, k);
        CHECK(m.tail(k) == doctest::Approx(static_cast<double>(truth)).epsilon(1e-10));
    }
}

TEST_CASE("quantiles are the smallest number that is reached") {
    const std::vector<opinion> two{{0.4, 12, 60, 0, 0}, {0.6, 30, 25, 0, 0}};
    const mixture m{metric_kind::count, two};
    for (double p = 0.01; p < 0.995; p += 0.01) {
        const double q = m.quantile(p);
        CHECK(m.cdf(q) >= p - 1e-12);
        CHECK(m.cdf(q - 1) < p + 1e-12);
    }
}

TEST_CASE("amounts: the atom and a gamma, whose tail for whole shapes is a Poisson sum") {
    const opinion o{1, 3'000, 3'000'000, 0.25, 3'000}; // shape 3, scale 1000
    const mixture m{metric_kind::amount, {&o, 1}};
    for (double x : {1.0, 500.0, 3'000.0, 9'000.0, 40'000.0}) {
        const exact t = exact{x} / 1000;
        const exact truth = exact{0.75} * exp(-t) * (1 + t + t * t / 2);
        CHECK(m.tail(x) == doctest::Approx(static_cast<double>(truth)).epsilon(1e-11));
    }
    CHECK(m.nothing() == 0.25);
    CHECK(m.quantile(0.2) == 0);
    for (double p : {0.3, 0.5, 0.9, 0.99})
        CHECK(m.cdf(m.quantile(p)) == doctest::Approx(p).epsilon(1e-9));
}

TEST_CASE("signed amounts: Student's t with 4 degrees of freedom, from its integral") {
    const opinion o{1, 100, 800, 0.1, 60}; // scale 20
    const mixture m{metric_kind::signed_amount, {&o, 1}};
    for (double x : {-200.0, -20.0, 10.0, 60.0, 75.0, 300.0}) {
        const exact t = (exact{x} - 60) / 20;
        const exact u = t / sqrt(t * t + 4);
        const exact above = (2 - 3 * u + u * u * u) / 4;
        const exact truth = (x <= 0 ? exact{0.1} : exact{0}) + exact{0.9} * above;
        CHECK(m.tail(x) == doctest::Approx(static_cast<double>(truth)).epsilon(1e-11));
    }
}
