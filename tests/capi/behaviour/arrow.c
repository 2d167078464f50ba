/* Columns in and out by the Arrow C Data Interface: offsets, nulls, text by dictionary, release exactly once.
 */
#include "behaviour.h"

#include <string.h>

static int schemas_released, arrays_released;

static void release_schema(struct ArrowSchema* schema) {
    ++schemas_released;
    schema->release = NULL;
}
static void release_array(struct ArrowArray* array) {
    ++arrays_released;
    array->release = NULL;
}

static struct ArrowSchema a_schema(const char* format, const char* name) {
    struct ArrowSchema s;
    memset(&s, 0, sizeof s);
    s.format = format;
    s.name = name;
    s.release = release_schema;
    return s;
}

static struct ArrowArray an_array(int64_t length, int64_t offset, int64_t n_buffers, const void** buffers) {
    struct ArrowArray a;
    memset(&a, 0, sizeof a);
    a.length = length;
    a.offset = offset;
    a.n_buffers = n_buffers;
    a.buffers = buffers;
    a.release = release_array;
    return a;
}

/* Rows 1 to 4 of a struct of 5: one quantity null, channels by dictionary, days with an offset of their own.
 */
static void facts_in(void) {
    static const int32_t rep[] = {9, 1, 1, 2, 2}, words_at[] = {0, 9, 13};
    static const int64_t quantity[] = {99, 5, 6, 7, 8};
    static const uint8_t quantity_valid[] = {0x17}; /* row 3 is null */
    static const int8_t code[] = {0, 1, 0, 1, 1};
    static const uint8_t code_valid[] = {0x0F}; /* row 4 has no channel */
    int32_t day[7];
    const void *none[1] = {NULL}, *rep_buffers[2], *day_buffers[2], *quantity_buffers[2], *code_buffers[2];
    const void* word_buffers[3];
    struct ArrowSchema children[4], *schemas[4], words_schema = a_schema("u", ""),
                                                 schema = a_schema("+s", "");
    struct ArrowArray columns[4], *arrays[4], words, array = an_array(4, 1, 1, none);
    attain_ledger* book;
    attain_ledger_query query;
    int64_t totals[4], reps[4], needed, failed, mail[1];
    int32_t days[4];
    uint8_t status[4];
    int i;
    for (i = 0; i < 7; ++i)
        day[i] = day_of("2026-11-02") + i - 2;
    rep_buffers[0] = day_buffers[0] = word_buffers[0] = NULL;
    rep_buffers[1] = rep;
    day_buffers[1] = day;
    quantity_buffers[0] = quantity_valid;
    quantity_buffers[1] = quantity;
    code_buffers[0] = code_valid;
    code_buffers[1] = code;
    word_buffers[1] = words_at;
    word_buffers[2] = "cold callmail";
    words = an_array(2, 0, 3, word_buffers);
    children[0] = a_schema("i", "rep_id");
    children[1] = a_schema("tdD", "day");
    children[2] = a_schema("l", "quantity");
    children[3] = a_schema("c", "channel");
    children[3].dictionary = &words_schema;
    columns[0] = an_array(5, 0, 2, rep_buffers);
    columns[1] = an_array(5, 2, 2, day_buffers);
    columns[2] = an_array(5, 0, 2, quantity_buffers);
    columns[2].null_count = 1;
    columns[3] = an_array(5, 0, 2, code_buffers);
    columns[3].null_count = -1; /* not counted */
    columns[3].dictionary = &words;
    for (i = 0; i < 4; ++i) {
        schemas[i] = &children[i];
        arrays[i] = &columns[i];
    }
    schema.n_children = array.n_children = 4;
    schema.children = schemas;
    array.children = arrays;
    OK(attain_ledger_new(NULL, &book));
    schemas_released = arrays_released = 0;
    OK(attain_arrow_record(NULL, book, 7, &schema, &array, status, NULL, &failed));
    CHECK(schemas_released == 1 && arrays_released == 1 && array.release == NULL);
    CHECK(failed == 1 && status[0] == ATTAIN_ROW_RECORDED && status[2] == ATTAIN_ROW_BAD_QUANTITY);
    OK(attain_ledger_totals(NULL, book, 7, day[6], NULL, 4, reps, days, totals, &needed));
    CHECK(needed == 3 && reps[0] == 1 && totals[0] == 5 && totals[1] == 6 && totals[2] == 8);
    CHECK(days[0] == day_of("2026-11-03") && days[2] == day_of("2026-11-06"));
    OK(attain_ledger_channel(NULL, book, "mail", -1, mail));
    memset(&query, 0, sizeof query);
    query.struct_size = sizeof query;
    query.channel = mail;
    OK(attain_ledger_totals(NULL, book, 7, day[6], &query, 4, reps, days, totals, &needed));
    CHECK(needed == 1 && totals[0] == 5);

    /* Consumed by a refusal too, and only once. */
    schema.release = release_schema;
    array.release = release_array;
    children[0].format = "u";
    CHECK(attain_arrow_record(NULL, book, 7, &schema, &array, NULL, NULL, NULL) == ATTAIN_E_INVALID_ARGUMENT);
    CHECK(schemas_released == 2 && arrays_released == 2);
    CHECK(attain_arrow_record(NULL, book, 7, &schema, &array, NULL, NULL, NULL) == ATTAIN_E_INVALID_ARGUMENT);
    CHECK(schemas_released == 2 && arrays_released == 2);
    attain_ledger_free(book);
}

