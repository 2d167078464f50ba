// The solver over whole steps: where weights are all alike and previous quotas count in the same units,
// everybody reaches the next unit at the same level.
//
// Quotas are previous + j, clipped, for one whole step j, and a unit more for those who have room and come
// first in the order of ties. All of it is whole numbers, so counts are exact and need no margins: two
// neighbouring steps enclose the total, and one pass writes.
#pragma once

#include "column_sample.hpp"
#include "column_sizes.hpp"
#include "level_check.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

namespace attain::inline v1::detail {

template<class Start>
class step_solver {
public:
    using curve_type = ray<absent, Start>;

    step_solver(const step_rule<Start>& rule, const level_input& in, std::span<units> quotas,
                column_workspace& work)
        : rule_{rule},
          low_{in.low},
          high_{in.high},
          tie_{in.tie},
          quotas_{quotas},
          work_{work},
          passes_{passes_for<curve_type, units>(in.simd)} {}

    // refuse() throws: called when bounds or columns are not what they must be.
    template<class Refuse>
    column_solution run(units total, const Refuse& refuse) {
        take_sample();
        steps s = sampled_steps(static_cast<double>(total) * share_);
        ++calls_;
        const pass_counts first = first_count(passes_, at(s.low), at(s.high), low_, high_, refuse);
        column_solution out;
        out.low_sum = first.low_bounds;
        out.high_sum = first.high_bounds;
        out.feasible = total >= out.low_sum && total <= out.high_sum;
        if (!out.feasible) return out;
        s.low_sum = first.low;
        s.high_sum = first.high;
        enclose(s, total);
        close_in(s, total);
        out.certified = write(s, total);
        out.level = rule_.shown(static_cast<double>(s.low_sum == total ? s.low : s.low + 1) - 0.5);
        out.passes = calls_;
        return out;
    }

private:
    static constexpr std::size_t block = 1'024;
    static constexpr units furthest = units{1} << 51; // there everybody is at a bound

    // Steps with the sums there; the answer lies between them once both sums say so.
    struct steps {
        units low{};
        units high{};
        std::int64_t low_sum{};
        std::int64_t high_sum{};
    };

    static units held(units step) noexcept { return std::clamp(step, -furthest, furthest); }

    [[nodiscard]] curve_type at(units step) const noexcept { return rule_.at(static_cast<double>(step)); }

    pass_counts count(units low, units high) {
        ++calls_;
        return passes_.count(at(low), at(high), low_.data(), high_.data(), low_.size());
    }

    void take_sample() {
        const std::size_t n = low_.size();
        sample_low_ = low_.data();
        sample_high_ = high_.data();
        if constexpr (!std::is_same_v<Start, absent>) sample_start_ = at(0).start;
        size_ = sample_size(n);
        if (size_ == n) return;
        sample_low_ = gathered(sample_low_, work_.low, n, size_);
        sample_high_ = gathered(sample_high_, work_.high, n, size_);
        if constexpr (!std::is_same_v<Start, absent>)
            sample_start_ = gathered(sample_start_, work_.whole_starts, n, size_);
        share_ = static_cast<double>(size_) / static_cast<double>(n);
    }
    [[nodiscard]] curve_type sampled_at(units step) const noexcept {
        curve_type c = at(step);
        c.start = sample_start_;
        return c;
    }
    [[nodiscard]] smooth_sums sampled(units low, units high) const {
        return passes_.smooth(sampled_at(low), sampled_at(high), sample_low_, sample_high_, size_);
    }
    [[nodiscard]] double scatter(units step) const {
        const curve_type c = sampled_at(step);
        return scatter_of(size_, [&](std::size_t first, std::size_t size) {
            const curve_type part = shifted(c, first);
            return passes_.smooth(part, part, sample_low_ + first, sample_high_ + first, size).low;
        });
    }

    // The step whose sum over the sample is the last one up to the target, between two others with their
    // sums. Every third round halves.
    [[nodiscard]] units sampled_step(double target, units low, units high, smooth_sums sums) const {
        for (int round = 0; high - low > 1; ++round) {
            const auto width = static_cast<double>(high - low);
            const double share = round % 3 == 2 ? 0.5 : (target - sums.low) / (sums.high - sums.low);
            const units by = static_cast<units>(width * (share >= 0 && share < 1 ? share : 0.5));
            const units middle = std::clamp(low + by, low, high - 1);
            const smooth_sums s = sampled(middle, middle + 1);
            if (s.low > target) {
                high = middle;
                sums.high = s.low;
            } else if (s.high <= target) {
                low = middle + 1;
                sums.low = s.high;
            } else {
                return middle;
            }
        }
        return low;
    }

