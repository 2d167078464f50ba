#include <attain/core/error.hpp>
#include <attain/core/int128.hpp>
#include <attain/goal/review.hpp>
#include <attain/measure/attribution.hpp>
#include <attain/time/split.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace attain::inline v1 {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

// facts: the rep's own.
closed_goal close(const goal& g, const team& in, std::span<const day_total> facts) {
    closed_goal c{.rep = g.rep,
                  .owner = g.owner,
                  .period = g.period,
                  .target = g.target,
                  .working_time = capacity_over(in, in.at(g.rep), g.period),
                  .planned_time = g.working_time,
                  .handed_over = g.handed_over};
    int128 actual = 0;
    const bool recorded = !facts.empty(); // ever: who has no record at all is unknown, not at zero
    for (const day_total& f : facts) {
        if (!g.period.contains(f.day)) continue;
        actual += f.quantity;
        c.largest_day = std::max(c.largest_day, f.quantity);
    }
    c.actual = narrow(actual, "facts");
    c.attainment =
        attainment::of(recorded ? std::optional{c.actual} : std::nullopt, c.target, !c.working_time.none());
    if (c.actual > 0) c.largest_share = static_cast<double>(c.largest_day) / static_cast<double>(c.actual);
    const forecast& by = g.as_set ? g.as_set->forecast : g.forecast;
    if (by.known() && !c.working_time.none()) {
        c.said_of = g.as_set ? g.as_set->target : g.target;
        c.said = attainability(by, *c.said_of);
        const double at_least = by.tail(c.actual);
        const double more = by.tail(c.actual + 1);
        c.rank = 1 - (at_least + more) / 2;
    }
    return c;
}

// What a chance is judged by: the target that it was of, though another may be in force at the end.
attainment judged(const closed_goal& g) {
    if (!g.said_of) return g.attainment;
    const bool seen = g.attainment.state() != attainment_state::no_actual;
    const bool applicable = g.attainment.state() != attainment_state::not_applicable;
    return attainment::of(seen ? std::optional{g.actual} : std::nullopt, g.said_of, applicable);
}

std::optional<double> chance_of(const plan& p) {
    const forecast& by = p.as_set ? p.as_set->forecast : p.team_forecast;
    if (!by.known()) return std::nullopt;
    return attainability(by, p.as_set ? p.as_set->target : p.promised);
}

} // namespace

calibration_check calibration_of(std::span<const closed_goal> goals) {
    calibration_check c;
    double variance = 0;
    double brier = 0;
    for (const closed_goal& g : goals) {
        const attainment against = judged(g);
        if (!g.said || g.handed_over || !against.known()) continue;
        const double p = *g.said;
        const bool reached = against.reached();
        ++c.goals;
        c.reached += reached;
        c.expected_reached += p;
        variance += p * (1 - p);
        brier += (p - reached) * (p - reached);
    }
    c.spread = std::sqrt(variance);
    c.brier = c.goals == 0 ? unknown : brier / static_cast<double>(c.goals);
    if (c.spread > 0) c.surprise = (static_cast<double>(c.reached) - c.expected_reached) / c.spread;
    c.consistent = std::abs(c.surprise) <= 2;
    return c;
}

period_review review(const plan& p, const team& as_it_was, const ledger& facts, day as_of,
                     reversal_policy reversals, stop_flag stop) {
    if (as_of < p.period.last()) fail(errc::out_of_range, "as_of", "the period is not over");
    const std::vector<day_total> totals =
        member_totals(as_it_was, p.metric, facts, {.as_of = as_of, .reversals = reversals});
    period_review r{.team = p.team, .period = p.period, .promised = p.promised, .share_at_quota = unknown};
    r.actual = sum_over(totals, p.period);
    int128 total = 0;
    int128 without_goal = r.actual;
    double with_ratio = 0;
    double reached = 0;
    double said = 0;
    double known = 0;
    for (const goal& g : p.goals) {
        stop.poll(r.goals.size());
        r.goals.push_back(close(g, as_it_was, own_totals(totals, g.rep)));
        const closed_goal& c = r.goals.back();
        total += c.target;
        without_goal -= c.actual;
        if (c.handed_over) continue;
        with_ratio += c.attainment.known();
        reached += c.attainment.reached();
        if (c.said) {
            said += *c.said;
            ++known;
        }
    }
    r.total = narrow(total, "targets");
    r.without_goal = narrow(without_goal, "facts");
    r.said = chance_of(p);
    r.calibration = calibration_of(r.goals);
    if (with_ratio > 0) r.share_at_quota = reached / with_ratio;
    r.aimed = known > 0 ? said / known : unknown;
    return r;
}

std::vector<units> remainder(units total, units actual, std::span<const capacity> parts) {
    const units left = narrow(std::max<int128>(int128{total} - actual, 0), "total");
    std::vector<std::int64_t> weights;
    for (const capacity& c : parts)
        weights.push_back(c.micro);
    return split(left, weights);
}

} // namespace attain::inline v1
