// Attribution: whose team's figure a fact belongs to.
#pragma once

#include <attain/measure/ledger.hpp>
#include <attain/time/roster.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace attain::inline v1 {

// A day's sum of one role in one team.
struct team_total {
    static constexpr std::size_t no_team = static_cast<std::size_t>(-1);

    std::size_t team{}; // index into the teams asked about, or no_team
    std::string role{};
    attain::day day{};
    units quantity{};

    friend bool operator==(const team_total&, const team_total&) = default;
};

// Sums by team, role and day, sorted by these. Credit stays with the team and role held on the day of the
// event, for reversals that of the event taken back, wherever the rep is now. A rep of several teams on one
// day counts for the first of them in the order given. What was done in no team's stint is summed under
// no_team, never dropped; so the sum over all rows is the ledger's, and an event shared by teammates is in
// their team's figure once. Errors: overflow. O(n log n).
[[nodiscard]] std::vector<team_total> team_totals(std::span<const team> teams, metric_id metric,
                                                  const ledger& book, const ledger_query& query);

// Which days of its people are asked about.
enum class record_of : std::uint8_t {
    team,      // those of their stints: the team's figures
    elsewhere, // those of stays in other teams that are on their record here (rep::on_record)
    people,    // both: what they are forecast from
};

// The credited lines of what the team's people did while they were in it, by rep and day: those of the ledger
// less what was done in no stint of this team, so that a mover's facts are in each team's figures once. It
// knows one team alone: what somebody does who is in two of them on the same day is in both, unless each team
// has a ledger of its own. O(people x log n + their lines) when the ledger is sealed, however many others
// there are.
[[nodiscard]] std::vector<book::line> member_lines(const team& of, metric_id metric, const ledger& book,
                                                   const ledger_query& query,
                                                   record_of whose = record_of::team);

// Their sums by rep and day, sorted by both: what a team's forecasts and strengths are made of. Errors:
// overflow. Complexity as above.
[[nodiscard]] std::vector<day_total> member_totals(const team& of, metric_id metric, const ledger& book,
                                                   const ledger_query& query,
                                                   record_of whose = record_of::team);

// Their sum over the days of a period, everybody's together. Errors: overflow. O(n).
[[nodiscard]] units sum_over(std::span<const day_total> totals, const period& over);

} // namespace attain::inline v1
