/* States for engines: many workers, each with a part of the rows, end with the bits that one would have. */
#include "behaviour.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = 400, PARTS = 4, ROOM = 1 << 15 };

static int64_t quantity[ROWS], part[ROWS];
static int32_t day[ROWS];
static double value[ROWS];

static attain_state_args kind_of(int32_t kind) {
    attain_state_args args;
    memset(&args, 0, sizeof args);
    args.struct_size = sizeof args;
    args.kind = kind;
    args.half_life = 20;
    args.window = 60;
    return args;
}

static attain_state_figures figures_of(const attain_state_args* args, const void* state) {
    attain_state_figures f;
    memset(&f, 0, sizeof f);
    f.struct_size = sizeof f;
    OK(attain_state_result(NULL, args, state, &f));
    return f;
}

static void make_rows(void) {
    const int32_t begin = day_of("2025-06-02");
    unsigned random = 7;
    int i;
    for (i = 0; i < ROWS; ++i) {
        random = random * 1664525u + 1013904223u;
        day[i] = begin + (int32_t)((random >> 8) % 300);
        quantity[i] = (int64_t)((random >> 16) % 1000) - 100;
        part[i] = (random >> 4) % PARTS;
        value[i] = (double)quantity[i] / 4;
    }
    quantity[17] = 1000000000000; /* a typing error */
    quantity[18] = ATTAIN_NULL_UNITS;
    value[18] = NAN;
}

/* One state that sees all, and PARTS that see a part each, merged in another order, through bytes. */
static void merged_is_whole(int32_t kind) {
    static unsigned char whole[ROOM], parts[PARTS * ROOM];
    static uint8_t bytes[ROOM], again[ROOM];
    const attain_state_args args = kind_of(kind);
    attain_state_figures all, joined;
    int64_t size, length, same;
    int k;
    OK(attain_state_bytes(NULL, &args, &size));
    CHECK(size <= ROOM);
    memset(whole, 0, sizeof whole);
    memset(parts, 0, sizeof parts);
    all = figures_of(&args, whole);
    CHECK(isnan(all.mean) && (kind == ATTAIN_STATE_DECAYED ? all.count == -1 : all.count == 0));
    OK(attain_state_update(NULL, &args, whole, 1, ROWS, NULL, day, quantity, value));
    OK(attain_state_update(NULL, &args, parts, PARTS, ROWS, part, day, quantity, value));
    for (k = 1; k < PARTS; ++k) {
        OK(attain_state_encode(NULL, &args, parts + k * size, ROOM, bytes, &length));
        memset(parts + k * size, 0xFF, (size_t)size);
        OK(attain_state_decode(NULL, &args, bytes, length, parts + k * size));
        OK(attain_state_encode(NULL, &args, parts + k * size, ROOM, again, &same));
        CHECK(same == length && memcmp(bytes, again, (size_t)length) == 0);
        CHECK(memcmp(bytes, "ATTN", 4) == 0);
    }
    for (k = PARTS - 1; k > 0; --k)
        OK(attain_state_merge(NULL, &args, parts, parts + k * size, 1));
    all = figures_of(&args, whole);
    joined = figures_of(&args, parts);
    if (kind == ATTAIN_STATE_MOMENTS || kind == ATTAIN_STATE_WINDOW) {
        CHECK(memcmp(&all, &joined, sizeof all) == 0);
    } else {
        CHECK(fabs(all.total - joined.total) <= 1e-9 * fabs(all.total));
        CHECK(fabs(all.mean - joined.mean) <= 1e-9 * fabs(all.mean));
        CHECK(all.working_days == joined.working_days);
    }
}

