// The funnel: rates shrunk to the cohort's by hand, records with lag, activities for a quota.
#include <attain/core/error.hpp>
#include <attain/estimate/funnel.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <random>

using namespace attain;

namespace {

const day monday = parse_day("2026-06-01");
const day as_of = monday + 27;

team pair_of_reps() {
    team bdrs{"BDR", calendar::weekdays()};
    bdrs.add({.id = 1, .name = "Ana", .hired = monday - 700});
    bdrs.add({.id = 2, .name = "Ben", .hired = monday - 700});
    return bdrs;
}

conversion_rate stage(double hits, double misses) {
    return {.rep = 1, .channel = "cold call", .hits = hits, .misses = misses};
}

} // namespace

TEST_CASE("a conversion rate is the posterior mean of beta-binomial, by hand") {
    // m = 50 / 400. Relative spread of 0.2 and 0.1 about it, two reps' 0.1 lent, chance taken off: 0.14727;
    // so k = m (1 - m) / (0.14727 m^2) - 1 = 46.53. P by SciPy, four million draws: 0.9855. Then hits 25.8164
    // and misses 120.7145 times 0.9726: the variance of m, m (1 - m) / 400, by the square of k / (k + 100),
    // is added.
    const conversion_record records[]{{1, "cold call", 100, 20}, {2, "cold call", 300, 30}};
    const auto rates = conversion_rates(records);
    REQUIRE(rates.size() == 2);
    CHECK(rates[0].hits == doctest::Approx(25.107738352689));
    CHECK(rates[0].misses == doctest::Approx(117.401077001759));
    CHECK(rates[0].mean() == doctest::Approx(0.17618375600303313));
    CHECK(rates[0].team_rate == doctest::Approx(0.1));
    CHECK(rates[0].chance_above == doctest::Approx(0.98548).epsilon(2e-4));
    CHECK(rates[0].standing == standing::strength);
    CHECK(rates[1].standing == standing::weakness);
    CHECK(rates[0].cdf(rates[0].quantile(0.3)) == doctest::Approx(0.3).epsilon(1e-9));
    CHECK(rates[0].interval(0.8).low < rates[0].mean());
    CHECK(conversion_rates(records, {.credibility = 0.99})[0].standing == standing::level);
    CHECK(conversion_rates(records, {.least_effect = 1})[0].standing == standing::level);
}

TEST_CASE("parts of a record add up, and their scatter widens what is known") {
    const conversion_record whole[]{{1, "call", 1000, 100}, {2, "call", 1000, 100}};
    const conversion_record steady[]{
        {1, "call", 500, 50}, {1, "call", 500, 50}, {2, "call", 500, 50}, {2, "call", 500, 50}};
    const conversion_record bursty[]{
        {1, "call", 500, 90}, {1, "call", 500, 10}, {2, "call", 500, 15}, {2, "call", 500, 85}};
    const auto a = conversion_rates(whole);
    const auto b = conversion_rates(steady);
    const auto c = conversion_rates(bursty);
    CHECK(b[0].outcomes == 100);
    CHECK(b[0].hits == doctest::Approx(a[0].hits));
    CHECK(b[0].dispersion == 1);
    CHECK(c[0].dispersion > 5);
    CHECK(c[0].mean() == doctest::Approx(a[0].mean()));
    CHECK(c[0].variance() > 3 * a[0].variance());
    CHECK(a[0].standing == standing::level); // a tie
    CHECK(a[0].chance_above == doctest::Approx(a[1].chance_above));
}

TEST_CASE("nothing of one's own, nothing at all, more than everything") {
    const conversion_record sparse[]{
        {1, "e-mail", 1000, 20}, {2, "e-mail", 0, 0}, {1, "fax", 100, 0}, {2, "fax", 50, 0}};
    const auto few = conversion_rates(sparse);
    REQUIRE(few.size() == 2); // nothing ever came of a fax
    CHECK(few[1].mean() == doctest::Approx(0.02));
    CHECK(few[1].standing == standing::unknown);
    CHECK(few[0].standing == standing::unknown); // nobody to compare with
    CHECK(conversion_rates({}).empty());

    const conversion_record odd[]{{1, "call", 100, 20}, {2, "call", 10, 30}, {3, "call", 100, 20}};
    const auto rates = conversion_rates(odd);
    REQUIRE(rates.size() == 3);
    CHECK_FALSE(rates[1].consistent);
    CHECK(rates[1].mean() == doctest::Approx(0.2));
    CHECK(rates[1].standing == standing::unknown);
    CHECK(rates[0].team_rate == doctest::Approx(0.2)); // of the one who is consistent

    const conversion_record perfect[]{{1, "call", 20, 20}, {2, "call", 20, 20}};
    CHECK(conversion_rates(perfect)[0].mean() < 1);
    CHECK(conversion_rates(perfect)[0].standing == standing::level);
    const conversion_record negative[]{{1, "call", 1, 0}, {2, "call", -1, 1}};
    CHECK_THROWS_AS((void)conversion_rates(negative), error);
    CHECK_THROWS_AS((void)conversion_rates(odd, {.credibility = 2}), error);
    CHECK_THROWS_AS((void)rates[0].quantile(1), error);
    CHECK_THROWS_AS((void)rates[0].interval(0), error);
}

