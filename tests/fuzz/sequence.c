/*
 * Whole call sequences: the input chooses functions of attain.h and fills their arguments, by the tables that
 * describe.py makes from the header. A new function is in here without a line being written.
 *
 * Bytes to decode are those that an earlier call encoded, now and then with some changed and their check made
 * to fit again, so that what lies behind the check is reached.
 *
 * What is passed keeps the contract that no callee can check (a column has the entries it is said to have, a
 * handle is one of ours or NULL); everything else is free. What must hold: no status is internal, the context
 * tells the same status, and the sanitizers have nothing to say.
 */
#include "described.h"
#include "require.h"

#include <math.h>
#include <string.h>

enum {
    COLUMNS = 64,
    ENTRIES = 64,
    ROOM = 4096,
    STRUCTS = 8,
    MOST_STRUCT = 1024,
    SLOTS = 64,
    MOST_CALLS = 24
};

static struct world world; /* made once; its handles are immutable but for scratch, which stays out of here */

struct input {
    const uint8_t* at;
    size_t left;
};

static uint8_t take(struct input* in) {
    if (in->left == 0) return 0;
    --in->left;
    return *in->at++;
}

/* What the calls of one input work on. */
static int64_t columns[COLUMNS][ENTRIES];
static int64_t outputs[COLUMNS][ROOM];
static int64_t structs[STRUCTS][MOST_STRUCT / 8];
static char texts[ENTRIES][32];
static const char* text_columns[ENTRIES];
static int n_columns, n_outputs, n_structs;

struct slot {
    const struct handle* kind;
    void* handle;
};
static struct slot pool[SLOTS];
static int n_pool;

static int named(const struct parameter* p, const char* part) {
    return strstr(p->name, part) != NULL;
}

/* A number that often makes sense for a parameter of this name, and sometimes none at all. */
static int64_t plausible(struct input* in, const struct parameter* p) {
    static const int64_t odd[] = {INT64_MAX, INT64_MIN, -1, INT32_MAX, INT32_MIN, 1000000, 0, 1};
    const uint8_t how = take(in);
    const uint8_t b = take(in);
    if (how % 16 == 15) return odd[b % 8];
    if (named(p, "begin") || named(p, "from")) return world.begin - b % 64;
    if (named(p, "end") || named(p, "until")) return world.end + b % 64;
    if (named(p, "as_of") || named(p, "known")) return world.as_of - b % 8;
    if (p->number == I32 && (named(p, "day") || named(p, "hired") || named(p, "joined")))
        return world.as_of - b;
    if (named(p, "rep")) return 101 + b % 5;
    if (named(p, "metric_id")) return world.metric.metric_id;
    if (p->number == I32 || p->number == U32 || p->number == U8) return b % 6;
    return b;
}

static double plausible_double(struct input* in) {
    static const double some[] = {0, 0.25, 0.5, 1, 1.5, -1, 1e-300, 1e300};
    const uint8_t b = take(in);
    if (b >= 250) return b % 2 == 0 ? (double)NAN : (double)INFINITY;
    return b < 64 ? some[b % 8] : b / 256.0;
}

static void put_number(struct input* in, const struct parameter* p, void* to) {
    const int64_t number = p->number == F64 ? 0 : plausible(in, p);
    const int32_t narrow = (int32_t)(number > INT32_MAX   ? INT32_MAX
                                     : number < INT32_MIN ? INT32_MIN
                                                          : number);
    const double real = p->number == F64 ? plausible_double(in) : 0;
    const uint8_t byte = (uint8_t)number;
    switch (p->number) {
    case F64:
        memcpy(to, &real, sizeof real);
        return;
    case I64:
    case U64:
        memcpy(to, &number, sizeof number);
        return;
    case I32:
    case U32:
        memcpy(to, &narrow, sizeof narrow);
        return;
    default:
        memcpy(to, &byte, sizeof byte);
        return;
    }
}

static const size_t entry_size[] = {1, 1, 1, 4, 4, 8, 8, 8};

static void* column(struct input* in, const struct parameter* p) {
    unsigned char* at = (unsigned char*)columns[n_columns++ % COLUMNS];
    int64_t offset = 0;
    int i;
    /* The first few are chosen, the others repeat them. Offsets rise and stay inside. */
    for (i = 0; i < ENTRIES; ++i) {
        unsigned char* entry = at + (size_t)i * entry_size[p->number];
        if (named(p, "offsets")) {
            memcpy(entry, &offset, sizeof offset);
            if (i < 8) offset += take(in) % 3;
        } else if (i < 6)
            put_number(in, p, entry);
        else
            memcpy(entry, entry - 6 * entry_size[p->number], entry_size[p->number]);
    }
    return at;
}

/* ---- stored bytes ------------------------------------------------------------------------------------- */

static unsigned char stored[ROOM * 8], changed[ROOM * 8];
static size_t n_stored;

