/* The team that the C tests speak of: four reps, 300 days of meetings, as of 2026-11-30. And how they check.
 */
#ifndef ATTAIN_TESTS_STORY_H
#define ATTAIN_TESTS_STORY_H

#include "behaviour.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define NEAR(a, b) check_at(fabs((a) - (b)) < 1e-9 * (1 + fabs(b)), __FILE__, __LINE__, #a " near " #b)

/* A struct as a caller begins it: all zero, its size set. */
#define CLEAR(x)                                                                                             \
    do {                                                                                                     \
        memset(&(x), 0, sizeof(x));                                                                          \
        (x).struct_size = sizeof(x);                                                                         \
    } while (0)

enum { REPS = 4, HISTORY = 300, AS_OF = 20787 /* 2026-11-30 */ };

static const int64_t ids[REPS] = {101, 102, 103, 104};

typedef struct story {
    attain_context* context;
    attain_team* team;
    attain_metric metric;
    attain_ledger* ledger;
    attain_estimator* estimator;
    int32_t begin, end; /* December 2026 */
} story;

/* Meetings of one day, different for each rep; Ben (102) was hired 80 days ago. */
static int meetings_on(int rep, int days_ago) {
    if (rep == 1 && days_ago > 80) return 0;
    return (days_ago * 7 + rep * 3) % (rep + 2) == 0 ? 1 + (days_ago + rep) % 3 : 0;
}

static void add_facts(const story* s, int32_t from, int32_t to) {
    static const char* const channels[] = {"cold call", "e-mail"};
    int64_t channel[2], rep[REPS * HISTORY], quantity[REPS * HISTORY], by[REPS * HISTORY], n = 0;
    int32_t day[REPS * HISTORY], d;
    int r;
    CHECK(attain_ledger_channel(s->context, s->ledger, channels[0], -1, &channel[0]) == ATTAIN_OK);
    CHECK(attain_ledger_channel(s->context, s->ledger, channels[1], -1, &channel[1]) == ATTAIN_OK);
    for (d = from; d < to; ++d)
        for (r = 0; r < REPS; ++r) {
            /* after the history the pattern goes on */
            const int many = meetings_on(r, d <= AS_OF ? AS_OF - d : (d - AS_OF) % 60);
            if (many == 0) continue;
            rep[n] = ids[r];
            day[n] = d;
            quantity[n] = many;
            by[n++] = channel[r == 2 || d % 3 == 0];
        }
    CHECK(attain_ledger_record(s->context, s->ledger, s->metric.metric_id, n, rep, day, quantity, by) ==
          ATTAIN_OK);
}

static story story_open(void) {
    static const char* const names[REPS] = {"Ana", "Ben", "Cleo", "Dan"};
    static const int32_t hired[REPS] = {ATTAIN_NULL_DAY, AS_OF - 80, AS_OF - 900, AS_OF - 400};
    static const double fte[REPS] = {1, 1, 0.8, 1};
    static const int64_t ramp_offsets[REPS + 1] = {0, 0, 3, 3, 3};
    static const double ramp_share[3] = {0.25, 0.5, 0.75};
    static const int32_t christmas = AS_OF + 25;
    attain_team_args who;
    story s;
    memset(&s, 0, sizeof s);
    memset(&who, 0, sizeof who);
    CHECK(attain_context_new(&s.context) == ATTAIN_OK);
    who.struct_size = sizeof who;
    who.name = "East";
    who.n_reps = REPS;
    who.rep_id = ids;
    who.rep_name = names;
    who.hired = hired;
    who.fte = fte;
    who.ramp_offsets = ramp_offsets;
    who.n_ramp_shares = 3;
    who.ramp_share = ramp_share;
    who.n_closed = 1;
    who.closed_day = &christmas;
    CHECK(attain_team_new(s.context, &who, &s.team) == ATTAIN_OK);
    s.metric.struct_size = sizeof s.metric;
    s.metric.metric_id = 7;
    s.metric.name = "meetings booked";
    CHECK(attain_ledger_new(s.context, &s.ledger) == ATTAIN_OK);
    add_facts(&s, AS_OF - HISTORY + 1, AS_OF + 1);
    CHECK(attain_estimator_new(s.context, s.team, &s.metric, s.ledger, AS_OF, &s.estimator) == ATTAIN_OK);
    CHECK(attain_period_parse(s.context, "2026-12", -1, &s.begin, &s.end) == ATTAIN_OK);
    return s;
}

/* Calls in another metric: ten a meeting, for Dan twenty. */
static inline attain_metric story_calls(const story* s) {
    enum { ROWS = REPS * HISTORY };
    int64_t rep[ROWS], quantity[ROWS], n = 0;
    int32_t day[ROWS], d;
    int r;
    attain_metric calls = s->metric;
    calls.metric_id = 8;
    calls.name = "calls";
    for (d = AS_OF - HISTORY + 1; d <= AS_OF; ++d)
        for (r = 0; r < REPS; ++r) {
            rep[n] = ids[r];
            day[n] = d;
            quantity[n++] = 2 + meetings_on(r, AS_OF - d) * (r == 3 ? 20 : 10);
        }
    OK(attain_ledger_record(s->context, s->ledger, calls.metric_id, n, rep, day, quantity, NULL));
    return calls;
}

static void story_close(story* s) {
    attain_estimator_free(s->estimator);
    attain_ledger_free(s->ledger);
    attain_team_free(s->team);
    attain_context_free(s->context);
}

/* What the last refusal named. */
static inline int refused(const story* s, attain_status status, const char* argument, int64_t row) {
    attain_error e;
    memset(&e, 0, sizeof e);
    e.struct_size = sizeof e;
    if (attain_context_error(s->context, &e) != ATTAIN_OK) return 0;
    if (e.status == status && strcmp(e.argument, argument) == 0 && e.row == row) return 1;
    printf("refused with %s, argument %s, row %d: %s\n", attain_status_name(e.status), e.argument, (int)e.row,
           e.message);
    return 0;
}

#endif
