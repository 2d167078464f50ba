// Limits, where less is better: divided for a team, audited, followed, in columns.
#include "limit.hpp"
#include "options.hpp"

using namespace attain;

namespace {

limit_plan_options to_options(const attain_limit_plan_args* given) {
    limit_plan_options options;
    if (given == nullptr) return options;
    const auto args = capi::read_args(given, "args");
    const auto reps = capi::column(args.lock_rep, {args.n_locks, "n_locks"}, "lock_rep");
    const auto limits = capi::column(args.lock_limit, {args.n_locks, "n_locks"}, "lock_limit");
    for (std::size_t i = 0; i < reps.size(); ++i)
        options.locks.push_back({rep_id{reps[i]}, limits[i]});
    if (args.quantum != 0) options.quantum = args.quantum;
    if (args.residual_holder != nullptr) options.residual_holder = rep_id{*args.residual_holder};
    options.salt = args.salt;
    return options;
}

// Of a goal, or NaN where nothing says what the rep does.
double chance_of(const limit_goal& g) {
    return capi::or_nan(g.forecast.known() ? std::optional{g.probability()} : std::nullopt);
}

// The caller's goals, checked as a whole; each is made when it is needed.
class goal_rows {
public:
    goal_rows(const attain_estimator* now, const attain_limit_goals* given)
        : of_{*capi::require(now, "now").value},
          goals_{capi::read_args(given, "goals")},
          reps_{capi::column(goals_.rep_id, goals_.n, "rep_id")},
          limits_{capi::column(goals_.limit, goals_.n, "limit")},
          over_{capi::to_period(goals_.begin, goals_.end)} {}

    [[nodiscard]] std::size_t size() const { return reps_.size(); }
    [[nodiscard]] const metric& what() const { return of_.metric(); }
    // status_before: that of an earlier day, or -1.
    [[nodiscard]] limit_progress progress(std::size_t i, std::int32_t status_before,
                                          const track_options& options) const {
        return capi::in_row(i, [&] {
            const limit_goal g = make_limit_goal(of_, capi::whose(reps_[i]), over_, limits_[i]);
            if (status_before == -1)
                return track(g, of_.team(), g.forecast, of_.as_of(), nullptr, options.rule);
            limit_progress earlier{.rep = g.rep};
            earlier.as_of = of_.as_of() - 1;
            earlier.status = capi::one_of(status_before, pace_status::missed, "status_before");
            return track(g, of_.team(), g.forecast, of_.as_of(), &earlier, options.rule);
        });
    }
    // Of a row that the caller chose.
    [[nodiscard]] std::size_t at(std::int64_t row) const {
        if (row < 0 || row >= static_cast<std::int64_t>(size()))
            fail(errc::out_of_range, "row", "there are " + std::to_string(size()) + " goals");
        return static_cast<std::size_t>(row);
    }

private:
    const estimator& of_;
    attain_limit_goals goals_;
    std::span<const std::int64_t> reps_;
    std::span<const std::int64_t> limits_;
    period over_;
};

std::int32_t kept(const limit_progress& p) {
    return p.check.state == attainment_state::known ? p.check.kept : -1;
}

std::int64_t headroom(const limit_progress& p) {
    return p.check.state == attainment_state::known ? p.check.headroom : ATTAIN_NULL_UNITS;
}

} // namespace

