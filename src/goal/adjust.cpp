#include <attain/core/error.hpp>
#include <attain/core/int128.hpp>
#include <attain/goal/adjust.hpp>

#include "../core/whole_units.hpp"
#include "audit_rules.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace attain::inline v1 {

namespace {

void require_options(const adjust_options& o) {
    if (!(o.chance > 0 && o.chance < 1)) fail(errc::out_of_range, "chance", "must be between 0 and 1");
    if (!(o.damping_days >= 0 && std::isfinite(o.damping_days)))
        fail(errc::out_of_range, "damping_days", "must not be negative");
    if (o.step > fraction::one()) fail(errc::out_of_range, "step", "must be between 0 and 1");
    if (!(o.dead_band >= 0 && std::isfinite(o.dead_band)))
        fail(errc::out_of_range, "dead_band", "must not be negative");
    if (!(o.relief_share >= 0 && std::isfinite(o.relief_share)))
        fail(errc::out_of_range, "relief_share", "must not be negative");
}

// The days that the target was set for. Those that turned out to be none, by illness say, do not make it the
// target of fewer days.
capacity asked_of(const closed_goal& c) {
    return c.planned_time.value_or(c.working_time);
}

units scaled(units amount, capacity by, capacity from) {
    const int128 size = amount < 0 ? -int128{amount} : int128{amount};
    const int128 nearest = floor_div(2 * size * by.micro + from.micro, 2 * int128{from.micro});
    return narrow(amount < 0 ? -nearest : nearest, "target");
}

// Working result per unit of capacity over the closed periods, the best one left out; nullopt with fewer than
// two periods.
std::optional<double> rate_without_best(const adjust_input& in) {
    std::vector<const closed_goal*> closed;
    for (const closed_goal& c : in.earlier)
        if (!c.working_time.none()) closed.push_back(&c);
    if (in.last && !in.last->working_time.none()) closed.push_back(&*in.last);
    if (closed.size() < 2) return std::nullopt;
    const auto rate = [](const closed_goal* c) {
        return static_cast<double>(c->actual) / c->working_time.days();
    };
    const closed_goal* best =
        *std::max_element(closed.begin(), closed.end(),
                          [&](const closed_goal* a, const closed_goal* b) { return rate(a) < rate(b); });
    double actual = 0;
    double time = 0;
    for (const closed_goal* c : closed) {
        if (c == best) continue;
        actual += static_cast<double>(c->actual);
        time += c->working_time.days();
    }
    return actual / time;
}

struct raise_limit {
    units most = std::numeric_limits<units>::max();
    std::string why{};
};

// How far the quota may be raised over `basis` without leaning on one good period.
raise_limit raise_allowed(const adjust_input& in, const closed_goal& from, units basis, units evidence,
                          const forecast& f, capacity time) {
    if (in.already_reached)
        return {std::max<units>(basis, *in.already_reached), "a goal that is already reached"};
    if (const auto rate = rate_without_best(in)) {
        const double support = *rate * time.days();
        if (support >= f.mean()) return {};
        const double share = f.mean() > 0 ? std::max(0.0, support) / f.mean() : 0;
        const auto held = whole_units(std::floor(static_cast<double>(evidence) * share));
        return {std::max(basis, held), "what one good period alone would call for"};
    }
    if (from.attainment.reached()) return {basis, "one good period"};
    return {};
}

struct bounds_of_step {
    units low{};
    units high = unlimited;
};

// At least a whole one either way: a share of a small count is less than one, and a cent is no step. From
// nothing there is no share: such a quota starts.
bounds_of_step step_bounds(units basis, fraction step, const metric& of) {
    if (basis == 0) return {};
    const int128 size = int128{basis} * step.ppm();
    const units room = std::max(of.per_whole(), narrow(floor_div(size, fraction::one_ppm), "step"));
    return {std::max<units>(0, basis - room), saturated(int128{basis} + room)};
}

struct wish {
    adjusted_goal goal;
    units figure{};
    bounds_of_step bounds{};
};

std::string percent_of(fraction share) {
    const auto tenths = share.ppm() / 1000;
    return std::to_string(tenths / 10) + (tenths % 10 != 0 ? "." + std::to_string(tenths % 10) : "") + " %";
}

class wisher {
public:
    wisher(const estimator& of, const period& over, units total, std::span<const relief_request> reliefs,
           const adjust_options& options)
        : of_{of}, over_{over}, total_{total}, reliefs_{reliefs}, options_{options} {
        for (const rep& member : of.team().reps())
            team_time_ += capacity_over(of.team(), member, over);
    }

