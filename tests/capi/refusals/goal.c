/* Refusals: explanations, plans, their audit and their changes. */
#include "described.h"

#include <string.h>

static void refuse_answers(struct world* w, const attain_explanation* why, const attain_audit* audit) {
    /* Every column of these answers may be left out, and they share their room. */
    int64_t i64[64], needed;
    int32_t i32[64];
    double f64[64];
    attain_explanation_columns explanation_to;
    attain_goal_columns goal_to;
    attain_part_columns part_to;
    attain_version_columns version_to;
    attain_audit_columns audit_to;
    memset(&explanation_to, 0, sizeof explanation_to);
    explanation_to.struct_size = sizeof explanation_to;
    explanation_to.rep_id = i64;
    explanation_to.factor = i32;
    explanation_to.amount = i64;
    refuse_attain_explanation_lines(
        w, (struct attain_explanation_lines_call){w->context, why, 64, &explanation_to, &needed},
        "out.rep_id out.factor out.amount");
    memset(&goal_to, 0, sizeof goal_to);
    goal_to.struct_size = sizeof goal_to;
    goal_to.rep_id = i64;
    goal_to.target = i64;
    goal_to.probability = f64;
    goal_to.low = f64;
    goal_to.high = f64;
    goal_to.floor = i64;
    goal_to.stretch = i64;
    goal_to.working_time = i64;
    goal_to.full_time = i64;
    goal_to.last_fact = i32;
    goal_to.best_observed = i64;
    goal_to.high_day = i64;
    goal_to.goal_id = i64;
    goal_to.parent = i64;
    goal_to.view = i32;
    goal_to.handed_over = i32;
    goal_to.equal_share = i64;
    goal_to.equal_probability = f64;
    refuse_attain_plan_goals(
        w, (struct attain_plan_goals_call){w->context, w->plan, 64, &goal_to, &needed},
        "out.rep_id out.target out.probability out.low out.high out.floor out.stretch "
        "out.working_time out.full_time out.last_fact out.best_observed out.high_day "
        "out.goal_id out.parent out.view out.handed_over out.equal_share out.equal_probability");
    memset(&part_to, 0, sizeof part_to);
    part_to.struct_size = sizeof part_to;
    part_to.begin = i32;
    part_to.end = i32;
    part_to.whole_begin = i32;
    part_to.whole_end = i32;
    part_to.working_time = i64;
    part_to.target = i64;
    refuse_attain_plan_parts(
        w,
        (struct attain_plan_parts_call){w->context, w->plan, 101, ATTAIN_PERIOD_WEEK, 64, &part_to, &needed},
        "out.begin out.end out.whole_begin out.whole_end out.working_time out.target");
    memset(&version_to, 0, sizeof version_to);
    version_to.struct_size = sizeof version_to;
    version_to.from = i32;
    version_to.target = i64;
    version_to.revision = i32;
    version_to.decided = i32;
    version_to.before = i64;
    version_to.after = i64;
    version_to.probability_before = f64;
    version_to.probability_after = f64;
    refuse_attain_plan_versions(
        w, (struct attain_plan_versions_call){w->context, w->plan, 101, 64, &version_to, &needed},
        "out.from out.target out.revision out.decided out.before out.after "
        "out.probability_before out.probability_after");
    memset(&audit_to, 0, sizeof audit_to);
    audit_to.struct_size = sizeof audit_to;
    audit_to.rep_id = i64;
    audit_to.question = i32;
    audit_to.verdict = i32;
    audit_to.figure = f64;
    audit_to.remedy = i32;
    audit_to.amount = i64;
    refuse_attain_audit_findings(
        w, (struct attain_audit_findings_call){w->context, audit, 64, &audit_to, &needed},
        "out.rep_id out.question out.verdict out.figure out.remedy out.amount");
}

