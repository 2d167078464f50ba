/* Forecasts, team forecasts and knots through C: figures against each other and against known ones. */
#include "story.h"

static void every_column(const story* s) {
    enum { N = 4, LEVELS = 3, CHANCES = 2, K = 33 };
    static const int64_t target[N] = {35, 20, 25, 18};
    static const double level[LEVELS] = {0.1, 0.5, 0.9};
    static const double chance[CHANCES] = {0.9, 0.6};
    double p[N], mean[N], low[N], median[N], high[N], days[N], prior[N], variance[N], within[N], nothing[N];
    double share[N], without[N], quantile[N * LEVELS], knots[N * K], error[N], again[N], at_target[N];
    int64_t done[N], time[N], largest[N], target_for[N * CHANCES], failed = -1;
    int32_t grade[N], largest_day[N];
    uint32_t reasons[N];
    uint8_t rows[N];
    attain_forecast_columns out;
    attain_knots_columns read;
    int i;
    memset(&out, 0, sizeof out);
    out.struct_size = sizeof out;
    out.probability = p;
    out.mean = mean;
    out.low = low;
    out.median = median;
    out.high = high;
    out.done = done;
    out.grade = grade;
    out.effective_days = days;
    out.prior_weight = prior;
    out.variance = variance;
    out.within = within;
    out.nothing_more = nothing;
    out.working_time = time;
    out.reasons = reasons;
    out.largest_day = largest_day;
    out.largest_quantity = largest;
    out.largest_share = share;
    out.probability_without_largest = without;
    out.n_levels = LEVELS;
    out.level = level;
    out.quantile = quantile;
    out.n_chances = CHANCES;
    out.chance = chance;
    out.target_for = target_for;
    out.knots = knots;
    out.knots_error = error;
    out.row_status = rows;
    out.failed = &failed;
    CHECK(attain_forecast(s->context, s->estimator, s->begin, s->end, N, ids, target, &out) == ATTAIN_OK);
    CHECK(failed == 0);
    CHECK(time[0] == 22000000 && time[2] == 17600000); /* 22 working days, and 0.8 of them */
    CHECK((reasons[1] & ATTAIN_REASON_NEWCOMER) != 0 && reasons[0] == 0);
    CHECK(grade[0] == ATTAIN_GRADE_SOLID);
    for (i = 0; i < N; ++i) {
        CHECK(rows[i] == ATTAIN_FORECAST_MADE && done[i] == 0);
        CHECK(p[i] > 0 && p[i] < 1 && nothing[i] >= 0 && nothing[i] < 0.01);
        CHECK(p[i] + within[i] > 1); /* both hold exactly the target */
        CHECK(low[i] < median[i] && median[i] < high[i] && variance[i] > 0);
        CHECK(quantile[3 * i] == low[i] && quantile[3 * i + 1] == median[i] &&
              quantile[3 * i + 2] == high[i]);
        CHECK(target_for[2 * i] < target_for[2 * i + 1]);
        CHECK(largest_day[i] <= AS_OF && largest[i] == (i == 1 ? 2 : 3));
        CHECK(share[i] > 0 && share[i] < 0.3);
        CHECK(without[i] < p[i]);
        CHECK(error[i] < 0.0025);
    }

    /* The knots stand for the distribution. */
    memset(&read, 0, sizeof read);
    read.struct_size = sizeof read;
    read.probability = at_target;
    read.mean = again;
    CHECK(attain_knots(s->context, K, N, knots, target, &read) == ATTAIN_OK);
    for (i = 0; i < N; ++i) {
        CHECK(fabs(at_target[i] - p[i]) < 0.003);
        CHECK(fabs(again[i] - mean[i]) < 0.01 * mean[i]);
    }

    /* The team: one distribution, several targets. */
    CHECK(attain_forecast_team(s->context, s->estimator, s->begin, s->end, N, target, &out) == ATTAIN_OK);
    CHECK(mean[0] == mean[3] && p[3] > p[0] && isnan(without[0]));
}

/* Ana moves to another team on the first of December. There her record is known when her days elsewhere are.
 */
