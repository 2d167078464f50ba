// The README's example: a month for a team of two, from facts to goals with reasons.
#include <attain/attain.hpp>

#include <iostream>

using boost::gregorian::date;

int main() {
    attain::team bdrs{"BDR East", attain::calendar::weekdays().close(date(2026, 12, 25))};
    const auto ana = bdrs.add({.id = 101, .name = "Ana", .role = "Sr. BDR", .hired = date(2023, 2, 1)});
    const auto ben = bdrs.add({.id = 102,
                               .name = "Ben",
                               .role = "Jr. BDR",
                               .hired = date(2026, 9, 14),
                               .ramp = attain::ramp::steps({0.25, 0.5, 0.75})});

    const auto meetings = attain::metric::count("meetings booked");
    attain::ledger book; // a year of it, straight from the CRM; here: Ana one a day, Ben every other day
    for (attain::day d{date(2025, 12, 1)}; d <= attain::day{date(2026, 11, 30)}; ++d) {
        book.record({.rep = ana, .metric = meetings, .day = d, .channel = "cold call"});
        if (d >= attain::day{date(2026, 9, 14)} && d.value % 2 == 0)
            book.record({.rep = ben, .metric = meetings, .day = d, .channel = "social"});
    }

    const attain::estimator est{bdrs, meetings, book, date(2026, 11, 30)};
    const auto december = attain::month(2026, 12);
    const auto split = attain::allocate(48, est.forecasts(december)); // sums to 48, same chance for both
    const auto plan = attain::make_plan(est, december, split);
    for (const auto& goal : plan.goals) {
        std::cout << goal.owner << ": " << goal.target << ", " << attain::percent(goal.probability()) << '\n';
        for (const auto& finding : attain::audit(goal, plan))
            std::cout << "  " << finding.reason << '\n';
    }
}
