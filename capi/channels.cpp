// Strengths, conversion rates, and the activities that outcomes take.
#include "boundary.hpp"

#include <algorithm>
#include <cmath>

using namespace attain;

namespace {

template<class T>
void set(T& option, T given) {
    if (given != T{}) option = given;
}

attain_strength_args read(const attain_strength_args* args) {
    return args == nullptr ? attain_strength_args{} : capi::read_args(args, "args");
}

strength_options to_options(const attain_strength_args& args) {
    strength_options o;
    set(o.credibility, args.credibility);
    set(o.least_effect, args.least_effect);
    set(o.level, args.level);
    set(o.window_days, args.window_days);
    o.within_role = args.within_role != 0;
    return o;
}

funnel_options to_funnel(const attain_strength_args& args) {
    funnel_options o;
    set(o.window_days, args.window_days);
    o.lag_days = args.lag_days;
    o.by_channel = args.all_channels == 0;
    return o;
}

// The ledger's number of a channel's name.
std::int64_t number_of(const ledger& book, const std::string& channel) {
    const auto names = book.channel_names();
    const auto found = std::ranges::find(names, channel);
    return found == names.end() ? 0 : found - names.begin();
}

} // namespace

extern "C" {

attain_status attain_strengths(attain_context* context, const attain_team* team, const attain_metric* metric,
                               const attain_ledger* facts, int32_t as_of, const attain_strength_args* args,
                               int64_t capacity, const attain_strength_columns* out, int64_t* needed) {
    return capi::guard(context, [&] {
        const attain::team& in = *capi::require(team, "team").value;
        const auto what = capi::to_metric(capi::read_args(metric, "metric"));
        const ledger& book = capi::require(facts, "facts").value;
        const auto options = to_options(read(args));
        const auto to = capi::read_columns(out, capacity);
        const auto rows = strengths(in, what, book, day{as_of}, options, capi::stop_of(context));
        capi::require_room(capacity, rows.size(), needed);
        capi::write(to.rep_id, rows, [](const channel_rate& r) { return r.rep.value; });
        capi::write(to.channel, rows, [&](const channel_rate& r) { return number_of(book, r.channel); });
        capi::write(to.quantity, rows, [](const channel_rate& r) { return r.quantity; });
        capi::write(to.exposure, rows, [](const channel_rate& r) { return r.exposure; });
        capi::write(to.rate, rows, [](const channel_rate& r) { return r.rate; });
        capi::write(to.low, rows, [](const channel_rate& r) { return r.interval.low; });
        capi::write(to.high, rows, [](const channel_rate& r) { return r.interval.high; });
        capi::write(to.team_rate, rows, [](const channel_rate& r) { return r.team_rate; });
        capi::write(to.chance_above, rows, [](const channel_rate& r) { return r.chance_above; });
        capi::write(to.own_weight, rows, [](const channel_rate& r) { return r.own_weight; });
        capi::write(to.standing, rows, [](const channel_rate& r) { return r.standing; });
    });
}

attain_status attain_conversions(attain_context* context, const attain_team* team,
                                 const attain_metric* activity, const attain_ledger* activities,
                                 const attain_metric* outcome, const attain_ledger* outcomes, int32_t as_of,
                                 const attain_strength_args* args, int64_t capacity,
                                 const attain_conversion_columns* out, int64_t* needed) {
    return capi::guard(context, [&] {
        const attain::team& in = *capi::require(team, "team").value;
        const recorded_metric from{capi::to_metric(capi::read_args(activity, "activity")),
                                   &capi::require(activities, "activities").value};
        const recorded_metric into{capi::to_metric(capi::read_args(outcome, "outcome")),
                                   &capi::require(outcomes, "outcomes").value};
        const auto given = read(args);
        const auto options = to_options(given);
        const auto to = capi::read_columns(out, capacity);
        const auto rows = conversion_rates(conversion_records(in, from, into, day{as_of}, to_funnel(given)),
                                           options, capi::stop_of(context));
        std::vector<range> intervals;
        for (const conversion_rate& r : rows)
            intervals.push_back(r.known() ? r.interval(options.level) : range{});
        capi::require_room(capacity, rows.size(), needed);
        capi::write(to.rep_id, rows, [](const conversion_rate& r) { return r.rep.value; });
        capi::write(to.channel, rows,
                    [&](const conversion_rate& r) { return number_of(*from.facts, r.channel); });
        capi::write(to.activities, rows, [](const conversion_rate& r) { return r.activities; });
        capi::write(to.outcomes, rows, [](const conversion_rate& r) { return r.outcomes; });
        capi::write(to.rate, rows, [](const conversion_rate& r) { return r.mean(); });
        capi::write(to.low, intervals, [](const range& r) { return r.low; });
        capi::write(to.high, intervals, [](const range& r) { return r.high; });
        capi::write(to.hits, rows, [](const conversion_rate& r) { return r.hits; });
        capi::write(to.misses, rows, [](const conversion_rate& r) { return r.misses; });
        capi::write(to.dispersion, rows, [](const conversion_rate& r) { return r.dispersion; });
        capi::write(to.team_rate, rows, [](const conversion_rate& r) { return r.team_rate; });
        capi::write(to.chance_above, rows, [](const conversion_rate& r) { return r.chance_above; });
        capi::write(to.standing, rows, [](const conversion_rate& r) { return r.standing; });
        capi::write(to.consistent, rows, [](const conversion_rate& r) { return r.consistent ? 1 : 0; });
    });
}

attain_status attain_activities(attain_context* context, int64_t n, const double* hits, const double* misses,
                                const double* dispersion, int64_t wanted, double level,
                                attain_activity_need* out) {
    return capi::guard(context, [&] {
        const auto stages = capi::to_rates({}, n, hits, misses, dispersion);
        if (wanted < 0) fail(errc::out_of_range, "wanted", "must not be negative");
        const activity_need need = capi::named({{"stages", "n", errc::empty_input}, {"stages", "hits"}}, [&] {
            return activities_for(stages, wanted, level == 0 ? 0.8 : level);
        });
        attain_activity_need answer{};
        answer.rate = need.rate;
        answer.likely = need.likely;
        answer.low = need.interval.low;
        answer.high = need.interval.high;
        capi::write_result(answer, out, "out");
    });
}

} // extern "C"

namespace attain::capi {

std::vector<conversion_rate> to_rates(std::span<const std::int64_t> channels, std::int64_t n,
                                      const double* hits, const double* misses, const double* dispersion) {
    const auto hit = column(hits, n, "hits");
    const auto miss = column(misses, n, "misses");
    const auto scatter = column(dispersion, n, "dispersion");
    const auto require_number = [](double value, const char* argument, std::size_t row, double least) {
        const auto at = static_cast<std::int64_t>(row);
        if (!std::isfinite(value)) fail(errc::not_finite, argument, "must be a finite number", at);
        if (value < least) fail(errc::out_of_range, argument, "is too small", at);
    };
    std::vector<conversion_rate> rates;
    for (std::size_t i = 0; i < hit.size(); ++i) {
        require_number(hit[i], "hits", i, 0);
        require_number(miss[i], "misses", i, 0);
        require_number(scatter[i], "dispersion", i, 1);
        conversion_rate rate;
        if (!channels.empty()) rate.channel = std::to_string(channels[i]);
        rate.hits = hit[i];
        rate.misses = miss[i];
        rate.dispersion = scatter[i];
        rates.push_back(std::move(rate));
    }
    return rates;
}

} // namespace attain::capi
