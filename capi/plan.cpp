// Plans: goals, their parts, how they come about, and what was changed.
#include "explanation.hpp"

#include <algorithm>
#include <cmath>

using namespace attain;

namespace {

const goal& goal_of(const plan& in, std::int64_t rep) {
    const goal* found = in.find(rep);
    if (found == nullptr) fail(errc::unknown_id, "rep_id", "the plan has no goal for " + std::to_string(rep));
    return *found;
}

plan_options to_options(const attain_plan_args& args, const estimator& of) {
    plan_options o;
    if (args.promised != nullptr) o.promised = *args.promised;
    if (args.floor_chance != 0) o.floor_chance = args.floor_chance;
    if (args.stretch_chance != 0) o.stretch_chance = args.stretch_chance;
    const auto weekly = capi::column(args.weekly_rep, {args.n_weekly, "n_weekly"}, "weekly_rep");
    for (std::size_t i = 0; i < weekly.size(); ++i) {
        if (of.team().find(weekly[i]) == nullptr)
            fail(errc::unknown_id, "weekly_rep", "no rep has the id " + std::to_string(weekly[i]),
                 static_cast<std::int64_t>(i));
        o.weekly.emplace_back(weekly[i]);
    }
    o.id = goal_id{args.goal_id};
    const auto keys = capi::column(args.scope_key, {args.n_scope, "n_scope"}, "scope_key");
    const auto values = capi::column(args.scope_value, {args.n_scope, "n_scope"}, "scope_value");
    for (std::size_t i = 0; i < keys.size(); ++i)
        o.scope.push_back(
            {capi::known_text(keys, i, "scope_key"), capi::known_text(values, i, "scope_value")});
    o.who = capi::text_or_empty(args.who, "who");
    if (args.facts != nullptr) o.facts = &args.facts->value;
    if (args.gap_window != 0) o.gap_window = args.gap_window;
    for (const std::int64_t metric : capi::column(args.also_metric, {args.n_also, "n_also"}, "also_metric"))
        o.also_logged_by.emplace_back(metric);
    return o;
}

// A split of another metric's or another period's forecasts would make goals with the wrong chances in
// silence.
void require_same(const attain_allocation& split, const estimator& of, const period& over) {
    if (split.over && (split.over->begin != over.begin || split.over->end != over.end))
        fail(errc::conflict, "allocation",
             "was made for " + to_string(*split.over) + ", not for " + to_string(over));
    if (split.estimator && (split.estimator->metric().id() != of.metric().id() ||
                            split.estimator->metric().kind() != of.metric().kind() ||
                            split.estimator->metric().exponent() != of.metric().exponent()))
        fail(errc::wrong_metric, "allocation",
             "was made for " + split.estimator->metric().name() + ", not for " + of.metric().name());
}

attain_plan to_plan(const attain_estimator* estimator, std::int32_t begin, std::int32_t end,
                    const attain_allocation* allocation, const attain_plan_args& args, stop_flag stop) {
    const attain_estimator& of = capi::require(estimator, "estimator");
    const attain_allocation& split = capi::require(allocation, "allocation");
    const period over = capi::to_period(begin, end);
    require_same(split, *of.value, over);
    const plan_options options = to_options(args, *of.value);
    return attain_plan{of.team, of.value, split.by, split.options,
                       capi::named({{"split", "allocation"}},
                                   [&] { return make_plan(*of.value, over, split.value, options, stop); })};
}

double team_chance(const plan& p) {
    return p.team_forecast.known() ? p.team_probability() : capi::unknown;
}

// Stored text is the caller's like any other.
void require_text(const plan& p) {
    const auto check = [](const std::string& text) {
        (void)capi::text(text.data(), static_cast<std::int64_t>(text.size()), "bytes");
    };
    check(p.team);
    check(p.metric.name());
    for (const goal& g : p.goals) {
        check(g.owner);
        check(g.role);
        check(g.metric.name());
        for (const scope_tag& tag : g.scope) {
            check(tag.key);
            check(tag.value);
        }
        for (const goal_version& v : g.versions) {
            check(v.who);
            check(v.why);
        }
    }
}

plan_change changed(const plan& p, const estimator& now, const attain_change_args& args) {
    const decision by{std::string{capi::text(args.who, -1, "who")},
                      std::string{capi::text(args.why, -1, "why")}};
    const auto freed = capi::one_of(args.freed, freed_number::hold, "freed");
    return capi::named({{"leaver", "rep_id"}, {"joiner", "rep_id"}, {"what", "freed"}}, [&] {
        switch (args.change) {
        case ATTAIN_CHANGE_REVISE:
            return revise(p, now, args.rep_id, day{args.from}, args.target, by,
                          capi::one_of(args.revision, revision::restate, "revision"));
        case ATTAIN_CHANGE_HAND_OVER:
            return hand_over(p, now, args.rep_id, freed, by);
        case ATTAIN_CHANGE_TAKE_IN:
            return take_in(p, now, args.rep_id, args.chance == 0 ? 0.6 : args.chance, freed, by);
        default:
            fail(errc::invalid_argument, "change", "is no change");
        }
    });
}

} // namespace

