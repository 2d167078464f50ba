/*
 * The refusals of the C ABI: every function of attain.h is called with everything that it must refuse.
 *
 * How to add a function. Declare it in attain.h, run capi/generate.py, and add one valid call of it to the
 * file of its topic here:
 *
 *     refuse_attain_thing(w, (struct attain_thing_call){w->context, w->team, 2, ids, &total}, "ids");
 *
 * The arguments are those of the function, in its order; describe.py wrote the struct from attain.h. From the
 * valid call, refusals.c makes every call that has to be refused, and checks the status, that the function's
 * comment in attain.h lists it, the context's record, that NULL as context gives the same status, that no
 * output was touched and that no handle came back:
 *
 *     each pointer NULL                          null_argument
 *     struct_size 0; a longer struct, tail set   struct_size; newer_caller
 *     a field named reserved... that is set      newer_caller
 *     a count (n, n_...) -1 or INT64_MIN         out_of_range
 *     count 0 with NULL columns                  no refusal
 *     count INT64_MAX with NULL columns          refused
 *     capacity -1; 0 or one too few              out_of_range; buffer_too_small with the right *needed
 *     capacity 0 and no other output             the same
 *     length -2                                  out_of_range
 *     text that is not UTF-8, or holds a NUL      parse
 *     NaN as a number or in a column             refused
 *     the extremes of integers, infinity         any status but internal
 *
 * The last argument names what the function accepts although the table says otherwise, separated by blanks:
 * `ids` NULL is fine; `args.hired` a member of a struct; `x=nan` NaN is fine; `n=0` zero is refused;
 * `x=kept` an output that is also an input; `short=writes` what fits is written to too short a buffer.
 *
 * Arrays must be writable, and no array static: extremes are written into them and taken back. The
 * call must succeed as given, with *needed >= 1. Calls that succeed are real: give handles that they change
 * (w->scratch) and not those that other tests share. What only this function refuses - a duplicate id, a
 * period that is over - is checked with expect(). A function without a call here fails the run.
 *
 * The same calls run with every allocation made to fail in turn (faults.c), and in two threads at once under
 * the thread sanitizer: nothing here is static.
 */
#ifndef ATTAIN_TESTS_REFUSALS_H
#define ATTAIN_TESTS_REFUSALS_H

#include <attain.h>

/* What the calls work on: a small team with a year of facts, December allocated and planned. */
struct world {
    attain_context* context;
    /* shared and immutable */
    attain_calendar* calendar; /* Monday to Friday, Christmas closed by name */
    attain_fiscal* fiscal;     /* 4-4-5 weeks to the last Saturday of January */
    attain_team* team;
    attain_ledger* facts;
    attain_metric metric;
    attain_estimator* estimator;
    attain_allocation* allocation;
    attain_plan* plan;
    int32_t as_of, begin, end; /* 2026-11-30, and December 2026 */
    int64_t rep_id[4];         /* writable; every function gets it as it was */
    /* room for columns that are looked at no further; columns of one answer may share it */
    int64_t i64[64];
    int32_t i32[64];
    double f64[64];
    /* for calls that change something */
    attain_ledger* scratch;
    int faults;     /* 1: allocations fail, instead of refusals */
    int valid_only; /* 1: no refusals but those of expect() */
    /* what was seen */
    int refusals, failures;
    int* seen; /* for each function of functions[]: how many refusals */
};

void world_open(struct world* w);
void world_close(struct world* w);
/* A world for another thread: the same immutable handles, its own context and scratch ledger. */
void world_share(struct world* w, const struct world* with);
void world_leave(struct world* w);
/* A sum over what the scratch ledger answers: a refused call leaves it the same. */
uint64_t scratch_state(const struct world* w);

/* One check that table and valid call cannot express: the status of a call on w->context, and that its record
 * names what the function takes; expect_naming says what, and in which row (-1: none). */
#define expect(w, wanted, call, what) expect_call(w, wanted, NULL, -1, call, #call, what)
#define expect_naming(w, wanted, argument, row, call, what)                                                  \
    expect_call(w, wanted, argument, row, call, #call, what)
void expect_call(struct world* w, attain_status wanted, const char* argument, int64_t row, attain_status got,
                 const char* call, const char* what);

/* The topics, one file each. */
void refuse_plain(struct world* w); /* generated: free, names, versions */
void refuse_names(struct world* w); /* what the record names, and its row */
void refuse_context(struct world* w);
void refuse_time(struct world* w);
void refuse_measure(struct world* w);
void refuse_state(struct world* w);
void refuse_arrow(struct world* w);
void refuse_estimate(struct world* w);
void refuse_engine(struct world* w);
void refuse_allocate(struct world* w);
void refuse_goal(struct world* w);
void refuse_month(struct world* w);
void refuse_approach(struct world* w);
void refuse_limit(struct world* w);
void refuse_without_memory(struct world* w);

/* ---- below: between describe.py, refusals.c and the fuzzer
 * ------------------------------------------------------- */

enum kind {
    CONTEXT, /* attain_context*, optional everywhere */
    POINTER, /* a handle, or memory whose inside is not known */
    CHANGED, /* a handle that the call changes */
    MADE,    /* where a handle goes */
    OPTIONS, /* const struct with struct_size */
    RESULT,  /* struct with struct_size that is written, or whose columns are */
    TEXT,
    TEXTS,
    COLUMN,
    OUTPUT,
    COUNT,
    CAPACITY,
    LENGTH,
    NUMBER,
    RESERVED,
    OPAQUE
};
enum number { NONE, I8, U8, I32, U32, I64, U64, F64 };

struct structure;
struct handle;
struct parameter {
    const char* name;
    enum kind kind;
    enum number number;
    size_t offset;
    const struct structure* structure;
    const struct handle* handle;
};
struct handle {
    const char* name;
    void (*free)(void*);
};
struct structure {
    const char* name;
    size_t size;
    const struct parameter* members;
};
struct function {
    const char* name;
    size_t size; /* of its struct of arguments */
    attain_status (*call)(const void* arguments);
    const struct parameter* parameters;
    const char* stated; /* the statuses that its comment lists */
};
extern const struct function functions[];
extern const int function_count;

/* The k-th allocation from now on fails, and perhaps all after it; until disarmed, which says whether it
 * came. */
void faults_arm(long k, int all_after);
int faults_disarm(void);
long faults_blocks(void);

void refuse(struct world* w, const struct function* f, const void* valid, const char* accepts);
void passed(struct world* w, const char* what, int good);
int is_name(const char* text);

#endif
