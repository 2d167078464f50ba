#include <attain/core/error.hpp>
#include <attain/estimate/grid.hpp>

#include "../core/whole_units.hpp"
#include "grid_points.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace attain::inline v1 {

namespace {

// Part of the stored format: never changed for a size.
constexpr std::array<double, 33> levels33{0,
                                          0.0013498980316300933,
                                          0.003610400415133397,
                                          0.0085677306862628842,
                                          0.017920754432687074,
                                          0.033102585659702956,
                                          0.054686267028765265,
                                          0.082354064443594333,
                                          0.11528305809119932,
                                          0.15252157586846976,
                                          0.19318856022302749,
                                          0.23653669392600052,
                                          0.2819509526032003,
                                          0.32892554861925183,
                                          0.37703758848587993,
                                          0.42592341961626434,
                                          0.47525867497724189,
                                          0.52474132502275805,
                                          0.57407658038373566,
                                          0.62296241151412024,
                                          0.67107445138074795,
                                          0.71804904739679987,
                                          0.76346330607399948,
                                          0.80681143977697256,
                                          0.84747842413153018,
                                          0.88471694190880068,
                                          0.91764593555640572,
                                          0.94531373297123478,
                                          0.96689741434029697,
                                          0.98207924556731296,
                                          0.99143226931373707,
                                          0.99638959958486661,
                                          0.9986501019683699};
constexpr std::array<double, 32> bends33{0,
                                         0.56016180064518384,
                                         0.46661926737001824,
                                         0.3756338586637944,
                                         0.29319900915207953,
                                         0.22460753193812177,
                                         0.17122901162794468,
                                         0.13108848964651321,
                                         0.10106413750773013,
                                         0.078300156700999324,
                                         0.060620480311884162,
                                         0.046477850394509357,
                                         0.034790866488223049,
                                         0.02479535765111418,
                                         0.015934894416259837,
                                         0.0077849210360740884,
                                         -2.2204460492503131e-15,
                                         -0.0077247842010508272,
                                         -0.015684956293801289,
                                         -0.024195423472593625,
                                         -0.03362115729365156,
                                         -0.044413601661033919,
                                         -0.057155675792778027,
                                         -0.072614435057271942,
                                         -0.091787693436720774,
                                         -0.11589587450180017,
                                         -0.14619601284461248,
                                         -0.18341184916823616,
                                         -0.22672381209471992,
                                         -0.27306238233237168,
                                         -0.31815978267270073,
                                         -0.3590408382089767};

constexpr std::array<double, 49> levels49{0,
                                          0.0013498980316300933,
                                          0.0026166219510033997,
                                          0.004821270635531864,
                                          0.0084225925710611771,
                                          0.0139256253357828,
                                          0.021788113061849294,
                                          0.032326715996827342,
                                          0.045668098784428013,
                                          0.061759891633194001,
                                          0.080420843401597164,
                                          0.10139901383465549,
                                          0.12441819537109183,
                                          0.14920730588618408,
                                          0.17551555748934899,
                                          0.20311824074288826,
                                          0.23181720050758148,
                                          0.26143870502010408,
                                          0.29183027316357657,
                                          0.32285727762448618,
                                          0.35439970456105607,
                                          0.38634921364079744,
                                          0.4186065220893897,
                                          0.45107907963087768,
                                          0.48367897708170238,
                                          0.51632102291829773,
                                          0.54892092036912232,
                                          0.58139347791061025,
                                          0.61365078635920256,
                                          0.64560029543894404,
                                          0.67714272237551376,
                                          0.70816972683642376,
                                          0.73856129497989587,
                                          0.76818279949241841,
                                          0.7968817592571118,
                                          0.82448444251065112,
                                          0.85079269411381575,
                                          0.87558180462890811,
                                          0.89860098616534456,
                                          0.91957915659840295,
                                          0.93824010836680605,
                                          0.95433190121557188,
                                          0.96767328400317265,
                                          0.97821188693815075,
                                          0.98607437466421721,
                                          0.99157740742893885,
                                          0.99517872936446816,
                                          0.99738337804899657,
                                          0.9986501019683699};
constexpr std::array<double, 48> bends49{0,
                                         0.3505001005622832,
                                         0.31531450686601303,
                                         0.279708318241358,
                                         0.2443702662313374,
                                         0.21040564669230477,
                                         0.17901241312831706,
                                         0.15109012969769431,
                                         0.12702692023673734,
                                         0.10673502574563143,
                                         0.089824780946543559,
                                         0.075783107857473109,
                                         0.064093408108082617,
                                         0.054294863716426445,
                                         0.046001480307378273,
                                         0.038900378207297859,
                                         0.032741773557345866,
                                         0.027327063179880984,
                                         0.022497768939341078,
                                         0.018126232685304888,
                                         0.014108123538657757,
                                         0.010356508920074781,
                                         0.0067971637362220783,
                                         0.0033648072516014871,
                                         7.1054273576010019e-15,
                                         -0.0033535232921031444,
                                         -0.0067512742199244968,
                                         -0.01025035106781047,
                                         -0.013911853392353235,
                                         -0.017803521904653952,
                                         -0.022002756018406178,
                                         -0.026600158955491171,
                                         -0.031703736980199793,
                                         -0.037443800217321632,
                                         -0.043978408418573256,
                                         -0.051498746304273979,
                                         -0.060232877696381415,
                                         -0.070444597339366366,
                                         -0.082421305256531241,
                                         -0.096441355213943591,
                                         -0.1127097480600292,
                                         -0.13125829663518562,
                                         -0.15183250925522973,
                                         -0.17383068830461701,
                                         -0.19638066969526058,
                                         -0.2185719310051224,
                                         -0.23972556009986623,
                                         -0.25953356124633342};

// Place inside an interval -> share of its probability, and back (a Moebius map of [0, 1] onto itself).
double share_of(double t, double c) noexcept {
    return t / (1 + c - c * t);
}
double place_of(double w, double c) noexcept {
    return w * (1 + c) / (1 + c * w);
}

std::size_t interval_of_level(double u, std::span<const double> levels) noexcept {
    const auto at = std::upper_bound(levels.begin() + 1, levels.end() - 1, u);
    return static_cast<std::size_t>(at - levels.begin()) - 1;
}

using knot_array = std::array<double, 49>;

template<std::size_t Knots>
constexpr std::array<double, 48> inverse_widths(const std::array<double, Knots>& levels) {
    std::array<double, 48> out{};
    for (std::size_t j = 0; j + 1 < Knots; ++j)
        out[j] = 1 / (levels[j + 1] - levels[j]);
    return out;
}
constexpr std::array<double, 48> inverse_widths33 = inverse_widths(levels33);
constexpr std::array<double, 48> inverse_widths49 = inverse_widths(levels49);

// The points by the interval that their level lies in.
class placed_points {
public:
    placed_points(std::span<const grid_point> points, grid_size size)
        : points_{points},
          levels_{grid_levels(size)},
          bends_{grid_bends(size)},
          inverse_widths_{size == grid_size::k33 ? inverse_widths33 : inverse_widths49} {
        std::size_t i = 0;
        while (i < points.size() && points[i].below <= 0)
            ++i;
        first_[0] = i;
        for (std::size_t j = 1; j < levels_.size(); ++j) {
            while (i < points.size() && points[i].below < levels_[j])
                ++i;
            first_[j] = i;
        }
    }
    // The first point at or above level j (above 0 for the first).
    [[nodiscard]] std::size_t first(std::size_t j) const { return first_[j]; }
    // The places of the points first(j) to first(j + 1) within interval j.
    [[nodiscard]] double place(std::size_t j, double u) const {
        return place_of((u - levels_[j]) * inverse_widths_[j], bends_[j]);
    }
    [[nodiscard]] const grid_point& operator[](std::size_t i) const { return points_[i]; }
    [[nodiscard]] std::size_t size() const { return points_.size(); }
    [[nodiscard]] std::span<const double> levels() const { return levels_; }
    [[nodiscard]] std::size_t intervals() const { return levels_.size() - 1; }

private:
    std::span<const grid_point> points_;
    std::span<const double> levels_;
    std::span<const double> bends_;
    const std::array<double, 48>& inverse_widths_;
    std::array<std::size_t, 49> first_; // one for each level
};

void keep_rising(std::span<double> knots) noexcept {
    for (std::size_t j = 1; j < knots.size(); ++j)
        if (knots[j] <= knots[j - 1])
            knots[j] = std::nextafter(knots[j - 1], std::numeric_limits<double>::infinity());
}

// Knots read off the polygon through the points; the first where the support starts, the last point of
// (nearly) no probability.
knot_array sampled_knots(const placed_points& points) {
    knot_array knots; // the first intervals() + 1
    knots[0] = points[std::min(std::max<std::size_t>(points.first(0), 1) - 1, points.size() - 2)].at;
    for (std::size_t j = 1; j <= points.intervals(); ++j) {
        const grid_point& a = points[points.first(j) - 1];
        const grid_point& b = points[points.first(j)];
        const double rise = b.below - a.below;
        knots[j] = rise > 0 ? a.at + (b.at - a.at) * (points.levels()[j] - a.below) / rise : b.at;
    }
    keep_rising(std::span{knots}.first(points.intervals() + 1));
    return knots;
}

// Moves the chords of the intervals with one point through it, up and down three times; those with several
// half-way towards the middle of what they miss them by, the first time only.
class chord_fit {
public:
    chord_fit(const placed_points& points, knot_array& knots) : points_{points}, x_{knots} {}
    void operator()() {
        first_up();
        for (std::size_t i = 0; i < runs_; ++i) {
            down(run_[i]);
            for (int sweep = 1; sweep < 3; ++sweep) {
                up(run_[i]);
                down(run_[i]);
            }
        }
        keep_rising(std::span{x_}.first(points_.intervals() + 1));
    }

private:
    // What a chord from x0 to x1 misses its points by, at - from_left x0 - from_right x1, and how far each
    // end moves with it.
    struct chord {
        double at;
        double from_left;
        double from_right;
        double left;
        double right;
    };
    // Intervals with one point side by side: they share no knot with another run.
    struct run {
        std::size_t begin;
        std::size_t end;
    };

