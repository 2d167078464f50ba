#include <attain/core/error.hpp>
#include <attain/core/int128.hpp>
#include <attain/goal/audit.hpp>

#include "audit_rules.hpp"

#include <algorithm>
#include <cmath>

namespace attain::inline v1 {

namespace {

std::string number(units amount, const metric& of) {
    return to_string(amount, of);
}

// The nearest target whose chance lies in the band; where whole targets leave none in it, the hardest that is
// not too hard: one unit more of something rare may take the chance from one side of the band to the other.
units target_in_band(const goal& g, const audit_options& options) {
    const double shown = as_printed(g.probability());
    const units hardest = g.forecast.target_for(least_read_as(options.attainable_low));
    if (shown < options.attainable_low) return hardest;
    if (shown <= options.attainable_high) return g.target;
    const units easiest = g.forecast.target_for(most_read_as(options.attainable_high)) + 1;
    return std::max(g.target, std::min(easiest, hardest));
}

finding specific(const goal& g, shared_findings<plan>& shared) {
    const plan& in = shared.in();
    const audit_options& options = shared.options();
    const auto same =
        static_cast<double>(std::count_if(in.goals.begin(), in.goals.end(), [&](const goal& other) {
            return other.rep != g.rep && other.target == g.target;
        }));
    if (g.owner.empty())
        return {smart::specific,
                verdict::fail,
                same,
                "nobody is named as its owner",
                {remedy::name_owner, 0, "name the person whose goal it is"}};
    const bool everybody = in.goals.size() > 2 && same + 1 == static_cast<double>(in.goals.size());
    const double spread = everybody ? shared.spread() : 0;
    if (everybody && spread > options.same_number_points) {
        const units own = g.forecast.known() ? target_in_band(g, options) : g.target;
        return {smart::specific,
                verdict::warn,
                same,
                "everybody has the same number, although the chances differ by " + fixed(100 * spread, 0) +
                    " points",
                {remedy::own_target, own,
                 "a number of " + g.owner + "'s own: " + number(own, g.metric) + " " + g.metric.name()}};
    }
    return {smart::specific,
            verdict::pass,
            same,
            number(g.target, g.metric) + " " + g.metric.name() + " for " + g.owner,
            {}};
}

finding measurable(const goal& g, const plan& in, const audit_options& options) {
    const smallest_change record{remedy::keep_record, 0, "record " + g.metric.name() + " every working day"};
    if (!g.last_fact)
        return {smart::measurable, verdict::warn, -1, "nothing was ever recorded for " + g.owner, record};
    const int age = in.as_of - *g.last_fact;
    const std::string since = "last record on " + to_string(*g.last_fact);
    if (age > options.stale_days)
        return {smart::measurable, verdict::warn, static_cast<double>(age),
                since + ", " + std::to_string(age) + " days before the plan", record};
    if (!g.gaps.empty()) {
        const period& longest =
            *std::max_element(g.gaps.begin(), g.gaps.end(),
                              [](const period& a, const period& b) { return a.days() < b.days(); });
        const std::string where = to_string(longest.begin) + " to " + to_string(longest.last());
        return {smart::measurable,
                verdict::warn,
                static_cast<double>(age),
                since + "; no record from " + where + " although " + g.owner + " was there",
                {remedy::keep_record, 0, "record what was done from " + where + ", or the absence"}};
    }
    return {smart::measurable, verdict::pass, static_cast<double>(age), since, {}};
}

finding attainable(const goal& g, const audit_options& options) {
    if (!g.forecast.known()) return chance_unknown(g.owner, g.metric);
    const double p = attainability(g.forecast, g.target);
    const std::string chance = percent(p) + " likely";
    const std::string grade = std::string{", evidence "} + name(g.forecast.evidence().grade);
    const std::string band = percent(options.attainable_low) + " to " + percent(options.attainable_high);
    const double shown = as_printed(p);
    const units nearest = target_in_band(g, options);
    const auto move = [&](remedy what) -> smallest_change {
        return {what, nearest,
                std::string{what == remedy::lower_target ? "lower" : "raise"} + " the target from " +
                    number(g.target, g.metric) + " to " + number(nearest, g.metric) + ": " +
                    percent(attainability(g.forecast, nearest)) + " likely"};
    };
    if (shown < options.hopeless)
        return {smart::attainable, verdict::fail, p, chance + grade + ": out of reach",
                move(remedy::lower_target)};
    if (shown < options.attainable_low)
        return {smart::attainable, verdict::warn, p,
                chance + grade + ": less than the " + band + " asked for", move(remedy::lower_target)};
    if (shown > options.attainable_high && nearest > g.target)
        return {smart::attainable, verdict::warn, p,
                chance + grade + ": easier than the " + band + " asked for", move(remedy::raise_target)};
    // What is asked of nobody because it is too easy is no way out.
    const bool within_best =
        !g.best_observed || g.target <= *g.best_observed ||
        as_printed(attainability(g.forecast, *g.best_observed)) > options.attainable_high;
    if (!within_best)
        return {smart::attainable,
                verdict::warn,
                p,
                chance + grade + ": beyond any observed period, the best was " +
                    number(*g.best_observed, g.metric),
                {remedy::lower_target, *g.best_observed,
                 "lower the target to the best period so far, " + number(*g.best_observed, g.metric)}};
    return {smart::attainable, verdict::pass, p, chance + grade, {}};
}

std::string over_text(const plan& in) {
    if (in.total == in.promised) return "";
    const double h = 100 * in.over_assignment();
    return h >= 0 ? "; " + fixed(h, 0) + " % above the " + number(in.promised, in.metric) + " that are owed"
                  : "; " + fixed(-h, 0) + " % below the " + number(in.promised, in.metric) + " that are owed";
}

finding relevant(const plan& in, const audit_options& options) {
    int128 sum = 0;
    for (const goal& g : in.goals)
        sum += g.target;
    const double p = attainability(in.team_forecast, in.promised);
    if (sum != in.total) {
        const units missing = narrow(int128{in.total} - sum, "targets");
        return {smart::relevant,
                verdict::fail,
                p,
                "the targets sum to " + number(narrow(sum, "targets"), in.metric) + ", not to the team's " +
                    number(in.total, in.metric),
                {remedy::move_units, missing,
                 missing > 0 ? "put " + number(missing, in.metric) + " more on the targets"
                             : "take " + number(-missing, in.metric) + " off the targets"}};
    }
    const std::string exact =
        "the targets sum to the team's " + number(in.total, in.metric) + " exactly" + over_text(in);
    if (!in.team_forecast.known())
        return {smart::relevant,
                verdict::warn,
                std::nan(""),
                exact + "; the team's chance is unknown",
                {remedy::more_data, 0, "record a few weeks of " + in.metric.name()}};
    const std::string team = "; the team reaches " +
                             (in.total == in.promised ? "it" : "the " + number(in.promised, in.metric)) +
                             " with " + percent(p);
    if (as_printed(p) < options.team_chance) {
        const units lower = in.team_forecast.target_for(least_read_as(options.team_chance));
        return {smart::relevant,
                verdict::warn,
                p,
                exact + team,
                {remedy::lower_total, lower,
                 "lower the team's number from " + number(in.promised, in.metric) + " to " +
                     number(lower, in.metric) + ", or add working time"}};
    }
    if (in.over_assignment() > options.over_assignment)
        return {smart::relevant,
                verdict::warn,
                p,
                exact + team,
                {remedy::lower_total, in.promised, "hand out less than is owed above it"}};
    return {smart::relevant, verdict::pass, p, exact + team, {}};
}

finding timebound(const goal& g, const plan& in) {
    double left = 0;
    int128 sum = 0;
    for (const day_target& d : g.daily) {
        left += d.day > in.as_of ? 1 : 0;
        sum += d.amount;
    }
    const std::string deadline = "by " + to_string(g.period.last());
    if (left == 0)
        return {smart::timebound,
                verdict::fail,
                0,
                deadline + ", but no working day is left",
                {remedy::later_deadline, 0, "set a deadline with working days before it"}};
    if (sum != g.target)
        return {smart::timebound,
                verdict::fail,
                left,
                deadline + ", but its days add up to " + number(narrow(sum, "daily"), g.metric),
                {remedy::move_units, narrow(int128{g.target} - sum, "daily"), "share the target out again"}};
    return {
        smart::timebound, verdict::pass, left, deadline + ", " + days_text(left) + ", a target for each", {}};
}

} // namespace

char letter(smart question) noexcept {
    constexpr char letters[] = "SMART";
    return letters[static_cast<std::size_t>(question)];
}

const char* name(verdict v) noexcept {
    switch (v) {
    case verdict::pass:
        return "pass";
    case verdict::warn:
        return "warn";
    case verdict::fail:
        return "fail";
    }
    return "fail";
}

const char* name(remedy r) noexcept {
    switch (r) {
    case remedy::none:
        return "none";
    case remedy::name_owner:
        return "name the owner";
    case remedy::own_target:
        return "a target of one's own";
    case remedy::keep_record:
        return "keep a record";
    case remedy::lower_target:
        return "lower the target";
    case remedy::raise_target:
        return "raise the target";
    case remedy::more_data:
        return "more data";
    case remedy::move_units:
        return "move units";
    case remedy::lower_total:
        return "lower the total";
    case remedy::later_deadline:
        return "a later deadline";
    }
    return "none";
}

std::string text(const one_size_check& check, const metric& of) {
    std::string amount = to_string(check.smallest_amount, of);
    if (check.largest_amount != check.smallest_amount) amount += " or " + to_string(check.largest_amount, of);
    if (std::isnan(check.lowest)) return amount + " for everyone: chances unknown";
    return amount + " for everyone: chances from " + percent(check.lowest) + " to " + percent(check.highest);
}

std::string percent(double probability) {
    if (std::isnan(probability)) return "unknown";
    if (probability > 0 && probability < 0.01) return "< 1 %";
    if (probability < 1 && probability > 0.99) return "> 99 %";
    return fixed(100 * probability, 0) + " %";
}

namespace {

std::array<finding, 5> audit_one(const goal& g, shared_findings<plan>& shared) {
    const plan& in = shared.in();
    const audit_options& options = shared.options();
    return {specific(g, shared), measurable(g, in, options), attainable(g, options),
            shared.relevant(relevant), timebound(g, in)};
}

} // namespace

std::array<finding, 5> audit(const goal& g, const plan& in, const audit_options& options) {
    shared_findings<plan> shared{in, options};
    return audit_one(g, shared);
}

std::vector<std::array<finding, 5>> audit(const plan& of, const audit_options& options, stop_flag stop) {
    return audit_all(of, options, stop, audit_one);
}

one_size_check check_one_size(const plan& p) {
    if (p.one_for_all.empty()) fail(errc::empty_input, "plan", "has no goals");
    const auto [few, many] = std::ranges::minmax_element(p.one_for_all, {}, &equal_share::amount);
    std::vector<equal_share> known = p.one_for_all;
    std::erase_if(known, [](const equal_share& s) { return std::isnan(s.probability); });
    if (known.empty()) known.push_back(p.one_for_all.front());
    const auto [low, high] = std::ranges::minmax_element(known, {}, &equal_share::probability);
    return {few->amount, many->amount, low->probability, high->probability, low->rep, high->rep};
}

} // namespace attain::inline v1
