// Ramps: shares by shape, and learned from histories.
#include "boundary.hpp"

using namespace attain;

namespace {

ramp shaped(std::int32_t shape, std::int32_t months) {
    switch (shape) {
    case ATTAIN_RAMP_LINEAR:
        return ramp::linear(months);
    case ATTAIN_RAMP_S_SHAPED:
        return ramp::s_shaped(months);
    default:
        fail(errc::invalid_argument, "shape", "is no shape of a ramp");
    }
}

ramp_fit_options to_options(const attain_ramp_fit_args& args) {
    ramp_fit_options o;
    if (args.months != 0) o.months = args.months;
    if (args.coverage != 0) o.coverage = args.coverage;
    if (args.prior_spread != 0) o.prior_spread = args.prior_spread;
    const auto before = capi::column(args.before, {args.n_before, "n_before"}, "before");
    std::vector<fraction> steps;
    for (std::size_t i = 0; i < before.size(); ++i)
        steps.push_back(capi::to_share(before[i], "before", static_cast<std::int64_t>(i)));
    if (!steps.empty())
        o.before = capi::named({{"ramp", "before"}}, [&] { return ramp::steps(std::move(steps)); });
    return o;
}

std::vector<ramp_row> to_rows(const attain_ramp_fit_args& args) {
    const auto people = capi::column(args.person, args.n, "person");
    const auto months = capi::column(args.month, args.n, "month");
    const auto observed = capi::column(args.observed, args.n, "observed");
    const auto expected = capi::column(args.expected, args.n, "expected");
    if (args.plateau_from < 0) fail(errc::out_of_range, "plateau_from", "must not be negative");
    if (args.plateau_from == 0) {
        std::vector<ramp_row> rows;
        for (std::size_t i = 0; i < people.size(); ++i)
            rows.push_back({people[i], months[i], observed[i], expected[i]});
        return rows;
    }
    std::vector<tenure_row> rows;
    for (std::size_t i = 0; i < people.size(); ++i)
        rows.push_back({people[i], months[i], observed[i], expected[i]});
    return capi::named({{"rows", "plateau_from"}}, [&] { return expected_output(rows, args.plateau_from); });
}

} // namespace

extern "C" {

attain_status attain_ramp_shares(attain_context* context, int32_t shape, int32_t months, double* shares) {
    return capi::guard(context, [&] {
        const ramp made = shaped(shape, months);
        if (months > 0) capi::require(shares, "shares");
        for (int k = 0; k < months; ++k)
            shares[k] = made.in_month(k).value();
    });
}

attain_status attain_ramp_fit(attain_context* context, const attain_ramp_fit_args* args, int64_t capacity,
                              const attain_ramp_columns* out, int64_t* needed) {
    return capi::guard(context, [&] {
        const auto given = capi::read_args(args, "args");
        const auto to = capi::read_columns(out, capacity);
        const fitted_ramp made = capi::named({{"exposure", "expected"}},
                                             [&] { return fit_ramp(to_rows(given), to_options(given)); });
        const auto& months = made.months;
        capi::require_room(capacity, months.size(), needed);
        capi::write(to.share, months, [](const fitted_month& m) { return m.share; });
        capi::write(to.low, months, [](const fitted_month& m) { return m.low; });
        capi::write(to.high, months, [](const fitted_month& m) { return m.high; });
        capi::write(to.raw, months, [](const fitted_month& m) { return m.raw; });
        capi::write(to.weight, months, [](const fitted_month& m) { return m.weight; });
        capi::write(to.people, months, [](const fitted_month& m) { return m.people; });
        std::vector<double> steps(months.size());
        for (std::size_t k = 0; k < steps.size(); ++k)
            steps[k] = made.schedule.in_month(static_cast<int>(k)).value();
        capi::write(to.step, steps, [](double s) { return s; });
    });
}

} // extern "C"
