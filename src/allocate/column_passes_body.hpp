// The bodies of the passes for vectors of ATTAIN_LANES doubles. Included once per instruction set by
// column_passes.cpp, each time inside a namespace of its own; compilers without vector extensions get one
// lane.
//
// Whole parts without a conversion: adding 1.5 x 2^52 rounds a double below 2^51 to the nearest whole number,
// which then stands in its last bits ("lifted"). Lifting x - 1/2 gives floor(x), or one less where x is whole
// and the tie goes down: counts only steer, and the margins of the writing pass cover it. The same few
// operations serve 32 and 64 bits on every instruction set.

constexpr int lanes = ATTAIN_LANES;
constexpr double magic = 0x1.8p52;
constexpr std::int64_t magic_bits = 0x4338000000000000;

#if defined(__GNUC__) || defined(__clang__)
typedef double reals __attribute__((vector_size(8 * lanes)));
typedef std::int64_t longs __attribute__((vector_size(8 * lanes)));
typedef std::uint64_t sums __attribute__((vector_size(8 * lanes))); // of bits: they wrap around
typedef std::int32_t ints __attribute__((vector_size(4 * lanes)));
#define ATTAIN_INLINE inline __attribute__((always_inline))

ATTAIN_INLINE reals load(const double* from) {
    reals v;
    __builtin_memcpy(&v, from, sizeof v);
    return v;
}
// Four bytes to eight: compilers take vectors apart for that, two lanes through memory; wider ones are one
// instruction.
#if ATTAIN_LANES == 4
ATTAIN_INLINE reals load(const float* from) {
    return _mm256_cvtps_pd(_mm_loadu_ps(from));
}
ATTAIN_INLINE reals load(const std::int32_t* from) {
    return _mm256_cvtepi32_pd(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from)));
}
#elif ATTAIN_LANES == 8
ATTAIN_INLINE reals load(const float* from) {
    return _mm512_maskz_cvtps_pd(0xff, _mm256_loadu_ps(from));
}
ATTAIN_INLINE reals load(const std::int32_t* from) {
    return _mm512_maskz_cvtepi32_pd(0xff, _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from)));
}
#else
ATTAIN_INLINE reals load(const float* from) {
    return reals{static_cast<double>(from[0]), static_cast<double>(from[1])};
}
ATTAIN_INLINE reals load(const std::int32_t* from) {
    return reals{static_cast<double>(from[0]), static_cast<double>(from[1])};
}
#endif
ATTAIN_INLINE longs bits_of(reals x) {
    return reinterpret_cast<longs>(x);
}
ATTAIN_INLINE sums summand(reals x) {
    return reinterpret_cast<sums>(x);
}
ATTAIN_INLINE reals lifted(const std::int32_t* from) {
    return load(from) + magic;
}
// |v| < 2^51; unsigned: what is out of range may wrap, and is refused or looked at nowhere.
ATTAIN_INLINE reals lifted(const std::int64_t* from) {
    sums v;
    __builtin_memcpy(&v, from, sizeof v);
    return reinterpret_cast<reals>(v + static_cast<std::uint64_t>(magic_bits));
}
ATTAIN_INLINE reals load(const std::int64_t* from) {
    return lifted(from) - magic;
}
ATTAIN_INLINE reals halved_bits(reals x) {
    return reinterpret_cast<reals>(summand(x) >> 1);
}
ATTAIN_INLINE reals less_bits(std::uint64_t from, reals x) {
    return reinterpret_cast<reals>(from - summand(x));
}
// The difference of two lifted numbers; of one and the lifted 0, itself.
ATTAIN_INLINE void store_difference(std::int32_t* to, reals a, reals b) {
    if constexpr (lanes == 2) {
        to[0] = static_cast<std::int32_t>(a[0] - b[0]);
        to[1] = static_cast<std::int32_t>(a[1] - b[1]);
        return;
    }
    const ints v = __builtin_convertvector(a - b, ints);
    __builtin_memcpy(to, &v, sizeof v);
}
ATTAIN_INLINE void store_difference(std::int64_t* to, reals a, reals b) {
    const sums v = summand(a) - summand(b);
    __builtin_memcpy(to, &v, sizeof v);
}
ATTAIN_INLINE void store_flags(std::uint8_t* to, longs mask) {
    for (int l = 0; l < lanes; ++l)
        to[l] = static_cast<std::uint8_t>(mask[l] != 0);
}
#if ATTAIN_LANES == 4
ATTAIN_INLINE bool any_of(longs mask) {
    return _mm256_movemask_pd(reinterpret_cast<__m256d>(mask)) != 0;
}
#else
ATTAIN_INLINE bool any_of(longs mask) {
    std::int64_t all = 0;
    for (int l = 0; l < lanes; ++l)
        all |= mask[l];
    return all != 0;
}
#endif
ATTAIN_INLINE longs is_not(longs mask) {
    return ~mask;
}
ATTAIN_INLINE reals smaller(reals a, reals b) {
    return a < b ? a : b;
}
ATTAIN_INLINE reals larger(reals a, reals b) {
    return a > b ? a : b;
}
ATTAIN_INLINE reals size_of(reals a) {
    return reinterpret_cast<reals>(bits_of(a) & 0x7fffffffffffffff);
}
ATTAIN_INLINE std::int64_t sum_of(longs v) {
    std::int64_t sum = 0;
    for (int l = 0; l < lanes; ++l)
        sum += v[l];
    return sum;
}
ATTAIN_INLINE std::uint64_t sum_of(sums v) {
    std::uint64_t sum = 0;
    for (int l = 0; l < lanes; ++l)
        sum += v[l];
    return sum;
}
ATTAIN_INLINE double sum_of(reals v) {
    double sum = 0;
    for (int l = 0; l < lanes; ++l)
        sum += v[l];
    return sum;
}
#else
typedef double reals;
typedef std::int64_t longs; // masks: 0 or -1
typedef std::uint64_t sums; // of bits: they wrap around
#define ATTAIN_INLINE inline
ATTAIN_INLINE reals load(const double* from) {
    return *from;
}
ATTAIN_INLINE reals load(const float* from) {
    return *from;
}
ATTAIN_INLINE reals load(const std::int32_t* from) {
    return *from;
}
ATTAIN_INLINE reals load(const std::int64_t* from) {
    return static_cast<double>(*from);
}
template<class Int>
ATTAIN_INLINE reals lifted(const Int* from) {
    return load(from) + magic;
}
ATTAIN_INLINE longs bits_of(reals x) {
    return std::bit_cast<longs>(x);
}
ATTAIN_INLINE sums summand(reals x) {
    return std::bit_cast<sums>(x);
}
ATTAIN_INLINE reals halved_bits(reals x) {
    return std::bit_cast<reals>(summand(x) >> 1);
}
ATTAIN_INLINE reals less_bits(std::uint64_t from, reals x) {
    return std::bit_cast<reals>(from - summand(x));
}
template<class Int>
ATTAIN_INLINE void store_difference(Int* to, reals a, reals b) {
    *to = static_cast<Int>(a - b);
}
ATTAIN_INLINE void store_flags(std::uint8_t* to, longs mask) {
    *to = static_cast<std::uint8_t>(mask != 0);
}
ATTAIN_INLINE bool any_of(longs mask) {
    return mask != 0;
}
ATTAIN_INLINE longs is_not(bool condition) {
    return condition ? 0 : -1;
}
ATTAIN_INLINE reals smaller(reals a, reals b) {
    return a < b ? a : b;
}
ATTAIN_INLINE reals larger(reals a, reals b) {
    return a > b ? a : b;
}
ATTAIN_INLINE reals size_of(reals a) {
    return a < 0 ? -a : a;
}
ATTAIN_INLINE std::int64_t sum_of(longs v) {
    return v;
}
ATTAIN_INLINE std::uint64_t sum_of(sums v) {
    return v;
}
ATTAIN_INLINE double sum_of(reals v) {
    return v;
}
#endif

