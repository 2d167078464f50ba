// Laws of the cascade for random reps, spans, targets and changes.
#include <attain/goal/pace.hpp>

#include "../time/random_world.hpp"

#include <doctest/doctest.h>

using namespace attain;
using namespace random_world;

namespace {

std::vector<target_change> some_targets(dice& d, const period& span) {
    std::vector<target_change> targets{{span.begin, d.number(0, 5000)}};
    day at = span.begin;
    for (int n = d.number(0, 3); n > 0 && span.end - at > 2; --n) {
        at = at + d.number(1, span.end - at - 1);
        targets.push_back({at, d.number(0, 5000), d.chance(25) ? revision::restate : revision::prospective});
    }
    return targets;
}

} // namespace

TEST_CASE("the running total is on its ideal line and every level sums to the whole") {
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        CAPTURE(seed);
        dice d{seed};
        const period span = some_span(d, 400);
        team t{"T", some_calendar(d, span)};
        t.add(some_rep(d, span));
        const capacity_line line{t, t.reps().front(), span};
        const auto targets = some_targets(d, span);
        const cascade c{targets, line, span};
        REQUIRE(c.applicable() == !line.sum(span).none());
        if (!c.applicable()) {
            REQUIRE(c.total() == 0);
            continue;
        }
        const int128 all = c.time().micro;
        units running = 0;
        for (day x = span.begin; x < span.end; ++x) {
            REQUIRE(c.on(x).has_value() == !line.on(x).none());
            REQUIRE(c.on(x).value_or(0) >= 0);
            running += c.on(x).value_or(0);
            const int128 ideal = c.line_before(x + 1);
            REQUIRE(running * all >= ideal);      // never behind
            REQUIRE((running - 1) * all < ideal); // never a whole unit ahead
        }
        REQUIRE(running == c.total());
        if (targets.size() == 1) REQUIRE(c.total() == targets.front().target);
        const fiscal_calendar fiscal = some_fiscal(d);
        for (const auto kind : {period_kind::week, period_kind::month, period_kind::quarter,
                                period_kind::fiscal_period, period_kind::fiscal_year}) {
            units sum = 0;
            for (const cascade_part& p : c.parts(kind, fiscal)) {
                REQUIRE(p.target.has_value() == !p.time.none());
                sum += p.target.value_or(0);
            }
            REQUIRE(sum == c.total());
        }
    }
}

TEST_CASE("a later prospective change never moves the days before it") {
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        CAPTURE(seed);
        dice d{seed};
        const period span = some_span(d, 300);
        if (span.days() < 3) continue;
        team t{"T", some_calendar(d, span)};
        t.add(some_rep(d, span));
        const capacity_line line{t, t.reps().front(), span};
        auto targets = some_targets(d, {span.begin, span.end - 1});
        const cascade before{targets, line, span};
        targets.push_back({span.end - 1, d.number(0, 5000)});
        const cascade after{targets, line, span};
        for (day x = span.begin; x < span.end - 1; ++x)
            REQUIRE(before.on(x) == after.on(x));
    }
}

TEST_CASE("on every day, facts and catch-up make the target, and who follows the plan is on pace") {
    for (std::uint64_t seed = 1; seed <= 150; ++seed) {
        CAPTURE(seed);
        dice d{seed};
        const period span = some_span(d, 200);
        team t{"T", some_calendar(d, span)};
        t.add(some_rep(d, span));
        const capacity_line line{t, t.reps().front(), span};
        const cascade plan{d.number(0, 500), line, span};
        if (!plan.applicable()) continue;
        units done = 0;
        for (day x = span.begin; x < span.end; ++x) {
            done += plan.on(x).value_or(0);
            const pace p = pace_of(plan, line, {.as_of = x, .actual = done});
            REQUIRE(done + p.remaining - p.surplus == plan.total());
            REQUIRE(p.time_over + p.time_left == plan.time());
            if (p.catch_up) REQUIRE(p.catch_up->total() == p.remaining);
            if (p.ratio) REQUIRE(*p.ratio >= 1 - 1e-12);
            const units other = d.number(-50, 600);
            const pace q = pace_of(plan, line, {.as_of = x, .actual = other, .today = today::counts});
            if (q.catch_up) REQUIRE(other + q.catch_up->total() - q.surplus == plan.total());
        }
    }
}
