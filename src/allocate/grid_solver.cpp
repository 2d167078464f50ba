#include <attain/allocate/grid_solver.hpp>
#include <attain/core/error.hpp>
#include <attain/core/int128.hpp>

#include "grid_bracket.hpp"
#include "grid_sample.hpp"
#include "grid_slots.hpp"
#include "slot_buckets.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <functional>
#include <limits>
#include <optional>

namespace attain::inline v1 {

template<class Real>
void grid_table<Real>::set(std::size_t row, const quantile_grid& grid) {
    if (grid.size() != size_) fail(errc::invalid_argument, "grid", "has another number of knots");
    if (row >= reps_)
        fail(errc::out_of_range, "row", "lies beyond the table", static_cast<std::int64_t>(row));
    const std::span<const double> knots = grid.knots();
    for (std::size_t j = 0; j < knots.size(); ++j)
        cells_[j * reps_ + row] = static_cast<Real>(knots[j]);
}

template class grid_table<float>;
template class grid_table<double>;

namespace {

using detail::as_narrow_as_doubles;
using detail::before;
using detail::bracket;
using detail::check_sizes;
using detail::column_passes;
using detail::contested;
using detail::counter;
using detail::gather_around;
using detail::grid_sample;
using detail::keep;
using detail::key_of;
using detail::knot_gap;
using detail::line;
using detail::line_at;
using detail::narrow;
using detail::off_knots;
using detail::one_interval;
using detail::pass_counts;
using detail::shifted;
using detail::smooth_bracket;
using detail::smooth_sums;
using detail::step_out;

constexpr int most_passes = 80; // then by rank

template<class Real, class Int>
class solver {
public:
    solver(const grid_columns<Real>& columns, std::span<const Int> low, std::span<const Int> high,
           std::span<const std::uint32_t> tie, std::span<Int> quotas, grid_workspace& work, simd_level simd)
        : columns_{columns},
          low_{low},
          high_{high},
          tie_{tie},
          quotas_{quotas},
          work_{work},
          simd_{simd},
          passes_{detail::passes_for<line<Real>, Int>(simd)},
          counts_{passes_, columns_, low, high} {}

    grid_solution run(units total) {
        grid_solution out = solve(total);
        if (out.feasible && !out.certified)
            out.certified = certify_on_grid(total, columns_, low_, high_, tie_, quotas_, out.place, simd_);
        return out;
    }

private:
    grid_solution solve(units total) {
        const std::size_t n = columns_.reps;
        const bool few = n <= sampled_from;
        bracket b = few ? middle_interval() : from_sample(total);
        pass_counts first = counts_.first_at(b.low, b.high);
        grid_solution out;
        out.low_sum = first.low_bounds;
        out.high_sum = first.high_bounds;
        out.feasible = total >= out.low_sum && total <= out.high_sum;
        if (!out.feasible) return out;
        if (total == out.low_sum || total == out.high_sum) {
            std::copy_n((total == out.low_sum ? low_ : high_).begin(), n, quotas_.begin());
            finish_end(total == out.high_sum, out);
            return out;
        }
        if (few) {
            b = from_everybody(
                total, {b.low, b.high, {static_cast<double>(first.low), static_cast<double>(first.high)}});
            if (write_straight(b, total, out)) return out;
            first = counts_.at(b.low, b.high);
        }
        b.low_count = first.low;
        b.high_count = first.high;
        if (b.low_count > total || b.high_count < total) b = around(b, total);
        write(b, total, out);
        tell(out);
        return out;
    }

    void tell(grid_solution& out) const {
        out.passes = counts_.calls() + writes_;
        out.chance = chance_at_place(out.place, columns_.size);
    }

