/* Refusals: periods and teams. */
#include "described.h"

#include <string.h>

static void refuse_team(struct world* w) {
    int64_t rep_id[2] = {1, 2}, absence_rep[1] = {2}, ramp_offsets[3] = {0, 0, 2};
    const char* rep_name[2] = {"Ana", "Ben"};
    const char* rep_role[2] = {"AE", "BDR"};
    int32_t hired[2], joined[2], left[2], closed_day[1], absence_begin[1], absence_end[1];
    double fte[2] = {1.0, 0.5}, ramp_share[2] = {0.25, 0.5}, absence_share[1] = {0.5};
    double weekday_share[7] = {1, 1, 1, 1, 1, 0, 0};
    attain_team_args args;
    memset(&args, 0, sizeof args);
    args.struct_size = sizeof args;
    args.name = "West";
    args.n_reps = 2;
    args.rep_id = rep_id;
    args.rep_name = rep_name;
    args.rep_role = rep_role;
    args.hired = hired;
    args.joined = joined;
    args.left = left;
    args.fte = fte;
    args.ramp_offsets = ramp_offsets;
    args.n_ramp_shares = 2;
    args.ramp_share = ramp_share;
    args.weekday_share = weekday_share;
    args.n_closed = 1;
    args.closed_day = closed_day;
    args.n_absences = 1;
    args.absence_rep = absence_rep;
    args.absence_begin = absence_begin;
    args.absence_end = absence_end;
    args.absence_share = absence_share;
    hired[0] = hired[1] = joined[0] = joined[1] = w->begin - 400;
    left[0] = left[1] = w->end;
    closed_day[0] = absence_begin[0] = w->begin + 3;
    absence_end[0] = w->begin + 5;
    refuse_attain_team_new(
        w, (struct attain_team_new_call){w->context, &args, &(attain_team*){NULL}},
        "args.name args.rep_name args.rep_role args.hired args.joined args.left args.fte args.ramp_offsets "
        "args.weekday_share args.absence_share args.calendar args.location args.rep_location args.stint_rep "
        "args.stint_begin args.stint_end args.stint_role args.fte_change_rep args.fte_change_from "
        "args.fte_change_fte args.ramp_rep args.ramp_from args.ramp_trigger args.ramp_resume_month "
        "args.ramp_step_offsets args.ramp_step args.season_months args.season_knot args.season_fiscal "
        "args.elsewhere_rep args.elsewhere_begin args.elsewhere_end");

    rep_id[0] = 2;
    expect(w, ATTAIN_E_DUPLICATE_ID, attain_team_new(w->context, &args, &(attain_team*){NULL}),
           "a team with an id twice");
    rep_id[0] = 1;
    rep_id[1] = 3;
    expect(w, ATTAIN_E_UNKNOWN_ID, attain_team_new(w->context, &args, &(attain_team*){NULL}),
           "an absence of nobody");
    rep_id[1] = 2;
    absence_end[0] = absence_begin[0];
    expect(w, ATTAIN_E_INVERTED_PERIOD, attain_team_new(w->context, &args, &(attain_team*){NULL}),
           "an absence that ends before it begins");
}

