#include <attain/core/error.hpp>
#include <attain/estimate/empirical.hpp>

#include <algorithm>
#include <cmath>

namespace attain::inline v1 {

namespace {

constexpr units furthest = units{1} << 50;

// Equal totals spread evenly over their unit; a single one stands in its middle.
std::vector<double> spread_out(const std::vector<units>& sorted) {
    std::vector<double> places;
    places.reserve(sorted.size());
    for (auto from = sorted.begin(); from != sorted.end();) {
        const auto end = std::upper_bound(from, sorted.end(), *from);
        const auto equal = static_cast<double>(end - from);
        for (double l = 0.5; from != end; ++from, ++l)
            places.push_back(static_cast<double>(*from) - 0.5 + l / equal);
    }
    return places;
}

} // namespace

empirical::empirical(std::span<const units> totals) {
    if (totals.empty()) fail(errc::empty_input, "totals", "without any, nothing is known");
    for (std::size_t row = 0; row < totals.size(); ++row)
        if (totals[row] < -furthest || totals[row] > furthest)
            fail(errc::out_of_range, "totals", "must lie between -2^50 and 2^50",
                 static_cast<std::int64_t>(row));
    std::vector<units> sorted(totals.begin(), totals.end());
    std::sort(sorted.begin(), sorted.end());
    may_be_negative_ = sorted.front() < 0;
    places_ = spread_out(sorted);
    fall_ = places_.size() == 1
                ? std::fmax(std::fabs(places_[0]), 1.0)
                : (places_.back() - places_.front()) / static_cast<double>(places_.size() - 1);
    measure();
}

double empirical::tail(units k) const {
    if (k <= 0 && !may_be_negative_) return 1;
    const double x = static_cast<double>(k) - 0.5;
    const auto share = 1 / static_cast<double>(places_.size() + 1);
    if (x >= places_.back()) return share * std::exp((places_.back() - x) / fall_);
    return 1 - below(k);
}

double empirical::below(units k) const {
    if (k <= 0 && !may_be_negative_) return 0;
    const double x = static_cast<double>(k) - 0.5;
    const auto share = 1 / static_cast<double>(places_.size() + 1);
    if (x <= places_.front()) return share * std::exp((x - places_.front()) / fall_);
    if (x >= places_.back()) return 1 - tail(k);
    const auto up = std::upper_bound(places_.begin(), places_.end(), x);
    const double from = *(up - 1);
    return share * (static_cast<double>(up - places_.begin()) + (x - from) / (*up - from));
}

double empirical::quantile(double p) const {
    if (!(p > 0 && p < 1)) fail(errc::out_of_range, "p", "must lie between 0 and 1, both excluded");
    // The chances themselves decide: below(no + 1) < p <= below(yes + 1). Both ends are 1000 s away.
    units no = may_be_negative_ ? -(units{1} << 61) : -1;
    for (units yes = units{1} << 61;;) {
        if (yes - no == 1) return static_cast<double>(yes);
        const units k = no + (yes - no) / 2;
        (below(k + 1) >= p ? yes : no) = k;
    }
}

void empirical::measure() noexcept {
    // Measured from c: the squares of large totals would cancel.
    const double c = may_be_negative_ || places_.front() > 0 ? places_.front() : 0;
    double first = 0; // sums of x - c and (x - c)^2 over n + 1 equal shares
    double second = 0;
    const double a = places_.front() - c;
    const double b = places_.back() - c;
    if (may_be_negative_ || places_.front() > 0) {
        const double cut = may_be_negative_ ? 0 : std::exp(-places_.front() / fall_); // below 0 counts as 0
        first += a - fall_ + fall_ * cut;
        second += a * a - 2 * a * fall_ + 2 * fall_ * fall_ - 2 * fall_ * (fall_ + c) * cut;
    }
    for (std::size_t i = 1; i < places_.size(); ++i) {
        const double start = may_be_negative_ ? places_[i - 1] : std::fmax(places_[i - 1], 0.0);
        if (places_[i] <= start) continue; // both below 0
        const double part = (places_[i] - start) / (places_[i] - places_[i - 1]);
        const double from = start - c;
        const double to = places_[i] - c;
        first += part * (from + to) / 2;
        second += part * (from * from + from * to + to * to) / 3;
    }
    first += b + fall_;
    second += b * b + 2 * b * fall_ + 2 * fall_ * fall_;
    const auto shares = static_cast<double>(places_.size() + 1);
    const double m = first / shares;
    mean_ = c + m;
    variance_ = std::fmax(second / shares - m * m, 0.0);
}

} // namespace attain::inline v1
