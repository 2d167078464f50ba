// Hamilton (largest remainder) for many reps at once, without bounds: a column of weights in, whole quotas
// out.
#pragma once

#include <attain/allocate/column_solver.hpp>

namespace attain::inline v1 {

// Every quota is the exact share total x weight / sum of weights, rounded down or up; the largest remainders
// go up, equal ones in the order of `tie` (as in solve_on_grid). Weights are whole numbers >= 0 with a sum
// below 2^62; 0 <= total, and no share reaches 2^50. Errors: invalid_argument (sizes differ), empty_input (no
// weight at all), out_of_range. One pass over the reps for the sum of the weights, one to write; O(reps).
// True: certified, what certify_hamilton asks was looked at as the quotas were written, and holds.
[[nodiscard]] bool solve_hamilton(units total, std::span<const std::int64_t> weights,
                                  std::span<const std::uint32_t> tie, std::span<units> quotas,
                                  column_workspace& work, simd_level simd = simd_level::automatic);

// Proof of a solution: the sum, every quota a share rounded down or up, and no remainder that was rounded
// down before one that was rounded up. O(reps).
[[nodiscard]] bool certify_hamilton(units total, std::span<const std::int64_t> weights,
                                    std::span<const std::uint32_t> tie, std::span<const units> quotas,
                                    simd_level simd = simd_level::automatic);

} // namespace attain::inline v1
