// A goal: what one rep (or a team) is asked to reach, in what, by when, day by day, and how likely that is.
#pragma once

#include <attain/estimate/forecast.hpp>
#include <attain/goal/cascade.hpp>
#include <attain/time/roster.hpp>

#include <optional>
#include <string>
#include <vector>

namespace attain::inline v1 {

using goal_id = id<struct goal_tag>;

// P(total >= target) of a forecast, inside (0, 1) while anything is open: far out tail() rounds to 0 or 1. It
// is 0 or 1 where that is certain: done and not to be lost, or no time is left. The one that is said of goals
// and plans.
[[nodiscard]] double attainability(const forecast& of, units target);

// What one working day should bring.
struct day_target {
    attain::day day{};
    units amount{};

    friend bool operator==(const day_target&, const day_target&) = default;
};

// A tag that narrows what counts, in the host's own words: {"product", "Pro"}, {"pipeline", "renewals"}.
struct scope_tag {
    std::string key{};
    std::string value{};

    friend bool operator==(const scope_tag&, const scope_tag&) = default;
};

// Beside the target: what is nearly sure, and what a good month would bring. A stretch is never the only
// level.
struct goal_levels {
    std::optional<units> floor{};
    std::optional<units> stretch{};

    friend bool operator==(const goal_levels&, const goal_levels&) = default;
};

// How the rep sees the goal. Daily quotas pace those they help; strong performers do better by weeks.
enum class goal_view : std::uint8_t { daily, weekly };

// Who changed the target, when and why; the first one is the goal's birth. `target` is the figure for a whole
// period that was in force from `from` on; before and after are what the period asked for in all.
struct goal_version {
    day from{};
    units target{};
    revision kind = revision::prospective;
    day decided{}; // the day it was decided on
    std::string who{};
    std::string why{};
    std::optional<units> before{}; // nullopt: there was none
    units after{};
    std::optional<double> probability_before{};
    std::optional<double> probability_after{};
};

// What was asked for, with the forecast of that day, kept for the review when changes renew both.
struct first_chance {
    units target{};
    attain::forecast forecast;

    [[nodiscard]] double probability() const { return attainability(forecast, target); }
};

struct goal {
    rep_id rep{};
    std::string owner{}; // the rep's name; `rep 7` where the roster has none
    std::string role{};
    attain::metric metric;
    attain::period period;
    units target{};
    attain::forecast forecast; // of the rep's total of the period
    // The rep's capacity over the whole period, as it was known when the target was set or last changed,
    capacity working_time{};
    capacity full_time{};           // and what somebody full-time, always there and fully ramped would have
    std::optional<day> last_fact{}; // last day with something recorded; nullopt: nothing ever
    // Whole units that sum to the target, one entry for each day with capacity.
    std::vector<day_target> daily{};
    goal_id id{};
    goal_id parent{}; // the goal it is a part of; 0: none
    std::vector<scope_tag> scope{};
    goal_levels levels{};
    goal_view view = goal_view::daily;
    std::vector<goal_version>
        versions{}; // in order of decision; of one day the last counts; none: plain `target`
    // Largest total of a past period of this kind with at least three quarters of this one's working time.
    std::optional<units> best_observed{};
    // The rep's own largest day of a year; one that stands out counts as three times the next.
    std::optional<units> high_day{};
    std::vector<attain::period> gaps{}; // working days without any record, as the data check found them
    std::optional<day> handed_over{};   // its rep left: it ended on this day with what was earned
    // As it stood when its period began, or when it was set if that was later, of what was then known;
    // nullopt: `target` and `forecast` are that still.
    std::optional<first_chance> as_set{};

    // A probability only when forecast.evidence().grade is not unknown.
    [[nodiscard]] double probability() const { return attainability(forecast, target); }
};

// The rep's targets of the period by days, weeks and months, with every change of target where it happened:
// what `daily` says, up to the first day on which the team's roster now has other working time than the one
// that the target was set on (leave or part-time that came to be known later). From that day on the rest of
// the target, which stays, follows the new working time; where none is left, it is due on the last day that
// has some. Errors: as cascade; unknown_id.
[[nodiscard]] cascade schedule_of(const goal& g, const team& in);

} // namespace attain::inline v1
