// 128-bit integers, for sums of 64-bit quantities and exact cross products. One header decides where they
// come from, so that no other file names a compiler.
#pragma once

#include <attain/core/error.hpp>

#include <cstdint>
#include <limits>

#if !defined(__SIZEOF_INT128__)
#include <boost/multiprecision/cpp_int.hpp>
#endif

namespace attain::inline v1 {

#if defined(__SIZEOF_INT128__)
__extension__ typedef __int128 int128;
__extension__ typedef unsigned __int128 uint128;
#else
using int128 = boost::multiprecision::int128_t;
using uint128 = boost::multiprecision::uint128_t;
#endif

// The value as 64 bits; error overflow naming `argument` when it does not fit.
[[nodiscard]] inline std::int64_t narrow(int128 value, const char* argument) {
    if (value > std::numeric_limits<std::int64_t>::max() || value < std::numeric_limits<std::int64_t>::min())
        fail(errc::overflow, argument, "the sum does not fit 64 bits");
    return static_cast<std::int64_t>(value);
}

// The nearest value of 64 bits whose negative is one too.
[[nodiscard]] inline std::int64_t saturated(int128 value) noexcept {
    constexpr int128 most = std::numeric_limits<std::int64_t>::max();
    return static_cast<std::int64_t>(value > most ? most : value < -most ? -most : value);
}

// a / b rounded towards minus infinity; b > 0.
[[nodiscard]] constexpr int128 floor_div(int128 a, int128 b) {
    const int128 q = a / b;
    return a % b < 0 ? q - 1 : q;
}

// a / b rounded towards plus infinity; b > 0.
[[nodiscard]] constexpr int128 ceil_div(int128 a, int128 b) {
    const int128 q = a / b;
    return a % b > 0 ? q + 1 : q;
}

} // namespace attain::inline v1
