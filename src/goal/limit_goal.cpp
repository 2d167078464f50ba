#include <attain/allocate/bounds.hpp>
#include <attain/core/error.hpp>
#include <attain/core/int128.hpp>
#include <attain/goal/limit_goal.hpp>

#include "../core/whole_units.hpp"
#include "audit_rules.hpp"
#include "limit_goal_of.hpp"

#include <algorithm>
#include <cmath>

namespace attain::inline v1 {

namespace {

finding specific(const limit_goal& g) {
    if (g.owner.empty())
        return {smart::specific,
                verdict::fail,
                0,
                "nobody is named as its owner",
                {remedy::name_owner, 0, "name the person whose limit it is"}};
    return {smart::specific,
            verdict::pass,
            0,
            "at most " + to_string(g.limit, g.metric) + ' ' + g.metric.name() + " for " + g.owner,
            {}};
}

finding measurable(const limit_goal& g, const audit_options& options) {
    const smallest_change record{remedy::keep_record, 0,
                                 "record " + g.metric.name() + ", and say when there were none"};
    if (!g.last_fact)
        return {smart::measurable, verdict::warn, -1,
                "nothing was ever recorded for " + g.owner + ": a clean record, or no record", record};
    const int age = g.as_of - *g.last_fact;
    const std::string since = "last record on " + to_string(*g.last_fact);
    if (age > options.stale_days)
        return {smart::measurable, verdict::warn, static_cast<double>(age),
                since + ", " + std::to_string(age) + " days ago: none since, or not recorded", record};
    return {smart::measurable, verdict::pass, static_cast<double>(age), since, {}};
}

// The limit nearest to the one asked for that is neither too hard nor, where whole limits allow it, too easy:
// of rare events one more may take the chance from one side of the band to the other.
units limit_in_band(const limit_goal& g, const audit_options& options) {
    const double shown = as_printed(g.probability());
    const units hardest = limit_with_chance(g.forecast, least_read_as(options.attainable_low));
    if (shown < options.attainable_low) return hardest;
    if (shown <= options.attainable_high) return g.limit;
    const units easiest = limit_with_chance(g.forecast, most_read_as(options.attainable_high)) - 1;
    return std::min(g.limit, std::max(easiest, hardest));
}

finding attainable(const limit_goal& g, const audit_options& options) {
    if (!g.forecast.known()) return chance_unknown(g.owner, g.metric);
    const double p = g.probability();
    const double shown = as_printed(p);
    const std::string chance =
        percent(p) + " likely to be kept, evidence " + name(g.forecast.evidence().grade);
    const std::string band = percent(options.attainable_low) + " to " + percent(options.attainable_high);
    const units nearest = limit_in_band(g, options);
    const smallest_change move{nearest > g.limit ? remedy::raise_target : remedy::lower_target, nearest,
                               std::string{nearest > g.limit ? "raise" : "lower"} + " the limit from " +
                                   to_string(g.limit, g.metric) + " to " + to_string(nearest, g.metric) +
                                   ": " + percent(g.forecast.probability_within(nearest)) + " likely"};
    if (shown < options.hopeless)
        return {smart::attainable, verdict::fail, p, chance + ": out of reach", move};
    if (shown < options.attainable_low)
        return {smart::attainable, verdict::warn, p, chance + ": less than the " + band + " asked for", move};
    if (shown > options.attainable_high && nearest < g.limit)
        return {smart::attainable, verdict::warn, p, chance + ": easier than the " + band + " asked for",
                move};
    return {smart::attainable, verdict::pass, p, chance, {}};
}

finding timebound(const limit_goal& g) {
    const capacity left = g.forecast.remaining();
    const std::string deadline = "by " + to_string(g.period.last());
    if (left.none())
        return {smart::timebound,
                verdict::fail,
                0,
                deadline + ", but no working time is left",
                {remedy::later_deadline, 0, "set a deadline with working days before it"}};
    return {smart::timebound, verdict::pass, left.days(), deadline + ", " + days_text(left.days()), {}};
}

capacity time_of(const limit_goal& g, const team& in) {
    if (g.rep != rep_id{}) return capacity_over(in, in.at(g.rep), g.period);
    capacity all{};
    for (const rep& member : in.reps())
        all += capacity_over(in, member, g.period);
    return all;
}

std::optional<day> last_of_anybody(const estimator& of) {
    std::optional<day> last;
    for (const rep& member : of.team().reps())
        if (const auto own = of.last_fact(member.id); own && (!last || *last < *own)) last = own;
    return last;
}

} // namespace

limit_goal limit_goal_of(const estimator& of, forecast ahead, const period& over, units limit) {
    if (limit < 0 || limit > unlimited)
        fail(errc::out_of_range, "limit", "must lie between 0 and 2^62, is " + std::to_string(limit));
    const rep_id rep = ahead.rep();
    const bool all = rep == rep_id{};
    const attain::rep* const member = all ? nullptr : &of.team().at(rep);
    return {.rep = rep,
            .owner = all ? called(of.team()) : called(*member),
            .role = all ? "" : member->role_around(over.begin),
            .metric = of.metric(),
            .period = over,
            .limit = limit,
            .forecast = std::move(ahead),
            .as_of = of.as_of(),
            .last_fact = all ? last_of_anybody(of) : of.last_fact(rep)};
}

limit_goal make_limit_goal(const estimator& of, rep_id rep, const period& over, units limit) {
    return limit_goal_of(of, rep == rep_id{} ? of.team_forecast(over) : of.forecast(rep, over), over, limit);
}

units limit_with_chance(const forecast& of, double p) {
    // The quantile is right but for rounding, which the chances decide.
    const units guess = std::max<units>(whole_units(std::ceil(of.quantile(p))), 0);
    const auto kept = [&](units limit) { return of.probability_within(limit) >= p; };
    units high = guess; // kept
    for (units step = 1; !kept(high) && high < unlimited; step *= 2)
        high = step < unlimited - high ? high + step : unlimited;
    units low = guess; // not kept, or -1
    for (units step = 1; low >= 0 && kept(low); step *= 2)
        low = step <= low ? low - step : -1;
    while (high - low > 1) {
        const units middle = low + (high - low) / 2;
        (kept(middle) ? high : low) = middle;
    }
    return high;
}

std::array<finding, 5> audit(const limit_goal& g, const audit_options& options) {
    return {specific(g), measurable(g, options), attainable(g, options),
            finding{smart::relevant, verdict::pass, 0, "a limit of its own, part of no other", {}},
            timebound(g)};
}

limit_progress track(const limit_goal& g, const team& in, const forecast& now, day as_of,
                     const limit_progress* before, const status_rule& rule) {
    if (now.rep() != g.rep || now.period() != g.period)
        fail(errc::conflict, "now", "is a forecast of another goal");
    if (before != nullptr && before->rep != g.rep)
        fail(errc::conflict, "before", "is the progress of another rep");
    if (before != nullptr && before->as_of >= as_of)
        fail(errc::out_of_range, "before", "must be of an earlier day");
    limit_progress p{.rep = g.rep,
                     .owner = g.owner,
                     .as_of = as_of,
                     .actual = now.done(),
                     .limit = g.limit,
                     .time_left = now.remaining()};
    const capacity all = time_of(g, in);
    p.check = check_limit(now.done(), g.limit, !all.none());
    if (!all.none())
        p.expected = static_cast<double>(g.limit) *
                     (1 - static_cast<double>(p.time_left.micro) / static_cast<double>(all.micro));
    if (now.known()) {
        p.probability = now.probability_within(g.limit);
        p.outcome = now.interval(0.8);
    }
    if (all.none()) {
        p.status = pace_status::not_applicable;
    } else if (p.time_left.none() && as_of >= g.period.last()) {
        p.status = p.check.kept ? pace_status::reached : pace_status::missed;
    } else if (!p.check.kept && now.kind() != metric_kind::signed_amount) {
        p.status = pace_status::missed;
    } else {
        pace open{}; // the chance alone decides
        open.remaining = 1;
        p.status = status_of(open, p.probability,
                             before != nullptr ? std::optional{before->status} : std::nullopt, rule);
    }
    return p;
}

const char* limit_name(pace_status status) noexcept {
    if (status == pace_status::reached) return "kept";
    if (status == pace_status::missed) return "broken";
    return name(status);
}

std::string sentence(const limit_progress& p, const metric& of) {
    if (p.status == pace_status::not_applicable) return p.owner + ": no working time, no goal.";
    std::string text = p.owner + ": " + to_string(p.actual, of) + " of at most " + to_string(p.limit, of) +
                       ' ' + of.name() + ", " + limit_name(p.status);
    if (p.status == pace_status::reached || p.status == pace_status::missed) return text + '.';
    if (p.probability) text += ", " + percent(*p.probability) + " likely to keep it";
    const std::string days =
        p.time_left.none() ? " and no working time to come" : " for " + days_text(p.time_left.days());
    if (p.check.headroom > 0)
        text += "; " + to_string(p.check.headroom, of) + " left" + days;
    else if (p.check.headroom == 0)
        text += "; none left" + days;
    else
        text += "; " + to_string(-p.check.headroom, of) + " above it";
    return text + '.';
}

} // namespace attain::inline v1
