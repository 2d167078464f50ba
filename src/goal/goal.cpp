#include <attain/goal/goal.hpp>

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

} // namespace attain::inline v1
