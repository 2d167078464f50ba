// The passes over columns, compiled for several instruction sets and chosen at run time. The one header that
// knows about vector instructions.
#pragma once

#include <attain/allocate/grid_solver.hpp>

namespace attain::inline v1::detail {

// Everybody's x at one place: from[i] + t (to[i] - from[i]).
template<class Real>
struct line {
    const Real* from{};
    const Real* to{};
    double t{};
};

// Bounds and knots lie in [-reach, reach]: differences fit Int, and doubles hold them exactly.
template<class Int>
inline constexpr Int kernel_reach = sizeof(Int) == 4 ? Int{1} << 29 : Int{1} << (sizeof(Int) == 4 ? 0 : 50);

struct pass_counts {
    std::int64_t low{};  // sum of quotas at the first line
    std::int64_t high{}; // ... at the second
    std::int64_t low_bounds{};
    std::int64_t high_bounds{};
    bool ordered{true}; // bounds in order and in reach (count), quotas inside them (check)
};

template<class Real, class Int>
struct grid_passes {
    // Sums at two lines, and of the bounds.
    pass_counts (*count)(const line<Real>&, const line<Real>&, const Int* low, const Int* high,
                         std::size_t n);
    // out[i]: what is taken for sure at the first line (its rounding margin below); extra[i]: how much more
    // at the second one (margin above).
    pass_counts (*write)(const line<Real>&, const line<Real>&, const Int* low, const Int* high, std::size_t n,
                         Int* out, Int* extra);
    // Sets doubt[i] unless rep i's last taken slot is surely at or before the line and its next one after it.
    // Adds up the quotas; ordered is false when one lies outside its bounds.
    pass_counts (*check)(const line<Real>&, const Int* low, const Int* high, const Int* quotas, std::size_t n,
                         std::uint8_t* doubt);
};

template<class Real, class Int>
[[nodiscard]] const grid_passes<Real, Int>& passes_for(simd_level level) noexcept;

} // namespace attain::inline v1::detail