/* What pandas, polars, DuckDB hand over: timestamps, narrow and unsigned integers, string views. */
struct pieces {
    struct ArrowSchema schema, children[5], *schemas[5];
    struct ArrowArray arrays[2], columns[2][5], *column_pointers[2][5];
    int next, n, released;
};

static void keep_schema(struct ArrowSchema* schema) {
    schema->release = NULL;
}
static void keep_array(struct ArrowArray* array) {
    array->release = NULL;
}
static int piece_schema(struct ArrowArrayStream* stream, struct ArrowSchema* out) {
    *out = ((struct pieces*)stream->private_data)->schema;
    return 0;
}
static int next_piece(struct ArrowArrayStream* stream, struct ArrowArray* out) {
    struct pieces* p = stream->private_data;
    memset(out, 0, sizeof *out);
    if (p->next < p->n) *out = p->arrays[p->next++];
    return 0;
}
static void release_pieces(struct ArrowArrayStream* stream) {
    ++((struct pieces*)stream->private_data)->released;
    stream->release = NULL;
}

struct view {
    int32_t length;
    char start[4];
    int32_t buffer, offset;
};

static attain_status record_pieces(attain_ledger* book, struct pieces* p, int n, int64_t n_status,
                                   uint8_t* status, int64_t* failed) {
    struct ArrowArrayStream stream;
    memset(&stream, 0, sizeof stream);
    stream.get_schema = piece_schema;
    stream.get_next = next_piece;
    stream.release = release_pieces;
    stream.private_data = p;
    p->next = p->released = 0;
    p->n = n;
    {
        const attain_status got =
            attain_arrow_record_stream(NULL, book, 7, &stream, n_status, status, NULL, failed);
        CHECK(p->released == 1 && stream.release == NULL);
        return got;
    }
}

