#include <attain/core/error.hpp>
#include <attain/core/int128.hpp>
#include <attain/goal/audit.hpp>
#include <attain/goal/trial.hpp>

#include "words.hpp"

#include <boost/math/distributions/normal.hpp>
#include <boost/math/special_functions/beta.hpp>

#include <algorithm>
#include <cmath>

namespace attain::inline v1 {

namespace {

constexpr double power = 0.80;

// Rates and their spread stay numbers that a double holds.
constexpr double least_exposure = 1e-9;
constexpr double widest = 1e15;
constexpr units most_outcomes = 1'000'000'000'000;

struct arm_sums {
    units outcomes{};
    double exposure{};
    double blocks{};
    [[nodiscard]] double rate() const { return exposure > 0 ? static_cast<double>(outcomes) / exposure : 0; }
};

arm_sums sums_of(const trial_arm& arm, const std::string& which) {
    const std::string of_outcomes = which + "_outcomes", of_exposure = which + "_exposure";
    if (arm.outcomes.size() != arm.exposure.size())
        fail(errc::invalid_argument, of_exposure, "outcomes and exposure differ in length");
    arm_sums s;
    int128 outcomes = 0;
    for (std::size_t i = 0; i < arm.outcomes.size(); ++i) {
        const auto row = static_cast<std::int64_t>(i);
        if (arm.outcomes[i] < 0) fail(errc::out_of_range, of_outcomes, "must not be negative", row);
        if (!(arm.exposure[i] == 0 || (arm.exposure[i] >= least_exposure && arm.exposure[i] <= widest)))
            fail(errc::out_of_range, of_exposure, "must be 0 or between 1e-9 and 1e15", row);
        outcomes += arm.outcomes[i];
        s.exposure += arm.exposure[i];
        s.blocks += arm.exposure[i] > 0 ? 1 : 0;
    }
    if (outcomes > int128{most_outcomes}) fail(errc::out_of_range, of_outcomes, "are more than 1e12");
    s.outcomes = static_cast<units>(outcomes);
    return s;
}

// Sum over blocks of (y - rate x e)^2 / (rate x e): chi-square over its degrees of freedom is the dispersion.
double chi_square(const trial_arm& arm, double rate) {
    double sum = 0;
    for (std::size_t i = 0; i < arm.outcomes.size(); ++i) {
        const double expected = rate * arm.exposure[i];
        if (expected <= 0) continue;
        const double d = static_cast<double>(arm.outcomes[i]) - expected;
        sum += d * d / expected;
    }
    return sum;
}

double dispersion_of(const trial_arm& before, const arm_sums& b, const trial_arm& after, const arm_sums& a) {
    const double freedom = b.blocks + a.blocks - 2;
    if (freedom < 1) return 1;
    return std::max(1.0, (chi_square(before, b.rate()) + chi_square(after, a.rate())) / freedom);
}

void require_options(const trial_options& o) {
    if (!(o.credibility > 0.5 && o.credibility < 1))
        fail(errc::out_of_range, "credibility", "must be between 0.5 and 1");
    if (o.looks < 1) fail(errc::out_of_range, "looks", "must be at least 1");
    if (!(o.matters > 0 && o.matters < 1)) fail(errc::out_of_range, "matters", "must be between 0 and 1");
    if (o.least_outcomes < 1) fail(errc::out_of_range, "least_outcomes", "must be at least 1");
    if (!(o.prior_outcomes >= 0 && o.prior_outcomes <= widest))
        fail(errc::out_of_range, "prior_outcomes", "must be between 0 and 1e15");
}

// The ratio of two gamma rates: (G(a) / wa) / (G(b) / wb).
struct rate_ratio {
    double a{}, wa{}, b{}, wb{};