    [[nodiscard]] wish of(const forecast& f, const adjust_input* in) const {
        const rep& member = of_.team().at(f.rep());
        const capacity time = capacity_over(of_.team(), member, over_);
        wish w{.goal = {.rep = f.rep(), .owner = called(member), .why = bridge{f.rep()}}};
        if (const closed_goal* from = start_of(in, member, time))
            move(w, f, *in, *from, asked_share(*from, member, time), time);
        else
            start(w, f, in, time);
        relieve(w, f);
        return w;
    }

private:
    // All that the period has for somebody who is there the whole of it.
    [[nodiscard]] double whole(const rep& member, const period& p) const {
        return capacity_over(of_.team(), member, p, capacity_of::full_time).days();
    }
    // How much of the new working time the target was set for, each as a share of its period (one season may
    // have more than another), at most all of it.
    [[nodiscard]] double asked_share(const closed_goal& c, const rep& member, capacity time) const {
        const double then = asked_of(c).days() / whole(member, c.period);
        const double now = time.days() / whole(member, over_);
        return std::isfinite(then) && now > 0 ? std::min(1.0, then / now) : 0;
    }
    // Where the next goal starts from: the last one; if that was set for less than half of the working time,
    // a leave or the end of a period, the latest before it that was not. nullptr: there is none.
    [[nodiscard]] const closed_goal* start_of(const adjust_input* in, const rep& member,
                                              capacity time) const {
        constexpr double least_share = 0.5;
        if (in == nullptr || !in->last) return nullptr;
        if (asked_share(*in->last, member, time) >= least_share) return &*in->last;
        const closed_goal* latest = nullptr;
        for (const closed_goal& c : in->earlier)
            if (c.target > 0 && asked_share(c, member, time) >= least_share &&
                (latest == nullptr || latest->period.begin < c.period.begin))
                latest = &c;
        return latest;
    }
    // Without a quota before, or with one of a few days: what the evidence bears, or with nothing known a
    // share by working time.
    void start(wish& w, const forecast& f, const adjust_input* in, capacity time) const {
        bridge& why = w.goal.why;
        const bool was_there = in != nullptr && in->last && !asked_of(*in->last).none();
        if (was_there) {
            const closed_goal& last = *in->last;
            const double asked = asked_of(last).days();
            const std::string few = days_text(asked) + " of full work only";
            w.goal.before = last.target;
            w.goal.changed = true;
            why.to(factor::previous, last.target, last.target != 0 ? " (for " + few + ")" : ": " + few);
            const double all = static_cast<double>(last.target) * time.days() / asked;
            if (f.known()) why.to(factor::working_time, whole_units(std::round(all)));
        } else {
            why.to(factor::previous, 0,
                   in != nullptr && in->last ? ": away for all of the last period" : ": new to the team");
        }
        w.figure =
            f.known() ? std::max<units>(0, f.target_for(options_.chance)) : scaled(total_, time, team_time_);
        w.goal.lambda = 1;
        why.to(f.known() ? factor::evidence : factor::working_time, w.figure);
    }

    void move(wish& w, const forecast& f, const adjust_input& in, const closed_goal& from, double share,
              capacity time) const {
        bridge& why = w.goal.why;
        w.goal.before = from.target;
        why.to(factor::previous, from.target,
               &from == &*in.last          ? ""
               : asked_of(*in.last).none() ? " (before a leave)"
                                           : " (before a period of few days)");
        const units basis = scaled(from.target, time, asked_of(from));
        why.to(factor::working_time, basis);
        w.bounds = step_bounds(basis, options_.step, of_.metric());
        w.figure = basis;
        if (!f.known()) return;

        const units evidence = std::max<units>(0, f.target_for(options_.chance));
        const double days = f.evidence().effective_days;
        const double held = options_.damping_days * share;
        w.goal.lambda = days > 0 ? days / (days + held) : 0;
        const units attainable = std::max<units>(0, f.target_for(options_.chance / 2));
        if (basis > attainable) {
            w.goal.lambda = std::max(w.goal.lambda, static_cast<double>(basis - attainable) /
                                                        static_cast<double>(basis - evidence));
            w.bounds.low = std::min(w.bounds.low, attainable);
        }
        why.to(factor::evidence, evidence);
        w.figure = basis + whole_units(std::round(w.goal.lambda * static_cast<double>(evidence - basis)));
        why.to(factor::damping, w.figure);
        const double noise = options_.dead_band * std::sqrt(f.variance());
        if (std::abs(static_cast<double>(evidence - basis)) <= noise && basis <= attainable) w.figure = basis;
        why.to(factor::dead_band, w.figure);
        if (w.figure > basis) {
            const raise_limit limit = raise_allowed(in, from, basis, evidence, f, time);
            if (w.figure > limit.most) {
                w.figure = limit.most;
                why.to(factor::ratchet, w.figure, limit.why);
            }
        }
        const units inside = std::clamp(w.figure, w.bounds.low, w.bounds.high);
        if (inside != w.figure) {
            w.figure = inside;
            why.to(factor::step, inside, percent_of(options_.step));
        }
        w.goal.changed = w.figure != basis;
    }

