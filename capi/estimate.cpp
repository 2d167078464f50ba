// The estimator, its forecasts, and distributions as knots.
#include <attain/estimate/empirical.hpp>
#include <attain/estimate/normal.hpp>

#include "forecast_columns.hpp"

#include <algorithm>
#include <cmath>

using namespace attain;

namespace {

// Finds rows by rep where they are sorted by it. A column of reps mostly is sorted too: the row after the
// last one found is looked at first.
template<class Row>
class by_rep {
public:
    by_rep(std::span<const Row> sorted, rep_id (*id)(const Row&)) : sorted_{sorted}, id_{id} {}

    const Row* find(rep_id rep) {
        if (next_ >= sorted_.size() || id_(sorted_[next_]) != rep)
            next_ =
                static_cast<std::size_t>(std::ranges::lower_bound(sorted_, rep, {}, id_) - sorted_.begin());
        return next_ < sorted_.size() && id_(sorted_[next_]) == rep ? &sorted_[next_++] : nullptr;
    }

private:
    std::span<const Row> sorted_;
    rep_id (*id_)(const Row&);
    std::size_t next_{0};
};

// The forecasts of one period by rep: all at once when enough are asked for, one by one else.
class forecasts_by_rep {
public:
    forecasts_by_rep(const estimator& of, const period& over, std::size_t rows, stop_flag stop)
        : of_{of}, over_{over}, all_{forecast_all(of, over, rows, stop)}, found_{all_, id_of} {}

    const forecast& operator()(rep_id rep) {
        if (const forecast* f = found_.find(rep)) return *f;
        if (!one_ || one_->rep() != rep) one_ = of_.forecast(rep, over_);
        return *one_;
    }

private:
    static rep_id id_of(const forecast& f) { return f.rep(); }
    static std::vector<forecast> forecast_all(const estimator& of, const period& over, std::size_t rows,
                                              stop_flag stop) {
        constexpr std::size_t few = 4; // one alone costs about as much as the shared part of all
        return rows * few >= of.team().size() ? of.forecasts(over, stop) : std::vector<forecast>{};
    }

    const estimator& of_;
    const period& over_;
    std::vector<forecast> all_;
    by_rep<forecast> found_;
    std::optional<forecast> one_;
};

void set(double& option, double given) {
    if (given != 0) option = given; // NaN too: the library refuses it by name
}

estimator_options to_options(const attain_estimator_args& args) {
    estimator_options o;
    set(o.largest_day, args.largest_day);
    const bool described = args.spread != 0 || args.event != 0 || args.worth_days != 0;
    if (args.per_day == 0 && described)
        fail(errc::conflict, "per_day", "is not given, and so there is no belief to describe");
    if (args.per_day == 0) return o;
    o.prior.emplace();
    o.prior->per_day = args.per_day;
    set(o.prior->spread, args.spread);
    set(o.prior->event, args.event);
    set(o.prior->worth_days, args.worth_days);
    return o;
}

attain_estimator to_estimator(const attain_context* context, const attain_team* team,
                              const attain_metric* metric, const attain_ledger* facts, std::int32_t as_of,
                              const estimator_options& options) {
    const auto& who = capi::require(team, "team").value;
    const auto what = capi::to_metric(capi::read_args(metric, "metric"));
    const ledger& book = capi::require(facts, "facts").value;
    return {who,
            std::make_shared<const estimator>(*who, what, book, day{as_of}, capi::stop_of(context), options)};
}

// Reads the knots of one row.
quantile_grid read_knots(const double* knots, std::size_t row, grid_size size) {
    const auto width = static_cast<std::size_t>(size);
    return capi::in_row(row, [&] { return quantile_grid::from_knots({knots + row * width, width}, 0); });
}

} // namespace

