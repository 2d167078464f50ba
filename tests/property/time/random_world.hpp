// Random calendars, rules and reps between 1990 and 2100, from a seed.
#pragma once

#include <attain/time/capacity.hpp>
#include <attain/time/fiscal.hpp>

#include <algorithm>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

namespace random_world {

using namespace attain;

class dice {
public:
    explicit dice(std::uint64_t seed) : engine_{seed} {}
    // lowest to highest, both included
    int number(int lowest, int highest) {
        return lowest + static_cast<int>(engine_() % static_cast<std::uint64_t>(highest - lowest + 1));
    }
    bool chance(int percent) { return number(1, 100) <= percent; }
    fraction share() {
        return fraction::from_ppm(number(0, 4) == 0 ? number(0, 1'000'000) : number(0, 4) * 250'000);
    }
    day in(const period& p) { return p.begin + number(0, p.days() - 1); }

private:
    std::mt19937_64 engine_;
};

inline const period century{year(1990).begin, year(2101).begin};

inline period some_span(dice& d, int longest_days) {
    const int length = d.number(1, longest_days);
    const day begin = century.begin + d.number(0, century.days() - length);
    return {begin, begin + length};
}

inline calendar some_calendar(dice& d, const period& span) {
    std::array<fraction, 7> pattern;
    for (fraction& f : pattern)
        f = d.chance(70) ? fraction::one() : d.share();
    calendar cal = d.chance(50)   ? calendar::weekdays()
                   : d.chance(50) ? calendar::sunday_to_thursday()
                                  : calendar{pattern};
    std::vector<special_day> days;
    for (int n = d.number(0, 30); n > 0; --n)
        days.push_back({d.in(span), fraction::zero(), "closed"});
    for (int n = d.number(0, 8); n > 0; --n) {
        const special_day s{d.in(span), d.share(), "special"};
        std::erase_if(days, [&](const special_day& other) { return other.date == s.date; });
        days.push_back(s);
    }
    return cal.set(days);
}

inline ramp some_ramp(dice& d) {
    switch (d.number(0, 3)) {
    case 0:
        return ramp::linear(d.number(0, 14));
    case 1:
        return ramp::s_shaped(d.number(0, 14));
    case 2:
        return ramp::steps({d.share(), d.share(), d.share()});
    default:
        return {};
    }
}

// Days inside or a little around the span.
inline period some_days(dice& d, const period& span, int longest) {
    const day begin = span.begin - 40 + d.number(0, span.days() + 80);
    return {begin, begin + d.number(1, longest)};
}

inline rep some_rep(dice& d, const period& span) {
    rep r{.id = d.number(1, 1'000'000)};
    if (d.chance(70)) r.hired = span.begin - 500 + d.number(0, span.days() + 500);
    r.ramp = some_ramp(d);
    if (d.chance(30))
        r.ramp_starts.push_back({d.in(span), some_ramp(d), ramp_trigger::role_change, d.number(0, 3)});
    if (d.chance(30)) r.ramp_starts.push_back({d.in(span), some_ramp(d), ramp_trigger::return_from_leave, 0});
    r.fte = d.share();
    for (int n = d.number(0, 3); n > 0; --n) {
        const fte_change c{d.in(span), d.share()};
        std::erase_if(r.fte_changes, [&](const fte_change& other) { return other.from == c.from; });
        r.fte_changes.push_back(c);
    }
    for (int n = d.number(0, 8); n > 0; --n) {
        const period p = some_days(d, span, 20);
        r.absences.push_back({p.begin, p.end, d.chance(60) ? fraction::one() : d.share()});
    }
    // keep those that do not overlap
    std::sort(r.absences.begin(), r.absences.end(),
              [](const absence& a, const absence& b) { return a.begin < b.begin; });
    for (std::size_t i = 1; i < r.absences.size();)
        if (r.absences[i].begin < r.absences[i - 1].end)
            r.absences.erase(r.absences.begin() + static_cast<std::ptrdiff_t>(i));
        else
            ++i;
    if (d.chance(40)) {
        day at = span.begin - 20;
        for (int n = d.number(1, 4); n > 0; --n) {
            const day begin = at + d.number(0, 60);
            at = begin + d.number(1, 120);
            r.stints.push_back({begin, at});
        }
        if (d.chance(50)) r.stints.back().end.reset();
    } else if (d.chance(30)) {
        r.joined = span.begin + d.number(-30, 30);
        if (d.chance(50)) r.left = *r.joined + d.number(1, 300);
    }
    return r;
}

inline fiscal_calendar some_fiscal(dice& d) {
    const auto named = d.chance(50) ? year_name::by_end : year_name::by_start;
    if (d.chance(35)) return fiscal_calendar::months(d.number(1, 12), d.number(1, 29), named);
    const week_pattern patterns[]{week_pattern::p445(),
                                  week_pattern::p454(),
                                  week_pattern::p544(),
                                  week_pattern::p13x4(),
                                  {{26, 26}, {}}};
    return fiscal_calendar::weeks(patterns[d.number(0, 4)], d.chance(50) ? year_end::last : year_end::nearest,
                                  static_cast<weekday>(d.number(0, 6)), d.number(1, 12), named);
}

} // namespace random_world
