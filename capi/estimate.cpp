// The estimator, its forecasts, and distributions as knots.
#include <attain/estimate/normal.hpp>

#include "boundary.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace attain;

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

void require_rising(std::span<const double> levels, const char* argument) {
    for (std::size_t i = 0; i < levels.size(); ++i)
        if (!(levels[i] > 0 && levels[i] < 1) || (i > 0 && levels[i] < levels[i - 1]))
            fail(errc::out_of_range, argument, "must rise inside (0, 1)", static_cast<std::int64_t>(i));
}

template<class T>
void put(T* column, std::size_t row, T value) {
    if (column != nullptr) column[row] = value;
}

template<class T>
std::span<T> row_of(T* matrix, std::size_t row, std::size_t width) {
    return matrix == nullptr ? std::span<T>{} : std::span<T>{matrix + row * width, width};
}

// P(total <= limit), the largest integer included.
double within(const auto& distribution, units limit) {
    return limit == std::numeric_limits<units>::max() ? 1.0 : distribution.below(limit + 1);
}

// Forecasts into the caller's columns. Everything the caller asks for is checked before a row is written.
class forecast_columns {
public:
    forecast_columns(const attain_forecast_columns& to, std::span<const std::int64_t> targets,
                     std::size_t rows)
        : to_{to},
          targets_{targets},
          levels_{capi::column(to.level, to.n_levels, "level")},
          chances_{capi::column(to.chance, to.n_chances, "chance")},
          knots_{capi::to_grid_size(to.grid_size)} {
        const bool asked =
            to.probability != nullptr || to.within != nullptr || to.probability_without_largest != nullptr;
        if (asked && targets.empty() && rows > 0)
            fail(errc::null_argument, "target", "a probability needs targets");
        require_rising(levels_, "level");
        for (std::size_t i = 0; i < chances_.size(); ++i)
            if (!(chances_[i] > 0 && chances_[i] < 1))
                fail(errc::out_of_range, "chance", "must lie inside (0, 1)", static_cast<std::int64_t>(i));
    }

    [[nodiscard]] bool wants_without_largest() const { return to_.probability_without_largest != nullptr; }

    void write(std::size_t row, const forecast& f) const {
        // Each question only where its answer is wanted: most of them cost.
        if (to_.probability != nullptr) to_.probability[row] = f.tail(targets_[row]);
        if (to_.within != nullptr) to_.within[row] = within(f, targets_[row]);
        if (to_.mean != nullptr) to_.mean[row] = f.mean();
        if (to_.variance != nullptr) to_.variance[row] = f.variance();
        if (to_.low != nullptr) to_.low[row] = f.quantile(0.1);
        if (to_.median != nullptr) to_.median[row] = f.quantile(0.5);
        if (to_.high != nullptr) to_.high[row] = f.quantile(0.9);
        if (to_.nothing_more != nullptr) to_.nothing_more[row] = f.nothing_more();
        if (to_.done != nullptr) to_.done[row] = f.done();
        if (to_.working_time != nullptr) to_.working_time[row] = f.remaining().micro;
        if (to_.grade != nullptr) to_.grade[row] = static_cast<std::int32_t>(f.evidence().grade);
        if (to_.effective_days != nullptr) to_.effective_days[row] = f.evidence().effective_days;
        if (to_.prior_weight != nullptr) to_.prior_weight[row] = f.evidence().prior_weight;
        if (to_.reasons != nullptr) to_.reasons[row] = reasons_of(f);
        if (to_.largest_day != nullptr)
            to_.largest_day[row] = f.largest() ? f.largest()->day.value : ATTAIN_NULL_DAY;
        if (to_.largest_quantity != nullptr)
            to_.largest_quantity[row] = f.largest() ? f.largest()->quantity : ATTAIN_NULL_UNITS;
        if (to_.largest_share != nullptr) to_.largest_share[row] = f.largest() ? f.largest()->share : unknown;
        put(to_.probability_without_largest, row, unknown);
        if (to_.quantile != nullptr && !levels_.empty())
            f.quantiles(levels_, row_of(to_.quantile, row, levels_.size()));
        for (std::size_t k = 0; to_.target_for != nullptr && k < chances_.size(); ++k)
            to_.target_for[row * chances_.size() + k] = f.target_for(chances_[k]);
        if (to_.knots != nullptr || to_.knots_error != nullptr) write_knots(row, f);
        put(to_.row_status, row, std::uint8_t{ATTAIN_ROW_GOOD});
    }

    void write_without_largest(std::size_t row, const forecast& f) const {
        to_.probability_without_largest[row] = f.tail(targets_[row]);
    }

    void write_refused(std::size_t row) const {
        for (double* column : {to_.probability, to_.within, to_.mean, to_.variance, to_.low, to_.median,
                               to_.high, to_.nothing_more, to_.effective_days, to_.prior_weight,
                               to_.largest_share, to_.probability_without_largest, to_.knots_error})
            put(column, row, unknown);
        put(to_.done, row, ATTAIN_NULL_UNITS);
        put(to_.working_time, row, ATTAIN_NULL_UNITS);
        put(to_.largest_quantity, row, ATTAIN_NULL_UNITS);
        put(to_.largest_day, row, ATTAIN_NULL_DAY);
        put(to_.grade, row, std::int32_t{ATTAIN_GRADE_UNKNOWN});
        put(to_.reasons, row, std::uint32_t{0});
        std::ranges::fill(row_of(to_.quantile, row, levels_.size()), unknown);
        std::ranges::fill(row_of(to_.target_for, row, chances_.size()), ATTAIN_NULL_UNITS);
        std::ranges::fill(row_of(to_.knots, row, static_cast<std::size_t>(knots_)), unknown);
        put(to_.row_status, row, std::uint8_t{ATTAIN_ROW_UNKNOWN_REP});
    }

private:
    static std::uint32_t reasons_of(const forecast& f) {
        std::uint32_t bits = 0;
        for (const forecast_reason r : f.reasons())
            bits |= 1U << static_cast<unsigned>(r);
        return bits;
    }