// A sum of whole doubles as their last bits; `count` of them per lane. Wraps around like the integers it
// holds.
ATTAIN_INLINE std::int64_t untangled(sums bits, std::size_t count) {
    const auto extra = static_cast<std::uint64_t>(magic_bits) * static_cast<std::uint64_t>(count) * lanes;
    return static_cast<std::int64_t>(sum_of(bits) - extra);
}

// floor(x) clipped to [low, high], all lifted.
ATTAIN_INLINE reals lifted_floor(reals x, reals low, reals high) {
    return larger(smaller((x - 0.5) + magic, high), low);
}

// What a curve reads of rep i, where x stands, and how far rounding may have moved x or the canonical key
// from it: factors that depend on the level alone, then a few operations for each rep.
struct operands {
    reals a;
    reals b;
};
struct margins {
    double fixed;
    double sloped;
};

template<class Real>
ATTAIN_INLINE operands fetch(const line<Real>& c, std::size_t i) {
    return {load(c.from + i), load(c.to + i)};
}
template<class Real>
ATTAIN_INLINE reals place(const line<Real>& c, const operands& v) {
    return v.a + c.t * (v.b - v.a);
}
template<class Real>
ATTAIN_INLINE margins margins_of(const line<Real>& c) {
    return {0x1p-46 * (1.0 + (c.t < 0 ? -c.t : c.t)), 0.0};
}
template<class Real>
ATTAIN_INLINE reals margin(const line<Real>&, const margins& m, const operands& v) {
    return m.fixed * (size_of(v.a) + size_of(v.b) + 1.0);
}
template<class Real>
ATTAIN_INLINE bool same_columns(const line<Real>& c, const line<Real>& d) {
    return c.from == d.from && c.to == d.to;
}

