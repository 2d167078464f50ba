#include "plan_reasons.hpp"

#include "plan_text.hpp"

#include <algorithm>
#include <cmath>
#include <common/text_table.hpp>
#include <limits>
#include <span>
#include <utility>

namespace attain_program {

namespace {

using attain::percent;
using example::align;

// A figure of quotas of which none is certainly missed: 0 is what is too small for a double.
std::string small_too(double p) {
    return percent(p == 0 ? std::numeric_limits<double>::min() : p);
}

std::string chance_span(const attain::team_figures& f) {
    return small_too(f.smallest_chance) + " to " + small_too(f.largest_chance);
}

double share_at_quota(const attain::outcome& o) {
    return o.figures.expected_attaining / static_cast<double>(o.split.quotas.size());
}

std::string compared_text(const attain::outcome& o, const attain::metric& of) {
    return "chances " + chance_span(o.figures) + ", " + small_too(share_at_quota(o)) +
           " expected at quota, " + about(o.figures.expected_credited, of) + " credited";
}

// 41 = 30 base share + 15 record - 4 leave, in the metric's own numbers; lines of 0 say nothing.
std::string sum_text(attain::units total, std::span<const std::pair<attain::units, const char*>> lines,
                     const attain::metric& of) {
    std::string text = quantity(total, of) + " =";
    for (const auto& [amount, what] : lines)
        if (amount != 0 || lines.size() == 1) {
            const char* const sign = amount < 0 ? " -" : text.ends_with('=') ? "" : " +";
            text += std::string(sign) + ' ' + quantity(std::abs(amount), of) + ' ' + what;
        }
    return text;
}

std::string why_text(const team_plan& team, std::size_t i) {
    std::vector<std::pair<attain::units, const char*>> lines;
    for (const attain::bridge_line& line : team.bridges[i].lines())
        lines.emplace_back(line.amount, name(line.factor));
    if (lines.empty()) lines.emplace_back(0, name(attain::factor::base_share));
    return sum_text(team.split.quotas[i].amount, lines, team.plan.metric);
}

std::string state_text(const attain::quota& q) {
    std::string text = name(q.state);
    const bool other_rule = q.binding != attain::bound_tag::none && q.binding != attain::bound_tag::lock &&
                            q.binding != attain::bound_tag::node;
    // A bound by the rule's own name: at the floor, or at the lower end by the change cap.
    if (other_rule && text != std::string("at ") + name(q.binding))
        text += std::string(" (") + name(q.binding) + ")";
    if (q.tie) text += ", by tie";
    if (q.residual) text += ", takes the rest";
    return text;
}

std::vector<std::string> reason_row(const team_plan& team, std::size_t i) {
    const attain::quota& q = team.split.quotas[i];
    const attain::explanation& e = team.explained[i];
    const attain::goal& goal = team.plan.goals[i];
    const bool sure = goal.forecast.known();
    const bool started = std::any_of(team.starts.begin(), team.starts.end(),
                                     [&](const attain::quota& s) { return s.rep == q.rep; });
    const bool bound = e.without_own_bounds != q.amount;
    return {goal.owner,
            why_text(team, i),
            state_text(q),
            chance(goal.forecast, q.amount),
            sure ? percent(attainability(goal.forecast, q.amount + 1)) : "unknown",
            bound ? quantity(e.without_own_bounds, goal.metric) : "",
            q.change == q.amount || started ? "" : quantity(q.amount - q.change, goal.metric)};
}

std::string price_text(const team_plan& team) {
    const attain::team_figures& f = team.compared.front().figures;
    if (std::isnan(f.price)) return "nobody's bounds leave room for one more unit of total";
    return "one more unit of total adds " + small_too(f.price) + " of a unit to the credited total";
}

} // namespace

std::string fairness_text(const team_plan& team) {
    const std::string equal = name(attain::policy{attain::equal_split{}});
    std::string text;
    for (const attain::outcome& o : team.compared)
        text += labelled(text.empty()              ? "Fairness"
                         : o.split.method == equal ? "Equal split"
                                                   : "Proportional",
                         compared_text(o, team.plan.metric));
    return text;
}

std::string explained_text(const team_plan& team) {
    if (team.explained.empty()) return "";
    example::text_table table;
    table.column("", align::left);
    table.column("why", align::left);
    table.column("state", align::left);
    table.column("chance", align::right);
    table.column("one more", align::right);
    table.column("if unbound", align::right);
    table.column("last", align::right);
    for (std::size_t i = 0; i < team.explained.size(); ++i)
        table.row(reason_row(team, i));
    std::string text = '\n' + table.text() + '\n';
    const bool weighed = std::any_of(team.bridges.begin(), team.bridges.end(), [](const attain::bridge& b) {
        return b.of(attain::factor::weights) != 0;
    });
    text +=
        labelled("Why", std::string{"leave, part-time, ramp: a minus is the person's own, a plus is taken "
                                    "over from the others"} +
                            (weighed ? "; weight: what is expected of each" : ""));
    return team.compared.empty() ? text : text + labelled("Price", price_text(team));
}

std::string what_if_text(const team_plan& team) {
    if (team.what_if.empty()) return "";
    const attain::metric& of = team.plan.metric;
    const bool sure = team.plan.team_forecast.known();
    example::text_table table;
    table.column("total", align::right);
    table.column("team", align::right);
    table.column("credited", align::right);
    for (const attain::goal& goal : team.plan.goals)
        table.column(goal.owner, align::right);
    for (const other_total& other : team.what_if) {
        const attain::outcome& o = other.outcome;
        std::vector<std::string> row = {quantity(o.split.total, of),
                                        sure ? percent(other.team_probability) : "unknown",
                                        sure ? about(o.figures.expected_credited, of) : ""};
        for (std::size_t i = 0; i < team.plan.goals.size(); ++i)
            row.push_back(o.split.quotas.empty()
                              ? "-"
                              : quantity(o.split.quotas[i].amount, of) + " at " +
                                    chance(team.plan.goals[i].forecast, o.split.quotas[i].amount));
        table.row(std::move(row));
    }
    std::string text = '\n' + table.text();
    if (team.next_change)
        text += '\n' + labelled("Next change", "at a total of " + quantity(*team.next_change, of) +
                                                   " a bound begins or ends to decide");
    return text;
}

} // namespace attain_program
