#include <attain/core/int128.hpp>

#include "schedule.hpp"

#include <algorithm>
#include <limits>

namespace attain::inline v1 {

namespace {

std::vector<target_change> segments_of(const goal& g) {
    std::vector<target_change> in_force;
    for (const goal_version& v : g.versions) {
        const bool from_the_start = in_force.empty() || v.kind == revision::restate;
        const day from = from_the_start ? g.period.begin : v.from;
        if (from_the_start) in_force.clear();
        if (!in_force.empty() && in_force.back().from == from)
            in_force.pop_back(); // of one day the last counts
        in_force.push_back({from, v.target, revision::prospective});
    }
    return in_force;
}

// The target of the days from `from` on with which the period comes to `total`: the largest t with
// line + t x rest <= total x all, so that the total, rounded up, is this one.
units target_for(const cascade& made, day from, units total) {
    const int128 all = made.time().micro;
    const int128 rest = made.time({from, made.span().end}).micro;
    const int128 line = made.line_before(from);
    return narrow(floor_div(total * all - line, rest), "target");
}

cascade made_of(const std::vector<target_change>& in_force, const goal& g, const capacity_line& line) {
    // one target may be negative, a net of reversals
    if (in_force.size() < 2) return {in_force.empty() ? g.target : in_force.front().target, line, g.period};
    return {in_force, line, g.period};
}

} // namespace

double attainability(const forecast& of, units target) {
    const double p = of.tail(target);
    const bool done = target <= of.done() && of.kind() != metric_kind::signed_amount;
    if (done || of.rest().certain_nothing()) return p;
    using limits = std::numeric_limits<double>;
    return std::clamp(p, limits::min(), 1 - limits::epsilon() / 2);
}

cascade schedule_by_versions(const goal& g, const team& in) {
    return made_of(segments_of(g), g, {in, in.at(g.rep), g.period});
}

cascade schedule_of(const goal& g, const team& in) {
    const capacity_line line{in, in.at(g.rep), g.period};
    std::vector<target_change> in_force = segments_of(g);
    const cascade made = made_of(in_force, g, line);
    if (in_force.size() < 2 || made.total() == g.target || !made.applicable()) return made;
    // Leave that came after the change moves the shares of the days before and after it. The target was
    // promised as a number: it stays.
    const day from = in_force.back().from;
    if (made.time({from, g.period.end}).none()) return made;
    in_force.back().target = std::max<units>(0, target_for(made, from, g.target));
    return {in_force, line, g.period};
}

} // namespace attain::inline v1
