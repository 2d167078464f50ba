/* What the context's record names where the C++ API has another word for it, and the row it gives: always the
 * caller's column, and its row there. */
#include "described.h"

#include <math.h>
#include <string.h>

static void name_days(struct world* w) {
    double shares[7] = {1, 1, 1.5, 1, 1, 0, 0};
    int32_t day[2], rule[2] = {ATTAIN_HOLIDAY_EASTER, ATTAIN_HOLIDAY_NTH}, month[2] = {1, 11};
    int32_t number[2] = {-2, 4}, plus[2] = {0, 1}, first[2] = {0, 0}, last[2] = {0, 0};
    attain_calendar_args args;
    attain_calendar* none = NULL;
    memset(&args, 0, sizeof args);
    args.struct_size = sizeof args;
    args.weekday_share = shares;
#define NAMES(argument, row, what)                                                                           \
    expect_naming(w, ATTAIN_E_OUT_OF_RANGE, argument, row, attain_calendar_new(w->context, &args, &none),    \
                  what)
    NAMES("weekday_share", 2, "a weekday of more than a day");
    args.weekday_share = NULL;
    args.known_begin = w->begin - 400;
    args.known_end = w->end;
    args.n_days = 2;
    args.day = day;
    day[0] = w->begin;
    day[1] = w->end;
    NAMES("day", 1, "a day that the calendar does not know");
    args.n_days = 0;
    args.n_holidays = 2;
    args.holiday_rule = rule;
    args.holiday_month = month;
    args.holiday_number = number;
    args.holiday_plus = plus;
    args.holiday_first_year = first;
    args.holiday_last_year = last;
    number[1] = 5;
    NAMES("holiday_number", 1, "a fifth Thursday of every November");
    number[1] = 4;
    number[0] = 200;
    NAMES("holiday_number", 0, "200 days after Easter");
    number[0] = -2;
    plus[1] = 200;
    NAMES("holiday_plus", 1, "200 days after Thanksgiving");
    plus[1] = 1;
    rule[1] = ATTAIN_HOLIDAY_FIXED;
    month[1] = 2;
    number[1] = 30;
    NAMES("holiday_number", 1, "30 February");
    month[1] = 13;
    NAMES("holiday_month", 1, "a thirteenth month");
    month[1] = 2;
    number[1] = 1;
#undef NAMES
    first[1] = 2020;
    last[1] = 2019;
    expect_naming(w, ATTAIN_E_INVERTED_PERIOD, "holiday_last_year", 1,
                  attain_calendar_new(w->context, &args, &none), "years that run backwards");
    expect_naming(w, ATTAIN_E_INVERTED_PERIOD, "end", -1,
                  attain_period_print(w->context, w->end, w->begin, NULL, 0, w->i64), "a period backwards");
    expect_naming(w, ATTAIN_E_OUT_OF_RANGE, "begin", -1,
                  attain_period_print(w->context, INT32_MAX, w->begin, NULL, 0, w->i64),
                  "a begin beyond time");
    expect_naming(w, ATTAIN_E_PARSE, "text", -1,
                  attain_period_parse(w->context, "next week", -1, w->i32, w->i32), "no period");
    expect_naming(w, ATTAIN_E_PARSE, "code", -1, attain_currency(w->context, "euro", -1, w->i32),
                  "a currency");
    expect_naming(w, ATTAIN_E_OUT_OF_RANGE, "text", -1,
                  attain_rate_parse(w->context, "0", -1, 2, 2, w->i64, w->i64), "a rate of nothing");
    expect_naming(w, ATTAIN_E_OUT_OF_RANGE, "text", -1,
                  attain_rate_parse(w->context, "12345678901234567890", -1, 2, 2, w->i64, w->i64),
                  "a rate of more than 64 bits");
    expect_naming(w, ATTAIN_E_OUT_OF_RANGE, "foreign_exponent", -1,
                  attain_rate_parse(w->context, "0.9215", -1, 19, 2, w->i64, w->i64),
                  "a currency of too many digits");
    expect_naming(w, ATTAIN_E_OUT_OF_RANGE, "home_exponent", -1,
                  attain_rate_parse(w->context, "0.9215", -1, 2, -1, w->i64, w->i64),
                  "a currency of less than no digits");
}