static uint32_t crc32c(const unsigned char* at, size_t n) {
    uint32_t crc = 0xFFFFFFFFu;
    int bit;
    while (n-- > 0) {
        crc ^= *at++;
        for (bit = 0; bit < 8; ++bit)
            crc = (crc >> 1) ^ (0x82F63B78u & (0u - (crc & 1u)));
    }
    return ~crc;
}

/* Every frame (magic, version, kind, length, payload, check) gets the check that its bytes have; what is
 * inside of another one first. */
static void repair(unsigned char* at, size_t n) {
    enum { HEADER = 16, CHECK = 4 };
    size_t from = n;
    while (from-- > 0) {
        uint64_t length = 0;
        uint32_t crc;
        int i;
        if (n - from < HEADER + CHECK || memcmp(at + from, "ATTN", 4) != 0) continue;
        for (i = 7; i >= 0; --i)
            length = length << 8 | at[from + 8 + (size_t)i];
        if (length > n - from - HEADER - CHECK) continue;
        crc = crc32c(at + from, HEADER + (size_t)length);
        for (i = 0; i < CHECK; ++i)
            at[from + HEADER + (size_t)length + (size_t)i] = (unsigned char)(crc >> (8 * i));
    }
}

static void* stored_bytes(struct input* in) {
    int changes = take(in) % 4;
    memcpy(changed, stored, n_stored);
    while (changes-- > 0) {
        const size_t at = (size_t)take(in) * 256 + take(in);
        changed[at % n_stored] = take(in);
    }
    if (take(in) < 240) repair(changed, n_stored);
    return changed;
}

static int is_bytes(const struct parameter* p, enum kind kind) {
    return p->kind == kind && p->number == U8 && p->name != NULL && strcmp(p->name, "bytes") == 0;
}

static void remember_bytes(const struct function* f, const unsigned char* arguments) {
    const struct parameter* p;
    const unsigned char* bytes = NULL;
    const int64_t* needed = NULL;
    for (p = f->parameters; p->name != NULL; ++p) {
        if (is_bytes(p, OUTPUT)) memcpy(&bytes, arguments + p->offset, sizeof bytes);
        if (strcmp(p->name, "needed") == 0) memcpy(&needed, arguments + p->offset, sizeof needed);
    }
    if (bytes == NULL || needed == NULL || *needed > (int64_t)sizeof stored) return;
    n_stored = (size_t)*needed;
    memcpy(stored, bytes, n_stored);
}

static const char* text(struct input* in) {
    static const char* const words[] = {"2026-12", "2026-Q4", "cold call", "EUR", "USD", "1.5", "Ana", ""};
    const uint8_t b = take(in);
    char* at = texts[b % ENTRIES];
    size_t i;
    if (b < 160) return strcpy(at, words[b % 8]); /* with room behind it, for the lengths beside its own */
    for (i = 0; i < (size_t)b % 31; ++i)
        at[i] = (char)take(in);
    at[i] = '\0';
    return at;
}

static void* any_handle(struct input* in, const struct handle* kind) {
    const int from = take(in);
    int i;
    if (from >= 250 || kind == NULL) return NULL;
    for (i = 0; i < n_pool; ++i) {
        const struct slot* s = &pool[(from + i) % n_pool];
        if (s->kind != NULL && strcmp(s->kind->name, kind->name) == 0 && s->handle != NULL) return s->handle;
    }
    return NULL;
}

static size_t n_given; /* of stored bytes, for the count behind them */

static void fill(struct input* in, unsigned char* base, const struct parameter* p);

static void* sized(struct input* in, const struct structure* structure) {
    unsigned char* at = (unsigned char*)structs[n_structs++ % STRUCTS];
    const uint8_t b = take(in);
    uint32_t size = (uint32_t)structure->size;
    memset(at, 0, MOST_STRUCT);
    fill(in, at, structure->members);
    if (b >= 250) size = (uint32_t)(size + b - 254);
    memcpy(at, &size, sizeof size);
    return at;
}

