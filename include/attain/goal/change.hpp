// Change: what is decided inside a period. A target revised, a leaver's rest handed over, a joiner taken in.
//
// The days that are over keep their line; every change stays with the goal, with who, when, why, and the
// chance before and after.
#pragma once

#include <attain/estimate/estimator.hpp>
#include <attain/goal/bridge.hpp>
#include <attain/goal/plan.hpp>

#include <span>
#include <string>
#include <vector>

namespace attain::inline v1 {

// Who decided it, and why: kept with the goal. Both must be given.
struct decision {
    std::string who{};
    std::string why{};
};

// What becomes of the number that somebody gives up.
enum class freed_number : std::uint8_t {
    conserve, // the team's number stands; the others take it over
    release,  // the team's number falls by it
    hold,     // it is kept apart with the plan, unassigned; take_in with `hold` draws from it
};

struct plan_change {
    plan after;
    std::vector<bridge> why{}; // from each old target to the new one, in order of rep id
    units freed{};             // what was given up, by a leaver or by the others for a joiner
};

// A new figure for a whole period, in force from `from` on: the period's target becomes what the days before
// have as their line (schedule_of) and the new figure's share of the working time from then on, as the roster
// knows it now; rounded up. With an unchanged roster that is the working-time average of its versions. The
// team's total follows; floors and stretches are those of the new forecasts. Restating replaces the line from
// the first day on, visibly. Errors: unknown_id (no such goal), out_of_range (from outside the period; a
// negative target), conflict (a prospective change of days that are over for the estimator; a change before
// an earlier one; an estimator that knows less than the plan), wrong_metric (an estimator of another one),
// invalid_argument (who or why is empty).
[[nodiscard]] plan_change revise(const plan& p, const estimator& now, rep_id rep, day from, units target,
                                 const decision& by, revision kind = revision::prospective);

// The goal of a rep who is gone for the rest of the period, as the estimator's roster says, ends on the
// estimator's day: what was earned stays as the target, the rest is freed. `conserve` shares it at the same
// chance over those with working time left; nobody's target falls. Errors: unknown_id, conflict (the
// roster still has working time for the rep after the estimator's day), invalid_argument (nobody to take it
// over; who or why is empty), and for the estimator as of revise.
[[nodiscard]] plan_change hand_over(const plan& p, const estimator& now, rep_id leaver, freed_number what,
                                    const decision& by);

// A rep who came into the team inside the period gets a goal that aims at `chance`; the others are relieved
// of it at the same chance (conserve), it is taken out of what is held (hold), or the team's number rises by
// it (release). Nobody gives up what is earned, nor what the days that are over are due: where that, or what
// is held, is less, the joiner gets no more, and the team's number stands all the same. Errors: conflict (has
// a goal already), unknown_id, out_of_range (chance outside (0, 1)), invalid_argument (no working time,
// nothing known; nobody has anything to give up, nothing is held; who or why is empty), and for the estimator
// as of revise.
[[nodiscard]] plan_change take_in(const plan& p, const estimator& now, rep_id joiner, double chance,
                                  freed_number what, const decision& by);

} // namespace attain::inline v1
