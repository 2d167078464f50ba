// Tracking: goals as of a day, what moved, and what would help.
#include "options.hpp"

#include <algorithm>
#include <cmath>

using namespace attain;

struct attain_progress {
    std::optional<attain::metric> metric; // nullopt when it was restored
    team_progress value;
};

namespace {

const std::vector<progress>& goals_of(const attain_progress* of) {
    return capi::require(of, "progress").value.goals;
}

// What each goal has several of, with the goal it belongs to.
template<class Part>
struct part_of_goal {
    rep_id rep{};
    Part part{};
};

template<class Part>
std::vector<part_of_goal<Part>> parts_of(const std::vector<progress>& goals,
                                         std::vector<Part> progress::*parts) {
    std::vector<part_of_goal<Part>> all;
    for (const progress& p : goals)
        for (const Part& part : p.*parts)
            all.push_back({p.rep, part});
    return all;
}

void restore_milestones(std::vector<progress>& goals, const capi::id_rows& rows,
                        const attain_progress_args& args) {
    const capi::row_count n{args.n_milestones, "n_milestones"};
    const auto reps = capi::column(args.milestone_rep, n, "milestone_rep");
    const auto shares = capi::column(args.milestone_share, n, "milestone_share");
    const auto reached = capi::column(args.milestone_reached, n, "milestone_reached");
    const auto first = capi::column(args.milestone_first_reached, n, "milestone_first_reached", true);
    const auto lost = capi::column(args.milestone_last_lost, n, "milestone_last_lost", true);
    const auto times = capi::column(args.milestone_times_lost, n, "milestone_times_lost", true);
    for (progress& p : goals)
        p.milestones = n.n == 0 ? default_milestones() : std::vector<milestone>{};
    for (std::size_t i = 0; i < reps.size(); ++i) {
        const auto goal = rows.find(reps[i]);
        if (!goal)
            fail(errc::unknown_id, "milestone_rep", "there is no goal of " + std::to_string(reps[i]),
                 static_cast<std::int64_t>(i));
        goals[*goal].milestones.push_back(
            {.share = capi::to_fraction(shares[i], "milestone_share", static_cast<std::int64_t>(i)),
             .reached = reached[i] != 0,
             .first_reached = capi::known_day(first, i, "milestone_first_reached"),
             .last_lost = capi::known_day(lost, i, "milestone_last_lost"),
             .times_lost = times.empty() ? 0 : times[i]});
    }
}

constexpr range not_stored{capi::unknown, capi::unknown};

// max(0, a - b).
units more(units a, units b) {
    return narrow(std::max<int128>(int128{a} - b, 0), "target");
}

// Where 80 % of the outcomes lie, when there is anything to learn from.
range known_outcome(const auto& of) {
    return of.probability ? of.outcome : not_stored;
}

team_progress restored(const attain_progress_args& args) {
    const capi::row_count n{args.n_goals, "n_goals"};
    const auto reps = capi::column(args.rep_id, n, "rep_id");
    const auto actual = capi::quantities(args.actual, n, "actual");
    const auto target = capi::quantities(args.target, n, "target");
    const auto due = capi::quantities(args.due, n, "due");
    const auto status = capi::column(args.status, n, "status");
    const auto chance = capi::column(args.probability, n, "probability");
    require_valid(day{args.as_of}, "as_of");
    const capi::id_rows rows{reps};
    rows.require_once("rep_id");
    team_progress made;
    made.as_of = day{args.as_of};
    int128 done = 0;
    int128 asked = 0;
    int128 by_now = 0;
    for (std::size_t i = 0; i < reps.size(); ++i) {
        if (chance[i] < 0 || chance[i] > 1)
            fail(errc::out_of_range, "probability", "must lie between 0 and 1", static_cast<std::int64_t>(i));
        progress p;
        p.rep = reps[i];
        p.as_of = made.as_of;
        p.actual = actual[i];
        p.target = target[i];
        p.due = due[i];
        p.attainment = attainment::of(actual[i], target[i]);
        p.pace.remaining = capi::in_row(i, [&] { return more(target[i], actual[i]); });
        p.pace.surplus = capi::in_row(i, [&] { return more(actual[i], target[i]); });
        p.outcome = not_stored;
        done += actual[i];
        asked += target[i];
        by_now += due[i];
        if (!std::isnan(chance[i])) p.probability = chance[i];
        p.status = capi::in_row(i, [&] { return capi::one_of(status[i], pace_status::missed, "status"); });
        made.goals.push_back(std::move(p));
    }
    made.actual = narrow(done, "actual");
    made.due = narrow(by_now, "due");
    made.total = args.total != nullptr ? capi::require_units(*args.total, "total") : narrow(asked, "target");
    if (args.team_probability != nullptr && !std::isnan(*args.team_probability)) {
        if (!(*args.team_probability >= 0 && *args.team_probability <= 1))
            fail(errc::out_of_range, "team_probability", "must lie between 0 and 1");
        made.probability = *args.team_probability;
    }
    made.outcome = not_stored;
    restore_milestones(made.goals, rows, args);
    return made;
}

struct goal_counterfactual {
    rep_id rep{};
    counterfactuals what{};
};

counterfactuals changes_for(const goal& g, const estimator& now, double wanted) {
    return capi::named({{"of", "now"}}, [&] { return what_would_do(g, now, wanted); });
}

} // namespace

