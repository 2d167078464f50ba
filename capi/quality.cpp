// Data quality.
#include "boundary.hpp"

using namespace attain;

namespace {

quality_options to_options(const attain_quality_args& args) {
    quality_options options;
    const auto also = capi::column(args.also_metric, {args.n_also, "n_also"}, "also_metric");
    options.also_logged_by = capi::as_ids<metric_id>(also);
    if (args.gap_days != 0) options.gap_days = args.gap_days;
    if (args.gap_chance != 0) options.gap_chance = args.gap_chance;
    if (args.outlier_facts < 0) fail(errc::out_of_range, "outlier_facts", "quartiles need four facts");
    if (args.outlier_facts != 0) options.outlier_facts = static_cast<std::size_t>(args.outlier_facts);
    return options;
}

} // namespace

struct attain_quality {
    quality_report value;
};

extern "C" {

attain_status attain_quality_new(attain_context* context, const attain_team* team, int64_t metric_id,
                                 const attain_ledger* ledger, int32_t begin, int32_t end, int32_t as_of,
                                 const attain_quality_args* args, attain_quality** out) {
    return capi::create(context, out, [&] {
        const attain_quality_args given =
            args == nullptr ? attain_quality_args{} : capi::read_args(args, "args");
        const attain::team& of = *capi::require(team, "team").value;
        const attain::ledger& book = capi::require(ledger, "ledger").value;
        require_valid(day{as_of}, "as_of");
        const period over = capi::to_period(begin, end);
        return attain_quality{capi::named({{"over", "begin"}}, [&] {
            return inspect(of, metric_id, book, over, day{as_of}, to_options(given));
        })};
    });
}

void attain_quality_free(attain_quality* quality) {
    delete quality;
}

attain_status attain_quality_reps(attain_context* context, const attain_quality* quality, int64_t capacity,
                                  const attain_quality_columns* out, int64_t* needed) {
    return capi::guard(context, [&] {
        const auto& reps = capi::require(quality, "quality").value.reps;
        const attain_quality_columns to = capi::read_columns(out, capacity);
        capi::require_room(capacity, reps.size(), needed);
        using row = const rep_quality&;
        const auto largest = [](row r) { return r.largest.value_or(dominant_event{}); };
        capi::write(to.rep_id, reps, [](row r) { return r.rep.value; });
        capi::write(to.present_days, reps, [](row r) { return r.present_days; });
        capi::write(to.logged_days, reps, [](row r) { return r.logged_days; });
        capi::write(to.off_days_logged, reps, [](row r) { return r.off_days_logged; });
        capi::write(to.last_day, reps,
                    [](row r) { return r.last_row ? r.last_row->value : ATTAIN_NULL_DAY; });
        capi::write(to.stale_days, reps, [](row r) { return r.stale_days.value_or(-1); });
        capi::write(to.n_gaps, reps, [](row r) { return r.gaps.size(); });
        capi::write(to.largest_event, reps, [&](row r) { return largest(r).event.value; });
        capi::write(to.largest_day, reps,
                    [&](row r) { return r.largest ? r.largest->day.value : ATTAIN_NULL_DAY; });
        capi::write(to.largest_quantity, reps,
                    [&](row r) { return r.largest ? r.largest->quantity : ATTAIN_NULL_UNITS; });
        capi::write(to.largest_share, reps,
                    [&](row r) { return r.largest ? r.largest->share : capi::unknown; });
    });
}

attain_status attain_quality_gaps(attain_context* context, const attain_quality* quality, int64_t capacity,
                                  int64_t* rep_id, int32_t* first, int32_t* last, int32_t* working_days,
                                  double* chance, int64_t* needed) {
    return capi::guard(context, [&] {
        struct row {
            attain::rep_id rep;
            const log_gap* gap;
        };
        std::vector<row> rows;
        for (const rep_quality& r : capi::require(quality, "quality").value.reps)
            for (const log_gap& gap : r.gaps)
                rows.push_back({r.rep, &gap});
        capi::require_room(capacity, rows.size(), needed);
        capi::write(rep_id, rows, [](row r) { return r.rep.value; });
        capi::write(first, rows, [](row r) { return r.gap->first.value; });
        capi::write(last, rows, [](row r) { return r.gap->last.value; });
        capi::write(working_days, rows, [](row r) { return r.gap->working_days; });
        capi::write(chance, rows, [](row r) { return r.gap->chance; });
    });
}

attain_status attain_quality_outliers(attain_context* context, const attain_quality* quality,
                                      int64_t capacity, int64_t* rep_id, int32_t* day, int64_t* quantity,
                                      uint8_t* of_day, double* low, double* high, int64_t* needed) {
    return capi::guard(context, [&] {
        const auto& rows = capi::require(quality, "quality").value.outliers;
        capi::require_room(capacity, rows.size(), needed);
        capi::write(rep_id, rows, [](const outlier& o) { return o.rep.value; });
        capi::write(day, rows, [](const outlier& o) { return o.day.value; });
        capi::write(quantity, rows, [](const outlier& o) { return o.quantity; });
        capi::write(of_day, rows, [](const outlier& o) { return o.of_day; });
        capi::write(low, rows, [](const outlier& o) { return o.low; });
        capi::write(high, rows, [](const outlier& o) { return o.high; });
    });
}

} // extern "C"
