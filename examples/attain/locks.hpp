// Locks of plans whose teams are planned one by one.
#pragma once

#include <attain/core/error.hpp>

#include <algorithm>
#include <common/dataset.hpp>
#include <string>
#include <vector>

namespace attain_program {

// A lock for somebody whom none of the planned teams has with working time is said, not left out. Errors:
// attain::error unknown_id naming --lock.
template<class Lock, class Team>
void require_planned(const example::dataset& data, const std::vector<Lock>& locks,
                     const std::vector<Team>& planned) {
    for (const Lock& l : locks) {
        const bool there = std::any_of(planned.begin(), planned.end(), [&](const Team& t) {
            return std::any_of(t.plan.goals.begin(), t.plan.goals.end(),
                               [&](const auto& goal) { return goal.rep == l.rep; });
        });
        if (there) continue;
        std::string name = data.keys.at(l.rep);
        for (const attain::team& team : data.teams)
            if (const attain::rep* const member = team.find(l.rep)) name = member->name;
        attain::fail(attain::errc::unknown_id, "--lock",
                     name + " is in no team that is planned here, or has no working time in the period");
    }
}

} // namespace attain_program
