// A stratified sample of the reps of a grid table: says about where everybody's answer lies, and aims the
// passes over everybody. It steers the time and never the result.
#pragma once

#include "grid_bracket.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

namespace attain::inline v1::detail {

// Whole cache lines of reps, one of each stretch; a column is copied together when it is first needed.
template<class Real, class Int>
class grid_sample {
public:
    grid_sample(const column_passes<line<Real>, Int>& passes, const grid_columns<Real>& columns,
                std::span<const Int> low, std::span<const Int> high,
                grid_workspace::sample<Real, Int>& buffers)
        : passes_{passes},
          columns_{columns},
          low_{low},
          high_{high},
          buffers_{buffers},
          size_{size_for(columns.reps)} {
        grow(buffers_.cells, static_cast<std::size_t>(columns_.size) * size_);
        grow(buffers_.low, size_);
        grow(buffers_.high, size_);
        take();
    }

    // The answer's place as the sample has it, with three standard errors on either side.
    [[nodiscard]] bracket guess(units total) {
        const auto share = static_cast<double>(size_) / static_cast<double>(columns_.reps);
        // Where a few lines read in place have the answer; each other column costs a miss for every line.
        const double knot = rough_knot(total);
        const double next = knot + 1 - knot_gap;
        const pass_counts ends = at(knot, next);
        const auto target = std::clamp<std::int64_t>(
            static_cast<std::int64_t>(static_cast<double>(total) * share), ends.low_bounds, ends.high_bounds);
        bracket b{knot, next, ends.low, ends.high};
        if (ends.low > target || ends.high < target) b = outer_bracket(*this, target);
        narrow(*this, b, target, static_cast<std::int64_t>(size_ / 512));
        const double rise = static_cast<double>(std::max<std::int64_t>(1, b.high_count - b.low_count));
        const double slope = rise / std::max(b.high - b.low, 1e-12);
        const double error = spread(0.5 * (b.low + b.high)) * std::sqrt(static_cast<double>(size_));
        const double half = std::min(0.5, 3 * error / std::max(slope, 1e-9));
        const double centre = 0.5 * (b.low + b.high);
        return {centre - half, centre + half, 0, 0};
    }

    // The sample as a control variate: its sum, stretched to the exact counts at both ends of the bracket,
    // says where the answer lies, to two standard errors and what rounding down adds up to.
    void aim(const bracket& known, std::int64_t wanted, double& first, double& second) {
        const auto rise = static_cast<double>(known.high_count - known.low_count);
        if (rise <= 0) return;
        double a = known.low;
        double b = known.high;
        double at_a = smooth(a);
        double at_b = smooth(b);
        if (at_b <= at_a) return;
        const double share = static_cast<double>(wanted - known.low_count) / rise;
        const double target = at_a + share * (at_b - at_a);
        const double stretch = rise / (at_b - at_a);
        double place = a + share * (b - a);
        for (int step = 0; step < 24 && b - a > 1e-13 * (1 + std::fabs(a)); ++step) {
            const double at = smooth(place);
            (at <= target ? a : b) = place;
            (at <= target ? at_a : at_b) = at;
            if (std::fabs(at - target) * stretch < 1) break;
            const double secant = a + (b - a) * (target - at_a) / std::max(at_b - at_a, 1e-300);
            place = step % 3 == 2 || !(secant > a && secant < b) ? 0.5 * (a + b) : secant;
        }
        const double slope = stretch * std::max(smooth(place + 1e-4) - smooth(place - 1e-4), 1e-9) / 2e-4;
        const auto reps = static_cast<double>(columns_.reps); // each rounds down by less than a unit
        const double error = stretch * bend(known.low, place, known.high);
        const double half = (2 * error + 1.2 * std::sqrt(std::min(rise, reps)) + 4) / slope;
        first = std::max(place - half, known.low + 1e-3 * (known.high - known.low));
        second = std::min(place + half, known.high - 1e-3 * (known.high - known.low));
        if (first > second) first = second = 0.5 * (known.low + known.high);
    }

    // ---- a counter, as narrow() and outer_bracket() ask for one ----

    pass_counts at(double first, double second) {
        const grid_columns<Real> c = columns();
        fill(first);
        fill(second);
        return passes_.count(line_at(c, first), line_at(c, second), buffers_.low.data(), buffers_.high.data(),
                             size_);
    }
    [[nodiscard]] double last_place() const noexcept {
        return static_cast<double>(static_cast<std::size_t>(columns_.size) - 1);
    }
    void guide(const bracket&, std::int64_t, double&, double&) const {}

private:
    static constexpr std::size_t line_reps = 16;
    static constexpr std::size_t largest = 65'536;

    [[nodiscard]] static std::size_t size_for(std::size_t reps) noexcept {
        return reps >= 4'000'000 ? largest : reps >= 400'000 ? 16'384 : 4'096;
    }
    template<class T>
    static void grow(std::vector<T>& to, std::size_t size) {
        if (to.size() < size) to.resize(size);
    }

