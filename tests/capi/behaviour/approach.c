/* How reps work and what the chances were worth: strengths, conversions, mix, trials, calibration. */
#include "story.h"

static void strong_channels(const story* s) {
    enum { ROWS = 2 * REPS };
    int64_t rep[ROWS], channel[ROWS], quantity[ROWS], needed, i, cleo_mail = -1;
    int32_t standing[ROWS];
    double days[ROWS], rate[ROWS], low[ROWS], high[ROWS], team[ROWS], chance[ROWS], weight[ROWS];
    char name[32];
    attain_strength_columns out;
    attain_strength_args args;
    CLEAR(out);
    out.rep_id = rep;
    out.channel = channel;
    out.quantity = quantity;
    out.exposure = days;
    out.rate = rate;
    out.low = low;
    out.high = high;
    out.team_rate = team;
    out.chance_above = chance;
    out.own_weight = weight;
    out.standing = standing;
    OK(attain_strengths(s->context, s->team, &s->metric, s->ledger, AS_OF, NULL, ROWS, &out, &needed));
    CHECK(needed == ROWS && rep[0] == 101 && rep[2] == 102);
    for (i = 0; i < ROWS; ++i) {
        CHECK(low[i] < rate[i] && rate[i] < high[i] && chance[i] >= 0 && chance[i] <= 1);
        CHECK(weight[i] >= 0 && weight[i] <= 1 && days[i] > 0 && team[i] > 0);
        OK(attain_ledger_channel_name(s->context, s->ledger, channel[i], name, sizeof name, &needed));
        if (rep[i] == 103 && strcmp(name, "e-mail") == 0) cleo_mail = i;
    }
    /* Cleo books everything by e-mail. */
    CHECK(cleo_mail >= 0 && standing[cleo_mail] == ATTAIN_STANDING_STRENGTH && chance[cleo_mail] > 0.9);
    CLEAR(args);
    args.credibility = 0.9999999;
    args.least_effect = 50;
    OK(attain_strengths(s->context, s->team, &s->metric, s->ledger, AS_OF, &args, ROWS, &out, &needed));
    CHECK(standing[cleo_mail] == ATTAIN_STANDING_LEVEL);
    args.credibility = 2;
    CHECK(attain_strengths(s->context, s->team, &s->metric, s->ledger, AS_OF, &args, ROWS, &out, &needed) ==
          ATTAIN_E_OUT_OF_RANGE);
}

