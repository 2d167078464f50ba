#include "make_plans.hpp"

#include <attain/core/error.hpp>
#include <attain/measure/attribution.hpp>
#include <attain/time/capacity.hpp>

#include "changes.hpp"
#include "data_checks.hpp"
#include "files.hpp"
#include "plan_policy.hpp"

#include <algorithm>
#include <common/text.hpp>
#include <set>
#include <utility>

namespace attain_program {

namespace {

using attain::errc;
using example::quote;

struct team_forecasts {
    attain::estimator estimator;
    std::vector<attain::forecast> forecasts;
};

std::string listed(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

void require_quotas(const example::dataset& data, const attain::allocation& split, const std::string& whose) {
    if (split.quotas.empty())
        attain::fail(errc::conflict, "--total", whose + ": " + split.problem.text(wording_of(data)));
}

// Steps that do not make the total, and weights that are none, are errors of the command line, in its own
// words.
template<class... Arguments>
attain::allocation shared_out(const std::string& whose, const Arguments&... arguments) {
    try {
        return attain::allocate(arguments...);
    } catch (const attain::error& e) {
        if (e.argument() == "weight" && e.code() == errc::empty_input)
            attain::fail(errc::empty_input, "--policy",
                         whose +
                             ": nothing is expected of anybody there to be proportional to; choose another");
        if (e.argument() != "quantum") throw;
        attain::fail(errc::invalid_argument, "--quantum",
                     whose + ": whole steps do not make the total, over-assignment included; name somebody "
                             "there who takes the rest: --rest NAME");
    }
}

// Where those start from who have no last quota: what equal attainability gives them of the same total inside
// the same bounds. Unknown is not zero. Candidates, one for each forecast, are told their starts.
std::vector<attain::quota> start(const example::dataset& data, const plan_options& options,
                                 attain::units total, const std::vector<attain::forecast>& forecasts,
                                 std::vector<attain::candidate>& candidates,
                                 const attain::allocate_options& details, const std::string& whose) {
    const std::vector<attain::rep_id> without = without_last_quota(data, options, forecasts);
    std::vector<attain::quota> starts;
    if (without.empty()) return starts;
    const attain::allocation equal = shared_out(whose, total, candidates, forecasts,
                                                attain::policy{attain::equal_attainability{}}, details);
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        const attain::quota* const q = equal.find(candidates[i].id); // none: the bounds cannot be met
        if (q == nullptr || std::find(without.begin(), without.end(), forecasts[i].rep()) == without.end())
            continue;
        candidates[i].previous = q->amount;
        starts.push_back(*q);
        starts.back().rep = forecasts[i].rep();
    }
    return starts;
}

std::string called(const std::string& team) {
    return "team " + quote(team);
}

// One question to the allocator, with what it is about.
struct question {
    attain::scenario asked{};
    std::vector<attain::quota> starts{};
    attain::forecast_inputs<std::vector<attain::forecast>> about;
};

// `known` are the starts that were settled for all teams together; nullptr: the team's own.
question question_of(const example::dataset& data, const plan_options& options, attain::units total,
                     const std::vector<attain::forecast>& forecasts, const std::string& team,
                     const std::vector<attain::quota>* known) {
    attain::scenario asked{total, policy_of(options),
                           details_of(data, options, forecasts, std::vector(forecasts.size(), team))};
    std::vector<attain::candidate> candidates = std::exchange(asked.options.candidates, {});
    std::vector<attain::quota> starts;
    if (known == nullptr) {
        starts = start(data, options, total, forecasts, candidates, asked.options, called(team));
    } else {
        starts = *known;
        for (const attain::quota& s : starts)
            std::find_if(candidates.begin(), candidates.end(), [&](const attain::candidate& c) {
                return c.id == s.rep;
            })->previous = s.amount;
    }
    asked.options.candidates = std::move(candidates);
    attain::forecast_inputs<std::vector<attain::forecast>> about{forecasts, asked.options.candidates};
    return {std::move(asked), std::move(starts), std::move(about)};
}

attain::allocation answer(const example::dataset& data, const question& q, const std::string& whose) {
    attain::allocation split = shared_out(whose, q.asked.total, q.about.candidates, q.about.predictives,
                                          q.asked.by, q.asked.options);
    require_quotas(data, split, whose);
    return split;
}

bool any_known(const std::vector<attain::forecast>& forecasts) {
    return std::any_of(forecasts.begin(), forecasts.end(),
                       [](const attain::forecast& f) { return f.known(); });
}

struct team_totals {
    std::map<std::string, attain::units> of{};
    attain::units unassigned{};
    std::map<std::string, std::vector<attain::quota>> starts{}; // of one total for several teams
};

// One forecast of somebody in some team. A mover within the period has one in each team, for the days there,
// and takes part in the sharing once for each of them: from the second on under a number of its own.
class shares_of_everybody {
public:
    explicit shares_of_everybody(const std::map<std::string, team_forecasts>& teams) {
        for (const auto& [name, team] : teams)
            for (const attain::forecast& f : team.forecasts) {
                forecasts_.push_back(f);
                teams_.push_back(name);
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
    [[nodiscard]] const std::vector<std::string>& teams() const noexcept { return teams_; } // of each
    void number(std::vector<attain::candidate>& candidates) const {
        for (std::size_t i = 0; i < candidates.size(); ++i)
            candidates[i].id = ids_[i];
    }
    [[nodiscard]] const owner& of(attain::rep_id id) const { return owners_.at(id); }

private:
    std::vector<attain::forecast> forecasts_;
    std::vector<std::string> teams_;
    std::vector<attain::rep_id> ids_; // of each forecast
    std::map<attain::rep_id, owner> owners_;
    std::int64_t free_ = 1;
};

// A team of which nothing is on record would have none of the total beside teams that are known: unknown is
// not zero. Errors: attain::error (empty_input) naming --total and what can be said instead.
void require_shares(const example::dataset& data, const attain::policy& by,
                    const shares_of_everybody& everybody, const std::vector<attain::candidate>& candidates,
                    const attain::allocation& split) {
    const std::vector<attain::forecast>& all = everybody.forecasts();
    if (split.total == 0 || !any_known(all) || std::holds_alternative<attain::equal_split>(by)) return;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const attain::candidate& c = candidates[i];
        const attain::quota* const q = split.find(c.id);
        if (all[i].known() || c.lock || c.cap == 0 || q == nullptr || q->amount != 0) continue;
        const std::string& team = everybody.teams()[i];
        attain::fail(errc::empty_input, "--total",
                     "nothing of " + data.metric.name() + " is on record in team " + quote(team) +
                         ", so there is nothing to share one total by; say what you expect of a working day "
                         "there (--expect N), or each team's own total (--total " +
                         quote(team + "=N") + ')');
    }
}

// The team totals that a single total means: all reps share it by the policy, as if they were one team. The
// policies but Hamilton are consistent: sharing out a team's part again gives the same quotas.
team_totals share_one_total(const example::dataset& data, const plan_options& options,
                            const std::map<std::string, team_forecasts>& teams, attain::units total) {
    const shares_of_everybody everybody{teams};
    if (everybody.forecasts().empty())
        attain::fail(errc::empty_input, "--total", "nobody works in " + options.period);
    attain::allocate_options details = details_of(data, options, everybody.forecasts(), everybody.teams());
    std::vector<attain::candidate> candidates = std::exchange(details.candidates, {});
    everybody.number(candidates);
    details.over_assignment_bp = 0; // each team's own, on its part of the plan
    const std::string all = "all teams together";
    std::vector<attain::quota> starts =
        start(data, options, total, everybody.forecasts(), candidates, details, all);
    attain::allocation split =
        shared_out(all, total, candidates, everybody.forecasts(), policy_of(options), details);
    for (attain::named_bound& bound : split.problem.bounds)
        if (bound.rep != attain::rep_id{}) bound.rep = everybody.of(bound.rep).rep;
    require_quotas(data, split, all);
    require_shares(data, policy_of(options), everybody, candidates, split);
    team_totals totals{.unassigned = split.unassigned};
    for (const attain::quota& q : split.quotas) {
        const shares_of_everybody::owner& whose = everybody.of(q.rep);
        totals.of[whose.team] += q.amount;
        (void)totals.starts[whose.team];
    }
    // In the order of the forecasts, and so of their candidates.
    std::size_t next = 0;
    for (const attain::candidate& c : candidates) {
        const shares_of_everybody::owner& whose = everybody.of(c.id);
        if (next < starts.size() && starts[next].rep == whose.rep)
            totals.starts[whose.team].push_back(starts[next++]);
    }
    return totals;
}

team_totals totals_of(const example::dataset& data, const plan_options& options,
                      const std::map<std::string, team_forecasts>& teams) {
    const quantities typed = read_quantities(options.totals, "--total", data.metric.exponent());
    if (typed.all && !typed.by_name.empty())
        attain::fail(errc::conflict, "--total", "either one total for all or one for each team, not both");
    if (typed.all && teams.size() == 1) return {.of = {{teams.begin()->first, *typed.all}}};
    if (typed.all) return share_one_total(data, options, teams, *typed.all);
    team_totals totals;
    for (const auto& [team, total] : typed.by_name) {
        if (!teams.contains(team)) {
            std::vector<std::string> there;
            for (const auto& each : teams)
                there.push_back(each.first);
            attain::fail(errc::unknown_id, "--total",
                         "there is no team " + quote(team) + "; there is: " + listed(there));
        }
        totals.of.emplace(team, total);
    }
    return totals;
}

// Working days as people count them: a season weighs days, it does not add any.
attain::capacity_line working_days(const attain::team& in, const attain::rep& member,
                                   const attain::period& over) {
    const attain::team without_season{in.name(), in.calendar()};
    return {without_season, member, over, attain::capacity_of::without_ramp};
}

// The days of the goal, and those that are left after as_of.
void count_days(goal_notes& notes, const attain::goal& goal, const attain::capacity_line& days,
                attain::day as_of) {
    for (const attain::day_target& d : goal.daily) {
        const double full = days.on(d.day).days();
        ++notes.days;
        notes.full_days += full;
        if (d.day <= as_of) continue;
        ++notes.days_left;
        notes.full_days_left += full;
    }
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

bool any_weight(const std::vector<attain::candidate>& candidates) {
    return std::any_of(candidates.begin(), candidates.end(),
                       [](const attain::candidate& c) { return c.weight > 0; });
}

// Beside the equal and the proportional split, each policy once.
std::vector<attain::outcome> compared(const question& q) {
    std::vector<attain::outcome> all = compare(q.asked, q.about.candidates, q.about.predictives);
    const std::string ours = all.front().split.method;
    all.erase(std::remove_if(all.begin() + 1, all.end(),
                             [&](const attain::outcome& o) { return o.split.method == ours; }),
              all.end());
    return all;
}

std::vector<other_total> other_totals(const example::dataset& data, const plan_options& options,
                                      const question& q, const attain::forecast& team) {
    std::vector<attain::scenario> wanted;
    for (const attain::units total : read_list(options.what_if, "--what-if", data.metric.exponent())) {
        wanted.push_back(q.asked);
        wanted.back().total = total;
    }
    std::vector<other_total> all;
    for (attain::outcome& o : what_if(wanted, q.about.candidates, q.about.predictives))
        all.push_back({std::move(o), attainability(team, wanted[all.size()].total)});
    return all;
}

// What is told of the split beside its quotas.
void add_reasons(const example::dataset& data, const plan_options& options, const team_forecasts& team,
                 const question& q, team_plan& into) {
    const auto& [reps, predictives] = q.about;
    if (!into.split.feasible) into.contradiction = into.split.problem.text(wording_of(data));
    if (any_known(team.forecasts) && any_weight(reps)) into.compared = compared(q);
    if (options.explain) {
        into.explained = explain(q.asked.total, reps, predictives, q.asked.by, q.asked.options);
        into.bridges = explain(into.plan, team.estimator, q.asked.by, q.asked.options);
    }
    if (options.what_if.empty()) return;
    into.what_if = other_totals(data, options, q, into.plan.team_forecast);
    into.next_change = next_change(q.asked, reps, predictives);
}

// What is left of a quota, on the days that are left: all of it before the period has begun.
void add_to_come(goal_notes& notes, const attain::goal& goal, const attain::team& in, attain::day as_of) {
    notes.left = std::max<attain::units>(0, goal.target - goal.forecast.done());
    notes.to_come = goal.daily;
    if (as_of < goal.period.begin) return;
    notes.to_come.clear();
    if (as_of + 1 >= goal.period.end) return;
    const attain::period rest = attain::period::between(as_of + 1, goal.period.end);
    const attain::rep& member = in.at(goal.rep);
    if (capacity_over(in, member, rest).none()) return;
    notes.to_come = daily_targets(in, member, rest, notes.left);
}

team_plan plan_of(const example::dataset& data, const plan_options& options, const attain::period& over,
                  const team_forecasts& team, attain::units total, const std::vector<attain::quota>* starts) {
    const attain::team& members = team.estimator.team();
    if (team.forecasts.empty())
        attain::fail(errc::empty_input, "--total",
                     "team " + quote(members.name()) + " is empty: nobody works in it in " + to_string(over));
    const question asked = question_of(data, options, total, team.forecasts, members.name(), starts);
    const attain::allocation split = answer(data, asked, called(members.name()));
    team_plan result{.plan = make_plan(team.estimator, over, split, {.facts = &data.book}),
                     .asked = asked.asked,
                     .starts = asked.starts,
                     .split = split,
                     .divided = divided_rules(data, options, members)};
    add_reasons(data, options, team, asked, result);
    result.one_size = check_one_size(result.plan);
    result.recorded = !member_totals(members, data.metric, data.book, {.as_of = team.estimator.as_of()},
                                     attain::record_of::people)
                           .empty();
    result.checks = data_checks(data, members, data.metric, team.estimator.as_of());
    const std::vector<attain::channel_rate> channels =
        strengths(members, data.metric, data.book, team.estimator.as_of());
    std::vector<std::array<attain::finding, 5>> audits = audit(result.plan);
    for (std::size_t i = 0; i < audits.size(); ++i) {
        const attain::goal& goal = result.plan.goals[i];
        const attain::rep& member = members.at(goal.rep);
        const attain::capacity_line days = working_days(members, member, over);
        goal_notes notes{.audit = std::move(audits[i]),
                         .ramp = ramp_in(member, days),
                         .changes = changes_in(data.teams, members, member, over),
                         .recorded = goal.last_fact.has_value()};
        count_days(notes, goal, days, team.estimator.as_of());
        add_to_come(notes, goal, members, team.estimator.as_of());
        std::copy_if(channels.begin(), channels.end(), std::back_inserter(notes.channels),
                     [&](const attain::channel_rate& c) { return c.rep == goal.rep; });
        result.notes.push_back(std::move(notes));
    }
    return result;
}

// Everybody without a goal, and why; what was said of somebody who has none anywhere has no effect, and that
// is said.
void add_without_goal(plans& to, const example::dataset& data, const plan_options& options) {
    std::map<attain::rep_id, std::string> left = said_by_name(data, options);
    std::erase_if(left, [&](const auto& one) {
        return std::any_of(to.teams.begin(), to.teams.end(),
                           [&](const team_plan& t) { return t.plan.find(one.first) != nullptr; });
    });
    std::set<attain::rep_id> told;
    for (team_plan& plan : to.teams) {
        const attain::team& members = team_called(data, plan.plan.team);
        for (const attain::rep& member : members.reps()) {
            if (plan.plan.find(member.id) != nullptr) continue;
            std::string why = why_no_time(data.teams, members, member, to.period);
            if (const auto said = left.find(member.id); said != left.end()) {
                why += "; without effect: " + said->second;
                told.insert(member.id);
            }
            plan.no_working_time.push_back(member.name + " (" + why + ')');
        }
    }
    for (const auto& [rep, what] : left)
        if (!told.contains(rep)) to.no_effect.push_back(wording_of(data).rep(rep) + " (" + what + ')');
}

} // namespace

plans make_plans(const example::dataset& data, const plan_options& options) {
    const attain::period over = period_of(options);
    const attain::day known = known_until(options, data);
    if (over.end <= known)
        attain::fail(errc::inverted_period, "--as-of",
                     to_string(known) + " is after the end of the period, " + to_string(over.last()));
    std::map<std::string, team_forecasts> teams;
    for (const attain::team& team : data.teams) {
        attain::estimator estimator{team, data.metric, data.book, known, {}, data.estimating};
        std::vector<attain::forecast> forecasts = estimator.forecasts(over);
        teams.emplace(team.name(), team_forecasts{std::move(estimator), std::move(forecasts)});
    }
    const team_totals totals = totals_of(data, options, teams);
    if (!options.what_if.empty() && totals.of.size() != 1)
        attain::fail(errc::invalid_argument, "--what-if", "asks about one team; plan one: --total TEAM=N");
    const attain::policy by = policy_of(options);
    plans all{.period = over,
              .as_of = known,
              .policy = attain::name(by),
              .warning = warning_of(by),
              .note = export_note(options, data, data.metric, known),
              .unassigned = totals.unassigned};
    for (const auto& [name, team] : teams) {
        const auto total = totals.of.find(name);
        if (total == totals.of.end())
            all.without_total.push_back(name);
        else
            all.teams.push_back(plan_of(data, options, over, team, total->second,
                                        totals.starts.empty() ? nullptr : &totals.starts.at(name)));
    }
    add_without_goal(all, data, options);
    return all;
}

void add_records(plans& to, const example::dataset& data) {
    constexpr std::size_t periods = 6;
    const auto first = data.book.first_day(data.metric);
    if (!first) return;
    const auto past = attain::past_periods(to.period, to.as_of, *first, periods);
    if (past.empty()) return;
    for (team_plan& plan : to.teams) {
        const auto team = std::find_if(data.teams.begin(), data.teams.end(),
                                       [&](const attain::team& t) { return t.name() == plan.plan.team; });
        plan.record = calibrate(*team, data.metric, data.book, to.as_of, past);
    }
}

} // namespace attain_program