extern "C" {

attain_status attain_limit_plan_new(attain_context* context, const attain_estimator* estimator, int32_t begin,
                                    int32_t end, int64_t limit, const attain_limit_plan_args* args,
                                    attain_limit_plan** out) {
    return capi::create(context, out, [&] {
        const auto& of = *capi::require(estimator, "estimator").value;
        const limit_plan_options options = to_options(args);
        const period over = capi::to_period(begin, end);
        return attain_limit_plan{
            capi::named({{"locks", "lock_limit", errc::out_of_range}, {"locks", "lock_rep"}},
                        [&] { return make_limit_plan(of, over, limit, options, capi::stop_of(context)); })};
    });
}

void attain_limit_plan_free(attain_limit_plan* plan) {
    delete plan;
}

attain_status attain_limit_plan_summary(attain_context* context, const attain_limit_plan* plan,
                                        attain_limit_plan_figures* out) {
    return capi::guard(context, [&] {
        const limit_plan& p = capi::require(plan, "plan").value;
        attain_limit_plan_figures f{};
        f.as_of = p.team.as_of.value;
        f.begin = p.team.period.begin.value;
        f.end = p.team.period.end.value;
        f.n_goals = static_cast<std::int64_t>(p.goals.size());
        f.limit = p.team.limit;
        f.unassigned = p.unassigned;
        f.probability = chance_of(p.team);
        f.overshoot = p.overshoot;
        capi::write_result(f, out, "out");
    });
}

attain_status attain_limit_plan_goals(attain_context* context, const attain_limit_plan* plan,
                                      int64_t capacity, const attain_limit_goal_columns* out,
                                      int64_t* needed) {
    return capi::guard(context, [&] {
        const limit_plan& p = capi::require(plan, "plan").value;
        const auto to = capi::read_columns(out, capacity);
        capi::require_room(capacity, p.goals.size(), needed);
        capi::write(to.rep_id, p.goals, [](const limit_goal& g) { return g.rep.value; });
        capi::write(to.limit, p.goals, [](const limit_goal& g) { return g.limit; });
        capi::write(to.probability, p.goals, chance_of);
        capi::write(to.equal_limit, p.equal, [](units x) { return x; });
        capi::write(to.one_for_all, p.one_for_all, [](double x) { return x; });
        capi::write(to.mean, p.goals, [](const limit_goal& g) { return g.forecast.mean(); });
        capi::write(to.low, p.goals, [](const limit_goal& g) { return g.forecast.quantile(0.1); });
        capi::write(to.high, p.goals, [](const limit_goal& g) { return g.forecast.quantile(0.9); });
        capi::write(to.locked, p.locked, [](bool x) { return x ? 1 : 0; });
        capi::write(to.grade, p.goals, [](const limit_goal& g) { return g.forecast.evidence().grade; });
        capi::write(to.last_fact, p.goals, [](const limit_goal& g) { return capi::or_null(g.last_fact); });
    });
}

attain_status attain_limit_with_chance(attain_context* context, const attain_estimator* estimator,
                                       int32_t begin, int32_t end, double chance, int64_t n,
                                       const int64_t* rep_id, int64_t* limit) {
    return capi::guard(context, [&] {
        const auto& of = *capi::require(estimator, "estimator").value;
        const auto reps = capi::column(rep_id, n, "rep_id");
        if (n > 0) capi::require(limit, "limit");
        const period over = capi::to_period(begin, end);
        if (!(chance > 0 && chance < 1)) fail(errc::out_of_range, "chance", "must lie inside (0, 1)");
        std::vector<units> found;
        for (std::size_t i = 0; i < reps.size(); ++i) {
            capi::stop_of(context).poll();
            found.push_back(capi::in_row(i, [&] {
                const forecast f = capi::forecast_of(of, over, reps[i]);
                return f.known() ? limit_with_chance(f, chance) : ATTAIN_NULL_UNITS;
            }));
        }
        capi::write(limit, found, [](units x) { return x; });
    });
}

attain_status attain_limit_track(attain_context* context, const attain_estimator* now,
                                 const attain_limit_goals* goals, const int32_t* status_before,
                                 const attain_track_args* args, const attain_limit_progress_columns* out) {
    return capi::guard(context, [&] {
        const goal_rows asked{now, goals};
        const auto n = static_cast<std::int64_t>(asked.size());
        const auto before = capi::column(status_before, n, "status_before", true);
        const track_options options = capi::to_track_options(args);
        const auto to = capi::read_args(out, "out");
        std::vector<limit_progress> rows;
        for (std::size_t i = 0; i < asked.size(); ++i) {
            capi::stop_of(context).poll();
            rows.push_back(asked.progress(i, before.empty() ? -1 : before[i], options));
        }
        capi::write(to.actual, rows, [](const limit_progress& p) { return p.actual; });
        capi::write(to.kept, rows, kept);
        capi::write(to.headroom, rows, headroom);
        capi::write(to.expected, rows, [](const limit_progress& p) { return capi::or_nan(p.expected); });
        capi::write(to.days_left, rows, [](const limit_progress& p) { return p.time_left.days(); });
        capi::write(to.probability, rows,
                    [](const limit_progress& p) { return capi::or_nan(p.probability); });
        capi::write(to.low, rows,
                    [](const limit_progress& p) { return p.probability ? p.outcome.low : capi::unknown; });
        capi::write(to.high, rows,
                    [](const limit_progress& p) { return p.probability ? p.outcome.high : capi::unknown; });
        capi::write(to.status, rows, [](const limit_progress& p) { return p.status; });
    });
}

attain_status attain_limit_text(attain_context* context, const attain_estimator* now,
                                const attain_limit_goals* goals, int64_t row, int32_t status_before,
                                const attain_track_args* args, char* text, int64_t capacity,
                                int64_t* needed) {
    return capi::guard(context, [&] {
        const goal_rows asked{now, goals};
        const track_options options = capi::to_track_options(args);
        capi::write_text(sentence(asked.progress(asked.at(row), status_before, options), asked.what()), text,
                         "text", capacity, needed);
    });
}

} // extern "C"
