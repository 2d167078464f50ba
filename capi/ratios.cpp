// Ratios and averages, forecast in columns.
#include "boundary.hpp"

using namespace attain;

namespace {

struct ratio_row {
    ratio_forecast forecast;
    double probability{};
    double within{};
    double low{};
    double high{};
};

ratio_row row_of(const ratio_estimator& of, const period& over, std::int64_t rep, const ratio& target) {
    ratio_row row{rep == ATTAIN_NULL_UNITS ? of.team_forecast(over) : of.forecast(rep, over)};
    row.probability = row.forecast.tail(target);
    row.within = row.forecast.probability_within(target);
    row.low = row.forecast.quantile(0.1);
    row.high = row.forecast.quantile(0.9);
    return row;
}

} // namespace

extern "C" {

attain_status attain_ratio_forecast(attain_context* context, const attain_team* team, int32_t kind,
                                    const attain_metric* numerator, const attain_metric* denominator,
                                    const attain_ledger* facts, int32_t as_of, int32_t begin, int32_t end,
                                    int64_t n, const int64_t* rep_id, const int64_t* target,
                                    const int64_t* scale, const attain_ratio_columns* out) {
    return capi::guard(context, [&] {
        const attain::team& in = *capi::require(team, "team").value;
        const ratio_metric what{"ratio", capi::to_metric(capi::read_args(numerator, "numerator")),
                                capi::to_metric(capi::read_args(denominator, "denominator")),
                                capi::one_of(kind, ratio_kind::average, "kind")};
        const ledger& book = capi::require(facts, "facts").value;
        const auto reps = capi::column(rep_id, n, "rep_id");
        const auto targets = capi::column(target, n, "target");
        const auto scales = capi::column(scale, n, "scale");
        const auto to = capi::read_args(out, "out");
        const period over = capi::to_period(begin, end);
        const ratio_estimator of{in, what, book, day{as_of}};
        std::vector<ratio_row> rows;
        for (std::size_t i = 0; i < reps.size(); ++i) {
            capi::stop_of(context).poll();
            rows.push_back(capi::in_row(i, [&] {
                return row_of(of, over, reps[i], ratio{targets[i], scales[i]});
            }));
        }
        capi::write(to.probability, rows, [](const ratio_row& r) { return r.probability; });
        capi::write(to.within, rows, [](const ratio_row& r) { return r.within; });
        capi::write(to.undefined, rows, [](const ratio_row& r) { return r.forecast.undefined(); });
        capi::write(to.mean, rows, [](const ratio_row& r) { return r.forecast.mean(); });
        capi::write(to.low, rows, [](const ratio_row& r) { return r.low; });
        capi::write(to.high, rows, [](const ratio_row& r) { return r.high; });
        capi::write(to.numerator_done, rows, [](const ratio_row& r) { return r.forecast.numerator_done(); });
        capi::write(to.denominator_done, rows,
                    [](const ratio_row& r) { return r.forecast.denominator_done(); });
        capi::write(to.grade, rows, [](const ratio_row& r) { return r.forecast.evidence().grade; });
    });
}

} // extern "C"
