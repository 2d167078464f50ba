/* Column solvers: shares, least change, normal totals, Hamilton; and the shape of a period in knots. */
#include "story.h"

enum { N = 4 };

/* By the policy of allocate_columns, which has to give the same. */
static void allocated(const story* s, int32_t policy, const double* weight, const int64_t* previous,
                      int64_t total, int64_t* amount) {
    attain_allocate_args args;
    attain_allocation* a = NULL;
    int64_t needed;
    CLEAR(args);
    args.policy = policy;
    args.n_bounds = N;
    args.bound_rep = ids;
    args.weight = weight;
    args.previous = previous;
    OK(attain_allocate_columns(s->context, N, ids, 0, NULL, total, &args, &a));
    OK(attain_allocation_quotas(s->context, a, N, NULL, amount, NULL, &needed));
    attain_allocation_free(a);
}

static void shares(const story* s) {
    static const int32_t policy[4] = {ATTAIN_POLICY_PROPORTIONAL, ATTAIN_POLICY_D_HONDT, ATTAIN_POLICY_ADAMS,
                                      ATTAIN_POLICY_HUNTINGTON_HILL};
    const double weight[N] = {0.5, 1.25, 2, 3.1}, none[N] = {0, 0, 0, 0};
    const int64_t previous[N] = {10, 20, 30, 40}, high[N] = {1000, 1000, 1000, 1000};
    int64_t low[N] = {0, 0, 0, 0}, quota[N], expected[N];
    double whole[N];
    int32_t d;
    attain_share_args args;
    attain_column_solution found;
    attain_column_workspace* work = NULL;
    CLEAR(args);
    CLEAR(found);
    OK(attain_column_workspace_new(s->context, &work));
    OK(attain_whole_weights(s->context, N, weight, whole));
    NEAR(whole[1] / whole[0], 2.5);
    CHECK(whole[3] == floor(whole[3]) && whole[0] + whole[1] + whole[2] + whole[3] < 4.7e18);
    args.weight = whole;
    for (d = ATTAIN_DIVISOR_WEBSTER; d <= ATTAIN_DIVISOR_HUNTINGTON_HILL; ++d) {
        args.divisor = d;
        OK(attain_shares_solve(s->context, work, &args, N, low, high, NULL, 103, quota, &found));
        CHECK(found.feasible == 1 && found.certified == 1 && found.low_sum == 0 && found.high_sum == 4000);
        allocated(s, policy[d], weight, NULL, 103, expected);
        CHECK(memcmp(quota, expected, sizeof quota) == 0 && found.level > 0 && found.passes > 0);
    }
    /* No weights: an equal split; previous quotas: as little change as the total allows. */
    CLEAR(args);
    OK(attain_shares_solve(s->context, NULL, &args, N, low, high, NULL, 102, quota, &found));
    CHECK(quota[0] == 26 && quota[1] == 26 && quota[2] == 25 && quota[3] == 25);
    args.previous = previous;
    OK(attain_shares_solve(s->context, work, &args, N, low, high, NULL, 120, quota, &found));
    allocated(s, ATTAIN_POLICY_LEAST_CHANGE, NULL, previous, 120, expected);
    CHECK(memcmp(quota, expected, sizeof quota) == 0 && found.certified == 1);
    CHECK(quota[0] == 15 && quota[3] == 45);
    args.change_cost = ATTAIN_CHANGE_ABSOLUTE;
    OK(attain_shares_solve(s->context, work, &args, N, low, high, NULL, 120, quota, &found));
    CHECK(quota[0] + quota[1] + quota[2] + quota[3] == 120 && found.certified == 1);
    args.quantum = 5;
    CHECK(attain_shares_solve(s->context, work, &args, N, low, high, NULL, 120, quota, &found) ==
          ATTAIN_E_INVALID_ARGUMENT);
    CLEAR(args);
    args.quantum = 5;
    OK(attain_shares_solve(s->context, work, &args, N, low, high, NULL, 22, quota, &found));
    CHECK(quota[0] == 6 && quota[2] == 5); /* 22 of five units each */
    /* An infeasible total is a result, and writes nothing. */
    quota[0] = -7;
    OK(attain_shares_solve(s->context, work, &args, N, low, high, NULL, 4001, quota, &found));
    CHECK(found.feasible == 0 && found.certified == 0 && quota[0] == -7);
    low[2] = 2000;
    CHECK(attain_shares_solve(s->context, work, &args, N, low, high, NULL, 10, quota, &found) ==
          ATTAIN_E_OUT_OF_RANGE);
    CHECK(refused(s, ATTAIN_E_OUT_OF_RANGE, "low", 2));
    low[2] = 0;
    args.weight = weight;
    CHECK(attain_shares_solve(s->context, work, &args, N, low, high, NULL, 10, quota, &found) ==
          ATTAIN_E_OUT_OF_RANGE); /* no whole numbers */
    args.divisor = 4;
    CHECK(attain_shares_solve(s->context, work, &args, N, low, high, NULL, 10, quota, &found) ==
          ATTAIN_E_INVALID_ARGUMENT);
    CHECK(attain_whole_weights(s->context, N, none, whole) == ATTAIN_E_EMPTY_INPUT);
    attain_column_workspace_free(work);
}