    [[nodiscard]] double cdf(double x) const {
        const double odds = x * wa / wb;
        return boost::math::ibeta(a, b, odds / (1 + odds));
    }
    [[nodiscard]] double quantile(double p) const {
        const double share = boost::math::ibeta_inv(a, b, p);
        return share / (1 - share) * wb / wa;
    }
};

// Normal approximation of the log ratio: exposure of each arm for the power wanted, less what is there.
double missing(const arm_sums& b, const arm_sums& a, double common, double dispersion, const trial_options& o,
               double credibility) {
    const boost::math::normal standard;
    const double z = boost::math::quantile(standard, credibility) + boost::math::quantile(standard, power);
    const double difference = std::log1p(o.matters);
    const double outcomes = 2 * dispersion * z * z / (difference * difference);
    const double exposure = common > 0 ? outcomes / common : 0;
    return std::max(0.0, exposure - std::min(b.exposure, a.exposure));
}

std::string percent_change(double ratio) {
    const std::string change = fixed(100 * (ratio - 1), 0);
    return (change.starts_with('-') ? "" : "+") + change + " %";
}

std::string text_of(const trial_result& r, const trial_options& o) {
    const std::string counts = std::to_string(r.before) + " before, " + std::to_string(r.after) +
                               (o.design == trial_design::split ? " with it side by side" : " with it after");
    const std::string seen = percent_change(r.ratio) + " (" + percent_change(r.interval.low) + " to " +
                             percent_change(r.interval.high) + ")";
    const std::string time =
        o.design == trial_design::before_after ? "; whatever else changed meanwhile is in it" : "";
    switch (r.verdict) {
    case trial_verdict::too_little:
        return "too little to tell: " + counts;
    case trial_verdict::no_difference:
        return "no difference that matters: " + seen + time;
    case trial_verdict::open:
        return "not decided: " + seen + ", better with " + percent(r.chance_better) + time;
    case trial_verdict::better:
        return "better: " + seen + ", with " + percent(r.chance_better) + time;
    case trial_verdict::worse:
        return "worse: " + seen + ", better with only " + percent(r.chance_better) + time;
    }
    return "";
}

} // namespace

const char* name(trial_verdict v) noexcept {
    switch (v) {
    case trial_verdict::too_little:
        return "too little";
    case trial_verdict::no_difference:
        return "no difference";
    case trial_verdict::open:
        return "open";
    case trial_verdict::better:
        return "better";
    case trial_verdict::worse:
        return "worse";
    }
    return "open";
}

trial_result compare(const trial_arm& before, const trial_arm& after, const trial_options& options) {
    require_options(options);
    const arm_sums b = sums_of(before, "before");
    const arm_sums a = sums_of(after, "after");
    trial_result r{.before = b.outcomes,
                   .after = a.outcomes,
                   .rate_before = b.rate(),
                   .rate_after = a.rate(),
                   .dispersion = dispersion_of(before, b, after, a),
                   .ratio = 1,
                   .interval = {0, 0},
                   .chance_better = 0.5,
                   .credibility = 1 - (1 - options.credibility) / options.looks};
    if (!(r.dispersion <= widest))
        fail(errc::out_of_range, "after_outcomes", "the outcomes of the arms are spread beyond comparison");
    const double events = static_cast<double>(b.outcomes) + static_cast<double>(a.outcomes);
    const double common = b.exposure + a.exposure > 0 ? events / (b.exposure + a.exposure) : 0;
    r.exposure_missing = missing(b, a, common, r.dispersion, options, r.credibility);
    if (!(b.exposure > 0 && a.exposure > 0 && events > 0)) {
        r.text = text_of(r, options);
        return r;
    }

    // A prior of nothing would leave an arm without outcomes without a distribution.
    const double lent = std::max(options.prior_outcomes, 0.5) / r.dispersion;
    const rate_ratio ratio{.a = lent + static_cast<double>(a.outcomes) / r.dispersion,
                           .wa = lent / common + a.exposure / r.dispersion,
                           .b = lent + static_cast<double>(b.outcomes) / r.dispersion,
                           .wb = lent / common + b.exposure / r.dispersion};
    const double tail = (1 - options.credibility) / 2;
    r.ratio = ratio.quantile(0.5);
    r.interval = {ratio.quantile(tail), ratio.quantile(1 - tail)};
    r.chance_better = 1 - ratio.cdf(1);
    const double same = ratio.cdf(1 + options.matters) - ratio.cdf(1 - options.matters);
    const bool enough = std::min(b.outcomes, a.outcomes) >= options.least_outcomes;
    // An arm in which nothing happened although much was expected is not too little.
    const double expected = common * std::min(b.exposure, a.exposure);
    if (!enough && expected < static_cast<double>(options.least_outcomes))
        r.verdict = trial_verdict::too_little;
    else if (r.chance_better >= r.credibility)
        r.verdict = trial_verdict::better;
    else if (r.chance_better <= 1 - r.credibility)
        r.verdict = trial_verdict::worse;
    else if (same >= options.credibility)
        r.verdict = trial_verdict::no_difference;
    else
        r.verdict = trial_verdict::open;
    if (r.verdict != trial_verdict::open && r.verdict != trial_verdict::too_little) r.exposure_missing = 0;
    r.text = text_of(r, options);
    return r;
}

} // namespace attain::inline v1