extern "C" {

attain_status attain_progress_new(attain_context* context, const attain_plan* plan,
                                  const attain_estimator* now, const attain_ledger* facts,
                                  const attain_progress* before, const attain_track_args* args,
                                  attain_progress** out) {
    return capi::create(context, out, [&] {
        const attain::plan& of = capi::require(plan, "plan").value;
        const estimator& knows = *capi::require(now, "now").value;
        const ledger& book = capi::require(facts, "facts").value;
        return attain_progress{of.metric, track(of, knows, book, before == nullptr ? nullptr : &before->value,
                                                capi::to_track_options(args), capi::stop_of(context))};
    });
}

void attain_progress_free(attain_progress* progress) {
    delete progress;
}

attain_status attain_progress_restore(attain_context* context, const attain_progress_args* args,
                                      attain_progress** out) {
    return capi::create(context, out, [&] {
        return attain_progress{std::nullopt, restored(capi::read_args(args, "args"))};
    });
}

attain_status attain_progress_summary(attain_context* context, const attain_progress* progress,
                                      attain_progress_figures* out) {
    return capi::guard(context, [&] {
        const team_progress& p = capi::require(progress, "progress").value;
        attain_progress_figures f{};
        f.as_of = p.as_of.value;
        f.n_goals = static_cast<std::int64_t>(p.goals.size());
        f.actual = p.actual;
        f.without_goal = p.without_goal;
        f.total = p.total;
        f.due = p.due;
        f.probability = capi::or_nan(p.probability);
        f.low = known_outcome(p).low;
        f.high = known_outcome(p).high;
        capi::write_result(f, out, "out");
    });
}

attain_status attain_progress_goals(attain_context* context, const attain_progress* progress,
                                    int64_t capacity, const attain_progress_columns* out, int64_t* needed) {
    return capi::guard(context, [&] {
        const auto& goals = goals_of(progress);
        const bool stored = !progress->metric;
        const auto to = capi::read_columns(out, capacity);
        capi::require_room(capacity, goals.size(), needed);
        capi::write(to.rep_id, goals, [](const auto& g) { return g.rep.value; });
        capi::write(to.actual, goals, [](const auto& g) { return g.actual; });
        capi::write(to.target, goals, [](const auto& g) { return g.target; });
        capi::write(to.due, goals, [](const auto& g) { return g.due; });
        capi::write(to.remaining, goals, [](const auto& g) { return g.pace.remaining; });
        capi::write(to.surplus, goals, [](const auto& g) { return g.pace.surplus; });
        capi::write(to.attainment_state, goals, [](const auto& g) { return g.attainment.state(); });
        capi::write(to.basis_points, goals,
                    [](const auto& g) { return capi::or_null(g.attainment.basis_points()); });
        capi::write(to.status, goals, [](const auto& g) { return g.status; });
        capi::write(to.probability, goals, [](const auto& g) { return capi::or_nan(g.probability); });
        capi::write(to.low, goals, [](const auto& g) { return known_outcome(g).low; });
        capi::write(to.high, goals, [](const auto& g) { return known_outcome(g).high; });
        capi::write(to.expected, goals, [](const auto& g) { return capi::or_nan(g.pace.expected); });
        capi::write(to.ratio, goals, [](const auto& g) { return capi::or_nan(g.pace.ratio); });
        capi::write(to.elapsed, goals, [](const auto& g) { return capi::or_nan(g.pace.elapsed); });
        capi::write(to.run_rate, goals, [](const auto& g) { return capi::or_nan(g.pace.run_rate); });
        capi::write(to.projection, goals, [](const auto& g) { return capi::or_nan(g.pace.projection); });
        capi::write(to.projected_attainment, goals,
                    [](const auto& g) { return capi::or_nan(g.pace.projected_attainment); });
        capi::write(to.required_rate, goals,
                    [](const auto& g) { return capi::or_nan(g.pace.required_rate); });
        const auto time = [&](attain::capacity c) { return stored ? ATTAIN_NULL_UNITS : c.micro; };
        capi::write(to.time_over, goals, [&](const auto& g) { return time(g.pace.time_over); });
        capi::write(to.time_left, goals, [&](const auto& g) { return time(g.pace.time_left); });
        capi::write(to.feasibility, goals, [](const auto& g) { return g.pace.feasible; });
        capi::write(to.days_beyond, goals, [](const auto& g) { return g.pace.days_beyond; });
        capi::write(to.next_day, goals,
                    [](const auto& g) { return g.next ? g.next->day.value : ATTAIN_NULL_DAY; });
        capi::write(to.next_amount, goals,
                    [](const auto& g) { return g.next ? g.next->amount : ATTAIN_NULL_UNITS; });
    });
}

attain_status attain_progress_catch_up(attain_context* context, const attain_progress* progress,
                                       int64_t rep_id, int64_t capacity, int32_t* day, int64_t* amount,
                                       int64_t* needed) {
    return capi::guard(context, [&] {
        const auto& goals = goals_of(progress);
        const auto found = std::ranges::find(goals, attain::rep_id{rep_id}, &attain::progress::rep);
        if (found == goals.end())
            fail(errc::unknown_id, "rep_id", "there is no goal of " + std::to_string(rep_id));
        std::vector<day_target> days;
        if (found->pace.catch_up)
            for (const cascade_part& part : found->pace.catch_up->parts(period_kind::day))
                if (part.target) days.push_back({part.part.begin, *part.target});
        capi::require_room(capacity, days.size(), needed);
        capi::write(day, days, [](const day_target& d) { return d.day.value; });
        capi::write(amount, days, [](const day_target& d) { return d.amount; });
    });
}

attain_status attain_progress_moves(attain_context* context, const attain_progress* progress,
                                    int64_t capacity, const attain_movement_columns* out, int64_t* needed) {
    return capi::guard(context, [&] {
        const auto rows = parts_of(goals_of(progress), &attain::progress::moved);
        const auto to = capi::read_columns(out, capacity);
        capi::require_room(capacity, rows.size(), needed);
        capi::write(to.rep_id, rows, [](const auto& r) { return r.rep.value; });
        capi::write(to.mover, rows, [](const auto& r) { return r.part.why; });
        capi::write(to.position, rows, [](const auto& r) { return r.part.position; });
        capi::write(to.probability, rows, [](const auto& r) { return r.part.probability; });
    });
}

attain_status attain_progress_milestones(attain_context* context, const attain_progress* progress,
                                         int64_t capacity, const attain_milestone_columns* out,
                                         int64_t* needed) {
    return capi::guard(context, [&] {
        const auto rows = parts_of(goals_of(progress), &attain::progress::milestones);
        const auto to = capi::read_columns(out, capacity);
        capi::require_room(capacity, rows.size(), needed);
        capi::write(to.rep_id, rows, [](const auto& r) { return r.rep.value; });
        capi::write(to.share, rows, [](const auto& r) { return r.part.share.value(); });
        capi::write(to.reached, rows, [](const auto& r) { return r.part.reached ? 1 : 0; });
        capi::write(to.first_reached, rows,
                    [](const auto& r) { return capi::or_null(r.part.first_reached); });
        capi::write(to.last_lost, rows, [](const auto& r) { return capi::or_null(r.part.last_lost); });
        capi::write(to.times_lost, rows, [](const auto& r) { return r.part.times_lost; });
    });
}

attain_status attain_progress_text(attain_context* context, const attain_progress* progress, int64_t row,
                                   char* text, int64_t capacity, int64_t* needed) {
    return capi::guard(context, [&] {
        const attain::progress& of = capi::row_of(goals_of(progress), row);
        const auto& what = progress->metric;
        capi::write_text(what ? sentence(of, *what) : std::string{}, text, "text", capacity, needed);
    });
}

attain_status attain_counterfactuals(attain_context* context, const attain_plan* plan,
                                     const attain_estimator* now, double wanted, int64_t capacity,
                                     const attain_counterfactual_columns* out, int64_t* needed) {
    return capi::guard(context, [&] {
        const auto& goals = capi::require(plan, "plan").value.goals;
        const estimator& knows = *capi::require(now, "now").value;
        const auto to = capi::read_columns(out, capacity);
        if (!(wanted > 0 && wanted < 1)) fail(errc::out_of_range, "wanted", "must lie inside (0, 1)");
        std::vector<goal_counterfactual> rows;
        if (capi::has_room(capacity, goals.size()))
            for (const goal& g : goals) {
                capi::stop_of(context).poll(rows.size());
                rows.push_back({g.rep, changes_for(g, knows, wanted)});
            }
        capi::require_room(capacity, goals.size(), needed);
        capi::write(to.rep_id, rows, [](const auto& r) { return r.rep.value; });
        capi::write(to.probability, rows, [](const auto& r) { return r.what.probability; });
        capi::write(to.target, rows, [](const auto& r) { return capi::or_null(r.what.target); });
        capi::write(to.more_in_all, rows, [](const auto& r) { return capi::or_null(r.what.more_in_all); });
        capi::write(to.more_per_week, rows,
                    [](const auto& r) { return capi::or_null(r.what.more_per_week); });
        capi::write(to.more_days, rows, [](const auto& r) { return r.what.more_days.value_or(-1); });
    });
}

attain_status attain_counterfactual_text(attain_context* context, const attain_plan* plan,
                                         const attain_estimator* now, double wanted, int64_t rep_id,
                                         char* text, int64_t capacity, int64_t* needed) {
    return capi::guard(context, [&] {
        const goal* found = capi::require(plan, "plan").value.find(rep_id);
        if (found == nullptr)
            fail(errc::unknown_id, "rep_id", "the plan has no goal for " + std::to_string(rep_id));
        const estimator& knows = *capi::require(now, "now").value;
        capi::write_text(sentence(changes_for(*found, knows, wanted), *found), text, "text", capacity,
                         needed);
    });
}

} // extern "C"
