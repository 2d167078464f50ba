// Who works in several teams within a period: what is said of the person is divided over the teams.
#pragma once

#include <attain/core/units.hpp>
#include <attain/time/roster.hpp>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace attain_program {

class movers {
public:
    movers(const std::vector<attain::team>& teams, const attain::period& over);

    [[nodiscard]] bool contains(attain::rep_id rep) const { return time_.contains(rep); }

    // Of an amount that is the person's, what goes with the working time in that team: Webster's rounding, so
    // that the teams' parts add up exactly and a larger amount has no smaller part. All of it for everybody
    // else.
    [[nodiscard]] attain::units part(attain::units amount, attain::rep_id rep, const std::string& team) const;

    // "East and West".
    [[nodiscard]] std::string teams_of(attain::rep_id rep) const;

private:
    using working_time = std::pair<std::string, double>;
    std::map<attain::rep_id, std::vector<working_time>> time_; // of those in two teams or more
};

} // namespace attain_program
