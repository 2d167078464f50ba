// 256-bit arithmetic against Boost.Multiprecision.
#include <attain/core/int256.hpp>

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/multiprecision/cpp_int.hpp>
#include <doctest/doctest.h>

#include <random>

using namespace attain;
using wide = boost::multiprecision::cpp_int;

namespace {

wide big(uint128 x) {
    return (wide{static_cast<std::uint64_t>(x >> 64)} << 64) + static_cast<std::uint64_t>(x);
}
wide big(const uint256& x) {
    return (big(x.hi) << 128) + big(x.lo);
}
wide modulus() {
    return wide{1} << 256;
}

// Of all magnitudes, not only near the top.
uint128 random_128(std::mt19937_64& random) {
    const uint128 x = (uint128{random()} << 64) | random();
    return x >> (random() % 128);
}

// The nearest double, ties to even, from the integer itself.
double nearest(const wide& x) {
    if (x == 0) return 0;
    const auto bits = static_cast<int>(msb(x)) + 1;
    if (bits <= 53) return static_cast<double>(static_cast<std::uint64_t>(x));
    const int shift = bits - 53;
    wide top = x >> shift;
    const wide rest = x - (top << shift), half = wide{1} << (shift - 1);
    if (rest > half || (rest == half && (top & 1) != 0)) ++top;
    return std::ldexp(static_cast<double>(static_cast<std::uint64_t>(top)), shift);
}

} // namespace

TEST_CASE("sums, differences and products of 256 bits") {
    std::mt19937_64 random{256};
    for (int i = 0; i < 20000; ++i) {
        const uint128 a = random_128(random), b = random_128(random);
        const uint256 x{random_128(random), random_128(random)}, y{random_128(random), random_128(random)};
        const std::uint64_t k = random();
        REQUIRE(big(wide_product(a, b)) == big(a) * big(b));
        REQUIRE(big(x + y) == (big(x) + big(y)) % modulus());
        REQUIRE(big(x - y) == (big(x) - big(y) + modulus()) % modulus());
        REQUIRE(big(scaled(x, k)) == big(x) * k % modulus());
        REQUIRE((x < y) == (big(x) < big(y)));
    }
    CHECK(square(std::numeric_limits<std::int64_t>::min()) == uint256{0, uint128{1} << 126});
    CHECK(square(-3) == uint256{0, 9});
}

TEST_CASE("a double of 256 bits is the nearest one") {
    std::mt19937_64 random{53};
    for (int i = 0; i < 20000; ++i) {
        const uint256 x{i % 3 == 0 ? uint128{0} : random_128(random), random_128(random)};
        REQUIRE(to_double(x) == nearest(big(x)));
    }
    // half-way between two doubles, and just above it by one in 2^200
    const uint256 tie{(uint128{1} << 72) + (uint128{1} << 19), 0};
    CHECK(to_double(tie) == nearest(big(tie)));
    CHECK(to_double(tie + uint256{0, 1}) == nearest(big(tie) + 1));
    CHECK(to_double(tie + uint256{0, 1}) > to_double(tie));
    CHECK(to_double(uint256{}) == 0.0);
    CHECK(to_double(uint256{} - uint256{0, 1}) == std::ldexp(1.0, 256));
}
