// Policies by weight, least change and normal distributions for many reps at once: columns in, whole quotas
// out, the same quotas as allocate() gives.
//
// Everybody's quota at a level is one expression of the level, rounded down and clipped to the bounds. A
// sample finds the level nearly, one pass counts, one writes what is surely taken and collects the contested
// slots, which exact integer keys decide. Sampling and vector width steer the time and never the result.
#pragma once

#include <attain/allocate/grid_solver.hpp>
#include <attain/allocate/policy.hpp>

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace attain::inline v1 {

// A divisor method, or the least change: keys (2 (q k - previous) + s q) / w of slot k with quantum q, s = -1
// (Webster and least change), 0 (D'Hondt, equal split), -2 (Adams); Huntington-Hill sqrt(k (k - 1)) / w.
struct share_columns {
    // Whole numbers in [0, 2^62), as whole_weights() makes them; empty: all 1.
    std::span<const double> weights{};
    // Least change from these, with Webster's keys; |previous| <= 2^50. Empty: 0.
    std::span<const units> previous{};
    divisor method{divisor::webster};
    change_cost cost{change_cost::quadratic};
    units quantum{1}; // 1 to 2^50; quotas and bounds count in it
};

// Equal attainability of normal distributions: the keys of `normal`.
struct normal_columns {
    std::span<const double> means{};
    std::span<const double> deviations{}; // standard deviations, > 0
};

// Weights times one power of two, rounded to whole numbers, so that the sum stays below 2^62: ratios of whole
// numbers stay exact. Errors: not_finite, out_of_range (negative), empty_input (no weight at all), overflow.
void whole_weights(std::span<const double> weights, std::span<double> out);

struct column_solution {
    bool feasible{};
    units low_sum{};  // sum of the lower bounds
    units high_sum{}; // sum of the upper bounds
    double level{};   // the key of the worst slot taken (half of it for ratios), when any
    int passes{};     // full passes over the reps
    bool certified{}; // what certify_columns asks was looked at as the quotas were written, and holds
};

// Reusable memory: a warm one makes a solve free of allocations, rare exact detours aside.
class column_workspace {
public:
    struct exact_slot {
        std::array<std::uint64_t, 4> key{}; // the bytes of the policy's exact key
        grid_workspace::contested slot{};
    };
    std::vector<exact_slot> close{};
    std::vector<grid_workspace::contested> slots{};
    std::vector<grid_workspace::contested> spare_slots{};
    std::vector<double> slopes{};
    std::vector<double> starts{};
    std::vector<units> whole_starts{};
    std::vector<units> low{};
    std::vector<units> high{};
    std::vector<units> inner_low{};
    std::vector<units> inner_high{};
};

// Writes the quotas of the total; infeasible totals write nothing. tie as in solve_on_grid. Errors:
// invalid_argument (sizes differ), out_of_range (low above high, bounds beyond +-2^50, weights no whole
// numbers in range, deviations not positive), not_finite, overflow (bounds add up beyond 2^62). O(reps).
[[nodiscard]] column_solution solve_columns(units total, const share_columns& columns,
                                            std::span<const units> low, std::span<const units> high,
                                            std::span<const std::uint32_t> tie, std::span<units> quotas,
                                            column_workspace& work, simd_level simd = simd_level::automatic);
[[nodiscard]] column_solution solve_columns(units total, const normal_columns& columns,
                                            std::span<const units> low, std::span<const units> high,
                                            std::span<const std::uint32_t> tie, std::span<units> quotas,
                                            column_workspace& work, simd_level simd = simd_level::automatic);

// Proof of a solution: sum, bounds, and no refused slot before a taken one in (key, tie, k). `level` is a
// hint that saves time. O(reps).
[[nodiscard]] bool certify_columns(units total, const share_columns& columns, std::span<const units> low,
                                   std::span<const units> high, std::span<const std::uint32_t> tie,
                                   std::span<const units> quotas, double level,
                                   simd_level simd = simd_level::automatic);
[[nodiscard]] bool certify_columns(units total, const normal_columns& columns, std::span<const units> low,
                                   std::span<const units> high, std::span<const std::uint32_t> tie,
                                   std::span<const units> quotas, double level,
                                   simd_level simd = simd_level::automatic);

} // namespace attain::inline v1
