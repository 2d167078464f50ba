#include <attain/measure/shape.hpp>
#include <attain/time/capacity.hpp>

#include "../../thrown.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace attain;
using boost::gregorian::date;

namespace {

const metric deals = metric::count("deals");
const rep_id ana{1};
const day today{date{2026, 12, 31}};

team one() {
    team t{"East", calendar::weekdays()};
    t.add({.id = ana, .name = "Ana"});
    return t;
}

// What a working day brings, from the share of its month's working time that is over before it.
template<class Daily>
ledger booked(const team& in, int months, Daily&& daily) {
    ledger book;
    period p = month(2026, 12);
    for (int i = 0; i < months; ++i, p = previous(p)) {
        const capacity_line line{in, in.at(ana), p};
        for (day d = p.begin; d < p.end; ++d) {
            if (line.on(d).none()) continue;
            const units n = daily(line.before(d).days() / line.sum(p).days(), d);
            // the first fact of all must be the first day of its month
            book.record({.rep = ana, .metric = deals, .day = d, .quantity = n});
        }
        book.record({.rep = ana, .metric = deals, .day = p.begin, .quantity = 0});
    }
    return book;
}

// A number in [0, 1) out of a day, the same everywhere (SplitMix64).
double uniform(day d, std::uint64_t seed) {
    std::uint64_t x =
        static_cast<std::uint64_t>(d.value) * 0x9E3779B97F4A7C15ULL + seed * 0xD1B54A32D192ED03ULL;
    x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27U)) * 0x94D049BB133111EBULL;
    x ^= x >> 31U;
    return static_cast<double>(x >> 11U) / 9007199254740992.0;
}

} // namespace

TEST_CASE("a team that books late has a late line, and its due follows") {
    const team in = one();
    const ledger book = booked(in, 12, [](double over, day) { return over < 0.5 ? 1 : 3; });
    const period_shape s = learned_shape(in, deals, book, today, period_kind::month);
    CHECK(s.credible);
    CHECK(s.periods == 12);
    CHECK(s.gain > 0);
    REQUIRE(s.cumulative.size() == 10);
    CHECK(s.cumulative.back() == fraction::one());
    // a quarter of the total comes in the first half; twelve periods against one that is even
    CHECK(s.cumulative[4].value() == doctest::Approx((12 * 0.25 + 0.5) / 13).epsilon(0.03));

    const team late = shaped(in, s, period_kind::month);
    const period january = month(2027, 1);
    const capacity_line line{late, late.at(ana), january};
    const double half = line.before(date{2027, 1, 16}).days() / line.sum(january).days();
    CHECK(half < 0.32);
    CHECK(line.sum(january).days() == doctest::Approx(21).epsilon(1e-4)); // a shape adds no time
}

TEST_CASE("what the season tells is not learned again") {
    const auto told = season{}.months({1, 1, 2, 1, 1, 2, 1, 1, 2, 1, 1, 2});
    const team in = one();
    const team knowing = in.with_season(told);
    ledger book; // exactly as told
    for (period p = month(2022, 1); p.begin < today; p = next(p)) {
        const capacity_line line{knowing, knowing.at(ana), p};
        for (day d = p.begin; d < p.end; ++d)
            book.record({.rep = ana, .metric = deals, .day = d, .quantity = line.on(d).micro / 1000});
    }
    for (const period_kind kind : {period_kind::quarter, period_kind::year}) {
        CAPTURE(kind);
        CHECK(learned_shape(in, deals, book, today, kind).credible);
        const period_shape s = learned_shape(knowing, deals, book, today, kind);
        CHECK_FALSE(s.credible);
        const team after = shaped(knowing, {.cumulative = s.cumulative, .credible = true}, kind);
        const period over = kind == period_kind::quarter ? quarter(2027, 1) : year(2027);
        const capacity_line before{knowing, knowing.at(ana), over};
        const capacity_line line{after, after.at(ana), over};
        for (period p = month(2027, 1); p.begin < over.end; p = next(p))
            CHECK(line.sum(p).days() / line.sum(over).days() ==
                  doctest::Approx(before.sum(p).days() / before.sum(over).days()).epsilon(0.01));
    }
}