static void a_mover(const story* s) {
    const int32_t move[1] = {AS_OF + 1};
    const int64_t target[1] = {35};
    attain_team_args args;
    attain_forecast_columns out;
    double p[3];
    int32_t grade[3];
    uint32_t reasons[3];
    int known;
    CLEAR(args);
    args.n_reps = 1;
    args.rep_id = ids;
    args.joined = move;
    args.elsewhere_rep = ids;
    args.elsewhere_end = move; /* and always before */
    CLEAR(out);
    for (known = 0; known < 3; ++known) {
        attain_team* team;
        attain_estimator* estimator;
        args.n_elsewhere = known == 1;
        if (known == 2) args.joined = NULL; /* as if she had always been there */
        OK(attain_team_new(s->context, &args, &team));
        OK(attain_estimator_new(s->context, team, &s->metric, s->ledger, AS_OF, &estimator));
        out.probability = &p[known];
        out.grade = &grade[known];
        out.reasons = &reasons[known];
        OK(attain_forecast(s->context, estimator, s->begin, s->end, 1, ids, target, &out));
        attain_estimator_free(estimator);
        attain_team_free(team);
    }
    CHECK(grade[0] == ATTAIN_GRADE_UNKNOWN && grade[1] == ATTAIN_GRADE_SOLID);
    CHECK(reasons[1] == ATTAIN_REASON_RECORD_ELSEWHERE && reasons[2] == 0);
    CHECK(p[1] == p[2]);
}

static void refusals(const story* s) {
    const int64_t who[3] = {101, 999, 103};
    const int64_t target[3] = {10, 10, 10};
    const double falling[2] = {0.5, 0.1}, high = 1;
    double p[3] = {-1, -1, -1}, quantile[6];
    int64_t failed = 0;
    uint8_t rows[3];
    attain_forecast_columns out;
    memset(&out, 0, sizeof out);
    out.struct_size = sizeof out;
    out.probability = p;
    CHECK(attain_forecast(s->context, s->estimator, s->begin, s->end, 3, who, target, &out) ==
          ATTAIN_E_UNKNOWN_ID);
    CHECK(refused(s, ATTAIN_E_UNKNOWN_ID, "rep_id", 1));
    CHECK(p[0] == -1); /* nothing was written */
    out.row_status = rows;
    out.failed = &failed;
    CHECK(attain_forecast(s->context, s->estimator, s->begin, s->end, 3, who, target, &out) == ATTAIN_OK);
    CHECK(failed == 1 && rows[1] == ATTAIN_FORECAST_UNKNOWN_REP && isnan(p[1]));
    CHECK(rows[0] == ATTAIN_FORECAST_MADE && p[0] > 0.99 && p[2] > 0.9);
    CHECK(attain_forecast(s->context, s->estimator, s->begin, s->end, 3, who, NULL, &out) ==
          ATTAIN_E_NULL_ARGUMENT);
    out.n_levels = 2;
    out.level = falling;
    out.quantile = quantile;
    CHECK(attain_forecast(s->context, s->estimator, s->begin, s->end, 3, who, target, &out) ==
          ATTAIN_E_OUT_OF_RANGE);
    CHECK(refused(s, ATTAIN_E_OUT_OF_RANGE, "level", 1));
    out.n_levels = 0;
    out.n_chances = 1;
    out.chance = &high;
    CHECK(attain_forecast(s->context, s->estimator, s->begin, s->end, 3, who, target, &out) ==
          ATTAIN_E_OUT_OF_RANGE);
    out.n_chances = 0;
    out.grid_size = 7;
    CHECK(attain_forecast(s->context, s->estimator, s->begin, s->end, 3, who, target, &out) ==
          ATTAIN_E_INVALID_ARGUMENT);
    out.grid_size = 0;
    CHECK(attain_forecast(s->context, s->estimator, 19000, 19030, 3, who, target, &out) ==
          ATTAIN_E_INVALID_ARGUMENT); /* a period that is over */
    CHECK(attain_forecast(s->context, s->estimator, s->begin, s->end, 0, NULL, NULL, &out) == ATTAIN_OK);
    CHECK(failed == 0);
    CHECK(attain_forecast_team(s->context, s->estimator, s->begin, s->end, -1, NULL, &out) ==
          ATTAIN_E_OUT_OF_RANGE);
}

