// The next total at which a quota reaches or leaves a bound.
#include <attain/allocate/explain.hpp>

#include "problem.hpp"

#include <algorithm>

namespace attain::inline v1 {

namespace {

using detail::problem;

// Searches over totals in blocks: those are what allocate() places, whatever over-assignment makes of a plan.
class change_finder {
public:
    change_finder(const scenario& of, std::span<const candidate> candidates,
                  std::span<const predictive_ref> predictives, stop_flag stop)
        : options_{of.options},
          p_{detail::make_problem(of.total, candidates, predictives, of.by, of.options)},
          rule_{detail::rule_of(p_, of.by, of.options)} {
        p_.stop = stop;
    }

    [[nodiscard]] std::optional<units> find() {
        now_ = states(p_.target);
        if (!now_ || nobody_can_change()) return std::nullopt;
        // The furthest total that quotas can make.
        const detail::node_ranges ranges = detail::ranges_of(p_);
        const int128 end = p_.mirrored ? ranges.low[0] : ranges.high[0];
        const int128 most = std::min<int128>(p_.mirrored ? p_.target - end : end - p_.target, unlimited);
        if (most < 1) return std::nullopt;
        units step = std::holds_alternative<hamilton>(rule_) ? scanned(static_cast<units>(most)) : 0;
        if (step == 0) step = bisected(static_cast<units>(most));
        if (step == 0 || !states(after(step))) return std::nullopt; // a node is full before
        return total_at(after(step));
    }

private:
    using marks = std::vector<std::int8_t>; // of each rep: at its floor, between, at its cap

    [[nodiscard]] units after(units step) const { return p_.mirrored ? p_.target - step : p_.target + step; }

    // None when there is no split, or one beyond 2^62 (nodes that over-assign).
    [[nodiscard]] std::optional<marks> states(units target) const {
        problem p = p_;
        p.target = target;
        detail::answer a;
        try {
            a = detail::answer_of(p, rule_, options_.mode, when_infeasible::report);
        } catch (const error& e) {
            if (e.code() != errc::overflow) throw;
        }
        if (a.blocks.empty()) return std::nullopt;
        marks out;
        for (std::size_t i = 0; i < p.size(); ++i)
            out.push_back(a.blocks[i] <= p.low[i] && is_bound(i, p.low[i])     ? 0
                          : a.blocks[i] >= p.high[i] && is_bound(i, p.high[i]) ? 2
                                                                               : 1);
        return out;
    }
    // Without bounds or nodes ahead all go on as they are.
    [[nodiscard]] bool nobody_can_change() const {
        for (std::size_t i = 0; i < p_.size(); ++i)
            if ((*now_)[i] != 1 || is_bound(i, p_.mirrored ? p_.low[i] : p_.high[i])) return false;
        return !std::holds_alternative<hamilton>(rule_);
    }
    // The end of what quotas can be is nobody's bound.
    [[nodiscard]] bool is_bound(std::size_t i, units blocks) const {
        const int128 x = p_.amount(i, blocks);
        return (x < 0 ? -x : x) <= unlimited - p_.quantum;
    }
    [[nodiscard]] bool changed(units step) const { return states(after(step)) != now_; }

    // Quotas never fall as the total rises, so each passes from its floor to its cap once.
    [[nodiscard]] units bisected(units most) const {
        units high = 1;
        while (high < most && !changed(high))
            high = high > most / 2 ? most : 2 * high;
        if (!changed(high)) return 0;
        units low = high / 2;
        while (high - low > 1) {
            const units middle = low + (high - low) / 2;
            (changed(middle) ? high : low) = middle;
        }
        return high;
    }
    // Hamilton's may fall.
    [[nodiscard]] units scanned(units most) const {
        for (units step = 1; step <= std::min<units>(most, 1000); ++step)
            if (changed(step)) return step;
        return 0;
    }

    // The smallest larger total that allocate() takes and whose street reaches so many blocks.
    [[nodiscard]] std::optional<units> total_at(units target) const {
        int128 base = 0;
        int128 locks = 0;
        for (std::size_t i = 0; i < p_.size(); ++i) {
            base += p_.base[i];
            if (i != p_.holder) locks += p_.base[i];
        }
        const int128 street = base + p_.quantum * int128{target};
        const std::int32_t bp = options_.over_assignment_bp;
        // A step of the plan may pass the block, and with it the end of what quotas can be.
        const auto fits = [&](int128 plan) {
            if (detail::over_assigned(plan, bp) > unlimited) return false;
            const int128 blocks = floor_div(detail::over_assigned(plan, bp) - locks, p_.quantum);
            return states(narrow(blocks, "total")).has_value();
        };
        const int128 sign = p_.mirrored ? -1 : 1; // sizes fall towards 0 as a negative total rises
        const auto reached = [&](int128 plan) {
            return sign * detail::over_assigned(plan, bp) >= sign * street;
        };
        int128 low = p_.plan; // does not reach it
        int128 high = p_.mirrored ? int128{0} : int128{unlimited};
        if (!reached(high)) return std::nullopt;
        while (sign * (high - low) > 1) {
            const int128 middle = low + (high - low) / 2;
            (reached(middle) ? high : low) = middle;
        }
        constexpr int tries = 1'000'000;
        for (int t = 0; t < tries && high >= 0 - int128{unlimited} && high <= unlimited; ++t, high += sign) {
            if (p_.mirrored && high < 0) break;
            const int128 rest = detail::over_assigned(high, bp) - locks;
            if (!options_.residual_holder && rest % p_.quantum != 0) continue;
            if (!fits(high)) return std::nullopt;
            return static_cast<units>(sign * high);
        }
        return std::nullopt;
    }

    const allocate_options& options_;
    problem p_;
    policy rule_;
    std::optional<marks> now_{};
};

} // namespace

std::optional<units> next_change(const scenario& of, std::span<const candidate> candidates,
                                 std::span<const predictive_ref> predictives, stop_flag stop) {
    return change_finder{of, candidates, predictives, stop}.find();
}

} // namespace attain::inline v1