namespace attain::capi {

metric to_metric(const attain_metric& given) {
    const std::string name{text(given.name, -1, "name")};
    switch (given.kind) {
    case ATTAIN_METRIC_COUNT:
        return metric::count(name, given.exponent).with_id(given.metric_id);
    case ATTAIN_METRIC_AMOUNT:
        return metric::amount(name, given.exponent).with_id(given.metric_id);
    case ATTAIN_METRIC_SIGNED_AMOUNT:
        return metric::signed_amount(name, given.exponent).with_id(given.metric_id);
    default:
        fail(errc::invalid_argument, "kind", "is no kind of metric");
    }
}

grid_size to_grid_size(std::int32_t knots) {
    if (knots == 0 || knots == 33) return grid_size::k33;
    if (knots != 49) fail(errc::invalid_argument, "grid_size", "must be 33 or 49");
    return grid_size::k49;
}

std::vector<quantile_grid> to_grids(const double* knots, std::int64_t n, std::int32_t size, stop_flag stop) {
    const auto width = to_grid_size(size);
    const std::size_t rows = column(knots, n, "knots").size();
    std::vector<quantile_grid> grids;
    grids.reserve(rows);
    for (std::size_t i = 0; i < rows; ++i) {
        stop.poll(i);
        grids.push_back(read_knots(knots, i, width));
    }
    return grids;
}

} // namespace attain::capi

