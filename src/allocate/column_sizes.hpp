// How long the columns of a solve must be, and what its bounds: the first pass looks at them.
#pragma once

#include <attain/allocate/bounds.hpp>
#include <attain/core/error.hpp>

#include "column_passes.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <span>

namespace attain::inline v1::detail {

// Errors: invalid_argument, empty_input, out_of_range. tie may be empty.
inline void check_column_sizes(std::size_t reps, std::size_t low, std::size_t high, std::size_t tie,
                               std::size_t quotas) {
    if (low != reps) fail(errc::invalid_argument, "low", "must hold one per rep");
    if (high != reps) fail(errc::invalid_argument, "high", "must hold one per rep");
    if (tie != 0 && tie != reps) fail(errc::invalid_argument, "tie", "must hold one per rep, or none");
    if (quotas != reps) fail(errc::invalid_argument, "quotas", "must hold one per rep");
    if (reps == 0) fail(errc::empty_input, "columns", "there is nobody to allocate to");
    if (reps > std::numeric_limits<std::uint32_t>::max())
        fail(errc::out_of_range, "columns", "more than 2^32 reps");
}

// The passes found something wrong somewhere: says which bound and where, if a bound is it.
template<class Int>
void refuse_bounds(std::span<const Int> low, std::span<const Int> high) {
    constexpr Int reach = kernel_reach<Int>;
    const char* const beyond =
        sizeof(Int) == 4 ? "must lie between -2^29 and 2^29" : "must lie between -2^50 and 2^50";
    for (std::size_t i = 0; i < low.size(); ++i) {
        const auto row = static_cast<std::int64_t>(i);
        if (low[i] < -reach || low[i] > reach) fail(errc::out_of_range, "low", beyond, row);
        if (high[i] < -reach || high[i] > reach) fail(errc::out_of_range, "high", beyond, row);
        if (low[i] > high[i]) fail(errc::out_of_range, "low", "lies above high", row);
    }
}

// The first pass over all rows: sums at two levels, and of the bounds, which are looked at here. refuse()
// throws: called when bounds or columns are not what they must be. What passes here cannot make later sums
// over all rows, or over the first ones, wrap around: quotas lie between their bounds. Errors: overflow.
template<class Curve, class Int, class Refuse>
[[nodiscard]] pass_counts first_count(const column_passes<Curve, Int>& passes, const Curve& first,
                                      const Curve& second, std::span<const Int> low,
                                      std::span<const Int> high, const Refuse& refuse) {
    constexpr std::size_t block = 4'096; // bounds of 2^50 are 2^62 together
    std::uint64_t low_size = 0;
    std::uint64_t high_size = 0;
    pass_counts out;
    for (std::size_t at = 0; at < low.size(); at += block) {
        const pass_counts c = passes.count(shifted(first, at), shifted(second, at), &low[at], &high[at],
                                           std::min(block, low.size() - at));
        if (!c.ordered) refuse();
        low_size += static_cast<std::uint64_t>(std::abs(c.low_bounds));
        high_size += static_cast<std::uint64_t>(std::abs(c.high_bounds));
        if (std::max(low_size, high_size) > std::uint64_t{unlimited})
            fail(errc::overflow, "bounds", "they add up beyond 2^62");
        out.low += c.low;
        out.high += c.high;
        out.low_bounds += c.low_bounds;
        out.high_bounds += c.high_bounds;
    }
    return out;
}

} // namespace attain::inline v1::detail