    // Where nothing has been counted: right when what is written encloses the total, else once more beside
    // it.
    bool write_straight(bracket b, units total, grid_solution& out) {
        for (int attempt = 0; attempt < 3; ++attempt) {
            const double low = off_knots(b.low, -1);
            const double high = off_knots(b.high, 1);
            const pass_counts sums = write_pass(low, high, static_cast<std::int64_t>(columns_.reps));
            if (sums.low <= total && sums.high >= total) {
                if (!sums.ordered || !decide(total - sums.low, low, high, out)) return false;
                tell(out);
                return true;
            }
            b = beside(b, sums, total);
        }
        return false;
    }

    // A bracket whose sums miss the total: one on the side where it is, as far as their rise says.
    static bracket beside(const bracket& missed, const pass_counts& sums, units total) {
        const bool left = sums.low > total;
        const auto rise = static_cast<double>(std::max<std::int64_t>(1, sums.high - sums.low));
        const auto missing = static_cast<double>(left ? sums.low - total : total - sums.high);
        const double width = (missed.high - missed.low) * std::clamp(2 * missing / rise, 0.5, 8.0);
        return left ? bracket{missed.low - width, missed.low, 0, 0}
                    : bracket{missed.high, missed.high + width, 0, 0};
    }

    static constexpr std::size_t sampled_from = 20'000;
    static constexpr std::size_t block = 2'048;

    [[nodiscard]] bracket middle_interval() const noexcept {
        const double knot = std::floor((counts_.last_place() - 1) / 2);
        return {knot, knot + 1 - knot_gap, 0, 0};
    }

    // Where everybody's sum, before it is made whole, comes within its roundings of the total. Begins at an
    // interval between two knots whose counts are known.
    bracket from_everybody(units total, smooth_bracket b) const {
        const auto sums = [&](double first, double second) {
            return passes_.smooth(line_at(columns_, first), line_at(columns_, second), low_.data(),
                                  high_.data(), columns_.reps);
        };
        const auto target = static_cast<double>(total);
        const double roundings = 4 + 2.5 * std::sqrt(static_cast<double>(columns_.reps) / 12);
        b = smooth_interval(target, b, sums);
        for (int round = 0; round < 12 && b.at.high - b.at.low > 8 * roundings && finite(b.at); ++round)
            keep_part(b, target, round, sums);
        if (!finite(b.at)) return {b.low, b.high, 0, 0}; // knots beyond all reason
        const double slope = std::max((b.at.high - b.at.low) / (b.high - b.low), 1e-9);
        const double centre = b.low + std::clamp((target - b.at.low) / slope, 0.0, b.high - b.low);
        const double half = std::min(roundings / slope, 0.5);
        return {centre - half, centre + half, 0, 0};
    }

    [[nodiscard]] static bool finite(const smooth_sums& at) noexcept {
        return std::isfinite(at.low) && std::isfinite(at.high);
    }

    // The interval between two knots with the target, or one beyond the end of the grid.
    template<class Sums>
    smooth_bracket smooth_interval(double target, smooth_bracket b, const Sums& sums) const {
        double least = 0;
        double most = counts_.last_place() - 1;
        while (true) {
            const double rise = b.at.high - b.at.low;
            if (b.at.low > target)
                most = b.low - 1;
            else if (b.at.high < target)
                least = b.low + 1;
            else
                return b;
            if (least > most || !finite(b.at)) break;
            const double along = rise > 0 ? b.low + (target - b.at.low) / rise : 0.5 * (least + most);
            b.low = std::clamp(std::floor(along), least, most);
            b.high = b.low + 1 - knot_gap;
            b.at = sums(b.low, b.high);
        }
        return smooth_beyond(b, target, sums);
    }

