/* Refusals: estimators and forecasts. */
#include "described.h"

#include <string.h>

static const char forecast_columns[] =
    "out.probability out.mean out.low out.median out.high out.done out.grade out.effective_days "
    "out.prior_weight out.variance out.within out.nothing_more out.working_time out.reasons out.largest_day "
    "out.largest_quantity out.largest_share out.probability_without_largest out.quantile out.target_for "
    "out.knots out.knots_error out.row_status out.failed";

static void refuse_knots(struct world* w) {
    double mean[2] = {40, 20}, variance[2] = {90, 40}, knots[2 * 33], stored[2 * 33], error[2];
    double probability[2], within[2], means[2], variances[2], level[1] = {0.5}, quantile[2];
    int64_t target[2] = {40, 20}, offsets[3] = {0, 3, 5}, total[5] = {9, 14, 11, 30, 38};
    attain_knots_columns out;
    memset(&out, 0, sizeof out);
    out.struct_size = sizeof out;
    out.probability = probability;
    out.within = within;
    out.mean = means;
    out.variance = variances;
    out.n_levels = 1;
    out.level = level;
    out.quantile = quantile;
    refuse_attain_knots_of_moments(w,
                                   (struct attain_knots_of_moments_call){w->context, ATTAIN_SHAPE_GAMMA, 33,
                                                                         2, mean, variance, knots, error},
                                   "error");
    expect(w, ATTAIN_OK,
           attain_knots_of_moments(w->context, ATTAIN_SHAPE_GAMMA, 33, 2, mean, variance, stored, NULL),
           "knots to read");
    refuse_attain_knots_of_totals(
        w, (struct attain_knots_of_totals_call){w->context, 33, 2, offsets, 5, total, knots, error},
        "error n_totals=0");
    offsets[1] = 6;
    expect(w, ATTAIN_E_INVALID_ARGUMENT,
           attain_knots_of_totals(w->context, 33, 2, offsets, 5, total, knots, NULL),
           "offsets beyond the totals");
    offsets[1] = 0;
    expect(w, ATTAIN_E_EMPTY_INPUT, attain_knots_of_totals(w->context, 33, 2, offsets, 5, total, knots, NULL),
           "a sample without totals");
    refuse_attain_knots(w, (struct attain_knots_call){w->context, 33, 2, stored, target, &out},
                        "target out.probability out.within out.mean out.variance out.quantile");
}

/* Stored over night: nothing that was cut off, changed or of another kind comes back. */
static void refuse_bytes(struct world* w) {
    enum { room = 1 << 17 };
    static const char cut[] = "cut off";
    uint8_t bytes[room];
    char name[32];
    int64_t needed = 0, length;
    attain_estimator* back = NULL;
    attain_plan* plan = NULL;
    attain_estimator_figures figures = {sizeof figures, 0, 0, 0, 0, 0};
    refuse_attain_estimator_encode(
        w, (struct attain_estimator_encode_call){w->context, w->estimator, room, bytes, &needed}, "");
    expect(w, ATTAIN_OK, attain_estimator_encode(w->context, w->estimator, room, bytes, &needed), "encoding");
    refuse_attain_estimator_decode(
        w,
        (struct attain_estimator_decode_call){w->context, w->team, bytes, needed, &(attain_estimator*){NULL}},
        "n_bytes=0");
    refuse_attain_estimator_summary(
        w, (struct attain_estimator_summary_call){w->context, w->estimator, &figures}, "");
    refuse_attain_estimator_metric_name(
        w, (struct attain_estimator_metric_name_call){w->context, w->estimator, name, sizeof name, &length},
        "");
    for (length = 0; length < needed; length += 1 + length / 4)
        expect(w, ATTAIN_E_CORRUPT_STATE, attain_estimator_decode(w->context, w->team, bytes, length, &back),
               cut);
    expect(w, ATTAIN_E_INVALID_ARGUMENT, attain_plan_decode(w->context, w->team, bytes, needed, &plan),
           "another kind of state");
    bytes[needed / 2] ^= 16;
    expect(w, ATTAIN_E_CORRUPT_STATE, attain_estimator_decode(w->context, w->team, bytes, needed, &back),
           "changed");
}

void refuse_estimate(struct world* w) {
    int64_t target[4] = {20, 20, 20, 20}, done[4];
    int32_t grade[4];
    double probability[4], mean[4], low[4], median[4], high[4], days[4], weight[4], variance[4], within[4];
    double nothing[4], share[4], without[4], level[2] = {0.1, 0.9}, quantile[8], chance[2] = {0.6, 0.9};
    double knots[4 * 33], error[4];
    int64_t time[4], largest[4], target_for[8], failed;
    int32_t largest_day[4];
    uint32_t reasons[4];
    attain_forecast_columns out;
    attain_metric metric = w->metric;
    attain_estimator_args args;
    memset(&out, 0, sizeof out);
    out.struct_size = sizeof out;
    out.probability = probability;
    out.mean = mean;
    out.low = low;
    out.median = median;
    out.high = high;
    out.done = done;
    out.grade = grade;
    out.effective_days = days;
    out.prior_weight = weight;
    out.variance = variance;
    out.within = within;
    out.nothing_more = nothing;
    out.working_time = time;
    out.reasons = reasons;
    out.largest_day = largest_day;
    out.largest_quantity = largest;
    out.largest_share = share;
    out.probability_without_largest = without;
    out.n_levels = 2;
    out.level = level;
    out.quantile = quantile;
    out.n_chances = 2;
    out.chance = chance;
    out.target_for = target_for;
    out.knots = knots;
    out.knots_error = error;
    out.failed = &failed;
    refuse_attain_estimator_new(w,
                                (struct attain_estimator_new_call){w->context, w->team, &metric, w->facts,
                                                                   w->as_of, &(attain_estimator*){NULL}},
                                "");
    memset(&args, 0, sizeof args);
    args.struct_size = sizeof args;
    args.per_day = 1.5;
    args.spread = 0.5;
    args.event = 1;
    args.worth_days = 20;
    args.largest_day = 3;
    refuse_attain_estimator_new_with(w,
                                     (struct attain_estimator_new_with_call){w->context, w->team, &metric,
                                                                             w->facts, w->as_of, &args,
                                                                             &(attain_estimator*){NULL}},
                                     "");
    refuse_attain_estimator_weekdays(
        w, (struct attain_estimator_weekdays_call){w->context, w->estimator, 4, w->rep_id, w->f64}, "");
    refuse_attain_forecast(
        w,
        (struct attain_forecast_call){w->context, w->estimator, w->begin, w->end, 4, w->rep_id, target, &out},
        forecast_columns);
    refuse_attain_forecast_team(
        w, (struct attain_forecast_team_call){w->context, w->estimator, w->begin, w->end, 4, target, &out},
        forecast_columns);
    expect(w, ATTAIN_E_INVERTED_PERIOD,
           attain_forecast(w->context, w->estimator, w->end, w->begin, 4, w->rep_id, target, &out),
           "a period that ends before it begins");
    refuse_knots(w);
    refuse_bytes(w);
}
