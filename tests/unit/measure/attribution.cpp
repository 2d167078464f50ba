#include <attain/measure/attribution.hpp>

#include <doctest/doctest.h>

#include <array>
#include <vector>

using namespace attain;

TEST_CASE("credit stays with the team and role of the event's day") {
    const metric deals = metric::amount("deals");
    const day move = parse_day("2026-10-15");
    std::vector<team> teams{{"East", calendar::weekdays()}, {"West", calendar::weekdays()}};
    teams[0].add({.id = 1, .role = "BDR", .left = move});
    teams[1].add({.id = 1, .role = "Sr. BDR", .joined = move});
    teams[0].add({.id = 2, .role = "BDR"});

    const std::array<credit_share, 2> half{{{1, 0.5}, {2, 0.5}}};
    ledger book;
    book.record({.metric = deals, .day = move - 1, .quantity = 1001, .event = 1, .credit = half});
    book.record({.rep = 1, .metric = deals, .day = move, .quantity = 300, .event = 2});
    // taken back after the move: East had the credit, East loses it
    book.record({.rep = 1, .metric = deals, .day = move + 5, .quantity = -1, .reverses = 1});
    book.record({.rep = 9, .metric = deals, .day = move, .quantity = 7});

    using rows = std::vector<team_total>;
    CHECK(team_totals(teams, deals, book, {.as_of = move + 30}) ==
          rows{{0, "BDR", move - 1, 1001}, // the shared event once
               {0, "BDR", move + 5, -1},
               {1, "Sr. BDR", move, 300},
               {team_total::no_team, "", move, 7}});
    CHECK(team_totals(teams, deals, book, {.as_of = move + 30, .reversals = reversal_policy::restate})[0]
              .quantity == 1000);

    // Each team's own people, rep by rep: a team's sums are those of its roles above.
    const ledger_query asked{.as_of = move + 30};
    units shared = 0;
    units taken_back = 0;
    for (const day_total& t : member_totals(teams[0], deals, book, asked)) {
        CHECK((t.day == move - 1 || t.day == move + 5));
        (t.day == move - 1 ? shared : taken_back) += t.quantity;
    }
    CHECK(shared == 1001);
    CHECK(taken_back == -1);
    using totals = std::vector<day_total>;
    CHECK(member_totals(teams[1], deals, book, asked) == totals{{1, move, 300}});
    units restated = 0;
    for (const day_total& t :
         member_totals(teams[0], deals, book, {.as_of = move + 30, .reversals = reversal_policy::restate})) {
        CHECK(t.day == move - 1);
        restated += t.quantity;
    }
    CHECK(restated == 1000);

    // A mover's record is in no figure of the team.
    team west{"West", calendar::weekdays()};
    west.add({.id = 1, .role = "Sr. BDR", .joined = move, .elsewhere = {{day{day::min_value}, move, {}}}});
    CHECK(member_totals(west, deals, book, asked) == totals{{1, move, 300}});
    const totals before = member_totals(west, deals, book, asked, record_of::elsewhere);
    REQUIRE(before.size() == 2);
    CHECK(before[0].day == move - 1);
    CHECK(before[1].day == move + 5); // East's, taken back
    CHECK(member_totals(west, deals, book, asked, record_of::people) ==
          totals{before[0], {1, move, 300}, before[1]});
}
