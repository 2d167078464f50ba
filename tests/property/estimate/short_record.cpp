// Records of a few rows on any days, days off and of leave among them: every question has an answer, and what
// was stored gives the same ones.
#include <attain/estimate/estimator.hpp>
#include <attain/state/estimator_codec.hpp>

#include "../dice.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace attain;
using boost::gregorian::date;

namespace {

const day middle{date{2026, 6, 13}}; // a Saturday

team some_team(dice& roll) {
    team of{"T", calendar::weekdays()};
    const std::int64_t n = roll.whole(1, 3);
    for (std::int64_t i = 1; i <= n; ++i) {
        rep who{.id = i};
        if (roll.one_in(3)) who.hired = middle + static_cast<std::int32_t>(roll.whole(-30, 10));
        if (roll.one_in(6)) who.fte = fraction::zero();
        if (roll.one_in(3)) {
            const day from = middle + static_cast<std::int32_t>(roll.whole(-40, 10));
            who.absences.push_back({from, from + static_cast<std::int32_t>(roll.whole(1, 60))});
        }
        of.add(std::move(who));
    }
    return of;
}

} // namespace

TEST_CASE("a few facts on any days, of nobody's working time too, make no number that is none") {
    const std::array kinds{metric::count("calls"), metric::amount("revenue", 0),
                           metric::signed_amount("net", 0)};
    for (std::uint64_t seed = 0; seed < 3'000; ++seed) {
        CAPTURE(seed);
        dice roll{seed};
        const team of = some_team(roll);
        const metric& what = kinds[seed % 3];
        ledger facts;
        const std::int64_t rows = roll.whole(1, 4);
        for (std::int64_t r = 0; r < rows; ++r)
            facts.record({.rep = rep_id{roll.whole(1, static_cast<std::int64_t>(of.reps().size()))},
                          .metric = what,
                          .day = middle + static_cast<std::int32_t>(roll.whole(-3, 3)),
                          .quantity = roll.whole(roll.one_in(3) ? -3 : 1, roll.one_in(4) ? 1'000'000 : 5)});
        const day as_of =
            middle + static_cast<std::int32_t>(roll.one_in(4) ? roll.whole(4, 400) : roll.whole(-3, 3));
        const period next{as_of + 1, as_of + 31, period_kind::custom};
        const estimator est{of, what, facts, as_of};
        const estimator stored = decode_estimator(encode(est), of);
        for (const rep& who : of.reps()) {
            const forecast f = est.forecast(who.id, next);
            CHECK(std::isfinite(f.mean()));
            CHECK(f.mean() <= 1e9); // of some million on one day
            double last = 1;
            for (const units target : {1, 2, 10, 100, 10'000, 10'000'000}) {
                const double chance = f.tail(target);
                CHECK((chance >= 0 && chance <= last * (1 + 1e-9)));
                CHECK(stored.forecast(who.id, next).tail(target) == chance);
                last = chance;
            }
        }
        CHECK(std::isfinite(est.team_forecast(next).mean()));
    }
}
