// Reviews of closed periods, and the next goals.
#include "explanation.hpp"

#include <algorithm>
#include <cmath>

using namespace attain;

struct attain_review {
    period_review value;
};

struct attain_adjustment {
    std::shared_ptr<const attain::team> team;
    attain::metric metric;
    adjustment value;
};

namespace {

void set(double& option, double given, const char* argument) {
    if (!std::isfinite(given)) fail(errc::not_finite, argument, "must be a finite number");
    if (given != 0) option = given;
}

adjust_options to_options(const attain_adjust_args& args) {
    adjust_options o;
    set(o.chance, args.chance, "chance");
    set(o.damping_days, args.damping_days, "damping_days");
    set(o.dead_band, args.dead_band, "dead_band");
    set(o.relief_share, args.relief_share, "relief_share");
    double step = o.step.value();
    set(step, args.step, "step");
    o.step = capi::to_share(step, "step");
    o.salt = args.salt;
    return o;
}

// Every rep named in a column is on the team: said here, where the rows are still the caller's.
void require_members(const team& in, std::span<const std::int64_t> reps, const char* argument) {
    for (std::size_t i = 0; i < reps.size(); ++i)
        if (in.find(reps[i]) == nullptr)
            fail(errc::unknown_id, argument, "no rep has the id " + std::to_string(reps[i]),
                 static_cast<std::int64_t>(i));
}

// Closed goals by rep; of each rep the latest stands apart.
std::vector<adjust_input> to_inputs(const attain_adjust_args& args, const team& members) {
    const capi::row_count n{args.n_closed, "n_closed"};
    const auto reps = capi::column(args.closed_rep, n, "closed_rep");
    const auto begins = capi::column(args.closed_begin, n, "closed_begin");
    const auto ends = capi::column(args.closed_end, n, "closed_end");
    const auto targets = capi::quantities(args.closed_target, n, "closed_target");
    const auto actuals = capi::quantities(args.closed_actual, n, "closed_actual");
    const auto times = capi::column(args.closed_working_time, n, "closed_working_time");
    const auto planned = capi::column(args.closed_planned_time, n, "closed_planned_time", true);
    require_members(members, reps, "closed_rep");
    std::vector<adjust_input> inputs;
    const auto input_of = [&](rep_id rep) -> adjust_input& {
        const auto at = std::ranges::lower_bound(inputs, rep, {}, &adjust_input::rep);
        if (at != inputs.end() && at->rep == rep) return *at;
        return *inputs.insert(at, adjust_input{.rep = rep});
    };
    for (std::size_t i = 0; i < reps.size(); ++i) {
        const auto row = static_cast<std::int64_t>(i);
        if (times[i] < 0) fail(errc::out_of_range, "closed_working_time", "must not be negative", row);
        if (!planned.empty() && planned[i] < 0)
            fail(errc::out_of_range, "closed_planned_time", "must not be negative", row);
        closed_goal c;
        c.rep = reps[i];
        c.period = capi::in_row(
            i, [&] { return capi::to_period(begins[i], ends[i], "closed_begin", "closed_end"); });
        c.target = targets[i];
        c.actual = actuals[i];
        c.working_time = {times[i]};
        if (!planned.empty()) c.planned_time = capacity{planned[i]};
        c.attainment = attainment::of(actuals[i], targets[i], times[i] != 0);
        adjust_input& in = input_of(c.rep);
        const auto same = [&](const closed_goal& g) { return g.period.begin == c.period.begin; };
        if ((in.last && same(*in.last)) || std::ranges::any_of(in.earlier, same))
            fail(errc::duplicate_id, "closed_rep", "two goals of one rep begin on one day", row);
        const bool later = !in.last || in.last->period.begin < c.period.begin;
        if (later && in.last) in.earlier.push_back(*in.last);
        if (later)
            in.last = std::move(c);
        else
            in.earlier.push_back(std::move(c));
    }
    for (std::size_t i = 0; i < reps.size(); ++i)
        if (targets[i] < 0 && input_of(reps[i]).last->period.begin.value == begins[i])
            fail(errc::out_of_range, "closed_target", "of the last goal must not be negative",
                 static_cast<std::int64_t>(i));
    const auto reached = capi::column(args.reached_rep, {args.n_reached, "n_reached"}, "reached_rep");
    const auto reached_target =
        capi::quantities(args.reached_target, {args.n_reached, "n_reached"}, "reached_target");
    require_members(members, reached, "reached_rep");
    capi::id_rows{reached}.require_once("reached_rep");
    for (std::size_t i = 0; i < reached.size(); ++i)
        input_of(reached[i]).already_reached = reached_target[i];
    return inputs;
}

std::vector<relief_request> to_reliefs(const attain_adjust_args& args, const team& in) {
    const capi::row_count n{args.n_reliefs, "n_reliefs"};
    const auto reps = capi::column(args.relief_rep, n, "relief_rep");
    const auto amounts = capi::column(args.relief_amount, n, "relief_amount");
    const auto triggers = capi::column(args.relief_trigger, n, "relief_trigger", true);
    const auto approved = capi::column(args.relief_approved_by, n, "relief_approved_by", true);
    require_members(in, reps, "relief_rep");
    std::vector<relief_request> reliefs;
    for (std::size_t i = 0; i < reps.size(); ++i) {
        if (amounts[i] <= 0)
            fail(errc::out_of_range, "relief_amount", "must be above 0", static_cast<std::int64_t>(i));
        reliefs.push_back({reps[i], amounts[i], capi::known_text(triggers, i, "relief_trigger"),
                           capi::known_text(approved, i, "relief_approved_by")});
    }
    return reliefs;
}

} // namespace

