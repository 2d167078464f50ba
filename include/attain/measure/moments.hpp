// Moments: count, sum, mean, variance, minimum and maximum of a set of numbers, as a state that merges.
//
// Two forms: whole numbers exactly, real numbers by central moments. Neither ever takes a number back out:
// what has been subtracted from a floating-point sum leaves its rounding error behind.
#pragma once

#include <attain/core/int256.hpp>
#include <attain/core/units.hpp>

#include <concepts>
#include <cstdint>
#include <type_traits>

namespace attain::inline v1 {

// Of whole numbers: sums in 128 bits, squares in 256. Everything is exact up to the last step, so the result
// does not depend on order or grouping, bit for bit. All-zero is empty. Domain: |x| < 2^95 and fewer than
// 2^31 numbers of that size, or any 64-bit numbers, fewer than 2^62 of them.
struct exact_moments {
    std::int64_t count{};
    int128 sum{};
    int128 minimum{}; // meaningless while count == 0, as is maximum
    int128 maximum{};
    uint256 squares{};

    void add(int128 x) { merge({1, x, x, x, square(x)}); }
    // n times the number 0: days on which nothing happened.
    void add_zeros(std::int64_t n);
    // Associative and commutative; the empty state is its identity.
    void merge(const exact_moments& other) {
        if (other.count == 0) return;
        minimum = count == 0 || other.minimum < minimum ? other.minimum : minimum;
        maximum = count == 0 || maximum < other.maximum ? other.maximum : maximum;
        count += other.count;
        sum += other.sum;
        squares += other.squares;
    }

    // sum / count, two roundings. NaN when empty.
    [[nodiscard]] double mean() const;
    // Sample variance: sum of (x - mean)^2 over (count - 1), from n S2 - S^2 in whole numbers; within 2 ulp.
    // NaN below two numbers. Never negative.
    [[nodiscard]] double variance() const;

    friend bool operator==(const exact_moments&, const exact_moments&) = default;
};

// Beyond it no number is added: sums of squares stay far inside the doubles.
inline constexpr double largest_summand = 1e150;

// Of real numbers: a compensated sum and the sum of squares about the mean, merged as by Chan, Golub and
// LeVeque (1979). Order and grouping change the last digits only: the variance's relative error stays below
// about count x 2^-52 x (1 + mean^2 / variance). All-zero is empty. NaN and infinity are for the caller to
// refuse.
struct real_moments {
    std::int64_t count{};
    double sum{};
    double carry{}; // what rounding took from sum: the sum is sum + carry
    double minimum{};
    double maximum{};
    double deviations{}; // sum of (x - mean)^2

    // Errors: not_finite, out_of_range (beyond +-largest_summand).
    void add(double x);
    void add_zeros(std::int64_t n);
    void merge(const real_moments& other);

    [[nodiscard]] double total() const { return sum + carry; }
    [[nodiscard]] double mean() const;     // NaN when empty
    [[nodiscard]] double variance() const; // sample variance; NaN below two numbers
};

// The state that fits a sample type.
template<class Sample>
requires std::integral<Sample> || std::floating_point<Sample>
using moments_of = std::conditional_t<std::integral<Sample>, exact_moments, real_moments>;

} // namespace attain::inline v1
