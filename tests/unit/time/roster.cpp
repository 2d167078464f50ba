#include <attain/time/capacity.hpp>

#include "thrown.hpp"

#include <doctest/doctest.h>

using namespace attain;
using boost::gregorian::date;

namespace {

errc code_of(rep member) {
    team t{"East", calendar::weekdays()};
    const auto e = thrown([&] { t.add(member); });
    CHECK(t.size() == (e.code() == errc::ok ? 1 : 0));
    return e.code();
}

} // namespace

TEST_CASE("the role around a day: the stint's, the next one's, the last one's") {
    team t{"T", calendar::weekdays()};
    t.add({.id = 1,
           .role = "Jr",
           .stints = {{.begin = day{100}, .end = day{200}},
                      {.begin = day{300}, .end = day{400}, .role = "Sr"}}});
    const rep& r = t.at(1);
    CHECK(r.role_around(day{50}) == "Jr");
    CHECK(r.role_around(day{150}) == "Jr");
    CHECK(r.role_around(day{250}) == "Sr");
    CHECK(r.role_around(day{300}) == "Sr");
    CHECK(r.role_around(day{500}) == "Sr");
    CHECK(r.role_on(day{500}).empty());
    CHECK(rep{.role = "Jr"}.role_around(day{50}) == "Jr");
}

TEST_CASE("a roster refuses contradictions and stays as it was") {
    const day a{100};
    CHECK(code_of({.id = 2, .fte = 1.5}) == errc::out_of_range);
    CHECK(code_of({.id = 2, .hired = a, .left = a}) == errc::inverted_period);
    CHECK(code_of({.id = 2, .absences = {{a, a}}}) == errc::inverted_period);
    CHECK(code_of({.id = 2, .absences = {{day{5}, day{9}}, {day{8}, day{10}}}}) == errc::conflict);
    CHECK(code_of({.id = 2, .absences = {{day{5}, day{9}, 1.2}}}) == errc::out_of_range);
    CHECK(code_of({.id = 2, .fte_changes = {{a, 1.2}}}) == errc::out_of_range);
    CHECK(code_of({.id = 2, .fte_changes = {{a, 0.5}, {a, 0.8}}}) == errc::conflict);
    CHECK(code_of({.id = 2, .stints = {{a, a}}}) == errc::inverted_period);
    CHECK(code_of({.id = 2, .stints = {{a, day{200}}, {day{199}}}}) == errc::conflict);
    CHECK(code_of({.id = 2, .stints = {{a}, {day{199}}}}) == errc::conflict);
    CHECK(code_of({.id = 2, .joined = a, .stints = {{a}}}) == errc::conflict);
    CHECK(code_of({.id = 2, .hired = day{day::max_value + 1}}) == errc::out_of_range);
    CHECK(code_of({.id = 2, .ramp_starts = {{.from = a, .resume_month = -1}}}) == errc::out_of_range);
    // Two half days are one whole day, which is no contradiction; three are.
    CHECK(code_of({.id = 2, .absences = {{a, day{110}, 0.5}, {a, day{110}, 0.5}}}) == errc::ok);
    CHECK(
        code_of({.id = 2, .absences = {{a, day{110}, 0.5}, {a, day{110}, 0.5}, {day{109}, day{111}, 0.1}}}) ==
        errc::conflict);
}

TEST_CASE("reps are found by id, in any order of adding; a bad batch adds nobody") {
    team t{"East", calendar::weekdays()};
    t.add({.id = 5});
    t.add_all({{.id = 9}, {.id = 1}, {.id = 7}});
    CHECK(t.size() == 4);
    CHECK(t.reps().front().id == rep_id{1});
    CHECK(t.at(7).id == rep_id{7});
    CHECK(t.find(8) == nullptr);
    CHECK(thrown([&] { (void)t.at(8); }).code() == errc::unknown_id);
    CHECK(thrown([&] { t.add({.id = 5}); }).code() == errc::duplicate_id);
    CHECK(thrown([&] { t.add_all({{.id = 20}, {.id = 5}}); }).row() == 1);
    CHECK(thrown([&] { t.add_all({{.id = 20}, {.id = 21}, {.id = 20}}); }).row() == 2);
    CHECK(thrown([&] { t.add_all({{.id = 20}, {.id = 21, .fte = 2}}); }).row() == 1);
    CHECK(t.size() == 4);
}

TEST_CASE("who leaves and comes back, and changes role") {
    team t{"East", calendar::weekdays()};
    t.add(
        {.id = 1,
         .role = "BDR",
         .stints = {{date{2026, 6, 1}, std::nullopt, "Sr. BDR"}, {date{2025, 1, 1}, day{date{2026, 3, 1}}}}});
    const rep& r = t.at(1);
    CHECK(*r.start() == day{date{2025, 1, 1}});
    CHECK(r.role_on(date{2026, 2, 28}) == "BDR");
    CHECK(r.role_on(date{2026, 3, 1}).empty());
    CHECK(r.role_on(date{2026, 6, 1}) == "Sr. BDR");
    CHECK(capacity_over(t, r, month(2026, 2)).days() == 20);
    CHECK(capacity_over(t, r, month(2026, 4)).none());
    CHECK(capacity_over(t, r, month(2026, 6)).days() == 22);
}