TEST_CASE("records of a stage: by channel name, with lag, of two ledgers") {
    const team bdrs = pair_of_reps();
    const metric calls = metric::count("calls");
    const metric meetings = metric::count("meetings");
    ledger done;
    ledger came;
    came.channel("another numbering"); // the two ledgers number their channels differently
    for (day d = monday; d <= as_of; ++d)
        done.record(
            {.rep = 1, .metric = calls, .day = d, .quantity = d < monday + 14 ? 10 : 20, .channel = "phone"});
    for (day d = monday + 14; d <= as_of; ++d)
        came.record({.rep = 1, .metric = meetings, .day = d, .quantity = 1, .channel = "phone"});
    came.record({.rep = 1, .metric = meetings, .day = as_of, .quantity = 5, .channel = "referral"});
    came.record(
        {.rep = 9, .metric = meetings, .day = as_of, .quantity = 5, .channel = "phone"}); // of no team

    const auto at_once =
        conversion_records(bdrs, {calls, &done}, {meetings, &came}, as_of, {.window_days = 14});
    REQUIRE(at_once.size() == 2);
    CHECK(at_once[0].channel == "phone");
    CHECK(at_once[0].activities == 14 * 20);
    CHECK(at_once[0].outcomes == 14);
    CHECK(at_once[1].rep == rep_id{2});
    CHECK(at_once[1].activities == 0);
    // Two weeks between call and meeting: those of the first half brought them.
    const auto later = conversion_records(bdrs, {calls, &done}, {meetings, &came}, as_of,
                                          {.window_days = 14, .lag_days = 14});
    CHECK(later[0].activities == 14 * 10);
    CHECK(later[0].outcomes == 14);
    const auto all =
        conversion_records(bdrs, {calls, &done}, {meetings, &came}, as_of, {.by_channel = false});
    CHECK(all[0].channel == "calls");
    CHECK(all[0].outcomes == 14 + 5);
    CHECK_THROWS_AS((void)conversion_records(bdrs, {calls, nullptr}, {meetings, &came}, as_of), error);
    CHECK_THROWS_AS(
        (void)conversion_records(bdrs, {calls, &done}, {meetings, &came}, as_of, {.lag_days = -1}), error);
    CHECK_THROWS_AS(
        (void)conversion_records(bdrs, {calls, &done}, {meetings, &came}, as_of, {.window_days = 0}), error);
}

TEST_CASE("halves of shared meetings add up over the window's parts") {
    team bdrs{"BDR", calendar::weekdays()};
    bdrs.add({.id = 1, .hired = monday - 700});
    bdrs.add({.id = 2, .hired = monday - 700});
    const metric calls = metric::count("calls");
    const metric shared = metric::count("shared meetings", 2);
    const std::array<credit_share, 2> halves{{{1, 0.5}, {2, 0.5}}};
    ledger facts;
    const day last = monday + 181;
    for (int part = 0; part < 6; ++part) {
        const day on = last - 28 * part - 3;
        for (const rep_id who : {1, 2})
            facts.record({.rep = who, .metric = calls, .day = on, .quantity = 40, .channel = "call"});
        facts.record({.metric = shared, .day = on, .quantity = 100, .channel = "call", .credit = halves});
    }
    const auto records = conversion_records(bdrs, {calls, &facts}, {shared, &facts}, last);
    REQUIRE(records.size() == 12);
    for (std::size_t i = 0; i < records.size(); ++i) { // part 0 is the latest
        CHECK(records[i].activities == 40);
        CHECK(records[i].outcomes == (i % 2 == 0 ? 1 : 0));
    }
    CHECK(conversion_rates(records).size() == 2);
    // Below zero is nothing, not a debt; what is left over at the end is no meeting.
    facts.record({.rep = 1, .metric = shared, .day = last - 87, .quantity = -1000, .channel = "call"});
    units own = 0;
    for (const conversion_record& r : conversion_records(bdrs, {calls, &facts}, {shared, &facts}, last))
        own += r.rep == rep_id{1} ? r.outcomes : 0;
    CHECK(own == 2); // five halves
}

