// Ratios and averages: forecasts, and goals that are one, in columns.
#include "options.hpp"
#include "ratio.hpp"

#include <limits>

using namespace attain;

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

struct ratio_row {
    ratio_forecast forecast;
    double probability = unknown;
    double within = unknown;
    double low = unknown;
    double high = unknown;
};

ratio_forecast forecast_of(const ratio_estimator& of, const period& over, std::int64_t rep) {
    return rep == ATTAIN_NULL_UNITS ? of.team_forecast(over) : of.forecast(capi::whose(rep), over);
}

ratio_row row_of(const ratio_estimator& of, const period& over, std::int64_t rep, const ratio& target) {
    ratio_row row{forecast_of(of, over, rep)};
    if (!row.forecast.known()) return row;
    row.probability = row.forecast.tail(target);
    row.within = row.forecast.probability_within(target);
    row.low = row.forecast.quantile(0.1);
    row.high = row.forecast.quantile(0.9);
    return row;
}

// The caller's goals, checked as a whole; each is made when it is needed.
class goal_rows {
public:
    goal_rows(const attain_ratio* of, const attain_ratio_goals* given, const char* argument)
        : of_{capi::require(of, argument).value},
          goals_{capi::read_args(given, "goals")},
          reps_{capi::column(goals_.rep_id, goals_.n, "rep_id")},
          targets_{capi::column(goals_.target, goals_.n, "target")},
          scales_{capi::column(goals_.scale, goals_.n, "scale")},
          direction_{capi::to_direction(goals_.better)},
          over_{capi::to_period(goals_.begin, goals_.end)} {}

    [[nodiscard]] std::size_t size() const { return reps_.size(); }
    [[nodiscard]] std::int64_t rep(std::size_t i) const { return reps_[i]; }
    [[nodiscard]] ratio_goal operator[](std::size_t i) const {
        return capi::in_row(i, [&] {
            return make_ratio_goal(of_, capi::whose(reps_[i]), over_,
                                   capi::to_target(targets_[i], scales_[i]), direction_);
        });
    }
    // Of a row that the caller chose.
    [[nodiscard]] ratio_goal at(std::int64_t row) const {
        if (row < 0 || row >= static_cast<std::int64_t>(size()))
            fail(errc::out_of_range, "row", "there are " + std::to_string(size()) + " goals");
        return (*this)[static_cast<std::size_t>(row)];
    }
    // status_before: that of an earlier day, or -1.
    [[nodiscard]] ratio_progress progress(const ratio_goal& g, std::int32_t status_before,
                                          const track_options& options) const {
        if (status_before == -1) return track(g, g.forecast, of_.as_of(), nullptr, options.rule);
        ratio_progress earlier;
        earlier.as_of = of_.as_of() - 1;
        earlier.status = capi::one_of(status_before, pace_status::missed, "status_before");
        return track(g, g.forecast, of_.as_of(), &earlier, options.rule);
    }

private:
    const ratio_estimator& of_;
    attain_ratio_goals goals_;
    std::span<const std::int64_t> reps_;
    std::span<const std::int64_t> targets_;
    std::span<const std::int64_t> scales_;
    better direction_;
    period over_;
};

struct finding_row {
    std::int64_t rep{};
    finding found;
};

constexpr std::int64_t letters = 5;

} // namespace

better capi::to_direction(std::int32_t number) {
    return one_of(number, better::lower, "better");
}

