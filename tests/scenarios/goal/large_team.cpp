// Ten thousand reps in one plan: whole quotas that sum to the number, days that sum to the quotas.
#include <attain/goal/audit.hpp>
#include <attain/goal/plan.hpp>
#include <attain/measure/fact.hpp>

#include <doctest/doctest.h>

#include <cstdlib>
#include <vector>

using namespace attain;
using boost::gregorian::date;

TEST_CASE("ten thousand reps") {
    constexpr std::int64_t people = 10'000;
    constexpr units total = 150'000;
    const metric meetings = metric::count("meetings booked");
    const day as_of{date{2026, 5, 31}};

    std::vector<rep> members;
    for (std::int64_t i = people; i > 0; --i) // any order of input
        members.push_back({.id = rep_id{i}});
    team in{"Everybody", calendar::weekdays()};
    in.add_all(std::move(members));

    // Every working week of ten each brings one to three on one of its days, the weekday by the rep's number.
    std::vector<rep_id> who;
    std::vector<std::int32_t> days;
    std::vector<units> quantity;
    for (std::int64_t i = 1; i <= people; ++i)
        for (int week = 0; week < 10; ++week) {
            who.push_back(rep_id{i});
            days.push_back((as_of - 7 * week - 2 - static_cast<std::int32_t>(i % 5)).value);
            quantity.push_back(1 + i % 3);
        }
    ledger book;
    book.record(meetings, {.rep = who, .day = days, .quantity = quantity});
    book.seal();

    const period june = month(2026, 6);
    const estimator est{in, meetings, book, as_of};
    const auto forecasts = est.forecasts(june);
    REQUIRE(forecasts.size() == people);
    const allocation split = allocate(total, forecasts);
    REQUIRE(split.feasible);
    const plan p = make_plan(est, june, split);
    REQUIRE(p.goals.size() == people);
    units sum = 0;
    bool days_sum = true;
    for (const goal& g : p.goals) {
        sum += g.target;
        units parts = 0;
        for (const day_target& d : g.daily)
            parts += d.amount;
        days_sum = days_sum && parts == g.target;
    }
    CHECK(sum == total);
    CHECK(days_sum);
    // Who has the same record has the same quota, but for one unit where the last ones are handed out.
    for (std::size_t i = 15; i < p.goals.size(); ++i)
        CHECK(std::abs(p.goals[i].target - p.goals[i - 15].target) <= 1);
    CHECK(p.goals[1].target > p.goals[2].target); // three a week against one

    // Everybody's quota has its reasons, and every letter its verdict.
    const std::vector<bridge> why = explain(p, est, equal_attainability{});
    REQUIRE(why.size() == people);
    bool explained = true;
    for (std::size_t i = 0; i < why.size(); ++i)
        explained = explained && why[i].total() == p.goals[i].target;
    CHECK(explained);
    CHECK(why[1].of(factor::base_share) == total / people);
    CHECK(why[1].of(factor::record) > 0);
    CHECK(why[2].of(factor::record) < 0);
    for (const std::size_t i : {std::size_t{0}, p.goals.size() / 2, p.goals.size() - 1})
        for (const finding& f : audit(p.goals[i], p))
            CHECK_MESSAGE((f.verdict == verdict::pass) == (f.change.what == remedy::none), f.reason);
    CHECK(audit(p.goals[1], p)[static_cast<std::size_t>(smart::relevant)].verdict != verdict::fail);
}
