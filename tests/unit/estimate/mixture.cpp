// Mixtures at the edges of their parameters.
#include <attain/estimate/mixture.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>
#include <vector>

using namespace attain;

namespace {

// P(X <= shape + z sqrt(shape)) of a gamma variable to the order 1 / shape: normal with its skew (Edgeworth).
double nearly_normal(double z, double shape) {
    const double normal = 0.5 * std::erfc(-z / std::numbers::sqrt2);
    const double density = std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi);
    return normal - (z * z - 1) * density / (3 * std::sqrt(shape));
}

} // namespace

TEST_CASE(
    "a nearly certain amount: every argument has an answer, tails fall and quantiles stay at the mean") {
    // Ten a day, every day: the variance is next to nothing, the gamma's shape enormous.
    for (const double variance : {1e3, 1.0, 1e-3, 1e-6, 1e-9}) {
        CAPTURE(variance);
        const std::vector<opinion> one{{.weight = 1, .mean = 1000, .variance = variance}};
        const mixture m{metric_kind::amount, one};
        double last = 1;
        for (const double x :
             {0.0, 1e-300, 1e-12, 1e-6, 0.01, 1.0, 10.0, 500.0, 900.0, 999.0, 1100.0, 2000.0, 1e9}) {
            CAPTURE(x);
            const double tail = m.tail(x);
            CHECK(tail <= last);
            CHECK(tail + m.cdf(x) == doctest::Approx(1).epsilon(1e-9));
            last = tail;
        }
        CHECK(m.tail(1e-12) == 1);
        CHECK(m.tail(2000) < 1e-9);
        const std::vector<double> p{0.001, 0.1, 0.5, 0.9, 0.999};
        std::vector<double> q(p.size());
        m.quantiles(p, q);
        for (std::size_t i = 0; i + 1 < q.size(); ++i)
            CHECK(q[i] <= q[i + 1]);
        CHECK(q[2] == doctest::Approx(1000).epsilon(1e-3));
    }
}

TEST_CASE("amounts of any regularity follow the normal with its skew") {
    for (const double shape : {2e7, 9.9e7, 1.1e8, 1e10, 1e13}) {
        CAPTURE(shape);
        const double mean = 1000;
        const std::vector<opinion> one{{.weight = 1, .mean = mean, .variance = mean * mean / shape}};
        const mixture m{metric_kind::amount, one};
        for (double z = -4; z <= 4; z += 0.25) {
            CAPTURE(z);
            const double x = mean * (1 + z / std::sqrt(shape));
            CHECK(std::abs(m.cdf(x) - nearly_normal(z, shape)) < 2e-7); // of the order 1 / shape
        }
    }
}

TEST_CASE("a signed amount without spread stands at its centre") {
    const std::vector<opinion> opinions{{0.5, 50, 0, 0, 50}, {0.5, 50, 100, 0.1, 50}};
    const mixture m{metric_kind::signed_amount, opinions};
    CHECK(m.tail(50) == doctest::Approx(0.5 + 0.5 * 0.9 * 0.5));
    CHECK(m.tail(51) < 0.25);
    CHECK(m.cdf(50) == doctest::Approx(0.5 + 0.5 * (0.1 + 0.9 * 0.5)));
    CHECK(m.quantile(0.5) == doctest::Approx(50));
    const mixture point{metric_kind::signed_amount, std::vector<opinion>{{1, 50, 0, 0, 50.5}}};
    CHECK(point.tail(50) == 1);
    CHECK(point.tail(51) == 0);
    CHECK(point.quantile(0.1) == doctest::Approx(50.5));
}

TEST_CASE("counts beyond the whole numbers of doubles have quantiles too") {
    for (const double mean : {1e15, 1e17, 1e19}) {
        CAPTURE(mean);
        const std::vector<opinion> one{{.weight = 1, .mean = mean, .variance = 4 * mean}};
        const mixture m{metric_kind::count, one};
        const std::vector<double> p{0.1, 0.5, 0.9};
        std::vector<double> q(p.size());
        m.quantiles(p, q);
        CHECK(q[0] <= q[1]);
        CHECK(q[1] <= q[2]);
        CHECK(q[1] == doctest::Approx(mean).epsilon(1e-6));
    }
}

TEST_CASE("what lies below keeps its digits, and what stands at a point is not below it") {
    const auto of = [](metric_kind kind, double nothing) {
        return mixture{kind, std::vector<opinion>{{0.4, 80, 400, nothing, 80}, {0.6, 90, 500, nothing, 90}}};
    };
    for (const metric_kind kind : {metric_kind::count, metric_kind::amount, metric_kind::signed_amount})
        for (const double nothing : {0.0, kind == metric_kind::count ? 0.0 : 0.25}) {
            const mixture m = of(kind, nothing);
            double last = 0;
            for (double x = -30; x <= 200; x += 1) {
                CAPTURE(x);
                CHECK(m.below(x) + m.tail(x) == doctest::Approx(1));
                CHECK(m.below(x) >= last);
                last = m.below(x);
            }
        }
    // A gamma's lower end: one part in 10^14 and less, where 1 - tail is noise or nothing.
    const mixture far = of(metric_kind::amount, 0);
    for (double x = 2; x < 12; x += 1)
        CHECK(far.below(x) > 2 * far.below(x / 2));
    CHECK(far.below(5) > 0);
    CHECK(far.below(5) < 1e-14);
    const mixture none = of(metric_kind::signed_amount, 0.25);
    CHECK(none.below(0) == doctest::Approx(none.below(1) - 0.25).epsilon(1e-3));
    const mixture point{metric_kind::signed_amount, std::vector<opinion>{{1, 50, 0, 0, 50}}};
    CHECK(point.below(50) == 0);
    CHECK(point.below(51) == 1);
    CHECK(mixture{}.below(0) == 0);
    CHECK(mixture{}.below(1) == 1);
}
