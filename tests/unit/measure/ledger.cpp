#include <attain/measure/attribution.hpp>
#include <attain/measure/ledger.hpp>

#include <doctest/doctest.h>

#include <array>
#include <numeric>
#include <string>
#include <vector>

using namespace attain;

namespace {

const metric deals = metric::amount("deals");
const day oct5 = parse_day("2026-10-05");
const day nov9 = parse_day("2026-11-09");
const day end = parse_day("2026-12-31");
constexpr rep_id ana{1}, ben{2}, cleo{3};

std::vector<day_total> totals(const ledger& book, day as_of = end,
                              reversal_policy reversals = reversal_policy::effective_date,
                              credit_kind credit = credit_kind::primary) {
    return book.totals(deals, {.as_of = as_of, .reversals = reversals, .credit = credit});
}

units sum(const std::vector<day_total>& rows) {
    units s = 0;
    for (const day_total& r : rows)
        s += r.quantity;
    return s;
}

template<class Call>
error caught(Call&& call) {
    try {
        call();
    } catch (const error& e) {
        return e;
    }
    return error{errc::ok, "", "nothing was thrown"};
}

using rows = std::vector<day_total>;

} // namespace

TEST_CASE("the same row sent twice counts once") {
    ledger book;
    const fact won{.rep = ana, .metric = deals, .day = oct5, .quantity = 500, .event = 77};
    CHECK(book.record(won) == row_status::recorded);
    CHECK(book.record(won) == row_status::duplicate);
    CHECK(book.size() == 1);
    CHECK(book.duplicates() == 1);
    CHECK(totals(book) == rows{{ana, oct5, 500}});
    // without an id every row is an event of its own
    const fact nameless{.rep = ben, .metric = deals, .day = oct5, .quantity = 5};
    book.record(nameless);
    CHECK(book.record(nameless) == row_status::recorded);
    CHECK(totals(book) == rows{{ana, oct5, 500}, {ben, oct5, 10}});
    // event numbers are a metric's own
    CHECK(book.record({.rep = ana, .metric = metric::count("calls"), .day = oct5, .event = 77}) ==
          row_status::recorded);
}

TEST_CASE("a higher version replaces an event from the day it is known") {
    ledger book;
    book.record(
        {.rep = ana, .metric = deals, .day = oct5, .quantity = 900, .event = 1, .version = 1, .known = nov9});
    book.record({.rep = ben, .metric = deals, .day = oct5 - 1, .quantity = 500, .event = 1});
    CHECK(totals(book, nov9 - 1) == rows{{ben, oct5 - 1, 500}}); // what was known then
    CHECK(totals(book, nov9) == rows{{ana, oct5, 900}});
    CHECK(book.later_than(deals, nov9 - 1) == 1);
    CHECK(book.findings(deals, end).empty());
    // a late row: it happened in October and was logged in November
    book.record({.rep = cleo, .metric = deals, .day = oct5, .quantity = 3, .known = nov9});
    CHECK(sum(totals(book, nov9 - 1)) == 500);
    CHECK(sum(totals(book, nov9)) == 903);
}

TEST_CASE("a correction to 0 deletes: no row, no day, nothing wrong") {
    ledger book;
    book.record({.rep = ana, .metric = deals, .day = oct5, .quantity = 10, .event = 1});
    book.record({.rep = ana, .metric = deals, .day = nov9, .quantity = -10, .event = 2, .reverses = 1});
    book.record({.rep = ana,
                 .metric = deals,
                 .day = nov9,
                 .quantity = 0,
                 .event = 2,
                 .version = 1,
                 .reverses = 1,
                 .known = nov9 + 1});
    CHECK(totals(book) == rows{{ana, oct5, 10}});
    CHECK(totals(book, nov9) == rows{{ana, oct5, 10}, {ana, nov9, -10}});
    CHECK(book.findings(deals, end).empty());
    book.record({.rep = ana, .metric = deals, .day = oct5, .quantity = 0, .event = 1, .version = 1});
    CHECK(totals(book).empty());
    // A zero that was said is a day on which somebody recorded nothing.
    book.record({.rep = ben, .metric = deals, .day = oct5, .quantity = 0, .event = 3, .version = 4});
    CHECK(totals(book) == rows{{ben, oct5, 0}});
}

