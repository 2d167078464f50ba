/* Plans: goals and their parts, how they come about, the audit, and changes inside the period. */
#include "story.h"

static attain_plan* december(const story* s, attain_allocation** split) {
    static const int64_t weekly = 103, promised = 85;
    static const char* const key = "product";
    static const char* const value = "Pro";
    attain_plan_args args;
    attain_plan* plan = NULL;
    CLEAR(args);
    args.promised = &promised;
    args.n_weekly = 1;
    args.weekly_rep = &weekly;
    args.goal_id = 900;
    args.n_scope = 1;
    args.scope_key = &key;
    args.scope_value = &value;
    args.who = "Mia";
    args.facts = s->ledger;
    OK(attain_allocate(s->context, s->estimator, s->begin, s->end, 90, NULL, split));
    OK(attain_plan_new_with(s->context, s->estimator, s->begin, s->end, *split, &args, &plan));
    return plan;
}

static void goals(const story* s, const attain_plan* plan, const attain_allocation* split) {
    int64_t rep[REPS], target[REPS], quota[REPS], floor[REPS], stretch[REPS], time[REPS], full[REPS];
    int64_t best[REPS], high_day[REPS], parent[REPS], equal[REPS], needed, total = 0;
    int32_t view[REPS], handed[REPS], last[REPS];
    double p[REPS], chance[REPS], low[REPS], high[REPS], equal_p[REPS];
    attain_goal_columns out;
    attain_plan_figures f;
    int i;
    CLEAR(out);
    out.rep_id = rep;
    out.target = target;
    out.probability = p;
    out.low = low;
    out.high = high;
    out.floor = floor;
    out.stretch = stretch;
    out.working_time = time;
    out.full_time = full;
    out.last_fact = last;
    out.best_observed = best;
    out.high_day = high_day;
    out.parent = parent;
    out.view = view;
    out.handed_over = handed;
    out.equal_share = equal;
    out.equal_probability = equal_p;
    OK(attain_plan_goals(s->context, plan, REPS, &out, &needed));
    OK(attain_allocation_quotas(s->context, split, REPS, NULL, quota, chance, &needed));
    CHECK(needed == REPS && memcmp(quota, target, sizeof quota) == 0 && memcmp(p, chance, sizeof p) == 0);
    for (i = 0; i < REPS; ++i) {
        CHECK(rep[i] == ids[i] && floor[i] <= target[i] && target[i] <= stretch[i] && parent[i] == 900);
        CHECK(low[i] < high[i] && time[i] <= full[i] && full[i] == 22000000);
        /* Ben (102) is new: no month so far had three quarters of this one's working time. */
        CHECK((best[i] > 0) == (ids[i] != 102) && high_day[i] >= 1 && last[i] <= AS_OF &&
              last[i] > AS_OF - 10);
        CHECK(handed[i] == ATTAIN_NULL_DAY);
        CHECK(view[i] == (ids[i] == 103 ? ATTAIN_VIEW_WEEKLY : ATTAIN_VIEW_DAILY));
        total += equal[i];
    }
    CHECK(total == 90);
    CLEAR(f);
    OK(attain_plan_summary(s->context, plan, &f));
    CHECK(f.total == 90 && f.promised == 85 && f.n_goals == REPS && f.begin == s->begin && f.end == s->end);
    CHECK(f.as_of == AS_OF && f.probability > 0.4 && f.probability < 1);
    NEAR(f.over_assignment, 90.0 / 85 - 1);
    NEAR(f.under_assignment, 1 - 85.0 / 90);
    CHECK(f.metric_id == 7 && f.kind == ATTAIN_METRIC_COUNT && f.exponent == 0);
    CHECK(f.lowest_chance < f.highest_chance && f.lowest_chance == equal_p[f.hardest_hit - 101]);
}

