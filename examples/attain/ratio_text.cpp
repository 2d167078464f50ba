#include "ratio_text.hpp"

#include "files.hpp"
#include "plan_text.hpp"
#include "smart_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <common/text_table.hpp>
#include <utility>

namespace attain_program {

namespace {

using attain::percent;
using attain::ratio;
using attain::ratio_forecast;
using attain::ratio_goal;
using attain::ratio_kind;
using attain::ratio_metric;
using attain::ratio_plan;
using attain::ratio_progress;
using example::align;

constexpr const char* reach_unknown = "; whether the team reaches it is unknown";

std::string chance(const ratio_goal& g) {
    return g.forecast.known() ? percent(g.probability()) : "unknown";
}

// A number in the ratio's own terms, which need not be a ratio of whole numbers: 41.7 %, 2,310.25, 9.40.
std::string value_text(double x, const ratio_metric& of) {
    switch (of.kind) {
    case ratio_kind::share:
        return fmt::format("{:.1f} %", 100 * x);
    case ratio_kind::odds:
        return fmt::format("{:.2f} to 1", x);
    case ratio_kind::average:
        break;
    }
    const double value = x / static_cast<double>(of.numerator.per_whole());
    const int decimals = of.numerator.exponent() > 0 ? of.numerator.exponent() : std::abs(value) < 10 ? 2 : 1;
    return grouped(fmt::format("{:.{}f}", value, decimals));
}

std::string value_text(const ratio& r, const ratio_metric& of) {
    return grouped(to_string(r, of));
}

// Ranges are about: whole percents, three figures.
std::string range_text(const attain::range& r, const ratio_metric& of) {
    if (of.kind == ratio_kind::odds && std::isfinite(r.low) && std::isinf(r.high))
        return fmt::format("{:.1f} or more", r.low);
    if (of.kind == ratio_kind::odds && std::isinf(r.low)) return "no " + of.denominator.name();
    if (!std::isfinite(r.low) || !std::isfinite(r.high)) return "none";
    if (of.kind == ratio_kind::share) return fmt::format("{:.0f} - {:.0f} %", 100 * r.low, 100 * r.high);
    if (of.kind == ratio_kind::odds) return fmt::format("{:.1f} - {:.1f}", r.low, r.high);
    const auto whole = static_cast<double>(of.numerator.per_whole());
    const int decimals = r.high / whole < 100 ? 1 : 0;
    return grouped(fmt::format("{:.{}f}", r.low / whole, decimals)) + " - " +
           grouped(fmt::format("{:.{}f}", r.high / whole, decimals));
}

std::string range_text(const ratio_forecast& f, const ratio_metric& of) {
    return f.known() ? range_text(f.interval(0.8), of) : "unknown";
}

// `12 of 31, 38.7 %`; `84,310.00 over 31, 2,719.68`.
std::string so_far(attain::units numerator, attain::units denominator, const ratio_metric& of) {
    if (denominator <= 0)
        return numerator == 0 ? "none" : grouped(to_string(numerator, of.numerator)) + " to 0";
    const char* const between = of.kind == ratio_kind::odds    ? " to "
                                : of.kind == ratio_kind::share ? " of "
                                                               : " over ";
    const double value = static_cast<double>(numerator) / static_cast<double>(denominator);
    return grouped(to_string(numerator, of.numerator)) + between +
           grouped(to_string(denominator, of.denominator)) + ", " + value_text(value, of);
}

std::string asked(const ratio_goal& team) {
    return std::string{team.direction == attain::better::higher ? "at least " : "at most "} +
           value_text(team.target, team.metric);
}

std::string done_text(const ratio_forecast& f, const ratio_metric& of) {
    return f.numerator_done() == 0 && f.denominator_done() == 0
               ? ""
               : so_far(f.numerator_done(), f.denominator_done(), of);
}

bool unknown(const ratio_forecast& f) {
    return f.evidence().grade == attain::evidence_grade::unknown;
}

// How many are expected of each, in whole numbers that add up to the team's, which is the last: rounded down,
// and those with the largest rest up.
std::vector<std::string> events_of(const ratio_plan& plan) {
    std::vector<double> whole;
    std::vector<std::size_t> order;
    double sum = 0;
    double left = 0;
    for (std::size_t i = 0; i < plan.events.size(); ++i) {
        whole.push_back(std::floor(plan.events[i]));
        order.push_back(i);
        sum += plan.events[i];
        left -= whole.back();
    }
    left += std::round(sum);
    const auto rest = [&](std::size_t i) { return plan.events[i] - std::floor(plan.events[i]); };
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return rest(a) > rest(b); });
    for (std::size_t i = 0; i < order.size() && left > 0.5; ++i, --left)
        ++whole[order[i]];
    std::vector<std::string> all;
    for (std::size_t i = 0; i < whole.size(); ++i)
        all.push_back(unknown(plan.goals[i].forecast) ? "unknown" : fmt::format("{:.0f}", whole[i]));
    all.push_back(unknown(plan.team.forecast) ? "unknown" : fmt::format("{:.0f}", sum));
    return all;
}

