#include <attain/core/error.hpp>
#include <attain/core/int128.hpp>
#include <attain/goal/audit.hpp>
#include <attain/goal/track.hpp>
#include <attain/measure/attribution.hpp>

#include "period_forecasts.hpp"
#include "same_metric.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace attain::inline v1 {

namespace {

struct known_facts {
    units total{};    // of the period, up to as_of
    units since{};    // of it, on days after the progress before
    units of_today{}; // of it, on as_of
    bool any = false; // on any day up to as_of: who has no record at all is unknown, not at zero
};

known_facts known_of(const goal& g, day as_of, std::span<const day_total> facts, const progress* before) {
    int128 total = 0;
    int128 since = 0;
    int128 today = 0;
    bool any = false;
    for (const day_total& f : facts) {
        if (f.rep != g.rep || f.day > as_of) continue;
        any = true;
        if (!g.period.contains(f.day)) continue;
        total += f.quantity;
        if (before != nullptr && f.day > before->as_of) since += f.quantity;
        if (f.day == as_of) today += f.quantity;
    }
    return {narrow(total, "facts"), narrow(since, "facts"), narrow(today, "facts"), any};
}

units due_on(const goal& g, const team& in, day first_not_over) {
    const cascade plan = schedule_of(g, in);
    const day until = std::clamp(first_not_over, g.period.begin, g.period.end);
    if (until == g.period.begin) return 0;
    return plan.over({g.period.begin, until}).value_or(0);
}

// The goal as the progress before knew it: without what was decided since. What was decided on its very day
// may have come after it; the target that it saw tells.
goal as_seen_by(const progress& before, const goal& g) {
    goal old = g;
    std::erase_if(old.versions, [&](const goal_version& v) { return v.decided > before.as_of; });
    if (old.versions.empty() && !g.versions.empty()) old.versions.push_back(g.versions.front());
    const auto seen = std::find_if(old.versions.rbegin(), old.versions.rend(),
                                   [&](const goal_version& v) { return v.after == before.target; });
    if (seen != old.versions.rend()) old.versions.erase(seen.base(), old.versions.end());
    if (old.versions.size() == g.versions.size()) return old;
    // Days before the first change since keep their targets; on which working time they were set is not
    // known.
    day kept = g.period.end;
    for (const goal_version& v : std::span{g.versions}.subspan(old.versions.size()))
        kept = std::min(kept, v.kind == revision::restate ? g.period.begin : v.from);
    std::erase_if(old.daily, [&](const day_target& d) { return d.day >= kept; });
    old.working_time = {};
    old.target = old.versions.back().after;
    return old;
}

// P(total >= target). Once the target is there, the chance that it stays: the forecast may not know yet what
// a running day brought.
double chance_of(const forecast& now, units target, bool reached) {
    const double p = attainability(now, target);
    return reached ? std::max(p, now.tail(now.done())) : p;
}

void require_earlier(const goal& g, day as_of, const progress& before) {
    if (before.rep != g.rep) fail(errc::conflict, "before", "is the progress of another rep");
    if (before.as_of >= as_of) fail(errc::out_of_range, "before", "must be of an earlier day");
}

std::vector<movement> moved_since(const goal& g, const team& in, const forecast& now, const progress& p,
                                  const known_facts& known, const progress& before, day first_not_over) {
    const units corrected = narrow(int128{p.actual} - known.since - before.actual, "facts");
    const units due_as_before = due_on(as_seen_by(before, g), in, first_not_over);
    const units unforeseen = narrow(int128{p.actual} - now.done(), "facts"); // of a running day
    const bool chances = p.probability && before.probability;
    // Of the old target, with `less` taken off what the forecast counts as done, and so much done in truth.
    const auto chance = [&](int128 less, int128 done) {
        return chances ? chance_of(now, narrow(before.target + less, "target"), done >= before.target)
                       : std::numeric_limits<double>::quiet_NaN();
    };
    const double then = chances ? *before.probability : std::numeric_limits<double>::quiet_NaN();
    const double end = chances ? *p.probability : std::numeric_limits<double>::quiet_NaN();
    const double without_facts = chance(int128{known.since} - unforeseen + corrected, before.actual);
    const double without_corrections = chance(corrected, int128{p.actual} - corrected);
    const double with_old_target = chance(0, p.actual);
    return {{mover::time, before.due - due_as_before, without_facts - then},
            {mover::booked, known.since, without_corrections - without_facts},
            {mover::corrected, corrected, with_old_target - without_corrections},
            {mover::new_target, due_as_before - p.due, end - with_old_target}};
}

std::optional<day_target> next_day(const pace& now) {
    if (!now.catch_up || now.remaining == 0) return std::nullopt;
    const cascade& plan = *now.catch_up;
    for (day d = plan.span().begin; d < plan.span().end; ++d)
        if (const auto amount = plan.on(d); amount && *amount > 0) return day_target{d, *amount};
    return std::nullopt;
}

} // namespace

