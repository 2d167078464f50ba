#include <attain/core/error.hpp>
#include <attain/goal/goal.hpp>

#include <algorithm>
#include <cmath>

namespace attain::inline v1 {

cascade schedule_of(const goal& g, const team& in) {
    const capacity_line line{in, in.at(g.rep), g.period};
    if (g.versions.empty()) return {g.target, line, g.period};
    std::vector<target_change> in_force;
    for (const goal_version& v : g.versions) {
        const bool from_the_start = in_force.empty() || v.kind == revision::restate;
        const day from = from_the_start ? g.period.begin : v.from;
        if (from_the_start) in_force.clear();
        if (!in_force.empty() && in_force.back().from == from)
            in_force.pop_back(); // of one day the last counts
        in_force.push_back({from, v.target, revision::prospective});
    }
    return {in_force, line, g.period};
}

units target_with_chance(const forecast& of, double p) {
    if (!(p > 0 && p < 1)) fail(errc::out_of_range, "p", "must be between 0 and 1");
    constexpr double widest = 4e18;
    const double guess = std::clamp(std::floor(of.quantile(1 - p)), -widest, widest);
    units low = static_cast<units>(guess); // to become the largest target that has the chance
    units step = 1;
    while (of.tail(low) < p) {
        low -= step;
        step *= 2;
    }
    units high = low + 1; // to become the smallest one that has not
    for (step = 1; of.tail(high) >= p; step *= 2) {
        low = high;
        high += step;
    }
    while (high - low > 1) {
        const units middle = low + (high - low) / 2;
        (of.tail(middle) >= p ? low : high) = middle;
    }
    return low;
}

} // namespace attain::inline v1
