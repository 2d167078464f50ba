#include <attain/measure/working_days.hpp>

#include <utility>
#include <vector>

namespace attain::inline v1 {

working_days::working_days(attain::calendar of) : days_{std::move(of)} {}

working_days working_days::of_rep(const team& in, const rep& member, const period& span) {
    const capacity_line line{in, member, span, capacity_of::without_ramp};
    const attain::calendar& own = in.calendar_of(member);
    std::vector<special_day> off;
    for (day d = span.begin; d < span.end; ++d)
        if (line.on(d).none() && own.workday(d) > fraction::zero()) off.push_back({d, fraction::zero()});
    working_days days{own.set(off)};
    days.span_ = span;
    return days;
}

std::int32_t working_days::count(day after, day last) const {
    std::int32_t n = 0;
    for (day d = after + 1; d <= last; ++d)
        n += contains(d) ? 1 : 0;
    return n;
}

} // namespace attain::inline v1