TEST_CASE("a lower version that is known later changes nothing of what was there before") {
    ledger book;
    book.record({.rep = ana, .metric = deals, .day = oct5, .quantity = 0, .event = 7, .version = 2});
    const auto before = book.totals(deals, oct5 + 8);
    CHECK(before.size() == 1); // a day on which 0 was recorded
    book.record({.rep = ana,
                 .metric = deals,
                 .day = oct5,
                 .quantity = 5,
                 .event = 7,
                 .version = 1,
                 .known = oct5 + 18});
    CHECK(book.totals(deals, oct5 + 8) == before);
    CHECK(book.totals(deals, oct5 + 18).empty()); // what was there is deleted
}

TEST_CASE("two rows of one version that differ are reported, and one rule chooses") {
    for (const bool swapped : {false, true}) {
        ledger book;
        const fact a{.rep = ana, .metric = deals, .day = oct5, .quantity = 500, .event = 1};
        const fact b{.rep = ana, .metric = deals, .day = oct5, .quantity = 700, .event = 1};
        book.record(swapped ? b : a);
        book.record(swapped ? a : b);
        CHECK(totals(book) == rows{{ana, oct5, 700}}); // both known the same day: the larger
        const auto found = book.findings(deals, end);
        REQUIRE(found.size() == 1);
        CHECK(found[0].kind == ledger_finding_kind::conflicting);
        CHECK(found[0].event == event_id{1});
        CHECK(found[0].quantity == 500);
    }
}

TEST_CASE("a reversal hits its own period, or the original's when restated") {
    ledger book;
    book.record({.rep = ana, .metric = deals, .day = oct5, .quantity = 1000, .event = 1});
    book.record({.rep = ana, .metric = deals, .day = nov9, .quantity = -400, .event = 2, .reverses = 1});
    CHECK(totals(book) == rows{{ana, oct5, 1000}, {ana, nov9, -400}});
    CHECK(totals(book, end, reversal_policy::restate) == rows{{ana, oct5, 600}});
    // October as it was known in October, under either policy
    CHECK(totals(book, nov9 - 1, reversal_policy::restate) == rows{{ana, oct5, 1000}});
    CHECK(totals(book, nov9 - 1) == rows{{ana, oct5, 1000}});
}

TEST_CASE("a reversal is taken from its original's channel, whatever it names itself") {
    for (const char* named : {"", "call", "e-mail"}) {
        CAPTURE(named);
        ledger book;
        book.record({.rep = ana, .metric = deals, .day = oct5, .quantity = 9, .channel = "call", .event = 1});
        book.record({.rep = ana,
                     .metric = deals,
                     .day = nov9,
                     .quantity = -9,
                     .channel = named,
                     .event = 2,
                     .reverses = 1});
        const auto of = [&](const char* name) { return book.totals(deals, end, book.channel(name)); };
        CHECK(of("call") == rows{{ana, oct5, 9}, {ana, nov9, -9}});
        CHECK(of("").empty());
        CHECK(of("e-mail").empty());
        // the event turns out to have been another channel's: so is what took it back
        book.record({.rep = ana,
                     .metric = deals,
                     .day = oct5,
                     .quantity = 9,
                     .channel = "social",
                     .event = 1,
                     .version = 1});
        CHECK(of("call").empty());
        CHECK(of("social") == rows{{ana, oct5, 9}, {ana, nov9, -9}});
    }
    ledger orphan; // nothing to take it from: as it stands
    orphan.record(
        {.rep = ana, .metric = deals, .day = nov9, .quantity = -9, .channel = "call", .reverses = 1});
    CHECK(orphan.totals(deals, end, orphan.channel("call")) == rows{{ana, nov9, -9}});
}

