/* Allocation through C: every policy and constraint, and everything an allocation can tell. */
#include "story.h"

static attain_allocate_args plain(void) {
    attain_allocate_args a;
    memset(&a, 0, sizeof a);
    a.struct_size = sizeof a;
    return a;
}

static attain_allocation* split(const story* s, int64_t total, const attain_allocate_args* args) {
    attain_allocation* made = NULL;
    CHECK(attain_allocate(s->context, s->estimator, s->begin, s->end, total, args, &made) == ATTAIN_OK);
    return made;
}

static int64_t sum(const int64_t* of, int64_t n) {
    int64_t total = 0;
    while (n-- > 0)
        total += of[n];
    return total;
}

static attain_allocation_figures figures_of(const story* s, const attain_allocation* a) {
    attain_allocation_figures f;
    memset(&f, 0, sizeof f);
    f.struct_size = sizeof f;
    CHECK(attain_allocation_summary(s->context, a, &f) == ATTAIN_OK);
    return f;
}

/* Chances are one unit apart at most: nobody's next unit is likelier than what anybody has. */
static void one_unit_apart(const story* s, const attain_allocation* a, double spread) {
    double p[REPS], next[REPS], step = 0;
    int64_t needed;
    int i, j;
    attain_quota_columns out;
    memset(&out, 0, sizeof out);
    out.struct_size = sizeof out;
    out.probability = p;
    out.probability_next = next;
    CHECK(attain_allocation_reps(s->context, a, REPS, &out, &needed) == ATTAIN_OK);
    for (i = 0; i < REPS; ++i) {
        step = p[i] - next[i] > step ? p[i] - next[i] : step;
        for (j = 0; j < REPS; ++j)
            CHECK(next[i] <= p[j]);
    }
    CHECK(spread > 0 && spread <= step);
}

static void every_policy(const story* s) {
    static const int64_t previous[REPS] = {30, 10, 25, 25};
    static const double value[REPS] = {1, 1, 2, 1};
    int32_t policy;
    for (policy = 0; policy <= ATTAIN_POLICY_HUNTINGTON_HILL; ++policy) {
        attain_allocate_args args = plain();
        attain_allocation* a;
        attain_allocation_figures f;
        int64_t amount[REPS], needed = 0;
        char method[64];
        args.policy = policy;
        args.n_bounds = REPS;
        args.bound_rep = ids;
        args.previous = previous;
        args.value = value;
        args.steadiness = 0.1;
        args.alpha = 2;
        a = split(s, 90, &args);
        CHECK(attain_allocation_quotas(s->context, a, REPS, NULL, amount, NULL, &needed) == ATTAIN_OK);
        CHECK(needed == REPS && sum(amount, REPS) == 90);
        f = figures_of(s, a);
        CHECK(f.certified == 1 && f.feasible == 1 && f.total == 90 && f.street == 90 && f.n_reps == REPS);
        CHECK(f.expected_credited > 60 && f.expected_credited <= 90);
        CHECK(f.team_chance > 0 && f.team_chance < 1);
        CHECK(attain_allocation_text(s->context, a, ATTAIN_TEXT_METHOD, method, sizeof method, &needed) ==
              ATTAIN_OK);
        CHECK(needed == (int64_t)strlen(method) + 1);
        if (policy == ATTAIN_POLICY_EQUAL_ATTAINABILITY) {
            CHECK(strcmp(method, "equal attainability") == 0);
            CHECK(f.chance_low <= f.chance_high);
            one_unit_apart(s, a, f.chance_spread);
        }
        if (policy == ATTAIN_POLICY_EQUAL_SPLIT) CHECK(amount[0] == 23 || amount[0] == 22);
        if (policy == ATTAIN_POLICY_LEAST_CHANGE)
            CHECK(amount[0] == 30 && amount[1] == 10 && amount[2] == 25 && amount[3] == 25);
        attain_allocation_free(a);
    }
}

