#include <attain/core/error.hpp>
#include <attain/estimate/mixture.hpp>

#include "incomplete_gamma.hpp"
#include "lanes.hpp"
#include "signed_walk.hpp"
#include "sweep.hpp"

#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace attain::inline v1 {

using sweeping::gamma_shape;
using sweeping::panjer;
using sweeping::panjer_of;
using sweeping::student4_quantile;
using sweeping::student4_scale;
using sweeping::student4_tail;

namespace {

constexpr double least_mass = 1e-4;
constexpr double most_walked = 512; // further up, special functions are cheaper

double student4_density(double t) {
    const double v = 1 + t * t / 4;
    return 0.375 / (v * v * std::sqrt(v));
}

double count_tail(const opinion& o, double k) { // P(D >= k), k whole and > 0
    if (o.mean <= 0) return 0;
    const panjer x = panjer_of(o);
    if (x.r > 0) return boost::math::ibeta(k, x.r, x.q);
    if (x.n > 0) return k > x.n ? 0 : o.mean >= x.n ? 1 : boost::math::ibeta(k, x.n - k + 1, o.mean / x.n);
    return incomplete_gamma::lower(k, o.mean);
}

double count_cdf(const opinion& o, double k) { // P(D <= k), k whole and >= 0
    if (o.mean <= 0) return 1;
    const panjer x = panjer_of(o);
    if (x.r > 0) return boost::math::ibeta(x.r, k + 1, 1 - x.q);
    if (x.n > 0) return k >= x.n ? 1 : o.mean >= x.n ? 0 : boost::math::ibetac(k + 1, x.n - k, o.mean / x.n);
    return incomplete_gamma::upper(k + 1, o.mean);
}

// Of one opinion about a signed amount that is not exactly nothing; without spread it stands at its centre.
double signed_tail(const opinion& o, double x) { // P(D >= x)
    if (o.variance == 0) return x <= o.centre ? 1 : 0;
    return student4_tail((x - o.centre) / student4_scale(o));
}

double signed_cdf(const opinion& o, double x) { // P(D <= x)
    if (o.variance == 0) return x >= o.centre ? 1 : 0;
    return student4_tail((o.centre - x) / student4_scale(o));
}

double signed_below(const opinion& o, double x) { // P(D < x)
    return o.variance == 0 && x == o.centre ? 0 : signed_cdf(o, x);
}

double signed_quantile(const opinion& o, double p) {
    const double given = 1 - o.nothing;
    const double negative = given * signed_cdf(o, 0);
    if (p > negative && p <= negative + o.nothing) return 0;
    return o.centre + student4_scale(o) * student4_quantile((p <= negative ? p : p - o.nothing) / given);
}

double opinion_tail(metric_kind kind, const opinion& o, double x) {
    switch (kind) {
    case metric_kind::count:
        return count_tail(o, std::ceil(x - 1e-9));
    case metric_kind::amount:
        return (1 - o.nothing) *
               (o.mean > 0 ? incomplete_gamma::upper(gamma_shape(o), x * o.mean / o.variance) : 0);
    case metric_kind::signed_amount:
        return (x <= 0 ? o.nothing : 0) + (1 - o.nothing) * signed_tail(o, x);
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
                   (o.mean > 0 ? incomplete_gamma::lower(gamma_shape(o), x * o.mean / o.variance) : 1);
    case metric_kind::signed_amount:
        return (x >= 0 ? o.nothing : 0) + (1 - o.nothing) * signed_cdf(o, x);
    }
    return 0;
}

double opinion_below(metric_kind kind, const opinion& o, double x) { // x > 0 unless signed
    switch (kind) {
    case metric_kind::count:
        return count_cdf(o, std::ceil(x - 1e-9) - 1);
    case metric_kind::amount:
        return opinion_cdf(kind, o, x);
    case metric_kind::signed_amount:
        return (x > 0 ? o.nothing : 0) + (1 - o.nothing) * signed_below(o, x);
    }
    return 0;
}

// Of what is not exactly nothing, for amounts.
double opinion_density(metric_kind kind, const opinion& o, double x) {
    if (kind == metric_kind::signed_amount)
        return (1 - o.nothing) * student4_density((x - o.centre) / student4_scale(o)) / student4_scale(o);
    if (!(x > 0 && o.mean > 0)) return 0;
    const double a = gamma_shape(o);
    const double rate = o.mean / o.variance;
    return (1 - o.nothing) * rate *
           std::exp((a - 1) * std::log(x * rate) - x * rate - sweeping::log_gamma(a));
}

double count_mass(const opinion& o, double k, double factorial) {
    if (k < 0) return 0;
    if (o.mean <= 0) return k == 0 ? 1 : 0;
    const panjer x = panjer_of(o);
    if (x.n > 0 && k > x.n) return 0;
    if (k <= 16 && x.log_first > -600) { // cheaper than logarithms
        double f = std::exp(x.log_first);
        for (double j = 0; j < k; ++j)
            f *= (x.c + x.q * j) / (j + 1);
        return f;
    }
    return std::exp(sweeping::log_mass_at(x, o.mean, k, factorial));
}

// All opinions' probabilities at k = 0, 1, 2, ... times their weights, each by its own recurrence.
template<std::size_t Lanes>
struct count_sweep {
    sweeping::lanes<Lanes> f;
    sweeping::lanes<Lanes> step; // c + q k
    sweeping::lanes<Lanes> q;
    double k = 0;
    double top = 0; // beyond this there is nothing
    double last_mean = 0;

