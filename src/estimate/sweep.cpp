#include "sweep.hpp"

#include "lanes.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
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
constexpr std::size_t batch = 8;     // blocks walked between two decisions

// 2^log2, or three halves of it.
struct block_length {
    int log2 = 0;
    bool half_more = false;

    [[nodiscard]] double numbers() const { return std::ldexp(half_more ? 1.5 : 1.0, log2); }
    [[nodiscard]] block_length next() const { // 1, 2, 4, 6, 8, 12, 16, ...
        if (log2 < 2 || half_more) return {log2 + 1, false};
        return {log2, true};
    }
};

// Blocks of h numbers: f stands at the centre of the block that begins at k.
template<std::size_t Lanes>
struct block_walk {
    using row = lanes<Lanes>;
    row f;
    row c;
    row q;

    void enter(std::size_t lane, const panjer& member, double mass) {
        f.set(lane, mass);
        c.set(lane, member.c);
        q.set(lane, member.q);
    }
    // f(x) -> f(x + s) -> ... -> f(x + s n), with the sum of the lanes at each of the first n. With
    // g(x) = f(x + 1) / f(x), m = x + (s - 1) / 2 and d^2 = (s^2 - 1) / 12,
    //     f(x + s) = f(x) (g(m - d) g(m + d))^(s / 2) up to the fourth derivative of ln g.
    void advance(double x, block_length s, std::span<double> sums) {
        if (s.log2 == 0)
            advance_by_one(x, sums);
        else
            advance_far(x, s, sums);
    }
    // f(x) -> f(x + 1/2), once: when blocks of two begin.
    void half(double x) {
        const double m = x - 0.25;
        for (std::size_t j = 0; j < Lanes; ++j) {
            const double step = std::max(c.get(j) + q.get(j) * m, 0.0);
            const double g = (step * step + q.get(j) * q.get(j) / 16) / ((m + 1) * (m + 1) + 1.0 / 16);
            f.set(j, f.get(j) * std::sqrt(std::sqrt(g)));
        }
    }
    void drop_vanished() {
        for (pair& p : f.of)
            p = above_or_zero(p, vanished);
    }

private:
    using pairs = std::array<pair, row::pairs>;

    void advance_by_one(double x, std::span<double> sums) {
        pairs step = steps_at(x);
        for (double& sum : sums) {
            sum = f.sum();
            const pair inverse = both(1 / (x + 1));
            for (std::size_t j = 0; j < row::pairs; ++j) {
                f.of[j] = f.of[j] * (larger(step[j], both(0)) * inverse);
                step[j] = step[j] + q.of[j];
            }
            x += 1;
        }
    }
    void advance_far(double x, block_length length, std::span<double> sums) {
        const double s = length.numbers();
        const double square = (s * s - 1) / 12;
        const pair d = both(std::sqrt(square));
        double m = x + (s - 1) / 2;
        pairs step = steps_at(m);
        pairs stride;
        pairs side;
        for (std::size_t j = 0; j < row::pairs; ++j) {
            stride[j] = q.of[j] * both(s);
            side[j] = larger(q.of[j], both(0) - q.of[j]) * d;
        }
        for (double& sum : sums) {
            sum = f.sum();
            const pair inverse = both(1 / ((m + 1) * (m + 1) - square));
            pairs g;
            for (std::size_t j = 0; j < row::pairs; ++j) {
                const pair least = larger(step[j], side[j]);
                g[j] = (least * least - side[j] * side[j]) * inverse;
                step[j] = step[j] + stride[j];
            }
            int squarings = length.log2 - 1;
            if (length.half_more) {
                --squarings;
                for (pair& each : g)
                    each = each * each * each;
            }
            for (; squarings > 0; --squarings)
                for (pair& each : g)
                    each = each * each;
            for (std::size_t j = 0; j < row::pairs; ++j)
                f.of[j] = f.of[j] * g[j];
            m += s;
        }
    }
    // c + q x; a binomial ends where that turns negative.
    [[nodiscard]] pairs steps_at(double x) const {
        pairs out;
        for (std::size_t j = 0; j < row::pairs; ++j)
            out[j] = c.of[j] + q.of[j] * both(x);
        return out;
    }
};

struct late_lane {
    double from{};
    std::size_t lane{};
    panjer member{};
    double mean{};
    double log_weight{};
};

// Where a lane whose f(0) is too small begins: hardly anything lies below. Only a binomial leans that way.
double entry_of(const panjer& member, const opinion& o) {
    double from = o.mean - (member.n > 0 ? 9 : 5) * std::sqrt(o.variance);
    if (member.r > 0) from = std::max(from, o.mean * std::exp(-1 - 30 / member.r));
    return std::max(std::floor(from), 0.0);
}

double larger(double x, double y) {
    return x > y ? x : y;
}

// What lies below the ends and the middles of a batch of blocks.
struct batch_below {
    std::array<double, 2 * batch + 1> at{}; // at[0] is where the batch begins

