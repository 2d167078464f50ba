// A small team with a regular year behind it, for the tests of goals.
#pragma once

#include <attain/estimate/estimator.hpp>
#include <attain/goal/plan.hpp>

namespace goal_tests {

using attain::day;
using boost::gregorian::date;

inline const attain::metric meetings = attain::metric::count("meetings booked");
inline const day eve{date{2026, 11, 30}};
inline const attain::period december = attain::month(2026, 12);

// Ana, Ben (ramping), Cleo (away from the 21st); Dan leaves or Eve joins where a test says so.
inline attain::team east(std::optional<day> ana_leaves = {}, std::optional<day> eve_joins = {}) {
    attain::team t{"East", attain::calendar::weekdays().close(date{2026, 12, 25})};
    t.add({.id = 1, .name = "Ana", .role = "Sr. BDR", .left = ana_leaves});
    t.add({.id = 2,
           .name = "Ben",
           .role = "Jr. BDR",
           .hired = day{date{2026, 9, 14}},
           .ramp = attain::ramp::steps({0.25, 0.5, 0.75})});
    t.add({.id = 3, .name = "Cleo", .role = "BDR", .absences = {{date{2026, 12, 21}, date{2027, 1, 1}}}});
    t.add({.id = 4, .name = "Dan", .role = "BDR"});
    if (eve_joins) t.add({.id = 5, .name = "Eve", .role = "BDR", .hired = eve_joins});
    return t;
}

// On every working day of the year rep r books (r + day) mod 3 + (r = 1), Ben from his hire on, Ana until she
// leaves; up to `until`.
inline attain::ledger history(day until = eve, day ana_until = day{date{2030, 1, 1}}) {
    attain::ledger book;
    const auto days = attain::calendar::weekdays();
    for (day d{date{2026, 1, 1}}; d <= until; ++d)
        for (std::int64_t r = 1; r <= 4; ++r) {
            if (r == 2 && d < day{date{2026, 9, 14}}) continue;
            if (r == 1 && d >= ana_until) continue;
            const attain::units booked = (r + d.value) % 3 + (r == 1);
            if (days.workday(d) == attain::fraction::one() && booked > 0)
                book.record({.rep = r, .metric = meetings, .day = d, .quantity = booked});
        }
    return book;
}

// East on the eve of December, with its year behind it.
struct month_ahead {
    attain::team reps = east();
    attain::ledger book = history();
    attain::estimator est{reps, meetings, book, eve};
};

inline attain::plan plan_of(const attain::estimator& est, attain::units total,
                            const attain::plan_options& options = {}) {
    return make_plan(est, december, allocate(total, est.forecasts(december)), options);
}

} // namespace goal_tests
