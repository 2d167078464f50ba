#include <attain/core/error.hpp>
#include <attain/goal/change.hpp>
#include <attain/goal/review.hpp>
#include <attain/goal/track.hpp>
#include <attain/state/codec.hpp>
#include <attain/state/plan_codec.hpp>

#include "frame.hpp"

#include <doctest/doctest.h>

using namespace attain;
using state_tests::reframed;

namespace {

const day as_of{20'787}; // 2026-11-30

struct office {
    team people{"East", calendar::weekdays()};
    metric what;
    ledger book{};

    explicit office(metric of) : what{std::move(of)} {
        for (int i = 0; i < 4; ++i)
            people.add(
                {.id = rep_id{101 + i}, .name = "rep " + std::to_string(i), .role = i == 3 ? "new" : "old"});
        for (int d = 0; d < 300; ++d)
            for (int i = 0; i < 4; ++i)
                if ((d * 7 + i) % (i + 2) == 0)
                    book.record(
                        {.rep = rep_id{101 + i}, .metric = what, .day = as_of - d, .quantity = quantity(d)});
    }
    [[nodiscard]] units quantity(int d) const {
        if (what.kind() == metric_kind::count) return (1 + d % 3) * parts();
        return 10'000 + 700 * (d % 11) -
               (what.kind() == metric_kind::signed_amount && d % 9 == 0 ? 30'000 : 0);
    }
    // Of a whole; counts in parts are shared by halves.
    [[nodiscard]] units parts() const { return what.exponent() > 0 ? 50 : 1; }
    [[nodiscard]] estimator known(day when) const { return {people, what, book, when}; }
};

const period december = month(2026, 12);

plan planned(const office& o) {
    const estimator est = o.known(as_of);
    const auto forecasts = est.forecasts(december);
    const units total = o.what.kind() == metric_kind::count ? 90 * o.parts() : 1'200'000;
    plan p = make_plan(est, december, allocate(total, forecasts),
                       {.promised = total - 5,
                        .weekly = {rep_id{102}},
                        .id = goal_id{9},
                        .scope = {{"product", "Pro"}, {"", ""}},
                        .who = "Mia",
                        .facts = &o.book});
    p.goals[1].gaps = {period::between(as_of - 20, as_of - 9)};
    return p;
}

const office& counts() {
    static const office o{metric::count("meetings")};
    return o;
}

errc code_of(std::span<const std::byte> bytes) {
    try {
        (void)decode_plan(bytes);
    } catch (const error& e) {
        return e.code();
    }
    return errc::ok;
}

} // namespace

TEST_CASE("a decoded plan is the same bytes, and is tracked, changed and reviewed as the first") {
    for (const metric& what : {metric::count("meetings"), metric::count("shared", 2),
                               metric::amount("revenue"), metric::signed_amount("net")}) {
        const office o{what};
        plan p = planned(o);
        const estimator now = o.known(as_of);
        p = revise(p, now, rep_id{101}, december.begin + 14, p.goals[0].target + 10,
                   {"Mia", "a new territory"})
                .after;
        // Changed again inside the period: what was first said is kept, and goes with it.
        const plan fresh = p;
        p = revise(p, o.known(december.begin + 9), rep_id{102}, december.begin + 14, p.goals[1].target + 3,
                   {"Mia", "another"})
                .after;
        REQUIRE(p.goals[2].as_set);
        p.goals[3].handed_over = december.begin + 9;
        p.unassigned = 12;
        p.floor_chance = 0.95;
        const auto bytes = encode(p);
        const plan q = decode_plan(bytes);
        CHECK(encode(q) == bytes);
        REQUIRE(q.goals.size() == p.goals.size());
        for (std::size_t i = 0; i < p.goals.size(); ++i) {
            CHECK(q.goals[i].probability() == p.goals[i].probability());
            CHECK(q.goals[i].forecast.quantile(0.1) == p.goals[i].forecast.quantile(0.1));
            CHECK(q.goals[i].forecast.step() == p.goals[i].forecast.step());
            CHECK(q.goals[i].daily == p.goals[i].daily);
            CHECK(q.goals[i].gaps == p.goals[i].gaps);
            CHECK(q.goals[i].versions.size() == p.goals[i].versions.size());
            CHECK(q.goals[i].as_set->probability() == fresh.goals[i].probability());
            CHECK(q.goals[i].handed_over == p.goals[i].handed_over);
        }
        CHECK(q.unassigned == 12);
        CHECK(q.floor_chance == 0.95);
        CHECK(q.stretch_chance == p.stretch_chance);
        CHECK(q.team_probability() == p.team_probability());
        CHECK(q.metric.name() == what.name());
        const team_progress a = track(p, now, o.book);
        const team_progress b = track(q, now, o.book);
        for (std::size_t i = 0; i < a.goals.size(); ++i)
            CHECK(sentence(a.goals[i], what) == sentence(b.goals[i], what));
        const period_review r = review(p, o.people, o.book, december.end);
        const period_review s = review(q, o.people, o.book, december.end);
        CHECK(r.calibration.brier == s.calibration.brier);
        CHECK(r.said == s.said);
    }
}

TEST_CASE("a plan without anything known is stored like any other") {
    office o{metric::count("calls")};
    const ledger nothing;
    const estimator est{o.people, o.what, nothing, as_of};
    const plan p = make_plan(est, december, allocate(40, est.forecasts(december), equal_split{}));
    CHECK(encode(decode_plan(encode(p))) == encode(p));
}

TEST_CASE("every cut and every changed byte of a plan is refused") {
    const auto bytes = encode(planned(counts()));
    for (std::size_t n = 0; n < bytes.size(); n += n < 64 ? 1 : 97)
        CHECK(code_of(std::span{bytes}.first(n)) == errc::corrupt_state);
    for (std::size_t i = 0; i < bytes.size(); i += i < 64 ? 1 : 61) {
        auto changed = bytes;
        changed[i] ^= std::byte{0x10};
        CHECK(code_of(changed) != errc::ok);
    }
    auto longer = bytes;
    longer.push_back(std::byte{0});
    CHECK(code_of(longer) == errc::corrupt_state);
    CHECK(code_of(encode(engine{metric_kind::count, as_of})) == errc::invalid_argument);
}

TEST_CASE("numbers that no plan holds are refused even with a good sum, and nothing worse happens") {
    const auto bytes = encode(planned(counts()));
    int refused = 0;
    for (std::size_t i = 16; i + 4 < bytes.size(); ++i) {
        auto changed = bytes;
        changed[i] ^= std::byte{0x80};
        const errc got = code_of(reframed(changed));
        CHECK((got == errc::ok || got == errc::corrupt_state));
        refused += got == errc::corrupt_state;
        if (got == errc::ok) CHECK(encode(decode_plan(reframed(changed))) == reframed(changed));
    }
    CHECK(refused > 500); // signs of times and sums, days, choices, flags, lengths
}

TEST_CASE("goals out of order, days out of order and changes outside of the period are no plan") {
    const plan good = planned(counts());
    const auto refuses = [&](auto&& spoil) {
        plan p = good;
        spoil(p);
        return code_of(encode(p)) == errc::corrupt_state;
    };
    CHECK_FALSE(refuses([](plan&) {}));
    CHECK(refuses([](plan& p) { std::swap(p.goals[0], p.goals[1]); }));
    CHECK(refuses([](plan& p) { p.goals[1].rep = p.goals[0].rep; }));
    CHECK(refuses([](plan& p) { std::swap(p.goals[0].daily[0], p.goals[0].daily[1]); }));
    CHECK(refuses([](plan& p) { p.goals[0].daily[0].day = december.begin - 1; }));
    CHECK(refuses([](plan& p) { p.goals[0].versions[0].from = december.end; }));
    CHECK(refuses([](plan& p) { p.goals[0].working_time.micro = -1; }));
    CHECK(refuses([](plan& p) { p.goals[0].versions[0].probability_after = 1.5; }));
    CHECK(refuses([](plan& p) { p.period.end = p.period.begin; }));
    CHECK(refuses([](plan& p) { ++p.period.end; })); // no longer the month that it says it is
    CHECK(refuses([](plan& p) { p.unassigned = -1; }));
    CHECK(refuses([](plan& p) { p.floor_chance = 1; }));
    CHECK(refuses([](plan& p) { p.stretch_chance = 0; }));
    CHECK(refuses([](plan& p) { p.one_for_all[0].probability = -0.1; }));
}
