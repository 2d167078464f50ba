// A data folder, read: teams, one metric's ledger, and what became of every row.
//
// The order of rows never matters: the same rows in another order give an equal dataset.
#pragma once

#include <attain/estimate/estimator.hpp>
#include <attain/measure/ledger.hpp>
#include <attain/measure/shape.hpp>
#include <attain/time/roster.hpp>

#include "column_map.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace example {

// Where the input is. A file that is named must be there; those below of the folder are read when they are
// there.
//   holidays.csv   date, optional name, share (0.5: open half the day), location; or any .ics file
//   absences.csv   rep, first_day, last_day (both away), optional share (0.5: half days), known
//   stints.csv     rep, team, first_day, last_day (empty: still there), optional role: every stay of who
//                  moves team or role, or leaves and comes back
//   fte.csv        rep, from, fte: the share of a full-time post from that day on; optional known
//   ramps.csv      rep, from, trigger, shares (25/50/75), optional resume_month, known: a ramp after a change
// Known: the day from which the row was known; without it, it always was.
//   season.csv     month, share of the year, optional team
struct input_files {
    std::string folder = ".";
    std::string map{}; // empty: the plain layout, reps.csv and activity.csv
    std::string reps{};
    std::string activity{};
    std::string holidays{};
    std::string absences{};
    std::string stints{};
    std::string fte{};
    std::string ramps{};
    std::string season{};
    std::string workdays = "Mon-Fri"; // the weekdays of everybody who has none of their own in reps.csv
};

struct load_options {
    std::string metric{};                 // empty: the map's first, or the only one there is
    std::string per{};                    // a second metric, the lower side of a ratio; empty: none
    std::optional<int> decimals{};        // an amount with so many decimals; not given: what the map says
    std::optional<attain::day> as_of{};   // the last day whose facts are known
    std::optional<attain::day> planned{}; // the day on which the plan was made
    bool strict = false;                  // rows after as_of are refused
    bool skip_unknown_reps = false;       // rows of people not on the roster are left out and counted
};

// Of one metric: rows = used + filtered + other_metrics + unknown_reps.
struct row_counts {
    std::size_t rows{};
    std::size_t used{};     // in the ledger, those after as_of included
    std::size_t later{};    // of those: after as_of, to be ignored
    std::size_t outside{};  // of those: up to as_of, on days on which the rep was in no team
    std::size_t filtered{}; // not what the map's `where` asks for
    std::size_t other_metrics{};
    std::size_t unknown_reps{};
    bool all_twice{}; // every row stands there twice, or another even number of times
};

struct dataset {
    attain::metric metric;
    std::optional<attain::metric> per{};          // the second metric, when it was asked for
    attain::ledger book{};                        // of both
    std::vector<attain::team> teams{};            // in the order of their names
    std::vector<attain::team> planned{};          // the same as they were known when the plan was made
    std::map<attain::rep_id, std::string> keys{}; // what the files call each rep
    row_counts rows{};
    row_counts rows_per{};      // of the second metric
    std::size_t rows_of_both{}; // rows that count as both
    // Of any row the filters let through, whatever its metric: how far the export goes. nullopt: none.
    std::optional<attain::day> last_day{};
    std::string activity_file{};
    std::vector<std::string> files{};           // all that were read
    attain::estimator_options estimating{};     // what the host believes beside the files
    std::vector<attain::period_shape> shapes{}; // in use, in the order of teams; empty: none was looked for
};

// Errors: input_error, naming file, line and column, for a missing file or column, a duplicate or empty id,
// an unknown rep, a date or number that cannot be read, an end before a start, an fte outside 0..1, an empty
// team, a metric that is not there. O(rows log rows).
[[nodiscard]] dataset load(const input_files& files, const load_options& options);

} // namespace example
