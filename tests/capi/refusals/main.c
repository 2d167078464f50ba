/* Runs all refusals and says how many there were; a function that no topic calls is a failure.
 *
 *   faults    makes allocations fail instead
 *   threads   runs everything in two threads at once, on the same immutable handles; each has a context and a
 *             scratch ledger of its own
 *   threads valid   the same with the valid calls alone
 */
#include "refusals.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

static void* run(void* of) {
    struct world* w = of;
    refuse_plain(w);
    refuse_context(w);
    refuse_names(w);
    refuse_time(w);
    refuse_measure(w);
    refuse_state(w);
    refuse_arrow(w);
    refuse_estimate(w);
    refuse_engine(w);
    refuse_allocate(w);
    refuse_goal(w);
    refuse_month(w);
    refuse_approach(w);
    refuse_limit(w);
    refuse_without_memory(w);
    return NULL;
}

static void run_twice(struct world* w) {
    struct world other;
    pthread_t thread;
    world_share(&other, w);
    if (pthread_create(&thread, NULL, run, &other) != 0) {
        ++w->failures;
        return;
    }
    run(w);
    pthread_join(thread, NULL);
    if (other.refusals != w->refusals) {
        fprintf(stderr, "one thread made %d checks, the other %d\n", w->refusals, other.refusals);
        ++w->failures;
    }
    w->failures += other.failures;
    world_leave(&other);
}

static int count_uncalled(const struct world* w) {
    int i, uncalled = 0;
    for (i = 0; i < function_count; ++i) {
        if (w->seen[i] != 0) continue;
        fprintf(stderr, "%s: no valid call of it in tests/capi/refusals; see refusals.h\n",
                functions[i].name);
        ++uncalled;
    }
    return uncalled;
}

int main(int argc, char** argv) {
    const char* how = argc > 1 ? argv[1] : "";
    struct world w;
    int uncalled;
    const long before = faults_blocks();
    world_open(&w);
    w.faults = strcmp(how, "faults") == 0;
    w.valid_only = argc > 2 && strcmp(argv[2], "valid") == 0;
    if (strcmp(how, "threads") == 0)
        run_twice(&w);
    else
        run(&w);
    uncalled = count_uncalled(&w);
    world_close(&w);
    if (faults_blocks() != before) {
        fprintf(stderr, "%ld blocks are lost\n", faults_blocks() - before);
        ++w.failures;
    }
    printf("%d functions with a status, %d %s checked, %d failed\n", function_count - uncalled, w.refusals,
           w.faults ? "failing allocations" : "refusals", w.failures + uncalled);
    return w.failures + uncalled != 0;
}