    // ... beyond the end of the grid that b, its outermost interval, stands at: about as far as that one's
    // slope says, and further while bounds hold people back.
    template<class Sums>
    smooth_bracket smooth_beyond(smooth_bracket b, double target, const Sums& sums) const {
        const bool left = b.at.low > target;
        const double rise = b.at.high - b.at.low;
        const double missing = left ? b.at.low - target : target - b.at.high;
        const double edge = left ? 0 : counts_.last_place();
        (left ? b.low : b.high) = edge;
        for (double step = std::clamp(missing / rise, 0.25, 1e3); step < 1e6 && finite(b.at); step *= 4) {
            const double near = left ? edge - step : edge + step;
            const double far = left ? edge - 3 * step : edge + 3 * step;
            const smooth_sums s = left ? sums(far, near) : sums(near, far);
            if (left ? s.high <= target : s.low >= target)
                return left ? smooth_bracket{near, b.low, {s.high, b.at.low}}
                            : smooth_bracket{b.high, near, {b.at.high, s.low}};
            if (left ? s.low <= target : s.high >= target)
                return left ? smooth_bracket{far, near, s} : smooth_bracket{near, far, s};
            (left ? b.low : b.high) = far;
            (left ? b.at.low : b.at.high) = left ? s.low : s.high;
        }
        return b;
    }

    // Where a sample has the answer; it then aims the passes over everybody.
    bracket from_sample(units total) {
        sample_.emplace(passes_, columns_, low_, high_, buffers_of(work_));
        counts_.guide_by([this](const bracket& known, std::int64_t wanted, double& first, double& second) {
            sample_->aim(known, wanted, first, second);
        });
        return sample_->guess(total);
    }

    // The guess missed: a proven bracket on the side where the answer is, where its slope says first.
    bracket around(const bracket& missed, units total) {
        const bool left = missed.low_count > total;
        const double last = counts_.last_place();
        const bool beyond = left ? missed.low <= 0 : missed.high >= last;
        const double end = beyond ? (left ? -1e15 : 1e15) : left ? 0 : last;
        const double width = missed.high - missed.low;
        const auto rise =
            static_cast<double>(std::max<std::int64_t>(1, missed.high_count - missed.low_count));
        const auto away = static_cast<double>(left ? missed.low_count - total : total - missed.high_count);
        const auto passed = [&](std::int64_t count) { return left ? count <= total : count >= total; };
        const auto between = [&](double a, std::int64_t count, double z, std::int64_t other) {
            return left ? bracket{a, z, count, other} : bracket{z, a, other, count};
        };
        double edge = left ? missed.low : missed.high;
        std::int64_t edge_count = left ? missed.low_count : missed.high_count;
        for (double step = std::max(width * std::max(1.0, 1.25 * away / rise), 1.0 / 64); edge != end;
             step *= 4) {
            const double far = left ? std::max(edge - step, end) : std::min(edge + step, end);
            const double near = edge + 0.75 * (far - edge);
            const pass_counts c = counts_.at(std::min(near, far), std::max(near, far));
            const std::int64_t near_count = left ? c.high : c.low;
            const std::int64_t far_count = left ? c.low : c.high;
            if (passed(near_count)) return between(near, near_count, edge, edge_count);
            if (passed(far_count)) return between(far, far_count, near, near_count);
            edge = far;
            edge_count = far_count;
        }
        return step_out(counts_, {end, end, edge_count, edge_count}, total);
    }

