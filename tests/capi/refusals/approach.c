/* Refusals: strengths, conversions, mix, trials, calibration. */
#include "described.h"

#include <string.h>

/* Facts with a channel, of two metrics. */
static attain_ledger* with_channels(struct world* w, int64_t calls) {
    int64_t rep[200], many[200], quantity[200], by[200], channel;
    int32_t day[200];
    attain_ledger* facts = NULL;
    int i;
    expect(w, ATTAIN_OK, attain_ledger_new(w->context, &facts), "a ledger");
    expect(w, ATTAIN_OK, attain_ledger_channel(w->context, facts, "cold call", -1, &channel), "its channel");
    for (i = 0; i < 200; ++i) {
        rep[i] = w->rep_id[i % 4];
        day[i] = w->as_of - i / 4;
        quantity[i] = i % 5 == 0;
        many[i] = 1;
        by[i] = channel;
    }
    expect(w, ATTAIN_OK,
           attain_ledger_record(w->context, facts, w->metric.metric_id, 200, rep, day, quantity, by),
           "meetings");
    expect(w, ATTAIN_OK, attain_ledger_record(w->context, facts, calls, 200, rep, day, many, by), "calls");
    return facts;
}

static void refuse_strengths(struct world* w) {
    int64_t needed;
    double hits[2] = {20, 20}, misses[2] = {180, 90}, dispersion[2] = {1.5, 1.5}, hours[2] = {0.1, 0.2};
    double share[2] = {0.5, 0.5};
    int64_t channel[2] = {1, 2};
    attain_metric metric = w->metric, calls = w->metric;
    attain_strength_args args;
    attain_activity_need need;
    attain_mix_args mix;
    attain_mix_columns mix_to;
    attain_mix_figures figures;
    attain_ledger* facts;
    attain_strength_columns strength_to;
    attain_conversion_columns conversion_to;
    calls.metric_id = 8;
    calls.name = "calls";
    facts = with_channels(w, calls.metric_id);
    memset(&args, 0, sizeof args);
    args.struct_size = sizeof args;
    memset(&strength_to, 0, sizeof strength_to);
    strength_to.struct_size = sizeof strength_to;
    strength_to.rep_id = w->i64;
    strength_to.channel = w->i64;
    strength_to.quantity = w->i64;
    strength_to.exposure = w->f64;
    strength_to.rate = w->f64;
    strength_to.low = w->f64;
    strength_to.high = w->f64;
    strength_to.team_rate = w->f64;
    strength_to.chance_above = w->f64;
    strength_to.own_weight = w->f64;
    strength_to.standing = w->i32;
    refuse_attain_strengths(w,
                            (struct attain_strengths_call){w->context, w->team, &metric, facts, w->as_of,
                                                           &args, 64, &strength_to, &needed},
                            "args out.rep_id out.channel out.quantity out.exposure out.rate out.low out.high "
                            "out.team_rate out.chance_above out.own_weight out.standing");
    memset(&conversion_to, 0, sizeof conversion_to);
    conversion_to.struct_size = sizeof conversion_to;
    conversion_to.rep_id = w->i64;
    conversion_to.channel = w->i64;
    conversion_to.activities = w->i64;
    conversion_to.outcomes = w->i64;
    conversion_to.rate = w->f64;
    conversion_to.low = w->f64;
    conversion_to.high = w->f64;
    conversion_to.hits = w->f64;
    conversion_to.misses = w->f64;
    conversion_to.dispersion = w->f64;
    conversion_to.team_rate = w->f64;
    conversion_to.chance_above = w->f64;
    conversion_to.standing = w->i32;
    conversion_to.consistent = w->i32;
    refuse_attain_conversions(
        w,
        (struct attain_conversions_call){w->context, w->team, &calls, facts, &metric, facts, w->as_of, &args,
                                         64, &conversion_to, &needed},
        "args out.rep_id out.channel out.activities out.outcomes out.rate out.low out.high out.hits "
        "out.misses out.dispersion out.team_rate out.chance_above out.standing out.consistent");
    attain_ledger_free(facts);
    memset(&need, 0, sizeof need);
    need.struct_size = sizeof need;
    refuse_attain_activities(
        w, (struct attain_activities_call){w->context, 2, hits, misses, dispersion, 5, 0.8, &need}, "n=0");
    memset(&mix, 0, sizeof mix);
    mix.struct_size = sizeof mix;
    mix.n = 2;
    mix.channel = channel;
    mix.hits = hits;
    mix.misses = misses;
    mix.dispersion = dispersion;
    mix.hours_per_activity = hours;
    mix.share_now = share;
    mix.outcomes = 20;
    mix.working_days = 20;
    memset(&mix_to, 0, sizeof mix_to);
    mix_to.struct_size = sizeof mix_to;
    mix_to.share = w->f64;
    mix_to.per_day = w->i64;
    mix_to.outcomes = w->f64;
    mix_to.hour_gain = w->f64;
    mix_to.chance_best = w->f64;
    memset(&figures, 0, sizeof figures);
    figures.struct_size = sizeof figures;
    refuse_attain_mix(w, (struct attain_mix_call){w->context, &mix, &mix_to, &figures},
                      "args.share_now "
                      "out.share out.per_day out.outcomes out.hour_gain out.chance_best");
}

