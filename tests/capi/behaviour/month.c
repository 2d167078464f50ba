/* The month goes on: tracking, what would help, the review, and the next goals. */
#include "story.h"

enum { MID = 20801, LATER = 20804, CLOSE = 20819 }; /* 2026-12-14, 12-17, 2027-01-01 */

/* The facts up to a day, understood. */
static attain_estimator* known_on(const story* s, int32_t as_of) {
    attain_estimator* now = NULL;
    OK(attain_estimator_new(s->context, s->team, &s->metric, s->ledger, as_of, &now));
    return now;
}

typedef struct standing {
    int64_t rep[REPS], actual[REPS], target[REPS], due[REPS], remaining[REPS], surplus[REPS], points[REPS];
    int64_t over[REPS], left[REPS], next_amount[REPS];
    int32_t attainment[REPS], status[REPS], feasibility[REPS], beyond[REPS], next_day[REPS];
    double p[REPS], low[REPS], high[REPS], expected[REPS], ratio[REPS], elapsed[REPS], run_rate[REPS];
    double projection[REPS], projected[REPS], required[REPS];
} standing;

static standing stand(const story* s, const attain_progress* progress) {
    standing t;
    int64_t needed = 0;
    attain_progress_columns out;
    memset(&t, 0, sizeof t);
    CLEAR(out);
    out.rep_id = t.rep;
    out.actual = t.actual;
    out.target = t.target;
    out.due = t.due;
    out.remaining = t.remaining;
    out.surplus = t.surplus;
    out.attainment_state = t.attainment;
    out.basis_points = t.points;
    out.status = t.status;
    out.probability = t.p;
    out.low = t.low;
    out.high = t.high;
    out.expected = t.expected;
    out.ratio = t.ratio;
    out.elapsed = t.elapsed;
    out.run_rate = t.run_rate;
    out.projection = t.projection;
    out.projected_attainment = t.projected;
    out.required_rate = t.required;
    out.time_over = t.over;
    out.time_left = t.left;
    out.feasibility = t.feasibility;
    out.days_beyond = t.beyond;
    out.next_day = t.next_day;
    out.next_amount = t.next_amount;
    OK(attain_progress_goals(s->context, progress, REPS, &out, &needed));
    CHECK(needed == REPS);
    return t;
}

static void on_a_day(const story* s, const attain_progress* progress) {
    const standing t = stand(s, progress);
    int32_t day[31], reached[3 * REPS], first[3 * REPS], lost[3 * REPS], times[3 * REPS];
    int64_t amount[31], who[3 * REPS], needed, sum = 0, i;
    double share[3 * REPS];
    char text[512];
    attain_progress_figures f;
    attain_milestone_columns out;
    CLEAR(f);
    OK(attain_progress_summary(s->context, progress, &f));
    CHECK(f.as_of == MID && f.total == 90 && f.n_goals == REPS && f.low < f.high);
    CHECK(f.probability > 0 && f.probability < 1);
    for (i = 0; i < REPS; ++i) {
        CHECK(t.over[i] > 0 && t.left[i] > 0 && t.elapsed[i] > 0.3 && t.elapsed[i] < 0.6);
        CHECK(t.remaining[i] - t.surplus[i] == t.target[i] - t.actual[i]);
        CHECK(t.points[i] == t.actual[i] * 10000 / t.target[i]);
        CHECK(t.status[i] >= ATTAIN_GOAL_BEHIND && t.status[i] <= ATTAIN_GOAL_REACHED);
        CHECK(t.expected[i] <= (double)t.due[i] && t.low[i] <= t.high[i] && t.beyond[i] >= 0);
        NEAR(t.ratio[i], (double)t.actual[i] / t.expected[i]);
        NEAR(t.run_rate[i], (double)t.actual[i] * 1e6 / (double)t.over[i]);
        NEAR(t.projected[i], t.projection[i] / (double)t.target[i]);
        sum += t.actual[i];
    }
    CHECK(sum == f.actual);
    OK(attain_progress_catch_up(s->context, progress, 101, 31, day, amount, &needed));
    CHECK(needed == 12 && day[0] == t.next_day[0] && amount[0] == t.next_amount[0] && day[0] == MID + 1);
    for (i = 0, sum = 0; i < needed; ++i)
        sum += amount[i];
    CHECK(sum == t.remaining[0]);
    CLEAR(out);
    out.rep_id = who;
    out.share = share;
    out.reached = reached;
    out.first_reached = first;
    out.last_lost = lost;
    out.times_lost = times;
    OK(attain_progress_milestones(s->context, progress, 3 * REPS, &out, &needed));
    CHECK(needed == 3 * REPS && share[0] == 0.5 && share[2] == 1 && who[3] == 102 && times[0] == 0);
    for (i = 0; i < needed; ++i)
        CHECK((reached[i] != 0) == ((double)t.actual[i / 3] >= share[i] * (double)t.target[i / 3]));
    OK(attain_progress_text(s->context, progress, 0, text, sizeof text, &needed));
    CHECK(strstr(text, "Ana") != NULL);
    CHECK(attain_progress_text(s->context, progress, REPS, text, sizeof text, &needed) ==
          ATTAIN_E_OUT_OF_RANGE);
}

