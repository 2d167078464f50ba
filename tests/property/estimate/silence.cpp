// Records with long silences, odd days and odd rows: what people brought stays known while nothing comes,
// days are counted by who works on them, and a row that is nothing changes nothing.
#include <attain/estimate/estimator.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <random>
#include <vector>

using namespace attain;
using boost::gregorian::date;

namespace {

const metric calls = metric::count("calls");

day on(int y, int m, int d) {
    return day{
        date{static_cast<unsigned short>(y), static_cast<unsigned short>(m), static_cast<unsigned short>(d)}};
}

team people(int n, const calendar& days = calendar::weekdays(), const char* role = "") {
    team t{"East", days};
    for (int i = 1; i <= n; ++i)
        t.add({.id = i, .role = role});
    return t;
}

bool works(const team& t, const rep& who, day d) {
    return (who.location ? *who.location : t.calendar()).workday(d) != fraction::zero();
}

// As many a day for everybody, on each of their working days.
ledger evenly(const team& t, day begin, day end, units each) {
    ledger book;
    for (const rep& who : t.reps())
        for (day d = begin; d < end; ++d)
            if (works(t, who, d)) book.record({.rep = who.id, .metric = calls, .day = d, .quantity = each});
    book.seal();
    return book;
}

// Three who each sell about four times a year, last in late August 2025.
struct rare_sellers {
    team members = people(3);
    ledger book;
    day last = on(2025, 8, 25);

    rare_sellers() {
        for (int i = 1; i <= 3; ++i)
            for (int k = 0; k < 12; ++k) {
                day d = on(2023, 1, 2) + (i * 17 + k * 83);
                while (!works(members, members.at(i), d))
                    d = d + 1;
                if (d <= last) book.record({.rep = i, .metric = calls, .day = d});
            }
        book.seal();
    }
    [[nodiscard]] estimator after(std::int32_t silent) const { return {members, calls, book, last + silent}; }
    [[nodiscard]] static period quarter_after(const estimator& e) {
        return period::between(e.as_of() + 1, e.as_of() + 93);
    }
};

} // namespace

TEST_CASE("who sells a few times a year is not gone after two silent months") {
    const rare_sellers sellers;
    double before = 1;
    for (const std::int32_t silent : {1, 59, 60, 90, 120, 200}) {
        CAPTURE(silent);
        const estimator e = sellers.after(silent);
        const double p = e.forecast(1, sellers.quarter_after(e)).tail(1);
        CHECK(p < before + 0.05); // silence is evidence
        before = p;
        CHECK(p > (silent <= 90 ? 0.4 : 0.1)); // 0.63 at their usual rate
        CHECK(e.team_forecast(sellers.quarter_after(e)).tail(1) > 0.5);
    }
}

TEST_CASE("a summer that the calendar closes is no silence") {
    calendar days = calendar::weekdays();
    for (day d = on(2025, 6, 20); d <= on(2025, 8, 31); ++d)
        days = days.set(d, fraction::zero());
    const team t = people(5, days);
    const ledger book = evenly(t, on(2024, 9, 2), on(2025, 6, 20), 3);
    for (const day as_of : {on(2025, 7, 1), on(2025, 8, 10), on(2025, 8, 20), on(2025, 8, 31)}) {
        CAPTURE(to_string(as_of));
        const forecast f = estimator{t, calls, book, as_of}.forecast(1, month(2025, 9));
        CHECK(f.mean() == doctest::Approx(66).epsilon(0.06));
    }
}

TEST_CASE("a role that was silent is known by its own record, not by other roles") {
    team t{"East", calendar::weekdays()};
    for (int i = 1; i <= 6; ++i)
        t.add({.id = i, .role = i <= 3 ? "enterprise" : "small"});
    t.add({.id = 7, .role = "enterprise", .hired = on(2025, 12, 1)});
    ledger book;
    for (day d = on(2024, 1, 1); d < on(2025, 12, 1); ++d)
        for (int i = 1; i <= 6; ++i)
            if (works(t, t.at(i), d) &&
                (i > 3 || (d < on(2025, 9, 20) && (d.value + 20 * i) % 90 == 0)))
                book.record({.rep = i, .metric = calls, .day = d});
    book.seal();
    const forecast joiner = estimator{t, calls, book, on(2025, 11, 30)}.forecast(7, month(2025, 12));
    CHECK(joiner.mean() < 6); // theirs is 0.3 a month, the others' 23
}

TEST_CASE("days on which nothing was recorded do not make sure that nothing ever comes") {
    const team t = people(3);
    ledger book;
    book.record({.rep = 1, .metric = calls, .day = on(2025, 12, 31), .quantity = 0});
    book.seal();
    const estimator e{t, calls, book, on(2025, 12, 31)};
    CHECK(e.team_forecast(year(2026)).tail(1) > 0.3);
}

TEST_CASE("a Saturday that is opened by date is a working day, and a closed one still is none") {
    calendar days = calendar::weekdays();
    for (int m = 1; m <= 24; m += 3) {
        day d = on(2024 + (m - 1) / 12, (m - 1) % 12 + 1, 10);
        while (d.weekday() != weekday::saturday)
            d = d + 1;
        days = days.open(d);
    }
    const day opened = on(2026, 2, 14);
    days = days.open(opened);
    const team t = people(6, days);
    const ledger book = evenly(t, on(2024, 1, 1), opened, 5);
    const estimator e{t, calls, book, opened - 1};
    CHECK(e.forecast(1, single_day(opened)).mean() == doctest::Approx(5).epsilon(0.1));
    CHECK(e.team_forecast(single_day(opened)).mean() == doctest::Approx(30).epsilon(0.1));
    const estimator later{t, calls, book, opened + 6};
    CHECK(later.forecast(1, single_day(opened + 7)).mean() < 0.3);
}

