/* The streaming engine: days in, forecasts out, bytes over night. */
#include "behaviour.h"

#include <math.h>
#include <string.h>

enum { SERIES = 12, DAYS = 200, AS_OF = 20787 /* 2026-11-30 */, FIRST = AS_OF - DAYS + 1 };

static int did(int series, int32_t day) {
    const int d = (int)(day - FIRST);
    return (d * 7 + series * 3) % (2 + series % 4) == 0 ? 1 + (d + series) % 3 : 0;
}

static attain_engine* fresh(void) {
    int64_t cohort[SERIES], number = -1, first = -1, i;
    int32_t hired[SERIES];
    attain_engine* engine = NULL;
    OK(attain_engine_new(NULL, ATTAIN_METRIC_COUNT, FIRST, NULL, &engine));
    OK(attain_engine_add_cohort(NULL, engine, 0, &number));
    CHECK(number == 0);
    OK(attain_engine_add_cohort(NULL, engine, 0, &number));
    CHECK(number == 1);
    for (i = 0; i < SERIES; ++i) {
        cohort[i] = i % 2;
        hired[i] = FIRST - 500;
    }
    OK(attain_engine_add_series(NULL, engine, SERIES, cohort, hired, &first));
    CHECK(first == 0);
    return engine;
}

/* Of the rows of a day those of part `which` of `parts`. */
static void observe(attain_engine* engine, int32_t day, int which, int parts) {
    int64_t series[SERIES], n = 0;
    double value[SERIES];
    int i;
    for (i = 0; i < SERIES; ++i)
        if (did(i, day) != 0 && i % parts == which) {
            series[n] = i;
            value[n++] = did(i, day);
        }
    OK(attain_engine_observe(NULL, engine, day, n, series, value, 0, NULL, NULL));
}

typedef struct outcome {
    double mean[SERIES], p[SERIES], low[SERIES], high[SERIES], days[SERIES];
    int32_t grade[SERIES];
} outcome;

static outcome forecast(const attain_engine* engine) {
    int64_t series[SERIES], target[SERIES], i;
    attain_forecast_columns out;
    outcome o;
    memset(&o, 0, sizeof o);
    memset(&out, 0, sizeof out);
    out.struct_size = sizeof out;
    out.mean = o.mean;
    out.probability = o.p;
    out.low = o.low;
    out.high = o.high;
    out.effective_days = o.days;
    out.grade = o.grade;
    for (i = 0; i < SERIES; ++i) {
        series[i] = i;
        target[i] = 20;
    }
    OK(attain_engine_forecast(NULL, engine, AS_OF + 1, AS_OF + 32, SERIES, series, NULL, target, &out));
    return o;
}

/* What a night does: bytes in, a day, bytes out. */
static attain_engine* over_night(attain_engine* engine) {
    static uint8_t bytes[1 << 17], again[1 << 17];
    int64_t length = 0, same = 0;
    attain_engine* next = NULL;
    OK(attain_engine_encode(NULL, engine, sizeof bytes, bytes, &length));
    OK(attain_engine_decode(NULL, bytes, length, &next));
    OK(attain_engine_encode(NULL, next, sizeof again, again, &same));
    CHECK(same == length && memcmp(bytes, again, (size_t)length) == 0);
    attain_engine_free(engine);
    return next;
}

void engine_answers(void) {
    attain_engine *whole = fresh(), *left = fresh(), *right = fresh(), *late = fresh();
    attain_engine_figures f;
    outcome o, u;
    int64_t series = 3, none = SERIES;
    int32_t day, i, corrected = AS_OF - 1;
    double value = 5, zero = 0, wild = 1e300, was;
    for (day = FIRST; day <= AS_OF; ++day) {
        observe(whole, day, 0, 1);
        observe(left, day, 0, 2);
        observe(right, day, 1, 2);
        observe(late, day, 0, 1);
        if (day == AS_OF - 40) whole = over_night(whole);
    }
    memset(&f, 0, sizeof f);
    f.struct_size = sizeof f;
    OK(attain_engine_summary(NULL, whole, &f));
    CHECK(f.kind == ATTAIN_METRIC_COUNT && f.next_day == AS_OF + 1 && f.n_cohorts == 2 &&
          f.n_series == SERIES);
    o = forecast(whole);
    for (i = 0; i < SERIES; ++i) {
        CHECK(o.low[i] <= o.mean[i] && o.mean[i] <= o.high[i] && o.p[i] > 0 && o.p[i] < 1);
        CHECK(o.grade[i] >= ATTAIN_GRADE_FAIR && o.days[i] > 20);
    }
    CHECK(o.mean[0] > 1.5 * o.mean[3]); /* twice as often */
    /* Two halves of the facts together know the sums of all of them; what each learned from half of them
     * stays. */
    OK(attain_engine_merge(NULL, left, right));
    u = forecast(left);
    for (i = 0; i < SERIES; ++i)
        CHECK(fabs(u.mean[i] - o.mean[i]) < 0.25 * o.mean[i]);
    CHECK(attain_engine_merge(NULL, left, left) == ATTAIN_E_CONFLICT);
    /* A row corrected, and corrected back: as if nothing had been. */
    while (did(3, corrected) == 0)
        --corrected;
    was = did(3, corrected);
    OK(attain_engine_correct(NULL, late, 1, &series, &corrected, &was, &value));
    u = forecast(late);
    CHECK(was != value && u.mean[3] > o.mean[3]);
    OK(attain_engine_correct(NULL, late, 1, &series, &corrected, &value, &was));
    u = forecast(late);
    CHECK(fabs(u.mean[3] - o.mean[3]) < 1e-9);
    CHECK(attain_engine_correct(NULL, late, 1, &none, &corrected, &zero, &value) == ATTAIN_E_OUT_OF_RANGE);
    CHECK(attain_engine_observe(NULL, late, AS_OF, 0, NULL, NULL, 0, NULL, NULL) == ATTAIN_E_OUT_OF_RANGE);
    OK(attain_engine_advance(NULL, late, AS_OF + 8));
    CHECK(attain_engine_advance(NULL, late, AS_OF) == ATTAIN_E_OUT_OF_RANGE);
    CHECK(attain_engine_advance(NULL, late, AS_OF + 50000) == ATTAIN_E_OUT_OF_RANGE);
    CHECK(attain_engine_add_cohort(NULL, late, 2, &none) == ATTAIN_E_OUT_OF_RANGE); /* the next team is 1 */
    CHECK(attain_engine_observe(NULL, late, AS_OF + 9, 1, &series, &wild, 0, NULL, NULL) ==
          ATTAIN_E_OUT_OF_RANGE);
    CHECK(attain_engine_observe(NULL, late, AS_OF + 9, 0, NULL, NULL, 1, &series, &wild) ==
          ATTAIN_E_OUT_OF_RANGE);
    u = forecast(whole);
    CHECK(memcmp(&u, &o, sizeof o) == 0);
    attain_engine_free(whole);
    attain_engine_free(left);
    attain_engine_free(right);
    attain_engine_free(late);
}
