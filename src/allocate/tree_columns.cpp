#include <attain/allocate/tree_columns.hpp>

#include "column_checks.hpp"
#include "grid_rule.hpp"
#include "tree_check.hpp"
#include "tree_search.hpp"

namespace attain::inline v1 {

namespace {

using namespace detail;

void check_shares(const share_columns& columns, std::span<const units> low) {
    check_columns(columns, low);
    if (columns.cost == change_cost::absolute && !columns.weights.empty())
        fail(errc::invalid_argument, "cost", "absolute change in scales has no single level");
}

template<class Real, class Int>
tree_solution solve_any(units total, const grid_columns<Real>& columns, std::span<const row_node> nodes,
                        std::span<const Int> low, std::span<const Int> high,
                        std::span<const std::uint32_t> tie, std::span<Int> quotas, tree_workspace& work,
                        simd_level simd) {
    check_sizes(columns.reps, columns.cells.size(), static_cast<std::size_t>(columns.size), low.size(),
                high.size(), tie.size(), quotas.size());
    row_tree tree{nodes, low.size(), work};
    const grid_rule<Real, Int> rule{columns};
    return tree_search<grid_rule<Real, Int>>{rule, tree, low, high, tie, quotas, work, simd}.run(
        total, [&] { refuse_bounds(low, high); });
}

template<class Real, class Int>
bool certify_any(units total, const grid_columns<Real>& columns, std::span<const row_node> nodes,
                 std::span<const Int> low, std::span<const Int> high, std::span<const std::uint32_t> tie,
                 std::span<const Int> quotas, tree_workspace& work, simd_level simd) {
    check_sizes(columns.reps, columns.cells.size(), static_cast<std::size_t>(columns.size), low.size(),
                high.size(), tie.size(), quotas.size());
    const row_tree tree{nodes, low.size(), work};
    const grid_rule<Real, Int> rule{columns};
    return tree_check{rule, tree, low, high, tie, quotas, work, simd}.run(total,
                                                                          [&] { refuse_bounds(low, high); });
}

} // namespace

tree_solution solve_tree(units total, const share_columns& columns, std::span<const row_node> nodes,
                         std::span<const units> low, std::span<const units> high,
                         std::span<const std::uint32_t> tie, std::span<units> quotas, tree_workspace& work,
                         simd_level simd) {
    check_column_sizes(low.size(), low.size(), high.size(), tie.size(), quotas.size());
    check_shares(columns, low);
    row_tree tree{nodes, low.size(), work};
    const auto wrong = [&] { refuse(columns.weights, "weights", {}, columns.previous, low, high); };
    return with_rule(columns, [&](const auto& rule) {
        using search = tree_search<std::decay_t<decltype(rule)>>;
        tree_solution out = search{rule, tree, low, high, tie, quotas, work, simd}.run(total, wrong);
        if constexpr (requires { rule.shown(out.level); }) out.level = rule.shown(out.level);
        return out;
    });
}

tree_solution solve_tree(units total, const normal_columns& columns, std::span<const row_node> nodes,
                         std::span<const units> low, std::span<const units> high,
                         std::span<const std::uint32_t> tie, std::span<units> quotas, tree_workspace& work,
                         simd_level simd) {
    check_column_sizes(columns.means.size(), low.size(), high.size(), tie.size(), quotas.size());
    check_deviations(columns);
    row_tree tree{nodes, low.size(), work};
    const auto wrong = [&] { refuse(columns.deviations, "deviations", columns.means, {}, low, high); };
    const normal_rule rule{columns};
    return tree_search<normal_rule>{rule, tree, low, high, tie, quotas, work, simd}.run(total, wrong);
}

tree_solution solve_tree(units total, const grid_columns<float>& columns, std::span<const row_node> nodes,
                         std::span<const std::int32_t> low, std::span<const std::int32_t> high,
                         std::span<const std::uint32_t> tie, std::span<std::int32_t> quotas,
                         tree_workspace& work, simd_level simd) {
    return solve_any(total, columns, nodes, low, high, tie, quotas, work, simd);
}

tree_solution solve_tree(units total, const grid_columns<double>& columns, std::span<const row_node> nodes,
                         std::span<const std::int64_t> low, std::span<const std::int64_t> high,
                         std::span<const std::uint32_t> tie, std::span<std::int64_t> quotas,
                         tree_workspace& work, simd_level simd) {
    return solve_any(total, columns, nodes, low, high, tie, quotas, work, simd);
}

bool certify_tree(units total, const share_columns& columns, std::span<const row_node> nodes,
                  std::span<const units> low, std::span<const units> high, std::span<const std::uint32_t> tie,
                  std::span<const units> quotas, tree_workspace& work, simd_level simd) {
    check_column_sizes(low.size(), low.size(), high.size(), tie.size(), quotas.size());
    check_shares(columns, low);
    const row_tree tree{nodes, low.size(), work};
    const auto wrong = [&] { refuse(columns.weights, "weights", {}, columns.previous, low, high); };
    return with_rule(columns, [&](const auto& rule) {
        return tree_check{rule, tree, low, high, tie, quotas, work, simd}.run(total, wrong);
    });
}

bool certify_tree(units total, const normal_columns& columns, std::span<const row_node> nodes,
                  std::span<const units> low, std::span<const units> high, std::span<const std::uint32_t> tie,
                  std::span<const units> quotas, tree_workspace& work, simd_level simd) {
    check_column_sizes(columns.means.size(), low.size(), high.size(), tie.size(), quotas.size());
    check_deviations(columns);
    const row_tree tree{nodes, low.size(), work};
    const auto wrong = [&] { refuse(columns.deviations, "deviations", columns.means, {}, low, high); };
    return tree_check{normal_rule{columns}, tree, low, high, tie, quotas, work, simd}.run(total, wrong);
}

bool certify_tree(units total, const grid_columns<float>& columns, std::span<const row_node> nodes,
                  std::span<const std::int32_t> low, std::span<const std::int32_t> high,
                  std::span<const std::uint32_t> tie, std::span<const std::int32_t> quotas,
                  tree_workspace& work, simd_level simd) {
    return certify_any(total, columns, nodes, low, high, tie, quotas, work, simd);
}

bool certify_tree(units total, const grid_columns<double>& columns, std::span<const row_node> nodes,
                  std::span<const std::int64_t> low, std::span<const std::int64_t> high,
                  std::span<const std::uint32_t> tie, std::span<const std::int64_t> quotas,
                  tree_workspace& work, simd_level simd) {
    return certify_any(total, columns, nodes, low, high, tie, quotas, work, simd);
}

} // namespace attain::inline v1
