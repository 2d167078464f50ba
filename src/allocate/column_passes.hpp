// The passes over columns, compiled for several instruction sets and chosen at run time. The one header that
// knows about vector instructions.
//
// A curve says where everybody's x stands at a level t; a quota at that level is x rounded down and clipped
// to its bounds. Every policy with a fast road is a curve.
#pragma once

#include <attain/allocate/grid_solver.hpp>

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <type_traits>

namespace attain::inline v1::detail {

// The common grid between two knots: from[i] + t (to[i] - from[i]).
template<class Real>
struct line {
    const Real* from{};
    const Real* to{};
    double t{};
};

// A column that is not there.
struct absent {};

// scale start[i] + shift + t slope[i]; slopes are 1, starts 0 where the column is absent. Rounding: of x,
// relative to its parts; 0 where all are halves of whole numbers. Slack: what the order of keys may differ
// from the order of levels, in units of t.
template<class Slope, class Start>
struct ray {
    const Slope* slope{};
    const Start* start{};
    double scale{1};
    double shift{};
    double rounding{0x1p-46};
    double slack{};
    double t{};
};

// shift + sqrt(1/4 + (t slope[i])^2): with a shift of 1/2 the x with x (x - 1) = (t slope[i])^2; t >= 0.
struct bow {
    const double* slope{};
    double t{};
    double shift{0.5};
};

template<class Real>
[[nodiscard]] line<Real> shifted(const line<Real>& of, std::size_t by) {
    return {of.from + by, of.to + by, of.t};
}
template<class Slope, class Start>
[[nodiscard]] ray<Slope, Start> shifted(ray<Slope, Start> of, std::size_t by) {
    if constexpr (!std::is_same_v<Slope, absent>) of.slope += by;
    if constexpr (!std::is_same_v<Start, absent>) of.start += by;
    return of;
}
[[nodiscard]] inline bow shifted(const bow& of, std::size_t by) {
    return {of.slope + by, of.t, of.shift};
}

// Calls use(column) for what a curve reads.
template<class Real, class Use>
void each_column(const line<Real>& of, const Use& use) {
    use(of.from);
    use(of.to);
}
template<class Slope, class Start, class Use>
void each_column(const ray<Slope, Start>& of, const Use& use) {
    if constexpr (!std::is_same_v<Slope, absent>) use(of.slope);
    if constexpr (!std::is_same_v<Start, absent>) use(of.start);
}
template<class Use>
void each_column(const bow& of, const Use& use) {
    use(of.slope);
}

// Asks for the cache lines of n values.
template<class T>
void prefetch([[maybe_unused]] const T* from, [[maybe_unused]] std::size_t n) {
#if defined(__GNUC__) || defined(__clang__)
    constexpr std::size_t line_values = 64 / sizeof(T);
    for (std::size_t i = 0; i < n; i += line_values)
        __builtin_prefetch(from + i);
    if (n != 0) __builtin_prefetch(from + n - 1);
#endif
}

// Calls use(i) for every i < n whose bit is set, in order: bit i % lanes of mark i / lanes.
template<class Use>
void each_marked(const std::uint8_t* marks, std::size_t n, std::size_t lanes, const Use& use) {
    const std::size_t size = (n + lanes - 1) / lanes;
    for (std::size_t m = 0; m < size; m += 8) { // eight marks at a time: few have a bit
        std::uint64_t bits = 0;
        for (std::size_t j = 0; j < std::min<std::size_t>(8, size - m); ++j)
            bits |= std::uint64_t{marks[m + j]} << (8 * j);
        for (; bits != 0; bits &= bits - 1) {
            const auto bit = static_cast<std::size_t>(std::countr_zero(bits));
            use((m + bit / 8) * lanes + bit % 8);
        }
    }
}

// The sum of n bytes that are 0 or 1; seven more behind them can be read.
[[nodiscard]] inline std::int64_t ones_in(const std::uint8_t* bytes, std::size_t n) noexcept {
    std::int64_t sum = 0;
    for (std::uint64_t word = 0; n > 0; bytes += sizeof word) {
        std::memcpy(&word, bytes, sizeof word);
        const std::size_t used = std::min(n, sizeof word);
        if constexpr (std::endian::native == std::endian::little)
            word <<= 8 * (sizeof word - used);
        else
            word >>= 8 * (sizeof word - used);
        sum += std::popcount(word);
        n -= used;
    }
    return sum;
}

// Bounds and knots lie in [-reach, reach]: differences fit Int, and doubles hold them exactly.
template<class Int>
inline constexpr Int kernel_reach = sizeof(Int) == 4 ? Int{1} << 29 : Int{1} << (sizeof(Int) == 4 ? 0 : 50);

struct pass_counts {
    std::int64_t low{};  // sum of quotas at the first level
    std::int64_t high{}; // ... at the second
    std::int64_t low_bounds{};
    std::int64_t high_bounds{};
    bool ordered{true}; // bounds in order and in reach (count), quotas where they belong (write, check)
};

// Of a stretch of rows: what is surely taken at one level, what may be at another, and the bounds.
struct run_sums {
    std::int64_t low{};
    std::int64_t high{};
    std::int64_t low_bounds{};
    std::int64_t high_bounds{};
};

// Of a stretch of rows: what write() has taken, and how much more may be.
struct taken_sums {
    std::int64_t sure{};
    std::int64_t more{};
};

// Of a stretch of rows: their quotas, and the levels of the last slots that they hold and of the next ones
// that they could; infinite where there is none.
struct run_ends {
    std::int64_t sum{};
    double last{};
    double next{};
};
struct end_counts {
    std::int64_t low_bounds{};
    std::int64_t high_bounds{};
    bool ordered{true}; // as count() says
    bool inside{true};  // all quotas in their bounds
};

// Sums before rounding down: smooth in the level. Their last bits depend on the vector width; they only
// steer.
struct smooth_sums {
    double low{};
    double high{};
};

// Levels whose sums, `at` both ends, enclose a target.
struct smooth_bracket {
    double low{};
    double high{};
    smooth_sums at{};
};

// Keeps the part of the bracket that holds the target, of the three that two levels near its likely place
// make; every third round they halve it instead, for sums that jump. sums(low, high) gives the sums at two
// levels.
template<class Sums>
void keep_part(smooth_bracket& b, double target, int round, Sums&& sums) {
    const bool halve = round % 3 == 2;
    const double share = std::clamp((target - b.at.low) / (b.at.high - b.at.low), 0.0, 1.0);
    const double middle = halve ? 0.5 : share;
    const double reach = halve ? 0.25 : 0.02;
    const double width = b.high - b.low;
    const double first = b.low + width * std::max(middle - reach, 1e-3);
    const double second = b.low + width * std::min(middle + reach, 1 - 1e-3);
    const smooth_sums s = sums(first, second);
    if (s.low >= target) {
        b.high = first;
        b.at.high = s.low;
    } else if (s.high < target) {
        b.low = second;
        b.at.low = s.high;
    } else {
        b = {first, second, s};
    }
}

template<class Curve, class Int>
struct column_passes {
    std::size_t lanes; // reps a mark
    // Sums at two levels, and of the bounds.
    pass_counts (*count)(const Curve&, const Curve&, const Int* low, const Int* high, std::size_t n);
    smooth_sums (*smooth)(const Curve&, const Curve&, const Int* low, const Int* high, std::size_t n);
    // The same of n rows less the first ones: whole vectors, n a multiple of lanes, fewer than lanes left
    // out.
    smooth_sums (*smooth_last)(const Curve&, const Curve&, const Int* low, const Int* high, std::size_t n,
                               std::size_t without);
    // out[i]: what is taken for sure at the first level (its rounding margin below); extra[i]: how much more
    // at the second one (margin above). Marks reps with more. Looks at each as the certificate does, for
    // bounds that are in order: ordered is false unless the last slot of out lies surely at or before the
    // first level, the first one beyond out and extra surely after the second.
    pass_counts (*write)(const Curve&, const Curve&, const Int* low, const Int* high, std::size_t n, Int* out,
                         Int* extra, std::uint8_t* marks);
    // Sums of stretches side by side, each up to row stops[r], the last one up to n: what write() would say
    // at these levels. False where count() says that bounds are not ordered.
    bool (*enclose)(const Curve&, const Curve&, const Int* low, const Int* high, std::size_t n,
                    const std::uint32_t* stops, std::size_t runs, run_sums* out);
    // Of stretches side by side, as enclose() takes them: sums of what write() has left.
    void (*add)(const Int* out, const Int* extra, std::size_t n, const std::uint32_t* stops, std::size_t runs,
                taken_sums* sums);
    // Marks rep i unless its last taken slot is surely at or before the level and its next one after
    // it. Adds up the quotas; ordered is false when one lies outside its bounds.
    pass_counts (*check)(const Curve&, const Int* low, const Int* high, const Int* quotas, std::size_t n,
                         std::uint8_t* marks);
    // Ends of stretches side by side, as enclose() takes them, whatever the curve's level. Null for curves
    // that do not say at which level they reach a whole number.
    end_counts (*ends)(const Curve&, const Int* low, const Int* high, const Int* quotas, std::size_t n,
                       const std::uint32_t* stops, std::size_t runs, run_ends* out);
};

// Of weights: the sums of their lower and upper 32 bits, which do not wrap, and the bits that any has.
struct weight_sums {
    std::uint64_t low{};
    std::uint64_t high{};
    std::uint64_t bits{};
};
using add_pass = weight_sums (*)(const std::int64_t* weights, std::size_t n);
// Shares total x weight / sum, for total and sum below 2^62 and shares below 2^50. Narrow: weights and shares
// stay below 2^31.
struct share_of {
    std::uint64_t total{};
    std::uint64_t sum{};
    double ratio{};
    bool narrow{};
};
// Of written shares: the sum, and whether every remainder lies below the divisor, as exact shares have it.
struct divided {
    std::int64_t sum{};
    bool exact{true};
};
// Quotas rounded down, up where the remainder lies above `above`, and the remainders; marks those in
// [from, above].
using divide_pass = divided (*)(const share_of&, const std::int64_t* weights, std::size_t n,
                                std::int64_t from, std::int64_t above, std::int64_t* quotas,
                                std::int64_t* rests, std::uint8_t* marks);
// What a certificate of shares needs: the sum, whether every quota is a share rounded down or up, the last of
// the smallest remainders that went up, by tie, and the first of the largest that did not.
struct share_ends {
    std::int64_t sum{};
    std::int64_t least_up{std::numeric_limits<std::int64_t>::max()};
    std::int64_t last_up{-1};
    std::int64_t most_down{-1};
    std::int64_t first_down{std::numeric_limits<std::int64_t>::max()};
    bool shares{true};

    void widen(std::int64_t up, std::int64_t up_tie, std::int64_t down, std::int64_t down_tie) noexcept {
        if (up < least_up || (up == least_up && up_tie > last_up)) {
            least_up = up;
            last_up = up_tie;
        }
        if (down > most_down || (down == most_down && down_tie < first_down)) {
            most_down = down;
            first_down = down_tie;
        }
    }
};
// tie: null for the places themselves.
using compare_pass = share_ends (*)(const share_of&, const std::int64_t* weights, const std::uint32_t* tie,
                                    const std::int64_t* quotas, std::size_t n);
struct share_passes {
    std::size_t lanes; // reps a mark
    add_pass add;
    divide_pass divide;
    compare_pass compare;
};
[[nodiscard]] share_passes share_passes_for(simd_level level, bool narrow) noexcept;

template<class Curve, class Int>
[[nodiscard]] const column_passes<Curve, Int>& passes_for(simd_level level) noexcept;

} // namespace attain::inline v1::detail
