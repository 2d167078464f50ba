#include <attain/core/error.hpp>
#include <attain/goal/mix.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <random>

using namespace attain;

namespace {

// Two tenured reps in one role: Cleo books on the telephone, Dan on social media.
std::vector<conversion_rate> team_rates() {
    const conversion_record records[]{
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

TEST_CASE("two people in the same role do very different things") {
    const auto cleo = efforts_of(3);
    const auto dan = efforts_of(4);
    const mix by_phone = plan_mix(cleo, 30, 20);
    const mix by_social = plan_mix(dan, 30, 20);
    CHECK(by_phone.channels[0].share > 0.6);  // cold call
    CHECK(by_social.channels[1].share > 0.6); // social
    CHECK(by_phone.channels[0].standing == standing::strength);
    CHECK(by_social.channels[1].standing == standing::strength);
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
    even[1].rate.hits = even[0].rate.hits;
    even[1].rate.misses = even[0].rate.misses;
    even[1].hours_per_activity = even[0].hours_per_activity;
    const auto none = advise_shift(even);
    REQUIRE(none);
    CHECK_FALSE(none->advised);
    CHECK(none->chance == doctest::Approx(0.5).epsilon(0.05));
    CHECK_FALSE(advise_shift({{cleo[0]}}));

    // losses are said with as many figures as gains
    for (channel_effort& c : even)
        c.hours_per_activity /= 40;
    const auto either = advise_shift(even, 0.3);
    REQUIRE(either);
    REQUIRE(either->interval.low < -1);
    REQUIRE(either->interval.low > -9.9);
    const std::string low = std::to_string(std::round(10 * either->interval.low) / 10);
    CAPTURE(either->text);
    CHECK(either->text.find(" (" + low.substr(0, 4) + " to ") != std::string::npos);
}

TEST_CASE(
    "whole activities never take more than the budget, and within it means that they bring the number") {
    std::vector<conversion_record> records;
    for (const char* channel : {"a", "b", "c", "d"})
        for (int r = 1; r <= 3; ++r)
            records.push_back({r, channel, 200, 40});
    std::vector<channel_effort> four;
    for (const conversion_rate& c : conversion_rates(records))
        if (c.rep == rep_id{1}) four.push_back({c, 4.0, 1});
    const mix long_ones = plan_mix(four, 5, 20); // a quarter of an hour's yield each: 1.25 activities a day
    CHECK(long_ones.hours_per_day == doctest::Approx(4));
    CHECK_FALSE(long_ones.within_budget);
    CHECK(long_ones.expected < 5);
    CHECK(long_ones.hours_missing > 0);

    std::mt19937 draw{3};
    const auto between = [&](double low, double high) {
        return low + (high - low) * static_cast<double>(draw() % 1000) / 1000;
    };
    int within = 0;
    for (int round = 0; round < 60; ++round) {
        for (channel_effort& c : four)
            c.hours_per_activity = between(0.05, 3);
        const mix_options budget{.hours_per_day = between(0.5, 9)};
        const auto wanted = static_cast<units>(between(1, 200));
        const mix m = plan_mix(four, wanted, 20, budget);
        CHECK(m.hours_per_day <= budget.hours_per_day + 1e-6);
        CHECK(m.within_budget == (m.expected >= static_cast<double>(wanted) * (1 - 1e-9)));
        CHECK((m.hours_missing > 0) == !m.within_budget);
        within += m.within_budget;
    }
    CHECK(within > 5);
    CHECK(within < 55);
}

TEST_CASE("rates that no comparison can hold are refused, and those at the bounds are compared") {
    const auto effort = [](const char* channel, double hits, double misses) {
        conversion_rate rate;
        rate.channel = channel;
        rate.hits = hits;
        rate.misses = misses;
        return channel_effort{rate, 0.1, 0.5};
    };
    for (const auto& [hits, misses] : {std::pair{10.0, 1e18}, {1e15, 1e18}, {1e18, 1e18}, {1e-300, 1e-300}}) {
        const std::vector<channel_effort> odd{effort("a", hits, misses), effort("b", 1, 3)};
        CHECK_THROWS_WITH_AS((void)plan_mix(odd, 30, 20),
                             "rate (row 0): its hits and misses must lie between 0.001 and 1e9", error);
    }
    for (const double hits : {1e-3, 1.0, 1e9})
        for (const double misses : {1e-3, 1.0, 1e9}) {
            CAPTURE(hits);
            CAPTURE(misses);
            const mix m = plan_mix(std::vector{effort("a", hits, misses), effort("b", 1, 3)}, 30, 20);
            CHECK(m.channels[0].share + m.channels[1].share == doctest::Approx(1));
        }
}