    void relieve(wish& w, const forecast& f) const {
        for (const relief_request& r : reliefs_) {
            if (r.rep != f.rep()) continue;
            const bool granted = r.amount >= relief_threshold(f, w.figure, options_);
            std::string note = r.trigger;
            if (!r.approved_by.empty()) note += ", approved by " + r.approved_by;
            if (!granted) {
                w.goal.why.to(factor::relief, w.figure,
                              r.trigger + ": too small against how exact a quota is");
                continue;
            }
            const units less = std::min(w.figure, r.amount);
            w.figure -= less;
            w.bounds.low = std::max<units>(0, w.bounds.low - less);
            if (w.bounds.high != unlimited) w.bounds.high = std::max<units>(0, w.bounds.high - less);
            w.goal.why.to(factor::relief, w.figure, note);
            w.goal.changed = true;
        }
    }

    const estimator& of_;
    const period& over_;
    units total_;
    std::span<const relief_request> reliefs_;
    const adjust_options& options_;
    capacity team_time_{};
};

std::map<rep_id, const adjust_input*> by_rep(const estimator& of, std::span<const adjust_input> inputs) {
    std::map<rep_id, const adjust_input*> all;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const auto row = static_cast<std::int64_t>(i);
        if (of.team().find(inputs[i].rep) == nullptr)
            fail(errc::unknown_id, "inputs", std::to_string(inputs[i].rep.value) + " is not on the team",
                 row);
        if (inputs[i].last && inputs[i].last->target < 0)
            fail(errc::out_of_range, "inputs", "a target below 0 has no share to be raised or lowered by",
                 row);
        if (!all.emplace(inputs[i].rep, &inputs[i]).second)
            fail(errc::duplicate_id, "inputs", "two of one rep", row);
    }
    return all;
}

void require_reliefs(const estimator& of, std::span<const relief_request> reliefs) {
    for (std::size_t i = 0; i < reliefs.size(); ++i) {
        const auto row = static_cast<std::int64_t>(i);
        if (of.team().find(reliefs[i].rep) == nullptr)
            fail(errc::unknown_id, "reliefs", std::to_string(reliefs[i].rep.value) + " is not on the team",
                 row);
        if (reliefs[i].amount <= 0) fail(errc::out_of_range, "reliefs", "must be positive", row);
    }
}

// Reliefs in an order that is not the caller's.
std::vector<relief_request> sorted(std::span<const relief_request> reliefs) {
    std::vector<relief_request> all(reliefs.begin(), reliefs.end());
    std::sort(all.begin(), all.end(), [](const relief_request& a, const relief_request& b) {
        return std::tie(a.rep, a.trigger, a.amount) < std::tie(b.rep, b.trigger, b.amount);
    });
    return all;
}

} // namespace

units relief_threshold(const forecast& f, units quota, const adjust_options& options) {
    require_options(options);
    if (!f.known()) return std::max<units>(1, quota);
    const range r = f.interval(0.8);
    const double middle = (r.high + r.low) / 2;
    const double half = middle > 0 ? (r.high - r.low) / (2 * middle) : 1;
    return std::max<units>(1,
                           whole_units(std::ceil(options.relief_share * half * static_cast<double>(quota))));
}

adjustment readjust(const estimator& of, const period& over, units total,
                    std::span<const adjust_input> inputs, std::span<const relief_request> reliefs,
                    const adjust_options& options, stop_flag stop) {
    require_options(options);
    require_reliefs(of, reliefs);
    const auto known_inputs = by_rep(of, inputs);
    const std::vector<relief_request> in_order = sorted(reliefs);
    const wisher wishing{of, over, total, in_order, options};

    const std::vector<forecast> forecasts = of.forecasts(over, stop);
    adjustment a{.total = total};
    std::vector<candidate> candidates;
    int128 wished = 0;
    for (const forecast& f : forecasts) {
        stop.poll(candidates.size());
        const auto in = known_inputs.find(f.rep());
        wish w = wishing.of(f, in == known_inputs.end() ? nullptr : in->second);
        wished += w.figure;
        candidates.push_back({.id = f.rep(),
                              .floor = w.bounds.low,
                              .cap = w.bounds.high,
                              .weight = static_cast<double>(w.figure),
                              .previous = w.figure});
        w.goal.after = w.figure;
        a.goals.push_back(std::move(w.goal));
    }
    a.wished = narrow(wished, "targets");
    for (const auto& [rep, in] : known_inputs)
        if (in->last && capacity_over(of.team(), of.team().at(rep), over).none()) a.gone.push_back(rep);
    if (a.goals.empty()) fail(errc::empty_input, "over", "nobody has working time in the period");

    const allocation split = allocate(
        total, candidates, least_change{.cost = change_cost::quadratic, .scale = change_scale::previous},
        {.salt = options.salt}, stop);
    a.feasible = split.feasible;
    a.problem = split.problem;
    for (std::size_t i = 0; i < a.goals.size(); ++i) {
        adjusted_goal& g = a.goals[i];
        if (split.feasible) {
            g.after = split.quotas[i].amount;
            g.changed = g.changed || g.after != candidates[i].previous;
            g.why.to(factor::team_total, g.after);
        }
        g.probability = forecasts[i].known() ? attainability(forecasts[i], g.after)
                                             : std::numeric_limits<double>::quiet_NaN();
    }
    return a;
}

} // namespace attain::inline v1
