#include "crm_quotas.hpp"

#include <algorithm>
#include <common/input_error.hpp>
#include <limits>
#include <map>

namespace attain_program {

namespace {

// From the metric's smallest unit to the map's.
attain::units rescaled(attain::units amount, int from, const example::quota_map& map) {
    for (; from < map.decimals; ++from) {
        if (amount > std::numeric_limits<attain::units>::max() / 10)
            throw example::input_error({map.path}, "decimals: a quota has no room for so many");
        amount *= 10;
    }
    for (; from > map.decimals; --from) {
        if (amount % 10 != 0)
            throw example::input_error({map.path},
                                       "decimals: a quota has more than " + std::to_string(map.decimals));
        amount /= 10;
    }
    return amount;
}

std::vector<example::quota_slice> slices_of(const attain::goal& goal, const example::quota_map& map) {
    std::vector<example::quota_slice> all;
    attain::units of_days = 0;
    for (const attain::slice& piece : attain::slices(goal.period, map.every)) {
        if (!piece.complete())
            throw example::input_error({map.path}, "period: " + to_string(goal.period) + " holds a part of " +
                                                       to_string(piece.whole) + " only");
        example::quota_slice& slice = all.emplace_back(piece.whole, 0);
        for (const attain::day_target& d : goal.daily)
            if (piece.whole.contains(d.day)) slice.amount += d.amount;
        of_days += slice.amount;
    }
    if (all.size() == 1)
        all.front().amount = goal.target;
    else if (of_days != goal.target)
        throw example::input_error({map.path},
                                   "period: the quota of " + goal.owner + " is not spread over its days");
    for (example::quota_slice& slice : all)
        slice.amount = rescaled(slice.amount, goal.metric.exponent(), map);
    return all;
}

// The same periods in both: all goals are of one.
void add(std::vector<example::quota_slice>& to, const std::vector<example::quota_slice>& more,
         const example::quota_map& map) {
    for (std::size_t i = 0; i < to.size(); ++i) {
        if (more[i].amount > std::numeric_limits<attain::units>::max() - to[i].amount)
            throw example::input_error({map.path}, "decimals: a quota has no room for so many");
        to[i].amount += more[i].amount;
    }
}

} // namespace

std::string crm_quotas_of(const plans& all, const example::dataset& data, const example::quota_map& map) {
    if ((data.metric.kind() == attain::metric_kind::count) == map.money)
        throw example::input_error({map.path}, "measure: " + data.metric.name() + " is " +
                                                   (map.money ? "a count" : "an amount of money"));
    std::vector<example::crm_quota> quotas;
    std::map<attain::rep_id, std::size_t> records; // one for a person, who may have a goal in several teams
    for (const team_plan& team : all.teams)
        for (const attain::goal& goal : team.plan.goals) {
            std::vector<example::quota_slice> slices = slices_of(goal, map);
            const auto [at, fresh] = records.try_emplace(goal.rep, quotas.size());
            if (fresh)
                quotas.push_back(example::new_quota(data.keys.at(goal.rep), std::move(slices), map));
            else
                add(quotas[at->second].slices, slices, map);
        }
    return write_quotas(quotas, map);
}

} // namespace attain_program
