// Where to look first for a company's level: a sample of its rows, whole teams together, before any pass.
#pragma once

#include "level_rules.hpp"
#include "row_tree.hpp"
#include "tree_small.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

namespace attain::inline v1::detail {

// Levels of slots of rows [first, first + rows), each this far in its range: where most of them are.
template<class Rule, class Int>
[[nodiscard]] std::pair<double, double> slot_levels(const Rule& rule, std::span<const Int> low,
                                                    std::span<const Int> high, std::size_t first,
                                                    std::size_t rows, double share) {
    std::array<double, 64> levels;
    std::size_t found = 0;
    for (std::size_t s = 0; s < levels.size(); ++s) {
        const std::size_t i = first + rows * s / levels.size();
        if (low[i] == high[i]) continue;
        const auto width = static_cast<double>(high[i]) - static_cast<double>(low[i]);
        const auto k = low[i] + static_cast<Int>(share * width);
        const double level = rule.level(i, std::clamp<units>(k, units{low[i]} + 1, high[i]));
        if (std::isfinite(level)) levels[found++] = level;
    }
    if (found == 0) return {-1, 1};
    std::sort(levels.begin(), levels.begin() + static_cast<std::ptrdiff_t>(found));
    return {levels[found / 8], levels[found - 1 - found / 8]};
}

template<class Rule>
class tree_sample {
public:
    using whole = typename Rule::whole;
    using curve_type = typename Rule::curve_type;
    static constexpr std::size_t worth_it = 65'536; // rows

    tree_sample(const Rule& rule, const row_tree& tree, std::span<const whole> low,
                std::span<const whole> high, tree_workspace& work,
                const column_passes<curve_type, whole>& passes)
        : rule_{rule}, tree_{tree}, low_{low}, high_{high}, work_{work}, passes_{passes} {}

    // The sample's answer, a few standard errors wide; none when it has rows that are not what they must be.
    std::optional<std::pair<double, double>> bracket(units total) {
        if (!take()) return {};
        double least = 0;
        double most = 0;
        double rows = 0;
        for (const tree_workspace::chunk& c : work_.chunks) {
            least += c.low;
            most += c.high;
            rows += static_cast<double>(c.upto - c.from);
        }
        const double share = static_cast<double>(total) / static_cast<double>(low_.size());
        const double target = std::clamp(share * rows, least, most);
        std::pair<double, double> out =
            slot_levels(rule_, low_, high_, 0, low_.size(), (target - least) / std::max(most - least, 1.0));
        const double wide = out.second - out.first;
        smooth_bracket b{out.first, out.second, sums(out.first, out.second)};
        double step = b.high - b.low + 1e-9;
        for (int k = 0; k < 12 && b.at.low > target && b.low > Rule::least_level; ++k, step *= 4) {
            b.high = b.low;
            b.at.high = b.at.low;
            b.low = inside(b.low - step);
            b.at.low = sums(b.low, b.low).low;
        }
        for (int k = 0; k < 12 && b.at.high < target && b.high < Rule::most_level; ++k, step *= 4) {
            b.low = b.high;
            b.at.low = b.at.high;
            b.high = inside(b.high + step);
            b.at.high = sums(b.high, b.high).low;
        }
        for (int round = 0; round < 12 && b.at.high - b.at.low > rows / 8; ++round)
            keep_part(b, target, round, [&](double first, double second) { return sums(first, second); });
        double rise = std::max(b.at.high - b.at.low, 1e-3);
        const double centre = b.low + (b.high - b.low) * std::clamp((target - b.at.low) / rise, 0.0, 1.0);
        // Beyond a jump that many reps share, and beyond the rounding of quotas.
        const double reach = std::max(b.high - b.low, Rule::steps || stepped ? 1.0 : wide / 64);
        const smooth_sums around = sums(centre - reach, centre + reach);
        rise = std::max(around.high - around.low, 1e-3);
        (void)sums(centre, centre);
        double sum = 0;
        double squares = 0;
        double room = 0;
        for (const tree_workspace::chunk& c : work_.chunks) {
            const double beyond = c.sum - share * static_cast<double>(c.upto - c.from);
            sum += beyond;
            squares += beyond * beyond;
            room += std::min(c.sum - c.low, c.high - c.sum);
        }
        const auto n = static_cast<double>(work_.chunks.size());
        const double scatter = std::sqrt(std::max(0.0, (squares - sum * sum / n) * n / (n - 1)));
        // Bounds of nodes that are not sampled as a whole are left out: some more for them.
        const double half = (3.5 * scatter + 0.008 * room + std::sqrt(rows / 3) + 1) * 2 * reach / rise;
        return std::pair{centre - half, centre + half};
    }

    // Levels between two others at which the sample's sum, before it is made whole, has risen by these
    // shares: where curves bend, its shape tells more than a straight line.
    std::pair<double, double> levels_at(double low, double high, double first_share,
                                        double second_share) const {
        const smooth_sums ends = rows(low, high);
        const double rise = ends.high - ends.low;
        const auto straight = [&](double share) { return low + (high - low) * share; };
        if (!(rise > 0)) return {straight(first_share), straight(second_share)};
        rising first{low, high, ends, ends.low + first_share * rise};
        rising second{low, high, ends, ends.low + second_share * rise};
        for (int round = 0; round < 10 && !(first.close(rise) && second.close(rise)); ++round) {
            const smooth_sums at = rows(first.level, second.level);
            first.learn(at.low, round);
            second.learn(at.high, round);
        }
        return {first.level, second.level};
    }

private:
    static constexpr bool stepped = requires { Rule::resolution; };

