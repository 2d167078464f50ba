#include "plan_json.hpp"

#include "json_values.hpp"
#include "plan_text.hpp"
#include "plan_totals.hpp"

#include <algorithm>

namespace attain_program {

namespace {

// Null when there is nothing to learn from.
json probability(const attain::forecast& f, attain::units target) {
    return f.known() ? json(attainability(f, target)) : json(nullptr);
}

json range_of(const attain::forecast& f) {
    if (!f.known()) return nullptr;
    return ends(f.interval(0.8));
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
                       {"chance_above_team", c.chance_above},
                       {"standing", name(c.standing)}});
    return all;
}

json activities(const goal_notes& notes) {
    if (!notes.activities) return nullptr;
    const activity_note& note = *notes.activities;
    json daily = json::array();
    for (const attain::channel_mix& c : note.mix.channels)
        daily.push_back(
            {{"channel", c.channel}, {"per_day", c.per_day}, {"share", c.share}, {"expected", c.outcomes}});
    return {{"daily", daily},
            {"hours_per_day", note.mix.hours_per_day},
            {"expected", note.mix.expected},
            {"range_80", {note.mix.interval.low, note.mix.interval.high}},
            {"alone",
             {{"channel", note.channel},
              {"likely", note.alone.likely},
              {"range_80", {note.alone.interval.low, note.alone.interval.high}}}}};
}

json lines_of(const attain::explanation& e) {
    json all = json::object();
    for (const attain::explanation_line& line : e.lines)
        all[name(line.kind)] = line.amount;
    return all;
}

// Why the quota is what it is; the lines, when asked for, add up to it.
json why(const team_plan& team, std::size_t i) {
    const attain::quota& q = team.split.quotas[i];
    const auto start = std::find_if(team.starts.begin(), team.starts.end(),
                                    [&](const attain::quota& s) { return s.rep == q.rep; });
    const bool started = start != team.starts.end(); // no last quota is known
    json all = {{"state", name(q.state)},
                {"bound", name(q.binding)},
                {"probability_next",
                 team.plan.goals[i].forecast.known() ? number(q.probability_next) : json(nullptr)},
                {"low", q.low},
                {"high", q.high == attain::unlimited ? json(nullptr) : json(q.high)},
                {"change", started ? json(nullptr) : json(q.change)},
                {"start", started ? json(start->amount) : json(nullptr)},
                {"tie", q.tie},
                {"takes_rest", q.residual}};
    if (team.explained.empty()) return all;
    all["without_own_bounds"] = team.explained[i].without_own_bounds;
    all["lines"] = lines_of(team.explained[i]);
    if (i >= team.bridges.size()) return all;
    json bridge = json::array();
    for (const attain::bridge_line& line : team.bridges[i].lines())
        bridge.push_back({{"factor", name(line.factor)}, {"amount", line.amount}, {"note", line.note}});
    all["bridge"] = std::move(bridge);
    return all;
}

json figures(const attain::team_figures& f) {
    return {{"smallest_chance", number(f.smallest_chance)},
            {"largest_chance", number(f.largest_chance)},
            {"mean_chance", number(f.mean_chance)},
            {"chance_spread", number(f.chance_spread)},
            {"near_mean", number(f.near_mean)},
            {"relation_to_size", number(f.relation_to_size)},
            {"expected_credited", number(f.expected_credited)},
            {"expected_attaining", number(f.expected_attaining)},
            {"price", number(f.price)},
            {"chance_per_unit", number(f.chance_per_unit)}};
}

json outcome_json(const attain::outcome& o, const team_plan& team, const example::dataset& data) {
    json quotas = json::object();
    bool any_known = false;
    for (const attain::quota& q : o.split.quotas) {
        const attain::goal* const planned = team.plan.find(q.rep);
        const bool known = planned != nullptr && planned->forecast.known();
        any_known = any_known || known;
        quotas[data.keys.at(q.rep)] = {{"quota", q.amount},
                                       {"probability", known ? number(q.probability) : json(nullptr)}};
    }
    return {{"total", o.split.total},
            {"policy", o.split.method},
            {"feasible", o.split.feasible},
            {"figures", any_known ? figures(o.figures) : json(nullptr)},
            {"quotas", quotas}};
}

