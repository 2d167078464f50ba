#include <attain/allocate/column_solver.hpp>

#include "absolute_change.hpp"
#include "column_checks.hpp"
#include "level_solver.hpp"
#include "step_solver.hpp"

namespace attain::inline v1 {

using namespace detail;

namespace {

// In one scale the least absolute change is the quadratic one: what lies beyond the previous quota comes
// later in both.
bool absolute_in_scales(const share_columns& columns) noexcept {
    return columns.cost == change_cost::absolute && !columns.weights.empty();
}

template<class Rule>
level_solver<Rule> solver_for(const Rule& rule, const level_input& in, std::span<units> quotas,
                              column_workspace& work) {
    return {rule, in, quotas, work};
}
template<class Start>
step_solver<Start> solver_for(const step_rule<Start>& rule, const level_input& in, std::span<units> quotas,
                              column_workspace& work) {
    return {rule, in, quotas, work};
}

} // namespace

void whole_weights(std::span<const double> weights, std::span<double> out) {
    if (out.size() != weights.size()) fail(errc::invalid_argument, "out", "must hold one per weight");
    scale_to_whole(weights, "weights", out);
}

column_solution solve_columns(units total, const share_columns& columns, std::span<const units> low,
                              std::span<const units> high, std::span<const std::uint32_t> tie,
                              std::span<units> quotas, column_workspace& work, simd_level simd) {
    check_column_sizes(low.size(), low.size(), high.size(), tie.size(), quotas.size());
    check_columns(columns, low);
    if (absolute_in_scales(columns))
        return solve_absolute(total, columns, low, high, tie, quotas, work, simd);
    const level_input in{low, high, tie, simd};
    const auto wrong = [&] { refuse(columns.weights, "weights", {}, columns.previous, low, high); };
    return with_rule(columns,
                     [&](const auto& rule) { return solver_for(rule, in, quotas, work).run(total, wrong); });
}

column_solution solve_columns(units total, const normal_columns& columns, std::span<const units> low,
                              std::span<const units> high, std::span<const std::uint32_t> tie,
                              std::span<units> quotas, column_workspace& work, simd_level simd) {
    check_column_sizes(columns.means.size(), low.size(), high.size(), tie.size(), quotas.size());
    check_deviations(columns);
    const level_input in{low, high, tie, simd};
    const auto wrong = [&] { refuse(columns.deviations, "deviations", columns.means, {}, low, high); };
    const normal_rule rule{columns};
    return level_solver<normal_rule>{rule, in, quotas, work}.run(total, wrong);
}

bool certify_columns(units total, const share_columns& columns, std::span<const units> low,
                     std::span<const units> high, std::span<const std::uint32_t> tie,
                     std::span<const units> quotas, double level, simd_level simd) {
    check_column_sizes(low.size(), low.size(), high.size(), tie.size(), quotas.size());
    check_columns(columns, low);
    if (absolute_in_scales(columns)) return certify_absolute(total, columns, low, high, tie, quotas);
    const level_input in{low, high, tie, simd};
    return with_rule(columns, [&](const auto& rule) {
        return level_check<std::decay_t<decltype(rule)>>{rule, in, quotas}.run(total, level);
    });
}

bool certify_columns(units total, const normal_columns& columns, std::span<const units> low,
                     std::span<const units> high, std::span<const std::uint32_t> tie,
                     std::span<const units> quotas, double level, simd_level simd) {
    check_column_sizes(columns.means.size(), low.size(), high.size(), tie.size(), quotas.size());
    check_deviations(columns);
    const level_input in{low, high, tie, simd};
    const normal_rule rule{columns};
    return level_check<normal_rule>{rule, in, quotas}.run(total, level);
}

} // namespace attain::inline v1
