/* Refusals: periods and teams. */
#include "described.h"

#include <string.h>

static void refuse_team(struct world* w) {
    int64_t rep_id[2] = {1, 2}, absence_rep[1] = {2}, ramp_offsets[3] = {0, 0, 2};
    const char* rep_name[2] = {"Ana", "Ben"};
    const char* rep_role[2] = {"AE", "BDR"};
    int32_t hired[2], joined[2], left[2], closed_day[1], absence_begin[1], absence_end[1];
    double fte[2] = {1.0, 0.5}, ramp_share[2] = {0.25, 0.5}, absence_share[1] = {0.5};
    double weekday_share[7] = {1, 1, 1, 1, 1, 0, 0};
    attain_team_args args;
    memset(&args, 0, sizeof args);
    args.struct_size = sizeof args;
    args.name = "West";
    args.n_reps = 2;
    args.rep_id = rep_id;
    args.rep_name = rep_name;
    args.rep_role = rep_role;
    args.hired = hired;
    args.joined = joined;
    args.left = left;
    args.fte = fte;
    args.ramp_offsets = ramp_offsets;
    args.ramp_share = ramp_share;
    args.weekday_share = weekday_share;
    args.n_closed = 1;
    args.closed_day = closed_day;
    args.n_absences = 1;
    args.absence_rep = absence_rep;
    args.absence_begin = absence_begin;
    args.absence_end = absence_end;
    args.absence_share = absence_share;
    hired[0] = hired[1] = joined[0] = joined[1] = w->begin - 400;
    left[0] = left[1] = w->end;
    closed_day[0] = absence_begin[0] = w->begin + 3;
    absence_end[0] = w->begin + 5;
    refuse_attain_team_new(
        w, (struct attain_team_new_call){w->context, &args, &(attain_team*){NULL}},
        "args.name args.rep_name args.rep_role args.hired args.joined args.left args.fte args.ramp_offsets "
        "args.weekday_share args.absence_share");

    rep_id[0] = 2;
    expect(w, ATTAIN_E_DUPLICATE_ID, attain_team_new(w->context, &args, &(attain_team*){NULL}),
           "a team with an id twice");
    rep_id[0] = 1;
    rep_id[1] = 3;
    expect(w, ATTAIN_E_UNKNOWN_ID, attain_team_new(w->context, &args, &(attain_team*){NULL}),
           "an absence of nobody");
    rep_id[1] = 2;
    absence_end[0] = absence_begin[0];
    expect(w, ATTAIN_E_INVERTED_PERIOD, attain_team_new(w->context, &args, &(attain_team*){NULL}),
           "an absence that ends before it begins");
}

void refuse_time(struct world* w) {
    int32_t begin, end;
    refuse_attain_period_parse(w, (struct attain_period_parse_call){w->context, "2026-Q4", 7, &begin, &end},
                               "");
    expect(w, ATTAIN_E_PARSE, attain_period_parse(w->context, "next week", -1, &begin, &end), "no period");
    refuse_team(w);
}
