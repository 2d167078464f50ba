/* What a host passes by mistake is refused or answered as not known, never with a number that looks right: an
 * estimator of another metric, a quantity that is not known, percent for chances, names left out. */
#include "story.h"

#include <stdlib.h>

static attain_plan* december(const story* s) {
    attain_allocation* split = NULL;
    attain_plan* plan = NULL;
    OK(attain_allocate(s->context, s->estimator, s->begin, s->end, 90, NULL, &split));
    OK(attain_plan_new(s->context, s->estimator, s->begin, s->end, split, &plan));
    attain_allocation_free(split);
    return plan;
}

/* Calls would reach every goal of meetings by far, and a change would write so into the plan's log. */
static void another_metric(const story* s) {
    const attain_metric calls = story_calls(s);
    attain_metric hundredths = s->metric;
    attain_estimator* other = NULL;
    attain_progress* progress = NULL;
    attain_plan *plan = december(s), *changed = NULL;
    attain_counterfactual_columns columns;
    attain_change_args change;
    char text[200];
    int64_t needed;
    int which;
    CLEAR(columns);
    CLEAR(change);
    change.change = ATTAIN_CHANGE_REVISE;
    change.rep_id = 101;
    change.target = 10;
    change.from = s->begin;
    change.who = change.why = "Mia";
    hundredths.exponent = 2;
    for (which = 0; which < 2; ++which) {
        OK(attain_estimator_new(s->context, s->team, which == 0 ? &calls : &hundredths, s->ledger, AS_OF,
                                &other));
        CHECK(attain_progress_new(s->context, plan, other, s->ledger, NULL, NULL, &progress) ==
              ATTAIN_E_WRONG_METRIC);
        CHECK(progress == NULL && refused(s, ATTAIN_E_WRONG_METRIC, "now", -1));
        CHECK(attain_counterfactuals(s->context, plan, other, 0.5, REPS, &columns, &needed) ==
              ATTAIN_E_WRONG_METRIC);
        CHECK(refused(s, ATTAIN_E_WRONG_METRIC, "now", -1));
        CHECK(attain_counterfactual_text(s->context, plan, other, 0.5, 101, text, sizeof text, &needed) ==
              ATTAIN_E_WRONG_METRIC);
        for (change.change = ATTAIN_CHANGE_REVISE; change.change <= ATTAIN_CHANGE_TAKE_IN; ++change.change) {
            CHECK(attain_plan_change(s->context, plan, other, &change, &changed, NULL, NULL, NULL) ==
                  ATTAIN_E_WRONG_METRIC);
            CHECK(changed == NULL && refused(s, ATTAIN_E_WRONG_METRIC, "now", -1));
        }
        attain_estimator_free(other);
    }
    OK(attain_estimator_new(s->context, s->team, &s->metric, s->ledger, AS_OF - 1, &other));
    change.change = ATTAIN_CHANGE_REVISE;
    CHECK(attain_plan_change(s->context, plan, other, &change, &changed, NULL, NULL, NULL) ==
          ATTAIN_E_CONFLICT);
    CHECK(refused(s, ATTAIN_E_CONFLICT, "now", -1));
    attain_estimator_free(other);
    attain_plan_free(plan);
}

/* Somebody on leave has no target: what attain_prorate says of it goes on as it is. */
static void targets_not_known(const story* s) {
    static const int64_t wanted[3] = {20, 20, ATTAIN_NULL_UNITS}, here[3] = {10, 0, 10},
                         full[3] = {20, 20, 20};
    static const int64_t two[2] = {101, 101};
    int64_t target[3];
    double p[3], within[3], knots[2 * 33], prorated[3];
    attain_forecast_columns out;
    attain_knots_columns of;
    OK(attain_prorate(s->context, 3, wanted, here, full, prorated, target));
    CHECK(target[0] == 10 && target[1] == ATTAIN_NULL_UNITS && target[2] == ATTAIN_NULL_UNITS);
    CHECK(prorated[0] == 10 && isnan(prorated[1]) && isnan(prorated[2]));
    CLEAR(out);
    out.probability = p;
    out.within = within;
    out.knots = knots;
    OK(attain_forecast(s->context, s->estimator, s->begin, s->end, 2, two, target, &out));
    CHECK(p[0] > 0 && p[0] < 1 && isnan(p[1]) && within[0] > 0 && isnan(within[1]));
    OK(attain_forecast_team(s->context, s->estimator, s->begin, s->end, 2, target, &out));
    CHECK(p[0] > 0 && isnan(p[1]));
    OK(attain_forecast(s->context, s->estimator, s->begin, s->end, 2, two, target, &out));
    CLEAR(of);
    of.probability = p;
    of.within = within;
    OK(attain_knots(s->context, 33, 2, knots, target, &of));
    CHECK(p[0] > 0 && isnan(p[1]) && isnan(within[1]));
}

