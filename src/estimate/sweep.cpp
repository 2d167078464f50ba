#include "sweep.hpp"

#include "lanes.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace attain::inline v1::sweeping {

namespace {

// Stirling's correction: ln Gamma(x) = (x - 1/2) ln x - x + ln(2 pi) / 2 + this, x >= 10.
double stirling(double x) {
    const double y = 1 / (x * x);
    return (1.0 / 12 - y * (1.0 / 360 - y * (1.0 / 1260 - y * (1.0 / 1680 - y * (1.0 / 1188))))) / x;
}

constexpr double half_log_two_pi = 0.91893853320467274178;

} // namespace

panjer panjer_of(const opinion& o) {
    const double m = o.mean;
    if (m <= 0) return {};
    if (o.variance > m * (1 + 1e-9)) {
        const double r = m * m / (o.variance - m);
        const double q = m / (r + m);
        return {q, q * r, -r * std::log1p(m / r), r, 0};
    }
    if (o.variance > m * (1 - 1e-9)) return {0, m, -m, 0, 0};
    const double n = std::ceil(m * m / (m - o.variance));
    const double p = m / n;
    if (p >= 1) return {-1e300, 0, -1e300, 0, n}; // exactly n
    return {-p / (1 - p), n * p / (1 - p), n * std::log1p(-p), 0, n};
}

double log_gamma(double x) {
    double shift = 1;
    while (x < 10)
        shift *= x++;
    return (x - 0.5) * std::log(x) - x + half_log_two_pi + stirling(x) - (shift != 1 ? std::log(shift) : 0);
}

double log_mass_at(const panjer& member, double mean, double x, double factorial) {
    if (member.r > 0) {
        const double r = member.r;
        const double ratio = std::log(mean * (x + r) / (r + mean));
        if (r < 10)
            return log_gamma(x + r) - log_gamma(r) - factorial + member.log_first +
                   x * std::log(mean / (r + mean));
        // ln Gamma(x + r) - ln Gamma(r) in pieces that stay small however large r is.
        const double grown = std::log1p(x / r);
        return r * grown + member.log_first - 0.5 * grown + x * ratio - x + stirling(x + r) - stirling(r) -
               factorial;
    }
    if (member.n > 0) {
        const double left = member.n - x;
        if (left < 0) return -1e300;
        return log_gamma(member.n + 1) - factorial - log_gamma(left + 1) + member.log_first +
               x * std::log(-member.q);
    }
    return x * std::log(mean) - mean - factorial;
}

namespace {

constexpr double least_first = -450; // ln f(0) below which a lane begins further up
constexpr double vanished = 1e-250;  // denormal numbers would cost five times as much

// Blocks of h numbers: f stands at the centre of the block that begins at k.
template<std::size_t Lanes>
struct block_walk {
    using row = lanes<Lanes>;
    row f;
    row c;
    row q;
    row shift; // c / q
    row turn;  // q / (c + q x), followed without a division

