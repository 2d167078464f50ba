/* What grows by a name or a number is as it was after a call that found no memory: the same call then gives
 * the number that it would have given at first. Every allocation of many such calls fails in turn. */
#include "refusals.h"

#include <stdio.h>
#include <string.h>

static void channels(struct world* w) {
    enum { NAMES = 12, MOST = 12 };
    attain_ledger* book = NULL;
    attain_ledger_counts counts;
    char name[80];
    int64_t number, again;
    int i, k;
    memset(&counts, 0, sizeof counts);
    counts.struct_size = sizeof counts;
    expect(w, ATTAIN_OK, attain_ledger_new(w->context, &book), "a ledger");
    for (i = 0; i < NAMES; ++i) {
        snprintf(name, sizeof name, "a channel with so long a name that it needs memory of its own %d", i);
        for (k = 1; k <= MOST; ++k) {
            attain_status got;
            faults_arm(k, 0);
            got = attain_ledger_channel(w->context, book, name, -1, &number);
            if (!faults_disarm()) {
                expect(w, ATTAIN_OK, got, "a channel");
                break;
            }
            expect(w, ATTAIN_OK, attain_ledger_count(w->context, book, 7, w->as_of, &counts), "a count");
            passed(w, "no channel without memory", counts.channels == i + 1);
        }
        expect(w, ATTAIN_OK, attain_ledger_channel(w->context, book, name, -1, &again), "the same channel");
        passed(w, "a name has one number", number == i + 1 && again == number);
    }
    attain_ledger_free(book);
}

static void cohorts(struct world* w) {
    enum { COHORTS = 10, MOST = 24 };
    attain_engine* engine = NULL;
    attain_engine_figures figures;
    int64_t number = -1;
    int i, k;
    memset(&figures, 0, sizeof figures);
    figures.struct_size = sizeof figures;
    expect(w, ATTAIN_OK, attain_engine_new(w->context, ATTAIN_METRIC_COUNT, w->begin, NULL, &engine),
           "an engine");
    for (i = 0; i < COHORTS; ++i) {
        for (k = 1; k <= MOST; ++k) {
            attain_status got;
            faults_arm(k, 0);
            got = attain_engine_add_cohort(w->context, engine, i, &number);
            if (!faults_disarm()) {
                expect(w, ATTAIN_OK, got, "a cohort");
                break;
            }
            expect(w, ATTAIN_OK, attain_engine_summary(w->context, engine, &figures), "a summary");
            passed(w, "no cohort without memory", figures.n_cohorts == i);
        }
        passed(w, "cohorts have the numbers 0, 1, ...", number == i);
    }
    attain_engine_free(engine);
}

void refuse_without_memory(struct world* w) {
    channels(w);
    cohorts(w);
}