/* Calls in another metric of the same ledger: ten a meeting, twenty for Dan. */
static void conversions_and_mix(const story* s) {
    enum { ROWS = 2 * REPS, DAYS = 150 };
    int64_t who[DAYS * REPS], quantity[DAYS * REPS], by[DAYS * REPS], n = 0, needed, i;
    int32_t day[DAYS * REPS], standing[ROWS], consistent[ROWS], d;
    int64_t rep[ROWS], channel[ROWS], activities[ROWS], outcomes[ROWS], per_day[2];
    double rate[ROWS], low[ROWS], high[ROWS], hits[ROWS], misses[ROWS], dispersion[ROWS], team[ROWS];
    double above[ROWS], hours[2] = {0.1, 0.2}, share_now[2] = {0.5, 0.5}, share[2], expected[2], gain[2];
    double best[2];
    attain_metric calls = s->metric;
    attain_conversion_columns out;
    attain_activity_need need;
    attain_mix_args args;
    attain_mix_columns to;
    attain_mix_figures f;
    int r;
    calls.metric_id = 8;
    calls.name = "calls";
    for (d = AS_OF - DAYS + 1; d <= AS_OF; ++d)
        for (r = 0; r < REPS; ++r) {
            const int many = meetings_on(r, AS_OF - d);
            who[n] = ids[r];
            day[n] = d;
            quantity[n] = 2 + many * (r == 3 ? 20 : 10);
            by[n++] = 1 + (r == 2 || d % 3 == 0);
        }
    OK(attain_ledger_record(s->context, s->ledger, calls.metric_id, n, who, day, quantity, by));
    CLEAR(out);
    out.rep_id = rep;
    out.channel = channel;
    out.activities = activities;
    out.outcomes = outcomes;
    out.rate = rate;
    out.low = low;
    out.high = high;
    out.hits = hits;
    out.misses = misses;
    out.dispersion = dispersion;
    out.team_rate = team;
    out.chance_above = above;
    out.standing = standing;
    out.consistent = consistent;
    OK(attain_conversions(s->context, s->team, &calls, s->ledger, &s->metric, s->ledger, AS_OF, NULL, ROWS,
                          &out, &needed));
    CHECK(needed > REPS && needed <= ROWS && rep[0] == 101 && channel[0] == 1 && channel[needed - 1] == 2);
    for (i = 0; i < needed; ++i) {
        CHECK(rate[i] > 0 && rate[i] < 0.2 && low[i] < rate[i] && rate[i] < high[i] && consistent[i] == 1);
        NEAR(rate[i], hits[i] / (hits[i] + misses[i]));
        if (rep[i] == 104 && channel[i] == 1) CHECK(rate[i] < team[i] && above[i] < 0.5);
    }
    CLEAR(need);
    OK(attain_activities(s->context, 1, hits, misses, dispersion, 20, 0, &need));
    CHECK(need.low < (double)need.likely && (double)need.likely < need.high);
    CHECK(fabs((double)need.likely * need.rate - 20) < 3);
    NEAR(need.rate, rate[0]);
    CHECK(attain_activities(s->context, 0, NULL, NULL, NULL, 20, 0, &need) == ATTAIN_E_EMPTY_INPUT);
    hits[1] = 0;
    CHECK(attain_activities(s->context, 2, hits, misses, dispersion, 20, 0, &need) == ATTAIN_E_OUT_OF_RANGE);
    CHECK(refused(s, ATTAIN_E_OUT_OF_RANGE, "hits", 1));
    /* Two channels of the same rate, one of them at half the cost. */
    hits[1] = hits[0];
    misses[1] = misses[0];
    dispersion[1] = dispersion[0];
    channel[0] = 2;
    channel[1] = 1;
    CLEAR(args);
    args.n = 2;
    args.channel = channel;
    args.hits = hits;
    args.misses = misses;
    args.dispersion = dispersion;
    args.hours_per_activity = hours;
    args.share_now = share_now;
    args.outcomes = 20;
    args.working_days = 20;
    CLEAR(to);
    to.share = share;
    to.per_day = per_day;
    to.outcomes = expected;
    to.hour_gain = gain;
    to.chance_best = best;
    CLEAR(f);
    OK(attain_mix(s->context, &args, &to, &f));
    NEAR(share[0] + share[1], 1.0);
    NEAR(best[0] + best[1], 1.0);
    NEAR(gain[0], 2 * gain[1]);
    CHECK(share[0] > share[1] && per_day[0] > per_day[1] && f.low <= f.expected && f.expected <= f.high);
    CHECK(f.shift_from == 1 && f.shift_to == 2 && f.shift_gain > 0 && f.shift_chance > 0.5);
    CHECK(f.probability > 0 && f.probability <= 1 && fabs(f.expected - expected[0] - expected[1]) < 1e-6);
    channel[1] = 2;
    CHECK(attain_mix(s->context, &args, &to, &f) == ATTAIN_E_DUPLICATE_ID);
}

