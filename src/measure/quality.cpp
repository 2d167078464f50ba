#include <attain/core/int128.hpp>
#include <attain/measure/attribution.hpp>
#include <attain/measure/quality.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

namespace attain::inline v1 {

namespace {

using dates = std::set<day>;

void require_options(const quality_options& o) {
    if (o.gap_days < 1) fail(errc::out_of_range, "gap_days", "must be at least 1");
    if (!(o.gap_chance >= 0 && o.gap_chance <= 1))
        fail(errc::out_of_range, "gap_chance", "must be between 0 and 1");
    if (o.isolated_days < 1) fail(errc::out_of_range, "isolated_days", "must be at least 1");
    if (o.outlier_facts < 4) fail(errc::out_of_range, "outlier_facts", "quartiles need four facts");
}

double size_of(units quantity) {
    return std::abs(static_cast<double>(quantity));
}

// Silences among the present days, as index ranges [first, last).
std::vector<std::pair<std::size_t, std::size_t>> silences(const std::vector<bool>& logged) {
    std::vector<std::pair<std::size_t, std::size_t>> out;
    for (std::size_t i = 0; i < logged.size();) {
        std::size_t end = i;
        while (end < logged.size() && !logged[end])
            ++end;
        if (end > i) out.emplace_back(i, end);
        i = end + 1;
    }
    return out;
}

void find_gaps(rep_quality& q, const std::vector<day>& present, const std::vector<bool>& logged,
               const quality_options& options) {
    const auto n = static_cast<double>(present.size());
    for (const auto& [first, last] : silences(logged)) {
        const auto k = static_cast<double>(last - first);
        if (k < options.gap_days || q.logged_days == 0) continue;
        const double active = (q.logged_days + 0.5) / (n - k + 1);
        const double chance = std::min(1.0, (n - k + 1) * std::pow(1 - active, k));
        if (chance > options.gap_chance) continue;
        q.gaps.push_back(
            {present[first], present[last - 1], static_cast<std::int32_t>(last - first), chance});
    }
}

// The first row of each rep, in the order of the team's, that is no slip of a date; totals by rep and day.
std::vector<std::optional<day>> first_rows(const team& of, std::span<const day_total> totals,
                                           std::span<const isolated_day> isolated) {
    std::vector<std::optional<day>> first(of.size());
    for (const day_total& t : totals) {
        std::optional<day>& of_rep = first[static_cast<std::size_t>(of.find(t.rep) - of.reps().data())];
        if (of_rep) continue;
        const bool alone = std::ranges::any_of(
            isolated, [&](const isolated_day& i) { return i.rep == t.rep && i.day == t.day; });
        if (!alone) of_rep = t.day;
    }
    return first;
}

// `since`: before it nothing is known of the rep.
void find_presence(rep_quality& q, const team& of, const rep& member, const period& over,
                   std::optional<day> since, const dates& rows, const quality_options& options) {
    std::vector<day> present;
    std::vector<bool> logged;
    const capacity_line line{of, member, over, capacity_of::without_ramp};
    for (day d = over.begin; d < over.end; ++d) {
        const bool row = rows.contains(d);
        if (line.on(d).none()) {
            q.off_days_logged += row ? 1 : 0;
            continue;
        }
        if (since && d < *since && !row) continue;
        present.push_back(d);
        logged.push_back(row);
    }
    q.present_days = static_cast<std::int32_t>(present.size());
    q.logged_days = static_cast<std::int32_t>(std::count(logged.begin(), logged.end(), true));
    if (!rows.empty()) {
        q.last_row = *rows.rbegin();
        q.stale_days = static_cast<std::int32_t>(
            std::count_if(present.begin(), present.end(), [&](day d) { return *q.last_row < d; }));
    }
    find_gaps(q, present, logged, options);
}

// Rows of one event together; a row without an id is an event of its own.
std::optional<dominant_event> find_largest(std::vector<book::line> lines) {
    if (lines.empty()) return std::nullopt;
    std::stable_sort(lines.begin(), lines.end(),
                     [](const book::line& a, const book::line& b) { return a.event < b.event; });
    int128 total = 0, most = std::numeric_limits<std::int64_t>::min();
    dominant_event top;
    for (std::size_t i = 0; i < lines.size();) {
        const book::line& first = lines[i];
        int128 net = 0;
        do
            net += lines[i++].quantity;
        while (i < lines.size() && first.event != event_id{} && lines[i].event == first.event);
        total += net;
        if (net <= most) continue;
        most = net;
        top = {first.event, first.origin, narrow(net, "quantity"), 0};
    }
    top.share = total > 0 ? static_cast<double>(most) / static_cast<double>(total)
                          : std::numeric_limits<double>::quiet_NaN();
    return top;
}

// Totals by rep and day.
void find_isolated(std::vector<isolated_day>& into, std::span<const day_total> totals, int apart) {
    for (std::size_t i = 0; i + 1 < totals.size(); ++i) {
        const day_total& t = totals[i];
        const day_total& next = totals[i + 1];
        if (next.rep != t.rep || next.day - t.day <= apart) continue;
        const bool alone = i == 0 || totals[i - 1].rep != t.rep || t.day - totals[i - 1].day > apart;
        if (alone) into.push_back({t.rep, t.day, next.day, t.quantity});
    }
}

void find_outliers(std::vector<outlier>& into, std::vector<outlier> candidates, std::size_t enough) {
    std::erase_if(candidates, [](const outlier& o) { return o.quantity == 0; });
    if (candidates.size() < enough) return;
    std::vector<double> sizes;
    for (const outlier& o : candidates)
        sizes.push_back(size_of(o.quantity));
    std::sort(sizes.begin(), sizes.end());
    const double lower = sizes[sizes.size() / 4], upper = sizes[sizes.size() * 3 / 4];
    const double reach = std::pow(std::max(upper / lower, 2.0), 3);
    for (outlier o : candidates) {
        o.low = lower / reach;
        o.high = upper * reach;
        if (const double size = size_of(o.quantity); size < o.low || o.high < size) into.push_back(o);
    }
}

} // namespace

quality_report inspect(const team& of, metric_id what, const ledger& book, const period& over, day as_of,
                       const quality_options& options) {
    require_options(options);
    require_valid(as_of, "as_of");
    if (as_of < over.begin)
        fail(errc::empty_input, "over", "begins after as_of: there is nothing to inspect");
    quality_report report{.over = period::between(over.begin, std::min(over.end, as_of + 1))};
    report.later_rows = book.later_than(what, as_of);

    std::vector<dates> rows(of.size());
    std::vector<std::vector<book::line>> lines(of.size());
    std::vector<outlier> facts, days;
    const auto members = of.reps();
    const auto index_of = [&](rep_id rep) -> std::optional<std::size_t> {
        const attain::rep* member = of.find(rep);
        return member == nullptr ? std::nullopt
                                 : std::optional{static_cast<std::size_t>(member - members.data())};
    };
    const auto here = [&](rep_id rep, day d) {
        const auto i = index_of(rep);
        return i && members[*i].stint_on(d) != nullptr;
    };
    for (const book::line& l : member_lines(of, what, book, {.as_of = as_of})) {
        if (!report.over.contains(l.day)) continue;
        const std::size_t i = *index_of(l.rep);
        rows[i].insert(l.day);
        lines[i].push_back(l);
        facts.push_back({.rep = l.rep, .day = l.day, .quantity = l.quantity, .of_day = false});
    }
    const std::vector<day_total> totals = member_totals(of, what, book, {.as_of = as_of});
    find_isolated(report.isolated, totals, options.isolated_days);
    for (const day_total& t : totals)
        if (report.over.contains(t.day))
            days.push_back({.rep = t.rep, .day = t.day, .quantity = t.quantity, .of_day = true});
    std::vector<std::optional<day>> first = first_rows(of, totals, report.isolated);
    for (const metric_id other : options.also_logged_by) {
        const std::vector<day_total> logged = member_totals(of, other, book, {.as_of = as_of});
        std::vector<isolated_day> isolated;
        find_isolated(isolated, logged, options.isolated_days);
        const std::vector<std::optional<day>> begun = first_rows(of, logged, isolated);
        for (std::size_t i = 0; i < first.size(); ++i)
            if (begun[i]) first[i] = std::min(first[i].value_or(*begun[i]), *begun[i]);
        for (const day_total& t : logged)
            if (report.over.contains(t.day)) rows[*index_of(t.rep)].insert(t.day);
    }

    // Before anybody of the team logged anything nobody is silent: the data begin later.
    std::optional<day> begun;
    for (const std::optional<day>& of_rep : first)
        if (of_rep) begun = std::min(begun.value_or(*of_rep), *of_rep);
    for (std::size_t i = 0; i < of.size(); ++i) {
        rep_quality q{.rep = members[i].id};
        find_presence(q, of, members[i], report.over, members[i].start() ? begun : first[i], rows[i],
                      options);
        q.largest = find_largest(std::move(lines[i]));
        report.reps.push_back(std::move(q));
    }
    find_outliers(report.outliers, std::move(facts), options.outlier_facts);
    find_outliers(report.outliers, std::move(days), options.outlier_facts);
    std::sort(report.outliers.begin(), report.outliers.end(), [](const outlier& a, const outlier& b) {
        if (a.rep != b.rep) return a.rep < b.rep;
        if (a.day != b.day) return a.day < b.day;
        return a.of_day != b.of_day ? a.of_day < b.of_day : a.quantity < b.quantity;
    });
    for (const ledger_finding& f : book.findings(what, as_of, here))
        if (report.over.contains(f.day)) report.findings.push_back(f);
    return report;
}

} // namespace attain::inline v1
