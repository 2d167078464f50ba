// From a policy to its kernel. Included by kernels.hpp only.
#pragma once

#include <algorithm>

namespace attain::inline v1::detail {

[[nodiscard]] inline std::vector<std::int64_t> weights_of(const problem& p) {
    std::vector<double> weights;
    weights.reserve(p.size());
    for (const candidate& c : p.reps)
        weights.push_back(c.weight);
    return integer_weights(weights, "weight");
}

// What the least change starts from.
[[nodiscard]] inline std::vector<units> previous_of(const problem& p) {
    if (!p.wishes.empty()) return p.wishes;
    std::vector<units> previous;
    previous.reserve(p.size());
    for (const candidate& c : p.reps)
        previous.push_back(c.previous);
    return previous;
}

[[nodiscard]] inline double scale_of(const candidate& c, change_scale scale) {
    switch (scale) {
    case change_scale::previous:
        return std::fabs(static_cast<double>(c.previous));
    case change_scale::weight:
        return c.weight;
    case change_scale::one:
        break;
    }
    return 1.0;
}

// The scales of least_change. Nobody with a scale at all (a first plan without previous quotas): all alike.
[[nodiscard]] inline std::vector<std::int64_t> scales_of(const problem& p, change_scale scale) {
    std::vector<double> scales;
    scales.reserve(p.size());
    bool any = false;
    for (const candidate& c : p.reps) {
        scales.push_back(scale_of(c, scale));
        any = any || scales.back() > 0;
    }
    if (scale == change_scale::one || (scale == change_scale::previous && !any))
        return std::vector<std::int64_t>(p.size(), 1);
    return integer_weights(scales, scale == change_scale::previous ? "previous" : "weight");
}

[[nodiscard]] inline std::vector<std::int64_t> alpha_weights(const problem& p, double alpha) {
    if (!std::isfinite(alpha)) fail(errc::not_finite, "alpha", "must be a finite number");
    if (alpha < 0.05 || alpha > 1e6) fail(errc::out_of_range, "alpha", "must lie between 0.05 and 1e6");
    double largest = 0;
    for (const candidate& c : p.reps)
        largest = std::fmax(largest, c.weight);
    std::vector<double> weights;
    for (const candidate& c : p.reps)
        weights.push_back(c.weight > 0 && std::isfinite(c.weight) ? power(c.weight / largest, 1 / alpha)
                                                                  : c.weight);
    return integer_weights(weights, "weight");
}

// The whole weights that the policy reads; empty for those that read none.
[[nodiscard]] inline std::vector<std::int64_t> weights_read(const problem& p, const policy& by) {
    if (const auto* fair = std::get_if<alpha_fair>(&by)) return alpha_weights(p, fair->alpha);
    const auto* change = std::get_if<least_change>(&by);
    const auto* mixed = std::get_if<blend>(&by);
    const bool weighed = std::holds_alternative<proportional>(by) || std::holds_alternative<hamilton>(by) ||
                         (change != nullptr && change->scale == change_scale::weight) ||
                         (mixed != nullptr && mixed->scale == change_scale::weight);
    return weighed ? weights_of(p) : std::vector<std::int64_t>{};
}

inline void check_steadiness(const blend& by) {
    if (!std::isfinite(by.steadiness)) fail(errc::not_finite, "steadiness", "must be a finite number");
    if (by.steadiness < 0) fail(errc::out_of_range, "steadiness", "must not be negative");
}

// Nobody's change has a scale, or steadiness is worth nothing.
[[nodiscard]] inline bool costs_nothing(const problem& p, const blend& by) {
    return by.steadiness == 0 || std::none_of(p.reps.begin(), p.reps.end(),
                                              [&](const candidate& c) { return scale_of(c, by.scale) > 0; });
}

// Some predictives are on the grid, all those with the same knots.
[[nodiscard]] inline bool on_a_grid(const problem& p) {
    const quantile_grid* first = nullptr;
    for (const predictive_ref& d : p.predictives) {
        if (d.grid() == nullptr) continue;
        if (first == nullptr) first = d.grid();
        if (d.grid()->size() != first->size()) return false;
    }
    return first != nullptr;
}

// ... and nobody is left beside it, or scaled by a ramp.
[[nodiscard]] inline bool all_on_one_grid(const problem& p) {
    for (std::size_t i = 0; i < p.predictives.size(); ++i)
        if (p.predictives[i].grid() == nullptr || p.reps[i].ramp.ppm() != fraction::one_ppm) return false;
    return on_a_grid(p);
}

template<class Use>
auto with_kernel(const problem& p, const policy& by, Use&& use) {
    return std::visit(
        [&](const auto& chosen) {
            using kind = std::decay_t<decltype(chosen)>;
            if constexpr (std::is_same_v<kind, equal_attainability>) {
                if (on_a_grid(p)) return use(place_kernel{p});
                return use(tail_kernel{p});
            } else if constexpr (std::is_same_v<kind, value_weighted>) {
                return use(value_kernel{p});
            } else if constexpr (std::is_same_v<kind, proportional>) {
                if (chosen.method == divisor::huntington_hill) return use(geometric_kernel{p, weights_of(p)});
                const int shift = chosen.method == divisor::webster   ? -1
                                  : chosen.method == divisor::d_hondt ? 0
                                                                      : -2;
                return use(ratio_kernel{p, weights_of(p), {}, shift});
            } else if constexpr (std::is_same_v<kind, hamilton>) {
                // Bounds aside, the kernel of the method that Hamilton is compared with.
                return use(ratio_kernel{p, weights_of(p), {}, -1});
            } else if constexpr (std::is_same_v<kind, equal_split>) {
                return use(ratio_kernel{p, std::vector<std::int64_t>(p.size(), 1), {}, 0});
            } else if constexpr (std::is_same_v<kind, least_change>) {
                if (chosen.cost == change_cost::absolute)
                    return use(absolute_kernel{p, scales_of(p, chosen.scale)});
                return use(ratio_kernel{p, scales_of(p, chosen.scale), previous_of(p), -1});
            } else if constexpr (std::is_same_v<kind, alpha_fair>) {
                return use(ratio_kernel{p, alpha_weights(p, chosen.alpha), {}, -1});
            } else {
                check_steadiness(chosen);
                std::vector<double> scales;
                for (const candidate& c : p.reps)
                    scales.push_back(scale_of(c, chosen.scale));
                return use(blend_kernel{p, chosen.steadiness, std::move(scales)});
            }
        },
        by);
}

} // namespace attain::inline v1::detail
