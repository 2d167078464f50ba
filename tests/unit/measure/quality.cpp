#include <attain/measure/quality.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cmath>

using namespace attain;

namespace {

const metric calls = metric::count("calls");
const metric mails = metric::count("mails");
const period autumn = period::between(parse_day("2026-09-01"), parse_day("2026-11-01"));
const day last = autumn.last();

team desk() {
    team t{"Desk", calendar::weekdays()};
    t.add({.id = 1, .absences = {{.begin = parse_day("2026-09-14"), .end = parse_day("2026-09-28")}}});
    t.add({.id = 2});
    t.add({.id = 3});
    return t;
}

// Rep 1 calls on every working day but during leave; rep 2 stops logging on 12 October for two weeks; rep 3
// calls on Wednesdays.
ledger book_of(const team& t) {
    ledger book;
    const period silent = period::between(parse_day("2026-10-12"), parse_day("2026-10-24"));
    for (day d = autumn.begin; d < autumn.end; ++d)
        for (const rep& r : t.reps()) {
            if (capacity_on(t, r, d).none() || (r.id.value == 2 && silent.contains(d))) continue;
            if (r.id.value == 3 && d.weekday() != weekday::wednesday) continue;
            book.record({.rep = r.id, .metric = calls, .day = d, .quantity = 10 + d.value % 5});
        }
    return book;
}

} // namespace

TEST_CASE("a silence while present is reported, leave and habit are not") {
    const team t = desk();
    const auto report = inspect(t, calls, book_of(t), autumn, last);
    REQUIRE(report.reps.size() == 3);
    CHECK(report.reps[0].gaps.empty());
    CHECK(report.reps[0].present_days == report.reps[0].logged_days);
    REQUIRE(report.reps[1].gaps.size() == 1);
    CHECK(report.reps[1].gaps[0].first == parse_day("2026-10-12"));
    CHECK(report.reps[1].gaps[0].last == parse_day("2026-10-23"));
    CHECK(report.reps[1].gaps[0].working_days == 10);
    CHECK(report.reps[1].gaps[0].chance < 1e-9);
    CHECK(report.reps[1].gaps[0].chance > 0); // who logged on every other day is no certainty either
    CHECK(report.reps[2].gaps.empty());       // four silent days are less than a week
    CHECK(report.reps[2].stale_days == 2);    // the last Wednesday was 28 October
    CHECK(report.outliers.empty());
    // rep 2 wrote mails in those weeks: the rep was logging
    ledger book = book_of(t);
    for (int i = 0; i < 12; ++i)
        book.record({.rep = 2, .metric = mails, .day = parse_day("2026-10-12") + i});
    const std::array<metric_id, 1> also{mails};
    const auto again = inspect(t, calls, book, autumn, last, {.also_logged_by = also});
    CHECK(again.reps[1].gaps.empty());
    CHECK(again.reps[1].off_days_logged == 2); // a weekend
}

TEST_CASE(
    "nobody is silent before the first row, unless they are known to have been there as others logged") {
    const day begun = parse_day("2026-10-05");
    for (const bool hired : {false, true}) {
        CAPTURE(hired);
        team t{"Desk", calendar::weekdays()};
        t.add({.id = 1, .hired = hired ? std::optional{autumn.begin - 30} : std::nullopt});
        t.add({.id = 2});
        ledger book;
        for (day d = autumn.begin - 30; d < begun; ++d)
            if (d.weekday() < weekday::saturday) book.record({.rep = 2, .metric = calls, .day = d});
        for (day d = begun; d < autumn.end; ++d)
            if (d.weekday() < weekday::saturday) book.record({.rep = 1, .metric = calls, .day = d});
        const auto report = inspect(t, calls, book, autumn, last);
        CHECK(report.reps[0].gaps.size() == (hired ? 1 : 0));
        CHECK(report.reps[0].present_days == (hired ? 44 : 20));
        CHECK(report.reps[0].logged_days == 20);
        // a mistyped year is no beginning; a mail is one
        book.record({.rep = 1, .metric = calls, .day = parse_day("1970-01-01")});
        CHECK(inspect(t, calls, book, autumn, last).reps[0].gaps.size() == (hired ? 1 : 0));
        book.record({.rep = 1, .metric = mails, .day = autumn.begin});
        const std::array<metric_id, 1> also{mails};
        CHECK(inspect(t, calls, book, autumn, last, {.also_logged_by = also}).reps[0].gaps.size() == 1);
    }
}

