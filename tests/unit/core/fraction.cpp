#include <attain/core/fraction.hpp>

#include <doctest/doctest.h>

#include <limits>

using attain::errc;
using attain::error;
using attain::fraction;

TEST_CASE("a fraction is rounded to the nearest millionth") {
    CHECK(fraction{}.ppm() == 1'000'000);
    CHECK(fraction{0.5}.ppm() == 500'000);
    CHECK(fraction{1.0 / 3}.ppm() == 333'333);
    CHECK(fraction::zero().value() == 0.0);
}

TEST_CASE("a fraction refuses what is no share of anything") {
    const auto code_of = [](double x) {
        try {
            (void)fraction{x};
        } catch (const error& e) {
            return e.code();
        }
        return errc::ok;
    };
    CHECK(code_of(-0.1) == errc::out_of_range);
    CHECK(code_of(1000.5) == errc::out_of_range);
    CHECK(code_of(std::numeric_limits<double>::quiet_NaN()) == errc::not_finite);
    CHECK(code_of(std::numeric_limits<double>::infinity()) == errc::not_finite);
    CHECK_THROWS_AS((void)fraction::from_ppm(-1), error);
}