    // Each end waits for the neighbour's through one product and one difference only: `carried` is that end.
    [[nodiscard]] double move_up(std::size_t j, const chord& c, double carried) {
        const double x1 = x_[j + 1];
        const double rest = c.at - c.from_right * x1;
        const double low = carried + c.left * (rest - c.from_left * carried);
        const double high = (x1 + c.right * rest) - c.right * c.from_left * carried;
        return keep_order(j, low, high);
    }
    void move_down(std::size_t j, const chord& c, double& carried) {
        const double x0 = x_[j];
        const double rest = c.at - c.from_left * x0;
        const double high = carried + c.right * (rest - c.from_right * carried);
        const double low = (x0 + c.left * rest) - c.left * c.from_right * carried;
        x_[j + 1] = keep_order(j, low, high);
        carried = x_[j];
    }
    // Puts down the lower end and returns the upper one.
    [[nodiscard]] double keep_order(std::size_t j, double low, double high) {
        if (high <= low) high = after(low);
        if (j > 0 && low <= x_[j - 1]) low = after(x_[j - 1]);
        x_[j] = low;
        return high;
    }
    [[nodiscard]] static double after(double x) {
        return std::nextafter(x, std::numeric_limits<double>::infinity());
    }

    void first_up() {
        double carried = x_[0];
        for (std::size_t j = 0; j < points_.intervals(); ++j) {
            const std::size_t begin = points_.first(j);
            const std::size_t count = points_.first(j + 1) - begin;
            if (count == 1) {
                const double t = points_.place(j, points_[begin].below);
                const double norm = 1 / ((1 - t) * (1 - t) + t * t);
                through_[j] = {points_[begin].at, 1 - t, t, (1 - t) * norm, t * norm};
                if (runs_ == 0 || run_[runs_ - 1].end != j) run_[runs_++].begin = j;
                run_[runs_ - 1].end = j + 1;
                carried = move_up(j, through_[j], carried);
            } else if (count == 2) { // the middle of two misses is half their sum
                const grid_point& a = points_[begin];
                const grid_point& b = points_[begin + 1];
                const double t = points_.place(j, a.below) + points_.place(j, b.below);
                carried = move_up(j, {a.at + b.at, 2 - t, t, 0.25, 0.25}, carried);
            } else {
                const double shift = count > 2 ? quarter_of_range(j, carried) : 0;
                carried = keep_order(j, carried + shift, x_[j + 1] + shift);
            }
        }
        x_[points_.intervals()] = carried;
    }
    [[nodiscard]] double quarter_of_range(std::size_t j, double x0) const {
        double low = std::numeric_limits<double>::infinity();
        double high = -low;
        for (std::size_t i = points_.first(j); i < points_.first(j + 1); ++i) {
            const double miss = points_[i].at - (x0 + points_.place(j, points_[i].below) * (x_[j + 1] - x0));
            low = std::min(low, miss);
            high = std::max(high, miss);
        }
        return 0.25 * (low + high);
    }
    void up(const run& r) {
        double carried = x_[r.begin];
        for (std::size_t j = r.begin; j < r.end; ++j)
            carried = move_up(j, through_[j], carried);
        x_[r.end] = carried;
    }
    void down(const run& r) {
        double carried = x_[r.end];
        for (std::size_t j = r.end; j-- > r.begin;)
            move_down(j, through_[j], carried);
    }