extern "C" {

attain_status attain_estimator_new(attain_context* context, const attain_team* team,
                                   const attain_metric* metric, const attain_ledger* facts, int32_t as_of,
                                   attain_estimator** out) {
    return capi::create(context, out, [&] { return to_estimator(context, team, metric, facts, as_of, {}); });
}

attain_status attain_estimator_new_with(attain_context* context, const attain_team* team,
                                        const attain_metric* metric, const attain_ledger* facts,
                                        int32_t as_of, const attain_estimator_args* args,
                                        attain_estimator** out) {
    return capi::create(context, out, [&] {
        return to_estimator(context, team, metric, facts, as_of, to_options(capi::read_args(args, "args")));
    });
}

attain_status attain_estimator_summary(attain_context* context, const attain_estimator* estimator,
                                       attain_estimator_figures* out) {
    return capi::guard(context, [&] {
        const attain::estimator& of = *capi::require(estimator, "estimator").value;
        attain_estimator_figures f{};
        f.as_of = of.as_of().value;
        f.metric_id = of.metric().id().value;
        f.kind = static_cast<std::int32_t>(of.metric().kind());
        f.exponent = of.metric().exponent();
        f.n_reps = static_cast<std::int64_t>(of.team().size());
        capi::write_result(f, out, "out");
    });
}

attain_status attain_estimator_metric_name(attain_context* context, const attain_estimator* estimator,
                                           char* name, int64_t capacity, int64_t* needed) {
    return capi::guard(context, [&] {
        capi::write_text(capi::require(estimator, "estimator").value->metric().name(), name, "name", capacity,
                         needed);
    });
}

attain_status attain_estimator_encode(attain_context* context, const attain_estimator* estimator,
                                      int64_t capacity, uint8_t* bytes, int64_t* needed) {
    return capi::guard(context, [&] {
        capi::write_bytes(encode(*capi::require(estimator, "estimator").value), bytes, capacity, needed);
    });
}

attain_status attain_estimator_decode(attain_context* context, const attain_team* team, const uint8_t* bytes,
                                      int64_t n_bytes, attain_estimator** out) {
    return capi::create(context, out, [&] {
        const auto& who = capi::require(team, "team").value;
        auto made = std::make_shared<const estimator>(
            decode_estimator(std::as_bytes(capi::column(bytes, {n_bytes, "n_bytes"}, "bytes")), *who));
        const std::string& name = made->metric().name();
        (void)capi::text(name.data(), static_cast<std::int64_t>(name.size()), "bytes");
        return attain_estimator{who, std::move(made)};
    });
}

attain_status attain_estimator_weekdays(attain_context* context, const attain_estimator* estimator, int64_t n,
                                        const int64_t* rep_id, double* weights) {
    return capi::guard(context, [&] {
        const attain::estimator& of = *capi::require(estimator, "estimator").value;
        const auto reps = capi::column(rep_id, n, "rep_id");
        if (n > 0) capi::require(weights, "weights");
        std::vector<std::array<double, 7>> rows; // all of them are known before the first is written
        rows.reserve(reps.size());
        for (std::size_t i = 0; i < reps.size(); ++i)
            rows.push_back(capi::in_row(i, [&] { return of.weekdays(reps[i]); }));
        for (const auto& row : rows)
            weights = std::ranges::copy(row, weights).out;
    });
}

void attain_estimator_free(attain_estimator* estimator) {
    delete estimator;
}

attain_status attain_forecast(attain_context* context, const attain_estimator* estimator, int32_t begin,
                              int32_t end, int64_t n, const int64_t* rep_id, const int64_t* target,
                              const attain_forecast_columns* out) {
    return capi::guard(context, [&] {
        const attain::estimator& of = *capi::require(estimator, "estimator").value;
        const auto reps = capi::column(rep_id, n, "rep_id");
        const auto args = capi::read_args(out, "out");
        const capi::forecast_columns to{args, capi::column(target, n, "target", true), reps.size()};
        const period over = capi::to_period(begin, end);
        std::int64_t failed = 0;
        by_rep<rep> members{of.team().reps(), [](const rep& r) { return r.id; }};
        for (std::size_t i = 0; i < reps.size(); ++i) {
            if (members.find(reps[i]) != nullptr) continue;
            ++failed;
            if (args.row_status == nullptr)
                fail(errc::unknown_id, "rep_id", "no rep has the id " + std::to_string(reps[i]),
                     static_cast<std::int64_t>(i));
        }
        forecasts_by_rep known{of, over, reps.size(), capi::stop_of(context)};
        for (std::size_t i = 0; i < reps.size(); ++i) {
            capi::stop_of(context).poll();
            if (failed > 0 && members.find(reps[i]) == nullptr) {
                to.write_refused(i);
                continue;
            }
            to.write(i, known(reps[i]));
            if (!to.wants_without_largest()) continue;
            if (const auto without = of.forecast_without_largest(reps[i], over))
                to.write_without_largest(i, *without);
        }
        if (args.failed != nullptr) *args.failed = failed;
    });
}

attain_status attain_forecast_team(attain_context* context, const attain_estimator* estimator, int32_t begin,
                                   int32_t end, int64_t n, const int64_t* target,
                                   const attain_forecast_columns* out) {
    return capi::guard(context, [&] {
        const attain::estimator& of = *capi::require(estimator, "estimator").value;
        const auto targets = capi::column(target, n, "target", true);
        const auto args = capi::read_args(out, "out");
        const capi::forecast_columns to{args, targets, static_cast<std::size_t>(n)};
        const forecast f = of.team_forecast(capi::to_period(begin, end));
        for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i)
            to.write(i, f);
        if (args.failed != nullptr) *args.failed = 0;
    });
}

attain_status attain_knots_of_moments(attain_context* context, int32_t shape, int32_t grid_size, int64_t n,
                                      const double* mean, const double* variance, double* knots,
                                      double* error) {
    return capi::guard(context, [&] {
        const auto size = capi::to_grid_size(grid_size);
        const auto means = capi::column(mean, n, "mean");
        const auto variances = capi::column(variance, n, "variance");
        if (n > 0) capi::require(knots, "knots");
        const auto grid_of = [&](double m, double v) {
            switch (shape) {
            case ATTAIN_SHAPE_NORMAL:
                if (v < 0) fail(errc::out_of_range, "variance", "must be positive");
                return capi::named({{"standard_deviation", "variance"}}, [&] {
                    return quantile_grid::of(normal{m, std::sqrt(v)}, size);
                });
            case ATTAIN_SHAPE_GAMMA:
                return quantile_grid::of(attain::gamma{m, v}, size);
            case ATTAIN_SHAPE_NEGATIVE_BINOMIAL:
                return quantile_grid::of(negative_binomial{m, v}, size);
            default:
                fail(errc::invalid_argument, "shape", "is no shape");
            }
        };
        std::vector<quantile_grid> grids; // all of them before the first is written
        grids.reserve(means.size());
        for (std::size_t i = 0; i < means.size(); ++i) {
            capi::stop_of(context).poll(i);
            grids.push_back(capi::in_row(i, [&] {
                return capi::named({{"distribution", "variance"}},
                                   [&] { return grid_of(means[i], variances[i]); });
            }));
        }
        for (const quantile_grid& g : grids)
            knots = std::ranges::copy(g.knots(), knots).out;
        capi::write(error, grids, [](const quantile_grid& g) { return g.error(); });
    });
}

