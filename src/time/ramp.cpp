#include <attain/time/ramp.hpp>

#include <utility>

namespace attain::inline v1 {

ramp ramp::steps(std::vector<fraction> months) {
    for (const fraction f : months)
        if (f > fraction::one()) fail(errc::out_of_range, "ramp", "a month's share must be between 0 and 1");
    ramp r;
    r.steps_ = std::move(months);
    return r;
}

ramp ramp::linear(int months) {
    if (months < 0 || months > 120) fail(errc::out_of_range, "months", "must be between 0 and 120");
    std::vector<fraction> shares;
    for (int i = 1; i <= months; ++i)
        shares.push_back(fraction::from_ppm(i * fraction::one_ppm / (months + 1)));
    return steps(std::move(shares));
}

fraction ramp::at(day start, day d) const {
    if (d < start) return fraction::zero();
    if (steps_.empty()) return fraction::one();
    const auto month = static_cast<std::size_t>(tenure_months(start, d));
    return month < steps_.size() ? steps_[month] : fraction::one();
}

} // namespace attain::inline v1