std::string goals_table(const ratio_team& team) {
    const ratio_plan& plan = team.plan;
    const ratio_metric& of = plan.team.metric;
    example::text_table table;
    table.column("", align::left);
    table.column("", align::left);
    for (const char* head : {"target", "so far", "chance", "80 % range"})
        table.column(head, align::right);
    table.column("evidence", align::left);
    table.column(of.kind == ratio_kind::odds ? "expected" : of.denominator.name(), align::right);
    table.column("SMART", align::left);
    const std::vector<std::string> events = events_of(plan);
    for (std::size_t i = 0; i < plan.goals.size(); ++i) {
        const ratio_goal& g = plan.goals[i];
        table.row({g.owner, g.role, value_text(g.target, of) + (plan.locked[i] ? " (locked)" : ""),
                   done_text(g.forecast, of), chance(g), range_text(g.forecast, of),
                   name(g.forecast.evidence().grade), events[i], marks(team.audits[i])});
    }
    table.rule();
    table.row({"team", "", value_text(plan.team.target, of), done_text(plan.team.forecast, of),
               chance(plan.team), range_text(plan.team.forecast, of), "", events.back(), ""});
    return table.text();
}

std::string together_text(const ratio_plan& plan) {
    const ratio_metric& of = plan.team.metric;
    if (!std::isfinite(plan.combined) && unknown(plan.team.forecast))
        return "how many " + of.denominator.name() + " are to be expected is unknown" +
               (plan.meets ? "; everybody has the team's own target" : "");
    if (!std::isfinite(plan.combined)) return "no " + of.denominator.name() + " are to be expected";
    const std::string reach = plan.team.forecast.known()
                                  ? "; the team reaches its " + value_text(plan.team.target, of) + " with " +
                                        percent(plan.team.probability())
                                  : reach_unknown;
    return "if everybody meets exactly their own target, the team has " + value_text(plan.combined, of) +
           (plan.meets ? "" : ", which is not what is asked for") + reach;
}

std::vector<std::string> owners_of(const ratio_plan& plan) {
    std::vector<std::string> owners;
    for (const ratio_goal& g : plan.goals)
        owners.push_back(g.owner);
    return owners;
}

std::string fairness_text(const ratio_plan& plan) {
    double low = 1;
    double high = 0;
    double sum = 0;
    double n = 0;
    for (const ratio_goal& g : plan.goals) {
        if (!g.forecast.known()) continue;
        const double p = g.probability();
        low = std::min(low, p);
        high = std::max(high, p);
        sum += p;
        ++n;
    }
    if (n == 0) return "";
    return "chances " + percent(low) + " to " + percent(high) + ", " + percent(sum / n) +
           " expected to reach their own target";
}

