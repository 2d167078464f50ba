/* Refusals: columns by the Arrow C Data Interface. */
#include "described.h"

#include <string.h>

/* The fixtures are used again and again: releasing them leaves them as they are. */
static void keep_schema(struct ArrowSchema* schema) {
    (void)schema;
}
static void keep_array(struct ArrowArray* array) {
    (void)array;
}

static struct ArrowSchema a_schema(const char* format, const char* name) {
    struct ArrowSchema s;
    memset(&s, 0, sizeof s);
    s.format = format;
    s.name = name;
    s.release = keep_schema;
    return s;
}

static struct ArrowArray an_array(int64_t length, int64_t n_buffers, const void** buffers) {
    struct ArrowArray a;
    memset(&a, 0, sizeof a);
    a.length = length;
    a.n_buffers = n_buffers;
    a.buffers = buffers;
    a.release = keep_array;
    return a;
}

static void refuse_in(struct world* w) {
    int64_t rep[2] = {101, 102};
    int32_t day[2];
    const void *rep_buffers[2] = {NULL, rep}, *day_buffers[2] = {NULL, day}, *none[1] = {NULL};
    struct ArrowSchema rep_schema = a_schema("l", "rep_id"), day_schema = a_schema("tdD", "day");
    struct ArrowSchema *schemas[2], schema = a_schema("+s", "");
    struct ArrowArray rep_array = an_array(2, 2, rep_buffers), day_array = an_array(2, 2, day_buffers);
    struct ArrowArray *arrays[2], array = an_array(2, 1, none);
    int64_t duplicates, failed;
    uint8_t row_status[2];
    attain_status expected;
    day[0] = day[1] = w->as_of;
    schemas[0] = &rep_schema;
    schemas[1] = &day_schema;
    arrays[0] = &rep_array;
    arrays[1] = &day_array;
    schema.n_children = array.n_children = 2;
    schema.children = schemas;
    array.children = arrays;
    refuse_attain_arrow_record(w,
                               (struct attain_arrow_record_call){w->context, w->scratch, 7, &schema, &array,
                                                                 row_status, &duplicates, &failed},
                               "row_status duplicates failed");
#define REFUSED(status, change, back)                                                                        \
    change;                                                                                                  \
    expected = status;                                                                                       \
    expect(w, expected, attain_arrow_record(w->context, w->scratch, 7, &schema, &array, NULL, NULL, NULL),   \
           #change);                                                                                         \
    back
    REFUSED(ATTAIN_E_INVALID_ARGUMENT, schema.format = "l", schema.format = "+s");
    REFUSED(ATTAIN_E_INVALID_ARGUMENT, rep_schema.format = "g", rep_schema.format = "l");
    REFUSED(ATTAIN_E_INVALID_ARGUMENT, day_schema.format = "tdm", day_schema.format = "tdD");
    REFUSED(ATTAIN_E_INVALID_ARGUMENT, day_schema.name = "date", day_schema.name = "day");
    REFUSED(ATTAIN_E_INVALID_ARGUMENT, array.n_children = 1, array.n_children = 2);
    REFUSED(ATTAIN_E_INVALID_ARGUMENT, array.release = NULL, array.release = keep_array);
    REFUSED(ATTAIN_E_INVALID_ARGUMENT, array.length = -1, array.length = 2);
    REFUSED(ATTAIN_E_OUT_OF_RANGE, array.offset = 1, array.offset = 0);
    REFUSED(ATTAIN_E_OUT_OF_RANGE, rep_array.length = 1, rep_array.length = 2);
    REFUSED(ATTAIN_E_NULL_ARGUMENT, rep_array.n_buffers = 1, rep_array.n_buffers = 2);
    REFUSED(ATTAIN_E_NULL_ARGUMENT, arrays[1] = NULL, arrays[1] = &day_array);
    REFUSED(ATTAIN_E_NULL_ARGUMENT, day_schema.name = "known", day_schema.name = "day");
    REFUSED(ATTAIN_E_OUT_OF_RANGE, day[1] = INT32_MAX, day[1] = w->as_of);
#undef REFUSED
}

void refuse_arrow(struct world* w) {
    struct ArrowSchema schema;
    struct ArrowArray array;
    int64_t rep[2] = {101, 102}, target[2] = {20, 30};
    memset(&schema, 0, sizeof schema);
    memset(&array, 0, sizeof array);
    refuse_in(w);
    refuse_attain_arrow_totals(
        w, (struct attain_arrow_totals_call){w->context, w->facts, 7, w->as_of, NULL, &schema, &array},
        "query");
    refuse_attain_arrow_forecast(w,
                                 (struct attain_arrow_forecast_call){w->context, w->estimator, w->begin,
                                                                     w->end, 2, rep, target, &schema, &array},
                                 "target");
    refuse_attain_arrow_quotas(
        w, (struct attain_arrow_quotas_call){w->context, w->allocation, &schema, &array}, "");
    array.release(&array);
    schema.release(&schema);
    passed(w, "released", array.release == NULL && schema.release == NULL);
}
