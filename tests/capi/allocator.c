/*
 * The allocator hook of the redistributable library: every allocation of every call comes from it, none from
 * malloc; each goes back to where it came from, at the size it was taken; and each can fail, once for every
 * one.
 */
#include <attain.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures;

static void check(int good, const char* what) {
    if (good) return;
    fprintf(stderr, "failed: %s\n", what);
    ++failures;
}

/* ---- malloc, watched ---------------------------------------------------------------------------------- */

extern void* __libc_malloc(size_t size);
static int watching;
static long mallocs;

__attribute__((visibility("default"))) void* malloc(size_t size) {
    mallocs += watching;
    return __libc_malloc(size);
}

/* ---- the hook ----------------------------------------------------------------------------------------- */

struct arena {
    long taken, blocks, bytes, fail_at; /* the fail_at-th allocation fails; 0: none */
};

static void* take(void* user, size_t size, size_t align) {
    struct arena* a = user;
    void* block = NULL;
    const int watched = watching;
    watching = 0;
    check(align >= 16 && (align & (align - 1)) == 0, "an alignment is a power of two");
    if (++a->taken != a->fail_at && posix_memalign(&block, align, size) == 0) {
        ++a->blocks;
        a->bytes += (long)size;
        memset(block, 0xA5, size);
    }
    watching = watched;
    return block;
}

static void give(void* user, void* block, size_t size, size_t align) {
    struct arena* a = user;
    --a->blocks;
    a->bytes -= (long)size;
    check(((size_t)block & (align - 1)) == 0, "a block comes back at its alignment");
    memset(block, 0x5A, size); /* a wrong size is seen by valgrind and the next reader */
    free(block);
}

/* ---- a story over all handles; the first status that is not ok ---------------------------------------- */

static attain_status story(const attain_allocator* memory) {
    enum { DAYS = 200 };
    static const int64_t ids[] = {1, 2};
    static int64_t rep[DAYS], quota[2], needed;
    static int32_t day[DAYS];
    const int32_t as_of = 20787;
    attain_context* context = NULL;
    attain_team* team = NULL;
    attain_ledger* facts = NULL;
    attain_estimator* estimator = NULL;
    attain_allocation* split = NULL;
    attain_plan* plan = NULL;
    attain_team_args who;
    attain_metric metric;
    attain_status status;
    int64_t channel;
    int i;
    for (i = 0; i < DAYS; ++i) {
        rep[i] = 1 + i % 2;
        day[i] = as_of - i;
    }
    memset(&who, 0, sizeof who);
    who.struct_size = sizeof who;
    who.name = "a team with a name too long for any small string";
    who.n_reps = 2;
    who.rep_id = ids;
    memset(&metric, 0, sizeof metric);
    metric.struct_size = sizeof metric;
    metric.metric_id = 7;
    metric.name = "meetings";
    (void)((status = attain_context_new_with(memory, &context)) != ATTAIN_OK ||
           (status = attain_team_new(context, &who, &team)) != ATTAIN_OK ||
           (status = attain_ledger_new(context, &facts)) != ATTAIN_OK ||
           /* no context: a ledger grows where it was made */
           (status = attain_ledger_channel(NULL, facts, "a channel with a long name indeed", -1, &channel)) !=
               ATTAIN_OK ||
           (status = attain_ledger_record(NULL, facts, 7, DAYS, rep, day, NULL, NULL)) != ATTAIN_OK ||
           (status = attain_estimator_new(context, team, &metric, facts, as_of, &estimator)) != ATTAIN_OK ||
           (status = attain_allocate(context, estimator, as_of + 1, as_of + 32, 30, NULL, &split)) !=
               ATTAIN_OK ||
           (status = attain_allocation_quotas(context, split, 2, NULL, quota, NULL, &needed)) != ATTAIN_OK ||
           (status = attain_plan_new(context, estimator, as_of + 1, as_of + 32, split, &plan)) != ATTAIN_OK);
    attain_context_free(context); /* handles outlive the context they were made with */
    attain_plan_free(plan);
    attain_allocation_free(split);
    attain_estimator_free(estimator);
    attain_ledger_free(facts);
    attain_team_free(team);
    if (status == ATTAIN_OK) check(quota[0] + quota[1] == 30, "the quotas sum to the total");
    return status;
}

int main(void) {
    struct arena arena = {0, 0, 0, 0};
    attain_allocator memory;
    attain_context* context;
    long k, all;
    memset(&memory, 0, sizeof memory);
    memory.struct_size = sizeof memory;
    memory.user = &arena;
    memory.alloc = take;
    check(attain_context_new_with(&memory, &context) == ATTAIN_E_NULL_ARGUMENT && context == NULL,
          "an allocator without free is refused");
    memory.free = give;
    memory.reserved = 1;
    check(attain_context_new_with(&memory, &context) == ATTAIN_E_NEWER_CALLER, "a reserved field is refused");
    memory.reserved = 0;

    watching = 1;
    check(story(&memory) == ATTAIN_OK, "the story with a hook");
    watching = 0;
    check(mallocs == 0, "nothing came from malloc");
    check(arena.blocks == 0 && arena.bytes == 0, "everything came back, at its size");
    all = arena.taken;

    watching = 1;
    check(story(NULL) == ATTAIN_OK, "the story without a hook");
    watching = 0;
    check(mallocs > 0 && arena.taken == all, "without a hook malloc is used");

    for (k = 1; k <= all; ++k) {
        arena.taken = 0;
        arena.fail_at = k;
        if (story(&memory) != ATTAIN_E_NO_MEMORY) {
            fprintf(stderr, "failed: allocation %ld of %ld fails, and the status does not say so\n", k, all);
            ++failures;
        }
        check(arena.blocks == 0 && arena.bytes == 0, "a failed story leaves nothing behind");
    }
    printf("%ld allocations, each made to fail once; %d failed\n", all, failures);
    return failures != 0;
}
