// Explanation: why each quota is what it is, how fair the split is, and what other totals would mean.
#pragma once

#include <attain/allocate/allocate.hpp>

#include <optional>
#include <string>
#include <vector>

namespace attain::inline v1 {

// In the order in which they are switched on. The attribution depends on that order.
enum class line_kind : std::uint8_t {
    base_share,      // the policy alone: no ramp, bound, tree or quantum
    ramp,            // candidate::ramp
    bounds,          // floors, caps and capacities
    change_caps,     // limits on the change from the previous quota
    locks,           // locked quotas
    tree,            // totals of nodes, and the way through the tree
    over_assignment, // from plan to street
    rounding         // the quantum, its residual, and repairs
};

// "base share", "ramp", ...; static storage.
[[nodiscard]] const char* name(line_kind kind) noexcept;

struct explanation_line {
    line_kind kind{};
    units amount{}; // what switching this on changed
};

struct explanation {
    rep_id rep{};
    units amount{};                        // the quota
    std::vector<explanation_line> lines{}; // one of each kind; they add up to the quota exactly
    units without_own_bounds{}; // the quota if this rep alone had no bounds (a floor below 0 stays)

    // "41 = 38 base share + 5 bounds - 2 rounding"
    [[nodiscard]] std::string text() const;
};

// Explains the allocation that the same arguments give, in order of rep id, by solving again with the factors
// switched on one after the other; a repair that the options ask for counts from the bounds on. A step that
// cannot be met yet changes nothing. Errors: as allocate; invalid_argument when there are no quotas to
// explain. O(8) allocations; for the quotas without own bounds O((n + m) log range) keys, m being the units
// that the one furthest from its bound would move, or n for each rep at a bound where that is less; one
// allocation more for each rep at a bound where nodes bind or bounds were repaired, bottom-up, top-down and
// for Hamilton.
[[nodiscard]] std::vector<explanation> explain(units total, std::span<const candidate> candidates,
                                               std::span<const predictive_ref> predictives,
                                               const policy& by = equal_attainability{},
                                               const allocate_options& options = {}, stop_flag stop = {});

// How an allocation looks as a whole. NaN where nothing can be said: no predictives, too few reps.
struct team_figures {
    double smallest_chance{};
    double largest_chance{};
    double mean_chance{};
    double chance_spread{};      // standard deviation of the reps' chances
    double near_mean{};          // share of reps whose chance lies within +-20 % of the mean
    double relation_to_size{};   // correlation of chance and expected total: 0 is fair to large and small
    double expected_credited{};  // sum E[min(D, quota)]
    double expected_attaining{}; // sum P(D >= quota): reported, never optimised
    double team_chance{};        // P(sum D >= total), normal approximation
    double price{};              // allocation::price: what the next unit placed would earn
    // d chance / d total = -1 / sum over free reps of 1 / (P(q) - P(q + 1)); with a quantum g those are
    // g / (P(q) - P(q + g)).
    double chance_per_unit{};
};

// correlation: of any two reps' totals, in [0, 1]. Equal chances for reps are not the team's chance: 20
// independent reps at 0.6 give the team 0.87. Errors: as allocate, out_of_range. O(reps x up to 2000
// tails; with a ramp, whose units are rounded, and deviations of 1,000 to 10,000 units some ten thousands).
[[nodiscard]] team_figures figures_of(const allocation& of, std::span<const candidate> candidates,
                                      std::span<const predictive_ref> predictives, double correlation = 0);

// One way to split, with what it means.
struct scenario {
    units total{};
    policy by{equal_attainability{}};
    allocate_options options{};
};
struct outcome {
    allocation split{};
    team_figures figures{};
};

// Several totals, policies or bounds against the same forecasts; outcomes in the order of the scenarios.
[[nodiscard]] std::vector<outcome> what_if(std::span<const scenario> scenarios,
                                           std::span<const candidate> candidates,
                                           std::span<const predictive_ref> predictives,
                                           double correlation = 0, stop_flag stop = {});

// The policy as allocate() has it, beside the equal split and the proportional one (Webster; by weight, or by
// expected total where nobody has a weight, all alike where nothing is expected of anybody either), under
// the same bounds.
[[nodiscard]] std::vector<outcome> compare(const scenario& chosen, std::span<const candidate> candidates,
                                           std::span<const predictive_ref> predictives,
                                           double correlation = 0, stop_flag stop = {});

// The smallest larger total that allocate() takes and at which a quota has reached or left a bound (with a
// quantum: cannot go, or can go, a whole step further; the residual counts as it is now). None when no larger
// total changes that, or none before the bounds are full. The search has an end: every change waits for one
// slot, the first beyond a floor or the last below a cap, which is taken when the price gets there or never
// (its node is full); beyond the last of them that totals up to 2^62 reach, nothing changes. O(n log range)
// keys and one allocation, O(log n) times as much where nodes are full first; O(log range) allocations
// top-down, for negative totals of policies by weight and for Hamilton. Hamilton's quotas may fall as the
// total rises: the next 1,000 steps are looked at one by one, beyond them the answer is a total of change,
// not surely the first.
[[nodiscard]] std::optional<units> next_change(const scenario& of, std::span<const candidate> candidates,
                                               std::span<const predictive_ref> predictives,
                                               stop_flag stop = {});

// The candidates, predictives and options that allocate(total, forecasts, ...) works on, for the functions
// above.
template<std::ranges::contiguous_range Forecasts>
requires rep_predictive<std::ranges::range_value_t<Forecasts>>
struct forecast_inputs {
    forecast_inputs(const Forecasts& forecasts, std::span<const candidate> known = {}) {
        std::vector<rep_id> reps;
        for (const auto& f : forecasts) {
            reps.push_back(f.rep());
            predictives.emplace_back(f);
        }
        candidates = candidates_of(reps, known);
    }
    std::vector<candidate> candidates{};
    std::vector<predictive_ref> predictives{}; // views: the forecasts must outlive this
};

} // namespace attain::inline v1
