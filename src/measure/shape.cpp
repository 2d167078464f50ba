#include <attain/core/error.hpp>
#include <attain/core/int128.hpp>
#include <attain/measure/attribution.hpp>
#include <attain/measure/shape.hpp>

#include <algorithm>
#include <cmath>

namespace attain::inline v1 {

namespace {

struct closed_period {
    period over{};
    std::vector<dated_quantity> facts{};
    units total{};
    std::vector<double> line{}; // C at the end of each slot
};

std::vector<double> line_of(std::span<const fraction> cumulative) {
    std::vector<double> line;
    for (const fraction f : cumulative)
        line.push_back(f.value());
    return line;
}

// Whether the team works in the period at all: one that was closed, or has no share of the year, has no
// course.
bool any_work(const team& of, const period& over) {
    const std::vector<std::int64_t> months = of.season().without_shape().factors(of.calendar(), over);
    for (day d = over.begin; d < over.end; ++d)
        if (of.calendar().workday(d).ppm() > 0 &&
            (months.empty() || months[static_cast<std::size_t>(d - over.begin)] > 0))
            return true;
    return false;
}

// Closed periods with working time and a positive total, latest first.
std::vector<closed_period> closed_periods(const team& of, metric_id what, const ledger& facts, day as_of,
                                          period_kind kind, const shape_options& options) {
    const std::vector<day_total> totals = member_totals(of, what, facts, {.as_of = as_of});
    if (totals.empty()) return {};
    const day first = std::ranges::min(totals, {}, &day_total::day).day;
    std::vector<closed_period> all;
    period p = containing(kind, as_of + 1);
    while (all.size() < options.periods && first <= previous(p).begin) {
        p = previous(p);
        if (of.calendar().span() && p.begin < of.calendar().span()->begin) break;
        if (!any_work(of, p)) continue;
        closed_period c{.over = p};
        int128 sum = 0;
        for (const day_total& t : totals)
            if (p.contains(t.day)) {
                c.facts.push_back({t.day, t.quantity});
                sum += t.quantity;
            }
        c.total = narrow(sum, "quantity");
        if (c.total <= 0) continue;
        c.line =
            line_of(learn_shape(std::span{&p, 1}, c.facts, of.calendar(), options.slots, 0, of.season()));
        all.push_back(std::move(c));
    }
    return all;
}

std::vector<fraction> pooled(const team& of, std::span<const closed_period> from,
                             const closed_period* without, int slots) {
    std::vector<period> periods;
    std::vector<dated_quantity> facts;
    int128 total = 0;
    for (const closed_period& c : from) {
        if (&c == without) continue;
        periods.push_back(c.over);
        facts.insert(facts.end(), c.facts.begin(), c.facts.end());
        total += c.total;
    }
    const int128 average = total / static_cast<std::int64_t>(periods.size());
    return learn_shape(periods, facts, of.calendar(), slots, narrow(average, "quantity"), of.season());
}

double distance(std::span<const double> said, std::span<const double> was) {
    double sum = 0;
    for (std::size_t k = 0; k < was.size(); ++k)
        sum += (said[k] - was[k]) * (said[k] - was[k]);
    return sum;
}

void require(const shape_options& options, period_kind kind) {
    if (kind != period_kind::month && kind != period_kind::quarter && kind != period_kind::year)
        fail(errc::invalid_argument, "kind", "must be month, quarter or year");
    if (options.slots < 1 || options.slots > 366)
        fail(errc::out_of_range, "slots", "must be between 1 and 366");
    if (options.least < 2) fail(errc::out_of_range, "least", "must be at least 2");
    if (!(options.standard_errors >= 0)) fail(errc::out_of_range, "standard_errors", "must not be negative");
}

} // namespace

period_shape learned_shape(const team& of, metric_id what, const ledger& facts, day as_of, period_kind kind,
                           const shape_options& options) {
    require(options, kind);
    require_valid(as_of, "as_of");
    const auto closed = closed_periods(of, what, facts, as_of, kind, options);
    period_shape shape{.periods = closed.size()};
    if (closed.empty()) return shape;
    shape.cumulative = pooled(of, closed, nullptr, options.slots);
    if (closed.size() < options.least) return shape;

    std::vector<double> even;
    for (int k = 1; k <= options.slots; ++k)
        even.push_back(static_cast<double>(k) / options.slots);
    std::vector<double> gains;
    for (const closed_period& held_out : closed) {
        const auto others = line_of(pooled(of, closed, &held_out, options.slots));
        gains.push_back(distance(even, held_out.line) - distance(others, held_out.line));
    }
    const auto n = static_cast<double>(gains.size());
    for (const double g : gains)
        shape.gain += g / n;
    double squares = 0;
    for (const double g : gains)
        squares += (g - shape.gain) * (g - shape.gain);
    shape.gain_error = std::sqrt(squares / (n - 1) / n);
    shape.credible = shape.gain > options.standard_errors * shape.gain_error;
    return shape;
}

team shaped(const team& of, const period_shape& by, period_kind kind) {
    const auto told = of.season().shaped_within();
    if (!by.credible || (told && *told != kind)) return of;
    return of.with_season(of.season().shape(by.cumulative, kind));
}

} // namespace attain::inline v1
