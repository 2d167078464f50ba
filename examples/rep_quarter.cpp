// A rep's quarter as weeks and days, with holidays, leave and ramp, and what is left to do in the middle of
// it.
//
// usage: rep_quarter [CLOSED_DAYS]      an .ics or CSV file; default: two holidays and a half day
#include <attain/goal/pace.hpp>
#include <attain/time/proration.hpp>

#include <boost/date_time/gregorian/gregorian_types.hpp>

#include <common/closed_days.hpp>
#include <cstdio>
#include <exception>
#include <string>

using namespace attain;
using boost::gregorian::date;

namespace {

// A day's mark: its target, or why it has none.
std::string mark(const cascade& plan, const rep& who, const calendar& days, day d) {
    if (const auto target = plan.on(d)) return std::to_string(*target);
    if (who.stint_on(d) == nullptr) return "-";
    if (who.presence_on(d) == fraction::zero()) return "leave";
    return days.special(d) != nullptr ? "closed" : "";
}

void print_weeks(const cascade& plan, const rep& who, const calendar& days) {
    std::printf("%-10s%8s%8s%8s%8s%8s%8s%8s%9s%9s\n", "week", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun",
                "days", "meetings");
    for (const cascade_part& week : plan.parts(period_kind::week)) {
        std::printf("%-10s", to_string(week.whole).c_str());
        for (day d = week.whole.begin; d < week.whole.end; ++d)
            std::printf("%8s", week.part.contains(d) ? mark(plan, who, days, d).c_str() : "");
        const std::string target = week.target ? std::to_string(*week.target) : "n/a";
        std::printf("%9.2f%9s\n", week.time.days(), target.c_str());
    }
}

void print_months(const cascade& plan) {
    for (const cascade_part& m : plan.parts(period_kind::month))
        std::printf("%s: %lld meetings in %.2f days of capacity\n", to_string(m.whole).c_str(),
                    static_cast<long long>(m.target.value_or(0)), m.time.days());
}

void print_pace(const cascade& plan, const capacity_line& line, const pace_facts& facts) {
    const pace p = pace_of(plan, line, facts);
    std::printf("\nAs of %s: %lld done of %lld, %.1f expected by now (%.0f %% of pace); at this rate %.0f.\n",
                to_string(facts.as_of).c_str(), static_cast<long long>(facts.actual),
                static_cast<long long>(p.target), p.expected.value_or(0), 100 * p.ratio.value_or(0),
                p.projection.value_or(0));
    std::printf("%s, %s. Left: %lld in %.2f days of capacity:\n", name(status_of(p, std::nullopt)),
                name(p.feasible), static_cast<long long>(p.remaining), p.time_left.days());
    if (!p.catch_up) return;
    for (const cascade_part& week : p.catch_up->parts(period_kind::week)) {
        std::printf("  %s:", to_string(week.whole).c_str());
        for (day d = week.part.begin; d < week.part.end; ++d)
            if (const auto target = p.catch_up->on(d)) std::printf(" %lld", static_cast<long long>(*target));
        std::printf("%s\n", week.target ? "" : " n/a");
    }
}

} // namespace

int main(int argc, char** argv) {
    try {
        const period q4 = quarter(2026, 4);
        const calendar office = argc > 1
                                    ? calendar::weekdays().set(example::read_closed_days(argv[1], year(2026)))
                                    : calendar::weekdays()
                                          .close(date(2026, 11, 26), "Thanksgiving")
                                          .half(date(2026, 12, 24), "Christmas Eve")
                                          .close(date(2026, 12, 25), "Christmas Day");
        team bdrs{"BDR East", office};
        const auto ben = bdrs.add({.id = 102,
                                   .name = "Ben",
                                   .role = "Jr. BDR",
                                   .hired = date(2026, 9, 14),
                                   .ramp = ramp::steps({0.25, 0.5, 0.75}),
                                   .absences = {{date(2026, 10, 19), date(2026, 10, 24)},
                                                {date(2026, 11, 27), date(2026, 11, 28), 0.5}}});
        const rep& who = bdrs.at(ben);
        const capacity_line line{bdrs, who, q4};
        const capacity_line full{bdrs, who, q4, capacity_of::full_time};

        const prorated quota = prorate(75, line.sum(q4), full.sum(q4));
        std::printf("%s, %s: 75 x %.4f / %.4f days = %.3f, so %lld meetings in whole.\n\n", who.name.c_str(),
                    to_string(q4).c_str(), line.sum(q4).days(), full.sum(q4).days(), quota.value(),
                    static_cast<long long>(quota.nearest()));
        const cascade plan{quota.nearest(), line, q4};
        print_weeks(plan, who, office);
        print_months(plan);
        print_pace(plan, line, {.as_of = date(2026, 11, 16), .actual = 11, .high_day = 3});
        return 0;
    } catch (const std::exception& e) {
        std::fprintf(stderr, "rep_quarter: %s\n", e.what());
        return 1;
    }
}
