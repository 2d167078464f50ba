// Pace: where a target stands on a day, on the line of its working time, and what the days left must bring.
#pragma once

#include <attain/goal/cascade.hpp>

#include <optional>

namespace attain::inline v1 {

// Whether the as-of day is over, and if not, whether it still counts as a day to work on.
enum class today : std::uint8_t {
    over,           // complete: it is in the expected total, the first day left is tomorrow
    counts,         // running: not in the expected total, and the first of the days left
    does_not_count, // running: neither expected yet nor left to work on
};

// What is known on a day.
struct pace_facts {
    day as_of{};      // last day whose facts are known; before the period nothing is over, after it all is
    units actual{};   // of the period, everything known
    units of_today{}; // the part of it from a running as-of day; must be 0 when that day is over
    enum today today = today::over;
    // The rep's own largest day; nullopt: not known.
    std::optional<units> high_day{};
};

enum class feasibility : std::uint8_t {
    unknown,             // no observed days to compare with
    within_observed,     // no day left asks for more than the rep's own largest day
    beyond_any_observed, // some day does: say so instead of the figure
    no_time_left,        // something is missing and no working time is left
    reached,             // nothing is missing
    not_applicable,      // the period has no working time
};

// Ratios are doubles for display; what is decided is decided on exact integers.
struct pace {
    line_basis basis{};
    units target{};                   // of the period, changes included
    std::optional<double> expected{}; // by the end of the last completed day: N / W; nullopt: no working time
    std::optional<double> ratio{};    // actual on completed days / expected; nullopt while expected is 0
    std::optional<double> elapsed{};  // share of the period's working time that is over
    std::optional<double>
        run_rate{}; // actual on completed days per full working day; nullopt before the first
    std::optional<double> projection{}; // actual on completed days + run rate x capacity not yet over
    std::optional<double> projected_attainment{}; // projection / target; nullopt when the target is 0
    std::optional<double> required_rate{}; // remaining per full working day left; nullopt: none is left
    units remaining{};                     // max(0, target - actual)
    units surplus{};                       // max(0, actual - target)
    capacity time_over{};                  // of completed days
    capacity time_left{};                  // of the days left to work on
    // What each day left must bring, in whole units that sum to `remaining`; zeros once it is reached. Of a
    // running day that counts it is what is left of that day's own share, as it was in the morning: once that
    // is met, 0. nullopt when no day of the period is left, or the days left have no working time.
    std::optional<cascade> catch_up{};
    feasibility feasible = feasibility::unknown;
    std::int32_t days_beyond{}; // days of the catch-up that ask for more than the high day
};

// Pace of the plan on facts; `line` is the one the plan was made on (or a newer one: leave that came later
// changes the time left, not the targets set). Errors: out_of_range (the period outside the line's span,
// of_today with a day that is over), conflict (line on another basis), overflow.
[[nodiscard]] pace pace_of(const cascade& plan, const capacity_line& line, const pace_facts& facts);

// As people see it. Derived: a reached target can be lost again when a deal is cancelled.
enum class pace_status : std::uint8_t {
    not_applicable, // no working time in the period
    too_early,      // no whole unit expected yet and no probability known
    behind,
    at_risk,
    on_track,
    reached,
    missed, // no working time left, the target not met, and no chance that days off bring it
};

// Bounds of the three levels; a level is left only beyond its own side of the band, so that a value near a
// bound does not flip the status every day. Defaults: convention, not data (on track from an even chance up;
// nine tenths and more of the pace is the range of ordinary months).
struct status_rule {
    struct band {
        double enter{}; // at or above: up into the level
        double leave{}; // below: down out of it; at most `enter`
    };
    band p_on_track{0.55, 0.45};
    band p_at_risk{0.30, 0.20};
    band pace_on_track{1.00, 0.92};
    band pace_at_risk{0.85, 0.78};
};

// The level by probability and the level by pace ratio, each with hysteresis from yesterday's status; the
// probability decides, but where the pace is two levels away the status is the one between. Before a whole
// unit is expected nobody can be on a pace or off it: the ratio does not count. Either may be missing; with
// neither the status is too_early. Errors: out_of_range (probability outside [0, 1], a rule
// whose bounds are out of order), not_finite.
[[nodiscard]] pace_status status_of(const pace& now, std::optional<double> probability,
                                    std::optional<pace_status> yesterday = std::nullopt,
                                    const status_rule& rule = {});

// "on track" and so on. Static storage.
[[nodiscard]] const char* name(pace_status status) noexcept;
[[nodiscard]] const char* name(feasibility f) noexcept;

} // namespace attain::inline v1