TEST_CASE("a learned shape takes the place of one of its kind, and of no other") {
    const team in = one().with_season(season{}.shape({0.25, 0.5, 1}, period_kind::quarter));
    const period_shape learned{.cumulative = {0.2, 1}, .credible = true};
    CHECK(shaped(in, learned, period_kind::month).season().shaped_within() == period_kind::quarter);
    const team again = shaped(in, learned, period_kind::quarter);
    CHECK(again.season().factors(in.calendar(), quarter(2026, 1)) ==
          season{}.shape({0.2, 1}, period_kind::quarter).factors(in.calendar(), quarter(2026, 1)));
}

TEST_CASE("chance is no shape") {
    const team in = one();
    int credible = 0;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        const ledger book =
            booked(in, 12, [&](double, day d) { return static_cast<units>(4 * uniform(d, seed)); });
        const period_shape s = learned_shape(in, deals, book, today, period_kind::month);
        CHECK(s.periods == 12);
        credible += s.credible;
    }
    CHECK(credible <= 2); // two standard errors, and the prior pays for what little there is to gain
}

TEST_CASE("too little to learn from") {
    const team in = one();
    const auto late = [](double over, day) { return over < 0.5 ? 1 : 3; };
    const period_shape three = learned_shape(in, deals, booked(in, 3, late), today, period_kind::month);
    CHECK(three.periods == 3);
    CHECK_FALSE(three.credible);
    const period_shape none = learned_shape(in, deals, ledger{}, today, period_kind::month);
    CHECK(none.cumulative.empty());
    CHECK(none.periods == 0);
    CHECK(shaped(in, none, period_kind::month).season().none());
    // a month that has begun is not closed, and what came after as_of is not known
    const period_shape november =
        learned_shape(in, deals, booked(in, 12, late), date{2026, 12, 30}, period_kind::month);
    CHECK(november.periods == 11);
    // periods of nothing, or of less, say nothing about their course
    const ledger taken_back = booked(in, 5, [](double, day) { return -1; });
    CHECK(learned_shape(in, deals, taken_back, today, period_kind::month).periods == 0);
}

TEST_CASE("a month without working time has no course, whatever was booked in it") {
    const auto late = [](double over, day) { return over < 0.5 ? 1 : 3; };
    const team open = one();
    ledger book = booked(open, 12, late);
    const period august = month(2026, 8);
    calendar summer = open.calendar();
    for (day d = august.begin; d < august.end; ++d)
        summer = summer.close(d);
    team closed{"East", summer};
    closed.add({.id = ana, .name = "Ana"});
    const team no_share = open.with_season(season{}.months({8, 8, 8, 8, 8, 8, 8, 0, 8, 8, 8, 8}));
    for (const team& in : {closed, no_share}) {
        const period_shape s = learned_shape(in, deals, book, today, period_kind::month);
        CHECK(s.periods == 11);
        CHECK(s.credible);
        const period_shape quarters = learned_shape(in, deals, book, today, period_kind::quarter);
        CHECK(quarters.periods == 4); // the rest of that quarter is worked
    }
}

TEST_CASE("the month in which the team began is no whole one, whatever others recorded before") {
    team in{"East", calendar::weekdays()};
    in.add({.id = ana, .hired = day{date{2026, 3, 20}}});
    ledger book;
    for (day d{date{2025, 1, 1}}; d <= today; ++d)
        for (const rep_id who : {1, 2})
            if (who != ana || d >= day{date{2026, 3, 20}})
                book.record({.rep = who, .metric = deals, .day = d, .quantity = 5});
    CHECK(learned_shape(in, deals, book, day{date{2026, 11, 30}}, period_kind::month).periods == 8);
}

TEST_CASE("what cannot be asked of a shape") {
    const team in = one();
    const ledger book;
    CHECK(thrown([&] { (void)learned_shape(in, deals, book, today, period_kind::week); }).code() ==
          errc::invalid_argument);
    CHECK(thrown([&] {
              (void)learned_shape(in, deals, book, today, period_kind::month, {.slots = 0});
          }).argument() == "slots");
    CHECK(thrown([&] {
              (void)learned_shape(in, deals, book, today, period_kind::month, {.least = 1});
          }).argument() == "least");
    CHECK(thrown([&] {
              (void)learned_shape(in, deals, book, today, period_kind::month,
                                  {.standard_errors = std::nan("")});
          }).argument() == "standard_errors");
}
