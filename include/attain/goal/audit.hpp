// The SMART audit: for each letter a verdict, the figure behind it and the reason.
#pragma once

#include <attain/goal/plan.hpp>

#include <array>
#include <span>
#include <string>

namespace attain::inline v1 {

enum class smart : std::uint8_t { specific, measurable, attainable, relevant, timebound };
enum class verdict : std::uint8_t { pass, warn, fail };

[[nodiscard]] char letter(smart question) noexcept;
[[nodiscard]] const char* name(verdict v) noexcept;

struct finding {
    smart question{};
    attain::verdict verdict{};
    double figure{};      // what the verdict was read from; its meaning stands with the question below
    std::string reason{}; // one plain sentence
};

// What counts as what. The defaults are the field's practice: a target should be reached by half to three
// quarters of those who are asked, and a log that has been silent for two working weeks is not a measure.
// Chances are compared as they are printed, in whole percent.
struct audit_options {
    double attainable_low = 0.50;
    double attainable_high = 0.75;
    double hopeless = 0.10;    // below: fail instead of warn
    int stale_days = 14;       // calendar days without a record
    double team_chance = 0.50; // P(team >= total) below this: warn
};

// One finding for each letter, in their order:
//  S  figure: how many teammates have exactly this target. Same number for everybody although the chances
//     differ by more than 20 points: warn.
//  M  figure: days since the last record (-1: nothing ever). Nothing ever: warn; stale: warn.
//  A  figure: P(total >= target). Inside the band: pass; outside: warn; below `hopeless`: fail; unknown:
//  warn. R  figure: P(team >= total). Sum of targets not the total: fail; chance below team_chance: warn. T
//  figure: working days of the rep in the period after as_of. None left: fail.
[[nodiscard]] std::array<finding, 5> audit(const goal& g, const plan& in, const audit_options& options = {});

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

// `63 %`, and never 0 % or 100 % from rounding: `< 1 %`, `> 99 %`; exactly 0 and 1 print as `0 %` and `100
// %`.
[[nodiscard]] std::string percent(double probability);

} // namespace attain::inline v1