    const placed_points& points_;
    knot_array& x_;
    std::array<chord, 48> through_; // of the intervals with one point
    std::array<run, 24> run_;       // the first runs_
    std::size_t runs_{};
};

void check_points(std::span<const grid_point> points, grid_size size) {
    if (points.size() < 2) fail(errc::invalid_argument, "points", "needs at least two");
    // Between finite ends what rises is finite.
    const auto finite = [](const grid_point& p) { return std::isfinite(p.at) && std::isfinite(p.below); };
    bool rising = true;
    for (std::size_t i = 1; i < points.size(); ++i)
        rising &= points[i].at > points[i - 1].at && points[i].below >= points[i - 1].below;
    if (!rising || !finite(points.front()) || !finite(points.back()))
        for (std::size_t i = 0; i < points.size(); ++i) {
            const auto index = static_cast<std::int64_t>(i);
            if (!finite(points[i])) fail(errc::not_finite, "points", "must be finite numbers", index);
            if (i > 0 && (points[i].at <= points[i - 1].at || points[i].below < points[i - 1].below))
                fail(errc::invalid_argument, "points", "must rise", index);
        }
    if (points.front().below > sweeping::nearly_nothing)
        fail(errc::invalid_argument, "points", "must begin where hardly anything lies below");
    if (points.back().below < grid_levels(size).back())
        fail(errc::invalid_argument, "points", "must go on until 99.865 % lie below");
}

double below_at(const predictive_ref& d, units k) {
    return std::clamp(d.below(k), 0.0, 1.0);
}

// Every whole number where there are few, else those that are needed.
std::vector<grid_point> points_between(const predictive_ref& d, double low, double high) {
    constexpr double few = 600;
    const auto below = [&](double x) { return below_at(d, whole_units(x)); };
    std::vector<grid_point> out{{low, below(low)}};
    const auto add = [&](const grid_point& p) { out.push_back(p); };
    if (high - low <= few) {
        const double widest = std::max(std::fabs(low), std::fabs(high));
        const double step = std::max(1.0, std::nextafter(widest, HUGE_VAL) - widest); // from 2^53 on
        for (double x = low + step; x <= high; x += step)
            add({x, std::max(below(x), out.back().below)});
    } else {
        sweeping::division{below, add, sweeping::outermost}.up_to(out.front(), {high, below(high)});
    }
    return out;
}

} // namespace