static void refuse_trials(struct world* w) {
    int64_t outcomes[4] = {3, 4, 5, 6}, more[4] = {5, 6, 7, 8}, needed;
    double exposure[4] = {1, 1, 1, 1}, same[4] = {1, 1, 1, 1};
    char text[256];
    attain_trial_args args;
    attain_trial_figures figures;
    memset(&args, 0, sizeof args);
    args.struct_size = sizeof args;
    args.n_before = args.n_after = 4;
    args.before_outcomes = outcomes;
    args.before_exposure = exposure;
    args.after_outcomes = more;
    args.after_exposure = same;
    memset(&figures, 0, sizeof figures);
    figures.struct_size = sizeof figures;
    refuse_attain_trial(
        w, (struct attain_trial_call){w->context, &args, &figures, text, sizeof text, &needed}, "");
}

static void refuse_calibration(struct world* w) {
    int32_t begin[2], end[2];
    int64_t needed;
    char text[4096];
    attain_metric metric = w->metric;
    attain_calibration* judged = NULL;
    attain_calibration_figures figures;
    attain_reliability_columns reliability_to;
    attain_replay_columns replay_to;
    begin[0] = w->begin - 91;
    end[0] = begin[1] = w->begin - 61;
    end[1] = w->begin - 30;
    refuse_attain_calibration_new(w,
                                  (struct attain_calibration_new_call){w->context, w->team, &metric, w->facts,
                                                                       w->as_of, 2, begin, end, 0.6,
                                                                       &(attain_calibration*){NULL}},
                                  "n=0");
    expect(
        w, ATTAIN_OK,
        attain_calibration_new(w->context, w->team, &metric, w->facts, w->as_of, 2, begin, end, 0, &judged),
        "a calibration");
    memset(&reliability_to, 0, sizeof reliability_to);
    reliability_to.struct_size = sizeof reliability_to;
    reliability_to.n_cases = w->i64;
    reliability_to.promised = w->f64;
    reliability_to.happened = w->f64;
    reliability_to.pit = w->f64;
    refuse_attain_calibration_bins(
        w, (struct attain_calibration_bins_call){w->context, judged, 64, &reliability_to, &needed},
        "out.n_cases out.promised out.happened out.pit");
    memset(&replay_to, 0, sizeof replay_to);
    replay_to.struct_size = sizeof replay_to;
    replay_to.rep_id = w->i64;
    replay_to.begin = w->i32;
    replay_to.end = w->i32;
    replay_to.grade = w->i32;
    replay_to.total = w->i64;
    replay_to.quota = w->i64;
    replay_to.said = w->f64;
    replay_to.rank = w->f64;
    replay_to.crps = w->f64;
    refuse_attain_calibration_forecasts(
        w, (struct attain_calibration_forecasts_call){w->context, judged, 64, &replay_to, &needed},
        "out.rep_id out.begin out.end out.grade out.total out.quota out.said out.rank out.crps");
    memset(&figures, 0, sizeof figures);
    figures.struct_size = sizeof figures;
    refuse_attain_calibration_summary(
        w, (struct attain_calibration_summary_call){w->context, judged, &figures}, "");
    refuse_attain_calibration_text(w,
                                   (struct attain_calibration_text_call){w->context, judged,
                                                                         ATTAIN_CALIBRATION_LINE, text,
                                                                         sizeof text, &needed},
                                   "");
    attain_calibration_free(judged);
}

