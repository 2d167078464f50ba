// 256-bit unsigned integers, for sums of squares and their cross products: just the operations those need.
#pragma once

#include <attain/core/int128.hpp>

#include <cmath>
#include <cstdint>

namespace attain::inline v1 {

// hi x 2^128 + lo. Results beyond 256 bits wrap; callers bound their operands. uint256{} is zero.
struct uint256 {
    uint128 hi{};
    uint128 lo{};

    friend constexpr bool operator==(const uint256&, const uint256&) = default;
    friend constexpr bool operator<(const uint256& a, const uint256& b) {
        return a.hi != b.hi ? a.hi < b.hi : a.lo < b.lo;
    }
    friend constexpr uint256 operator+(const uint256& a, const uint256& b) {
        const uint128 low = a.lo + b.lo;
        return {a.hi + b.hi + (low < a.lo ? 1U : 0U), low};
    }
    friend constexpr uint256 operator-(const uint256& a, const uint256& b) {
        return {a.hi - b.hi - (a.lo < b.lo ? 1U : 0U), a.lo - b.lo};
    }
    constexpr uint256& operator+=(const uint256& other) { return *this = *this + other; }
};

// The whole product of two 128-bit numbers.
[[nodiscard]] constexpr uint256 wide_product(uint128 a, uint128 b) {
    constexpr uint128 half = ~std::uint64_t{0};
    const uint128 a0 = a & half, a1 = a >> 64, b0 = b & half, b1 = b >> 64;
    const uint128 low = a0 * b0;
    const uint128 middle = a1 * b0 + (low >> 64); // cannot wrap: (2^64-1)^2 + 2^64-1 < 2^128
    const uint128 cross = a0 * b1 + (middle & half);
    return {a1 * b1 + (middle >> 64) + (cross >> 64), (cross << 64) | (low & half)};
}

// a x b of a small b; the caller knows that it fits.
[[nodiscard]] constexpr uint256 scaled(const uint256& a, std::uint64_t b) {
    uint256 product = wide_product(a.lo, b);
    product.hi += a.hi * b;
    return product;
}

[[nodiscard]] constexpr uint128 magnitude(int128 value) { // |value|, also of the smallest
    return value < 0 ? uint128{0} - static_cast<uint128>(value) : static_cast<uint128>(value);
}

[[nodiscard]] constexpr uint256 square(int128 value) { // exact
    return wide_product(magnitude(value), magnitude(value));
}

// The nearest double, ties to even: one rounding. At most 2^256 - 1, so always finite.
[[nodiscard]] inline double to_double(const uint256& value) {
    if (value.hi == 0) return static_cast<double>(value.lo);
    int shift = 0;
    while (shift < 128 && (value.hi >> shift) != 0)
        ++shift;
    // The top 128 bits, with everything below them as one sticky bit: far finer than a double's 53.
    const uint128 below = shift == 128 ? value.lo : value.lo & ((uint128{1} << shift) - 1U);
    const uint128 top = shift == 128 ? value.hi : (value.hi << (128 - shift)) | (value.lo >> shift);
    return std::ldexp(static_cast<double>(top | (below != 0 ? 1U : 0U)), shift);
}

} // namespace attain::inline v1