static void name_fiscal(struct world* w) {
    int32_t weeks[4] = {13, 13, 13, 12}, quarters[4] = {1, 1, 1, 2};
    attain_fiscal_args args;
    attain_fiscal* none = NULL;
    attain_fiscal_period found;
    memset(&args, 0, sizeof args);
    memset(&found, 0, sizeof found);
    found.struct_size = sizeof found;
    args.struct_size = sizeof args;
    args.rule = ATTAIN_FISCAL_WEEKS;
    args.n_periods = 4;
    args.weeks = weeks;
    expect_naming(w, ATTAIN_E_CONFLICT, "weeks", -1, attain_fiscal_new(w->context, &args, &none), "51 weeks");
    weeks[3] = 13;
    args.n_quarters = 4;
    args.quarters = quarters;
    expect_naming(w, ATTAIN_E_CONFLICT, "quarters", -1, attain_fiscal_new(w->context, &args, &none),
                  "quarters of five periods");
    args.end_month = 13;
    expect_naming(w, ATTAIN_E_OUT_OF_RANGE, "end_month", -1, attain_fiscal_new(w->context, &args, &none),
                  "a thirteenth month");
    expect_naming(w, ATTAIN_E_OUT_OF_RANGE, "year", -1,
                  attain_fiscal_at(w->context, w->fiscal, ATTAIN_PERIOD_FISCAL_YEAR, 1, 0, &found),
                  "the year 1");
    expect_naming(w, ATTAIN_E_OUT_OF_RANGE, "text", -1,
                  attain_fiscal_parse(w->context, w->fiscal, "FY2027-P99", -1, &found), "a 99th period");
}

/* Rows of what is said of reps, where it is wrong only beside another row. */
static void name_roster(struct world* w) {
    int64_t rep_id[3] = {1, 2, 1}, of[3] = {1, 2, 2}, offsets[4] = {0, 0, 1, 2};
    int32_t from[3], to[3];
    double share[3] = {0.5, 0.6, 0.5}, knots[2] = {0.7, 0.5};
    attain_team_args args;
    attain_team* none = NULL;
    from[0] = from[1] = w->begin;
    from[2] = w->begin + 1;
    to[0] = to[1] = to[2] = w->end;
    memset(&args, 0, sizeof args);
    args.struct_size = sizeof args;
    args.n_reps = 3;
    args.rep_id = rep_id;
#define NAMES(status, argument, row, what)                                                                   \
    expect_naming(w, status, argument, row, attain_team_new(w->context, &args, &none), what)
    NAMES(ATTAIN_E_DUPLICATE_ID, "rep_id", 2, "a rep twice");
    args.n_reps = 2;
    args.n_absences = 3;
    args.absence_rep = of;
    args.absence_begin = from;
    args.absence_end = to;
    args.absence_share = share;
    NAMES(ATTAIN_E_CONFLICT, "absence_rep", 2, "more than a day off");
    share[2] = 1.1;
    NAMES(ATTAIN_E_OUT_OF_RANGE, "absence_share", 2, "a share above 1");
    args.n_absences = 0;
    args.n_stints = 3;
    args.stint_rep = of;
    args.stint_begin = from;
    args.stint_end = to;
    NAMES(ATTAIN_E_CONFLICT, "stint_rep", 2, "two stints on one day");
    args.n_stints = 0;
    args.n_fte_changes = 3;
    args.fte_change_rep = of;
    args.fte_change_from = from;
    args.fte_change_fte = share;
    NAMES(ATTAIN_E_OUT_OF_RANGE, "fte_change_fte", 2, "more than full-time");
    share[2] = 1;
    from[2] = from[1];
    NAMES(ATTAIN_E_CONFLICT, "fte_change_from", 2, "two changes on one day");
    args.n_fte_changes = 0;
    args.n_season_knots = 2;
    args.season_knot = knots;
    args.season_within = ATTAIN_PERIOD_MONTH;
    NAMES(ATTAIN_E_OUT_OF_RANGE, "season_knot", 1, "a shape that falls");
    args.season_within = ATTAIN_PERIOD_DAY;
    knots[1] = 1;
    NAMES(ATTAIN_E_INVALID_ARGUMENT, "season_within", -1, "a shape within a day");
    args.n_season_knots = 0;
    args.ramp_offsets = offsets;
    args.n_ramp_shares = 2;
    args.ramp_share = share;
    share[0] = 1.5;
    NAMES(ATTAIN_E_OUT_OF_RANGE, "ramp_share", 0, "a ramp above full capacity");
#undef NAMES
}

