// Bottom-up wishes, the policy that decides, and the problem of a group alone.
#include "kernels.hpp"
#include "select.hpp"

namespace attain::inline v1::detail {

problem subset(const problem& p, std::span<const std::size_t> members, int128 target) {
    problem out;
    out.quantum = p.quantum;
    out.stop = p.stop;
    out.target = narrow(target, "total");
    for (const std::size_t i : members) {
        out.ids.push_back(p.ids[i]);
        out.reps.push_back(p.reps[i]);
        out.reps.back().node.reset();
        out.intervals.push_back(p.intervals[i]);
        out.base.push_back(p.base[i]);
        out.low.push_back(p.low[i]);
        out.high.push_back(p.high[i]);
        out.tie.push_back(p.tie[i]);
        if (!p.predictives.empty()) out.predictives.push_back(p.predictives[i]);
        if (!p.wishes.empty()) out.wishes.push_back(p.wishes[i]);
    }
    out.nodes = make_tree({}, out.reps, {});
    out.node_low = {-unlimited};
    out.node_high = {unlimited};
    return out;
}

units wish_of(const problem& p, std::size_t i, double chance) {
    units low = p.low[i];
    units high = p.high[i];
    while (low < high) {
        const units k = upper_middle(low, high);
        if (tail_at(p.predictives[i], p.reps[i].ramp, p.amount(i, k)).tail >= chance)
            low = k;
        else
            high = k - 1;
    }
    return p.amount(i, low);
}

policy rule_of(problem& p, const policy& by, const allocate_options& options) {
    if (options.mode == tree_mode::bottom_up) {
        for (std::size_t i = 0; i < p.size(); ++i)
            p.wishes.push_back(wish_of(p, i, options.bottom_up_chance));
        return least_change{change_cost::quadratic, change_scale::one};
    }
    if (const blend* mixed = std::get_if<blend>(&by); mixed != nullptr) {
        check_steadiness(*mixed);
        if (costs_nothing(p, *mixed)) return equal_attainability{};
    }
    return by;
}

} // namespace attain::inline v1::detail
