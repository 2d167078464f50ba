#include "report_charts.hpp"

#include "plan_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace attain_program {

namespace {

constexpr double width = 460;

struct scale {
    double from{}, to{};    // values
    double first{}, last{}; // pixels
    [[nodiscard]] double operator()(double x) const {
        return to == from ? first : first + (x - from) / (to - from) * (last - first);
    }
};

std::string open(double height, const std::string& label) {
    return fmt::format("<svg viewBox=\"0 0 {} {:.0f}\" role=\"img\" aria-label=\"{}\">", width, height,
                       escaped(label));
}

std::string text(double x, double y, const std::string& what, const char* style,
                 const char* anchor = "start") {
    return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" class=\"{}\" text-anchor=\"{}\">{}</text>", x, y,
                       style, anchor, escaped(what));
}

std::string line(double x1, double y1, double x2, double y2, const char* style) {
    return fmt::format("<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" class=\"{}\"/>", x1, y1,
                       x2, y2, style);
}

std::string dot(double x, double y, double r, const char* style, const std::string& title) {
    return fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{}\" class=\"{}\"><title>{}</title></circle>",
                       x, y, r, style, escaped(title));
}

using point = std::pair<double, double>;

std::string path(const std::vector<point>& points, const char* style, bool closed = false) {
    std::string d;
    for (const auto& [x, y] : points)
        d += fmt::format("{}{:.1f} {:.1f}", d.empty() ? "M" : "L", x, y);
    return fmt::format("<path d=\"{}{}\" class=\"{}\"/>", d, closed ? "Z" : "", style);
}

double wholes(double units, const attain::metric& of) {
    return units / static_cast<double>(of.per_whole());
}

// The area between two quantiles, from the last day that is over on.
std::string band(const std::vector<fan_day>& fan, std::size_t low, std::size_t high, const scale& x,
                 const scale& y, const char* style) {
    std::vector<point> outline;
    std::vector<point> back;
    std::size_t first = 0;
    while (first < fan.size() && fan[first].actual)
        ++first;
    if (first == fan.size()) return "";
    const double start = first == 0 ? 0 : static_cast<double>(*fan[first - 1].actual);
    outline.emplace_back(x(static_cast<double>(first)), y(start));
    for (std::size_t i = first; i < fan.size(); ++i) {
        outline.emplace_back(x(static_cast<double>(i + 1)), y(fan[i].quantile[high]));
        back.emplace_back(x(static_cast<double>(i + 1)), y(fan[i].quantile[low]));
    }
    std::reverse(back.begin(), back.end());
    outline.insert(outline.end(), back.begin(), back.end());
    return path(outline, style, true);
}

double row_y(std::size_t row, double first, double step) {
    return first + static_cast<double>(row) * step;
}

std::string percent_axis(const scale& x, double top, double bottom) {
    std::string svg;
    for (const int p : {0, 25, 50, 75, 100}) {
        svg += line(x(p), top, x(p), bottom, "grid");
        svg += text(x(p), bottom + 16, fmt::format("{} %", p), "axis", "middle");
    }
    return svg;
}

} // namespace

std::string escaped(const std::string& text) {
    std::string safe;
    for (const char c : text) {
        switch (c) {
        case '&':
            safe += "&amp;";
            break;
        case '<':
            safe += "&lt;";
            break;
        case '>':
            safe += "&gt;";
            break;
        case '"':
            safe += "&quot;";
            break;
        default:
            safe += c;
        }
    }
    return safe;
}

std::string fan_chart(const rep_report& rep, const attain::metric& of) {
    constexpr double height = 240;
    const std::vector<fan_day>& fan = rep.fan;
    double top = static_cast<double>(rep.goal->target);
    for (const fan_day& d : fan)
        top = std::max(top, d.quantile[4]);
    const std::string asked = about(static_cast<double>(rep.goal->target), of);
    const double letters = static_cast<double>(asked.size()); // room for the figures on both sides
    const scale x{0, static_cast<double>(fan.size()), std::max(38.0, 10 + 7 * letters),
                  width - std::max(44.0, 14 + 8.5 * letters)};
    const scale y{0, std::max(1.0, top * 1.06), height - 28, 12};
    std::string svg =
        open(height, fmt::format("{}: running total, forecast bands and the line of the daily quotas",
                                 rep.goal->owner));
    const auto target = static_cast<double>(rep.goal->target);
    for (const double share : {0.0, 0.5})
        svg += line(x.first, y(target * share), x.last, y(target * share), "grid") +
               text(x.first - 6, y(target * share) + 4, about(target * share, of), "axis", "end");
    for (std::size_t i = 0; i < fan.size(); ++i)
        if (fan[i].day.weekday() == attain::weekday::monday)
            svg += line(x(static_cast<double>(i)), y.first, x(static_cast<double>(i)), y.first + 4, "tick") +
                   text(x(static_cast<double>(i)), height - 10, to_string(fan[i].day).substr(8), "axis",
                        "middle");
    if (rep.chance) {
        svg += band(fan, 0, 4, x, y, "band wide") + band(fan, 1, 3, x, y, "band narrow");
        std::vector<point> median;
        for (std::size_t i = 0; i < fan.size(); ++i)
            if (!fan[i].actual) median.emplace_back(x(static_cast<double>(i + 1)), y(fan[i].quantile[2]));
        if (median.size() > 1) svg += path(median, "median");
    }
    std::vector<point> due{{x(0), y(0)}};
    std::vector<point> done{{x(0), y(0)}};
    for (std::size_t i = 0; i < fan.size(); ++i) {
        due.emplace_back(x(static_cast<double>(i + 1)), y(static_cast<double>(fan[i].due)));
        if (fan[i].actual)
            done.emplace_back(x(static_cast<double>(i + 1)), y(static_cast<double>(*fan[i].actual)));
    }
    svg += line(x.first, y(target), x.last, y(target), "target");
    svg += text(x.last + 6, y(target) + 5, asked, "targettext");
    svg += path(due, "pace");
    if (done.size() > 1)
        svg += path(done, "actual") + dot(done.back().first, done.back().second, 4.5, "actualdot",
                                          neat(rep.actual, of) + " " + of.name());
    return svg + "</svg>";
}

