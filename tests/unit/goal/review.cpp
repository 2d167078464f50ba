// A closed period: what was asked, what happened, and what nobody wrote down.
#include <attain/core/error.hpp>
#include <attain/goal/review.hpp>

#include <doctest/doctest.h>

using namespace attain;

TEST_CASE("somebody of whom nothing was ever recorded has no attainment: unknown is not zero") {
    const period june = month(2026, 6);
    const day first = parse_day("2025-12-01");
    team east{"East", calendar::weekdays()};
    for (const char* name : {"Ana", "Ben", "Cleo"})
        east.add({.id = static_cast<std::int64_t>(east.size()) + 1, .name = name, .hired = first});
    const metric meetings = metric::count("meetings");
    ledger book;
    for (day d = first; d <= june.last(); ++d)
        if (d.weekday() < weekday::saturday) {
            book.record({.rep = 1, .metric = meetings, .day = d});
            if (d < june.begin) book.record({.rep = 2, .metric = meetings, .day = d});
        }
    const estimator eve{east, meetings, book, june.begin - 1};
    const plan p = make_plan(eve, june, allocate(60, eve.forecasts(june)));
    const period_review r = review(p, east, book, june.last());
    REQUIRE(r.goals.size() == 3);
    CHECK(r.actual == 22);
    CHECK(r.goals[0].attainment.known());
    // Ben has a record: nothing in June is a zero.
    CHECK(r.goals[1].attainment.known());
    CHECK(r.goals[1].attainment.value() == 0.0);
    // Cleo has none: the goal is not judged.
    CHECK(r.goals[2].attainment.state() == attainment_state::no_actual);
    CHECK(r.goals[2].attainment.text() == "nothing recorded");
    CHECK(r.calibration.goals == 2);
    CHECK_THROWS_AS((void)review(p, east, book, june.last() - 1), error);
}