const char* name(mover m) noexcept {
    switch (m) {
    case mover::time:
        return "time passed";
    case mover::booked:
        return "booked";
    case mover::corrected:
        return "corrected";
    case mover::new_target:
        return "new target";
    }
    return "unknown";
}

progress track(const goal& g, const team& in, const forecast& now, day as_of,
               std::span<const day_total> facts, const progress* before, const track_options& options) {
    if (before != nullptr) require_earlier(g, as_of, *before);
    if (now.rep() != g.rep) fail(errc::conflict, "now", "is the forecast of another rep");
    const known_facts known = known_of(g, as_of, facts, before);
    // A running day adds what it brings, and what it makes known of the days before.
    if (options.today != today::counts && known.total != now.done())
        fail(errc::conflict, "facts", "do not add up to what the forecast says is done");

    const cascade plan = schedule_of(g, in);
    const capacity_line line{in, in.at(g.rep), g.period};
    const bool over = options.today == today::over;
    progress p{.rep = g.rep, .owner = g.owner, .as_of = as_of, .actual = known.total, .target = plan.total()};
    const bool recorded =
        known.any || !(now.because(forecast_reason::no_own_facts) || now.because(forecast_reason::no_facts));
    p.attainment =
        attainment::of(recorded ? std::optional{known.total} : std::nullopt, plan.total(), plan.applicable());
    p.pace = pace_of(plan, line,
                     {.as_of = as_of,
                      .actual = known.total,
                      .of_today = over ? 0 : known.of_today,
                      .today = options.today,
                      .high_day = g.high_day});
    const day first_not_over = over ? as_of + 1 : as_of;
    p.due = due_on(g, in, first_not_over);
    if (now.known()) {
        p.probability = chance_of(now, p.target, p.actual >= p.target);
        p.outcome = now.interval(0.8);
    }
    p.status = status_of(p.pace, p.probability,
                         before != nullptr ? std::optional{before->status} : std::nullopt, options.rule);
    p.milestones =
        updated(before != nullptr ? before->milestones : default_milestones(), as_of, p.actual, p.target);
    p.next = next_day(p.pace);
    if (before != nullptr) p.moved = moved_since(g, in, now, p, known, *before, first_not_over);
    return p;
}

namespace {

const progress* of_rep(const team_progress* all, rep_id rep) {
    if (all == nullptr) return nullptr;
    const auto at = std::ranges::find(all->goals, rep, &progress::rep);
    return at == all->goals.end() ? nullptr : &*at;
}

// The goals' due in proportion to what the team owes: quotas may be over-assigned.
units team_due(const team_progress& all) {
    int128 due = 0;
    int128 targets = 0;
    for (const progress& g : all.goals) {
        due += g.due;
        targets += g.target;
    }
    return targets == 0 ? 0 : narrow(ceil_div(due * all.total, targets), "targets");
}

} // namespace

team_progress track(const plan& p, const estimator& now, const ledger& facts, const team_progress* before,
                    const track_options& options, stop_flag stop) {
    require_same_metric(p.metric, now, "now");
    const day as_of = options.today == today::counts ? now.as_of() + 1 : now.as_of();
    const std::vector<day_total> totals = member_totals(now.team(), now.metric(), facts, {.as_of = as_of});
    team_progress all{.as_of = as_of, .actual = sum_over(totals, p.period), .total = p.promised};
    int128 without_goal = all.actual;
    const period_forecasts forecasts{now, p.period, stop};
    for (const goal& g : p.goals) {
        stop.poll(all.goals.size());
        all.goals.push_back(track(g, now.team(), forecasts.of(g.rep), as_of, own_totals(totals, g.rep),
                                  of_rep(before, g.rep), options));
        without_goal -= all.goals.back().actual;
    }
    all.without_goal = narrow(without_goal, "facts");
    all.due = team_due(all);
    const forecast team = now.team_forecast(p.period);
    if (team.known()) {
        all.probability = chance_of(team, p.promised, all.actual >= p.promised);
        all.outcome = team.interval(0.8);
    }
    return all;
}

std::string sentence(const progress& p, const metric& of) {
    const bool recorded = p.attainment.state() != attainment_state::no_actual;
    std::string text = p.owner + ": " + (recorded ? to_string(p.actual, of) : "nothing recorded") + " of " +
                       to_string(p.target, of) + " " + of.name() + ", " + name(p.status);
    if (p.probability && p.status != pace_status::reached && p.status != pace_status::missed)
        text += ", " + percent(*p.probability) + " likely";
    if (p.status == pace_status::not_applicable) return p.owner + ": no working time, no goal.";
    if (p.next) {
        if (p.pace.feasible == feasibility::beyond_any_observed)
            text += "; what is missing is beyond any observed day";
        else
            text += "; " + to_string(p.next->amount, of) + " on " + to_string(p.next->day);
    }
    for (const movement& m : p.moved)
        if (m.why != mover::time && m.position != 0)
            text += "; " + std::string{name(m.why)} + " " + (m.position > 0 ? "+" : "") +
                    to_string(m.position, of);
    return text + ".";
}

} // namespace attain::inline v1
