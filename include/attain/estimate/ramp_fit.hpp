// Ramp fitted from cohorts: what share of a tenured person's output newcomers brought, month by month of
// tenure, shrunk to a schedule given beforehand, with its uncertainty and the number of people behind it.
#pragma once

#include <attain/core/id.hpp>
#include <attain/time/ramp.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace attain::inline v1 {

// One person's month of tenure (0 is the first). `expected` is what a tenured person would have brought in
// the same working time, ramp left out: plateau rate x capacity_of::without_ramp.
struct ramp_row {
    rep_id person{};
    int month{};
    double observed{};
    double expected{};
};

// One person's month of tenure with its working time instead, from which expected_output makes ramp_rows.
struct tenure_row {
    rep_id person{};
    int month{};
    double observed{};
    double exposure{}; // working days, ramp left out
};

struct ramp_fit_options {
    ramp before{};              // what is believed without data; the fit is shrunk towards it
    int months = 12;            // length of the fit; 1 to 120
    double coverage = 0.8;      // of the interval; inside (0, 1)
    double prior_spread = 0.25; // sd of a month's true share around `before`; the unit of belief
};

struct fitted_month {
    double share{};        // posterior mean; not monotone, may exceed 1
    double sd{};           // its standard deviation
    double low{}, high{};  // interval of the coverage asked for; low is at least 0
    double raw{};          // sum observed / sum expected; NaN without any expected output
    double weight{};       // of the data in `share`, 0 to 1; the rest is the schedule believed before
    std::int32_t people{}; // with expected output in that month; falls as people leave: look before trusting
    double before{};       // the schedule believed before
};

struct fitted_ramp {
    std::vector<fitted_month> months{};
    double dispersion{};    // variance of observed / expected output within a person's months
    double person_spread{}; // sd of persons' own levels around the common curve, as a share of it
    std::int32_t people{};
    // The curve as a schedule: shares made non-decreasing (weighted by precision) and at most 1.
    ramp schedule{};
};

// Model: observed = s_month x (1 + b_person) x expected + noise with variance dispersion x expected.
//   raw_m = sum y / sum e, variance v_m = dispersion / E + person_spread^2 raw_m^2 sum e^2 / E^2, E = sum e;
//   share_m = raw_m x k + before_m x (1 - k), k = t^2 / (t^2 + v_m), sd^2 = t^2 v_m / (t^2 + v_m), t the
//   prior spread. The two variances are found by moments over all rows: dispersion from the residuals around
//   each person's own level, person_spread from the levels' spread beyond what dispersion explains.
// With nothing to learn the noise from (fewer than two months of anybody), dispersion is that of counts, 1.
// Without rows every month is `before` with the prior spread. Rows of one person and month are added up;
// months beyond the fit are left out, rows without expected output say nothing and are left out. Independent
// of the rows' order. Errors, with the row: not_finite, out_of_range (negative month or expected output, a
// month above 600; options outside their domain). O(n log n).
// Source: ratio estimator with moment estimates of variance components; normal-normal shrinkage; monotone by
// pooling adjacent violators.
[[nodiscard]] fitted_ramp fit_ramp(std::span<const ramp_row> rows, const ramp_fit_options& options = {});

// Expected output from a plateau: the rate (observed / exposure) over all rows at or after that month of
// tenure, times each row's exposure. Errors: not_finite, out_of_range, with the row; empty_input when nobody
// has worked so long, or their output is not positive.
[[nodiscard]] std::vector<ramp_row> expected_output(std::span<const tenure_row> rows, int plateau_from);

} // namespace attain::inline v1
