// The validated problem, in order of rep id: what every solver and the certificate work on.
#pragma once

#include <attain/allocate/allocate.hpp>
#include <attain/core/int128.hpp>

#include <cstddef>
#include <vector>

namespace attain::inline v1::detail {

struct problem {
    units total{};                  // as a size when mirrored
    bool mirrored{};                // a negative total of a policy by weight
    std::vector<std::size_t> row{}; // input row of each rep, in order of id
    std::vector<rep_id> ids{};
    std::vector<units> low{};
    std::vector<units> high{};
    std::vector<bound_interval> intervals{};
    std::vector<std::uint32_t> tie{};          // place in the tie order
    std::vector<candidate> reps{};             // in order of id
    std::vector<predictive_ref> predictives{}; // in order of id, or empty

    [[nodiscard]] std::size_t size() const noexcept { return ids.size(); }
};

[[nodiscard]] problem make_problem(units total, std::span<const candidate> candidates,
                                   std::span<const predictive_ref> predictives, const policy& by,
                                   const allocate_options& options);

// Weights times one power of two, rounded to integers, so that the sum stays below 2^62: ratios of whole
// numbers stay exact. Errors: not_finite, out_of_range (negative), empty_input (no weight at all).
[[nodiscard]] std::vector<std::int64_t> integer_weights(std::span<const double> weights,
                                                        const char* argument);

// x^y for x > 0 by + - * / only: the same bits everywhere. Relative error below 1e-13 for |y| <= 20.
[[nodiscard]] double power(double x, double y);

// Largest remainder inside bounds: exact shares clipped to the bounds by one common scale, then rounded.
[[nodiscard]] std::vector<units> hamilton_split(const problem& p, std::span<const std::int64_t> weights);
[[nodiscard]] bool hamilton_holds(const problem& p, std::span<const std::int64_t> weights,
                                  std::span<const units> quotas);

// None when quotas exist.
[[nodiscard]] infeasibility find_contradiction(const problem& p);

} // namespace attain::inline v1::detail