static void bounds_and_columns(const story* s) {
    static const int64_t who[3] = {104, 102, 101};
    static const int64_t floor[3] = {30, 0, 0};
    static const int64_t cap[3] = {ATTAIN_NO_CAP, 8, ATTAIN_NO_CAP};
    static const int64_t lock[3] = {ATTAIN_NULL_UNITS, ATTAIN_NULL_UNITS, 25};
    static const int64_t previous[3] = {20, 20, 20};
    int64_t rep[REPS], amount[REPS], low[REPS], high[REPS], change[REPS], held[REPS], free_of[REPS], needed;
    double p[REPS], next[REPS];
    int32_t state[REPS], binding[REPS];
    uint32_t flags[REPS];
    attain_allocate_args args = plain();
    attain_quota_columns out;
    attain_allocation* a;
    args.n_bounds = 3;
    args.bound_rep = who;
    args.bound_floor = floor;
    args.bound_cap = cap;
    args.lock = lock;
    args.previous = previous;
    a = split(s, 90, &args);
    memset(&out, 0, sizeof out);
    out.struct_size = sizeof out;
    out.rep_id = rep;
    out.amount = amount;
    out.probability = p;
    out.probability_next = next;
    out.state = state;
    out.binding = binding;
    out.low = low;
    out.high = high;
    out.change = change;
    out.flags = flags;
    out.held_by = held;
    out.without_bounds = free_of;
    amount[0] = -1;
    CHECK(attain_allocation_reps(s->context, a, REPS - 1, &out, &needed) == ATTAIN_E_BUFFER_TOO_SMALL);
    CHECK(needed == REPS && amount[0] == -1);
    CHECK(attain_allocation_reps(s->context, a, REPS, &out, &needed) == ATTAIN_OK);
    CHECK(rep[0] == 101 && rep[3] == 104 && sum(amount, REPS) == 90);
    CHECK(amount[0] == 25 && state[0] == ATTAIN_QUOTA_LOCKED && binding[0] == ATTAIN_BOUND_LOCK);
    CHECK(amount[1] == 8 && state[1] == ATTAIN_QUOTA_AT_CAP && binding[1] == ATTAIN_BOUND_CAP &&
          high[1] == 8);
    CHECK(amount[3] == 30 && state[3] == ATTAIN_QUOTA_AT_FLOOR && low[3] == 30 && change[3] == 10);
    CHECK(state[2] == ATTAIN_QUOTA_FREE && binding[2] == ATTAIN_BOUND_NONE && amount[2] == 27);
    CHECK(free_of[1] > 8 && free_of[3] < 30 && free_of[2] == 27);
    CHECK(p[2] > next[2] && held[0] == ATTAIN_NULL_UNITS && flags[0] == 0);
    attain_allocation_free(a);

    /* Change caps, capacity, quantum with a residual holder, over-assignment. */
    {
        static const double change_cap[3] = {0.1, NAN, 0.2};
        static const int64_t capacity[3] = {ATTAIN_NO_CAP, 12, ATTAIN_NO_CAP};
        static const int64_t holder = 103;
        args = plain();
        args.n_bounds = 3;
        args.bound_rep = who;
        args.previous = previous;
        args.change_cap = change_cap;
        args.capacity = capacity;
        args.quantum = 5;
        args.residual_holder = &holder;
        args.over_assignment_bp = 500;
        a = split(s, 80, &args);
        CHECK(figures_of(s, a).street == 84);
        CHECK(attain_allocation_reps(s->context, a, REPS, &out, &needed) == ATTAIN_OK);
        CHECK(sum(amount, REPS) == 84 && amount[0] == 20 && amount[1] == 10 && amount[3] == 20);
        CHECK((flags[2] & ATTAIN_QUOTA_RESIDUAL) != 0 && amount[2] == 34);
        attain_allocation_free(a);
    }
}

static void infeasible(const story* s) {
    static const int64_t floor[REPS] = {40, 30, 30, 30};
    attain_allocate_args args = plain();
    attain_allocation* a;
    attain_allocation_figures f;
    attain_bound_columns out;
    int32_t relaxed[8], tag[8];
    int64_t rep[8], node[8], from[8], to[8], needed, gap = 0, i, lost = 0;
    char text[512], small[4] = "abc";
    args.n_bounds = REPS;
    args.bound_rep = ids;
    args.bound_floor = floor;
    a = split(s, 120, &args);
    CHECK(attain_allocation_gap(s->context, a, &gap) == ATTAIN_OK && gap == -10);
    f = figures_of(s, a);
    CHECK(f.feasible == 0 && f.problem == ATTAIN_INFEASIBLE_FLOORS_ABOVE && f.demanded == 130);
    CHECK(f.available == 120 && f.gap == 10 && isnan(f.team_chance) && f.next_total == ATTAIN_NULL_UNITS);
    memset(&out, 0, sizeof out);
    out.struct_size = sizeof out;
    out.relaxed = relaxed;
    out.tag = tag;
    out.rep_id = rep;
    out.node_id = node;
    out.from = from;
    out.to = to;
    CHECK(attain_allocation_bounds(s->context, a, 8, &out, &needed) == ATTAIN_OK);
    CHECK(needed == REPS + 1 && tag[0] == ATTAIN_BOUND_FLOOR && tag[REPS] == ATTAIN_BOUND_TOTAL);
    CHECK(rep[0] == 101 && from[0] == 40 && relaxed[0] == 0);
    CHECK(attain_allocation_text(s->context, a, ATTAIN_TEXT_PROBLEM, text, sizeof text, &needed) ==
          ATTAIN_OK);
    CHECK(strstr(text, "130") != NULL && strstr(text, "Ana") != NULL);
    CHECK(attain_allocation_text(s->context, a, ATTAIN_TEXT_PROBLEM, small, sizeof small, &needed) ==
          ATTAIN_E_BUFFER_TOO_SMALL);
    CHECK(needed == (int64_t)strlen(text) + 1 && strcmp(small, "abc") == 0);
    CHECK(attain_allocation_text(s->context, a, 9, text, sizeof text, &needed) == ATTAIN_E_INVALID_ARGUMENT);
    attain_allocation_free(a);

    args.repair = ATTAIN_REPAIR_RELAX;
    a = split(s, 120, &args);
    CHECK(attain_allocation_bounds(s->context, a, 8, &out, &needed) == ATTAIN_OK);
    for (i = 0; i < needed; ++i)
        if (relaxed[i] == 1) lost += from[i] - to[i];
    CHECK(lost == 10);
    attain_allocation_free(a);

    args.repair = ATTAIN_REPAIR_UNASSIGNED;
    a = split(s, 120, &args);
    f = figures_of(s, a);
    CHECK(f.unassigned == -10 && f.street == 120);
    attain_allocation_free(a);
}