    // f(x) -> f(x + s), s a power of two: with g(x) = f(x + 1) / f(x),
    //     ln f(x + s) - ln f(x) = s ln g(m) + (s^3 - s) / 24 (ln g)''(m) + ..., m = x + (s - 1) / 2.
    void advance(double x, int log2_s) {
        if (log2_s == 0) {
            const pair at = both(x);
            const pair inverse = both(1 / (x + 1));
            for (std::size_t j = 0; j < row::pairs; ++j)
                f.of[j] = above_or_zero(f.of[j] * (step(j, at) * inverse), vanished);
            return;
        }
        const double s = static_cast<double>(1 << log2_s);
        const double m = x + (s - 1) / 2;
        const double inverse = 1 / (m + 1);
        const double bend = s * (s * s - 1) / 24;
        const pair at = both(m);
        std::array<pair, row::pairs> g;
        for (std::size_t j = 0; j < row::pairs; ++j)
            g[j] = step(j, at) * both(inverse);
        for (int i = 0; i < log2_s; ++i)
            for (std::size_t j = 0; j < row::pairs; ++j)
                g[j] = g[j] * g[j];
        const pair flat = both(1 + bend * inverse * inverse);
        for (std::size_t j = 0; j < row::pairs; ++j) {
            pair t = turn.of[j]; // towards 1 / (m + shift), by Newton
            const pair d = at + shift.of[j];
            t = t * (both(2) - d * t);
            t = t * (both(2) - d * t);
            turn.of[j] = t;
            f.of[j] = above_or_zero(f.of[j] * g[j] * (flat - both(bend) * t * t), vanished);
        }
    }
    // f(x) -> f(x + 1/2), once: when blocks of two begin.
    void half(double x) {
        const double m = x - 0.25;
        for (std::size_t j = 0; j < Lanes; ++j) {
            const double slope = q.get(j);
            shift.set(j, slope != 0 ? c.get(j) / slope : 0);
            turn.set(j, slope != 0 ? 1 / (m + shift.get(j)) : 0);
            const double t = turn.get(j);
            f.set(j, f.get(j) * std::sqrt(std::max(c.get(j) + slope * m, 0.0) / (m + 1)) *
                         (1 - 0.375 / 24 * (1 / ((m + 1) * (m + 1)) - t * t)));
        }
    }

private:
    [[nodiscard]] pair step(std::size_t j, pair at) const { // a binomial ends where its step does
        return not_negative(c.of[j] + q.of[j] * at);
    }
};

struct late_lane {
    double from{};
    std::size_t lane{};
    panjer member{};
    double mean{};
    double log_weight{};
};

// Where a lane whose f(0) is too small begins: hardly anything lies below.
double entry_of(const panjer& member, const opinion& o) {
    double from = o.mean - 9 * std::sqrt(o.variance);
    if (member.r > 0) from = std::max(from, o.mean * std::exp(-1 - 30 / member.r));
    return std::max(std::floor(from), 0.0);
}

template<std::size_t Lanes>
std::size_t walk_counts(std::span<const opinion> opinions, std::span<grid_point> out) {
    constexpr double first = 1e-4;
    constexpr double enough = 0.99866;
    block_walk<Lanes> walk;
    std::array<late_lane, Lanes> late{};
    std::size_t waiting = 0;
    std::array<double, Lanes> spread{};
    std::array<double, Lanes> done{}; // beyond this a lane has nothing that counts
    double top = 0;
    double k = std::numeric_limits<double>::infinity();
    for (std::size_t j = 0; j < opinions.size(); ++j) {
        const opinion& o = opinions[j];
        if (o.weight <= 0) continue;
        const panjer member = panjer_of(o);
        if (member.q < -1e200) return 0;
        walk.c.set(j, member.c);
        walk.q.set(j, member.q);
        spread[j] = std::sqrt(o.variance);
        done[j] = o.mean + 6 * spread[j];
        top = std::max(top, o.mean + 14 * spread[j]);
        if (member.log_first > least_first) {
            walk.f.set(j, o.weight * std::exp(member.log_first));
            k = 0;
        } else {
            late[waiting] = {entry_of(member, o), j, member, o.mean, std::log(o.weight)};
            k = std::min(k, late[waiting++].from);
        }
    }
    // Longest block: one or two to a knot interval in the middle, fewer far out where the intervals are
    // longer. Holds until that place and that share below are passed.
    struct {
        double blocks = 1;
        double place = -1;
        double share = 0;
    } longest;
    const auto measure_longest = [&](double at, double below) {
        double narrowest = std::numeric_limits<double>::infinity();
        longest.place = narrowest;
        for (std::size_t j = 0; j < Lanes; ++j)
            if (done[j] > at) {
                narrowest = std::min(narrowest, spread[j]);
                longest.place = std::min(longest.place, done[j]);
            }
        longest.share = below < 0.85 ? 0.85 : below < 0.97 ? 0.97 : 2;
        const double parts = below < 0.85 ? 10 : below < 0.97 ? 6 : 3;
        longest.blocks = narrowest < top ? std::max(std::floor(narrowest / parts), 1.0) : 1;
    };
    int log2_h = 0;
    double h = 1;
    double below = 0;
    double thin = 0;
    std::size_t n = 0;
    out[n++] = {k, 0};
    // Masses of blocks need the sums before and after: second differences make up for what a block bends.
    double before = 0;
    double before_gap = 1;
    const auto enter = [&](double centre) {
        for (std::size_t i = 0; i < waiting;) {
            const late_lane& l = late[i];
            if (l.from > centre) {
                ++i;
                continue;
            }
            walk.f.set(l.lane,
                       std::exp(l.log_weight + log_mass_at(l.member, l.mean, centre, log_gamma(centre + 1))));
            late[i] = late[--waiting];
        }
    };
    enter(k);
    double here = walk.f.sum();
    before = here;
    for (double end = 4 * top + 64; k < end;) {
        const double centre = k + (h - 1) / 2;
        walk.advance(centre, log2_h);
        double next_k = k + h;
        double next_gap = h;
        int next_log2 = log2_h;
        if (k > longest.place || below > longest.share) measure_longest(k, below);
        if (2 * h <= longest.blocks && next_k >= 16 * h) { // the next block is twice as long
            if (log2_h == 0)
                walk.half(next_k);
            else
                walk.advance(next_k + (h - 1) / 2, log2_h - 1);
            next_gap += h / 2;
            ++next_log2;
        }
        const double next_h = next_log2 == log2_h ? h : 2 * h;
        enter(next_k + (next_h - 1) / 2);
        const double after = walk.f.sum();
        double mass = h * here;
        if (log2_h > 0 && next_gap == before_gap)
            mass += (h - 1 / h) / 24 * (after - 2 * here + before);
        else if (log2_h > 0)
            mass += h * (h * h - 1) / 12 * ((after - here) / next_gap - (here - before) / before_gap) /
                    (next_gap + before_gap);
        below += std::max(mass, 0.0);
        before = here;
        before_gap = next_gap;
        here = after;
        k = next_k;
        h = next_h;
        log2_h = next_log2;
        const grid_point point{k, std::min(below, 1.0)};
        if (below <= first) {
            out[0] = point;
            continue;
        }
        if (k < thin && below < out[n - 1].below + 0.01 && below < enough) continue;
        thin = k + (n < out.size() / 2 ? longest.blocks : std::max(longest.blocks, k / 32));
        if (n == out.size()) return 0;
        out[n++] = point;
        if (below >= enough) return n;
    }
    return 0;
}

} // namespace

