// A forecast: the distribution of a rep's (or a team's) total of a period, given what is done so far, with
// the evidence behind it.
#pragma once

#include <attain/estimate/grid.hpp>
#include <attain/estimate/mixture.hpp>
#include <attain/time/capacity.hpp>

#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace attain::inline v1 {

// How much the rep's own data, and how much the team's, stand behind a forecast.
enum class evidence_grade : std::uint8_t {
    unknown,    // neither own data nor a team to learn from: no probability is worth printing
    prior_only, // nothing of the rep's own yet
    thin,       // fewer than 20 effective working days, or the prior weighs more than half
    fair,       // fewer than 60 effective working days
    solid,
};

[[nodiscard]] const char* name(evidence_grade grade) noexcept;

struct evidence {
    evidence_grade grade = evidence_grade::unknown;
    double effective_days{}; // working days of own history, older ones counting less
    double prior_weight{};   // share of the mean that comes from the team: 1 with no data of one's own
};

// Why a forecast is what it is; several may hold at once.
enum class forecast_reason : std::uint8_t {
    no_facts,            // nobody on the team has recorded anything: the grade is unknown
    no_own_facts,        // nothing of the rep's own; the team speaks alone
    newcomer,            // fewer than 93 days of tenure
    prior_dominates,     // the team supplies more than half of the mean
    silent,              // present, but nothing recorded for 60 days
    one_event_dominates, // one day brought more than half of the last year's total
    reversals,           // days below zero are more than 0.5 % of all: even what is done can be lost
    no_time_left,        // no working time remains in the period
    record_elsewhere,    // what was recorded in other teams is part of the own record
};

[[nodiscard]] const char* name(forecast_reason reason) noexcept;

struct range { // of a quantity; low <= high, in units
    double low{};
    double high{};
};

// The largest day's total of the last 365 days: what one event can do to a figure.
struct largest_event {
    attain::day day{};
    units quantity{};
    double share{}; // of the year's total; 0 when that is not above zero
};

// Targets for three chances: what is nearly safe, what is aimed at, what takes luck.
struct target_ladder {
    units floor{};
    units target{};
    units stretch{};
};

// Total of the period = done (facts up to as_of) + remaining. Immutable; models `predictive`. Quantities are
// in the metric's smallest unit.
class forecast {
public:
    struct description {
        rep_id rep{}; // 0: the team
        attain::period period{};
        metric_kind kind{};
        units done{};
        attain::capacity remaining{};
        attain::evidence evidence{};
        std::optional<attain::largest_event> largest{};
        std::uint32_t reasons{}; // bit r: forecast_reason r holds
        // What is to come is a whole multiple of this; 0: nothing is said. Counts that are followed by a
        // continuous distribution (in hundredths, or with days below zero) have a step.
        units step{};
    };
    forecast(description what, mixture remaining);

    [[nodiscard]] rep_id rep() const noexcept { return what_.rep; }
    [[nodiscard]] const attain::period& period() const noexcept { return what_.period; }
    // signed_amount for any metric whose days below zero hold more than 0.5 % of all that was recorded, and
    // no other.
    [[nodiscard]] metric_kind kind() const noexcept { return what_.kind; }
    [[nodiscard]] units done() const noexcept { return what_.done; }
    // Working time that is left in the period.
    [[nodiscard]] capacity remaining() const noexcept { return what_.remaining; }
    [[nodiscard]] const attain::evidence& evidence() const noexcept { return what_.evidence; }
    // False: neither facts nor a belief stand behind it, and no chance of it is worth telling.
    [[nodiscard]] bool known() const noexcept { return what_.evidence.grade != evidence_grade::unknown; }
    [[nodiscard]] bool because(forecast_reason reason) const noexcept {
        return (what_.reasons >> static_cast<unsigned>(reason) & 1U) != 0;
    }
    [[nodiscard]] std::vector<forecast_reason> reasons() const;
    // nullopt: nothing recorded in the last year.
    [[nodiscard]] const std::optional<largest_event>& largest() const noexcept { return what_.largest; }
    // Where it is above 0, chances and quantiles are those of whole steps: what `rest` has between two
    // belongs to the nearer one, and an amount that is not nothing is one step at least.
    [[nodiscard]] units step() const noexcept { return what_.step; }
    // The distribution of what is still to come.
    [[nodiscard]] const mixture& rest() const noexcept { return rest_; }

    // P(total >= target). 1 when it is already done, unless the metric has reversals. With no working time
    // left and nothing known, 0.
    [[nodiscard]] double tail(units target) const;
    [[nodiscard]] double probability_of(units target) const { return tail(target); }
    // P(total < target), accurate where it is small.
    [[nodiscard]] double below(units target) const;
    // P(total <= limit): attainability where lower is better.
    [[nodiscard]] double probability_within(units limit) const {
        return limit < std::numeric_limits<units>::max() ? below(limit + 1) : 1 - tail(limit);
    }
    // P(nothing at all is added to what is done).
    [[nodiscard]] double nothing_more() const { return rest_.nothing(); }

    // Smallest total q with P(total <= q) >= p; for counts whole ones (steps). Errors: out_of_range unless 0
    // < p < 1.
    [[nodiscard]] double quantile(double p) const;
    // The same for rising probabilities at once, into `out`.
    void quantiles(std::span<const double> p, std::span<double> out) const;
    // The central interval that holds the total with that probability: quantile((1 -+ level) / 2).
    [[nodiscard]] range interval(double level) const;
    [[nodiscard]] double mean() const noexcept;
    [[nodiscard]] double variance() const noexcept;

    // The highest target whose chance is at least p, within +-4e18: the inverse of tail(). For counts and
    // amounts never below what is done. Errors: out_of_range unless 0 < p < 1. O(log range) tails.
    [[nodiscard]] units target_for(double p) const;
    // Errors: out_of_range.
    [[nodiscard]] target_ladder ladder(double floor = 0.9, double target = 0.6, double stretch = 0.25) const;

    // The quantile function on the common grid, with its own measured error. Certain totals have none:
    // Errors: empty_input.
    [[nodiscard]] quantile_grid grid(grid_size size = grid_size::k33) const;

private:
    [[nodiscard]] double still_to_come(units target) const noexcept;
    [[nodiscard]] double steps_to(double x) const noexcept;

    description what_;
    mixture rest_;
};

} // namespace attain::inline v1
