// The solver over levels: bracket the level, write what is surely taken, let exact keys decide the rest. The
// writing pass looks at what it writes as the certificate does, so a second pass is left to detours.
#pragma once

#include "column_sample.hpp"
#include "column_sizes.hpp"
#include "level_check.hpp"

#include <algorithm>
#include <limits>

namespace attain::inline v1::detail {

template<class Rule>
class level_solver {
public:
    using curve_type = typename Rule::curve_type;

    level_solver(const Rule& rule, const level_input& in, std::span<units> quotas, column_workspace& work)
        : rule_{rule},
          in_{in},
          low_{in.low},
          high_{in.high},
          tie_{in.tie},
          quotas_{quotas},
          work_{work},
          passes_{passes_for<curve_type, units>(in.simd)} {}

    // refuse() throws: called when bounds or columns are not what they must be.
    template<class Refuse>
    column_solution run(units total, const Refuse& refuse) {
        column_solution out = solve(total, refuse);
        if (out.feasible && !out.certified)
            out.certified = level_check<Rule>{rule_, in_, quotas_}.run(total, out.level);
        return out;
    }

private:
    template<class Refuse>
    column_solution solve(units total, const Refuse& refuse) {
        const std::size_t n = low_.size();
        take_sample();
        bracket b = first_bracket(total);
        ++calls_;
        const pass_counts first =
            first_count(passes_, rule_.at(b.low), rule_.at(b.high), low_, high_, refuse);
        column_solution out;
        out.low_sum = first.low_bounds;
        out.high_sum = first.high_bounds;
        out.feasible = total >= out.low_sum && total <= out.high_sum;
        if (!out.feasible) return out;
        out.passes = 2;
        if (total == out.low_sum || total == out.high_sum) {
            std::copy_n((total == out.low_sum ? low_ : high_).begin(), n, quotas_.begin());
            out.level = total == out.low_sum ? Rule::least_level : Rule::most_level;
            return out;
        }
        b.low_count = first.low;
        b.high_count = first.high;
        if (!enclose(b, total) || !write(b, total, out)) {
            const std::vector<units> exact =
                rule_.exactly(total, tie_, {low_.begin(), low_.end()}, {high_.begin(), high_.end()});
            std::copy(exact.begin(), exact.end(), quotas_.begin());
            out.level = Rule::most_level;
        }
        out.passes = calls_;
        return out;
    }

    static constexpr std::size_t block = 1'024;

    // Levels with the counts there; the answer lies between them once both counts say so.
    struct bracket {
        double low{};
        double high{};
        std::int64_t low_count{};
        std::int64_t high_count{};
    };
    // All reps, or some of them copied together: whole cache lines at stratified places.
    struct sample {
        curve_type curve{};
        const units* low{};
        const units* high{};
        std::size_t size{};
        double share{1};
    };

    void take_sample() {
        const std::size_t n = low_.size();
        sample_ = {rule_.at(0), low_.data(), high_.data(), n, 1};
        const std::size_t size = sample_size(n);
        if (size == n) return;
        sample_.low = gathered(low_.data(), work_.low, n, size);
        sample_.high = gathered(high_.data(), work_.high, n, size);
        if constexpr (requires { sample_.curve.start; }) {
            using start = std::remove_cvref_t<decltype(*sample_.curve.start)>;
            if constexpr (std::is_same_v<start, double>)
                sample_.curve.start = gathered(sample_.curve.start, work_.starts, n, size);
            else if constexpr (!std::is_same_v<start, absent>)
                sample_.curve.start = gathered(sample_.curve.start, work_.whole_starts, n, size);
        }
        using slope = std::remove_cvref_t<decltype(*sample_.curve.slope)>;
        if constexpr (!std::is_same_v<slope, absent>)
            sample_.curve.slope = gathered(sample_.curve.slope, work_.slopes, n, size);
        sample_.size = size;
        sample_.share = static_cast<double>(size) / static_cast<double>(n);
    }

