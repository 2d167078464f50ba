#include "limit_commands.hpp"

#include <attain/core/error.hpp>

#include "changes.hpp"
#include "files.hpp"
#include "limit_json.hpp"
#include "limit_plans.hpp"
#include "limit_text.hpp"
#include "plan_text.hpp"

namespace attain_program {

namespace {

limit_plans on_the_eve(example::dataset& data, plan_options options) {
    options.as_of.clear();
    return as_planned(data, [&] { return make_limit_plans(data, options); });
}

} // namespace

void run_limit_plan(const plan_options& options) {
    const example::dataset data = read_data(options, as_of(options));
    limit_plans all = make_limit_plans(data, options);
    add_limit_records(all, data);
    const std::string text = limit_plan_text(all, data);
    write_files({{options.json, limit_plan_json(all, data)}}, inputs_of(options, data));
    print(text);
}

void run_limit_track(const plan_options& options) {
    const attain::day on = as_of(options);
    require_inside(period_of(options), on);
    example::dataset data = read_data(options, on);
    const limit_plans all = on_the_eve(data, options);
    std::vector<followed_limits> now;
    std::string text;
    for (const limit_team& team : all.teams) {
        now.push_back(follow(data, team, on));
        text += limit_track_text(now.back()) + '\n';
    }
    text += not_planned_text(all.without_limit, "--total") + stale_text(data, data.metric, on);
    write_files({{options.json, limit_track_json(all, now, on, data)}}, inputs_of(options, data));
    print(text);
}

void run_limit_review(const plan_options& options) {
    const attain::period over = period_of(options);
    example::dataset data = read_data(options, over.last());
    require_facts(data, data.metric, over);
    const limit_plans all = on_the_eve(data, options);
    std::vector<reviewed_limits> closed;
    std::string text;
    for (const limit_team& team : all.teams) {
        closed.push_back({.plan = &team, .closed = close(team.plan, data)});
        if (anybody_works(team_called(data, team.plan.team.owner), next(over)))
            closed.back().next = limit_plan_again(data, team, next(over), over.last());
        text += limit_review_text(team.plan, closed.back().closed, closed.back().next) + '\n';
    }
    text += not_planned_text(all.without_limit, "--total") + stale_text(data, data.metric, over.last());
    write_files({{options.json, limit_review_json(all, closed, data)}}, inputs_of(options, data));
    print(text);
}

} // namespace attain_program
