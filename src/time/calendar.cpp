#include <attain/time/calendar.hpp>

namespace attain::inline v1 {

calendar::calendar(const std::array<fraction, 7>& pattern) : pattern_{pattern} {
    for (const fraction f : pattern)
        if (f > fraction::one())
            fail(errc::out_of_range, "pattern", "a weekday's share must be between 0 and 1");
}

calendar calendar::weekdays() {
    constexpr auto on = fraction::one();
    constexpr auto off = fraction::zero();
    return calendar{{on, on, on, on, on, off, off}};
}

calendar calendar::set(day d, fraction share) const {
    require_valid(d, "day");
    if (share > fraction::one()) fail(errc::out_of_range, "share", "a day's share must be between 0 and 1");
    calendar changed = *this;
    changed.exceptions_[d] = share;
    return changed;
}

fraction calendar::workday(day d) const {
    const auto found = exceptions_.find(d);
    return found != exceptions_.end() ? found->second : pattern_[static_cast<std::size_t>(d.weekday())];
}

double calendar::workdays(const period& p) const {
    std::int64_t sum = 0;
    for (day d = p.begin; d < p.end; ++d)
        sum += workday(d).ppm();
    return static_cast<double>(sum) / static_cast<double>(fraction::one_ppm);
}

} // namespace attain::inline v1
