/* Refusals: tracking, attainment, reviews and the next goals. */
#include "described.h"

#include <string.h>

static void refuse_progress(struct world* w, const attain_progress* progress, const attain_estimator* now) {
    int64_t needed, amount[31];
    int32_t day[31];
    char text[512];
    attain_progress_figures figures;
    attain_progress_columns progress_to;
    attain_movement_columns movement_to;
    attain_milestone_columns milestone_to;
    attain_counterfactual_columns counterfactual_to;
    memset(&progress_to, 0, sizeof progress_to);
    progress_to.struct_size = sizeof progress_to;
    progress_to.rep_id = w->i64;
    progress_to.actual = w->i64;
    progress_to.target = w->i64;
    progress_to.due = w->i64;
    progress_to.remaining = w->i64;
    progress_to.surplus = w->i64;
    progress_to.attainment_state = w->i32;
    progress_to.basis_points = w->i64;
    progress_to.status = w->i32;
    progress_to.probability = w->f64;
    progress_to.low = w->f64;
    progress_to.high = w->f64;
    progress_to.expected = w->f64;
    progress_to.ratio = w->f64;
    progress_to.elapsed = w->f64;
    progress_to.run_rate = w->f64;
    progress_to.projection = w->f64;
    progress_to.projected_attainment = w->f64;
    progress_to.required_rate = w->f64;
    progress_to.time_over = w->i64;
    progress_to.time_left = w->i64;
    progress_to.feasibility = w->i32;
    progress_to.days_beyond = w->i32;
    progress_to.next_day = w->i32;
    progress_to.next_amount = w->i64;
    refuse_attain_progress_goals(
        w, (struct attain_progress_goals_call){w->context, progress, 64, &progress_to, &needed},
        "out.rep_id out.actual out.target out.due out.remaining out.surplus "
        "out.attainment_state out.basis_points out.status out.probability out.low out.high "
        "out.expected out.ratio out.elapsed out.run_rate out.projection "
        "out.projected_attainment out.required_rate out.time_over out.time_left "
        "out.feasibility out.days_beyond out.next_day out.next_amount");
    memset(&movement_to, 0, sizeof movement_to);
    movement_to.struct_size = sizeof movement_to;
    movement_to.rep_id = w->i64;
    movement_to.mover = w->i32;
    movement_to.position = w->i64;
    movement_to.probability = w->f64;
    refuse_attain_progress_moves(
        w, (struct attain_progress_moves_call){w->context, progress, 64, &movement_to, &needed},
        "out.rep_id out.mover out.position out.probability");
    memset(&milestone_to, 0, sizeof milestone_to);
    milestone_to.struct_size = sizeof milestone_to;
    milestone_to.rep_id = w->i64;
    milestone_to.share = w->f64;
    milestone_to.reached = w->i32;
    milestone_to.first_reached = w->i32;
    milestone_to.last_lost = w->i32;
    milestone_to.times_lost = w->i32;
    refuse_attain_progress_milestones(
        w, (struct attain_progress_milestones_call){w->context, progress, 64, &milestone_to, &needed},
        "out.rep_id out.share out.reached out.first_reached out.last_lost out.times_lost");
    memset(&counterfactual_to, 0, sizeof counterfactual_to);
    counterfactual_to.struct_size = sizeof counterfactual_to;
    counterfactual_to.rep_id = w->i64;
    counterfactual_to.probability = w->f64;
    counterfactual_to.target = w->i64;
    counterfactual_to.more_in_all = w->i64;
    counterfactual_to.more_per_week = w->i64;
    counterfactual_to.more_days = w->i32;
    refuse_attain_counterfactuals(
        w,
        (struct attain_counterfactuals_call){w->context, w->plan, now, 0.9, 64, &counterfactual_to, &needed},
        "out.rep_id out.probability out.target out.more_in_all out.more_per_week out.more_days");
    memset(&figures, 0, sizeof figures);
    figures.struct_size = sizeof figures;
    refuse_attain_progress_summary(w, (struct attain_progress_summary_call){w->context, progress, &figures},
                                   "");
    refuse_attain_progress_catch_up(
        w, (struct attain_progress_catch_up_call){w->context, progress, 101, 31, day, amount, &needed},
        "day amount");
    refuse_attain_progress_text(
        w, (struct attain_progress_text_call){w->context, progress, 0, text, sizeof text, &needed}, "");
    refuse_attain_counterfactual_text(w,
                                      (struct attain_counterfactual_text_call){
                                          w->context, w->plan, now, 0.9, 101, text, sizeof text, &needed},
                                      "");
}

