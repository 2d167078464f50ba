#include <attain/core/error.hpp>
#include <attain/goal/plan.hpp>
#include <attain/time/split.hpp>

#include <algorithm>
#include <utility>

namespace attain::inline v1 {

namespace {

goal make_goal(const estimator& of, const period& over, const quota& q) {
    const team& in = of.team();
    const rep& member = in.at(q.rep);
    return goal{.rep = q.rep,
                .owner = member.name,
                .role = member.role,
                .metric = of.metric(),
                .period = over,
                .target = q.amount,
                .forecast = of.forecast(q.rep, over),
                .working_time = capacity_over(in, member, over),
                .full_time = capacity_over(in, member, over, capacity_of::full_time),
                .last_fact = of.last_fact(q.rep),
                .daily = daily_targets(in, member, over, q.amount)};
}

std::vector<equal_share> equal_for_all(const plan& p) {
    std::vector<forecast> forecasts;
    units sum = 0;
    for (const goal& g : p.goals) {
        forecasts.push_back(g.forecast);
        sum += g.target;
    }
    std::vector<equal_share> shares;
    for (const quota& q : allocate(sum, forecasts, equal_split{}).quotas)
        shares.push_back({q.rep, q.amount, q.probability});
    return shares;
}

} // namespace

std::vector<day_target> daily_targets(const team& in, const rep& member, const period& over, units target) {
    std::vector<day_target> days;
    std::vector<std::int64_t> weights;
    for (day d = over.begin; d < over.end; ++d) {
        const capacity w = capacity_on(in, member, d);
        if (w.none()) continue;
        days.push_back({d, 0});
        weights.push_back(w.micro);
    }
    const std::vector<units> amounts = split(target, weights);
    for (std::size_t i = 0; i < days.size(); ++i)
        days[i].amount = amounts[i];
    return days;
}

plan make_plan(const estimator& of, const period& over, const allocation& split) {
    if (split.quotas.empty()) fail(errc::invalid_argument, "split", "the allocation has no quotas");
    plan p{.team = of.team().name(),
           .metric = of.metric(),
           .period = over,
           .as_of = of.as_of(),
           .total = split.total,
           .team_forecast = of.team_forecast(over)};
    for (const quota& q : split.quotas)
        p.goals.push_back(make_goal(of, over, q));
    p.one_for_all = equal_for_all(p);
    return p;
}

} // namespace attain::inline v1