static void refuse_ratio_goals(struct world* w, const attain_ratio* ratio, int64_t* target, int64_t* scale) {
    int32_t before[4] = {ATTAIN_GOAL_ON_TRACK, ATTAIN_GOAL_ON_TRACK, ATTAIN_GOAL_BEHIND, ATTAIN_GOAL_BEHIND};
    int64_t needed;
    char text[256];
    attain_ratio_goals goals;
    attain_audit_args audit;
    attain_track_args track;
    attain_audit_columns audit_to;
    attain_ratio_progress_columns progress_to;
    memset(&goals, 0, sizeof goals);
    goals.struct_size = sizeof goals;
    goals.begin = w->begin;
    goals.end = w->end;
    goals.n = 4;
    goals.rep_id = w->rep_id;
    goals.target = target;
    goals.scale = scale;
    memset(&audit, 0, sizeof audit);
    audit.struct_size = sizeof audit;
    memset(&track, 0, sizeof track);
    track.struct_size = sizeof track;
    memset(&audit_to, 0, sizeof audit_to);
    audit_to.struct_size = sizeof audit_to;
    audit_to.rep_id = w->i64;
    audit_to.question = w->i32;
    audit_to.verdict = w->i32;
    audit_to.figure = w->f64;
    audit_to.remedy = w->i32;
    audit_to.amount = w->i64;
    memset(&progress_to, 0, sizeof progress_to);
    progress_to.struct_size = sizeof progress_to;
    progress_to.numerator = w->i64;
    progress_to.denominator = w->i64;
    progress_to.attainment_state = w->i32;
    progress_to.basis_points = w->i64;
    progress_to.kept = w->i32;
    progress_to.probability = w->f64;
    progress_to.low = w->f64;
    progress_to.high = w->f64;
    progress_to.status = w->i32;
    refuse_attain_ratio_audit(
        w, (struct attain_ratio_audit_call){w->context, ratio, &goals, &audit, 64, &audit_to, &needed},
        "args out.rep_id out.question out.verdict out.figure out.remedy out.amount");
    refuse_attain_ratio_audit_text(w,
                                   (struct attain_ratio_audit_text_call){w->context, ratio, &goals, &audit, 7,
                                                                         ATTAIN_AUDIT_REASON, text,
                                                                         sizeof text, &needed},
                                   "args");
    refuse_attain_ratio_track(
        w, (struct attain_ratio_track_call){w->context, ratio, &goals, before, &track, &progress_to},
        "status_before args out.numerator out.denominator out.attainment_state out.basis_points out.kept "
        "out.probability out.low out.high out.status");
    refuse_attain_ratio_text(
        w,
        (struct attain_ratio_text_call){w->context, ratio, &goals, 0, -1, &track, text, sizeof text, &needed},
        "args");
    expect(w, ATTAIN_E_OUT_OF_RANGE,
           attain_ratio_text(w->context, ratio, &goals, 4, -1, NULL, text, sizeof text, &needed),
           "a row beyond the goals");
}

