// attain review: closes a period, and sets the next one's goals with the reasons for every change.
#include <attain/core/error.hpp>
#include <attain/goal/adjust.hpp>
#include <attain/goal/catalogue.hpp>
#include <attain/measure/attribution.hpp>

#include "changes.hpp"
#include "commands.hpp"
#include "files.hpp"
#include "json_values.hpp"
#include "limit_commands.hpp"
#include "make_plans.hpp"
#include "plan_policy.hpp"
#include "plan_text.hpp"
#include "plan_totals.hpp"
#include "ratio_commands.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <common/text.hpp>
#include <common/text_table.hpp>
#include <fstream>
#include <iterator>
#include <memory>

namespace attain_program {

namespace {

constexpr const char* description = R"(Close a period, and set the next one's goals.

The plan is made as of the day before the period, compared with what happened, and then adjusted: damped,
without ratcheting, each change with its reasons.

Example:
  attain review --data examples/data/team_of_four --metric "meetings booked" --period 2026-10 --total 110)";

constexpr int earlier_periods = 3;

struct review_command {
    plan_options plan{};
    std::vector<std::string> next_totals{};
    std::string sentences{};
};

struct gone_rep {
    attain::rep_id rep{};
    std::string owner{};
    attain::units before{};
    std::string why{};
};

struct reviewed {
    attain::period_review closed{};
    attain::adjustment next{};
    bool asked = false;           // the next total was given
    bool nobody = false;          // has working time in the next period: there are no goals
    std::vector<gone_rep> gone{}; // of those with a quota, who has none
};

// A past period without a plan: what was done in how much working time.
attain::closed_goal past(const attain::team& team, attain::rep_id rep, const attain::period& over,
                         const std::vector<attain::day_total>& totals) {
    attain::closed_goal c{.rep = rep, .period = over};
    c.working_time = capacity_over(team, team.at(rep), over);
    for (const attain::day_total& t : totals)
        if (t.rep == rep && over.contains(t.day)) c.actual += t.quantity;
    return c;
}

// What is known of each for the next goal; of those without a goal too who were there, on leave say: they are
// not new to the team.
std::vector<attain::adjust_input> inputs_of(const example::dataset& data, const attain::team& team,
                                            const attain::period_review& closed) {
    const attain::period& over = closed.period;
    const auto totals = member_totals(team, data.metric, data.book, {.as_of = over.last()});
    const auto first_fact = data.book.first_day(data.metric);
    std::vector<attain::closed_goal> lasts = closed.goals;
    for (const attain::rep& member : team.reps()) {
        const bool there =
            std::any_of(member.stints.begin(), member.stints.end(), [&](const attain::stint& s) {
                return s.begin < over.end && (!s.end || over.begin < *s.end);
            });
        if (there && capacity_over(team, member, over).none())
            lasts.push_back(past(team, member.id, over, totals));
    }
    std::vector<attain::adjust_input> inputs;
    for (const attain::closed_goal& c : lasts) {
        attain::adjust_input in{.rep = c.rep, .last = c};
        attain::period back = previous(over);
        for (int i = 0; i < earlier_periods; ++i, back = previous(back))
            if (first_fact && back.begin >= *first_fact)
                in.earlier.push_back(past(team, c.rep, back, totals));
        inputs.push_back(std::move(in));
    }
    return inputs;
}

std::vector<gone_rep> gone_of(const example::dataset& data, const attain::team& team,
                              const attain::period_review& closed) {
    const attain::period ahead = next(closed.period);
    std::vector<gone_rep> all;
    for (const attain::closed_goal& c : closed.goals) {
        const attain::rep& member = team.at(c.rep);
        if (c.target > 0 && capacity_over(team, member, ahead).none())
            all.push_back({c.rep, c.owner, c.target, why_no_time(data.teams, team, member, ahead)});
    }
    return all;
}

reviewed close(const example::dataset& data, const team_plan& plan, std::optional<attain::units> next_total) {
    const attain::team& team = team_called(data, plan.plan.team);
    const attain::period over = plan.plan.period;
    const attain::period ahead = next(over);
    reviewed r{.closed = review(plan.plan, team, data.book, over.last()), .asked = next_total.has_value()};
    r.nobody = !anybody_works(team, ahead);
    if (r.nobody) {
        r.next = {.feasible = !next_total || *next_total == 0, .total = next_total.value_or(0)};
        return r;
    }
    r.gone = gone_of(data, team, r.closed);
    const attain::estimator now{team, data.metric, data.book, over.last(), {}, data.estimating};
    const std::vector<attain::adjust_input> inputs = inputs_of(data, team, r.closed);
    // Without a total of its own, the next period's is what the goals wish for.
    const attain::units total = next_total ? *next_total : readjust(now, ahead, 0, inputs).wished;
    r.next = readjust(now, ahead, total, inputs);
    return r;
}

std::string closed_text(const attain::period_review& r, const team_plan& plan, const attain::metric& of) {
    std::string text = fmt::format(
        "{}, {}: {} of {} {} ({}{})", r.team, period_name(r.period), quantity(r.actual, of),
        quantity(r.promised, of), of.name(), attain::attainment::of(r.actual, r.promised).text(),
        r.without_goal == 0 ? "" : "; " + quantity(r.without_goal, of) + " of them in nobody's goal");
    if (r.said) text += fmt::format("; said beforehand: {}", attain::percent(*r.said));
    text = heading(text);
    example::text_table table;
    table.column("", example::align::left);
    for (const char* head : {"target", "actual", "attainment", "said", "largest day"})
        table.column(head, example::align::right);
    for (const attain::closed_goal& g : r.goals)
        table.row({g.owner, quantity(g.target, of),
                   g.attainment.state() == attain::attainment_state::no_actual ? "" : quantity(g.actual, of),
                   g.attainment.text(), g.said ? attain::percent(*g.said) : "unknown",
                   g.largest_share
                       ? fmt::format("{} ({:.0f} %)", quantity(g.largest_day, of), 100 * *g.largest_share)
                       : ""});
    text += table.text() + '\n' + totals_text(plan);
    const attain::calibration_check& c = r.calibration;
    if (c.goals > 0)
        text += fmt::format("  At quota: {} of {}; about {:.1f} were to be expected, give or take {:.1f}{}\n",
                            c.reached, c.goals, c.expected_reached, c.spread,
                            c.consistent ? "" : ": that is more than chance explains, look at the data");
    return text;
}

// Why no goals add up: the bounds here are how far a quota moves at once.
std::string step_text(const attain::infeasibility& why, const example::dataset& data) {
    const attain::wording in = wording_of(data);
    const bool most = why.kind == attain::infeasibility_kind::caps_below;
    if (!most && why.kind != attain::infeasibility_kind::floors_above) return why.text(in);
    std::vector<std::string> bounds;
    for (const attain::named_bound& b : why.bounds)
        if (b.tag != attain::bound_tag::total) bounds.push_back(in.rep(b.rep) + ' ' + in.amount(b.value));
    return fmt::format("the step bounds ask for at {} {} together, {} {} {}: {}", most ? "most" : "least",
                       in.amount(most ? why.available : why.demanded), in.amount(why.gap),
                       most ? "below" : "above", in.amount(most ? why.demanded : why.available),
                       joined(bounds));
}

std::string next_text(const reviewed& r, const attain::catalogue& sentences, const example::dataset& data) {
    const attain::metric& of = data.metric;
    const attain::adjustment& a = r.next;
    const std::string ahead = period_name(next(r.closed.period));
    if (r.nobody)
        return fmt::format("\n  Next, {}: nobody works then, so there are no goals{}\n", ahead,
                           a.total == 0 ? ""
                                        : ", and nobody to take the " + quantity(a.total, of) + " asked");
    std::string text = fmt::format("\n  Next, {}: {} {}, {}\n", ahead, quantity(a.total, of), of.name(),
                                   r.asked ? "as asked" : "which is what these goals add up to");
    if (!a.feasible)
        return text + "  " +
               example::wrapped("no goals that add up to it: " + step_text(a.problem, data), 2) + '\n';
    for (const attain::adjusted_goal& g : a.goals) {
        std::string why;
        for (const attain::bridge_line& line : g.why.lines())
            why += (why.empty() ? "" : " ") + sentence_of(sentences, line, of, g.owner);
        const std::string label = fmt::format(
            "{}: {} -> {}{}. ", g.owner, quantity(g.before, of), quantity(g.after, of),
            std::isfinite(g.probability) ? ", " + attain::percent(g.probability) + " likely" : "");
        text += "  " + example::wrapped(label + why, 6) + '\n';
    }
    for (const gone_rep& g : r.gone)
        text +=
            "  " +
            example::wrapped(
                fmt::format("{}: {} -> none ({}): {}", g.owner, quantity(g.before, of), g.why,
                            r.asked ? "the total asked is the others'" : "the number is in nobody's goal"),
                6) +
            '\n';
    return text;
}

json team_json(const reviewed& r, const example::dataset& data) {
    json closed = json::array();
    for (const attain::closed_goal& g : r.closed.goals)
        closed.push_back({{"rep", data.keys.at(g.rep)},
                          {"name", g.owner},
                          {"target", g.target},
                          {"actual", g.actual},
                          {"attainment", number(g.attainment.value())},
                          {"said", number(g.said)},
                          {"rank", number(g.rank)},
                          {"largest_day", g.largest_day}});
    json next = json::array();
    for (const attain::adjusted_goal& g : r.next.goals) {
        json lines = json::array();
        for (const attain::bridge_line& line : g.why.lines())
            lines.push_back({{"factor", name(line.factor)}, {"amount", line.amount}, {"note", line.note}});
        next.push_back({{"rep", data.keys.at(g.rep)},
                        {"name", g.owner},
                        {"before", g.before},
                        {"after", g.after},
                        {"changed", g.changed},
                        {"believed", g.lambda},
                        {"probability", number(g.probability)},
                        {"lines", lines}});
    }
    json gone = json::array();
    for (const gone_rep& g : r.gone)
        gone.push_back(
            {{"rep", data.keys.at(g.rep)}, {"name", g.owner}, {"before", g.before}, {"why", g.why}});
    const attain::calibration_check& c = r.closed.calibration;
    return {{"team", r.closed.team},
            {"total", r.closed.promised},
            {"actual", r.closed.actual},
            {"without_goal", r.closed.without_goal},
            {"said", number(r.closed.said)},
            {"at_quota", number(r.closed.share_at_quota)},
            {"aimed", number(r.closed.aimed)},
            {"calibration",
             {{"goals", c.goals},
              {"reached", c.reached},
              {"expected", c.expected_reached},
              {"spread", c.spread},
              {"brier", number(c.brier)},
              {"consistent", c.consistent}}},
            {"reps", closed},
            {"next_total", r.next.total},
            {"feasible", r.next.feasible},
            {"next", next},
            {"gone", gone}};
}

attain::catalogue catalogue_of(const review_command& command) {
    if (command.sentences.empty()) return attain::catalogue::english();
    std::ifstream in{command.sentences, std::ios::binary};
    if (!in) attain::fail(attain::errc::parse, "--sentences", command.sentences + " cannot be read");
    const std::string text{std::istreambuf_iterator<char>{in}, {}};
    try {
        return attain::catalogue::parse(example::without_mark(text));
    } catch (const attain::error& e) {
        attain::fail(e.code(), command.sentences + ":" + std::to_string(e.row() + 1), e.reason());
    }
}

// Errors: attain::error (unknown_id) naming --next-total for a team that is not reviewed.
void require_reviewed(const quantities& next_totals, const plans& all) {
    std::vector<std::string> names;
    for (const team_plan& plan : all.teams)
        names.push_back(plan.plan.team);
    for (const auto& [team, total] : next_totals.by_name) {
        if (std::find(names.begin(), names.end(), team) != names.end()) continue;
        const std::vector<std::string>& others = all.without_total;
        attain::fail(attain::errc::unknown_id, "--next-total",
                     std::find(others.begin(), others.end(), team) != others.end()
                         ? "team " + example::quote(team) + " is not reviewed: it has no --total"
                         : "there is no team " + example::quote(team) + "; there is: " + joined(names));
    }
}

// Whether the next goals add up to what was asked.
bool run(const review_command& command) {
    const attain::period over = period_of(command.plan);
    const attain::catalogue sentences = catalogue_of(command);
    plan_options eve = command.plan;
    eve.as_of.clear();
    example::dataset data = read_data(eve, over.last());
    require_facts(data, data.metric, over);
    const plans all = as_planned(data, [&] { return make_plans(data, eve); });
    const quantities totals = read_quantities(command.next_totals, "--next-total", data.metric.exponent());
    if (totals.all && all.teams.size() > 1)
        attain::fail(attain::errc::conflict, "--next-total", "with several teams, one for each: NAME=N");
    require_reviewed(totals, all);
    std::string text;
    json teams = json::array();
    bool feasible = true;
    for (const team_plan& plan : all.teams) {
        const auto named = totals.by_name.find(plan.plan.team);
        const reviewed r =
            close(data, plan, named == totals.by_name.end() ? totals.all : std::optional{named->second});
        feasible = feasible && r.next.feasible;
        text += closed_text(r.closed, plan, data.metric) + next_text(r, sentences, data) + '\n';
        teams.push_back(team_json(r, data));
    }
    if (!(command.plan.floors.empty() && command.plan.caps.empty() && command.plan.locks.empty()))
        text += labelled("Bounds", "floors, caps and locks are those of the closed period's quotas; the next "
                                   "goals are bound by nothing but how far a quota moves at once");
    text += left_out_text(all) + stale_text(data, data.metric, over.last());
    std::vector<std::string> inputs = inputs_of(command.plan, data);
    if (!command.sentences.empty()) inputs.push_back(command.sentences);
    write_files({{command.plan.json, written({{"period", to_string(over)},
                                              {"next", to_string(next(over))},
                                              {"metric", data.metric.name()},
                                              {"decimals", data.metric.exponent()},
                                              {"teams", teams},
                                              {"teams_without_total", all.without_total},
                                              {"no_effect", all.no_effect}})}},
                inputs);
    print(text);
    return feasible;
}

} // namespace