static void tree(const story* s) {
    static const int64_t node_of[REPS] = {1, 1, 2, 2};
    static const int64_t node[2] = {1, 2};
    static const int64_t cap[2] = {40, ATTAIN_NO_CAP};
    static const char* const names[2] = {"north", "south"};
    attain_allocate_args args = plain();
    attain_allocation* a;
    attain_node_columns out;
    int64_t id[2], amount[2], plan[2], low[2], high[2], quota[REPS], held[REPS], needed;
    int32_t state[2];
    double chance_low[2], chance_high[2];
    attain_quota_columns reps;
    char text[256];
    args.n_bounds = REPS;
    args.bound_rep = ids;
    args.node = node_of;
    args.n_nodes = 2;
    args.node_id = node;
    args.node_cap = cap;
    args.node_name = names;
    a = split(s, 90, &args);
    memset(&out, 0, sizeof out);
    out.struct_size = sizeof out;
    out.node_id = id;
    out.amount = amount;
    out.plan = plan;
    out.low = low;
    out.high = high;
    out.state = state;
    out.chance_low = chance_low;
    out.chance_high = chance_high;
    CHECK(attain_allocation_nodes(s->context, a, 2, &out, &needed) == ATTAIN_OK);
    CHECK(needed == 2 && id[0] == 1 && amount[0] == 40 && amount[1] == 50);
    CHECK(state[0] == ATTAIN_QUOTA_AT_CAP && state[1] == ATTAIN_QUOTA_FREE && high[0] == 40);
    CHECK(chance_low[0] > 0);
    memset(&reps, 0, sizeof reps);
    reps.struct_size = sizeof reps;
    reps.amount = quota;
    reps.held_by = held;
    CHECK(attain_allocation_reps(s->context, a, REPS, &reps, &needed) == ATTAIN_OK);
    CHECK(quota[0] + quota[1] == 40 && held[0] == 1);
    attain_allocation_free(a);

    /* A node that cannot be met is named. */
    {
        static const int64_t floor[REPS] = {30, 20, 0, 0};
        args.bound_floor = floor;
        a = split(s, 90, &args);
        CHECK(attain_allocation_text(s->context, a, ATTAIN_TEXT_PROBLEM, text, sizeof text, &needed) ==
              ATTAIN_OK);
        CHECK(strstr(text, "north") != NULL);
        attain_allocation_free(a);
    }
    args.bound_floor = NULL;
    args.node_cap = NULL;
    args.tree_mode = ATTAIN_TREE_BOTTOM_UP;
    args.bottom_up_chance = 0.8;
    a = split(s, 90, &args);
    CHECK(figures_of(s, a).bottom_up_gap != 0);
    attain_allocation_free(a);
    args.tree_mode = 7;
    CHECK(attain_allocate(s->context, s->estimator, s->begin, s->end, 90, &args, &a) ==
          ATTAIN_E_INVALID_ARGUMENT);
    CHECK(a == NULL && refused(s, ATTAIN_E_INVALID_ARGUMENT, "tree_mode", -1));
}

