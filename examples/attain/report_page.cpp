#include "report_page.hpp"

#include <attain/core/version.hpp>

#include "plan_table.hpp"
#include "plan_text.hpp"
#include "report_charts.hpp"
#include "report_style.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace attain_program {

namespace {

using json = nlohmann::ordered_json;

std::string month_name(const attain::period& p) {
    static constexpr const char* names[] = {"January",   "February", "March",    "April",
                                            "May",       "June",     "July",     "August",
                                            "September", "October",  "November", "December"};
    const std::string iso = to_string(p.begin);
    if (p.kind == attain::period_kind::month)
        return std::string{names[std::stoi(iso.substr(5, 2)) - 1]} + " " + iso.substr(0, 4);
    return to_string(p);
}

// Collects the numbers while the page is written, so that page and JSON cannot differ.
class page {
public:
    std::string html{};
    json numbers = json::object();

    // The number under a key, as people read it.
    std::string units(const std::string& key, attain::units value, const attain::metric& of) {
        numbers[key] = value;
        return data(key, std::to_string(value), neat(value, of));
    }
    // Where there is no room for decimals.
    std::string rounded(const std::string& key, attain::units value, const attain::metric& of) {
        numbers[key] = value;
        return data(key, std::to_string(value), about(static_cast<double>(value), of));
    }
    std::string chance(const std::string& key, const std::optional<double>& p) {
        if (!p) return "<span class=\"soft\">unknown</span>";
        return real(key, *p, attain::percent(*p));
    }
    std::string real(const std::string& key, double value, const std::string& shown) {
        numbers[key] = value;
        return data(key, json(value).dump(), shown);
    }

private:
    static std::string data(const std::string& key, const std::string& value, const std::string& shown) {
        return fmt::format("<data data-key=\"{}\" value=\"{}\">{}</data>", escaped(key), value,
                           escaped(shown));
    }
};

std::string tile(const std::string& figure, const std::string& what) {
    return "<div class=\"tile\"><b>" + figure + "</b><span>" + what + "</span></div>";
}

std::string bar(const std::optional<double>& p) {
    return p ? fmt::format("<span class=\"bar\"><i style=\"width:{:.0f}%\"></i></span>", 100 * *p) : "";
}

std::string smart_marks(const goal_notes& notes) {
    std::string html = "<span class=\"smart\">";
    for (const attain::finding& f : notes.audit) {
        const std::string more = f.change.text.empty() ? "" : "; to mend it: " + f.change.text;
        html += fmt::format("<abbr class=\"{}\" title=\"{}\">{}</abbr>", name(f.verdict),
                            escaped(f.reason + more), letter(f.question));
    }
    return html + "</span>";
}

void add_tiles(page& out, const team_report& team, const std::string& key, attain::day as_of) {
    const attain::plan& p = team.plan->plan;
    double low = 1;
    double high = 0;
    for (const rep_report& r : team.reps)
        if (r.chance) {
            low = std::min(low, *r.chance);
            high = std::max(high, *r.chance);
        }
    out.html += "<div class=\"tiles\">";
    if (as_of >= p.period.begin)
        out.html += tile(out.rounded(key + "actual", team.actual, p.metric) + " of " +
                             out.rounded(key + "total", p.promised, p.metric),
                         escaped(p.metric.name()) + " so far");
    else
        out.html += tile(out.units(key + "total", p.promised, p.metric),
                         escaped(p.metric.name()) +
                             (p.total == p.promised ? ", the sum of all quotas exactly"
                                                    : "; the quotas add up to " + neat(p.total, p.metric)));
    out.html += tile(out.chance(key + "chance_now", team.chance_now), "chance that the team reaches it");
    if (low <= high) {
        std::string chances = out.real(key + "chance_low", low, attain::percent(low));
        if (attain::percent(low) != attain::percent(high))
            chances += " to " + out.real(key + "chance_high", high, attain::percent(high));
        out.html += tile(chances, as_of >= p.period.begin
                                      ? "each person's chance of their own quota when it was planned"
                                      : "each person's chance of their own quota");
        const attain::one_size_check& one = team.plan->one_size;
        out.html += tile(out.real(key + "equal_low", one.lowest, attain::percent(one.lowest)) + " to " +
                             out.real(key + "equal_high", one.highest, attain::percent(one.highest)),
                         "with " + about(static_cast<double>(one.smallest_amount), p.metric) +
                             (one.largest_amount - one.smallest_amount >= p.metric.per_whole()
                                  ? " or " + about(static_cast<double>(one.largest_amount), p.metric)
                                  : std::string{}) +
                             " for everybody instead");
    }
    out.html += "</div>";
}

std::string range_text(const attain::forecast& f, const attain::metric& of) {
    const attain::range r = f.interval(0.8);
    return about(r.low, of) + "&thinsp;&ndash;&thinsp;" + about(r.high, of);
}

// What became of the team's number, and which goals are in doubt, below the plan.
std::string remarks_of(const team_report& team) {
    std::string html;
    std::vector<remark> all = remarks(*team.plan);
    std::ranges::move(doubts(*team.plan), std::back_inserter(all));
    for (const remark& r : all)
        html += "<p class=\"soft\" style=\"margin:12px 0 0;font-size:14px\"><b>" + escaped(r.label) +
                "</b> " + escaped(r.text) + "</p>";
    return html;
}

void add_plan(page& out, const team_report& team, const std::string& key, attain::day as_of) {
    const attain::plan& p = team.plan->plan;
    std::vector<attain::cascade_part> weeks;
    for (const rep_report& r : team.reps)
        if (r.weeks.size() > weeks.size()) weeks = r.weeks;
    const bool with_weeks = weeks.size() > 1 && weeks.size() <= 6;
    out.html +=
        "<section><h2>The plan</h2><p>Everybody has a number of their own" +
        (p.total == p.promised ? std::string{", and they add up to the team's"}
                               : "; together they are " + handed_out_text(p)) +
        ". The 80&nbsp;% range is where the result will be in four cases of five." +
        std::string{
            as_of >= p.period.begin
                ? " Chances and ranges here are those of the plan; what has become of them stands below."
                : ""} +
        "</p>"
        "<div class=\"card scroll\"><table" +
        std::string{p.metric.exponent() > 0 ? " class=\"dense\"" : ""} + // money needs room
        "><thead><tr><th></th><th>Quota</th><th>Chance</th>"
        "<th class=\"wide-only\">80 % range</th>";
    if (with_weeks)
        for (const attain::cascade_part& w : weeks)
            out.html += "<th class=\"wide-only\">" + to_string(w.part.begin).substr(8) + "&ndash;" +
                        to_string(w.part.last()).substr(8) + "</th>";
    out.html += "<th class=\"wide-only\">Evidence</th><th>SMART</th></tr></thead><tbody>";
    std::vector<attain::units> sums(weeks.size());
    for (const rep_report& r : team.reps) {
        const attain::goal& g = *r.goal;
        const std::string own = key + r.key + ".";
        out.html += "<tr><td class=\"owner\">" + escaped(g.owner) + "<small>" + escaped(g.role) +
                    (r.notes->ramp.ramping ? ", ramping" : "") + "</small></td><td class=\"quota\">" +
                    out.units(own + "quota", g.target, p.metric) + "</td><td>" + bar(r.chance) +
                    out.chance(own + "chance", r.chance) + "</td><td class=\"wide-only soft\">" +
                    (r.chance ? range_text(g.forecast, p.metric) : "unknown") + "</td>";
        for (std::size_t w = 0; with_weeks && w < weeks.size(); ++w) {
            const attain::units amount = w < r.weeks.size() ? r.weeks[w].target.value_or(0) : 0;
            sums[w] += amount;
            out.html += "<td class=\"wide-only\">" +
                        (w < r.weeks.size() && r.weeks[w].target
                             ? out.rounded(fmt::format("{}week{}", own, w + 1), amount, p.metric)
                             : std::string{"&ndash;"}) +
                        "</td>";
        }
        out.html += "<td class=\"wide-only soft\">" + std::string{name(g.forecast.evidence().grade)} +
                    "</td><td>" + smart_marks(*r.notes) + "</td></tr>";
    }
    // The weeks add up to the quotas, so they stand beside the quotas' sum.
    const bool apart = p.total != p.promised;
    const auto sum_row = [&](const std::string& who, const std::string& amount,
                             const std::optional<double>& chance, const std::string& shown, bool of_quotas) {
        out.html += "<tr class=\"sum\"><td>" + who + "</td><td class=\"quota\">" + amount + "</td><td>" +
                    bar(chance) + shown + "</td><td class=\"wide-only soft\">" +
                    (chance ? range_text(p.team_forecast, p.metric) : "unknown") + "</td>";
        for (std::size_t w = 0; with_weeks && w < weeks.size(); ++w)
            out.html += "<td class=\"wide-only\">" +
                        (of_quotas ? out.rounded(fmt::format("{}week{}", key, w + 1), sums[w], p.metric)
                                   : std::string{}) +
                        "</td>";
        out.html += "<td class=\"wide-only\"></td><td></td></tr>";
    };
    sum_row("Team", neat(p.promised, p.metric), team.chance, out.chance(key + "chance", team.chance), !apart);
    if (apart)
        sum_row(assigned_name(p) == "street" ? "Street" : "Assigned",
                out.units(key + "sum_of_quotas", p.total, p.metric), team.assigned_chance,
                out.chance(key + "assigned_chance", team.assigned_chance), true);
    out.html += "</tbody></table></div>" + remarks_of(team) + "</section>";
}

void add_fans(page& out, const team_report& team, const std::string& key, attain::day as_of) {
    const attain::plan& p = team.plan->plan;
    const bool running = as_of >= p.period.begin;
    out.html +=
        "<section><h2>" + std::string{running ? "Where everybody stands" : "How the period may run"} +
        "</h2><p>The bands hold the running total with 50 and 80&nbsp;%. The dashed line is what the daily "
        "quotas add up to, over each person's own working days.</p><div class=\"grid2\">";
    for (const rep_report& r : team.reps) {
        const std::string own = key + r.key + ".";
        out.html += "<div class=\"card\"><h3>" + escaped(r.goal->owner) + "<span>";
        const bool nothing = !r.notes->recorded && r.actual == 0;
        out.html += running
                        ? (nothing ? "nothing recorded" : out.rounded(own + "actual", r.actual, p.metric)) +
                              " of " + about(static_cast<double>(r.goal->target), p.metric) + ", now " +
                              out.chance(own + "chance_now", r.chance_now) + " likely"
                        : neat(r.goal->target, p.metric) + " " + escaped(p.metric.name());
        out.html += "</span></h3>" + fan_chart(r, p.metric) + "</div>";
    }
    out.html +=
        "</div><ul class=\"key\"><li><i class=\"k-band\"></i>50 %</li><li><i class=\"k-wide\"></i>80 %</li>"
        "<li><i class=\"k-median\"></i>even chance</li><li><i class=\"k-pace\"></i>daily quotas</li>" +
        std::string{running ? "<li><i class=\"k-line\"></i>done</li>" : ""} + "</ul></section>";
}

void add_fairness(page& out, const team_report& team) {
    out.html +=
        "<section class=\"grid2\"><div><h2>The same number, or the same chance</h2><div class=\"card\">" +
        fairness_chart(team) +
        "<ul class=\"key\"><li><i class=\"k-hollow\"></i>one number for everybody</li><li><i "
        "class=\"k-full\"></i>this plan</li></ul></div></div>";
    const std::string calibration = calibration_chart(team);
    if (!calibration.empty()) {
        const attain::calibration& c = *team.plan->record;
        const auto all = static_cast<double>(c.forecasts.size());
        out.html += "<div><h2>What earlier forecasts were worth</h2><div class=\"card\">" + calibration +
                    fmt::format("<p class=\"soft\" style=\"margin:12px 0 0;font-size:14px\">Of {} past "
                                "results, {:.0f} fell inside the 50&nbsp;% range of the forecast made "
                                "beforehand and {:.0f} inside the 80&nbsp;% range; {:.0f} and {:.0f} were to "
                                "be expected. Quotas said to be reached with {:.0f}&nbsp;% were reached by "
                                "{:.0f}&nbsp;%; so few cases leave the true share between {:.0f} and "
                                "{:.0f}&nbsp;%.</p></div></div>",
                                c.forecasts.size(), all * c.coverage50.share, all * c.coverage80.share,
                                0.5 * all, 0.8 * all, 100 * c.said, 100 * c.at_quota.share,
                                100 * c.at_quota.interval.low, 100 * c.at_quota.interval.high);
    }
    out.html += "</section>";
}

void add_strengths(page& out, const team_report& team, const std::string& key) {
    const std::string chart = strengths_chart(team);
    const bool mixes = std::any_of(team.reps.begin(), team.reps.end(),
                                   [](const rep_report& r) { return r.activities.has_value(); });
    if (chart.empty() && !mixes) return;
    const attain::metric& of = team.plan->plan.metric;
    out.html += "<section class=\"grid2\">";
    if (!chart.empty())
        out.html += "<div><h2>Strengths</h2><div class=\"card\">" + chart +
                    "<ul class=\"key\"><li><i class=\"k-full\"></i>clearly above the team</li><li><i "
                    "class=\"k-pace\"></i>the team's rate</li><li>" +
                    escaped(of.name()) + " a working day, 90 % interval</li></ul></div></div>";
    if (mixes) {
        out.html += "<div><h2>What it takes a day</h2><div class=\"card scroll\"><table><thead><tr><th></th>";
        const rep_report* any = nullptr;
        for (const rep_report& r : team.reps)
            if (r.activities && (!any || r.activities->channels.size() > any->activities->channels.size()))
                any = &r;
        for (const attain::channel_mix& c : any->activities->channels)
            out.html += "<th>" + escaped(c.channel) + "</th>";
        out.html += "<th>Hours</th></tr></thead><tbody>";
        for (const rep_report& r : team.reps) {
            if (!r.activities) continue;
            out.html += "<tr><td class=\"owner\">" + escaped(r.goal->owner) + "<small>" +
                        escaped(r.goal->role) + "</small></td>";
            for (const attain::channel_mix& column : any->activities->channels) {
                const auto at =
                    std::find_if(r.activities->channels.begin(), r.activities->channels.end(),
                                 [&](const attain::channel_mix& c) { return c.channel == column.channel; });
                out.html += "<td>" +
                            (at == r.activities->channels.end()
                                 ? std::string{"&ndash;"}
                                 : out.units(key + r.key + ".daily " + at->channel, at->per_day,
                                             attain::metric::count("activities"))) +
                            "</td>";
            }
            out.html += "<td class=\"soft\">" +
                        out.real(key + r.key + ".hours", r.activities->hours_per_day,
                                 fmt::format("{:.1f}", r.activities->hours_per_day)) +
                        "</td></tr>";
        }
        out.html +=
            "</tbody></table><p class=\"soft\" style=\"margin:12px 0 0;font-size:14px\">Activities a working "
            "day that bring the quota with about an even chance, at each person's own conversion rates; "
            "time moves towards strengths step by step, and every channel keeps a tenth.</p></div></div>";
    }
    out.html += "</section>";
}

void add_reasons(page& out, const team_report& team) {
    const attain::metric& of = team.plan->plan.metric;
    out.html += "<section><h2>Why these numbers</h2><p>Each quota step by step; the steps add up exactly.</p>"
                "<div class=\"card\">";
    for (const rep_report& r : team.reps) {
        out.html += "<details><summary>" + escaped(r.goal->owner) + "<span>" + neat(r.goal->target, of) +
                    "</span></summary><ol>";
        for (const std::string& sentence : r.why)
            out.html += "<li>" + escaped(sentence) + "</li>";
        out.html += "</ol></details>";
    }
    out.html += "</div></section>";
}

page written(const report_data& report) {
    page out;
    const attain::metric& of = report.data->metric;
    std::string names;
    for (const team_report& team : report.teams)
        names += (names.empty() ? "" : ", ") + team.plan->plan.team;
    out.html = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
               "content=\"width=device-width,initial-scale=1\"><link rel=\"icon\" href=\"data:,\"><title>" +
               escaped(names + ": " + of.name() + ", " + month_name(report.all->period)) + "</title><style>" +
               report_style + "</style></head><body><main>";
    bool first = true;
    for (const team_report& team : report.teams) {
        const std::string key = team.plan->plan.team + ".";
        out.html += std::string{first ? "<header>" : "<header style=\"margin-top:72px\">"} +
                    "<p class=\"eyebrow\">" + escaped(team.plan->plan.team) + "</p><h1>" +
                    escaped(neat(team.plan->plan.promised, of) + " " + of.name()) + " in " +
                    escaped(month_name(report.all->period)) +
                    "</h1><p class=\"lead\">Goals people can reach" +
                    (plan_clause(team.plan->plan).empty() ? ", that add up to the number" : "") + ". As of " +
                    to_string(report.as_of) + ".</p></header>";
        first = false;
        add_tiles(out, team, key, report.as_of);
        add_plan(out, team, key, report.as_of);
        add_fans(out, team, key, report.as_of);
        add_fairness(out, team);
        add_strengths(out, team, key);
        add_reasons(out, team);
    }
    const example::row_counts& n = report.data->rows;
    if (!report.all->without_total.empty())
        out.html += "<section><p><b>Not planned</b> " + escaped(joined(report.all->without_total)) +
                    ": no number was given.</p></section>";
    if (!report.all->no_effect.empty())
        out.html += "<section><p><b>No effect</b> " + escaped(joined(report.all->no_effect)) +
                    ": nobody of a team that is planned.</p></section>";
    if (!report.all->note.empty())
        out.html += "<section><p><b>Note</b> " + escaped(report.all->note) + ".</p></section>";
    out.html += fmt::format("<footer><p>Policy: {}. Chances are forecasts from each person's own record, "
                            "shrunk to the team's where it "
                            "is short, over working days left after holidays, leave, part-time and ramp. "
                            "They are never printed as "
                            "0&nbsp;% or 100&nbsp;% by rounding.</p><p>{} rows of {} up to {}; {} later rows "
                            "ignored. Made with attain "
                            "{}.</p></footer></main>",
                            escaped(report.all->policy), n.used - n.later, escaped(of.name()),
                            to_string(report.as_of), n.later, attain::version());
    return out;
}

json document(const report_data& report, const page& out) {
    return {{"as_of", to_string(report.as_of)},     {"period", to_string(report.all->period)},
            {"metric", report.data->metric.name()}, {"decimals", report.data->metric.exponent()},
            {"policy", report.all->policy},         {"numbers", out.numbers}};
}

} // namespace

std::string report_page(const report_data& report) {
    const page out = written(report);
    std::string data = document(report, out).dump();
    // Inside a script any `<` may begin what ends or hides it; in JSON it stands in texts only.
    for (std::size_t at = 0; (at = data.find('<', at)) != data.npos; at += 6)
        data.replace(at, 1, "\\u003c");
    return out.html + "<script type=\"application/json\" id=\"attain\">" + data + "</script></body></html>\n";
}

std::string report_json(const report_data& report) {
    return document(report, written(report)).dump(2) + '\n';
}

} // namespace attain_program