TEST_CASE("a reversal never takes back more than there was, unless it says so") {
    ledger book;
    book.record({.rep = ana, .metric = deals, .day = oct5, .quantity = 1000, .event = 1});
    book.record({.rep = ana, .metric = deals, .day = nov9, .quantity = -700, .event = 2, .reverses = 1});
    book.record({.rep = ana, .metric = deals, .day = nov9 + 1, .quantity = -700, .event = 3, .reverses = 1});
    CHECK(totals(book) == rows{{ana, oct5, 1000}, {ana, nov9, -700}, {ana, nov9 + 1, -300}});
    auto found = book.findings(deals, end);
    REQUIRE(found.size() == 1);
    CHECK(found[0].kind == ledger_finding_kind::excess_reversal);
    CHECK(found[0].event == event_id{3});
    CHECK(found[0].quantity == -400);
    CHECK(book.findings(deals, nov9).empty());

    book.record({.rep = ana,
                 .metric = deals,
                 .day = nov9 + 2,
                 .quantity = -50,
                 .event = 4,
                 .reverses = 1,
                 .beyond = true});
    CHECK(sum(totals(book)) == -50); // a penalty on top, as flagged; attainment may be below zero
}

TEST_CASE("what a reversal cannot be linked to is counted as it stands, and reported") {
    ledger book;
    book.record({.rep = ana, .metric = deals, .day = nov9, .quantity = -400, .reverses = 99});
    CHECK(totals(book) == rows{{ana, nov9, -400}});
    CHECK(book.findings(deals, end).at(0).kind == ledger_finding_kind::orphan_reversal);
    // the original turns up later: now it is linked
    book.record({.rep = ana, .metric = deals, .day = oct5, .quantity = 300, .event = 99});
    CHECK(totals(book) == rows{{ana, oct5, 300}, {ana, nov9, -300}});
    CHECK(book.findings(deals, end).at(0).kind == ledger_finding_kind::excess_reversal);
    book.record({.rep = ana, .metric = deals, .day = nov9, .quantity = 5, .event = 8, .reverses = 99});
    CHECK(sum(totals(book)) == 5);
    CHECK(book.findings(deals, end).size() == 2);
}

TEST_CASE("credit is shared exactly, and the team counts a shared event once") {
    const std::array<credit_share, 2> three_to_one{{{ana, 0.75}, {ben, 0.25}}};
    const std::array<credit_share, 2> overlay{{{ana}, {.rep = cleo, .kind = credit_kind::overlay}}};
    ledger book;
    book.record({.metric = deals, .day = oct5, .quantity = 9999, .event = 1, .credit = three_to_one});
    book.record({.metric = deals, .day = oct5 + 1, .quantity = 100, .credit = overlay});
    CHECK(totals(book) == rows{{ana, oct5, 7499}, {ana, oct5 + 1, 100}, {ben, oct5, 2500}});
    CHECK(sum(totals(book)) == 10099);
    CHECK(totals(book, end, reversal_policy::effective_date, credit_kind::overlay) ==
          rows{{cleo, oct5 + 1, 100}});
    // taken back in two odd halves, from those who had it, to exactly nothing
    book.record({.rep = ana, .metric = deals, .day = nov9, .quantity = -3333, .event = 2, .reverses = 1});
    book.record(
        {.rep = cleo, .metric = deals, .day = nov9 + 1, .quantity = -6666, .event = 3, .reverses = 1});
    CHECK(totals(book, end, reversal_policy::restate) ==
          rows{{ana, oct5, 0}, {ana, oct5 + 1, 100}, {ben, oct5, 0}});
    CHECK(book.findings(deals, end).at(0).kind == ledger_finding_kind::other_rep); // cleo had none of it
}