TEST_CASE("a mover's stints over two teams; overlapping full-time posts contradict") {
    std::vector<team> teams{team{"East", calendar::weekdays()}, team{"West", calendar::weekdays()}};
    const day fifteenth = date{2026, 5, 15};
    teams[0].add({.id = 1, .role = "BDR", .joined = day{date{2026, 1, 1}}, .left = fifteenth});
    teams[1].add({.id = 1, .role = "AE", .joined = fifteenth});
    const auto all = memberships(teams, 1);
    REQUIRE(all.size() == 2);
    CHECK(all[0].team == 0);
    CHECK(all[1].team == 1);
    CHECK(all[1].stay.role == "AE");
    // The month's working time is split between the teams, none lost and none twice.
    const period may = month(2026, 5);
    CHECK(capacity_over(teams[0], teams[0].at(1), may) + capacity_over(teams[1], teams[1].at(1), may) ==
          capacity_over(teams[0], teams[0].at(1), may, capacity_of::full_time));

    teams.push_back(team{"North", calendar::weekdays()});
    teams[2].add({.id = 1, .joined = day{date{2026, 12, 1}}});
    CHECK(thrown([&] { (void)memberships(teams, 1); }).code() == errc::conflict);
    CHECK(thrown([&] { (void)memberships(teams, 2); }).code() == errc::unknown_id);
}

TEST_CASE("two half posts in two teams are no contradiction, until one becomes a whole one") {
    std::vector<team> teams{team{"East", calendar::weekdays()}, team{"West", calendar::weekdays()}};
    teams[0].add({.id = 1, .fte = 0.5});
    teams[1].add({.id = 1, .fte = 0.5});
    CHECK(memberships(teams, 1).size() == 2);
    teams[0].add({.id = 2, .fte = 0.5, .fte_changes = {{date{2026, 7, 1}, 1.0}}});
    teams[1].add({.id = 2, .fte = 0.5});
    CHECK(thrown([&] { (void)memberships(teams, 2); }).reason().find("2026-07-01") != std::string::npos);
}

TEST_CASE("0 is no rep: it stands for the team") {
    team t{"T", calendar::weekdays()};
    CHECK_THROWS_WITH_AS((void)t.add({.id = 0}), "id: 0 is the team's", error);
    CHECK_THROWS_WITH_AS(t.add_all({{.id = 1}, {.id = 0}}), "id (row 1): 0 is the team's", error);
    CHECK(t.size() == 0);
}

TEST_CASE("a team knows the days that all its calendars know") {
    const calendar whole = calendar::weekdays();
    team t{"T", whole};
    t.add({.id = 1});
    CHECK_FALSE(t.known_days().has_value());
    t.add({.id = 2, .location = whole.within(year(2026))});
    CHECK(t.known_days()->begin == year(2026).begin);
    CHECK(t.known_days_of(t.at(2))->end == year(2026).end);
    CHECK_FALSE(t.known_days_of(t.at(1)).has_value());
    t.add({.id = 3, .location = whole.within(month(2026, 5))});
    CHECK(t.known_days()->days() == 31);
}

TEST_CASE("days elsewhere are on a mover's record until the last stint here ends") {
    team t{"West", calendar::weekdays()};
    const day move = parse_day("2026-06-15");
    t.add({.id = 1, .role = "AE", .stints = {{move, {}, {}}}, .elsewhere = {{move - 60, move, "BDR"}}});
    const rep& mover = t.at(1);
    CHECK_FALSE(mover.on_record(move - 61));
    CHECK(mover.on_record(move - 60));
    CHECK(mover.on_record(move));
    CHECK(mover.presence_on(move - 1) == fraction::zero()); // on record, not in the team
    const rep whole = mover.with_record();
    REQUIRE(whole.stints.size() == 1);
    CHECK(whole.start() == std::optional{move - 60});
    CHECK_FALSE(whole.stints.front().end);
    CHECK(whole.role_on(move - 60) == "AE");
    CHECK(capacity_over(t, whole, {move - 7, move + 7, period_kind::custom}).days() == 10);

    // There, here, there, here and there again: what comes after the last days here is not on record.
    t.add({.id = 2,
           .stints = {{move, move + 10, {}}, {move + 20, move + 30, {}}},
           .elsewhere = {{move + 5, move + 15, {}}, {move + 30, {}, {}}, {move - 10, move - 5, {}}}});
    const rep& back = t.at(2);
    CHECK(back.elsewhere.front().begin == move - 10);
    for (const int d : {-10, -6, 0, 9, 10, 14, 20, 29})
        CHECK(back.on_record(move + d));
    for (const int d : {-11, -5, -1, 15, 19, 30, 300})
        CHECK_FALSE(back.on_record(move + d));
    const std::vector<stint> stays = back.with_record().stints;
    REQUIRE(stays.size() == 3);
    CHECK(stays[0].end == std::optional{move - 5});
    CHECK(stays[1].begin == move);
    CHECK(stays[1].end == std::optional{move + 15});
    CHECK(stays[2].end == std::optional{move + 30});

    // Who is nowhere else is on record as they are.
    t.add({.id = 3, .joined = move, .left = move + 9});
    CHECK_FALSE(t.at(3).on_record(move - 1));
    CHECK(t.at(3).with_record().start() == std::optional{move});
    const error e = thrown([&] { t.add({.id = 4, .elsewhere = {{move, move, {}}}}); });
    CHECK(e.code() == errc::inverted_period);
    CHECK(e.argument() == "elsewhere");
    CHECK(t.size() == 3);
}