attain_status attain_knots_of_totals(attain_context* context, int32_t grid_size, int64_t n,
                                     const int64_t* offsets, int64_t n_totals, const int64_t* total,
                                     double* knots, double* error) {
    return capi::guard(context, [&] {
        const auto size = capi::to_grid_size(grid_size);
        const auto totals = capi::quantities(total, {n_totals, "n_totals"}, "total");
        const auto ends = n > 0 ? capi::column(offsets, n + 1, "offsets") : std::span<const std::int64_t>{};
        if (n < 0) fail(errc::out_of_range, "n", "must not be negative");
        if (n > 0) capi::require(knots, "knots");
        for (std::size_t i = 0; i < ends.size(); ++i)
            if (i == 0 ? ends[i] != 0
                       : ends[i] < ends[i - 1] || ends[i] > n_totals ||
                             (i + 1 == ends.size() && ends[i] != n_totals))
                fail(errc::invalid_argument, "offsets", "must rise from 0 to n_totals",
                     static_cast<std::int64_t>(i));
        std::vector<quantile_grid> grids; // all of them before the first is written
        for (std::size_t i = 1; i < ends.size(); ++i) {
            capi::stop_of(context).poll(i);
            const auto own = totals.subspan(static_cast<std::size_t>(ends[i - 1]),
                                            static_cast<std::size_t>(ends[i] - ends[i - 1]));
            if (own.empty())
                fail(errc::empty_input, "offsets", "without any total, nothing is known",
                     static_cast<std::int64_t>(i) - 1);
            const auto sample = capi::named(
                {{"totals", "total"}}, [&](std::int64_t row) { return ends[i - 1] + row; },
                [&] { return empirical{own}; });
            grids.push_back(capi::in_row(i - 1, [&] { return quantile_grid::of(sample, size); }));
        }
        for (const quantile_grid& g : grids)
            knots = std::ranges::copy(g.knots(), knots).out;
        capi::write(error, grids, [](const quantile_grid& g) { return g.error(); });
    });
}

attain_status attain_knots(attain_context* context, int32_t grid_size, int64_t n, const double* knots,
                           const int64_t* target, const attain_knots_columns* out) {
    return capi::guard(context, [&] {
        const auto grids = capi::to_grids(knots, n, grid_size, capi::stop_of(context));
        const auto targets = capi::column(target, n, "target", true);
        const auto to = capi::read_args(out, "out");
        const auto levels = capi::column(to.level, {to.n_levels, "n_levels"}, "level");
        capi::require_rising(levels, "level");
        if ((to.probability != nullptr || to.within != nullptr) && targets.empty() && n > 0)
            fail(errc::null_argument, "target", "a probability needs targets");
        for (std::size_t i = 0; i < grids.size(); ++i) {
            if (to.probability != nullptr)
                to.probability[i] = capi::of_known(targets[i], [&](units t) { return grids[i].tail(t); });
            if (to.within != nullptr)
                to.within[i] = capi::of_known(targets[i], [&](units t) { return capi::within(grids[i], t); });
            capi::put(to.mean, i, grids[i].mean());
            capi::put(to.variance, i, grids[i].variance());
            for (std::size_t k = 0; to.quantile != nullptr && k < levels.size(); ++k)
                to.quantile[i * levels.size() + k] = grids[i].quantile(levels[k]);
        }
    });
}

} // extern "C"
