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

// So many a working day, for four weeks.
void log(ledger& facts, rep_id who, const char* channel, units a_day, day from = monday) {
    for (day d = from; d <= as_of; ++d)
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
    CHECK(of(all, 1, "call").standing == standing::strength);
    CHECK(of(all, 1, "social").standing != standing::strength);
    CHECK(of(all, 2, "call").standing != standing::strength);
    CHECK(of(all, 2, "social").standing == standing::strength);
    CHECK(of(all, 1, "call").quantity == 60);
    CHECK(of(all, 1, "call").cohort_rate == doctest::Approx(2.0)); // 80 in 40 days
    CHECK(of(all, 1, "call").team_rate == doctest::Approx(1.0));   // Ben's
    CHECK(of(all, 1, "call").exposure == 20);
    CHECK(of(all, 1, "social").standing == standing::weakness);
    CHECK(of(all, 2, "call").credibility() == doctest::Approx(1 - of(all, 2, "call").chance_above));
    // A difference that is credible but small has no name.
    const auto strict = strengths(bdrs, meetings, facts, as_of, {.least_effect = 3});
    CHECK(of(strict, 1, "call").standing == standing::level);
    CHECK(of(strict, 1, "call").chance_above == of(all, 1, "call").chance_above);
}

TEST_CASE("the rate is the posterior mean of gamma-Poisson, by hand") {
    // One block of 28 days: nothing to learn the dispersion from, u = 2. Rates 3 and 1 about a mean of 2:
    // half of it each, squared 1/4. Weighted by 20 days: 10, less u / m = 1 for chance, plus two members' 0.1
    // (40 days: 4), over 20 + 40 days: spread 13/60, a = 60/13. Ana: (a + 60/2) / (a/2 + 20/2).
    const team bdrs = pair_of_reps();
    ledger facts;
    log(facts, 1, "call", 3);
    log(facts, 2, "call", 1);
    const auto all = strengths(bdrs, meetings, facts, as_of);
    CHECK(of(all, 1, "call").rate == doctest::Approx(2.8125));
    CHECK(of(all, 2, "call").rate == doctest::Approx(1.1875));
    CHECK(of(all, 1, "call").own_weight == doctest::Approx(10 / (30 / 13.0 + 10)));
    // The gamma(60/13 + 30, 30/13 + 10) with the variance of the mean of 80 at u = 2, by the square of the
    // prior's part in the rate: SciPy's gamma.ppf([.05, .95]).
    CHECK(of(all, 1, "call").interval.low == doctest::Approx(2.06468200));
    CHECK(of(all, 1, "call").interval.high == doctest::Approx(3.65535715));
    // Against Ben's gamma(1/2 + 20/2, 20/2): SciPy betainc(10.5, 60/13 + 30, 10 / (20 + 30/13))
    CHECK(of(all, 1, "call").chance_above == doctest::Approx(0.9988714230));
}

TEST_CASE("a few lucky days are no strength") {
    const team bdrs = pair_of_reps();
    ledger facts;
    log(facts, 1, "call", 1);
    log(facts, 2, "call", 1);
    facts.record({.rep = 1, .metric = meetings, .day = monday, .quantity = 3, .channel = "call"});
    CHECK(of(strengths(bdrs, meetings, facts, as_of), 1, "call").standing == standing::level);
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
    CHECK(of(all, 3, "call").own_weight == 0);
    CHECK(of(all, 3, "call").standing == standing::unknown);
    CHECK(of(all, 1, "call").standing == standing::level); // a tie
    CHECK(of(all, 1, "call").chance_above == doctest::Approx(of(all, 2, "call").chance_above));
}

TEST_CASE("hired and silent in every channel is unknown, silent in one of them is less") {
    team bdrs = pair_of_reps();
    bdrs.add({.id = 3, .name = "Cleo", .hired = monday - 700}); // logs nothing at all
    ledger facts;
    log(facts, 1, "call", 2);
    log(facts, 1, "social", 2);
    log(facts, 2, "call", 2);
    const auto all = strengths(bdrs, meetings, facts, as_of);
    CHECK(of(all, 3, "call").standing == standing::unknown);
    CHECK(of(all, 1, "call").cohort_rate == doctest::Approx(2.0)); // Cleo's days are not in it
    CHECK(of(all, 2, "social").standing == standing::weakness);
    CHECK(of(all, 2, "social").rate < 0.5);
    CHECK(of(all, 1, "social").standing == standing::strength);
    CHECK(of(all, 1, "social").team_rate == 0);
}

TEST_CASE("a channel's capacity begins when the first of the cohort uses it") {
    team bdrs = pair_of_reps();
    bdrs.add({.id = 3, .name = "Cleo", .role = "Junior", .hired = monday});
    ledger facts;
    log(facts, 1, "call", 2, monday - 280);
    log(facts, 2, "call", 2, monday - 280);
    log(facts, 3, "call", 2);
    for (const rep_id who : {1, 2, 3})
        log(facts, who, "social", 1);
    facts.record({.rep = 1, .metric = meetings, .day = monday - 280, .channel = "mail"}); // and netted
    facts.record({.rep = 1, .metric = meetings, .day = monday - 280, .quantity = -1, .channel = "mail"});
    log(facts, 2, "mail", 1);
    const auto all = strengths(bdrs, meetings, facts, as_of);
    CHECK(of(all, 1, "call").exposure == 220);
    for (const rep_id who : {1, 2, 3}) {
        CHECK(of(all, who, "social").exposure == 20);
        CHECK(of(all, who, "social").team_rate == doctest::Approx(1));
        CHECK(of(all, who, "social").standing == standing::level);
    }
    CHECK(of(all, 1, "mail").exposure == 20);
    // Within a role it is that role's first use.
    const auto juniors = strengths(bdrs, meetings, facts, as_of, {.within_role = true});
    CHECK(of(juniors, 3, "social").cohort_rate == doctest::Approx(1));
    CHECK(of(juniors, 3, "social").standing == standing::unknown);
}

