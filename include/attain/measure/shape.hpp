// The shape of a period: how much of a team's total is usual after how much of its working time.
//
// Many teams book late: half of a month's working time is over and a third of its total is in. A linear pace
// line then cries wolf every month. But a shape fitted to chance is worse than none, so one is used only
// where it has earned it: it would have foretold the closed periods better than the even line does.
#pragma once

#include <attain/measure/ledger.hpp>
#include <attain/time/roster.hpp>

#include <span>
#include <vector>

namespace attain::inline v1 {

struct shape_options {
    std::size_t periods = 12;     // at most so many closed periods, the latest ones
    std::size_t least = 4;        // with fewer the line stays even
    int slots = 10;               // equal parts of a period's working time
    double standard_errors = 2.0; // of the mean gain: how clear it has to be
};

struct period_shape {
    // C at equal steps of working time, ending with 1: the closed periods together, shrunk towards the even
    // line as if one further average period had come evenly. Empty when no closed period has a total above 0.
    std::vector<fraction> cumulative{};
    std::size_t periods{}; // closed periods that it is made of
    // Mean over the periods of: squared distance of the even line less that of the shape made of all other
    // periods, summed over the slots' ends as shares of the period's total; and its standard error.
    double gain{};
    double gain_error{};
    bool credible = false; // gain > standard_errors x gain_error, and enough periods
};

// Of the last closed periods of a kind that lie wholly between the team's first fact and as_of. Facts are
// those of the team's people while they were in it; a period's working time is the team calendar's, so
// leave, joiners and ramps are not in it, weighed by the months of the team's season: what is told is not
// learned again, and the even line is what the months say. A shape in the season is not read. Periods without
// a positive total, or without working time whatever was recorded in them, are left out. kind: month, quarter
// or year. Errors: invalid_argument (another kind), out_of_range (slots, least below 2, a negative or NaN
// number of standard errors, a day the calendar does not know). O(facts log facts +
// periods^2 x (facts + slots)).
[[nodiscard]] period_shape learned_shape(const team& of, metric_id what, const ledger& facts, day as_of,
                                         period_kind kind, const shape_options& options = {});

// The team with the learned shape in its season, in place of one of that kind, so that pace lines, daily
// targets and exposure follow it; the same team when the shape is not credible, or when its season has a
// shape within another kind of period: what was told is kept.
[[nodiscard]] team shaped(const team& of, const period_shape& by, period_kind kind);

} // namespace attain::inline v1