/* Stints, changes, ramps, places and a season, all at once. */
static void refuse_roster(struct world* w) {
    int64_t rep_id[2] = {1, 2}, stint_rep[2] = {2, 2}, change_rep[1] = {1}, ramp_rep[1] = {1};
    int64_t step_offsets[2] = {0, 2}, months[12] = {8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 12};
    int32_t place[2] = {-1, 0}, stint_begin[2], stint_end[2], change_from[1], ramp_from[1], trigger[1] = {1};
    int32_t resume[1] = {0}, away_begin[1], away_end[1];
    int64_t away_rep[1] = {2};
    const char* role[2] = {"BDR", "AE"};
    double change_fte[1] = {0.5}, steps[2] = {0.25, 0.5}, knots[3] = {0.2, 0.5, 1.0};
    const attain_calendar* places[1];
    attain_team_args args;
    memset(&args, 0, sizeof args);
    args.struct_size = sizeof args;
    args.n_reps = 2;
    args.rep_id = rep_id;
    args.calendar = w->calendar;
    args.n_locations = 1;
    places[0] = w->calendar;
    args.location = places;
    args.rep_location = place;
    args.n_stints = 2;
    args.stint_rep = stint_rep;
    args.stint_begin = stint_begin;
    args.stint_end = stint_end;
    args.stint_role = role;
    args.n_fte_changes = 1;
    args.fte_change_rep = change_rep;
    args.fte_change_from = change_from;
    args.fte_change_fte = change_fte;
    args.n_ramps = 1;
    args.ramp_rep = ramp_rep;
    args.ramp_from = ramp_from;
    args.ramp_trigger = trigger;
    args.ramp_resume_month = resume;
    args.ramp_step_offsets = step_offsets;
    args.n_ramp_steps = 2;
    args.ramp_step = steps;
    args.season_months = months;
    args.n_season_knots = 3;
    args.season_knot = knots;
    args.season_within = ATTAIN_PERIOD_FISCAL_QUARTER;
    args.season_fiscal = w->fiscal;
    args.n_elsewhere = 1;
    args.elsewhere_rep = away_rep;
    args.elsewhere_begin = away_begin;
    args.elsewhere_end = away_end;
    away_begin[0] = w->begin - 500;
    away_end[0] = w->begin - 400;
    stint_begin[0] = w->begin - 400;
    stint_end[0] = stint_begin[1] = w->begin - 100;
    stint_end[1] = ATTAIN_NULL_DAY;
    change_from[0] = ramp_from[0] = w->begin;
    refuse_attain_team_new(
        w, (struct attain_team_new_call){w->context, &args, &(attain_team*){NULL}},
        "args.name args.rep_name args.rep_role args.hired args.joined args.left args.fte args.ramp_offsets "
        "args.ramp_share args.weekday_share args.closed_day args.absence_rep args.absence_begin "
        "args.absence_end args.absence_share args.calendar args.rep_location args.stint_begin args.stint_end "
        "args.stint_role args.ramp_trigger args.ramp_resume_month args.season_months args.season_fiscal "
        "args.elsewhere_begin args.elsewhere_end");
    args.n_closed = 1;
    args.closed_day = change_from;
    expect(w, ATTAIN_E_CONFLICT, attain_team_new(w->context, &args, &(attain_team*){NULL}),
           "a calendar beside closed days");
    args.n_closed = 0;
    stint_begin[1] = stint_end[0] - 1;
    expect(w, ATTAIN_E_CONFLICT, attain_team_new(w->context, &args, &(attain_team*){NULL}),
           "stints that overlap");
    stint_begin[1] = stint_end[0];
    stint_rep[0] = 7;
    expect(w, ATTAIN_E_UNKNOWN_ID, attain_team_new(w->context, &args, &(attain_team*){NULL}),
           "a stint of nobody");
    stint_rep[0] = 2;
    away_end[0] = away_begin[0];
    expect(w, ATTAIN_E_INVERTED_PERIOD, attain_team_new(w->context, &args, &(attain_team*){NULL}),
           "a stay elsewhere that ends before it begins");
    away_end[0] = w->begin - 400;
    away_rep[0] = 7;
    expect(w, ATTAIN_E_UNKNOWN_ID, attain_team_new(w->context, &args, &(attain_team*){NULL}),
           "a stay elsewhere of nobody");
}