std::string fairness_chart(const team_report& team) {
    constexpr double step = 34;
    const double bottom = 14 + step * static_cast<double>(team.reps.size());
    const scale x{0, 100, 96, width - 24};
    std::string svg = open(bottom + 24, "Chances under one number for all, and under this plan");
    svg += percent_axis(x, 8, bottom);
    for (std::size_t i = 0; i < team.reps.size(); ++i) {
        const rep_report& r = team.reps[i];
        const double y = row_y(i, 26, step);
        svg += text(0, y + 5, r.goal->owner, "name");
        if (!r.chance || !r.equal_chance) {
            svg += text(x(0) + 6, y + 5, "unknown", "axis");
            continue;
        }
        const double ours = 100 * *r.chance;
        const double equal = 100 * *r.equal_chance;
        svg += line(x(equal), y, x(ours), y, "link");
        svg += dot(x(equal), y, 6.5, "hollow",
                   fmt::format("{} for everybody: {}", neat(r.equal->amount, r.goal->metric),
                               attain::percent(*r.equal_chance)));
        svg += dot(x(ours), y, 7, "full",
                   fmt::format("own number {}: {}", neat(r.goal->target, r.goal->metric),
                               attain::percent(*r.chance)));
    }
    return svg + "</svg>";
}

std::string strengths_chart(const team_report& team) {
    constexpr double step = 24;
    std::map<std::string, std::vector<std::pair<std::string, const attain::channel_rate*>>> channels;
    double most = 0;
    for (const rep_report& r : team.reps)
        for (const attain::channel_rate& c : r.notes->channels) {
            channels[c.channel].emplace_back(r.goal->owner, &c);
            most = std::max(most, c.interval.high);
        }
    if (channels.empty() || most <= 0) return "";
    const attain::metric& of = team.plan->plan.metric;
    const scale x{0, most * 1.04, 96, width - 24};
    std::string body;
    double y = 8;
    for (const auto& [channel, rates] : channels) {
        y += 18;
        body += text(0, y, channel, "channel");
        const double top = y + 8;
        for (const auto& [owner, c] : rates) {
            y += step;
            const bool strong = c->standing == attain::standing::strength;
            body += text(0, y + 4, owner, strong ? "name strongtext" : "name");
            body += line(x(c->interval.low), y, x(c->interval.high), y,
                         strong ? "whisker strongline" : "whisker");
            body += dot(x(c->rate), y, 5, strong ? "strong" : "plain",
                        fmt::format("{:.2f} a day ({:.2f} to {:.2f}), teammates {:.2f}; above them with {}",
                                    wholes(c->rate, of), wholes(c->interval.low, of),
                                    wholes(c->interval.high, of), wholes(c->team_rate, of),
                                    attain::percent(c->chance_above)));
        }
        body += line(x(rates.front().second->cohort_rate), top, x(rates.front().second->cohort_rate), y + 10,
                     "teamline");
        y += 14;
    }
    y += 4;
    const double largest = wholes(most, of);
    const double tick = largest > 2 ? 1 : largest > 0.8 ? 0.5 : 0.2;
    for (double t = 0; t <= largest; t += tick)
        body += text(x(t * static_cast<double>(of.per_whole())), y + 12, fmt::format("{:g}", t), "axis",
                     "middle");
    return open(y + 18, "Rates by channel, beside the team's") + body + "</svg>";
}

std::string calibration_chart(const team_report& team) {
    const auto& record = team.plan->record;
    if (!record || record->forecasts.empty()) return "";
    constexpr double step = 26;
    const double bottom = 14 + step * static_cast<double>(record->periods);
    const scale x{0, 100, 96, width - 24};
    std::string svg = open(bottom + 24, "Where past results fell in the forecasts made for them");
    svg += fmt::format("<rect x=\"{:.1f}\" y=\"8\" width=\"{:.1f}\" height=\"{:.1f}\" class=\"band wide\"/>",
                       x(10), x(90) - x(10), bottom - 8);
    svg +=
        fmt::format("<rect x=\"{:.1f}\" y=\"8\" width=\"{:.1f}\" height=\"{:.1f}\" class=\"band narrow\"/>",
                    x(25), x(75) - x(25), bottom - 8);
    svg += percent_axis(x, 8, bottom);
    std::size_t row = 0;
    double y = 0;
    for (const attain::replayed_forecast& f : record->forecasts) {
        if (row == 0 || f.period != (&f)[-1].period) {
            y = row_y(row++, 24, step);
            svg += text(0, y + 5, to_string(f.period), "name");
        }
        svg += dot(x(100 * f.rank()), y, 5, "rank",
                   fmt::format("{}: {}", team.names.at(f.rep), neat(f.total, team.plan->plan.metric)));
    }
    return svg + "</svg>";
}

} // namespace attain_program
