#include <attain/core/int128.hpp>
#include <attain/time/capacity.hpp>

namespace attain::inline v1 {

namespace {

bool on_team(const rep& member, day d) {
    const auto start = member.start();
    return (!start || *start <= d) && (!member.left || d < *member.left);
}

fraction presence(const rep& member, day d) {
    if (!on_team(member, d)) return fraction::zero();
    for (const absence& a : member.absences)
        if (a.begin <= d && d < a.end) return fraction::from_ppm(fraction::one_ppm - a.share.ppm());
    return fraction::one();
}

fraction fte_on(const rep& member, day d) {
    fraction fte = member.fte;
    for (const fte_change& c : member.fte_changes)
        if (c.from <= d) fte = c.fte;
    return fte;
}

capacity product(fraction a, fraction b, fraction c, fraction e) {
    constexpr int128 one = fraction::one_ppm;
    const int128 p = int128{a.ppm()} * b.ppm() * c.ppm() * e.ppm(); // at most 1e24
    return {static_cast<std::int64_t>((p + one * one * one / 2) / (one * one * one))};
}

} // namespace

capacity capacity_on(const team& in, const rep& member, day d, capacity_of what) {
    const fraction workday = (member.location ? *member.location : in.calendar()).workday(d);
    if (what == capacity_of::full_time || workday == fraction::zero()) return {workday.ppm()};
    const bool ramped = what == capacity_of::all && member.hired;
    return product(workday, presence(member, d), fte_on(member, d),
                   ramped ? member.ramp.at(*member.hired, d) : fraction::one());
}

capacity capacity_over(const team& in, const rep& member, const period& p, capacity_of what) {
    capacity sum;
    for (day d = p.begin; d < p.end; ++d)
        sum += capacity_on(in, member, d, what);
    return sum;
}

} // namespace attain::inline v1
