// A node with few rows and none below it: near its level by smooth sums first, then slot by slot in their
// exact order, which makes any start end at the one optimum.
#pragma once

#include "level_rules.hpp"
#include "row_tree.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace attain::inline v1::detail {

template<class Rule>
class small_node {
public:
    using whole = typename Rule::whole;
    static constexpr std::size_t most = 64; // rows

    small_node(const Rule& rule, std::span<const whole> low, std::span<const whole> high,
               std::span<const std::uint32_t> tie, std::span<whole> quotas,
               const column_passes<typename Rule::curve_type, whole>& passes)
        : rule_{rule}, low_{low}, high_{high}, tie_{tie}, quotas_{quotas}, passes_{passes} {}

    // Rows [first, first + n), at most `most`, hold the job's total, which is not at an end of their range.
    // False when that would take long.
    bool solve(const tree_workspace::job& job, std::size_t first, std::size_t n) {
        const auto target = static_cast<double>(job.total);
        const auto sums = [&](double a, double b) {
            return passes_.smooth(shifted(rule_.at(a), first), shifted(rule_.at(b), first),
                                  low_.data() + first, high_.data() + first, n);
        };
        // Secants from the level above towards the total, then inside.
        double near = held(job.level + 0.75 * job.width);
        double far = held(job.level + job.width);
        const bool down = job.width < 0;
        smooth_sums at = sums(near, far);
        if (down ? at.low < target : at.low > target) { // that was too far already
            far = near;
            near = held(job.level);
            at = sums(near, far);
        }
        for (int step = 0; down ? at.high > target : at.high < target; ++step) {
            if (step == 8 || far == near) return false;
            const double slope = (at.high - at.low) / (far - near);
            const double distance = std::fabs(far - near);
            const double wanted = slope > 0 ? 1.2 * std::fabs(target - at.high) / slope : 4 * distance;
            const double by = std::clamp(wanted, distance, 16 * distance);
            near = far;
            far = held(down ? far - by : far + by);
            at = {at.high, sums(far, far).low};
        }
        for (int step = 0; step < 6 && std::fabs(at.high - at.low) > static_cast<double>(2 * n); ++step) {
            const double share = (target - at.low) / (at.high - at.low);
            const double reach = step % 3 == 2 ? 0.25 : 0.05;
            const double middle = step % 3 == 2 ? 0.5 : share;
            const double a = near + (far - near) * std::max(middle - reach, 0.0);
            const double b = near + (far - near) * std::min(middle + reach, 1.0);
            const smooth_sums s = sums(a, b);
            if (down ? s.low < target : s.low > target) {
                far = a;
                at.high = s.low;
            } else if (down ? s.high > target : s.high < target) {
                near = b;
                at.low = s.high;
            } else {
                near = a;
                far = b;
                at = s;
            }
        }
        const double share = at.high == at.low ? 0.5 : (target - at.low) / (at.high - at.low);
        const double level = near + (far - near) * std::clamp(share, 0.0, 1.0);
        const typename Rule::curve_type curve = shifted(rule_.at(level), first);
        std::array<whole, most> extra;
        const pass_counts c = passes_.write(curve, curve, low_.data() + first, high_.data() + first, n,
                                            quotas_.data() + first, extra.data());
        if constexpr (requires { rule_.aim(level); }) rule_.aim(level);
        return slot_by_slot(first, n, job.total - c.low);
    }

private:
    [[nodiscard]] static double held(double level) {
        return std::clamp(level, Rule::least_level, Rule::most_level);
    }

    // From quotas near the optimum to it: the best refused slot while units are missing, the worst taken one
    // while there are too many, then exchanges while one gains.
    bool slot_by_slot(std::size_t first, std::size_t n, units missing) {
        std::array<contested, most> taken;
        std::array<contested, most> refused;
        const auto slot = [&](std::size_t m, units k) -> contested {
            const auto row = static_cast<std::uint32_t>(first + m);
            return {rule_.level(row, k), tie_.empty() ? row : tie_[row], row, k};
        };
        for (std::size_t m = 0; m < n; ++m) {
            taken[m] = slot(m, quotas_[first + m]);
            refused[m] = slot(m, units{quotas_[first + m]} + 1);
        }
        const auto best = [&] {
            std::size_t at = n;
            for (std::size_t m = 0; m < n; ++m)
                if (quotas_[first + m] < high_[first + m] &&
                    (at == n || slot_before(rule_, refused[m], refused[at])))
                    at = m;
            return at;
        };
        const auto worst = [&] {
            std::size_t at = n;
            for (std::size_t m = 0; m < n; ++m)
                if (quotas_[first + m] > low_[first + m] &&
                    (at == n || slot_before(rule_, taken[at], taken[m])))
                    at = m;
            return at;
        };
        const auto give = [&](std::size_t m) {
            ++quotas_[first + m];
            taken[m] = refused[m];
            refused[m] = slot(m, units{quotas_[first + m]} + 1);
        };
        const auto take = [&](std::size_t m) {
            --quotas_[first + m];
            refused[m] = taken[m];
            taken[m] = slot(m, quotas_[first + m]);
        };
        for (std::size_t step = 0; step < 4 * n + 64; ++step) {
            if (missing > 0) {
                give(best());
                --missing;
            } else if (missing < 0) {
                take(worst());
                ++missing;
            } else {
                const std::size_t b = best();
                const std::size_t w = worst();
                if (b == n || w == n || b == w || slot_before(rule_, taken[w], refused[b])) return true;
                give(b);
                take(w);
            }
        }
        return false;
    }

    Rule rule_;
    std::span<const whole> low_;
    std::span<const whole> high_;
    std::span<const std::uint32_t> tie_;
    std::span<whole> quotas_;
    const column_passes<typename Rule::curve_type, whole>& passes_;
};

} // namespace attain::inline v1::detail
