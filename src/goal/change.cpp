#include <attain/core/error.hpp>
#include <attain/core/int128.hpp>
#include <attain/goal/change.hpp>

#include "levels.hpp"
#include "same_metric.hpp"
#include "schedule.hpp"

#include <algorithm>
#include <utility>

namespace attain::inline v1 {

namespace {

void require_decision(const decision& by) {
    if (by.who.empty()) fail(errc::invalid_argument, "who", "must say who decided it");
    if (by.why.empty()) fail(errc::invalid_argument, "why", "must say why it was decided");
}

// What a change writes into the goals for good is of their metric, and of a day not before theirs.
void require_fit(const plan& p, const estimator& now) {
    require_same_metric(p.metric, now, "now");
    if (now.as_of() < p.as_of)
        fail(errc::conflict, "now",
             "knows the facts up to " + to_string(now.as_of()) + ", the plan those up to " +
                 to_string(p.as_of));
}

std::size_t index_of(const plan& p, rep_id rep) {
    const auto at = std::find_if(p.goals.begin(), p.goals.end(), [&](const goal& g) { return g.rep == rep; });
    if (at == p.goals.end())
        fail(errc::unknown_id, "rep", "the plan has no goal for " + std::to_string(rep.value));
    return static_cast<std::size_t>(at - p.goals.begin());
}

std::optional<double> chance(const goal& g) {
    if (!g.forecast.known()) return std::nullopt;
    return g.probability();
}

// Keeps what was asked for and known before this change, unless that was before the period began.
void keep(std::optional<first_chance>& as_set, units target, const forecast& known) {
    if (!as_set && known.known()) as_set = {target, known};
}

// The plan as of the estimator's day: newer forecasts, the targets as they were, and with each the days that
// it was set for.
plan as_of_now(const plan& p, const estimator& now) {
    plan q = p;
    const bool begun = now.as_of() >= p.period.begin;
    if (begun) keep(q.as_set, p.promised, p.team_forecast);
    q.as_of = now.as_of();
    q.team_forecast = now.team_forecast(p.period);
    for (goal& g : q.goals) {
        if (begun) keep(g.as_set, g.target, g.forecast);
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
}

// The goal with one more version; its target and days follow.
void add_version(goal& g, const team& in, goal_version v) {
    const cascade schedule = schedule_with(g, in, v);
    v.before = g.target;
    v.probability_before = chance(g);
    g.versions.push_back(std::move(v));
    settle(g, schedule);
    take_time(g, in);
    g.versions.back().after = g.target;
    g.versions.back().probability_after = chance(g);
}

// First day whose target can still be changed: none that is over, and none before the goal's last change.
day first_open(const goal& g, const estimator& now) {
    const day tomorrow = std::max(g.period.begin, now.as_of() + 1);
    const bool later = !g.versions.empty() && g.versions.back().kind == revision::prospective;
    return later ? std::max(tomorrow, g.versions.back().from) : tomorrow;
}

// The smallest target that the days to come can still make: what the days that are over are due stays.
units least_target(const goal& g, const estimator& now) {
    const day from = first_open(g, now);
    return from == g.period.begin ? 0 : schedule_with(g, now.team(), {.from = from}).total();
}

// The whole-period figure from `from` on with which the period's target becomes exactly `wanted`, which is
// not below least_target: the smallest t with line + t x rest > (wanted - 1) x all. A unit more of it moves
// the period's target by at most one, so there is one.
units figure_for(const goal& g, const team& in, day from, units wanted) {
    const cascade before = schedule_of(g, in);
    const int128 missing = (int128{wanted} - 1) * before.time().micro - before.line_before(from);
    const int128 rest = before.time({from, g.period.end}).micro;
    return narrow(std::max<int128>(0, floor_div(missing, rest) + 1), "target");
}

// Brings a goal to `wanted` for the days that are open.
void move_to(goal& g, const estimator& now, units wanted, const decision& by) {
    if (g.target == wanted) return;
    const day from = first_open(g, now);
    const bool fresh = from == g.period.begin;
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
        if (g.levels.floor && g.forecast.known())
            g.levels = levels_of(g, c.after.floor_chance, c.after.stretch_chance);
        bridge b{g.rep};
        const goal* old = before.find(g.rep);
        b.to(factor::previous, old == nullptr ? 0 : old->target);
        if (old == nullptr || old->target != g.target) b.to(why, g.target, note);
        c.why.push_back(std::move(b));
    }
    c.after.total = narrow(total, "targets");
}

// What stays with a goal that gives the rest up.
units earned_of(const goal& g) {
    return g.target < 0 ? g.target : std::clamp<units>(g.forecast.done(), 0, g.target);
}

// Ends a goal on the estimator's day with what was earned, which no level stands around; what it gives up.
units end_goal(goal& g, const estimator& now, const decision& by) {
    const units earned = earned_of(g);
    const units freed = g.target - earned;
    g.versions.push_back({.from = std::clamp(now.as_of(), g.period.begin, g.period.last()),
                          .target = earned,
                          .kind = revision::restate,
                          .decided = now.as_of(),
                          .who = by.who,
                          .why = by.why,
                          .before = g.target,
                          .after = earned,
                          .probability_before = chance(g)});
    g.target = earned;
    g.levels = {};
    g.handed_over = now.as_of();
    take_time(g, now.team());
    g.daily.clear();
    if (!g.working_time.none()) g.daily = daily_targets(now.team(), now.team().at(g.rep), g.period, earned);
    g.versions.back().probability_after = chance(g);
    return freed;
}

// A goal like the plan's others, made as they were: of the same scope where they have one in common.
goal goal_of(const plan& p, const estimator& now, const forecast& f, units target, const decision& by) {
    plan_options like_the_others{
        .floor_chance = p.floor_chance, .stretch_chance = p.stretch_chance, .id = p.id, .who = by.who};
    const auto same = [&](const goal& g) { return g.scope == p.goals.front().scope; };
    if (std::ranges::all_of(p.goals, same) && !p.goals.empty()) like_the_others.scope = p.goals.front().scope;
    const allocation alone = allocate(target, std::vector<forecast>{f}, equal_split{});
    goal g = make_plan(now, p.period, alone, like_the_others).goals.front();
    g.versions.front().why = by.why;
    return g;
}

// Whether the goal's target can be moved: there is working time in the days that are open, and what is due of
// the others leaves room.
bool is_open(const goal& g, const estimator& now) {
    const day from = first_open(g, now);
    if (g.target < 0 || from >= g.period.end) return false;
    const rep& member = now.team().at(g.rep);
    return !capacity_over(now.team(), member, period::between(from, g.period.end)).none() &&
           least_target(g, now) <= g.target;
}

// The goals other than `rep` whose targets can be moved.
std::vector<std::size_t> open_goals(const plan& p, const estimator& now, rep_id rep) {
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < p.goals.size(); ++i)
        if (p.goals[i].rep != rep && is_open(p.goals[i], now)) open.push_back(i);
    return open;
}

// Shares `more` (below 0: less) over the open goals, at the same chance for all inside the bounds.
void share_out(plan& p, const estimator& now, const std::vector<std::size_t>& open, units more,
               const allocate_options& bounds, const decision& by) {
    std::vector<forecast> forecasts;
    int128 total = more;
    for (const std::size_t i : open) {
        forecasts.push_back(p.goals[i].forecast);
        total += p.goals[i].target;
    }
    const allocation split = allocate(narrow(total, "targets"), forecasts, equal_attainability{}, bounds);
    for (const std::size_t i : open)
        move_to(p.goals[i], now, split.find(p.goals[i].rep)->amount, by);
}

// The others take `freed` over; nobody's target falls.
void take_over(plan& p, const estimator& now, rep_id leaver, units freed, const decision& by) {
    const std::vector<std::size_t> open = open_goals(p, now, leaver);
    if (open.empty()) fail(errc::invalid_argument, "what", "nobody has working time left to take it over");
    allocate_options bounds;
    for (const std::size_t i : open)
        bounds.candidates.push_back({.id = p.goals[i].rep, .floor = p.goals[i].target});
    share_out(p, now, open, freed, bounds, by);
}

// Takes up to `wanted` off the others, and says how much: nobody gives up what is earned, nor what the days
// that are over are due.
units relieve(plan& p, const estimator& now, rep_id joiner, units wanted, const decision& by) {
    const std::vector<std::size_t> open = open_goals(p, now, joiner);
    allocate_options bounds;
    int128 room = 0;
    for (const std::size_t i : open) {
        const goal& g = p.goals[i];
        const units least = std::max(earned_of(g), least_target(g, now));
        bounds.candidates.push_back({.id = g.rep, .floor = least, .cap = g.target});
        room += g.target - least;
    }
    if (room == 0) fail(errc::invalid_argument, "what", "nobody has anything left to give up");
    const units freed = narrow(std::min<int128>(wanted, room), "targets");
    share_out(p, now, open, -freed, bounds, by);
    return freed;
}

} // namespace