static void parts(const story* s, const attain_plan* plan) {
    enum { MOST = 31 };
    int32_t begin[MOST], end[MOST], whole[MOST], day[MOST];
    int64_t target[MOST], time[MOST], amount[MOST], needed, sum = 0, by_week = 0, i;
    attain_part_columns out;
    CLEAR(out);
    out.begin = begin;
    out.end = end;
    out.whole_begin = whole;
    out.working_time = time;
    out.target = target;
    OK(attain_plan_parts(s->context, plan, 101, ATTAIN_PERIOD_MONTH, MOST, &out, &needed));
    CHECK(needed == 1 && begin[0] == s->begin && end[0] == s->end);
    sum = target[0];
    OK(attain_plan_parts(s->context, plan, 101, ATTAIN_PERIOD_WEEK, MOST, &out, &needed));
    CHECK(needed == 5 && whole[0] == day_of("2026-11-30") && begin[0] == s->begin);
    for (i = 0; i < needed; ++i)
        by_week += target[i];
    CHECK(by_week == sum);
    OK(attain_plan_parts(s->context, plan, 101, ATTAIN_PERIOD_DAY, MOST, &out, &needed));
    CHECK(needed == 31 && time[4] == 0 && target[4] == ATTAIN_NULL_UNITS); /* a Saturday */
    CHECK(time[24] == 0 && target[0] != ATTAIN_NULL_UNITS);                /* Christmas */
    OK(attain_plan_days(s->context, plan, 101, MOST, day, amount, &needed));
    CHECK(needed == 22 && day[0] == s->begin);
    for (i = 0; i < needed; ++i)
        sum -= amount[i];
    CHECK(sum == 0);
    CHECK(attain_plan_parts(s->context, plan, 101, 5, MOST, &out, &needed) == ATTAIN_E_INVALID_ARGUMENT);
    CHECK(attain_plan_parts(s->context, plan, 999, 0, MOST, &out, &needed) == ATTAIN_E_UNKNOWN_ID);
}

/* Lines of each rep add up; returns the sum of one rep's lines, with the first sentence in `text`. */
static int64_t add_up(const story* s, const attain_explanation* why, int64_t whose, char* text,
                      int64_t capacity) {
    enum { MOST = 64 };
    int64_t rep[MOST], amount[MOST], needed = 0, sum = 0, first = -1, i, length;
    int32_t factor[MOST];
    attain_explanation_columns out;
    CLEAR(out);
    out.rep_id = rep;
    out.factor = factor;
    out.amount = amount;
    OK(attain_explanation_lines(s->context, why, MOST, &out, &needed));
    for (i = 0; i < needed; ++i) {
        if (rep[i] != whose) continue;
        if (first < 0) first = i;
        sum += amount[i];
    }
    CHECK(first >= 0);
    OK(attain_explanation_text(s->context, why, NULL, first, text, capacity, &length));
    CHECK(length == (int64_t)strlen(text) + 1 && length > 8);
    CHECK(attain_explanation_text(s->context, why, NULL, needed, text, capacity, &length) ==
          ATTAIN_E_OUT_OF_RANGE);
    return sum;
}

static void explanations(const story* s, const attain_plan* plan, const attain_allocation* split) {
    attain_explanation* why = NULL;
    attain_catalogue* german = NULL;
    int64_t target[REPS], needed;
    char text[512], sentences[8192];
    int i;
    OK(attain_allocation_quotas(s->context, split, REPS, NULL, target, NULL, &needed));
    OK(attain_plan_explain(s->context, plan, &why));
    for (i = 0; i < REPS; ++i)
        CHECK(add_up(s, why, ids[i], text, sizeof text) == target[i]);
    CHECK(strstr(text, "share") != NULL);
    OK(attain_catalogue_new(s->context, "base share.up = {who}: {amount} zu gleichen Teilen", -1, &german));
    OK(attain_explanation_text(s->context, why, german, 0, text, sizeof text, &needed));
    CHECK(strncmp(text, "Ana: 2", 6) == 0 && strstr(text, "zu gleichen Teilen") != NULL);
    OK(attain_catalogue_text(s->context, german, sentences, sizeof sentences, &needed));
    CHECK(strstr(sentences, "zu gleichen Teilen") != NULL && strstr(sentences, "dead band.none") != NULL);
    attain_catalogue_free(german);
    german = NULL;
    CHECK(attain_catalogue_new(s->context, "no such key = x", -1, &german) == ATTAIN_E_PARSE);
    CHECK(german == NULL && refused(s, ATTAIN_E_PARSE, "text", 0));
    attain_explanation_free(why);
    OK(attain_allocation_explain(s->context, split, &why));
    for (i = 0; i < REPS; ++i)
        CHECK(add_up(s, why, ids[i], text, sizeof text) == target[i]);
    CHECK(strncmp(text, "equal attainability: +", 22) == 0);
    attain_explanation_free(why);
}

