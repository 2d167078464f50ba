// The whole numbers at which a grid is made and its error measured. Totals are whole; and where two chords of
// a grid meet between two points, the measured error does not see by how much more they are off there.
#pragma once

#include <attain/estimate/grid.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>

namespace attain::inline v1::sweeping {

// Points go from where nearly nothing lies below to where nearly all does.
inline constexpr double nearly_nothing = 1e-4;
inline constexpr double nearly_all = 0.99866;

// What a grid answers for. Beyond, its chords may go wrong unseen: the error is measured a margin further
// out, and around a level within that margin must be points.
inline constexpr double first_answered = 0.02;
inline constexpr double last_answered = 0.98;
inline constexpr double margin = 1e-4;
inline constexpr std::array<double, 2> outermost{first_answered - margin / 2, last_answered + margin / 2};

// How far apart in probability points between P(D < x) = `low` and `high` should be. The fewer lie beyond,
// the longer the chords and the sharper their corners.
[[nodiscard]] inline double points_apart(double low, double high) {
    if (high < 0.015 || low > 0.985) return 0.01;
    return std::clamp(std::min(low, 1 - high) / 40, 0.001, 0.005);
}

// Finds the points that are needed, from left to right: `below` says P(D < x) at a whole number, `add` takes
// them. Around each of the rising `levels` the distribution may bend sharply.
template<class Below, class Add>
class division {
public:
    division(const Below& below, const Add& add, std::span<const double> levels)
        : below_{below}, add_{add}, next_{levels.begin()}, end_{levels.end()} {}

    // Those between two whole numbers, and the second.
    void up_to(grid_point a, grid_point b) {
        b.below = std::max(a.below, b.below);
        enter(a, b, points_apart(a.below, b.below));
        add_(b);
    }

private:
    // Those between a and b, which should be `apart` or, as dividing in two makes more than are needed, half
    // as much more.
    void enter(const grid_point& a, const grid_point& b, double apart) {
        if (b.at - a.at <= 1) return;
        if (b.below - a.below > 1.5 * apart) {
            split(a, b);
            return;
        }
        grid_point left = a;
        for (; next_ != end_ && *next_ < b.below; ++next_)
            if (*next_ > left.below) add_beside(*next_, left, b);
    }
    // In even parts: a small rise is mostly even, too.
    void split(const grid_point& a, const grid_point& b) {
        constexpr std::size_t most = 8;
        const double width = b.at - a.at;
        const double apart = points_apart(a.below, b.below);
        const double wanted = std::clamp<double>(std::ceil((b.below - a.below) / apart), 2, most);
        const double parts = std::min(wanted, width);
        std::array<grid_point, most - 1> within; // the first n, evaluated side by side
        std::size_t n = 0;
        for (double part = 1; part < parts; ++part)
            within[n++].at = std::floor(a.at + part * (width / parts));
        for (std::size_t i = 0; i < n; ++i)
            within[i].below = below_(within[i].at);
        grid_point left = a;
        for (grid_point p : std::span{within}.first(n)) {
            if (!(p.at > left.at && p.at < b.at)) continue; // beyond 2^53
            p.below = std::clamp(p.below, left.below, b.below);
            enter(left, p, apart);
            add_(p);
            left = p;
        }
        if (left.at > a.at) enter(left, b, apart);
    }
    // The whole numbers beside where the chord reaches a level; `left` becomes the last of them.
    void add_beside(double level, grid_point& left, const grid_point& b) {
        const double share = (level - left.below) / (b.below - left.below);
        const double x = std::floor(left.at + share * (b.at - left.at));
        for (const double side : {x, x + 1}) {
            if (!(side > left.at && side < b.at)) continue;
            left = {side, std::clamp(below_(side), left.below, b.below)};
            add_(left);
        }
    }

    const Below& below_;
    const Add& add_;
    std::span<const double>::iterator next_;
    std::span<const double>::iterator end_;
};

// The points of a grid as they are found, from left to right: from the last one of nearly nothing on.
class point_list {
public:
    explicit point_list(std::span<grid_point> out) : out_{out} {}

    void add(grid_point p) {
        if (n_ == out_.size()) {
            full_ = true;
            return;
        }
        p.below = std::clamp(p.below, n_ > 0 ? last().below : 0.0, 1.0);
        if (p.below <= nearly_nothing) n_ = 0;
        out_[n_++] = p;
    }
    [[nodiscard]] const grid_point& last() const { return out_[n_ - 1]; }
    [[nodiscard]] bool complete() const { return last().below >= nearly_all; }
    // 0 when there was not the room, or when they do not begin and end where they should.
    [[nodiscard]] std::size_t size() const {
        return !full_ && n_ > 1 && out_[0].below <= nearly_nothing && complete() ? n_ : 0;
    }

private:
    std::span<grid_point> out_;
    std::size_t n_{};
    bool full_{};
};

} // namespace attain::inline v1::sweeping
