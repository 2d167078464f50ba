/* Refusals: the streaming engine. */
#include "described.h"

#include <string.h>

static void refuse_days(struct world* w, attain_engine* engine) {
    int64_t series[3] = {0, 1, 2}, away[1] = {2}, twice[2] = {1, 1};
    int32_t seen[3];
    double value[3] = {3, 1, 2}, share[1] = {0.5}, before[3] = {0, 1, 0}, after[3] = {2, 0, 1};
    /* The day is the next one, so that the call can be made again and again. */
    refuse_attain_engine_observe(w,
                                 (struct attain_engine_observe_call){w->context, engine, ATTAIN_NULL_DAY, 3,
                                                                     series, value, 1, away, share},
                                 "");
    expect(w, ATTAIN_E_OUT_OF_RANGE,
           attain_engine_observe(w->context, engine, w->begin, 3, series, value, 0, NULL, NULL),
           "a day already seen");
    expect(w, ATTAIN_E_DUPLICATE_ID,
           attain_engine_observe(w->context, engine, ATTAIN_NULL_DAY, 2, twice, value, 0, NULL, NULL),
           "a series with two rows");
    seen[0] = seen[1] = seen[2] = w->begin + 3;
    refuse_attain_engine_correct(
        w, (struct attain_engine_correct_call){w->context, engine, 3, series, seen, before, after}, "");
}

static void refuse_bytes(struct world* w, const attain_engine* engine) {
    static const int64_t room = 1 << 16;
    uint8_t bytes[1 << 16];
    int64_t needed = 0, length;
    attain_engine* back = NULL;
    refuse_attain_engine_encode(
        w, (struct attain_engine_encode_call){w->context, engine, room, bytes, &needed}, "");
    expect(w, ATTAIN_OK, attain_engine_encode(w->context, engine, room, bytes, &needed), "encoding");
    refuse_attain_engine_decode(
        w, (struct attain_engine_decode_call){w->context, bytes, needed, &(attain_engine*){NULL}},
        "n_bytes=0");
    for (length = 0; length < needed; length += 1 + length / 8)
        expect(w, ATTAIN_E_CORRUPT_STATE, attain_engine_decode(w->context, bytes, length, &back), "cut off");
    bytes[needed / 2] ^= 16;
    expect(w, ATTAIN_E_CORRUPT_STATE, attain_engine_decode(w->context, bytes, needed, &back), "changed");
}

void refuse_engine(struct world* w) {
    int64_t cohort, of[3] = {0, 0, 0}, first, series[3] = {0, 1, 2}, target[3] = {5, 5, 5};
    int32_t hired[3];
    double start[7] = {1, 1, 1, 1, 1, 0, 0}, exposure[3] = {20, 20, 10};
    attain_engine* engine = NULL;
    attain_engine* part = NULL;
    attain_engine* whole = NULL;
    attain_engine_figures figures;
    attain_forecast_columns out;
    hired[0] = hired[1] = hired[2] = w->begin - 400;
    refuse_attain_engine_new(w,
                             (struct attain_engine_new_call){w->context, ATTAIN_METRIC_COUNT, w->begin, start,
                                                             &(attain_engine*){NULL}},
                             "weekday_start");
    expect(w, ATTAIN_OK, attain_engine_new(w->context, ATTAIN_METRIC_COUNT, w->begin, NULL, &engine), "one");
    expect(w, ATTAIN_OK, attain_engine_new(w->context, ATTAIN_METRIC_COUNT, w->begin, NULL, &whole), "two");
    expect(w, ATTAIN_OK, attain_engine_new(w->context, ATTAIN_METRIC_COUNT, w->begin, NULL, &part), "three");
    refuse_attain_engine_add_cohort(w, (struct attain_engine_add_cohort_call){w->context, engine, 0, &cohort},
                                    "");
    expect(w, ATTAIN_E_OUT_OF_RANGE, attain_engine_add_cohort(w->context, engine, 1 << 20, &cohort),
           "a team far away");
    refuse_attain_engine_add_series(
        w, (struct attain_engine_add_series_call){w->context, engine, 3, of, hired, &first}, "hired");
    refuse_attain_engine_advance(w, (struct attain_engine_advance_call){w->context, engine, w->begin + 60},
                                 "");
    refuse_days(w, engine);
    expect(w, ATTAIN_E_CONFLICT, attain_engine_merge(w->context, engine, part), "engines of other series");
    refuse_attain_engine_merge(w, (struct attain_engine_merge_call){w->context, whole, part}, "");
    memset(&figures, 0, sizeof figures);
    figures.struct_size = sizeof figures;
    refuse_attain_engine_summary(w, (struct attain_engine_summary_call){w->context, engine, &figures}, "");
    memset(&out, 0, sizeof out);
    out.struct_size = sizeof out;
    out.probability = w->f64;
    out.mean = w->f64;
    out.failed = &first;
    refuse_attain_engine_forecast(
        w,
        (struct attain_engine_forecast_call){w->context, engine, 100000, 100030, 3, series, exposure, target,
                                             &out},
        "target exposure exposure=nan out.probability out.mean out.low out.median out.high out.done "
        "out.grade "
        "out.effective_days out.prior_weight out.variance out.within out.nothing_more out.working_time "
        "out.reasons out.largest_day out.largest_quantity out.largest_share out.probability_without_largest "
        "out.level out.quantile out.chance out.target_for out.knots out.knots_error out.row_status "
        "out.failed");
    attain_engine_free(engine);
    engine = NULL;
    expect(w, ATTAIN_OK, attain_engine_add_cohort(w->context, whole, 0, &cohort), "a cohort");
    expect(w, ATTAIN_OK, attain_engine_add_series(w->context, whole, 1, of, NULL, &first), "a series");
    expect(w, ATTAIN_OK, attain_engine_advance(w->context, whole, w->begin + 30), "a month");
    refuse_bytes(w, whole);
    attain_engine_free(whole);
    attain_engine_free(part);
}