static void name_allocation(struct world* w) {
    int64_t bound_rep[2] = {102, 101}, floor[2] = {1, 90}, cap[2] = {80, 80}, node_id[2] = {7, 8};
    int64_t node[2] = {7, ATTAIN_NULL_UNITS}, parent[2] = {ATTAIN_NULL_UNITS, 9};
    int64_t reps[2] = {5, 6};
    double weight[2] = {1, -1};
    attain_allocate_args args;
    attain_allocation* none = NULL;
    memset(&args, 0, sizeof args);
    args.struct_size = sizeof args;
    args.n_bounds = 2;
    args.bound_rep = bound_rep;
    args.bound_floor = floor;
    args.bound_cap = cap;
#define NAMES(status, argument, row, what)                                                                   \
    expect_naming(w, status, argument, row,                                                                  \
                  attain_allocate(w->context, w->estimator, w->begin, w->end, 90, &args, &none), what)
    NAMES(ATTAIN_E_CONFLICT, "bound_floor", 1, "a floor above its cap");
    floor[1] = 1;
    cap[0] = INT64_MIN;
    NAMES(ATTAIN_E_OUT_OF_RANGE, "bound_cap", 0, "a cap beyond the range");
    cap[0] = 80;
    args.weight = weight;
    NAMES(ATTAIN_E_OUT_OF_RANGE, "weight", 1, "a weight below 0");
    args.weight = NULL;
    args.node = node;
    NAMES(ATTAIN_E_UNKNOWN_ID, "node", 0, "a node that is not there");
    args.n_nodes = 2;
    args.node_id = node_id;
    args.node_parent = parent;
    NAMES(ATTAIN_E_UNKNOWN_ID, "node_parent", 1, "a parent that is not there");
    parent[1] = 7;
    parent[0] = 8;
    NAMES(ATTAIN_E_INVALID_ARGUMENT, "node_parent", 0, "a circle of parents");
    parent[0] = ATTAIN_NULL_UNITS;
    node_id[1] = 7;
    NAMES(ATTAIN_E_DUPLICATE_ID, "node_id", 1, "two nodes of one id");
    node_id[1] = 8;
    args.node_weight = weight;
    NAMES(ATTAIN_E_OUT_OF_RANGE, "node_weight", 1, "a node's weight below 0");
    args.node_weight = NULL;
    args.node_floor = floor;
    args.node_cap = cap;
    floor[1] = 90;
    args.bound_floor = NULL;
    NAMES(ATTAIN_E_CONFLICT, "node_floor", 1, "a node's floor above its cap");
#undef NAMES
    expect_naming(w, ATTAIN_E_INVALID_ARGUMENT, "knots", -1,
                  attain_allocate_columns(w->context, 2, reps, 33, NULL, 9, NULL, &none), "no knots");
    memset(&args, 0, sizeof args);
    args.struct_size = sizeof args;
    args.policy = ATTAIN_POLICY_EQUAL_SPLIT;
    reps[1] = 5;
    expect_naming(w, ATTAIN_E_DUPLICATE_ID, "rep_id", 1,
                  attain_allocate_columns(w->context, 2, reps, 33, NULL, 9, &args, &none), "a rep twice");
}