static void normals(const story* s) {
    const double mean[N] = {40, 30, 20, 10};
    double deviation[N] = {8, 6, 5, 4};
    const int64_t low[N] = {0, 0, 0, 0}, high[N] = {1000, 1000, 1000, 25};
    const uint32_t tie[N] = {3, 2, 1, 0};
    int64_t quota[N];
    int i;
    attain_column_solution found;
    CLEAR(found);
    OK(attain_normals_solve(s->context, NULL, N, mean, deviation, low, high, tie, 123, quota, &found));
    CHECK(found.certified == 1 && quota[0] + quota[1] + quota[2] + quota[3] == 123);
    for (i = 0; i < N; ++i) /* one standard deviation each, up to a unit */
        CHECK(fabs(((double)quota[i] - mean[i]) / deviation[i] - 1) < 1 / deviation[i]);
    OK(attain_normals_solve(s->context, NULL, N, mean, deviation, low, high, NULL, 500, quota, &found));
    CHECK(quota[3] == 25 && found.certified == 1);
    deviation[2] = 0;
    CHECK(attain_normals_solve(s->context, NULL, N, mean, deviation, low, high, NULL, 123, quota, &found) ==
          ATTAIN_E_OUT_OF_RANGE);
    CHECK(refused(s, ATTAIN_E_OUT_OF_RANGE, "deviation", 2));
    CHECK(attain_normals_solve(s->context, NULL, 0, NULL, NULL, NULL, NULL, NULL, 123, NULL, &found) ==
          ATTAIN_E_EMPTY_INPUT);
}

static void hamilton(const story* s) {
    const int64_t weight[N] = {1, 3, 4, 5}, none[N] = {0, 0, 0, 0};
    const double weights[N] = {1, 3, 4, 5};
    int64_t quota[N], expected[N];
    int32_t certified = -1;
    OK(attain_hamilton_solve(s->context, NULL, N, weight, NULL, 100, quota, &certified));
    allocated(s, ATTAIN_POLICY_HAMILTON, weights, NULL, 100, expected);
    CHECK(certified == 1 && memcmp(quota, expected, sizeof quota) == 0);
    CHECK(quota[0] == 8 && quota[1] == 23 && quota[2] == 31 && quota[3] == 38);
    OK(attain_hamilton_solve(s->context, NULL, N, weight, NULL, 0, quota, NULL));
    CHECK(quota[3] == 0);
    CHECK(attain_hamilton_solve(s->context, NULL, N, none, NULL, 100, quota, NULL) == ATTAIN_E_EMPTY_INPUT);
    CHECK(attain_hamilton_solve(s->context, NULL, N, weight, NULL, -1, quota, NULL) == ATTAIN_E_OUT_OF_RANGE);
}

/* A team that books late in every month, and one that books evenly. */
static void season(const story* s) {
    enum { DAYS = 400 };
    int64_t rep[DAYS], quantity[2][DAYS], needed, n = 0, i;
    int32_t day[DAYS], d, begin, end;
    double knots[20];
    attain_season_fit_args args;
    attain_season_fit_figures f;
    attain_team_args who;
    attain_team* shaped = NULL;
    CLEAR(args);
    CLEAR(f);
    CLEAR(who);
    for (d = AS_OF - DAYS + 1; d <= AS_OF; ++d) {
        OK(attain_period_containing(s->context, ATTAIN_PERIOD_MONTH, d, &begin, &end));
        rep[n] = 101;
        day[n] = d;
        quantity[0][n] = end - d <= 8 ? 9 : 1;
        quantity[1][n++] = 2 + d % 2;
    }
    OK(attain_ledger_record(s->context, s->ledger, 31, n, rep, day, quantity[0], NULL));
    OK(attain_ledger_record(s->context, s->ledger, 32, n, rep, day, quantity[1], NULL));
    OK(attain_season_fit(s->context, s->team, 31, s->ledger, AS_OF, ATTAIN_PERIOD_MONTH, NULL, 20, knots,
                         &needed, &f));
    CHECK(needed == 10 && knots[9] == 1 && knots[4] < 0.35 && f.credible == 1 && f.gain > 0);
    CHECK(f.n_periods == 12 && f.gain > 2 * f.gain_error);
    for (i = 1; i < needed; ++i)
        CHECK(knots[i] >= knots[i - 1]);
    /* It is what a team takes. */
    who.n_reps = N;
    who.rep_id = ids;
    who.n_season_knots = needed;
    who.season_knot = knots;
    who.season_within = ATTAIN_PERIOD_MONTH;
    OK(attain_team_new(s->context, &who, &shaped));
    attain_team_free(shaped);
    args.slots = 4;
    args.periods = 5;
    args.least = 6;
    OK(attain_season_fit(s->context, s->team, 31, s->ledger, AS_OF, ATTAIN_PERIOD_MONTH, &args, 4, knots,
                         &needed, &f));
    CHECK(needed == 4 && f.n_periods == 5 && f.credible == 0);
    OK(attain_season_fit(s->context, s->team, 32, s->ledger, AS_OF, ATTAIN_PERIOD_MONTH, NULL, 20, knots,
                         &needed, &f));
    CHECK(f.credible == 0 && fabs(knots[4] - 0.5) < 0.05);
    OK(attain_season_fit(s->context, s->team, 33, s->ledger, AS_OF, ATTAIN_PERIOD_MONTH, NULL, 0, NULL,
                         &needed, &f)); /* a metric without facts */
    CHECK(needed == 0 && f.n_periods == 0 && f.credible == 0);
    CHECK(attain_season_fit(s->context, s->team, 31, s->ledger, AS_OF, ATTAIN_PERIOD_WEEK, NULL, 20, knots,
                            &needed, &f) == ATTAIN_E_INVALID_ARGUMENT);
    args.least = 1;
    CHECK(attain_season_fit(s->context, s->team, 31, s->ledger, AS_OF, ATTAIN_PERIOD_MONTH, &args, 20, knots,
                            &needed, &f) == ATTAIN_E_OUT_OF_RANGE);
}

void column_answers(void) {
    story s = story_open();
    shares(&s);
    normals(&s);
    hamilton(&s);
    season(&s);
    story_close(&s);
}