    // Narrows, then writes; a write whose bracket was not proven can miss and teaches the next one.
    void write(bracket b, units total, grid_solution& out) {
        const auto n = static_cast<std::int64_t>(columns_.reps);
        const std::int64_t most_slots = n / 2 + 65'536;
        std::int64_t enough = std::max<std::int64_t>(24, n / 128);
        std::optional<bracket> next; // after a first miss
        for (int attempt = 0; counts_.calls() + writes_ < most_passes; ++attempt) {
            bracket target = b;
            if (attempt == 0 && sample_ && b.high_count - b.low_count > enough) {
                target = aimed(b, total, most_slots);
            } else if (attempt == 1 && next) {
                target.low = std::max(next->low, b.low);
                target.high = std::min(next->high, b.high);
                if (target.low >= target.high) target = b;
            } else if (!as_narrow_as_doubles(b) && !tighten(target, total, enough, attempt)) {
                narrow(counts_, b, total, attempt == 0 ? 8 * enough : enough);
                target = b;
                (void)tighten(target, total, enough, attempt);
            }
            if (attempt > 2) enough = std::max<std::int64_t>(64, enough / 2);
            const double low = off_knots(target.low, -1);
            const double high = off_knots(target.high, 1);
            if (!(low <= high)) break; // so far beyond the grid that counts no longer rise with places
            const bool last = as_narrow_as_doubles(b);
            const pass_counts sums = write_pass(low, high, last ? 16 * most_slots : most_slots);
            const bool missed = sums.low > total || sums.high < total;
            if (attempt == 0 && sample_ && missed) next = beside(target, sums, total);
            if (sums.low > total) {
                keep(b, low, sums.low, total);
                if (b.low >= low) b.low = low - (b.high - low) - 1e-9; // margins crossed: step out
                continue;
            }
            if (sums.high < total) {
                keep(b, high, sums.high, total);
                if (b.high <= high) b.high = high + (high - b.low) + 1e-9;
                continue;
            }
            if (!sums.ordered && last) break;
            if (!sums.ordered) { // too many contested slots: closer
                keep(b, low, sums.low, total);
                keep(b, high, sums.high, total);
                enough = std::max<std::int64_t>(16, enough / 8);
                narrow(counts_, b, total, enough);
                continue;
            }
            if (decide(total - sums.low, low, high, out)) return;
            const double wider = std::max(b.high - b.low, 1e-12 * (1 + std::fabs(b.low)));
            b.low -= wider;
            b.high += wider;
            const pass_counts c = counts_.at(b.low, b.high);
            b.low_count = c.low;
            b.high_count = c.high;
        }
        by_rank(total, out);
    }

    // Straight to writing where the sample's aim is close enough to spare a count. Amounts have more slots
    // between two places than may be collected: these are counted first.
    bracket aimed(bracket& b, units total, std::int64_t most) {
        bracket target = b;
        for (int round = 0; round < 3; ++round) {
            sample_->aim(b, total, target.low, target.high);
            if (target.low >= target.high) return b;
            const double share = (target.high - target.low) / (b.high - b.low);
            if (share * static_cast<double>(b.high_count - b.low_count) < static_cast<double>(most)) break;
            const pass_counts c = counts_.at(target.low, target.high);
            keep(b, target.low, c.low, total);
            keep(b, target.high, c.high, total);
        }
        return target;
    }

    // Places where rounding defeats interpolation (far beyond the grid, plateaus): bisection on the bits of
    // the key of the last slot taken. Always ends: 64 rounds of exact counts.
    void by_rank(units total, grid_solution& out) {
        std::int64_t low = ordered_bits(-std::numeric_limits<double>::infinity());
        std::int64_t high = ordered_bits(std::numeric_limits<double>::infinity());
        while (low < high) { // the smallest key with enough slots at or below it
            const std::int64_t middle =
                low + static_cast<std::int64_t>(
                          (static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low)) / 2);
            if (take_upto(key_of_bits(middle), true) >= total)
                high = middle;
            else
                low = middle + 1;
        }
        out.place = key_of_bits(low);
        units left = total - take_upto(out.place, false);
        // Of one key a rep may have any number of slots: k says how many.
        work_.slots.clear();
        for (std::size_t i = 0; i < columns_.reps; ++i)
            if (const units more = units{upto(i, out.place, true)} - quotas_[i]; more > 0)
                work_.slots.push_back({out.place, tie_.empty() ? static_cast<std::uint32_t>(i) : tie_[i],
                                       static_cast<std::uint32_t>(i), more});
        std::sort(work_.slots.begin(), work_.slots.end(), before);
        for (const contested& s : work_.slots) {
            const units taken = std::min(left, s.k);
            quotas_[s.rep] = static_cast<Int>(quotas_[s.rep] + taken);
            left -= taken;
        }
    }

    static grid_workspace::sample<Real, Int>& buffers_of(grid_workspace& work) noexcept {
        if constexpr (std::is_same_v<Real, float>)
            return work.narrow;
        else
            return work.wide;
    }

