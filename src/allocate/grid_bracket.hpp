// Where the answer lies on the grid: brackets of places, narrowed by counting what everybody would have at
// two of them at a time.
#pragma once

#include "column_passes.hpp"
#include "grid_slots.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <span>
#include <utility>

namespace attain::inline v1::detail {

// The places between which the answer lies, with the counts there.
struct bracket {
    double low{};
    double high{};
    std::int64_t low_count{};
    std::int64_t high_count{};
};

// Counts at two places: all reps, or a sample of them copied together.
template<class Real, class Int>
class counter {
public:
    counter(const column_passes<line<Real>, Int>& passes, const grid_columns<Real>& columns,
            std::span<const Int> low, std::span<const Int> high)
        : passes_{passes}, columns_{columns}, low_{low}, high_{high} {}

    pass_counts at(double first, double second) {
        ++calls_;
        return passes_.count(line_at(columns_, first), line_at(columns_, second), low_.data(), high_.data(),
                             columns_.reps);
    }
    // ... that looks at the bounds.
    pass_counts first_at(double first, double second) {
        ++calls_;
        return first_count(passes_, line_at(columns_, first), line_at(columns_, second), low_, high_,
                           [&] { refuse_bounds(low_, high_); });
    }
    [[nodiscard]] int calls() const noexcept { return calls_; }
    // Moves a probe to where a better guide than interpolation has the answer.
    void guide(const bracket& b, std::int64_t target, double& first, double& second) const {
        if (guide_) guide_(b, target, first, second);
    }
    void guide_by(std::function<void(const bracket&, std::int64_t, double&, double&)> guide) {
        guide_ = std::move(guide);
    }
    [[nodiscard]] double last_place() const noexcept {
        return static_cast<double>(static_cast<std::size_t>(columns_.size) - 1);
    }

private:
    const column_passes<line<Real>, Int>& passes_;
    const grid_columns<Real>& columns_;
    std::span<const Int> low_;
    std::span<const Int> high_;
    int calls_{0};
    std::function<void(const bracket&, std::int64_t, double&, double&)> guide_{};
};

inline void keep(bracket& b, double place, std::int64_t count, std::int64_t target) {
    if (count <= target) {
        if (place > b.low) {
            b.low = place;
            b.low_count = count;
        }
    } else if (place < b.high) {
        b.high = place;
        b.high_count = count;
    }
}

// A bracket by steps that grow beyond an end of the grid where even that end misses the target.
template<class Counter>
bracket step_out(Counter& counts, bracket b, std::int64_t target) {
    for (double step = 1; b.low_count > target && step < 1e15; step *= 4) {
        b.high = b.low;
        b.high_count = b.low_count;
        b.low = -step;
        b.low_count = counts.at(b.low, b.low).low;
    }
    for (double step = 1; b.high_count < target && step < 1e15; step *= 4) {
        b.low = b.high;
        b.low_count = b.high_count;
        b.high = counts.last_place() + step;
        b.high_count = counts.at(b.high, b.high).low;
    }
    return b;
}

// A first bracket: the grid itself, or beyond its end.
template<class Counter>
bracket outer_bracket(Counter& counts, std::int64_t target) {
    bracket b{0, counts.last_place(), 0, 0};
    const pass_counts ends = counts.at(b.low, b.high);
    b.low_count = ends.low;
    b.high_count = ends.high;
    return step_out(counts, b, target);
}

[[nodiscard]] inline bool one_interval(const bracket& b, double last) {
    if (b.high <= 1 || b.low >= last - 1) return true;
    return std::floor(b.low) == std::ceil(b.high) - 1;
}

// Two places inside the bracket that should enclose the answer closely, by interpolation; thirds every third
// time. Knots while there are some.
[[nodiscard]] inline std::pair<double, double> probe(const bracket& b, std::int64_t target, int round,
                                                     double last) {
    const double width = b.high - b.low;
    const auto rise = static_cast<double>(b.high_count - b.low_count);
    const double share = rise > 0 ? static_cast<double>(target - b.low_count) / rise : 0.5;
    if (!one_interval(b, last)) {
        if (round % 3 != 2) {
            const double knot = std::floor(b.low + width * share);
            return {std::max(knot, b.low), std::min(knot + 1, b.high)};
        }
        const double first = std::clamp(std::floor(b.low + width / 3), b.low, b.high);
        const double second = std::clamp(std::ceil(b.high - width / 3), b.low, b.high);
        const bool inside = first > b.low && second < b.high && first < second;
        if (inside) return {first, second};
        const double knot = std::floor(b.low) + 1;
        return {knot, knot};
    }
    if (round % 3 == 2 || rise <= 0) return {b.low + width / 3, b.high - width / 3};
    const double half = 0.01 + 8 / std::max(rise, 64.0);
    return {b.low + width * std::max(share - half, 0.0005),
            b.high - width * std::max(1 - share - half, 0.0005)};
}

// Places so close together that rounding defeats interpolation.
[[nodiscard]] inline bool as_narrow_as_doubles(const bracket& b) {
    return b.high - b.low < 1e-13 * (1 + std::fabs(b.low));
}

template<class Counter>
void narrow(Counter& counts, bracket& b, std::int64_t target, std::int64_t enough) {
    for (int round = 0; round < 60; ++round) {
        if (b.high_count - b.low_count <= enough && one_interval(b, counts.last_place())) return;
        if (as_narrow_as_doubles(b)) return;
        auto [first, second] = probe(b, target, round, counts.last_place());
        if (round < 4) counts.guide(b, target, first, second);
        const pass_counts c = counts.at(first, second);
        keep(b, first, c.low, target);
        keep(b, second, c.high, target);
    }
}

} // namespace attain::inline v1::detail
