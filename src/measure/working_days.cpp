#include <attain/measure/working_days.hpp>

#include <utility>

namespace attain::inline v1 {

working_days::working_days(attain::calendar of) : days_{std::move(of)} {}

working_days working_days::of_rep(const team& in, const rep& member, const period& span) {
    attain::calendar own = member.location ? *member.location : in.calendar();
    for (day d = span.begin; d < span.end; ++d)
        if (own.workday(d) > fraction::zero() && capacity_on(in, member, d, capacity_of::without_ramp).none())
            own = own.close(d);
    return own;
}

std::int32_t working_days::count(day after, day last) const {
    std::int32_t n = 0;
    for (day d = after + 1; d <= last; ++d)
        n += contains(d) ? 1 : 0;
    return n;
}

} // namespace attain::inline v1
