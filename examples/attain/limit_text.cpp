#include "limit_text.hpp"

#include "files.hpp"
#include "plan_text.hpp"
#include "smart_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <common/text_table.hpp>

namespace attain_program {

namespace {

using attain::limit_goal;
using attain::limit_name;
using attain::limit_plan;
using attain::limit_progress;
using attain::percent;
using example::align;

constexpr const char* keep_unknown = "; whether the team keeps it is unknown";
constexpr std::size_t few = 6; // limits up to whom every one is named

std::string chance(const limit_goal& g) {
    return g.forecast.known() ? percent(g.probability()) : "unknown";
}

std::string range_text(const attain::range& r, const attain::metric& of) {
    return about(r.low, of) + " - " + about(r.high, of);
}

std::string range_text(const attain::forecast& f, const attain::metric& of) {
    return f.known() ? range_text(f.interval(0.8), of) : "unknown";
}

std::string goals_table(const limit_team& team) {
    const limit_plan& plan = team.plan;
    const attain::metric& of = plan.team.metric;
    const auto done = [&](const attain::forecast& f) { return f.done() == 0 ? "" : quantity(f.done(), of); };
    example::text_table table;
    table.column("", align::left);
    table.column("", align::left);
    for (const char* head : {"at most", "so far", "chance", "80 % range", "expected"})
        table.column(head, align::right);
    table.column("evidence", align::left);
    table.column("SMART", align::left);
    for (std::size_t i = 0; i < plan.goals.size(); ++i) {
        const limit_goal& g = plan.goals[i];
        table.row({g.owner, g.role, quantity(g.limit, of) + (plan.locked[i] ? " (locked)" : ""),
                   done(g.forecast), chance(g), range_text(g.forecast, of),
                   g.forecast.known() ? about(g.forecast.mean(), of) : "", name(g.forecast.evidence().grade),
                   marks(team.audits[i])});
    }
    table.rule();
    table.row({"team", "", quantity(plan.team.limit, of), done(plan.team.forecast), chance(plan.team),
               range_text(plan.team.forecast, of),
               plan.team.forecast.known() ? about(plan.team.forecast.mean(), of) : "", "", ""});
    return table.text();
}

std::string together_text(const limit_plan& plan) {
    const attain::metric& of = plan.team.metric;
    std::vector<std::string> parts;
    attain::units sum = 0;
    for (const limit_goal& g : plan.goals) {
        parts.push_back(quantity(g.limit, of));
        sum += g.limit;
    }
    const std::string total = quantity(sum, of);
    std::string text = parts.size() <= few
                           ? joined(parts, " + ") + " = " + total
                           : "the " + std::to_string(parts.size()) + " limits add up to " + total;
    text +=
        plan.unassigned == 0 ? " exactly" : ", not to the " + quantity(plan.team.limit, of) + " asked for";
    text += plan.team.forecast.known() ? "; the team keeps it with " + percent(plan.team.probability())
                                       : keep_unknown;
    return text;
}

std::string fairness_text(const limit_team& team) {
    const limit_plan& plan = team.plan;
    if (!std::isfinite(plan.overshoot)) return "";
    double low = 1;
    double high = 0;
    for (const limit_goal& g : plan.goals) {
        low = std::min(low, g.probability());
        high = std::max(high, g.probability());
    }
    const auto one = static_cast<double>(plan.team.metric.per_whole());
    std::string text = fmt::format("chances {} to {}; together the limits are exceeded by {:.1f} on average",
                                   percent(low), percent(high), plan.overshoot / one);
    if (plan.unassigned != 0) return text;
    const bool locks = std::find(plan.locked.begin(), plan.locked.end(), true) != plan.locked.end();
    return text + ", the least of any division" + (team.how.quantum > 1 ? " in these steps" : "") +
           (locks ? " with these locks" : "");
}

// What the team could be asked instead.
std::string other_limits(const limit_plan& plan) {
    if (!plan.team.forecast.known()) return "";
    std::vector<std::string> all;
    std::optional<attain::units> before;
    for (const double p : {0.75, 0.6, 0.5}) {
        const attain::units limit = limit_with_chance(plan.team.forecast, p);
        if (limit == before) continue;
        all.push_back(quantity(limit, plan.team.metric) + " with " +
                      percent(plan.team.forecast.probability_within(limit)));
        before = limit;
    }
    return "the team keeps " + joined(all);
}

std::string equal_text(const limit_plan& plan, const std::vector<std::string>& owners) {
    const auto [few_units, many] = std::minmax_element(plan.equal.begin(), plan.equal.end());
    std::string number = quantity(*few_units, plan.team.metric);
    if (*few_units != *many) number += " or " + quantity(*many, plan.team.metric);
    return one_for_all_text(number, owners, plan.one_for_all);
}

std::string team_text(const limit_team& team, const attain::period& over) {
    const limit_plan& plan = team.plan;
    std::vector<std::string> owners;
    for (const limit_goal& g : plan.goals)
        owners.push_back(g.owner);
    std::string text = heading(fmt::format("{}: at most {} {} {}", plan.team.owner,
                                           quantity(plan.team.limit, plan.team.metric),
                                           plan.team.metric.name(), within(over)));
    text += goals_table(team) + '\n';
    text += labelled("Sum", together_text(plan));
    if (const std::string equal = equal_text(plan, owners); !equal.empty())
        text += labelled("Same for all", equal);
    if (const std::string fair = fairness_text(team); !fair.empty()) text += labelled("Fairness", fair);
    if (const std::string other = other_limits(plan); !other.empty()) text += labelled("Other limits", other);
    if (team.record) text += labelled("Track record", attain_program::text(*team.record, "limit"));
    text += reasons_text(owners, team.audits);
    if (!team.no_working_time.empty()) text += labelled("No goal", joined(team.no_working_time));
    if (!team.checks.empty()) text += labelled("Check", joined(team.checks, "; "));
    return text;
}

} // namespace

std::string limit_plan_text(const limit_plans& all, const example::dataset& data) {
    std::string text;
    for (const limit_team& team : all.teams)
        text += team_text(team, all.period) + '\n';
    text += not_planned_text(all.without_limit, "--total");
    text += labelled("Data", plural(data.rows.rows, "row") + ": " +
                                 grouped(std::to_string(data.rows.used - data.rows.later)) + " of " +
                                 data.metric.name() + " up to " + to_string(all.as_of));
    if (!all.note.empty()) text += labelled("Note", all.note);
    text += labelled("Columns",
                     "at most: each one's own limit; chance: of keeping it, from what is known up to " +
                         to_string(all.as_of) + "; SMART: ? is in doubt, x fails, a letter passes");
    return text;
}

std::string limit_track_text(const followed_limits& f) {
    const limit_plan& plan = f.plan->plan;
    const attain::metric& of = plan.team.metric;
    const auto likely = [](const limit_progress& p) {
        return p.probability ? percent(*p.probability) : "unknown";
    };
    std::string text = heading(
        fmt::format("{} on {}: {} {}, at most {} asked{}", plan.team.owner, to_string(f.team.as_of),
                    quantity(f.team.actual, of), of.name(), quantity(f.team.limit, of),
                    f.team.probability ? "; " + likely(f.team) + " likely to be kept" : keep_unknown));
    example::text_table table;
    table.column("", align::left);
    for (const char* head : {"at most", "so far", "left", "working days", "chance", "80 % range"})
        table.column(head, align::right);
    table.column("status", align::left);
    for (const limit_progress& p : f.goals)
        table.row({p.owner, quantity(p.limit, of), quantity(p.actual, of), quantity(p.check.headroom, of),
                   fmt::format("{:g}", p.time_left.days()), likely(p),
                   p.probability ? range_text(p.outcome, of) : "unknown", limit_name(p.status)});
    return text + table.text();
}

std::string limit_review_text(const limit_plan& plan, const closed_limits& closed,
                              const std::optional<limit_plan>& next) {
    const std::vector<limit_goal> goals = next ? next->goals : std::vector<limit_goal>{};
    const attain::metric& of = plan.team.metric;
    std::string text = heading(fmt::format(
        "{}, {}: {} {}, at most {} asked: {}{}", plan.team.owner, to_string(plan.team.period),
        quantity(closed.team.actual, of), of.name(), quantity(plan.team.limit, of),
        limit_name(closed.team.status),
        plan.team.forecast.known() ? "; said beforehand: " + percent(plan.team.probability()) : ""));
    example::text_table table;
    table.column("", align::left);
    for (const char* head : {"at most", "actual", "said"})
        table.column(head, align::right);
    table.column("", align::left);
    for (const char* head : {"next limit", "chance"})
        table.column(head, align::right);
    for (std::size_t i = 0; i < plan.goals.size(); ++i) {
        const limit_goal& g = plan.goals[i];
        const auto again =
            std::find_if(goals.begin(), goals.end(), [&](const limit_goal& n) { return n.rep == g.rep; });
        const bool stays = again != goals.end();
        table.row({g.owner, quantity(g.limit, of), quantity(closed.goals[i].actual, of), chance(g),
                   limit_name(closed.goals[i].status), stays ? quantity(again->limit, of) : "no goal",
                   stays ? chance(*again) : ""});
    }
    for (const limit_goal& n : goals)
        if (std::none_of(plan.goals.begin(), plan.goals.end(),
                         [&](const limit_goal& g) { return g.rep == n.rep; }))
            table.row({n.owner, "", "", "", "", quantity(n.limit, of), chance(n)});
    text += table.text() + '\n';
    const attain::calibration_check& c = closed.check;
    if (c.goals > 0)
        text +=
            labelled("Kept", fmt::format("{} of {}; about {:.1f} were to be expected, give or take {:.1f}",
                                         c.reached, c.goals, c.expected_reached, c.spread));
    if (!next)
        return text + labelled("Next", to_string(attain::next(plan.team.period)) +
                                           ": nobody works then, so there are no goals");
    text += labelled("Next", fmt::format("{}: at most {} again, shared out anew from what is known by {}{}",
                                         to_string(next->team.period), quantity(next->team.limit, of),
                                         to_string(next->team.as_of),
                                         next->team.forecast.known()
                                             ? "; the team keeps it with " + chance(next->team)
                                             : keep_unknown));
    return text;
}

} // namespace attain_program
