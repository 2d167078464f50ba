// The next total at which a quota reaches or leaves a bound.
//
// Every change waits for one slot: the first beyond a floor, or the last below a cap. In a tree of one price
// a slot is taken exactly when the company's price reaches it, or never: a node that is full when the price
// gets there stays as it is for good. So the changes stand in the order of their slots, the total at which
// each is due is a count of what stands no later, and beyond the last one that the totals reach nothing
// changes.
#include <attain/allocate/explain.hpp>

#include "select.hpp"

#include <algorithm>
#include <numeric>

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
        if (!now_) return std::nullopt;
        // The furthest total that quotas can make.
        const detail::node_ranges ranges = detail::ranges_of(p_);
        const int128 end = p_.mirrored ? ranges.low[0] : ranges.high[0];
        const int128 most = std::min<int128>(p_.mirrored ? p_.target - end : end - p_.target, unlimited);
        if (most < 1) return std::nullopt;
        const units step = first_step(static_cast<units>(most));
        if (step == 0 || !states(after(step))) return std::nullopt; // a node is full before
        return total_at(static_cast<units>(after(step)));
    }

private:
    using marks = std::vector<std::int8_t>; // of each rep: at its floor, between, at its cap

    [[nodiscard]] int128 after(units step) const {
        return p_.mirrored ? int128{p_.target} - step : int128{p_.target} + step;
    }

    // None when there is no split, or one beyond 2^62 (nodes that over-assign).
    [[nodiscard]] std::optional<marks> states(int128 target) const {
        problem p = p_;
        p.target = saturated(target);
        if (p.target != target) return std::nullopt;
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
    // Without bounds ahead all go on as they are.
    [[nodiscard]] bool nobody_can_change() const {
        for (std::size_t i = 0; i < p_.size(); ++i)
            if ((*now_)[i] != 1 || is_bound(i, p_.mirrored ? p_.low[i] : p_.high[i])) return false;
        return true;
    }
    // How many blocks away it is; 0 when there is none.
    [[nodiscard]] units first_step(units most) const {
        if (std::holds_alternative<hamilton>(rule_)) {
            const units step = scanned(most);
            return step != 0 ? step : bisected(most);
        }
        if (!p_.mirrored && options_.mode != tree_mode::top_down)
            return detail::with_kernel(p_, rule_, [&](const auto& kernel) { return due(kernel, most); });
        if (nobody_can_change()) return 0;
        // Quotas only rise: who stands as now at the far end does so all the way.
        return states(after(most)) == now_ ? 0 : bisected(most);
    }

    template<class Kernel>
    [[nodiscard]] units due(const Kernel& kernel, units most) const {
        using slots = detail::selection<Kernel>;
        std::vector<std::size_t> all(p_.size());
        std::iota(all.begin(), all.end(), std::size_t{0});
        const slots list{kernel, p_.tie, all, {}, {}, p_.stop};
        std::vector<typename slots::slot> waited_for;
        for (std::size_t i = 0; i < p_.size(); ++i) {
            const std::int8_t mark = (*now_)[i];
            if (mark == 0 && p_.low[i] < p_.high[i]) waited_for.push_back(list.at(i, p_.low[i] + 1));
            if (mark == 1 && is_bound(i, p_.high[i])) waited_for.push_back(list.at(i, p_.high[i]));
        }
        std::sort(waited_for.begin(), waited_for.end(),
                  [&](const auto& a, const auto& b) { return list.before(a, b); });
        // Of the slot `at` the step at which it is due; `most` + 1 beyond the end.
        const int128 lows = std::accumulate(p_.low.begin(), p_.low.end(), int128{0});
        const int128 room = int128{p_.target} + most - lows + 1; // who has so much is beyond the end
        const auto step_of = [&](std::size_t at) {
            return std::min<int128>(total_upto(list, waited_for[at], room) - p_.target, int128{most} + 1);
        };
        const auto is_over = [&](std::size_t at) { // not before: its node was full long ago
            const int128 step = step_of(at);
            return step > most || (step > 0 && changed(static_cast<units>(step)));
        };
        // The first is the one, unless its node is full by then.
        std::size_t low = 0; // those before have not changed anything
        std::size_t high = waited_for.size();
        for (std::size_t from = 0, by = 1; from < high; from += by, by *= 2) {
            if (is_over(from)) {
                high = from;
                break;
            }
            low = from + 1;
        }
        while (low < high) {
            const std::size_t middle = low + (high - low) / 2;
            if (is_over(middle))
                high = middle;
            else
                low = middle + 1;
        }
        if (high == waited_for.size()) return 0;
        const int128 step = step_of(high);
        return step > most ? 0 : static_cast<units>(step);
    }

    // What the company holds when everything up to this slot is taken that nodes admit.
    template<class Kernel>
    [[nodiscard]] int128 total_upto(const detail::selection<Kernel>& list,
                                    const typename detail::selection<Kernel>::slot& last, int128 room) const {
        std::vector<int128> sums(p_.nodes.size(), 0);
        for (std::size_t i = 0; i < p_.size(); ++i) {
            p_.stop.poll(i);
            units from = p_.low[i];
            units upto = static_cast<units>(std::min<int128>(p_.high[i], from + room));
            while (from < upto && i != last.rep) {
                const units k = detail::upper_middle(from, upto);
                if (list.before(last, list.at(i, k)))
                    upto = k - 1;
                else
                    from = k;
            }
            sums[p_.nodes.node_of[i]] += i == last.rep ? last.k : from;
        }
        for (std::size_t v = p_.nodes.size(); v-- > 1;)
            sums[p_.nodes.nodes[v].parent] += clipped(v, sums[v]);
        return sums[0];
    }
    [[nodiscard]] int128 clipped(std::size_t v, int128 sum) const {
        if (p_.node_low[v] > -unlimited && sum < p_.node_low[v]) return p_.node_low[v];
        if (p_.node_high[v] < unlimited && sum > p_.node_high[v]) return p_.node_high[v];
        return sum;
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
            return states(blocks).has_value();
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
