// Goals where less is better: at most five cancellations, at most 10,000.00 of discount.
//
// A limit is an allowance: it is used up as the period goes on, kept when the period ends, broken the moment
// it is exceeded.
#pragma once

#include <attain/goal/attainment.hpp>
#include <attain/goal/audit.hpp>
#include <attain/goal/pace.hpp>
#include <attain/goal/plan.hpp>

#include <array>
#include <optional>
#include <string>

namespace attain::inline v1 {

struct limit_goal {
    rep_id rep{}; // 0: the team
    std::string owner{};
    std::string role{};
    attain::metric metric;
    attain::period period;
    units limit{};
    attain::forecast forecast; // of the period's total
    day as_of{};
    std::optional<day> last_fact{}; // nullopt: nothing ever

    // P(total <= limit); a probability only when the evidence's grade is not unknown.
    [[nodiscard]] double probability() const { return forecast.probability_within(limit); }
};

// rep 0 is the team's goal. Errors: out_of_range (a limit below 0 or above `unlimited`), unknown_id; as
// estimator::forecast.
[[nodiscard]] limit_goal make_limit_goal(const estimator& of, rep_id rep, const period& over, units limit);

// The smallest limit, at least 0, that is kept with a chance of p or more: the inverse of probability(),
// decided by the chances themselves; it means something only when the grade is not unknown. Errors:
// out_of_range unless 0 < p < 1. O(log range) tails.
[[nodiscard]] units limit_with_chance(const forecast& of, double p);

// One finding for each letter, in their order, as for other goals (audit.hpp) where they mean the same:
//  S  no owner: fail. Figure: 0.
//  M  figure: days since the last fact (-1: nothing ever). Nothing ever or stale: warn. Nothing recorded may
//     be a clean record or a missing log; the text says so.
//  A  figure: the chance. Outside the band or unknown: warn; below `hopeless`: fail. A limit that is easily
//     kept passes where the next lower one would be too hard, or there is none. The change: the limit inside
//     the band, or the smallest that is not too hard.
//  R  pass; a limit alone is nobody's part. Figure: 0.
//  T  figure: working days left. None left: fail.
[[nodiscard]] std::array<finding, 5> audit(const limit_goal& g, const audit_options& options = {});

// Where a limit stands.
struct limit_progress {
    rep_id rep{};
    std::string owner{};
    day as_of{};
    units actual{};
    units limit{};
    limit_check check{}; // as of now: kept so far, and what is left
    // limit x working time that is over / working time of the period; nullopt: the period has none.
    std::optional<double> expected{};
    capacity time_left{};
    std::optional<double> probability{}; // of keeping it; nullopt: nothing to learn from
    range outcome{};                     // holds the period's total with 80 %
    // reached: kept, and the period and its working time are over. missed: broken, and nothing can take it
    // back.
    pace_status status = pace_status::too_early;
};

// As of the forecast's day; `before` an earlier progress, for hysteresis. The chance decides the status.
// Errors: conflict (a forecast or progress of somebody else, a forecast of another period), out_of_range (a
// progress that is not
// earlier), unknown_id (rep not in the team).
[[nodiscard]] limit_progress track(const limit_goal& g, const team& in, const forecast& now, day as_of,
                                   const limit_progress* before = nullptr, const status_rule& rule = {});

// "kept" and "broken" where a goal would be reached and missed; the other names as they are. Static storage.
[[nodiscard]] const char* limit_name(pace_status status) noexcept;

// `Ana: 3 of at most 5 cancellations, on track, 62 % likely to keep it; 2 left for 8 working days.`
[[nodiscard]] std::string sentence(const limit_progress& p, const metric& of);

} // namespace attain::inline v1
