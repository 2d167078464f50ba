#include "limit_plans.hpp"

#include <attain/core/error.hpp>
#include <attain/estimate/calibration.hpp>

#include "changes.hpp"
#include "data_checks.hpp"
#include "day_chain.hpp"
#include "files.hpp"
#include "locks.hpp"
#include "movers.hpp"
#include "plan_policy.hpp"
#include "plan_text.hpp"

#include <algorithm>
#include <common/text.hpp>

namespace attain_program {

namespace {

using attain::errc;
using example::quote;

quantities read_limits(const example::dataset& data, const plan_options& options) {
    quantities typed = read_quantities(options.totals, "--total", data.metric.exponent());
    if (typed.all && data.teams.size() > 1)
        attain::fail(errc::conflict, "--total",
                     "a limit is a team's own; with several teams, one for each: --total " +
                         quote(data.teams.front().name() + "=N"));
    std::vector<std::string> names;
    for (const attain::team& team : data.teams)
        names.push_back(team.name());
    for (const auto& [team, limit] : typed.by_name)
        if (std::find(names.begin(), names.end(), team) == names.end())
            attain::fail(errc::unknown_id, "--total",
                         "there is no team " + quote(team) + "; there is: " + joined(names));
    return typed;
}

std::vector<attain::limit_lock> read_locks(const example::dataset& data, const plan_options& options) {
    const quantities typed = read_quantities(options.locks, "--lock", data.metric.exponent());
    for (const std::string& each : options.locks)
        if (each.find('=') == each.npos)
            attain::fail(errc::parse, "--lock", "needs a name, such as Ana=" + each);
    std::vector<attain::limit_lock> locks;
    for (const auto& [name, limit] : typed.by_name) {
        const attain::rep_id rep = rep_called(data, "--lock", name);
        if (std::any_of(locks.begin(), locks.end(), [&](const auto& l) { return l.rep == rep; }))
            attain::fail(errc::duplicate_id, "--lock", quote(name) + " is locked twice");
        locks.push_back({rep, limit});
    }
    return locks;
}

// The locks of those who work in the team in the period; of somebody who is in another one too, the part of
// the working time here.
std::vector<attain::limit_lock> locks_in(const std::vector<attain::team>& teams, const attain::team& team,
                                         const attain::period& over,
                                         const std::vector<attain::limit_lock>& all) {
    const movers several{teams, over};
    std::vector<attain::limit_lock> here;
    for (const attain::limit_lock& l : all)
        if (const attain::rep* const member = team.find(l.rep);
            member != nullptr && !capacity_over(team, *member, over).none())
            here.push_back({l.rep, several.part(l.limit, l.rep, team.name())});
    return here;
}

bool works(const attain::team& in, attain::rep_id rep, const attain::period& over) {
    const attain::rep* const member = in.find(rep);
    return member != nullptr && !capacity_over(in, *member, over).none();
}

// How a team's limit is divided in a period, of what is wished: for those who work in it then.
attain::limit_plan_options how_in(const std::vector<attain::team>& teams, const attain::team& team,
                                  const attain::period& over, attain::limit_plan_options wished) {
    wished.locks = locks_in(teams, team, over, wished.locks);
    if (wished.residual_holder && !works(team, *wished.residual_holder, over)) wished.residual_holder.reset();
    return wished;
}

// Errors: attain::error naming --quantum or --rest where it leaves something and nobody takes it.
attain::limit_plan divided(const attain::estimator& by, const attain::period& over, attain::units limit,
                           const attain::limit_plan_options& how) {
    try {
        return make_limit_plan(by, over, limit, how);
    } catch (const attain::error& e) {
        if (e.argument() == "residual_holder") attain::fail(e.code(), "--rest", e.reason());
        if (e.argument() == "locks") attain::fail(e.code(), "--lock", e.reason());
        if (e.argument() != "quantum") throw;
        attain::fail(
            errc::invalid_argument, "--quantum",
            "what the locks leave of the limit is no multiple of it; say who takes the rest: --rest NAME");
    }
}

limit_team plan_of(const example::dataset& data, const attain::team& team, const limit_plans& asked,
                   attain::units limit, const attain::limit_plan_options& wished) {
    if (!anybody_works(team, asked.period))
        attain::fail(errc::empty_input, "--total",
                     "team " + quote(team.name()) + " is empty: nobody works in it in " +
                         to_string(asked.period));
    const attain::estimator now{team, data.metric, data.book, asked.as_of, {}, data.estimating};
    limit_team result{.plan =
                          divided(now, asked.period, limit, how_in(data.teams, team, asked.period, wished)),
                      .how = wished};
    result.audits = audit(result.plan);
    result.no_working_time = without_time(data.teams, team, asked.period);
    result.checks = data_checks(data, team, data.metric, asked.as_of);
    return result;
}

} // namespace

limit_plans make_limit_plans(const example::dataset& data, const plan_options& options) {
    limit_plans all{.period = period_of(options), .as_of = known_until(options, data)};
    all.note = export_note(options, data, data.metric, all.as_of);
    if (all.period.end <= all.as_of)
        attain::fail(errc::inverted_period, "--as-of",
                     to_string(all.as_of) + " is after the end of the period, " +
                         to_string(all.period.last()));
    const quantities limits = read_limits(data, options);
    attain::limit_plan_options wished{.locks = read_locks(data, options),
                                      .quantum = quantum_of(data, options)};
    if (!options.rest.empty()) wished.residual_holder = rep_called(data, "--rest", options.rest);
    for (const attain::team& team : data.teams) {
        const auto own = limits.by_name.find(team.name());
        if (own == limits.by_name.end() && !limits.all)
            all.without_limit.push_back(team.name());
        else
            all.teams.push_back(
                plan_of(data, team, all, own == limits.by_name.end() ? *limits.all : own->second, wished));
    }
    require_planned(data, wished.locks, all.teams);
    return all;
}

attain::limit_plan limit_plan_again(const example::dataset& data, const limit_team& of,
                                    const attain::period& over, attain::day as_of) {
    const attain::team& team = team_called(data, of.plan.team.owner);
    const attain::estimator then{team, data.metric, data.book, as_of, {}, data.estimating};
    attain::limit_plan_options how = how_in(data.teams, team, over, of.how);
    attain::units rest = of.plan.team.limit;
    for (const attain::limit_lock& l : how.locks)
        rest -= l.limit;
    // The one who takes what the steps leave may not be there in that period.
    if (!how.residual_holder && rest > 0 && rest % how.quantum != 0) how.quantum = 1;
    return make_limit_plan(then, over, of.plan.team.limit, how);
}

followed_limits follow(const example::dataset& data, const limit_team& of, attain::day on) {
    const attain::limit_plan& plan = of.plan;
    const attain::team& team = team_called(data, plan.team.owner);
    known_by_day<attain::estimator> days{[&](attain::day d) {
        return attain::estimator{team, data.metric, data.book, d, {}, data.estimating};
    }};
    const attain::period& over = plan.team.period;
    followed_limits f{.plan = &of, .team = track(plan.team, team, days.on(on).team_forecast(over), on)};
    for (const attain::limit_goal& g : plan.goals) {
        const auto progress = [&](attain::day d, std::optional<attain::pace_status> yesterday) {
            const attain::limit_progress before{
                .rep = g.rep, .as_of = d - 1, .status = yesterday.value_or(attain::pace_status::too_early)};
            return track(g, team, days.on(d).forecast(g.rep, over), d, &before);
        };
        f.goals.push_back(chained(over.begin - 1, on, progress));
    }
    return f;
}

closed_limits close(const attain::limit_plan& plan, const example::dataset& data) {
    const attain::team& team = team_called(data, plan.team.owner);
    const attain::day last = plan.team.period.last();
    const attain::estimator end{team, data.metric, data.book, last, {}, data.estimating};
    closed_limits all{.team = track(plan.team, team, end.team_forecast(plan.team.period), last)};
    std::vector<attain::closed_goal> judged;
    for (const attain::limit_goal& g : plan.goals) {
        all.goals.push_back(track(g, team, end.forecast(g.rep, g.period), last));
        attain::closed_goal c{.rep = g.rep};
        const attain::pace_status status = all.goals.back().status;
        if (status != attain::pace_status::not_applicable)
            c.attainment = attain::attainment::of(status == attain::pace_status::reached ? 1 : 0, 1);
        if (g.forecast.known()) c.said = g.probability();
        judged.push_back(c);
    }
    all.check = attain::calibration_of(judged);
    return all;
}

void add_limit_records(limit_plans& to, const example::dataset& data) {
    constexpr std::size_t periods = 6;
    const auto first = data.book.first_day(data.metric);
    if (!first) return;
    for (limit_team& team : to.teams) {
        goals_record record;
        for (const attain::period& past : attain::past_periods(to.period, to.as_of, *first, periods))
            if (anybody_works(team_called(data, team.plan.team.owner), past))
                record.add(close(limit_plan_again(data, team, past, past.begin - 1), data).check);
        if (record.check.goals > 0) team.record = record;
    }
}

} // namespace attain_program
