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
    totals_out();
}