static void refuse_calendar(struct world* w) {
    double weekday_share[7] = {1, 1, 1, 1, 0.5, 0, 0}, day_share[1] = {0.5}, holiday_share[1] = {0.5};
    int32_t day[1], rule[1] = {ATTAIN_HOLIDAY_NTH}, month[1] = {11}, number[1] = {4}, weekday[1] = {3};
    int32_t plus[1] = {1}, observed[1] = {2}, first[1] = {2000}, last[1] = {2100}, begin[1], end[1];
    int32_t days_with_work[1], days[16];
    const char* day_name[1] = {"inventory"};
    const char* holiday_name[1] = {"Black Friday"};
    double workdays[1], shares[16];
    int64_t needed;
    char name[32];
    attain_calendar_args args;
    memset(&args, 0, sizeof args);
    args.struct_size = sizeof args;
    args.weekday_share = weekday_share;
    args.known_begin = w->begin - 2000;
    args.known_end = w->begin + 2000;
    args.n_days = 1;
    args.day = day;
    args.day_share = day_share;
    args.day_name = day_name;
    args.n_holidays = 1;
    args.holiday_name = holiday_name;
    args.holiday_rule = rule;
    args.holiday_month = month;
    args.holiday_number = number;
    args.holiday_weekday = weekday;
    args.holiday_plus = plus;
    args.holiday_observed = observed;
    args.holiday_share = holiday_share;
    args.holiday_first_year = first;
    args.holiday_last_year = last;
    day[0] = w->begin;
    refuse_attain_calendar_new(
        w, (struct attain_calendar_new_call){w->context, &args, &(attain_calendar*){NULL}},
        "args.weekday_share args.day_share args.day_name args.holiday_name args.holiday_month "
        "args.holiday_weekday args.holiday_plus args.holiday_observed args.holiday_share "
        "args.holiday_first_year args.holiday_last_year");
    args.known_begin = args.known_end = 0;
    expect(w, ATTAIN_E_EMPTY_INPUT, attain_calendar_new(w->context, &args, &(attain_calendar*){NULL}),
           "rules without the days they are for");
    begin[0] = w->begin;
    end[0] = w->end;
    refuse_attain_calendar_workdays(w,
                                    (struct attain_calendar_workdays_call){w->context, w->calendar, 1, begin,
                                                                           end, workdays, days_with_work},
                                    "workdays days_with_work");
    refuse_attain_calendar_special_days(w,
                                        (struct attain_calendar_special_days_call){w->context, w->calendar,
                                                                                   w->begin, w->end, 16, days,
                                                                                   shares, &needed},
                                        "day share");
    refuse_attain_calendar_day_name(
        w, (struct attain_calendar_day_name_call){w->context, w->calendar, w->begin + 24, name, 32, &needed},
        "");
}