static void refuse_ratio_plans(struct world* w, const attain_ratio* ratio) {
    int64_t lock[1] = {101}, target[1] = {1}, scale[1] = {4}, needed;
    char text[64];
    attain_ratio_plan* plan = NULL;
    attain_ratio_plan_args args;
    attain_ratio_plan_figures figures;
    attain_ratio_goal_columns to;
    attain_audit_args audit;
    refuse_attain_ratio_print(
        w, (struct attain_ratio_print_call){w->context, ratio, 2, 5, text, sizeof text, &needed}, "");
    memset(&args, 0, sizeof args);
    args.struct_size = sizeof args;
    args.n_locks = 1;
    args.lock_rep = lock;
    args.lock_target = target;
    args.lock_scale = scale;
    refuse_attain_ratio_plan_new(w,
                                 (struct attain_ratio_plan_new_call){w->context, ratio, w->begin, w->end, 1,
                                                                     5, &args, &(attain_ratio_plan*){NULL}},
                                 "args");
    expect(w, ATTAIN_OK, attain_ratio_plan_new(w->context, ratio, w->begin, w->end, 1, 5, NULL, &plan),
           "a ratio's plan");
    memset(&figures, 0, sizeof figures);
    figures.struct_size = sizeof figures;
    refuse_attain_ratio_plan_summary(w, (struct attain_ratio_plan_summary_call){w->context, plan, &figures},
                                     "");
    memset(&to, 0, sizeof to);
    to.struct_size = sizeof to;
    to.rep_id = w->i64;
    to.target = w->i64;
    to.scale = w->i64;
    to.probability = w->f64;
    to.one_for_all = w->f64;
    to.events = w->f64;
    to.mean = w->f64;
    to.low = w->f64;
    to.high = w->f64;
    to.undefined = w->f64;
    to.locked = w->i32;
    to.grade = w->i32;
    to.last_fact = w->i32;
    refuse_attain_ratio_plan_goals(
        w, (struct attain_ratio_plan_goals_call){w->context, plan, 64, &to, &needed},
        "out.rep_id out.target out.scale out.probability out.one_for_all out.events out.mean out.low "
        "out.high out.undefined out.locked out.grade out.last_fact");
    memset(&audit, 0, sizeof audit);
    audit.struct_size = sizeof audit;
    refuse_attain_ratio_plan_audit(
        w, (struct attain_ratio_plan_audit_call){w->context, plan, &audit, &(attain_audit*){NULL}}, "args");
    attain_ratio_plan_free(plan);
}

static void refuse_ratios(struct world* w) {
    int64_t target[4] = {1, 1, 1, 1}, scale[4] = {5, 5, 5, 5}, i64[4];
    int32_t i32[4];
    double f64[4];
    attain_metric metric = w->metric, calls = w->metric;
    int64_t found[4], found_scale[4];
    attain_ratio_columns ratio_to;
    attain_ratio* ratio = NULL;
    attain_ledger* facts;
    calls.metric_id = 8;
    calls.name = "calls";
    facts = with_channels(w, calls.metric_id);
    memset(&ratio_to, 0, sizeof ratio_to);
    ratio_to.struct_size = sizeof ratio_to;
    ratio_to.probability = f64;
    ratio_to.within = f64;
    ratio_to.undefined = f64;
    ratio_to.mean = f64;
    ratio_to.low = f64;
    ratio_to.high = f64;
    ratio_to.numerator_done = i64;
    ratio_to.denominator_done = i64;
    ratio_to.grade = i32;
    refuse_attain_ratio_new(w,
                            (struct attain_ratio_new_call){w->context, w->team, ATTAIN_RATIO_SHARE,
                                                           "hit rate", &metric, &calls, facts, w->as_of,
                                                           &(attain_ratio*){NULL}},
                            "");
    expect(w, ATTAIN_OK,
           attain_ratio_new(w->context, w->team, ATTAIN_RATIO_SHARE, "hit rate", &metric, &calls, facts,
                            w->as_of, &ratio),
           "a ratio");
    attain_ledger_free(facts);
    refuse_attain_ratio_forecast(w,
                                 (struct attain_ratio_forecast_call){w->context, ratio, w->begin, w->end, 4,
                                                                     w->rep_id, target, scale, &ratio_to},
                                 "out.probability out.within out.undefined out.mean out.low out.high "
                                 "out.numerator_done out.denominator_done out.grade");
    refuse_attain_ratio_targets(w,
                                (struct attain_ratio_targets_call){w->context, ratio, w->begin, w->end,
                                                                   ATTAIN_BETTER_HIGHER, 0.6, 4, w->rep_id,
                                                                   found, found_scale},
                                "");
    refuse_ratio_goals(w, ratio, target, scale);
    refuse_ratio_plans(w, ratio);
    attain_ratio_free(ratio);
}

void refuse_approach(struct world* w) {
    refuse_strengths(w);
    refuse_ratios(w);
    refuse_trials(w);
    refuse_calibration(w);
}