    void take() {
        const std::size_t n = columns_.reps;
        const std::size_t lines = size_ / line_reps;
        std::uint64_t state = 0x9e3779b97f4a7c15u;
        for (std::size_t s = 0; s < lines; ++s) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            const std::size_t from = n / line_reps * s / lines;
            const std::size_t upto = n / line_reps * (s + 1) / lines;
            const std::size_t row = (from + (state >> 33) % (upto - from)) * line_reps;
            starts_[s] = row;
            std::copy_n(low_.data() + row, line_reps, buffers_.low.data() + s * line_reps);
            std::copy_n(high_.data() + row, line_reps, buffers_.high.data() + s * line_reps);
        }
    }

    // The knot below the answer of every eighth line of the sample.
    [[nodiscard]] double rough_knot(units total) const {
        const std::size_t lines = size_ / line_reps;
        constexpr std::size_t every = 8;
        const auto share =
            static_cast<double>(line_reps * (lines / every)) / static_cast<double>(columns_.reps);
        const double target = static_cast<double>(total) * share;
        std::size_t low = 0;
        std::size_t high = static_cast<std::size_t>(columns_.size) - 1;
        while (high - low > 1) {
            const std::size_t third = std::max<std::size_t>(1, (high - low) / 3);
            const std::size_t a = low + third;
            const std::size_t b = std::max(a, high - third);
            const line<Real> first = line_at(columns_, static_cast<double>(a));
            const line<Real> second = line_at(columns_, static_cast<double>(b));
            smooth_sums sum;
            for (std::size_t s = 0; s < lines; s += every) {
                const std::size_t at = starts_[s];
                const smooth_sums part = passes_.smooth(shifted(first, at), shifted(second, at),
                                                        low_.data() + at, high_.data() + at, line_reps);
                sum.low += part.low;
                sum.high += part.high;
            }
            if (sum.low > target) {
                high = a;
            } else if (sum.high <= target) {
                low = b;
            } else {
                low = a;
                high = b;
            }
        }
        return static_cast<double>(low);
    }

    // The sum of the sample's quotas before they are made whole: smooth in the place.
    [[nodiscard]] double smooth(double place) {
        const line<Real> l = at_place(place);
        return passes_.smooth(l, l, buffers_.low.data(), buffers_.high.data(), size_).low;
    }
    // Standard error of the sample's sum at a place between two where everybody's is known: how unlike
    // each other quotas rise between them.
    [[nodiscard]] double bend(double low, double place, double high) {
        const std::array at{at_place(low), at_place(place), at_place(high)};
        double squares = 0;
        const double share = (smooth(place) - smooth(low)) / (smooth(high) - smooth(low));
        for (std::size_t i = 0; i < size_; ++i) {
            const double from = quota(at[0], i);
            const double beside = quota(at[1], i) - from - share * (quota(at[2], i) - from);
            squares += beside * beside;
        }
        return std::sqrt(squares);
    }
    // Standard deviation of a quota at a place.
    [[nodiscard]] double spread(double place) {
        const line<Real> l = at_place(place);
        double sum = 0;
        double squares = 0;
        for (std::size_t i = 0; i < size_; ++i) {
            const double x = quota(l, i);
            sum += x;
            squares += x * x;
        }
        const double mean = sum / static_cast<double>(size_);
        return std::sqrt(std::max(0.0, squares / static_cast<double>(size_) - mean * mean));
    }

    [[nodiscard]] line<Real> at_place(double place) {
        fill(place);
        return line_at(columns(), place);
    }
    [[nodiscard]] double quota(const line<Real>& l, std::size_t i) const {
        const auto from = static_cast<double>(l.from[i]);
        return std::clamp(from + l.t * (static_cast<double>(l.to[i]) - from),
                          static_cast<double>(buffers_.low[i]), static_cast<double>(buffers_.high[i]));
    }
    [[nodiscard]] grid_columns<Real> columns() const {
        return {
            {buffers_.cells.data(), static_cast<std::size_t>(columns_.size) * size_}, size_, columns_.size};
    }
    void fill(double place) {
        const double last = last_place() - 1;
        const auto j = static_cast<std::size_t>(std::clamp(std::floor(place), 0.0, last));
        for (const std::size_t c : {j, j + 1}) {
            if (filled_[c]) continue;
            filled_[c] = true;
            for (std::size_t s = 0; s < size_ / line_reps; ++s)
                std::copy_n(columns_.column(c) + starts_[s], line_reps,
                            buffers_.cells.data() + c * size_ + s * line_reps);
        }
    }

    const column_passes<line<Real>, Int>& passes_;
    const grid_columns<Real>& columns_;
    std::span<const Int> low_;
    std::span<const Int> high_;
    grid_workspace::sample<Real, Int>& buffers_;
    std::size_t size_;
    std::array<bool, 49> filled_{};
    std::array<std::size_t, largest / line_reps> starts_; // first rows of the lines
};

} // namespace attain::inline v1::detail
