// The column solvers, and Hamilton, on the caller's own columns.
#include <attain/allocate/hamilton_columns.hpp>

#include "boundary.hpp"

using namespace attain;

struct attain_column_workspace {
    column_workspace value;
};

namespace {

share_columns to_shares(const attain_share_args& args, std::int64_t n) {
    share_columns shares;
    shares.method = capi::one_of(args.divisor, divisor::huntington_hill, "divisor");
    shares.weights = capi::column(args.weight, n, "weight", true);
    shares.previous = capi::column(args.previous, n, "previous", true);
    shares.cost = capi::one_of(args.change_cost, change_cost::absolute, "change_cost");
    if (args.quantum != 0) shares.quantum = args.quantum;
    return shares;
}

template<class Columns>
void solve(stop_flag stop, attain_column_workspace* workspace, const Columns& columns, std::int64_t n,
           const std::int64_t* low, const std::int64_t* high, const std::uint32_t* tie, units total,
           std::int64_t* quota, attain_column_solution* out) {
    const auto lows = capi::column(low, n, "low");
    const auto highs = capi::column(high, n, "high");
    const auto ties = capi::column(tie, n, "tie", true);
    capi::read_args(out, "out");
    if (n > 0) capi::require(quota, "quota");
    const std::span<units> quotas{quota, lows.size()};
    column_workspace own;
    column_workspace& work = workspace == nullptr ? own : workspace->value;
    const column_solution found =
        capi::named({{"columns", "n"},
                     {"method", "divisor"},
                     {"weights", "weight"},
                     {"means", "mean"},
                     {"deviations", "deviation"},
                     {"cost", "change_cost"}},
                    [&] { return solve_columns(total, columns, lows, highs, ties, quotas, work); });
    stop.poll();
    attain_column_solution answer{};
    answer.feasible = found.feasible ? 1 : 0;
    answer.certified = found.certified ? 1 : 0;
    answer.passes = found.passes;
    answer.low_sum = found.low_sum;
    answer.high_sum = found.high_sum;
    answer.level = found.level;
    capi::write_result(answer, out, "out");
}

} // namespace

extern "C" {

attain_status attain_column_workspace_new(attain_context* context, attain_column_workspace** out) {
    return capi::create(context, out, [] { return attain_column_workspace{}; });
}

void attain_column_workspace_free(attain_column_workspace* workspace) {
    delete workspace;
}

attain_status attain_whole_weights(attain_context* context, int64_t n, const double* weight, double* whole) {
    return capi::guard(context, [&] {
        const auto weights = capi::column(weight, n, "weight");
        if (n > 0) capi::require(whole, "whole");
        capi::named({{"weights", "weight"}}, [&] { whole_weights(weights, {whole, weights.size()}); });
    });
}

attain_status attain_shares_solve(attain_context* context, attain_column_workspace* workspace,
                                  const attain_share_args* args, int64_t n, const int64_t* low,
                                  const int64_t* high, const uint32_t* tie, int64_t total, int64_t* quota,
                                  attain_column_solution* out) {
    return capi::guard(context, [&] {
        solve(capi::stop_of(context), workspace, to_shares(capi::read_args(args, "args"), n), n, low, high,
              tie, total, quota, out);
    });
}

attain_status attain_normals_solve(attain_context* context, attain_column_workspace* workspace, int64_t n,
                                   const double* mean, const double* deviation, const int64_t* low,
                                   const int64_t* high, const uint32_t* tie, int64_t total, int64_t* quota,
                                   attain_column_solution* out) {
    return capi::guard(context, [&] {
        const normal_columns normals{capi::column(mean, n, "mean"), capi::column(deviation, n, "deviation")};
        solve(capi::stop_of(context), workspace, normals, n, low, high, tie, total, quota, out);
    });
}

attain_status attain_hamilton_solve(attain_context* context, attain_column_workspace* workspace, int64_t n,
                                    const int64_t* weight, const uint32_t* tie, int64_t total, int64_t* quota,
                                    int32_t* certified) {
    return capi::guard(context, [&] {
        const auto weights = capi::column(weight, n, "weight");
        const auto ties = capi::column(tie, n, "tie", true);
        if (n > 0) capi::require(quota, "quota");
        const std::span<units> quotas{quota, weights.size()};
        column_workspace own;
        column_workspace& work = workspace == nullptr ? own : workspace->value;
        bool proved = false;
        capi::named({{"weights", "weight"}},
                    [&] { proved = solve_hamilton(total, weights, ties, quotas, work); });
        if (certified != nullptr) *certified = proved ? 1 : 0;
    });
}

} // extern "C"
