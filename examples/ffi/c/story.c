/* The story in C: load the bundled team of four, plan December for 120 meetings, show who should do what and
 * why, and how a typing error is refused. Nothing but attain.h and C99's own library. */
#include <attain.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_REPS = 32, MAX_DAYS = 64, MAX_FACTS = 8192, MAX_LINE = 512, MAX_FIELDS = 8, FIRST_DAYS = 5 };

typedef struct story {
    char name[64]; /* of the team */
    int64_t n;     /* reps */
    int64_t id[MAX_REPS];
    char who[MAX_REPS][32], role[MAX_REPS][32];
    const char* who_of[MAX_REPS]; /* the same as columns of pointers */
    const char* role_of[MAX_REPS];
    int32_t hired[MAX_REPS];
    int64_t ramp_offsets[MAX_REPS + 1];
    double ramp_share[MAX_REPS * 12];
    int64_t n_closed, n_absences;
    int32_t closed[MAX_DAYS], away_from[MAX_DAYS], away_to[MAX_DAYS];
    int64_t away[MAX_DAYS];

    attain_context* context;
    attain_team* team;
    attain_ledger* book;
    attain_estimator* estimator;
    attain_allocation* split;
    attain_plan* plan;
} story;

static const attain_metric meetings = {sizeof meetings, ATTAIN_METRIC_COUNT, 0, 0, 1, "meetings booked"};

/* ---- days: C has no date type, so these are attain's own int32 ----------------------------------------- */

static int32_t day_of(const char* iso) { /* 2026-12-07; the library reads it */
    int32_t begin = ATTAIN_NULL_DAY, end;
    if (attain_period_parse(NULL, iso, -1, &begin, &end) != ATTAIN_OK) return ATTAIN_NULL_DAY;
    return begin;
}

static void civil(int32_t day, int* y, int* m,
                  int* d) { /* the year starts in March: the leap day is its last */
    const int32_t z = day + 719468, era = z / 146097, doe = z - era * 146097;
    const int32_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    const int32_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
    *d = doy - (153 * mp + 2) / 5 + 1;
    *m = mp < 10 ? mp + 3 : mp - 9;
    *y = yoe + era * 400 + (*m <= 2);
}

/* ---- the files ----------------------------------------------------------------------------------------- */

/* The next line's fields, cut in place; NULL beyond the last one. The data have no quotes. */
static int read_row(FILE* file, char* line, char* field[MAX_FIELDS]) {
    int i;
    if (fgets(line, MAX_LINE, file) == NULL) return 0;
    line[strcspn(line, "\r\n")] = '\0';
    for (i = 0; i < MAX_FIELDS; ++i) {
        field[i] = line;
        if (line != NULL && (line = strchr(line, ',')) != NULL) *line++ = '\0';
    }
    return 1;
}

static FILE* open_rows(const char* folder, const char* name, char* line, char* field[MAX_FIELDS]) {
    char path[1024];
    FILE* file;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    file = fopen(path, "r");
    if (file == NULL || !read_row(file, line, field)) { /* the first line names the columns */
        fprintf(stderr, "cannot read %s\n", path);
        exit(2);
    }
    return file;
}

static void read_reps(story* s, const char* folder) { /* id,name,role,team,hired,left,fte,ramp */
    char line[MAX_LINE], *field[MAX_FIELDS], *percent;
    FILE* file = open_rows(folder, "reps.csv", line, field);
    for (; s->n < MAX_REPS && read_row(file, line, field); ++s->n) {
        const int64_t i = s->n;
        int64_t months = s->ramp_offsets[i];
        s->id[i] = strtoll(field[0], NULL, 10);
        snprintf(s->who[i], sizeof s->who[i], "%s", field[1]);
        snprintf(s->role[i], sizeof s->role[i], "%s", field[2]);
        snprintf(s->name, sizeof s->name, "%s", field[3]);
        s->who_of[i] = s->who[i];
        s->role_of[i] = s->role[i];
        s->hired[i] = day_of(field[4]);
        for (percent = strtok(field[7], "/"); percent != NULL; percent = strtok(NULL, "/"))
            s->ramp_share[months++] = (double)atoi(percent) / 100;
        s->ramp_offsets[i + 1] = months;
    }
    fclose(file);
}

static void read_days_off(story* s, const char* folder) {
    char line[MAX_LINE], *field[MAX_FIELDS];
    FILE* file = open_rows(folder, "holidays.csv", line, field); /* date,name */
    while (s->n_closed < MAX_DAYS && read_row(file, line, field))
        s->closed[s->n_closed++] = day_of(field[0]);
    fclose(file);
    file = open_rows(folder, "absences.csv", line, field); /* rep,first_day,last_day */
    for (; s->n_absences < MAX_DAYS && read_row(file, line, field); ++s->n_absences) {
        s->away[s->n_absences] = strtoll(field[0], NULL, 10);
        s->away_from[s->n_absences] = day_of(field[1]);
        s->away_to[s->n_absences] = day_of(field[2]) + 1;
    }
    fclose(file);
}

