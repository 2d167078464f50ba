#include <attain/core/error.hpp>
#include <attain/estimate/forecast.hpp>

#include <cmath>
#include <utility>

namespace attain::inline v1 {

namespace {

double tail_of(const forecast::component& c, units k) {
    return (1 - c.zero) * std::visit([k](const auto& d) { return d.tail(k); }, c.remaining);
}

double mean_of(const forecast::component& c) {
    return (1 - c.zero) * std::visit([](const auto& d) { return d.mean(); }, c.remaining);
}

double second_moment_of(const forecast::component& c) {
    return (1 - c.zero) *
           std::visit([](const auto& d) { return d.variance() + d.mean() * d.mean(); }, c.remaining);
}

} // namespace

const char* name(evidence_grade grade) noexcept {
    switch (grade) {
    case evidence_grade::unknown:
        return "unknown";
    case evidence_grade::prior_only:
        return "prior only";
    case evidence_grade::thin:
        return "thin";
    case evidence_grade::fair:
        return "fair";
    case evidence_grade::solid:
        return "solid";
    }
    return "unknown";
}

forecast::forecast(rep_id rep, attain::period period, metric_kind kind, units done, capacity remaining,
                   std::vector<component> mixture, attain::evidence evidence)
    : rep_{rep},
      period_{period},
      kind_{kind},
      done_{done},
      remaining_{remaining},
      mixture_{std::move(mixture)},
      evidence_{evidence} {}

double forecast::tail(units target) const {
    if (target <= done_) return 1.0;
    double p = 0;
    for (const component& c : mixture_)
        p += c.weight * tail_of(c, target - done_);
    return p;
}

double forecast::quantile(double p) const {
    if (!(p > 0 && p < 1)) fail(errc::out_of_range, "p", "must lie between 0 and 1, both excluded");
    const auto reached = [&](units q) { return tail(q + 1) <= 1 - p; };
    units step = 1;
    while (!reached(done_ + step))
        step *= 2;
    units low = done_ - 1;
    units high = done_ + step;
    while (high - low > 1) {
        const units middle = low + (high - low) / 2;
        (reached(middle) ? high : low) = middle;
    }
    return static_cast<double>(high);
}

range forecast::interval(double level) const {
    if (!(level > 0 && level < 1))
        fail(errc::out_of_range, "level", "must lie between 0 and 1, both excluded");
    return {quantile((1 - level) / 2), quantile((1 + level) / 2)};
}

double forecast::mean() const noexcept {
    double m = static_cast<double>(done_);
    for (const component& c : mixture_)
        m += c.weight * mean_of(c);
    return m;
}

double forecast::variance() const noexcept {
    double first = 0;
    double second = 0;
    for (const component& c : mixture_) {
        first += c.weight * mean_of(c);
        second += c.weight * second_moment_of(c);
    }
    return second - first * first;
}

} // namespace attain::inline v1