/* The same as goals: reach 8 %, or keep below it; what is a target with a given chance; where they stand. */
static void ratio_goals(const story* s, const attain_ratio* ratio, const attain_metric* calls,
                        const int64_t* who, const int64_t* target, const int64_t* scale,
                        const double* reached, const double* kept) {
    enum { N = 3, LETTERS = 5 };
    int64_t rep[N * LETTERS], needed, found[N], found_scale[N], done[N], of[N], points[N];
    int32_t question[N * LETTERS], verdict[N * LETTERS], status[N], state[N], within[N], i;
    double figure[N * LETTERS], p[N], low[N], high[N];
    char text[256];
    attain_ratio_goals goals;
    attain_audit_columns audit;
    attain_ratio_progress_columns out;
    attain_ratio* then = NULL;
    CLEAR(goals);
    goals.begin = s->begin;
    goals.end = s->end;
    goals.n = N;
    goals.rep_id = who;
    goals.target = target;
    goals.scale = scale;
    CLEAR(audit);
    audit.rep_id = rep;
    audit.question = question;
    audit.verdict = verdict;
    audit.figure = figure;
    CHECK(attain_ratio_audit(s->context, ratio, &goals, NULL, 0, NULL, &needed) == ATTAIN_E_BUFFER_TOO_SMALL);
    CHECK(needed == N * LETTERS);
    OK(attain_ratio_audit(s->context, ratio, &goals, NULL, N * LETTERS, &audit, &needed));
    for (i = 0; i < N; ++i) {
        CHECK(rep[LETTERS * i] == who[i] && question[LETTERS * i + 2] == 2);
        CHECK(figure[LETTERS * i + 2] == reached[i] && verdict[LETTERS * i + 3] == ATTAIN_VERDICT_PASS);
    }
    OK(attain_ratio_audit_text(s->context, ratio, &goals, NULL, 2, ATTAIN_AUDIT_REASON, text, sizeof text,
                               &needed));
    CHECK(strstr(text, "% likely") != NULL);
    OK(attain_ratio_targets(s->context, ratio, s->begin, s->end, ATTAIN_BETTER_HIGHER, 0.6, N, who, found,
                            found_scale));
    goals.target = found;
    goals.scale = found_scale;
    OK(attain_ratio_audit(s->context, ratio, &goals, NULL, N * LETTERS, &audit, &needed));
    for (i = 0; i < N; ++i)
        CHECK(found_scale[i] == 10000 && figure[LETTERS * i + 2] >= 0.6 && figure[LETTERS * i + 2] < 0.65);
    /* Two days into December: the chance is there, and nothing is lost yet. */
    goals.target = target;
    goals.scale = scale;
    CLEAR(out);
    out.numerator = done;
    out.denominator = of;
    out.attainment_state = state;
    out.basis_points = points;
    out.kept = within;
    out.probability = p;
    out.low = low;
    out.high = high;
    out.status = status;
    OK(attain_ratio_track(s->context, ratio, &goals, NULL, NULL, &out));
    for (i = 0; i < N; ++i)
        CHECK(p[i] == reached[i] && done[i] == 0 && of[i] == 0 && within[i] == -1 && low[i] < high[i]);
    CHECK(points[0] == ATTAIN_NULL_UNITS && status[0] >= ATTAIN_GOAL_BEHIND);
    goals.better = ATTAIN_BETTER_LOWER;
    OK(attain_ratio_track(s->context, ratio, &goals, status, NULL, &out));
    CHECK(p[0] == kept[0] && state[0] == ATTAIN_ATTAINMENT_NO_TARGET);
    /* October is over: 8 % was a limit, and was kept or not. */
    goals.begin = day_of("2026-10");
    goals.end = day_of("2026-11");
    CHECK(attain_ratio_track(s->context, ratio, &goals, NULL, NULL, &out) == ATTAIN_E_INVALID_ARGUMENT);
    OK(attain_ratio_new(s->context, s->team, ATTAIN_RATIO_SHARE, "hit rate", &s->metric, calls, s->ledger,
                        goals.end - 1, &then));
    OK(attain_ratio_track(s->context, then, &goals, NULL, NULL, &out));
    for (i = 0; i < N; ++i) {
        CHECK(of[i] > 0 && within[i] == (done[i] * scale[i] <= target[i] * of[i]));
        CHECK(status[i] == (within[i] ? ATTAIN_GOAL_REACHED : ATTAIN_GOAL_MISSED));
    }
    goals.better = ATTAIN_BETTER_HIGHER;
    OK(attain_ratio_track(s->context, then, &goals, NULL, NULL, &out));
    for (i = 0; i < N; ++i)
        CHECK(points[i] == done[i] * scale[i] * 10000 / (target[i] * of[i]));
    OK(attain_ratio_text(s->context, then, &goals, 2, -1, NULL, text, sizeof text, &needed));
    CHECK(strncmp(text, "East: ", 6) == 0 && strstr(text, "target 8.0 %") != NULL);
    attain_ratio_free(then);
}