static void refuse_fiscal(struct world* w) {
    int32_t weeks[2] = {26, 26}, quarters[1] = {2}, year[2] = {2027, 2027}, quarter[2] = {1, 2};
    int32_t begin[2], end[2], count, days[6][8];
    int64_t needed;
    attain_fiscal_args args;
    attain_fiscal_period out;
    attain_year_ago ago;
    memset(&args, 0, sizeof args);
    args.struct_size = sizeof args;
    args.rule = ATTAIN_FISCAL_WEEKS;
    args.n_periods = 2;
    args.weeks = weeks;
    args.n_quarters = 1;
    args.quarters = quarters;
    refuse_attain_fiscal_new(w, (struct attain_fiscal_new_call){w->context, &args, &(attain_fiscal*){NULL}},
                             "args.custom_year args.custom_quarter args.custom_begin args.custom_end");
    weeks[1] = 25;
    expect(w, ATTAIN_E_CONFLICT, attain_fiscal_new(w->context, &args, &(attain_fiscal*){NULL}),
           "a year of 51 weeks");
    memset(&args, 0, sizeof args);
    args.struct_size = sizeof args;
    args.rule = ATTAIN_FISCAL_CUSTOM;
    args.n_periods = 2;
    args.custom_year = year;
    args.custom_quarter = quarter;
    args.custom_begin = begin;
    args.custom_end = end;
    begin[0] = w->begin;
    end[0] = begin[1] = w->begin + 91;
    end[1] = w->begin + 182;
    refuse_attain_fiscal_new(w, (struct attain_fiscal_new_call){w->context, &args, &(attain_fiscal*){NULL}},
                             "args.weeks args.quarters args.custom_quarter");

    memset(&out, 0, sizeof out);
    out.struct_size = sizeof out;
    memset(&ago, 0, sizeof ago);
    ago.struct_size = sizeof ago;
    refuse_attain_fiscal_at(
        w, (struct attain_fiscal_at_call){w->context, w->fiscal, ATTAIN_PERIOD_FISCAL_PERIOD, 2027, 3, &out},
        "");
    refuse_attain_fiscal_containing(w,
                                    (struct attain_fiscal_containing_call){
                                        w->context, w->fiscal, ATTAIN_PERIOD_FISCAL_WEEK, w->begin, &out},
                                    "");
    refuse_attain_fiscal_parse(
        w, (struct attain_fiscal_parse_call){w->context, w->fiscal, "FY2027-P03", 10, &out}, "");
    refuse_attain_fiscal_count(
        w, (struct attain_fiscal_count_call){w->context, w->fiscal, ATTAIN_PERIOD_FISCAL_WEEK, 2027, &count},
        "");
    refuse_attain_fiscal_slices(
        w,
        (struct attain_fiscal_slices_call){w->context, w->fiscal, w->begin, w->end, ATTAIN_PERIOD_FISCAL_WEEK,
                                           8, days[0], days[1], days[2], days[3], days[4], days[5], &needed},
        "part_begin part_end whole_begin whole_end year index");
    refuse_attain_fiscal_last_year(w,
                                   (struct attain_fiscal_last_year_call){
                                       w->context, w->fiscal, ATTAIN_PERIOD_FISCAL_QUARTER, 2027, 2, &ago},
                                   "");
}

static void refuse_ramp_fit(struct world* w) {
    int64_t person[4] = {1, 1, 2, 2}, needed;
    int32_t month[4] = {0, 3, 1, 4};
    double observed[4] = {5, 20, 9, 19}, expected[4] = {20, 20, 19, 20}, before[3] = {0.25, 0.5, 0.75};
    attain_ramp_fit_args args;
    attain_ramp_columns out;
    memset(&args, 0, sizeof args);
    args.struct_size = sizeof args;
    args.months = 6;
    args.n = 4;
    args.person = person;
    args.month = month;
    args.observed = observed;
    args.expected = expected;
    args.plateau_from = 3;
    args.n_before = 3;
    args.before = before;
    args.coverage = 0.8;
    args.prior_spread = 0.25;
    memset(&out, 0, sizeof out);
    out.struct_size = sizeof out;
    out.share = out.low = out.high = out.raw = out.weight = out.step = w->f64;
    out.people = w->i32;
    refuse_attain_ramp_fit(w, (struct attain_ramp_fit_call){w->context, &args, 64, &out, &needed},
                           "out.share out.low out.high out.raw out.weight out.people out.step");
}

static void refuse_proration(struct world* w) {
    int64_t target[4] = {20, 20, 20, 20}, cap[4] = {30, 30, 30, ATTAIN_NO_CAP};
    int64_t present[4] = {10, 20, 20, 20}, full[4] = {20, 20, 20, 20};
    attain_proration_columns out;
    attain_proration_figures figures;
    memset(&out, 0, sizeof out);
    out.struct_size = sizeof out;
    out.prorated = w->f64;
    out.kept = w->i64;
    out.freed = w->i64;
    out.received = w->i64;
    out.quota = w->i64;
    memset(&figures, 0, sizeof figures);
    figures.struct_size = sizeof figures;
    refuse_attain_prorate_team(w,
                               (struct attain_prorate_team_call){w->context, 4, w->rep_id, target, present,
                                                                 full, cap, ATTAIN_FREED_CONSERVE, &out,
                                                                 &figures},
                               "cap figures out.prorated out.kept out.freed out.received out.quota");
    w->rep_id[1] = w->rep_id[0];
    expect(w, ATTAIN_E_DUPLICATE_ID,
           attain_prorate_team(w->context, 4, w->rep_id, target, present, full, NULL, 0, &out, NULL),
           "a rep twice");
    w->rep_id[1] = w->rep_id[0] + 1;
}