std::size_t count_points(std::span<const opinion> opinions, std::span<grid_point> out) {
    static_assert(mixture::max_opinions == 8);
    return opinions.size() <= 6 ? walk_counts<6>(opinions, out) : walk_counts<8>(opinions, out);
}

amount_table::amount_table(std::span<const opinion> opinions, double first, double last) {
    for (const opinion& o : opinions) {
        if (o.weight <= 0) continue;
        const double weight = o.weight * (1 - o.nothing);
        atoms_ += o.weight * o.nothing;
        if (!(o.mean > 0 && o.variance > 0)) return;
        const double shape = gamma_shape(o);
        if (!(shape > 1e-3 && shape < 1e6)) return;
        const double rate = o.mean / o.variance;
        const double log_rate = std::log(rate);
        const double constant = log_gamma(shape);
        lane& l = lanes_[lanes_used_++];
        l = {shape, rate, std::log(weight) + shape * log_rate - constant, 0};
        // P(rate x) <= (rate x)^shape / Gamma(shape + 1): there it is below 1e-9; nearer for large shapes.
        const double low = std::exp((std::log(1e-9) + constant + std::log(shape)) / shape);
        const double root = 1 - 1 / (9 * shape) - 7 / (3 * std::sqrt(shape)); // Wilson and Hilferty
        l.entry = std::max(low, root > 0 ? shape * root * root * root : 0.0) / rate;
    }
    if (lanes_used_ == 0) return;
    const auto used = lanes_.begin() + static_cast<std::ptrdiff_t>(lanes_used_);
    std::sort(lanes_.begin(), used, [](const lane& a, const lane& b) { return a.entry < b.entry; });
    // Where no opinion has the smallest probability yet.
    const double least = std::max(first - atoms_, 1e-9) / static_cast<double>(lanes_used_);
    double x = std::numeric_limits<double>::infinity();
    for (std::size_t j = 0; j < lanes_used_; ++j) {
        const lane& l = lanes_[j];
        const double scale = l.shape * std::log(l.rate) - l.log_scale; // ln Gamma(shape) - ln weight
        x = std::min(x, std::exp((std::log(least) + scale + std::log(l.shape)) / l.shape) / l.rate);
    }
    x = std::max(x, lanes_[0].entry);
    double below = atoms_ + enter(x);
    node at{std::log(x), x, below, {}};
    at.at = density(at.log_x, at.x);
    nodes_[size_++] = at;
    double h = 0;
    double grow = 1;
    while (at.below < last) {
        if (size_ == most_nodes) return;
        const double wanted = step(at.x);
        if (wanted != h) grow = std::exp(h = wanted);
        node next{at.log_x + h, at.x * grow, 0, {}};
        next.at = density(next.log_x, next.x);
        next.below = at.below + between(at.at, next.at, h);
        if (entered_ < lanes_used_ && next.x >= lanes_[entered_].entry) {
            next.below += enter(next.x);
            next.at = density(next.log_x, next.x);
        }
        nodes_[size_++] = at = next;
    }
    valid_ = true;
}