// What the team could be asked instead.
std::string other_targets(const ratio_plan& plan) {
    const ratio_goal& team = plan.team;
    if (!team.forecast.known()) return "";
    std::vector<std::string> all;
    for (const double p : {0.75, 0.6, 0.5})
        if (const auto target = ratio_with_chance(team.forecast, team.metric, team.direction, p))
            all.push_back((team.metric.kind == ratio_kind::average && team.metric.numerator.exponent() > 0
                               ? about(target->value(), team.metric.numerator)
                               : value_text(*target, team.metric)) +
                          " with " + percent(p));
    return all.empty() ? "" : "the team reaches " + joined(all);
}

std::string team_text(const ratio_team& team, const attain::period& over) {
    const ratio_plan& plan = team.plan;
    std::string text = heading(fmt::format("{}: {} of {} {}", plan.team.owner, plan.team.metric.name,
                                           asked(plan.team), within(over)));
    text += goals_table(team) + '\n';
    text += labelled("Together", together_text(plan));
    const std::vector<std::string> owners = owners_of(plan);
    const std::string equal =
        one_for_all_text(value_text(plan.team.target, plan.team.metric), owners, plan.one_for_all);
    if (!equal.empty()) text += labelled("Same for all", equal);
    if (const std::string fair = fairness_text(plan); !fair.empty()) text += labelled("Fairness", fair);
    if (const std::string other = other_targets(plan); !other.empty())
        text += labelled("Other targets", other);
    if (team.record) text += labelled("Track record", attain_program::text(*team.record, "target"));
    text += reasons_text(owners, team.audits);
    if (!team.no_working_time.empty()) text += labelled("No goal", joined(team.no_working_time));
    if (!team.checks.empty()) text += labelled("Check", joined(team.checks, "; "));
    return text;
}

std::string rows_text(const ratio_plans& all, const example::dataset& data) {
    const auto side = [](const example::row_counts& n, const attain::metric& of) {
        return grouped(std::to_string(n.used - n.later)) + " of " + of.name();
    };
    std::vector<std::string> parts = {side(data.rows, data.metric) + " and " +
                                      side(data.rows_per, *data.per) + " up to " + to_string(all.as_of)};
    if (const std::size_t later = data.rows_per.later; later > 0)
        parts.push_back(grouped(std::to_string(later)) + " of " + data.per->name() +
                        " after that day, ignored");
    if (const std::size_t n = data.rows_per.outside; n > 0)
        parts.push_back(grouped(std::to_string(n)) +
                        " of those on days outside any team, in nobody's figures");
    if (const std::size_t n = data.rows.unknown_reps; n > 0)
        parts.push_back(grouped(std::to_string(n)) + " of unknown reps, skipped");
    return plural(data.rows.rows, "row") + ": " + joined(parts);
}

} // namespace

std::string ratio_plan_text(const ratio_plans& all, const example::dataset& data) {
    std::string text;
    for (const ratio_team& team : all.teams)
        text += team_text(team, all.period) + '\n';
    text += not_planned_text(all.without_target, "--target");
    text += labelled("Data", rows_text(all, data));
    if (!all.note.empty()) text += labelled("Note", all.note);
    const std::string way =
        all.direction == attain::better::higher ? "reaching the target" : "staying within the target";
    const std::string events =
        all.metric.kind == ratio_kind::odds ? "expected" : all.metric.denominator.name();
    text += labelled("Columns", "target: each one's own, all with the same chance; chance: of " + way +
                                    ", from what is known up to " + to_string(all.as_of) +
                                    ", if there are any " + all.metric.denominator.name() + "; " + events +
                                    ": how many are expected in the period; SMART: ? is in doubt, x fails, a "
                                    "letter passes");
    return text;
}