template<class Slope, class Start>
ATTAIN_INLINE operands fetch(const ray<Slope, Start>& c, std::size_t i) {
    operands v{reals{} + c.shift, reals{} + 1.0};
    if constexpr (!std::is_same_v<Start, absent>) v.a = load(c.start + i) * c.scale + c.shift;
    if constexpr (!std::is_same_v<Slope, absent>) v.b = load(c.slope + i);
    return v;
}
template<class Slope, class Start>
ATTAIN_INLINE reals place(const ray<Slope, Start>& c, const operands& v) {
    return v.a + c.t * v.b;
}
template<class Slope, class Start>
ATTAIN_INLINE margins margins_of(const ray<Slope, Start>& c) {
    const double t = c.t < 0 ? -c.t : c.t;
    return {0x1p-46, 0x1p-46 * t + c.slack * (1.0 + t)};
}
template<class Slope, class Start>
ATTAIN_INLINE reals margin(const ray<Slope, Start>&, const margins& m, const operands& v) {
    return m.fixed * (size_of(v.a) + 1.0) + m.sloped * size_of(v.b);
}
template<class Slope, class Start>
ATTAIN_INLINE bool same_columns(const ray<Slope, Start>&, const ray<Slope, Start>&) {
    return true;
}

// The root as the square times its inverse root: a guess from halved exponents, then Newton's steps.
ATTAIN_INLINE operands fetch(const bow& c, std::size_t i) {
    const reals slope = load(c.slope + i);
    return {slope, slope};
}
ATTAIN_INLINE reals place(const bow& c, const operands& v) {
    const reals y = c.t * v.a;
    const reals square = 0.25 + y * y;
    reals inverse = less_bits(0x5fe6eb50c7b537a9u, halved_bits(square));
    for (int step = 0; step < 4; ++step)
        inverse = inverse * (1.5 - 0.5 * square * inverse * inverse);
    return c.shift + square * inverse;
}
ATTAIN_INLINE margins margins_of(const bow& c) {
    return {0x1p-44, 0x1p-44 * c.t};
}
ATTAIN_INLINE reals margin(const bow&, const margins& m, const operands& v) {
    return m.fixed + m.sloped * size_of(v.a);
}
ATTAIN_INLINE bool same_columns(const bow&, const bow&) {
    return true;
}

template<class T>
ATTAIN_INLINE void copy(T* to, const T* from, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i)
        to[i] = from[i];
}

// Operands that no curve may have.
template<class Real>
ATTAIN_INLINE longs bad(const line<Real>&, const operands&) {
    return longs{};
}
ATTAIN_INLINE longs bad_weight(reals w) {
    return is_not((w >= 0.0) & (w < 0x1p62) & (((w + 0x1p52) - 0x1p52 == w) | (w >= 0x1p52)));
}
template<class Slope, class Start>
ATTAIN_INLINE longs bad(const ray<Slope, Start>& c, const operands& v) {
    if constexpr (std::is_same_v<Start, double>)
        return is_not((v.b > 0.0) & (v.b <= 0x1p52) & (size_of(v.a) <= 0x1p52));
    longs wrong{};
    if constexpr (!std::is_same_v<Start, absent>) wrong |= size_of(v.a) > 0x1.0000001p50 * c.scale + 1.0;
    if constexpr (!std::is_same_v<Slope, absent>) wrong |= bad_weight(v.b);
    return wrong;
}
ATTAIN_INLINE longs bad(const bow&, const operands& v) {
    return bad_weight(v.a);
}

