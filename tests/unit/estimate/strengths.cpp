// Channel strengths: hand-computed rates, shrinkage, and when a strength is called one.
#include <attain/core/error.hpp>
#include <attain/estimate/strengths.hpp>

#include <doctest/doctest.h>

#include <cmath>

using namespace attain;

namespace {

const day monday = parse_day("2026-09-07");
const day as_of = monday + 27; // a Sunday: four weeks, 20 working days
const metric meetings = metric::count("meetings");

team pair_of_reps() {
    team bdrs{"BDR", calendar::weekdays()};
    bdrs.add({.id = 1, .name = "Ana", .hired = monday - 700});
    bdrs.add({.id = 2, .name = "Ben", .hired = monday - 700});
    return bdrs;
}

// So many a working day for four weeks.
void log(ledger& facts, rep_id who, const char* channel, units a_day) {
    for (day d = monday; d <= as_of; ++d)
        if (d.weekday() < weekday::saturday && a_day != 0)
            facts.record({.rep = who, .metric = meetings, .day = d, .quantity = a_day, .channel = channel});
}

const channel_rate& of(const std::vector<channel_rate>& all, rep_id who, std::string_view channel) {
    for (const channel_rate& c : all)
        if (c.rep == who && c.channel == channel) return c;
    FAIL("no such rate");
    return all.front();
}

} // namespace

TEST_CASE("one excels at calls, the other on social media") {
    const team bdrs = pair_of_reps();
    ledger facts;
    log(facts, 1, "call", 3);
    log(facts, 1, "social", 1);
    log(facts, 2, "call", 1);
    log(facts, 2, "social", 3);
    const auto all = strengths(bdrs, meetings, facts, as_of);
    REQUIRE(all.size() == 4);
    CHECK(of(all, 1, "call").strength);
    CHECK_FALSE(of(all, 1, "social").strength);
    CHECK_FALSE(of(all, 2, "call").strength);
    CHECK(of(all, 2, "social").strength);
    CHECK(of(all, 1, "call").quantity == 60);
    CHECK(of(all, 1, "call").team_rate == doctest::Approx(2.0)); // 80 in 40 days
}

TEST_CASE("the rate is the posterior mean of gamma-Poisson, by hand") {
    // Rates 3 and 1 about a mean of 2: relative spread 1/2 each, squared 1/4. Weighted by 20 days each, less
    // u / m = 1 for chance: (2 x (20/4 - 1)) / 40 = 0.2, so a = 5. Ana: (5 + 60/2) / (5/2 + 20/2) = 2.8.
    const team bdrs = pair_of_reps();
    ledger facts;
    log(facts, 1, "call", 3);
    log(facts, 2, "call", 1);
    const auto all = strengths(bdrs, meetings, facts, as_of);
    CHECK(of(all, 1, "call").rate == doctest::Approx(2.8));
    CHECK(of(all, 2, "call").rate == doctest::Approx((5 + 10.0) / 12.5));
    // 90 % of gamma(shape 35, scale 1/12.5): 2.064 .. 3.619 (by simulation and by tables of chi-square, 70
    // degrees of freedom: 51.739 and 90.531, over 25).
    CHECK(of(all, 1, "call").interval.low == doctest::Approx(51.739 / 25).epsilon(1e-4));
    CHECK(of(all, 1, "call").interval.high == doctest::Approx(90.531 / 25).epsilon(1e-4));
}

TEST_CASE("a few lucky days are no strength") {
    const team bdrs = pair_of_reps();
    ledger facts;
    log(facts, 1, "call", 1);
    log(facts, 2, "call", 1);
    facts.record({.rep = 1, .metric = meetings, .day = monday, .quantity = 3, .channel = "call"});
    CHECK_FALSE(of(strengths(bdrs, meetings, facts, as_of), 1, "call").strength);
}

TEST_CASE("half a post and a ramp are measured against what they can do") {
    team bdrs{"BDR", calendar::weekdays()};
    bdrs.add({.id = 1, .hired = monday - 700});
    bdrs.add({.id = 2, .hired = monday - 700, .fte = 0.5});
    ledger facts;
    log(facts, 1, "call", 2);
    log(facts, 2, "call", 1);
    const auto all = strengths(bdrs, meetings, facts, as_of);
    CHECK(of(all, 1, "call").rate == doctest::Approx(2.0));
    CHECK(of(all, 2, "call").rate == doctest::Approx(2.0));
}

TEST_CASE("nothing recorded is the team's rate, and no strength") {
    team bdrs = pair_of_reps();
    bdrs.add({.id = 3, .name = "Cleo"}); // start unknown, nothing recorded
    ledger facts;
    log(facts, 1, "call", 2);
    log(facts, 2, "call", 2);
    const auto all = strengths(bdrs, meetings, facts, as_of);
    CHECK(of(all, 3, "call").rate == doctest::Approx(2.0));
    CHECK_FALSE(of(all, 3, "call").strength);
}

TEST_CASE("no channels, nothing after as_of, nothing before the window") {
    const team bdrs = pair_of_reps();
    ledger facts;
    log(facts, 1, "", 2);
    CHECK(strengths(bdrs, meetings, facts, as_of).empty());
    log(facts, 1, "call", 2);
    CHECK(strengths(bdrs, meetings, facts, monday - 1).empty());
    CHECK(strengths(bdrs, meetings, facts, as_of + 400).empty());
    CHECK_FALSE(strengths(bdrs, meetings, facts, as_of + 400, {.window_days = 500}).empty());
    CHECK_THROWS_AS((void)strengths(bdrs, meetings, facts, as_of, {.level = 1.0}), error);
    CHECK_THROWS_AS((void)strengths(bdrs, meetings, facts, as_of, {.level = std::nan("")}), error);
    CHECK_THROWS_AS((void)strengths(bdrs, meetings, facts, as_of, {.window_days = 0}), error);
}

TEST_CASE("the order of recording does not matter, nor do cancelled channels") {
    const team bdrs = pair_of_reps();
    ledger forward;
    log(forward, 1, "call", 3);
    log(forward, 2, "social", 1);
    ledger backward;
    log(backward, 2, "social", 1);
    log(backward, 1, "call", 3);
    backward.record({.rep = 1, .metric = meetings, .day = monday, .quantity = 1, .channel = "mail"});
    backward.record({.rep = 1, .metric = meetings, .day = monday, .quantity = -1, .channel = "mail"});
    const auto a = strengths(bdrs, meetings, forward, as_of);
    const auto b = strengths(bdrs, meetings, backward, as_of);
    REQUIRE(a.size() == b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        CHECK(a[i].channel == b[i].channel);
        CHECK(a[i].rate == b[i].rate);
    }
}
