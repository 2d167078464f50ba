// How time is shared over channels, and whether another approach helped.
#include "boundary.hpp"

#include <algorithm>
#include <cmath>

using namespace attain;

namespace {

void set(double& option, double given, const char* argument) {
    if (!std::isfinite(given)) fail(errc::not_finite, argument, "must be a finite number");
    if (given != 0) option = given;
}

std::vector<channel_effort> to_efforts(const attain_mix_args& args) {
    const auto channels = capi::column(args.channel, args.n, "channel");
    const auto hours = capi::column(args.hours_per_activity, args.n, "hours_per_activity");
    const auto shares = capi::column(args.share_now, args.n, "share_now", true);
    const auto rates = capi::to_rates(channels, args.n, args.hits, args.misses, args.dispersion);
    std::vector<channel_effort> efforts;
    for (std::size_t i = 0; i < channels.size(); ++i)
        efforts.push_back({rates[i], hours[i], shares.empty() ? 0.0 : shares[i]});
    return efforts;
}

mix_options to_options(const attain_mix_args& args) {
    mix_options o;
    set(o.hours_per_day, args.hours_per_day, "hours_per_day");
    set(o.diversity, args.diversity, "diversity");
    set(o.step, args.step, "step");
    set(o.level, args.level, "level");
    return o;
}

// The answer's row of each channel, in the caller's order.
template<class Row>
std::vector<Row> in_order(const std::vector<channel_effort>& of, const std::vector<Row>& rows) {
    std::vector<Row> ordered;
    for (const channel_effort& effort : of)
        ordered.push_back(*std::ranges::find(rows, effort.rate.channel, &Row::channel));
    return ordered;
}

void add_shift(attain_mix_figures& to, const attain_mix_args& args, std::span<const channel_effort> efforts) {
    double credibility = 0.8;
    set(credibility, args.credibility, "credibility");
    const auto shift = advise_shift(efforts, credibility);
    to.shift_from = to.shift_to = ATTAIN_NULL_UNITS;
    if (!shift) return;
    for (std::size_t i = 0; i < efforts.size(); ++i) {
        if (efforts[i].rate.channel == shift->from) to.shift_from = args.channel[i];
        if (efforts[i].rate.channel == shift->to) to.shift_to = args.channel[i];
    }
    to.shift_gain = shift->gain;
    to.shift_low = shift->interval.low;
    to.shift_high = shift->interval.high;
    to.shift_chance = shift->chance;
    to.shift_advised = shift->advised ? 1 : 0;
}

trial_arm to_arm(capi::row_count n, const std::int64_t* outcomes, const double* exposure,
                 const char* of_outcomes, const char* of_exposure) {
    return {capi::column(outcomes, n, of_outcomes), capi::column(exposure, n, of_exposure)};
}

trial_options to_options(const attain_trial_args& args) {
    trial_options o;
    o.design = capi::one_of(args.design, trial_design::split, "design");
    set(o.credibility, args.credibility, "credibility");
    set(o.matters, args.matters, "matters");
    set(o.prior_outcomes, args.prior_outcomes, "prior_outcomes");
    if (args.least_outcomes != 0) o.least_outcomes = args.least_outcomes;
    if (args.looks != 0) o.looks = args.looks;
    return o;
}

} // namespace

extern "C" {

attain_status attain_mix(attain_context* context, const attain_mix_args* args, const attain_mix_columns* out,
                         attain_mix_figures* figures) {
    return capi::guard(context, [&] {
        const auto given = capi::read_args(args, "args");
        const auto to = capi::read_args(out, "out");
        capi::read_args(figures, "figures");
        const auto efforts = to_efforts(given);
        const mix planned = capi::named({{"channels", "n"}, {"rate", "hits"}}, [&] {
            return plan_mix(efforts, given.outcomes, given.working_days, to_options(given));
        });
        const auto rows = in_order(efforts, planned.channels);
        const auto gains = in_order(efforts, gains_per_hour(efforts));
        attain_mix_figures f{};
        f.within_budget = planned.within_budget ? 1 : 0;
        f.hours_per_day = planned.hours_per_day;
        f.hours_missing = planned.hours_missing;
        f.expected = planned.expected;
        f.low = planned.interval.low;
        f.high = planned.interval.high;
        f.probability = planned.probability;
        add_shift(f, given, efforts);
        capi::write(to.share, rows, [](const channel_mix& c) { return c.share; });
        capi::write(to.per_day, rows, [](const channel_mix& c) { return c.per_day; });
        capi::write(to.outcomes, rows, [](const channel_mix& c) { return c.outcomes; });
        capi::write(to.hour_gain, gains, [](const hour_gain& g) { return g.mean; });
        capi::write(to.chance_best, gains, [](const hour_gain& g) { return g.chance_best; });
        capi::write_result(f, figures, "figures");
    });
}

attain_status attain_trial(attain_context* context, const attain_trial_args* args,
                           attain_trial_figures* figures, char* text, int64_t capacity, int64_t* needed) {
    return capi::guard(context, [&] {
        const auto given = capi::read_args(args, "args");
        capi::read_args(figures, "figures");
        const trial_arm before = to_arm({given.n_before, "n_before"}, given.before_outcomes,
                                        given.before_exposure, "before_outcomes", "before_exposure");
        const trial_arm after = to_arm({given.n_after, "n_after"}, given.after_outcomes, given.after_exposure,
                                       "after_outcomes", "after_exposure");
        const trial_result r = compare(before, after, to_options(given));
        capi::write_text(r.text, text, "text", capacity, needed);
        attain_trial_figures f{};
        f.verdict = static_cast<std::int32_t>(r.verdict);
        f.before = r.before;
        f.after = r.after;
        f.rate_before = r.rate_before;
        f.rate_after = r.rate_after;
        f.ratio = r.ratio;
        f.ratio_low = r.interval.low;
        f.ratio_high = r.interval.high;
        f.chance_better = r.chance_better;
        f.credibility = r.credibility;
        f.dispersion = r.dispersion;
        f.exposure_missing = r.exposure_missing;
        capi::write_result(f, figures, "figures");
    });
}

} // extern "C"
