// What the host believes of somebody at full work, for a team that has no record of its own yet: last year's
// quota, a benchmark, another team's rate. It is never assumed: without it a team without facts is unknown.
#pragma once

#include <attain/estimate/mixture.hpp>

namespace attain::inline v1 {

struct host_prior {
    // Expected per full day of capacity, in the metric's smallest unit; above 0, at most 1e12.
    double per_day{};
    double spread = 1; // squared coefficient of variation of people's true rates around it; 0.01 to 10
    // Size of one event in the smallest unit; 0: 1 for counts, five days' worth for amounts (a deal a week).
    // At most a million days' worth.
    double event = 0;
    double worth_days = 20; // days of the team's own capacity that it counts as; above 0
};

// Errors: not_finite, out_of_range.
void require_valid(const host_prior& prior);

// What `days` of capacity bring by it: mean days x per_day, variance 2 event x mean + 0.15 mean^2 (a month
// of people's ordinary scatter) + spread x mean^2; amounts with the chance of no event at all, a Poisson of
// mean / event, kept below one. 0 days bring a certain nothing.
[[nodiscard]] mixture expected_by(const host_prior& prior, metric_kind kind, double days);

} // namespace attain::inline v1
