#include <attain/core/error.hpp>
#include <attain/goal/mix.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <random>

using namespace attain;

namespace {

// Two tenured reps in one role: Cleo books on the telephone, Dan on social media.
std::vector<conversion_rate> team_rates() {
    const channel_record records[]{
        {1, "cold call", 8000, 120}, {2, "cold call", 1500, 9}, {3, "cold call", 9000, 230},
        {4, "cold call", 6000, 60},  {1, "social", 4000, 60},   {2, "social", 1000, 8},
        {3, "social", 2500, 22},     {4, "social", 6000, 190},
    };
    return conversion_rates(records);
}

std::vector<channel_effort> efforts_of(rep_id rep) {
    std::vector<channel_effort> all;
    for (const conversion_rate& c : team_rates())
        if (c.rep == rep) all.push_back({c, c.channel == "cold call" ? 0.05 : 0.10, 0.5});
    return all;
}

} // namespace

TEST_CASE("conversion rates are shrunk to the team's; strengths clear it") {
    const auto rates = team_rates();
    REQUIRE(rates.size() == 8);
    const conversion_rate& cleo = rates[2];
    CHECK(cleo.rep == rep_id{3});
    CHECK(cleo.strength);
    CHECK(cleo.mean() < 230.0 / 9000); // towards the team
    CHECK(cleo.mean() > cleo.team_rate);
    const conversion_rate& ben = rates[1];
    CHECK_FALSE(ben.strength);
    CHECK(ben.mean() > 9.0 / 1500);
    CHECK(cleo.interval(0.8).low < cleo.mean());
    CHECK(cleo.cdf(cleo.quantile(0.3)) == doctest::Approx(0.3).epsilon(1e-9));

    // without anything of their own a rep has the channel's rate; a channel without outcomes has none
    const channel_record sparse[]{{1, "e-mail", 1000, 20}, {2, "e-mail", 0, 0}, {1, "fax", 100, 0}};
    const auto few = conversion_rates(sparse);
    REQUIRE(few.size() == 2);
    CHECK(few[1].mean() == doctest::Approx(0.02));
    const channel_record twice[]{{1, "e-mail", 1, 0}, {1, "e-mail", 1, 1}};
    CHECK_THROWS_AS((void)conversion_rates(twice), error);
    const channel_record negative[]{{1, "e-mail", 1, 0}, {2, "e-mail", -1, 1}};
    CHECK_THROWS_AS((void)conversion_rates(negative), error);
}

TEST_CASE("activities for a quota: the interval holds what simulation brings") {
    const conversion_rate stage{.rep = 1, .channel = "cold call", .shape = 40, .weight = 2000};
    const auto need = activities_for({{stage}}, 12, 20);
    CHECK(need.interval.low < need.likely);
    CHECK(need.likely < need.interval.high);
    CHECK(need.likely == doctest::Approx(12 / 0.02).epsilon(0.05));
    CHECK(need.per_day == static_cast<units>(std::ceil(need.likely / 20)));
    CHECK(activities_for({{stage}}, 0, 20).likely == 0);

    std::mt19937_64 random{7};
    std::gamma_distribution<double> rate{40, 1.0 / 2000};
    std::gamma_distribution<double> arrivals{12, 1.0};
    int inside = 0;
    int below = 0;
    constexpr int runs = 20'000;
    for (int i = 0; i < runs; ++i) {
        const double n = arrivals(random) / rate(random);
        inside += n >= need.interval.low && n <= need.interval.high;
        below += n <= need.likely;
    }
    CHECK(inside / double{runs} == doctest::Approx(0.8).epsilon(0.02));
    CHECK(below / double{runs} == doctest::Approx(0.5).epsilon(0.03));

    // a chain needs the product, with a wider interval
    const conversion_rate meeting{.rep = 1, .channel = "conversation", .shape = 30, .weight = 120};
    const auto chain = activities_for({{stage, meeting}}, 12, 20);
    CHECK(chain.likely == doctest::Approx(12 / 0.02 / 0.25).epsilon(0.08));
    CHECK(chain.interval.high / chain.interval.low > need.interval.high / need.interval.low);
    CHECK_THROWS_AS((void)activities_for({}, 12, 20), error);
    CHECK_THROWS_AS((void)activities_for({{stage}}, 12, 20, 1.0), error);
    const conversion_rate nothing{};
    CHECK_THROWS_AS((void)activities_for({{nothing}}, 12, 20), error);
}

TEST_CASE("two people in the same role do very different things") {
    const auto cleo = efforts_of(3);
    const auto dan = efforts_of(4);
    const mix by_phone = plan_mix(cleo, 30, 20);
    const mix by_social = plan_mix(dan, 30, 20);
    CHECK(by_phone.channels[0].share > 0.6);  // cold call
    CHECK(by_social.channels[1].share > 0.6); // social
    CHECK(by_phone.channels[0].strength);
    CHECK(by_social.channels[1].strength);
    for (const mix& m : {by_phone, by_social}) {
        double shares = 0;
        double outcomes = 0;
        for (const channel_mix& c : m.channels) {
            shares += c.share;
            outcomes += c.outcomes;
            CHECK(c.share >= 0.1 - 1e-9);  // learning goes on
            CHECK(c.share <= 0.65 + 1e-9); // step by step
            CHECK(c.per_day > 0);
        }
        CHECK(shares == doctest::Approx(1));
        CHECK(outcomes == doctest::Approx(m.expected));
        CHECK(m.within_budget);
        CHECK(m.expected >= 30);
        CHECK(m.probability > 0.3);
        CHECK(m.probability < 0.9);
    }

    const mix too_much = plan_mix(cleo, 3000, 20);
    CHECK_FALSE(too_much.within_budget);
    CHECK(too_much.hours_missing > 0);
    CHECK(too_much.probability < 0.01);
    CHECK_THROWS_AS((void)plan_mix({}, 30, 20), error);
    CHECK_THROWS_AS((void)plan_mix(cleo, 30, 0), error);
}

TEST_CASE("an approach shift is advised only when the gain is credible") {
    const auto cleo = efforts_of(3);
    const auto gains = gains_per_hour(cleo);
    CHECK(gains[0].channel == "cold call");
    CHECK(gains[0].chance_best + gains[1].chance_best == doctest::Approx(1));
    const auto shift = advise_shift(cleo);
    REQUIRE(shift);
    CHECK(shift->to == "cold call");
    CHECK(shift->advised);
    CHECK(shift->interval.low < shift->gain);
    CHECK(shift->gain < shift->interval.high);

    // the same rate by the hour in both: nothing is advised
    auto even = cleo;
    even[1].rate.shape = even[0].rate.shape;
    even[1].rate.weight = even[0].rate.weight;
    even[1].hours_per_activity = even[0].hours_per_activity;
    const auto none = advise_shift(even);
    REQUIRE(none);
    CHECK_FALSE(none->advised);
    CHECK(none->chance == doctest::Approx(0.5).epsilon(0.05));
    CHECK_FALSE(advise_shift({{cleo[0]}}));
}