static void refuse_texts(struct world* w, const attain_explanation* why, const attain_audit* audit) {
    char text[8192];
    int64_t needed;
    attain_catalogue* sentences = NULL;
    refuse_attain_catalogue_new(
        w,
        (struct attain_catalogue_new_call){w->context, "ramp.up = {amount}", -1, &(attain_catalogue*){NULL}},
        "text");
    expect(w, ATTAIN_OK, attain_catalogue_new(w->context, NULL, 0, &sentences), "the English catalogue");
    refuse_attain_catalogue_text(
        w, (struct attain_catalogue_text_call){w->context, sentences, text, sizeof text, &needed}, "");
    refuse_attain_explanation_text(
        w, (struct attain_explanation_text_call){w->context, why, sentences, 0, text, sizeof text, &needed},
        "catalogue");
    attain_catalogue_free(sentences);
    refuse_attain_plan_version_text(w,
                                    (struct attain_plan_version_text_call){w->context, w->plan, 101, 0,
                                                                           ATTAIN_VERSION_WHY, text,
                                                                           sizeof text, &needed},
                                    "");
    refuse_attain_audit_text(w,
                             (struct attain_audit_text_call){w->context, audit, 2, ATTAIN_AUDIT_REASON, text,
                                                             sizeof text, &needed},
                             "");
}

static void refuse_plans(struct world* w) {
    int64_t promised[1] = {85}, weekly[1] = {101}, also[1] = {8}, freed, unassigned;
    const char* keys[1] = {"product"};
    const char* values[1] = {"Pro"};
    attain_plan_args args;
    attain_plan_figures figures;
    attain_change_args change;
    memset(&args, 0, sizeof args);
    args.struct_size = sizeof args;
    args.promised = promised;
    args.n_weekly = 1;
    args.weekly_rep = weekly;
    args.n_scope = 1;
    args.scope_key = keys;
    args.scope_value = values;
    args.who = "Mia";
    args.facts = w->facts;
    args.gap_window = 60;
    args.n_also = 1;
    args.also_metric = also;
    refuse_attain_plan_new_with(w,
                                (struct attain_plan_new_with_call){w->context, w->estimator, w->begin, w->end,
                                                                   w->allocation, &args,
                                                                   &(attain_plan*){NULL}},
                                "args.promised args.who args.facts");
    memset(&figures, 0, sizeof figures);
    figures.struct_size = sizeof figures;
    refuse_attain_plan_summary(w, (struct attain_plan_summary_call){w->context, w->plan, &figures}, "");
    memset(&change, 0, sizeof change);
    change.struct_size = sizeof change;
    change.rep_id = 101;
    change.who = "Mia";
    change.why = "more";
    change.target = 50;
    change.from = w->begin + 9;
    refuse_attain_plan_change(
        w,
        (struct attain_plan_change_call){w->context, w->plan, w->estimator, &change, &(attain_plan*){NULL},
                                         &(attain_explanation*){NULL}, &freed, &unassigned},
        "why freed unassigned args.chance=nan");
}

/* A rep who logs nothing for three weeks. */
static void refuse_gaps(struct world* w) {
    int64_t rep[300], needed;
    int32_t day[300], begin[8], end[8], i;
    attain_ledger* facts = NULL;
    attain_plan* plan = NULL;
    attain_plan_args args;
    for (i = 0; i < 300; ++i) {
        rep[i] = w->rep_id[i % 2 == 0 && i < 60 ? 1 : 0];
        day[i] = w->as_of - i - (rep[i] == w->rep_id[0] ? 21 : 0);
    }
    expect(w, ATTAIN_OK, attain_ledger_new(w->context, &facts), "a ledger");
    expect(w, ATTAIN_OK,
           attain_ledger_record(w->context, facts, w->metric.metric_id, 300, rep, day, NULL, NULL), "a gap");
    memset(&args, 0, sizeof args);
    args.struct_size = sizeof args;
    args.facts = facts;
    expect(w, ATTAIN_OK,
           attain_plan_new_with(w->context, w->estimator, w->begin, w->end, w->allocation, &args, &plan),
           "a plan that looks for gaps");
    refuse_attain_plan_gaps(
        w, (struct attain_plan_gaps_call){w->context, plan, w->rep_id[0], 8, begin, end, &needed},
        "begin end");
    attain_plan_free(plan);
    attain_ledger_free(facts);
}

/* What an allocation was not made for. */
static void refuse_other_allocations(struct world* w) {
    attain_metric calls = w->metric;
    attain_estimator* estimator = NULL;
    attain_plan* plan = NULL;
    calls.metric_id = 8;
    expect(w, ATTAIN_E_CONFLICT,
           attain_plan_new(w->context, w->estimator, w->begin, w->end + 31, w->allocation, &plan),
           "an allocation of another period");
    expect(w, ATTAIN_OK, attain_estimator_new(w->context, w->team, &calls, w->facts, w->as_of, &estimator),
           "an estimator of another metric");
    expect(w, ATTAIN_E_WRONG_METRIC,
           attain_plan_new(w->context, estimator, w->begin, w->end, w->allocation, &plan),
           "an allocation of another metric");
    attain_estimator_free(estimator);
}

