// Re-adjustment: next period's goals from the last ones and the evidence since, without ratcheting.
//
// new = old + lambda x (evidence - old), the same up and down; lambda is how much the rep's own data weigh
// against the old quota, and that is worth as much of a whole one as it was set for the share of its period
// that the new one is for.
// Small changes are noise and not made; one good period or one spike raises nobody; no quota moves further
// than a step; a loss beyond the rep's control is relieved when it is large against how exact the quota can
// be at all. But a goal has to be attainable: one that has less than half of the chance aimed at falls to
// where it has that at once, whatever damping, dead band and step say (a ramp that was not followed would
// else leave somebody without hope for months). The team's total comes first: what the guards leave is made
// to add up to it with the least change.
#pragma once

#include <attain/allocate/allocate.hpp>
#include <attain/estimate/estimator.hpp>
#include <attain/goal/bridge.hpp>
#include <attain/goal/review.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace attain::inline v1 {

// A loss beyond the rep's control: a lost account, a territory handed over. Somebody stated it.
struct relief_request {
    rep_id rep{};
    units amount{};        // of a period's result that is lost; > 0
    std::string trigger{}; // what happened
    std::string approved_by{};
};

struct adjust_options {
    double chance = 0.60; // what each goal aims at
    // Own effective days at which half of the evidence is believed, against a quota that was set for no less
    // of its period than the new one; against one that was set for a share of that, that share of these days.
    double damping_days = 40;
    // Largest change at once, as a share of the old quota at the new working time, and at least a whole one;
    // from a quota of 0 there is none.
    fraction step{0.20};
    double dead_band = 0.25;    // no change below this share of the forecast's standard deviation
    double relief_share = 0.60; // relief from this share of the 80 % interval's relative half-width on
    std::uint64_t salt = 0;     // of ties
};

// What is known of one rep for the next goal.
struct adjust_input {
    rep_id rep{};
    std::optional<closed_goal> last{}; // nullopt: a joiner, there is no quota before
    // Before it, any order: for the ratchet guard; and to start from the latest that had working time and a
    // target when the last one had no working time.
    std::vector<closed_goal> earlier{};
    std::optional<units> already_reached{}; // re-adjusting inside a period: its target, when reached
};

struct adjusted_goal {
    rep_id rep{};
    std::string owner{};
    units before{};       // the old quota; 0 for a joiner
    units after{};        // the new one
    double lambda{};      // share of the evidence that was believed
    bridge why{};         // from the old quota to the new one, line by line
    bool changed = false; // apart from working time
    double probability{}; // of the new quota; NaN when unknown
};

struct adjustment {
    bool feasible = true;
    infeasibility problem{}; // when the steps and the total contradict each other
    units total{};
    units wished{};                     // sum before the team's total was met
    std::vector<adjusted_goal> goals{}; // in order of rep id; with `feasible` false the wishes
    std::vector<rep_id> gone{}; // had a goal, have no working time now: their numbers are in the total
};

// Goals of `over` that sum to `total`, for every rep with working time in it. A quota that was set for less
// than half of the new working time, each as a share of its period (the month of the hire, most of it on
// leave), is no quota to extrapolate: the latest before it that was not stands for it; without one the rep
// starts like a joiner, from the evidence. Lines of each bridge, in order:
// previous, working time, evidence, damping, dead band, ratchet guard, step, relief, team total. Nothing
// depends on the order of the inputs. The last step is least change from the wishes, relative to them, inside
// the step bounds; a joiner has no step. Errors: duplicate_id, unknown_id (an input or relief of nobody),
// out_of_range (options; a last target below 0, a relief that is not positive, with the row), as allocate.
[[nodiscard]] adjustment readjust(const estimator& of, const period& over, units total,
                                  std::span<const adjust_input> inputs,
                                  std::span<const relief_request> reliefs = {},
                                  const adjust_options& options = {}, stop_flag stop = {});

// The smallest loss that is relieved: relief_share x half the width of the 80 % interval / its middle. Where
// most end between 50 and 150 % that is 30 %; where quotas are exact it is little. In units of `quota`.
[[nodiscard]] units relief_threshold(const forecast& of, units quota, const adjust_options& options = {});

} // namespace attain::inline v1