/* Where a quantity is added, split or learned from, it is refused with its row. */
static void quantities_not_known(const story* s) {
    static const int64_t reps[2] = {101, 103}, amount[2] = {20, ATTAIN_NULL_UNITS}, fine[2] = {20, 20};
    static const int64_t time[2] = {1000000, 1000000}, offsets[2] = {0, 2}, early[2] = {0, 1};
    int32_t begin[2], end[2], from[2];
    int64_t out[8], needed;
    double knots[33];
    attain_adjust_args closed;
    attain_adjustment* next = NULL;
    attain_proration_columns parts;
    attain_cascade_columns days;
    attain_calendar* calendar = NULL;
    attain_calendar_args weekdays;
    int which;
    begin[0] = begin[1] = day_of("2026-11-01");
    end[0] = end[1] = day_of("2026-12-01");
    from[0] = s->begin;
    from[1] = s->begin + 7;
    CLEAR(closed);
    closed.n_closed = 2;
    closed.closed_rep = reps;
    closed.closed_begin = begin;
    closed.closed_end = end;
    closed.closed_working_time = time;
    for (which = 0; which < 2; ++which) {
        closed.closed_target = which == 0 ? amount : fine;
        closed.closed_actual = which == 0 ? fine : amount;
        CHECK(attain_adjustment_new(s->context, s->estimator, s->begin, s->end, 90, &closed, &next) ==
              ATTAIN_E_OUT_OF_RANGE);
        CHECK(refused(s, ATTAIN_E_OUT_OF_RANGE, which == 0 ? "closed_target" : "closed_actual", 1));
    }
    CHECK(attain_relief_threshold(s->context, s->estimator, s->begin, s->end, 2, reps, amount, 0, out) ==
          ATTAIN_E_OUT_OF_RANGE);
    CHECK(refused(s, ATTAIN_E_OUT_OF_RANGE, "quota", 1));
    CHECK(attain_remainder(s->context, 20, ATTAIN_NULL_UNITS, 2, time, out) == ATTAIN_E_OUT_OF_RANGE);
    CHECK(refused(s, ATTAIN_E_OUT_OF_RANGE, "actual", -1));
    CHECK(attain_split(s->context, ATTAIN_NULL_UNITS, 2, time, out) == ATTAIN_E_OUT_OF_RANGE);
    CHECK(refused(s, ATTAIN_E_OUT_OF_RANGE, "total", -1));
    CLEAR(parts);
    CHECK(attain_prorate_team(s->context, 2, reps, amount, time, time, NULL, ATTAIN_FREED_RELEASE, &parts,
                              NULL) == ATTAIN_E_OUT_OF_RANGE);
    CHECK(refused(s, ATTAIN_E_OUT_OF_RANGE, "target", 1));
    CLEAR(days);
    CHECK(attain_cascade(s->context, s->team, 101, s->begin, s->end, 2, from, amount, NULL,
                         ATTAIN_PERIOD_WEEK, 8, &days, &needed) == ATTAIN_E_OUT_OF_RANGE);
    CHECK(refused(s, ATTAIN_E_OUT_OF_RANGE, "target", 1));
    CLEAR(weekdays);
    OK(attain_calendar_new(s->context, &weekdays, &calendar));
    from[0] = begin[0];
    from[1] = begin[0] + 7;
    CHECK(attain_season_learn(s->context, calendar, 1, begin, end, 2, from, amount, 10, 4, knots) ==
          ATTAIN_E_OUT_OF_RANGE);
    CHECK(refused(s, ATTAIN_E_OUT_OF_RANGE, "quantity", 1));
    attain_calendar_free(calendar);
    CHECK(attain_knots_of_totals(s->context, 33, 1, offsets, 2, amount, knots, NULL) ==
          ATTAIN_E_OUT_OF_RANGE);
    CHECK(refused(s, ATTAIN_E_OUT_OF_RANGE, "total", 1));
    CHECK(attain_knots_of_totals(s->context, 33, 1, early, 2, fine, knots, NULL) ==
          ATTAIN_E_INVALID_ARGUMENT);
    CHECK(refused(s, ATTAIN_E_INVALID_ARGUMENT, "offsets", 1));
}