static void audits(const story* s, const attain_plan* plan) {
    enum { ROWS = 5 * REPS };
    int64_t rep[ROWS], amount[ROWS], needed;
    int32_t question[ROWS], verdict[ROWS], remedy[ROWS], one = -1;
    double figure[ROWS], f;
    char text[512], other[512];
    attain_audit_args args;
    attain_audit_columns out;
    attain_audit* audit = NULL;
    CLEAR(out);
    out.rep_id = rep;
    out.question = question;
    out.verdict = verdict;
    out.figure = figure;
    out.remedy = remedy;
    out.amount = amount;
    OK(attain_audit_new(s->context, plan, NULL, &audit));
    OK(attain_audit_findings(s->context, audit, ROWS, &out, &needed));
    CHECK(needed == ROWS && rep[5] == 102 && question[5] == 0 && question[7] == 2);
    OK(attain_plan_verdict(s->context, plan, 102, 2, &one, &f, other, sizeof other, &needed));
    OK(attain_audit_text(s->context, audit, 7, ATTAIN_AUDIT_REASON, text, sizeof text, &needed));
    CHECK(verdict[7] == one && figure[7] == f && strcmp(text, other) == 0);
    OK(attain_audit_text(s->context, audit, -1, ATTAIN_AUDIT_ONE_SIZE, text, sizeof text, &needed));
    CHECK(strstr(text, "for everyone") != NULL);
    attain_audit_free(audit);
    CLEAR(args); /* a band that no goal is in */
    args.attainable_low = 0.98;
    args.attainable_high = 0.99;
    OK(attain_audit_new(s->context, plan, &args, &audit));
    OK(attain_audit_findings(s->context, audit, ROWS, &out, &needed));
    CHECK(verdict[2] != ATTAIN_VERDICT_PASS && remedy[2] == ATTAIN_REMEDY_LOWER_TARGET && amount[2] > 0);
    OK(attain_audit_text(s->context, audit, 2, ATTAIN_AUDIT_CHANGE, text, sizeof text, &needed));
    CHECK(strlen(text) > 10);
    CHECK(attain_audit_text(s->context, audit, ROWS, ATTAIN_AUDIT_REASON, text, sizeof text, &needed) ==
          ATTAIN_E_OUT_OF_RANGE);
    attain_audit_free(audit);
    args.hopeless = -1;
    CHECK(attain_audit_new(s->context, plan, &args, &audit) == ATTAIN_E_OUT_OF_RANGE && audit == NULL);
}

