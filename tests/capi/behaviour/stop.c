/* The cancel flag: raised, it ends every call; lowered again, the same call goes through. */
#include "story.h"

static int32_t flag;

static int names_the_flag(const attain_context* c) {
    attain_error e;
    CLEAR(e);
    OK(attain_context_error(c, &e));
    return strcmp(e.argument, "cancel_flag") == 0;
}

#define STOPS(call)                                                                                          \
    do {                                                                                                     \
        flag = 1;                                                                                            \
        CHECK((call) == ATTAIN_E_STOPPED);                                                                   \
        CHECK(names_the_flag(c));                                                                            \
        flag = 0;                                                                                            \
        OK(call);                                                                                            \
    } while (0)

static void estimating(const story* s, attain_context* c, const attain_metric* calls) {
    attain_estimator* estimator = NULL;
    attain_calibration* judged = NULL;
    attain_ratio* ratio = NULL;
    attain_ratio_plan* plan = NULL;
    attain_strength_columns strengths;
    attain_conversion_columns conversions;
    attain_forecast_columns columns;
    double mean[REPS], apart, together;
    const double means[2] = {10, 20}, variances[2] = {15, 30};
    double knots[2 * 33];
    int64_t needed = 0;
    const int32_t october = day_of("2026-10"), november = day_of("2026-11");
    const attain_estimator* parts[1];
    const int64_t one = 1, target = 20;
    attain_score_parts score;
    STOPS(attain_estimator_new(c, s->team, &s->metric, s->ledger, AS_OF, &estimator));
    STOPS(
        attain_calibration_new(c, s->team, &s->metric, s->ledger, AS_OF, 1, &october, &november, 0, &judged));
    STOPS(attain_ratio_new(c, s->team, ATTAIN_RATIO_SHARE, "hit rate", &s->metric, calls, s->ledger, AS_OF,
                           &ratio));
    STOPS(attain_ratio_plan_new(c, ratio, s->begin, s->end, 2, 25, NULL, &plan));
    CLEAR(columns);
    columns.mean = mean;
    STOPS(attain_forecast(c, estimator, s->begin, s->end, REPS, ids, NULL, &columns));
    STOPS(attain_knots_of_moments(c, ATTAIN_SHAPE_GAMMA, 33, 2, means, variances, knots, NULL));
    CLEAR(strengths);
    CLEAR(conversions);
    needed = 2 * REPS;
    STOPS(attain_strengths(c, s->team, &s->metric, s->ledger, AS_OF, NULL, needed, &strengths, &needed));
    needed = 2 * REPS;
    STOPS(attain_conversions(c, s->team, calls, s->ledger, &s->metric, s->ledger, AS_OF, NULL, needed,
                             &conversions, &needed));
    CLEAR(score);
    parts[0] = estimator;
    score.begin = s->begin;
    score.end = s->end;
    score.rep_id = ids[0];
    score.n = 1;
    score.estimator = parts;
    score.target = &target;
    score.weight = &one;
    STOPS(attain_score_chance(c, &score, 10000, &apart, &together));
    attain_ratio_plan_free(plan);
    attain_ratio_free(ratio);
    attain_calibration_free(judged);
    attain_estimator_free(estimator);
}

static void planning(const story* s, attain_context* c) {
    attain_allocation* split = NULL;
    attain_explanation *why = NULL, *bridges = NULL;
    attain_plan* plan = NULL;
    attain_limit_plan* limits = NULL;
    attain_progress* progress = NULL;
    attain_adjustment* adjustment = NULL;
    attain_allocation_figures figures;
    attain_quota_columns quotas;
    attain_what_if_columns outcomes;
    attain_adjust_args inputs;
    attain_allocate_args args;
    const int64_t totals[2] = {60, 80};
    int64_t without_bounds[REPS], floors[REPS] = {40, 0, 0, 0}, needed = 0;
    double chance[2];
    STOPS(attain_allocate(c, s->estimator, s->begin, s->end, 70, NULL, &split));
    STOPS(attain_plan_new(c, s->estimator, s->begin, s->end, split, &plan));
    STOPS(attain_plan_explain(c, plan, &bridges));
    STOPS(attain_progress_new(c, plan, s->estimator, s->ledger, NULL, NULL, &progress));
    STOPS(attain_limit_plan_new(c, s->estimator, s->begin, s->end, 70, NULL, &limits));
    CLEAR(inputs);
    STOPS(attain_adjustment_new(c, s->estimator, s->begin, s->end, 70, &inputs, &adjustment));
    attain_allocation_free(split);
    split = NULL;
    CLEAR(args);
    args.n_bounds = REPS;
    args.bound_rep = ids;
    args.bound_floor = floors;
    STOPS(attain_allocate(c, s->estimator, s->begin, s->end, 70, &args, &split));
    STOPS(attain_allocation_explain(c, split, &why));
    CLEAR(figures);
    STOPS(attain_allocation_summary(c, split, &figures));
    CLEAR(quotas);
    quotas.without_bounds = without_bounds;
    STOPS(attain_allocation_reps(c, split, REPS, &quotas, &needed));
    CLEAR(outcomes);
    outcomes.chance_low = chance;
    STOPS(attain_allocation_what_if(c, split, 2, totals, &outcomes));
    attain_explanation_free(why);
    attain_explanation_free(bridges);
    attain_adjustment_free(adjustment);
    attain_limit_plan_free(limits);
    attain_progress_free(progress);
    attain_plan_free(plan);
    attain_allocation_free(split);
}

static void dividing_columns(attain_context* c) {
    enum { N = 2 };
    const double mean[N] = {10, 20}, deviation[N] = {3, 5};
    const int64_t low[N] = {0, 0}, high[N] = {100, 100}, weight[N] = {1, 2};
    int64_t quota[N];
    attain_column_solution found;
    attain_share_args shares;
    CLEAR(found);
    CLEAR(shares);
    STOPS(attain_shares_solve(c, NULL, &shares, N, low, high, NULL, 30, quota, &found));
    STOPS(attain_normals_solve(c, NULL, N, mean, deviation, low, high, NULL, 30, quota, &found));
    STOPS(attain_hamilton_solve(c, NULL, N, weight, NULL, 30, quota, NULL));
    CHECK(quota[0] == 10 && quota[1] == 20);
}

/* The one long call that may keep a part of what it has done. */
static void advancing(attain_context* c) {
    attain_engine* engine = NULL;
    attain_engine_figures f;
    OK(attain_engine_new(c, ATTAIN_METRIC_COUNT, AS_OF, NULL, &engine));
    flag = 1;
    CHECK(attain_engine_advance(c, engine, AS_OF + 100) == ATTAIN_E_STOPPED);
    CLEAR(f);
    CHECK(attain_engine_summary(c, engine, &f) == ATTAIN_E_STOPPED); /* short calls do not begin */
    OK(attain_engine_summary(NULL, engine, &f));
    CHECK(f.next_day == AS_OF);
    flag = 0;
    OK(attain_engine_advance(c, engine, AS_OF + 100));
    OK(attain_engine_summary(c, engine, &f));
    CHECK(f.next_day == AS_OF + 100);
    attain_engine_free(engine);
}

void stop_answers(void) {
    story s = story_open();
    const attain_metric calls = story_calls(&s);
    attain_context* stoppable = NULL;
    OK(attain_context_new(&stoppable));
    OK(attain_context_cancel_flag(stoppable, &flag));
    estimating(&s, stoppable, &calls);
    planning(&s, stoppable);
    dividing_columns(stoppable);
    advancing(stoppable);
    attain_context_free(stoppable);
    story_close(&s);
}
