/* Makes from one valid call of a function every call that it must refuse; see refusals.h. */
#include "refusals.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ARGUMENTS = 1024, MOST_STRUCT = 1024, MOST_PARAMETERS = 64 };
enum { ANY = -1, REFUSED = -2 }; /* what to expect beside a status: anything but internal; anything but ok */

/* A call under work: a copy of the valid arguments, and where the function's outputs are. */
struct attempt {
    struct world* w;
    const struct function* f;
    const char* accepts;
    unsigned char arguments[MOST_ARGUMENTS];
    unsigned char structs[4][MOST_STRUCT]; /* copies of sized structs, longer than they need be */
    const struct structure* structure[4];
    int n_structs;
    int checks;
    long fail_at; /* the allocation that fails in the next calls, 0 for none; then whether it was reached */
    int all_after, reached;
};

struct label {
    char text[192];
};

static struct label join(const char* first, const char* second) {
    struct label joined = {""};
    size_t n = 0;
    while (*first != '\0' && n + 1 < sizeof joined.text)
        joined.text[n++] = *first++;
    while (*second != '\0' && n + 1 < sizeof joined.text)
        joined.text[n++] = *second++;
    return joined;
}

static const size_t number_size[] = {0, 1, 1, 4, 4, 8, 8, 8};

static void fail(struct attempt* a, const char* what, const char* problem) {
    fprintf(stderr, "%s, %s: %s\n", a->f->name, what, problem);
    ++a->w->failures;
}