/* A roster without names: every sentence says whom it means. */
static void without_names(const story* s) {
    static const int64_t rep[1] = {7};
    attain_team_args who;
    attain_team* team = NULL;
    attain_ledger* empty = NULL;
    attain_estimator* of = NULL;
    attain_allocation* split = NULL;
    attain_plan* plan = NULL;
    attain_explanation* why = NULL;
    char text[300];
    int64_t needed;
    CLEAR(who);
    who.n_reps = 1;
    who.rep_id = rep;
    OK(attain_team_new(s->context, &who, &team));
    OK(attain_ledger_new(s->context, &empty));
    OK(attain_estimator_new(s->context, team, &s->metric, empty, AS_OF, &of));
    OK(attain_allocate(s->context, of, s->begin, s->end, 10, NULL, &split));
    OK(attain_plan_new(s->context, of, s->begin, s->end, split, &plan));
    OK(attain_plan_verdict(s->context, plan, 7, 2, NULL, NULL, text, sizeof text, &needed));
    CHECK(strstr(text, "rep 7's own") != NULL);
    OK(attain_plan_verdict(s->context, plan, 7, 0, NULL, NULL, text, sizeof text, &needed));
    CHECK(strstr(text, "for rep 7") != NULL);
    OK(attain_plan_explain(s->context, plan, &why));
    OK(attain_explanation_text(s->context, why, NULL, 0, text, sizeof text, &needed));
    CHECK(strncmp(text, ":", 1) != 0);
    attain_explanation_free(why);
    attain_plan_free(plan);
    attain_allocation_free(split);
    attain_estimator_free(of);
    attain_ledger_free(empty);
    attain_team_free(team);
}

/* 9999-12-31 is "for ever" in many a CRM. */
static void to_the_end_of_time(const story* s) {
    const int32_t last = 2932896; /* 9999-12-31 */
    char text[40];
    int64_t needed;
    int32_t begin, end;
    OK(attain_period_print(s->context, last - 656, last - 564, text, sizeof text, &needed));
    CHECK(strcmp(text, "9998-03-15/9998-06-14") == 0);
    OK(attain_period_print(s->context, last - 364, last - 333, text, sizeof text, &needed));
    CHECK(strcmp(text, "9999-01") == 0);
    OK(attain_period_print(s->context, last - 30, last, text, sizeof text, &needed));
    CHECK(strcmp(text, "9999-12-01/9999-12-30") == 0);
    OK(attain_period_containing(s->context, ATTAIN_PERIOD_MONTH, last - 40, &begin, &end));
    CHECK(end == last - 30);
    CHECK(attain_period_containing(s->context, ATTAIN_PERIOD_MONTH, last, &begin, &end) ==
          ATTAIN_E_OUT_OF_RANGE);
    CHECK(refused(s, ATTAIN_E_OUT_OF_RANGE, "day", -1));
    CHECK(attain_period_containing(s->context, ATTAIN_PERIOD_WEEK, last, &begin, &end) ==
          ATTAIN_E_OUT_OF_RANGE);
    CHECK(attain_period_parse(s->context, "9999-12", -1, &begin, &end) == ATTAIN_E_OUT_OF_RANGE);
    CHECK(refused(s, ATTAIN_E_OUT_OF_RANGE, "text", -1));
}

void mistake_answers(void) {
    story s = story_open();
    another_metric(&s);
    targets_not_known(&s);
    quantities_not_known(&s);
    without_names(&s);
    to_the_end_of_time(&s);
    story_close(&s);
}
