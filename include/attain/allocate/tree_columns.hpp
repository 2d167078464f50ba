// Many reps at once below a tree of bounds: columns in, whole quotas out, the same quotas as allocate() gives
// in the mode tree_mode::global.
//
// A node is a stretch of rows whose quotas together keep a floor and a cap, so rows are sorted by node: reps
// of one team are neighbours, teams of one region too. Everybody's quota at a level is read as in a solve
// without nodes and summed node by node; from the bottom up each sum is clipped to its node's bounds, and the
// level at which the company meets its total is the answer for everybody whose nodes are not clipped there.
// A node that is clipped has a total of its own, its bound, and is solved alone.
#pragma once

#include <attain/allocate/bounds.hpp>
#include <attain/allocate/column_solver.hpp>
#include <attain/allocate/grid_solver.hpp>
#include <attain/core/units.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace attain::inline v1 {

// The quotas of rows [first, last) together lie in [floor, cap]. Nodes stand inside one another or apart,
// outer ones first and then by row (company's regions before their teams: region 1, its teams, region 2, ..).
// Rows in no node belong to the company itself. No rows: a sum of 0.
struct row_node {
    std::size_t first{};
    std::size_t last{};
    units floor{-unlimited};
    units cap{unlimited};
};

struct tree_solution {
    static constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

    bool feasible{};
    units low_sum{};  // the least that the company can hold, with all nodes and reps within bounds
    units high_sum{}; // the most
    // A node whose bounds contradict what is below it, when there is one; low_sum is then what the two ask of
    // it at least, and high_sum, which is smaller, what they admit at most.
    std::size_t contradiction{none};
    double level{};      // the key of the worst slot taken at the company's level, as flat solves
    std::size_t bound{}; // nodes with a price of their own: outermost ones that are clipped
    int passes{};        // full passes over the reps
    bool certified{};    // what certify_tree asks was looked at as the quotas were written, and holds
};

// Reusable memory: a warm one makes a solve free of allocations, rare exact detours aside.
class tree_workspace {
public:
    struct run { // rows that hang on one node itself
        std::size_t from{};
        std::size_t upto{};
        std::uint32_t node{};
    };
    struct job { // a node that is solved alone, near a level and on its side with the sign of width
        std::uint32_t node{};
        std::uint32_t up{}; // the part in which it was clipped
        units total{};
        double level{};
        double width{};
    };
    struct chunk { // sampled rows, and their sums: of bounds, and at a level
        std::size_t from{};
        std::size_t upto{};
        std::size_t first_run{};
        std::size_t last_run{};
        double low{};
        double high{};
        double sum{};
    };
    struct edges { // sums at both ends of a bracket, or of a range
        std::int64_t low{};
        std::int64_t high{};

        edges& operator+=(const edges& more) noexcept {
            low += more.low;
            high += more.high;
            return *this;
        }
    };
    struct slot : grid_workspace::contested {
        std::uint32_t node{};
    };
    // The last slot that is taken, or the first one that is refused, of those looked at one by one, if any;
    // and a level that all others keep clear of by a rounding margin, on their side.
    struct slot_end {
        double level{};
        bool any{};
        grid_workspace::contested slot{};
    };
    struct part { // a node that was solved alone, without the nodes below it that were
        std::uint32_t node{};
        std::uint32_t up{};
        units total{};
        slot_end taken{};
        slot_end refused{};
    };
    // The company is node 0, the caller's node r is r + 1.
    std::vector<std::uint32_t> parents{};
    std::vector<std::uint32_t> ends{};
    std::vector<std::uint32_t> first_runs{};
    std::vector<std::uint32_t> last_runs{};
    std::vector<std::size_t> first_rows{};
    std::vector<std::size_t> last_rows{};
    std::vector<units> floors{};
    std::vector<units> caps{};
    std::vector<std::uint32_t> inner{}; // nodes with nodes below them
    std::vector<run> runs{};
    std::vector<chunk> chunks{};
    // Of each node, sums of its own rows: of bounds, at the ends of the bracket, at those of a trial. Then
    // sums of everything below it at the trial's.
    std::vector<edges> bounds{};
    std::vector<edges> known{};
    std::vector<edges> trial{};
    std::vector<edges> sums{};
    std::vector<double> smooth{};
    std::vector<double> rises{};
    std::vector<std::uint8_t> settled{};
    std::vector<std::uint8_t> open{}; // rows that have a unit more at the next step
    std::vector<slot> slots{};
    std::vector<job> jobs{};
    std::vector<job> small_jobs{};
    std::vector<part> parts{};
};

