/* Calendars, fiscal years, rosters and the working time that follows from them. */
#include "behaviour.h"

#include <math.h>
#include <string.h>

/* Thanksgiving by rule, the day after it half, an inventory day by date. */
static void holidays(void) {
    static const char* const names[] = {"Thanksgiving", "Friday after"};
    static const int32_t rule[] = {ATTAIN_HOLIDAY_NTH, ATTAIN_HOLIDAY_NTH}, month[] = {11, 11};
    static const int32_t number[] = {4, 4}, weekday[] = {3, 3}, plus[] = {0, 1};
    static const double share[] = {0, 0.5};
    const int32_t inventory = day_of("2026-11-02");
    int32_t begin[2], end[2], worked[2], day[4];
    double workdays[2], shares[4];
    int64_t needed;
    char name[32];
    attain_calendar_args args;
    attain_calendar* calendar;
    memset(&args, 0, sizeof args);
    args.struct_size = sizeof args;
    args.known_begin = day_of("2026");
    args.known_end = day_of("2028");
    args.n_days = 1;
    args.day = &inventory;
    args.n_holidays = 2;
    args.holiday_name = names;
    args.holiday_rule = rule;
    args.holiday_month = month;
    args.holiday_number = number;
    args.holiday_weekday = weekday;
    args.holiday_plus = plus;
    args.holiday_share = share;
    OK(attain_calendar_new(NULL, &args, &calendar));
    begin[0] = day_of("2026-11");
    end[0] = begin[1] = day_of("2026-12");
    end[1] = day_of("2027-01");
    OK(attain_calendar_workdays(NULL, calendar, 2, begin, end, workdays, worked));
    CHECK(workdays[0] == 18.5 && worked[0] == 19); /* 21 weekdays less 2.5 */
    CHECK(workdays[1] == 23 && worked[1] == 23);
    OK(attain_calendar_special_days(NULL, calendar, begin[0], end[0], 4, day, shares, &needed));
    CHECK(needed == 3 && day[0] == inventory && day[1] == day_of("2026-11-26") && shares[1] == 0);
    CHECK(day[2] == day_of("2026-11-27") && shares[2] == 0.5);
    OK(attain_calendar_day_name(NULL, calendar, day[1], name, sizeof name, &needed));
    CHECK(strcmp(name, "Thanksgiving") == 0);
    begin[0] = day_of("2030-01");
    end[0] = begin[0] + 1;
    CHECK(attain_calendar_workdays(NULL, calendar, 1, begin, end, workdays, worked) == ATTAIN_E_OUT_OF_RANGE);
    attain_calendar_free(calendar);
}

/* What hangs on Easter: Friday before, Monday after, by either calendar; and moved on by holiday_plus. */
static void easter(void) {
    enum { N = 4 };
    static const char* const names[N] = {"Good Friday", "Easter Monday", "Tuesday after", "Orthodox Friday"};
    static const int32_t rule[N] = {ATTAIN_HOLIDAY_EASTER, ATTAIN_HOLIDAY_EASTER, ATTAIN_HOLIDAY_EASTER,
                                    ATTAIN_HOLIDAY_ORTHODOX_EASTER};
    static const int32_t number[N] = {-2, 1, 1, -2}, plus[N] = {0, 0, 1, 0};
    int32_t day[8];
    double share[8];
    int64_t needed;
    attain_calendar_args args;
    attain_calendar* calendar;
    memset(&args, 0, sizeof args);
    args.struct_size = sizeof args;
    args.known_begin = day_of("2026");
    args.known_end = day_of("2027");
    args.n_holidays = N - 2;
    args.holiday_name = names;
    args.holiday_rule = rule;
    args.holiday_number = number;
    OK(attain_calendar_new(NULL, &args, &calendar)); /* without holiday_plus */
    OK(attain_calendar_special_days(NULL, calendar, args.known_begin, args.known_end, 8, day, share,
                                    &needed));
    CHECK(needed == 2 && day[0] == day_of("2026-04-03") && day[1] == day_of("2026-04-06"));
    attain_calendar_free(calendar);
    args.n_holidays = N;
    args.holiday_plus = plus;
    OK(attain_calendar_new(NULL, &args, &calendar));
    OK(attain_calendar_special_days(NULL, calendar, args.known_begin, args.known_end, 8, day, share,
                                    &needed));
    CHECK(needed == 4 && day[0] == day_of("2026-04-03") && day[1] == day_of("2026-04-06"));
    CHECK(day[2] == day_of("2026-04-07") && day[3] == day_of("2026-04-10"));
    attain_calendar_free(calendar);
}

