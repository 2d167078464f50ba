// Goals whose metric is a ratio or an average, more of it or less: a win rate of 40 %, at most two days to
// the first call. They have a forecast, an audit and a progress like other goals, but nothing to divide: a
// ratio is not prorated over days, and the team's is not the sum of the reps'.
#pragma once

#include <attain/estimate/ratio.hpp>
#include <attain/goal/attainment.hpp>
#include <attain/goal/audit.hpp>
#include <attain/goal/pace.hpp>

#include <array>
#include <optional>
#include <string>

namespace attain::inline v1 {

enum class better : std::uint8_t { higher, lower };

struct ratio_goal {
    rep_id rep{}; // 0: the team
    std::string owner{};
    std::string role{};
    ratio_metric metric;
    attain::period period;
    ratio target{}; // to reach, or the limit to keep
    attain::better direction = better::higher;
    ratio_forecast forecast;
    day as_of{};
    std::optional<day> last_fact{}; // on either side; nullopt: nothing ever

    // P(ratio >= target), or P(ratio <= limit), given that there is a ratio; a probability only when the
    // evidence's grade is not unknown.
    [[nodiscard]] double probability() const {
        return direction == better::higher ? forecast.tail(target) : forecast.probability_within(target);
    }
};

// rep 0 is the team's goal. Errors: out_of_range (a target without a positive denominator, or below 0);
// as ratio_estimator::forecast.
[[nodiscard]] ratio_goal make_ratio_goal(const ratio_estimator& of, rep_id rep, const period& over,
                                         const ratio& target, better direction = better::higher);

// The target whose chance is nearest to p from the safe side: the inverse of probability(). In the steps that
// to_string prints, so that it is what is read: tenths of a percent for shares (given in basis points),
// hundredths for odds, hundredths below 10 and tenths from there on for averages of whole events (given in
// hundredths), the numerator's unit for other averages. nullopt where there can be no ratio, and for odds
// where losing nothing is that likely. Errors: out_of_range unless 0 < p < 1.
[[nodiscard]] std::optional<ratio> ratio_with_chance(const ratio_forecast& of, const ratio_metric& what,
                                                     better direction, double p);

// One finding for each letter, in their order, as for other goals (audit.hpp) where they mean the same:
//  S  no owner: fail. Figure: 0.
//  M  figure: days since the last fact on either side (-1: nothing ever). Nothing ever or stale: warn.
//  A  figure: the chance. Outside the band, unknown, fewer than two events expected (one of them decides a
//     ratio), or more than even odds that there is no ratio at all: warn; below `hopeless`: fail. The change:
//     the target inside the band, in its own words.
//  R  pass: a ratio is not shared out, and the text says so. Figure: 0.
//  T  figure: working days left. None left: fail.
[[nodiscard]] std::array<finding, 5> audit(const ratio_goal& g, const audit_options& options = {});

// Where a ratio goal stands.
struct ratio_progress {
    rep_id rep{};
    std::string owner{};
    day as_of{};
    units numerator{};
    units denominator{};
    attain::attainment attainment =
        attainment::of(std::nullopt, std::nullopt); // higher is better; else no_target
    std::optional<bool> kept{};          // lower is better: within the limit so far; nullopt: no ratio yet
    std::optional<double> probability{}; // nullopt: nothing to learn from
    range outcome{};                     // holds the period's ratio with 80 %; NaN where there can be none
    // The ratio that the events still expected must have for the target to be met exactly; below 0 when it is
    // met whatever they bring, above 1 for a share that they cannot bring. nullopt: less than one event is
    // expected.
    std::optional<double> rest{};
    pace_status status = pace_status::too_early;
};

// As of the forecast's day; `before` an earlier progress, for hysteresis. The chance decides the status;
// reached and missed only when no working time is left: a ratio reached today can be lost tomorrow. Errors:
// conflict (a forecast of somebody else, another period or kind), out_of_range (a progress that is not
// earlier).
[[nodiscard]] ratio_progress track(const ratio_goal& g, const ratio_forecast& now, day as_of,
                                   const ratio_progress* before = nullptr, const status_rule& rule = {});

// `Ana: 12 of 31 (38.7 %), target 40.0 %; on track, 57 %`.
[[nodiscard]] std::string sentence(const ratio_progress& p, const ratio_goal& g);

// A ratio as people read it: a share in percent with one decimal, odds with two, an average with the
// numerator's decimals (of whole events with one where it falls between them, with two below 10).
[[nodiscard]] std::string to_string(const ratio& r, const ratio_metric& of);

} // namespace attain::inline v1