// Writes the quotas of the total; an infeasible total or contradicting nodes write nothing. Slots are those
// of solve_columns and solve_on_grid, ties too; the answer is the one optimum inside all bounds in their
// order. Without nodes it is theirs. Errors: as theirs, and for the nodes invalid_argument (not nested, not
// in order, beyond the rows), conflict (floor above cap), out_of_range (beyond +-2^62), overflow (bounds that
// add up beyond 2^62); invalid_argument for absolute change in scales, which has no single level.
// O(reps + nodes x depth) and a solve of its own for each node that binds.
[[nodiscard]] tree_solution solve_tree(units total, const share_columns& columns,
                                       std::span<const row_node> nodes, std::span<const units> low,
                                       std::span<const units> high, std::span<const std::uint32_t> tie,
                                       std::span<units> quotas, tree_workspace& work,
                                       simd_level simd = simd_level::automatic);
[[nodiscard]] tree_solution solve_tree(units total, const normal_columns& columns,
                                       std::span<const row_node> nodes, std::span<const units> low,
                                       std::span<const units> high, std::span<const std::uint32_t> tie,
                                       std::span<units> quotas, tree_workspace& work,
                                       simd_level simd = simd_level::automatic);
[[nodiscard]] tree_solution solve_tree(units total, const grid_columns<float>& columns,
                                       std::span<const row_node> nodes, std::span<const std::int32_t> low,
                                       std::span<const std::int32_t> high, std::span<const std::uint32_t> tie,
                                       std::span<std::int32_t> quotas, tree_workspace& work,
                                       simd_level simd = simd_level::automatic);
[[nodiscard]] tree_solution solve_tree(units total, const grid_columns<double>& columns,
                                       std::span<const row_node> nodes, std::span<const std::int64_t> low,
                                       std::span<const std::int64_t> high, std::span<const std::uint32_t> tie,
                                       std::span<std::int64_t> quotas, tree_workspace& work,
                                       simd_level simd = simd_level::automatic);

// Proof of a solution: the sum, all bounds, and in no node a refused slot before a taken one among those that
// its children may exchange: a unit leaves a child unless that stands at its floor, and enters it unless it
// stands at its cap. Errors: as solve_tree. O(reps + nodes), two keys a rep.
[[nodiscard]] bool certify_tree(units total, const share_columns& columns, std::span<const row_node> nodes,
                                std::span<const units> low, std::span<const units> high,
                                std::span<const std::uint32_t> tie, std::span<const units> quotas,
                                tree_workspace& work, simd_level simd = simd_level::automatic);
[[nodiscard]] bool certify_tree(units total, const normal_columns& columns, std::span<const row_node> nodes,
                                std::span<const units> low, std::span<const units> high,
                                std::span<const std::uint32_t> tie, std::span<const units> quotas,
                                tree_workspace& work, simd_level simd = simd_level::automatic);
[[nodiscard]] bool certify_tree(units total, const grid_columns<float>& columns,
                                std::span<const row_node> nodes, std::span<const std::int32_t> low,
                                std::span<const std::int32_t> high, std::span<const std::uint32_t> tie,
                                std::span<const std::int32_t> quotas, tree_workspace& work,
                                simd_level simd = simd_level::automatic);
[[nodiscard]] bool certify_tree(units total, const grid_columns<double>& columns,
                                std::span<const row_node> nodes, std::span<const std::int64_t> low,
                                std::span<const std::int64_t> high, std::span<const std::uint32_t> tie,
                                std::span<const std::int64_t> quotas, tree_workspace& work,
                                simd_level simd = simd_level::automatic);

} // namespace attain::inline v1