extern "C" {

attain_status attain_review_new(attain_context* context, const attain_plan* plan,
                                const attain_team* team_as_it_was, const attain_ledger* facts, int32_t as_of,
                                int32_t reversals, attain_review** out) {
    return capi::create(context, out, [&] {
        const attain::plan& of = capi::require(plan, "plan").value;
        const team& in = *capi::require(team_as_it_was, "team_as_it_was").value;
        const auto how = capi::one_of(reversals, reversal_policy::restate, "reversals");
        require_valid(day{as_of}, "as_of");
        return attain_review{
            review(of, in, capi::require(facts, "facts").value, day{as_of}, how, capi::stop_of(context))};
    });
}

void attain_review_free(attain_review* review) {
    delete review;
}

attain_status attain_review_summary(attain_context* context, const attain_review* review,
                                    attain_review_figures* out) {
    return capi::guard(context, [&] {
        const period_review& r = capi::require(review, "review").value;
        attain_review_figures f{};
        f.begin = r.period.begin.value;
        f.end = r.period.end.value;
        f.consistent = r.calibration.consistent ? 1 : 0;
        f.n_goals = static_cast<std::int64_t>(r.goals.size());
        f.total = r.total;
        f.promised = r.promised;
        f.actual = r.actual;
        f.without_goal = r.without_goal;
        f.judged = static_cast<std::int64_t>(r.calibration.goals);
        f.reached = static_cast<std::int64_t>(r.calibration.reached);
        f.said = capi::or_nan(r.said);
        f.expected_reached = r.calibration.expected_reached;
        f.spread = r.calibration.spread;
        f.brier = r.calibration.brier;
        f.surprise = r.calibration.surprise;
        f.share_at_quota = r.share_at_quota;
        f.aimed = r.aimed;
        capi::write_result(f, out, "out");
    });
}

attain_status attain_review_goals(attain_context* context, const attain_review* review, int64_t capacity,
                                  const attain_closed_columns* out, int64_t* needed) {
    return capi::guard(context, [&] {
        const auto& goals = capi::require(review, "review").value.goals;
        const auto to = capi::read_columns(out, capacity);
        capi::require_room(capacity, goals.size(), needed);
        capi::write(to.rep_id, goals, [](const closed_goal& g) { return g.rep.value; });
        capi::write(to.target, goals, [](const closed_goal& g) { return g.target; });
        capi::write(to.actual, goals, [](const closed_goal& g) { return g.actual; });
        capi::write(to.attainment_state, goals, [](const closed_goal& g) { return g.attainment.state(); });
        capi::write(to.basis_points, goals,
                    [](const closed_goal& g) { return capi::or_null(g.attainment.basis_points()); });
        capi::write(to.working_time, goals, [](const closed_goal& g) { return g.working_time.micro; });
        capi::write(to.planned_time, goals,
                    [](const closed_goal& g) { return g.planned_time.value_or(g.working_time).micro; });
        capi::write(to.said, goals, [](const closed_goal& g) { return capi::or_nan(g.said); });
        capi::write(to.said_of, goals, [](const closed_goal& g) { return capi::or_null(g.said_of); });
        capi::write(to.rank, goals, [](const closed_goal& g) { return capi::or_nan(g.rank); });
        capi::write(to.largest_day, goals, [](const closed_goal& g) { return g.largest_day; });
        capi::write(to.largest_share, goals,
                    [](const closed_goal& g) { return capi::or_nan(g.largest_share); });
        capi::write(to.handed_over, goals, [](const closed_goal& g) { return capi::or_null(g.handed_over); });
    });
}

attain_status attain_remainder(attain_context* context, int64_t total, int64_t actual, int64_t n,
                               const int64_t* working_time, int64_t* amount) {
    return capi::guard(context, [&] {
        std::vector<capacity> parts;
        for (const std::int64_t micro : capi::column(working_time, n, "working_time"))
            parts.push_back({micro});
        if (n > 0) capi::require(amount, "amount");
        const auto amounts = capi::named({{"weights", "working_time"}, {"weight", "working_time"}}, [&] {
            return remainder(capi::require_units(total, "total"), capi::require_units(actual, "actual"),
                             parts);
        });
        capi::write(amount, amounts, [](units u) { return u; });
    });
}

attain_status attain_adjustment_new(attain_context* context, const attain_estimator* estimator, int32_t begin,
                                    int32_t end, int64_t total, const attain_adjust_args* args,
                                    attain_adjustment** out) {
    return capi::create(context, out, [&] {
        const attain_estimator& of = capi::require(estimator, "estimator");
        const auto given = capi::read_args(args, "args");
        const period over = capi::to_period(begin, end);
        return attain_adjustment{of.team, of.value->metric(), capi::named({{"target", "closed_target"}}, [&] {
                                     return readjust(*of.value, over, total, to_inputs(given, *of.team),
                                                     to_reliefs(given, *of.team), to_options(given),
                                                     capi::stop_of(context));
                                 })};
    });
}

void attain_adjustment_free(attain_adjustment* adjustment) {
    delete adjustment;
}

attain_status attain_adjustment_summary(attain_context* context, const attain_adjustment* adjustment,
                                        attain_adjustment_figures* out) {
    return capi::guard(context, [&] {
        const attain::adjustment& a = capi::require(adjustment, "adjustment").value;
        attain_adjustment_figures f{};
        f.feasible = a.feasible ? 1 : 0;
        f.n_goals = static_cast<std::int64_t>(a.goals.size());
        f.n_gone = static_cast<std::int64_t>(a.gone.size());
        f.total = a.total;
        f.wished = a.wished;
        f.problem = static_cast<std::int32_t>(a.problem.kind);
        f.gap = a.problem.gap;
        capi::write_result(f, out, "out");
    });
}

attain_status attain_adjustment_goals(attain_context* context, const attain_adjustment* adjustment,
                                      int64_t capacity, const attain_adjusted_columns* out, int64_t* needed) {
    return capi::guard(context, [&] {
        const auto& goals = capi::require(adjustment, "adjustment").value.goals;
        const auto to = capi::read_columns(out, capacity);
        capi::require_room(capacity, goals.size(), needed);
        capi::write(to.rep_id, goals, [](const adjusted_goal& g) { return g.rep.value; });
        capi::write(to.before, goals, [](const adjusted_goal& g) { return g.before; });
        capi::write(to.after, goals, [](const adjusted_goal& g) { return g.after; });
        capi::write(to.lambda, goals, [](const adjusted_goal& g) { return g.lambda; });
        capi::write(to.changed, goals, [](const adjusted_goal& g) { return g.changed ? 1 : 0; });
        capi::write(to.probability, goals, [](const adjusted_goal& g) { return g.probability; });
    });
}

attain_status attain_adjustment_gone(attain_context* context, const attain_adjustment* adjustment,
                                     int64_t capacity, int64_t* rep_id, int64_t* needed) {
    return capi::guard(context, [&] {
        const auto& gone = capi::require(adjustment, "adjustment").value.gone;
        capi::require_room(capacity, gone.size(), needed);
        capi::write(rep_id, gone, [](attain::rep_id who) { return who.value; });
    });
}

attain_status attain_adjustment_text(attain_context* context, const attain_adjustment* adjustment, char* text,
                                     int64_t capacity, int64_t* needed) {
    return capi::guard(context, [&] {
        const attain_adjustment& in = capi::require(adjustment, "adjustment");
        wording words;
        words.rep = [&team = *in.team](rep_id who) { return capi::called(team, who); };
        capi::write_text(in.value.feasible ? std::string{} : in.value.problem.text(words), text, "text",
                         capacity, needed);
    });
}

attain_status attain_adjustment_explain(attain_context* context, const attain_adjustment* adjustment,
                                        attain_explanation** out) {
    return capi::create(context, out, [&] {
        const attain_adjustment& in = capi::require(adjustment, "adjustment");
        std::vector<bridge> why;
        for (const adjusted_goal& g : in.value.goals)
            why.push_back(g.why);
        return capi::to_explanation(why, *in.team, in.metric);
    });
}

attain_status attain_relief_threshold(attain_context* context, const attain_estimator* estimator,
                                      int32_t begin, int32_t end, int64_t n, const int64_t* rep_id,
                                      const int64_t* quota, double relief_share, int64_t* threshold) {
    return capi::guard(context, [&] {
        const attain::estimator& of = *capi::require(estimator, "estimator").value;
        const auto reps = capi::column(rep_id, n, "rep_id");
        const auto quotas = capi::quantities(quota, n, "quota");
        if (n > 0) capi::require(threshold, "threshold");
        adjust_options options;
        set(options.relief_share, relief_share, "relief_share");
        if (options.relief_share < 0) fail(errc::out_of_range, "relief_share", "must not be negative");
        const period over = capi::to_period(begin, end);
        std::vector<units> smallest;
        for (std::size_t i = 0; i < reps.size(); ++i) {
            capi::stop_of(context).poll(i);
            smallest.push_back(capi::in_row(
                i, [&] { return relief_threshold(of.forecast(reps[i], over), quotas[i], options); }));
        }
        capi::write(threshold, smallest, [](units u) { return u; });
    });
}

} // extern "C"