std::span<const double> grid_levels(grid_size size) noexcept {
    if (size == grid_size::k33) return levels33;
    return levels49;
}

std::span<const double> grid_bends(grid_size size) noexcept {
    if (size == grid_size::k33) return bends33;
    return bends49;
}

double chance_at_place(double place, grid_size size) noexcept {
    const std::span<const double> levels = grid_levels(size);
    const auto last = static_cast<double>(levels.size() - 1);
    if (!(place > 0)) return 1;
    if (place >= last) {
        const double t = 1 + (place - last);
        return (1 - levels.back()) / (t * t * (t * t));
    }
    const auto j = static_cast<std::size_t>(place);
    const double w = share_of(place - static_cast<double>(j), grid_bends(size)[j]);
    return 1 - (levels[j] + w * (levels[j + 1] - levels[j]));
}

double place_of_chance(double chance, grid_size size) noexcept {
    const std::span<const double> levels = grid_levels(size);
    const double u = 1 - chance;
    if (!(u > 0)) return 0;
    if (const double last = 1 - levels.back(); chance <= last)
        return static_cast<double>(levels.size() - 1) + (std::sqrt(std::sqrt(last / chance)) - 1);
    const std::size_t j = interval_of_level(u, levels);
    return static_cast<double>(j) +
           place_of((u - levels[j]) / (levels[j + 1] - levels[j]), grid_bends(size)[j]);
}