    // The sample's answer, a few standard errors wide; no further than it reaches itself.
    [[nodiscard]] steps sampled_steps(double target) const {
        double starts = 0;
        double first = 0x1p51;
        double last = -0x1p51;
        for (std::size_t i = 0; i < size_; ++i) { // not looked at yet: differences may be beyond units
            double start = 0;
            if constexpr (!std::is_same_v<Start, absent>) start = static_cast<double>(sample_start_[i]);
            starts += start;
            first = std::min(first, static_cast<double>(sample_low_[i]) - start);
            last = std::max(last, static_cast<double>(sample_high_[i]) - start);
        }
        const units least = static_cast<units>(std::clamp(first, -0x1p51, 0x1p51 - 2)) - 1;
        const units most = std::max(static_cast<units>(std::clamp(last, -0x1p51, 0x1p51)) + 1, least + 2);
        const double guess = std::floor((target - starts) / static_cast<double>(size_));
        const auto from = static_cast<units>(std::clamp(guess, -0x1p51, 0x1p51));
        units low = std::clamp(from, least, most - 1);
        units high = low + 1;
        smooth_sums sums = sampled(low, high);
        for (units step = 4; sums.low > target && low > least; step *= 4) {
            high = low;
            sums.high = sums.low;
            low = std::max(low - step, least);
            sums.low = sampled(low, low).low;
        }
        for (units step = 4; sums.high <= target && high < most; step *= 4) {
            low = high;
            sums.low = sums.high;
            high = std::min(high + step, most);
            sums.high = sampled(high, high).low;
        }
        const units middle = sampled_step(target, low, high, sums);
        if (share_ == 1) return {middle, middle + 1, 0, 0};
        const smooth_sums beside = sampled(middle - 1, middle + 1);
        const double slope = std::max(1.0, 0.5 * (beside.high - beside.low));
        const double range = static_cast<double>(most) - static_cast<double>(least);
        const auto by = static_cast<units>(std::min(3.5 * scatter(middle) / slope, range)) + 1;
        return {held(middle - by), held(middle + 1 + by), 0, 0};
    }

    // Moves the steps until the total lies between their sums: at the furthest ones it does.
    void enclose(steps& s, units total) {
        for (units by = 4 * (s.high - s.low); s.low_sum > total; by = std::min(16 * by, furthest)) {
            const units low = held(s.low - by);
            s = {low, s.low, count(low, low).low, s.low_sum};
        }
        for (units by = 4 * (s.high - s.low); s.high_sum < total; by = std::min(16 * by, furthest)) {
            const units high = held(s.high + by);
            s = {s.high, high, s.high_sum, count(high, high).low};
        }
    }

    // Down to neighbours: the sample's sums, stretched to the exact ones at both ends, say where to look.
    void close_in(steps& s, units total) {
        for (int round = 0; s.high - s.low > 1; ++round) {
            const double share = static_cast<double>(total - s.low_sum) /
                                 std::max(1.0, static_cast<double>(s.high_sum - s.low_sum));
            const smooth_sums sums = sampled(s.low, s.high);
            const units middle =
                round % 3 == 2 ? s.low + (s.high - s.low) / 2
                               : sampled_step(sums.low + share * (sums.high - sums.low), s.low, s.high, sums);
            const pass_counts c = count(middle, middle + 1);
            if (c.low > total)
                s = {s.low, middle, s.low_sum, c.low};
            else if (c.high <= total)
                s = {middle + 1, s.high, c.high, s.high_sum};
            else
                s = {middle, middle + 1, c.low, c.high};
        }
    }

    // Writes the quotas at the lower of two neighbouring steps and the units that are missing. True when all
    // of it lies where it should.
    bool write(const steps& s, units total) {
        const std::int64_t wanted = total - s.low_sum;
        if (wanted == 0) return write_blocks(s, [](std::size_t, std::size_t, const units*, std::int64_t) {});
        return tie_.empty() ? write_by_row(s, wanted) : write_by_tie(s, wanted);
    }