/* Calls that become meetings, as one ratio. */
static void ratios(const story* s) {
    const int64_t who[3] = {101, 104, ATTAIN_NULL_UNITS}, target[3] = {2, 2, 2}, scale[3] = {25, 25, 25};
    const int64_t none[3] = {25, 0, 25};
    double p[3], within[3], undefined[3], mean[3], low[3], high[3];
    int64_t meetings[3], made[3];
    int32_t grade[3], i;
    const int64_t nobody = 0; /* no number of a rep, and not the team's either */
    attain_metric calls = s->metric;
    attain_ratio_columns out;
    attain_ratio* ratio = NULL;
    calls.metric_id = 8;
    calls.name = "calls";
    CLEAR(out);
    out.probability = p;
    out.within = within;
    out.undefined = undefined;
    out.mean = mean;
    out.low = low;
    out.high = high;
    out.numerator_done = meetings;
    out.denominator_done = made;
    out.grade = grade;
    OK(attain_ratio_new(s->context, s->team, ATTAIN_RATIO_SHARE, "hit rate", &s->metric, &calls, s->ledger,
                        AS_OF, &ratio));
    OK(attain_ratio_forecast(s->context, ratio, s->begin, s->end, 3, who, target, scale, &out));
    for (i = 0; i < 3; ++i) {
        CHECK(low[i] < mean[i] && mean[i] < high[i] && undefined[i] >= 0 && undefined[i] < 0.01);
        CHECK(p[i] + within[i] >= 1 - 1e-9 && made[i] == 0 && meetings[i] == 0);
    }
    CHECK(p[0] > p[1] && mean[0] > mean[1]); /* Dan needs twice the calls */
    CHECK(attain_ratio_forecast(s->context, ratio, s->begin, s->end, 3, who, target, none, &out) ==
          ATTAIN_E_OUT_OF_RANGE);
    CHECK(refused(s, ATTAIN_E_OUT_OF_RANGE, "scale", 1));
    CHECK(attain_ratio_forecast(s->context, ratio, s->begin, s->end, 1, &nobody, target, scale, &out) ==
          ATTAIN_E_UNKNOWN_ID);
    ratio_goals(s, ratio, &calls, who, target, scale, p, within);
    attain_ratio_free(ratio);
}

static void trials(const story* s) {
    int64_t before[40], after[40], needed;
    double one[40];
    attain_trial_args args;
    attain_trial_figures f;
    char text[256];
    int i;
    for (i = 0; i < 40; ++i) {
        before[i] = i % 3 == 0;
        after[i] = 1 + i % 2;
        one[i] = 1;
    }
    CLEAR(args);
    args.design = ATTAIN_TRIAL_SPLIT;
    args.n_before = args.n_after = 40;
    args.before_outcomes = before;
    args.after_outcomes = after;
    args.before_exposure = args.after_exposure = one;
    CLEAR(f);
    OK(attain_trial(s->context, &args, &f, text, sizeof text, &needed));
    CHECK(f.verdict == ATTAIN_TRIAL_BETTER && f.before == 14 && f.after == 60 && f.chance_better > 0.99);
    NEAR(f.rate_after, 1.5);
    CHECK(f.ratio > 1.5 && f.ratio_low < f.ratio && f.ratio < f.ratio_high && f.exposure_missing == 0);
    CHECK(strlen(text) > 20 && f.credibility == 0.95 && f.dispersion >= 1);
    args.n_after = 3;
    OK(attain_trial(s->context, &args, &f, text, sizeof text, &needed));
    CHECK(f.verdict == ATTAIN_TRIAL_TOO_LITTLE);
    after[1] = -1;
    CHECK(attain_trial(s->context, &args, &f, text, sizeof text, &needed) == ATTAIN_E_OUT_OF_RANGE);
}

