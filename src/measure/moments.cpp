#include <attain/measure/moments.hpp>

#include "summable.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace attain::inline v1 {

namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

// Knuth's two-sum: a + b as a double and what that rounding took.
struct rounded_sum {
    double value;
    double lost;
};

rounded_sum two_sum(double a, double b) {
    const double s = a + b;
    const double b_seen = s - a;
    return {s, (a - (s - b_seen)) + (b - b_seen)};
}

} // namespace

void exact_moments::add_zeros(std::int64_t n) {
    if (n > 0) merge({n, 0, 0, 0, {}});
}

double exact_moments::mean() const {
    return count == 0 ? undefined : static_cast<double>(sum) / static_cast<double>(count);
}

double exact_moments::variance() const {
    if (count < 2) return undefined;
    const auto n = static_cast<std::uint64_t>(count);
    const double spread = to_double(scaled(squares, n) - square(sum));
    return spread / static_cast<double>(uint128{n} * (n - 1));
}

void real_moments::add(double x) {
    require_summable(x, "x");
    merge({1, x, 0, x, x, 0});
}

void real_moments::add_zeros(std::int64_t n) {
    if (n > 0) merge({n, 0, 0, 0, 0, 0});
}

void real_moments::merge(const real_moments& other) {
    if (other.count == 0) return;
    if (count == 0) {
        *this = other;
        return;
    }
    const auto mine = static_cast<double>(count);
    const auto theirs = static_cast<double>(other.count);
    const double apart = other.mean() - mean();
    deviations += other.deviations + apart * apart * (mine / (mine + theirs)) * theirs;
    const rounded_sum total = two_sum(sum, other.sum);
    sum = total.value;
    carry += other.carry + total.lost;
    minimum = std::min(minimum, other.minimum);
    maximum = std::max(maximum, other.maximum);
    count += other.count;
}

double real_moments::mean() const {
    return count == 0 ? undefined : total() / static_cast<double>(count);
}

double real_moments::variance() const {
    return count < 2 ? undefined : deviations / static_cast<double>(count - 1);
}

} // namespace attain::inline v1
