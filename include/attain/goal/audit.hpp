// The SMART audit: for each letter a verdict, the figure behind it, the reason, and the smallest change that
// would turn it green.
#pragma once

#include <attain/goal/plan.hpp>

#include <array>
#include <span>
#include <string>
#include <vector>

namespace attain::inline v1 {

enum class smart : std::uint8_t { specific, measurable, attainable, relevant, timebound };
enum class verdict : std::uint8_t { pass, warn, fail }; // warn: in doubt

[[nodiscard]] char letter(smart question) noexcept; // S, M, A, R, T
[[nodiscard]] const char* name(verdict v) noexcept;

// What would turn a letter green.
enum class remedy : std::uint8_t {
    none,          // it is green already
    name_owner,    // say whose goal it is
    own_target,    // a target of the rep's own: `amount`
    keep_record,   // record what is done, on the days named
    lower_target,  // to `amount`
    raise_target,  // to `amount`
    more_data,     // wait for more of the rep's own days; until then read the chance with care
    move_units,    // put `amount` on the targets (negative: take away), so that they meet the total
    lower_total,   // what the team owes, to `amount`
    later_deadline // a deadline with working time before it
};
[[nodiscard]] const char* name(remedy r) noexcept;

struct smallest_change {
    remedy what = remedy::none;
    units amount{};
    std::string text{}; // one plain sentence; empty for none
};

struct finding {
    smart question{};
    attain::verdict verdict{};
    double figure{};      // what the verdict was read from; its meaning stands with the question below
    std::string reason{}; // one plain sentence
    smallest_change change{};
};

// What counts as what. The defaults are the field's practice: a target should be reached by half to three
// quarters of those who are asked, and a log that has been silent for two working weeks is not a measure.
// Chances are compared as they are printed, in whole percent.
struct audit_options {
    double attainable_low = 0.50;
    double attainable_high = 0.75;
    double hopeless = 0.10;           // below: fail instead of warn
    int stale_days = 14;              // calendar days without a record
    double team_chance = 0.50;        // P(team >= what it owes) below this: warn
    double same_number_points = 0.20; // one number for all is wrong when the chances differ by more
    double over_assignment = 0.25;    // above: warn
};

// One finding for each letter, in their order:
//  S  figure: how many teammates have exactly this target. No owner: fail. Same number for everybody although
//     the chances differ by more than same_number_points: warn.
//  M  figure: days since the last record (-1: nothing ever). Nothing ever, stale, or gaps: warn.
//  A  figure: P(total >= target). Inside the band, or easier where one unit more would be too hard: pass;
//     outside, unknown, or beyond any observed period that was not too easy itself: warn; below `hopeless`:
//     fail.
//  R  figure: P(team >= what it owes). Sum of targets not the total: fail; chance below team_chance, or too
//     much over-assignment: warn.
//  T  figure: working days of the rep in the period after as_of. None left, or daily targets that do not add
//     up to the target: fail.
[[nodiscard]] std::array<finding, 5> audit(const goal& g, const plan& in, const audit_options& options = {});
// The same of all its goals, in their order; what they share is looked at once. O(goals) but for comparing
// numbers. stop as core/stop.hpp says.
[[nodiscard]] std::vector<std::array<finding, 5>> audit(const plan& of, const audit_options& options = {},
                                                        stop_flag stop = {});

// The set as a whole, for one quota for all: the smallest and the largest chance it gives.
struct one_size_check {
    units smallest_amount{};
    units largest_amount{};
    double lowest{};  // chance of the rep it hits hardest
    double highest{}; // chance of the rep it asks least of
    rep_id hardest_hit{};
    rep_id least_asked{};
};
// Errors: empty_input (a plan without goals).
[[nodiscard]] one_size_check check_one_size(const plan& p);
// `30 for everyone: chances from 4 % to 97 %`.
[[nodiscard]] std::string text(const one_size_check& check, const metric& of);

// `63 %`, and never 0 % or 100 % from rounding: `< 1 %`, `> 99 %`; exactly 0 and 1 print as `0 %` and `100
// %`.
[[nodiscard]] std::string percent(double probability);

} // namespace attain::inline v1