static void refuse_stored_plans(struct world* w) {
    static const int64_t room = 1 << 16;
    uint8_t bytes[1 << 16];
    int64_t needed = 0, length;
    attain_plan* back = NULL;
    attain_explanation* why = NULL;
    attain_team_args who;
    attain_team* others = NULL;
    refuse_attain_plan_encode(w, (struct attain_plan_encode_call){w->context, w->plan, room, bytes, &needed},
                              "");
    expect(w, ATTAIN_OK, attain_plan_encode(w->context, w->plan, room, bytes, &needed), "encoding");
    refuse_attain_plan_decode(
        w, (struct attain_plan_decode_call){w->context, w->team, bytes, needed, &(attain_plan*){NULL}},
        "n_bytes=0");
    memset(&who, 0, sizeof who);
    who.struct_size = sizeof who;
    who.n_reps = 3;
    who.rep_id = w->rep_id;
    expect(w, ATTAIN_OK, attain_team_new(w->context, &who, &others), "a smaller team");
    expect(w, ATTAIN_E_UNKNOWN_ID, attain_plan_decode(w->context, others, bytes, needed, &back),
           "a goal of nobody");
    attain_team_free(others);
    expect(w, ATTAIN_OK, attain_plan_decode(w->context, w->team, bytes, needed, &back), "decoding");
    expect(w, ATTAIN_E_INVALID_ARGUMENT, attain_plan_explain(w->context, back, &why),
           "an explanation that was not stored");
    attain_plan_free(back);
    for (length = 0; length < needed; length += 1 + length / 8)
        expect(w, ATTAIN_E_CORRUPT_STATE, attain_plan_decode(w->context, w->team, bytes, length, &back),
               "cut off");
    bytes[needed / 2] ^= 16;
    expect(w, ATTAIN_E_CORRUPT_STATE, attain_plan_decode(w->context, w->team, bytes, needed, &back),
           "changed");
}

void refuse_goal(struct world* w) {
    int64_t total, amount[31], needed;
    int32_t day[31], verdict;
    double probability, figure;
    char reason[256];
    attain_audit_args args;
    attain_audit* audit = NULL;
    attain_explanation* why = NULL;
    refuse_attain_plan_new(w,
                           (struct attain_plan_new_call){w->context, w->estimator, w->begin, w->end,
                                                         w->allocation, &(attain_plan*){NULL}},
                           "");
    refuse_attain_plan_team(w, (struct attain_plan_team_call){w->context, w->plan, &total, &probability},
                            "total probability");
    refuse_attain_plan_days(
        w, (struct attain_plan_days_call){w->context, w->plan, 101, 31, day, amount, &needed}, "day amount");
    refuse_attain_plan_verdict(w,
                               (struct attain_plan_verdict_call){w->context, w->plan, 101, 2, &verdict,
                                                                 &figure, reason, sizeof reason, &needed},
                               "verdict figure short=writes");
    refuse_plans(w);
    refuse_gaps(w);
    refuse_other_allocations(w);
    refuse_stored_plans(w);
    refuse_attain_allocation_explain(
        w, (struct attain_allocation_explain_call){w->context, w->allocation, &(attain_explanation*){NULL}},
        "");
    refuse_attain_plan_explain(
        w, (struct attain_plan_explain_call){w->context, w->plan, &(attain_explanation*){NULL}}, "");
    memset(&args, 0, sizeof args);
    args.struct_size = sizeof args;
    refuse_attain_audit_new(
        w, (struct attain_audit_new_call){w->context, w->plan, &args, &(attain_audit*){NULL}}, "args");
    expect(w, ATTAIN_OK, attain_audit_new(w->context, w->plan, NULL, &audit), "an audit");
    expect(w, ATTAIN_OK, attain_plan_explain(w->context, w->plan, &why), "an explanation");
    refuse_answers(w, why, audit);
    refuse_texts(w, why, audit);
    attain_explanation_free(why);
    attain_audit_free(audit);
}
