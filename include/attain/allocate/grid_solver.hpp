// Equal attainability for many reps at once: columns in, whole quotas out, exact with respect to the grid.
//
// Everybody's quota at place tau is clip(floor(x_j + t (x_(j+1) - x_j)), low, high): one affine expression
// for any distribution. A sample finds tau nearly, one pass counts, one pass writes what is surely taken and
// collects the contested slots, whose canonical keys decide. Sampling and vector width steer the time and
// never the result.
#pragma once

#include <attain/core/units.hpp>
#include <attain/estimate/grid.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace attain::inline v1 {

// Knots column by column: knot j of rep i at cells[j x reps + i], strictly rising in j. Float for counts and
// for amounts to 2^24 (after a quantum), double up to 2^50.
template<class Real>
struct grid_columns {
    std::span<const Real> cells{};
    std::size_t reps{};
    grid_size size{grid_size::k33};

    [[nodiscard]] const Real* column(std::size_t j) const noexcept { return cells.data() + j * reps; }
};

// Columns that own their cells.
template<class Real>
class grid_table {
public:
    explicit grid_table(std::size_t reps, grid_size size = grid_size::k33)
        : cells_(reps * static_cast<std::size_t>(size)), reps_{reps}, size_{size} {}

    // Errors: invalid_argument (another size), out_of_range (row).
    void set(std::size_t row, const quantile_grid& grid);
    [[nodiscard]] grid_columns<Real> columns() const noexcept { return {cells_, reps_, size_}; }

private:
    std::vector<Real> cells_;
    std::size_t reps_;
    grid_size size_;
};

// Which vector instructions to use at most. Results are the same bytes for all.
enum class simd_level : std::uint8_t { baseline, avx2, avx512, automatic };

struct grid_solution {
    bool feasible{};
    units low_sum{};  // sum of the lower bounds
    units high_sum{}; // sum of the upper bounds
    double place{};   // the key of the worst slot taken, when any
    double chance{};  // what that place means as a chance
    int passes{};     // full passes over the reps
    bool certified{}; // what certify_on_grid asks was looked at as the quotas were written, and holds
};

// Reusable memory of the solver: a warm one makes a solve free of allocations.
class grid_workspace {
public:
    struct contested {
        double key{};
        std::uint32_t tie{};
        std::uint32_t rep{};
        units k{};
    };
    template<class Real, class Int>
    struct sample {
        std::vector<Real> cells{};
        std::vector<Int> low{};
        std::vector<Int> high{};
    };
    std::vector<contested> slots{};
    std::vector<contested> spare_slots{};
    sample<float, std::int32_t> narrow{};
    sample<double, std::int64_t> wide{};
};

// Writes the quotas of the total; infeasible totals write nothing. tie[i] is rep i's place among equals: pass
// a permutation that does not depend on the order of rows (allocate() uses rank, salted hash, id); empty
// means rows are ordered already, by id. Errors: invalid_argument (sizes differ), out_of_range (low above
// high, bounds or knots beyond the kernel's range), overflow (bounds that add up beyond 2^62). O(reps).
[[nodiscard]] grid_solution solve_on_grid(units total, const grid_columns<float>& columns,
                                          std::span<const std::int32_t> low,
                                          std::span<const std::int32_t> high,
                                          std::span<const std::uint32_t> tie, std::span<std::int32_t> quotas,
                                          grid_workspace& work, simd_level simd = simd_level::automatic);
[[nodiscard]] grid_solution solve_on_grid(units total, const grid_columns<double>& columns,
                                          std::span<const std::int64_t> low,
                                          std::span<const std::int64_t> high,
                                          std::span<const std::uint32_t> tie, std::span<std::int64_t> quotas,
                                          grid_workspace& work, simd_level simd = simd_level::automatic);

// Proof of a solution: sum, bounds, and no refused slot before a taken one in (key, tie, k). O(reps).
[[nodiscard]] bool certify_on_grid(units total, const grid_columns<float>& columns,
                                   std::span<const std::int32_t> low, std::span<const std::int32_t> high,
                                   std::span<const std::uint32_t> tie, std::span<const std::int32_t> quotas,
                                   double place, simd_level simd = simd_level::automatic);
[[nodiscard]] bool certify_on_grid(units total, const grid_columns<double>& columns,
                                   std::span<const std::int64_t> low, std::span<const std::int64_t> high,
                                   std::span<const std::uint32_t> tie, std::span<const std::int64_t> quotas,
                                   double place, simd_level simd = simd_level::automatic);

} // namespace attain::inline v1
