#include <attain/core/error.hpp>
#include <attain/core/int128.hpp>
#include <attain/goal/audit.hpp>
#include <attain/goal/track.hpp>
#include <attain/measure/attribution.hpp>

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

// The goal as it was known on an earlier day: without what was decided since.
goal as_known_on(const goal& g, day then) {
    goal old = g;
    std::erase_if(old.versions, [&](const goal_version& v) { return v.decided > then; });
    if (old.versions.empty() && !g.versions.empty()) old.versions.push_back(g.versions.front());
    if (!old.versions.empty()) old.target = old.versions.back().after;
    return old;
}

void require_earlier(const goal& g, day as_of, const progress& before) {
    if (before.rep != g.rep) fail(errc::conflict, "before", "is the progress of another rep");
    if (before.as_of >= as_of) fail(errc::out_of_range, "before", "must be of an earlier day");
}

std::vector<movement> moved_since(const goal& g, const team& in, const forecast& now, const progress& p,
                                  const known_facts& known, const progress& before, day first_not_over) {
    const units corrected = narrow(int128{p.actual} - known.since - before.actual, "facts");
    const units due_as_before = due_on(as_known_on(g, before.as_of), in, first_not_over);
    const units old = before.target;
    const bool chances = p.probability && before.probability;
    const auto chance = [&](units missing_more) {
        return chances ? now.tail(narrow(int128{old} + missing_more, "target"))
                       : std::numeric_limits<double>::quiet_NaN();
    };
    const double then = chances ? *before.probability : std::numeric_limits<double>::quiet_NaN();
    const double end = chances ? *p.probability : std::numeric_limits<double>::quiet_NaN();
    const double without_facts = chance(known.since + corrected);
    const double without_corrections = chance(corrected);
    const double with_old_target = chance(0);
    return {{mover::time, before.due - due_as_before, without_facts - then},
            {mover::booked, known.since, without_corrections - without_facts},
            {mover::corrected, corrected, with_old_target - without_corrections},
            {mover::new_target, due_as_before - p.due, end - with_old_target}};
}

std::optional<day_target> next_day(const pace& now) {
    if (!now.catch_up || now.remaining == 0) return std::nullopt;
    const cascade& plan = *now.catch_up;
    for (day d = plan.span().begin; d < plan.span().end; ++d)
        if (const auto amount = plan.on(d)) return day_target{d, *amount};
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
    if (known.total != now.done())
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
    if (now.evidence().grade != evidence_grade::unknown) {
        p.probability = now.tail(p.target);
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

team_progress track(const plan& p, const estimator& now, const ledger& facts, const team_progress* before,
                    const track_options& options, stop_flag stop) {
    const std::vector<day_total> totals =
        member_totals(now.team(), now.metric(), facts, {.as_of = now.as_of()});
    team_progress all{.as_of = now.as_of(), .total = p.promised};
    int128 actual = 0;
    int128 due = 0;
    for (const goal& g : p.goals) {
        stop.poll(all.goals.size());
        const progress* earlier = nullptr;
        if (before != nullptr)
            for (const progress& e : before->goals)
                if (e.rep == g.rep) earlier = &e;
        all.goals.push_back(track(g, now.team(), now.forecast(g.rep, p.period), now.as_of(),
                                  own_totals(totals, g.rep), earlier, options));
        actual += all.goals.back().actual;
        due += all.goals.back().due;
    }
    all.actual = narrow(actual, "facts");
    all.due = narrow(due, "targets");
    const forecast team = now.team_forecast(p.period);
    if (team.evidence().grade != evidence_grade::unknown) {
        all.probability = team.tail(p.promised);
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