    static std::int64_t ordered_bits(double x) noexcept {
        const auto bits = std::bit_cast<std::int64_t>(x);
        return bits >= 0 ? bits : std::numeric_limits<std::int64_t>::min() - bits;
    }
    static double key_of_bits(std::int64_t ordered) noexcept {
        return std::bit_cast<double>(ordered >= 0 ? ordered
                                                  : std::numeric_limits<std::int64_t>::min() - ordered);
    }

    // A rep's last slot with a key up to `place`, with it or without.
    Int upto(std::size_t i, double place, bool with) const {
        Int low = low_[i];
        Int high = high_[i];
        while (low < high) {
            const auto k = static_cast<Int>(low + (high - low + 1) / 2);
            const double key = key_of(columns_, i, k, 0);
            if (key < place || (with && key == place))
                low = k;
            else
                high = static_cast<Int>(k - 1);
        }
        return low;
    }
    // Quotas of all such slots; their sum.
    units take_upto(double place, bool with) {
        units sum = 0;
        for (std::size_t i = 0; i < columns_.reps; ++i)
            sum += quotas_[i] = upto(i, place, with);
        return sum;
    }

    // A bracket by interpolation, narrower than what is proven. False when that would not pay.
    bool tighten(bracket& b, units total, std::int64_t enough, int attempt) const {
        const std::int64_t rise = b.high_count - b.low_count;
        if (rise <= enough) return one_interval(b, counts_.last_place());
        if (attempt > 1 || !one_interval(b, counts_.last_place())) return false;
        const auto r = static_cast<double>(rise);
        const double half = 4 * std::sqrt(r) + 0.01 * r + 8;
        if (2 * half > 4 * static_cast<double>(enough)) return false;
        const double share = static_cast<double>(total - b.low_count) / r;
        const double width = b.high - b.low;
        const double low = std::max(b.low, b.low + width * (share - half / r));
        b.high = std::min(b.high, b.low + width * (share + half / r));
        b.low = low;
        return true;
    }

    pass_counts write_pass(double low_place, double high_place, std::int64_t most) {
        ++writes_;
        const line<Real> first = line_at(columns_, low_place);
        const line<Real> second = line_at(columns_, high_place);
        const auto last = static_cast<double>(static_cast<std::size_t>(columns_.size) - 2);
        const auto hint = static_cast<std::size_t>(std::clamp(std::floor(low_place), 0.0, last));
        std::array<Int, block> extra;
        std::array<std::uint8_t, block> marks;
        work_.slots.clear();
        clear_ = true;
        pass_counts sums;
        for (std::size_t at = 0; at < columns_.reps; at += block) {
            const std::size_t n = std::min(block, columns_.reps - at);
            const pass_counts c =
                passes_.write(shifted(first, at), shifted(second, at), low_.data() + at, high_.data() + at, n,
                              quotas_.data() + at, extra.data(), marks.data());
            clear_ = clear_ && c.ordered;
            sums.low += c.low;
            sums.high += c.high;
            if (c.low == c.high || !sums.ordered) continue;
            if (sums.high - sums.low > most) {
                sums.ordered = false; // goes on only for the sums
                continue;
            }
            const std::size_t size = work_.slots.size();
            work_.slots.resize(size + static_cast<std::size_t>(c.high - c.low));
            contested* next = work_.slots.data() + size;
            detail::each_marked(marks.data(), n, passes_.lanes,
                                [&](std::size_t i) { next = collect(at + i, extra[i], hint, next); });
        }
        return sums;
    }

    // Writes the rep's contested slots; returns where the next one goes.
    contested* collect(std::size_t rep, Int extra, std::size_t hint, contested* next) const {
        const std::uint32_t tie = tie_.empty() ? static_cast<std::uint32_t>(rep) : tie_[rep];
        const units from = quotas_[rep];
        for (units k = from + 1; k <= from + extra; ++k)
            *next++ = {key_of(columns_, rep, k, hint), tie, static_cast<std::uint32_t>(rep), k};
        return next;
    }

