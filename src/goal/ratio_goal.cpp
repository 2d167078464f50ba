#include <attain/core/error.hpp>
#include <attain/core/int128.hpp>
#include <attain/goal/ratio_goal.hpp>

#include "../core/whole_units.hpp"
#include "audit_rules.hpp"

#include <cmath>
#include <limits>

namespace attain::inline v1 {

namespace {

// Targets are whole numbers of steps of size / per_one, those that to_string prints, so that what is read is
// what was judged.
struct steps {
    units size = 1;
    units per_one = 1;
};

constexpr double printed_with_hundredths = 10; // averages of whole events below it

bool is_of_events(const ratio_metric& of) {
    return of.kind == ratio_kind::average && of.numerator.exponent() == 0;
}

steps steps_at(double value, const ratio_metric& of) {
    if (of.kind == ratio_kind::share) return {10, 10'000};
    if (of.kind == ratio_kind::odds) return {1, 100};
    if (!is_of_events(of)) return {};
    return {std::abs(value) < printed_with_hundredths ? 1 : 10, 100};
}

double chance(const ratio_forecast& f, better direction, const ratio& target) {
    return direction == better::higher ? f.tail(target) : f.probability_within(target);
}

std::optional<double> rest_of(const ratio_goal& g, const ratio_forecast& now) {
    const auto n = static_cast<double>(now.numerator_done());
    const auto d = static_cast<double>(now.denominator_done());
    const double t = g.target.value();
    if (g.metric.kind != ratio_kind::odds) {
        const double left = now.expected_events() - d;
        return left < 1 ? std::nullopt : std::optional{(t * (d + left) - n) / left};
    }
    const double left = now.expected_events() - n - d;
    if (left < 1) return std::nullopt;
    const double hits = (t * (d + left) - n) / (1 + t); // n + hits = t (d + left - hits)
    if (hits >= left) return std::numeric_limits<double>::infinity();
    return hits / (left - hits);
}

finding specific(const ratio_goal& g) {
    if (g.owner.empty())
        return {smart::specific,
                verdict::fail,
                0,
                "nobody owns this goal",
                {remedy::name_owner, 0, "say whose goal it is"}};
    return {smart::specific,
            verdict::pass,
            0,
            g.owner + ": " + g.metric.name +
                (g.direction == better::higher ? " of at least " : " of at most ") +
                to_string(g.target, g.metric),
            {}};
}

finding measurable(const ratio_goal& g, const audit_options& options) {
    const smallest_change record{remedy::keep_record, 0,
                                 "record both sides, " + g.metric.numerator.name() + " and " +
                                     g.metric.denominator.name()};
    if (!g.last_fact)
        return {smart::measurable, verdict::warn, -1, "nothing recorded yet: that is unknown, not zero",
                record};
    const int since = g.as_of - *g.last_fact;
    if (since > options.stale_days)
        return {smart::measurable, verdict::warn, double(since),
                "nothing recorded for " + std::to_string(since) + " days", record};
    return {smart::measurable,
            verdict::pass,
            double(since),
            "last recorded " + std::to_string(since) + (since == 1 ? " day ago" : " days ago"),
            {}};
}

bool harder(const ratio& a, const ratio& b, better direction) {
    const int128 left = int128{a.numerator} * b.denominator;
    const int128 right = int128{b.numerator} * a.denominator;
    return direction == better::higher ? left > right : left < right;
}

// The target nearest to this one whose chance is inside the band; where a step takes the chance from one side
// of it to the other (few events), the last that is not too hard. nullopt: there is none.
std::optional<ratio> target_in_band(const ratio_goal& g, const audit_options& options, bool hard) {
    const auto hardest =
        ratio_with_chance(g.forecast, g.metric, g.direction, least_read_as(options.attainable_low));
    if (hard || !hardest) return hardest;
    auto easiest =
        ratio_with_chance(g.forecast, g.metric, g.direction, most_read_as(options.attainable_high));
    if (!easiest) return hardest;
    const units step = steps_at(easiest->value(), g.metric).size;
    easiest->numerator += g.direction == better::higher ? step : -step;
    return harder(*easiest, *hardest, g.direction) ? hardest : easiest;
}

finding attainable(const ratio_goal& g, const audit_options& options) {
    const smallest_change wait{remedy::more_data, 0,
                               "wait for more of their own record; until then read it with care"};
    if (g.forecast.evidence().grade == evidence_grade::unknown)
        return {smart::attainable, verdict::warn, std::nan(""), "the chance is unknown", wait};
    const double p = g.forecast.known() ? g.probability() : std::nan("");
    if (g.forecast.undefined() > 0.5)
        return {smart::attainable, verdict::warn, p,
                "more likely than not there will be no " + g.metric.denominator.name() +
                    " at all, and so no ratio",
                wait};
    if (g.forecast.expected_events() < least_events)
        return {smart::attainable, verdict::warn, p,
                percent(p) + " likely, but fewer than two " + g.metric.denominator.name() +
                    (g.metric.kind == ratio_kind::odds ? " or " + g.metric.numerator.name() : "") +
                    " are to be expected: a single one decides",
                wait};
    const double shown = as_printed(p);
    if (shown >= options.attainable_low && shown <= options.attainable_high)
        return {smart::attainable, verdict::pass, p, percent(p) + " likely", {}};
    const bool hard = shown < options.attainable_low;
    const auto target = target_in_band(g, options, hard);
    if (!hard && target && !harder(*target, g.target, g.direction))
        return {smart::attainable, verdict::pass, p, percent(p) + " likely; any more would be too hard", {}};
    finding f{smart::attainable,
              p < options.hopeless ? verdict::fail : verdict::warn,
              p,
              percent(p) + " likely: " + (hard ? "too hard" : "too easy") + " to be a goal",
              {}};
    if (target) {
        const bool raise = (g.direction == better::higher) != hard;
        f.change = {raise ? remedy::raise_target : remedy::lower_target, target->numerator,
                    "set it to " + to_string(*target, g.metric)};
    }
    return f;
}

finding timebound(const ratio_goal& g) {
    const double days = g.forecast.remaining().days();
    if (g.forecast.remaining().none())
        return {smart::timebound,
                verdict::fail,
                0,
                "no working time is left before the deadline",
                {remedy::later_deadline, 0, "a deadline with working time before it"}};
    return {
        smart::timebound, verdict::pass, days, days_text(days) + " until " + to_string(g.period.last()), {}};
}

} // namespace

ratio_goal make_ratio_goal(const ratio_estimator& of, rep_id rep, const period& over, const ratio& target,
                           better direction) {
    if (target.denominator <= 0 || target.numerator < 0)
        fail(errc::out_of_range, "target", "must not be negative and needs a denominator above 0");
    if (rep == rep_id{}) {
        std::optional<day> last;
        for (const attain::rep& member : of.team().reps())
            if (const auto own = of.last_fact(member.id); own && (!last || *last < *own)) last = own;
        return {.rep = rep,
                .owner = called(of.team()),
                .metric = of.what(),
                .period = over,
                .target = target,
                .direction = direction,
                .forecast = of.team_forecast(over),
                .as_of = of.as_of(),
                .last_fact = last};
    }
    const attain::rep& member = of.team().at(rep);
    return {.rep = rep,
            .owner = called(member),
            .role = member.role_around(over.begin),
            .metric = of.what(),
            .period = over,
            .target = target,
            .direction = direction,
            .forecast = of.forecast(rep, over),
            .as_of = of.as_of(),
            .last_fact = of.last_fact(rep)};
}

std::optional<ratio> ratio_with_chance(const ratio_forecast& of, const ratio_metric& what, better direction,
                                       double p) {
    if (!(p > 0 && p < 1)) fail(errc::out_of_range, "p", "must lie between 0 and 1, both excluded");
    const double x = of.quantile(direction == better::higher ? 1 - p : p);
    if (!std::isfinite(x) || std::abs(x) > 1e14) return std::nullopt;
    const auto [size, per_one] = steps_at(x, what);
    const double count = std::floor(x * static_cast<double>(per_one) / static_cast<double>(size));
    ratio r{static_cast<units>(count) * size, per_one};
    const units safer = direction == better::higher ? -size : size;
    if (direction == better::lower) r.numerator += size;
    // Rounding is off by one step; a plateau of the chance (few events) may be longer, and ends safely.
    for (int i = 0; i < 64 && chance(of, direction, r) < p; ++i)
        r.numerator += safer;
    for (int i = 0; i < 64 && chance(of, direction, {r.numerator - safer, r.denominator}) >= p; ++i)
        r.numerator -= safer;
    return r;
}

std::array<finding, 5> audit(const ratio_goal& g, const audit_options& options) {
    return {specific(g), measurable(g, options), attainable(g, options),
            finding{smart::relevant,
                    verdict::pass,
                    0,
                    "a ratio is not shared out: the team's is that of its sums, not the sum of the reps'",
                    {}},
            timebound(g)};
}

ratio_progress track(const ratio_goal& g, const ratio_forecast& now, day as_of, const ratio_progress* before,
                     const status_rule& rule) {
    if (now.rep() != g.rep || now.period() != g.period || now.kind() != g.metric.kind)
        fail(errc::conflict, "now", "is a forecast of another goal");
    if (before != nullptr && before->as_of >= as_of)
        fail(errc::out_of_range, "before", "must be of an earlier day");
    ratio_goal current = g;
    current.forecast = now;
    ratio_progress p{.rep = g.rep,
                     .owner = g.owner,
                     .as_of = as_of,
                     .numerator = now.numerator_done(),
                     .denominator = now.denominator_done()};
    const int128 actual = int128{p.numerator} * g.target.denominator;
    const int128 asked = int128{p.denominator} * g.target.numerator;
    const bool any = p.denominator > 0 || (g.metric.kind == ratio_kind::odds && p.numerator > 0);
    if (g.direction == better::higher)
        p.attainment = attainment::of_ratio(p.numerator, std::max<units>(p.denominator, 0),
                                            g.target.numerator, g.target.denominator);
    else if (any)
        p.kept = actual <= asked;
    if (now.known()) p.probability = current.probability();
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    p.rest = rest_of(g, now);
    p.outcome = now.known() ? now.interval(0.8) : range{nan, nan};
    if (now.remaining().none() && as_of >= g.period.last()) {
        const bool met = any && (g.direction == better::higher ? actual >= asked : actual <= asked);
        p.status = any ? met ? pace_status::reached : pace_status::missed : pace_status::not_applicable;
    } else {
        pace open{}; // a ratio has no pace of its own
        open.remaining = 1;
        p.status = status_of(open, p.probability,
                             before != nullptr ? std::optional{before->status} : std::nullopt, rule);
    }
    return p;
}

namespace {

// An average of whole events falls between them: 9.41 calls a meeting, 49.8.
bool falls_between(const ratio& r, const ratio_metric& of) {
    return is_of_events(of) && r.numerator % r.denominator != 0;
}

std::string printed(double value, bool between, const ratio_metric& of) {
    if (of.kind == ratio_kind::share) return fixed(100 * value, 1) + " %";
    if (of.kind == ratio_kind::odds) return fixed(value, 2) + " to 1";
    if (between) return fixed(value, std::abs(value) < printed_with_hundredths ? 2 : 1);
    return to_string(whole_units(std::round(value)), of.numerator);
}

double printed_step(double value, bool between, const ratio_metric& of) {
    if (of.kind == ratio_kind::share) return 0.001;
    if (of.kind == ratio_kind::odds) return 0.01;
    return !between ? 1 : std::abs(value) < printed_with_hundredths ? 0.01 : 0.1;
}

// What was reached so far; rounded away from the target where it would print as the target but is not.
std::string so_far(const ratio& r, const ratio_goal& g) {
    std::string text = to_string(r, g.metric);
    if (!harder(g.target, r, g.direction) || text != to_string(g.target, g.metric)) return text;
    const bool between = falls_between(r, g.metric);
    const double half = printed_step(r.value(), between, g.metric) / 2;
    return printed(r.value() + (g.direction == better::higher ? -half : half), between, g.metric);
}

} // namespace

std::string to_string(const ratio& r, const ratio_metric& of) {
    return printed(r.value(), falls_between(r, of), of);
}

std::string sentence(const ratio_progress& p, const ratio_goal& g) {
    const ratio_metric& m = g.metric;
    std::string text = p.owner + ": ";
    if (p.denominator > 0 && m.kind == ratio_kind::average)
        text += so_far({p.numerator, p.denominator}, g) + " over " + to_string(p.denominator, m.denominator) +
                ' ' + m.denominator.name();
    else if (p.denominator > 0)
        text += to_string(p.numerator, m.numerator) + (m.kind == ratio_kind::odds ? " to " : " of ") +
                to_string(p.denominator, m.denominator) + " (" + so_far({p.numerator, p.denominator}, g) +
                ")";
    else
        text += "no " + m.denominator.name() + " yet";
    text += (g.direction == better::higher ? ", target " : ", at most ") + to_string(g.target, m) + "; " +
            name(p.status);
    return text + ", " + (p.probability ? percent(*p.probability) : "chance unknown");
}

} // namespace attain::inline v1
