#include <attain/goal/proration.hpp>

#include "thrown.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

using namespace attain;

namespace {

constexpr capacity days(std::int64_t n) {
    return {n * capacity::one_day};
}

} // namespace

TEST_CASE("conserve: the freed amount goes to the others, and it says who got what") {
    // Ana is here, Ben on leave for half the month, Cleo away: 30 + 15 + 0 of 90.
    const std::vector<proration_request> team{
        {1, 30, days(20), days(20)}, {2, 30, days(10), days(20)}, {3, 30, days(0), days(20)}};
    const auto p = prorate_team(team, freed_amount::conserve);
    CHECK(p.freed == 45);
    CHECK(p.redistributed == 45);
    CHECK(p.unassigned == 0);
    CHECK(p.quotas[0].kept == 30);
    CHECK(p.quotas[0].received == 30);
    CHECK(p.quotas[1].quota == 30);
    CHECK(p.quotas[2].quota == 0);
    CHECK(!p.quotas[2].applicable);
    CHECK(p.quotas[2].freed == 30);
}

TEST_CASE("release: the team's total falls by the stated amount") {
    const std::vector<proration_request> team{{1, 15, {5'500'000}, days(20)}, {2, 15, days(20), days(20)}};
    const auto p = prorate_team(team, freed_amount::release);
    CHECK(p.quotas[0].exact.value() == 4.125);
    CHECK(p.quotas[0].quota == 4);
    CHECK(p.quotas[1].quota == 15);
    CHECK(p.released == 11);
    CHECK(p.redistributed == 0);
}

TEST_CASE("caps hold; what nobody can take is unassigned, never lost") {
    const std::vector<proration_request> team{
        {1, 30, days(20), days(20), 35}, {2, 30, days(20), days(20), 32}, {3, 30, days(0), days(20)}};
    const auto p = prorate_team(team, freed_amount::conserve);
    CHECK(p.quotas[0].quota == 35);
    CHECK(p.quotas[1].quota == 32);
    CHECK(p.unassigned == 23);
    auto one_capped = team;
    one_capped[0].cap.reset();
    const auto q = prorate_team(one_capped, freed_amount::conserve);
    CHECK(q.quotas[1].quota == 32);
    CHECK(q.quotas[0].quota == 58);
    CHECK(q.unassigned == 0);
}

TEST_CASE("ties go to the smaller rep id, whatever the order of the rows") {
    const std::vector<proration_request> team{
        {7, 5, days(10), days(20)}, {3, 5, days(10), days(20)}, {5, 5, days(10), days(20)}};
    const auto p = prorate_team(team, freed_amount::release); // 2.5 each: 7.5 becomes 8
    CHECK(p.quotas[0].quota == 2);
    CHECK(p.quotas[1].quota == 3);
    CHECK(p.quotas[2].quota == 3);
}

TEST_CASE("nobody there: everything is unassigned") {
    const std::vector<proration_request> team{{1, 30, days(0), days(20)}, {2, 30, days(0), days(0)}};
    CHECK(prorate_team(team, freed_amount::conserve).unassigned == 60);
    CHECK(prorate_team(team, freed_amount::release).released == 60);
    CHECK(prorate_team({}, freed_amount::conserve).full_total == 0);
}

TEST_CASE("sums and bounds hold for random teams, in any order") {
    std::mt19937_64 random{7};
    const auto draw = [&](std::int64_t upto) {
        return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(upto + 1));
    };
    for (int round = 0; round < 500; ++round) {
        std::vector<proration_request> team;
        const auto n = draw(12) + 1;
        for (std::int64_t i = 0; i < n; ++i) {
            const std::int64_t full = (draw(3) == 0 ? 0 : 18 + draw(5)) * capacity::one_day;
            const std::int64_t present = draw(3) == 0 ? full : draw(full);
            proration_request r{i * 3 + 1, draw(40), {present}, {full}};
            if (draw(1) == 0) r.cap = draw(60);
            team.push_back(r);
        }
        const auto policy = draw(1) == 0 ? freed_amount::conserve : freed_amount::release;
        const auto p = prorate_team(team, policy);
        units sum = 0;
        for (std::size_t i = 0; i < team.size(); ++i) {
            const auto& q = p.quotas[i];
            sum += q.quota;
            REQUIRE(q.kept + q.freed == team[i].target);
            REQUIRE(q.received >= 0);
            REQUIRE(std::abs(static_cast<double>(q.kept) - q.exact.value()) < 1 + 1e-5);
            if (!q.applicable) REQUIRE(q.quota == 0);
            if (team[i].cap && q.received > 0) REQUIRE(q.quota <= *team[i].cap);
        }
        REQUIRE(sum + p.unassigned + p.released == p.full_total);
        auto shuffled = team;
        std::shuffle(shuffled.begin(), shuffled.end(), random);
        const auto again = prorate_team(shuffled, policy);
        for (std::size_t i = 0; i < shuffled.size(); ++i) {
            const auto at = static_cast<std::size_t>((shuffled[i].rep.value - 1) / 3);
            REQUIRE(again.quotas[i].quota == p.quotas[at].quota);
        }
    }
}

TEST_CASE("bad requests name their row") {
    const auto of = [](proration_request second) {
        const std::vector<proration_request> team{{1, 30, days(20), days(20)}, second};
        return thrown([&] { (void)prorate_team(team, freed_amount::conserve); });
    };
    CHECK(of({1, 30, days(20), days(20)}).code() == errc::duplicate_id);
    CHECK(of({2, -1, days(20), days(20)}).argument() == "target");
    CHECK(of({2, 1, days(21), days(20)}).code() == errc::conflict);
    CHECK(of({2, 1, {-1}, days(20)}).code() == errc::out_of_range);
    CHECK(of({2, 1, days(20), days(20), -1}).argument() == "cap");
    CHECK(of({2, -1, days(20), days(20)}).row() == 1);
}
