#include <attain/core/error.hpp>
#include <attain/core/int128.hpp>
#include <attain/goal/change.hpp>

#include "schedule.hpp"

#include <algorithm>
#include <utility>

namespace attain::inline v1 {

namespace {

void require_decision(const decision& by) {
    if (by.who.empty()) fail(errc::invalid_argument, "who", "must say who decided it");
    if (by.why.empty()) fail(errc::invalid_argument, "why", "must say why it was decided");
}

std::size_t index_of(const plan& p, rep_id rep) {
    const auto at = std::find_if(p.goals.begin(), p.goals.end(), [&](const goal& g) { return g.rep == rep; });
    if (at == p.goals.end())
        fail(errc::unknown_id, "rep", "the plan has no goal for " + std::to_string(rep.value));
    return static_cast<std::size_t>(at - p.goals.begin());
}

std::optional<double> chance(const goal& g) {
    if (g.forecast.evidence().grade == evidence_grade::unknown) return std::nullopt;
    return g.probability();
}

// The plan as of the estimator's day: newer forecasts, the targets as they were, and with each the days that
// it was set for.
plan as_of_now(const plan& p, const estimator& now) {
    plan q = p;
    q.as_of = now.as_of();
    q.team_forecast = now.team_forecast(p.period);
    for (goal& g : q.goals) {
        g.forecast = now.forecast(g.rep, p.period);
        g.last_fact = now.last_fact(g.rep);
    }
    return q;
}

// A target is of the days that are known now.
void take_time(goal& g, const team& in) {
    g.working_time = capacity_over(in, in.at(g.rep), g.period);
    g.full_time = capacity_over(in, in.at(g.rep), g.period, capacity_of::full_time);
}

void settle(goal& g, const cascade& schedule) {
    g.target = schedule.total();
    g.daily.clear();
    for (day d = g.period.begin; d < g.period.end; ++d)
        if (const auto amount = schedule.on(d)) g.daily.push_back({d, *amount});
    if (g.levels.floor) g.levels.floor = std::min(*g.levels.floor, g.target);
    if (g.levels.stretch) g.levels.stretch = std::max(*g.levels.stretch, g.target);
}

// The goal with one more version; its target and days follow.
void add_version(goal& g, const team& in, goal_version v) {
    v.before = g.target;
    v.probability_before = chance(g);
    g.versions.push_back(std::move(v));
    take_time(g, in);
    settle(g, schedule_by_versions(g, in));
    g.versions.back().after = g.target;
    g.versions.back().probability_after = chance(g);
}

// The whole-period figure from `from` on with which the period's target becomes exactly `wanted`. A unit more
// of it moves the period's target by at most one, so there is one.
units figure_for(const goal& g, const team& in, day from, units wanted) {
    const auto total_with = [&](units figure) {
        goal probe = g;
        probe.versions.push_back({.from = from, .target = figure});
        return schedule_by_versions(probe, in).total();
    };
    units low = 0;
    units high = std::max<units>(1, wanted);
    while (total_with(high) < wanted)
        high *= 2;
    while (low < high) {
        const units middle = low + (high - low) / 2;
        if (total_with(middle) >= wanted)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

// First day that can still be changed.
day first_open(const plan& p, const estimator& now) {
    return std::max(p.period.begin, now.as_of() + 1);
}

// Brings a goal to `wanted` for the days from now on.
void move_to(goal& g, const plan& p, const estimator& now, units wanted, const decision& by) {
    if (g.target == wanted) return;
    const day from = first_open(p, now);
    const bool fresh = from == p.period.begin;
    add_version(g, now.team(),
                {.from = from,
                 .target = fresh ? wanted : figure_for(g, now.team(), from, wanted),
                 .kind = fresh ? revision::restate : revision::prospective,
                 .decided = now.as_of(),
                 .who = by.who,
                 .why = by.why});
}

void finish(plan_change& c, const plan& before, factor why, const std::string& note) {
    int128 total = 0;
    for (goal& g : c.after.goals) {
        total += g.target;
        bridge b{g.rep};
        const goal* old = before.find(g.rep);
        b.to(factor::previous, old == nullptr ? 0 : old->target);
        if (old == nullptr || old->target != g.target) b.to(why, g.target, note);
        c.why.push_back(std::move(b));
    }
    c.after.total = narrow(total, "targets");
}

// The goals other than `rep` that have working time left.
std::vector<std::size_t> open_goals(const plan& p, rep_id rep) {
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < p.goals.size(); ++i)
        if (p.goals[i].rep != rep && !p.goals[i].forecast.remaining().none()) open.push_back(i);
    return open;
}

} // namespace

plan_change revise(const plan& p, const estimator& now, rep_id rep, day from, units target,
                   const decision& by, revision kind) {
    require_decision(by);
    const std::size_t at = index_of(p, rep);
    if (!p.period.contains(from)) fail(errc::out_of_range, "from", "is outside the period");
    if (target < 0) fail(errc::out_of_range, "target", "must not be negative");
    if (kind == revision::prospective && from <= now.as_of() && now.as_of() >= p.period.begin)
        fail(errc::conflict, "from", to_string(from) + " is over; a target changes from a day to come on");
    const auto& versions = p.goals[at].versions;
    if (!versions.empty() && from < versions.back().from)
        fail(errc::conflict, "from", "is before the change of " + to_string(versions.back().from));

    plan_change c{.after = as_of_now(p, now)};
    goal& g = c.after.goals[at];
    if (from == p.period.begin) kind = revision::restate;
    add_version(
        g, now.team(),
        {.from = from, .target = target, .kind = kind, .decided = now.as_of(), .who = by.who, .why = by.why});
    finish(c, p, factor::decision, by.why);
    c.after.promised = narrow(int128{p.promised} + c.after.total - p.total, "target");
    return c;
}

plan_change hand_over(const plan& p, const estimator& now, rep_id leaver, freed_number what,
                      const decision& by) {
    require_decision(by);
    const std::size_t at = index_of(p, leaver);
    plan_change c{.after = as_of_now(p, now)};
    goal& g = c.after.goals[at];
    if (!g.forecast.remaining().none())
        fail(errc::conflict, "leaver",
             "still has working time in the period after " + to_string(now.as_of()));
    const units earned = std::clamp<units>(g.forecast.done(), 0, g.target);
    c.freed = g.target - earned;
    goal_version last{.from = std::clamp(now.as_of(), p.period.begin, p.period.last()),
                      .target = earned,
                      .kind = revision::restate,
                      .decided = now.as_of(),
                      .who = by.who,
                      .why = by.why,
                      .before = g.target,
                      .after = earned,
                      .probability_before = chance(g)};
    g.versions.push_back(std::move(last));
    g.target = earned;
    take_time(g, now.team());
    g.daily.clear();
    if (!g.working_time.none()) g.daily = daily_targets(now.team(), now.team().at(leaver), p.period, earned);
    g.versions.back().probability_after = chance(g);

    if (what == freed_number::conserve && c.freed > 0) {
        const std::vector<std::size_t> open = open_goals(c.after, leaver);
        if (open.empty())
            fail(errc::invalid_argument, "what", "nobody has working time left to take it over");
        std::vector<forecast> forecasts;
        allocate_options floors;
        int128 total = c.freed;
        for (const std::size_t i : open) {
            const goal& o = c.after.goals[i];
            forecasts.push_back(o.forecast);
            floors.candidates.push_back({.id = o.rep, .floor = o.target});
            total += o.target;
        }
        const allocation split = allocate(narrow(total, "targets"), forecasts, equal_attainability{}, floors);
        for (std::size_t k = 0; k < open.size(); ++k)
            move_to(c.after.goals[open[k]], p, now, split.find(c.after.goals[open[k]].rep)->amount, by);
    }
    finish(c, p, factor::handover, by.why);
    if (what == freed_number::release) c.after.promised = narrow(int128{p.promised} - c.freed, "target");
    if (what == freed_number::hold) c.unassigned = c.freed;
    return c;
}

plan_change take_in(const plan& p, const estimator& now, rep_id joiner, double chance_wanted,
                    freed_number what, const decision& by) {
    require_decision(by);
    if (what == freed_number::hold)
        fail(errc::invalid_argument, "what", "a joiner's number is taken over or released, not held");
    if (p.find(joiner) != nullptr)
        fail(errc::conflict, "joiner", std::to_string(joiner.value) + " has a goal already");
    const rep& member = now.team().at(joiner);
    const forecast f = now.forecast(joiner, p.period);
    if (f.remaining().none()) fail(errc::invalid_argument, "joiner", "has no working time in the period");
    if (f.evidence().grade == evidence_grade::unknown)
        fail(errc::invalid_argument, "joiner", "nothing is known to set a goal from");

    plan_change c{.after = as_of_now(p, now)};
    const units wanted = std::max<units>(0, f.target_for(chance_wanted));
    goal fresh{.rep = joiner,
               .owner = member.name,
               .role = member.role,
               .metric = p.metric,
               .period = p.period,
               .target = wanted,
               .forecast = f,
               .working_time = capacity_over(now.team(), member, p.period),
               .full_time = capacity_over(now.team(), member, p.period, capacity_of::full_time),
               .last_fact = now.last_fact(joiner),
               .daily = daily_targets(now.team(), member, p.period, wanted),
               .parent = p.id,
               .versions = {{.from = p.period.begin,
                             .target = wanted,
                             .kind = revision::restate,
                             .decided = now.as_of(),
                             .who = by.who,
                             .why = by.why,
                             .after = wanted,
                             .probability_after = f.tail(wanted)}}};
    if (what == freed_number::conserve) {
        const std::vector<std::size_t> open = open_goals(c.after, joiner);
        std::vector<forecast> forecasts;
        allocate_options bounds;
        int128 total = 0;
        int128 least = 0;
        for (const std::size_t i : open) {
            const goal& o = c.after.goals[i];
            const units earned = std::clamp<units>(o.forecast.done(), 0, o.target);
            forecasts.push_back(o.forecast);
            bounds.candidates.push_back({.id = o.rep, .floor = earned, .cap = o.target});
            total += o.target;
            least += earned;
        }
        c.freed = narrow(std::min<int128>(wanted, total - least), "targets");
        if (c.freed > 0) {
            const allocation split =
                allocate(narrow(total - c.freed, "targets"), forecasts, equal_attainability{}, bounds);
            for (std::size_t k = 0; k < open.size(); ++k)
                move_to(c.after.goals[open[k]], p, now, split.find(c.after.goals[open[k]].rep)->amount, by);
        }
    }
    const auto place = std::find_if(c.after.goals.begin(), c.after.goals.end(),
                                    [&](const goal& g) { return g.rep > joiner; });
    c.after.goals.insert(place, std::move(fresh));
    finish(c, p, factor::handover, by.why);
    c.after.promised = narrow(int128{p.promised} + c.after.total - p.total, "target");
    return c;
}

} // namespace attain::inline v1