static void pieces_in(void) {
    static const char* const formats[5] = {"I", "tsn:", "s", "vu", "L"};
    static const char* const names[5] = {"rep_id", "day", "quantity", "channel", "event_id"};
    static const int64_t day_ns = INT64_C(86400000000000);
    const uint32_t rep[3] = {9, 1, 4000000000u};
    const int16_t quantity[3] = {99, -5, 300};
    const uint64_t event[3] = {1, 2, 3};
    int64_t event_two[3] = {4, 5, 6}, at[3], text_size[1] = {20}, totals[8], reps[8], needed, failed;
    int32_t days[8];
    uint8_t status[4];
    struct view word[3];
    const void *none[1] = {NULL}, *buffers[2][5][4];
    const char texts[] = "trade fair in Munich";
    struct pieces p;
    attain_ledger *book, *other;
    attain_ledger_query query;
    int64_t fair[1], mail[1];
    int i, k;
    memset(&p, 0, sizeof p);
    memset(word, 0, sizeof word);
    memset(buffers, 0, sizeof buffers);
    word[1].length = 20; /* elsewhere */
    memcpy(word[1].start, texts, 4);
    word[2].length = 4; /* in place */
    memcpy(word[2].start, "mail", 4);
    for (i = 0; i < 3; ++i)
        at[i] = (day_of("2026-11-02") + i) * day_ns;
    p.schema = a_schema("+s", "");
    p.schema.release = keep_schema;
    p.schema.n_children = 5;
    p.schema.children = p.schemas;
    for (k = 0; k < 2; ++k) {
        const void* data[5];
        data[0] = rep;
        data[1] = at;
        data[2] = quantity;
        data[3] = word;
        data[4] = k == 0 ? (const void*)event : (const void*)event_two;
        p.arrays[k] = an_array(2, 1, 1, none); /* without the first row */
        p.arrays[k].release = keep_array;
        p.arrays[k].n_children = 5;
        p.arrays[k].children = p.column_pointers[k];
        for (i = 0; i < 5; ++i) {
            p.children[i] = a_schema(formats[i], names[i]);
            p.schemas[i] = &p.children[i];
            buffers[k][i][1] = data[i];
            buffers[k][i][2] = texts;
            buffers[k][i][3] = text_size;
            p.columns[k][i] = an_array(3, 0, i == 3 ? 4 : 2, buffers[k][i]);
            p.column_pointers[k][i] = &p.columns[k][i];
        }
    }
    OK(attain_ledger_new(NULL, &book));
    OK(attain_ledger_new(NULL, &other));
    OK(record_pieces(book, &p, 2, 4, status, &failed));
    CHECK(failed == 0 && status[3] == ATTAIN_ROW_RECORDED);
    OK(attain_ledger_totals(NULL, book, 7, day_of("2026-12-01"), NULL, 8, reps, days, totals, &needed));
    CHECK(needed == 2 && reps[0] == 1 && reps[1] == INT64_C(4000000000));
    CHECK(totals[0] == -10 && totals[1] == 600 && days[0] == day_of("2026-11-03"));
    OK(attain_ledger_channel(NULL, book, texts, -1, fair));
    OK(attain_ledger_channel(NULL, book, "mail", -1, mail));
    CHECK(fair[0] != mail[0]);
    memset(&query, 0, sizeof query);
    query.struct_size = sizeof query;
    query.channel = fair;
    OK(attain_ledger_totals(NULL, book, 7, day_of("2026-12-01"), &query, 8, reps, days, totals, &needed));
    CHECK(needed == 1 && totals[0] == -10);

    /* One piece, and none. */
    OK(record_pieces(other, &p, 1, 0, NULL, &failed));
    OK(attain_ledger_totals(NULL, other, 7, day_of("2026-12-01"), NULL, 8, reps, days, totals, &needed));
    CHECK(needed == 2 && totals[0] == -5 && totals[1] == 300);
    OK(record_pieces(other, &p, 0, 0, NULL, &failed));

    /* A time of day is no day: refused by its row in the whole stream, or marked. Nothing else is recorded.
     */
    attain_ledger_free(other);
    OK(attain_ledger_new(NULL, &other));
    at[2] += day_ns / 2;
    CHECK(record_pieces(other, &p, 2, 0, NULL, &failed) == ATTAIN_E_OUT_OF_RANGE);
    CHECK(attain_ledger_totals(NULL, other, 7, day_of("2026-12-01"), NULL, 0, NULL, NULL, NULL, &needed) ==
              ATTAIN_OK &&
          needed == 0);
    OK(record_pieces(other, &p, 2, 4, status, &failed));
    CHECK(failed == 2 && status[0] == ATTAIN_ROW_RECORDED && status[1] == ATTAIN_ROW_BAD_DAY &&
          status[3] == ATTAIN_ROW_BAD_DAY);
    at[2] -= day_ns / 2;

    /* Other units; text that lies nowhere. */
    for (i = 0; i < 3; ++i)
        at[i] = at[i] / 1000000;
    p.children[1].format = "tdm";
    OK(record_pieces(other, &p, 1, 0, NULL, &failed));
    p.children[1].format = "tsm:";
    OK(record_pieces(other, &p, 1, 0, NULL, &failed));
    p.children[1].format = "tsm:UTC";
    CHECK(record_pieces(other, &p, 1, 0, NULL, &failed) == ATTAIN_E_INVALID_ARGUMENT);
    p.children[1].format = "tss:";
    for (i = 0; i < 3; ++i)
        at[i] = at[i] / 1000;
    OK(record_pieces(other, &p, 1, 0, NULL, &failed));
    p.children[1].format = "tsu:";
    for (i = 0; i < 3; ++i)
        at[i] = at[i] * 1000000;
    OK(record_pieces(other, &p, 1, 0, NULL, &failed));
    word[1].offset = 1;
    CHECK(record_pieces(other, &p, 1, 0, NULL, &failed) == ATTAIN_E_OUT_OF_RANGE);
    word[1].offset = 0;
    word[1].buffer = 1;
    CHECK(record_pieces(other, &p, 1, 0, NULL, &failed) == ATTAIN_E_OUT_OF_RANGE);
    word[1].buffer = 0;
    word[1].length = -1;
    CHECK(record_pieces(other, &p, 1, 0, NULL, &failed) == ATTAIN_E_OUT_OF_RANGE);
    attain_ledger_free(other);
    attain_ledger_free(book);
}

