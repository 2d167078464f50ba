#include "plan_json.hpp"

#include <nlohmann/json.hpp>

#include <cmath>

namespace attain_program {

namespace {

using json = nlohmann::ordered_json;

json number(double value) {
    return std::isfinite(value) ? json(value) : json(nullptr);
}

// A probability means something only when there is something to learn from.
json chance(const attain::forecast& f, attain::units target) {
    return f.evidence().grade == attain::evidence_grade::unknown ? json(nullptr) : json(f.tail(target));
}

json range_of(const attain::forecast& f) {
    if (f.evidence().grade == attain::evidence_grade::unknown) return nullptr;
    const attain::range r = f.interval(0.8);
    return json::array({r.low, r.high});
}

json evidence(const attain::forecast& f) {
    return {{"grade", name(f.evidence().grade)},
            {"effective_days", f.evidence().effective_days},
            {"prior_weight", f.evidence().prior_weight}};
}

json channels(const goal_notes& notes) {
    json all = json::array();
    for (const attain::channel_rate& c : notes.channels)
        all.push_back({{"channel", c.channel},
                       {"quantity", c.quantity},
                       {"rate_per_day", c.rate},
                       {"rate_low", c.interval.low},
                       {"rate_high", c.interval.high},
                       {"team_rate_per_day", c.team_rate},
                       {"strength", c.strength}});
    return all;
}

json smart(const goal_notes& notes) {
    json all = json::object();
    for (const attain::finding& f : notes.audit)
        all[std::string(1, letter(f.question))] = {
            {"verdict", name(f.verdict)}, {"figure", number(f.figure)}, {"reason", f.reason}};
    return all;
}

json daily(const attain::goal& goal) {
    json all = json::array();
    for (const attain::day_target& d : goal.daily)
        all.push_back({{"day", to_string(d.day)}, {"quota", d.amount}});
    return all;
}

json goal_json(const attain::goal& goal, const goal_notes& notes, const attain::equal_share& equal,
               const example::dataset& data) {
    return {{"rep", data.keys.at(goal.rep)},
            {"name", goal.owner},
            {"role", goal.role},
            {"quota", goal.target},
            {"done", goal.forecast.done()},
            {"probability", chance(goal.forecast, goal.target)},
            {"expected", number(goal.forecast.mean())},
            {"range_80", range_of(goal.forecast)},
            {"evidence", evidence(goal.forecast)},
            {"recorded", notes.recorded},
            {"working_days", notes.days},
            {"ramp", notes.ramp.ramping ? json::array({notes.ramp.first, notes.ramp.last}) : json(nullptr)},
            {"changes", notes.changes},
            {"equal_quota", {{"quota", equal.amount}, {"probability", chance(goal.forecast, equal.amount)}}},
            {"channels", channels(notes)},
            {"smart", smart(notes)},
            {"daily", daily(goal)}};
}

json team_json(const team_plan& team, const example::dataset& data) {
    json reps = json::array();
    for (std::size_t i = 0; i < team.plan.goals.size(); ++i)
        reps.push_back(goal_json(team.plan.goals[i], team.notes[i], team.plan.one_for_all[i], data));
    attain::units sum = 0;
    for (const attain::goal& goal : team.plan.goals)
        sum += goal.target;
    return {{"team", team.plan.team},
            {"total", team.plan.total},
            {"sum_of_quotas", sum},
            {"probability", chance(team.plan.team_forecast, team.plan.total)},
            {"expected", number(team.plan.team_forecast.mean())},
            {"range_80", range_of(team.plan.team_forecast)},
            {"without_goal", team.no_working_time},
            {"reps", reps}};
}

} // namespace

std::string plan_json(const plans& all, const example::dataset& data) {
    json teams = json::array();
    for (const team_plan& team : all.teams)
        teams.push_back(team_json(team, data));
    const json document = {{"metric", data.metric.name()},
                           {"decimals", data.metric.exponent()},
                           {"period", to_string(all.period)},
                           {"begin", to_string(all.period.begin)},
                           {"last_day", to_string(all.period.last())},
                           {"as_of", to_string(all.as_of)},
                           {"policy", all.policy},
                           {"rows",
                            {{"read", data.rows.rows},
                             {"used", data.rows.used - data.rows.later},
                             {"outside_any_team", data.rows.outside},
                             {"after_as_of", data.rows.later},
                             {"filtered", data.rows.filtered},
                             {"other_metrics", data.rows.other_metrics},
                             {"unknown_reps", data.rows.unknown_reps}}},
                           {"teams", teams},
                           {"teams_without_total", all.without_total}};
    return document.dump(2, ' ', false, json::error_handler_t::replace) + '\n';
}

} // namespace attain_program