static void what_if(const story* s) {
    static const int64_t total[3] = {80, 90, 100};
    static const int64_t same[3] = {90, 90, 90};
    static const int32_t policy[3] = {ATTAIN_POLICY_EQUAL_ATTAINABILITY, ATTAIN_POLICY_EQUAL_SPLIT,
                                      ATTAIN_POLICY_PROPORTIONAL};
    int32_t feasible[3];
    double low[3], high[3], mean[3], spread[3], size[3], credited[3], attaining[3], team[3], price[3];
    double p[3 * REPS];
    int64_t quota[3 * REPS], direct[REPS], needed;
    attain_what_if_columns out;
    attain_allocation* a = split(s, 90, NULL);
    int i;
    memset(&out, 0, sizeof out);
    out.struct_size = sizeof out;
    out.feasible = feasible;
    out.chance_low = low;
    out.chance_high = high;
    out.mean_chance = mean;
    out.chance_spread = spread;
    out.relation_to_size = size;
    out.expected_credited = credited;
    out.expected_attaining = attaining;
    out.team_chance = team;
    out.price = price;
    out.quota = quota;
    out.probability = p;
    CHECK(attain_allocation_what_if(s->context, a, 3, total, &out) == ATTAIN_OK);
    CHECK(attain_allocation_quotas(s->context, a, REPS, NULL, direct, NULL, &needed) == ATTAIN_OK);
    CHECK(memcmp(direct, quota + REPS, sizeof direct) == 0);
    CHECK(sum(quota, REPS) == 80 && sum(quota + 2 * REPS, REPS) == 100);
    CHECK(mean[0] > mean[1] && mean[1] > mean[2] && team[0] > team[2] && credited[2] > credited[0]);
    out.policy = policy;
    CHECK(attain_allocation_what_if(s->context, a, 3, same, &out) == ATTAIN_OK);
    CHECK(spread[0] < spread[1] && attaining[0] > 0 && high[1] > low[1]);
    for (i = 0; i < 3; ++i)
        CHECK(feasible[i] == 1 && p[i * REPS] > 0 && !isnan(price[0]));
    attain_allocation_free(a);
}