// Copies of what does not fill a vector, padded with reps that hold nothing.
template<class Curve>
struct padded;

template<class Real>
struct padded<line<Real>> {
    Real from[lanes]{};
    Real to[lanes]{};
    line<Real> of(const line<Real>& c, std::size_t at, std::size_t n) {
        copy(from, c.from + at, n);
        copy(to, c.to + at, n);
        return {from, to, c.t};
    }
};

template<class T>
struct padded_column {
    T at[lanes]{};
    const T* of(const T* from, std::size_t n) {
        copy(at, from, n);
        return at;
    }
};
template<>
struct padded_column<absent> {
    const absent* of(const absent*, std::size_t) { return nullptr; }
};

template<class Slope, class Start>
struct padded<ray<Slope, Start>> {
    padded_column<Slope> slope;
    padded_column<Start> start;
    ray<Slope, Start> of(const ray<Slope, Start>& c, std::size_t at, std::size_t n) {
        ray<Slope, Start> out = shifted(c, at);
        if constexpr (!std::is_same_v<Slope, absent>)
            for (Slope& each : slope.at)
                each = 1; // no deviation is 0
        out.slope = slope.of(out.slope, n);
        out.start = start.of(out.start, n);
        return out;
    }
};

template<>
struct padded<bow> {
    padded_column<double> slope;
    bow of(const bow& c, std::size_t at, std::size_t n) { return {slope.of(c.slope + at, n), c.t, c.shift}; }
};

// Runs pass(first, second, low, high, rest) for what is left after whole vectors.
template<class Curve, class Int>
struct padded_rest {
    padded<Curve> first_columns;
    padded<Curve> second_columns;
    padded_column<Int> lows;
    padded_column<Int> highs;
    Curve first;
    Curve second;
    const Int* low;
    const Int* high;

    padded_rest(const Curve& l, const Curve& h, const Int* lower, const Int* upper, std::size_t at,
                std::size_t n)
        : first{first_columns.of(l, at, n)},
          second{second_columns.of(h, at, n)},
          low{lows.of(lower + at, n)},
          high{highs.of(upper + at, n)} {}
};

// Curves come by value: what is stored could otherwise be their own columns, and every level would be read
// again. Same: both curves read the same columns.
template<bool Same, class Curve, class Int>
ATTAIN_INLINE pass_counts count_whole(const Curve l, const Curve h, const Int* low, const Int* high,
                                      std::size_t n) {
    sums sum_low{};
    sums sum_high{};
    sums bounds_low{};
    sums bounds_high{};
    longs wrong{};
    constexpr auto reach = static_cast<double>(kernel_reach<Int>);
    for (std::size_t i = 0; i < n; i += lanes) {
        const reals a = lifted(low + i);
        const reals b = lifted(high + i);
        const operands first = fetch(l, i);
        const operands second = Same ? first : fetch(h, i);
        sum_low += summand(lifted_floor(place(l, first), a, b));
        sum_high += summand(lifted_floor(place(h, second), a, b));
        bounds_low += summand(a);
        bounds_high += summand(b);
        wrong |= is_not((a <= b) & (a >= magic - reach) & (b <= magic + reach)) | bad(l, first);
    }
    const std::size_t each = n / lanes;
    return {untangled(sum_low, each), untangled(sum_high, each), untangled(bounds_low, each),
            untangled(bounds_high, each), !any_of(wrong)};
}