static void calibration(const story* s) {
    enum { PERIODS = 5, MOST = PERIODS * REPS };
    static const char* const months[PERIODS] = {"2026-07", "2026-08", "2026-09", "2026-10", "2026-11"};
    int32_t begin[PERIODS], end[PERIODS], from[MOST], grade[MOST];
    int64_t cases[10], rep[MOST], total[MOST], quota[MOST], needed, sum = 0, i;
    double promised[10], happened[10], pit[10], said[MOST], rank[MOST], crps[MOST];
    char text[4096];
    attain_calibration* judged = NULL;
    attain_calibration_figures f;
    attain_reliability_columns bins;
    attain_replay_columns out;
    for (i = 0; i < PERIODS; ++i)
        OK(attain_period_parse(s->context, months[i], -1, &begin[i], &end[i]));
    OK(attain_calibration_new(s->context, s->team, &s->metric, s->ledger, AS_OF, PERIODS, begin, end, 0,
                              &judged));
    CLEAR(f);
    OK(attain_calibration_summary(s->context, judged, &f));
    CHECK(f.n_periods == PERIODS && f.n_cases == 3 * f.n_forecasts && f.n_forecasts >= 3 * PERIODS);
    CHECK(f.said >= 0.6 && f.said < 0.75 && f.at_quota_low < f.at_quota_high && f.brier > 0 && f.brier < 0.5);
    CHECK(f.coverage50 <= f.coverage80 && f.coverage80 <= f.coverage90 && f.crps > 0 && f.log_score > 0);
    CLEAR(bins);
    bins.n_cases = cases;
    bins.promised = promised;
    bins.happened = happened;
    bins.pit = pit;
    OK(attain_calibration_bins(s->context, judged, 10, &bins, &needed));
    for (i = 0; i < 10; ++i)
        sum += cases[i];
    CHECK(needed == 10 && sum == f.n_cases);
    CLEAR(out);
    out.rep_id = rep;
    out.begin = from;
    out.grade = grade;
    out.total = total;
    out.quota = quota;
    out.said = said;
    out.rank = rank;
    out.crps = crps;
    OK(attain_calibration_forecasts(s->context, judged, MOST, &out, &needed));
    CHECK(needed == f.n_forecasts && from[0] == begin[0] && rep[0] == 101);
    for (i = 0; i < needed; ++i)
        CHECK(said[i] >= 0.6 && rank[i] >= 0 && rank[i] <= 1 && crps[i] >= 0);
    OK(attain_calibration_text(s->context, judged, ATTAIN_CALIBRATION_LINE, text, sizeof text, &needed));
    CHECK(strstr(text, "goals replayed") != NULL);
    OK(attain_calibration_text(s->context, judged, ATTAIN_CALIBRATION_TABLE, text, sizeof text, &needed));
    CHECK(strlen(text) > 100);
    attain_calibration_free(judged);
    end[PERIODS - 1] = AS_OF + 5;
    CHECK(attain_calibration_new(s->context, s->team, &s->metric, s->ledger, AS_OF, PERIODS, begin, end, 0,
                                 &judged) == ATTAIN_E_INVALID_ARGUMENT);
    CHECK(judged == NULL);
}

void approach_answers(void) {
    story s = story_open();
    strong_channels(&s);
    conversions_and_mix(&s);
    ratios(&s);
    trials(&s);
    calibration(&s);
    story_close(&s);
}
