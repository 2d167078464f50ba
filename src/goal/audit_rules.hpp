// What the audits of goals, limits and ratios judge alike: chances as people read them, teammates with the
// same number, nothing to learn from.
#pragma once

#include <attain/goal/audit.hpp>

#include "words.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace attain::inline v1 {

// Verdicts follow the figure people read: 49.7 % prints as 50 %, and is not called less than 50 %.
inline double as_printed(double probability) {
    return std::round(100 * probability) / 100;
}

// The smallest chance that prints as this one or more, and the largest that prints as this one or less,
// inside (0, 1): there is a target for each.
inline constexpr double half_percent = 0.005;
inline constexpr double next_to_certain = 1e-9;
inline double least_read_as(double chance) {
    return std::max(chance - half_percent, next_to_certain);
}
inline double most_read_as(double chance) {
    return std::min(chance + half_percent, 1 - next_to_certain);
}

// With fewer to be expected a ratio is all or nothing: the one event, won or lost.
inline constexpr double least_events = 2;

// What nothing can be said of.
inline finding chance_unknown(const std::string& owner, const metric& of) {
    return {smart::attainable,
            verdict::warn,
            std::numeric_limits<double>::quiet_NaN(),
            "no data of " + owner + "'s own and no team to learn from: the chance is unknown",
            {remedy::more_data, 0, "record a few weeks of " + of.name()}};
}

// From the smallest to the largest chance of those goals of which is_known says that there is one.
template<class Goal, class Known>
double spread_of_chances(std::span<const Goal> goals, Known is_known) {
    double low = 1;
    double high = 0;
    for (const Goal& g : goals) {
        if (!is_known(g)) continue;
        low = std::min(low, g.probability());
        high = std::max(high, g.probability());
    }
    return std::max(0.0, high - low);
}

// What the findings of a plan's goals share: looked at when the first one asks.
template<class Plan>
class shared_findings {
public:
    shared_findings(const Plan& in, const audit_options& options) : in_{in}, options_{options} {}

    [[nodiscard]] const Plan& in() const noexcept { return in_; }
    [[nodiscard]] const audit_options& options() const noexcept { return options_; }
    // From the smallest to the largest chance of the goals.
    [[nodiscard]] double spread() {
        if (!spread_)
            spread_ =
                spread_of_chances(std::span{in_.goals}, [](const auto& g) { return g.forecast.known(); });
        return *spread_;
    }
    // find(plan, options)
    template<class Find>
    [[nodiscard]] const finding& relevant(const Find& find) {
        if (!relevant_) relevant_ = find(in_, options_);
        return *relevant_;
    }

private:
    const Plan& in_;
    const audit_options& options_;
    std::optional<double> spread_{};
    std::optional<finding> relevant_{};
};

// One after the other: of(goal, shared).
template<class Plan, class Of>
std::vector<std::array<finding, 5>> audit_all(const Plan& in, const audit_options& options, stop_flag stop,
                                              const Of& of) {
    shared_findings<Plan> shared{in, options};
    std::vector<std::array<finding, 5>> all;
    all.reserve(in.goals.size());
    for (const auto& g : in.goals) {
        stop.poll();
        all.push_back(of(g, shared));
    }
    return all;
}

// S of a goal alone, with `same` of its teammates having its very number, a `what`: one number for all is in
// doubt when the chances differ.
template<class Plan>
finding beside_teammates(finding alone, std::size_t same, shared_findings<Plan>& shared,
                         const std::string& what) {
    alone.figure = static_cast<double>(same);
    const std::size_t goals = shared.in().goals.size();
    if (alone.verdict != verdict::pass || goals <= 2 || same + 1 < goals) return alone;
    const double spread = shared.spread();
    if (spread <= shared.options().same_number_points) return alone;
    alone.verdict = verdict::warn;
    alone.reason = "everybody has the same " + what + ", although the chances differ by " +
                   fixed(100 * spread, 0) + " points";
    alone.change = {remedy::own_target, 0, "give each a " + what + " of their own"};
    return alone;
}

// A goal's audit with S and R as its plan has them. number: what teammates may have in common, a `what`.
template<class Goal, class Plan, class Number, class Relevant>
std::array<finding, 5> audit_within(const Goal& g, shared_findings<Plan>& shared, Number Goal::*number,
                                    const std::string& what, const Relevant& relevant) {
    std::array<finding, 5> all = audit(g, shared.options());
    const auto same = std::ranges::count_if(shared.in().goals, [&](const Goal& other) {
        return other.rep != g.rep && other.*number == g.*number;
    });
    all[0] = beside_teammates(std::move(all[0]), static_cast<std::size_t>(same), shared, what);
    all[3] = shared.relevant(relevant);
    return all;
}

} // namespace attain::inline v1