template<class Curve, class Int>
pass_counts count(const Curve& l, const Curve& h, const Int* low, const Int* high, std::size_t n) {
    const std::size_t whole = n - n % lanes;
    const bool same = same_columns(l, h);
    const pass_counts out =
        same ? count_whole<true>(l, h, low, high, whole) : count_whole<false>(l, h, low, high, whole);
    if (whole == n) return out;
    const padded_rest<Curve, Int> p{l, h, low, high, whole, n - whole};
    const pass_counts rest = count_whole<false>(p.first, p.second, p.low, p.high, std::size_t{lanes});
    return {out.low + rest.low, out.high + rest.high, out.low_bounds + rest.low_bounds,
            out.high_bounds + rest.high_bounds, out.ordered && rest.ordered};
}

template<bool Same, class Curve, class Int>
ATTAIN_INLINE smooth_sums smooth_whole(const Curve l, const Curve h, const Int* low, const Int* high,
                                       std::size_t n) {
    reals sum_low{};
    reals sum_high{};
    for (std::size_t i = 0; i < n; i += lanes) {
        const reals a = load(low + i);
        const reals b = load(high + i);
        const operands first = fetch(l, i);
        const operands second = Same ? first : fetch(h, i);
        sum_low += larger(smaller(place(l, first) - 0.5, b), a);
        sum_high += larger(smaller(place(h, second) - 0.5, b), a);
    }
    return {sum_of(sum_low), sum_of(sum_high)};
}

template<class Curve, class Int>
smooth_sums smooth(const Curve& l, const Curve& h, const Int* low, const Int* high, std::size_t n) {
    const std::size_t whole = n - n % lanes;
    const bool same = same_columns(l, h);
    const smooth_sums out =
        same ? smooth_whole<true>(l, h, low, high, whole) : smooth_whole<false>(l, h, low, high, whole);
    if (whole == n) return out;
    const padded_rest<Curve, Int> p{l, h, low, high, whole, n - whole};
    const smooth_sums rest = smooth_whole<false>(p.first, p.second, p.low, p.high, std::size_t{lanes});
    return {out.low + rest.low, out.high + rest.high};
}

template<bool Same, class Curve, class Int>
ATTAIN_INLINE pass_counts write_whole(const Curve l, const Curve h, const Int* low, const Int* high,
                                      std::size_t n, Int* quotas, Int* extra) {
    sums sum_low{};
    sums sum_high{};
    const margins below = margins_of(l);
    const margins above = margins_of(h);
    for (std::size_t i = 0; i < n; i += lanes) {
        const reals a = lifted(low + i);
        const reals b = lifted(high + i);
        const operands first = fetch(l, i);
        const operands second = Same ? first : fetch(h, i);
        const reals sure = lifted_floor(place(l, first) - margin(l, below, first), a, b);
        const reals open = lifted_floor(place(h, second) + margin(h, above, second), a, b);
        store_difference(quotas + i, sure, reals{} + magic);
        store_difference(extra + i, open, sure);
        sum_low += summand(sure);
        sum_high += summand(open);
    }
    return {untangled(sum_low, n / lanes), untangled(sum_high, n / lanes), 0, 0, true};
}

template<class Curve, class Int>
pass_counts write(const Curve& l, const Curve& h, const Int* low, const Int* high, std::size_t n, Int* quotas,
                  Int* extra) {
    const std::size_t whole = n - n % lanes;
    const bool same = same_columns(l, h);
    const pass_counts out = same ? write_whole<true>(l, h, low, high, whole, quotas, extra)
                                 : write_whole<false>(l, h, low, high, whole, quotas, extra);
    if (whole == n) return out;
    const padded_rest<Curve, Int> p{l, h, low, high, whole, n - whole};
    Int last[lanes];
    Int more[lanes];
    const pass_counts rest =
        write_whole<false>(p.first, p.second, p.low, p.high, std::size_t{lanes}, last, more);
    copy(quotas + whole, last, n - whole);
    copy(extra + whole, more, n - whole);
    return {out.low + rest.low, out.high + rest.high, 0, 0, true};
}

template<class Curve, class Int>
ATTAIN_INLINE pass_counts check_whole(const Curve l, const Int* low, const Int* high, const Int* quotas,
                                      std::size_t n, std::uint8_t* doubt) {
    sums sum{};
    longs outside{};
    const margins beside = margins_of(l);
    for (std::size_t i = 0; i < n; i += lanes) {
        const operands v = fetch(l, i);
        const reals x = place(l, v);
        const reals m = margin(l, beside, v);
        const reals held = lifted(quotas + i);
        const reals q = held - magic;
        const reals a = lifted(low + i);
        const reals b = lifted(high + i);
        const longs unclear = is_not(((held <= a) | (q <= x - m)) & ((held >= b) | (q + 1.0 >= x + m)));
        if (any_of(unclear)) store_flags(doubt + i, unclear);
        outside |= is_not((held >= a) & (held <= b));
        sum += summand(held);
    }
    return {untangled(sum, n / lanes), 0, 0, 0, !any_of(outside)};
}