static void name_goals(struct world* w) {
    int64_t lock_rep[2] = {101, 999}, lock_limit[2] = {1, 2}, exposed[2] = {3, -3};
    double mean[2] = {5, 5}, variance[2] = {4, -1}, knots[2 * 33], exposure[2] = {10, 10};
    attain_change_args change;
    attain_limit_plan_args limits;
    attain_trial_args trial;
    attain_trial_figures figures;
    attain_plan* plan = NULL;
    attain_limit_plan* limit_plan = NULL;
    memset(&change, 0, sizeof change);
    memset(&limits, 0, sizeof limits);
    memset(&trial, 0, sizeof trial);
    memset(&figures, 0, sizeof figures);
    change.struct_size = sizeof change;
    change.change = ATTAIN_CHANGE_TAKE_IN;
    change.rep_id = 101;
    change.who = change.why = "Mia";
    expect_naming(w, ATTAIN_E_CONFLICT, "rep_id", -1,
                  attain_plan_change(w->context, w->plan, w->estimator, &change, &plan, NULL, NULL, NULL),
                  "a joiner with a goal");
    change.rep_id = 999;
    change.change = ATTAIN_CHANGE_HAND_OVER;
    expect_naming(w, ATTAIN_E_UNKNOWN_ID, "rep_id", -1,
                  attain_plan_change(w->context, w->plan, w->estimator, &change, &plan, NULL, NULL, NULL),
                  "a leaver without a goal");
    change.rep_id = 101;
    change.why = "";
    expect_naming(w, ATTAIN_E_INVALID_ARGUMENT, "why", -1,
                  attain_plan_change(w->context, w->plan, w->estimator, &change, &plan, NULL, NULL, NULL),
                  "a change without a reason");
    limits.struct_size = sizeof limits;
    limits.n_locks = 2;
    limits.lock_rep = lock_rep;
    limits.lock_limit = lock_limit;
#define NAMES(status, argument, row, what)                                                                   \
    expect_naming(                                                                                           \
        w, status, argument, row,                                                                            \
        attain_limit_plan_new(w->context, w->estimator, w->begin, w->end, 40, &limits, &limit_plan), what)
    NAMES(ATTAIN_E_UNKNOWN_ID, "lock_rep", 1, "a lock of nobody");
    lock_rep[1] = 101;
    NAMES(ATTAIN_E_DUPLICATE_ID, "lock_rep", 1, "two locks of a rep");
    lock_rep[1] = 102;
    lock_limit[1] = -1;
    NAMES(ATTAIN_E_OUT_OF_RANGE, "lock_limit", 1, "a limit below 0");
#undef NAMES
    expect_naming(
        w, ATTAIN_E_OUT_OF_RANGE, "variance", 1,
        attain_knots_of_moments(w->context, ATTAIN_SHAPE_NORMAL, 33, 2, mean, variance, knots, NULL),
        "a variance below 0");
    variance[1] = (double)NAN;
    expect_naming(
        w, ATTAIN_E_NOT_FINITE, "variance", 1,
        attain_knots_of_moments(w->context, ATTAIN_SHAPE_NORMAL, 33, 2, mean, variance, knots, NULL),
        "a variance that is no number");
    trial.struct_size = sizeof trial;
    trial.n_before = trial.n_after = 2;
    trial.before_outcomes = trial.after_outcomes = exposed;
    trial.before_exposure = trial.after_exposure = exposure;
    figures.struct_size = sizeof figures;
    expect_naming(w, ATTAIN_E_OUT_OF_RANGE, "before_outcomes", 1,
                  attain_trial(w->context, &trial, &figures, NULL, 0, w->i64), "outcomes below 0");
}