/* A year from April; and 4-4-5 weeks whose years have 52 or 53. */
static void fiscal_years(void) {
    attain_fiscal_args args;
    attain_fiscal_period p;
    attain_year_ago ago;
    attain_fiscal* fiscal;
    int32_t year, count, with_53 = 0, begin[8], end[8];
    int64_t needed, i;
    memset(&p, 0, sizeof p);
    p.struct_size = sizeof p;
    memset(&ago, 0, sizeof ago);
    ago.struct_size = sizeof ago;
    memset(&args, 0, sizeof args);
    args.struct_size = sizeof args;
    args.start_month = 4;
    OK(attain_fiscal_new(NULL, &args, &fiscal));
    OK(attain_fiscal_at(NULL, fiscal, ATTAIN_PERIOD_FISCAL_YEAR, 2027, 0, &p));
    CHECK(p.begin == day_of("2026-04-01") && p.end == day_of("2027-04-01") && p.year == 2027 && p.index == 0);
    OK(attain_fiscal_parse(NULL, fiscal, "FY2027-P03", -1, &p));
    CHECK(p.begin == day_of("2026-06-01") && p.index == 3 && p.kind == ATTAIN_PERIOD_FISCAL_PERIOD);
    OK(attain_fiscal_last_year(NULL, fiscal, p.kind, p.year, p.index, &ago));
    CHECK(ago.before_begin == day_of("2025-06-01") && ago.dropped_begin == ATTAIN_NULL_DAY);
    attain_fiscal_free(fiscal);

    memset(&args, 0, sizeof args);
    args.struct_size = sizeof args;
    args.rule = ATTAIN_FISCAL_WEEKS;
    args.last_weekday = 5;
    args.end_month = 1;
    OK(attain_fiscal_new(NULL, &args, &fiscal));
    for (year = 2020; year < 2034; ++year) {
        OK(attain_fiscal_count(NULL, fiscal, ATTAIN_PERIOD_FISCAL_WEEK, year, &count));
        CHECK(count == 52 || count == 53);
        with_53 += count == 53;
    }
    CHECK(with_53 == 2 || with_53 == 3);
    OK(attain_fiscal_slices(NULL, fiscal, day_of("2026-12"), day_of("2027-01"), ATTAIN_PERIOD_FISCAL_PERIOD,
                            8, begin, end, NULL, NULL, NULL, NULL, &needed));
    CHECK(begin[0] == day_of("2026-12") && end[needed - 1] == day_of("2027-01"));
    for (i = 1; i < needed; ++i)
        CHECK(begin[i] == end[i - 1]);
    attain_fiscal_free(fiscal);
}

/* December 2026 has 22 working days without Christmas. Ana goes half-time on the 14th; Ben moves on the 8th;
 * Cleo works where the 24th is off too. */