TEST_CASE("two calendars in one role: everybody's days are their own") {
    constexpr fraction one;
    constexpr fraction off = fraction::zero();
    const calendar sunday_to_thursday{{one, one, one, one, off, off, one}};
    team t{"East", calendar::weekdays()};
    for (int i = 1; i <= 8; ++i) {
        rep who{.id = i};
        if (i > 4) who.location = sunday_to_thursday;
        t.add(std::move(who));
    }
    const ledger book = evenly(t, on(2024, 9, 2), on(2026, 1, 1), 5);
    const estimator e{t, calls, book, on(2025, 12, 31)};
    const period friday = single_day(on(2026, 1, 9));
    const period sunday = single_day(on(2026, 1, 11));
    CHECK(e.forecast(1, friday).mean() == doctest::Approx(5).epsilon(0.12));
    CHECK(e.forecast(5, friday).mean() < 0.3);
    CHECK(e.forecast(1, sunday).mean() < 0.3);
    CHECK(e.forecast(5, sunday).mean() == doctest::Approx(5).epsilon(0.12));
    CHECK(e.team_forecast(friday).mean() == doctest::Approx(20).epsilon(0.12));
}

TEST_CASE("one unit taken back among thousands is not a net of reversals") {
    const team t = people(5);
    const auto forecast_with = [&](units taken) {
        ledger book = evenly(t, on(2024, 9, 2), on(2026, 1, 17), 1);
        if (taken != 0) book.record({.rep = 5, .metric = calls, .day = on(2025, 2, 3), .quantity = -taken});
        book.seal();
        return estimator{t, calls, book, on(2026, 1, 16)}.forecast(1, month(2026, 1));
    };
    const forecast none = forecast_with(0);
    const forecast once = forecast_with(2);
    CHECK(once.kind() == metric_kind::count);
    CHECK(once.tail(once.done()) == 1);
    for (units k = none.done(); k < none.done() + 20; ++k)
        CHECK(once.tail(k) == doctest::Approx(none.tail(k)).epsilon(0.02));
    CHECK(forecast_with(40).kind() == metric_kind::signed_amount);
    CHECK(forecast_with(40).because(forecast_reason::reversals));
}

TEST_CASE("a metric that may fall and never did is an amount: what is done is done") {
    const team t = people(3);
    const metric net = metric::signed_amount("net", 2);
    ledger book;
    for (day d = on(2025, 1, 1); d < on(2026, 1, 16); ++d)
        if (works(t, t.at(1), d))
            book.record({.rep = 1, .metric = net, .day = d, .quantity = 5'000 + d.value % 900});
    book.seal();
    const forecast f = estimator{t, net, book, on(2026, 1, 15)}.forecast(1, month(2026, 1));
    CHECK(f.kind() == metric_kind::amount);
    CHECK_FALSE(f.because(forecast_reason::reversals));
    CHECK(f.tail(f.done()) == 1);
}

TEST_CASE("busy and steady people are known closely") {
    const team t = people(8);
    std::mt19937_64 random{3};
    std::poisson_distribution<units> day_of_calls{46};
    ledger book;
    for (day d = on(2024, 1, 1); d < on(2026, 1, 1); ++d)
        for (const rep& who : t.reps())
            if (works(t, who, d))
                book.record({.rep = who.id, .metric = calls, .day = d, .quantity = day_of_calls(random)});
    book.seal();
    const forecast f = estimator{t, calls, book, on(2025, 12, 31)}.team_forecast(month(2026, 1));
    const double truth = std::sqrt(8 * 22 * 46.0); // 90
    CHECK(std::sqrt(f.variance()) > truth);
    CHECK(std::sqrt(f.variance()) < 4 * truth); // it was 10
}

TEST_CASE("a few rows typed into a wrong century are no record of it") {
    const team t = people(5);
    const auto forecast_with = [&](int wrong) {
        ledger book = evenly(t, on(2025, 7, 1), on(2026, 1, 1), 1);
        for (int k = 0; k < wrong; ++k)
            book.record({.rep = 1, .metric = calls, .day = on(1926, 3, 5) + 35 * k});
        book.seal();
        return estimator{t, calls, book, on(2025, 12, 31)}.forecast(1, month(2026, 1));
    };
    for (const int wrong : {1, 2, 3})
        CHECK(forecast_with(wrong).mean() == doctest::Approx(forecast_with(0).mean()).epsilon(0.01));
}

TEST_CASE("who was away is not called silent") {
    team t = people(2);
    t.add({.id = 3, .absences = {{on(2025, 9, 1), on(2026, 1, 1), fraction::one()}}});
    ledger book = evenly(t, on(2025, 1, 1), on(2025, 9, 1), 2);
    book.seal();
    const estimator e{t, calls, book, on(2025, 12, 31)};
    CHECK(e.forecast(1, month(2026, 1)).because(forecast_reason::silent));
    CHECK_FALSE(e.forecast(3, month(2026, 1)).because(forecast_reason::silent));
}

TEST_CASE("leaves that overlap in a what-if are all of the day, no more") {
    const team t = people(2);
    const ledger book = evenly(t, on(2025, 1, 1), on(2026, 1, 1), 2);
    rep other = t.at(2);
    other.absences = {{on(2026, 1, 5), on(2026, 1, 10), fraction::one()},
                      {on(2026, 1, 7), on(2026, 1, 12), fraction::one()}};
    const estimator e{t, calls, book, on(2025, 12, 31)};
    CHECK(e.forecast_as(other, month(2026, 1)).mean() < e.forecast(2, month(2026, 1)).mean());
}
