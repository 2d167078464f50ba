// attain track: where each goal stands on a day, what moved since the working day before, and what would
// help.
#include <attain/core/error.hpp>
#include <attain/goal/counterfactual.hpp>
#include <attain/goal/track.hpp>
#include <attain/measure/attribution.hpp>

#include "activities.hpp"
#include "commands.hpp"
#include "day_chain.hpp"
#include "files.hpp"
#include "json_values.hpp"
#include "limit_commands.hpp"
#include "make_plans.hpp"
#include "plan_text.hpp"
#include "plan_totals.hpp"
#include "ratio_commands.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cmath>
#include <common/text.hpp>
#include <common/text_table.hpp>
#include <memory>

namespace attain_program {

namespace {

constexpr const char* description = R"(Where each goal of a period stands on a day.

The plan is made as of the day before the period, from the same files, and then followed up to --as-of.
Leave that came to be known later (column known of absences.csv, fte.csv, ramps.csv) moves no target.

Example:
  attain track --data examples/data/team_of_four --metric "meetings booked" --period 2026-11 \
      --total 110 --as-of 2026-11-17 --minutes calls=3 --minutes e-mails=4 --minutes "social touches=6")";

struct track_command {
    plan_options plan{};
    std::vector<std::string> minutes{};
};

struct followed {
    const team_plan* plan{};
    attain::team_progress before{};
    attain::team_progress now{};
    std::vector<std::string> help{}; // one for each goal; empty: nothing needs to change
};

// The last day before `d` on which somebody of the team works.
attain::day working_day_before(const attain::team& team, attain::day d) {
    for (attain::day earlier = d - 1; d - earlier < 15; earlier = earlier - 1)
        for (const attain::rep& member : team.reps())
            if (!capacity_on(team, member, earlier).none()) return earlier;
    return d - 1;
}

// Of every day up to `until` on which something came, whether anybody worked or not.
std::vector<attain::milestone> milestones_of(const attain::progress& p, const attain::period& over,
                                             attain::day until,
                                             const std::vector<attain::day_total>& totals) {
    std::vector<attain::milestone> reached = attain::default_milestones();
    attain::units actual = 0;
    for (const attain::day_total& t : totals) {
        if (t.rep != p.rep || !over.contains(t.day) || t.day > until) continue;
        actual += t.quantity;
        reached = updated(reached, t.day, actual, p.target);
    }
    return reached;
}

std::string shift_text(const efforts& all, attain::rep_id rep) {
    const auto found = all.find(rep);
    if (found == all.end() || found->second.size() < 2) return "";
    const auto shift = advise_shift(found->second);
    return shift && shift->advised ? shift->text : "";
}

// The progress of the working day before, but with the statuses and milestones of yesterday: what is compared
// with, and what the days since have made of it.
attain::team_progress seen_before(const example::dataset& data, const attain::plan& plan, attain::day earlier,
                                  attain::day on, known_by_day<attain::team_progress>& days) {
    attain::team_progress before = days.on(earlier);
    const auto totals = member_totals(team_called(data, plan.team), data.metric, data.book, {.as_of = on});
    for (std::size_t i = 0; i < before.goals.size(); ++i) {
        attain::progress& p = before.goals[i];
        const auto progress = [&](attain::day d, std::optional<attain::pace_status> yesterday) {
            attain::progress then = days.on(d).goals[i];
            then.status = status_of(then.pace, then.probability, yesterday);
            return then;
        };
        p.status = chained(plan.period.begin - 1, on - 1, progress).status;
        p.milestones = milestones_of(p, plan.period, on - 1, totals);
    }
    return before;
}

followed follow(const example::dataset& data, const team_plan& plan, const efforts& channels,
                attain::day on) {
    const attain::team& team = team_called(data, plan.plan.team);
    const attain::day earlier = std::max(working_day_before(team, on), plan.plan.as_of);
    known_by_day<attain::team_progress> days{[&](attain::day d) {
        const attain::estimator then{team, data.metric, data.book, d, {}, data.estimating};
        return track(plan.plan, then, data.book);
    }};
    const attain::estimator now{team, data.metric, data.book, on, {}, data.estimating};
    followed f{.plan = &plan, .before = seen_before(data, plan.plan, earlier, on, days)};
    f.now = track(plan.plan, now, data.book, &f.before);
    for (const attain::goal& g : plan.plan.goals) {
        std::string help = sentence(what_would_do(g, now), g);
        const std::string shift = help.empty() ? "" : shift_text(channels, g.rep);
        f.help.push_back(help + (shift.empty() ? "" : "; " + shift));
    }
    return f;
}

std::string chance(const std::optional<double>& p) {
    return p ? attain::percent(*p) : "unknown";
}

// Whether anything ever was: what is unknown is not shown as 0.
bool recorded(const attain::progress& p) {
    return p.attainment.state() != attain::attainment_state::no_actual;
}

std::string since_text(const attain::progress& p, const attain::metric& of) {
    std::string text;
    double change = 0;
    for (const attain::movement& m : p.moved) {
        if (std::isfinite(m.probability)) change += m.probability;
        if (m.why == attain::mover::time || m.position == 0) continue;
        text += fmt::format("{}{} {}{}", text.empty() ? "" : ", ", name(m.why), m.position > 0 ? "+" : "",
                            quantity(m.position, of));
    }
    if (p.moved.empty()) return "";
    const double points = std::round(100 * change);
    return (text.empty() ? "nothing new" : text) +
           (points == 0 ? ", same chance"
                        : fmt::format(", chance {:+.0f} point{}", points, std::abs(points) == 1 ? "" : "s"));
}

std::string next_text(const attain::progress& p, const attain::metric& of) {
    if (p.pace.feasible == attain::feasibility::beyond_any_observed) return "beyond any observed day";
    return p.next ? quantity(p.next->amount, of) : "";
}

std::string team_text(const followed& f, const example::dataset& data) {
    const attain::metric& of = data.metric;
    const attain::team_progress& now = f.now;
    std::string text = heading(fmt::format(
        "{} on {}: {} of {} {}{}, {} due; {}", f.plan->plan.team, to_string(now.as_of),
        quantity(now.actual, of), quantity(now.total, of), of.name(),
        now.without_goal == 0 ? "" : " (" + quantity(now.without_goal, of) + " of them in nobody's goal)",
        quantity(now.due, of),
        now.probability ? "the team reaches it with " + chance(now.probability)
                        : "whether the team reaches it is unknown"));
    example::text_table table;
    table.column("", example::align::left);
    for (const char* head : {"target", "done", "due", "pace", "chance", "80 % range"})
        table.column(head, example::align::right);
    table.column("status", example::align::left);
    table.column("next day", example::align::right);
    table.column("since " + to_string(f.before.as_of), example::align::left);
    for (const attain::progress& p : now.goals)
        table.row(
            {p.owner, quantity(p.target, of), recorded(p) ? quantity(p.actual, of) : "", quantity(p.due, of),
             recorded(p) && p.pace.ratio ? fmt::format("{:.2f}", *p.pace.ratio) : "", chance(p.probability),
             p.probability ? about(p.outcome.low, of) + " - " + about(p.outcome.high, of) : "",
             recorded(p) ? name(p.status) : p.attainment.text(), next_text(p, of), since_text(p, of)});
    text += table.text() + '\n';
    text += totals_text(*f.plan);
    text +=
        "  " +
        example::wrapped(
            "Due is " + line_text(data, f.plan->plan.team) +
                "; pace is done by due before due is rounded up. Next day: what it has to bring for the "
                "target to stay in reach day by day. Since then: what came, and what it did to the chance.",
            2) +
        '\n';
    for (std::size_t i = 0; i < now.goals.size(); ++i)
        if (!f.help[i].empty() && now.as_of + 1 < f.plan->plan.period.end) {
            const std::string label = "  " + example::visible(now.goals[i].owner) + ": ";
            text +=
                label + example::wrapped("for an even chance " + f.help[i], example::columns(label)) + '\n';
        }
    return text;
}

json goal_json(const attain::progress& p, const std::string& help, const example::dataset& data) {
    json moved = json::object();
    for (const attain::movement& m : p.moved)
        moved[name(m.why)] = {{"position", m.position}, {"probability", number(m.probability)}};
    json milestones = json::array();
    for (const attain::milestone& m : p.milestones)
        milestones.push_back(
            {{"share", m.share.value()},
             {"reached", m.reached},
             {"first_reached", m.first_reached ? json(to_string(*m.first_reached)) : json(nullptr)},
             {"last_lost", m.last_lost ? json(to_string(*m.last_lost)) : json(nullptr)}});
    json catch_up = json::array();
    if (p.pace.catch_up && p.pace.remaining > 0)
        for (const attain::cascade_part& part : p.pace.catch_up->parts(attain::period_kind::day))
            if (part.target)
                catch_up.push_back({{"day", to_string(part.part.begin)}, {"quota", *part.target}});
    return {{"rep", data.keys.at(p.rep)},
            {"name", p.owner},
            {"target", p.target},
            {"actual", p.actual},
            {"due", p.due},
            {"expected", number(p.pace.expected)},
            {"pace", number(p.pace.ratio)},
            {"attainment", number(p.attainment.value())},
            {"probability", number(p.probability)},
            {"range_80", p.probability ? json::array({p.outcome.low, p.outcome.high}) : json(nullptr)},
            {"status", name(p.status)},
            {"feasibility", name(p.pace.feasible)},
            {"catch_up", catch_up},
            {"moved", moved},
            {"milestones", milestones},
            {"help", help}};
}

// Shares of the total at equal steps of working time; null: the even line.
json line_json(const example::dataset& data, const std::string& team) {
    const attain::period_shape* const learned = learned_line(data, team);
    if (learned == nullptr) return nullptr;
    json line = json::array();
    for (const attain::fraction share : learned->cumulative)
        line.push_back(share.value());
    return line;
}

json team_json(const followed& f, const example::dataset& data) {
    json reps = json::array();
    for (std::size_t i = 0; i < f.now.goals.size(); ++i)
        reps.push_back(goal_json(f.now.goals[i], f.help[i], data));
    json all = {{"team", f.plan->plan.team}};
    all.update(totals_json(*f.plan, data));
    all.update({{"actual", f.now.actual},
                {"without_goal", f.now.without_goal},
                {"due", f.now.due},
                {"line", line_json(data, f.plan->plan.team)},
                {"probability", number(f.now.probability)},
                {"reps", reps}});
    return all;
}

void run(const track_command& command) {
    const attain::day on = as_of(command.plan);
    const attain::period over = period_of(command.plan);
    require_inside(over, on);
    example::dataset data = read_data(command.plan, on);
    plan_options eve = command.plan;
    eve.as_of.clear();
    const plans all = as_planned(data, [&] { return make_plans(data, eve); });
    const efforts channels = read_efforts(command.plan, read_minutes(command.minutes), data, on);
    std::string text;
    json teams = json::array();
    for (const team_plan& plan : all.teams) {
        const followed f = follow(data, plan, channels, on);
        text += team_text(f, data) + '\n';
        teams.push_back(team_json(f, data));
    }
    text += left_out_text(all) + stale_text(data, data.metric, on);
    write_files({{command.plan.json, written({{"as_of", to_string(on)},
                                              {"period", to_string(over)},
                                              {"metric", data.metric.name()},
                                              {"decimals", data.metric.exponent()},
                                              {"teams", teams},
                                              {"teams_without_total", all.without_total},
                                              {"no_effect", all.no_effect}})}},
                inputs_of(command.plan, data));
    print(text);
}

} // namespace

void add_track(CLI::App& app) {
    CLI::App* const command = app.add_subcommand("track");
    const auto options = std::make_shared<track_command>();
    declare(*command, options->plan);
    command->description(description);
    command->get_option("--as-of")->required()->description(
        "The day to look at: the last one whose facts are known.\nExample: --as-of 2026-11-17");
    for (const char* of_plans : {"--explain", "--what-if"})
        command->remove_option(command->get_option(of_plans));
    declare_minutes(*command, options->minutes);
    command->callback([command, options] {
        require_total(*command, options->plan);
        switch (kind_of(options->plan)) {
        case plan_kind::total:
            return run(*options);
        case plan_kind::ratio:
            return run_ratio_track(options->plan);
        case plan_kind::limit:
            return run_limit_track(options->plan);
        }
    });
}

} // namespace attain_program