/* 1, 2, 3 by hand; and what has left a window has left its answer. */
static void by_hand(void) {
    static unsigned char state[ROOM];
    static const int64_t three[] = {1, 2, 3};
    attain_state_args args = kind_of(ATTAIN_STATE_MOMENTS);
    attain_state_figures f;
    int32_t friday[3], sunday = day_of("2026-11-08");
    memset(state, 0, sizeof state);
    OK(attain_state_update(NULL, &args, state, 1, 3, NULL, NULL, three, NULL));
    f = figures_of(&args, state);
    CHECK(f.count == 3 && f.sum == 6 && f.mean == 2 && f.variance == 1 && f.minimum == 1 && f.maximum == 3);

    args = kind_of(ATTAIN_STATE_WINDOW);
    args.window = 2;
    memset(state, 0, sizeof state);
    friday[0] = day_of("2026-11-05");
    friday[1] = day_of("2026-11-06");
    friday[2] = sunday; /* a deal closed on Sunday is counted */
    OK(attain_state_update(NULL, &args, state, 1, 3, NULL, friday, three, NULL));
    f = figures_of(&args, state);
    CHECK(f.sum == 6 && f.working_days == 2 && f.active_days == 3 && f.idle_days == 0 && f.best == 3);
    OK(attain_state_advance(NULL, &args, state, 1,
                            sunday + 2)); /* Tuesday: Monday and Tuesday are the window */
    f = figures_of(&args, state);
    CHECK(f.sum == 0 && f.count == 0 && f.working_days == 2 && f.idle_days == 2 && f.last_active == sunday);

    args = kind_of(ATTAIN_STATE_DECAYED);
    args.half_life = 1;
    memset(state, 0, sizeof state);
    {
        static const double eight[] = {8};
        OK(attain_state_update(NULL, &args, state, 1, 1, NULL, friday, NULL, eight));
    }
    OK(attain_state_advance(NULL, &args, state, 1, sunday + 1)); /* Friday and Monday have passed */
    f = figures_of(&args, state);
    CHECK(f.total == 2 && f.mean == 8 && f.working_days == 3 && fabs(f.rate - 2 / 1.75) < 1e-12);
}

/* Two windows of the same rows are the same bytes, whatever was in the memory that the library worked in. */
static void nothing_of_the_heap(void) {
    static unsigned char one[2][ROOM], again[2][ROOM];
    static uint8_t bytes[ROOM];
    static void* used[64];
    attain_state_args args = kind_of(ATTAIN_STATE_WINDOW);
    int64_t length;
    int k, i;
    args.window = 2;
    memset(one, 0, sizeof one);
    memset(again, 0, sizeof again);
    for (k = 0; k < 2; ++k) {
        for (i = 0; i < 64; ++i)
            if ((used[i] = malloc((size_t)(32 + 16 * i))) != NULL)
                memset(used[i], 0x5A + k, (size_t)(32 + 16 * i));
        for (i = 0; i < 64; ++i)
            free(used[i]);
        OK(attain_state_update(NULL, &args, one[k], 1, ROWS, NULL, day, quantity, value));
        OK(attain_state_encode(NULL, &args, one[k], ROOM, bytes, &length));
        OK(attain_state_decode(NULL, &args, bytes, length, again[k]));
    }
    CHECK(memcmp(one[0], one[1], ROOM) == 0);
    CHECK(memcmp(again[0], again[1], ROOM) == 0 && memcmp(one[0], again[0], ROOM) == 0);
}

/* The flag is the first word of the first state, which its first row makes 1: the call sees it in the middle,
 * and puts back what it has changed. */
static void stopped_half_way(void) {
    static int64_t states[2 * ROOM / 8], from[2 * ROOM / 8];
    static const int64_t group[4] = {0, 1, 0, 1};
    attain_state_args args = kind_of(ATTAIN_STATE_WINDOW);
    attain_context* context = NULL;
    int64_t size;
    args.window = 2;
    memset(states, 0, sizeof states);
    memset(from, 0, sizeof from);
    OK(attain_state_bytes(NULL, &args, &size));
    OK(attain_state_update(NULL, &args, from, 2, 4, group, day, quantity, NULL));
    OK(attain_context_new(&context));
    OK(attain_context_cancel_flag(context, (const int32_t*)states));
    CHECK(attain_state_update(context, &args, states, 2, 4, group, day, quantity, NULL) == ATTAIN_E_STOPPED);
    CHECK(states[0] == 0 && memcmp(states, states + 1, sizeof states - 8) == 0);
    CHECK(attain_state_merge(context, &args, states, from, 2) == ATTAIN_E_STOPPED);
    CHECK(states[0] == 0 && memcmp(states, states + 1, sizeof states - 8) == 0);
    attain_context_free(context);
    OK(attain_state_merge(NULL, &args, states, from, 2));
    CHECK(memcmp(states, from, (size_t)(2 * size)) == 0);
}

void state_answers(void) {
    int32_t kind;
    make_rows();
    for (kind = ATTAIN_STATE_MOMENTS; kind <= ATTAIN_STATE_WINDOW; ++kind)
        merged_is_whole(kind);
    by_hand();
    nothing_of_the_heap();
    stopped_half_way();
}