    // Takes the first `wanted` contested slots. False when one of them might lie outside the bracket's proof.
    bool decide(std::int64_t wanted, double low_place, double high_place, grid_solution& out) {
        std::vector<contested>& slots = work_.slots;
        if (wanted > 0 && wanted != std::ssize(slots)) {
            const auto [first, last] = gather_around(wanted, low_place, high_place, slots, work_.spare_slots,
                                                     [](const contested& s) { return s.key; });
            std::nth_element(slots.begin() + first, slots.begin() + wanted, slots.begin() + last, before);
        }
        double worst = -std::numeric_limits<double>::infinity();
        double best = std::numeric_limits<double>::infinity();
        const auto split = slots.begin() + wanted;
        for (auto s = slots.begin(); s != split; ++s)
            worst = std::max(worst, s->key);
        for (auto s = split; s != slots.end(); ++s)
            best = std::min(best, s->key);
        if (worst > high_place || best < low_place) return false;
        out.certified = clear_ && (worst < best || in_order(split, worst, best));
        for (auto s = slots.begin(); s != split; ++s)
            ++quotas_[s->rep];
        out.place = wanted > 0 ? worst : low_place;
        return true;
    }

    // Contested slots before the split come before those behind it, where keys alone do not tell.
    [[nodiscard]] bool in_order(std::vector<contested>::const_iterator split, double last,
                                double first) const {
        const contested* worst = nullptr;
        const contested* best = nullptr;
        for (auto s = work_.slots.cbegin(); s != split; ++s)
            if (s->key == last && (worst == nullptr || before(*worst, *s))) worst = &*s;
        for (auto s = split; s != work_.slots.cend(); ++s)
            if (s->key == first && (best == nullptr || before(*s, *best))) best = &*s;
        return worst == nullptr || best == nullptr || before(*worst, *best);
    }

    // At an end of the range everything open is taken, or nothing.
    void finish_end(bool all, grid_solution& out) {
        out.passes = counts_.calls() + 1;
        const auto last = static_cast<double>(static_cast<std::size_t>(columns_.size) - 1);
        out.place = all ? last : 0;
        out.chance = all ? 0 : 1;
    }

    const grid_columns<Real>& columns_;
    std::span<const Int> low_;
    std::span<const Int> high_;
    std::span<const std::uint32_t> tie_;
    std::span<Int> quotas_;
    grid_workspace& work_;
    simd_level simd_;
    const column_passes<line<Real>, Int>& passes_;
    counter<Real, Int> counts_;
    int writes_{0};
    std::optional<grid_sample<Real, Int>> sample_{};
    bool clear_{false}; // what the last writing pass did not contest lies where it should
};

template<class Real, class Int>
grid_solution solve_any(units total, const grid_columns<Real>& columns, std::span<const Int> low,
                        std::span<const Int> high, std::span<const std::uint32_t> tie, std::span<Int> quotas,
                        grid_workspace& work, simd_level simd) {
    check_sizes(columns.reps, columns.cells.size(), static_cast<std::size_t>(columns.size), low.size(),
                high.size(), tie.size(), quotas.size());
    return solver<Real, Int>{columns, low, high, tie, quotas, work, simd}.run(total);
}

} // namespace

grid_solution solve_on_grid(units total, const grid_columns<float>& columns,
                            std::span<const std::int32_t> low, std::span<const std::int32_t> high,
                            std::span<const std::uint32_t> tie, std::span<std::int32_t> quotas,
                            grid_workspace& work, simd_level simd) {
    return solve_any(total, columns, low, high, tie, quotas, work, simd);
}

grid_solution solve_on_grid(units total, const grid_columns<double>& columns,
                            std::span<const std::int64_t> low, std::span<const std::int64_t> high,
                            std::span<const std::uint32_t> tie, std::span<std::int64_t> quotas,
                            grid_workspace& work, simd_level simd) {
    return solve_any(total, columns, low, high, tie, quotas, work, simd);
}

} // namespace attain::inline v1