static void refuse_working_time(struct world* w) {
    int32_t begin[1], end[1], from[1], revision[1] = {0}, days[2][8], day[2];
    int64_t micro[4 * 40], target[2] = {15, 4}, present[2] = {5500000, 0}, full[2] = {20000000, 20000000};
    int64_t amount[2], parts[8], weights[6] = {1, 1, 1, 1, 1, 1}, needed, targets[8], quantity[2] = {3, 4};
    double prorated[2], shares[3], knots[4];
    attain_cascade_columns out;
    begin[0] = w->begin;
    end[0] = w->end;
    from[0] = w->begin;
    refuse_attain_capacity(w,
                           (struct attain_capacity_call){w->context, w->team, ATTAIN_CAPACITY_ALL, 4,
                                                         w->rep_id, 1, begin, end, micro},
                           "rep_id");
    refuse_attain_capacity_days(w,
                                (struct attain_capacity_days_call){w->context, w->team, ATTAIN_CAPACITY_ALL,
                                                                   4, w->rep_id, w->begin, w->end, 160, micro,
                                                                   &needed},
                                "rep_id");
    expect(w, ATTAIN_E_CONFLICT,
           attain_capacity(w->context, w->team, ATTAIN_CAPACITY_ALL, 3, NULL, 1, begin, end, micro),
           "all reps, but another number of them");
    refuse_attain_prorate(
        w, (struct attain_prorate_call){w->context, 2, target, present, full, prorated, amount},
        "prorated amount");
    refuse_attain_split(w, (struct attain_split_call){w->context, 17, 6, weights, parts}, "n=0");
    memset(&out, 0, sizeof out);
    out.struct_size = sizeof out;
    out.part_begin = days[0];
    out.part_end = days[1];
    out.micro_days = parts;
    out.target = targets;
    refuse_attain_cascade(w,
                          (struct attain_cascade_call){w->context, w->team, 101, w->begin, w->end, 1, from,
                                                       target, revision, ATTAIN_PERIOD_WEEK, 8, &out,
                                                       &needed},
                          "n_changes=0 revision out.part_begin out.part_end out.micro_days out.target");
    refuse_ramp_fit(w);
    refuse_proration(w);
    refuse_attain_ramp_shares(w, (struct attain_ramp_shares_call){w->context, ATTAIN_RAMP_LINEAR, 3, shares},
                              "");
    day[0] = w->begin + 2;
    day[1] = w->begin + 20;
    refuse_attain_season_learn(w,
                               (struct attain_season_learn_call){w->context, w->calendar, 1, begin, end, 2,
                                                                 day, quantity, 5, 4, knots},
                               "n_periods=0");
}

void refuse_time(struct world* w) {
    int32_t begin, end, days[4][8];
    int64_t needed;
    char text[32];
    refuse_attain_period_parse(w, (struct attain_period_parse_call){w->context, "2026-Q4", 7, &begin, &end},
                               "");
    expect(w, ATTAIN_E_PARSE, attain_period_parse(w->context, "next week", -1, &begin, &end), "no period");
    refuse_attain_period_print(
        w, (struct attain_period_print_call){w->context, w->begin, w->end, text, sizeof text, &needed}, "");
    refuse_attain_period_containing(
        w, (struct attain_period_containing_call){w->context, ATTAIN_PERIOD_WEEK, w->begin, &begin, &end},
        "");
    refuse_attain_period_slices(w,
                                (struct attain_period_slices_call){w->context, w->begin, w->end,
                                                                   ATTAIN_PERIOD_WEEK, 8, days[0], days[1],
                                                                   days[2], days[3], &needed},
                                "part_begin part_end whole_begin whole_end");
    refuse_team(w);
    refuse_roster(w);
    refuse_calendar(w);
    refuse_fiscal(w);
    refuse_working_time(w);
}