    // False when an opinion would start below the smallest double, or the numbers are too large to walk.
    bool start(std::span<const opinion> opinions) {
        for (std::size_t j = 0; j < opinions.size(); ++j) {
            const opinion& o = opinions[j];
            const panjer x = panjer_of(o);
            if (o.weight == 0) continue;
            if (x.log_first < -600) return false;
            f.set(j, o.weight * std::exp(x.log_first));
            q.set(j, x.q);
            step.set(j, x.c);
            top = std::max(top, o.mean + 12 * std::sqrt(o.variance));
            last_mean = std::max(last_mean, o.mean);
        }
        return top <= 20'000;
    }
    // Some hundred numbers on, nothing is left of what is here: the ratio of neighbours tends to q.
    [[nodiscard]] bool ends_soon() const {
        double slowest = 0;
        for (std::size_t j = 0; j < Lanes; ++j)
            slowest = std::max(slowest, q.get(j));
        return slowest < 0.9 && last_mean < k + 256;
    }
    // Takes out the binomials of fewer than k trials: of these, rounding has left something.
    void drop_ended() {
        for (std::size_t j = 0; j < Lanes; ++j)
            if (q.get(j) < 0 && step.get(j) < q.get(j) / 2) f.set(j, 0);
    }
    [[nodiscard]] double mass() const { return f.sum(); }
    // The probability of the next `numbers`, which are passed.
    double add_up(double numbers) {
        sweeping::lanes<Lanes> sums;
        for (const double end = k + numbers; k < end; next())
            for (std::size_t j = 0; j < sums.pairs; ++j)
                sums.of[j] = sums.of[j] + f.of[j];
        return sums.sum();
    }
    void next() {
        k += 1;
        const sweeping::pair inverse = sweeping::both(1 / k);
        for (std::size_t j = 0; j < f.pairs; ++j) { // a binomial ends where its step does
            f.of[j] = f.of[j] * (sweeping::larger(step.of[j], sweeping::both(0)) * inverse);
            step.of[j] = step.of[j] + q.of[j];
        }
    }
};

// P(D >= k), k whole, without a special function: what is not below, or, where that loses the digits, the sum
// from k on. NaN when either would take long.
template<std::size_t Lanes>
double walked_tail(std::span<const opinion> opinions, double k) {
    constexpr double hard_to_tell = 0.9999;
    constexpr double negligible = 1e-17;
    count_sweep<Lanes> s;
    if (!s.start(opinions)) return std::numeric_limits<double>::quiet_NaN();
    const double below = s.add_up(k - s.k);
    if (below < hard_to_tell) return 1 - below;
    if (!s.ends_soon()) return std::numeric_limits<double>::quiet_NaN();
    s.drop_ended();
    double tail = 0;
    while (s.mass() > negligible * tail || s.k < s.last_mean)
        tail += s.add_up(8);
    return tail;
}

template<std::size_t Lanes>
bool walked_quantiles(std::span<const opinion> opinions, std::span<const double> p, std::span<double> out) {
    count_sweep<Lanes> s;
    if (!s.start(opinions)) return false;
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
        if (kind == metric_kind::amount && o.mean > 0 && gamma_shape(o) == 0)
            fail(errc::not_finite, "opinions", "spread beyond what doubles can tell",
                 static_cast<std::int64_t>(j));
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
    if (const double k = std::ceil(x - 1e-9); kind_ == metric_kind::count && k <= most_walked) {
        const double walked = size_ <= 4   ? walked_tail<4>(opinions(), k)
                              : size_ <= 6 ? walked_tail<6>(opinions(), k)
                                           : walked_tail<8>(opinions(), k);
        if (walked == walked) return walked;
    }
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

double mixture::below(double x) const {
    if (kind_ != metric_kind::signed_amount && x <= 0) return 0;
    if (certain_nothing()) return x > 0 ? 1 : 0;
    double sum = 0;
    for (const opinion& o : opinions())
        sum += o.weight * opinion_below(kind_, o, x);
    sum = std::clamp(sum, 0.0, 1.0);
    return recalibrated_ ? learned_(sum) : sum;
}

double mixture::nothing() const {
    if (certain_nothing()) return 1;
    double sum = 0;
    for (const opinion& o : opinions())
        sum += o.weight * (kind_ == metric_kind::count ? count_mass(o, 0, 0) : o.nothing);
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

bool mixture::sweep(std::span<const double> p, std::span<double> out) const {
    return size_ <= 6 ? walked_quantiles<6>(opinions(), p, out) : walked_quantiles<8>(opinions(), p, out);
}

namespace {

// Whole numbers that must be among the points of signed amounts, in order: the ends, those around what stands
// at 0 and, as one of little weight may be narrow, around every opinion's centre.
class signed_places {
public:
    signed_places(std::span<const opinion> opinions, double low, double high) {
        const auto add = [&](double x) {
            if (x > low && x < high) at_[size_++] = x;
        };
        for (const double side : {0.0, 1.0}) {
            add(side);
            for (const opinion& o : opinions)
                add(std::floor(o.centre) + side);
        }
        at_[size_++] = low;
        at_[size_++] = high;
        std::sort(at_.begin(), at_.begin() + static_cast<std::ptrdiff_t>(size_));
    }
    [[nodiscard]] auto begin() const { return at_.begin(); }
    [[nodiscard]] auto end() const { return at_.begin() + static_cast<std::ptrdiff_t>(size_); }

private:
    std::array<double, 2 * (mixture::max_opinions + 2)> at_; // the first size_
    std::size_t size_{};
};

// Where a grid of what was learned needs points: its corners too.
using level_array = std::array<double, recalibration::bins + 1>;
level_array levels_of(const recalibration& learned) {
    level_array out;
    const auto end = std::copy(learned.cumulative.begin() + 1, learned.cumulative.end() - 1, out.begin());
    std::copy(sweeping::outermost.begin(), sweeping::outermost.end(), end);
    std::sort(out.begin(), out.end());
    return out;
}

} // namespace

std::size_t mixture::signed_points(std::span<grid_point> out) const {
    const sweeping::signed_walk walk{opinions()};
    if (!walk.valid()) return 0;
    const auto raw = [&](double p) { return recalibrated_ ? learned_.inverse(p) : p; };
    // Past rounding and the last step of Newton.
    const double low = std::floor(walk.quantile(raw(0.99 * sweeping::nearly_nothing)));
    const double high = std::floor(walk.quantile(raw(sweeping::nearly_all + 1e-6))) + 1;
    if (!std::isfinite(low + high)) return 0;
    const auto below = [&](double x) { return recalibrated_ ? learned_(walk.below(x)) : walk.below(x); };
    sweeping::point_list points{out};
    const auto add = [&](const grid_point& p) { points.add(p); };
    const level_array corners = recalibrated_ ? levels_of(learned_) : level_array{};
    sweeping::division needed{below, add,
                              recalibrated_ ? std::span<const double>{corners} : sweeping::outermost};
    add({low, below(low)});
    for (const double x : signed_places{opinions(), low, high})
        if (x > points.last().at) needed.up_to(points.last(), {x, below(x)});
    return points.size();
}

std::size_t mixture::points(std::span<grid_point> out) const {
    if (certain_nothing() || out.size() < max_points) return 0;
    if (kind_ == metric_kind::count) return sweeping::count_points(opinions(), out);
    if (kind_ == metric_kind::signed_amount) return signed_points(out);
    if (recalibrated_) return 0;
    const sweeping::amount_table table{opinions(), sweeping::nearly_nothing, sweeping::nearly_all};
    if (!table.valid()) return 0;
    sweeping::point_list points{out};
    table.add_points(points);
    if (!points.complete()) { // small numbers: the next one lies beyond the table
        const double next = std::ceil(table.end());
        points.add({next, raw_cdf(next)});
    }
    return points.size();
}

double mixture::density(double x) const {
    double sum = 0;
    for (const opinion& o : opinions())
        sum += o.weight * opinion_density(kind_, o, x);
    return sum;
}

namespace {

struct bounds {
    double low{};
    double high{};
};

// Where a mixture's quantile must lie: between the lowest and the highest of its opinions' (signed), or from
// 0 to where all but a negligible part is.
bounds bracket(metric_kind kind, std::span<const opinion> opinions, double p) {
    if (kind != metric_kind::signed_amount) {
        double high = 5;
        for (const opinion& o : opinions)
            high = std::max(high, o.mean + 14 * std::sqrt(o.variance) + 5);
        return {0, high};
    }
    bounds in{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
    for (const opinion& o : opinions) {
        const double x = signed_quantile(o, p);
        in = {std::min(in.low, x), std::max(in.high, x)};
    }
    const double room = 1e-9 * (in.high - in.low + std::abs(in.low) + std::abs(in.high));
    return {in.low - room, in.high + room};
}

} // namespace

double mixture::raw_quantile(double p) const {
    auto [low, high] = bracket(kind_, opinions(), p);
    for (double span = high - low; raw_cdf(high) < p && std::isfinite(high);)
        high += span *= 2;
    if (kind_ == metric_kind::count) {
        double below = std::floor(low) - 1; // cdf(below) < p <= cdf(above)
        double above = std::ceil(high);
        while (above - below > 1) {
            const double middle = below + std::floor((above - below) / 2);
            if (middle <= below || middle >= above) break; // beyond 2^53 no whole number lies between
            (raw_cdf(middle) >= p ? above : below) = middle;
        }
        return above;
    }
    // Newton on the distribution function, kept inside a bracket that halves whenever Newton leaves it.
    double x = low + (high - low) / 2;
    for (int i = 0; i < 100; ++i) {
        const double off = raw_cdf(x) - p;
        (off >= 0 ? high : low) = x;
        const double slope = density(x);
        double to = x - off / slope;
        if (!(to > low && to < high)) to = low + (high - low) / 2;
        if (std::abs(to - x) <= 1e-10 * (std::abs(x) + 1e-300)) return to;
        x = to;
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
    if (kind_ == metric_kind::amount && !recalibrated_ && !p.empty()) {
        const sweeping::amount_table table{opinions(), p.front(), p.back()};
        if (table.valid()) {
            std::transform(p.begin(), p.end(), out.begin(),
                           [&](double level) { return table.quantile(level); });
            return;
        }
    }
    std::optional<sweeping::signed_walk> walk;
    if (kind_ == metric_kind::signed_amount) walk.emplace(opinions());
    const double atom_ends = raw_cdf(0);
    const double atom_begins = kind_ == metric_kind::signed_amount ? 1 - raw_tail(0) : 0;
    for (std::size_t i = 0; i < p.size(); ++i) {
        const double wanted = recalibrated_ ? learned_.inverse(p[i]) : p[i];
        out[i] = walk && walk->valid() ? walk->quantile(wanted) : std::numeric_limits<double>::quiet_NaN();
        if (out[i] == out[i]) continue;
        out[i] = atom_ends >= wanted && atom_begins < wanted ? 0 : raw_quantile(wanted);
    }
}

double sweeping::floored_mass::operator()(const opinion& o) const {
    double mass = 0;
    if (kind_ == metric_kind::count) {
        mass = count_mass(o, total_, factorial_);
    } else if (total_ == 0) {
        mass = o.nothing;
    } else {
        mass =
            unit_ * opinion_density(kind_, o, kind_ == metric_kind::amount ? std::max(total_, 1e-9) : total_);
    }
    return std::max(mass, least_mass);
}

double log_mass(metric_kind kind, const opinion& o, double total, double unit) {
    return std::log(sweeping::floored_mass{kind, total, unit}(o));
}

} // namespace attain::inline v1
