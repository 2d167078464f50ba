#include <attain/core/error.hpp>
#include <attain/goal/counterfactual.hpp>

#include "../core/whole_units.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace attain::inline v1 {

namespace {

constexpr std::int32_t most_days = 60;
constexpr double week = 5;

// The period up to the end of the n-th further day with working time; nullopt when there is none within a
// year.
std::optional<period> extended(const goal& g, const team& in, std::int32_t working_days) {
    const rep& member = in.at(g.rep);
    const capacity_line line{in, member, {g.period.end, g.period.end + 366}};
    std::int32_t found = 0;
    for (day d = g.period.end; d < line.span().end; ++d)
        if (!line.on(d).none() && ++found == working_days) return period::between(g.period.begin, d + 1);
    return std::nullopt;
}

std::optional<std::int32_t> days_needed(const goal& g, const estimator& of, double wanted) {
    const auto enough = [&](std::int32_t days) {
        const auto longer = extended(g, of.team(), days);
        return longer && of.forecast(g.rep, *longer).tail(g.target) >= wanted;
    };
    if (!enough(most_days)) return std::nullopt;
    std::int32_t low = 0;
    std::int32_t high = most_days;
    while (high - low > 1) {
        const std::int32_t middle = (low + high) / 2;
        (enough(middle) ? high : low) = middle;
    }
    return high;
}

} // namespace

counterfactuals what_would_do(const goal& g, const estimator& of, double wanted) {
    if (!(wanted > 0 && wanted < 1)) fail(errc::out_of_range, "wanted", "must be between 0 and 1");
    const forecast now = of.forecast(g.rep, g.period);
    counterfactuals c{.probability = std::numeric_limits<double>::quiet_NaN(), .wanted = wanted};
    if (now.evidence().grade == evidence_grade::unknown) return c;
    c.probability = now.tail(g.target);
    if (c.probability >= wanted) {
        c.target = g.target;
        c.more_in_all = 0;
        c.more_per_week = 0;
        c.more_days = 0;
        return c;
    }
    c.target = now.target_for(wanted);
    if (!now.remaining().none()) {
        c.more_in_all = g.target - *c.target;
        const double weeks = std::max(1.0, now.remaining().days() / week);
        c.more_per_week = whole_units(std::ceil(static_cast<double>(*c.more_in_all) / weeks - 1e-9));
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
