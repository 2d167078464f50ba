#include <attain/core/int128.hpp>

#include "schedule.hpp"
#include "shared_part.hpp"

#include <algorithm>
#include <limits>
#include <utility>

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

cascade made_of(const std::vector<target_change>& in_force, const goal& g, const capacity_line& line) {
    // one target may be negative, a net of reversals
    if (in_force.size() < 2) return {in_force.empty() ? g.target : in_force.front().target, line, g.period};
    return {in_force, line, g.period};
}

// Whether these are the daily targets that the goal has, as far as it has any.
bool says(const cascade& made, const goal& g) {
    auto next = g.daily.begin();
    for (day d = g.period.begin; d < g.period.end && next != g.daily.end(); ++d) {
        const auto amount = made.on(d);
        if (amount.has_value() != (next->day == d)) return false;
        if (!amount) continue;
        if (*amount != next->amount) return false;
        ++next;
    }
    return next == g.daily.end();
}

// The line of a goal whose roster is another one than when its target was set.
class kept_line {
public:
    kept_line(const goal& g, const std::vector<target_change>& in_force, const capacity_line& time)
        : goal_{g},
          time_{time},
          all_{time.sum(g.period).micro},
          from_{in_force.empty() ? g.period.begin : in_force.back().from},
          figure_{in_force.empty() ? g.target : in_force.back().target} {}

    [[nodiscard]] std::vector<int128> ends() {
        keep();
        if (next_ < goal_.period.end) share_the_rest();
        return std::move(ends_);
    }

private:
    [[nodiscard]] int128 worked(day begin, day end) const {
        return (time_.before(end) - time_.before(begin)).micro;
    }

    // The days before the first on which today's working time is not the one that the daily targets were made
    // on. What was asked for is in whole units; the exact line is known where one target made it.
    void keep() {
        const int128 set_on = goal_.working_time.micro;
        int128 asked = 0;
        int128 at_change = 0;
        auto told = goal_.daily.begin();
        for (; next_ < goal_.period.end; ++next_) {
            const bool any = told != goal_.daily.end() && told->day == next_;
            if (any == time_.on(next_).none()) return;
            if (next_ == from_) at_change = asked;
            if (any) asked += (told++)->amount;
            const int128 line = next_ < from_ ? 0 : figure_ * worked(from_, next_ + 1);
            const int128 off = (asked - at_change) * set_on - line;
            const bool exact = from_ == goal_.period.begin && set_on > 0;
            if (set_on > 0 && next_ >= from_ && (off >= set_on || off <= -set_on || (exact && off < 0)))
                return;
            ends_.push_back(exact ? part_of(line, all_, set_on) : asked * all_);
        }
    }

    // The target was promised as a number: it stays. Who has no working time left owed it all by the last day
    // that had some.
    void share_the_rest() {
        while (worked(next_, goal_.period.end) == 0) {
            next_ = next_ - 1;
            ends_.pop_back();
        }
        const int128 reached = ends_.empty() ? int128{0} : ends_.back();
        const int128 rest = std::max<int128>(goal_.target * all_ - reached, 0);
        const int128 left = worked(next_, goal_.period.end);
        for (day d = next_; d < goal_.period.end; ++d)
            ends_.push_back(reached + part_of(rest, worked(next_, d + 1), left));
    }

    const goal& goal_;
    const capacity_line& time_;
    int128 all_;
    day from_; // the days that its last target is in force for
    int128 figure_;
    day next_{goal_.period.begin}; // first day whose target does not stand
    std::vector<int128> ends_{};
};

} // namespace

double attainability(const forecast& of, units target) {
    const double p = of.tail(target);
    const bool done = target <= of.done() && of.kind() != metric_kind::signed_amount;
    if (done || of.rest().certain_nothing()) return p;
    using limits = std::numeric_limits<double>;
    return std::clamp(p, limits::min(), 1 - limits::epsilon() / 2);
}

cascade schedule_of(const goal& g, const team& in) {
    const capacity_line line{in, in.at(g.rep), g.period};
    const std::vector<target_change> in_force = segments_of(g);
    cascade made = made_of(in_force, g, line);
    const bool promised = in_force.size() < 2 || made.total() == g.target;
    if (!made.applicable() || g.target < 0 || (promised && says(made, g))) return made;
    return {kept_line{g, in_force, line}.ends(), line, g.period};
}

cascade schedule_with(const goal& g, const team& in, const goal_version& v) {
    const capacity_line line{in, in.at(g.rep), g.period};
    const cascade before = schedule_of(g, in);
    if (v.kind == revision::restate || v.from == g.period.begin || !before.applicable())
        return {v.target, line, g.period};
    std::vector<int128> ends;
    for (day d = g.period.begin; d < v.from; ++d)
        ends.push_back(before.line_before(d + 1));
    for (day d = v.from; d < g.period.end; ++d)
        ends.push_back(ends.back() + int128{v.target} * line.on(d).micro);
    return {ends, line, g.period};
}

} // namespace attain::inline v1