    // sums: at the centres of the block before, of the batch and of the block after. Second differences make
    // up for what a block bends, first ones say how much more its second half has.
    void fill(const std::array<double, batch + 2>& sums, double before_gap, double h) {
        const double rise = (sums[1] - sums[0]) / before_gap;
        const double next_rise = (sums[2] - sums[1]) / h;
        double bend = h * (h * h - 1) / 12 * (next_rise - rise) / (h + before_gap);
        double lean = h * h / 8 * (rise * h + next_rise * before_gap) / (h + before_gap);
        const double curve = (h - 1 / h) / 24;
        for (std::size_t i = 0; i < batch; ++i) {
            if (i > 0) {
                bend = curve * (sums[i + 2] - 2 * sums[i + 1] + sums[i]);
                lean = h / 16 * (sums[i + 2] - sums[i]);
            }
            const double mass = larger(h * sums[i + 1] + bend, 0);
            at[2 * i + 1] = at[2 * i] + std::clamp(mass / 2 - lean, 0.0, mass);
            at[2 * i + 2] = at[2 * i] + mass;
        }
    }
};

// Points from the last that has hardly anything below to the first that has nearly all.
class point_writer {
public:
    point_writer(std::span<grid_point> out, double k) : out_{out} { out_[n_++] = {k, 0}; }
    [[nodiscard]] bool room() const { return n_ + 2 * batch <= out_.size(); }
    // Those of the blocks of h numbers from k on that are `apart` or a little less apart, and about 0.02 in
    // probability; when half of the room is taken, fewer, and one for a thirty-second of the way where little
    // rises. True when nearly all is passed.
    bool add(const batch_below& below, double k, double h, double apart) {
        std::size_t stride = h > apart && h > 1 ? 1 : 2;
        for (double wide = h; 2 * wide <= apart && stride < 2 * batch; wide *= 2)
            stride *= 2;
        const double rise = larger(below.at[2] - below.at[0], below.at[2 * batch] - below.at[2 * batch - 2]);
        while (stride > (h > 1 ? 1 : 2) && rise * static_cast<double>(stride) > 2 * 0.02)
            stride /= 2;
        if (n_ > out_.size() / 2) {
            const double end = k + static_cast<double>(batch) * h;
            const bool rises = below.at.back() >= std::min(out_[n_ - 1].below + 0.01, nearly_all);
            if (!rises && end < out_[n_ - 1].at * (1 + 1.0 / 32)) return false;
            stride = rises ? std::max<std::size_t>(stride, 4) : 2 * batch;
        }
        for (std::size_t i = stride; i <= 2 * batch; i += stride) {
            const double there = below.at[i];
            if (there <= nearly_nothing) n_ = 0;
            out_[n_++] = {k + h / 2 * static_cast<double>(i), std::min(there, 1.0)};
            if (there >= nearly_all) return true;
        }
        return false;
    }
    [[nodiscard]] std::size_t size() const { return n_; }

private:
    std::span<grid_point> out_;
    std::size_t n_{};
};

