/* Refusals: estimators and forecasts. */
#include "described.h"

#include <string.h>

void refuse_estimate(struct world* w) {
    int64_t target[4] = {20, 20, 20, 20}, done[4];
    int32_t grade[4];
    double probability[4], mean[4], low[4], median[4], high[4], days[4], weight[4];
    attain_forecast_columns out;
    attain_metric metric = w->metric;
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
    refuse_attain_estimator_new(w,
                                (struct attain_estimator_new_call){w->context, w->team, &metric, w->facts,
                                                                   w->as_of, &(attain_estimator*){NULL}},
                                "");
    refuse_attain_forecast(
        w,
        (struct attain_forecast_call){w->context, w->estimator, w->begin, w->end, 4, w->rep_id, target, &out},
        "out.probability out.mean out.low out.median out.high out.done out.grade "
        "out.effective_days out.prior_weight");
    expect(w, ATTAIN_E_INVERTED_PERIOD,
           attain_forecast(w->context, w->estimator, w->end, w->begin, 4, w->rep_id, target, &out),
           "a period that ends before it begins");
}