template<class Curve, class Int>
pass_counts check(const Curve& l, const Int* low, const Int* high, const Int* quotas, std::size_t n,
                  std::uint8_t* doubt) {
    const std::size_t whole = n - n % lanes;
    std::fill_n(doubt, n, std::uint8_t{0});
    const pass_counts out = check_whole(l, low, high, quotas, whole, doubt);
    if (whole == n) return out;
    const padded_rest<Curve, Int> p{l, l, low, high, whole, n - whole};
    padded_column<Int> held;
    std::uint8_t flags[lanes]{};
    const pass_counts rest =
        check_whole(p.first, p.low, p.high, held.of(quotas + whole, n - whole), std::size_t{lanes}, flags);
    copy(doubt + whole, flags, n - whole);
    return {out.low + rest.low, 0, 0, 0, out.ordered && rest.ordered};
}

template<class Curve, class Int>
constexpr column_passes<Curve, Int> table{&count<Curve, Int>, &smooth<Curve, Int>, &write<Curve, Int>,
                                          &check<Curve, Int>};

// Exact shares: a quotient by doubles, right to one, and its remainder in integers that wrap around. Where
// weights and shares fit 32 bits, products and conversions are halves of that, and a quotient rounded to the
// nearest is never too small.
#if defined(__GNUC__) || defined(__clang__)
// From 0 on, rounded once: each half stands in the last bits of a double.
template<bool Narrow>
ATTAIN_INLINE reals as_reals(longs v) {
    const sums bits = reinterpret_cast<sums>(v);
    if constexpr (Narrow) return reinterpret_cast<reals>(bits | 0x4330000000000000u) - 0x1p52;
    const reals low = reinterpret_cast<reals>((bits & 0xffffffffu) | 0x4330000000000000u); // 2^52 + low
    const reals high = reinterpret_cast<reals>((bits >> 32) | 0x4530000000000000u);        // 2^84 + 2^32 high
    return (high - 0x1.00000001p84) + low;
}
ATTAIN_INLINE longs load_longs(const std::int64_t* from) {
    longs v;
    __builtin_memcpy(&v, from, sizeof v);
    return v;
}
ATTAIN_INLINE void store_longs(std::int64_t* to, longs v) {
    __builtin_memcpy(to, &v, sizeof v);
}
template<bool Narrow>
ATTAIN_INLINE longs wrapped_product(longs a, std::uint64_t b) {
#if ATTAIN_LANES == 4
    if constexpr (Narrow) {
        const __m256i factor = reinterpret_cast<__m256i>(a);
        const auto low =
            reinterpret_cast<sums>(_mm256_mul_epu32(factor, reinterpret_cast<__m256i>(sums{} + b)));
        const auto high =
            reinterpret_cast<sums>(_mm256_mul_epu32(factor, reinterpret_cast<__m256i>(sums{} + (b >> 32))));
        return reinterpret_cast<longs>(low + (high << 32));
    }
#endif
    return reinterpret_cast<longs>(reinterpret_cast<sums>(a) * b);
}
ATTAIN_INLINE longs wrapped_difference(longs a, longs b) {
    return reinterpret_cast<longs>(reinterpret_cast<sums>(a) - reinterpret_cast<sums>(b));
}
ATTAIN_INLINE longs where(longs mask, longs a) {
    return mask & a;
}
ATTAIN_INLINE sums as_sums(longs v) {
    return reinterpret_cast<sums>(v);
}
ATTAIN_INLINE std::uint64_t union_of(sums v) {
    std::uint64_t all = 0;
    for (int l = 0; l < lanes; ++l)
        all |= v[l];
    return all;
}
ATTAIN_INLINE std::int64_t lane(longs v, int l) {
    return v[l];
}
ATTAIN_INLINE longs places_from(std::int64_t first) {
    longs v;
    for (int l = 0; l < lanes; ++l)
        v[l] = first + l;
    return v;
}
ATTAIN_INLINE longs ties_at(const std::uint32_t* tie) {
    longs v;
    for (int l = 0; l < lanes; ++l)
        v[l] = tie[l];
    return v;
}
#else
template<bool>
ATTAIN_INLINE reals as_reals(longs v) {
    return static_cast<reals>(v);
}
ATTAIN_INLINE longs load_longs(const std::int64_t* from) {
    return *from;
}
ATTAIN_INLINE void store_longs(std::int64_t* to, longs v) {
    *to = v;
}
template<bool>
ATTAIN_INLINE longs wrapped_product(longs a, std::uint64_t b) {
    return static_cast<longs>(static_cast<std::uint64_t>(a) * b);
}
ATTAIN_INLINE longs wrapped_difference(longs a, longs b) {
    return static_cast<longs>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
}
ATTAIN_INLINE longs where(bool mask, longs a) {
    return mask ? a : 0;
}
ATTAIN_INLINE sums as_sums(longs v) {
    return static_cast<sums>(v);
}
ATTAIN_INLINE std::uint64_t union_of(sums v) {
    return v;
}
ATTAIN_INLINE std::int64_t lane(longs v, int) {
    return v;
}
ATTAIN_INLINE longs places_from(std::int64_t first) {
    return first;
}
ATTAIN_INLINE longs ties_at(const std::uint32_t* tie) {
    return *tie;
}
#endif

