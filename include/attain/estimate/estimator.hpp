// The estimator: from a team's ledger to a calibrated forecast for each rep.
#pragma once

#include <attain/estimate/forecast.hpp>
#include <attain/measure/ledger.hpp>

#include <vector>

namespace attain::inline v1 {

// Gamma-Poisson with exponential forgetting (half-life 63 days) and a prior learned from the team: per rep
//     S = sum of y x 2^(-age/63),   E = sum of w x 2^(-age/63)
//     alpha = a0 + S,   beta = a0/m + E,   rate = alpha / beta per unit of capacity w,
// m the team's pooled rate and a0 the between-member spread. Over remaining capacity W the total is negative
// binomial (amounts: a gamma with an atom at zero) with mean W alpha/beta and a variance that adds the rate's
// uncertainty to overdispersion. Zero on a worked day is evidence; a day without capacity is none; what is
// recorded on a day off still counts.
class estimator {
public:
    // Facts after as_of are ignored. A rep whose start is unknown is observed from the first fact on.
    // Errors: out_of_range. O(facts log facts + reps x days).
    estimator(const attain::team& of, const attain::metric& what, const ledger& facts, day as_of);

    // Errors: unknown_id; invalid_argument for a period that ended before as_of.
    [[nodiscard]] attain::forecast forecast(rep_id rep, const period& over) const;
    // All reps with capacity in the period, in order of id.
    [[nodiscard]] std::vector<attain::forecast> forecasts(const period& over) const;

    // The team's total. The reps' totals are taken as independent.
    [[nodiscard]] attain::forecast team_forecast(const period& over) const;

    [[nodiscard]] const attain::team& team() const noexcept { return *team_; }
    [[nodiscard]] const attain::metric& metric() const noexcept { return metric_; }
    [[nodiscard]] day as_of() const noexcept { return as_of_; }
    // Last day up to as_of on which something is recorded for the rep; nullopt: nothing ever.
    [[nodiscard]] std::optional<day> last_fact(rep_id rep) const;

private:
    struct state {
        double sum{};      // S
        double exposure{}; // E
        double active{};   // days with a quantity, decayed like S
        double squares{};  // sum of y^2, decayed like S
        bool seen{};       // any fact at all
    };

    const attain::team* team_;
    attain::metric metric_;
    day as_of_;
    std::vector<state> states_; // in the order of team_->reps()
    std::vector<day_total> totals_;
    double team_rate_{};        // m
    double team_active_rate_{}; // active days per unit of capacity
    double size_{1};            // size-biased mean of a day's quantity: the unit of overdispersion
    double strength_{};         // a0
};

} // namespace attain::inline v1