extern "C" {

attain_status attain_plan_new(attain_context* context, const attain_estimator* estimator, int32_t begin,
                              int32_t end, const attain_allocation* allocation, attain_plan** out) {
    return capi::create(
        context, out, [&] { return to_plan(estimator, begin, end, allocation, {}, capi::stop_of(context)); });
}

attain_status attain_plan_new_with(attain_context* context, const attain_estimator* estimator, int32_t begin,
                                   int32_t end, const attain_allocation* allocation,
                                   const attain_plan_args* args, attain_plan** out) {
    return capi::create(context, out, [&] {
        return to_plan(estimator, begin, end, allocation, capi::read_args(args, "args"),
                       capi::stop_of(context));
    });
}

void attain_plan_free(attain_plan* plan) {
    delete plan;
}

attain_status attain_plan_encode(attain_context* context, const attain_plan* plan, int64_t capacity,
                                 uint8_t* bytes, int64_t* needed) {
    return capi::guard(context, [&] {
        capi::write_bytes(encode(capi::require(plan, "plan").value), bytes, capacity, needed);
    });
}

attain_status attain_plan_decode(attain_context* context, const attain_team* team, const uint8_t* bytes,
                                 int64_t n_bytes, attain_plan** out) {
    return capi::create(context, out, [&] {
        const auto& who = capi::require(team, "team").value;
        attain::plan stored = decode_plan(std::as_bytes(capi::column(bytes, {n_bytes, "n_bytes"}, "bytes")));
        require_text(stored);
        for (const goal& g : stored.goals)
            if (who->find(g.rep) == nullptr)
                fail(errc::unknown_id, "team", "no rep has the id " + std::to_string(g.rep.value));
        return attain_plan{who, nullptr, {}, {}, std::move(stored)};
    });
}

attain_status attain_plan_team(attain_context* context, const attain_plan* plan, int64_t* total,
                               double* probability) {
    return capi::guard(context, [&] {
        const attain::plan& p = capi::require(plan, "plan").value;
        if (total != nullptr) *total = p.total;
        if (probability != nullptr) *probability = team_chance(p);
    });
}

attain_status attain_plan_summary(attain_context* context, const attain_plan* plan,
                                  attain_plan_figures* out) {
    return capi::guard(context, [&] {
        const attain::plan& p = capi::require(plan, "plan").value;
        const one_size_check one_size = check_one_size(p);
        attain_plan_figures f{};
        f.as_of = p.as_of.value;
        f.begin = p.period.begin.value;
        f.end = p.period.end.value;
        f.n_goals = static_cast<std::int64_t>(p.goals.size());
        f.total = p.total;
        f.promised = p.promised;
        f.probability = team_chance(p);
        f.over_assignment = p.over_assignment();
        f.smallest_amount = one_size.smallest_amount;
        f.largest_amount = one_size.largest_amount;
        f.lowest_chance = one_size.lowest;
        f.highest_chance = one_size.highest;
        f.hardest_hit = one_size.hardest_hit.value;
        f.least_asked = one_size.least_asked.value;
        f.metric_id = p.metric.id().value;
        f.kind = static_cast<std::int32_t>(p.metric.kind());
        f.exponent = p.metric.exponent();
        f.under_assignment = p.under_assignment();
        f.unassigned = p.unassigned;
        capi::write_result(f, out, "out");
    });
}

attain_status attain_plan_goals(attain_context* context, const attain_plan* plan, int64_t capacity,
                                const attain_goal_columns* out, int64_t* needed) {
    return capi::guard(context, [&] {
        const attain::plan& p = capi::require(plan, "plan").value;
        const auto to = capi::read_columns(out, capacity);
        capi::require_room(capacity, p.goals.size(), needed);
        capi::write(to.rep_id, p.goals, [](const goal& g) { return g.rep.value; });
        capi::write(to.target, p.goals, [](const goal& g) { return g.target; });
        capi::write(to.probability, p.goals,
                    [](const goal& g) { return g.forecast.known() ? g.probability() : capi::unknown; });
        capi::write(to.low, p.goals, [](const goal& g) { return g.forecast.quantile(0.1); });
        capi::write(to.high, p.goals, [](const goal& g) { return g.forecast.quantile(0.9); });
        capi::write(to.floor, p.goals, [](const goal& g) { return capi::or_null(g.levels.floor); });
        capi::write(to.stretch, p.goals, [](const goal& g) { return capi::or_null(g.levels.stretch); });
        capi::write(to.working_time, p.goals, [](const goal& g) { return g.working_time.micro; });
        capi::write(to.full_time, p.goals, [](const goal& g) { return g.full_time.micro; });
        capi::write(to.last_fact, p.goals, [](const goal& g) { return capi::or_null(g.last_fact); });
        capi::write(to.best_observed, p.goals, [](const goal& g) { return capi::or_null(g.best_observed); });
        capi::write(to.high_day, p.goals, [](const goal& g) { return capi::or_null(g.high_day); });
        capi::write(to.goal_id, p.goals, [](const goal& g) { return g.id.value; });
        capi::write(to.parent, p.goals, [](const goal& g) { return g.parent.value; });
        capi::write(to.view, p.goals, [](const goal& g) { return g.view; });
        capi::write(to.handed_over, p.goals, [](const goal& g) { return capi::or_null(g.handed_over); });
        // A goal that came later, by a change of the plan, had no share in one number for all.
        const auto share_of = [&](const goal& g) -> const equal_share* {
            const auto found = std::ranges::find(p.one_for_all, g.rep, &equal_share::rep);
            return found == p.one_for_all.end() ? nullptr : &*found;
        };
        capi::write(to.equal_share, p.goals, [&](const goal& g) {
            const equal_share* share = share_of(g);
            return share == nullptr ? ATTAIN_NULL_UNITS : share->amount;
        });
        capi::write(to.equal_probability, p.goals, [&](const goal& g) {
            const equal_share* share = share_of(g);
            return share == nullptr ? capi::unknown : share->probability;
        });
    });
}

attain_status attain_plan_days(attain_context* context, const attain_plan* plan, int64_t rep_id,
                               int64_t capacity, int32_t* day, int64_t* amount, int64_t* needed) {
    return capi::guard(context, [&] {
        const auto& daily = goal_of(capi::require(plan, "plan").value, rep_id).daily;
        capi::require_room(capacity, daily.size(), needed);
        capi::write(day, daily, [](const day_target& d) { return d.day.value; });
        capi::write(amount, daily, [](const day_target& d) { return d.amount; });
    });
}

attain_status attain_plan_parts(attain_context* context, const attain_plan* plan, int64_t rep_id, int32_t by,
                                int64_t capacity, const attain_part_columns* out, int64_t* needed) {
    return capi::guard(context, [&] {
        const attain_plan& in = capi::require(plan, "plan");
        const goal& g = goal_of(in.value, rep_id);
        const auto kind = capi::one_of(by, period_kind::year, "by");
        const auto to = capi::read_columns(out, capacity);
        const auto parts = schedule_of(g, *in.team).parts(kind);
        capi::require_room(capacity, parts.size(), needed);
        capi::write(to.begin, parts, [](const cascade_part& c) { return c.part.begin.value; });
        capi::write(to.end, parts, [](const cascade_part& c) { return c.part.end.value; });
        capi::write(to.whole_begin, parts, [](const cascade_part& c) { return c.whole.begin.value; });
        capi::write(to.whole_end, parts, [](const cascade_part& c) { return c.whole.end.value; });
        capi::write(to.working_time, parts, [](const cascade_part& c) { return c.time.micro; });
        capi::write(to.target, parts, [](const cascade_part& c) { return capi::or_null(c.target); });
    });
}

attain_status attain_plan_gaps(attain_context* context, const attain_plan* plan, int64_t rep_id,
                               int64_t capacity, int32_t* begin, int32_t* end, int64_t* needed) {
    return capi::guard(context, [&] {
        const auto& gaps = goal_of(capi::require(plan, "plan").value, rep_id).gaps;
        capi::require_room(capacity, gaps.size(), needed);
        capi::write(begin, gaps, [](const period& p) { return p.begin.value; });
        capi::write(end, gaps, [](const period& p) { return p.end.value; });
    });
}

attain_status attain_plan_explain(attain_context* context, const attain_plan* plan,
                                  attain_explanation** out) {
    return capi::create(context, out, [&] {
        const attain_plan& in = capi::require(plan, "plan");
        if (in.estimator == nullptr)
            fail(errc::invalid_argument, "plan", "was read from bytes, which do not say how it was split");
        return capi::to_explanation(
            explain(in.value, *in.estimator, in.by, in.options, capi::stop_of(context)), *in.team,
            in.value.metric);
    });
}

attain_status attain_plan_versions(attain_context* context, const attain_plan* plan, int64_t rep_id,
                                   int64_t capacity, const attain_version_columns* out, int64_t* needed) {
    return capi::guard(context, [&] {
        const auto& log = goal_of(capi::require(plan, "plan").value, rep_id).versions;
        const auto to = capi::read_columns(out, capacity);
        capi::require_room(capacity, log.size(), needed);
        capi::write(to.from, log, [](const goal_version& v) { return v.from.value; });
        capi::write(to.target, log, [](const goal_version& v) { return v.target; });
        capi::write(to.revision, log, [](const goal_version& v) { return v.kind; });
        capi::write(to.decided, log, [](const goal_version& v) { return v.decided.value; });
        capi::write(to.before, log, [](const goal_version& v) { return capi::or_null(v.before); });
        capi::write(to.after, log, [](const goal_version& v) { return v.after; });
        capi::write(to.probability_before, log,
                    [](const goal_version& v) { return capi::or_nan(v.probability_before); });
        capi::write(to.probability_after, log,
                    [](const goal_version& v) { return capi::or_nan(v.probability_after); });
    });
}

attain_status attain_plan_version_text(attain_context* context, const attain_plan* plan, int64_t rep_id,
                                       int64_t row, int32_t what, char* text, int64_t capacity,
                                       int64_t* needed) {
    return capi::guard(context, [&] {
        const goal& g = goal_of(capi::require(plan, "plan").value, rep_id);
        const goal_version& version = capi::row_of(g.versions, row);
        if (what != ATTAIN_VERSION_WHO && what != ATTAIN_VERSION_WHY)
            fail(errc::invalid_argument, "what", "is no text of a version");
        capi::write_text(what == ATTAIN_VERSION_WHO ? version.who : version.why, text, "text", capacity,
                         needed);
    });
}

attain_status attain_plan_change(attain_context* context, const attain_plan* plan,
                                 const attain_estimator* now, const attain_change_args* args,
                                 attain_plan** out, attain_explanation** why, int64_t* freed,
                                 int64_t* unassigned) {
    if (out != nullptr) *out = nullptr;
    if (why != nullptr) *why = nullptr;
    return capi::guard(context, [&] {
        capi::require(out, "out");
        const attain_plan& old = capi::require(plan, "plan");
        const attain_estimator& knows = capi::require(now, "now");
        plan_change change = changed(old.value, *knows.value, capi::read_args(args, "args"));
        auto lines = std::make_unique<attain_explanation>(
            capi::to_explanation(change.why, *knows.team, old.value.metric));
        auto made = std::make_unique<attain_plan>(
            attain_plan{knows.team, old.estimator == nullptr ? nullptr : knows.value, old.by, old.options,
                        std::move(change.after)});
        if (unassigned != nullptr) *unassigned = made->value.unassigned;
        *out = made.release();
        if (why != nullptr) *why = lines.release();
        if (freed != nullptr) *freed = change.freed;
    });
}

attain_status attain_plan_verdict(attain_context* context, const attain_plan* plan, int64_t rep_id,
                                  int32_t question, int32_t* verdict, double* figure, char* reason,
                                  int64_t capacity, int64_t* needed) {
    return capi::guard(context, [&] {
        const attain::plan& p = capi::require(plan, "plan").value;
        if (question < 0 || question > 4)
            fail(errc::out_of_range, "question", "must be 0 to 4 for S, M, A, R, T");
        const finding f = audit(goal_of(p, rep_id), p)[static_cast<std::size_t>(question)];
        const bool wanted = reason != nullptr || capacity != 0 || needed != nullptr;
        if (wanted) capi::write_text(f.reason, reason, "reason", capacity, needed);
        if (verdict != nullptr) *verdict = static_cast<std::int32_t>(f.verdict);
        if (figure != nullptr) *figure = f.figure;
    });
}

} // extern "C"
