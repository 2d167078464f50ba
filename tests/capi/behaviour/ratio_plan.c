/* A ratio planned for a team: targets at one chance that together make the team's; and stopping long work. */
#include "story.h"

typedef struct goals {
    int64_t rep[REPS], target[REPS], scale[REPS], n;
    double p[REPS], one[REPS], events[REPS], mean[REPS], low[REPS], high[REPS], undefined[REPS];
    int32_t locked[REPS], grade[REPS], last[REPS];
} goals;

static goals goals_of(const story* s, const attain_ratio_plan* plan) {
    attain_ratio_goal_columns out;
    goals g;
    memset(&g, 0, sizeof g);
    CLEAR(out);
    out.rep_id = g.rep;
    out.target = g.target;
    out.scale = g.scale;
    out.probability = g.p;
    out.one_for_all = g.one;
    out.events = g.events;
    out.mean = g.mean;
    out.low = g.low;
    out.high = g.high;
    out.undefined = g.undefined;
    out.locked = g.locked;
    out.grade = g.grade;
    out.last_fact = g.last;
    CHECK(attain_ratio_plan_goals(s->context, plan, 0, NULL, &g.n) == ATTAIN_E_BUFFER_TOO_SMALL);
    OK(attain_ratio_plan_goals(s->context, plan, REPS, &out, &g.n));
    return g;
}

static void targets_make_the_teams(const story* s, const attain_ratio* ratio) {
    attain_ratio_plan* plan = NULL;
    attain_ratio_plan_figures f;
    attain_ratio_goals columns;
    attain_ratio_progress_columns progress;
    attain_audit* audit = NULL;
    attain_audit_columns found;
    double chance[REPS], figure[5 * REPS], met = 0, events = 0;
    int64_t rep[5 * REPS], needed, i;
    int32_t verdict[5 * REPS];
    char text[256];
    goals g;
    OK(attain_ratio_plan_new(s->context, ratio, s->begin, s->end, 2, 25, NULL, &plan));
    CLEAR(f);
    OK(attain_ratio_plan_summary(s->context, plan, &f));
    CHECK(f.meets == 1 && f.n_goals == REPS && f.target == 2 && f.scale == 25 && f.as_of == AS_OF);
    CHECK(f.better == ATTAIN_BETTER_HIGHER && f.begin == s->begin && f.end == s->end);
    CHECK(f.probability > 0 && f.probability < 1 && f.combined >= 0.08 - 1e-12 && f.combined < 0.081);
    g = goals_of(s, plan);
    CHECK(g.n == REPS);
    for (i = 0; i < REPS; ++i) {
        CHECK(g.rep[i] == ids[i] && g.scale[i] == 1000 && g.locked[i] == 0 && g.undefined[i] < 0.01);
        CHECK(g.low[i] < g.mean[i] && g.mean[i] < g.high[i] && g.grade[i] >= ATTAIN_GRADE_THIN);
        CHECK(g.last[i] > AS_OF - 30 && g.last[i] <= AS_OF && fabs(g.p[i] - g.p[0]) < 0.05);
        met += g.events[i] * (double)g.target[i] / (double)g.scale[i];
        events += g.events[i];
    }
    NEAR(met / events, f.combined);
    CHECK(g.target[3] < g.target[0] && g.one[3] < g.one[0]); /* Dan needs twice the calls */
    /* These columns are what a CRM stores: tracked later, they say the same chance. */
    CLEAR(columns);
    columns.begin = s->begin;
    columns.end = s->end;
    columns.n = REPS;
    columns.rep_id = g.rep;
    columns.target = g.target;
    columns.scale = g.scale;
    CLEAR(progress);
    progress.probability = chance;
    OK(attain_ratio_track(s->context, ratio, &columns, NULL, NULL, &progress));
    CHECK(memcmp(chance, g.p, sizeof chance) == 0);
    OK(attain_ratio_plan_audit(s->context, plan, NULL, &audit));
    CLEAR(found);
    found.rep_id = rep;
    found.verdict = verdict;
    found.figure = figure;
    OK(attain_audit_findings(s->context, audit, 5 * REPS, &found, &needed));
    CHECK(needed == 5 * REPS && rep[0] == 101 && rep[5] == 102);
    for (i = 0; i < REPS; ++i)
        CHECK(figure[5 * i + 2] == g.p[i] && figure[5 * i + 3] == f.probability);
    OK(attain_audit_text(s->context, audit, 3, ATTAIN_AUDIT_REASON, text, sizeof text, &needed));
    CHECK(strstr(text, "together the targets make the team's 8.0 %") != NULL);
    OK(attain_audit_text(s->context, audit, 0, ATTAIN_AUDIT_ONE_SIZE, text, sizeof text, &needed));
    CHECK(text[0] == '\0' && needed == 1);
    attain_audit_free(audit);
    OK(attain_ratio_print(s->context, ratio, g.target[0], g.scale[0], text, sizeof text, &needed));
    CHECK(strstr(text, " %") != NULL && needed == (int64_t)strlen(text) + 1);
    CHECK(attain_ratio_print(s->context, ratio, 1, 0, text, sizeof text, &needed) == ATTAIN_E_OUT_OF_RANGE);
    attain_ratio_plan_free(plan);
}

