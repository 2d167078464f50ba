#include <attain/core/error.hpp>
#include <attain/state/codec.hpp>
#include <attain/state/estimator_codec.hpp>
#include <attain/state/plan_codec.hpp>

#include "frame.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace attain;
using state_tests::reframed;

namespace {

const day as_of{20'787}; // 2026-11-30
const period december = month(2026, 12);

team people(const char* role_of_the_last = "new", int n = 4) {
    team t{"East", calendar::weekdays()};
    for (int i = 0; i < n; ++i)
        t.add({.id = rep_id{101 + i}, .name = "rep", .role = i == 3 ? role_of_the_last : "old"});
    return t;
}

ledger facts(const metric& what) {
    ledger book;
    for (int d = 0; d < 300; ++d)
        for (int i = 0; i < 3; ++i) // of the last nothing was ever recorded
            if ((d * 7 + i) % (i + 2) == 0) {
                units quantity = 1 + d % 3;
                if (what.kind() != metric_kind::count) quantity = 10'000 + 700 * (d % 11);
                if (what.kind() == metric_kind::signed_amount && d % 9 == 0) quantity = -30'000;
                book.record({.rep = rep_id{101 + i}, .metric = what, .day = as_of - d, .quantity = quantity});
            }
    return book;
}

void check_same(const forecast& a, const forecast& b) {
    CHECK(a.rep() == b.rep());
    CHECK(a.done() == b.done());
    CHECK(a.remaining() == b.remaining());
    CHECK(a.evidence().grade == b.evidence().grade);
    CHECK(a.evidence().effective_days == b.evidence().effective_days);
    CHECK(a.reasons() == b.reasons());
    for (const double p : {0.1, 0.5, 0.9})
        CHECK(a.quantile(p) == b.quantile(p));
    for (const units target : {0, 10, 40, 400'000})
        CHECK(a.probability_of(target) == b.probability_of(target));
}

errc code_of(std::span<const std::byte> bytes, const team& of) {
    try {
        (void)decode_estimator(bytes, of);
    } catch (const error& e) {
        return e.code();
    }
    return errc::ok;
}

} // namespace

TEST_CASE("a mover's days elsewhere are in the state: done is done in this team") {
    const metric meetings = metric::count("meetings");
    const day move = parse_day("2026-11-16");
    const auto with = [&](std::vector<stint> elsewhere) {
        team t = people("new", 3);
        t.add({.id = 104, .role = "new", .joined = move, .elsewhere = std::move(elsewhere)});
        return t;
    };
    ledger book = facts(meetings);
    for (int d = 0; d < 90; ++d)
        book.record({.rep = rep_id{104}, .metric = meetings, .day = as_of - d, .quantity = 1});
    const team of = with({{move - 300, move, {}}});
    const estimator first{of, meetings, book, as_of};
    const auto bytes = encode(first);
    const estimator back = decode_estimator(bytes, of);
    CHECK(encode(back) == bytes);
    const period quarter{parse_day("2026-10-01"), parse_day("2027-01-01"), period_kind::quarter};
    CHECK(first.forecast(104, quarter).done() == 15);
    check_same(back.forecast(104, quarter), first.forecast(104, quarter));
    // A last day elsewhere of somebody else: rep, day and quantity stand before the check sum.
    auto forged = bytes;
    forged[bytes.size() - 4 - 20] ^= std::byte{1};
    CHECK(code_of(reframed(forged), of) == errc::corrupt_state);
}

TEST_CASE("a decoded estimator is the same bytes and says the same, of each and of the team") {
    const team of = people();
    for (const metric& what :
         {metric::count("meetings"), metric::count("meetings", 2), metric::amount("revenue"),
          metric::signed_amount("revenue", 0).with_id(metric_id{9})}) {
        const estimator first{of,    what, facts(what),
                              as_of, {},   {.prior = host_prior{.per_day = 2}, .largest_day = 4}};
        const auto bytes = encode(first);
        const estimator back = decode_estimator(bytes, of);
        CHECK(encode(back) == bytes);
        CHECK(back.metric().name() == what.name());
        CHECK(back.as_of() == as_of);
        CHECK(&back.team() == &of);
        const auto expected = first.forecasts(december);
        const auto said = back.forecasts(december);
        REQUIRE(said.size() == expected.size());
        for (std::size_t i = 0; i < said.size(); ++i) {
            check_same(said[i], expected[i]);
            const rep_id rep = said[i].rep();
            CHECK(back.last_fact(rep) == first.last_fact(rep));
            CHECK(back.weekdays(rep) == first.weekdays(rep));
            const auto without = first.forecast_without_largest(rep, month(2026, 11));
            REQUIRE(back.forecast_without_largest(rep, month(2026, 11)).has_value() == without.has_value());
            if (without) check_same(*back.forecast_without_largest(rep, month(2026, 11)), *without);
        }
        check_same(back.team_forecast(december), first.team_forecast(december));
        check_same(back.team_forecast(month(2026, 11)), first.team_forecast(month(2026, 11)));
    }
}

TEST_CASE("without facts, with and without a belief, and without a bound") {
    const team of = people();
    const metric what = metric::amount("revenue");
    for (const bool believes : {false, true}) {
        estimator_options options;
        if (believes)
            options.prior = host_prior{.per_day = 100, .spread = 0.5, .event = 300, .worth_days = 9};
        options.largest_day = std::numeric_limits<double>::infinity();
        const estimator first{of, what, ledger{}, as_of, {}, options};
        const estimator back = decode_estimator(encode(first), of);
        CHECK(encode(back) == encode(first));
        check_same(back.team_forecast(december), first.team_forecast(december));
    }
}

TEST_CASE("the roster may change, its reps and roles may not") {
    team of = people();
    const metric what = metric::count("meetings");
    const auto bytes = encode(estimator{of, what, facts(what), as_of});
    team away{"East", calendar::weekdays()};
    for (rep r : of.reps()) {
        if (r.id == rep_id{101}) r.absences.push_back({december.begin, december.begin + 15});
        away.add(r);
    }
    const estimator there = decode_estimator(bytes, of);
    const estimator back = decode_estimator(bytes, away);
    CHECK(back.forecast(rep_id{101}, december).mean() < 0.7 * there.forecast(rep_id{101}, december).mean());
    check_same(back.forecast(rep_id{102}, december), there.forecast(rep_id{102}, december));
    CHECK(code_of(bytes, people("old")) == errc::conflict);
    CHECK(code_of(bytes, people("new", 3)) == errc::conflict);
    CHECK(code_of(bytes, people("new", 5)) == errc::conflict);
}

TEST_CASE("an estimator cut off, changed, of another kind or of a later format is refused") {
    const team of = people();
    const metric what = metric::count("meetings");
    const auto bytes = encode(estimator{of, what, facts(what), as_of});
    for (std::size_t n = 0; n < bytes.size(); n += 1 + n / 16)
        CHECK(code_of(std::span{bytes}.first(n), of) == errc::corrupt_state);
    for (std::size_t n = 0; n < bytes.size(); n += 101) {
        auto changed = bytes;
        changed[n] ^= std::byte{1};
        CHECK(code_of(changed, of) == errc::corrupt_state);
    }
    auto later = bytes;
    later[4] = std::byte{2};
    CHECK(code_of(reframed(later), of) == errc::newer_state);
    CHECK(code_of(encode(engine{metric_kind::count, as_of}), of) == errc::invalid_argument);
    CHECK_THROWS_AS((void)decode_plan(bytes), error);
    auto longer = bytes;
    longer.insert(longer.end() - 4, std::byte{0});
    longer[8] = static_cast<std::byte>(std::to_integer<unsigned>(longer[8]) + 1);
    if (longer[8] != std::byte{0}) CHECK(code_of(reframed(longer), of) == errc::corrupt_state);
}

TEST_CASE("a payload whose parts contradict each other is refused") {
    const team of = people();
    const metric what = metric::count("m");
    const auto bytes = encode(estimator{of, what, facts(what), as_of});
    // Frame 16; name 8 + 1, id 8, kind, exponent; as_of 4; no belief 1; bound 8, days 8; members 8.
    constexpr std::size_t as_of_at = 16 + 9 + 8 + 2;
    constexpr std::size_t members_at = as_of_at + 4 + 1 + 8 + 8 + 8;
    constexpr std::size_t totals_at = members_at + 4 * 16 + 8;
    const auto with = [&](std::size_t at, unsigned value, std::size_t also = 0) {
        auto changed = bytes;
        REQUIRE(std::to_integer<unsigned>(changed[at]) != value);
        changed[at] = static_cast<std::byte>(value);
        if (also != 0) changed[also] = static_cast<std::byte>(value);
        return code_of(reframed(changed), of);
    };
    const auto at = [&](std::size_t i) { return std::to_integer<unsigned>(bytes[i]); };
    REQUIRE(at(members_at) == 101);
    REQUIRE(at(totals_at) == 101);
    const std::size_t cohort = members_at + 8;
    const std::size_t series = members_at + 12;
    const std::size_t largest_byte = totals_at + 12 + 7; // of the first sum
    REQUIRE(at(series) != at(series + 16));
    CHECK(with(as_of_at, 0x32) == errc::corrupt_state);          // a day before the last fact
    CHECK(with(as_of_at + 4, 2) == errc::corrupt_state);         // a flag
    CHECK(with(as_of_at + 12, 0x3f) == errc::corrupt_state);     // a bound below 1
    CHECK(with(as_of_at + 20, 0xbf) == errc::corrupt_state);     // negative days
    CHECK(with(cohort, 1 - at(cohort)) == errc::conflict);       // a role that the team does not have so
    CHECK(with(series, at(series + 16)) == errc::corrupt_state); // two of one series
    CHECK(with(series, 0x7f) == errc::corrupt_state);            // no such series
    CHECK(with(members_at, 100) == errc::corrupt_state);         // facts of nobody
    CHECK(with(totals_at, 102) == errc::corrupt_state);          // sums out of order
    CHECK(with(largest_byte, 0x80) == errc::corrupt_state);      // more than 64 bits below zero
    CHECK(with(largest_byte, 0x7f, largest_byte + 20) == errc::corrupt_state); // and in all
    CHECK(with(bytes.size() - 9, 0x7f) == errc::corrupt_state); // inside of an engine's own frame
}
