#include "ratio_json.hpp"

#include "json_values.hpp"

namespace attain_program {

namespace {

using attain::ratio_forecast;
using attain::ratio_goal;
using attain::ratio_progress;

// Exactly, and as a number in the numerator's smallest unit.
json target(const attain::ratio& r) {
    return {{"numerator", r.numerator}, {"denominator", r.denominator}, {"value", r.value()}};
}

json chance(const ratio_goal& g) {
    return g.forecast.known() ? number(g.probability()) : json(nullptr);
}

json range_80(const ratio_forecast& f) {
    if (!f.known()) return nullptr;
    return ends(f.interval(0.8));
}

json done(const ratio_forecast& f) {
    return {{"numerator", f.numerator_done()}, {"denominator", f.denominator_done()}};
}

json team_json(const ratio_team& team, const example::dataset& data) {
    const attain::ratio_plan& plan = team.plan;
    json reps = json::array();
    for (std::size_t i = 0; i < plan.goals.size(); ++i) {
        const ratio_goal& g = plan.goals[i];
        reps.push_back({{"rep", data.keys.at(g.rep)},
                        {"name", g.owner},
                        {"role", g.role},
                        {"target", target(g.target)},
                        {"locked", bool(plan.locked[i])},
                        {"done", done(g.forecast)},
                        {"probability", chance(g)},
                        {"no_ratio", g.forecast.undefined()},
                        {"expected", number(g.forecast.mean())},
                        {"expected_events", g.forecast.evidence().grade == attain::evidence_grade::unknown
                                                ? json(nullptr)
                                                : json(plan.events[i])},
                        {"range_80", range_80(g.forecast)},
                        {"evidence", evidence(g.forecast.evidence())},
                        {"team_target_probability", number(plan.one_for_all[i])},
                        {"smart", smart(team.audits[i])}});
    }
    return {{"team", plan.team.owner},
            {"target", target(plan.team.target)},
            {"done", done(plan.team.forecast)},
            {"probability", chance(plan.team)},
            {"expected", number(plan.team.forecast.mean())},
            {"range_80", range_80(plan.team.forecast)},
            {"combined", number(plan.combined)},
            {"meets_target", plan.meets},
            {"track_record", record(team.record)},
            {"without_goal", team.no_working_time},
            {"check", team.checks},
            {"reps", reps}};
}

json head(const ratio_plans& all) {
    constexpr std::array<const char*, 3> kinds = {"share", "odds", "average"};
    return {{"metric", all.metric.name},
            {"numerator", all.metric.numerator.name()},
            {"denominator", all.metric.denominator.name()},
            {"kind", kinds.at(static_cast<std::size_t>(all.metric.kind))},
            {"better", all.direction == attain::better::higher ? "higher" : "lower"},
            {"decimals", all.metric.numerator.exponent()},
            {"period", to_string(all.period)},
            {"begin", to_string(all.period.begin)},
            {"last_day", to_string(all.period.last())},
            {"as_of", to_string(all.as_of)}};
}

json progress(const ratio_progress& p, const ratio_goal& g) {
    return {{"name", p.owner},
            {"target", target(g.target)},
            {"numerator", p.numerator},
            {"denominator", p.denominator},
            {"probability", number(p.probability)},
            {"range_80", ends(p.outcome)},
            {"rest", number(p.rest)},
            {"status", name(p.status)}};
}

json progress(const ratio_progress& p, const ratio_goal& g, const example::dataset& data) {
    json one = {{"rep", data.keys.at(p.rep)}};
    one.update(progress(p, g));
    return one;
}

std::string with_teams(json document, json teams) {
    document["teams"] = std::move(teams);
    return written(document);
}

} // namespace

std::string ratio_plan_json(const ratio_plans& all, const example::dataset& data) {
    json teams = json::array();
    for (const ratio_team& team : all.teams)
        teams.push_back(team_json(team, data));
    json document = head(all);
    const auto side = [](const example::row_counts& n) {
        return json{{"used", n.used - n.later}, {"after_as_of", n.later}, {"unknown_reps", n.unknown_reps}};
    };
    document["rows"] = {
        {"read", data.rows.rows}, {"numerator", side(data.rows)}, {"denominator", side(data.rows_per)}};
    document["teams_without_target"] = all.without_target;
    return with_teams(std::move(document), std::move(teams));
}

std::string ratio_track_json(const ratio_plans& all, const std::vector<followed_ratios>& now, attain::day on,
                             const example::dataset& data) {
    json teams = json::array();
    for (const followed_ratios& f : now) {
        json reps = json::array();
        for (std::size_t i = 0; i < f.goals.size(); ++i)
            reps.push_back(progress(f.goals[i], f.plan->plan.goals[i], data));
        json one = progress(f.team, f.plan->plan.team);
        one["reps"] = std::move(reps);
        teams.push_back(std::move(one));
    }
    json document = head(all);
    document["on"] = to_string(on);
    return with_teams(std::move(document), std::move(teams));
}

std::string ratio_review_json(const ratio_plans& all, const std::vector<reviewed_ratios>& closed,
                              const example::dataset& data) {
    json teams = json::array();
    for (const reviewed_ratios& r : closed) {
        json reps = json::array();
        for (std::size_t i = 0; i < r.closed.goals.size(); ++i) {
            reps.push_back(progress(r.closed.goals[i], r.plan->plan.goals[i], data));
            reps.back()["said"] = chance(r.plan->plan.goals[i]);
        }
        json next = json::array();
        if (r.next)
            for (const ratio_goal& g : r.next->goals)
                next.push_back({{"rep", data.keys.at(g.rep)},
                                {"name", g.owner},
                                {"target", target(g.target)},
                                {"probability", chance(g)}});
        json one = progress(r.closed.team, r.plan->plan.team);
        one["said"] = chance(r.plan->plan.team);
        const attain::calibration_check& c = r.closed.check;
        one["calibration"] = {{"goals", c.goals},
                              {"reached", c.reached},
                              {"expected", c.expected_reached},
                              {"spread", c.spread}};
        one["reps"] = std::move(reps);
        one["next"] = std::move(next);
        teams.push_back(std::move(one));
    }
    json document = head(all);
    document["next"] = to_string(next(all.period));
    return with_teams(std::move(document), std::move(teams));
}

} // namespace attain_program
