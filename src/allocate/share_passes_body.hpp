// The passes of Hamilton's shares. Included after column_passes_body.hpp, inside the same namespace.
//
// Exact shares: a quotient by doubles, right to one, and its remainder in integers that wrap around. Where
// weights and shares fit 31 bits, products and conversions are halves of that, and a quotient rounded to the
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
        read_ahead(weights + i);
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
ATTAIN_INLINE divided divide_whole(const share_of s, const std::int64_t* weights, std::size_t n,
                                   std::int64_t from, std::int64_t above, std::int64_t* quotas,
                                   std::int64_t* rests, std::uint8_t* marks) {
    const longs divisor = longs{} + static_cast<std::int64_t>(s.sum);
    longs sum{};
    longs wrong{};
    for (std::size_t i = 0; i < n; i += lanes) {
        read_ahead(weights + i);
        read_ahead(quotas + i);
        const quotients q = quotients_of<Narrow>(s, load_longs(weights + i));
        const longs quota = q.whole + where(q.rest > above, longs{} + 1);
        store_longs(quotas + i, quota);
        store_longs(rests + i, q.rest);
        marks[i / lanes] = bits_of_mask((q.rest >= from) & (q.rest <= above));
        sum += quota;
        wrong |= is_not((q.rest >= 0) & (q.rest < divisor));
    }
    return {sum_of(sum), !any_of(wrong)};
}

template<bool Narrow>
divided divide(const share_of& s, const std::int64_t* weights, std::size_t n, std::int64_t from,
               std::int64_t above, std::int64_t* quotas, std::int64_t* rests, std::uint8_t* marks) {
    const std::size_t whole = n - n % lanes;
    divided out = divide_whole<Narrow>(s, weights, whole, from, above, quotas, rests, marks);
    if (whole == n) return out;
    padded_column<std::int64_t> padded_weights;
    std::int64_t last[lanes];
    std::int64_t last_rests[lanes];
    std::uint8_t mark = 0;
    out.exact &= divide_whole<Narrow>(s, padded_weights.of(weights + whole, n - whole), std::size_t{lanes},
                                      from, above, last, last_rests, &mark)
                     .exact;
    copy(quotas + whole, last, n - whole);
    copy(rests + whole, last_rests, n - whole);
    marks[whole / lanes] = static_cast<std::uint8_t>(mark & ((1u << (n - whole)) - 1));
    for (std::size_t i = whole; i < n; ++i)
        out.sum += quotas[i];
    return out;
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
        read_ahead(weights + i);
        read_ahead(quotas + i);
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
    return narrow ? share_passes{lanes, &add, &divide<true>, &compare<true>}
                  : share_passes{lanes, &add, &divide<false>, &compare<false>};
}