static void knots_of_own_estimates(const story* s) {
    enum { N = 2, K = 49 };
    const double mean[N] = {40, 25}, variance[N] = {90, 60}, none = 0;
    const int64_t target[N] = {40, INT64_MAX};
    const double level[1] = {0.5};
    double knots[N * K], error[N], p[N], within[N], median[N];
    attain_knots_columns out;
    memset(&out, 0, sizeof out);
    out.struct_size = sizeof out;
    out.probability = p;
    out.within = within;
    out.n_levels = 1;
    out.level = level;
    out.quantile = median;
    CHECK(attain_knots_of_moments(s->context, ATTAIN_SHAPE_NEGATIVE_BINOMIAL, K, N, mean, variance, knots,
                                  error) == ATTAIN_OK);
    CHECK(error[0] < 0.001);
    CHECK(attain_knots(s->context, K, N, knots, target, &out) == ATTAIN_OK);
    CHECK(fabs(p[0] - 0.49649) < 0.0015); /* one less the sum of its mass below 40 */
    CHECK(within[1] == 1 && p[1] < 0.0014);
    CHECK(fabs(median[0] - 39.5) < 1);
    CHECK(attain_knots_of_moments(s->context, ATTAIN_SHAPE_NORMAL, K, 1, mean, variance, knots, NULL) ==
          ATTAIN_OK);
    CHECK(attain_knots_of_moments(s->context, ATTAIN_SHAPE_GAMMA, 0, 1, mean, variance, knots, NULL) ==
          ATTAIN_OK);
    CHECK(attain_knots_of_moments(s->context, 3, K, 1, mean, variance, knots, NULL) ==
          ATTAIN_E_INVALID_ARGUMENT);
    CHECK(attain_knots_of_moments(s->context, ATTAIN_SHAPE_NORMAL, K, 1, mean, &none, knots, NULL) ==
          ATTAIN_E_OUT_OF_RANGE);
    {
        /* Nine totals from 10 to 50, and three: half lie up to the middle one. */
        const int64_t offsets[N + 1] = {0, 9, 12};
        const int64_t total[12] = {50, 10, 15, 45, 20, 40, 25, 35, 30, 7, 9, 8};
        OK(attain_knots_of_totals(s->context, K, N, offsets, 12, total, knots, error));
        OK(attain_knots(s->context, K, N, knots, target, &out));
        CHECK(fabs(median[0] - 30) < 0.1 + 0.5 && fabs(median[1] - 8) < 0.6);
        CHECK(fabs(p[0] - 0.3) < 0.02); /* P(D >= 40): two above it of nine, and half of its own tenth */
    }
    knots[K + 3] = knots[K + 2];
    CHECK(attain_knots(s->context, 33, 2, knots, target, &out) == ATTAIN_E_INVALID_ARGUMENT);
}

/* Of a team without a record no chance is told anywhere: neither of quotas nor of the team. */
static void no_chances(const story* s, const attain_estimator* unknown) {
    const int64_t total = 80;
    double chance[3] = {0, 0, 0};
    attain_allocation* split = NULL;
    attain_plan* plan = NULL;
    attain_allocation_figures figures;
    attain_plan_figures planned;
    attain_what_if_columns out;
    memset(&figures, 0, sizeof figures);
    figures.struct_size = sizeof figures;
    memset(&planned, 0, sizeof planned);
    planned.struct_size = sizeof planned;
    memset(&out, 0, sizeof out);
    out.struct_size = sizeof out;
    out.team_chance = &chance[0];
    out.chance_low = &chance[1];
    OK(attain_allocate(s->context, unknown, s->begin, s->end, total, NULL, &split));
    OK(attain_allocation_summary(s->context, split, &figures));
    CHECK(isnan(figures.chance_low) && isnan(figures.chance_high) && isnan(figures.team_chance));
    CHECK(isnan(figures.price) && isnan(figures.near_mean) && isnan(figures.expected_credited));
    CHECK(figures.certified == 1);
    OK(attain_allocation_what_if(s->context, split, 1, &total, &out));
    CHECK(isnan(chance[0]) && isnan(chance[1]));
    OK(attain_plan_new(s->context, unknown, s->begin, s->end, split, &plan));
    OK(attain_plan_team(s->context, plan, NULL, &chance[2]));
    OK(attain_plan_summary(s->context, plan, &planned));
    CHECK(isnan(chance[2]) && isnan(planned.probability));
    attain_plan_free(plan);
    attain_allocation_free(split);
}

/* A team without a record: unknown, until somebody says what they expect of it. */
static void belief(const story* s) {
    const int64_t who = 101, target = 20;
    double p = 0, mean = 0, week[7 * REPS];
    int32_t grade = -1, i;
    attain_ledger* nothing = NULL;
    attain_estimator* estimator = NULL;
    attain_estimator_args args;
    attain_forecast_columns out;
    memset(&out, 0, sizeof out);
    out.struct_size = sizeof out;
    out.probability = &p;
    out.mean = &mean;
    out.grade = &grade;
    memset(&args, 0, sizeof args);
    args.struct_size = sizeof args;
    OK(attain_ledger_new(s->context, &nothing));
    OK(attain_estimator_new_with(s->context, s->team, &s->metric, nothing, AS_OF, &args, &estimator));
    OK(attain_forecast(s->context, estimator, s->begin, s->end, 1, &who, &target, &out));
    CHECK(grade == ATTAIN_GRADE_UNKNOWN);
    no_chances(s, estimator);
    attain_estimator_free(estimator);
    args.per_day = 1;
    args.spread = 0.25;
    OK(attain_estimator_new_with(s->context, s->team, &s->metric, nothing, AS_OF, &args, &estimator));
    OK(attain_forecast(s->context, estimator, s->begin, s->end, 1, &who, &target, &out));
    CHECK(grade == ATTAIN_GRADE_PRIOR_ONLY && fabs(mean - 22) < 0.01 && p > 0.3 && p < 0.8); /* 22 days */
    attain_estimator_free(estimator);
    args.per_day = 0;
    CHECK(attain_estimator_new_with(s->context, s->team, &s->metric, nothing, AS_OF, &args, &estimator) ==
          ATTAIN_E_CONFLICT);
    attain_ledger_free(nothing);
    OK(attain_estimator_weekdays(s->context, s->estimator, REPS, ids, week));
    for (i = 0; i < REPS; ++i)
        NEAR(week[7 * i] + week[7 * i + 1] + week[7 * i + 2] + week[7 * i + 3] + week[7 * i + 4], 5.0);
}

