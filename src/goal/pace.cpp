#include <attain/goal/pace.hpp>

#include "shared_part.hpp"

#include <algorithm>
#include <cmath>

namespace attain::inline v1 {

namespace {

double as_double(int128 value) {
    return static_cast<double>(value);
}

constexpr double per_day = capacity::one_day;

void require_facts(const cascade& plan, const capacity_line& line, const pace_facts& facts) {
    require_valid(facts.as_of, "as_of");
    if (facts.today == today::over && facts.of_today != 0)
        fail(errc::out_of_range, "of_today", "must be 0 when the day is over");
    if (line.basis() != plan.basis())
        fail(errc::conflict, "line", "counts time on another basis than the plan");
}

std::int32_t days_beyond(const cascade& catch_up, units high_day) {
    std::int32_t count = 0;
    for (day d = catch_up.span().begin; d < catch_up.span().end; ++d)
        count += catch_up.on(d).value_or(0) > high_day;
    return count;
}

feasibility feasible(const pace& p, const pace_facts& facts) {
    if (p.remaining == 0) return feasibility::reached;
    if (!p.catch_up) return feasibility::no_time_left;
    if (!facts.high_day) return feasibility::unknown;
    return p.days_beyond > 0 ? feasibility::beyond_any_observed : feasibility::within_observed;
}

void set_rest(pace& p, units actual) {
    const int128 rest = int128{p.target} - actual;
    p.remaining = narrow(std::max<int128>(rest, 0), "actual");
    p.surplus = narrow(std::max<int128>(-rest, 0), "actual");
}

// What is missing, over the days left. A running day's own share is that of the morning, and what it brought
// is taken off it first; else a day's quota, one unit at least, could never be met before the evening.
cascade catch_up_of(units remaining, units of_today, const capacity_line& line, const period& left) {
    const units morning = narrow(int128{remaining} + of_today, "of_today");
    const cascade plan{morning, line, left};
    const units share = plan.on(left.begin).value_or(0);
    if (of_today <= 0 || remaining == 0 || share == 0) return {remaining, line, left};
    const int128 all = plan.time().micro;
    std::vector<int128> ends;
    if (of_today < share) {
        for (day d = left.begin; d < left.end; ++d)
            ends.push_back((plan.over({left.begin, d + 1}).value_or(0) - of_today) * all);
        return {ends, line, left};
    }
    const int128 today = line.on(left.begin).micro;
    for (day d = left.begin; d < left.end; ++d)
        ends.push_back(part_of(remaining * all, plan.time({left.begin, d + 1}).micro - today, all - today));
    return {ends, line, left};
}

} // namespace

pace pace_of(const cascade& plan, const capacity_line& line, const pace_facts& facts) {
    require_facts(plan, line, facts);
    const period& span = plan.span();
    const auto inside = [&](day d) { return std::clamp(d, span.begin, span.end); };
    const day completed =
        inside(facts.today == today::over ? facts.as_of + 1 : facts.as_of);                // first not over
    const day left = inside(facts.today == today::counts ? facts.as_of : facts.as_of + 1); // first to work on

    pace p;
    p.basis = plan.basis();
    p.target = plan.total();
    set_rest(p, facts.actual);
    const auto all = line.sum(span);
    p.time_over = line.before(completed) - line.before(span.begin);
    p.time_left = line.before(span.end) - line.before(left);
    if (!plan.applicable()) {
        p.feasible = feasibility::not_applicable;
        return p;
    }

    const int128 expected = plan.line_before(completed); // x W of the plan
    const units done = narrow(int128{facts.actual} - facts.of_today, "of_today");
    p.expected = as_double(expected) / static_cast<double>(plan.time().micro);
    if (expected > 0) p.ratio = static_cast<double>(done) / *p.expected;
    const auto over = static_cast<double>(p.time_over.micro);
    if (!all.none()) p.elapsed = over / static_cast<double>(all.micro);
    if (!p.time_over.none()) {
        p.run_rate = static_cast<double>(done) / over * per_day;
        p.projection = static_cast<double>(done) + *p.run_rate * (all - p.time_over).days();
        if (p.target != 0) p.projected_attainment = *p.projection / static_cast<double>(p.target);
    }
    if (!p.time_left.none()) {
        p.required_rate = static_cast<double>(p.remaining) / p.time_left.days();
        const units running = facts.today == today::counts ? facts.of_today : 0;
        p.catch_up = catch_up_of(p.remaining, running, line, {left, span.end});
        if (facts.high_day) p.days_beyond = days_beyond(*p.catch_up, *facts.high_day);
    }
    p.feasible = feasible(p, facts);
    return p;
}

namespace {

constexpr int behind = 0;
constexpr int at_risk = 1;
constexpr int on_track = 2;

void require_band(const status_rule::band& upper, const status_rule::band& lower, const char* argument) {
    for (const double x : {upper.enter, upper.leave, lower.enter, lower.leave})
        if (!std::isfinite(x)) fail(errc::not_finite, argument, "bounds must be finite");
    if (upper.leave > upper.enter || lower.leave > lower.enter || lower.enter > upper.leave)
        fail(errc::out_of_range, argument, "bounds must fall: enter, leave, then the lower level's");
}

std::optional<int> level_of(std::optional<pace_status> yesterday) {
    if (!yesterday) return std::nullopt;
    switch (*yesterday) {
    case pace_status::behind:
    case pace_status::missed:
        return behind;
    case pace_status::at_risk:
        return at_risk;
    case pace_status::on_track:
    case pace_status::reached:
        return on_track;
    default:
        return std::nullopt;
    }
}

// Between enter and leave the level of yesterday holds; without one the middle of the band decides.
bool above(double x, const status_rule::band& band, std::optional<bool> was) {
    if (!was) return x >= band.leave + (band.enter - band.leave) / 2;
    return x >= (*was ? band.leave : band.enter);
}

int level(double x, const status_rule::band& upper, const status_rule::band& lower, std::optional<int> was) {
    const auto was_above = [&](int l) { return was ? std::optional{*was >= l} : std::nullopt; };
    if (above(x, upper, was_above(on_track))) return on_track;
    return above(x, lower, was_above(at_risk)) ? at_risk : behind;
}

} // namespace

pace_status status_of(const pace& now, std::optional<double> probability,
                      std::optional<pace_status> yesterday, const status_rule& rule) {
    require_band(rule.p_on_track, rule.p_at_risk, "rule");
    require_band(rule.pace_on_track, rule.pace_at_risk, "rule");
    if (probability && !std::isfinite(*probability))
        fail(errc::not_finite, "probability", "must be a finite number");
    if (probability && (*probability < 0 || *probability > 1))
        fail(errc::out_of_range, "probability", "must be between 0 and 1");

    if (now.feasible == feasibility::not_applicable) return pace_status::not_applicable;
    if (now.remaining == 0) return pace_status::reached;
    // What days off bring may still come.
    if (now.feasible == feasibility::no_time_left && !(probability && *probability > 0))
        return pace_status::missed;
    const bool on_the_line = now.ratio && now.expected.value_or(1) >= 1;
    if (!probability && !on_the_line) return pace_status::too_early;

    const auto was = level_of(yesterday);
    std::optional<int> by_chance;
    std::optional<int> by_pace;
    if (probability) by_chance = level(*probability, rule.p_on_track, rule.p_at_risk, was);
    if (on_the_line) by_pace = level(*now.ratio, rule.pace_on_track, rule.pace_at_risk, was);
    int verdict = by_chance ? *by_chance : *by_pace;
    if (by_chance && by_pace && std::abs(*by_chance - *by_pace) == 2) verdict = at_risk;
    constexpr pace_status names[]{pace_status::behind, pace_status::at_risk, pace_status::on_track};
    return names[verdict];
}

const char* name(pace_status status) noexcept {
    switch (status) {
    case pace_status::not_applicable:
        return "not applicable";
    case pace_status::too_early:
        return "too early to say";
    case pace_status::behind:
        return "behind";
    case pace_status::at_risk:
        return "at risk";
    case pace_status::on_track:
        return "on track";
    case pace_status::reached:
        return "reached";
    case pace_status::missed:
        return "missed";
    }
    return "unknown status";
}

const char* name(feasibility f) noexcept {
    switch (f) {
    case feasibility::unknown:
        return "no observed days to compare with";
    case feasibility::within_observed:
        return "within the days observed";
    case feasibility::beyond_any_observed:
        return "beyond any observed day";
    case feasibility::no_time_left:
        return "no time left";
    case feasibility::reached:
        return "reached";
    case feasibility::not_applicable:
        return "not applicable";
    }
    return "unknown";
}

} // namespace attain::inline v1