/* A restored progress says what was stored, and that the rest is not known. */
static void as_stored(const story* s, const attain_progress* stored, const standing* then) {
    int64_t remaining[REPS], surplus[REPS], left[REPS], sum[3] = {0, 0, 0}, needed, i;
    double low[REPS];
    char text[64];
    attain_progress_columns out;
    attain_progress_figures f;
    CLEAR(out);
    out.remaining = remaining;
    out.surplus = surplus;
    out.time_left = left;
    out.low = low;
    OK(attain_progress_goals(s->context, stored, REPS, &out, &needed));
    for (i = 0; i < REPS; ++i) {
        const int64_t missing = then->target[i] - then->actual[i];
        CHECK(remaining[i] == (missing > 0 ? missing : 0) && surplus[i] == (missing < 0 ? -missing : 0));
        CHECK(left[i] == ATTAIN_NULL_UNITS && isnan(low[i]));
        sum[0] += then->actual[i];
        sum[1] += then->target[i];
        sum[2] += then->due[i];
    }
    CLEAR(f);
    OK(attain_progress_summary(s->context, stored, &f));
    CHECK(f.as_of == MID && f.n_goals == REPS && f.actual == sum[0] && f.total == sum[1] && f.due == sum[2]);
    CHECK(isnan(f.probability) && isnan(f.low) && isnan(f.high));
    OK(attain_progress_text(s->context, stored, 0, text, sizeof text, &needed));
    CHECK(needed == 1);
}