/* Over night: the same answers from the bytes, in a process that has no ledger; the roster may have changed.
 */
static void estimator_bytes(const story* s) {
    static uint8_t bytes[1 << 17], again[1 << 17];
    static const char* const sellers[REPS] = {"", "", "seller", ""};
    static const int64_t target[REPS] = {35, 20, 25, 18};
    int64_t length, same, reps[REPS] = {101, 102, 103, 105};
    double p[2][REPS], low[2][REPS], without[2][REPS];
    const attain_estimator* both[2];
    attain_estimator* back = NULL;
    attain_forecast_columns out;
    attain_team_args who;
    attain_team* others = NULL;
    attain_estimator_figures f;
    char name[32];
    int i;
    CHECK(attain_estimator_encode(s->context, s->estimator, 0, NULL, &length) == ATTAIN_E_BUFFER_TOO_SMALL);
    OK(attain_estimator_encode(s->context, s->estimator, sizeof bytes, bytes, &same));
    CHECK(same == length && memcmp(bytes, "ATTN", 4) == 0);
    OK(attain_estimator_decode(s->context, s->team, bytes, length, &back));
    OK(attain_estimator_encode(s->context, back, sizeof again, again, &same));
    CHECK(same == length && memcmp(bytes, again, (size_t)length) == 0);
    CLEAR(f);
    OK(attain_estimator_summary(s->context, back, &f));
    CHECK(f.as_of == AS_OF && f.metric_id == 7 && f.kind == ATTAIN_METRIC_COUNT && f.exponent == 0);
    CHECK(f.n_reps == REPS);
    OK(attain_estimator_metric_name(s->context, back, name, sizeof name, &same));
    CHECK(strcmp(name, "meetings booked") == 0 && same == (int64_t)sizeof "meetings booked");
    both[0] = s->estimator;
    both[1] = back;
    for (i = 0; i < 2; ++i) {
        memset(&out, 0, sizeof out);
        out.struct_size = sizeof out;
        out.probability = p[i];
        out.low = low[i];
        out.probability_without_largest = without[i];
        OK(attain_forecast(s->context, both[i], s->begin, s->end, REPS, ids, target, &out));
    }
    CHECK(memcmp(p[0], p[1], sizeof p[0]) == 0 && memcmp(low[0], low[1], sizeof low[0]) == 0);
    CHECK(memcmp(without[0], without[1], sizeof without[0]) == 0);
    attain_estimator_free(back);
    memset(&who, 0, sizeof who);
    who.struct_size = sizeof who;
    who.n_reps = REPS;
    who.rep_id = ids;
    OK(attain_team_new(s->context, &who, &others)); /* nobody ramps any more */
    OK(attain_estimator_decode(s->context, others, bytes, length, &back));
    attain_estimator_free(back);
    attain_team_free(others);
    who.rep_role = sellers;
    OK(attain_team_new(s->context, &who, &others));
    CHECK(attain_estimator_decode(s->context, others, bytes, length, &back) == ATTAIN_E_CONFLICT);
    CHECK(refused(s, ATTAIN_E_CONFLICT, "team", 2) && back == NULL);
    attain_team_free(others);
    who.rep_role = NULL;
    who.rep_id = reps;
    OK(attain_team_new(s->context, &who, &others));
    CHECK(attain_estimator_decode(s->context, others, bytes, length, &back) == ATTAIN_E_CONFLICT);
    CHECK(refused(s, ATTAIN_E_CONFLICT, "team", 3));
    attain_team_free(others);
    bytes[length / 2] ^= 4;
    CHECK(attain_estimator_decode(s->context, s->team, bytes, length, &back) == ATTAIN_E_CORRUPT_STATE);
}

void forecast_answers(void) {
    story s = story_open();
    every_column(&s);
    a_mover(&s);
    refusals(&s);
    knots_of_own_estimates(&s);
    belief(&s);
    estimator_bytes(&s);
    story_close(&s);
}
