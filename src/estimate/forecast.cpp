#include <attain/core/error.hpp>
#include <attain/estimate/forecast.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace attain::inline v1 {

namespace {

constexpr std::array<const char*, 9> reason_names{
    "no facts",           "no own facts",       "newcomer",
    "prior dominates",    "silent for 60 days", "one event dominates",
    "reversals possible", "no time left",       "record in other teams"};

} // namespace

const char* name(evidence_grade grade) noexcept {
    constexpr std::array<const char*, 5> names{"unknown", "prior only", "thin", "fair", "solid"};
    const auto at = static_cast<std::size_t>(grade);
    return at < names.size() ? names[at] : "unknown";
}

const char* name(forecast_reason reason) noexcept {
    const auto at = static_cast<std::size_t>(reason);
    return at < reason_names.size() ? reason_names[at] : "unknown reason";
}

forecast::forecast(description what, mixture remaining) : what_{std::move(what)}, rest_{remaining} {
    if (what_.step < 0) fail(errc::out_of_range, "step", "must not be negative");
    // These are whole steps, or nothing, already.
    if (rest_.kind() == metric_kind::count || rest_.certain_nothing()) what_.step = 0;
}

std::vector<forecast_reason> forecast::reasons() const {
    std::vector<forecast_reason> all;
    for (unsigned r = 0; r < reason_names.size(); ++r)
        if (because(static_cast<forecast_reason>(r))) all.push_back(static_cast<forecast_reason>(r));
    return all;
}

double forecast::still_to_come(units target) const noexcept {
    return static_cast<double>(target) - static_cast<double>(what_.done);
}

// The whole steps that reach x.
double forecast::steps_to(double x) const noexcept {
    return std::ceil(x / static_cast<double>(what_.step));
}

double forecast::tail(units target) const {
    const double x = still_to_come(target);
    if (what_.step == 0) return rest_.tail(x);
    const double k = steps_to(x);
    if (k == 1 && rest_.kind() == metric_kind::amount) return 1 - rest_.nothing();
    return rest_.tail((k - 0.5) * static_cast<double>(what_.step));
}

double forecast::below(units target) const {
    const double x = still_to_come(target);
    if (what_.step > 0) {
        const double k = steps_to(x);
        if (k == 1 && rest_.kind() == metric_kind::amount) return rest_.nothing();
        return rest_.cdf((k - 0.5) * static_cast<double>(what_.step));
    }
    return rest_.below(x);
}

double forecast::quantile(double p) const {
    double q = 0;
    quantiles({&p, 1}, {&q, 1});
    return q;
}

void forecast::quantiles(std::span<const double> p, std::span<double> out) const {
    rest_.quantiles(p, out);
    const auto step = static_cast<double>(what_.step);
    for (double& x : out) {
        if (what_.step > 0) {
            const double k = std::ceil(x / step - 0.5);
            x = step * (x > 0 && rest_.kind() == metric_kind::amount ? std::max(k, 1.0) : k);
        }
        x += static_cast<double>(what_.done);
    }
}

range forecast::interval(double level) const {
    if (!(level > 0 && level < 1))
        fail(errc::out_of_range, "level", "must lie between 0 and 1, both excluded");
    const std::array<double, 2> p{(1 - level) / 2, (1 + level) / 2};
    std::array<double, 2> q{};
    quantiles(p, q);
    return {q[0], q[1]};
}

double forecast::mean() const noexcept {
    return static_cast<double>(what_.done) + rest_.mean();
}

double forecast::variance() const noexcept {
    return rest_.variance();
}

units forecast::target_for(double p) const {
    constexpr units widest = 4'000'000'000'000'000'000;
    constexpr auto bound = static_cast<double>(widest);
    // The quantile is right but for rounding, which the tails decide.
    units low = static_cast<units>(std::clamp(std::floor(quantile(1 - p)), -bound, bound));
    for (units step = 1; low > -widest && tail(low) < p; step = std::min(2 * step, widest))
        low = std::max(low - step, -widest);
    units high = low; // to become the smallest target that has not the chance
    for (units step = 1; high == low; step = std::min(2 * step, widest)) {
        if (low == widest) return low;
        high = std::min(low + step, widest);
        if (tail(high) >= p) low = high;
    }
    while (high - low > 1) {
        const units middle = low + (high - low) / 2;
        (tail(middle) >= p ? low : high) = middle;
    }
    return low;
}

target_ladder forecast::ladder(double floor, double target, double stretch) const {
    return {target_for(floor), target_for(target), target_for(stretch)};
}

quantile_grid forecast::grid(grid_size size) const {
    if (rest_.certain_nothing()) fail(errc::empty_input, "forecast", "a certain total has no grid");
    if (what_.step > 0) return quantile_grid::of(*this, size);
    std::array<grid_point, mixture::max_points> points; // the first n
    const std::size_t n = rest_.points({points.data(), points.size()});
    if (n < 2) return quantile_grid::of(*this, size);
    for (grid_point& p : std::span{points}.first(n))
        p.at += static_cast<double>(what_.done);
    return quantile_grid::fit(std::span{points}.first(n), size);
}

} // namespace attain::inline v1