    [[nodiscard]] curve_type sampled_at(double level) const {
        curve_type c = rule_.at(level);
        c.slope = sample_.curve.slope;
        if constexpr (requires { c.start; }) c.start = sample_.curve.start;
        return c;
    }
    [[nodiscard]] smooth_sums smooth(double low, double high) const {
        return passes_.smooth(sampled_at(low), sampled_at(high), sample_.low, sample_.high, sample_.size);
    }
    [[nodiscard]] double scatter(double level) const {
        const curve_type c = sampled_at(level);
        return scatter_of(sample_.size, [&](std::size_t first, std::size_t size) {
            const curve_type part = shifted(c, first);
            return passes_.smooth(part, part, sample_.low + first, sample_.high + first, size).low;
        });
    }

    // Where all reps unclipped would meet the total, and what half a unit each is worth in levels.
    [[nodiscard]] std::pair<double, double> unclipped(double total) const {
        double starts = 0;
        double slopes = 0;
        using slope = std::remove_cvref_t<decltype(*sample_.curve.slope)>;
        for (std::size_t i = 0; i < sample_.size; ++i) {
            if constexpr (std::is_same_v<slope, absent>)
                slopes += 1;
            else
                slopes += sample_.curve.slope[i];
            if constexpr (requires { sample_.curve.start; }) {
                using start = std::remove_cvref_t<decltype(*sample_.curve.start)>;
                if constexpr (!std::is_same_v<start, absent>)
                    starts += sample_.curve.scale * static_cast<double>(sample_.curve.start[i]);
            }
        }
        if (!(slopes > 0)) slopes = 1;
        return {(total - starts) / slopes, 0.5 * static_cast<double>(sample_.size) / slopes};
    }

