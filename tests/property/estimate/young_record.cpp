// A newcomer's first days among people who sell a lot each day: how often the stated interval holds the next
// month.
#include <attain/estimate/estimator.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <random>

using namespace attain;
using boost::gregorian::date;

namespace {

constexpr int peers = 8;
const day first{date{2026, 1, 1}};
const day asked{date{2026, 12, 1}}; // a Tuesday

struct tally {
    double inside{};
    double said{}; // of three quarters of what peers bring
    double happened{};
    double cases{};
};

// Days come in moods, three of ten bring nothing: a day's variance is some twenty times its mean at 20 a day.
units draw(std::mt19937& random, double rate) {
    if (random() % 10 < 3) return 0;
    const double mood = std::gamma_distribution<double>{2, 0.5}(random);
    return std::poisson_distribution<units>{rate / 0.7 * mood + 1e-9}(random);
}

day working_days_before(day d, int n) {
    while (n > 0)
        if ((d = d - 1).weekday() <= weekday::friday) --n;
    return d;
}

// One world; silent: its newcomer happened to bring nothing on any day so far.
void add_world(tally& all, tally& silent, double usual, int own_days, unsigned seed) {
    std::mt19937 random{seed};
    team of{"T", calendar::weekdays()};
    ledger facts;
    const metric calls = metric::count("calls");
    const day begin = working_days_before(asked, own_days);
    const auto since = [&](int i) {
        return i > peers ? begin : i > 4 ? day{date(2026, static_cast<unsigned short>(i - 2), 2)} : first;
    };
    for (int i = 1; i <= peers + 1; ++i)
        of.add({.id = i, .hired = since(i)});
    units total = 0;
    bool nothing = true;
    for (int i = 1; i <= peers + 1; ++i) {
        const double rate = usual * std::exp(std::normal_distribution<double>{0, 0.25}(random));
        for (day d = since(i); d < day{date{2027, 1, 1}}; ++d) {
            if (d.weekday() > weekday::friday) continue;
            const units n = draw(random, rate);
            if (i > peers && d >= asked) total += n;
            if (n == 0 || d >= asked) continue;
            if (i > peers) nothing = false;
            facts.record({.rep = i, .metric = calls, .day = d, .quantity = n});
        }
    }
    const forecast f = estimator{of, calls, facts, asked - 1}.forecast(peers + 1, month(2026, 12));
    const range held = f.interval(0.8);
    const auto least = static_cast<units>(usual * 23 * 0.75);
    for (tally* t : {&all, &silent}) {
        if (t == &silent && !nothing) continue;
        t->inside += held.low <= static_cast<double>(total) && static_cast<double>(total) <= held.high;
        t->said += f.tail(least);
        t->happened += total >= least;
        ++t->cases;
    }
}

} // namespace

// Of 100 worlds each (of which about 30 have a silent first day): the interval promises 0.80.
TEST_CASE("a day of a newcomer's own is one day of evidence, however much it holds") {
    for (const double usual : {3.0, 20.0, 60.0})
        for (const int own_days : {1, 5, 20}) {
            CAPTURE(usual);
            CAPTURE(own_days);
            tally all;
            tally silent;
            for (unsigned w = 0; w < 100; ++w)
                add_world(all, silent, usual, own_days, 5'000 + w);
            CHECK(all.inside / all.cases > 0.70);
            CHECK(std::abs(all.said - all.happened) / all.cases < 0.20);
            if (own_days != 1) continue;
            REQUIRE(silent.cases > 20);
            CHECK(silent.inside / silent.cases > 0.60);
            CHECK(silent.said / silent.cases > 0.40);
        }
}
