#include <attain/time/ramp.hpp>

#include <utility>

namespace attain::inline v1 {

namespace {

constexpr std::size_t longest = 600;

void require_months(int months) {
    if (months < 0 || months > 120) fail(errc::out_of_range, "months", "must be between 0 and 120");
}

} // namespace

ramp ramp::steps(std::vector<fraction> months) {
    if (months.size() > longest) fail(errc::out_of_range, "ramp", "must not last more than 600 months");
    for (std::size_t i = 0; i < months.size(); ++i)
        if (months[i] > fraction::one())
            fail(errc::out_of_range, "ramp", "a month's share must be between 0 and 1",
                 static_cast<std::int64_t>(i));
    ramp r;
    r.steps_ = std::move(months);
    return r;
}

ramp ramp::linear(int months) {
    require_months(months);
    std::vector<fraction> shares;
    for (int k = 1; k <= months; ++k)
        shares.push_back(fraction::from_ppm(k * fraction::one_ppm / (months + 1)));
    return steps(std::move(shares));
}

ramp ramp::s_shaped(int months) {
    require_months(months);
    const std::int64_t n = months + 1;
    std::vector<fraction> shares;
    for (std::int64_t k = 1; k <= months; ++k) {
        const std::int64_t cubic = k * k * (3 * n - 2 * k);
        shares.push_back(fraction::from_ppm((fraction::one_ppm * cubic + n * n * n / 2) / (n * n * n)));
    }
    return steps(std::move(shares));
}

fraction ramp::in_month(int k) const noexcept {
    if (k < 0) return fraction::zero();
    const auto month = static_cast<std::size_t>(k);
    return month < steps_.size() ? steps_[month] : fraction::one();
}

fraction ramp::at(day start, day d) const {
    if (d < start) return fraction::zero();
    // No calendar arithmetic once the ramp is surely over: a month has at most 31 days.
    if (d - start >= 31 * months()) return fraction::one();
    return in_month(tenure_months(start, d));
}

fraction ramp_start::at(day d) const {
    if (d < from || d - from >= 31 * schedule.months()) return fraction::one();
    return schedule.in_month(resume_month + tenure_months(from, d));
}

} // namespace attain::inline v1