static void changes(const story* s, const attain_plan* plan) {
    attain_change_args args;
    attain_plan* after = NULL;
    attain_explanation* why = NULL;
    attain_version_columns out;
    int64_t target[4], before[4], now[4], freed = -1, unassigned = -1, needed;
    int32_t from[4], decided[4];
    double p[4];
    char text[256];
    attain_plan_figures f;
    CLEAR(args);
    args.change = ATTAIN_CHANGE_REVISE;
    args.rep_id = 101;
    args.from = s->begin + 14;
    args.target = 60;
    args.who = "Mia";
    args.why = "a new territory";
    OK(attain_plan_change(s->context, plan, s->estimator, &args, &after, &why, &freed, &unassigned));
    CHECK(freed == 0 && unassigned == 0);
    CLEAR(out);
    out.from = from;
    out.target = target;
    out.decided = decided;
    out.before = before;
    out.after = now;
    out.probability_after = p;
    OK(attain_plan_versions(s->context, after, 101, 4, &out, &needed));
    CHECK(needed == 2 && before[0] == ATTAIN_NULL_UNITS && before[1] == now[0] && target[1] == 60);
    CHECK(from[1] == s->begin + 14 && decided[1] == AS_OF && p[1] < p[0] && now[1] > now[0]);
    OK(attain_plan_version_text(s->context, after, 101, 1, ATTAIN_VERSION_WHY, text, sizeof text, &needed));
    CHECK(strcmp(text, "a new territory") == 0);
    OK(attain_plan_version_text(s->context, after, 101, 0, ATTAIN_VERSION_WHO, text, sizeof text, &needed));
    CHECK(strcmp(text, "Mia") == 0);
    CHECK(add_up(s, why, 101, text, sizeof text) == now[1]);
    CLEAR(f);
    OK(attain_plan_summary(s->context, after, &f));
    CHECK(f.total == 90 + now[1] - now[0]);
    attain_explanation_free(why);
    OK(attain_plan_explain(s->context, after, &why));
    CHECK(add_up(s, why, 101, text, sizeof text) == now[1]);
    attain_explanation_free(why);
    attain_plan_free(after);
    args.why = "";
    CHECK(attain_plan_change(s->context, plan, s->estimator, &args, &after, &why, NULL, NULL) ==
          ATTAIN_E_INVALID_ARGUMENT);
    CHECK(after == NULL && why == NULL);
    args.why = "leaves";
    args.change = ATTAIN_CHANGE_HAND_OVER;
    CHECK(attain_plan_change(s->context, plan, s->estimator, &args, &after, NULL, NULL, NULL) ==
          ATTAIN_E_CONFLICT); /* the roster still has working time for Ana */
    args.change = ATTAIN_CHANGE_TAKE_IN;
    CHECK(attain_plan_change(s->context, plan, s->estimator, &args, &after, NULL, NULL, NULL) ==
          ATTAIN_E_CONFLICT); /* she has a goal already */
}

/* A plan goes to a table as bytes and comes back a month later: everything is as it was. */
static void stored(const story* s, const attain_plan* plan) {
    static uint8_t bytes[1 << 16], again[1 << 16];
    int64_t length, same, target[2][REPS], needed, amount[2][31], i;
    int32_t day[2][31];
    double p[2][REPS], low[2][REPS], team[2];
    attain_goal_columns out;
    attain_review_figures f[2];
    attain_change_args change;
    attain_plan *back = NULL, *changed = NULL;
    attain_explanation* why = NULL;
    const attain_plan* both[2];
    CHECK(attain_plan_encode(s->context, plan, 0, NULL, &length) == ATTAIN_E_BUFFER_TOO_SMALL);
    OK(attain_plan_encode(s->context, plan, sizeof bytes, bytes, &same));
    CHECK(same == length && memcmp(bytes, "ATTN", 4) == 0);
    OK(attain_plan_decode(s->context, s->team, bytes, length, &back));
    OK(attain_plan_encode(s->context, back, sizeof again, again, &same));
    CHECK(same == length && memcmp(bytes, again, (size_t)length) == 0);
    both[0] = plan;
    both[1] = back;
    for (i = 0; i < 2; ++i) {
        attain_review* review = NULL;
        CLEAR(out);
        out.target = target[i];
        out.probability = p[i];
        out.low = low[i];
        OK(attain_plan_goals(s->context, both[i], REPS, &out, &needed));
        OK(attain_plan_days(s->context, both[i], 101, 31, day[i], amount[i], &needed));
        OK(attain_plan_team(s->context, both[i], NULL, &team[i]));
        OK(attain_review_new(s->context, both[i], s->team, s->ledger, s->end, 0, &review));
        CLEAR(f[i]);
        OK(attain_review_summary(s->context, review, &f[i]));
        attain_review_free(review);
    }
    CHECK(memcmp(target[0], target[1], sizeof target[0]) == 0 && memcmp(p[0], p[1], sizeof p[0]) == 0);
    CHECK(memcmp(low[0], low[1], sizeof low[0]) == 0 && team[0] == team[1]);
    CHECK(memcmp(day[0], day[1], (size_t)needed * sizeof day[0][0]) == 0);
    CHECK(memcmp(amount[0], amount[1], (size_t)needed * sizeof amount[0][0]) == 0);
    CHECK(memcmp(&f[0], &f[1], sizeof f[0]) == 0);
    CHECK(attain_plan_explain(s->context, back, &why) == ATTAIN_E_INVALID_ARGUMENT && why == NULL);
    CLEAR(change);
    change.rep_id = 101;
    change.who = "Mia";
    change.why = "a new territory";
    change.target = 60;
    change.from = s->begin + 14;
    OK(attain_plan_change(s->context, back, s->estimator, &change, &changed, NULL, NULL, NULL));
    CHECK(attain_plan_explain(s->context, changed, &why) == ATTAIN_E_INVALID_ARGUMENT);
    attain_plan_free(changed);
    attain_plan_free(back);
}

