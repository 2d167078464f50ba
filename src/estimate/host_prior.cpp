#include <attain/core/error.hpp>
#include <attain/estimate/host_prior.hpp>

#include <cmath>

namespace attain::inline v1 {

void require_valid(const host_prior& prior) {
    const auto require = [](double x, const char* name, bool inside, const char* domain) {
        if (!std::isfinite(x)) fail(errc::not_finite, name, "must be a finite number");
        if (!inside) fail(errc::out_of_range, name, domain);
    };
    require(prior.per_day, "per_day", prior.per_day > 0 && prior.per_day <= 1e12,
            "must be above 0 and at most 1e12");
    require(prior.spread, "spread", prior.spread >= 0.01 && prior.spread <= 10, "must be from 0.01 to 10");
    require(prior.event, "event", prior.event >= 0 && prior.event <= 1e6 * prior.per_day,
            "must be from 0 to a million days' worth");
    require(prior.worth_days, "worth_days", prior.worth_days > 0, "must be above 0");
}

mixture expected_by(const host_prior& prior, metric_kind kind, double days) {
    constexpr double scatter = 0.15; // squared, of a month; see first_kappa of the engine
    if (!(days > 0)) return {};
    const bool count = kind == metric_kind::count;
    const double event = prior.event > 0 ? prior.event : count ? 1 : 5 * prior.per_day;
    const double mean = days * prior.per_day;
    const double variance = 2 * event * mean + (scatter + prior.spread) * mean * mean;
    opinion o{.weight = 1, .mean = mean, .variance = variance};
    if (!count) {
        o.nothing = std::exp(-mean / event);
        o.mean = mean / (1 - o.nothing);
        o.variance = (variance + mean * mean) / (1 - o.nothing) - o.mean * o.mean;
        o.centre = o.mean;
    }
    return {kind, {&o, 1}};
}

} // namespace attain::inline v1