/* The same goals three days later; the progress between was stored and restored. */
static void what_moved(const story* s, const attain_plan* plan, const attain_progress* before) {
    const standing then = stand(s, before);
    attain_estimator* now = known_on(s, LATER);
    attain_progress *after = NULL, *same = NULL, *stored = NULL;
    const int64_t owed = 85;
    const double chance = 0.7;
    attain_progress_args args;
    attain_progress_figures f;
    attain_movement_columns out;
    int64_t who[4 * REPS], position[4 * REPS], needed, moved, i;
    int32_t mover[4 * REPS];
    double p[4 * REPS];
    standing t, u;
    OK(attain_progress_new(s->context, plan, now, s->ledger, before, NULL, &after));
    t = stand(s, after);
    CLEAR(out);
    out.rep_id = who;
    out.mover = mover;
    out.position = position;
    out.probability = p;
    OK(attain_progress_moves(s->context, after, 4 * REPS, &out, &needed));
    CHECK(needed == 4 * REPS && mover[0] == ATTAIN_MOVER_TIME && mover[1] == ATTAIN_MOVER_BOOKED);
    for (i = 0; i < REPS; ++i) {
        moved = position[4 * i] + position[4 * i + 1] + position[4 * i + 2] + position[4 * i + 3];
        CHECK(moved == (t.actual[i] - t.due[i]) - (then.actual[i] - then.due[i]));
        CHECK(fabs(p[4 * i] + p[4 * i + 1] + p[4 * i + 2] + p[4 * i + 3] - (t.p[i] - then.p[i])) < 1e-9);
        CHECK(position[4 * i + 2] == 0 && position[4 * i + 3] == 0);
    }
    CLEAR(args);
    args.as_of = MID;
    args.n_goals = REPS;
    args.rep_id = then.rep;
    args.actual = then.actual;
    args.target = then.target;
    args.due = then.due;
    args.status = then.status;
    args.probability = then.p;
    OK(attain_progress_restore(s->context, &args, &stored));
    as_stored(s, stored, &then);
    OK(attain_progress_new(s->context, plan, now, s->ledger, stored, NULL, &same));
    u = stand(s, same);
    CHECK(memcmp(&t, &u, sizeof t) == 0);
    OK(attain_progress_moves(s->context, same, 4 * REPS, &out, &needed));
    CHECK(needed == 4 * REPS &&
          position[0] + position[1] == (u.actual[0] - u.due[0]) - (then.actual[0] - then.due[0]));
    attain_progress_free(same);
    attain_progress_free(stored);
    args.total = &owed;
    args.team_probability = &chance;
    OK(attain_progress_restore(s->context, &args, &stored));
    CLEAR(f);
    OK(attain_progress_summary(s->context, stored, &f));
    CHECK(f.total == owed && f.probability == chance);
    CHECK(attain_progress_new(s->context, plan, now, s->ledger, after, NULL, &same) == ATTAIN_E_OUT_OF_RANGE);
    attain_progress_free(stored);
    attain_progress_free(after);
    attain_estimator_free(now);
}

static void what_would_help(const story* s, const attain_plan* plan, const attain_estimator* now) {
    int64_t who[REPS], target[REPS], in_all[REPS], per_week[REPS], needed, i;
    int32_t days[REPS];
    double p[REPS];
    char text[256];
    attain_counterfactual_columns out;
    CLEAR(out);
    out.rep_id = who;
    out.probability = p;
    out.target = target;
    out.more_in_all = in_all;
    out.more_per_week = per_week;
    out.more_days = days;
    OK(attain_counterfactuals(s->context, plan, now, 0.95, REPS, &out, &needed));
    for (i = 0; i < needed; ++i) {
        if (p[i] >= 0.95) continue;
        CHECK(in_all[i] > 0 && per_week[i] > 0);
        CHECK(days[i] == -1 || days[i] > 0);
        OK(attain_counterfactual_text(s->context, plan, now, 0.95, who[i], text, sizeof text, &needed));
        CHECK(strstr(text, "more") != NULL);
        needed = REPS;
    }
    CHECK(attain_counterfactuals(s->context, plan, now, 1, REPS, &out, &needed) == ATTAIN_E_OUT_OF_RANGE);
    CHECK(attain_counterfactual_text(s->context, plan, now, 0.5, 999, text, sizeof text, &needed) ==
          ATTAIN_E_UNKNOWN_ID);
}