static attain_status make_team(story* s) {
    attain_team_args args = {0};
    args.struct_size = sizeof args;
    args.name = s->name;
    args.n_reps = s->n;
    args.rep_id = s->id;
    args.rep_name = s->who_of;
    args.rep_role = s->role_of;
    args.hired = s->hired;
    args.ramp_offsets = s->ramp_offsets;
    args.n_ramp_shares = s->ramp_offsets[s->n];
    args.ramp_share = s->ramp_share;
    args.n_closed = s->n_closed;
    args.closed_day = s->closed;
    args.n_absences = s->n_absences;
    args.absence_rep = s->away;
    args.absence_begin = s->away_from;
    args.absence_end = s->away_to;
    return attain_team_new(s->context, &args, &s->team);
}

static attain_status read_facts(story* s, const char* folder) { /* rep,metric,channel,date,quantity */
    static int64_t rep[MAX_FACTS], quantity[MAX_FACTS], channel[MAX_FACTS];
    static int32_t day[MAX_FACTS];
    char line[MAX_LINE], *field[MAX_FIELDS];
    FILE* file = open_rows(folder, "activity.csv", line, field);
    int64_t n = 0;
    attain_status status = attain_ledger_new(s->context, &s->book);
    while (status == ATTAIN_OK && n < MAX_FACTS && read_row(file, line, field)) {
        if (strcmp(field[1], meetings.name) != 0) continue;
        rep[n] = strtoll(field[0], NULL, 10);
        day[n] = day_of(field[3]);
        quantity[n] = strtoll(field[4], NULL, 10);
        status = attain_ledger_channel(s->context, s->book, field[2], -1, &channel[n++]);
    }
    fclose(file);
    if (status != ATTAIN_OK) return status;
    return attain_ledger_record(s->context, s->book, meetings.metric_id, n, rep, day, quantity, channel);
}

/* ---- the text ------------------------------------------------------------------------------------------ */

static const char* percent(double p, char* text, size_t size) {
    if (p > 0 && p < 0.01) return "< 1 %";
    if (p > 0.99 && p < 1) return "> 99 %";
    snprintf(text, size, "%d %%", (int)(100 * p + 0.5));
    return text;
}

static const char* name_of(const story* s, int64_t rep) {
    int64_t i;
    for (i = 0; i < s->n; ++i)
        if (s->id[i] == rep) return s->who[i];
    return "";
}

