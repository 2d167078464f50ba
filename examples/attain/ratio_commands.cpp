#include "ratio_commands.hpp"

#include <attain/core/error.hpp>

#include "changes.hpp"
#include "day_chain.hpp"
#include "files.hpp"
#include "plan_text.hpp"
#include "ratio_json.hpp"
#include "ratio_plans.hpp"
#include "ratio_text.hpp"

#include <algorithm>

namespace attain_program {

namespace {

ratio_plans on_the_eve(example::dataset& data, plan_options options) {
    options.as_of.clear();
    return as_planned(data, [&] { return make_ratio_plans(data, options); });
}

// Where each goal stands.
followed_ratios follow(const example::dataset& data, const ratio_team& team, attain::day on) {
    const attain::ratio_plan& plan = team.plan;
    const attain::team& members = team_called(data, plan.team.owner);
    known_by_day<attain::ratio_estimator> days{[&](attain::day d) {
        return attain::ratio_estimator{members, plan.team.metric, data.book, d};
    }};
    const attain::period& over = plan.team.period;
    followed_ratios f{.plan = &team, .team = track(plan.team, days.on(on).team_forecast(over), on)};
    for (const attain::ratio_goal& g : plan.goals) {
        const auto progress = [&](attain::day d, std::optional<attain::pace_status> yesterday) {
            const attain::ratio_progress before{
                .rep = g.rep, .as_of = d - 1, .status = yesterday.value_or(attain::pace_status::too_early)};
            return track(g, days.on(d).forecast(g.rep, over), d, &before);
        };
        f.goals.push_back(chained(over.begin - 1, on, progress));
    }
    return f;
}

} // namespace

void run_ratio_plan(const plan_options& options) {
    const example::dataset data = read_ratio_data(options, as_of(options));
    ratio_plans all = make_ratio_plans(data, options);
    add_ratio_records(all, data);
    const std::string text = ratio_plan_text(all, data);
    write_files({{options.json, ratio_plan_json(all, data)}}, inputs_of(options, data));
    print(text);
}

void run_ratio_track(const plan_options& options) {
    const attain::day on = as_of(options);
    require_inside(period_of(options), on);
    example::dataset data = read_ratio_data(options, on);
    const ratio_plans all = on_the_eve(data, options);
    std::vector<followed_ratios> now;
    std::string text;
    for (const ratio_team& team : all.teams) {
        now.push_back(follow(data, team, on));
        text += ratio_track_text(now.back()) + '\n';
    }
    text += not_planned_text(all.without_target, "--target") + stale_text(data, *data.per, on);
    write_files({{options.json, ratio_track_json(all, now, on, data)}}, inputs_of(options, data));
    print(text);
}

void run_ratio_review(const plan_options& options) {
    const attain::period over = period_of(options);
    example::dataset data = read_ratio_data(options, over.last());
    require_facts(data, *data.per, over);
    const ratio_plans all = on_the_eve(data, options);
    std::vector<reviewed_ratios> closed;
    std::string text;
    for (const ratio_team& team : all.teams) {
        closed.push_back({.plan = &team, .closed = close(team.plan, data)});
        if (anybody_works(team_called(data, team.plan.team.owner), next(over)))
            closed.back().next = ratio_plan_again(data, team, next(over), over.last());
        text += ratio_review_text(team.plan, closed.back().closed, closed.back().next) + '\n';
    }
    text += not_planned_text(all.without_target, "--target") + stale_text(data, *data.per, over.last());
    write_files({{options.json, ratio_review_json(all, closed, data)}}, inputs_of(options, data));
    print(text);
}

} // namespace attain_program
