// The grid solver on the caller's own columns.
#include "boundary.hpp"

#include <algorithm>
#include <cmath>

using namespace attain;

struct attain_grid_workspace {
    grid_workspace value;
};

namespace {

// Whether everybody's knots around the place rise, which is what the certificate builds on; not where one is
// NaN.
template<class Real>
bool rise_at(const grid_columns<Real>& columns, double place) {
    const auto last = static_cast<double>(static_cast<std::size_t>(columns.size) - 2);
    const auto knot = static_cast<std::size_t>(std::clamp(std::floor(place), 0.0, last));
    const Real* below = columns.cells.data() + knot * columns.reps;
    const Real* above = below + columns.reps;
    for (std::size_t i = 0; i < columns.reps; ++i)
        if (!(below[i] < above[i])) return false;
    return true;
}

template<class Real, class Int>
void solve(stop_flag stop, attain_grid_workspace* workspace, std::int32_t grid_size, std::int64_t n,
           const Real* knots, const Int* low, const Int* high, const std::uint32_t* tie, units total,
           Int* quota, attain_grid_solution* out) {
    const auto lows = capi::column(low, n, "low");
    const auto highs = capi::column(high, n, "high");
    const auto ties = capi::column(tie, n, "tie", true);
    capi::read_args(out, "out");
    if (n > 0) capi::require(knots, "knots");
    if (n > 0) capi::require(quota, "quota");
    const auto size = capi::to_grid_size(grid_size);
    const auto reps = lows.size();
    const grid_columns<Real> columns{{knots, reps * static_cast<std::size_t>(size)}, reps, size};
    grid_workspace own;
    grid_workspace& work = workspace == nullptr ? own : workspace->value;
    const grid_solution found = capi::named({{"columns", "n"}}, [&] {
        return solve_on_grid(total, columns, lows, highs, ties, {quota, reps}, work);
    });
    stop.poll();
    const bool proved =
        found.feasible && rise_at(columns, found.place) &&
        certify_on_grid(total, columns, lows, highs, ties, std::span<const Int>{quota, reps}, found.place);
    attain_grid_solution answer{};
    answer.feasible = found.feasible ? 1 : 0;
    answer.certified = proved ? 1 : 0;
    answer.passes = found.passes;
    answer.low_sum = found.low_sum;
    answer.high_sum = found.high_sum;
    answer.chance = found.chance;
    answer.place = found.place;
    capi::write_result(answer, out, "out");
}

} // namespace

extern "C" {

attain_status attain_grid_workspace_new(attain_context* context, attain_grid_workspace** out) {
    return capi::create(context, out, [] { return attain_grid_workspace{}; });
}

void attain_grid_workspace_free(attain_grid_workspace* workspace) {
    delete workspace;
}

attain_status attain_grid_solve(attain_context* context, attain_grid_workspace* workspace, int32_t grid_size,
                                int64_t n, const double* knots, const int64_t* low, const int64_t* high,
                                const uint32_t* tie, int64_t total, int64_t* quota,
                                attain_grid_solution* out) {
    return capi::guard(context, [&] {
        solve(capi::stop_of(context), workspace, grid_size, n, knots, low, high, tie, total, quota, out);
    });
}

attain_status attain_grid_solve_narrow(attain_context* context, attain_grid_workspace* workspace,
                                       int32_t grid_size, int64_t n, const float* knots, const int32_t* low,
                                       const int32_t* high, const uint32_t* tie, int64_t total,
                                       int32_t* quota, attain_grid_solution* out) {
    return capi::guard(context, [&] {
        solve(capi::stop_of(context), workspace, grid_size, n, knots, low, high, tie, total, quota, out);
    });
}

} // extern "C"
