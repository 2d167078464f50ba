#include <attain/core/error.hpp>
#include <attain/core/int128.hpp>
#include <attain/goal/counterfactual.hpp>

#include "../core/whole_units.hpp"
#include "same_metric.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace attain::inline v1 {

namespace {

constexpr std::size_t most_days = 60;
constexpr std::int32_t looked_at = 366; // days after the deadline
constexpr double week = 5;

// The first days after the deadline with working time, as far as the rep's calendar knows them.
std::vector<day> further_days(const goal& g, const team& in) {
    const rep& member = in.at(g.rep);
    day end{std::min(g.period.end.value + looked_at, day::max_value)};
    if (const auto& known = in.calendar_of(member).span()) end = std::min(end, known->end);
    std::vector<day> days;
    if (end <= g.period.end) return days;
    const capacity_line line{in, member, {g.period.end, end}};
    for (day d = g.period.end; d < end && days.size() < most_days; ++d)
        if (!line.on(d).none()) days.push_back(d);
    return days;
}

std::optional<std::int32_t> days_needed(const goal& g, const estimator& of, double wanted) {
    const std::vector<day> days = further_days(g, of.team());
    const auto enough = [&](std::size_t n) {
        const period longer = period::between(g.period.begin, days[n - 1] + 1);
        return of.forecast(g.rep, longer).tail(g.target) >= wanted;
    };
    if (days.empty() || !enough(days.size())) return std::nullopt;
    std::size_t low = 0;
    std::size_t high = days.size();
    while (high - low > 1) {
        const std::size_t middle = (low + high) / 2;
        (enough(middle) ? high : low) = middle;
    }
    return static_cast<std::int32_t>(high);
}

// Weeks of five of the days that the rep still works, however many hours of them; at least one.
double weeks_left(const goal& g, const estimator& of) {
    const capacity_line line{of.team(), of.team().at(g.rep), g.period};
    int days = 0;
    for (day d = std::max(g.period.begin, of.as_of() + 1); d < g.period.end; ++d)
        days += !line.on(d).none();
    return std::max(1.0, days / week);
}

} // namespace

counterfactuals what_would_do(const goal& g, const estimator& of, double wanted) {
    if (!(wanted > 0 && wanted < 1)) fail(errc::out_of_range, "wanted", "must be between 0 and 1");
    require_same_metric(g.metric, of, "of");
    const forecast now = of.forecast(g.rep, g.period);
    counterfactuals c{.probability = std::numeric_limits<double>::quiet_NaN(), .wanted = wanted};
    if (!now.known()) return c;
    c.probability = attainability(now, g.target);
    if (c.probability >= wanted) {
        c.target = g.target;
        c.more_in_all = 0;
        c.more_per_week = 0;
        c.more_days = 0;
        return c;
    }
    const units lower = now.target_for(wanted);
    if (lower > 0 || g.metric.kind() == metric_kind::signed_amount) c.target = lower; // 0 is no target
    if (!now.remaining().none()) {
        c.more_in_all = saturated(int128{g.target} - lower);
        const double a_week = static_cast<double>(*c.more_in_all) / weeks_left(g, of);
        c.more_per_week = whole_units(std::ceil(a_week - 1e-9));
    }
    c.more_days = days_needed(g, of, wanted);
    return c;
}

std::string sentence(const counterfactuals& c, const goal& g) {
    if (!(c.probability < c.wanted)) return "";
    std::string text;
    const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", or ") + part; };
    if (c.more_per_week) add(to_string(*c.more_per_week, g.metric) + " more a week");
    if (c.more_days) add(std::to_string(*c.more_days) + (*c.more_days == 1 ? " more day" : " more days"));
    if (c.target) add("a target of " + to_string(*c.target, g.metric));
    return text;
}

} // namespace attain::inline v1
