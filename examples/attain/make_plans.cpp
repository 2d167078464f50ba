#include "make_plans.hpp"

#include <attain/allocate/allocate.hpp>
#include <attain/core/error.hpp>
#include <attain/time/capacity.hpp>

#include "changes.hpp"

#include <algorithm>
#include <common/text.hpp>
#include <utility>

namespace attain_program {

namespace {

using attain::errc;
using example::quote;

struct team_forecasts {
    attain::estimator estimator;
    std::vector<attain::forecast> forecasts;
};

attain::policy policy_of(const plan_options& options) {
    if (options.policy == "proportional") return attain::proportional{};
    if (options.policy == "equal") return attain::equal_split{};
    return attain::equal_attainability{};
}

std::string listed(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

// The rep somebody means by an id or a name of the files.
attain::rep_id rep_called(const example::dataset& data, const std::string& option, const std::string& name) {
    std::vector<attain::rep_id> found;
    for (const attain::team& team : data.teams)
        for (const attain::rep& member : team.reps()) {
            if (data.keys.at(member.id) == name) return member.id;
            if (member.name == name) found.push_back(member.id);
        }
    std::sort(found.begin(), found.end()); // a mover is in several teams, and one person
    found.erase(std::unique(found.begin(), found.end()), found.end());
    if (found.empty())
        attain::fail(errc::unknown_id, option, "nobody on the roster is called " + quote(name));
    if (found.size() > 1)
        attain::fail(errc::conflict, option,
                     std::to_string(found.size()) + " people are called " + quote(name) + "; use the id");
    return found.front();
}

std::string name_of(const example::dataset& data, attain::rep_id id) {
    for (const attain::team& team : data.teams)
        if (const attain::rep* member = team.find(id)) return member->name;
    return {};
}

// Bounds and weights of everybody who has a forecast.
std::vector<attain::candidate> candidates_of(const example::dataset& data, const plan_options& options,
                                             const std::vector<attain::forecast>& forecasts) {
    const quantities floors = read_quantities(options.floors, "--floor", data.metric);
    const quantities caps = read_quantities(options.caps, "--cap", data.metric);
    std::vector<attain::candidate> all;
    for (const attain::forecast& f : forecasts) {
        attain::candidate one{.id = f.rep(), .weight = std::max(0.0, f.mean())};
        if (floors.all) one.floor = *floors.all;
        if (caps.all) one.cap = *caps.all;
        for (const auto& [name, amount] : floors.by_name)
            if (rep_called(data, "--floor", name) == f.rep()) one.floor = amount;
        for (const auto& [name, amount] : caps.by_name)
            if (rep_called(data, "--cap", name) == f.rep()) one.cap = amount;
        if (one.floor > one.cap)
            attain::fail(errc::conflict, "--floor",
                         "the floor " + to_string(one.floor, data.metric) + " of " + name_of(data, f.rep()) +
                             " is above the cap " + to_string(one.cap, data.metric));
        all.push_back(one);
    }
    return all;
}

// The contradiction in the metric's own numbers, with the people it is about.
void require_feasible(const example::dataset& data, const attain::allocation& split,
                      const std::string& whose) {
    if (split.feasible) return;
    const attain::infeasibility& problem = split.problem;
    const bool floors = problem.kind == attain::infeasibility_kind::floors_above;
    std::vector<std::string> who;
    for (const attain::named_bound& bound : problem.bounds)
        if (const std::string name = name_of(data, bound.rep); !name.empty())
            who.push_back(name + ' ' + to_string(bound.value, data.metric));
    if (!floors && problem.kind != attain::infeasibility_kind::caps_below)
        attain::fail(errc::conflict, "--total", whose + ": " + problem.text());
    const attain::units sum = floors ? split.total + problem.gap : split.total - problem.gap;
    attain::fail(errc::conflict, "--total",
                 whose + ": the " + (floors ? "floors" : "caps") + " add up to " +
                     to_string(sum, data.metric) + ", " + to_string(problem.gap, data.metric) +
                     (floors ? " above" : " below") + " the total of " + to_string(split.total, data.metric) +
                     " (" + listed(who) + ")");
}

attain::allocation split_among(const example::dataset& data, const plan_options& options, attain::units total,
                               const std::vector<attain::forecast>& forecasts, const std::string& whose) {
    const attain::allocate_options details{candidates_of(data, options, forecasts)};
    attain::allocation split = attain::allocate(total, forecasts, policy_of(options), details);
    require_feasible(data, split, whose);
    return split;
}

// One forecast of somebody in some team. A mover within the period has one in each team, for the days there,
// and takes part in the sharing once for each of them: from the second on under a number of its own.
class shares_of_everybody {
public:
    explicit shares_of_everybody(const std::map<std::string, team_forecasts>& teams) {
        for (const auto& [name, team] : teams)
            for (const attain::forecast& f : team.forecasts) {
                forecasts_.push_back(f);
                free_ = std::max(free_, f.rep().value + 1);
            }
        for (const auto& [name, team] : teams)
            for (const attain::forecast& f : team.forecasts) {
                const attain::rep_id id = owners_.contains(f.rep()) ? attain::rep_id{free_++} : f.rep();
                ids_.push_back(id);
                owners_.emplace(id, owner{f.rep(), name});
            }
    }

    struct owner {
        attain::rep_id rep{};
        std::string team{};
    };

    [[nodiscard]] const std::vector<attain::forecast>& forecasts() const noexcept { return forecasts_; }
    void number(std::vector<attain::candidate>& candidates) const {
        for (std::size_t i = 0; i < candidates.size(); ++i)
            candidates[i].id = ids_[i];
    }
    [[nodiscard]] const owner& of(attain::rep_id id) const { return owners_.at(id); }

private:
    std::vector<attain::forecast> forecasts_;
    std::vector<attain::rep_id> ids_; // of each forecast
    std::map<attain::rep_id, owner> owners_;
    std::int64_t free_ = 1;
};

// The team totals that a single total means: all reps share it by the policy, as if they were one team. The
// policies are consistent: sharing out a team's part again gives the same quotas.
std::map<std::string, attain::units> share_one_total(const example::dataset& data,
                                                     const plan_options& options,
                                                     const std::map<std::string, team_forecasts>& teams,
                                                     attain::units total) {
    const shares_of_everybody everybody{teams};
    std::vector<attain::candidate> candidates = candidates_of(data, options, everybody.forecasts());
    everybody.number(candidates);
    attain::allocation split = attain::allocate(total, candidates, everybody.forecasts(), policy_of(options));
    for (attain::named_bound& bound : split.problem.bounds)
        if (bound.rep != attain::rep_id{}) bound.rep = everybody.of(bound.rep).rep;
    require_feasible(data, split, "all teams together");
    std::map<std::string, attain::units> totals;
    for (const attain::quota& q : split.quotas)
        totals[everybody.of(q.rep).team] += q.amount;
    return totals;
}

std::map<std::string, attain::units> totals_of(const example::dataset& data, const plan_options& options,
                                               const std::map<std::string, team_forecasts>& teams) {
    const quantities typed = read_quantities(options.totals, "--total", data.metric);
    if (typed.all && !typed.by_name.empty())
        attain::fail(errc::conflict, "--total", "either one total for all or one for each team, not both");
    if (typed.all && teams.size() == 1) return {{teams.begin()->first, *typed.all}};
    if (typed.all) return share_one_total(data, options, teams, *typed.all);
    std::map<std::string, attain::units> totals;
    for (const auto& [team, total] : typed.by_name) {
        if (!teams.contains(team)) {
            std::vector<std::string> there;
            for (const auto& each : teams)
                there.push_back(each.first);
            attain::fail(errc::unknown_id, "--total",
                         "there is no team " + quote(team) + "; there is: " + listed(there));
        }
        totals.emplace(team, total);
    }
    return totals;
}

// Working days as people count them: a season weighs days, it does not add any.
attain::capacity_line working_days(const attain::team& in, const attain::rep& member,
                                   const attain::period& over) {
    const attain::team without_season{in.name(), in.calendar()};
    return {without_season, member, over, attain::capacity_of::without_ramp};
}

ramp_span ramp_in(const attain::rep& member, const attain::capacity_line& days) {
    ramp_span ramp;
    bool any = false;
    for (attain::day d = days.span().begin; d < days.span().end; ++d) {
        if (days.on(d).none()) continue;
        const double share = member.ramp_on(d).value();
        if (!std::exchange(any, true)) ramp.first = share;
        ramp.last = share;
        ramp.ramping = ramp.ramping || share < 1;
    }
    return ramp;
}

team_plan plan_of(const example::dataset& data, const plan_options& options, const attain::period& over,
                  const team_forecasts& team, attain::units total) {
    const attain::team& members = team.estimator.team();
    if (team.forecasts.empty())
        attain::fail(errc::empty_input, "--total",
                     "team " + quote(members.name()) + " is empty: nobody works in it in " + to_string(over));
    const attain::allocation split =
        split_among(data, options, total, team.forecasts, "team " + quote(members.name()));
    team_plan result{.plan = make_plan(team.estimator, over, split)};
    result.one_size = check_one_size(result.plan);
    const std::vector<attain::channel_rate> channels =
        strengths(members, data.metric, data.book, team.estimator.as_of());
    for (const attain::goal& goal : result.plan.goals) {
        const attain::rep& member = members.at(goal.rep);
        const attain::capacity_line days = working_days(members, member, over);
        goal_notes notes{.audit = audit(goal, result.plan),
                         .ramp = ramp_in(member, days),
                         .days = days.sum(over).days(),
                         .changes = changes_in(data.teams, members, member, over),
                         .recorded = goal.last_fact.has_value()};
        std::copy_if(channels.begin(), channels.end(), std::back_inserter(notes.channels),
                     [&](const attain::channel_rate& c) { return c.rep == goal.rep; });
        result.notes.push_back(std::move(notes));
    }
    for (const attain::rep& member : members.reps())
        if (split.find(member.id) == nullptr)
            result.no_working_time.push_back(member.name + " (" +
                                             why_no_time(data.teams, members, member, over) + ')');
    return result;
}

} // namespace

plans make_plans(const example::dataset& data, const plan_options& options) {
    const attain::period over = period_of(options);
    const attain::day known = as_of(options);
    if (over.end <= known)
        attain::fail(errc::inverted_period, "--as-of",
                     to_string(known) + " is after the end of the period, " + to_string(over.last()));
    std::map<std::string, team_forecasts> teams;
    for (const attain::team& team : data.teams) {
        attain::estimator estimator{team, data.metric, data.book, known};
        std::vector<attain::forecast> forecasts = estimator.forecasts(over);
        teams.emplace(team.name(), team_forecasts{std::move(estimator), std::move(forecasts)});
    }
    const std::map<std::string, attain::units> totals = totals_of(data, options, teams);
    plans all{.period = over, .as_of = known, .policy = attain::name(policy_of(options))};
    for (const auto& [name, team] : teams) {
        const auto total = totals.find(name);
        if (total == totals.end())
            all.without_total.push_back(name);
        else
            all.teams.push_back(plan_of(data, options, over, team, total->second));
    }
    return all;
}

} // namespace attain_program
