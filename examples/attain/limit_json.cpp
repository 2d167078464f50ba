#include "limit_json.hpp"

#include "json_values.hpp"
#include "plan_text.hpp"

namespace attain_program {

namespace {

using attain::limit_goal;
using attain::limit_progress;

json chance(const limit_goal& g) {
    return g.forecast.known() ? number(g.probability()) : json(nullptr);
}

json range_80(const attain::forecast& f) {
    return f.known() ? ends(f.interval(0.8)) : json(nullptr);
}

json team_json(const limit_team& team, const example::dataset& data) {
    const attain::limit_plan& plan = team.plan;
    json reps = json::array();
    for (std::size_t i = 0; i < plan.goals.size(); ++i) {
        const limit_goal& g = plan.goals[i];
        reps.push_back(
            {{"rep", data.keys.at(g.rep)},
             {"name", g.owner},
             {"role", g.role},
             {"limit", g.limit},
             {"locked", bool(plan.locked[i])},
             {"done", g.forecast.done()},
             {"probability", chance(g)},
             {"expected", number(g.forecast.mean())},
             {"range_80", range_80(g.forecast)},
             {"evidence", evidence(g.forecast.evidence())},
             {"equal_share", {{"limit", plan.equal[i]}, {"probability", number(plan.one_for_all[i])}}},
             {"smart", smart(team.audits[i])}});
    }
    return {{"team", plan.team.owner},
            {"limit", plan.team.limit},
            {"done", plan.team.forecast.done()},
            {"probability", chance(plan.team)},
            {"expected", number(plan.team.forecast.mean())},
            {"range_80", range_80(plan.team.forecast)},
            {"overshoot", number(plan.overshoot)},
            {"unassigned", plan.unassigned},
            {"track_record", record(team.record)},
            {"without_goal", team.no_working_time},
            {"check", team.checks},
            {"reps", reps}};
}

json head(const limit_plans& all, const example::dataset& data) {
    return {{"metric", data.metric.name()},         {"better", "lower"},
            {"decimals", data.metric.exponent()},   {"period", to_string(all.period)},
            {"begin", to_string(all.period.begin)}, {"last_day", to_string(all.period.last())},
            {"as_of", to_string(all.as_of)}};
}

json progress(const limit_progress& p) {
    return {{"name", p.owner},
            {"limit", p.limit},
            {"actual", p.actual},
            {"kept_so_far", p.check.kept},
            {"headroom", p.check.headroom},
            {"expected_by_now", number(p.expected)},
            {"working_days_left", p.time_left.days()},
            {"probability", number(p.probability)},
            {"range_80", p.probability ? ends(p.outcome) : json(nullptr)},
            {"status", limit_name(p.status)}};
}

json progress(const limit_progress& p, const example::dataset& data) {
    json one = {{"rep", data.keys.at(p.rep)}};
    one.update(progress(p));
    return one;
}

} // namespace

std::string limit_plan_json(const limit_plans& all, const example::dataset& data) {
    json teams = json::array();
    for (const limit_team& team : all.teams)
        teams.push_back(team_json(team, data));
    json document = head(all, data);
    document["rows"] = {{"read", data.rows.rows},
                        {"used", data.rows.used - data.rows.later},
                        {"after_as_of", data.rows.later},
                        {"unknown_reps", data.rows.unknown_reps}};
    document["teams_without_limit"] = all.without_limit;
    document["teams"] = std::move(teams);
    return written(document);
}

std::string limit_track_json(const limit_plans& all, const std::vector<followed_limits>& now, attain::day on,
                             const example::dataset& data) {
    json teams = json::array();
    for (const followed_limits& f : now) {
        json reps = json::array();
        for (const limit_progress& p : f.goals)
            reps.push_back(progress(p, data));
        json one = progress(f.team);
        one["reps"] = std::move(reps);
        teams.push_back(std::move(one));
    }
    json document = head(all, data);
    document["on"] = to_string(on);
    document["teams"] = std::move(teams);
    return written(document);
}

std::string limit_review_json(const limit_plans& all, const std::vector<reviewed_limits>& closed,
                              const example::dataset& data) {
    json teams = json::array();
    for (const reviewed_limits& r : closed) {
        json reps = json::array();
        for (std::size_t i = 0; i < r.closed.goals.size(); ++i) {
            reps.push_back(progress(r.closed.goals[i], data));
            reps.back()["said"] = chance(r.plan->plan.goals[i]);
        }
        json next = json::array();
        if (r.next)
            for (const limit_goal& g : r.next->goals)
                next.push_back({{"rep", data.keys.at(g.rep)},
                                {"name", g.owner},
                                {"limit", g.limit},
                                {"probability", chance(g)}});
        json one = progress(r.closed.team);
        one["said"] = chance(r.plan->plan.team);
        const attain::calibration_check& c = r.closed.check;
        one["calibration"] = {
            {"goals", c.goals}, {"kept", c.reached}, {"expected", c.expected_reached}, {"spread", c.spread}};
        one["reps"] = std::move(reps);
        one["next"] = std::move(next);
        teams.push_back(std::move(one));
    }
    json document = head(all, data);
    document["next"] = to_string(next(all.period));
    document["teams"] = std::move(teams);
    return written(document);
}

} // namespace attain_program
