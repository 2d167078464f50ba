// Who is on which team, when and with how much of their time, out of the files that say so.
#pragma once

#include <attain/time/roster.hpp>

#include "column_map.hpp"
#include "csv.hpp"
#include "workdays.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace example {

// A stay in a team, as a row of stints.csv tells it.
struct stay {
    std::string team{};
    attain::stint when{};
};

// One person as the files tell it, before ids and teams are known.
struct person {
    attain::rep rep{};
    std::string team{};
    std::string location{};
    std::optional<weekday_shares> workdays{}; // nullopt: those of everybody
    std::vector<stay> stays{};                // by day; none: in `team` from the hire until `left`
    place at{};

    // In any team on that day.
    [[nodiscard]] bool employed(attain::day d) const noexcept;
};

// By what the files call them: the order of rows is forgotten here.
using people = std::map<std::string, person, std::less<>>;

// All readers: errors are input_error, naming file, line and column. An empty path is a file that is not
// there and says nothing.
[[nodiscard]] people read_reps(const std::string& path, const reps_source& source);
// The roster of an export without a file of reps: everybody the activity names, whatever their rows say.
[[nodiscard]] people reps_of_activity(const csv_file& file, const activity_source& source);

// Known: the day on which the roster is looked at; rows that came to be known later are left out. nullopt:
// all are in.
void read_absences(const std::string& path, std::optional<attain::day> known, people& all);
void read_stints(const std::string& path, people& all);
void read_fte(const std::string& path, std::optional<attain::day> known, people& all);
void read_ramps(const std::string& path, std::optional<attain::day> known, people& all);

// Gives everybody an id: the files' own numbers where all of them are numbers, else the rank of their keys.
void number(people& all);
// Whoever shares a name is called by it and the id.
void tell_namesakes_apart(people& all);

// Teams in the order of their names, with the weekdays that are worked, the days that are closed for
// everybody and for each location, and their seasons. A team whose members all work the same weekdays has
// them itself. A rep's role is the one held on the day after as_of, or next, or last.
[[nodiscard]] std::vector<attain::team> make_teams(const people& all, const weekday_shares& workdays,
                                                   const std::string& holidays, const std::string& season,
                                                   std::optional<attain::day> as_of);

} // namespace example
