// Counterfactuals: what would have to change for a goal to have the chance that is wanted.
#pragma once

#include <attain/goal/plan.hpp>

#include <optional>
#include <string>

namespace attain::inline v1 {

// Each the smallest change that does it alone; nullopt when none does.
struct counterfactuals {
    double probability{}; // now
    double wanted{};
    std::optional<units> target{};        // lower (or higher) target with at least the wanted chance; not 0
    std::optional<units> more_in_all{};   // so many more than now expected, until the deadline
    std::optional<units> more_per_week{}; // the same a week of five days the rep works, rounded up
    // So many more days the rep works before the deadline, at most 60.
    std::optional<std::int32_t> more_days{};
};

// From the estimator's own forecasts, as of its day: a target t with P(total >= t) >= wanted; an addition x
// with P(total + x >= target) >= wanted; days d with P(total by the deadline + d >= target) >= wanted. All
// are 0, or the target itself, when the chance is there already. Unknown forecasts have none. Further days
// are looked for in the year after the deadline, as far as the rep is in the team and the calendar knows
// them. Errors: out_of_range unless 0 < wanted < 1; wrong_metric (an estimator of another one); unknown_id.
[[nodiscard]] counterfactuals what_would_do(const goal& g, const estimator& of, double wanted = 0.5);

// `4 more a week, or 3 more days, or a target of 16`; empty when nothing needs to change.
[[nodiscard]] std::string sentence(const counterfactuals& c, const goal& g);

} // namespace attain::inline v1
