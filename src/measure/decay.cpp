#include <attain/measure/decay.hpp>

#include "summable.hpp"

#include <cmath>
#include <limits>

namespace attain::inline v1 {

namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

} // namespace

half_life::half_life(double working_days) : days_{working_days} {
    if (!std::isfinite(days_)) fail(errc::not_finite, "half_life", "must be a finite number of working days");
    if (days_ <= 0) fail(errc::out_of_range, "half_life", "must be above 0");
}

double half_life::weight(double age) const {
    return std::exp2(-age / days_);
}

// By expm1, so that a half-life of a million days loses no digits.
double half_life::exposure(double n) const {
    constexpr double ln2 = 0.693147180559945309417232121458176568;
    return std::expm1(-n * ln2 / days_) / std::expm1(-ln2 / days_);
}

void decayed_sum::advance(day d, half_life fading, const working_days& schedule) {
    require_valid(d, "day");
    if (heard == 0) {
        working = schedule.contains(d) ? 1 : 0;
        first = newest = d.value;
        heard = 1;
    } else if (newest < d.value) {
        const std::int32_t passed = schedule.count(day{newest}, d);
        const double keep = fading.weight(passed);
        quantity *= keep;
        events *= keep;
        working += passed;
        newest = d.value;
    } else if (d.value < first) {
        working += schedule.count(d - 1, day{first} - 1);
        first = d.value;
    }
}

void decayed_sum::add(day d, double x, half_life fading, const working_days& schedule) {
    require_summable(x, "quantity");
    advance(d, fading, schedule);
    const double weight = d.value == newest ? 1.0 : fading.weight(schedule.count(d, day{newest}));
    quantity += x * weight;
    events += weight;
}

void decayed_sum::merge(const decayed_sum& other, half_life fading, const working_days& schedule) {
    if (other.heard == 0) return;
    decayed_sum theirs = other;
    advance(day{other.newest}, fading, schedule);
    advance(day{other.first}, fading, schedule);
    theirs.advance(day{newest}, fading, schedule);
    quantity += theirs.quantity;
    events += theirs.events;
}

double decayed_sum::rate(half_life fading) const {
    return working == 0 ? undefined : quantity / fading.exposure(working);
}

double decayed_sum::mean() const {
    return events > 0 ? quantity / events : undefined;
}

} // namespace attain::inline v1
