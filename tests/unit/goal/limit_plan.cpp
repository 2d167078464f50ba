// A limit's plan: limits that sum to the team's, kept with one chance by everybody.
#include <attain/core/error.hpp>
#include <attain/goal/limit_plan.hpp>

#include "year.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numeric>

using namespace attain;
using namespace goal_tests;

namespace {

units sum_of(const limit_plan& p) {
    units sum = 0;
    for (const limit_goal& g : p.goals)
        sum += g.limit;
    return sum;
}

// E max(0, D - limit), by its tails.
double beyond(const forecast& f, units limit) {
    double sum = 0;
    for (units k = limit + 1; k < limit + 2000; ++k)
        sum += f.tail(k);
    return sum;
}

double beyond(const limit_plan& p) {
    double sum = 0;
    for (const limit_goal& g : p.goals)
        sum += beyond(g.forecast, g.limit);
    return sum;
}

} // namespace

TEST_CASE("the limits sum to the team's, and nobody's could be fairer by a unit") {
    const month_ahead m;
    for (const units limit : {0, 1, 3, 40, 100, 130, 163, 200, 400}) {
        CAPTURE(limit);
        const limit_plan p = make_limit_plan(m.est, december, limit);
        REQUIRE(p.goals.size() == 4);
        CHECK(sum_of(p) == limit);
        CHECK(p.unassigned == 0);
        CHECK(p.team.limit == limit);
        CHECK(p.team.owner == "East");
        // A unit taken from anybody and given to anybody else leaves the worse off of the two no better off.
        for (const limit_goal& from : p.goals)
            for (const limit_goal& to : p.goals) {
                CHECK(from.limit >= 0);
                if (from.rep == to.rep || from.limit == 0) continue;
                CHECK(from.forecast.probability_within(from.limit - 1) <=
                      to.forecast.probability_within(to.limit) + 1e-12);
            }
    }
    // the ramping and the absent have less
    const limit_plan p = make_limit_plan(m.est, december, 130);
    CHECK(p.goals[1].limit < p.goals[0].limit);
    CHECK(p.goals[2].limit < p.goals[3].limit);
}

TEST_CASE("by brute force: the lowest chance is the highest there is, the overshoot the least") {
    const month_ahead m;
    constexpr units limit = 12;
    const limit_plan p = make_limit_plan(m.est, december, limit);
    std::vector<forecast> f;
    for (const limit_goal& g : p.goals)
        f.push_back(g.forecast);
    double best = 0;
    double least = 1e300;
    for (units a = 0; a <= limit; ++a)
        for (units b = 0; a + b <= limit; ++b)
            for (units c = 0; a + b + c <= limit; ++c) {
                const units d = limit - a - b - c;
                best = std::max(best, std::min({f[0].probability_within(a), f[1].probability_within(b),
                                                f[2].probability_within(c), f[3].probability_within(d)}));
                least =
                    std::min(least, beyond(f[0], a) + beyond(f[1], b) + beyond(f[2], c) + beyond(f[3], d));
            }
    double lowest = 1;
    for (const limit_goal& g : p.goals)
        lowest = std::min(lowest, g.probability());
    CHECK(lowest == doctest::Approx(best).epsilon(1e-12));
    CHECK(beyond(p) == doctest::Approx(least).epsilon(1e-12));
    CHECK(p.overshoot == doctest::Approx(least).epsilon(1e-6));
    CHECK(make_limit_plan(m.est, december, 130).overshoot ==
          doctest::Approx(beyond(make_limit_plan(m.est, december, 130))).epsilon(1e-3));
}

TEST_CASE("a limit far beyond anything is divided as well") {
    const month_ahead m;
    for (const units limit : {units{1'000}, units{1'000'000'007}, unlimited}) {
        const limit_plan p = make_limit_plan(m.est, december, limit);
        CHECK(sum_of(p) == limit);
        for (const limit_goal& g : p.goals)
            CHECK(g.probability() > 0.999);
    }
    CHECK_THROWS_AS((void)make_limit_plan(m.est, december, unlimited + 1), error);
}

TEST_CASE("an equal share stands beside it") {
    const month_ahead m;
    const limit_plan p = make_limit_plan(m.est, december, 130);
    CHECK(std::accumulate(p.equal.begin(), p.equal.end(), units{0}) == 130);
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK((p.equal[i] == 32 || p.equal[i] == 33));
        CHECK(p.one_for_all[i] == p.goals[i].forecast.probability_within(p.equal[i]));
    }
    CHECK(*std::max_element(p.one_for_all.begin(), p.one_for_all.end()) >
          *std::min_element(p.one_for_all.begin(), p.one_for_all.end()) + 0.3);
}

TEST_CASE("a smaller limit takes from everybody or nobody, never gives") {
    const month_ahead m;
    limit_plan before = make_limit_plan(m.est, december, 60);
    for (units limit = 61; limit < 100; ++limit) {
        const limit_plan now = make_limit_plan(m.est, december, limit);
        for (std::size_t i = 0; i < 4; ++i)
            CHECK(now.goals[i].limit >= before.goals[i].limit);
        before = now;
    }
}