/* Whether the word is among blank-separated ones. */
static int is_word(const char* words, const char* word) {
    const size_t length = strlen(word);
    const char* at = words;
    while ((at = strstr(at, word)) != NULL) {
        if ((at == words || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0')) return 1;
        at += length;
    }
    return 0;
}

static int accepts(const struct attempt* a, const char* word) {
    return is_word(a->accepts, word);
}

static int accepts_with(const struct attempt* a, const char* word, const char* ending) {
    return accepts(a, join(word, ending).text);
}

static void* pointer_at(const unsigned char* base, const struct parameter* p) {
    void* pointer;
    memcpy(&pointer, base + p->offset, sizeof pointer);
    return pointer;
}

static void set_pointer(unsigned char* base, const struct parameter* p, void* pointer) {
    memcpy(base + p->offset, &pointer, sizeof pointer);
}

/* ---- outputs: poisoned before a call, untouched after a refusal --------------------------------------- */

struct output {
    const char* name;
    unsigned char* at;
    size_t size;
};

static int collect_outputs(const struct attempt* a, const unsigned char* base, const struct parameter* p,
                           const char* prefix, struct output* outputs, int n) {
    for (; p->name != NULL; ++p) {
        const struct label path = join(prefix, p->name);
        void* at;
        if (p->kind != OUTPUT && p->kind != RESULT && p->kind != OPTIONS) continue;
        at = pointer_at(base, p);
        if (at == NULL) continue;
        if (p->kind == OUTPUT) {
            if (accepts_with(a, path.text, "=kept")) continue;
            outputs[n].name = p->name;
            outputs[n].at = at;
            outputs[n].size = number_size[p->number];
            ++n;
        } else {
            n = collect_outputs(a, at, p->structure->members, join(path.text, ".").text, outputs, n);
        }
    }
    return n;
}

/* ---- the record: what it names is in attain.h --------------------------------------------------------- */

static int is_among(const struct parameter* p, const char* name) {
    for (; p->name != NULL; ++p)
        if (strcmp(p->name, name) == 0 || (p->structure != NULL && is_among(p->structure->members, name)))
            return 1;
    return 0;
}

static const struct function* function_named(const char* name) {
    int i;
    for (i = 0; i < function_count; ++i)
        if (strcmp(functions[i].name, name) == 0) return &functions[i];
    return NULL;
}

/* Whether a call of f may name this: a parameter, a member of a struct that it takes, or what attain.h says a
 * status names in every function. */
static int may_name(const struct function* f, attain_status got, const char* name) {
    if (got == ATTAIN_E_NO_MEMORY) return strcmp(name, "memory") == 0;
    if (got == ATTAIN_E_STOPPED) return strcmp(name, "cancel_flag") == 0;
    if (strncmp(f->name, "attain_arrow_record", strlen("attain_arrow_record")) == 0 &&
        is_among(function_named("attain_ledger_record_rows")->parameters, name))
        return 1; /* its columns are those of the struct */
    return is_among(f->parameters, name);
}

static const struct parameter* parameter_named(const struct parameter* p, const char* name) {
    for (; p->name != NULL; ++p) {
        const struct parameter* inside =
            p->structure == NULL ? NULL : parameter_named(p->structure->members, name);
        if (strcmp(p->name, name) == 0) return p;
        if (inside != NULL) return inside;
    }
    return NULL;
}

/* Whether a function's comment says that it may end so, or the head of attain.h says it of all. */
static int is_stated(const struct function* f, attain_status got, const char* argument) {
    const struct parameter* p = parameter_named(f->parameters, argument);
    const enum kind kind = p == NULL ? OPAQUE : p->kind;
    switch (got) {
    case ATTAIN_OK:
    case ATTAIN_E_NULL_ARGUMENT:
    case ATTAIN_E_STRUCT_SIZE:
    case ATTAIN_E_NEWER_CALLER:
    case ATTAIN_E_NO_MEMORY:
    case ATTAIN_E_STOPPED:
        return 1;
    case ATTAIN_E_PARSE:
        if (kind == TEXT || kind == TEXTS) return 1;
        break;
    case ATTAIN_E_OUT_OF_RANGE:
        if (kind == COUNT || kind == CAPACITY || kind == TEXT) return 1; /* TEXT: its length */
        break;
    default:
        break;
    }
    return is_word(f->stated, attain_status_name(got));
}

static attain_error record_of(const struct world* w) {
    attain_error e;
    memset(&e, 0, sizeof e);
    e.struct_size = sizeof e;
    if (attain_context_error(w->context, &e) != ATTAIN_OK) e.status = ATTAIN_E_INTERNAL;
    return e;
}

static void check_record(struct attempt* a, const char* what, attain_status got) {
    const attain_error e = record_of(a->w);
    if (e.status != got) fail(a, what, "the context's error has another status than the call");
    if (got == ATTAIN_OK) return;
    if (e.message[0] == '\0') fail(a, what, "the context's error gives no reason");
    if (!is_stated(a->f, got, e.argument)) {
        fail(a, what, "a status that its comment in attain.h does not list:");
        fprintf(stderr, "    %s of %s\n", attain_status_name(got), e.argument);
    }
    if (may_name(a->f, got, e.argument)) return;
    fail(a, what, "the context's error names what the function does not take:");
    fprintf(stderr, "    %s: %s\n", e.argument, e.message);
}

/* Takes back handles that came out; says whether there were any. */
static int take_handles(struct attempt* a) {
    int made = 0;
    const struct parameter* p;
    for (p = a->f->parameters; p->name != NULL; ++p) {
        void* out = p->kind == MADE ? pointer_at(a->arguments, p) : NULL;
        void* handle;
        if (out == NULL) continue;
        memcpy(&handle, out, sizeof handle);
        if (handle == NULL) continue;
        ++made;
        p->handle->free(handle);
        handle = NULL;
        memcpy(out, &handle, sizeof handle);
    }
    return made;
}

static int has(const struct parameter* p, enum kind kind) {
    for (; p->name != NULL; ++p)
        if (p->kind == kind || (p->kind == OPTIONS && has(p->structure->members, kind))) return 1;
    return 0;
}

static int has_context(const struct attempt* a) {
    return a->f->parameters[0].kind == CONTEXT;
}

/* Makes the call, with what makes sure that a refusal left nothing behind. */
static attain_status call_once(struct attempt* a, const char* what, const char* may_write) {
    static const unsigned char poison[8] = {0xA5, 0xA5, 0xA5, 0xA5, 0xA5, 0xA5, 0xA5, 0xA5};
    struct output outputs[MOST_PARAMETERS];
    unsigned char before[4][MOST_STRUCT];
    const int n = collect_outputs(a, a->arguments, a->f->parameters, "", outputs, 0);
    const uint64_t state = has(a->f->parameters, CHANGED) ? scratch_state(a->w) : 0;
    attain_status got;
    int i;
    for (i = 0; i < n; ++i)
        memcpy(outputs[i].at, poison, outputs[i].size);
    memcpy(before, a->structs, sizeof before);
    if (a->fail_at != 0) faults_arm(a->fail_at, a->all_after);
    got = a->f->call(a->arguments);
    a->reached = faults_disarm();
    if (got == ATTAIN_E_INTERNAL) fail(a, what, "a defect of the library: status internal");
    if (has_context(a) && pointer_at(a->arguments, a->f->parameters) == a->w->context)
        check_record(a, what, got);
    if (got != ATTAIN_OK && memcmp(before, a->structs, sizeof before) != 0)
        fail(a, what, "a refused call wrote into a struct");
    for (i = 0; got != ATTAIN_OK && i < n; ++i)
        if (memcmp(outputs[i].at, poison, outputs[i].size) != 0 && strcmp(may_write, "*") != 0 &&
            strcmp(may_write, outputs[i].name) != 0 &&
            !(got == ATTAIN_E_BUFFER_TOO_SMALL && strcmp(outputs[i].name, "needed") == 0)) {
            fail(a, what, "a refused call wrote an output:");
            fprintf(stderr, "    %s\n", outputs[i].name);
        }
    if (got != ATTAIN_OK && state != 0 && scratch_state(a->w) != state)
        fail(a, what, "a refused call changed the ledger");
    if (take_handles(a) != 0 && got != ATTAIN_OK) fail(a, what, "a refused call gave a handle");
    return got;
}

/* One refusal: path and change say which (`args.n_reps`, ` negative`). */
static attain_status try_call(struct attempt* a, attain_status expected, const char* path, const char* change,
                              const char* may_write) {
    const struct label label = join(path, change);
    const char* what = label.text;
    const attain_status got = call_once(a, what, may_write);
    const int good = expected == ANY ? 1 : expected == REFUSED ? got != ATTAIN_OK : got == expected;
    ++a->checks;
    if (!good) {
        fail(a, what, "another status than expected:");
        fprintf(stderr, "    %s instead of %s\n", attain_status_name(got),
                expected == REFUSED ? "a refusal" : attain_status_name(expected));
    }
    if (has_context(a) && pointer_at(a->arguments, a->f->parameters) != NULL) {
        attain_status silent;
        set_pointer(a->arguments, a->f->parameters, NULL);
        silent = call_once(a, what, may_write);
        set_pointer(a->arguments, a->f->parameters, a->w->context);
        if (silent != got) fail(a, what, "without a context the status is another");
    }
    return got;
}

/* The same of what is so plainly wrong that nothing else can be meant. */
static void try_naming(struct attempt* a, attain_status expected, const char* name, const char* path,
                       const char* change, const char* may_write) {
    attain_error e;
    const attain_status got = try_call(a, expected, path, change, may_write);
    if (got != expected || !has_context(a)) return;
    if (pointer_at(a->arguments, a->f->parameters) != a->w->context) return;
    call_once(a, path, may_write); /* try_call ended without a context */
    e = record_of(a->w);
    if (strcmp(e.argument, name) == 0) return;
    fail(a, join(path, change).text, "the context's error names another argument:");
    fprintf(stderr, "    %s: %s\n", e.argument, e.message);
}

/* ---- the mutations ------------------------------------------------------------------------------------ */

/* Writes the k-th extreme of a number; 0 when there is no k-th one. */
static int extreme(enum number number, int k, void* to, const char** name) {
    static const int64_t i64[] = {INT64_MAX, INT64_MIN, -1, 0};
    static const int32_t i32[] = {INT32_MAX, INT32_MIN, -1, 0};
    static const char* const names[] = {" largest", " smallest", " -1", " 0"};
    const double f64[] = {(double)INFINITY, -(double)INFINITY, -1.0, 0.0};
    const uint64_t u64[] = {UINT64_MAX, 0};
    if (k >= ((number == U8 || number == U32 || number == U64) ? 2 : 4)) return 0;
    *name = names[k];
    switch (number) {
    case I64:
        memcpy(to, &i64[k], 8);
        return 1;
    case I32:
        memcpy(to, &i32[k], 4);
        return 1;
    case F64:
        memcpy(to, &f64[k], 8);
        return 1;
    case I8:
    case U8:
    case U32:
    case U64:
        memcpy(to, &u64[k], number_size[number]);
        return 1;
    default:
        return 0;
    }
}

static void extremes(struct attempt* a, enum number number, unsigned char* at, const char* path) {
    unsigned char kept[8];
    const char* name = "";
    int k;
    memcpy(kept, at, number_size[number]);
    for (k = 0; extreme(number, k, at, &name); ++k) {
        try_call(a, ANY, path, name, "");
    }
    if (number == F64) {
        const double nan = (double)NAN;
        memcpy(at, &nan, sizeof nan);
        try_call(a, accepts_with(a, path, "=nan") ? ANY : REFUSED, path, " NaN", "");
    }
    memcpy(at, kept, number_size[number]);
}

static void set_count(unsigned char* at, int64_t value) {
    memcpy(at, &value, sizeof value);
}

/* Sets every input column of the call to NULL. */
static void drop_columns(struct attempt* a) {
    const struct parameter* p;
    for (p = a->f->parameters; p->name != NULL; ++p)
        if (p->kind == COLUMN || p->kind == TEXTS) set_pointer(a->arguments, p, NULL);
}

static void counts(struct attempt* a, const struct parameter* p, unsigned char* at, const char* path,
                   int of_call) {
    unsigned char kept[MOST_ARGUMENTS];
    const struct parameter* other;
    int n_counts = 0, required = 0;
    int64_t value;
    memcpy(&value, at, sizeof value);
    set_count(at, -1);
    try_naming(a, ATTAIN_E_OUT_OF_RANGE, p->name, path, " negative", "");
    set_count(at, INT64_MIN);
    try_naming(a, ATTAIN_E_OUT_OF_RANGE, p->name, path, " negative", "");
    set_count(at, value);
    if (!of_call) return;

    for (other = a->f->parameters; other->name != NULL; ++other) {
        n_counts += other->kind == COUNT;
        required += (other->kind == COLUMN || other->kind == TEXTS) && !accepts(a, other->name);
    }
    memcpy(kept, a->arguments, sizeof kept);
    if (n_counts == 1) drop_columns(a);
    set_count(at, 0);
    try_call(a, accepts_with(a, p->name, "=0") ? REFUSED : ATTAIN_OK, path, " = 0", "");
    if (required != 0) {
        drop_columns(a);
        set_count(at, INT64_MAX);
        try_call(a, REFUSED, path, " too large", "");
    }
    memcpy(a->arguments, kept, sizeof kept);
}

/* With no room at all every other output may be NULL, and so may the struct of output columns. */
static void how_many(struct attempt* a, const char* path, int64_t right) {
    unsigned char kept[MOST_ARGUMENTS];
    const struct parameter* p;
    int64_t* needed = NULL;
    memcpy(kept, a->arguments, sizeof kept);
    for (p = a->f->parameters; p->name != NULL; ++p)
        if (strcmp(p->name, "needed") == 0)
            needed = pointer_at(a->arguments, p);
        else if (p->kind == OUTPUT || (p->structure != NULL && strcmp(p->name, "out") == 0))
            set_pointer(a->arguments, p, NULL);
    try_call(a, ATTAIN_E_BUFFER_TOO_SMALL, path, " 0 without outputs", "needed");
    if (*needed != right) fail(a, path, "*needed is not told without outputs");
    memcpy(a->arguments, kept, sizeof kept);
}

/* The two-call protocol: *needed is right even when the rest is refused. */
static void capacities(struct attempt* a, unsigned char* at, const char* path) {
    const struct parameter* p;
    const char* short_may_write;
    int64_t* needed = NULL;
    int64_t value, right;
    memcpy(&value, at, sizeof value);
    set_count(at, -1);
    try_call(a, ATTAIN_E_OUT_OF_RANGE, path, " negative", "needed");
    for (p = a->f->parameters; p->name != NULL; ++p)
        if (strcmp(p->name, "needed") == 0) needed = pointer_at(a->arguments, p);
    set_count(at, value);
    if (needed == NULL) {
        fail(a, path, "a capacity without *needed");
        return;
    }
    call_once(a, path, "");
    right = *needed;
    if (right < 1) fail(a, path, "the valid call needs no room: nothing is too short");
    short_may_write = accepts(a, "short=writes") ? "*" : "needed";
    set_count(at, 0);
    try_call(a, ATTAIN_E_BUFFER_TOO_SMALL, path, " too small", short_may_write);
    if (*needed != right) fail(a, path, "*needed is not what the answer takes");
    how_many(a, path, right);
    set_count(at, right - 1);
    try_call(a, ATTAIN_E_BUFFER_TOO_SMALL, path, " too small", short_may_write);
    if (*needed != right) fail(a, path, "*needed is not what the answer takes");
    set_count(at, right);
    try_call(a, ATTAIN_OK, path, " just right", "");
    set_count(at, value);
}

static void lengths(struct attempt* a, unsigned char* at, const char* path) {
    static const int64_t wrong[] = {-2, INT64_MIN};
    int64_t value;
    int i;
    memcpy(&value, at, sizeof value);
    for (i = 0; i < 2; ++i) {
        set_count(at, wrong[i]);
        try_call(a, ATTAIN_E_OUT_OF_RANGE, path, " negative", "");
    }
    set_count(at, 0);
    try_call(a, ANY, path, " 0", "");
    set_count(at, value);
}

static void nulls(struct attempt* a, unsigned char* base, const struct parameter* p, const char* path) {
    void* kept = pointer_at(base, p);
    if (kept == NULL && !accepts(a, path))
        fail(a, path, "NULL in the valid call, but not said to be optional");
    if (kept == NULL) return;
    set_pointer(base, p, NULL);
    if (accepts(a, path))
        try_call(a, ANY, path, " NULL", "");
    else
        try_naming(a, ATTAIN_E_NULL_ARGUMENT, p->name, path, " NULL",
                   p->kind == OUTPUT && accepts(a, "short=writes") ? "*" : "");
    set_pointer(base, p, kept);
}

/* Text that is not UTF-8, at every length that the call may give it. */
static const char not_utf8[] =
    "\xC3(\xC3(\xC3(\xC3(\xC3(\xC3(\xC3(\xC3(\xC3(\xC3(\xC3(\xC3(\xC3(\xC3(\xC3(\xC3(";

/* A text whose length takes its NUL in. */
static void with_its_nul(struct attempt* a, unsigned char* base, const struct parameter* p,
                         const char* path) {
    unsigned char* length = base + p[1].offset;
    int64_t given, with_nul = (int64_t)strlen(pointer_at(base, p)) + 1;
    memcpy(&given, length, sizeof given);
    memcpy(length, &with_nul, sizeof with_nul);
    try_naming(a, ATTAIN_E_PARSE, p->name, path, " with its NUL", "");
    memcpy(length, &given, sizeof given);
}

static void not_text(struct attempt* a, unsigned char* base, const struct parameter* p, const char* path) {
    void* kept = pointer_at(base, p);
    nulls(a, base, p, path);
    if (kept == NULL || strlen(kept) >= sizeof not_utf8)
        return; /* a whole file: its length may be beyond this */
    set_pointer(base, p, (void*)not_utf8);
    try_naming(a, ATTAIN_E_PARSE, p->name, path, " not UTF-8", "");
    set_pointer(base, p, kept);
    if (p[1].kind == LENGTH) with_its_nul(a, base, p, path);
}

static void sizes(struct attempt* a, const struct parameter* p, unsigned char* copy, const char* path) {
    const size_t size = p->structure->size;
    uint32_t struct_size = 0;
    memcpy(copy, &struct_size, sizeof struct_size);
    try_call(a, ATTAIN_E_STRUCT_SIZE, path, " struct_size 0", "");
    struct_size = 3;
    memcpy(copy, &struct_size, sizeof struct_size);
    try_call(a, ATTAIN_E_STRUCT_SIZE, path, " struct_size 3", "");
    struct_size = 4;
    memcpy(copy, &struct_size, sizeof struct_size);
    try_call(a, ANY, path, " struct_size alone", "");
    struct_size = (uint32_t)size - 1;
    memcpy(copy, &struct_size, sizeof struct_size);
    try_call(a, ATTAIN_E_STRUCT_SIZE, path, " struct_size inside of the last member", "");
    struct_size = (uint32_t)size + 8;
    memcpy(copy, &struct_size, sizeof struct_size);
    try_call(a, ATTAIN_OK, path, " longer with a zero tail", "");
    memset(copy + size, 0, 8);
    copy[size + 7] = 1;
    if (try_call(a, p->kind == OPTIONS ? ATTAIN_E_NEWER_CALLER : ANY, path, " longer with its tail set",
                 "") == ATTAIN_OK &&
        copy[size + 7] != 1)
        fail(a, path, "the unknown tail was written");
    memset(copy + size, 0, 8);
    struct_size = (uint32_t)size;
    memcpy(copy, &struct_size, sizeof struct_size);
}

static void mutate(struct attempt* a, unsigned char* base, const struct parameter* p, const char* prefix);

static void mutate_one(struct attempt* a, unsigned char* base, const struct parameter* p, const char* path) {
    unsigned char* at = base + p->offset;
    int i;
    switch (p->kind) {
    case CONTEXT:
    case OPAQUE:
        return;
    case POINTER:
    case CHANGED:
    case MADE:
    case OUTPUT:
        nulls(a, base, p, path);
        return;
    case TEXT:
        not_text(a, base, p, path);
        return;
    case TEXTS: {
        const char** texts = pointer_at(base, p);
        const char* kept = texts == NULL ? NULL : texts[0];
        nulls(a, base, p, path);
        if (texts == NULL) return;
        texts[0] = NULL;
        try_call(a, ANY, path, "[0] NULL", "");
        texts[0] = not_utf8;
        try_naming(a, ATTAIN_E_PARSE, p->name, path, "[0] not UTF-8", "");
        texts[0] = kept;
        return;
    }
    case COLUMN:
        nulls(a, base, p, path);
        if (pointer_at(base, p) != NULL) extremes(a, p->number, pointer_at(base, p), path);
        return;
    case OPTIONS:
    case RESULT:
        nulls(a, base, p, path);
        for (i = 0; i < a->n_structs; ++i)
            if (pointer_at(base, p) == a->structs[i]) {
                sizes(a, p, a->structs[i], path);
                if (p->kind == OPTIONS || strstr(p->structure->name, "_columns") != NULL)
                    mutate(a, a->structs[i], p->structure->members, join(path, ".").text);
            }
        return;
    case COUNT:
        counts(a, p, at, path, base == a->arguments);
        return;
    case CAPACITY:
        capacities(a, at, path);
        return;
    case LENGTH:
        lengths(a, at, path);
        return;
    case NUMBER:
        extremes(a, p->number, at, path);
        return;
    case RESERVED:
        *at = 1;
        try_call(a, ATTAIN_E_NEWER_CALLER, path, " set", "");
        *at = 0;
        return;
    }
}

static void mutate(struct attempt* a, unsigned char* base, const struct parameter* p, const char* prefix) {
    for (; p->name != NULL; ++p) {
        mutate_one(a, base, p, join(prefix, p->name).text);
    }
}

/* Every allocation of the valid call fails, one after the other. */
static void faults(struct attempt* a) {
    /* A batch may have written rows already; a ledger may have grown for rows that it then could not take. */
    const char* may_write = has(a->f->parameters, COUNT) ? "*" : "";
    const int may_grow = has(a->f->parameters, CHANGED);
    for (a->all_after = 0; a->all_after < 2; ++a->all_after) {
        long k = 0;
        do {
            const long before = faults_blocks();
            attain_status got;
            a->fail_at = ++k;
            got = call_once(a, "without memory", may_write);
            if (!a->reached) break;
            ++a->checks;
            if (got != ATTAIN_E_NO_MEMORY && got != ATTAIN_OK)
                fail(a, "without memory", attain_status_name(got));
            if (faults_blocks() != before && !may_grow) fail(a, "without memory", "memory is lost");
        } while (1);
    }
    a->fail_at = 0;
}

/* Sized structs are worked on as copies with room behind them. */
static void copy_structs(struct attempt* a) {
    const struct parameter* p;
    for (p = a->f->parameters; p->name != NULL; ++p) {
        void* given = (p->kind == OPTIONS || p->kind == RESULT) ? pointer_at(a->arguments, p) : NULL;
        if (given == NULL) continue;
        if (a->n_structs == 4 || p->structure->size + 8 > MOST_STRUCT) {
            fail(a, p->name, "too many or too large structs for this test");
            return;
        }
        memcpy(a->structs[a->n_structs], given, p->structure->size);
        set_pointer(a->arguments, p, a->structs[a->n_structs++]);
    }
}

void refuse(struct world* w, const struct function* f, const void* valid, const char* accepted) {
    struct attempt a;
    attain_status first;
    memset(&a, 0, sizeof a);
    a.w = w;
    a.f = f;
    a.accepts = accepted;
    if (f->size > sizeof a.arguments) {
        fail(&a, "arguments", "too many for this test");
        return;
    }
    memcpy(a.arguments, valid, f->size);
    copy_structs(&a);
    first = call_once(&a, "the valid call", "");
    if (first != ATTAIN_OK) {
        fail(&a, "the valid call", "is refused, so that nothing can be learned from it:");
        fprintf(stderr, "    %s\n", attain_status_name(first));
        return;
    }
    if (w->faults)
        faults(&a);
    else if (!w->valid_only)
        mutate(&a, a.arguments, f->parameters, "");
    if (call_once(&a, "the valid call", "") != ATTAIN_OK)
        fail(&a, "the valid call", "no longer succeeds after the refused ones");
    w->refusals += a.checks;
    w->seen[f - functions] += 1 + a.checks;
}

/* The function that a call's text begins with; NULL when it is none. */
static const struct function* called(const char* text) {
    int i;
    for (i = 0; i < function_count; ++i) {
        const size_t length = strlen(functions[i].name);
        if (strncmp(text, functions[i].name, length) == 0 && text[length] == '(') return &functions[i];
    }
    return NULL;
}

void expect_call(struct world* w, attain_status wanted, const char* argument, int64_t row, attain_status got,
                 const char* call, const char* what) {
    const struct function* f = called(call);
    attain_error e;
    ++w->refusals;
    if (got != wanted) {
        fprintf(stderr, "%s: %s instead of %s\n", what, attain_status_name(got), attain_status_name(wanted));
        ++w->failures;
        return;
    }
    if (got == ATTAIN_OK || f == NULL || f->parameters[0].kind != CONTEXT) return;
    e = record_of(w);
    if (e.status != got) return; /* of another context */
    if (!is_stated(f, got, e.argument)) {
        fprintf(stderr, "%s, %s: its comment in attain.h does not list %s\n", f->name, what,
                attain_status_name(got));
        ++w->failures;
    }
    if (argument == NULL ? may_name(f, got, e.argument)
                         : strcmp(e.argument, argument) == 0 && e.row == row && may_name(f, got, e.argument))
        return;
    fprintf(stderr, "%s, %s: the context's error names %s, row %ld: %s\n", f->name, what, e.argument,
            (long)e.row, e.message);
    ++w->failures;
}

void passed(struct world* w, const char* what, int good) {
    ++w->refusals;
    if (good) return;
    fprintf(stderr, "%s: not what it should be\n", what);
    ++w->failures;
}

int is_name(const char* text) {
    return text != NULL && text[0] != '\0' && strlen(text) < 64;
}
