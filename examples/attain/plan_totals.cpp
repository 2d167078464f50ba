#include "plan_totals.hpp"

#include "plan_text.hpp"

#include <algorithm>

namespace attain_program {

namespace {

const std::string& owner(const team_plan& team, attain::rep_id rep) {
    return team.plan.find(rep)->owner;
}

json relaxed(const team_plan& team, const example::dataset& data) {
    json all = json::array();
    for (const attain::relaxation& r : team.split.relaxed)
        all.push_back({{"rep", data.keys.at(r.rep)}, {"bound", name(r.tag)}, {"from", r.from}, {"to", r.to}});
    return all;
}

} // namespace

std::string assigned_name(const attain::plan& of) {
    return of.total == of.promised ? "" : of.total > of.promised ? "street" : "assigned";
}

std::string plan_clause(const attain::plan& of) {
    return of.total == of.promised ? "" : ", for a plan of " + quantity(of.promised, of.metric);
}

std::string handed_out_text(const attain::plan& of) {
    const std::string clause = plan_clause(of);
    return clause.empty() ? "" : quantity(of.total, of.metric) + " in all" + clause;
}

std::vector<remark> remarks(const team_plan& team) {
    const attain::metric& of = team.plan.metric;
    std::vector<remark> all;
    if (!team.contradiction.empty()) all.push_back({"Contradiction", team.contradiction});
    std::vector<std::string> gave_way;
    for (const attain::relaxation& r : team.split.relaxed)
        gave_way.push_back(std::string(name(r.tag)) + " of " + owner(team, r.rep) + ' ' +
                           quantity(r.from, of) + " -> " + quantity(r.to, of));
    if (!gave_way.empty()) all.push_back({"Gave way", joined(gave_way)});
    if (const attain::units rest = team.split.unassigned; rest > 0)
        all.push_back({"Unassigned", quantity(rest, of) + " of " + quantity(team.split.street, of) +
                                         ": nobody's bounds leave room for it"});
    else if (rest < 0)
        all.push_back({"Too much", "the bounds ask for " + quantity(-rest, of) + " more than the " +
                                       quantity(team.split.street, of) + " to share out"});
    std::vector<std::string> starts;
    for (const attain::quota& s : team.starts)
        starts.push_back(owner(team, s.rep) + ' ' + quantity(s.amount, of));
    if (!starts.empty())
        all.push_back({"Last quota",
                       "unknown for some, who start from what equal chances would give: " + joined(starts)});
    if (!team.divided.empty())
        all.push_back({"Divided", "by working time in each team: " + joined(team.divided, "; ")});
    if (!team.no_working_time.empty()) all.push_back({"No goal", joined(team.no_working_time)});
    std::vector<std::string> moved;
    for (const attain::goal& g : team.plan.goals)
        if (g.forecast.because(attain::forecast_reason::record_elsewhere)) moved.push_back(g.owner);
    if (!moved.empty())
        all.push_back({"Moved here", joined(moved) +
                                         ": what they did in other teams is their own record, and "
                                         "no figure of this team"});
    if (!team.checks.empty()) all.push_back({"Check", joined(team.checks, "; ")});
    return all;
}

std::string totals_text(const team_plan& team) {
    std::string text;
    if (const std::string handed_out = handed_out_text(team.plan); !handed_out.empty())
        text += labelled("Quotas", handed_out + ": the team's figures are of the plan");
    for (const remark& r : remarks(team))
        text += labelled(r.label, r.text);
    return text;
}

std::string left_out_text(const plans& all) {
    std::string text = not_planned_text(all.without_total, "--total");
    if (!all.no_effect.empty())
        text += labelled("No effect", joined(all.no_effect) + ": nobody of a team that is planned");
    return text;
}

json totals_json(const team_plan& team, const example::dataset& data) {
    return {{"total", team.plan.promised},
            {"sum_of_quotas", team.plan.total},
            {"street", team.split.street},
            {"unassigned", team.split.unassigned},
            {"contradiction", team.contradiction.empty() ? json(nullptr) : json(team.contradiction)},
            {"relaxed", relaxed(team, data)},
            {"divided", team.divided}};
}

} // namespace attain_program