std::string ratio_track_text(const followed_ratios& f) {
    const ratio_plan& plan = f.plan->plan;
    const ratio_metric& of = plan.team.metric;
    const auto likely = [](const ratio_progress& p) {
        return p.probability ? percent(*p.probability) : "unknown";
    };
    std::string text =
        heading(fmt::format("{} on {}: {} {}, {} asked{}", plan.team.owner, to_string(f.team.as_of), of.name,
                            so_far(f.team.numerator, f.team.denominator, of), asked(plan.team),
                            f.team.probability ? "; " + likely(f.team) + " likely" : reach_unknown));
    example::text_table table;
    table.column("", align::left);
    for (const char* head : {"target", "so far", "chance", "80 % range", "the rest must bring"})
        table.column(head, align::right);
    table.column("status", align::left);
    const bool higher = plan.team.direction == attain::better::higher;
    const auto rest = [&](const ratio_progress& p) -> std::string {
        if (!p.rest) return "";
        if (*p.rest < 0) return higher ? "nothing" : "more than it can";
        if (!std::isfinite(*p.rest) || (of.kind == ratio_kind::share && *p.rest > 1))
            return higher ? "more than it can" : "anything";
        return (higher ? "" : "at most ") + value_text(*p.rest, of);
    };
    for (std::size_t i = 0; i < f.goals.size(); ++i) {
        const ratio_progress& p = f.goals[i];
        table.row({p.owner, value_text(plan.goals[i].target, of), so_far(p.numerator, p.denominator, of),
                   likely(p), range_text(p.outcome, of), rest(p), name(p.status)});
    }
    return text + table.text();
}

std::string ratio_review_text(const ratio_plan& plan, const closed_ratios& closed,
                              const std::optional<ratio_plan>& next) {
    const std::vector<ratio_goal> goals = next ? next->goals : std::vector<ratio_goal>{};
    const ratio_metric& of = plan.team.metric;
    std::string text = heading(fmt::format(
        "{}, {}: {} {}, {} asked{}", plan.team.owner, to_string(plan.team.period), of.name,
        so_far(closed.team.numerator, closed.team.denominator, of), asked(plan.team),
        plan.team.forecast.known() ? "; said beforehand: " + percent(plan.team.probability()) : ""));
    example::text_table table;
    table.column("", align::left);
    for (const char* head : {"target", "actual", "said"})
        table.column(head, align::right);
    table.column("", align::left);
    for (const char* head : {"next target", "chance"})
        table.column(head, align::right);
    for (std::size_t i = 0; i < plan.goals.size(); ++i) {
        const ratio_goal& g = plan.goals[i];
        const auto again =
            std::find_if(goals.begin(), goals.end(), [&](const ratio_goal& n) { return n.rep == g.rep; });
        const bool stays = again != goals.end();
        table.row({g.owner, value_text(g.target, of),
                   so_far(closed.goals[i].numerator, closed.goals[i].denominator, of), chance(g),
                   name(closed.goals[i].status), stays ? value_text(again->target, of) : "no goal",
                   stays ? chance(*again) : ""});
    }
    for (const ratio_goal& n : goals)
        if (std::none_of(plan.goals.begin(), plan.goals.end(),
                         [&](const ratio_goal& g) { return g.rep == n.rep; }))
            table.row({n.owner, "", "", "", "", value_text(n.target, of), chance(n)});
    text += table.text() + '\n';
    const attain::calibration_check& c = closed.check;
    if (c.goals > 0)
        text += labelled("At target",
                         fmt::format("{} of {}; about {:.1f} were to be expected, give or take {:.1f}",
                                     c.reached, c.goals, c.expected_reached, c.spread));
    if (!next)
        return text + labelled("Next", to_string(attain::next(plan.team.period)) +
                                           ": nobody works then, so there are no goals");
    text += labelled(
        "Next", fmt::format("{}: {} again, shared out anew from what is known by {}{}",
                            to_string(next->team.period), asked(next->team), to_string(next->team.as_of),
                            next->team.forecast.known() ? "; the team reaches it with " + chance(next->team)
                                                        : reach_unknown));
    return text;
}

} // namespace attain_program