template<std::size_t Lanes>
std::size_t walk_counts(std::span<const opinion> opinions, std::span<grid_point> out) {
    block_walk<Lanes> walk;
    std::array<late_lane, Lanes> late; // the first `waiting`
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
        spread[j] = std::sqrt(o.variance);
        done[j] = o.mean + 6 * spread[j];
        top = std::max(top, o.mean + 14 * spread[j]);
        if (member.log_first > least_first) {
            walk.enter(j, member, o.weight * std::exp(member.log_first));
            k = 0;
        } else {
            late[waiting] = {entry_of(member, o), j, member, o.mean, std::log(o.weight)};
            k = std::min(k, late[waiting++].from);
        }
    }
    if (top > 1e15) return 0; // whole numbers end soon after, and blocks
    // How far apart the points may be: one or two to a knot interval in the middle, fewer far out where the
    // intervals are longer. Blocks may be twice as long, as they are halved. Holds until that place and that
    // share below are passed.
    struct {
        double apart = 1;
        double block = 1;
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
        if (narrowest >= top) narrowest = 0;
        longest.apart = std::max(std::floor(narrowest / parts), 1.0);
        longest.block = narrowest / std::max(parts / 2, 3.0);
    };
    const auto enter = [&](double centre, double end) {
        for (std::size_t i = 0; i < waiting;) {
            const late_lane& l = late[i];
            if (l.from >= end) {
                ++i;
                continue;
            }
            walk.enter(l.lane, l.member,
                       std::exp(l.log_weight + log_mass_at(l.member, l.mean, centre, log_gamma(centre + 1))));
            late[i] = late[--waiting];
        }
    };
    block_length length;
    double h = 1;
    const auto may_grow = [&] {
        const double next = length.next().numbers();
        return next <= longest.block && k >= 8 * next;
    };
    measure_longest(k, 0);
    while (may_grow())
        length = length.next();
    h = length.numbers();
    point_writer points{out, k};
    batch_below below;
    std::array<double, batch + 2> sums{};
    double before_gap = h;
    for (double end = 4 * top + 64; k < end && points.room();) {
        const double centre = k + (h - 1) / 2;
        enter(centre, k + static_cast<double>(batch) * h);
        walk.drop_vanished();
        walk.advance(centre, length, std::span{sums}.subspan(1, batch));
        sums.back() = walk.f.sum();
        below.fill(sums, before_gap, h);
        if (points.add(below, k, h, longest.apart)) return points.size();
        below.at.front() = below.at.back();
        k += static_cast<double>(batch) * h;
        if (k > longest.place || below.at.front() > longest.share) measure_longest(k, below.at.front());
        sums.front() = sums[batch];
        before_gap = h;
        for (; may_grow(); length = length.next()) {
            const double from = length.numbers();
            if (from == 1)
                walk.half(k);
            else // by half of what is added: 1, 1, 1, 2, 2, 4, 4, ...
                walk.advance(k + (from - 1) / 2, {std::max(length.log2 - 2, 0), false},
                             std::span{sums}.last(1));
            before_gap += (length.next().numbers() - from) / 2;
        }
        h = length.numbers();
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

amount_table::piece::piece(const node& a, const node& b)
    : from_{a.x}, below_from_{a.below}, mass_{b.below - a.below}, h_{b.log_x - a.log_x}, inverse_h_{1 / h_} {
    const double h = h_;
    c_[0] = h * a.at.f;
    c_[1] = h * h * a.at.slope;
    c_[2] = h * h * h * a.at.curve / 2;
    const double rest = h * b.at.f - (c_[0] + c_[1] + c_[2]);
    const double rest_slope = h * h * b.at.slope - (c_[1] + 2 * c_[2]);
    const double rest_curve = (h * h * h * b.at.curve - 2 * c_[2]) / 2;
    c_[3] = 10 * rest - 4 * rest_slope + rest_curve;
    c_[4] = -15 * rest + 7 * rest_slope - 2 * rest_curve;
    c_[5] = 6 * rest - 3 * rest_slope + rest_curve;
}

double amount_table::piece::density(double t) const {
    return c_[0] + t * (c_[1] + t * (c_[2] + t * (c_[3] + t * (c_[4] + t * c_[5]))));
}

double amount_table::piece::mass(double t) const {
    constexpr std::array<double, 4> part{1.0 / 3, 1.0 / 4, 1.0 / 5, 1.0 / 6};
    const double upper = c_[3] * part[1] + t * (c_[4] * part[2] + t * (c_[5] * part[3]));
    return t * (c_[0] + t * (c_[1] / 2 + t * (c_[2] * part[0] + t * upper)));
}

double amount_table::piece::below(double x) const {
    // ln(x / from) = 2 artanh z, to 1e-10 where the two are near each other.
    const double z = (x - from_) / (x + from_);
    const double square = z * z;
    const double log_ratio = h_ > 0.2
                                 ? std::log(x / from_)
                                 : z * (2 + square * (2.0 / 3 + square * (2.0 / 5 + square * (2.0 / 7))));
    return below_from_ + mass(log_ratio * inverse_h_);
}

double amount_table::piece::quantile(double p) const {
    if (!(h_ > 0 && mass_ > 0)) return from_;
    // Newton from the chord; the step keeps within the interval.
    double t = std::clamp((p - below_from_) / mass_, 0.0, 1.0);
    for (int i = 0; i < 5; ++i) {
        const double slope = density(t);
        if (!(slope > 0)) break;
        const double move = (below_from_ + mass(t) - p) / slope;
        t = std::clamp(t - move, 0.0, 1.0);
        if (std::abs(move) < 1e-7) break;
    }
    return from_ * std::exp(h_ * t);
}

double amount_table::quantile(double p) const {
    if (p <= atoms_) return 0;
    const auto end = nodes_.begin() + static_cast<std::ptrdiff_t>(size_);
    const auto up = std::lower_bound(nodes_.begin() + 1, end, p,
                                     [](const node& n, double wanted) { return n.below < wanted; });
    return piece{*(up - 1), up == end ? *(end - 1) : *up}.quantile(p);
}

void amount_table::add_points(point_list& out) const {
    out.add({0, 0});
    // Before the table lies less than nearly nothing or, beside what stands at 0, next to nothing.
    const double begin = std::floor(nodes_[0].x);
    if (begin > 1) out.add({1, atoms_});
    if (begin > 0) out.add({begin, nodes_[0].below});
    piece here{nodes_[0], nodes_[0]};
    const auto below = [&](double x) { return here.below(x); };
    const auto add = [&](const grid_point& p) { out.add(p); };
    division needed{below, add, outermost};
    for (std::size_t i = 1; i < size_ && !out.complete(); ++i) {
        const double x = std::floor(nodes_[i].x);
        if (x <= out.last().at) continue;
        here = {nodes_[i - 1], nodes_[i]};
        needed.up_to(out.last(), {x, below(x)});
    }
}

} // namespace attain::inline v1::sweeping