TEST_CASE("a slip of the finger and a bulk import are outliers, and stay in the figure") {
    const team t = desk();
    ledger book = book_of(t);
    book.record({.rep = 3, .metric = calls, .day = parse_day("2026-10-07"), .quantity = 12'000, .event = 5});
    for (int i = 0; i < 400; ++i)
        book.record({.rep = 1, .metric = calls, .day = parse_day("2026-10-08"), .quantity = 11});
    const auto report = inspect(t, calls, book, autumn, last);
    REQUIRE(report.outliers.size() == 3);
    CHECK(report.outliers[0].rep == rep_id{1});
    CHECK(report.outliers[0].of_day);
    CHECK(report.outliers[0].quantity >= 4400);
    CHECK(report.outliers[1].quantity == 12'000);
    CHECK_FALSE(report.outliers[1].of_day);
    CHECK(report.outliers[2].of_day);
    REQUIRE(report.reps[2].largest.has_value());
    CHECK(report.reps[2].largest->event == event_id{5});
    CHECK(report.reps[2].largest->share > 0.98);
    // taken back, it is no longer the largest
    book.record(
        {.rep = 3, .metric = calls, .day = parse_day("2026-10-09"), .quantity = -12'000, .reverses = 5});
    CHECK(inspect(t, calls, book, autumn, last).reps[2].largest->share < 0.2);
}

TEST_CASE("what another team's people did is in no report of this team") {
    const day moved = parse_day("2026-10-05");
    team here{"A", calendar::weekdays()};
    here.add({.id = 1, .left = moved});
    here.add({.id = 2});
    ledger book;
    for (day d = autumn.begin; d < autumn.end; ++d)
        for (const rep_id who : {1, 2})
            if (d.weekday() < weekday::saturday)
                book.record({.rep = who, .metric = calls, .day = d, .quantity = 10});
    book.record({.rep = 1, .metric = calls, .day = moved + 10, .quantity = 5'000, .event = 9});
    const std::array<credit_share, 2> theirs{{{3, 0.5}, {4, 0.5}}};
    const std::array<credit_share, 2> mixed{{{2, 0.5}, {4, 0.5}}};
    book.record(
        {.metric = calls, .day = moved, .quantity = 9, .event = 7, .currency = "USD", .credit = theirs});
    book.record(
        {.metric = calls, .day = moved, .quantity = 9, .event = 8, .currency = "USD", .credit = mixed});
    book.record({.rep = 1, .metric = calls, .day = moved, .quantity = 9, .event = 10, .currency = "USD"});
    const auto report = inspect(here, calls, book, autumn, last);
    CHECK(report.reps[0].off_days_logged == 0);
    CHECK(report.reps[0].last_row == moved - 3); // a Friday
    CHECK(report.reps[0].largest->quantity == 10);
    CHECK(report.outliers.empty());
    REQUIRE(report.findings.size() == 1);
    CHECK(report.findings[0].event == event_id{8});
}

TEST_CASE("a day typed decades ago is reported by name, a long leave is not") {
    const team t = desk();
    ledger book = book_of(t);
    CHECK(inspect(t, calls, book, autumn, last).isolated.empty());
    book.record({.rep = 2, .metric = calls, .day = parse_day("1926-10-07"), .quantity = 3});
    book.record({.rep = 2, .metric = calls, .day = parse_day("1970-01-01"), .quantity = 7});
    for (int i : {0, 1}) // two days, then a year and a half away
        book.record({.rep = 1, .metric = calls, .day = parse_day("2025-03-03") + i});
    book.record({.rep = 3, .metric = calls, .day = autumn.begin + 1 - 365}); // a Wednesday
    const auto report = inspect(t, calls, book, autumn, last);
    REQUIRE(report.isolated.size() == 2);
    CHECK(report.isolated[0].rep == rep_id{2});
    CHECK(report.isolated[0].day == parse_day("1926-10-07"));
    CHECK(report.isolated[0].next == parse_day("1970-01-01"));
    CHECK(report.isolated[1].next == autumn.begin);
    CHECK(report.isolated[1].quantity == 7);
    CHECK(inspect(t, calls, book, autumn, last, {.isolated_days = 300}).isolated.size() == 3);
    CHECK_THROWS_AS((void)inspect(t, calls, book, autumn, last, {.isolated_days = 0}), error);
}

TEST_CASE("no rows: nothing is known, and nothing is made up") {
    const team t = desk();
    const auto report = inspect(t, calls, ledger{}, autumn, last);
    CHECK_FALSE(report.reps[0].last_row.has_value());
    CHECK_FALSE(report.reps[0].stale_days.has_value());
    CHECK_FALSE(report.reps[0].largest.has_value());
    CHECK(report.reps[0].gaps.empty()); // never logged is said by last_row
    CHECK_THROWS_AS((void)inspect(t, calls, ledger{}, autumn, autumn.begin - 1), error);
    CHECK_THROWS_AS((void)inspect(t, calls, ledger{}, autumn, last, {.gap_days = 0}), error);
    CHECK_THROWS_AS((void)inspect(t, calls, ledger{}, autumn, last, {.gap_chance = std::nan("")}), error);
}

TEST_CASE("before the first row ever of somebody whose start is not stated nobody was silent") {
    const auto gaps = [](std::optional<day> hired, std::optional<day> earlier, bool others = true) {
        team t{"Desk", calendar::weekdays()};
        t.add({.id = 1, .hired = hired});
        t.add({.id = 2});
        ledger book;
        for (day d = parse_day("2026-08-03"); others && d < autumn.end; ++d)
            if (d.weekday() < weekday::saturday) book.record({.rep = 2, .metric = calls, .day = d});
        for (day d = parse_day("2026-10-05"); d < autumn.end; ++d)
            if (d.weekday() < weekday::saturday) book.record({.rep = 1, .metric = calls, .day = d});
        if (earlier) book.record({.rep = 1, .metric = calls, .day = *earlier});
        return inspect(t, calls, book, autumn, last).reps[0];
    };
    const rep_quality unstated = gaps({}, {});
    CHECK(unstated.gaps.empty());
    CHECK(unstated.present_days == 20);
    CHECK(unstated.present_days == unstated.logged_days);
    // Who was there, by word or by record, was silent.
    CHECK(gaps(parse_day("2026-01-01"), {}).gaps.size() == 1);
    CHECK(gaps({}, parse_day("2026-08-03")).gaps.size() == 1);
    CHECK(gaps(parse_day("2026-10-05"), {}).gaps.empty());
    // Where nobody of the team logged anything either, the data begin later.
    CHECK(gaps(parse_day("2026-01-01"), {}, false).gaps.empty());
    CHECK(gaps(parse_day("2026-01-01"), {}, false).present_days == 20);
    CHECK(gaps(parse_day("2026-01-01"), parse_day("2026-08-03"), false).gaps.size() == 1);
}
