// Fiscal calendars of random rules, 1990 to 2100: every level tiles the one above.
#include "random_world.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace attain;
using namespace random_world;

TEST_CASE("periods tile their parents, neighbours meet, labels read back") {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        CAPTURE(seed);
        dice d{seed};
        const fiscal_calendar cal = some_fiscal(d);
        for (int y = 1990; y <= 2100; ++y) {
            CAPTURE(y);
            const period fy = cal.at(period_kind::fiscal_year, y);
            REQUIRE(fy.end == cal.at(period_kind::fiscal_year, y + 1).begin);
            if (cal.has(period_kind::fiscal_week)) {
                const int weeks = cal.count(period_kind::fiscal_week, y);
                REQUIRE((weeks == 52 || weeks == 53));
                REQUIRE(weeks * 7 == fy.days());
            } else {
                REQUIRE((fy.days() == 365 || fy.days() == 366));
            }
            for (const auto kind : {period_kind::fiscal_year, period_kind::fiscal_quarter,
                                    period_kind::fiscal_period, period_kind::fiscal_week}) {
                if (!cal.has(kind)) continue;
                const int i = d.number(1, cal.count(kind, y));
                const period p = cal.at(kind, y, i);
                REQUIRE(cal.parse(to_string(p)) == p);
                REQUIRE(cal.containing(kind, p.begin) == p);
                REQUIRE(cal.containing(kind, p.last()) == p);
                REQUIRE(cal.previous(cal.next(p)) == p);
                REQUIRE(cal.next(p).begin == p.end);
                day at = p.begin;
                for (const period& c : cal.children(p)) {
                    REQUIRE(c.begin == at);
                    REQUIRE(*cal.parent(c) == p);
                    at = c.end;
                }
                REQUIRE((at == p.end || cal.children(p).empty()));
            }
        }
    }
}

TEST_CASE("last year's counterpart has the same number of days and the same weekdays") {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        CAPTURE(seed);
        dice d{seed};
        const fiscal_calendar cal = some_fiscal(d);
        if (!cal.has(period_kind::fiscal_week)) continue;
        for (int y = 1990; y <= 2100; ++y) {
            const int now = cal.count(period_kind::fiscal_week, y);
            const int before = cal.count(period_kind::fiscal_week, y - 1);
            int dropped = 0;
            for (int w = 1; w <= now; ++w) {
                const year_ago a = cal.same_last_year(cal.at(period_kind::fiscal_week, y, w));
                dropped += a.dropped.has_value();
                REQUIRE(a.before.has_value() == a.now.has_value());
                if (a.before) REQUIRE(a.now->begin - a.before->begin == 364);
            }
            REQUIRE(dropped == (now == 53 || before == 53 ? 1 : 0)); // a year of 53 never follows another
            const year_ago whole = cal.same_last_year(cal.at(period_kind::fiscal_year, y));
            REQUIRE(whole.now->days() == 364);
            REQUIRE(whole.before->days() == 364);
            REQUIRE(whole.dropped.has_value() == (dropped == 1));
        }
    }
}