static void without_estimator(const story* s) {
    enum { K = 33 };
    const double mean[REPS] = {42, 24, 36, 30}, variance[REPS] = {90, 70, 60, 110};
    const double weight[REPS] = {1, 1, 1, 3};
    double knots[REPS * K], by_column[REPS * K];
    float narrow[REPS * K];
    int64_t amount[REPS], quota[REPS], needed, low[REPS] = {0, 0, 0, 0},
                                               high[REPS] = {1000, 1000, 1000, 1000};
    int32_t low32[REPS] = {0, 0, 0, 0}, high32[REPS] = {1000, 1000, 1000, 1000}, quota32[REPS];
    const uint32_t tie[REPS] = {0, 1, 2, 3};
    double p[REPS];
    attain_allocation* a = NULL;
    attain_allocate_args args = plain();
    attain_grid_workspace* work = NULL;
    attain_grid_solution found;
    int i, j;
    CHECK(attain_knots_of_moments(s->context, ATTAIN_SHAPE_NEGATIVE_BINOMIAL, K, REPS, mean, variance, knots,
                                  NULL) == ATTAIN_OK);
    CHECK(attain_allocate_columns(s->context, REPS, ids, K, knots, 120, NULL, &a) == ATTAIN_OK);
    CHECK(attain_allocation_quotas(s->context, a, REPS, NULL, amount, p, &needed) == ATTAIN_OK);
    CHECK(sum(amount, REPS) == 120 && fabs(p[0] - p[1]) < 0.05 && figures_of(s, a).certified == 1);
    attain_allocation_free(a);

    /* The solver for engines gives the same. */
    for (i = 0; i < REPS; ++i)
        for (j = 0; j < K; ++j) {
            by_column[j * REPS + i] = knots[i * K + j];
            narrow[j * REPS + i] = (float)knots[i * K + j];
        }
    memset(&found, 0, sizeof found);
    found.struct_size = sizeof found;
    CHECK(attain_grid_workspace_new(s->context, &work) == ATTAIN_OK);
    CHECK(attain_grid_solve(s->context, work, K, REPS, by_column, low, high, tie, 120, quota, &found) ==
          ATTAIN_OK);
    CHECK(found.feasible == 1 && found.certified == 1 && found.high_sum == 4000 && found.low_sum == 0);
    CHECK(memcmp(quota, amount, sizeof quota) == 0 && fabs(found.chance - p[0]) < 0.05);
    CHECK(attain_grid_solve_narrow(s->context, NULL, K, REPS, narrow, low32, high32, NULL, 120, quota32,
                                   &found) == ATTAIN_OK);
    CHECK(found.certified == 1);
    for (i = 0; i < REPS; ++i)
        CHECK(quota32[i] == quota[i]);
    /* Knots that do not rise are not looked for, but what they give is not certified. */
    for (j = 0; j < K; ++j)
        by_column[j * REPS + 2] = knots[2 * K + (K - 1 - j)];
    CHECK(attain_grid_solve(s->context, work, K, REPS, by_column, low, high, tie, 120, quota, &found) !=
              ATTAIN_OK ||
          found.certified == 0);
    for (j = 0; j < K; ++j)
        by_column[j * REPS + 2] = (double)NAN;
    CHECK(attain_grid_solve(s->context, work, K, REPS, by_column, low, high, tie, 120, quota, &found) !=
              ATTAIN_OK ||
          found.certified == 0);
    for (j = 0; j < K; ++j)
        by_column[j * REPS + 2] = knots[2 * K + j];
    quota[0] = -1;
    CHECK(attain_grid_solve(s->context, work, K, REPS, by_column, low, high, tie, 5000, quota, &found) ==
          ATTAIN_OK);
    CHECK(found.feasible == 0 && quota[0] == -1);
    low[1] = 2000;
    CHECK(attain_grid_solve(s->context, work, K, REPS, by_column, low, high, tie, 120, quota, &found) ==
          ATTAIN_E_OUT_OF_RANGE);
    CHECK(attain_grid_solve(s->context, work, 7, REPS, by_column, low, high, tie, 120, quota, &found) ==
          ATTAIN_E_INVALID_ARGUMENT);
    CHECK(attain_grid_solve(s->context, work, K, REPS, NULL, low, high, tie, 120, quota, &found) ==
          ATTAIN_E_NULL_ARGUMENT);
    attain_grid_workspace_free(work);

    /* By weights alone: no chances are known. */
    args.policy = ATTAIN_POLICY_PROPORTIONAL;
    CHECK(attain_allocate_columns(s->context, REPS, ids, 0, NULL, 60, &args, &a) == ATTAIN_E_EMPTY_INPUT);
    args.n_bounds = REPS;
    args.bound_rep = ids;
    args.weight = weight;
    CHECK(attain_allocate_columns(s->context, REPS, ids, 0, NULL, 60, &args, &a) == ATTAIN_OK);
    CHECK(attain_allocation_quotas(s->context, a, REPS, NULL, amount, p, &needed) == ATTAIN_OK);
    CHECK(amount[0] == 10 && amount[3] == 30 && isnan(p[0]));
    CHECK(isnan(figures_of(s, a).team_chance));
    attain_allocation_free(a);
    args.policy = ATTAIN_POLICY_EQUAL_ATTAINABILITY;
    CHECK(attain_allocate_columns(s->context, REPS, ids, 0, NULL, 60, &args, &a) ==
          ATTAIN_E_INVALID_ARGUMENT);
}

static void refusals(const story* s) {
    static const int64_t twice[2] = {101, 101}, nobody[2] = {101, 999}, floor[2] = {5, 5}, cap[2] = {9, 4};
    attain_allocate_args args = plain();
    attain_allocation* a = NULL;
    args.n_bounds = 2;
    args.bound_rep = twice;
    CHECK(attain_allocate(s->context, s->estimator, s->begin, s->end, 90, &args, &a) ==
          ATTAIN_E_DUPLICATE_ID);
    CHECK(refused(s, ATTAIN_E_DUPLICATE_ID, "bound_rep", 1));
    args.bound_rep = nobody;
    CHECK(attain_allocate(s->context, s->estimator, s->begin, s->end, 90, &args, &a) == ATTAIN_E_UNKNOWN_ID);
    CHECK(refused(s, ATTAIN_E_UNKNOWN_ID, "bound_rep", 1));
    args.bound_rep = ids;
    args.bound_floor = floor;
    args.bound_cap = cap;
    CHECK(attain_allocate(s->context, s->estimator, s->begin, s->end, 90, &args, &a) == ATTAIN_E_CONFLICT);
    args = plain();
    args.policy = 11;
    CHECK(attain_allocate(s->context, s->estimator, s->begin, s->end, 90, &args, &a) ==
          ATTAIN_E_INVALID_ARGUMENT);
    CHECK(a == NULL);
    attain_allocation_free(NULL);
    attain_grid_workspace_free(NULL);
}

void allocation_answers(void) {
    story s = story_open();
    every_policy(&s);
    bounds_and_columns(&s);
    infeasible(&s);
    tree(&s);
    what_if(&s);
    without_estimator(&s);
    refusals(&s);
    story_close(&s);
}
