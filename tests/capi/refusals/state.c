/* Refusals: states of fixed size in the caller's memory. */
#include "described.h"

#include <string.h>

static attain_state_args kind_of(int32_t kind, const attain_calendar* calendar) {
    attain_state_args args;
    memset(&args, 0, sizeof args);
    args.struct_size = sizeof args;
    args.kind = kind;
    args.half_life = 20;
    args.window = 5;
    args.calendar = calendar;
    return args;
}

void refuse_state(struct world* w) {
    int64_t states[2][512], other[2][512]; /* aligned as states have to be */
    uint8_t bytes[4096];
    attain_state_args args = kind_of(ATTAIN_STATE_WINDOW, w->calendar);
    attain_state_figures figures;
    int64_t size, group[3] = {0, 1, 0}, quantity[3] = {5, 6, 7}, needed = 0, length;
    int32_t day[3], kind;
    double value[3] = {1.0, 2.0, 3.0};
    day[0] = day[1] = w->as_of - 3;
    day[2] = w->as_of;
    memset(states, 0, sizeof states);
    memset(other, 0, sizeof other);
    memset(bytes, 0, sizeof bytes);
    memset(&figures, 0, sizeof figures);
    figures.struct_size = sizeof figures;
    refuse_attain_state_bytes(w, (struct attain_state_bytes_call){w->context, &args, &size}, "args.calendar");
    refuse_attain_state_update(
        w, (struct attain_state_update_call){w->context, &args, states, 2, 3, group, day, quantity, NULL},
        "args.calendar group value n_states=0");
    refuse_attain_state_advance(w, (struct attain_state_advance_call){w->context, &args, states, 2, w->as_of},
                                "args.calendar");
    refuse_attain_state_merge(w, (struct attain_state_merge_call){w->context, &args, states, other, 2},
                              "args.calendar");
    refuse_attain_state_result(w, (struct attain_state_result_call){w->context, &args, states, &figures},
                               "args.calendar");
    for (kind = ATTAIN_STATE_MOMENTS; kind <= ATTAIN_STATE_WINDOW; ++kind) {
        args = kind_of(kind, w->calendar);
        memset(states, 0, sizeof states);
        expect(w, ATTAIN_OK, attain_state_update(w->context, &args, states, 1, 3, NULL, day, quantity, value),
               "updating");
        refuse_attain_state_encode(
            w, (struct attain_state_encode_call){w->context, &args, states, sizeof bytes, bytes, &needed},
            "args.calendar");
        expect(w, ATTAIN_OK, attain_state_encode(w->context, &args, states, sizeof bytes, bytes, &needed),
               "encoding");
        refuse_attain_state_decode(w,
                                   (struct attain_state_decode_call){w->context, &args, bytes, needed, other},
                                   "args.calendar n_bytes=0");
        for (length = 0; length < needed; ++length)
            expect(w, ATTAIN_E_CORRUPT_STATE, attain_state_decode(w->context, &args, bytes, length, other),
                   "cut off");
        bytes[needed / 2] ^= 16;
        expect(w, ATTAIN_E_CORRUPT_STATE, attain_state_decode(w->context, &args, bytes, needed, other),
               "changed");
        bytes[needed / 2] ^= 16;
        args.kind = kind == ATTAIN_STATE_WINDOW ? ATTAIN_STATE_MOMENTS : kind + 1;
        expect(w, ATTAIN_E_INVALID_ARGUMENT, attain_state_decode(w->context, &args, bytes, needed, other),
               "another kind");
    }
    args = kind_of(ATTAIN_STATE_WINDOW, w->calendar);
    args.window = 6;
    expect(w, ATTAIN_E_CONFLICT, attain_state_decode(w->context, &args, bytes, needed, other),
           "a window of another length");
    args.window = 5;
    group[1] = 2;
    expect(w, ATTAIN_E_OUT_OF_RANGE,
           attain_state_update(w->context, &args, states, 2, 3, group, day, quantity, NULL), "no such state");
    memset(states, 0xA5, sizeof states);
    expect(w, ATTAIN_E_CORRUPT_STATE, attain_state_result(w->context, &args, states, &figures),
           "memory that holds no window");
}