static void roster(void) {
    static const int64_t ids[] = {1, 2, 3}, ana[] = {1}, ben[] = {2};
    static const double half[] = {0.5};
    static const int32_t place[] = {-1, -1, 0};
    const int32_t christmas = day_of("2026-12-25");
    int32_t eve_and_christmas[2], from[1], stint_end[1], begin[1], end[1];
    int64_t micro[3], full[3], daily[31], needed, target[1] = {40}, week[8], time[8], sum = 0;
    int32_t part_begin[8], part_end[8], i;
    attain_calendar_args days;
    attain_calendar *at_home, *elsewhere;
    attain_team_args args;
    attain_cascade_columns parts;
    attain_team* team;
    eve_and_christmas[0] = christmas - 1;
    eve_and_christmas[1] = christmas;
    memset(&days, 0, sizeof days);
    days.struct_size = sizeof days;
    days.n_days = 1;
    days.day = &christmas;
    OK(attain_calendar_new(NULL, &days, &at_home));
    days.n_days = 2;
    days.day = eve_and_christmas;
    OK(attain_calendar_new(NULL, &days, &elsewhere));
    memset(&args, 0, sizeof args);
    args.struct_size = sizeof args;
    args.n_reps = 3;
    args.rep_id = ids;
    args.calendar = at_home;
    args.n_locations = 1;
    args.location = (const attain_calendar* const*)&elsewhere;
    args.rep_location = place;
    args.n_fte_changes = 1;
    args.fte_change_rep = ana;
    from[0] = day_of("2026-12-14");
    args.fte_change_from = from;
    args.fte_change_fte = half;
    args.n_stints = 1;
    args.stint_rep = ben;
    stint_end[0] = day_of("2026-12-08");
    args.stint_end = stint_end;
    OK(attain_team_new(NULL, &args, &team));
    attain_calendar_free(at_home); /* nothing of the caller's is kept */
    attain_calendar_free(elsewhere);

    begin[0] = day_of("2026-12");
    end[0] = day_of("2027-01");
    OK(attain_capacity(NULL, team, ATTAIN_CAPACITY_ALL, 3, NULL, 1, begin, end, micro));
    CHECK(micro[0] == 15500000 && micro[1] == 5000000 && micro[2] == 21000000);
    OK(attain_capacity(NULL, team, ATTAIN_CAPACITY_FULL_TIME, 3, ids, 1, begin, end, full));
    CHECK(full[0] == 22000000 && full[1] == 22000000 && full[2] == 21000000);
    OK(attain_capacity_days(NULL, team, ATTAIN_CAPACITY_ALL, 1, ana, begin[0], end[0], 31, daily, &needed));
    for (i = 0; i < 31; ++i)
        sum += daily[i];
    CHECK(needed == 31 && sum == micro[0] && daily[0] == 1000000 && daily[14] == 500000 && daily[24] == 0);

    memset(&parts, 0, sizeof parts);
    parts.struct_size = sizeof parts;
    parts.part_begin = part_begin;
    parts.part_end = part_end;
    parts.micro_days = time;
    parts.target = week;
    OK(attain_cascade(NULL, team, 2, begin[0], end[0], 1, begin, target, NULL, ATTAIN_PERIOD_WEEK, 8, &parts,
                      &needed));
    CHECK(needed == 5 && part_begin[0] == begin[0] && part_end[4] == end[0]);
    CHECK(week[0] == 32 && week[1] == 8 && week[2] == ATTAIN_NULL_UNITS); /* 4 of 5 days, 1 of 5, gone */
    attain_team_free(team);
}

static void numbers(void) {
    static const int64_t target[] = {15, 15, ATTAIN_NULL_UNITS + 1}, present[] = {5500000, 0, 0};
    static const int64_t full[] = {20000000, 20000000, 1}, weights[] = {1, 1, 1, 1, 1, 1};
    int64_t amount[3], parts[6];
    double prorated[3], shares[3];
    OK(attain_prorate(NULL, 3, target, present, full, prorated, amount));
    CHECK(prorated[0] == 4.125 && amount[0] == 4 && isnan(prorated[1]) && amount[1] == ATTAIN_NULL_UNITS);
    OK(attain_split(NULL, 17, 6, weights, parts));
    CHECK(parts[0] == 3 && parts[4] == 3 && parts[5] == 2);
    OK(attain_ramp_shares(NULL, ATTAIN_RAMP_LINEAR, 3, shares));
    CHECK(shares[0] == 0.25 && shares[1] == 0.5 && shares[2] == 0.75);
    OK(attain_ramp_shares(NULL, ATTAIN_RAMP_S_SHAPED, 3, shares));
    CHECK(shares[0] == 0.15625 && shares[1] == 0.5 && shares[2] == 0.84375);
}

/* Four of 20 each; one is away for half of the month, one for all of it: 30 are free, and go to the others as
 * far as their caps let them. */
static void team_of_four(void) {
    static const int64_t rep[] = {4, 3, 2, 1}, target[] = {20, 20, 20, 20}, full[] = {20, 20, 20, 20};
    static const int64_t present[] = {0, 10, 20, 20},
                         cap[] = {ATTAIN_NO_CAP, ATTAIN_NO_CAP, 25, ATTAIN_NO_CAP};
    int64_t kept[4], received[4], quota[4], i, sum = 0;
    double exact[4];
    attain_proration_columns out;
    attain_proration_figures f;
    memset(&out, 0, sizeof out);
    out.struct_size = sizeof out;
    out.prorated = exact;
    out.kept = kept;
    out.received = received;
    out.quota = quota;
    memset(&f, 0, sizeof f);
    f.struct_size = sizeof f;
    OK(attain_prorate_team(NULL, 4, rep, target, present, full, cap, ATTAIN_FREED_CONSERVE, &out, &f));
    CHECK(isnan(exact[0]) && quota[0] == ATTAIN_NULL_UNITS && kept[1] == 10 && exact[1] == 10);
    CHECK(quota[2] == 25 && received[2] == 5);
    for (i = 1; i < 4; ++i)
        sum += quota[i];
    CHECK(f.full_total == 80 && f.freed == 30 && sum + f.unassigned == 80 && f.released == 0);
    CHECK(f.redistributed == 30 && quota[1] == 18 && quota[3] == 37); /* 25 over 10 and 20, by remainders */
    OK(attain_prorate_team(NULL, 4, rep, target, present, full, NULL, ATTAIN_FREED_RELEASE, &out, &f));
    CHECK(f.released == 30 && quota[1] == 10 && quota[3] == 20 && f.redistributed == 0);
    CHECK(attain_prorate_team(NULL, 4, rep, target, present, full, NULL, ATTAIN_FREED_HOLD, &out, NULL) ==
          ATTAIN_E_INVALID_ARGUMENT);
}