TEST_CASE("credit splits: golden values") {
    const auto parts = [](units quantity, std::vector<credit_share> shares) {
        std::vector<units> out(shares.size());
        split_credit(quantity, shares, out);
        return out;
    };
    using list = std::vector<units>;
    CHECK(parts(9999, {{ana, 0.75}, {ben, 0.25}}) == list{7499, 2500});
    CHECK(parts(1003, {{ana, 0.49}, {ben, 0.51}}) == list{491, 512});
    CHECK(parts(-1003, {{ana, 0.49}, {ben, 0.51}}) == list{-491, -512});
    CHECK(parts(22000, {{ana, 0.445455}, {ben, 0.009091}, {cleo, 0.545455}}) == list{9800, 200, 12000});
    CHECK(parts(100, {{ana, 1 / 3.0}, {ben, 1 / 3.0}, {cleo, 1 / 3.0}}) == list{34, 33, 33});
    CHECK(parts(100, {{cleo, 1 / 3.0}, {ben, 1 / 3.0}, {ana, 1 / 3.0}}) == list{33, 33, 34});
    CHECK(parts(1, {{ana, 0.0}, {ben, 1.0}}) == list{0, 1});
    CHECK_NOTHROW(require_credit(std::vector<credit_share>{{ana, 1 / 3.0}, {ben, 1 / 3.0}, {cleo, 1 / 3.0}}));
    CHECK(caught([] {
              require_credit(std::vector<credit_share>{{ana, 0.5}, {ben, 0.49}});
          }).code() == errc::invalid_argument);
    CHECK(caught([] {
              require_credit(std::vector<credit_share>{{ana, 0.5}, {ana, 0.5}});
          }).code() == errc::duplicate_id);
    CHECK(caught([] {
              require_credit(std::vector<credit_share>{{ana, 1.0, credit_kind::overlay}});
          }).code() == errc::invalid_argument);
}

TEST_CASE("money in several currencies: the plan's rate, the day's rate, and none") {
    conversion plan{"EUR"};
    plan.plan_rate("USD", exact_rate::quoted("0.9215", 2, 2));
    plan.plan_rate("JPY", exact_rate::quoted("0.0061", 0, 2));
    ledger book;
    book.convert(deals, plan);
    book.record({.rep = ana, .metric = deals, .day = oct5, .quantity = 10001, .event = 1, .currency = "USD"});
    book.record({.rep = ana, .metric = deals, .day = oct5 + 1, .quantity = 10000, .currency = "JPY"});
    book.record({.rep = ana, .metric = deals, .day = oct5 + 2, .quantity = 7, .currency = "EUR"});
    book.record({.rep = ben, .metric = deals, .day = oct5, .quantity = 5000, .event = 4, .currency = "KWD"});
    CHECK(totals(book) == rows{{ana, oct5, 9216}, {ana, oct5 + 1, 6100}, {ana, oct5 + 2, 7}});
    const auto found = book.findings(deals, end);
    REQUIRE(found.size() == 1); // reported as unconverted, not dropped
    CHECK(found[0] == ledger_finding{ledger_finding_kind::unconverted, 4, ben, oct5, 5000, "KWD"});

    conversion dated{"EUR", rate_policy::event_date};
    dated.rate_from("USD", oct5 - 30, exact_rate{9, 10});
    dated.rate_from("USD", oct5 + 1, exact_rate{1, 2});
    book.convert(deals, dated);
    // a reversal takes back what was credited, at the original's rate
    book.record({.rep = ana,
                 .metric = deals,
                 .day = nov9,
                 .quantity = -10001,
                 .event = 9,
                 .reverses = 1,
                 .currency = "USD"});
    CHECK(totals(book) == rows{{ana, oct5, 9001}, {ana, oct5 + 2, 7}, {ana, nov9, -9001}});
    CHECK(book.findings(deals, end).size() == 2); // KWD and JPY have no dated rate
}