    // A level that is looked for where a rising sum meets its target.
    struct rising {
        double low, high;
        smooth_sums at;
        double target;
        double level{meets()};
        double last{std::numeric_limits<double>::infinity()};

        [[nodiscard]] double meets() const {
            return low + (high - low) * (target - at.low) / (at.high - at.low);
        }
        [[nodiscard]] bool close(double rise) const { return std::fabs(last - target) < 1e-4 * rise; }
        void learn(double sum, int round) {
            last = sum;
            (sum <= target ? low : high) = level;
            (sum <= target ? at.low : at.high) = sum;
            level = round % 3 == 2 || !(at.high > at.low) ? 0.5 * (low + high) : meets();
        }
    };

    // The sample's sums before they are made whole, no node clipped.
    [[nodiscard]] smooth_sums rows(double low_level, double high_level) const {
        const curve_type first = rule_.at(low_level);
        const curve_type second = rule_.at(high_level);
        smooth_sums out;
        for (const tree_workspace::chunk& c : work_.chunks) {
            const smooth_sums at = passes_.smooth(shifted(first, c.from), shifted(second, c.from),
                                                  &low_[c.from], &high_[c.from], c.upto - c.from);
            out.low += at.low;
            out.high += at.high;
        }
        return out;
    }

    [[nodiscard]] static double inside(double level) {
        return std::clamp(level, Rule::least_level, Rule::most_level);
    }

    // Stretches of rows all over the company, whole nodes where they are small, with their bounds. False when
    // rows are not what they must be.
    bool take() {
        constexpr std::size_t stretches = 128;
        constexpr std::size_t wanted = 256;
        const std::size_t rows = low_.size();
        work_.chunks.clear();
        const curve_type curve = rule_.at(0);
        for (std::size_t s = 0; s < stretches; ++s) {
            const std::size_t row = rows * s / stretches;
            auto r = static_cast<std::size_t>(
                std::upper_bound(work_.runs.begin(), work_.runs.end(), row,
                                 [](std::size_t at, const row_tree::run& of) { return at < of.upto; }) -
                work_.runs.begin());
            tree_workspace::chunk c;
            c.first_run = r;
            c.from = work_.runs[r].upto - work_.runs[r].from > wanted ? row : work_.runs[r].from;
            c.upto = c.from;
            for (; r < work_.runs.size() && c.upto - c.from < wanted; ++r)
                c.upto = std::min(work_.runs[r].upto, c.from + 2 * wanted);
            c.last_run = r;
            const curve_type here = shifted(curve, c.from);
            if (!passes_.count(here, here, &low_[c.from], &high_[c.from], c.upto - c.from).ordered)
                return false;
            const auto [low, high] = clipped_sums(c, [&](std::size_t i) {
                return tree_workspace::edges{low_[c.from + i], high_[c.from + i]};
            });
            c.low = low;
            c.high = high;
            work_.chunks.push_back(c);
        }
        return true;
    }

    // Sums over a chunk of of(row), each node that is sampled as a whole clipped.
    template<class Of>
    smooth_sums clipped_sums(const tree_workspace::chunk& c, const Of& of_row) const {
        smooth_sums out;
        for (std::size_t r = c.first_run; r < c.last_run; ++r) {
            const row_tree::run& of = work_.runs[r];
            const std::size_t from = std::max(of.from, c.from);
            const std::size_t upto = std::min(of.upto, c.upto);
            tree_workspace::edges sum;
            for (std::size_t i = from - c.from; i < upto - c.from; ++i) {
                const tree_workspace::edges row = of_row(i);
                sum.low += row.low;
                sum.high += row.high;
            }
            if (tree_.leaf(of.node) && upto - from == tree_.rows(of.node))
                sum = {tree_.clipped(of.node, sum.low), tree_.clipped(of.node, sum.high)};
            out.low += static_cast<double>(sum.low);
            out.high += static_cast<double>(sum.high);
        }
        return out;
    }

    // The sample at two levels.
    smooth_sums sums(double low_level, double high_level) {
        const curve_type first = rule_.at(low_level);
        const curve_type second = rule_.at(high_level);
        std::array<whole, row_pieces::block> sure;
        std::array<whole, row_pieces::block> extra;
        std::array<std::uint8_t, row_pieces::block> marks;
        smooth_sums out;
        for (tree_workspace::chunk& c : work_.chunks) {
            (void)passes_.write(shifted(first, c.from), shifted(second, c.from), &low_[c.from],
                                &high_[c.from], c.upto - c.from, sure.data(), extra.data(), marks.data());
            const smooth_sums at = clipped_sums(c, [&](std::size_t i) {
                return tree_workspace::edges{sure[i], std::int64_t{sure[i]} + extra[i]};
            });
            out.low += at.low;
            out.high += at.high;
            c.sum = at.low;
        }
        return out;
    }

    const Rule& rule_;
    const row_tree& tree_;
    std::span<const whole> low_;
    std::span<const whole> high_;
    tree_workspace& work_;
    const column_passes<curve_type, whole>& passes_;
};

} // namespace attain::inline v1::detail