/* Everybody's first months brought a quarter, a half and three quarters of what tenured people bring. */
static void learned_ramp(void) {
    enum { PEOPLE = 6, MONTHS = 6, N = PEOPLE * MONTHS };
    int64_t person[N], needed;
    int32_t month[N], people[12], i;
    double observed[N], expected[N], share[12], step[12], low[12], high[12];
    attain_ramp_fit_args args;
    attain_ramp_columns out;
    for (i = 0; i < N; ++i) {
        person[i] = i / MONTHS;
        month[i] = i % MONTHS;
        expected[i] = 20; /* working days */
        observed[i] = month[i] < 3 ? 10 * (month[i] + 1) : 40;
    }
    memset(&args, 0, sizeof args);
    args.struct_size = sizeof args;
    args.n = N;
    args.person = person;
    args.month = month;
    args.observed = observed;
    args.expected = expected;
    args.plateau_from = 3;
    memset(&out, 0, sizeof out);
    out.struct_size = sizeof out;
    out.share = share;
    out.low = low;
    out.high = high;
    out.people = people;
    out.step = step;
    OK(attain_ramp_fit(NULL, &args, 12, &out, &needed));
    CHECK(needed == 12 && people[0] == PEOPLE && people[6] == 0);
    for (i = 0; i < 3; ++i) {
        CHECK(low[i] < 0.25 * (i + 1) + 0.05 && 0.25 * (i + 1) - 0.05 < high[i]);
        CHECK(fabs(share[i] - 0.25 * (i + 1)) < 0.1 && step[i] <= step[i + 1]);
    }
    CHECK(step[11] == 1);
}

/* Offsets that lead out of the shares are refused by name. */
static void ramps_have_a_length(void) {
    static const int64_t rep[] = {1, 2}, offsets[] = {0, 1, 3};
    static const double share[] = {0.25, 0.5, 0.75};
    attain_team_args args;
    attain_team* team = NULL;
    attain_error e;
    attain_context* context = NULL;
    OK(attain_context_new(&context));
    memset(&args, 0, sizeof args);
    args.struct_size = sizeof args;
    args.n_reps = 2;
    args.rep_id = rep;
    args.ramp_offsets = offsets;
    args.n_ramp_shares = 2;
    args.ramp_share = share;
    CHECK(attain_team_new(context, &args, &team) == ATTAIN_E_INVALID_ARGUMENT);
    memset(&e, 0, sizeof e);
    e.struct_size = sizeof e;
    OK(attain_context_error(context, &e));
    CHECK(strcmp(e.argument, "ramp_offsets") == 0 && e.row == 1);
    args.ramp_offsets = NULL;
    CHECK(attain_team_new(context, &args, &team) == ATTAIN_E_NULL_ARGUMENT);
    attain_context_free(context);
}

static void periods(void) {
    int32_t begin[6], end[6], whole[6];
    int64_t needed;
    char text[32];
    OK(attain_period_print(NULL, day_of("2026-12"), day_of("2027-01"), text, sizeof text, &needed));
    CHECK(strcmp(text, "2026-12") == 0 && needed == 8);
    OK(attain_period_containing(NULL, ATTAIN_PERIOD_WEEK, day_of("2026-12-01"), begin, end));
    CHECK(begin[0] == day_of("2026-11-30") && end[0] == day_of("2026-12-07"));
    OK(attain_period_slices(NULL, day_of("2026-12"), day_of("2027-01"), ATTAIN_PERIOD_WEEK, 6, begin, end,
                            whole, NULL, &needed));
    CHECK(needed == 5 && begin[0] == day_of("2026-12-01") && whole[0] == day_of("2026-11-30"));
    CHECK(end[4] == day_of("2027-01-01"));
}

void working_time(void) {
    holidays();
    easter();
    fiscal_years();
    roster();
    numbers();
    team_of_four();
    learned_ramp();
    ramps_have_a_length();
    periods();
}