static void refuse_tracking(struct world* w) {
    int64_t actual[1] = {3}, target[1] = {30}, due[1] = {4};
    int32_t status[1] = {ATTAIN_GOAL_AT_RISK}, reached[1] = {0}, day[1] = {ATTAIN_NULL_DAY}, times[1] = {0};
    double probability[1] = {0.4}, share[1] = {0.5};
    attain_estimator* now = NULL;
    attain_progress* before = NULL;
    attain_progress* progress = NULL;
    attain_track_args args;
    attain_progress_args stored;
    expect(w, ATTAIN_OK, attain_estimator_new(w->context, w->team, &w->metric, w->facts, w->begin + 8, &now),
           "an estimator inside the period");
    expect(w, ATTAIN_OK,
           attain_progress_new(w->context, w->plan, w->estimator, w->facts, NULL, NULL, &before),
           "progress before the period");
    expect(w, ATTAIN_OK, attain_progress_new(w->context, w->plan, now, w->facts, before, NULL, &progress),
           "progress inside it");
    memset(&args, 0, sizeof args);
    args.struct_size = sizeof args;
    refuse_attain_progress_new(w,
                               (struct attain_progress_new_call){w->context, w->plan, now, w->facts, before,
                                                                 &args, &(attain_progress*){NULL}},
                               "before args");
    memset(&stored, 0, sizeof stored);
    stored.struct_size = sizeof stored;
    stored.as_of = w->as_of;
    stored.n_goals = 1;
    stored.rep_id = w->rep_id;
    stored.actual = actual;
    stored.target = target;
    stored.due = due;
    stored.status = status;
    stored.probability = probability;
    stored.n_milestones = 1;
    stored.milestone_rep = w->rep_id;
    stored.milestone_share = share;
    stored.milestone_reached = reached;
    stored.milestone_first_reached = day;
    stored.milestone_last_lost = day;
    stored.milestone_times_lost = times;
    stored.total = target;
    stored.team_probability = probability;
    refuse_attain_progress_restore(
        w, (struct attain_progress_restore_call){w->context, &stored, &(attain_progress*){NULL}},
        "args.probability=nan args.milestone_first_reached args.milestone_last_lost "
        "args.milestone_times_lost args.total args.team_probability args.team_probability=nan");
    refuse_progress(w, progress, now);
    attain_progress_free(progress);
    attain_progress_free(before);
    attain_estimator_free(now);
}

static void refuse_attainments(struct world* w) {
    int64_t actual[2] = {5, 7}, target[2] = {10, 10}, weight[2] = {1, 2}, cap[2] = {9000, 9000}, points;
    int64_t time[2] = {1000000, 2000000}, amount[2];
    uint8_t applicable[2] = {1, 1};
    attain_attainment_columns attainment_to;
    memset(&attainment_to, 0, sizeof attainment_to);
    attainment_to.struct_size = sizeof attainment_to;
    attainment_to.state = w->i32;
    attainment_to.reached = w->i32;
    attainment_to.basis_points = w->i64;
    attainment_to.value = w->f64;
    attainment_to.kept = w->i32;
    attainment_to.headroom = w->i64;
    refuse_attain_attainment(
        w, (struct attain_attainment_call){w->context, 2, actual, target, applicable, &attainment_to},
        "applicable out.state out.reached out.basis_points out.value out.kept out.headroom");
    refuse_attain_composite_score(
        w, (struct attain_composite_score_call){w->context, 2, actual, target, weight, cap, &points},
        "cap n=0");
    refuse_attain_remainder(w, (struct attain_remainder_call){w->context, 90, 30, 2, time, amount}, "n=0");
}