TEST_CASE("activities for a quota are the quantiles of a beta-binomial") {
    // SciPy: smallest n with betabinom.sf(11, n, a, b) >= .1, .5, .9
    const auto need = activities_for({{stage(25.816358024691358, 120.7145061728395)}}, 12);
    CHECK(need.interval.low == 44);
    CHECK(need.likely == 67);
    CHECK(need.interval.high == 101);
    CHECK(need.a_day(20) == 4);
    CHECK(need.a_day(0) == 0);
    CHECK(activities_for({{stage(40, 1960)}}, 0).likely == 0);
    CHECK(activities_for({{stage(40, 1960)}}, -3).likely == 0);
    // The two roads agree where they meet.
    const auto exact = activities_for({{stage(40, 1960)}}, 5'000);
    const auto many = activities_for({{stage(40, 1960)}}, 5'001);
    CHECK(static_cast<double>(many.likely) ==
          doctest::Approx(static_cast<double>(exact.likely)).epsilon(0.0005));
    CHECK(many.interval.high == doctest::Approx(exact.interval.high).epsilon(0.0005));
    CHECK(many.interval.low == doctest::Approx(exact.interval.low).epsilon(0.0005));
    CHECK_THROWS_AS((void)activities_for({}, 12), error);
    CHECK_THROWS_AS((void)activities_for({{stage(1, 1)}}, 12, 1.0), error);
    CHECK_THROWS_AS((void)activities_for({{conversion_rate{}}}, 12), error);
}

TEST_CASE("activities for a quota: any rates, any number of outcomes, never fewer than those") {
    // SciPy: smallest n with betabinom.sf(11, n, 0.4, 3.6) >= .1, .5, .9
    const auto rare = activities_for({{stage(0.4, 3.6)}}, 12);
    CHECK(rare.interval.low == 39);
    CHECK(rare.likely == 272);
    CHECK(rare.interval.high == 16'498);
    CHECK(activities_for({{stage(0.01, 0.01)}}, 1000).interval.high == 0x1p53);
    // Bursts of ten or so: P(none of n) is about 10^(-n 0.03 / 9), so one half at 90.
    conversion_rate bursty = stage(3e6, 97e6);
    bursty.dispersion = 10;
    CHECK(activities_for({{bursty}}, 1).likely == doctest::Approx(90).epsilon(0.05));
    bursty.dispersion = 1;
    CHECK(activities_for({{bursty}}, 1).likely == 23);
    CHECK(activities_for({{stage(1e9, 1e-9)}}, 7).interval.high == 7);
    CHECK(activities_for({{stage(3e20, 7e20)}}, 30).likely == activities_for({{stage(3e9, 7e9)}}, 30).likely);
    for (const double hits : {1e-6, 0.01, 0.5, 5.0, 50.0, 3000.0})
        for (const double misses : {0.01, 0.5, 1.0, 97.0, 1e6})
            for (const units wanted : {1, 20, 4'999, 5'000, 5'001, 6'000, 1'000'000}) {
                CAPTURE(hits);
                CAPTURE(misses);
                CAPTURE(wanted);
                const auto need = activities_for({{stage(hits, misses)}}, wanted);
                CHECK(need.interval.low >= static_cast<double>(wanted));
                CHECK(static_cast<double>(need.likely) >= need.interval.low);
                CHECK(need.interval.high >= static_cast<double>(need.likely));
            }
}

TEST_CASE("through a chain of stages the interval holds what simulation brings") {
    const conversion_rate stages[]{stage(40, 1960), stage(30, 90), stage(12, 24)};
    for (std::size_t length = 1; length <= 3; ++length) {
        const auto need = activities_for(std::span{stages}.first(length), 12);
        std::mt19937_64 random{7};
        const auto beta = [&](double a, double b) {
            const double x = std::gamma_distribution<double>{a, 1}(random);
            return x / (x + std::gamma_distribution<double>{b, 1}(random));
        };
        int inside = 0;
        int below = 0;
        constexpr int runs = 20'000;
        for (int i = 0; i < runs; ++i) {
            double p = 1;
            for (std::size_t s = 0; s < length; ++s)
                p *= beta(stages[s].hits, stages[s].misses);
            const double n =
                12 + static_cast<double>(std::negative_binomial_distribution<long>{12, p}(random));
            inside += n > need.interval.low && n <= need.interval.high;
            below += n <= static_cast<double>(need.likely);
        }
        CAPTURE(length);
        CHECK(inside / double{runs} ==
              doctest::Approx(0.8).epsilon(0.02)); // the product is not exactly a beta
        CHECK(below / double{runs} == doctest::Approx(0.5).epsilon(0.03));
    }
}