static void fill_one(struct input* in, unsigned char* base, const struct parameter* p) {
    unsigned char* at = base + p->offset;
    const int absent = p->kind != CONTEXT && p->kind != MADE && take(in) >= 224;
    void* pointer = NULL;
    int64_t count;
    int i;
    switch (p->kind) {
    case CONTEXT:
    case OPAQUE:
    case MADE:
        return; /* the caller's business */
    case RESERVED:
        return;
    case NUMBER:
        put_number(in, p, at);
        return;
    case COUNT:
        count = absent ? -1 : n_given > 0 ? (int64_t)n_given : take(in) % 9;
        n_given = 0;
        memcpy(at, &count, sizeof count);
        return;
    case CAPACITY:
        count = absent ? (int64_t)take(in) - 1 : is_bytes(p + 1, OUTPUT) ? ROOM * 8 : ROOM;
        memcpy(at, &count, sizeof count);
        return;
    case LENGTH:
        count = absent ? (int64_t)(take(in) % 8) - 2 : -1;
        memcpy(at, &count, sizeof count);
        return;
    case POINTER:
    case CHANGED:
        pointer = any_handle(in, p->handle);
        break;
    case OPTIONS:
    case RESULT:
        pointer = absent ? NULL : sized(in, p->structure);
        break;
    case TEXT:
        pointer = absent ? NULL : (void*)text(in);
        break;
    case TEXTS:
        for (i = 0; !absent && i < ENTRIES; ++i)
            text_columns[i] = i < 4 ? text(in) : text_columns[i % 4];
        pointer = absent ? NULL : (void*)text_columns;
        break;
    case COLUMN:
        if (is_bytes(p, COLUMN) && n_stored > 0 && take(in) < 240) {
            pointer = stored_bytes(in);
            n_given = n_stored;
        } else {
            pointer = absent ? NULL : column(in, p);
        }
        break;
    case OUTPUT:
        pointer = absent ? NULL : outputs[n_outputs++ % COLUMNS];
        break;
    }
    memcpy(at, &pointer, sizeof pointer);
}

static void fill(struct input* in, unsigned char* base, const struct parameter* p) {
    for (; p->name != NULL; ++p)
        fill_one(in, base, p);
}

static void keep(const struct handle* kind, void* handle) {
    struct slot* s = &pool[n_pool < SLOTS ? n_pool++ : SLOTS - 1];
    if (s->handle != NULL) s->kind->free(s->handle);
    s->kind = kind;
    s->handle = handle;
}

static void call(struct input* in, attain_context* context, const struct function* f) {
    union {
        unsigned char bytes[1024];
        void* align;
    } arguments;
    void* made[4] = {NULL, NULL, NULL, NULL};
    const struct parameter* p;
    attain_status status;
    int n = 0, told = 0;
    REQUIRE(f->size <= sizeof arguments.bytes);
    memset(&arguments, 0, sizeof arguments);
    n_columns = n_outputs = n_structs = 0;
    fill(in, arguments.bytes, f->parameters);
    for (p = f->parameters; p->name != NULL; ++p) {
        void* pointer = NULL;
        if (p->kind == CONTEXT && take(in) < 240) {
            pointer = context;
            told = 1;
        }
        if (p->kind == MADE) pointer = &made[n++];
        if (p->kind == CONTEXT || p->kind == MADE)
            memcpy(arguments.bytes + p->offset, &pointer, sizeof pointer);
    }
    n_given = 0;
    status = f->call(arguments.bytes);
    REQUIRE(status != ATTAIN_E_INTERNAL);
    if (status == ATTAIN_OK) remember_bytes(f, arguments.bytes);
    if (told) {
        attain_error e;
        memset(&e, 0, sizeof e);
        e.struct_size = sizeof e;
        REQUIRE(attain_context_error(context, &e) == ATTAIN_OK && e.status == status);
    }
    n = 0;
    for (p = f->parameters; p->name != NULL; ++p)
        if (p->kind == MADE) {
            REQUIRE(status == ATTAIN_OK || made[n] == NULL);
            if (made[n] != NULL) keep(p->handle, made[n]);
            ++n;
        }
}

/* The handle kinds are known by the functions that make them. */
static const struct handle* kind_of(const char* name) {
    const struct parameter* p;
    int i;
    for (i = 0; i < function_count; ++i)
        for (p = functions[i].parameters; p->name != NULL; ++p)
            if (p->kind == MADE && strcmp(p->handle->name, name) == 0) return p->handle;
    return NULL;
}

static int shared; /* the first slots of the pool are the world's */

static void open_pool(void) {
    world_open(&world);
    keep(kind_of("attain_team"), world.team);
    keep(kind_of("attain_estimator"), world.estimator);
    keep(kind_of("attain_allocation"), world.allocation);
    keep(kind_of("attain_plan"), world.plan);
    shared = n_pool;
}

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    struct input in = {data, size};
    attain_context* context = NULL;
    attain_ledger* ledger = NULL;
    int i;
    if (shared == 0) open_pool();
    REQUIRE(attain_context_new(&context) == ATTAIN_OK && attain_ledger_new(context, &ledger) == ATTAIN_OK);
    keep(kind_of("attain_ledger"), ledger);
    for (i = 0; in.left > 1 && i < MOST_CALLS; ++i) {
        const unsigned which = (unsigned)take(&in) * 256 + take(&in);
        call(&in, context, &functions[which % (unsigned)function_count]);
    }
    while (n_pool > shared) {
        --n_pool;
        pool[n_pool].kind->free(pool[n_pool].handle);
        pool[n_pool].handle = NULL;
    }
    attain_context_free(context);
    n_stored = 0; /* the next input begins with nothing */
    return 0;
}