std::size_t quantile_grid::interval(double x) const noexcept {
    const auto begin = knots_.begin();
    const auto last = begin + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(size_) - 1);
    return static_cast<std::size_t>(std::upper_bound(begin + 1, last, x) - begin) - 1;
}

double quantile_grid::key(units k) const noexcept {
    const auto x = static_cast<double>(k);
    const std::size_t j = interval(x);
    return static_cast<double>(j) + (x - knots_[j]) / (knots_[j + 1] - knots_[j]);
}

double quantile_grid::tail(units k) const noexcept {
    return chance_at_place(key(k), size_);
}

double quantile_grid::quantile(double p) const {
    if (!(p > 0 && p < 1)) fail(errc::out_of_range, "p", "must lie strictly between 0 and 1");
    const double place = place_of_chance(1 - p, size_);
    const std::size_t j = std::min(static_cast<std::size_t>(place), static_cast<std::size_t>(size_) - 2);
    return knots_[j] + (place - static_cast<double>(j)) * (knots_[j + 1] - knots_[j]);
}

double quantile_grid::mean() const noexcept {
    const std::span<const double> levels = grid_levels(size_);
    // x of the grid is where P(D < x) reaches a level; a whole D lies on average half a unit below.
    const std::size_t last = levels.size() - 1;
    // Beyond the last knot: (knots_[last] - knots_[last - 1]) T with P(T >= t) = (1 + t)^-4, mean and mean of
    // T^2 one third.
    double sum = (1 - levels.back()) * (knots_[last] + (knots_[last] - knots_[last - 1]) / 3);
    for (std::size_t j = 0; j < last; ++j)
        sum += (levels[j + 1] - levels[j]) * (knots_[j] + knots_[j + 1]) / 2;
    return sum - 0.5;
}

double quantile_grid::variance() const noexcept {
    const std::span<const double> levels = grid_levels(size_);
    const double centre = mean() + 0.5;
    const std::size_t last = levels.size() - 1;
    const double top = knots_[last] - centre;
    const double width = knots_[last] - knots_[last - 1];
    double sum = (1 - levels.back()) * (top * top + (2 * top * width + width * width) / 3);
    for (std::size_t j = 0; j < last; ++j) {
        const double a = knots_[j] - centre;
        const double b = knots_[j + 1] - centre;
        sum += (levels[j + 1] - levels[j]) * (a * a + a * b + b * b) / 3;
    }
    return sum;
}

bool quantile_grid::narrow() const noexcept {
    return std::all_of(knots_.begin(), knots_.begin() + static_cast<std::ptrdiff_t>(size_), [](double x) {
        return std::fabs(x) < 1 << 24 && static_cast<double>(static_cast<float>(x)) == x;
    });
}

