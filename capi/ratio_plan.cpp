// A ratio planned for a team: each rep's target, at the same chance, that together make the team's.
#include "ratio.hpp"

using namespace attain;

namespace {

ratio_plan_options to_options(const attain_ratio_plan_args* given, ratio_kind kind) {
    ratio_plan_options options;
    if (given == nullptr) return options;
    const auto args = capi::read_args(given, "args");
    options.direction = capi::to_direction(args.better);
    const auto reps = capi::column(args.lock_rep, {args.n_locks, "n_locks"}, "lock_rep");
    const auto targets = capi::column(args.lock_target, {args.n_locks, "n_locks"}, "lock_target");
    const auto scales = capi::column(args.lock_scale, {args.n_locks, "n_locks"}, "lock_scale");
    for (std::size_t i = 0; i < reps.size(); ++i)
        capi::in_row(i, [&] {
            const ratio target = capi::to_target(targets[i], scales[i], "lock_scale");
            if (target.numerator < 0) fail(errc::out_of_range, "lock_target", "must not be negative");
            if (kind == ratio_kind::share && target.numerator > target.denominator)
                fail(errc::out_of_range, "lock_target", "a share is at most 100 %");
            options.locks.push_back({rep_id{reps[i]}, target});
        });
    return options;
}

// Of a goal, or NaN where nothing says what the rep does.
double chance_of(const ratio_goal& g) {
    const bool known = g.forecast.known();
    return capi::or_nan(known ? std::optional{g.probability()} : std::nullopt);
}

} // namespace

extern "C" {

attain_status attain_ratio_plan_new(attain_context* context, const attain_ratio* ratio, int32_t begin,
                                    int32_t end, int64_t target, int64_t scale,
                                    const attain_ratio_plan_args* args, attain_ratio_plan** out) {
    return capi::create(context, out, [&] {
        const ratio_estimator& of = capi::require(ratio, "ratio").value;
        const ratio_plan_options options = to_options(args, of.what().kind);
        const period over = capi::to_period(begin, end);
        return attain_ratio_plan{capi::named({{"locks", "lock_rep"}}, [&] {
            return make_ratio_plan(of, over, capi::to_target(target, scale), options, capi::stop_of(context));
        })};
    });
}

void attain_ratio_plan_free(attain_ratio_plan* plan) {
    delete plan;
}

attain_status attain_ratio_plan_summary(attain_context* context, const attain_ratio_plan* plan,
                                        attain_ratio_plan_figures* out) {
    return capi::guard(context, [&] {
        const ratio_plan& p = capi::require(plan, "plan").value;
        attain_ratio_plan_figures f{};
        f.meets = p.meets ? 1 : 0;
        f.better = static_cast<std::int32_t>(p.team.direction);
        f.as_of = p.team.as_of.value;
        f.begin = p.team.period.begin.value;
        f.end = p.team.period.end.value;
        f.n_goals = static_cast<std::int64_t>(p.goals.size());
        f.target = p.team.target.numerator;
        f.scale = p.team.target.denominator;
        f.probability = chance_of(p.team);
        f.combined = p.combined;
        capi::write_result(f, out, "out");
    });
}

attain_status attain_ratio_plan_goals(attain_context* context, const attain_ratio_plan* plan,
                                      int64_t capacity, const attain_ratio_goal_columns* out,
                                      int64_t* needed) {
    return capi::guard(context, [&] {
        const ratio_plan& p = capi::require(plan, "plan").value;
        const auto to = capi::read_columns(out, capacity);
        std::vector<range> outcomes; // quantiles take memory, so all of them are known before one is written
        for (std::size_t i = 0; capi::has_room(capacity, p.goals.size()) && i < p.goals.size(); ++i)
            outcomes.push_back(p.goals[i].forecast.interval(0.8));
        capi::require_room(capacity, p.goals.size(), needed);
        capi::write(to.rep_id, p.goals, [](const ratio_goal& g) { return g.rep.value; });
        capi::write(to.target, p.goals, [](const ratio_goal& g) { return g.target.numerator; });
        capi::write(to.scale, p.goals, [](const ratio_goal& g) { return g.target.denominator; });
        capi::write(to.probability, p.goals, chance_of);
        capi::write(to.one_for_all, p.one_for_all, [](double x) { return x; });
        capi::write(to.events, p.events, [](double x) { return x; });
        capi::write(to.mean, p.goals, [](const ratio_goal& g) { return g.forecast.mean(); });
        capi::write(to.low, outcomes, [](const range& r) { return r.low; });
        capi::write(to.high, outcomes, [](const range& r) { return r.high; });
        capi::write(to.undefined, p.goals, [](const ratio_goal& g) { return g.forecast.undefined(); });
        capi::write(to.locked, p.locked, [](bool x) { return x ? 1 : 0; });
        capi::write(to.grade, p.goals, [](const ratio_goal& g) { return g.forecast.evidence().grade; });
        capi::write(to.last_fact, p.goals, [](const ratio_goal& g) { return capi::or_null(g.last_fact); });
    });
}

} // extern "C"
