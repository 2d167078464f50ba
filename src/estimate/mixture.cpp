#include <attain/core/error.hpp>
#include <attain/estimate/mixture.hpp>

#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include <algorithm>
#include <cmath>

namespace attain::inline v1 {

namespace {

constexpr double least_mass = 1e-4;
constexpr double overdispersed = 1.02; // variance / mean from which a count is negative binomial

// P(T >= t) of Student's t with 4 degrees of freedom, in closed form and without cancellation:
//     1/2 (1 - u)^2 (1 + u/2), u = t / sqrt(t^2 + 4), and 1 - u = (4 / (t^2 + 4)) / (1 + u).
double student4_tail(double t) {
    const double u = t / std::sqrt(t * t + 4);
    const double rest = u > 0 ? 4 / (t * t + 4) / (1 + u) : 1 - u;
    return 0.5 * rest * rest * (1 + u / 2);
}

double student4_density(double t) {
    const double v = 1 + t * t / 4;
    return 0.375 / (v * v * std::sqrt(v));
}

bool negative_binomial_fits(const opinion& o) {
    return o.variance > overdispersed * o.mean;
}

double shape(const opinion& o) {
    return o.mean * o.mean / std::max(o.variance - o.mean, 1e-9);
}

double gamma_shape(const opinion& o) {
    return o.mean * o.mean / o.variance;
}

double count_tail(const opinion& o, double k) { // P(D >= k), k whole and > 0
    if (o.mean <= 0) return 0;
    if (!negative_binomial_fits(o))
        return boost::math::gamma_q(gamma_shape(o), (k - 0.5) * o.mean / o.variance);
    const double r = shape(o);
    return boost::math::ibeta(k, r, o.mean / (r + o.mean));
}

double count_cdf(const opinion& o, double k) { // P(D <= k), k whole and >= 0
    if (o.mean <= 0) return 1;
    if (!negative_binomial_fits(o))
        return boost::math::gamma_p(gamma_shape(o), (k + 0.5) * o.mean / o.variance);
    const double r = shape(o);
    return boost::math::ibeta(r, k + 1, r / (r + o.mean));
}

double scale(const opinion& o) {
    return std::sqrt(o.variance / 2);
}

double opinion_tail(metric_kind kind, const opinion& o, double x) {
    switch (kind) {
    case metric_kind::count:
        return count_tail(o, std::ceil(x - 1e-9));
    case metric_kind::amount:
        return (1 - o.nothing) *
               (o.mean > 0 ? boost::math::gamma_q(gamma_shape(o), x * o.mean / o.variance) : 0);
    case metric_kind::signed_amount:
        return (x <= 0 ? o.nothing : 0) + (1 - o.nothing) * student4_tail((x - o.centre) / scale(o));
    }
    return 0;
}

double opinion_cdf(metric_kind kind, const opinion& o, double x) {
    switch (kind) {
    case metric_kind::count:
        return count_cdf(o, std::floor(x + 1e-9));
    case metric_kind::amount:
        return o.nothing +
               (1 - o.nothing) *
                   (o.mean > 0 ? boost::math::gamma_p(gamma_shape(o), x * o.mean / o.variance) : 1);
    case metric_kind::signed_amount:
        return (x >= 0 ? o.nothing : 0) + (1 - o.nothing) * student4_tail((o.centre - x) / scale(o));
    }
    return 0;
}

double log_factorial(double k) {
    return boost::math::lgamma(k + 1);
}

double count_mass(const opinion& o, double k) {
    if (k < 0) return 0;
    if (!negative_binomial_fits(o)) return count_cdf(o, k) - (k > 0 ? count_cdf(o, k - 1) : 0);
    const double r = shape(o);
    const double start = -r * std::log1p(o.mean / r);
    const double q = o.mean / (r + o.mean);
    if (k <= 24 && start > -600) { // the recurrence is cheaper than three gammas
        double f = std::exp(start);
        for (double j = 0; j < k; ++j)
            f *= q * (r + j) / (j + 1);
        return f;
    }
    return std::exp(boost::math::lgamma(k + r) - boost::math::lgamma(r) - log_factorial(k) + start +
                    k * std::log(q));
}

} // namespace

double recalibration::operator()(double p) const noexcept {
    const double at = std::clamp(p, 0.0, 1.0) * bins;
    const auto j = std::min(static_cast<std::size_t>(at), bins - 1);
    return cumulative[j] + (at - static_cast<double>(j)) * (cumulative[j + 1] - cumulative[j]);
}

double recalibration::inverse(double p) const noexcept {
    const auto up = std::lower_bound(cumulative.begin() + 1, cumulative.end() - 1, p);
    const auto j = static_cast<std::size_t>(up - cumulative.begin()) - 1;
    const double step = cumulative[j + 1] - cumulative[j];
    const double part = step > 0 ? std::clamp((p - cumulative[j]) / step, 0.0, 1.0) : 0.0;
    return (static_cast<double>(j) + part) / bins;
}

mixture::mixture(metric_kind kind, std::span<const opinion> opinions) : kind_{kind}, size_{opinions.size()} {
    if (size_ > max_opinions) fail(errc::invalid_argument, "opinions", "more than eight");
    for (std::size_t j = 0; j < size_; ++j) {
        const opinion& o = opinions[j];
        if (!std::isfinite(o.weight + o.mean + o.variance + o.nothing + o.centre))
            fail(errc::not_finite, "opinions", "must be finite numbers", static_cast<std::int64_t>(j));
        if (o.weight < 0 || o.mean < 0 || o.variance < 0 || o.nothing < 0 || o.nothing >= 1)
            fail(errc::out_of_range, "opinions",
                 "weight, mean and variance must not be negative, nothing < 1", static_cast<std::int64_t>(j));
        opinions_[j] = o;
    }
}

mixture::mixture(metric_kind kind, std::span<const opinion> opinions, const recalibration& learned)
    : mixture{kind, opinions} {
    learned_ = learned;
    recalibrated_ = true;
}

mixture mixture::pooled(const mixture& other, double share) const {
    if (other.kind_ != kind_) fail(errc::wrong_metric, "other", "is a forecast of another kind of metric");
    if (!(share >= 0 && share <= 1)) fail(errc::out_of_range, "share", "must be between 0 and 1");
    if (other.certain_nothing() || share == 0) return *this;
    if (certain_nothing() || share == 1) return other;
    if (size_ + other.size_ > max_opinions)
        fail(errc::invalid_argument, "other", "more than eight opinions together");
    mixture both = *this;
    for (std::size_t j = 0; j < size_; ++j)
        both.opinions_[j].weight *= 1 - share;
    for (const opinion& o : other.opinions()) {
        both.opinions_[both.size_] = o;
        both.opinions_[both.size_++].weight *= share;
    }
    return both;
}

double mixture::raw_cdf(double x) const {
    double sum = 0;
    for (const opinion& o : opinions())
        sum += o.weight * opinion_cdf(kind_, o, x);
    return std::clamp(sum, 0.0, 1.0);
}

double mixture::raw_tail(double x) const {
    double sum = 0;
    for (const opinion& o : opinions())
        sum += o.weight * opinion_tail(kind_, o, x);
    return std::clamp(sum, 0.0, 1.0);
}

double mixture::cdf(double x) const {
    if (kind_ != metric_kind::signed_amount && x < 0) return 0;
    if (certain_nothing()) return x >= 0 ? 1 : 0;
    return recalibrated_ ? learned_(raw_cdf(x)) : raw_cdf(x);
}

double mixture::tail(double x) const {
    if (kind_ != metric_kind::signed_amount && x <= 0) return 1;
    if (certain_nothing()) return x <= 0 ? 1 : 0;
    return recalibrated_ ? 1 - learned_(1 - raw_tail(x)) : raw_tail(x);
}

double mixture::nothing() const {
    if (certain_nothing()) return 1;
    double sum = 0;
    for (const opinion& o : opinions())
        sum += o.weight * (kind_ == metric_kind::count ? count_mass(o, 0) : o.nothing);
    return sum;
}

double mixture::mean() const noexcept {
    double sum = 0;
    for (const opinion& o : opinions())
        sum += o.weight * (1 - o.nothing) * (kind_ == metric_kind::signed_amount ? o.centre : o.mean);
    return sum;
}

double mixture::variance() const noexcept {
    double second = 0;
    for (const opinion& o : opinions()) {
        const double m = kind_ == metric_kind::signed_amount ? o.centre : o.mean;
        second += o.weight * (1 - o.nothing) * (o.variance + m * m);
    }
    const double first = mean();
    return std::max(second - first * first, 0.0);
}

double mixture::quantile(double p) const {
    double out = 0;
    quantiles({&p, 1}, {&out, 1});
    return out;
}

namespace {

// All opinions' probabilities at k = 0, 1, 2, ... times their weights, each by its own recurrence
//     f(k + 1) = f(k) q (r + k) / (k + 1).
struct count_sweep {
    static constexpr std::size_t lanes = mixture::max_opinions;
    alignas(64) double f[lanes] = {};
    alignas(64) double step[lanes] = {}; // q (r + k)
    alignas(64) double q[lanes] = {};
    double k = 0;
    double top = 0; // beyond this there is nothing