static void locks_and_limits(const story* s, const attain_ratio* ratio) {
    const int64_t rep[2] = {104, 104}, nobody[1] = {999};
    const int64_t target[2] = {1, 1}, scale[3] = {2, 2, 0};
    attain_ratio_plan_args args;
    attain_ratio_plan_figures f;
    attain_ratio_plan* plan = NULL;
    goals g;
    int i;
    CLEAR(args);
    args.better = ATTAIN_BETTER_LOWER;
    OK(attain_ratio_plan_new(s->context, ratio, s->begin, s->end, 2, 25, &args, &plan));
    CLEAR(f);
    OK(attain_ratio_plan_summary(s->context, plan, &f));
    CHECK(f.better == ATTAIN_BETTER_LOWER && f.meets == 1 && f.combined <= 0.08 + 1e-12);
    attain_ratio_plan_free(plan);
    /* Dan is held to one in two, which nobody else can make up for downwards. */
    args.n_locks = 1;
    args.lock_rep = rep;
    args.lock_target = target;
    args.lock_scale = scale;
    OK(attain_ratio_plan_new(s->context, ratio, s->begin, s->end, 2, 25, &args, &plan));
    OK(attain_ratio_plan_summary(s->context, plan, &f));
    CHECK(f.meets == 0 && f.combined > 0.08);
    g = goals_of(s, plan);
    for (i = 0; i < REPS; ++i)
        CHECK(g.locked[i] == (i == 3));
    CHECK(g.target[3] == 1 && g.scale[3] == 2);
    attain_ratio_plan_free(plan);
    plan = NULL;
    args.n_locks = 2;
    CHECK(attain_ratio_plan_new(s->context, ratio, s->begin, s->end, 2, 25, &args, &plan) ==
          ATTAIN_E_DUPLICATE_ID);
    CHECK(refused(s, ATTAIN_E_DUPLICATE_ID, "lock_rep", 1) && plan == NULL);
    args.n_locks = 1;
    args.lock_rep = nobody;
    CHECK(attain_ratio_plan_new(s->context, ratio, s->begin, s->end, 2, 25, &args, &plan) ==
          ATTAIN_E_UNKNOWN_ID);
    args.lock_rep = rep;
    args.lock_scale = scale + 2;
    CHECK(attain_ratio_plan_new(s->context, ratio, s->begin, s->end, 2, 25, &args, &plan) ==
          ATTAIN_E_OUT_OF_RANGE);
    CHECK(attain_ratio_plan_new(s->context, ratio, s->begin, s->end, 26, 25, NULL, &plan) ==
          ATTAIN_E_OUT_OF_RANGE);
    CHECK(attain_ratio_plan_new(s->context, ratio, s->begin - 60, s->begin - 30, 2, 25, NULL, &plan) ==
          ATTAIN_E_INVALID_ARGUMENT);
}

void ratio_plan_answers(void) {
    story s = story_open();
    const attain_metric calls = story_calls(&s);
    attain_ratio* ratio = NULL;
    OK(attain_ratio_new(s.context, s.team, ATTAIN_RATIO_SHARE, "hit rate", &s.metric, &calls, s.ledger, AS_OF,
                        &ratio));
    targets_make_the_teams(&s, ratio);
    locks_and_limits(&s, ratio);
    attain_ratio_free(ratio);
    story_close(&s);
}