TEST_CASE("what names no channel is no silence in the channels") {
    team bdrs = pair_of_reps();
    bdrs.add({.id = 3, .name = "Cleo", .hired = monday - 700});
    ledger facts;
    for (const rep_id who : {1, 2}) {
        log(facts, who, "call", 2);
        log(facts, who, "social", 1);
    }
    log(facts, 3, "", 3); // does as much, and never fills in the field
    auto all = strengths(bdrs, meetings, facts, as_of);
    for (const char* channel : {"call", "social"}) {
        CHECK(of(all, 3, channel).standing == standing::unknown);
        CHECK(of(all, 3, channel).exposure == 0);
        CHECK(of(all, 3, channel).chance_above == 0.5);
        CHECK(of(all, 3, channel).rate == of(all, 3, channel).cohort_rate);
        CHECK(of(all, 1, channel).standing == standing::level);
    }
    // 40 of 100 with a name: a rate, but not enough to judge it by. 100 of 160 are.
    log(facts, 3, "call", 1);
    facts.record({.rep = 3, .metric = meetings, .day = as_of, .quantity = 20, .channel = "social"});
    all = strengths(bdrs, meetings, facts, as_of);
    CHECK(of(all, 3, "call").exposure == doctest::Approx(20 * 40 / 100.0));
    CHECK(of(all, 3, "call").standing == standing::unknown);
    CHECK(of(all, 3, "call").own_weight > 0);
    log(facts, 3, "call", 3);
    all = strengths(bdrs, meetings, facts, as_of);
    CHECK(of(all, 3, "call").exposure == doctest::Approx(20 * 100 / 160.0));
    CHECK(of(all, 3, "call").standing == standing::strength); // 80 in 12.5 days
}

TEST_CASE("who begins to fill in the channel is not measured by what came before") {
    team bdrs = pair_of_reps();
    ledger facts;
    log(facts, 1, "call", 2, monday - 28);
    for (day d = monday - 28; d < monday; ++d)
        if (d.weekday() < weekday::saturday)
            facts.record({.rep = 2, .metric = meetings, .day = d, .quantity = 2});
    log(facts, 2, "call", 2);
    const auto all = strengths(bdrs, meetings, facts, as_of);
    CHECK(of(all, 2, "call").exposure == 20);
    CHECK(of(all, 2, "call").rate == doctest::Approx(2));
    CHECK(of(all, 2, "call").standing == standing::level);
}

TEST_CASE("one rep alone, or alone in the role, has rates and no standing") {
    team bdrs = pair_of_reps();
    ledger facts;
    log(facts, 1, "call", 3);
    log(facts, 2, "call", 1);
    const team one = [] {
        team t{"BDR", calendar::weekdays()};
        t.add({.id = 1, .hired = monday - 700});
        return t;
    }();
    const auto alone = strengths(one, meetings, facts, as_of);
    REQUIRE(alone.size() == 1);
    CHECK(alone[0].rate == doctest::Approx(3.0));
    CHECK(alone[0].standing == standing::unknown);
    CHECK(alone[0].chance_above == 0.5);

    team roles{"BDR", calendar::weekdays()};
    roles.add({.id = 1, .role = "Senior", .hired = monday - 700});
    roles.add({.id = 2, .role = "Junior", .hired = monday - 700});
    CHECK(of(strengths(roles, meetings, facts, as_of), 1, "call").standing == standing::strength);
    CHECK(of(strengths(roles, meetings, facts, as_of, {.within_role = true}), 1, "call").standing ==
          standing::unknown);
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
    CHECK_THROWS_AS((void)strengths(bdrs, meetings, facts, as_of, {.credibility = 0.4}), error);
    CHECK_THROWS_AS((void)strengths(bdrs, meetings, facts, as_of, {.credibility = 1}), error);
    CHECK_THROWS_AS((void)strengths(bdrs, meetings, facts, as_of, {.least_effect = -0.1}), error);
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

TEST_CASE("what is recorded on leave is nobody's strength") {
    team bdrs = pair_of_reps();
    bdrs.add({.id = 3, .name = "Cleo", .hired = monday - 700, .absences = {{monday - 140, monday}}});
    ledger facts;
    for (std::int64_t who = 1; who <= 3; ++who)
        log(facts, who, "call", 2);
    for (const rep_id who : {1, 2})
        log(facts, who, "call", 2, monday - 140);
    const auto without = strengths(bdrs, meetings, facts, as_of);
    for (day d = monday - 140; d < monday; d = d + 7) // renewals
        facts.record({.rep = 3, .metric = meetings, .day = d, .quantity = 9, .channel = "call"});
    const auto with = strengths(bdrs, meetings, facts, as_of);
    CHECK(of(with, 3, "call").rate == of(without, 3, "call").rate);
    CHECK(of(with, 3, "call").standing == standing::level);
    CHECK(of(with, 3, "call").exposure == 20);
}
