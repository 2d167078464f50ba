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
    int64_t instant[2] = {0, 3600000}; /* milliseconds: midnight, and one in the morning */
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
    REFUSED(ATTAIN_E_INVALID_ARGUMENT, day_schema.format = "tsn:Europe/Berlin", day_schema.format = "tdD");
    REFUSED(ATTAIN_E_INVALID_ARGUMENT, day_schema.format = "ttu", day_schema.format = "tdD");
    REFUSED(ATTAIN_E_INVALID_ARGUMENT, day_schema.format = "tsx:", day_schema.format = "tdD");
    REFUSED(ATTAIN_E_OUT_OF_RANGE, (day_schema.format = "tsm:", day_buffers[1] = instant),
            (day_schema.format = "tdD", day_buffers[1] = day));
    REFUSED(ATTAIN_E_OUT_OF_RANGE, (rep_schema.format = "L", rep[1] = -1),
            (rep_schema.format = "l", rep[1] = 102));
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

/* A stream that begins anew when it is released. */
struct source {
    struct ArrowSchema schema;
    struct ArrowArray array;
    int given, fails;
};

static int get_schema(struct ArrowArrayStream* stream, struct ArrowSchema* out) {
    *out = ((struct source*)stream->private_data)->schema;
    return 0;
}
static int get_next(struct ArrowArrayStream* stream, struct ArrowArray* out) {
    struct source* s = stream->private_data;
    memset(out, 0, sizeof *out);
    if (s->given == s->fails) return 5;
    if (s->given++ < 2) *out = s->array;
    return 0;
}
static const char* last_error(struct ArrowArrayStream* stream) {
    (void)stream;
    return "the disk is gone";
}
static void rewind_stream(struct ArrowArrayStream* stream) {
    ((struct source*)stream->private_data)->given = 0;
}

static void refuse_stream(struct world* w) {
    int64_t rep[2] = {101, 102}, duplicates, failed;
    int32_t day[2];
    uint8_t row_status[4];
    const void *rep_buffers[2] = {NULL, rep}, *day_buffers[2] = {NULL, day}, *none[1] = {NULL};
    struct ArrowSchema rep_schema = a_schema("l", "rep_id"), day_schema = a_schema("tdD", "day");
    struct ArrowSchema* schemas[2];
    struct ArrowArray rep_array = an_array(2, 2, rep_buffers), day_array = an_array(2, 2, day_buffers);
    struct ArrowArray* arrays[2];
    struct ArrowArrayStream stream;
    struct source from;
    memset(&from, 0, sizeof from);
    memset(&stream, 0, sizeof stream);
    day[0] = day[1] = w->as_of;
    schemas[0] = &rep_schema;
    schemas[1] = &day_schema;
    arrays[0] = &rep_array;
    arrays[1] = &day_array;
    from.fails = -1;
    from.schema = a_schema("+s", "");
    from.array = an_array(2, 1, none);
    from.schema.n_children = from.array.n_children = 2;
    from.schema.children = schemas;
    from.array.children = arrays;
    stream.get_schema = get_schema;
    stream.get_next = get_next;
    stream.get_last_error = last_error;
    stream.release = rewind_stream;
    stream.private_data = &from;
    refuse_attain_arrow_record_stream(w,
                                      (struct attain_arrow_record_stream_call){w->context, w->scratch, 7,
                                                                               &stream, 4, row_status,
                                                                               &duplicates, &failed},
                                      "row_status duplicates failed n_status=0");
#define NAMES(status, argument, row, what)                                                                   \
    expect_naming(w, status, argument, row,                                                                  \
                  attain_arrow_record_stream(w->context, w->scratch, 7, &stream, 0, NULL, NULL, NULL), what)
    from.fails = 1;
    NAMES(ATTAIN_E_INVALID_ARGUMENT, "stream", -1, "a producer that fails");
    from.fails = -1;
    day[1] = INT32_MAX;
    NAMES(ATTAIN_E_OUT_OF_RANGE, "day", 1, "a bad day in the first piece");
    day[1] = w->as_of;
    rep_schema.format = "L";
    from.given = 1; /* the second piece alone */
    rep[1] = -1;
    NAMES(ATTAIN_E_OUT_OF_RANGE, "rep_id", 1, "an id beyond 64 bits");
    rep[1] = 102;
    stream.release = NULL;
    NAMES(ATTAIN_E_INVALID_ARGUMENT, "stream", -1, "a stream that was released");
    stream.release = rewind_stream;
    stream.get_next = NULL;
    NAMES(ATTAIN_E_INVALID_ARGUMENT, "stream", -1, "a stream without a function");
#undef NAMES
    stream.get_next = get_next;
    expect_naming(w, ATTAIN_E_BUFFER_TOO_SMALL, "n_status", -1,
                  attain_arrow_record_stream(w->context, w->scratch, 7, &stream, 3, row_status, NULL, NULL),
                  "more rows than room for their status");
}

void refuse_arrow(struct world* w) {
    struct ArrowSchema schema;
    struct ArrowArray array;
    int64_t rep[2] = {101, 102}, target[2] = {20, 30};
    memset(&schema, 0, sizeof schema);
    memset(&array, 0, sizeof array);
    refuse_in(w);
    refuse_stream(w);
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