extern "C" {

attain_status attain_ratio_new(attain_context* context, const attain_team* team, int32_t kind,
                               const char* name, const attain_metric* numerator,
                               const attain_metric* denominator, const attain_ledger* facts, int32_t as_of,
                               attain_ratio** out) {
    return capi::create(context, out, [&] {
        const auto& who = capi::require(team, "team").value;
        ratio_metric what{std::string{capi::text(name, -1, "name")},
                          capi::to_metric(capi::read_args(numerator, "numerator")),
                          capi::to_metric(capi::read_args(denominator, "denominator")),
                          capi::one_of(kind, ratio_kind::average, "kind")};
        const ledger& book = capi::require(facts, "facts").value;
        return attain_ratio{who,
                            ratio_estimator{*who, std::move(what), book, day{as_of}, capi::stop_of(context)}};
    });
}

void attain_ratio_free(attain_ratio* ratio) {
    delete ratio;
}

attain_status attain_ratio_forecast(attain_context* context, const attain_ratio* ratio, int32_t begin,
                                    int32_t end, int64_t n, const int64_t* rep_id, const int64_t* target,
                                    const int64_t* scale, const attain_ratio_columns* out) {
    return capi::guard(context, [&] {
        const ratio_estimator& of = capi::require(ratio, "ratio").value;
        const auto reps = capi::column(rep_id, n, "rep_id");
        const auto targets = capi::column(target, n, "target");
        const auto scales = capi::column(scale, n, "scale");
        const auto to = capi::read_args(out, "out");
        const period over = capi::to_period(begin, end);
        std::vector<ratio_row> rows;
        for (std::size_t i = 0; i < reps.size(); ++i) {
            capi::stop_of(context).poll();
            rows.push_back(capi::in_row(
                i, [&] { return row_of(of, over, reps[i], capi::to_target(targets[i], scales[i])); }));
        }
        capi::write(to.probability, rows, [](const ratio_row& r) { return r.probability; });
        capi::write(to.within, rows, [](const ratio_row& r) { return r.within; });
        capi::write(to.undefined, rows, [](const ratio_row& r) { return r.forecast.undefined(); });
        capi::write(to.mean, rows, [](const ratio_row& r) { return r.forecast.mean(); });
        capi::write(to.low, rows, [](const ratio_row& r) { return r.low; });
        capi::write(to.high, rows, [](const ratio_row& r) { return r.high; });
        capi::write(to.numerator_done, rows, [](const ratio_row& r) { return r.forecast.numerator_done(); });
        capi::write(to.denominator_done, rows,
                    [](const ratio_row& r) { return r.forecast.denominator_done(); });
        capi::write(to.grade, rows, [](const ratio_row& r) { return r.forecast.evidence().grade; });
    });
}

attain_status attain_ratio_print(attain_context* context, const attain_ratio* ratio, int64_t target,
                                 int64_t scale, char* text, int64_t capacity, int64_t* needed) {
    return capi::guard(context, [&] {
        const ratio_estimator& of = capi::require(ratio, "ratio").value;
        capi::write_text(to_string(capi::to_target(target, scale), of.what()), text, "text", capacity,
                         needed);
    });
}

attain_status attain_ratio_targets(attain_context* context, const attain_ratio* ratio, int32_t begin,
                                   int32_t end, int32_t better, double chance, int64_t n,
                                   const int64_t* rep_id, int64_t* target, int64_t* scale) {
    return capi::guard(context, [&] {
        const ratio_estimator& of = capi::require(ratio, "ratio").value;
        const auto reps = capi::column(rep_id, n, "rep_id");
        if (n > 0) {
            capi::require(target, "target");
            capi::require(scale, "scale");
        }
        const auto direction = capi::to_direction(better);
        const period over = capi::to_period(begin, end);
        if (!(chance > 0 && chance < 1)) fail(errc::out_of_range, "chance", "must lie inside (0, 1)");
        std::vector<std::optional<attain::ratio>> found;
        for (std::size_t i = 0; i < reps.size(); ++i) {
            capi::stop_of(context).poll();
            found.push_back(capi::in_row(i, [&] {
                return ratio_with_chance(forecast_of(of, over, reps[i]), of.what(), direction, chance);
            }));
        }
        capi::write(target, found, [](const auto& r) { return r ? r->numerator : ATTAIN_NULL_UNITS; });
        capi::write(scale, found, [](const auto& r) { return r ? r->denominator : ATTAIN_NULL_UNITS; });
    });
}

attain_status attain_ratio_audit(attain_context* context, const attain_ratio* ratio,
                                 const attain_ratio_goals* goals, const attain_audit_args* args,
                                 int64_t capacity, const attain_audit_columns* out, int64_t* needed) {
    return capi::guard(context, [&] {
        const goal_rows asked{ratio, goals, "ratio"};
        const audit_options options = capi::to_audit_options(args);
        const auto to = capi::read_columns(out, capacity);
        const std::size_t n = asked.size() * letters;
        std::vector<finding_row> rows;
        for (std::size_t i = 0; capi::has_room(capacity, n) && i < asked.size(); ++i) {
            capi::stop_of(context).poll();
            for (finding& f : audit(asked[i], options))
                rows.push_back({asked.rep(i), std::move(f)});
        }
        capi::require_room(capacity, n, needed);
        capi::write(to.rep_id, rows, [](const finding_row& r) { return r.rep; });
        capi::write(to.question, rows, [](const finding_row& r) { return r.found.question; });
        capi::write(to.verdict, rows, [](const finding_row& r) { return r.found.verdict; });
        capi::write(to.figure, rows, [](const finding_row& r) { return r.found.figure; });
        capi::write(to.remedy, rows, [](const finding_row& r) { return r.found.change.what; });
        capi::write(to.amount, rows, [](const finding_row& r) { return r.found.change.amount; });
    });
}

attain_status attain_ratio_audit_text(attain_context* context, const attain_ratio* ratio,
                                      const attain_ratio_goals* goals, const attain_audit_args* args,
                                      int64_t row, int32_t what, char* text, int64_t capacity,
                                      int64_t* needed) {
    return capi::guard(context, [&] {
        const goal_rows asked{ratio, goals, "ratio"};
        const audit_options options = capi::to_audit_options(args);
        if (what != ATTAIN_AUDIT_REASON && what != ATTAIN_AUDIT_CHANGE)
            fail(errc::invalid_argument, "what", "is no text of a ratio's audit");
        if (row < 0) fail(errc::out_of_range, "row", "must not be negative");
        const auto findings = audit(asked.at(row / letters), options);
        const finding& f = findings[static_cast<std::size_t>(row % letters)];
        capi::write_text(what == ATTAIN_AUDIT_REASON ? f.reason : f.change.text, text, "text", capacity,
                         needed);
    });
}

attain_status attain_ratio_track(attain_context* context, const attain_ratio* now,
                                 const attain_ratio_goals* goals, const int32_t* status_before,
                                 const attain_track_args* args, const attain_ratio_progress_columns* out) {
    return capi::guard(context, [&] {
        const goal_rows asked{now, goals, "now"};
        const auto n = static_cast<std::int64_t>(asked.size());
        const auto before = capi::column(status_before, n, "status_before", true);
        const track_options options = capi::to_track_options(args);
        const auto to = capi::read_args(out, "out");
        std::vector<ratio_progress> rows;
        for (std::size_t i = 0; i < asked.size(); ++i) {
            capi::stop_of(context).poll();
            const std::int32_t earlier = before.empty() ? -1 : before[i];
            rows.push_back(capi::in_row(i, [&] { return asked.progress(asked[i], earlier, options); }));
        }
        capi::write(to.numerator, rows, [](const ratio_progress& p) { return p.numerator; });
        capi::write(to.denominator, rows, [](const ratio_progress& p) { return p.denominator; });
        capi::write(to.attainment_state, rows, [](const ratio_progress& p) { return p.attainment.state(); });
        capi::write(to.basis_points, rows,
                    [](const ratio_progress& p) { return capi::or_null(p.attainment.basis_points()); });
        capi::write(to.kept, rows, [](const ratio_progress& p) { return p.kept ? int{*p.kept} : -1; });
        capi::write(to.probability, rows,
                    [](const ratio_progress& p) { return capi::or_nan(p.probability); });
        capi::write(to.low, rows, [](const ratio_progress& p) { return p.outcome.low; });
        capi::write(to.high, rows, [](const ratio_progress& p) { return p.outcome.high; });
        capi::write(to.status, rows, [](const ratio_progress& p) { return p.status; });
    });
}

attain_status attain_ratio_text(attain_context* context, const attain_ratio* now,
                                const attain_ratio_goals* goals, int64_t row, int32_t status_before,
                                const attain_track_args* args, char* text, int64_t capacity,
                                int64_t* needed) {
    return capi::guard(context, [&] {
        const goal_rows asked{now, goals, "now"};
        const track_options options = capi::to_track_options(args);
        const ratio_goal g = asked.at(row);
        capi::write_text(sentence(asked.progress(g, status_before, options), g), text, "text", capacity,
                         needed);
    });
}

} // extern "C"