/* Three weeks without a record are said, and are a warning under M. */
static void gaps(const story* s, const attain_allocation* split) {
    int64_t rep[200], needed;
    int32_t day[200], begin[4], end[4], i, verdict;
    char reason[256];
    attain_plan_args args;
    attain_plan* plan = NULL;
    attain_ledger* facts = NULL;
    for (i = 0; i < 200; ++i) {
        rep[i] = 101;
        day[i] = AS_OF - 3 - i - (i > 10 ? 21 : 0);
    }
    OK(attain_ledger_new(s->context, &facts));
    OK(attain_ledger_record(s->context, facts, s->metric.metric_id, 200, rep, day, NULL, NULL));
    CLEAR(args);
    args.facts = facts;
    OK(attain_plan_new_with(s->context, s->estimator, s->begin, s->end, split, &args, &plan));
    OK(attain_plan_gaps(s->context, plan, 101, 4, begin, end, &needed));
    CHECK(needed == 1 && end[0] - begin[0] >= 19 && begin[0] >= AS_OF - 35 && end[0] <= AS_OF - 13);
    OK(attain_plan_verdict(s->context, plan, 101, 1, &verdict, NULL, reason, sizeof reason, &needed));
    CHECK(verdict == ATTAIN_VERDICT_WARN);
    attain_plan_free(plan);
    args.gap_window = 10;
    OK(attain_plan_new_with(s->context, s->estimator, s->begin, s->end, split, &args, &plan));
    OK(attain_plan_gaps(s->context, plan, 101, 4, begin, end, &needed));
    CHECK(needed == 0);
    attain_plan_free(plan);
    attain_ledger_free(facts);
}

/* An allocation of another period or metric makes no plan. */
static void of_something_else(const story* s, const attain_allocation* split) {
    attain_metric calls = s->metric;
    attain_estimator* other = NULL;
    attain_plan* plan = NULL;
    calls.metric_id = 8;
    calls.name = "calls";
    CHECK(attain_plan_new(s->context, s->estimator, s->end, s->end + 31, split, &plan) == ATTAIN_E_CONFLICT);
    CHECK(refused(s, ATTAIN_E_CONFLICT, "allocation", -1) && plan == NULL);
    OK(attain_estimator_new(s->context, s->team, &calls, s->ledger, AS_OF, &other));
    CHECK(attain_plan_new(s->context, other, s->begin, s->end, split, &plan) == ATTAIN_E_WRONG_METRIC);
    CHECK(refused(s, ATTAIN_E_WRONG_METRIC, "allocation", -1) && plan == NULL);
    attain_estimator_free(other);
}

void plan_answers(void) {
    story s = story_open();
    attain_allocation* split = NULL;
    attain_plan* plan = december(&s, &split);
    goals(&s, plan, split);
    parts(&s, plan);
    explanations(&s, plan, split);
    audits(&s, plan);
    changes(&s, plan);
    stored(&s, plan);
    gaps(&s, split);
    of_something_else(&s, split);
    attain_plan_free(plan);
    attain_allocation_free(split);
    story_close(&s);
}