ATTAIN_INLINE weight_sums add_whole(const std::int64_t* weights, std::size_t n) {
    sums low{};
    sums high{};
    sums all{};
    for (std::size_t i = 0; i < n; i += lanes) {
        const sums bits = as_sums(load_longs(weights + i));
        low += bits & 0xffffffffu;
        high += bits >> 32;
        all |= bits;
    }
    return {sum_of(low), sum_of(high), union_of(all)};
}

inline weight_sums add(const std::int64_t* weights, std::size_t n) {
    const std::size_t whole = n - n % lanes;
    const weight_sums out = add_whole(weights, whole);
    if (whole == n) return out;
    padded_column<std::int64_t> padded_weights;
    const weight_sums rest = add_whole(padded_weights.of(weights + whole, n - whole), std::size_t{lanes});
    return {out.low + rest.low, out.high + rest.high, out.bits | rest.bits};
}

struct quotients {
    longs whole;
    longs rest;
};
template<bool Narrow>
ATTAIN_INLINE quotients quotients_of(const share_of& s, longs w) {
    const longs one = longs{} + 1;
    const longs sum = longs{} + static_cast<std::int64_t>(s.sum);
    longs whole = wrapped_difference(bits_of(as_reals<Narrow>(w) * s.ratio + magic), longs{} + magic_bits);
    longs rest =
        wrapped_difference(wrapped_product<Narrow>(w, s.total), wrapped_product<Narrow>(whole, s.sum));
    const auto less = rest < 0;
    whole -= where(less, one);
    rest += where(less, sum);
    if constexpr (!Narrow) {
        const auto more = rest >= sum;
        whole += where(more, one);
        rest -= where(more, sum);
    }
    return {whole, rest};
}

template<bool Narrow>
ATTAIN_INLINE std::int64_t divide_whole(const share_of s, const std::int64_t* weights, std::size_t n,
                                        std::int64_t from, std::int64_t above, std::int64_t* quotas,
                                        std::int64_t* rests) {
    longs sum{};
    for (std::size_t i = 0; i < n; i += lanes) {
        const quotients q = quotients_of<Narrow>(s, load_longs(weights + i));
        const longs quota = q.whole + where(q.rest > above, longs{} + 1);
        store_longs(quotas + i, quota);
        store_longs(rests + i, where((q.rest >= from) & (q.rest <= above), q.rest + 1));
        sum += quota;
    }
    return sum_of(sum);
}