    // The sample's answer, a few standard errors wide.
    bracket first_bracket(units total) {
        const double target = static_cast<double>(total) * sample_.share;
        const auto [guess, half_unit] = unclipped(target);
        smooth_bracket b{std::max(guess - 0.1 * std::fabs(guess) - half_unit, Rule::least_level),
                         std::max(guess, 0.5 * Rule::least_level) + 0.1 * std::fabs(guess) + half_unit};
        b.at = smooth(b.low, b.high);
        for (double step = b.high - b.low; b.at.low > target && step < 1e100; step *= 4) {
            b.high = b.low;
            b.at.high = b.at.low;
            b.low = std::max(b.low - step, Rule::least_level);
            if (b.low == b.high) break;
            b.at.low = smooth(b.low, b.low).low;
        }
        const double most = smooth(Rule::most_level, Rule::most_level).low - 1e-3;
        for (double step = b.high - b.low; b.at.high < std::min(target, most) && step < 1e100; step *= 4) {
            b.low = b.high;
            b.at.low = b.at.high;
            b.high += step;
            b.at.high = smooth(b.high, b.high).low;
        }
        for (int round = 0; round < 60; ++round) {
            const double rise = b.at.high - b.at.low;
            const double width = b.high - b.low;
            if (rise * 4'096 < static_cast<double>(sample_.size) + std::fabs(target)) break;
            if (width <= 1e-12 * (std::fabs(b.low) + std::fabs(b.high))) break;
            keep_part(b, target, round, [&](double first, double second) { return smooth(first, second); });
        }
        const auto& [low, high, at] = b;
        const double rise = std::max(at.high - at.low, 1e-300);
        const double slope = rise / std::max(high - low, 1e-300);
        const double centre = low + (high - low) * std::clamp((target - at.low) / rise, 0.0, 1.0);
        const double rounding = 1 + std::sqrt(static_cast<double>(sample_.size) / 3);
        const double error = sample_.share < 1 ? 3.5 * scatter(centre) + rounding : rounding;
        const double half =
            std::min(error / slope, 0.5 * std::fabs(centre) + 4 * half_unit) + 1e-13 * std::fabs(centre);
        return {std::max(centre - half, Rule::least_level), centre + half, 0, 0};
    }

    pass_counts count(double low, double high) {
        ++calls_;
        return passes_.count(rule_.at(low), rule_.at(high), low_.data(), high_.data(), low_.size());
    }

    // Moves the bracket until the answer lies in it; false when no level reaches the total (only reps without
    // weight are left). The first step away from it looks at the far end too.
    bool enclose(bracket& b, units total) {
        double step = std::max(b.high - b.low, 1e-13 * std::fabs(b.low));
        if (step == 0) step = 1e-30;
        for (bool sure = false; b.low_count > total; step *= 32) {
            if (b.low <= Rule::least_level) return false;
            const double first = std::max(b.low - 4 * step, Rule::least_level);
            const double second = sure ? std::max(b.low - 32 * step, Rule::least_level) : Rule::least_level;
            const pass_counts c = count(second, first);
            if (!sure && c.low > total) return false;
            b.high = c.high > total ? first : b.low;
            b.high_count = c.high > total ? c.high : b.low_count;
            b.low = c.high > total ? second : first;
            b.low_count = c.high > total ? c.low : c.high;
            if (!sure && c.high > total) { // somewhere: on with steps
                b.low = first;
                b.low_count = c.high;
            }
            sure = true;
        }
        for (bool sure = false; b.high_count < total; step *= 32) {
            if (b.high >= Rule::most_level) return false;
            const double first = std::min(b.high + 4 * step, Rule::most_level);
            const double second = sure ? std::min(b.high + 32 * step, Rule::most_level) : Rule::most_level;
            const pass_counts c = count(first, second);
            if (!sure && c.high < total) return false;
            b.low = c.low < total ? first : b.high;
            b.low_count = c.low < total ? c.low : b.high_count;
            b.high = c.low < total ? second : first;
            b.high_count = c.low < total ? c.high : c.low;
            if (!sure && c.low < total) {
                b.high = first;
                b.high_count = c.low;
            }
            sure = true;
        }
        return true;
    }

    [[nodiscard]] bool tight(const bracket& b) const noexcept {
        return b.high - b.low <= 1e-13 * (std::fabs(b.low) + std::fabs(b.high)) + 2 * resolution_;
    }

    // Where the answer should lie in the bracket, and how much of its rise to allow for on either side.
    struct aim {
        double level{};
        double units_beside{};
        double slope{};
    };
    [[nodiscard]] aim aim_at(const bracket& b, units total) const {
        const auto rise = static_cast<double>(b.high_count - b.low_count);
        const double width = b.high - b.low;
        const double share = static_cast<double>(total - b.low_count) / rise;
        const double rounding = 1.2 * std::sqrt(std::min(rise, static_cast<double>(low_.size()))) + 4;
        aim out{b.low + share * width, 0.01 * rise + rounding, rise / width};
        if (sample_.share == 1) return out;
        // The sample's sum, stretched to the exact counts at both ends.
        double low = b.low;
        double high = b.high;
        smooth_sums at = smooth(low, high);
        const double sampled_rise = at.high - at.low;
        if (!(sampled_rise > 0)) return out;
        const double target = at.low + share * sampled_rise;
        for (int round = 0; round < 12; ++round) {
            const double inner = (target - at.low) / (at.high - at.low);
            const double reach = round % 3 == 2 ? 0.25 : 0.02;
            const double middle = round % 3 == 2 ? 0.5 : inner;
            const double first = low + (high - low) * std::max(middle - reach, 1e-3);
            const double second = low + (high - low) * std::min(middle + reach, 1 - 1e-3);
            const smooth_sums s = smooth(first, second);
            if (s.low >= target) {
                high = first;
                at.high = s.low;
            } else if (s.high < target) {
                low = second;
                at.low = s.high;
            } else {
                low = first;
                high = second;
                at = s;
            }
            if (!(at.high > at.low) || at.high - at.low < 1e-3 * sampled_rise) break;
        }
        if (!(at.high > at.low)) return out;
        const double stretch = rise / sampled_rise;
        out.level = low + (high - low) * (target - at.low) / (at.high - at.low);
        out.slope = stretch * (at.high - at.low) / (high - low);
        out.units_beside = 0.0005 * rise + rounding;
        return out;
    }

    // A narrower bracket around the aim; unproven.
    [[nodiscard]] static bracket around(const bracket& b, const aim& at, double times) {
        const double half = times * at.units_beside / at.slope;
        bracket out = b;
        out.low = std::max(b.low, at.level - half);
        out.high = std::min(b.high, at.level + half);
        return out;
    }

    void keep(bracket& b, double level, std::int64_t sum, units total) const {
        if (sum <= total) {
            if (level >= b.low) {
                b.low = level;
                b.low_count = sum;
            }
        } else if (level <= b.high) {
            b.high = level;
            b.high_count = sum;
        }
    }

    // Halves where interpolation has failed; by ratio where the ends are far apart.
    [[nodiscard]] static double middle_of(const bracket& b) noexcept {
        if (b.low > 0 && b.high > 16 * b.low) return std::sqrt(b.low) * std::sqrt(b.high);
        if (b.high < 0 && b.low < 16 * b.high) return -std::sqrt(-b.low) * std::sqrt(-b.high);
        if (b.low <= 0 && b.high > 0 && b.low > -1e-3 * b.high) return b.high / 64;
        return b.low + 0.5 * (b.high - b.low);
    }

    // From a bracket with the answer in it. False when levels cannot tell slots apart.
    bool write(bracket b, units total, column_solution& out) {
        const auto n = static_cast<std::int64_t>(low_.size());
        const std::int64_t enough = std::max<std::int64_t>(24, n / 64);
        for (int round = 0; round < 120; ++round) {
            const std::int64_t rise = b.high_count - b.low_count;
            bracket target = b;
            if (rise > enough && tight(b) && share_level(b, total, out)) return true;
            if (rise > enough && !tight(b)) {
                if (const int turn = round + Rule::steps; turn % 2 == 1) {
                    beside_a_slot(b, total, turn);
                    continue;
                }
                const aim at = aim_at(b, total);
                if (2 * at.units_beside > 4 * static_cast<double>(enough)) {
                    narrow(b, total, around(b, at, 1));
                    continue;
                }
                target = around(b, at, round < 4 ? 1 : 4);
            }
            const pass_counts sums = write_pass(target.low, target.high);
            if (sums.low > total) {
                if (target.low <= b.low) widen(b);
                keep(b, target.low, sums.low, total);
            } else if (sums.high < total) {
                if (target.high >= b.high) widen(b);
                keep(b, target.high, sums.high, total);
            } else if (!sums.ordered) {
                if (tight(b)) return false;
                beside_a_slot(b, total, round);
            } else if (decide(total - sums.low, target.low, target.high, out)) {
                return true;
            } else {
                widen(b);
            }
        }
        return false;
    }

    // Counts at two levels inside.
    void narrow(bracket& b, units total, const bracket& inside) {
        const pass_counts c = count(inside.low, inside.high);
        keep(b, inside.low, c.low, total);
        keep(b, inside.high, c.high, total);
    }

    // Where many slots share one level, counts jump and interpolation creeps: the level of a slot itself, at
    // the answer's rank among some of them, encloses such a jump at once. Every eighth time the middle.
    void beside_a_slot(bracket& b, units total, int round) {
        double level = middle_of(b);
        std::array<double, 128> levels;
        std::size_t found = 0;
        double steepest = 1;
        std::uint64_t state = static_cast<std::uint64_t>(round);
        const curve_type curve = rule_.at(level);
        for (std::size_t s = 0; s < levels.size() && round % 8 != 7; ++s) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            const std::size_t i = static_cast<std::size_t>(state >> 32) % low_.size();
            units middle = 0;
            units none = 0;
            std::uint8_t mark = 0;
            (void)passes_.write(shifted(curve, i), shifted(curve, i), &low_[i], &high_[i], 1, &middle, &none,
                                &mark);
            if (Rule::steps) // x is rounded to this, and so is the level where slopes are 1
                resolution_ = std::max(resolution_, 0x1p-45 * (std::fabs(static_cast<double>(middle)) + 1));
            if constexpr (!std::is_same_v<decltype(curve.slope), const absent*>)
                steepest = std::max(steepest, curve.slope[i]);
            for (const units k : {middle, middle + 1}) {
                if (k <= low_[i] || k > high_[i] || found == levels.size()) continue;
                const double at = rule_.level(i, k);
                if (at >= b.low && at <= b.high) levels[found++] = at;
            }
        }
        if (found > 0) {
            const auto rise = static_cast<double>(b.high_count - b.low_count);
            const double share = static_cast<double>(total - b.low_count) / rise;
            const auto rank =
                std::min(found - 1, static_cast<std::size_t>(share * static_cast<double>(found)));
            std::nth_element(levels.begin(), levels.begin() + static_cast<std::ptrdiff_t>(rank),
                             levels.begin() + static_cast<std::ptrdiff_t>(found));
            level = levels[rank];
        }
        // First units of Adams and Huntington-Hill share level 0 whatever their weights.
        if (found > 0 && level == 0) resolution_ = std::max(resolution_, 0.25 / steepest);
        const double beside = 4e-14 * std::fabs(level) + resolution_ + 1e-300;
        narrow(b, total, {std::max(b.low, level - beside), std::min(b.high, level + beside), 0, 0});
    }

