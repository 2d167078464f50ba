// Ratios and averages: deals won of those decided, won to lost, revenue per deal. How likely is it that the
// period's ratio reaches a target, or stays within a limit?
//
// Numerator and denominator move together, so they are forecast together: how many events are still to come
// (the estimator's forecast of the denominator), and what they bring, given how many they are.
#pragma once

#include <attain/estimate/estimator.hpp>

#include <span>
#include <string>
#include <vector>

namespace attain::inline v1 {

enum class ratio_kind : std::uint8_t {
    share,   // numerator counts some of the denominator's events: won / decided
    odds,    // both are parts of one whole, and nothing counts in both: won / lost
    average, // numerator is a sum over the denominator's events: revenue / deals, hours / calls
};

// numerator / denominator over a period: of sums, never a mean of daily ratios.
struct ratio_metric {
    std::string name{};
    attain::metric numerator;
    attain::metric denominator; // a count in whole events; for shares and odds the numerator too
    ratio_kind kind = ratio_kind::share;
};

// A target or limit, exactly: 40 % is {2, 5}, an average of 2,500.00 in cents {250000, 1}.
struct ratio {
    units numerator{};
    units denominator = 1; // above 0

    [[nodiscard]] double value() const noexcept {
        return static_cast<double>(numerator) / static_cast<double>(denominator);
    }
    friend bool operator==(const ratio&, const ratio&) = default;
};

// What one more event brings: mean, and the variances of that mean and of one event around it.
struct event_yield {
    double mean{};          // share of hits, or size
    double uncertainty{};   // variance of the mean, as far as it is known
    double event{};         // variance of one event, burstiness included
    bool reversals = false; // sizes below zero have been seen
};

// N / D of a period: what is done, and what is still to come. A value.
class ratio_forecast {
public:
    struct description {
        rep_id rep{}; // 0: the team
        attain::period period{};
        ratio_kind kind{};
        units numerator_done{};
        units denominator_done{};
        capacity remaining{};
        attain::evidence evidence{}; // the rate's: effective days are those of the denominator's forecast
    };
    // `events` still to come, of the denominator (for odds: of both sides together).
    ratio_forecast(description what, const mixture& events, const event_yield& yield);

    [[nodiscard]] rep_id rep() const noexcept { return what_.rep; }
    [[nodiscard]] const attain::period& period() const noexcept { return what_.period; }
    [[nodiscard]] ratio_kind kind() const noexcept { return what_.kind; }
    [[nodiscard]] units numerator_done() const noexcept { return what_.numerator_done; }
    [[nodiscard]] units denominator_done() const noexcept { return what_.denominator_done; }
    [[nodiscard]] capacity remaining() const noexcept { return what_.remaining; }
    [[nodiscard]] const attain::evidence& evidence() const noexcept { return what_.evidence; }

    // P(N >= target x D), given that there is a ratio at all. For won : 0 lost, every target is reached.
    // Errors: out_of_range (a denominator of the target that is not positive).
    [[nodiscard]] double tail(const ratio& target) const;
    // P(N <= limit x D), likewise: attainability where lower is better. Ties count in both.
    [[nodiscard]] double probability_within(const ratio& limit) const;
    // P(no event at all by the end): then there is no ratio, which is neither 0 nor reached.
    [[nodiscard]] double undefined() const noexcept { return undefined_; }
    // Whether there is a chance to be told: something is known, and there can be a ratio.
    [[nodiscard]] bool known() const noexcept {
        return what_.evidence.grade != evidence_grade::unknown && undefined_ < 1;
    }

    // Smallest x with P(N / D <= x) >= p, given that there is a ratio: for shares and odds one of the ratios
    // that can come out, to the last bit; for averages to a billionth of it. +infinity for odds where that
    // takes the months that lose nothing; NaN where there can be no ratio. Errors: out_of_range unless 0 < p
    // < 1.
    [[nodiscard]] double quantile(double p) const;
    // The central interval. Errors: out_of_range.
    [[nodiscard]] range interval(double level) const;
    // Expected numerator over expected denominator; NaN where the latter is 0.
    [[nodiscard]] double mean() const noexcept;
    // Events expected over the period, done ones included: of the denominator (odds: of both sides).
    [[nodiscard]] double expected_events() const noexcept;

private:
    struct node {
        double events{};
        double weight{};
    };
    [[nodiscard]] double so_far() const noexcept; // events that have happened
    [[nodiscard]] double at_least(double events, double needed) const;
    [[nodiscard]] double cdf(double x) const;
    [[nodiscard]] double outcome_near(double x, double p) const;

    description what_;
    event_yield yield_;
    std::vector<node> nodes_; // where there is a ratio; their weights sum to 1
    double undefined_{};
    double mean_events_{};
};

// Follows both sides of a ratio for a team's reps.
//
// The events come from an `estimator` of the denominator (odds: of the sum of both metrics). What they bring
// is a rate from sums that lose half their weight in 160 days, in parts of 28 days, shrunk to the team's by
// empirical Bayes:
//     share, odds   beta as in funnel.hpp: dispersion of the parts, intraclass correlation by moments;
//                   N of b events is beta-binomial (exactly up to 60 events, beyond by the beta of its
//                   moments)
//     average       normal-normal: f the variance of one event by the scatter of the parts around the own
//                   mean (four parts of pseudo-evidence at a coefficient of variation of 1), the squared
//                   spread between reps by moments as for strengths; N of b events is gamma with mean b q and
//                   variance f b + b^2 var q (normal where sizes below zero were seen)
// P is the mean over the events' distribution: exact for few, over 64 of its quantiles for many.
class ratio_estimator {
public:
    // Facts and team as for `estimator`. Errors: wrong_metric (a denominator that is not a
    // count in whole events; for shares and odds the numerator too); as estimator, stopped included.
    ratio_estimator(const attain::team& of, ratio_metric what, const ledger& facts, day as_of,
                    stop_flag stop = {});

    // Errors: those of estimator::forecast.
    [[nodiscard]] ratio_forecast forecast(rep_id rep, const period& over) const;
    // All reps with capacity in the period, in order of id.
    [[nodiscard]] std::vector<ratio_forecast> forecasts(const period& over) const;
    // Of the team's sums.
    [[nodiscard]] ratio_forecast team_forecast(const period& over) const;

    [[nodiscard]] const attain::team& team() const noexcept { return events_.team(); }
    [[nodiscard]] const ratio_metric& what() const noexcept { return what_; }
    [[nodiscard]] day as_of() const noexcept { return events_.as_of(); }
    // Last day up to as_of with a fact on either side.
    [[nodiscard]] std::optional<day> last_fact(rep_id rep) const;

private:
    struct belief {
        rep_id rep{};
        event_yield yield{};
        double own_weight{};
        double events{}; // own, decayed
    };
    [[nodiscard]] const belief& belief_of(rep_id rep) const;
    [[nodiscard]] ratio_forecast own(const attain::forecast& events) const;
    [[nodiscard]] ratio_forecast combine(const attain::forecast& events, const belief& of, units numerator,
                                         units denominator) const;
    void learn();

    ratio_metric what_;
    estimator events_;
    // What the team's people did on their record, and of it what they did in other teams.
    struct side {
        std::vector<day_total> all{};
        std::vector<day_total> elsewhere{};
    };
    [[nodiscard]] static units done(const side& of, rep_id rep, const period& over); // in this team
    [[nodiscard]] static units done(const side& of, const period& over);
    side numerators_;
    side denominators_;
    std::vector<belief> reps_; // by rep
    belief whole_;
};

} // namespace attain::inline v1