static attain_status print_table(const story* s, int32_t begin, int32_t end) {
    static const char* const grades[] = {"unknown", "prior only", "thin", "fair", "solid"};
    static const char* const weekdays[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"}; /* day 0: Thu */
    int64_t rep[MAX_REPS], amount[MAX_REPS], target[MAX_REPS][MAX_DAYS], n_days[MAX_REPS], n, total;
    int64_t sum[FIRST_DAYS] = {0};
    int32_t day[MAX_REPS][MAX_DAYS], first[FIRST_DAYS], grade[MAX_REPS], d;
    double chance[MAX_REPS], low[MAX_REPS], high[MAX_REPS], team_chance;
    attain_forecast_columns columns = {0};
    char shown[16], range[32];
    int64_t i, k;
    int days = 0, j, y, m, date;

    columns.struct_size = sizeof columns;
    columns.low = low;
    columns.high = high;
    columns.grade = grade;
    if (attain_allocation_quotas(s->context, s->split, MAX_REPS, rep, amount, chance, &n) ||
        attain_forecast(s->context, s->estimator, begin, end, n, rep, NULL, &columns) ||
        attain_plan_team(s->context, s->plan, &total, &team_chance))
        return ATTAIN_E_INTERNAL;
    for (i = 0; i < n; ++i)
        if (attain_plan_days(s->context, s->plan, rep[i], MAX_DAYS, day[i], target[i], &n_days[i]))
            return ATTAIN_E_INTERNAL;
    for (d = begin; d < end && days < FIRST_DAYS; ++d) { /* the first days on which anybody has a target */
        int works = 0;
        for (i = 0; i < n; ++i)
            for (k = 0; k < n_days[i]; ++k)
                works = works || day[i][k] == d;
        if (works) first[days++] = d;
    }

    printf("  %-6s %5s  %6s  %10s  %-8s", "", "quota", "chance", "80 % range", "evidence");
    for (j = 0; j < days; ++j) {
        civil(first[j], &y, &m, &date);
        printf("  %s %2d", weekdays[first[j] % 7], date);
    }
    for (i = 0; i < n; ++i) {
        snprintf(range, sizeof range, "%.0f - %.0f", low[i], high[i]);
        printf("\n  %-6s %5lld  %6s  %10s  %-8s", name_of(s, rep[i]), (long long)amount[i],
               percent(chance[i], shown, sizeof shown), range, grades[grade[i]]);
        for (j = 0; j < days; ++j) {
            long long due = 0;
            for (k = 0; k < n_days[i]; ++k)
                if (day[i][k] == first[j]) due = target[i][k];
            sum[j] += due;
            printf("  %6lld", due);
        }
    }
    printf("\n  %-6s %5lld  %6s  %10s  %-8s", "team", (long long)total,
           percent(team_chance, shown, sizeof shown), "", "");
    for (j = 0; j < days; ++j)
        printf("  %6lld", (long long)sum[j]);
    printf("\n");
    return ATTAIN_OK;
}

static attain_status print_reasons(const story* s, int32_t end) {
    static const char* const verdicts[] = {"pass", "warn", "fail"};
    int64_t rep[MAX_REPS], amount[MAX_REPS], n, i, length;
    int32_t question, verdict;
    char reason[512];
    int y, m, d;
    attain_status status = attain_allocation_quotas(s->context, s->split, MAX_REPS, rep, amount, NULL, &n);
    civil(end - 1, &y, &m, &d);
    for (i = 0; status == ATTAIN_OK && i < n; ++i) {
        printf("\n%s: %lld by %04d-%02d-%02d\n", name_of(s, rep[i]), (long long)amount[i], y, m, d);
        for (question = 0; status == ATTAIN_OK && question < 5; ++question) {
            status = attain_plan_verdict(s->context, s->plan, rep[i], question, &verdict, NULL, reason,
                                       sizeof reason, &length);
            if (status == ATTAIN_OK) printf("  %c  %s  %s\n", "SMART"[question], verdicts[verdict], reason);
        }
    }
    return status;
}

static void print_error(const story* s) {
    attain_error e = {sizeof e, 0, 0, "", ""};
    attain_context_error(s->context, &e);
    printf("  %s: %s, row %lld: %s\n", attain_status_name(e.status), e.argument, (long long)e.row, e.message);
}

/* Two facts, the second with its year mistyped: nothing of the batch is recorded. */
static int print_refusal(const story* s) {
    const int64_t rep[] = {101, 102};
    const int32_t day[] = {20787, -344455}; /* 2026-11-30, 1026-12-01 */
    if (attain_ledger_record(s->context, s->book, meetings.metric_id, 2, rep, day, NULL, NULL) == ATTAIN_OK)
        return 1;
    printf("\nA fact dated 1026-12-01 is refused, and nothing is recorded:\n");
    print_error(s);
    return 0;
}

/* What a CRM stores now, and reads again until the period is over: the story goes on with the plan from the
 * bytes. */
static attain_status store_and_read(story* s) {
    int64_t length = 0;
    uint8_t* bytes;
    attain_plan* read = NULL;
    attain_status status = attain_plan_encode(s->context, s->plan, 0, NULL, &length); /* how many */
    if (status != ATTAIN_E_BUFFER_TOO_SMALL) return status;
    if ((bytes = malloc((size_t)length)) == NULL) return ATTAIN_E_NO_MEMORY;
    status = attain_plan_encode(s->context, s->plan, length, bytes, &length);
    if (status == ATTAIN_OK) status = attain_plan_decode(s->context, s->team, bytes, length, &read);
    free(bytes);
    if (status != ATTAIN_OK) return status;
    attain_plan_free(s->plan);
    s->plan = read;
    return ATTAIN_OK;
}

/* Every step that can fail, in order; the first one that does ends the story. */
static attain_status tell(story* s, const char* folder) {
    int32_t begin, end;
    attain_status status = attain_context_new(&s->context);
    if (status != ATTAIN_OK) return status;
    read_reps(s, folder);
    read_days_off(s, folder);
    if ((status = make_team(s)) || (status = read_facts(s, folder))) return status;
    if ((status = attain_period_parse(s->context, "2026-12", -1, &begin, &end))) return status;
    if ((status = attain_estimator_new(s->context, s->team, &meetings, s->book, begin - 1, &s->estimator)) ||
        (status = attain_allocate(s->context, s->estimator, begin, end, 120, NULL, &s->split)) ||
        (status = attain_plan_new(s->context, s->estimator, begin, end, s->split, &s->plan)) ||
        (status = store_and_read(s)))
        return status;
    printf("%s: 120 %s in December 2026, known up to 2026-11-30\n\n", s->name, meetings.name);
    if ((status = print_table(s, begin, end)) || (status = print_reasons(s, end))) return status;
    return print_refusal(s);
}

int main(int argc, char** argv) {
    static story s;
    const attain_status status = tell(&s, argc > 1 ? argv[1] : "examples/data/team_of_four");
    if (status != ATTAIN_OK) print_error(&s);
    attain_plan_free(s.plan);
    attain_allocation_free(s.split);
    attain_estimator_free(s.estimator);
    attain_ledger_free(s.book);
    attain_team_free(s.team);
    attain_context_free(s.context);
    return status == ATTAIN_OK ? 0 : 1;
}
