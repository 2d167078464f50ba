// Vectors of ATTAIN_LANES doubles, and what the passes over columns do with them. Included once per
// instruction set by column_passes.cpp, each time inside a namespace of its own; compilers without vector
// extensions get one lane.
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
// One bit for each lane whose condition holds.
ATTAIN_INLINE std::uint8_t bits_of_mask(longs mask) {
#if ATTAIN_LANES == 4
    return static_cast<std::uint8_t>(_mm256_movemask_pd(reinterpret_cast<__m256d>(mask)));
#elif ATTAIN_LANES == 8
    return static_cast<std::uint8_t>(_mm512_movepi64_mask(reinterpret_cast<__m512i>(mask)));
#else
    return static_cast<std::uint8_t>((mask[0] & 1) | (mask[1] & 2));
#endif
}
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
// All bits of the first n lanes.
ATTAIN_INLINE sums first_lanes(std::size_t n) {
    longs places{};
    for (int l = 0; l < lanes; ++l)
        places[l] = l;
    return reinterpret_cast<sums>(places < static_cast<std::int64_t>(n));
}
ATTAIN_INLINE reals masked(reals x, sums bits) {
    return reinterpret_cast<reals>(summand(x) & bits);
}
// The first where the bits are set, the second elsewhere.
ATTAIN_INLINE reals chosen(sums bits, reals x, double y) {
    return reinterpret_cast<reals>((summand(x) & bits) | (summand(reals{} + y) & ~bits));
}
#if ATTAIN_LANES == 8
// Halves first: lane by lane they would be taken apart one after the other.
template<class Vector, class Join>
ATTAIN_INLINE auto joined(Vector v, Join join) {
    const auto half =
        join(__builtin_shufflevector(v, v, 0, 1, 2, 3), __builtin_shufflevector(v, v, 4, 5, 6, 7));
    const auto pair =
        join(__builtin_shufflevector(half, half, 0, 1), __builtin_shufflevector(half, half, 2, 3));
    return join(pair[0], pair[1]);
}
ATTAIN_INLINE double largest_of(reals v) {
    return joined(v, [](auto a, auto b) { return a > b ? a : b; });
}
ATTAIN_INLINE double smallest_of(reals v) {
    return joined(v, [](auto a, auto b) { return a < b ? a : b; });
}
ATTAIN_INLINE std::int64_t sum_of(longs v) {
    return joined(v, [](auto a, auto b) { return a + b; });
}
ATTAIN_INLINE std::uint64_t sum_of(sums v) {
    return joined(v, [](auto a, auto b) { return a + b; });
}
ATTAIN_INLINE double sum_of(reals v) {
    return joined(v, [](auto a, auto b) { return a + b; });
}
#else
ATTAIN_INLINE double largest_of(reals v) {
    double most = v[0];
    for (int l = 1; l < lanes; ++l)
        most = v[l] > most ? v[l] : most;
    return most;
}
ATTAIN_INLINE double smallest_of(reals v) {
    double least = v[0];
    for (int l = 1; l < lanes; ++l)
        least = v[l] < least ? v[l] : least;
    return least;
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
#endif
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
ATTAIN_INLINE std::uint8_t bits_of_mask(longs mask) {
    return mask != 0 ? 1 : 0;
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
ATTAIN_INLINE sums first_lanes(std::size_t) {
    return ~sums{};
}
ATTAIN_INLINE reals masked(reals x, sums) { // nothing is left beside one lane
    return x;
}
ATTAIN_INLINE reals chosen(sums, reals x, double) {
    return x;
}
ATTAIN_INLINE double largest_of(reals v) {
    return v;
}
ATTAIN_INLINE double smallest_of(reals v) {
    return v;
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

ATTAIN_INLINE bool any_of(longs mask) {
    return bits_of_mask(mask) != 0;
}

// Hardware stops reading ahead at the end of a page, and every column has its own.
template<class T>
ATTAIN_INLINE void read_ahead([[maybe_unused]] const T* from) {
#if defined(__GNUC__) || defined(__clang__)
    __builtin_prefetch(reinterpret_cast<const void*>(reinterpret_cast<std::uintptr_t>(from) + 2048));
#endif
}
ATTAIN_INLINE void read_ahead(const absent*) {}

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