/* What comes out can go in again; a child may be moved away and outlives the rest. */
static void totals_out(void) {
    static const int64_t rep[] = {1, 2}, quantity[] = {5, 6};
    int32_t day[2];
    struct ArrowSchema schema;
    struct ArrowArray array, moved;
    attain_ledger *book, *copy;
    int64_t totals[2], needed;
    day[0] = day[1] = day_of("2026-11-02");
    memset(&schema, 0, sizeof schema);
    memset(&array, 0, sizeof array);
    OK(attain_ledger_new(NULL, &book));
    OK(attain_ledger_new(NULL, &copy));
    OK(attain_arrow_totals(NULL, book, 7, day[0], NULL, &schema, &array)); /* nothing yet */
    CHECK(array.length == 0 && array.n_children == 3 && strcmp(schema.format, "+s") == 0);
    OK(attain_ledger_record(NULL, book, 7, 2, rep, day, quantity, NULL));
    OK(attain_arrow_totals(NULL, book, 7, day[0], NULL, &schema, &array));
    CHECK(array.length == 2 && strcmp(schema.children[1]->format, "tdD") == 0);
    CHECK(strcmp(schema.children[2]->name, "quantity") == 0);
    OK(attain_arrow_record(NULL, copy, 7, &schema, &array, NULL, NULL, NULL));
    CHECK(array.release == NULL && schema.release == NULL);
    OK(attain_ledger_totals(NULL, copy, 7, day[0], NULL, 2, NULL, NULL, totals, &needed));
    CHECK(needed == 2 && totals[0] == 5 && totals[1] == 6);

    OK(attain_arrow_totals(NULL, book, 7, day[0], NULL, &schema, &array));
    moved = *array.children[2];
    array.children[2]->release = NULL;
    array.release(&array);
    schema.release(&schema);
    CHECK(((const int64_t*)moved.buffers[1])[1] == 6);
    moved.release(&moved);
    attain_ledger_free(copy);
    attain_ledger_free(book);
}

void arrow_answers(void) {
    facts_in();
    pieces_in();
    totals_out();
}