// As floats where they carry a sixteenth of a unit, so that a table can hold them in half the memory.
void quantile_grid::store(std::span<const double> knots) noexcept {
    const bool small = std::fabs(knots.front()) < 1 << 20 && std::fabs(knots.back()) < 1 << 20;
    for (std::size_t j = 0; j < knots.size(); ++j) {
        if (!small) {
            knots_[j] = knots[j];
            continue;
        }
        auto x = static_cast<float>(knots[j]);
        if (j > 0 && static_cast<double>(x) <= knots_[j - 1])
            x = std::nextafter(static_cast<float>(knots_[j - 1]), std::numeric_limits<float>::infinity());
        knots_[j] = static_cast<double>(x);
    }
}

double quantile_grid::measure(std::span<const grid_point> points) const noexcept {
    const std::span<const double> levels = grid_levels(size_);
    const std::span<const double> bends = grid_bends(size_);
    const auto answered = [](double u) {
        return u >= sweeping::first_answered - sweeping::margin &&
               u <= sweeping::last_answered + sweeping::margin;
    };
    const std::size_t last = levels.size() - 2;
    double worst = 0;
    std::size_t j = 0;
    for (const grid_point& p : points) {
        while (j < last && p.at >= knots_[j + 1])
            ++j;
        // share_of the place, in one division.
        const double width = knots_[j + 1] - knots_[j];
        const double above = std::min(std::max(p.at - knots_[j], 0.0), width);
        const double share = above / ((1 + bends[j]) * width - bends[j] * above);
        const double ours = levels[j] + share * (levels[j + 1] - levels[j]);
        if (answered(p.below) || answered(ours)) worst = std::max(worst, std::fabs(p.below - ours));
    }
    return worst;
}

quantile_grid quantile_grid::fit(std::span<const grid_point> points, grid_size size) {
    check_points(points, size);
    const placed_points placed{points, size};
    const auto grid_of = [&](const knot_array& knots, quantile_grid& out) {
        out.size_ = size;
        out.store(std::span{knots}.first(static_cast<std::size_t>(size)));
        out.error_ = out.measure(points);
    };
    quantile_grid out;
    knot_array knots = sampled_knots(placed);
    chord_fit{placed, knots}();
    grid_of(knots, out);
    if (out.accepted()) return out;
    quantile_grid sampled;
    grid_of(sampled_knots(placed), sampled);
    if (sampled.error_ < out.error_) out = sampled;
    return out;
}

quantile_grid quantile_grid::of(const predictive_ref& d, grid_size size) {
    const double top = grid_levels(size).back();
    const double centre = d.mean();
    const double sd = std::sqrt(d.variance());
    if (!std::isfinite(centre) || !std::isfinite(sd))
        fail(errc::not_finite, "distribution", "mean and variance must be finite");
    const double most = static_cast<double>(units{1} << 61);
    if (std::fabs(centre) + 64 * sd > most) fail(errc::overflow, "distribution", "lies beyond 64 bits");
    double low = std::floor(centre - 3 * sd) - 1;
    for (double step = sd + 1; below_at(d, static_cast<units>(low)) > sweeping::nearly_nothing && low > -most;
         step *= 2)
        low = std::floor(low - step);
    double high = std::ceil(centre + 3 * sd) + 1;
    for (double step = sd + 1; below_at(d, static_cast<units>(high)) < top && high < most; step *= 2)
        high = std::ceil(high + step);
    return fit(points_between(d, low, high), size);
}

quantile_grid quantile_grid::from_knots(std::span<const double> knots, double error) {
    if (knots.size() != 33 && knots.size() != 49)
        fail(errc::invalid_argument, "knots", "there must be 33 or 49");
    for (std::size_t j = 0; j < knots.size(); ++j) {
        if (!std::isfinite(knots[j]))
            fail(errc::not_finite, "knots", "must be finite numbers", static_cast<std::int64_t>(j));
        if (j > 0 && knots[j] <= knots[j - 1])
            fail(errc::invalid_argument, "knots", "must rise strictly", static_cast<std::int64_t>(j));
    }
    quantile_grid out;
    out.size_ = knots.size() == 33 ? grid_size::k33 : grid_size::k49;
    std::copy(knots.begin(), knots.end(), out.knots_.begin());
    out.error_ = error;
    return out;
}

} // namespace attain::inline v1
