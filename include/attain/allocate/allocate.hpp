// Allocate: integer quotas that add up to the total exactly, by a policy, inside bounds.
#pragma once

#include <attain/allocate/allocation.hpp>
#include <attain/allocate/bounds.hpp>
#include <attain/allocate/policy.hpp>
#include <attain/core/stop.hpp>
#include <attain/estimate/predictive_concept.hpp>

#include <cstdint>
#include <optional>
#include <ranges>
#include <span>
#include <vector>

namespace attain::inline v1 {

// A node of the tree company -> region -> team -> rep. The company itself has no node: it holds the total.
struct team_node {
    team_id id{};
    std::optional<team_id> parent{}; // none: directly under the company
    units floor{-unlimited};         // sum of the quotas below it
    units cap{unlimited};
    double weight{0};                   // top-down: its share; 0 takes the sum of what is below
    std::int32_t over_assignment_bp{0}; // top-down: hands out this much more than it was given
    std::int32_t relax_weight{1};       // cost of relaxing its bounds per unit, > 0
};

enum class tree_mode : std::uint8_t {
    global, // one fairness level for everybody; where a node's bound binds, one inside it
    // Each node's amount is split over its children by weight (Webster), reps by the policy; reps of a node
    // where nobody has a weight are levelled. A node's bounds hold for what the reps below it get in the
    // end, all over-assignment on the way down included.
    top_down,
    // Everybody's amount at bottom_up_chance, inside their own bounds; then the least change from those, a
    // unit costing everybody the same, that meets the total.
    bottom_up
};

enum class when_infeasible : std::uint8_t {
    report, // no quotas
    // The least relaxation, by units times weight: change caps give way first, then caps, floors, nodes,
    // locks. Among all least ones the policy decides; top-down the shares do, and where nodes over-assign the
    // relaxation is the least one of what each of them is given.
    relax,
    // Bounds hold; what cannot be placed stands in `unassigned`. Top-down, nodes hand out less where a bound
    // stands in the way, as near to their shares as can be.
    unassigned
};

struct allocate_options {
    // What is known about reps, by id, when the reps come as forecasts; reps not listed have the defaults.
    std::vector<candidate> candidates{};
    // Varies which rep gets the odd unit of a tie: use a number of the period.
    std::uint64_t salt{0};
    std::vector<team_node> nodes{};
    tree_mode mode{tree_mode::global};
    double bottom_up_chance{0.6};
    units quantum{1};                        // quotas are multiples of it; locks are kept as they are
    std::optional<rep_id> residual_holder{}; // gets what the quantum leaves, below one quantum
    std::int32_t over_assignment_bp{0};      // street = plan x (10000 + bp) / 10000, half to even
    when_infeasible repair{when_infeasible::report};
};

// The candidates share `total` by the policy. predictives[i] belongs to candidates[i]; it may be empty for
// the policies that read none (probabilities are then NaN). The answer depends on the set of candidates, not
// on their order. Infeasible bounds are a result (feasible = false), not an error. A negative total mirrors
// the positive one for the policies by weight and the equal split: floors, caps and locks are then sizes
// (previous quotas keep their sign), and quotas are the negatives. The other policies take negative bounds as
// they are. Errors: empty_input (no candidates, or no weight at all), duplicate_id, not_finite and
// out_of_range (weights, values, bounds), conflict (floor above cap), invalid_argument (a predictive
// missing), not_finite (a chance that is no number). O(n log(range)) expected evaluations of a key; `stopped`
// as core/stop.hpp says. Source: greedy on slots (Gross 1956; Frederickson & Johnson
// 1982), Balinski & Young 1982 for the divisor methods.
[[nodiscard]] allocation allocate(units total, std::span<const candidate> candidates,
                                  std::span<const predictive_ref> predictives,
                                  const policy& by = equal_attainability{},
                                  const allocate_options& options = {}, stop_flag stop = {});

// By weights, previous quotas or evenly: no predictives.
[[nodiscard]] inline allocation allocate(units total, std::span<const candidate> candidates, const policy& by,
                                         const allocate_options& options = {}, stop_flag stop = {}) {
    return allocate(total, candidates, std::span<const predictive_ref>{}, by, options, stop);
}

template<std::ranges::contiguous_range Predictives>
requires(predictive<std::ranges::range_value_t<Predictives>> &&
         !std::same_as<std::ranges::range_value_t<Predictives>, predictive_ref>) [[nodiscard]] allocation
    allocate(units total, std::span<const candidate> candidates, const Predictives& predictives,
             const policy& by = equal_attainability{}, const allocate_options& options = {},
             stop_flag stop = {}) {
    const std::vector<predictive_ref> views(std::ranges::begin(predictives), std::ranges::end(predictives));
    return allocate(total, candidates, std::span<const predictive_ref>{views}, by, options, stop);
}

// A predictive that knows whose it is: a forecast.
template<class F>
concept rep_predictive = predictive<F> && requires(const F& f) {
    { f.rep() } -> std::convertible_to<rep_id>;
};

// The candidate of each forecast: the one of `known` with its id, else the defaults. Errors: unknown_id (a
// candidate without forecast), duplicate_id.
[[nodiscard]] std::vector<candidate> candidates_of(std::span<const rep_id> reps,
                                                   std::span<const candidate> known);

// The forecasts' reps share `total`; bounds, weights and previous quotas by id in options.candidates.
template<std::ranges::contiguous_range Forecasts>
requires rep_predictive<std::ranges::range_value_t<Forecasts>>
[[nodiscard]] allocation allocate(units total, const Forecasts& forecasts,
                                  const policy& by = equal_attainability{},
                                  const allocate_options& options = {}, stop_flag stop = {}) {
    std::vector<rep_id> reps;
    std::vector<predictive_ref> views;
    for (const auto& f : forecasts) {
        reps.push_back(f.rep());
        views.emplace_back(f);
    }
    const std::vector<candidate> candidates = candidates_of(reps, options.candidates);
    return allocate(total, candidates, std::span<const predictive_ref>{views}, by, options, stop);
}

} // namespace attain::inline v1
