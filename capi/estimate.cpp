// The estimator and its forecasts.
#include "boundary.hpp"

#include <limits>

using namespace attain;

namespace {

metric to_metric(const attain_metric& given) {
    const char* name = &capi::require(given.name, "name");
    switch (given.kind) {
    case ATTAIN_METRIC_COUNT:
        return metric::count(name, given.exponent).with_id(given.metric_id);
    case ATTAIN_METRIC_AMOUNT:
        return metric::amount(name, given.exponent).with_id(given.metric_id);
    case ATTAIN_METRIC_SIGNED_AMOUNT:
        return metric::signed_amount(name, given.exponent).with_id(given.metric_id);
    default:
        fail(errc::invalid_argument, "kind", "is no kind of metric");
    }
}

} // namespace

extern "C" {

attain_status attain_estimator_new(attain_context* context, const attain_team* team,
                                   const attain_metric* metric, const attain_ledger* facts, int32_t as_of,
                                   attain_estimator** out) {
    return capi::create(context, out, [&] {
        const auto& who = capi::require(team, "team").value;
        const auto what = to_metric(capi::read_args(metric, "metric"));
        return attain_estimator{who, estimator{*who, what, capi::require(facts, "facts").value, day{as_of},
                                                capi::stop_of(context)}};
    });
}

void attain_estimator_free(attain_estimator* estimator) {
    delete estimator;
}

attain_status attain_forecast(attain_context* context, const attain_estimator* estimator, int32_t begin,
                              int32_t end, int64_t n, const int64_t* rep_id, const int64_t* target,
                              attain_forecast_columns* out) {
    return capi::guard(context, [&] {
        const attain::estimator& of = capi::require(estimator, "estimator").value;
        const auto reps = capi::column(rep_id, n, "rep_id");
        const auto targets = capi::column(target, n, "target", true);
        const attain_forecast_columns to = capi::read_args(out, "out");
        if (to.probability != nullptr && targets.empty() && n > 0)
            fail(errc::null_argument, "target", "a probability needs targets");
        const period over = capi::to_period(begin, end);
        // Check every row before the first result is written.
        for (std::size_t i = 0; i < reps.size(); ++i)
            if (of.team().find(reps[i]) == nullptr)
                fail(errc::unknown_id, "rep_id", "no rep has the id " + std::to_string(reps[i]),
                     static_cast<std::int64_t>(i));
        for (std::size_t i = 0; i < reps.size(); ++i) {
            capi::stop_of(context).poll();
            const forecast f = of.forecast(reps[i], over);
            if (to.probability != nullptr) to.probability[i] = f.tail(targets[i]);
            if (to.mean != nullptr) to.mean[i] = f.mean();
            if (to.low != nullptr) to.low[i] = f.quantile(0.1);
            if (to.median != nullptr) to.median[i] = f.quantile(0.5);
            if (to.high != nullptr) to.high[i] = f.quantile(0.9);
            if (to.done != nullptr) to.done[i] = f.done();
            if (to.grade != nullptr) to.grade[i] = static_cast<std::int32_t>(f.evidence().grade);
            if (to.effective_days != nullptr) to.effective_days[i] = f.evidence().effective_days;
            if (to.prior_weight != nullptr) to.prior_weight[i] = f.evidence().prior_weight;
        }
    });
}

} // extern "C"
