#include "movers.hpp"

#include <attain/allocate/allocate.hpp>
#include <attain/time/capacity.hpp>

namespace attain_program {

movers::movers(const std::vector<attain::team>& teams, const attain::period& over) {
    std::map<attain::rep_id, int> rosters;
    for (const attain::team& team : teams)
        for (const attain::rep& member : team.reps())
            ++rosters[member.id];
    for (const attain::team& team : teams)
        for (const attain::rep& member : team.reps()) {
            if (rosters.at(member.id) < 2) continue;
            const attain::capacity there = capacity_over(team, member, over);
            if (!there.none()) time_[member.id].emplace_back(team.name(), static_cast<double>(there.micro));
        }
    std::erase_if(time_, [](const auto& one) { return one.second.size() < 2; });
}

attain::units movers::part(attain::units amount, attain::rep_id rep, const std::string& team) const {
    const auto found = time_.find(rep);
    if (found == time_.end()) return amount;
    std::vector<attain::candidate> parts;
    attain::rep_id here{};
    for (const auto& [name, time] : found->second) {
        parts.push_back({.id = attain::rep_id{static_cast<std::int64_t>(parts.size()) + 1}, .weight = time});
        if (name == team) here = parts.back().id;
    }
    const attain::allocation divided = allocate(amount, parts, attain::proportional{});
    const attain::quota* const own = divided.find(here);
    return own == nullptr ? 0 : own->amount;
}

std::string movers::teams_of(attain::rep_id rep) const {
    const std::vector<working_time>& all = time_.at(rep);
    std::string text = all.front().first;
    for (std::size_t i = 1; i < all.size(); ++i)
        text += (i + 1 == all.size() ? " and " : ", ") + all[i].first;
    return text;
}

} // namespace attain_program
