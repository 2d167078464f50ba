/* Refusals: the ledger. */
#include "described.h"

void refuse_measure(struct world* w) {
    int64_t rep_id[2] = {101, 102}, quantity[2] = {1, 2}, channel[2] = {0, 0}, number;
    int32_t day[2];
    day[0] = day[1] = w->as_of;
    refuse_attain_ledger_new(w, (struct attain_ledger_new_call){w->context, &(attain_ledger*){NULL}}, "");
    refuse_attain_ledger_channel(
        w, (struct attain_ledger_channel_call){w->context, w->scratch, "cold call", 9, &number}, "");
    refuse_attain_ledger_record(
        w, (struct attain_ledger_record_call){w->context, w->scratch, 7, 2, rep_id, day, quantity, channel},
        "quantity channel");
    channel[1] = 99;
    expect(w, ATTAIN_E_UNKNOWN_ID,
           attain_ledger_record(w->context, w->scratch, 7, 2, rep_id, day, quantity, channel),
           "a channel never named");
}