    void write_knots(std::size_t row, const forecast& f) const {
        const auto to = row_of(to_.knots, row, static_cast<std::size_t>(knots_));
        if (f.rest().certain_nothing()) {
            std::ranges::fill(to, unknown);
            put(to_.knots_error, row, unknown);
            return;
        }
        const quantile_grid grid = f.grid(knots_);
        if (!to.empty()) std::ranges::copy(grid.knots(), to.begin());
        put(to_.knots_error, row, grid.error());
    }

    const attain_forecast_columns& to_;
    std::span<const std::int64_t> targets_;
    std::span<const double> levels_;
    std::span<const double> chances_;
    grid_size knots_;
};

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
    forecasts_by_rep(const estimator& of, const period& over, std::size_t rows)
        : of_{of}, over_{over}, all_{forecast_all(of, over, rows)}, found_{all_, id_of} {}

    const forecast& operator()(rep_id rep) {
        if (const forecast* f = found_.find(rep)) return *f;
        if (!one_ || one_->rep() != rep) one_ = of_.forecast(rep, over_);
        return *one_;
    }

private:
    static rep_id id_of(const forecast& f) { return f.rep(); }
    static std::vector<forecast> forecast_all(const estimator& of, const period& over, std::size_t rows) {
        constexpr std::size_t few = 4; // one alone costs about as much as the shared part of all
        return rows * few >= of.team().size() ? of.forecasts(over) : std::vector<forecast>{};
    }

    const estimator& of_;
    const period& over_;
    std::vector<forecast> all_;
    by_rep<forecast> found_;
    std::optional<forecast> one_;
};

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

std::vector<quantile_grid> to_grids(const double* knots, std::int64_t n, std::int32_t size) {
    const auto width = to_grid_size(size);
    const std::size_t rows = column(knots, n, "knots").size();
    std::vector<quantile_grid> grids;
    grids.reserve(rows);
    for (std::size_t i = 0; i < rows; ++i)
        grids.push_back(read_knots(knots, i, width));
    return grids;
}

} // namespace attain::capi

extern "C" {

attain_status attain_estimator_new(attain_context* context, const attain_team* team,
                                   const attain_metric* metric, const attain_ledger* facts, int32_t as_of,
                                   attain_estimator** out) {
    return capi::create(context, out, [&] {
        const auto& who = capi::require(team, "team").value;
        const auto what = capi::to_metric(capi::read_args(metric, "metric"));
        return attain_estimator{who, std::make_shared<const estimator>(*who, what,
                                                                       capi::require(facts, "facts").value,
                                                                       day{as_of}, capi::stop_of(context))};
    });
}

void attain_estimator_free(attain_estimator* estimator) {
    delete estimator;
}

attain_status attain_forecast(attain_context* context, const attain_estimator* estimator, int32_t begin,
                              int32_t end, int64_t n, const int64_t* rep_id, const int64_t* target,
                              attain_forecast_columns* out) {
    return capi::guard(context, [&] {
        const attain::estimator& of = *capi::require(estimator, "estimator").value;
        const auto reps = capi::column(rep_id, n, "rep_id");
        const auto args = capi::read_args(out, "out");
        const forecast_columns to{args, capi::column(target, n, "target", true), reps.size()};
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
        forecasts_by_rep known{of, over, reps.size()};
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
                                   attain_forecast_columns* out) {
    return capi::guard(context, [&] {
        const attain::estimator& of = *capi::require(estimator, "estimator").value;
        const auto targets = capi::column(target, n, "target", true);
        const auto args = capi::read_args(out, "out");
        const forecast_columns to{args, targets, static_cast<std::size_t>(n)};
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
                return quantile_grid::of(normal{m, std::sqrt(v)}, size);
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
        for (std::size_t i = 0; i < means.size(); ++i)
            grids.push_back(capi::in_row(i, [&] { return grid_of(means[i], variances[i]); }));
        for (const quantile_grid& g : grids)
            knots = std::ranges::copy(g.knots(), knots).out;
        capi::write(error, grids, [](const quantile_grid& g) { return g.error(); });
    });
}

attain_status attain_knots(attain_context* context, int32_t grid_size, int64_t n, const double* knots,
                           const int64_t* target, const attain_knots_columns* out) {
    return capi::guard(context, [&] {
        const auto grids = capi::to_grids(knots, n, grid_size);
        const auto targets = capi::column(target, n, "target", true);
        const auto to = capi::read_args(out, "out");
        const auto levels = capi::column(to.level, to.n_levels, "level");
        require_rising(levels, "level");
        if ((to.probability != nullptr || to.within != nullptr) && targets.empty() && n > 0)
            fail(errc::null_argument, "target", "a probability needs targets");
        for (std::size_t i = 0; i < grids.size(); ++i) {
            if (to.probability != nullptr) to.probability[i] = grids[i].tail(targets[i]);
            if (to.within != nullptr) to.within[i] = within(grids[i], targets[i]);
            put(to.mean, i, grids[i].mean());
            put(to.variance, i, grids[i].variance());
            for (std::size_t k = 0; to.quantile != nullptr && k < levels.size(); ++k)
                to.quantile[i * levels.size() + k] = grids[i].quantile(levels[k]);
        }
    });
}

} // extern "C"