    // False when an opinion has no such recurrence or would start below the smallest double.
    bool start(std::span<const opinion> opinions) {
        for (std::size_t j = 0; j < opinions.size(); ++j) {
            const opinion& o = opinions[j];
            if (o.weight == 0 || o.mean <= 0) {
                f[j] = o.weight;
                continue;
            }
            if (!negative_binomial_fits(o)) return false;
            const double r = shape(o);
            const double first = -r * std::log1p(o.mean / r);
            if (first < -600) return false;
            f[j] = o.weight * std::exp(first);
            q[j] = o.mean / (r + o.mean);
            step[j] = q[j] * r;
            top = std::max(top, o.mean + 12 * std::sqrt(o.variance));
        }
        return top <= 20'000;
    }
    [[nodiscard]] double mass() const {
        return ((f[0] + f[1]) + (f[2] + f[3])) + ((f[4] + f[5]) + (f[6] + f[7]));
    }
    void next() {
        k += 1;
        const double inverse = 1 / k;
        for (std::size_t j = 0; j < lanes; ++j) {
            f[j] *= step[j] * inverse;
            step[j] += q[j];
        }
    }
};

} // namespace

bool mixture::sweep(std::span<const double> p, std::span<double> out) const {
    count_sweep s;
    if (!s.start(opinions())) return false;
    const double last = 4 * s.top + 64;
    double sum = 0;
    for (std::size_t next = 0; next < p.size(); s.next()) {
        sum += s.mass();
        while (next < p.size() && sum >= p[next])
            out[next++] = s.k;
        if (s.k > last) return false;
    }
    return true;
}

std::size_t mixture::points(std::span<grid_point> out) const {
    constexpr double first = 1e-4;
    constexpr double enough = 0.99866;
    if (kind_ != metric_kind::count || certain_nothing()) return 0;
    count_sweep s;
    if (!s.start(opinions())) return 0;
    const double last = 4 * s.top + 64;
    double below = 0;
    std::size_t n = 0;
    out[n++] = {0, 0};
    for (; s.k <= last; s.next()) {
        below += s.mass();
        const grid_point here{s.k + 1, std::min(below, 1.0)};
        if (below <= first) {
            out[0] = here;
            continue;
        }
        // Far out one number in 2, 4, 8, ... is enough: the chords are longer there.
        if (s.k >= 256 && static_cast<std::int64_t>(s.k) % (static_cast<std::int64_t>(s.k) / 128) != 0 &&
            below < enough)
            continue;
        if (n == out.size()) return 0;
        out[n++] = here;
        if (below >= enough) return n;
    }
    return 0;
}

double mixture::raw_quantile(double p, double low, double high) const {
    if (kind_ == metric_kind::count) {
        double below = std::floor(low) - 1; // cdf(below) < p <= cdf(above)
        double above = std::ceil(high);
        while (above - below > 1) {
            const double middle = below + std::floor((above - below) / 2);
            (raw_cdf(middle) >= p ? above : below) = middle;
        }
        return above;
    }
    for (int i = 0; i < 200 && high - low > 1e-12 * (std::abs(low) + std::abs(high)); ++i) {
        const double middle = low + (high - low) / 2;
        if (middle == low || middle == high) break;
        (raw_cdf(middle) >= p ? high : low) = middle;
    }
    return high;
}

void mixture::quantiles(std::span<const double> p, std::span<double> out) const {
    if (p.size() != out.size()) fail(errc::invalid_argument, "out", "must be as long as p");
    for (std::size_t i = 0; i < p.size(); ++i) {
        if (!(p[i] > 0 && p[i] < 1))
            fail(errc::out_of_range, "p", "must lie between 0 and 1, both excluded",
                 static_cast<std::int64_t>(i));
        if (i > 0 && p[i] < p[i - 1])
            fail(errc::out_of_range, "p", "must not fall", static_cast<std::int64_t>(i));
    }
    if (certain_nothing()) {
        std::fill(out.begin(), out.end(), 0.0);
        return;
    }
    if (kind_ == metric_kind::count && sweep(p, out)) return;
    double widest = 0;
    double largest = 0;
    for (const opinion& o : opinions()) {
        widest = std::max(widest, std::sqrt(o.variance));
        largest = std::max(largest, std::max(o.mean, std::abs(o.centre)));
    }
    const bool has_sign = kind_ == metric_kind::signed_amount;
    double low = has_sign ? -largest - 12 * widest : 0;
    for (std::size_t i = 0; i < p.size(); ++i) {
        const double wanted = recalibrated_ ? learned_.inverse(p[i]) : p[i];
        if (!has_sign && raw_cdf(0) >= wanted) {
            out[i] = 0;
            continue;
        }
        double span = largest + 14 * widest + 5;
        double high = span;
        while (raw_cdf(high) < wanted && std::isfinite(high))
            high += span *= 2;
        while (has_sign && raw_cdf(low) >= wanted && wanted > 0 && std::isfinite(low))
            low -= span *= 2;
        out[i] = raw_quantile(wanted, low, high);
        if (has_sign && raw_cdf(0) >= wanted && 1 - raw_tail(0) < wanted) out[i] = 0; // the atom
        low = has_sign ? low : out[i];
    }
}

double log_mass(metric_kind kind, const opinion& o, double total, double unit) {
    double mass = 0;
    if (kind == metric_kind::count) {
        mass = count_mass(o, total);
    } else if (total == 0) {
        mass = o.nothing;
    } else if (kind == metric_kind::amount) {
        const double a = gamma_shape(o);
        const double rate = o.mean / o.variance;
        const double x = std::max(total, 1e-9) * rate;
        mass = (1 - o.nothing) * std::exp((a - 1) * std::log(x) - x - boost::math::lgamma(a)) * rate * unit;
    } else {
        mass = (1 - o.nothing) * student4_density((total - o.centre) / scale(o)) / scale(o) * unit;
    }
    return std::log(std::max(mass, least_mass));
}

} // namespace attain::inline v1