/* Percent for chances, and bounds out of order. */
static void name_thresholds(struct world* w) {
    attain_audit_args bands;
    attain_track_args levels;
    attain_audit* audit = NULL;
    attain_progress* progress = NULL;
    memset(&bands, 0, sizeof bands);
    memset(&levels, 0, sizeof levels);
    bands.struct_size = sizeof bands;
    levels.struct_size = sizeof levels;
#define NAMES(status, member, of, what)                                                                      \
    bands.member = of;                                                                                       \
    expect_naming(w, status, #member, -1, attain_audit_new(w->context, w->plan, &bands, &audit), what);      \
    bands.member = 0
    NAMES(ATTAIN_E_OUT_OF_RANGE, attainable_high, 1.5, "150 %");
    NAMES(ATTAIN_E_OUT_OF_RANGE, attainable_low, 50, "percent");
    NAMES(ATTAIN_E_OUT_OF_RANGE, hopeless, 10, "percent");
    NAMES(ATTAIN_E_OUT_OF_RANGE, team_chance, 7, "percent");
    NAMES(ATTAIN_E_OUT_OF_RANGE, same_number, 9, "percent");
    NAMES(ATTAIN_E_CONFLICT, hopeless, 0.6, "hopeless although in the band");
#undef NAMES
    bands.attainable_low = 0.05; /* below the default of hopeless, which follows it */
    bands.attainable_high = bands.team_chance = bands.same_number = 1;
    expect(w, ATTAIN_OK, attain_audit_new(w->context, w->plan, &bands, &audit), "the ends of the range");
    attain_audit_free(audit);
#define NAMES(member, of, what)                                                                              \
    levels.member = of;                                                                                      \
    expect_naming(                                                                                           \
        w, ATTAIN_E_OUT_OF_RANGE, #member, -1,                                                               \
        attain_progress_new(w->context, w->plan, w->estimator, w->facts, NULL, &levels, &progress), what);   \
    levels.member = 0
    NAMES(p_on_track_enter, 55, "percent");
    NAMES(p_on_track_leave, 0.6, "left above where it is entered");
    NAMES(p_at_risk_enter, 0.5, "a lower level's enter above the upper one's leave");
    NAMES(p_at_risk_leave, 0.31, "left above where it is entered");
    NAMES(pace_on_track_leave, 1.1, "left above where it is entered");
    NAMES(pace_at_risk_enter, 0.95, "a lower level's enter above the upper one's leave");
#undef NAMES
}

/* What makes no sense together, or as it stands, and could be taken in silence. */
static void name_senseless(struct world* w) {
    const int64_t rep_id[2] = {101, INT64_MIN}, of[2] = {10, 10}, cap[2] = {ATTAIN_NULL_UNITS, -100},
                  nobody = 999;
    const double hits[1] = {5}, misses[1] = {5}, dispersion[1] = {1};
    int32_t from[2];
    attain_activity_need need;
    attain_audit_args bands;
    attain_allocate_args split;
    attain_team_args people;
    attain_cascade_columns parts;
    attain_audit* audit = NULL;
    attain_allocation* allocation = NULL;
    attain_team* team = NULL;
    memset(&need, 0, sizeof need);
    memset(&bands, 0, sizeof bands);
    memset(&split, 0, sizeof split);
    memset(&people, 0, sizeof people);
    memset(&parts, 0, sizeof parts);
    need.struct_size = sizeof need;
    bands.struct_size = sizeof bands;
    split.struct_size = sizeof split;
    people.struct_size = sizeof people;
    parts.struct_size = sizeof parts;
    bands.attainable_low = 0.9;
    bands.attainable_high = 0.2;
    expect_naming(w, ATTAIN_E_CONFLICT, "attainable_low", -1,
                  attain_audit_new(w->context, w->plan, &bands, &audit), "a band that ends before it begins");
    name_thresholds(w);
    expect_naming(w, ATTAIN_E_OUT_OF_RANGE, "cap", 1,
                  attain_composite_score(w->context, 2, of, of, of, cap, w->i64), "a cap below 0");
    expect_naming(w, ATTAIN_E_OUT_OF_RANGE, "wanted", -1,
                  attain_activities(w->context, 1, hits, misses, dispersion, -5, 0, &need), "-5 outcomes");
    split.residual_holder = &nobody;
    expect_naming(w, ATTAIN_E_UNKNOWN_ID, "residual_holder", -1,
                  attain_allocate(w->context, w->estimator, w->begin, w->end, 90, &split, &allocation),
                  "a holder who is not there");
    people.n_reps = 2;
    people.rep_id = rep_id;
    expect_naming(w, ATTAIN_E_OUT_OF_RANGE, "rep_id", 1, attain_team_new(w->context, &people, &team),
                  "an id that means the team elsewhere");
#define NAMES(status, row, what)                                                                             \
    expect_naming(w, status, "from", row,                                                                    \
                  attain_cascade(w->context, w->team, 101, w->begin, w->end, 2, from, of, NULL,              \
                                 ATTAIN_PERIOD_WEEK, 64, &parts, w->i64),                                    \
                  what)
    from[0] = from[1] = w->begin;
    NAMES(ATTAIN_E_CONFLICT, 1, "two targets from one day on");
    from[1] = w->end;
    NAMES(ATTAIN_E_OUT_OF_RANGE, 1, "a target from behind the period on");
    from[0] = w->begin - 1;
    from[1] = w->begin + 1;
    NAMES(ATTAIN_E_OUT_OF_RANGE, 0, "a target from before the period on");
#undef NAMES
}

/* What the library calls otherwise inside. */
static void name_otherwise(struct world* w) {
    int64_t low[2] = {0, 0}, high[2] = {9, 9}, last[2] = {1, 1}, quota[2], person[1] = {1}, owed = -5,
            zero[1] = {0};
    int32_t month[1] = {3};
    double weight[2] = {1, 1}, nothing[1] = {0}, expected[1] = {5};
    attain_share_args shares;
    attain_column_solution solution;
    attain_ramp_fit_args fit;
    attain_ramp_columns ramp;
    attain_plan_args of;
    attain_team_args people;
    attain_catalogue* catalogue = NULL;
    attain_plan* plan = NULL;
    attain_review* review = NULL;
    attain_team* team = NULL;
    memset(&shares, 0, sizeof shares);
    memset(&solution, 0, sizeof solution);
    memset(&fit, 0, sizeof fit);
    memset(&ramp, 0, sizeof ramp);
    memset(&of, 0, sizeof of);
    memset(&people, 0, sizeof people);
    shares.struct_size = sizeof shares;
    solution.struct_size = sizeof solution;
    fit.struct_size = sizeof fit;
    ramp.struct_size = sizeof ramp;
    of.struct_size = sizeof of;
    people.struct_size = sizeof people;
    expect_naming(w, ATTAIN_E_PARSE, "text", 0, attain_catalogue_new(w->context, "nonsense", -1, &catalogue),
                  "a line without a key");
    shares.divisor = ATTAIN_DIVISOR_HUNTINGTON_HILL;
    shares.weight = weight;
    shares.previous = last;
    expect_naming(w, ATTAIN_E_INVALID_ARGUMENT, "divisor", -1,
                  attain_shares_solve(w->context, NULL, &shares, 2, low, high, NULL, 9, quota, &solution),
                  "a divisor that knows no last quotas");
    fit.n = 1;
    fit.person = person;
    fit.month = month;
    fit.observed = nothing;
    fit.expected = expected;
    fit.plateau_from = 2;
    expect_naming(w, ATTAIN_E_EMPTY_INPUT, "plateau_from", -1,
                  attain_ramp_fit(w->context, &fit, 64, &ramp, w->i64), "a plateau of nobody");
    of.promised = &owed;
    expect_naming(w, ATTAIN_E_OUT_OF_RANGE, "promised", -1,
                  attain_plan_new_with(w->context, w->estimator, w->begin, w->end, w->allocation, &of, &plan),
                  "less than nothing owed");
    expect_naming(w, ATTAIN_E_OUT_OF_RANGE, "as_of", -1,
                  attain_review_new(w->context, w->plan, w->team, w->facts, INT32_MAX, 0, &review),
                  "a day beyond time");
    people.n_reps = 1;
    people.rep_id = zero;
    expect_naming(w, ATTAIN_E_OUT_OF_RANGE, "rep_id", 0, attain_team_new(w->context, &people, &team),
                  "an id that is nobody's");
}

void refuse_names(struct world* w) {
    name_days(w);
    name_fiscal(w);
    name_roster(w);
    name_allocation(w);
    name_goals(w);
    name_senseless(w);
    name_otherwise(w);
}