static void review_and_next(const story* s, const attain_plan* plan) {
    attain_estimator* now = known_on(s, CLOSE);
    attain_review* review = NULL;
    attain_adjustment* next = NULL;
    attain_explanation* why = NULL;
    attain_review_figures f;
    attain_adjustment_figures g;
    attain_closed_columns closed;
    attain_adjusted_columns out;
    attain_adjust_args args;
    attain_explanation_columns lines;
    int64_t who[REPS], target[REPS], actual[REPS], points[REPS], time[REPS], planned[REPS], said_of[REPS],
        largest[REPS], needed, sum, i;
    int64_t before[REPS], after[REPS], threshold[REPS], line_rep[64], line_amount[64], n_lines;
    int32_t state[REPS], handed[REPS], changed[REPS], begin[REPS], end[REPS], first, last;
    double said[REPS], rank[REPS], share[REPS], lambda[REPS], p[REPS];
    const int64_t relief_rep = 101, relief_amount = 8;
    const char *trigger = "a lost account", *approved = "Mia";
    char text[256];
    CHECK(attain_review_new(s->context, plan, s->team, s->ledger, MID, 0, &review) == ATTAIN_E_OUT_OF_RANGE);
    OK(attain_review_new(s->context, plan, s->team, s->ledger, CLOSE, ATTAIN_REVERSALS_RESTATE, &review));
    CLEAR(closed);
    closed.rep_id = who;
    closed.target = target;
    closed.actual = actual;
    closed.attainment_state = state;
    closed.basis_points = points;
    closed.working_time = time;
    closed.planned_time = planned;
    closed.said = said;
    closed.said_of = said_of;
    closed.handed_over = handed;
    closed.rank = rank;
    closed.largest_day = largest;
    closed.largest_share = share;
    OK(attain_review_goals(s->context, review, REPS, &closed, &needed));
    CLEAR(f);
    OK(attain_review_summary(s->context, review, &f));
    CHECK(needed == REPS && f.n_goals == REPS && f.total == 90 && f.judged == REPS && f.begin == s->begin);
    for (i = 0, sum = 0; i < REPS; ++i) {
        sum += actual[i];
        CHECK(state[i] == ATTAIN_ATTAINMENT_KNOWN && rank[i] >= 0 && rank[i] <= 1 && said[i] > 0.2);
        CHECK(points[i] == actual[i] * 10000 / target[i] && largest[i] >= 1 && share[i] > 0);
        CHECK(planned[i] == time[i] && said_of[i] == target[i] && handed[i] == ATTAIN_NULL_DAY);
        begin[i] = s->begin;
        end[i] = s->end;
    }
    CHECK(sum == f.actual && f.expected_reached > 0 && f.spread > 0 && f.aimed > 0.2 && f.brier >= 0);
    NEAR(f.share_at_quota, (double)f.reached / REPS);
    attain_review_free(review);

    CLEAR(args);
    args.n_closed = REPS;
    args.closed_rep = who;
    args.closed_begin = begin;
    args.closed_end = end;
    args.closed_target = target;
    args.closed_actual = actual;
    args.closed_working_time = time;
    args.closed_planned_time = planned;
    args.n_reliefs = 1;
    args.relief_rep = &relief_rep;
    args.relief_amount = &relief_amount;
    args.relief_trigger = &trigger;
    args.relief_approved_by = &approved;
    OK(attain_period_parse(s->context, "2027-02", -1, &first, &last));
    OK(attain_adjustment_new(s->context, now, first, last, 85, &args, &next));
    CLEAR(g);
    OK(attain_adjustment_summary(s->context, next, &g));
    CHECK(g.feasible == 1 && g.n_goals == REPS && g.total == 85 && g.n_gone == 0 && g.problem == 0);
    CLEAR(out);
    out.rep_id = who;
    out.before = before;
    out.after = after;
    out.lambda = lambda;
    out.changed = changed;
    out.probability = p;
    OK(attain_adjustment_goals(s->context, next, REPS, &out, &needed));
    OK(attain_adjustment_explain(s->context, next, &why));
    CLEAR(lines);
    lines.rep_id = line_rep;
    lines.amount = line_amount;
    OK(attain_explanation_lines(s->context, why, 64, &lines, &n_lines));
    for (i = 0, sum = 0; i < REPS; ++i) {
        int64_t line, bridge = 0;
        for (line = 0; line < n_lines; ++line)
            if (line_rep[line] == who[i]) bridge += line_amount[line];
        CHECK(bridge == after[i] && before[i] == target[i] && lambda[i] > 0 && lambda[i] < 1 && p[i] > 0);
        sum += after[i];
    }
    CHECK(sum == 85);
    attain_explanation_free(why);
    OK(attain_adjustment_text(s->context, next, text, sizeof text, &needed));
    CHECK(text[0] == '\0');
    OK(attain_adjustment_gone(s->context, next, 0, NULL, &needed));
    attain_adjustment_free(next);
    args.n_reliefs = 0;
    OK(attain_adjustment_new(s->context, now, first, last, 300, &args, &next)); /* beyond every step */
    OK(attain_adjustment_summary(s->context, next, &g));
    CHECK(g.feasible == 0 && g.problem == ATTAIN_INFEASIBLE_CAPS_BELOW && g.gap > 0);
    OK(attain_adjustment_text(s->context, next, text, sizeof text, &needed));
    CHECK(strlen(text) > 20);
    attain_adjustment_free(next);
    OK(attain_relief_threshold(s->context, now, first, last, REPS, who, target, 0, threshold));
    CHECK(threshold[0] > 0 && threshold[0] < target[0]);
    args.closed_rep = NULL;
    CHECK(attain_adjustment_new(s->context, now, first, last, 85, &args, &next) == ATTAIN_E_NULL_ARGUMENT);
    CHECK(refused(s, ATTAIN_E_NULL_ARGUMENT, "closed_rep", -1));
    attain_estimator_free(now);
}

