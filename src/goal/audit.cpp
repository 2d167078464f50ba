#include <attain/core/error.hpp>
#include <attain/core/int128.hpp>
#include <attain/goal/audit.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace attain::inline v1 {

namespace {

std::string whole(double x) {
    char text[32];
    std::snprintf(text, sizeof text, "%.0f", x);
    return text;
}

std::string days_text(double days) {
    char text[32];
    std::snprintf(text, sizeof text, days == std::floor(days) ? "%.0f" : "%.1f", days);
    return std::string{text} + (days == 1 ? " working day" : " working days");
}

bool known(const goal& g) {
    return g.forecast.evidence().grade != evidence_grade::unknown;
}

double spread_of_chances(const plan& in) {
    double low = 1;
    double high = 0;
    for (const goal& g : in.goals) {
        if (!known(g)) continue;
        low = std::min(low, g.probability());
        high = std::max(high, g.probability());
    }
    return std::max(0.0, high - low);
}

finding specific(const goal& g, const plan& in) {
    const auto same = std::count_if(in.goals.begin(), in.goals.end(), [&](const goal& other) {
        return other.rep != g.rep && other.target == g.target;
    });
    const bool everybody = in.goals.size() > 2 && same + 1 == static_cast<std::ptrdiff_t>(in.goals.size());
    if (everybody && spread_of_chances(in) > 0.20)
        return {smart::specific, verdict::warn, static_cast<double>(same),
                "everybody has the same number, although the chances differ by " +
                    whole(100 * spread_of_chances(in)) + " points"};
    return {smart::specific, verdict::pass, static_cast<double>(same),
            to_string(g.target, g.metric) + " " + g.metric.name() + " for " + g.owner};
}

finding measurable(const goal& g, const plan& in, const audit_options& options) {
    if (!g.last_fact)
        return {smart::measurable, verdict::warn, -1, "nothing was ever recorded for " + g.owner};
    const int age = in.as_of - *g.last_fact;
    const std::string since = "last record on " + to_string(*g.last_fact);
    if (age > options.stale_days)
        return {smart::measurable, verdict::warn, static_cast<double>(age),
                since + ", " + std::to_string(age) + " days before the plan"};
    return {smart::measurable, verdict::pass, static_cast<double>(age), since};
}

// Verdicts follow the figure people read: 49.7 % prints as 50 %, and is not called less than 50 %.
double as_printed(double probability) {
    return std::round(100 * probability) / 100;
}

finding attainable(const goal& g, const audit_options& options) {
    if (!known(g))
        return {smart::attainable, verdict::warn, std::nan(""),
                "no data of " + g.owner + "'s own and no team to learn from: the chance is unknown"};
    const double p = g.probability();
    const std::string chance = percent(p) + " likely";
    const std::string grade = std::string{", evidence "} + name(g.forecast.evidence().grade);
    const std::string band = percent(options.attainable_low) + " to " + percent(options.attainable_high);
    const double shown = as_printed(p);
    if (shown < options.hopeless)
        return {smart::attainable, verdict::fail, p, chance + grade + ": out of reach"};
    if (shown < options.attainable_low)
        return {smart::attainable, verdict::warn, p,
                chance + grade + ": less than the " + band + " asked for"};
    if (shown > options.attainable_high)
        return {smart::attainable, verdict::warn, p,
                chance + grade + ": easier than the " + band + " asked for"};
    return {smart::attainable, verdict::pass, p, chance + grade};
}

finding relevant(const plan& in, const audit_options& options) {
    int128 sum = 0;
    for (const goal& g : in.goals)
        sum += g.target;
    const double p = in.team_probability();
    if (sum != in.total)
        return {smart::relevant, verdict::fail, p,
                "the targets sum to " + to_string(narrow(sum, "targets"), in.metric) +
                    ", not to the team's " + to_string(in.total, in.metric)};
    const std::string exact = "the targets sum to the team's " + to_string(in.total, in.metric) + " exactly";
    if (in.team_forecast.evidence().grade == evidence_grade::unknown)
        return {smart::relevant, verdict::warn, std::nan(""), exact + "; the team's chance is unknown"};
    const std::string team = "; the team reaches it with " + percent(p);
    return {smart::relevant, as_printed(p) < options.team_chance ? verdict::warn : verdict::pass, p,
            exact + team};
}

finding timebound(const goal& g, const plan& in) {
    double left = 0;
    for (const day_target& d : g.daily)
        left += d.day > in.as_of ? 1 : 0;
    const std::string deadline = "by " + to_string(g.period.last());
    if (left == 0) return {smart::timebound, verdict::fail, 0, deadline + ", but no working day is left"};
    return {smart::timebound, verdict::pass, left, deadline + ", " + days_text(left) + ", a target for each"};
}

} // namespace

char letter(smart question) noexcept {
    constexpr char letters[] = "SMART";
    return letters[static_cast<std::size_t>(question)];
}

const char* name(verdict v) noexcept {
    switch (v) {
    case verdict::pass:
        return "pass";
    case verdict::warn:
        return "warn";
    case verdict::fail:
        return "fail";
    }
    return "fail";
}

std::string percent(double probability) {
    if (std::isnan(probability)) return "unknown";
    if (probability > 0 && probability < 0.01) return "< 1 %";
    if (probability < 1 && probability > 0.99) return "> 99 %";
    return whole(100 * probability) + " %";
}

std::array<finding, 5> audit(const goal& g, const plan& in, const audit_options& options) {
    return {specific(g, in), measurable(g, in, options), attainable(g, options), relevant(in, options),
            timebound(g, in)};
}

one_size_check check_one_size(const plan& p) {
    if (p.one_for_all.empty()) fail(errc::empty_input, "plan", "has no goals");
    const auto by_chance = [](const equal_share& a, const equal_share& b) {
        return a.probability < b.probability;
    };
    const auto by_amount = [](const equal_share& a, const equal_share& b) { return a.amount < b.amount; };
    const auto [low, high] = std::minmax_element(p.one_for_all.begin(), p.one_for_all.end(), by_chance);
    const auto [few, many] = std::minmax_element(p.one_for_all.begin(), p.one_for_all.end(), by_amount);
    return {few->amount, many->amount, low->probability, high->probability, low->rep, high->rep};
}

} // namespace attain::inline v1
