// The passes over columns of any curve. Included after column_lanes_body.hpp, inside the same namespace.

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
ATTAIN_INLINE void read_ahead(const line<Real>& c, std::size_t i) {
    read_ahead(c.from + i);
    read_ahead(c.to + i);
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
ATTAIN_INLINE void read_ahead(const ray<Slope, Start>& c, std::size_t i) {
    if constexpr (!std::is_same_v<Start, absent>) read_ahead(c.start + i);
    if constexpr (!std::is_same_v<Slope, absent>) read_ahead(c.slope + i);
}
template<class Slope, class Start>
ATTAIN_INLINE reals place(const ray<Slope, Start>& c, const operands& v) {
    return v.a + c.t * v.b;
}
// The level at which x is k: exact up to the division, when starts are whole numbers of the same units.
template<class Slope, class Start>
ATTAIN_INLINE reals level_at(const ray<Slope, Start>&, const operands& v, reals k) {
    const reals beyond = k - v.a;
    if constexpr (std::is_same_v<Slope, absent>) return beyond;
    const reals level = beyond / (v.b + 0.0);                  // a weight of -0 is 0
    if constexpr (std::is_same_v<Start, double>) return level; // no deviation is 0
    constexpr double never = std::numeric_limits<double>::infinity();
    return level == level ? level : reals{} + never;
}
template<class Slope, class Start>
ATTAIN_INLINE margins margins_of(const ray<Slope, Start>& c) {
    const double t = c.t < 0 ? -c.t : c.t;
    return {c.rounding, c.rounding * t + c.slack * (1.0 + t)};
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
ATTAIN_INLINE void read_ahead(const bow& c, std::size_t i) {
    read_ahead(c.slope + i);
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
        read_ahead(low + i);
        read_ahead(high + i);
        read_ahead(l, i);
        if constexpr (!Same) read_ahead(h, i);
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
    const auto sum = [](std::int64_t a, std::int64_t b) { // bounds out of reach are refused, and may wrap
        return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
    };
    return {sum(out.low, rest.low), sum(out.high, rest.high), sum(out.low_bounds, rest.low_bounds),
            sum(out.high_bounds, rest.high_bounds), out.ordered && rest.ordered};
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

// One vector at row i, without its first rows: what does not fill a vector stands behind rows that have been
// read, and copies of it would cost more.
template<class Curve, class Int>
ATTAIN_INLINE smooth_sums smooth_rest(const Curve& l, const Curve& h, const Int* low, const Int* high,
                                      std::size_t i, std::size_t without) {
    const reals a = load(low + i);
    const reals b = load(high + i);
    const sums counted = ~first_lanes(without);
    const reals x = larger(smaller(place(l, fetch(l, i)) - 0.5, b), a);
    const reals y = larger(smaller(place(h, fetch(h, i)) - 0.5, b), a);
    return {sum_of(masked(x, counted)), sum_of(masked(y, counted))};
}

template<class Curve, class Int>
smooth_sums smooth(const Curve& l, const Curve& h, const Int* low, const Int* high, std::size_t n) {
    const std::size_t whole = n - n % lanes;
    const bool same = same_columns(l, h);
    const smooth_sums out =
        same ? smooth_whole<true>(l, h, low, high, whole) : smooth_whole<false>(l, h, low, high, whole);
    if (whole == n) return out;
    smooth_sums rest;
    if (n > lanes) {
        rest = smooth_rest(l, h, low, high, n - lanes, lanes - (n - whole));
    } else {
        const padded_rest<Curve, Int> p{l, h, low, high, whole, n - whole};
        rest = smooth_whole<false>(p.first, p.second, p.low, p.high, std::size_t{lanes});
    }
    return {out.low + rest.low, out.high + rest.high};
}

template<class Curve, class Int>
smooth_sums smooth_last(const Curve& l, const Curve& h, const Int* low, const Int* high, std::size_t n,
                        std::size_t without) {
    const smooth_sums first = smooth_rest(l, h, low, high, 0, without);
    const Curve a = shifted(l, lanes);
    const Curve b = shifted(h, lanes);
    const smooth_sums rest = same_columns(l, h)
                                 ? smooth_whole<true>(a, b, low + lanes, high + lanes, n - lanes)
                                 : smooth_whole<false>(a, b, low + lanes, high + lanes, n - lanes);
    return {first.low + rest.low, first.high + rest.high};
}

// A vector of rows at two levels, a margin below the first and above the second: bounds (lifted), places, and
// what is surely taken at the first and may be at the second (lifted). Operands stay outside: in here,
// compilers take them apart.
struct bracketed {
    reals low, high, at_first, at_second, sure, open;
};

template<bool Same, class Curve, class Int>
ATTAIN_INLINE bracketed bracket_of(const Curve& l, const Curve& h, const margins& below, const margins& above,
                                   const operands& first, const Int* low, const Int* high, std::size_t i) {
    const reals a = lifted(low + i);
    const reals b = lifted(high + i);
    const operands second = Same ? first : fetch(h, i);
    const reals x = place(l, first) - margin(l, below, first);
    const reals y = place(h, second) + margin(h, above, second);
    return {a, b, x, y, lifted_floor(x, a, b), lifted_floor(y, a, b)};
}

template<bool Same, class Curve, class Int>
ATTAIN_INLINE pass_counts write_whole(const Curve l, const Curve h, const Int* low, const Int* high,
                                      std::size_t n, Int* quotas, Int* extra, std::uint8_t* marks) {
    sums sum_low{};
    sums sum_high{};
    longs wrong{};
    const margins below = margins_of(l);
    const margins above = margins_of(h);
    for (std::size_t i = 0; i < n; i += lanes) {
        read_ahead(low + i);
        read_ahead(high + i);
        read_ahead(l, i);
        if constexpr (!Same) read_ahead(h, i);
        read_ahead(quotas + i);
        const auto [a, b, x, y, sure, open] = bracket_of<Same>(l, h, below, above, fetch(l, i), low, high, i);
        // Clipped to bounds in order, all lie inside them; what is not contested must lie beside the bracket.
        wrong |= ((sure > a) & is_not(sure - magic <= x)) | ((open < b) & is_not((open - magic) + 1.0 >= y));
        store_difference(quotas + i, sure, reals{} + magic);
        store_difference(extra + i, open, sure);
        marks[i / lanes] = bits_of_mask(open > sure);
        sum_low += summand(sure);
        sum_high += summand(open);
    }
    return {untangled(sum_low, n / lanes), untangled(sum_high, n / lanes), 0, 0, !any_of(wrong)};
}

template<class Curve, class Int>
pass_counts write(const Curve& l, const Curve& h, const Int* low, const Int* high, std::size_t n, Int* quotas,
                  Int* extra, std::uint8_t* marks) {
    const std::size_t whole = n - n % lanes;
    const bool same = same_columns(l, h);
    const pass_counts out = same ? write_whole<true>(l, h, low, high, whole, quotas, extra, marks)
                                 : write_whole<false>(l, h, low, high, whole, quotas, extra, marks);
    if (whole == n) return out;
    if (n > lanes) { // once more some rows, with the last ones
        const std::size_t at = n - lanes;
        std::uint8_t mark = 0;
        const Curve first = shifted(l, at);
        const Curve second = shifted(h, at);
        const bool clear = write_whole<false>(first, second, low + at, high + at, std::size_t{lanes},
                                              quotas + at, extra + at, &mark)
                               .ordered;
        marks[whole / lanes] = static_cast<std::uint8_t>(mark >> (lanes - (n - whole)));
        pass_counts all = out;
        for (std::size_t i = whole; i < n; ++i) {
            all.low += quotas[i];
            all.high += std::int64_t{quotas[i]} + extra[i];
        }
        all.ordered = out.ordered && clear;
        return all;
    }
    const padded_rest<Curve, Int> p{l, h, low, high, whole, n - whole};
    Int last[lanes];
    Int more[lanes];
    const pass_counts rest = write_whole<false>(p.first, p.second, p.low, p.high, std::size_t{lanes}, last,
                                                more, marks + whole / lanes);
    copy(quotas + whole, last, n - whole);
    copy(extra + whole, more, n - whole);
    return {out.low + rest.low, out.high + rest.high, 0, 0, out.ordered && rest.ordered};
}

struct run_totals {
    sums low;
    sums high;
    sums low_bounds;
    sums high_bounds;
};

#if ATTAIN_LANES >= 4
ATTAIN_INLINE __m256i quarter(sums v) {
#if ATTAIN_LANES == 8
    return reinterpret_cast<__m256i>(__builtin_shufflevector(v, v, 0, 1, 2, 3) +
                                     __builtin_shufflevector(v, v, 4, 5, 6, 7));
#else
    return reinterpret_cast<__m256i>(v);
#endif
}
ATTAIN_INLINE __m256i pairs_of(sums a, sums b) {
    const __m256i x = quarter(a);
    const __m256i y = quarter(b);
    return _mm256_add_epi64(_mm256_unpacklo_epi64(x, y), _mm256_unpackhi_epi64(x, y));
}
#endif
// Of each sum over all lanes, less what lifts them.
ATTAIN_INLINE run_sums totals_of(const run_totals& sum, std::uint64_t lift) {
#if ATTAIN_LANES >= 4
    const __m256i levels = pairs_of(sum.low, sum.high);
    const __m256i bounds = pairs_of(sum.low_bounds, sum.high_bounds);
    const __m256i all = _mm256_add_epi64(_mm256_permute2x128_si256(levels, bounds, 0x20),
                                         _mm256_permute2x128_si256(levels, bounds, 0x31));
    const __m256i held = _mm256_sub_epi64(all, _mm256_set1_epi64x(static_cast<std::int64_t>(lift)));
    run_sums out;
    __builtin_memcpy(static_cast<void*>(&out), &held, sizeof out);
    return out;
#else
    return {static_cast<std::int64_t>(sum_of(sum.low) - lift),
            static_cast<std::int64_t>(sum_of(sum.high) - lift),
            static_cast<std::int64_t>(sum_of(sum.low_bounds) - lift),
            static_cast<std::int64_t>(sum_of(sum.high_bounds) - lift)};
#endif
}

// What a vector holds in its first rows: short stretches are less than one, and it reaches into the next.
template<bool Same, class Curve, class Int>
ATTAIN_INLINE void add_rows(run_totals& to, longs& wrong, const Curve& l, const Curve& h,
                            const margins& below, const margins& above, const Int* low, const Int* high,
                            std::size_t i, std::size_t rows) {
    constexpr auto reach = static_cast<double>(kernel_reach<Int>);
    const operands first = fetch(l, i);
    const bracketed v = bracket_of<Same>(l, h, below, above, first, low, high, i);
    const sums counted = first_lanes(rows);
    to.low += summand(v.sure) & counted;
    to.high += summand(v.open) & counted;
    to.low_bounds += summand(v.low) & counted;
    to.high_bounds += summand(v.high) & counted;
    wrong |= is_not((v.low <= v.high) & (v.low >= magic - reach) & (v.high <= magic + reach)) | bad(l, first);
}

template<bool Same, class Curve, class Int>
ATTAIN_INLINE bool enclose_all(const Curve l, const Curve h, const Int* low, const Int* high, std::size_t n,
                               const std::uint32_t* stops, std::size_t runs, run_sums* out) {
    const margins below = margins_of(l);
    const margins above = margins_of(h);
    longs wrong{};
    std::size_t at = 0;
    for (std::size_t r = 0; r < runs; ++r) {
        const std::size_t stop = stops[r];
        const std::uint64_t lift = static_cast<std::uint64_t>(magic_bits) * (stop - at);
        run_totals sum{};
        for (; at < stop; at += lanes) {
            if (at + lanes > n) {
                const padded_rest<Curve, Int> p{l, h, low, high, at, n - at};
                add_rows<false>(sum, wrong, p.first, p.second, below, above, p.low, p.high, 0, stop - at);
                continue;
            }
            read_ahead(low + at);
            read_ahead(high + at);
            read_ahead(l, at);
            if constexpr (!Same) read_ahead(h, at);
            add_rows<Same>(sum, wrong, l, h, below, above, low, high, at, stop - at);
        }
        at = stop;
        out[r] = totals_of(sum, lift);
    }
    return !any_of(wrong);
}

template<class Curve, class Int>
bool enclose(const Curve& l, const Curve& h, const Int* low, const Int* high, std::size_t n,
             const std::uint32_t* stops, std::size_t runs, run_sums* out) {
    return same_columns(l, h) ? enclose_all<true>(l, h, low, high, n, stops, runs, out)
                              : enclose_all<false>(l, h, low, high, n, stops, runs, out);
}

template<class Int>
void add(const Int* out, const Int* extra, std::size_t n, const std::uint32_t* stops, std::size_t runs,
         taken_sums* to) {
    std::size_t at = 0;
    for (std::size_t r = 0; r < runs; ++r) {
        const std::size_t stop = stops[r];
        const std::uint64_t lift = static_cast<std::uint64_t>(magic_bits) * (stop - at);
        sums sure{};
        sums more{};
        for (; at < stop; at += lanes) {
            const sums counted = first_lanes(stop - at);
            if (at + lanes > n) {
                padded_column<Int> last;
                padded_column<Int> rest;
                sure += summand(lifted(last.of(out + at, n - at))) & counted;
                more += summand(lifted(rest.of(extra + at, n - at))) & counted;
                continue;
            }
            sure += summand(lifted(out + at)) & counted;
            more += summand(lifted(extra + at)) & counted;
        }
        at = stop;
        to[r] = {static_cast<std::int64_t>(sum_of(sure) - lift),
                 static_cast<std::int64_t>(sum_of(more) - lift)};
    }
}

template<class Curve, class Int>
ATTAIN_INLINE pass_counts check_whole(const Curve l, const Int* low, const Int* high, const Int* quotas,
                                      std::size_t n, std::uint8_t* marks) {
    sums sum{};
    longs outside{};
    const margins beside = margins_of(l);
    for (std::size_t i = 0; i < n; i += lanes) {
        read_ahead(low + i);
        read_ahead(high + i);
        read_ahead(l, i);
        read_ahead(quotas + i);
        const operands v = fetch(l, i);
        const reals x = place(l, v);
        const reals m = margin(l, beside, v);
        const reals held = lifted(quotas + i);
        const reals q = held - magic;
        const reals a = lifted(low + i);
        const reals b = lifted(high + i);
        marks[i / lanes] =
            bits_of_mask(is_not(((held <= a) | (q <= x - m)) & ((held >= b) | (q + 1.0 >= x + m))));
        outside |= is_not((held >= a) & (held <= b));
        sum += summand(held);
    }
    return {untangled(sum, n / lanes), 0, 0, 0, !any_of(outside)};
}

template<class Curve, class Int>
pass_counts check(const Curve& l, const Int* low, const Int* high, const Int* quotas, std::size_t n,
                  std::uint8_t* marks) {
    const std::size_t whole = n - n % lanes;
    const pass_counts out = check_whole(l, low, high, quotas, whole, marks);
    if (whole == n) return out;
    const padded_rest<Curve, Int> p{l, l, low, high, whole, n - whole};
    padded_column<Int> held;
    const pass_counts rest = check_whole(p.first, p.low, p.high, held.of(quotas + whole, n - whole),
                                         std::size_t{lanes}, marks + whole / lanes);
    return {out.low + rest.low, 0, 0, 0, out.ordered && rest.ordered};
}

struct end_totals {
    sums held;
    reals last;
    reals next;
};
struct end_flags {
    longs wrong;
    longs outside;
    sums low_bounds;
    sums high_bounds;
};

template<class Curve, class Int>
ATTAIN_INLINE void add_ends(end_totals& to, end_flags& all, const Curve& c, const Int* low, const Int* high,
                            const Int* quotas, std::size_t i, std::size_t rows) {
    constexpr auto reach = static_cast<double>(kernel_reach<Int>);
    constexpr double none = std::numeric_limits<double>::infinity();
    const reals a = lifted(low + i);
    const reals b = lifted(high + i);
    const reals held = lifted(quotas + i);
    const operands v = fetch(c, i);
    const reals k = held - magic;
    const sums counted = first_lanes(rows);
    const reals last = held > a ? level_at(c, v, k) : reals{} - none;
    const reals next = held < b ? level_at(c, v, k + 1.0) : reals{} + none;
    to.held += summand(held) & counted;
    to.last = larger(to.last, chosen(counted, last, -none));
    to.next = smaller(to.next, chosen(counted, next, none));
    all.low_bounds += summand(a) & counted;
    all.high_bounds += summand(b) & counted;
    all.wrong |= is_not((a <= b) & (a >= magic - reach) & (b <= magic + reach)) | bad(c, v);
    all.outside |= is_not((held >= a) & (held <= b));
}

template<class Curve, class Int>
ATTAIN_INLINE end_counts ends_of(const Curve c, const Int* low, const Int* high, const Int* quotas,
                                 std::size_t n, const std::uint32_t* stops, std::size_t runs, run_ends* out) {
    constexpr double none = std::numeric_limits<double>::infinity();
    end_flags all{};
    std::size_t at = 0;
    for (std::size_t r = 0; r < runs; ++r) {
        const std::size_t stop = stops[r];
        const std::uint64_t lift = static_cast<std::uint64_t>(magic_bits) * (stop - at);
        end_totals sum{{}, reals{} - none, reals{} + none};
        for (; at < stop; at += lanes) {
            if (at + lanes > n) {
                const padded_rest<Curve, Int> p{c, c, low, high, at, n - at};
                padded_column<Int> held;
                add_ends(sum, all, p.first, p.low, p.high, held.of(quotas + at, n - at), 0, stop - at);
                continue;
            }
            read_ahead(low + at);
            read_ahead(high + at);
            read_ahead(quotas + at);
            read_ahead(c, at);
            add_ends(sum, all, c, low, high, quotas, at, stop - at);
        }
        at = stop;
        out[r] = {static_cast<std::int64_t>(sum_of(sum.held) - lift), largest_of(sum.last),
                  smallest_of(sum.next)};
    }
    const std::uint64_t lift = static_cast<std::uint64_t>(magic_bits) * at;
    return {static_cast<std::int64_t>(sum_of(all.low_bounds) - lift),
            static_cast<std::int64_t>(sum_of(all.high_bounds) - lift), !any_of(all.wrong),
            !any_of(all.outside)};
}

template<class Curve, class Int>
end_counts ends(const Curve& c, const Int* low, const Int* high, const Int* quotas, std::size_t n,
                const std::uint32_t* stops, std::size_t runs, run_ends* out) {
    return ends_of(c, low, high, quotas, n, stops, runs, out);
}

template<class Curve, class Int>
constexpr auto ends_pass() -> decltype(column_passes<Curve, Int>::ends) {
    if constexpr (requires(const Curve& c, const operands& v, reals k) { level_at(c, v, k); })
        return &ends<Curve, Int>;
    else
        return nullptr;
}

template<class Curve, class Int>
constexpr column_passes<Curve, Int> table{lanes,
                                          &count<Curve, Int>,
                                          &smooth<Curve, Int>,
                                          &smooth_last<Curve, Int>,
                                          &write<Curve, Int>,
                                          &enclose<Curve, Int>,
                                          &add<Int>,
                                          &check<Curve, Int>,
                                          ends_pass<Curve, Int>()};