template<bool Narrow>
std::int64_t divide(const share_of& s, const std::int64_t* weights, std::size_t n, std::int64_t from,
                    std::int64_t above, std::int64_t* quotas, std::int64_t* rests) {
    const std::size_t whole = n - n % lanes;
    const std::int64_t sum = divide_whole<Narrow>(s, weights, whole, from, above, quotas, rests);
    if (whole == n) return sum;
    padded_column<std::int64_t> padded_weights;
    std::int64_t last[lanes];
    std::int64_t last_rests[lanes];
    (void)divide_whole<Narrow>(s, padded_weights.of(weights + whole, n - whole), std::size_t{lanes}, from,
                               above, last, last_rests);
    copy(quotas + whole, last, n - whole);
    copy(rests + whole, last_rests, n - whole);
    std::int64_t rest = 0;
    for (std::size_t i = whole; i < n; ++i)
        rest += quotas[i];
    return sum + rest;
}

// In each lane the last of the smallest remainders that went up, by tie, and the first of the largest that
// did not.
template<bool Narrow, bool Ties>
ATTAIN_INLINE share_ends compare_whole(const share_of s, const std::int64_t* weights,
                                       const std::uint32_t* tie, const std::int64_t* quotas, std::size_t n,
                                       std::size_t first) {
    const longs none = longs{} + std::numeric_limits<std::int64_t>::max();
    longs least_up = none;
    longs last_up = longs{} - 1;
    longs most_down = longs{} - 1;
    longs first_down = none;
    longs sum{};
    longs wrong{};
    longs place = places_from(static_cast<std::int64_t>(first));
    for (std::size_t i = 0; i < n; i += lanes) {
        const quotients q = quotients_of<Narrow>(s, load_longs(weights + i));
        const longs quota = load_longs(quotas + i);
        const longs up = wrapped_difference(quota, q.whole);
        sum = wrapped_difference(sum, wrapped_difference(longs{}, quota));
        wrong |= is_not((up | 1) == 1);
        const longs went_up = up == 1 ? q.rest : none;
        const longs went_down = up == 1 ? longs{} - 1 : q.rest;
        if constexpr (Ties) place = ties_at(tie + i);
        auto later = went_up <= least_up; // places rise
        auto earlier = went_down > most_down;
        if constexpr (Ties) {
            later = (went_up < least_up) | ((went_up == least_up) & (place > last_up));
            earlier |= (went_down == most_down) & (place < first_down);
        }
        least_up = later ? went_up : least_up;
        last_up = later ? place : last_up;
        most_down = earlier ? went_down : most_down;
        first_down = earlier ? place : first_down;
        if constexpr (!Ties) place += lanes;
    }
    share_ends out;
    for (int l = 0; l < lanes; ++l)
        out.widen(lane(least_up, l), lane(last_up, l), lane(most_down, l), lane(first_down, l));
    out.sum = sum_of(sum);
    out.shares = !any_of(wrong);
    return out;
}

template<bool Narrow, bool Ties>
share_ends compare_all(const share_of& s, const std::int64_t* weights, const std::uint32_t* tie,
                       const std::int64_t* quotas, std::size_t n) {
    const std::size_t whole = n - n % lanes;
    share_ends out = compare_whole<Narrow, Ties>(s, weights, tie, quotas, whole, 0);
    if (whole == n) return out;
    padded_column<std::int64_t> last_weights; // of those without weight nobody goes up
    padded_column<std::int64_t> last_quotas;
    padded_column<std::uint32_t> last_ties;
    const share_ends rest = compare_whole<Narrow, Ties>(
        s, last_weights.of(weights + whole, n - whole), Ties ? last_ties.of(tie + whole, n - whole) : nullptr,
        last_quotas.of(quotas + whole, n - whole), std::size_t{lanes}, whole);
    out.widen(rest.least_up, rest.last_up, rest.most_down, rest.first_down);
    out.sum += rest.sum;
    out.shares = out.shares && rest.shares;
    return out;
}

template<bool Narrow>
share_ends compare(const share_of& s, const std::int64_t* weights, const std::uint32_t* tie,
                   const std::int64_t* quotas, std::size_t n) {
    return tie == nullptr ? compare_all<Narrow, false>(s, weights, tie, quotas, n)
                          : compare_all<Narrow, true>(s, weights, tie, quotas, n);
}

inline share_passes share_table(bool narrow) {
    return narrow ? share_passes{&add, &divide<true>, &compare<true>}
                  : share_passes{&add, &divide<false>, &compare<false>};
}

#undef ATTAIN_INLINE
#undef ATTAIN_LANES