    // Margins were crossed at an end: step out, and count there.
    void widen(bracket& b) {
        const double by = std::max(b.high - b.low, 1e-12 * (std::fabs(b.low) + std::fabs(b.high)) + 1e-300);
        b.low = std::max(b.low - by, Rule::least_level);
        b.high += by;
        const pass_counts c = count(b.low, b.high);
        b.low_count = c.low;
        b.high_count = c.high;
    }

    // Writes, and collects the contested slots; `ordered` is false when they are too many.
    pass_counts write_pass(double low_level, double high_level) {
        ++calls_;
        const curve_type first = rule_.at(low_level);
        const curve_type second = rule_.at(high_level);
        const std::size_t n = low_.size();
        const auto most = static_cast<std::int64_t>(4 * n + 65'536);
        std::array<units, block> extra;
        std::array<std::uint8_t, block> marks;
        work_.slots.clear();
        clear_ = true;
        pass_counts sums;
        for (std::size_t at = 0; at < n; at += block) {
            const std::size_t size = std::min(block, n - at);
            const pass_counts c =
                passes_.write(shifted(first, at), shifted(second, at), low_.data() + at, high_.data() + at,
                              size, quotas_.data() + at, extra.data(), marks.data());
            clear_ = clear_ && c.ordered;
            sums.low += c.low;
            sums.high += c.high;
            if (sums.high - sums.low > most) sums.ordered = false; // goes on only for the sums
            if (c.low == c.high || !sums.ordered) continue;
            const std::size_t collected = work_.slots.size();
            work_.slots.resize(collected + static_cast<std::size_t>(c.high - c.low));
            contested* next = work_.slots.data() + collected;
            each_marked(marks.data(), size, passes_.lanes,
                        [&](std::size_t i) { next = collect(at + i, extra[i], next); });
        }
        return sums;
    }

    // Where all contested slots have one key, one a rep, their ties decide: the last tie that is taken comes
    // from a histogram, and nothing is sorted but its own bucket. False when that is not so.
    bool share_level(const bracket& b, units total, column_solution& out) {
        constexpr std::size_t buckets = 4'096;
        const std::size_t n = low_.size();
        std::array<std::int64_t, buckets> count{};
        int shift = 0;
        while ((n - 1) >> shift >= buckets)
            ++shift;
        contested first{};
        bool any = false;
        bool alike = true;
        std::int64_t taken = 0;
        each_contested(
            b,
            [&](std::size_t rep, units extra) {
                const contested s{0, tie_of(rep), static_cast<std::uint32_t>(rep), quotas_[rep] + 1};
                if (!any) {
                    first = s;
                    first.key = rule_.level(rep, s.k);
                    any = true;
                }
                alike = extra == 1 && rule_.order(first, s) == 0 && (s.tie >> shift) < buckets;
                if (alike) ++count[s.tie >> shift];
                return alike;
            },
            taken);
        std::int64_t wanted = total - taken;
        if (!any || !alike || wanted < 0 || first.key < b.low || first.key > b.high) return false;
        std::size_t last = 0;
        for (; last < buckets && wanted > count[last]; ++last)
            wanted -= count[last];
        if (last == buckets) return false;
        work_.slots.clear();
        each_contested(
            b,
            [&](std::size_t rep, units) {
                const std::size_t bucket = tie_of(rep) >> shift;
                if (bucket < last) ++quotas_[rep];
                if (bucket == last)
                    work_.slots.push_back({first.key, tie_of(rep), static_cast<std::uint32_t>(rep), 0});
                return true;
            },
            taken);
        std::sort(work_.slots.begin(), work_.slots.end(),
                  [](const contested& a, const contested& c) { return a.tie < c.tie; });
        for (std::int64_t s = 0; s < wanted; ++s)
            ++quotas_[work_.slots[static_cast<std::size_t>(s)].rep];
        out.level = first.key;
        return true;
    }

    // Writes what is surely taken at the bracket's ends, and calls use(rep, extra) until it is false.
    template<class Use>
    void each_contested(const bracket& b, const Use& use, std::int64_t& taken) {
        ++calls_;
        const curve_type first = rule_.at(b.low);
        const curve_type second = rule_.at(b.high);
        const std::size_t n = low_.size();
        std::array<units, block> extra;
        std::array<std::uint8_t, block> marks;
        taken = 0;
        for (std::size_t at = 0; at < n; at += block) {
            const std::size_t size = std::min(block, n - at);
            const pass_counts c =
                passes_.write(shifted(first, at), shifted(second, at), low_.data() + at, high_.data() + at,
                              size, quotas_.data() + at, extra.data(), marks.data());
            taken += c.low;
            if (c.low == c.high) continue;
            for (std::size_t i = 0; i < size; ++i)
                if (extra[i] != 0 && !use(at + i, extra[i])) return;
        }
    }

    [[nodiscard]] std::uint32_t tie_of(std::size_t rep) const noexcept {
        return tie_.empty() ? static_cast<std::uint32_t>(rep) : tie_[rep];
    }

    // Writes the rep's contested slots; returns where the next one goes.
    contested* collect(std::size_t rep, units extra, contested* next) const {
        for (units k = quotas_[rep] + 1; k <= quotas_[rep] + extra; ++k)
            *next++ = {rule_.level(rep, k), tie_of(rep), static_cast<std::uint32_t>(rep), k};
        return next;
    }

    // Takes the first `wanted` contested slots. False when one of them might lie outside the bracket's proof.
    bool decide(std::int64_t wanted, double low_level, double high_level, column_solution& out) {
        std::vector<contested>& slots = work_.slots;
        if (wanted > 0 && wanted != std::ssize(slots))
            part_slots(rule_, wanted, low_level, high_level, work_);
        double worst = -std::numeric_limits<double>::infinity();
        double best = std::numeric_limits<double>::infinity();
        const auto split = slots.begin() + wanted;
        for (auto s = slots.begin(); s != split; ++s)
            worst = std::max(worst, s->key);
        for (auto s = split; s != slots.end(); ++s)
            best = std::min(best, s->key);
        if (worst > high_level || best < low_level) return false;
        out.certified =
            clear_ && ((worst < best && Rule::apart(worst, best)) || in_order(split, worst, best));
        for (auto s = slots.begin(); s != split; ++s)
            ++quotas_[s->rep];
        out.level = wanted > 0 ? worst : low_level;
        return true;
    }

    // Contested slots before the split come before those behind it, by exact keys where the last level before
    // it and the first one behind it do not tell.
    [[nodiscard]] bool in_order(std::vector<contested>::const_iterator split, double last,
                                double first) const {
        const contested* worst = nullptr;
        const contested* best = nullptr;
        for (auto s = work_.slots.cbegin(); s != split; ++s)
            if (!Rule::apart(s->key, last) && (worst == nullptr || slot_before(rule_, *worst, *s)))
                worst = &*s;
        for (auto s = split; s != work_.slots.cend(); ++s)
            if (!Rule::apart(s->key, first) && (best == nullptr || slot_before(rule_, *s, *best))) best = &*s;
        return worst == nullptr || best == nullptr || slot_before(rule_, *worst, *best);
    }

    const Rule& rule_;
    const level_input& in_;
    std::span<const units> low_;
    std::span<const units> high_;
    std::span<const std::uint32_t> tie_;
    std::span<units> quotas_;
    column_workspace& work_;
    const column_passes<curve_type, units>& passes_;
    sample sample_{};
    double resolution_{0};
    int calls_{0};
    bool clear_{false}; // what the last writing pass did not contest lies where it should
};

} // namespace attain::inline v1::detail
