// Rolling statistics in working days, as Boost.Accumulators features beside Boost's own.
//
//     rolling
//
// Ana's calls of November 2026. Thanksgiving is closed, a row comes late, and a typing error on the first day
// is out of the window by the end of the month: out of the answers as well.
#include <attain/measure/rolling.hpp>

#include <boost/accumulators/statistics/max.hpp>
#include <boost/accumulators/statistics/stats.hpp>

#include <cstdio>

using namespace attain;
using boost::accumulators::accumulator_set;
using boost::accumulators::stats;
using boost::gregorian::date;

int main() {
    const calendar us = calendar::weekdays().close(date(2026, 11, 26));

    accumulator_set<
        units, stats<rolling::tag::sum, rolling::tag::mean, rolling::tag::variance, rolling::tag::daily_mean,
                     rolling::tag::best_day, rolling::tag::worst_day, rolling::tag::active_share,
                     rolling::tag::idle_days, rolling::tag::decayed_rate, boost::accumulators::tag::max>>
        calls(rolling::length = 10, rolling::schedule = us, rolling::half_life = 10.0);

    calls(12'000'000'000, rolling::on = date(2026, 11, 2)); // meant to be 12
    const units usual[] = {14, 9, 0, 17, 12};               // Monday to Friday
    for (day d = date(2026, 11, 3); d <= day{date(2026, 11, 25)}; ++d)
        if (d.weekday() <= weekday::friday && d != day{date(2026, 11, 18)})
            calls(usual[static_cast<int>(d.weekday())], rolling::on = d);
    calls(15, rolling::on = date(2026, 11, 18)); // a Wednesday, logged a week late

    const day today = date(2026, 11, 30);
    std::printf("last 10 working days up to Monday %s\n", to_string(today).c_str());
    std::printf("  calls            %lld\n",
                static_cast<long long>(rolling::sum(calls, rolling::as_of = today)));
    std::printf("  a working day    %.2f\n", rolling::daily_mean(calls, rolling::as_of = today));
    std::printf("  a row            %.2f, variance %.2f\n", rolling::mean(calls, rolling::as_of = today),
                rolling::variance(calls, rolling::as_of = today));
    const auto best = rolling::best_day(calls, rolling::as_of = today);
    const auto worst = rolling::worst_day(calls, rolling::as_of = today);
    std::printf("  best day         %s with %lld\n", to_string(best->day).c_str(),
                static_cast<long long>(best->total));
    std::printf("  worst day        %s with %lld\n", to_string(worst->day).c_str(),
                static_cast<long long>(worst->total));
    std::printf("  active           %.0f %% of the days\n",
                100 * rolling::active_share(calls, rolling::as_of = today));
    std::printf("  silent for       %d working days\n", *rolling::idle_days(calls, rolling::as_of = today));
    std::printf("Boost's max of the whole series still sees the typing error: %lld\n",
                static_cast<long long>(boost::accumulators::max(calls)));
}