TEST_CASE("rates are exact and rounded once, halves away from zero") {
    CHECK(exact_rate::quoted("0.9215", 2, 2) == exact_rate{1843, 2000});
    CHECK(exact_rate::quoted("2", 3, 2) == exact_rate{1, 5}); // KWD has three digits
    CHECK(exact_rate(1, 2).convert(3) == 2);
    CHECK(exact_rate(1, 2).convert(-3) == -2);
    CHECK(exact_rate(1, 3).convert(1) == 0);
    CHECK(exact_rate(2, 3).convert(1) == 1);
    CHECK(caught([] { (void)exact_rate::quoted("0", 2, 2); }).code() == errc::out_of_range);
    for (const int exponent : {-1, 19, 1'000'000'000}) {
        const error home = caught([&] { (void)exact_rate::quoted("0.9215", 2, exponent); });
        CHECK((home.code() == errc::out_of_range && home.argument() == "home_exponent"));
        const error foreign = caught([&] { (void)exact_rate::quoted("0.9215", exponent, 2); });
        CHECK((foreign.code() == errc::out_of_range && foreign.argument() == "foreign_exponent"));
    }
    CHECK(caught([] { (void)exact_rate::quoted("12345678901234567890", 2, 2); }).argument() == "rate");
    CHECK(caught([] { (void)exact_rate::quoted("1,5", 2, 2); }).code() == errc::parse);
    CHECK(caught([] { (void)exact_rate::quoted(".", 2, 2); }).code() == errc::parse);
    CHECK(caught([] { (void)exact_rate::quoted("99999999999999999999", 2, 2); }).code() ==
          errc::out_of_range);
    CHECK(caught([] { (void)exact_rate(2, 1).convert(std::int64_t{1} << 62); }).code() == errc::overflow);
    CHECK(currency{"KWD"}.code() == "KWD");
    CHECK(currency::from_number(currency{"ZAR"}.number()) == currency{"ZAR"});
    CHECK(caught([] { (void)currency{"eur"}; }).code() == errc::parse);
    CHECK(caught([] { (void)currency::from_number(27); }).code() == errc::parse);
    CHECK(caught([] { (void)currency::from_number(-5); }).code() == errc::parse);
    CHECK(caught([] { conversion{"EUR"}.plan_rate("EUR", {1, 1}); }).code() == errc::invalid_argument);
}

TEST_CASE("columns are recorded wholly or not at all, or row by row with a status") {
    const std::array<rep_id, 4> rep{ana, ana, ben, ben};
    const std::array<std::int32_t, 4> good_day{oct5.value, oct5.value, nov9.value, nov9.value};
    std::array<std::int32_t, 4> bad_day = good_day;
    bad_day[2] = day::max_value + 1;
    const std::array<units, 4> quantity{1, 2, 3, 4};
    const std::array<event_id, 4> event{5, 5, 6, 7}; // one event, two contents; see findings
    ledger book;
    const error e = caught([&] { book.record(deals, {.rep = rep, .day = bad_day, .quantity = quantity}); });
    CHECK(e.code() == errc::out_of_range);
    CHECK(e.argument() == "day");
    CHECK(e.row() == 2);
    CHECK(book.size() == 0);

    std::array<row_status, 4> status{};
    CHECK(book.record(deals, {.rep = rep, .day = bad_day, .quantity = quantity, .event = event}, status) ==
          1);
    CHECK(status ==
          std::array{row_status::recorded, row_status::recorded, row_status::bad_day, row_status::recorded});
    CHECK(book.size() == 3);
    CHECK(book.record(deals, {.rep = rep, .day = good_day, .quantity = quantity, .event = event}) == 3);
    CHECK(book.size() == 4);
    CHECK(sum(totals(book)) == 2 + 3 + 4);

    const std::array<channel_id, 4> channel{0, 0, 0, 9};
    CHECK(caught([&] { book.record(deals, {.rep = rep, .day = good_day, .channel = channel}); }).code() ==
          errc::unknown_id);
    const std::array<std::int32_t, 4> money{0, 0, 0, -1};
    CHECK(caught([&] { book.record(deals, {.rep = rep, .day = good_day, .currency = money}); }).row() == 3);
    CHECK(caught([&] {
              book.record(deals, {.rep = rep, .day = good_day, .reverses = event, .credit_offset = {}});
          }).code() == errc::ok);
    CHECK(caught([&] {
              book.record(deals, {.rep = rep, .day = good_day, .event = event, .reverses = event});
          }).code() == errc::invalid_argument);
    CHECK(caught([&] { book.record(deals, {.rep = rep, .day = std::span{good_day}.first(3)}); }).code() ==
          errc::invalid_argument);
    CHECK(caught([&] {
              book.record({.rep = ana, .metric = deals, .day = day{day::min_value - 1}});
          }).code() == errc::out_of_range);
}

TEST_CASE("what does not fit says whose it is") {
    ledger book;
    for (int i = 0; i < 2; ++i)
        book.record({.rep = ben, .metric = deals, .day = oct5, .quantity = 6'000'000'000'000'000'000});
    const std::string of_day = "quantity: the sum of rep 2 on 2026-10-05 does not fit 64 bits";
    CHECK(caught([&] { (void)book.totals(deals, end); }).what() == of_day);
    team east{"East", calendar::weekdays()};
    east.add({.id = ben});
    CHECK(caught([&] { (void)member_totals(east, deals, book, {.as_of = end}); }).what() == of_day);
    ledger foreign;
    conversion rates{"EUR"};
    rates.plan_rate("USD", {3, 2});
    foreign.convert(deals, rates);
    foreign.record({.rep = ana,
                    .metric = deals,
                    .day = nov9,
                    .quantity = 9'000'000'000'000'000'000,
                    .event = 12,
                    .currency = "USD"});
    const error e = caught([&] { foreign.seal(); });
    CHECK(e.code() == errc::overflow);
    CHECK(e.what() == std::string{"quantity: event 12 of rep 1 on 2026-11-09 does not fit 64 bits"});
}

TEST_CASE("credit in columns") {
    const std::array<std::int32_t, 2> day{oct5.value, nov9.value};
    const std::array<units, 2> quantity{9999, 10};
    const std::array<std::int64_t, 3> offset{0, 2, 2};
    const std::array<credit_share, 2> credit{{{ben, 0.25}, {ana, 0.75}}};
    const std::array<rep_id, 2> rep{cleo, cleo};
    ledger book;
    book.record(deals,
                {.rep = rep, .day = day, .quantity = quantity, .credit_offset = offset, .credit = credit});
    CHECK(totals(book) == rows{{ana, oct5, 7499}, {ben, oct5, 2500}, {cleo, nov9, 10}});
    const error e = caught([&] {
        book.record(deals, {.day = day, .quantity = quantity, .credit_offset = offset, .credit = credit});
    });
    CHECK(e.argument() == "credit"); // row 1 has neither shares nor a rep
    CHECK(e.row() == 1);
    const std::array<std::int64_t, 3> falling{0, 2, 1};
    CHECK(caught([&] {
              book.record(deals, {.rep = rep, .day = day, .credit_offset = falling, .credit = credit});
          }).argument() == "credit_offset");
}

TEST_CASE("a sealed ledger answers the same, and an empty one with nothing") {
    ledger book;
    CHECK(book.sealed());
    CHECK(totals(book).empty());
    CHECK_FALSE(book.first_day(deals).has_value());
    const auto cold = book.channel("cold call");
    book.record({.rep = ben, .metric = deals, .day = nov9, .quantity = 3, .channel = "cold call"});
    book.record({.rep = ben, .metric = deals, .day = nov9, .quantity = 5});
    book.record({.rep = ana, .metric = deals, .day = nov9, .quantity = 7, .channel = "mail"});
    const auto before = totals(book);
    CHECK_FALSE(book.sealed());
    book.seal();
    CHECK(book.sealed());
    CHECK(totals(book) == before);
    CHECK(book.totals(deals, end, cold) == rows{{ben, nov9, 3}});
    CHECK(book.totals(deals, end, ledger::no_channel) == rows{{ben, nov9, 5}});
    CHECK(book.totals(deals, nov9 - 1).empty());
    CHECK(book.first_day(deals) == nov9);
}

TEST_CASE("lines of some people are those of all of them without the others', whatever the order asked") {
    ledger book;
    const rep_id dot{104};
    for (int i = 0; i < 40; ++i)
        book.record({.rep = i % 3 == 0   ? ana
                            : i % 3 == 1 ? ben
                                         : dot,
                     .metric = deals,
                     .day = nov9 + (i * 7) % 11,
                     .quantity = i});
    const ledger_query query{.as_of = nov9 + 8};
    const auto same = [](const book::line& a, const book::line& b) {
        return a.rep == b.rep && a.day == b.day && a.quantity == b.quantity;
    };
    for (const bool sealed : {false, true}) {
        if (sealed) book.seal();
        std::vector<book::line> wanted = book.lines(deals, query);
        std::erase_if(wanted, [&](const book::line& l) { return l.rep == ben; });
        const std::array<rep_id, 4> twice{dot, ana, rep_id{7}, dot};
        CHECK(std::ranges::equal(book.lines(deals, query, twice), wanted, same));
        CHECK(book.lines(deals, query, std::span<const rep_id>{}).empty());
    }
    CHECK(book.later_than(deals, nov9 + 8) > 0);
    CHECK(book.later_than(deals, nov9 + 10) == 0);
}