// Lets the lanes in whose entry has come, and says what they have below x: the series of the incomplete
// gamma.
double amount_table::enter(double x) {
    double sum = 0;
    for (; entered_ < lanes_used_ && lanes_[entered_].entry <= x; ++entered_) {
        const lane& l = lanes_[entered_];
        const double z = l.rate * x;
        double term = std::exp(l.log_scale + l.shape * std::log(x) - z) / l.shape;
        double total = term;
        for (double n = 1; term > 1e-17 * total && n < 500; ++n)
            total += term *= z / (l.shape + n);
        sum += total;
    }
    return sum;
}

double amount_table::step(double x) const {
    double shape = 0;
    double rate = 0;
    for (std::size_t j = 0; j < entered_; ++j) {
        shape = std::max(shape, lanes_[j].shape);
        rate = std::max(rate, lanes_[j].rate);
    }
    double h = 0.18 / std::sqrt(std::max(shape, 1.0));
    if (shape < 1 &&
        rate * x < 0.02) // a power of x as yet, times 1 - rate x: h^7 (rate x) / 100800 stays small
        h = std::max(h, std::min(0.25 / shape, 0.5 * std::pow(1e-3 / (rate * x), 1.0 / 7)));
    if (entered_ < lanes_used_ && h > 0.01)
        h = std::min(h, std::max(std::log(lanes_[entered_].entry / x), 0.01));
    return h;
}

amount_table::value amount_table::density(double log_x, double x) const {
    value sum{0, 0, 0};
    for (std::size_t j = 0; j < entered_; ++j) {
        const lane& l = lanes_[j];
        const double z = l.rate * x;
        const double f = std::exp(l.log_scale + l.shape * log_x - z);
        const double slope = l.shape - z;
        sum.f += f;
        sum.slope += f * slope;
        sum.curve += f * (slope * slope - z);
    }
    return sum;
}

double amount_table::between(const value& a, const value& b, double h) {
    return h * ((a.f + b.f) / 2 + h * ((a.slope - b.slope) / 10 + h * (a.curve + b.curve) / 120));
}

double amount_table::quantile(double p) const {
    if (p <= atoms_) return 0;
    const auto end = nodes_.begin() + static_cast<std::ptrdiff_t>(size_);
    const auto up = std::lower_bound(nodes_.begin() + 1, end, p,
                                     [](const node& n, double wanted) { return n.below < wanted; });
    const node& a = *(up - 1);
    const double width = (up == end ? end - 1 : up)->log_x - a.log_x;
    const double rise = (up == end ? end - 1 : up)->below - a.below;
    // Newton from the chord; the step keeps within the interval.
    double h = rise > 0 ? width * std::clamp((p - a.below) / rise, 0.0, 1.0) : 0;
    double x = a.x * std::exp(h);
    for (int i = 0; i < 4; ++i) {
        const value there = density(a.log_x + h, x);
        if (!(there.f > 0)) break;
        const double move = (a.below + between(a.at, there, h) - p) / there.f;
        h = std::clamp(h - move, 0.0, width);
        x = a.x * std::exp(h);
        if (std::abs(move) < 1e-7) break;
    }
    return x;
}

std::size_t amount_table::points(std::span<grid_point> out, std::size_t n) const {
    for (const node& at : std::span{nodes_}.first(size_)) {
        const grid_point p{at.x, std::min(at.below, 1.0)};
        if (p.below <= 1e-4) {
            out[0] = p;
            continue;
        }
        if (p.at < out[n - 1].at + 0.5 || p.below < out[n - 1].below) continue;
        if (n == out.size()) return 0;
        out[n++] = p;
        if (p.below >= 0.99866) return n;
    }
    return 0;
}

} // namespace attain::inline v1::sweeping
