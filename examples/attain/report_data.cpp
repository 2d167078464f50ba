#include "report_data.hpp"

#include <attain/goal/audit.hpp>
#include <attain/goal/catalogue.hpp>
#include <attain/measure/attribution.hpp>
#include <attain/measure/ledger.hpp>

#include "files.hpp"
#include "plan_text.hpp"

#include <algorithm>
#include <map>
#include <span>
#include <utility>

namespace attain_program {

namespace {

constexpr std::array<double, 5> levels{0.10, 0.25, 0.50, 0.75, 0.90};

std::optional<double> chance_of(const attain::forecast& f, attain::units target) {
    return f.known() ? std::optional{attainability(f, target)} : std::nullopt;
}

// What is due and what is done, day by day: nothing more is done after today.
std::vector<fan_day> days_of(const attain::goal& g, attain::day today,
                             std::span<const attain::day_total> own) {
    std::vector<fan_day> days;
    attain::units due = 0;
    attain::units done = 0;
    for (attain::day d = g.period.begin; d < g.period.end; ++d) {
        for (const attain::day_target& t : g.daily)
            if (t.day == d) due += t.amount;
        for (const attain::day_total& t : own)
            if (t.day == d) done += t.quantity;
        fan_day one{.day = d, .due = due};
        if (d <= today) one.actual = done;
        one.quantile.fill(static_cast<double>(done));
        days.push_back(one);
    }
    return days;
}

// The fans of all goals: everybody is forecast at once, day after day.
std::vector<std::vector<fan_day>> fans_of(const attain::plan& p, const attain::estimator& now,
                                          const std::vector<attain::day_total>& totals) {
    std::vector<std::vector<fan_day>> fans;
    std::map<attain::rep_id, std::size_t> place;
    for (const attain::goal& g : p.goals) {
        place.emplace(g.rep, fans.size());
        fans.push_back(days_of(g, now.as_of(), own_totals(totals, g.rep)));
    }
    for (attain::day d = std::max(p.period.begin, now.as_of() + 1); d < p.period.end; ++d)
        for (const attain::forecast& f : now.forecasts(attain::period::between(p.period.begin, d + 1))) {
            const auto found = place.find(f.rep());
            if (found == place.end() || !f.known()) continue;
            fan_day& one = fans[found->second][static_cast<std::size_t>(d - p.period.begin)];
            for (std::size_t q = 0; q < levels.size(); ++q)
                one.quantile[q] = f.quantile(levels[q]);
        }
    return fans;
}

std::vector<std::string> sentences(const attain::bridge& b, const attain::metric& of,
                                   const std::string& owner) {
    // Here the weights are what is expected of each.
    static constexpr const char* weights =
        "weight.up = In proportion to what is expected of everybody, {who} has {size} more.\n"
        "weight.down = In proportion to what is expected of everybody, {who} has {size} less.\n";
    const attain::catalogue english = attain::catalogue::parse(weights);
    std::vector<std::string> all;
    for (const attain::bridge_line& line : b.lines())
        all.push_back(sentence_of(english, line, of, owner));
    return all;
}

team_report report_of(const team_plan& plan, const example::dataset& data, attain::day as_of) {
    const attain::plan& p = plan.plan;
    const attain::team& team = team_called(data, p.team);
    const attain::estimator made{team, data.metric, data.book, p.as_of, {}, data.estimating};
    const attain::estimator now{team, data.metric, data.book, as_of, {}, data.estimating};
    const auto totals = member_totals(team, data.metric, data.book, {.as_of = as_of});
    const auto why = explain(p, made, plan.asked.by, plan.asked.options);
    team_report r{.plan = &plan,
                  .chance = chance_of(p.team_forecast, p.promised),
                  .assigned_chance = chance_of(p.team_forecast, p.total)};
    r.chance_now = chance_of(now.team_forecast(p.period), p.promised);
    for (const attain::rep& member : team.reps())
        r.names.emplace(member.id, member.name);
    std::vector<std::vector<fan_day>> fans = fans_of(p, now, totals);
    std::map<attain::rep_id, attain::forecast> forecasts;
    for (attain::forecast& f : now.forecasts(p.period))
        forecasts.emplace(f.rep(), std::move(f));
    for (std::size_t i = 0; i < p.goals.size(); ++i) {
        const attain::goal& g = p.goals[i];
        const auto known = forecasts.find(g.rep);
        const attain::forecast f = known == forecasts.end() ? now.forecast(g.rep, p.period) : known->second;
        rep_report one{.goal = &g,
                       .notes = &plan.notes[i],
                       .equal = &p.one_for_all[i],
                       .key = data.keys.at(g.rep),
                       .chance = chance_of(g.forecast, g.target),
                       .equal_chance = chance_of(g.forecast, p.one_for_all[i].amount),
                       .chance_now = chance_of(f, g.target),
                       .actual = f.done(),
                       .fan = std::move(fans[i]),
                       .weeks = schedule_of(g, team).parts(attain::period_kind::week),
                       .why = sentences(why[i], p.metric, g.owner)};
        if (plan.notes[i].activities) one.activities = plan.notes[i].activities->mix;
        r.actual += one.actual;
        r.reps.push_back(std::move(one));
    }
    return r;
}

} // namespace

report_data gather(const plans& all, const example::dataset& data, attain::day as_of) {
    report_data r{.all = &all, .data = &data, .as_of = as_of};
    for (const team_plan& plan : all.teams)
        r.teams.push_back(report_of(plan, data, as_of));
    return r;
}

} // namespace attain_program
