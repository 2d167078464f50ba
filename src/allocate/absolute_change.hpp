// Least absolute change over columns with scales: whole classes of one scale move before the next; inside the
// class that moves in part the quadratic cost decides.
#pragma once

#include <attain/allocate/column_solver.hpp>

namespace attain::inline v1::detail {

[[nodiscard]] column_solution solve_absolute(units total, const share_columns& columns,
                                             std::span<const units> low, std::span<const units> high,
                                             std::span<const std::uint32_t> tie, std::span<units> quotas,
                                             column_workspace& work, simd_level simd);

[[nodiscard]] bool certify_absolute(units total, const share_columns& columns, std::span<const units> low,
                                    std::span<const units> high, std::span<const std::uint32_t> tie,
                                    std::span<const units> quotas);

} // namespace attain::inline v1::detail