    // Writes what all have at the lower step, and calls use(first, n, extra, open) after each block where
    // `open` reps have a unit more at the higher one: extra is 1 for them.
    template<class Use>
    bool write_blocks(const steps& s, const Use& use) {
        ++calls_;
        std::array<units, block> extra;
        std::array<std::uint8_t, block> marks;
        bool clear = true;
        std::int64_t sum = 0;
        for (std::size_t from = 0; from < low_.size(); from += block) {
            const std::size_t n = std::min(block, low_.size() - from);
            const pass_counts c =
                passes_.write(shifted(at(s.low), from), shifted(at(s.high), from), low_.data() + from,
                              high_.data() + from, n, quotas_.data() + from, extra.data(), marks.data());
            clear = clear && c.ordered;
            sum += c.low;
            if (c.high != c.low) use(from, n, extra.data(), c.high - c.low);
        }
        return clear && sum == s.low_sum;
    }

    bool write_by_row(const steps& s, std::int64_t left) {
        const bool clear =
            write_blocks(s, [&](std::size_t from, std::size_t n, const units* extra, std::int64_t open) {
                units* const quotas = quotas_.data() + from;
                if (left >= open) {
                    for (std::size_t i = 0; i < n; ++i)
                        quotas[i] += extra[i];
                    left -= open;
                    return;
                }
                for (std::size_t i = 0; left > 0; ++i) {
                    quotas[i] += extra[i];
                    left -= extra[i];
                }
            });
        return clear && left == 0;
    }

    // Ties up to a first one are taken as they come, those up to a last one collected. Where ties lie evenly
    // among those with room, few are; where not, once more with all of them.
    bool write_by_tie(const steps& s, std::int64_t wanted) {
        const auto n = static_cast<double>(low_.size());
        const auto open = static_cast<double>(s.high_sum - s.low_sum);
        const double place = n * (static_cast<double>(wanted) / open);
        const double beside = 3 * n / std::sqrt(open) + 16;
        const auto tie = [](double x) { return static_cast<std::uint64_t>(std::clamp(x, 0.0, 0x1p32)); };
        if (const auto found = write_between(s, wanted, tie(place - beside), tie(place + beside)))
            return *found;
        return write_between(s, wanted, 0, tie(0x1p32)).value_or(false);
    }

    std::optional<bool> write_between(const steps& s, std::int64_t left, std::uint64_t first,
                                      std::uint64_t last) {
        std::vector<contested>& slots = work_.slots;
        slots.clear();
        const bool clear =
            write_blocks(s, [&](std::size_t from, std::size_t n, const units* extra, std::int64_t) {
                units* const quotas = quotas_.data() + from;
                const std::uint32_t* const ties = tie_.data() + from;
                units taken = 0;
                for (std::size_t i = 0; i < n; ++i) {
                    const units more = ties[i] < first ? extra[i] : 0;
                    quotas[i] += more;
                    taken += more;
                }
                left -= taken;
                for (std::size_t i = 0; i < n; ++i)
                    if (ties[i] >= first && ties[i] < last && extra[i] != 0)
                        slots.push_back({0, ties[i], static_cast<std::uint32_t>(from + i), quotas[i] + 1});
            });
        if (left < 0 || left > static_cast<std::int64_t>(slots.size())) return {};
        const auto split = slots.begin() + static_cast<std::ptrdiff_t>(left);
        const auto earlier = [](const contested& a, const contested& b) { return a.tie < b.tie; };
        if (split != slots.end()) std::nth_element(slots.begin(), split, slots.end(), earlier);
        for (auto slot = slots.begin(); slot != split; ++slot)
            ++quotas_[slot->rep];
        if (split == slots.begin() || split == slots.end()) return clear;
        return clear && earlier(*std::max_element(slots.begin(), split, earlier),
                                *std::min_element(split, slots.end(), earlier));
    }

    const step_rule<Start>& rule_;
    std::span<const units> low_;
    std::span<const units> high_;
    std::span<const std::uint32_t> tie_;
    std::span<units> quotas_;
    column_workspace& work_;
    const column_passes<curve_type, units>& passes_;
    const Start* sample_start_{};
    const units* sample_low_{};
    const units* sample_high_{};
    std::size_t size_{};
    double share_{1};
    int calls_{0};
};

} // namespace attain::inline v1::detail
