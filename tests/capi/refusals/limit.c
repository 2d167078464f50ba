/* Refusals: limits, and the chance of a score. */
#include "described.h"

#include <string.h>

static void refuse_limit_plans(struct world* w) {
    int64_t lock[1] = {101}, limit[1] = {4}, needed;
    attain_limit_plan* plan = NULL;
    attain_limit_plan_args args;
    attain_limit_plan_figures figures;
    attain_limit_goal_columns to;
    attain_audit_args audit;
    memset(&args, 0, sizeof args);
    args.struct_size = sizeof args;
    args.n_locks = 1;
    args.lock_rep = lock;
    args.lock_limit = limit;
    refuse_attain_limit_plan_new(w,
                                 (struct attain_limit_plan_new_call){w->context, w->estimator, w->begin,
                                                                     w->end, 40, &args,
                                                                     &(attain_limit_plan*){NULL}},
                                 "args args.residual_holder");
    expect(w, ATTAIN_OK, attain_limit_plan_new(w->context, w->estimator, w->begin, w->end, 40, NULL, &plan),
           "a limit's plan");
    memset(&figures, 0, sizeof figures);
    figures.struct_size = sizeof figures;
    refuse_attain_limit_plan_summary(w, (struct attain_limit_plan_summary_call){w->context, plan, &figures},
                                     "");
    memset(&to, 0, sizeof to);
    to.struct_size = sizeof to;
    to.rep_id = w->i64;
    to.limit = w->i64;
    to.probability = w->f64;
    to.equal_limit = w->i64;
    to.one_for_all = w->f64;
    to.mean = w->f64;
    to.low = w->f64;
    to.high = w->f64;
    to.locked = w->i32;
    to.grade = w->i32;
    to.last_fact = w->i32;
    refuse_attain_limit_plan_goals(
        w, (struct attain_limit_plan_goals_call){w->context, plan, 64, &to, &needed},
        "out.rep_id out.limit out.probability out.equal_limit out.one_for_all out.mean out.low out.high "
        "out.locked out.grade out.last_fact");
    memset(&audit, 0, sizeof audit);
    audit.struct_size = sizeof audit;
    refuse_attain_limit_plan_audit(
        w, (struct attain_limit_plan_audit_call){w->context, plan, &audit, &(attain_audit*){NULL}}, "args");
    attain_limit_plan_free(plan);
    expect(w, ATTAIN_E_OUT_OF_RANGE,
           attain_limit_plan_new(w->context, w->estimator, w->begin, w->end, -1, NULL, &plan),
           "a limit below 0");
    lock[0] = 999;
    expect(w, ATTAIN_E_UNKNOWN_ID,
           attain_limit_plan_new(w->context, w->estimator, w->begin, w->end, 40, &args, &plan),
           "a lock of nobody");
    expect(w, ATTAIN_E_INVALID_ARGUMENT,
           attain_limit_plan_new(w->context, w->estimator, w->begin - 60, w->begin - 30, 40, NULL, &plan),
           "a period that is over");
}

static void refuse_limit_goals(struct world* w) {
    int64_t limit[4] = {10, 10, 10, 10}, found[4], needed;
    int32_t before[4] = {ATTAIN_GOAL_ON_TRACK, -1, ATTAIN_GOAL_BEHIND, -1};
    char text[256];
    attain_limit_goals goals;
    attain_limit_progress_columns to;
    attain_track_args args;
    refuse_attain_limit_with_chance(w,
                                    (struct attain_limit_with_chance_call){w->context, w->estimator, w->begin,
                                                                           w->end, 0.6, 4, w->rep_id, found},
                                    "");
    memset(&goals, 0, sizeof goals);
    goals.struct_size = sizeof goals;
    goals.begin = w->begin;
    goals.end = w->end;
    goals.n = 4;
    goals.rep_id = w->rep_id;
    goals.limit = limit;
    memset(&to, 0, sizeof to);
    to.struct_size = sizeof to;
    to.actual = w->i64;
    to.kept = w->i32;
    to.headroom = w->i64;
    to.expected = w->f64;
    to.days_left = w->f64;
    to.probability = w->f64;
    to.low = w->f64;
    to.high = w->f64;
    to.status = w->i32;
    memset(&args, 0, sizeof args);
    args.struct_size = sizeof args;
    refuse_attain_limit_track(
        w, (struct attain_limit_track_call){w->context, w->estimator, &goals, before, &args, &to},
        "status_before args out.actual out.kept out.headroom out.expected out.days_left out.probability "
        "out.low out.high out.status");
    refuse_attain_limit_text(w,
                             (struct attain_limit_text_call){w->context, w->estimator, &goals, 0, -1, &args,
                                                             text, sizeof text, &needed},
                             "args goals.n=0");
    before[0] = 99;
    expect(w, ATTAIN_E_INVALID_ARGUMENT,
           attain_limit_track(w->context, w->estimator, &goals, before, NULL, &to), "an unknown status");
    limit[2] = -1;
    expect(w, ATTAIN_E_OUT_OF_RANGE, attain_limit_track(w->context, w->estimator, &goals, NULL, NULL, &to),
           "a limit below 0");
}

static void refuse_scores(struct world* w) {
    const attain_estimator* part[2];
    int64_t target[2] = {10, 20}, weight[2] = {2, 1}, cap[2] = {12000, ATTAIN_NULL_UNITS}, score;
    double apart, together;
    attain_score_parts parts;
    part[0] = part[1] = w->estimator;
    memset(&parts, 0, sizeof parts);
    parts.struct_size = sizeof parts;
    parts.begin = w->begin;
    parts.end = w->end;
    parts.rep_id = 101;
    parts.n = 2;
    parts.estimator = part;
    parts.target = target;
    parts.weight = weight;
    parts.cap = cap;
    refuse_attain_score_chance(
        w, (struct attain_score_chance_call){w->context, &parts, 10000, &apart, &together},
        "parts.cap apart together parts.n=0");
    refuse_attain_score_with_chance(
        w, (struct attain_score_with_chance_call){w->context, &parts, 0.6, &score}, "parts.cap parts.n=0");
    weight[1] = 0;
    expect(w, ATTAIN_E_OUT_OF_RANGE, attain_score_chance(w->context, &parts, 10000, &apart, NULL),
           "a weight of 0");
    part[1] = NULL;
    expect(w, ATTAIN_E_NULL_ARGUMENT, attain_score_chance(w->context, &parts, 10000, &apart, NULL),
           "a part without an estimator");
    parts.n = 0;
    expect(w, ATTAIN_E_EMPTY_INPUT, attain_score_chance(w->context, &parts, 10000, &apart, NULL), "no part");
}

void refuse_limit(struct world* w) {
    refuse_limit_plans(w);
    refuse_limit_goals(w);
    refuse_scores(w);
}
