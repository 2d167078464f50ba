// Calibration: past periods replayed.
#include "boundary.hpp"

using namespace attain;

struct attain_calibration {
    calibration value;
};

extern "C" {

attain_status attain_calibration_new(attain_context* context, const attain_team* team,
                                     const attain_metric* metric, const attain_ledger* facts, int32_t as_of,
                                     int64_t n, const int32_t* begin, const int32_t* end, double aim,
                                     attain_calibration** out) {
    return capi::create(context, out, [&] {
        const attain::team& of = *capi::require(team, "team").value;
        const auto what = capi::to_metric(capi::read_args(metric, "metric"));
        const ledger& book = capi::require(facts, "facts").value;
        calibration_options options;
        if (aim != 0) options.aim = aim;
        const auto over = capi::periods(begin, end, n);
        return attain_calibration{capi::named({{"periods", "n", errc::empty_input}, {"periods", "end"}}, [&] {
            return calibrate(of, what, book, day{as_of}, over, options, capi::stop_of(context));
        })};
    });
}

void attain_calibration_free(attain_calibration* calibration) {
    delete calibration;
}

attain_status attain_calibration_summary(attain_context* context, const attain_calibration* calibration,
                                         attain_calibration_figures* out) {
    return capi::guard(context, [&] {
        const attain::calibration& c = capi::require(calibration, "calibration").value;
        attain_calibration_figures f{};
        f.consistent = c.consistent() ? 1 : 0;
        f.n_forecasts = static_cast<std::int64_t>(c.forecasts.size());
        f.n_periods = static_cast<std::int64_t>(c.periods);
        f.n_cases = static_cast<std::int64_t>(c.cases);
        f.said = c.said;
        f.at_quota = c.at_quota.share;
        f.at_quota_low = c.at_quota.interval.low;
        f.at_quota_high = c.at_quota.interval.high;
        f.coverage50 = c.coverage50.share;
        f.coverage80 = c.coverage80.share;
        f.coverage90 = c.coverage90.share;
        f.brier = c.brier;
        f.log_score = c.log_score;
        f.crps = c.crps;
        f.error = c.error;
        capi::write_result(f, out, "out");
    });
}

attain_status attain_calibration_bins(attain_context* context, const attain_calibration* calibration,
                                      int64_t capacity, const attain_reliability_columns* out,
                                      int64_t* needed) {
    return capi::guard(context, [&] {
        const attain::calibration& c = capi::require(calibration, "calibration").value;
        const auto to = capi::read_columns(out, capacity);
        capi::require_room(capacity, c.reliability.size(), needed);
        capi::write(to.n_cases, c.reliability, [](const reliability_bin& b) { return b.cases; });
        capi::write(to.promised, c.reliability, [](const reliability_bin& b) { return b.promised; });
        capi::write(to.happened, c.reliability, [](const reliability_bin& b) { return b.happened; });
        capi::write(to.pit, c.pit, [](double share) { return share; });
    });
}

attain_status attain_calibration_forecasts(attain_context* context, const attain_calibration* calibration,
                                           int64_t capacity, const attain_replay_columns* out,
                                           int64_t* needed) {
    return capi::guard(context, [&] {
        const auto& rows = capi::require(calibration, "calibration").value.forecasts;
        const auto to = capi::read_columns(out, capacity);
        capi::require_room(capacity, rows.size(), needed);
        capi::write(to.rep_id, rows, [](const replayed_forecast& f) { return f.rep.value; });
        capi::write(to.begin, rows, [](const replayed_forecast& f) { return f.period.begin.value; });
        capi::write(to.end, rows, [](const replayed_forecast& f) { return f.period.end.value; });
        capi::write(to.grade, rows, [](const replayed_forecast& f) { return f.grade; });
        capi::write(to.total, rows, [](const replayed_forecast& f) { return f.total; });
        capi::write(to.quota, rows, [](const replayed_forecast& f) { return f.quota; });
        capi::write(to.said, rows, [](const replayed_forecast& f) { return f.said; });
        capi::write(to.rank, rows, [](const replayed_forecast& f) { return f.rank(); });
        capi::write(to.crps, rows, [](const replayed_forecast& f) { return f.crps; });
    });
}

attain_status attain_calibration_text(attain_context* context, const attain_calibration* calibration,
                                      int32_t what, char* text, int64_t capacity, int64_t* needed) {
    return capi::guard(context, [&] {
        const attain::calibration& c = capi::require(calibration, "calibration").value;
        if (what != ATTAIN_CALIBRATION_LINE && what != ATTAIN_CALIBRATION_TABLE)
            fail(errc::invalid_argument, "what", "is no text of a calibration");
        capi::write_text(what == ATTAIN_CALIBRATION_LINE ? summary(c) : to_string(c), text, "text", capacity,
                         needed);
    });
}

} // extern "C"
