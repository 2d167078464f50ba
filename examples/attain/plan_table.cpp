#include "plan_table.hpp"

#include <attain/core/error.hpp>

#include "files.hpp"
#include "plan_reasons.hpp"
#include "plan_text.hpp"
#include "smart_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <common/text_table.hpp>

namespace attain_program {

namespace {

using attain::percent;
using example::align;

constexpr std::size_t few = 6; // people up to whom every one is named

// Two figures that matter: 0.58, 1.2, 47.
std::string short_number(double x) {
    return x < 1 ? fmt::format("{:.2f}", x) : x < 10 ? fmt::format("{:.1f}", x) : fmt::format("{:.0f}", x);
}

std::string range_text(const attain::forecast& f, const attain::metric& of) {
    if (!f.known()) return "unknown";
    const attain::range r = f.interval(0.8);
    return about(r.low, of) + " - " + about(r.high, of);
}

std::string ramp_text(const ramp_span& ramp) {
    if (!ramp.ramping) return "";
    const std::string first = fmt::format("{:.0f}", 100 * ramp.first);
    return first + (ramp.last == ramp.first ? " %" : fmt::format(" to {:.0f} %", 100 * ramp.last));
}

// What a day has to bring; nullopt: no working day of theirs.
std::optional<attain::units> amount_on(const goal_notes& notes, attain::day d) {
    const auto at = std::find_if(notes.to_come.begin(), notes.to_come.end(),
                                 [&](const attain::day_target& t) { return t.day == d; });
    return at == notes.to_come.end() ? std::nullopt : std::optional{at->amount};
}

// The seven days from the first one that is still to come, those on which somebody works.
std::vector<attain::day> first_week(const team_plan& team) {
    const attain::day start = std::max(team.plan.period.begin, team.plan.as_of + 1);
    const attain::day end = std::min(team.plan.period.end, start + 7);
    std::vector<attain::day> days;
    for (attain::day d = start; d < end; ++d)
        if (std::any_of(team.notes.begin(), team.notes.end(),
                        [&](const goal_notes& n) { return amount_on(n, d).has_value(); }))
            days.push_back(d);
    return days;
}

std::vector<std::string> goal_row(const attain::goal& goal, const goal_notes& notes,
                                  const std::vector<attain::day>& week) {
    const attain::metric& of = goal.metric;
    std::vector<std::string> fields = {goal.owner,
                                       goal.role,
                                       quantity(goal.target, of),
                                       goal.forecast.done() == 0 ? "" : quantity(goal.forecast.done(), of),
                                       chance(goal.forecast, goal.target),
                                       range_text(goal.forecast, of),
                                       name(goal.forecast.evidence().grade),
                                       std::to_string(notes.days),
                                       ramp_text(notes.ramp)};
    for (const attain::day d : week)
        fields.push_back(amount_on(notes, d) ? quantity(*amount_on(notes, d), of) : "-");
    fields.push_back(marks(notes.audit));
    return fields;
}

// A sum of the goals: what the team owes, or what the quotas add up to.
std::vector<std::string> sum_row(const attain::plan& plan, const std::string& what, attain::units amount) {
    const attain::units done = plan.team_forecast.done();
    return {what,
            "",
            quantity(amount, plan.metric),
            done == 0 ? "" : quantity(done, plan.metric),
            chance(plan.team_forecast, amount),
            range_text(plan.team_forecast, plan.metric),
            "",
            "",
            ""};
}

std::vector<std::string> with_days(std::vector<std::string> fields, const team_plan& team,
                                   const std::vector<attain::day>& week) {
    for (const attain::day d : week) {
        attain::units sum = 0;
        for (const goal_notes& notes : team.notes)
            sum += amount_on(notes, d).value_or(0);
        fields.push_back(quantity(sum, team.plan.metric));
    }
    return fields;
}

std::string goals_table(const team_plan& team) {
    const std::vector<attain::day> week = first_week(team);
    example::text_table table;
    table.column("", align::left);
    table.column("", align::left);
    table.column("quota", align::right);
    table.column("done", align::right);
    table.column("chance", align::right);
    table.column("80 % range", align::right);
    table.column("evidence", align::left);
    table.column("days", align::right);
    table.column("ramp", align::left);
    for (const attain::day d : week)
        table.column(weekday_name(d) + ' ' + std::to_string(std::stoi(to_string(d).substr(8))), align::right);
    table.column("SMART", align::left);
    for (std::size_t i = 0; i < team.plan.goals.size(); ++i)
        table.row(goal_row(team.plan.goals[i], team.notes[i], week));
    table.rule();
    // The days add up to the quotas, so they stand beside the quotas' sum.
    const attain::plan& plan = team.plan;
    std::vector<std::string> owed = sum_row(plan, "team", plan.promised);
    if (plan.total == plan.promised) {
        table.row(with_days(std::move(owed), team, week));
    } else {
        table.row(std::move(owed));
        table.row(with_days(sum_row(plan, assigned_name(plan), plan.total), team, week));
    }
    return table.text();
}

std::string sum_text(const team_plan& team) {
    const attain::plan& plan = team.plan;
    const attain::units sum = plan.total;
    std::vector<std::string> parts;
    for (const attain::goal& goal : plan.goals)
        parts.push_back(quantity(goal.target, plan.metric));
    const std::string total = quantity(sum, plan.metric);
    std::string text = parts.size() <= few ? joined(parts, " + ") + " = " + total + " exactly"
                                           : "the " + std::to_string(parts.size()) + " quotas add up to " +
                                                 total + " exactly";
    text += plan_clause(plan);
    const std::string what = sum == plan.promised ? "it" : "the plan";
    const std::string reach =
        plan.team_forecast.known()
            ? "; the team reaches " + what + " with " + chance(plan.team_forecast, plan.promised)
            : "; whether the team reaches " + what + " is unknown";
    return text + reach;
}

std::string equal_text(const team_plan& team) {
    const attain::plan& plan = team.plan;
    std::vector<std::string> owners;
    std::vector<double> chances;
    for (std::size_t i = 0; i < plan.goals.size(); ++i) {
        owners.push_back(plan.goals[i].owner);
        chances.push_back(plan.goals[i].forecast.known() ? plan.one_for_all[i].probability : std::nan(""));
    }
    std::string number = quantity(team.one_size.smallest_amount, plan.metric);
    if (team.one_size.largest_amount != team.one_size.smallest_amount)
        number += " or " + quantity(team.one_size.largest_amount, plan.metric);
    return one_for_all_text(number, owners, chances);
}

std::string rate_text(double units, const attain::metric& of) {
    return short_number(units / static_cast<double>(of.per_whole()));
}

// Who stands out in which channel, with the chance that it is no luck.
std::string standing_text(const team_plan& team, const char* label, attain::standing which) {
    const attain::metric& of = team.plan.metric;
    std::string text;
    for (std::size_t i = 0; i < team.plan.goals.size(); ++i)
        for (const attain::channel_rate& c : team.notes[i].channels)
            if (c.standing == which)
                text += labelled(text.empty() ? label : "",
                                 fmt::format("{}: {} {} a day (teammates {}), {} sure",
                                             team.plan.goals[i].owner, c.channel, rate_text(c.rate, of),
                                             rate_text(c.team_rate, of), percent(c.credibility())));
    return text;
}

std::string strengths_text(const team_plan& team) {
    const std::string above = standing_text(team, "Strengths", attain::standing::strength);
    if (!above.empty()) return above;
    const bool any_channel = std::any_of(team.notes.begin(), team.notes.end(),
                                         [](const goal_notes& n) { return !n.channels.empty(); });
    return any_channel ? labelled("Strengths", "nobody is credibly above the teammates in any channel") : "";
}

// What each quota takes: activities a day in all channels, and of the best one alone.
std::string activities_text(const team_plan& team) {
    const attain::metric& of = team.plan.metric;
    std::string text;
    for (std::size_t i = 0; i < team.notes.size(); ++i) {
        if (!team.notes[i].activities) continue;
        const activity_note& note = *team.notes[i].activities;
        std::vector<std::string> parts;
        for (const attain::channel_mix& c : note.mix.channels)
            parts.push_back(std::to_string(c.per_day) + ' ' + c.channel);
        std::string line = fmt::format("{}: {} in {:.1f} hours, which bring {} to {}",
                                       team.plan.goals[i].owner, joined(parts), note.mix.hours_per_day,
                                       about(note.mix.interval.low, of), about(note.mix.interval.high, of));
        if (!note.mix.within_budget)
            line += fmt::format("; {:.1f} hours a day are missing", note.mix.hours_missing);
        line += fmt::format("; by {} alone {} in all ({} to {})", note.channel,
                            grouped(std::to_string(note.alone.likely)),
                            grouped(fmt::format("{:.0f}", note.alone.interval.low)),
                            grouped(fmt::format("{:.0f}", note.alone.interval.high)));
        text += labelled(text.empty() ? "A day takes" : "", line);
    }
    return text;
}

std::string periods_name(std::size_t n, attain::period_kind kind) {
    constexpr std::array<const char*, 5> names = {"day", "week", "month", "quarter", "year"};
    const auto at = static_cast<std::size_t>(kind);
    const std::string one = at < names.size() ? names[at] : "period";
    return n == 1 ? one : std::to_string(n) + ' ' + one + 's';
}

// What earlier forecasts were worth.
std::string record_text(const team_plan& team) {
    if (!team.record || team.record->forecasts.empty()) return "";
    return labelled("Track record", "last " + periods_name(team.record->periods, team.plan.period.kind) +
                                        ", " + summary(*team.record));
}

// A reason as it is told to several people at once: without what the table shows already.
std::string shared_reason(const attain::finding& f, const team_plan& team, std::size_t i) {
    if (f.question == attain::smart::measurable && !team.notes[i].recorded)
        return "no " + team.plan.metric.name() + " on record in this team. That is unknown, not zero" +
               (!team.plan.goals[i].forecast.known() ? ""
                : team.recorded                      ? ": the figures come from the team"
                                                     : ": the figures are what --expect says");
    const std::size_t colon = f.reason.rfind(": ");
    if (f.question == attain::smart::attainable && std::isfinite(f.figure) && colon != f.reason.npos)
        return f.reason.substr(colon + 2);
    return f.reason;
}

// Whom a reason is about. A chance stands beside each name, or its span when it is about everybody.
std::string owners_text(const team_plan& team, const std::vector<std::size_t>& owners,
                        attain::smart question) {
    std::vector<double> chances;
    std::vector<std::string> people;
    for (const std::size_t i : owners) {
        const double figure = team.notes[i].audit[static_cast<std::size_t>(question)].figure;
        const bool with_chance = question == attain::smart::attainable && std::isfinite(figure);
        if (with_chance) chances.push_back(figure);
        people.push_back(team.plan.goals[i].owner + (with_chance ? ' ' + percent(figure) : ""));
    }
    if (owners.size() < team.plan.goals.size() || owners.size() <= few) return joined(people);
    if (chances.empty()) return "everybody";
    const auto [low, high] = std::minmax_element(chances.begin(), chances.end());
    return "everybody, " + percent(*low) + " to " + percent(*high);
}

} // namespace

std::vector<remark> doubts(const team_plan& team) {
    std::vector<remark> all;
    for (const attain::finding& asked : team.notes.front().audit) {
        const attain::smart question = asked.question;
        std::map<std::pair<attain::verdict, std::string>, std::vector<std::size_t>> by_reason;
        for (std::size_t i = 0; i < team.plan.goals.size(); ++i) {
            const attain::finding& f = team.notes[i].audit[static_cast<std::size_t>(question)];
            if (f.verdict != attain::verdict::pass)
                by_reason[{f.verdict, shared_reason(f, team, i)}].push_back(i);
        }
        for (const auto& [what, owners] : by_reason) {
            const std::string mark = what.first == attain::verdict::warn ? " in doubt" : " fails";
            const std::string whom = question == attain::smart::relevant && owners.size() > 1
                                         ? "everybody"
                                         : owners_text(team, owners, question);
            all.push_back({std::string(1, letter(question)) + mark, whom + ": " + what.second});
        }
    }
    return all;
}

namespace {

std::string changes_text(const team_plan& team) {
    std::string text;
    for (std::size_t i = 0; i < team.plan.goals.size(); ++i)
        if (!team.notes[i].changes.empty())
            text += labelled(text.empty() ? "Changes" : "",
                             team.plan.goals[i].owner + ": " + joined(team.notes[i].changes));
    return text;
}

std::string team_text(const team_plan& team) {
    const attain::plan& plan = team.plan;
    std::string text = heading(fmt::format("{}: {} {} {}", plan.team, quantity(plan.promised, plan.metric),
                                           plan.metric.name(), within(plan.period)));
    text += goals_table(team) + '\n';
    text += labelled("Sum", sum_text(team));
    for (const remark& r : remarks(team))
        text += labelled(r.label, r.text);
    if (const std::string equal = equal_text(team); !equal.empty()) text += labelled("Same for all", equal);
    text += fairness_text(team);
    text += strengths_text(team);
    text += activities_text(team);
    text += record_text(team);
    for (const remark& r : doubts(team))
        text += labelled(r.label, r.text);
    text += changes_text(team);
    text += explained_text(team);
    text += what_if_text(team);
    return text;
}

std::string rows_text(const plans& all, const example::dataset& data) {
    const example::row_counts& n = data.rows;
    std::vector<std::string> parts = {grouped(std::to_string(n.used - n.later)) + " of " +
                                      data.metric.name() + " up to " + to_string(all.as_of)};
    if (n.later > 0) parts.push_back(grouped(std::to_string(n.later)) + " after that day, ignored");
    if (n.outside > 0)
        parts.push_back(grouped(std::to_string(n.outside)) +
                        " of those on days outside any team, in nobody's figures");
    if (n.filtered > 0)
        parts.push_back(grouped(std::to_string(n.filtered)) + " left out by the map's filter");
    if (n.other_metrics > 0) parts.push_back(grouped(std::to_string(n.other_metrics)) + " of other metrics");
    if (n.unknown_reps > 0)
        parts.push_back(grouped(std::to_string(n.unknown_reps)) + " of unknown reps, skipped");
    return plural(n.rows, "row") + ": " + joined(parts);
}

} // namespace

std::string plan_table(const plans& all, const example::dataset& data) {
    std::string text;
    for (const team_plan& team : all.teams)
        text += team_text(team) + '\n';
    text += left_out_text(all);
    text += labelled("Data", rows_text(all, data));
    if (!all.note.empty()) text += labelled("Note", all.note);
    if (all.unassigned != 0)
        text += labelled("Unassigned", quantity(all.unassigned, data.metric) + " of all teams' total");
    for (const team_plan& team : all.teams)
        if (learned_line(data, team.plan.team) != nullptr)
            text += labelled("Line", team.plan.team + ": " + line_text(data, team.plan.team));
    text += labelled("Policy", all.policy);
    if (!all.warning.empty()) text += labelled("Warning", all.warning);
    text += labelled("Columns",
                     std::string{"chance: of reaching the quota, from what is known up to "} +
                         to_string(all.as_of) + "; days: working days; dates: " +
                         (all.as_of < all.period.begin ? "the first week's daily quotas"
                                                       : "what the next days have to bring of what is left") +
                         "; SMART: ? is in doubt, x fails, a letter passes; credited: what is "
                         "expected of everybody, up to the quota");
    return text;
}

} // namespace attain_program