static void refuse_adjustment(struct world* w, const attain_adjustment* next) {
    int64_t needed, rep[8];
    char text[512];
    attain_adjustment_figures figures;
    attain_adjusted_columns adjusted_to;
    memset(&adjusted_to, 0, sizeof adjusted_to);
    adjusted_to.struct_size = sizeof adjusted_to;
    adjusted_to.rep_id = w->i64;
    adjusted_to.before = w->i64;
    adjusted_to.after = w->i64;
    adjusted_to.lambda = w->f64;
    adjusted_to.changed = w->i32;
    adjusted_to.probability = w->f64;
    refuse_attain_adjustment_goals(
        w, (struct attain_adjustment_goals_call){w->context, next, 64, &adjusted_to, &needed},
        "out.rep_id out.before out.after out.lambda out.changed out.probability");
    memset(&figures, 0, sizeof figures);
    figures.struct_size = sizeof figures;
    refuse_attain_adjustment_summary(w, (struct attain_adjustment_summary_call){w->context, next, &figures},
                                     "");
    refuse_attain_adjustment_gone(w, (struct attain_adjustment_gone_call){w->context, next, 8, rep, &needed},
                                  "rep_id");
    refuse_attain_adjustment_text(
        w, (struct attain_adjustment_text_call){w->context, next, text, sizeof text, &needed}, "");
    refuse_attain_adjustment_explain(
        w, (struct attain_adjustment_explain_call){w->context, next, &(attain_explanation*){NULL}}, "");
}

/* With the first of the reps gone: there is somebody in every answer. */
static void refuse_after_a_leaver(struct world* w, const attain_adjust_args* args) {
    int32_t left[4] = {0, ATTAIN_NULL_DAY, ATTAIN_NULL_DAY, ATTAIN_NULL_DAY};
    attain_team_args who;
    attain_team* team = NULL;
    attain_estimator* estimator = NULL;
    attain_adjustment* next = NULL;
    memset(&who, 0, sizeof who);
    who.struct_size = sizeof who;
    who.n_reps = 4;
    who.rep_id = w->rep_id;
    who.left = left;
    left[0] = w->begin;
    expect(w, ATTAIN_OK, attain_team_new(w->context, &who, &team), "a team that somebody leaves");
    expect(w, ATTAIN_OK, attain_estimator_new(w->context, team, &w->metric, w->facts, w->as_of, &estimator),
           "its estimator");
    expect(w, ATTAIN_OK, attain_adjustment_new(w->context, estimator, w->begin, w->end, 60, args, &next),
           "the goals of who is left");
    refuse_adjustment(w, next);
    attain_adjustment_free(next);
    attain_estimator_free(estimator);
    attain_team_free(team);
}

/* Rows are named as the caller gave them, by their own column. */
static void named(struct world* w, const attain_adjust_args* args, attain_status expected, const char* column,
                  int64_t row) {
    attain_adjustment* next = NULL;
    attain_error e;
    expect(w, expected, attain_adjustment_new(w->context, w->estimator, w->begin, w->end, 90, args, &next),
           column);
    memset(&e, 0, sizeof e);
    e.struct_size = sizeof e;
    expect(w, ATTAIN_OK, attain_context_error(w->context, &e), "the error");
    passed(w, column, strcmp(e.argument, column) == 0 && e.row == row);
}

static void refuse_other_reps(struct world* w, const attain_adjust_args* valid) {
    const int64_t closed[3] = {104, 9, 101}, twice[2] = {103, 103}, reliefs[2] = {104, 102};
    const int64_t amount[3] = {20, 20, -1};
    const int64_t time[3] = {22000000, 22000000, 22000000};
    const char* const trigger[2] = {"a lost account", "another"};
    const int32_t begin[3] = {20000, 20000, 20000}, end[3] = {20030, 20030, 20030};
    attain_adjust_args args = *valid;
    args.n_closed = 3;
    args.closed_rep = closed;
    args.closed_begin = begin;
    args.closed_end = end;
    args.closed_target = args.closed_actual = amount;
    args.closed_working_time = time;
    named(w, &args, ATTAIN_E_UNKNOWN_ID, "closed_rep", 1);
    { /* an older target below 0 is history, the last one no start */
        const int64_t one[2] = {102, 102}, below[2] = {20, -20};
        const int32_t from[2] = {20000, 20030}, to[2] = {20030, 20060};
        args.n_closed = 2;
        args.closed_rep = one;
        args.closed_begin = from;
        args.closed_end = to;
        args.closed_target = below;
        args.closed_planned_time = NULL;
        named(w, &args, ATTAIN_E_OUT_OF_RANGE, "closed_target", 1);
    }
    args = *valid;
    args.n_reached = 2;
    args.reached_rep = twice;
    args.reached_target = amount;
    named(w, &args, ATTAIN_E_DUPLICATE_ID, "reached_rep", 1);
    args.reached_rep = closed;
    named(w, &args, ATTAIN_E_UNKNOWN_ID, "reached_rep", 1);
    args = *valid;
    args.n_reliefs = 2;
    args.relief_rep = closed;
    args.relief_amount = amount;
    args.relief_trigger = trigger;
    args.relief_approved_by = NULL;
    named(w, &args, ATTAIN_E_UNKNOWN_ID, "relief_rep", 1);
    args.relief_rep = reliefs;
    args.relief_amount = amount + 1;
    named(w, &args, ATTAIN_E_OUT_OF_RANGE, "relief_amount", 1);
}

