// The bodies of the passes for vectors of `lanes` doubles. Included once per instruction set by
// grid_passes.cpp, each time inside a namespace of its own that defines `lanes`; compilers without vector
// extensions get one lane.
//
// Whole parts without a conversion: adding 1.5 x 2^52 rounds a double below 2^51 to the nearest whole number,
// which then stands in its last bits ("lifted"). Lifting x - 1/2 gives floor(x), or one less where x is whole
// and the tie goes down: counts only steer, and the margins of the writing pass cover it. The same few
// operations serve 32 and 64 bits on every instruction set.

constexpr double magic = 0x1.8p52;
constexpr std::int64_t magic_bits = 0x4338000000000000;

#if defined(__GNUC__) || defined(__clang__)
typedef double reals __attribute__((vector_size(8 * lanes)));
typedef std::int64_t longs __attribute__((vector_size(8 * lanes)));
typedef std::uint64_t sums __attribute__((vector_size(8 * lanes))); // of bits: they wrap around
typedef float floats __attribute__((vector_size(4 * lanes)));
typedef std::int32_t ints __attribute__((vector_size(4 * lanes)));
typedef std::int8_t bytes __attribute__((vector_size(lanes)));
#define ATTAIN_INLINE inline __attribute__((always_inline))

ATTAIN_INLINE reals load(const double* from) {
    reals v;
    __builtin_memcpy(&v, from, sizeof v);
    return v;
}
// Two lanes of four bytes are no register of their own, and compilers take them through memory.
ATTAIN_INLINE reals load(const float* from) {
    if constexpr (lanes == 2) return reals{static_cast<double>(from[0]), static_cast<double>(from[1])};
    floats v;
    __builtin_memcpy(&v, from, sizeof v);
    return __builtin_convertvector(v, reals);
}
ATTAIN_INLINE reals load(const std::int32_t* from) {
    if constexpr (lanes == 2) return reals{static_cast<double>(from[0]), static_cast<double>(from[1])};
    ints v;
    __builtin_memcpy(&v, from, sizeof v);
    return __builtin_convertvector(v, reals);
}
ATTAIN_INLINE longs bits_of(reals x) {
    return reinterpret_cast<longs>(x);
}
ATTAIN_INLINE sums summand(reals x) {
    return reinterpret_cast<sums>(x);
}
ATTAIN_INLINE reals load(const std::int64_t* from) {
    longs v;
    __builtin_memcpy(&v, from, sizeof v);
    return reinterpret_cast<reals>(v + magic_bits) - magic;
}
ATTAIN_INLINE void store(std::int32_t* to, reals whole) {
    if constexpr (lanes == 2) {
        to[0] = static_cast<std::int32_t>(whole[0]);
        to[1] = static_cast<std::int32_t>(whole[1]);
        return;
    }
    const ints v = __builtin_convertvector(whole, ints);
    __builtin_memcpy(to, &v, sizeof v);
}
ATTAIN_INLINE void store(std::int64_t* to, reals whole) {
    const longs v = bits_of(whole + magic) - magic_bits;
    __builtin_memcpy(to, &v, sizeof v);
}
ATTAIN_INLINE void store_flags(std::uint8_t* to, longs mask) {
    const bytes v = __builtin_convertvector(mask, bytes);
    __builtin_memcpy(to, &v, sizeof v);
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
ATTAIN_INLINE longs bits_of(reals x) {
    return std::bit_cast<longs>(x);
}
ATTAIN_INLINE sums summand(reals x) {
    return std::bit_cast<sums>(x);
}
ATTAIN_INLINE void store(std::int32_t* to, reals whole) {
    *to = static_cast<std::int32_t>(whole);
}
ATTAIN_INLINE void store(std::int64_t* to, reals whole) {
    *to = static_cast<std::int64_t>(whole);
}
ATTAIN_INLINE void store_flags(std::uint8_t* to, longs mask) {
    *to = static_cast<std::uint8_t>(mask);
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

// Covers every rounding in x and in the canonical key: 2^-46 (1 + |t|) (|from| + |to| + 1).
inline double margin_scale(double t) {
    return 0x1p-46 * (1.0 + (t < 0 ? -t : t));
}
ATTAIN_INLINE reals margin_of(reals from, reals to, double scale) {
    return scale * (size_of(from) + size_of(to) + 1.0);
}

// Runs body(i) for whole vectors; the rest goes through it as copies padded with reps that hold nothing.
template<class Real, class Int>
struct padded {
    Real a[lanes]{};
    Real b[lanes]{};
    Real c[lanes]{};
    Real d[lanes]{};
    Int low[lanes]{};
    Int high[lanes]{};
    Int in[lanes]{};
    Int out[lanes]{};
    Int extra[lanes]{};
    std::uint8_t flags[lanes]{};
};

template<class T>
ATTAIN_INLINE void copy(T* to, const T* from, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i)
        to[i] = from[i];
}

template<class Real, class Int>
ATTAIN_INLINE pass_counts count_whole(const line<Real>& l, const line<Real>& h, const Int* low,
                                      const Int* high, std::size_t n) {
    sums sum_low{};
    sums sum_high{};
    sums bounds_low{};
    sums bounds_high{};
    longs wrong{};
    constexpr auto reach = static_cast<double>(kernel_reach<Int>);
    const bool same = l.from == h.from && l.to == h.to;
    for (std::size_t i = 0; i < n; i += lanes) {
        const reals a = load(low + i) + magic;
        const reals b = load(high + i) + magic;
        const reals from = load(l.from + i);
        const reals rise = load(l.to + i) - from;
        const reals from_high = same ? from : load(h.from + i);
        const reals rise_high = same ? rise : load(h.to + i) - from_high;
        sum_low += summand(lifted_floor(from + l.t * rise, a, b));
        sum_high += summand(lifted_floor(from_high + h.t * rise_high, a, b));
        bounds_low += summand(a);
        bounds_high += summand(b);
        wrong |= (a > b) | (a < magic - reach) | (b > magic + reach);
    }
    const std::size_t each = n / lanes;
    return {untangled(sum_low, each), untangled(sum_high, each), untangled(bounds_low, each),
            untangled(bounds_high, each), sum_of(wrong) == 0};
}

template<class Real, class Int>
pass_counts count(const line<Real>& l, const line<Real>& h, const Int* low, const Int* high, std::size_t n) {
    const std::size_t whole = n - n % lanes;
    pass_counts out = count_whole(l, h, low, high, whole);
    if (whole == n) return out;
    padded<Real, Int> p;
    copy(p.a, l.from + whole, n - whole);
    copy(p.b, l.to + whole, n - whole);
    copy(p.c, h.from + whole, n - whole);
    copy(p.d, h.to + whole, n - whole);
    copy(p.low, low + whole, n - whole);
    copy(p.high, high + whole, n - whole);
    const pass_counts rest =
        count_whole(line<Real>{p.a, p.b, l.t}, line<Real>{p.c, p.d, h.t}, p.low, p.high, lanes);
    return {out.low + rest.low, out.high + rest.high, out.low_bounds + rest.low_bounds,
            out.high_bounds + rest.high_bounds, out.ordered && rest.ordered};
}

template<class Real, class Int>
ATTAIN_INLINE pass_counts write_whole(const line<Real>& l, const line<Real>& h, const Int* low,
                                      const Int* high, std::size_t n, Int* quotas, Int* extra) {
    sums sum_low{};
    sums sum_high{};
    const double scale_low = margin_scale(l.t);
    const double scale_high = margin_scale(h.t);
    const bool same = l.from == h.from && l.to == h.to;
    for (std::size_t i = 0; i < n; i += lanes) {
        const reals a = load(low + i) + magic;
        const reals b = load(high + i) + magic;
        const reals from = load(l.from + i);
        const reals to = load(l.to + i);
        const reals from_high = same ? from : load(h.from + i);
        const reals to_high = same ? to : load(h.to + i);
        const reals sure = lifted_floor(from + l.t * (to - from) - margin_of(from, to, scale_low), a, b);
        const reals open = lifted_floor(
            from_high + h.t * (to_high - from_high) + margin_of(from_high, to_high, scale_high), a, b);
        store(quotas + i, sure - magic);
        store(extra + i, open - sure);
        sum_low += summand(sure);
        sum_high += summand(open);
    }
    return {untangled(sum_low, n / lanes), untangled(sum_high, n / lanes), 0, 0, true};
}

template<class Real, class Int>
pass_counts write(const line<Real>& l, const line<Real>& h, const Int* low, const Int* high, std::size_t n,
                  Int* quotas, Int* extra) {
    const std::size_t whole = n - n % lanes;
    const pass_counts out = write_whole(l, h, low, high, whole, quotas, extra);
    if (whole == n) return out;
    padded<Real, Int> p;
    copy(p.a, l.from + whole, n - whole);
    copy(p.b, l.to + whole, n - whole);
    copy(p.c, h.from + whole, n - whole);
    copy(p.d, h.to + whole, n - whole);
    copy(p.low, low + whole, n - whole);
    copy(p.high, high + whole, n - whole);
    const pass_counts rest = write_whole(line<Real>{p.a, p.b, l.t}, line<Real>{p.c, p.d, h.t}, p.low, p.high,
                                         static_cast<std::size_t>(lanes), p.out, p.extra);
    copy(quotas + whole, p.out, n - whole);
    copy(extra + whole, p.extra, n - whole);
    return {out.low + rest.low, out.high + rest.high, 0, 0, true};
}

template<class Real, class Int>
ATTAIN_INLINE pass_counts check_whole(const line<Real>& l, const Int* low, const Int* high, const Int* quotas,
                                      std::size_t n, std::uint8_t* doubt) {
    sums sum{};
    longs outside{};
    const double scale = margin_scale(l.t);
    for (std::size_t i = 0; i < n; i += lanes) {
        const reals f = load(l.from + i);
        const reals u = load(l.to + i);
        const reals x = f + l.t * (u - f);
        const reals m = margin_of(f, u, scale);
        const reals q = load(quotas + i);
        const reals a = load(low + i);
        const reals b = load(high + i);
        const longs clear = ((q <= a) | (q <= x - m)) & ((q >= b) | (q + 1.0 >= x + m));
        store_flags(doubt + i, ~clear);
        outside |= (q < a) | (q > b);
        sum += summand(q + magic);
    }
    return {untangled(sum, n / lanes), 0, 0, 0, sum_of(outside) == 0};
}

template<class Real, class Int>
pass_counts check(const line<Real>& l, const Int* low, const Int* high, const Int* quotas, std::size_t n,
                  std::uint8_t* doubt) {
    const std::size_t whole = n - n % lanes;
    const pass_counts out = check_whole(l, low, high, quotas, whole, doubt);
    if (whole == n) return out;
    padded<Real, Int> p;
    copy(p.a, l.from + whole, n - whole);
    copy(p.b, l.to + whole, n - whole);
    copy(p.low, low + whole, n - whole);
    copy(p.high, high + whole, n - whole);
    copy(p.in, quotas + whole, n - whole);
    const pass_counts rest =
        check_whole(line<Real>{p.a, p.b, l.t}, p.low, p.high, p.in, static_cast<std::size_t>(lanes), p.flags);
    copy(doubt + whole, p.flags, n - whole);
    return {out.low + rest.low, 0, 0, 0, out.ordered && rest.ordered};
}

template<class Real, class Int>
constexpr grid_passes<Real, Int> table{&count<Real, Int>, &write<Real, Int>, &check<Real, Int>};

#undef ATTAIN_INLINE
