// Forecasts into the columns that a caller asks for: a team's (estimate.cpp) or an engine's (engine.cpp).
#pragma once

#include "boundary.hpp"

#include <algorithm>
#include <limits>

namespace attain::capi {

inline void require_rising(std::span<const double> levels, const char* argument) {
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

// The chance of a target; of one that is not known nothing can be said.
double of_known(std::int64_t target, auto chance) {
    const auto known = known_units(target);
    return known ? chance(*known) : unknown;
}

// Forecasts into the caller's columns. Everything the caller asks for is checked before a row is written.
class forecast_columns {
public:
    forecast_columns(const attain_forecast_columns& to, std::span<const std::int64_t> targets,
                     std::size_t rows)
        : to_{to},
          targets_{targets},
          levels_{column(to.level, {to.n_levels, "n_levels"}, "level")},
          chances_{column(to.chance, {to.n_chances, "n_chances"}, "chance")},
          knots_{to_grid_size(to.grid_size)} {
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
        if (to_.probability != nullptr)
            to_.probability[row] = of_known(targets_[row], [&](units t) { return f.tail(t); });
        if (to_.within != nullptr)
            to_.within[row] = of_known(targets_[row], [&](units t) { return within(f, t); });
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
        put(to_.row_status, row, std::uint8_t{ATTAIN_FORECAST_MADE});
    }

    void write_without_largest(std::size_t row, const forecast& f) const {
        to_.probability_without_largest[row] = of_known(targets_[row], [&](units t) { return f.tail(t); });
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
        put(to_.row_status, row, std::uint8_t{ATTAIN_FORECAST_UNKNOWN_REP});
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

} // namespace attain::capi