static void refuse_reviews(struct world* w) {
    int64_t closed_rep[2] = {101, 9}, target[4] = {30, 20, 20, 20}, actual[2] = {28, 9}, threshold[4];
    int64_t time[2] = {22000000, 22000000}, reached[1] = {103}, reached_target[1] = {20}, needed;
    int64_t relief_rep[1] = {102}, relief[1] = {1};
    int32_t begin[2], end[2];
    const char* trigger[1] = {"a lost account"};
    const char* approved[1] = {"Mia"};
    attain_review* review = NULL;
    attain_review_figures figures;
    attain_adjust_args args;
    attain_closed_columns closed_to;
    refuse_attain_review_new(w,
                             (struct attain_review_new_call){w->context, w->plan, w->team, w->facts, w->end,
                                                             0, &(attain_review*){NULL}},
                             "");
    expect(w, ATTAIN_OK, attain_review_new(w->context, w->plan, w->team, w->facts, w->end, 0, &review),
           "a review");
    memset(&figures, 0, sizeof figures);
    figures.struct_size = sizeof figures;
    refuse_attain_review_summary(w, (struct attain_review_summary_call){w->context, review, &figures}, "");
    memset(&closed_to, 0, sizeof closed_to);
    closed_to.struct_size = sizeof closed_to;
    closed_to.rep_id = w->i64;
    closed_to.target = w->i64;
    closed_to.actual = w->i64;
    closed_to.attainment_state = w->i32;
    closed_to.basis_points = w->i64;
    closed_to.working_time = w->i64;
    closed_to.planned_time = w->i64;
    closed_to.said = w->f64;
    closed_to.said_of = w->i64;
    closed_to.handed_over = w->i32;
    closed_to.rank = w->f64;
    closed_to.largest_day = w->i64;
    closed_to.largest_share = w->f64;
    refuse_attain_review_goals(w,
                               (struct attain_review_goals_call){w->context, review, 64, &closed_to, &needed},
                               "out.rep_id out.target out.actual out.attainment_state out.basis_points "
                               "out.working_time out.planned_time out.said out.said_of out.rank "
                               "out.largest_day out.largest_share out.handed_over");
    attain_review_free(review);
    begin[0] = begin[1] = w->begin - 30;
    end[0] = end[1] = w->begin;
    memset(&args, 0, sizeof args);
    args.struct_size = sizeof args;
    args.n_closed = 1;
    args.closed_rep = closed_rep;
    args.closed_begin = begin;
    args.closed_end = end;
    args.closed_target = target;
    args.closed_actual = actual;
    args.closed_working_time = args.closed_planned_time = time;
    args.n_reached = 1;
    args.reached_rep = reached;
    args.reached_target = reached_target;
    args.n_reliefs = 1;
    args.relief_rep = relief_rep;
    args.relief_amount = relief;
    args.relief_trigger = trigger;
    args.relief_approved_by = approved;
    refuse_attain_adjustment_new(w,
                                 (struct attain_adjustment_new_call){w->context, w->estimator, w->begin,
                                                                     w->end, 90, &args,
                                                                     &(attain_adjustment*){NULL}},
                                 "args.closed_planned_time args.relief_trigger args.relief_approved_by");
    refuse_other_reps(w, &args);
    refuse_attain_relief_threshold(w,
                                   (struct attain_relief_threshold_call){w->context, w->estimator, w->begin,
                                                                         w->end, 4, w->rep_id, target, 0.5,
                                                                         threshold},
                                   "");
    refuse_after_a_leaver(w, &args);
}

void refuse_month(struct world* w) {
    refuse_tracking(w);
    refuse_attainments(w);
    refuse_reviews(w);
}