json compared(const team_plan& team, const example::dataset& data) {
    json all = json::array();
    for (const attain::outcome& o : team.compared)
        all.push_back(outcome_json(o, team, data));
    return all;
}

json what_if(const team_plan& team, const example::dataset& data) {
    json all = json::array();
    for (const other_total& other : team.what_if) {
        all.push_back(outcome_json(other.outcome, team, data));
        all.back()["probability"] =
            team.plan.team_forecast.known() ? number(other.team_probability) : json(nullptr);
    }
    return all;
}

json daily(const std::vector<attain::day_target>& days) {
    json all = json::array();
    for (const attain::day_target& d : days)
        all.push_back({{"day", to_string(d.day)}, {"quota", d.amount}});
    return all;
}

json goal_json(const team_plan& team, std::size_t i, const example::dataset& data) {
    const attain::goal& goal = team.plan.goals[i];
    const goal_notes& notes = team.notes[i];
    const attain::equal_share& equal = team.plan.one_for_all[i];
    return {
        {"rep", data.keys.at(goal.rep)},
        {"name", goal.owner},
        {"role", goal.role},
        {"quota", goal.target},
        {"done", goal.forecast.done()},
        {"probability", probability(goal.forecast, goal.target)},
        {"expected", number(goal.forecast.mean())},
        {"range_80", range_of(goal.forecast)},
        {"evidence", evidence(goal.forecast.evidence())},
        {"recorded", notes.recorded},
        {"record_elsewhere", goal.forecast.because(attain::forecast_reason::record_elsewhere)},
        {"working_days", notes.days},
        {"full_days", notes.full_days},
        {"ramp", notes.ramp.ramping ? json::array({notes.ramp.first, notes.ramp.last}) : json(nullptr)},
        {"changes", notes.changes},
        {"equal_quota", {{"quota", equal.amount}, {"probability", probability(goal.forecast, equal.amount)}}},
        {"why", why(team, i)},
        {"channels", channels(notes)},
        {"activities", activities(notes)},
        {"smart", smart(notes.audit)},
        {"daily", daily(goal.daily)},
        {"to_come", daily(notes.to_come)}};
}

json share(const attain::judged_share& s) {
    return {{"share", s.share}, {"low", s.interval.low}, {"high", s.interval.high}};
}

json record(const team_plan& team) {
    if (!team.record || team.record->forecasts.empty()) return nullptr;
    const attain::calibration& c = *team.record;
    return {{"periods", c.periods},
            {"goals", c.forecasts.size()},
            {"said", c.said},
            {"reached", share(c.at_quota)},
            {"held_50", share(c.coverage50)},
            {"held_80", share(c.coverage80)},
            {"held_90", share(c.coverage90)},
            {"brier", c.brier},
            {"log_score", c.log_score}};
}

json team_json(const team_plan& team, const example::dataset& data) {
    json reps = json::array();
    for (std::size_t i = 0; i < team.plan.goals.size(); ++i)
        reps.push_back(goal_json(team, i, data));
    json all = {{"team", team.plan.team}};
    all.update(totals_json(team, data));
    all.update({{"probability", probability(team.plan.team_forecast, team.plan.promised)},
                {"expected", number(team.plan.team_forecast.mean())},
                {"range_80", range_of(team.plan.team_forecast)},
                {"compared", compared(team, data)},
                {"what_if", what_if(team, data)},
                {"next_change", team.next_change ? json(*team.next_change) : json(nullptr)},
                {"track_record", record(team)},
                {"without_goal", team.no_working_time},
                {"check", team.checks},
                {"reps", reps}});
    return all;
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
                           {"warning", all.warning.empty() ? json(nullptr) : json(all.warning)},
                           {"note", all.note.empty() ? json(nullptr) : json(all.note)},
                           {"unassigned", all.unassigned},
                           {"rows",
                            {{"read", data.rows.rows},
                             {"used", data.rows.used - data.rows.later},
                             {"outside_any_team", data.rows.outside},
                             {"after_as_of", data.rows.later},
                             {"filtered", data.rows.filtered},
                             {"other_metrics", data.rows.other_metrics},
                             {"unknown_reps", data.rows.unknown_reps}}},
                           {"teams", teams},
                           {"teams_without_total", all.without_total},
                           {"no_effect", all.no_effect}};
    return written(document);
}

} // namespace attain_program
