/* Runs all refusals and says how many there were; a function that no topic calls is a failure. With the
 * argument `faults`, makes allocations fail instead. */
#include "refusals.h"

#include <stdio.h>
#include <string.h>

int main(int argc, char** argv) {
    struct world w;
    long before;
    int i, uncalled = 0, most = 0;
    before = faults_blocks();
    world_open(&w);
    w.faults = argc > 1 && strcmp(argv[1], "faults") == 0;
    refuse_plain(&w);
    refuse_context(&w);
    refuse_time(&w);
    refuse_measure(&w);
    refuse_estimate(&w);
    refuse_allocate(&w);
    refuse_goal(&w);
    for (i = 0; i < function_count; ++i) {
        if (w.seen[i] > most) most = w.seen[i];
        if (w.seen[i] != 0) continue;
        fprintf(stderr, "%s: no valid call of it in tests/capi/refusals; see refusals.h\n",
                functions[i].name);
        ++uncalled;
    }
    world_close(&w);
    if (faults_blocks() != before) {
        fprintf(stderr, "%ld blocks are lost\n", faults_blocks() - before);
        ++w.failures;
    }
    printf("%d functions with a status, %d %s checked (up to %d of one function), %d failed\n",
           function_count - uncalled, w.refusals, w.faults ? "failing allocations" : "refusals", most,
           w.failures + uncalled);
    return w.failures + uncalled != 0;
}