TEST_CASE("locks are kept; what they leave or take too much is said") {
    const month_ahead m;
    const limit_plan p = make_limit_plan(m.est, december, 130, {.locks = {{1, 50}}});
    CHECK(p.goals[0].limit == 50);
    CHECK(p.locked == std::vector<bool>{true, false, false, false});
    CHECK(sum_of(p) == 130);
    const limit_plan too_much = make_limit_plan(m.est, december, 60, {.locks = {{1, 40}, {4, 30}}});
    CHECK(too_much.unassigned == -10);
    CHECK(too_much.goals[1].limit == 0);
    CHECK(audit(too_much.goals[1], too_much)[3].verdict == verdict::fail);
    CHECK(audit(too_much.goals[1], too_much)[3].change.text == "take 10 off the limits");
    const limit_plan all =
        make_limit_plan(m.est, december, 60, {.locks = {{1, 10}, {2, 10}, {3, 10}, {4, 10}}});
    CHECK(all.unassigned == 20);
    const auto refused = [&](std::vector<limit_lock> locks) {
        try {
            (void)make_limit_plan(m.est, december, 60, {.locks = std::move(locks)});
        } catch (const error& e) {
            return std::string{name(e.code())} + ' ' + std::to_string(e.row());
        }
        return std::string{};
    };
    CHECK(refused({{1, 10}, {9, 1}}) == std::string{name(errc::unknown_id)} + " 1");
    CHECK(refused({{1, 10}, {1, 1}}) == std::string{name(errc::duplicate_id)} + " 1");
    CHECK(refused({{1, -1}}) == std::string{name(errc::out_of_range)} + " 0");
}

TEST_CASE("limits in whole hundreds, with somebody for the rest") {
    const metric discount = metric::amount("discount");
    team pair{"East", calendar::weekdays()};
    ledger book;
    for (int r = 1; r <= 3; ++r)
        pair.add({.id = r, .name = std::string(1, char('A' + r)), .hired = day{date{2025, 1, 1}}});
    for (day d{date{2026, 1, 5}}; d <= eve; d = d + 1)
        if (d.weekday() < weekday::saturday)
            for (int r = 1; r <= 3; ++r)
                book.record({.rep = r, .metric = discount, .day = d, .quantity = (d.value * r) % 5 * 4'000});
    const estimator est{pair, discount, book, eve};
    const units limit = 600'050;
    const limit_plan p = make_limit_plan(est, december, limit, {.quantum = 10'000, .residual_holder = 2});
    CHECK(sum_of(p) == limit);
    CHECK(p.goals[0].limit % 10'000 == 0);
    CHECK(p.goals[2].limit % 10'000 == 0);
    CHECK(p.goals[1].limit % 10'000 != 0);
    CHECK_THROWS_AS((void)make_limit_plan(est, december, limit, {.quantum = 10'000}), error);
}

TEST_CASE("where nothing is known of anybody, limits follow working time") {
    const team reps = east();
    const ledger nothing;
    const estimator est{reps, meetings, nothing, eve};
    const limit_plan p = make_limit_plan(est, december, 75);
    CHECK(sum_of(p) == 75);
    CHECK(p.goals[0].limit > p.goals[2].limit); // Cleo is away from the 21st
    CHECK(std::isnan(p.overshoot));
    CHECK(std::isnan(p.one_for_all[0]));
    CHECK(audit(p.goals[0], p)[2].verdict == verdict::warn);
    team nobody{"Nobody", calendar::weekdays()};
    nobody.add({.id = 1, .name = "Ana", .left = day{date{2026, 6, 1}}});
    CHECK_THROWS_AS((void)make_limit_plan(estimator{nobody, meetings, nothing, eve}, december, 75), error);
}

TEST_CASE("a plan's limits are audited together") {
    const month_ahead m;
    const limit_plan p =
        make_limit_plan(m.est, december, limit_with_chance(m.est.team_forecast(december), 0.7));
    CHECK(audit(p.goals[0], p)[3].verdict == verdict::pass);
    const limit_plan hard =
        make_limit_plan(m.est, december, limit_with_chance(m.est.team_forecast(december), 0.2));
    const finding r = audit(hard.goals[0], hard)[3];
    CHECK(r.verdict == verdict::warn);
    CHECK(r.change.what == remedy::raise_target);
    limit_plan same = p;
    for (limit_goal& g : same.goals)
        g.limit = 33;
    CHECK(audit(same.goals[0], same)[0].verdict == verdict::warn);
    CHECK(audit(same.goals[0], same)[0].figure == 3);
    CHECK(audit(same).at(1)[0].reason == audit(same.goals[1], same)[0].reason);
}

TEST_CASE("what the steps and locks of a plan cannot be is refused, whatever is left to divide") {
    const month_ahead m;
    const auto refused = [&](units limit, limit_plan_options how) {
        try {
            (void)make_limit_plan(m.est, december, limit, how);
        } catch (const error& e) {
            return std::string{e.argument()};
        }
        return std::string{};
    };
    CHECK(refused(0, {.quantum = 0}) == "quantum");
    CHECK(refused(0, {.residual_holder = 99}) == "residual_holder");
    CHECK(refused(40, {.locks = {{1, 5}}, .residual_holder = 1}) == "residual_holder");
    CHECK(refused(0, {.locks = {{1, unlimited}, {2, 1}}}) == "locks");
}
