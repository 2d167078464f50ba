#include <attain/allocate/column_solver.hpp>
#include <attain/core/error.hpp>

#include "absolute_change.hpp"
#include "level_solver.hpp"

namespace attain::inline v1 {

namespace {

using namespace detail;

void check_sizes(std::size_t reps, std::size_t low, std::size_t high, std::size_t tie, std::size_t quotas) {
    if (low != reps) fail(errc::invalid_argument, "low", "must hold one per rep");
    if (high != reps) fail(errc::invalid_argument, "high", "must hold one per rep");
    if (tie != 0 && tie != reps) fail(errc::invalid_argument, "tie", "must hold one per rep, or none");
    if (quotas != reps) fail(errc::invalid_argument, "quotas", "must hold one per rep");
    if (reps == 0) fail(errc::empty_input, "columns", "there is nobody to allocate to");
    if (reps > std::numeric_limits<std::uint32_t>::max())
        fail(errc::out_of_range, "columns", "more than 2^32 reps");
}

void check_columns(const share_columns& c, std::span<const units> low) {
    const std::size_t reps = low.size();
    if (!c.weights.empty() && c.weights.size() != reps)
        fail(errc::invalid_argument, "weights", "must hold one per rep, or none");
    if (!c.previous.empty() && c.previous.size() != reps)
        fail(errc::invalid_argument, "previous", "must hold one per rep, or none");
    if (c.quantum < 1 || c.quantum > (units{1} << 50))
        fail(errc::out_of_range, "quantum", "must lie between 1 and 2^50");
    if (c.method == divisor::huntington_hill && !c.previous.empty())
        fail(errc::invalid_argument, "method", "Huntington-Hill knows no previous quotas");
    if (c.method == divisor::huntington_hill) {
        if (c.weights.empty()) fail(errc::invalid_argument, "weights", "Huntington-Hill needs them");
        for (std::size_t i = 0; i < reps; ++i)
            if (low[i] < 0)
                fail(errc::out_of_range, "low", "Huntington-Hill shares out nothing below zero",
                     static_cast<std::int64_t>(i));
    }
    if (c.cost == change_cost::absolute && (c.quantum != 1 || c.previous.empty()))
        fail(errc::invalid_argument, "cost", "absolute change needs previous quotas, and a quantum of 1");
}

// The passes found something wrong somewhere: says what and where.
[[noreturn]] void refuse(std::span<const double> slopes, const char* slope, std::span<const double> starts,
                         std::span<const units> previous, std::span<const units> low,
                         std::span<const units> high) {
    constexpr units reach = kernel_reach<units>;
    for (std::size_t i = 0; i < low.size(); ++i) {
        const auto row = static_cast<std::int64_t>(i);
        if (low[i] > high[i]) fail(errc::out_of_range, "bounds", "low above high", row);
        if (low[i] < -reach || high[i] > reach)
            fail(errc::out_of_range, "bounds", "must lie between -2^50 and 2^50", row);
        if (!starts.empty() && !(std::fabs(starts[i]) <= 0x1p52))
            fail(errc::out_of_range, "means", "must lie between -2^52 and 2^52", row);
        if (!previous.empty() && (previous[i] < -reach || previous[i] > reach))
            fail(errc::out_of_range, "previous", "must lie between -2^50 and 2^50", row);
        if (slopes.empty()) continue;
        const double s = slopes[i];
        if (!std::isfinite(s)) fail(errc::not_finite, slope, "must be a finite number", row);
        if (!starts.empty() && !(s > 0 && s <= 0x1p52))
            fail(errc::out_of_range, slope, "must be positive, and at most 2^52", row);
        if (starts.empty() && !(s >= 0 && s < 0x1p62 && s == std::floor(s)))
            fail(errc::out_of_range, slope, "must be a whole number from 0 to below 2^62", row);
    }
    fail(errc::out_of_range, "bounds", "low above high, or beyond the range of the kernel");
}

// Calls use(rule) with the rule of these columns; Huntington-Hill with a negative bound has none.
template<class Use>
auto with_rule(const share_columns& c, Use&& use) {
    using wide = std::int64_t;
    if (c.method == divisor::huntington_hill) return use(root_rule{c});
    if (c.weights.empty())
        return c.previous.empty() ? use(ratio_rule<absent, absent>{c}) : use(ratio_rule<absent, wide>{c});
    return c.previous.empty() ? use(ratio_rule<double, absent>{c}) : use(ratio_rule<double, wide>{c});
}

} // namespace

void whole_weights(std::span<const double> weights, std::span<double> out) {
    if (out.size() != weights.size()) fail(errc::invalid_argument, "out", "must hold one per weight");
    scale_to_whole(weights, "weights", out);
}

column_solution solve_columns(units total, const share_columns& columns, std::span<const units> low,
                              std::span<const units> high, std::span<const std::uint32_t> tie,
                              std::span<units> quotas, column_workspace& work, simd_level simd) {
    check_sizes(low.size(), low.size(), high.size(), tie.size(), quotas.size());
    check_columns(columns, low);
    if (columns.cost == change_cost::absolute)
        return solve_absolute(total, columns, low, high, tie, quotas, work, simd);
    const level_input in{low, high, tie, simd};
    const auto wrong = [&] { refuse(columns.weights, "weights", {}, columns.previous, low, high); };
    return with_rule(columns, [&](const auto& rule) {
        return level_solver<std::decay_t<decltype(rule)>>{rule, in, quotas, work}.run(total, wrong);
    });
}

column_solution solve_columns(units total, const normal_columns& columns, std::span<const units> low,
                              std::span<const units> high, std::span<const std::uint32_t> tie,
                              std::span<units> quotas, column_workspace& work, simd_level simd) {
    check_sizes(columns.means.size(), low.size(), high.size(), tie.size(), quotas.size());
    if (columns.deviations.size() != low.size())
        fail(errc::invalid_argument, "deviations", "must hold one per rep");
    const level_input in{low, high, tie, simd};
    const auto wrong = [&] { refuse(columns.deviations, "deviations", columns.means, {}, low, high); };
    const normal_rule rule{columns};
    return level_solver<normal_rule>{rule, in, quotas, work}.run(total, wrong);
}

bool certify_columns(units total, const share_columns& columns, std::span<const units> low,
                     std::span<const units> high, std::span<const std::uint32_t> tie,
                     std::span<const units> quotas, double level, simd_level simd) {
    check_sizes(low.size(), low.size(), high.size(), tie.size(), quotas.size());
    check_columns(columns, low);
    if (columns.cost == change_cost::absolute)
        return certify_absolute(total, columns, low, high, tie, quotas);
    const level_input in{low, high, tie, simd};
    return with_rule(columns, [&](const auto& rule) {
        return level_check<std::decay_t<decltype(rule)>>{rule, in, quotas}.run(total, level);
    });
}

bool certify_columns(units total, const normal_columns& columns, std::span<const units> low,
                     std::span<const units> high, std::span<const std::uint32_t> tie,
                     std::span<const units> quotas, double level, simd_level simd) {
    check_sizes(columns.means.size(), low.size(), high.size(), tie.size(), quotas.size());
    if (columns.deviations.size() != low.size())
        fail(errc::invalid_argument, "deviations", "must hold one per rep");
    const level_input in{low, high, tie, simd};
    const normal_rule rule{columns};
    return level_check<normal_rule>{rule, in, quotas}.run(total, level);
}

} // namespace attain::inline v1
