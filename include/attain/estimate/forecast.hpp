// A forecast: the distribution of a rep's total of a period, given what is done so far, with the evidence
// behind it.
#pragma once

#include <attain/estimate/predictive.hpp>
#include <attain/measure/metric.hpp>
#include <attain/time/capacity.hpp>

#include <optional>

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

struct range {
    double low{};
    double high{};
};

// Total of the period = done (facts up to as_of) + remaining (a mixture of predictives). Immutable.
class forecast {
public:
    struct component {
        double weight{};
        std::variant<negative_binomial, gamma> remaining;
        double zero{}; // P(remaining is exactly nothing) on top of the distribution: amounts
    };

    forecast(rep_id rep, attain::period period, metric_kind kind, units done, capacity remaining,
             std::vector<component> mixture, attain::evidence evidence);

    [[nodiscard]] rep_id rep() const noexcept { return rep_; }
    [[nodiscard]] const attain::period& period() const noexcept { return period_; }
    [[nodiscard]] metric_kind kind() const noexcept { return kind_; }
    [[nodiscard]] units done() const noexcept { return done_; }
    // Working time that is left in the period.
    [[nodiscard]] capacity remaining() const noexcept { return remaining_; }
    [[nodiscard]] const attain::evidence& evidence() const noexcept { return evidence_; }

    // P(total >= target). 1 when it is already done. With no working time left and nothing known, 0.
    [[nodiscard]] double tail(units target) const;
    [[nodiscard]] double probability_of(units target) const { return tail(target); }
    // Smallest total q with P(total <= q) >= p; for counts a whole number. Errors: out_of_range unless 0 < p
    // < 1.
    [[nodiscard]] double quantile(double p) const;
    // The central interval that holds the total with that probability: quantile((1 -+ level) / 2).
    [[nodiscard]] range interval(double level) const;
    [[nodiscard]] double mean() const noexcept;
    [[nodiscard]] double variance() const noexcept;

private:
    rep_id rep_;
    attain::period period_;
    metric_kind kind_;
    units done_;
    capacity remaining_;
    std::vector<component> mixture_;
    attain::evidence evidence_;
};

} // namespace attain::inline v1