void add_review(CLI::App& app, int& exit_code) {
    CLI::App* const command = app.add_subcommand("review");
    const auto options = std::make_shared<review_command>();
    declare(*command, options->plan);
    command->description(description);
    for (const char* other : {"--as-of", "--explain", "--what-if"}) // the first is the period's end
        command->remove_option(command->get_option(other));
    command
        ->add_option("--next-total", options->next_totals,
                     "The next period's number. Default: what the adjusted\n"
                     "goals add up to. One that they cannot add up to ends with\n"
                     "the exit code 2. Example: --next-total 125")
        ->type_name("[NAME=]N")
        ->allow_extra_args(false)
        ->group("Goal");
    command
        ->add_option("--sentences", options->sentences,
                     "The reasons in other words: lines `key = sentence`.\n"
                     "Example: --sentences de.txt")
        ->type_name("FILE")
        ->group("Output");
    command->callback([command, options, &exit_code] {
        require_total(*command, options->plan);
        switch (kind_of(options->plan)) {
        case plan_kind::total:
            if (!run(*options)) exit_code = 2; // the page says why
            return;
        case plan_kind::ratio:
            return run_ratio_review(options->plan);
        case plan_kind::limit:
            return run_limit_review(options->plan);
        }
    });
}

} // namespace attain_program
