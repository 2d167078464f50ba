/* Limits, where less is better: divided at one chance, audited, followed; and the chance of a score. */
#include "story.h"

typedef struct limits {
    int64_t rep[REPS], limit[REPS], equal[REPS], n;
    double p[REPS], one[REPS], mean[REPS], low[REPS], high[REPS];
    int32_t locked[REPS], grade[REPS], last[REPS];
} limits;

static limits limits_of(const story* s, const attain_limit_plan* plan) {
    attain_limit_goal_columns out;
    limits l;
    memset(&l, 0, sizeof l);
    CLEAR(out);
    out.rep_id = l.rep;
    out.limit = l.limit;
    out.probability = l.p;
    out.equal_limit = l.equal;
    out.one_for_all = l.one;
    out.mean = l.mean;
    out.low = l.low;
    out.high = l.high;
    out.locked = l.locked;
    out.grade = l.grade;
    out.last_fact = l.last;
    CHECK(attain_limit_plan_goals(s->context, plan, 0, NULL, &l.n) == ATTAIN_E_BUFFER_TOO_SMALL);
    OK(attain_limit_plan_goals(s->context, plan, REPS, &out, &l.n));
    return l;
}

static void limits_sum_to_the_teams(const story* s) {
    attain_limit_plan* plan = NULL;
    attain_limit_plan_figures f;
    attain_limit_plan_args args;
    attain_audit* audit = NULL;
    attain_audit_columns found;
    double figure[5 * REPS], chance[REPS];
    int64_t needed, sum = 0, equal = 0, team = ATTAIN_NULL_UNITS, asked, lock_rep[1] = {102}, lock[1] = {30};
    int i, j;
    char text[256];
    limits l;
    OK(attain_limit_with_chance(s->context, s->estimator, s->begin, s->end, 0.6, 1, &team, &asked));
    OK(attain_limit_plan_new(s->context, s->estimator, s->begin, s->end, asked, NULL, &plan));
    CLEAR(f);
    OK(attain_limit_plan_summary(s->context, plan, &f));
    CHECK(f.n_goals == REPS && f.limit == asked && f.unassigned == 0 && f.as_of == AS_OF);
    CHECK(f.begin == s->begin && f.end == s->end && f.probability >= 0.6 && f.probability < 0.75);
    CHECK(f.overshoot > 0 && f.overshoot < (double)asked);
    l = limits_of(s, plan);
    CHECK(l.n == REPS);
    for (i = 0; i < REPS; ++i) {
        sum += l.limit[i];
        equal += l.equal[i];
        CHECK(l.rep[i] == ids[i] && l.locked[i] == 0 && l.p[i] > 0 && l.p[i] < 1);
        CHECK(l.low[i] <= l.mean[i] && l.mean[i] <= l.high[i] && l.grade[i] >= ATTAIN_GRADE_THIN);
        CHECK(l.last[i] > AS_OF - 30 && l.one[i] >= 0 && l.one[i] <= 1);
    }
    CHECK(sum == asked && equal == asked);
    /* A unit taken from anybody for anybody else leaves the worse off of the two no better off. */
    for (i = 0; i < REPS; ++i) {
        attain_forecast_columns to;
        int64_t less = l.limit[i] - 1;
        double within = 0;
        CLEAR(to);
        to.within = &within;
        OK(attain_forecast(s->context, s->estimator, s->begin, s->end, 1, &l.rep[i], &less, &to));
        for (j = 0; j < REPS; ++j)
            CHECK(i == j || within <= l.p[j] + 1e-12);
    }
    OK(attain_limit_plan_audit(s->context, plan, NULL, &audit));
    CLEAR(found);
    found.figure = figure;
    OK(attain_audit_findings(s->context, audit, 5 * REPS, &found, &needed));
    CHECK(needed == 5 * REPS);
    for (i = 0; i < REPS; ++i)
        CHECK(figure[5 * i + 2] == l.p[i] && figure[5 * i + 3] == f.probability);
    OK(attain_audit_text(s->context, audit, 3, ATTAIN_AUDIT_REASON, text, sizeof text, &needed));
    CHECK(strstr(text, "the limits sum to the team's ") == text);
    attain_audit_free(audit);
    attain_limit_plan_free(plan);

    CLEAR(args);
    args.n_locks = 1;
    args.lock_rep = lock_rep;
    args.lock_limit = lock;
    OK(attain_limit_plan_new(s->context, s->estimator, s->begin, s->end, 20, &args, &plan));
    OK(attain_limit_plan_summary(s->context, plan, &f));
    l = limits_of(s, plan);
    CHECK(f.unassigned == -10 && l.limit[1] == 30 && l.locked[1] == 1 && l.limit[0] == 0);
    attain_limit_plan_free(plan);

    /* The limit of a chance is the smallest that has it. */
    OK(attain_limit_with_chance(s->context, s->estimator, s->begin, s->end, 0.75, REPS, ids, l.limit));
    for (i = 0; i < 2; ++i) {
        attain_forecast_columns to;
        CLEAR(to);
        to.within = chance;
        OK(attain_forecast(s->context, s->estimator, s->begin, s->end, REPS, ids, l.limit, &to));
        for (j = 0; j < REPS; ++j) {
            CHECK(i == 0 ? chance[j] >= 0.75 : chance[j] < 0.75);
            --l.limit[j];
        }
    }
}

