// Certificate: proof, independent of how it was found, that an allocation is the right one.
#pragma once

#include <attain/allocate/allocate.hpp>

namespace attain::inline v1 {

// sum_exact: quotas, street, rest and verdict are those of the total. bounds_hold: each lies in its interval.
// exchange_optimal: no unit can move from one rep to another with gain - the last slot taken comes before the
// first one refused, in key and tie order - which for non-decreasing keys proves that the allocation is the
// optimum, and the only one. Top-down, of a feasible split: no unit can move between the parts of a node
// either, by their weights. (On a plateau of a distribution, where a unit more changes the chance by less
// than rounding, slots may be in no order: there the split is the optimum to 1e-12 in chance, and this may
// be false. Hamilton: every quota is its share rounded down or up, the largest remainders up.)
struct certificate {
    bool sum_exact{};
    bool bounds_hold{};
    bool exchange_optimal{};
    rep_id last_taken{};    // whose slot is the worst taken, when there is one
    rep_id first_refused{}; // whose slot is the best refused, when there is one

    explicit operator bool() const noexcept { return sum_exact && bounds_hold && exchange_optimal; }
};

// Checks `of` against the same arguments that allocate was called with, repairs too (relaxed: bounds_hold
// says that it leaves the bounds it lists and no others, and that no relaxation costs less). O(n) keys.
// Errors: as allocate; invalid_argument (no quotas, other reps).
[[nodiscard]] certificate certify(const allocation& of, std::span<const candidate> candidates,
                                  std::span<const predictive_ref> predictives,
                                  const policy& by = equal_attainability{},
                                  const allocate_options& options = {}, stop_flag stop = {});

// Without predictives.
[[nodiscard]] inline certificate certify(const allocation& of, std::span<const candidate> candidates,
                                         const policy& by, const allocate_options& options = {},
                                         stop_flag stop = {}) {
    return certify(of, candidates, std::span<const predictive_ref>{}, by, options, stop);
}

// With a range of them.
template<std::ranges::contiguous_range Predictives>
requires(predictive<std::ranges::range_value_t<Predictives>> &&
         !std::same_as<std::ranges::range_value_t<Predictives>, predictive_ref>) [[nodiscard]] certificate
    certify(const allocation& of, std::span<const candidate> candidates, const Predictives& predictives,
            const policy& by = equal_attainability{}, const allocate_options& options = {},
            stop_flag stop = {}) {
    const std::vector<predictive_ref> views(std::ranges::begin(predictives), std::ranges::end(predictives));
    return certify(of, candidates, std::span<const predictive_ref>{views}, by, options, stop);
}

} // namespace attain::inline v1
