#include <attain/estimate/forecast.hpp>

#include "thrown.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <vector>

using namespace attain;

namespace {

constexpr units done = 300;

forecast in_steps_of(units step, const mixture& rest) {
    return forecast{{.period = month(2026, 3), .kind = rest.kind(), .done = done, .step = step}, rest};
}

// About three meetings, in hundredths; halves were shared.
mixture meetings() {
    const std::array<opinion, 2> two{{{.weight = 0.6, .mean = 300, .variance = 20'000, .nothing = 0.05},
                                      {.weight = 0.4, .mean = 420, .variance = 60'000, .nothing = 0.1}}};
    return {metric_kind::amount, two};
}

// Net counts around `centre`.
mixture net(double centre, double nothing) {
    const std::array<opinion, 1> one{
        {{.weight = 1, .mean = 6, .variance = 9, .nothing = nothing, .centre = centre}}};
    return {metric_kind::signed_amount, one};
}

} // namespace

TEST_CASE("what is followed continuously is counted in whole steps") {
    const mixture rest = meetings();
    const forecast f = in_steps_of(50, rest);
    CHECK(f.step() == 50);
    CHECK(f.tail(done) == 1);
    // Not nothing is one step at least.
    CHECK(f.tail(done + 50) == doctest::Approx(1 - rest.nothing()).epsilon(1e-15));
    CHECK(f.below(done + 1) == doctest::Approx(rest.nothing()).epsilon(1e-15));
    // Half of what lies between two steps belongs to either.
    CHECK(f.tail(done + 300) == rest.tail(275));
    CHECK(f.below(done + 300) == rest.cdf(275));
    double all = 0;
    double mean = 0;
    for (units k = done; k < done + 20'000; ++k) {
        CHECK(f.tail(k + 1) <= f.tail(k));
        CHECK(f.tail(k) + f.below(k) == doctest::Approx(1).epsilon(1e-12));
        const double mass = f.tail(k) - f.tail(k + 1);
        if (k % 50 != 0) CHECK(mass == 0);
        all += mass;
        mean += mass * static_cast<double>(k);
    }
    CHECK(all == doctest::Approx(1).epsilon(1e-9));
    CHECK(mean == doctest::Approx(f.mean()).epsilon(0.005));
}

TEST_CASE("quantiles and targets of whole steps are whole steps") {
    for (const forecast& f :
         {in_steps_of(50, meetings()), in_steps_of(1, net(4, 0.02)), in_steps_of(1, net(-1, 0.5))}) {
        const auto step = f.step();
        for (const double p : {0.01, 0.03, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99}) {
            const auto q = static_cast<units>(f.quantile(p));
            CHECK(f.quantile(p) == static_cast<double>(q));
            CHECK((q - done) % step == 0);
            CHECK(f.below(q + 1) >= p - 1e-9);
            CHECK(f.below(q) < p + 1e-9);
            const units target = f.target_for(p);
            CHECK((target - done) % step == 0);
            CHECK(f.tail(target) >= p);
            CHECK(f.tail(target + 1) < p);
        }
    }
}

TEST_CASE("net counts around nothing lie alike on both sides of what is done") {
    const forecast f = in_steps_of(1, net(0, 0.3));
    for (units k = 1; k < 40; ++k)
        CHECK(f.tail(done + k) == doctest::Approx(f.probability_within(done - k)).epsilon(1e-12));
    CHECK(f.tail(done) - f.tail(done + 1) > 0.3); // what comes and goes again is nothing too
}

TEST_CASE("whole steps on the common grid agree with the tail where totals can be") {
    const forecast f = in_steps_of(1, net(12, 0.01));
    const quantile_grid g = f.grid();
    for (units k = done - 20; k < done + 60; ++k)
        if (f.tail(k) >= 0.02 && f.tail(k) <= 0.98)
            CHECK(std::abs(g.tail(k) - f.tail(k)) <= g.error() + 1e-12);
}

TEST_CASE("counts are whole by themselves, amounts without a step stay continuous") {
    const std::array<opinion, 1> one{{{.weight = 1, .mean = 12, .variance = 20}}};
    const mixture counted{metric_kind::count, one};
    CHECK(in_steps_of(1, counted).step() == 0);
    CHECK(in_steps_of(1, counted).tail(done + 12) == counted.tail(12));
    CHECK(in_steps_of(0, meetings()).tail(done + 275) == meetings().tail(275));
    CHECK(in_steps_of(50, mixture{}).tail(done) == 1);
    CHECK(in_steps_of(50, mixture{}).tail(done + 1) == 0);
    CHECK(thrown([] { (void)in_steps_of(-1, meetings()); }).code() == errc::out_of_range);
}
