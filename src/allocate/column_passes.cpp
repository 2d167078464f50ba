#include "column_passes.hpp"

#include <bit>
#include <limits>
#include <type_traits>

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#define ATTAIN_HAS_X86_LEVELS 1
#include <immintrin.h>
#endif

namespace attain::inline v1::detail {

namespace baseline {
#if defined(__GNUC__) || defined(__clang__)
#define ATTAIN_LANES 2
#else
#define ATTAIN_LANES 1
#endif
#include "column_lanes_body.hpp"
#include "column_passes_body.hpp"
#include "share_passes_body.hpp"
#undef ATTAIN_INLINE
#undef ATTAIN_LANES
} // namespace baseline

#if defined(ATTAIN_HAS_X86_LEVELS)
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2")
#endif
namespace avx2 {
#define ATTAIN_LANES 4
#include "column_lanes_body.hpp"
#include "column_passes_body.hpp"
#include "share_passes_body.hpp"
#undef ATTAIN_INLINE
#undef ATTAIN_LANES
} // namespace avx2
#if defined(__clang__)
#pragma clang attribute pop
#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512vl,avx512bw"))),                  \
                             apply_to = function)
#else
#pragma GCC pop_options
#pragma GCC push_options
#pragma GCC target("avx512f,avx512dq,avx512vl,avx512bw,prefer-vector-width=512")
#endif
namespace avx512 {
#define ATTAIN_LANES 8
#include "column_lanes_body.hpp"
#include "column_passes_body.hpp"
#include "share_passes_body.hpp"
#undef ATTAIN_INLINE
#undef ATTAIN_LANES
} // namespace avx512
#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
#endif

namespace {

simd_level available() noexcept {
#if defined(ATTAIN_HAS_X86_LEVELS)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw"))
        return simd_level::avx512;
    if (__builtin_cpu_supports("avx2")) return simd_level::avx2;
#endif
    return simd_level::baseline;
}

} // namespace

template<class Curve, class Int>
const column_passes<Curve, Int>& passes_for(simd_level level) noexcept {
    const simd_level best = available();
    if (level == simd_level::automatic || level > best) level = best;
#if defined(ATTAIN_HAS_X86_LEVELS)
    if (level == simd_level::avx512) return avx512::table<Curve, Int>;
    if (level == simd_level::avx2) return avx2::table<Curve, Int>;
#endif
    return baseline::table<Curve, Int>;
}

share_passes share_passes_for(simd_level level, bool narrow) noexcept {
    const simd_level best = available();
    if (level == simd_level::automatic || level > best) level = best;
#if defined(ATTAIN_HAS_X86_LEVELS)
    if (level == simd_level::avx512) return avx512::share_table(narrow);
    if (level == simd_level::avx2) return avx2::share_table(narrow);
#endif
    return baseline::share_table(narrow);
}

using wide = std::int64_t;
template const column_passes<line<float>, std::int32_t>& passes_for(simd_level) noexcept;
template const column_passes<line<double>, wide>& passes_for(simd_level) noexcept;
template const column_passes<ray<double, absent>, wide>& passes_for(simd_level) noexcept;
template const column_passes<ray<double, wide>, wide>& passes_for(simd_level) noexcept;
template const column_passes<ray<double, double>, wide>& passes_for(simd_level) noexcept;
template const column_passes<ray<absent, wide>, wide>& passes_for(simd_level) noexcept;
template const column_passes<ray<absent, absent>, wide>& passes_for(simd_level) noexcept;
template const column_passes<bow, wide>& passes_for(simd_level) noexcept;

} // namespace attain::inline v1::detail
