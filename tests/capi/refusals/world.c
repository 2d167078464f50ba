/* The small world of the refusal tests: four people, ten months of facts, December 2026. */
#include "refusals.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void must(attain_status status, const char* doing) {
    if (status == ATTAIN_OK) return;
    fprintf(stderr, "%s: %s\n", doing, attain_status_name(status));
    exit(2);
}

static void record_facts(struct world* w) {
    enum { DAYS = 300 };
    int64_t rep[DAYS], quantity[DAYS];
    int32_t day[DAYS];
    int i, r;
    for (r = 0; r < 4; ++r) {
        for (i = 0; i < DAYS; ++i) {
            rep[i] = w->rep_id[r];
            day[i] = w->as_of - i;
            quantity[i] = (i * 7 + r * 3) % (r + 2) == 0 ? 1 + (i + r) % 3 : 0;
        }
        must(attain_ledger_record(w->context, w->facts, w->metric.metric_id, DAYS, rep, day, quantity, NULL),
             "recording");
    }
}

/* FNV-1a over bytes. */
static uint64_t mixed(uint64_t hash, const void* data, size_t size) {
    const unsigned char* at = data;
    size_t i;
    for (i = 0; i < size; ++i)
        hash = (hash ^ at[i]) * 1099511628211u;
    return hash;
}

uint64_t scratch_state(const struct world* w) {
    enum { ROOM = 512 };
    int64_t rep[ROOM], quantity[ROOM], needed = -1;
    int32_t day[ROOM];
    attain_ledger_counts counts;
    attain_status status;
    uint64_t hash = 14695981039346656037u;
    memset(&counts, 0, sizeof counts);
    memset(rep, 0, sizeof rep);
    memset(quantity, 0, sizeof quantity);
    memset(day, 0, sizeof day);
    counts.struct_size = sizeof counts;
    status = attain_ledger_count(NULL, w->scratch, w->metric.metric_id, w->end, &counts);
    hash = mixed(mixed(hash, &status, sizeof status), &counts, sizeof counts);
    status = attain_ledger_totals(NULL, w->scratch, w->metric.metric_id, w->end, NULL, ROOM, rep, day,
                                  quantity, &needed);
    hash = mixed(mixed(hash, &status, sizeof status), &needed, sizeof needed);
    return mixed(mixed(mixed(hash, rep, sizeof rep), day, sizeof day), quantity, sizeof quantity);
}

/* What no two threads share. */
static void open_own(struct world* w) {
    must(attain_context_new(&w->context), "a context");
    must(attain_ledger_new(w->context, &w->scratch), "the scratch ledger");
    w->seen = calloc((size_t)function_count, sizeof *w->seen);
    if (w->seen == NULL) exit(2);
}

void world_open(struct world* w) {
    attain_team_args who;
    attain_calendar_args calendar;
    attain_fiscal_args fiscal;
    int32_t christmas;
    const char* name = "Christmas";
    int r;
    memset(w, 0, sizeof *w);
    w->as_of = 20787;
    for (r = 0; r < 4; ++r)
        w->rep_id[r] = 101 + r;
    memset(&calendar, 0, sizeof calendar);
    calendar.struct_size = sizeof calendar;
    memset(&fiscal, 0, sizeof fiscal);
    fiscal.struct_size = sizeof fiscal;
    fiscal.rule = ATTAIN_FISCAL_WEEKS;
    fiscal.last_weekday = 5;
    fiscal.end_month = 1;
    memset(&who, 0, sizeof who);
    who.struct_size = sizeof who;
    who.name = "East";
    who.n_reps = 4;
    who.rep_id = w->rep_id;
    w->metric.struct_size = sizeof w->metric;
    w->metric.metric_id = 7;
    w->metric.name = "meetings booked";

    open_own(w);
    must(attain_period_parse(w->context, "2026-12", -1, &w->begin, &w->end), "December");
    calendar.n_days = 1;
    calendar.day = &christmas;
    calendar.day_name = &name;
    christmas = w->begin + 24;
    must(attain_calendar_new(w->context, &calendar, &w->calendar), "the calendar");
    must(attain_fiscal_new(w->context, &fiscal, &w->fiscal), "the fiscal calendar");
    must(attain_team_new(w->context, &who, &w->team), "the team");
    must(attain_ledger_new(w->context, &w->facts), "the facts");
    record_facts(w);
    must(attain_estimator_new(w->context, w->team, &w->metric, w->facts, w->as_of, &w->estimator),
         "the estimator");
    must(attain_allocate(w->context, w->estimator, w->begin, w->end, 90, NULL, &w->allocation), "quotas");
    must(attain_plan_new(w->context, w->estimator, w->begin, w->end, w->allocation, &w->plan), "the plan");
}

void world_share(struct world* w, const struct world* with) {
    *w = *with;
    open_own(w);
}

void world_leave(struct world* w) {
    free(w->seen);
    attain_ledger_free(w->scratch);
    attain_context_free(w->context);
}

void world_close(struct world* w) {
    attain_plan_free(w->plan);
    attain_allocation_free(w->allocation);
    attain_estimator_free(w->estimator);
    attain_ledger_free(w->facts);
    attain_team_free(w->team);
    world_leave(w);
    attain_fiscal_free(w->fiscal);
    attain_calendar_free(w->calendar);
}
