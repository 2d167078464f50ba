/* Refusals: the context and its error record. */
#include "described.h"

#include <string.h>

/* Raised before a long call, the flag stops it and nothing has changed; lowered, the call goes through. */
static void refuse_cancel(struct world* w) {
    int32_t flag[1] = {0};
    attain_context* context;
    attain_estimator* estimator;
    attain_ledger* ledger;
    int64_t rep_id[1] = {101};
    const int64_t totals[2] = {80, 90};
    attain_what_if_columns outcomes;
    int32_t day[1];
    day[0] = w->as_of;
    if (attain_context_new(&context) != ATTAIN_OK || attain_ledger_new(context, &ledger) != ATTAIN_OK) {
        passed(w, "a context to stop", 0);
        return;
    }
    refuse_attain_context_cancel_flag(w, (struct attain_context_cancel_flag_call){context, flag}, "flag");
    flag[0] = 1;
    expect(w, ATTAIN_E_STOPPED,
           attain_estimator_new(context, w->team, &w->metric, w->facts, w->as_of, &estimator), "stopped");
    passed(w, "no estimator of a stopped call", estimator == NULL);
    expect(w, ATTAIN_E_STOPPED, attain_ledger_record(context, ledger, 7, 1, rep_id, day, NULL, NULL),
           "stopped recording");
    memset(&outcomes, 0, sizeof outcomes);
    outcomes.struct_size = sizeof outcomes;
    expect(w, ATTAIN_E_STOPPED, attain_allocation_what_if(context, w->allocation, 2, totals, &outcomes),
           "stopped between two scenarios");
    flag[0] = 0;
    expect(w, ATTAIN_OK, attain_estimator_new(context, w->team, &w->metric, w->facts, w->as_of, &estimator),
           "no longer stopped");
    attain_estimator_free(estimator);
    attain_ledger_free(ledger);
    attain_context_free(context);
}

void refuse_context(struct world* w) {
    attain_error error;
    attain_status statuses[64];
    int64_t needed, i;
    memset(&error, 0, sizeof error);
    error.struct_size = sizeof error;
    refuse_attain_context_new(w, (struct attain_context_new_call){&(attain_context*){NULL}}, "");
    refuse_attain_context_new_with(w, (struct attain_context_new_with_call){NULL, &(attain_context*){NULL}},
                                   "allocator");
    refuse_cancel(w);
    refuse_attain_status_list(w, (struct attain_status_list_call){64, statuses, &needed}, "");
    for (i = 0; i < needed; ++i)
        passed(w, "a status's name",
               strcmp(attain_status_name(statuses[i]), "unknown_code") != 0 &&
                   (i == 0 ? statuses[i] == ATTAIN_OK : statuses[i - 1] < statuses[i]));
    passed(w, "attain_status_count", needed == attain_status_count());
    refuse_attain_context_error(w, (struct attain_context_error_call){w->context, &error}, "");
}