static void a_limit_is_followed(const story* s) {
    attain_limit_goals goals;
    attain_limit_progress_columns out;
    int64_t rep[2] = {101, ATTAIN_NULL_UNITS}, limit[2] = {40, 120}, actual[2], headroom[2], needed;
    double expected[2], days[2], p[2], low[2], high[2];
    int32_t kept[2], status[2], before[2] = {ATTAIN_GOAL_ON_TRACK, -1};
    char text[256];
    CLEAR(goals);
    goals.begin = s->begin;
    goals.end = s->end;
    goals.n = 2;
    goals.rep_id = rep;
    goals.limit = limit;
    CLEAR(out);
    out.actual = actual;
    out.kept = kept;
    out.headroom = headroom;
    out.expected = expected;
    out.days_left = days;
    out.probability = p;
    out.low = low;
    out.high = high;
    out.status = status;
    OK(attain_limit_track(s->context, s->estimator, &goals, before, NULL, &out));
    CHECK(actual[0] == 0 && kept[0] == 1 && headroom[0] == 40 && expected[0] == 0 && days[0] > 15);
    CHECK(p[0] > 0 && p[0] <= 1 && low[0] <= high[0] && status[0] >= ATTAIN_GOAL_BEHIND);
    CHECK(headroom[1] == 120 && days[1] > days[0] && p[1] > 0 && p[1] <= 1);
    OK(attain_limit_text(s->context, s->estimator, &goals, 0, -1, NULL, text, sizeof text, &needed));
    CHECK(strstr(text, "0 of at most 40 ") != NULL && strstr(text, "; 40 left for ") != NULL);
    CHECK(attain_limit_text(s->context, s->estimator, &goals, 2, -1, NULL, text, sizeof text, &needed) ==
          ATTAIN_E_OUT_OF_RANGE);
    /* A month that is over: kept or broken, and nothing else. */
    OK(attain_period_parse(s->context, "2026-11", -1, &goals.begin, &goals.end));
    OK(attain_limit_track(s->context, s->estimator, &goals, NULL, NULL, &out));
    CHECK(actual[0] > 0 && actual[1] > actual[0] && days[0] == 0);
    limit[0] = actual[0];
    limit[1] = actual[1] - 1;
    OK(attain_limit_track(s->context, s->estimator, &goals, NULL, NULL, &out));
    CHECK(kept[0] == 1 && headroom[0] == 0 && p[0] == 1 && status[0] == ATTAIN_GOAL_REACHED);
    CHECK(kept[1] == 0 && headroom[1] == -1 && p[1] == 0 && status[1] == ATTAIN_GOAL_MISSED);
    NEAR(expected[0], (double)limit[0]);
    limit[0] = -1;
    CHECK(attain_limit_track(s->context, s->estimator, &goals, NULL, NULL, &out) == ATTAIN_E_OUT_OF_RANGE);
}

static void a_score_has_a_chance(const story* s) {
    const attain_estimator* parts[2];
    int64_t target[2] = {30, 20}, weight[2] = {2, 1}, cap[2] = {12000, ATTAIN_NULL_UNITS}, score;
    attain_score_parts asked;
    attain_forecast_columns to;
    double apart, together, alone, one;
    parts[0] = parts[1] = s->estimator;
    CLEAR(asked);
    asked.begin = s->begin;
    asked.end = s->end;
    asked.rep_id = 101;
    asked.n = 1;
    asked.estimator = parts;
    asked.target = target;
    asked.weight = weight;
    /* of one part it is the part's own */
    CLEAR(to);
    to.probability = &one;
    OK(attain_forecast(s->context, s->estimator, s->begin, s->end, 1, ids, target, &to));
    OK(attain_score_chance(s->context, &asked, 10000, &alone, &together));
    CHECK(alone == one && together == one);
    asked.n = 2;
    asked.cap = cap;
    OK(attain_score_chance(s->context, &asked, 10000, &apart, &together));
    CHECK(apart > 0 && apart < 1 && together > 0 && together < 1);
    OK(attain_score_with_chance(s->context, &asked, 0.6, &score));
    OK(attain_score_chance(s->context, &asked, score, &apart, NULL));
    CHECK(apart >= 0.6);
    OK(attain_score_chance(s->context, &asked, score + 1, &apart, NULL));
    CHECK(apart < 0.6);
    weight[1] = 0;
    CHECK(attain_score_chance(s->context, &asked, 10000, &apart, NULL) == ATTAIN_E_OUT_OF_RANGE);
    CHECK(refused(s, ATTAIN_E_OUT_OF_RANGE, "weight", 1));
}

void limit_answers(void) {
    story s = story_open();
    limits_sum_to_the_teams(&s);
    a_limit_is_followed(&s);
    a_score_has_a_chance(&s);
    story_close(&s);
}
