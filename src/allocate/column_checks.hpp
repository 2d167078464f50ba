// What columns must be, what is said where they are not, and the rule of shares. For the solver without nodes
// and the one with a tree.
#pragma once

#include <attain/core/error.hpp>

#include "column_sizes.hpp"
#include "level_rules.hpp"

namespace attain::inline v1::detail {

inline void check_columns(const share_columns& c, std::span<const units> low) {
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

inline void check_deviations(const normal_columns& c) {
    if (c.deviations.size() != c.means.size())
        fail(errc::invalid_argument, "deviations", "must hold one per rep");
}

// ... or which column.
[[noreturn]] inline void refuse(std::span<const double> slopes, const char* slope,
                                std::span<const double> starts, std::span<const units> previous,
                                std::span<const units> low, std::span<const units> high) {
    constexpr units reach = kernel_reach<units>;
    refuse_bounds(low, high);
    for (std::size_t i = 0; i < low.size(); ++i) {
        const auto row = static_cast<std::int64_t>(i);
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
    fail(errc::out_of_range, "columns", "beyond the range of the kernel");
}

// Calls use(rule) with the rule of these columns; Huntington-Hill with a negative bound has none.
template<class Use>
auto with_rule(const share_columns& c, Use&& use) {
    using wide = std::int64_t;
    if (c.method == divisor::huntington_hill) return use(root_rule{c});
    if (in_whole_steps(c)) return c.previous.empty() ? use(step_rule<absent>{c}) : use(step_rule<wide>{c});
    if (c.weights.empty()) return use(ratio_rule<absent, wide>{c});
    return c.previous.empty() ? use(ratio_rule<double, absent>{c}) : use(ratio_rule<double, wide>{c});
}

} // namespace attain::inline v1::detail