static void attainments(const story* s) {
    const int64_t actual[5] = {99999, 5, ATTAIN_NULL_UNITS, 7, 3};
    const int64_t target[5] = {100000, 0, 10, ATTAIN_NULL_UNITS, 2};
    const uint8_t applicable[5] = {1, 1, 1, 1, 0};
    const int64_t weight[2] = {1, 3}, cap[2] = {10000, ATTAIN_NULL_UNITS}, did[2] = {20, 5},
                  asked[2] = {10, 10};
    const int64_t time[3] = {20000000, 0, 10000000};
    int64_t points[5], headroom[5], score, part[3];
    int32_t state[5], reached[5], kept[5];
    double value[5];
    attain_attainment_columns out;
    CLEAR(out);
    out.state = state;
    out.reached = reached;
    out.basis_points = points;
    out.value = value;
    out.kept = kept;
    out.headroom = headroom;
    OK(attain_attainment(s->context, 5, actual, target, applicable, &out));
    CHECK(points[0] == 9999 && reached[0] == 0 && kept[0] == 1 && headroom[0] == 1);
    CHECK(state[1] == ATTAIN_ATTAINMENT_ZERO_TARGET && points[1] == ATTAIN_NULL_UNITS && isnan(value[1]));
    CHECK(state[2] == ATTAIN_ATTAINMENT_NO_ACTUAL && state[3] == ATTAIN_ATTAINMENT_NO_TARGET);
    CHECK(state[4] == ATTAIN_ATTAINMENT_NOT_APPLICABLE && headroom[4] == ATTAIN_NULL_UNITS);
    OK(attain_composite_score(s->context, 2, did, asked, weight, cap, &score));
    CHECK(score == (10000 + 3 * 5000) / 4);
    OK(attain_remainder(s->context, 100, 70, 3, time, part));
    CHECK(part[0] == 20 && part[1] == 0 && part[2] == 10);
}

void month_answers(void) {
    story s = story_open();
    attain_allocation* split = NULL;
    attain_plan* plan = NULL;
    attain_estimator* now;
    attain_progress* progress = NULL;
    attain_track_args args;
    OK(attain_allocate(s.context, s.estimator, s.begin, s.end, 90, NULL, &split));
    OK(attain_plan_new(s.context, s.estimator, s.begin, s.end, split, &plan));
    add_facts(&s, AS_OF + 1, CLOSE);
    now = known_on(&s, MID);
    CLEAR(args);
    args.p_on_track_enter = 0.6;
    OK(attain_progress_new(s.context, plan, now, s.ledger, NULL, &args, &progress));
    on_a_day(&s, progress);
    attain_progress_free(progress);
    OK(attain_progress_new(s.context, plan, now, s.ledger, NULL, NULL, &progress));
    what_moved(&s, plan, progress);
    what_would_help(&s, plan, now);
    review_and_next(&s, plan);
    attainments(&s);
    attain_progress_free(progress);
    attain_estimator_free(now);
    attain_plan_free(plan);
    attain_allocation_free(split);
    story_close(&s);
}
