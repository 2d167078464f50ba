// Data quality: what a manager should know about the rows before trusting a figure made of them.
//
// Everything is reported and nothing repaired: a gap may be a quiet week or a week nobody logged, a huge
// quantity a great deal or a slip of the finger. Only people know which.
#pragma once

#include <attain/measure/ledger.hpp>
#include <attain/time/capacity.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace attain::inline v1 {

struct quality_options {
    int gap_days = 5;                            // shorter silences are not reported
    double gap_chance = 0.01;                    // nor those that chance explains better than this
    std::span<const metric_id> also_logged_by{}; // a row of these also shows that the rep logged
    std::size_t outlier_facts = 12;              // fewer facts have no outliers
    int isolated_days = 365;                     // calendar days around a day that is called isolated
};

// Working days in a row, the rep being present, without a row. Let a be the share of present days with rows
// outside the silence, half a day of either kind lent so that no habit is a certainty, n the present days: a
// silence of k days somewhere has a chance of at most (n - k + 1) (1 - a)^k if days were independent;
// `chance` is that bound, at most 1.
struct log_gap {
    day first{};
    day last{};
    std::int32_t working_days{};
    double chance{};
};

// The event (rows of one event id, or a row without one) with the largest net quantity.
struct dominant_event {
    event_id event{};
    attain::day day{};
    units quantity{};
    double share{}; // of the rep's total; NaN when that is not above 0
};

// A day of a rep with rows, far from any other: more than `isolated_days` after the one before, if any, and
// before the next. A slip in the date, most likely (1970 for an empty field): the estimator's record of a rep
// begins with none that lies before the rep's start, or whose start is not known.
struct isolated_day {
    rep_id rep{};
    attain::day day{};
    attain::day next{}; // the rep's next day with rows
    units quantity{};
};

struct rep_quality {
    rep_id rep{};
    // Days with capacity, ramp aside; from the team's first row ever on that is not isolated, of
    // also_logged_by too, and where the rep's start is not known from the rep's own: nobody is silent before
    // being there, or before the data begin.
    std::int32_t present_days{};
    std::int32_t logged_days{};               // of these, with rows
    std::int32_t off_days_logged{};           // days without capacity, with rows: counted, never dropped
    std::optional<day> last_row{};            // in the period; default: none
    std::optional<std::int32_t> stale_days{}; // present days after last_row; nullopt without one
    std::vector<log_gap> gaps{};              // by day; the last may still be open
    std::optional<dominant_event> largest{};
};

// A single quantity, or a day's total, far outside what is usual over all reps of the team.
struct outlier {
    rep_id rep{};
    attain::day day{};
    units quantity{};
    bool of_day{}; // a day's total; else one row's quantity
    double low{};  // the fence: sizes in [low, high] are usual
    double high{};
};

struct quality_report {
    period over{};
    std::vector<rep_quality> reps{};        // in the order of team.reps()
    std::vector<outlier> outliers{};        // by rep and day
    std::vector<isolated_day> isolated{};   // by rep and day, up to as_of, before the period too
    std::vector<ledger_finding> findings{}; // the ledger's, of rows of which the team's reps have a share
    std::size_t later_rows{};               // rows not known on as_of
};

// Of one metric and team, over a period as far as it lies up to as_of: of what the team's people did while
// they were in it (attribution.hpp), so a mover's rows are in the report of the team of their day. An
// outlier's size lies outside [Q1 / r^3, Q3 r^3] with r = max(Q3 / Q1, 2): three times the interquartile
// range beyond the quartiles on a log scale (Tukey's outer fences), quartiles being the sizes at ranks
// floor(n/4) and floor(3n/4) of those above 0. Errors: out_of_range (options, days a calendar does not know),
// empty_input (a period after as_of).
[[nodiscard]] quality_report inspect(const team& of, metric_id what, const ledger& book, const period& over,
                                     day as_of, const quality_options& options = {});

} // namespace attain::inline v1