plan_change revise(const plan& p, const estimator& now, rep_id rep, day from, units target,
                   const decision& by, revision kind) {
    require_decision(by);
    require_fit(p, now);
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
    require_fit(p, now);
    const std::size_t at = index_of(p, leaver);
    plan_change c{.after = as_of_now(p, now)};
    goal& g = c.after.goals[at];
    if (!g.forecast.remaining().none())
        fail(errc::conflict, "leaver",
             "still has working time in the period after " + to_string(now.as_of()));
    c.freed = end_goal(g, now, by);
    if (what == freed_number::conserve && c.freed > 0) take_over(c.after, now, leaver, c.freed, by);
    finish(c, p, factor::handover, by.why);
    if (what == freed_number::release) c.after.promised = narrow(int128{p.promised} - c.freed, "target");
    if (what == freed_number::hold) c.after.unassigned = narrow(int128{p.unassigned} + c.freed, "unassigned");
    return c;
}

plan_change take_in(const plan& p, const estimator& now, rep_id joiner, double chance_wanted,
                    freed_number what, const decision& by) {
    require_decision(by);
    require_fit(p, now);
    if (!(chance_wanted > 0 && chance_wanted < 1))
        fail(errc::out_of_range, "chance", "must be between 0 and 1");
    if (p.find(joiner) != nullptr)
        fail(errc::conflict, "joiner", std::to_string(joiner.value) + " has a goal already");
    const forecast f = now.forecast(joiner, p.period);
    if (f.remaining().none()) fail(errc::invalid_argument, "joiner", "has no working time in the period");
    if (!f.known()) fail(errc::invalid_argument, "joiner", "nothing is known to set a goal from");

    plan_change c{.after = as_of_now(p, now)};
    units target = std::max<units>(0, f.target_for(chance_wanted));
    if (what == freed_number::conserve && target > 0)
        target = c.freed = relieve(c.after, now, joiner, target, by);
    if (what == freed_number::hold && target > 0) {
        if (p.unassigned <= 0) fail(errc::invalid_argument, "what", "nothing is held");
        target = std::min(target, p.unassigned);
        c.after.unassigned -= target;
    }
    const auto place = std::find_if(c.after.goals.begin(), c.after.goals.end(),
                                    [&](const goal& g) { return g.rep > joiner; });
    c.after.goals.insert(place, goal_of(p, now, f, target, by));
    finish(c, p, factor::handover, by.why);
    if (what == freed_number::release) c.after.promised = narrow(int128{p.promised} + target, "target");
    return c;
}

} // namespace attain::inline v1
