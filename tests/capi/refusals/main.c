/* Runs all refusals and says how many there were; a function that no topic calls is a failure. */
#include "refusals.h"

#include <stdio.h>

int main(void) {
    struct world w;
    int i, uncalled = 0, most = 0;
    world_open(&w);
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
    printf("%d functions with a status, %d refusals checked (up to %d of one function), %d failed\n",
           function_count - uncalled, w.refusals, most, w.failures + uncalled);
    i = w.failures + uncalled;
    world_close(&w);
    return i != 0;
}
