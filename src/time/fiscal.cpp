#include <attain/time/fiscal.hpp>

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

namespace attain::inline v1 {

namespace {

enum class family : std::uint8_t { months, weeks, custom };

// Quarters of twelve months.
std::vector<int> three_each() {
    return {3, 3, 3, 3};
}

day last_on_or_before(weekday target, day d) {
    return d - (static_cast<int>(d.weekday()) - static_cast<int>(target) + 7) % 7;
}

std::string label(int year) {
    return "FY" + std::to_string(year);
}

void require_year(int year) {
    if (year < 1402 || year > 9996) fail(errc::out_of_range, "fiscal_year", "must be between 1402 and 9996");
}

int digits(std::string_view text) {
    if (text.empty() || text.size() > 4) return -1;
    int n = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return -1;
        n = n * 10 + (c - '0');
    }
    return n;
}

} // namespace

week_pattern week_pattern::p445() {
    return {{4, 4, 5, 4, 4, 5, 4, 4, 5, 4, 4, 5}, three_each()};
}
week_pattern week_pattern::p454() {
    return {{4, 5, 4, 4, 5, 4, 4, 5, 4, 4, 5, 4}, three_each()};
}
week_pattern week_pattern::p544() {
    return {{5, 4, 4, 5, 4, 4, 5, 4, 4, 5, 4, 4}, three_each()};
}
week_pattern week_pattern::p13x4() {
    return {std::vector<int>(13, 4), {3, 3, 3, 4}};
}

struct fiscal_calendar::body {
    family kind{};
    // months and weeks
    int month{};
    year_name named{};
    // months
    int start_day{};
    // weeks
    week_pattern pattern{};
    year_end rule{};
    weekday last_day{};
    // custom
    std::vector<fiscal_row> rows{};
};

// One fiscal year: where its periods begin, and how many periods each quarter has.
struct fiscal_calendar::layout {
    int year{};
    std::vector<day> edges{}; // begin of each period, then the end of the year
    std::vector<int> quarters{};

    [[nodiscard]] day begin() const { return edges.front(); }
    [[nodiscard]] day end() const { return edges.back(); }

    [[nodiscard]] int count(period_kind kind) const {
        switch (kind) {
        case period_kind::fiscal_year:
            return 1;
        case period_kind::fiscal_quarter:
            return static_cast<int>(quarters.size());
        case period_kind::fiscal_period:
            return static_cast<int>(edges.size()) - 1;
        default:
            return (end() - begin()) / 7;
        }
    }

    // index from 1 to count(kind)
    [[nodiscard]] period at(period_kind kind, int index) const {
        const auto i = static_cast<std::size_t>(index);
        day first = begin();
        day last = end();
        if (kind == period_kind::fiscal_week) {
            first = begin() + 7 * (index - 1);
            last = first + 7;
        } else if (kind == period_kind::fiscal_period) {
            first = edges[i - 1];
            last = edges[i];
        } else if (kind == period_kind::fiscal_quarter) {
            const auto upto = std::accumulate(quarters.begin(), quarters.begin() + index, 0);
            first = edges[static_cast<std::size_t>(upto - quarters[i - 1])];
            last = edges[static_cast<std::size_t>(upto)];
        }
        return {first, last, kind, static_cast<std::int16_t>(year), static_cast<std::int16_t>(index)};
    }

    [[nodiscard]] period containing(period_kind kind, day d) const {
        if (kind == period_kind::fiscal_week) return at(kind, (d - begin()) / 7 + 1);
        for (int i = 1; i < count(kind); ++i)
            if (const period p = at(kind, i); d < p.end) return p;
        return at(kind, count(kind));
    }
};

fiscal_calendar::fiscal_calendar(body&& content) : body_{std::make_shared<const body>(std::move(content))} {}

fiscal_calendar fiscal_calendar::months(int start_month, int start_day, year_name named) {
    constexpr std::array<int, 12> longest{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (start_month < 1 || start_month > 12)
        fail(errc::out_of_range, "start_month", "must be between 1 and 12");
    if (start_day < 1 || start_day > longest[static_cast<std::size_t>(start_month - 1)])
        fail(errc::out_of_range, "start_day", "the start month has no day " + std::to_string(start_day));
    return fiscal_calendar{
        body{.kind = family::months, .month = start_month, .named = named, .start_day = start_day}};
}

fiscal_calendar fiscal_calendar::weeks(week_pattern pattern, year_end rule, weekday last_day, int month,
                                       year_name named) {
    if (month < 1 || month > 12) fail(errc::out_of_range, "month", "must be between 1 and 12");
    const auto positive = [](const std::vector<int>& v) {
        return std::all_of(v.begin(), v.end(), [](int n) { return n > 0 && n <= 52; });
    };
    const auto sum = [](const std::vector<int>& v) { return std::accumulate(v.begin(), v.end(), 0); };
    if (!positive(pattern.weeks) || pattern.weeks.size() > 52 || sum(pattern.weeks) != 52)
        fail(errc::conflict, "weeks", "the periods do not tile the year: their weeks must sum to 52");
    if (!positive(pattern.quarters) || pattern.quarters.size() > 52 ||
        (!pattern.quarters.empty() && sum(pattern.quarters) != static_cast<int>(pattern.weeks.size())))
        fail(errc::conflict, "quarters", "the quarters do not tile the year: they must sum to its periods");
    return fiscal_calendar{body{.kind = family::weeks,
                                .month = month,
                                .named = named,
                                .pattern = std::move(pattern),
                                .rule = rule,
                                .last_day = last_day}};
}

fiscal_calendar fiscal_calendar::iso_weeks(week_pattern pattern) {
    // Week 1 holds the first Thursday, so the year ends on the Sunday nearest to 31 December.
    return weeks(std::move(pattern), year_end::nearest, weekday::sunday, 12);
}

fiscal_calendar fiscal_calendar::custom(std::span<const fiscal_row> rows) {
    if (rows.empty()) fail(errc::empty_input, "rows", "a fiscal calendar needs at least one period");
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto row = static_cast<std::int64_t>(i);
        const fiscal_row& r = rows[i];
        require_valid(period{r.begin, r.end}, "period", row);
        require_year(r.year);
        if (i == 0) {
            if (r.quarter < 0 || r.quarter > 1)
                fail(errc::conflict, "quarter", "the first quarter of a year must be 1 (or 0: no quarters)",
                     row);
            continue;
        }
        const fiscal_row& before = rows[i - 1];
        if (r.begin > before.end)
            fail(errc::conflict, "begin",
                 "a gap: " + to_string(before.end) + " to " + to_string(r.begin - 1) + " is in no period",
                 row);
        if (r.begin < before.end)
            fail(errc::conflict, "begin", "an overlap: " + to_string(r.begin) + " is in two periods", row);
        const bool same_year = r.year == before.year;
        if (!same_year && r.year != before.year + 1)
            fail(errc::conflict, "year", label(r.year) + " does not follow " + label(before.year), row);
        const int first = rows.front().quarter == 0 ? 0 : 1;
        const bool in_order = first == 0  ? r.quarter == 0
                              : same_year ? r.quarter == before.quarter || r.quarter == before.quarter + 1
                                          : r.quarter == 1;
        if (!in_order)
            fail(errc::conflict, "quarter", "quarters must count 1, 2, ... within a year, or all be 0", row);
    }
    return fiscal_calendar{body{.kind = family::custom, .rows = {rows.begin(), rows.end()}}};
}

fiscal_calendar::layout fiscal_calendar::year_layout(int fiscal_year) const {
    require_year(fiscal_year);
    layout out{.year = fiscal_year};
    if (body_->kind == family::months) {
        const bool civil = body_->month == 1 && body_->start_day == 1;
        const int start = fiscal_year - (body_->named == year_name::by_end && !civil ? 1 : 0);
        for (int k = 0; k <= 12; ++k) {
            const int index = body_->month - 1 + k;
            const period m = month(start + index / 12, index % 12 + 1);
            out.edges.push_back(std::min(m.begin + (body_->start_day - 1), m.last()));
        }
        out.quarters = three_each();
    } else if (body_->kind == family::weeks) {
        const int anchor = fiscal_year + (body_->named == year_name::by_start && body_->month != 12 ? 1 : 0);
        const auto end_of = [&](int y) {
            const day month_end = month(y, body_->month).last();
            return last_on_or_before(body_->last_day,
                                     body_->rule == year_end::last ? month_end : month_end + 3) +
                   1;
        };
        out.edges.push_back(end_of(anchor - 1));
        for (const int n : body_->pattern.weeks)
            out.edges.push_back(out.edges.back() + 7 * n);
        out.edges.back() = end_of(anchor); // week 53 joins the last period
        out.quarters = body_->pattern.quarters;
    } else {
        for (const fiscal_row& r : body_->rows) {
            if (r.year != fiscal_year) continue;
            if (out.edges.empty()) out.edges.push_back(r.begin);
            out.edges.push_back(r.end);
            if (r.quarter > static_cast<int>(out.quarters.size())) out.quarters.push_back(0);
            if (r.quarter > 0) ++out.quarters.back();
        }
        if (out.edges.empty())
            fail(errc::out_of_range, "fiscal_year", label(fiscal_year) + " is not in the calendar's list");
    }
    return out;
}

fiscal_calendar::layout fiscal_calendar::layout_of(day d) const {
    require_valid(d, "day");
    if (body_->kind == family::custom) {
        for (const fiscal_row& r : body_->rows)
            if (r.begin <= d && d < r.end) return year_layout(r.year);
        fail(errc::out_of_range, "day", to_string(d) + " is not in the calendar's list");
    }
    const int civil = d.date().year();
    for (int y = civil - 1; y <= civil; ++y)
        if (layout l = year_layout(y); l.begin() <= d && d < l.end()) return l;
    return year_layout(civil + 1);
}

void fiscal_calendar::require_kind(period_kind kind) const {
    if (!is_fiscal(kind)) fail(errc::invalid_argument, "kind", "a fiscal calendar finds fiscal kinds only");
    if (!has(kind))
        fail(errc::invalid_argument, "kind",
             kind == period_kind::fiscal_week ? "this calendar has no weeks of its own; cut with ISO weeks"
                                              : "this calendar has no quarters");
}

void fiscal_calendar::require_own(const period& p) const {
    require_kind(p.kind);
    if (at(p.kind, p.fiscal_year, p.index) != p)
        fail(errc::conflict, "period", to_string(p) + " has other days in this calendar");
}

bool fiscal_calendar::has(period_kind kind) const noexcept {
    if (kind == period_kind::fiscal_week) return body_->kind == family::weeks;
    if (kind != period_kind::fiscal_quarter) return is_fiscal(kind);
    if (body_->kind == family::weeks) return !body_->pattern.quarters.empty();
    return body_->kind == family::months || body_->rows.front().quarter != 0;
}

period fiscal_calendar::at(period_kind kind, int fiscal_year, int index) const {
    require_kind(kind);
    const layout l = year_layout(fiscal_year);
    if (kind == period_kind::fiscal_year) return l.at(kind, 1);
    if (index < 1 || index > l.count(kind))
        fail(errc::out_of_range, "index",
             label(fiscal_year) + " has 1 to " + std::to_string(l.count(kind)) + " of them, not " +
                 std::to_string(index));
    return l.at(kind, index);
}

period fiscal_calendar::containing(period_kind kind, day d) const {
    require_kind(kind);
    return layout_of(d).containing(kind, d);
}

period fiscal_calendar::parse(std::string_view text) const {
    const auto refuse = [&] {
        fail(errc::parse, "period",
             "'" + std::string{text} +
                 "' is not a fiscal period; write FY2027, FY2027-Q1, FY2027-P03 or FY2027-W05");
    };
    const int year = text.size() >= 6 && text.starts_with("FY") ? digits(text.substr(2, 4)) : -1;
    if (year < 0) refuse();
    if (text.size() == 6) return at(period_kind::fiscal_year, year);
    const int index = text.size() > 8 && text[6] == '-' ? digits(text.substr(8)) : -1;
    const std::size_t width = text.size() - 8;
    if (index < 0) refuse();
    if (text[7] == 'Q' && width == 1) return at(period_kind::fiscal_quarter, year, index);
    if (text[7] == 'P' && width == 2) return at(period_kind::fiscal_period, year, index);
    if (text[7] == 'W' && width == 2) return at(period_kind::fiscal_week, year, index);
    refuse();
    return {};
}

int fiscal_calendar::count(period_kind kind, int fiscal_year) const {
    require_kind(kind);
    return year_layout(fiscal_year).count(kind);
}

period fiscal_calendar::previous(const period& p) const {
    require_own(p);
    return containing(p.kind, p.begin - 1);
}

period fiscal_calendar::next(const period& p) const {
    require_own(p);
    return containing(p.kind, p.end);
}

std::optional<period> fiscal_calendar::parent(const period& p) const {
    require_own(p);
    for (auto kind = p.kind; kind != period_kind::fiscal_year;) {
        kind = static_cast<period_kind>(static_cast<int>(kind) + 1);
        if (has(kind)) return containing(kind, p.begin);
    }
    return std::nullopt;
}

std::vector<period> fiscal_calendar::children(const period& p) const {
    require_own(p);
    std::vector<period> out;
    auto kind = p.kind;
    do {
        if (kind == period_kind::fiscal_week) return out;
        kind = static_cast<period_kind>(static_cast<int>(kind) - 1);
    } while (!has(kind));
    for (const slice& s : slices(p, kind))
        out.push_back(s.whole);
    return out;
}

year_ago fiscal_calendar::same_last_year(const period& p) const {
    require_own(p);
    const layout now = year_layout(p.fiscal_year);
    if (body_->kind == family::custom && body_->rows.front().year == p.fiscal_year) return {p, {}, {}};
    const layout before = year_layout(p.fiscal_year - 1);
    if (body_->kind != family::weeks) {
        if (p.kind != period_kind::fiscal_year && p.index > before.count(p.kind)) return {p, {}, {}};
        return {p, before.at(p.kind, p.index), {}};
    }
    constexpr int weeks = 52 * 7; // the distance at which weekdays and holidays line up
    year_ago out;
    if (now.count(period_kind::fiscal_week) == 53 && p.end == now.end())
        out.dropped = now.at(period_kind::fiscal_week, 53);
    else if (before.count(period_kind::fiscal_week) == 53 && p.begin == now.begin())
        out.dropped = before.at(period_kind::fiscal_week, 1);
    const day end = std::min(p.end, now.begin() + weeks); // week 53 has no counterpart
    if (end <= p.begin) return out;
    out.now = end == p.end ? p : period{p.begin, end};
    const period shifted{p.begin - weeks, end - weeks};
    const period same = before.at(p.kind, std::min<int>(p.index, before.count(p.kind)));
    if (p.kind == period_kind::fiscal_week)
        out.before = before.containing(p.kind, shifted.begin);
    else
        out.before = same.begin == shifted.begin && same.end == shifted.end ? same : shifted;
    return out;
}

std::optional<period> fiscal_calendar::map(const period& p) const {
    require_valid(p, "period");
    if (body_->kind == family::custom &&
        (p.begin < body_->rows.front().begin || body_->rows.back().end < p.end))
        return std::nullopt;
    const layout l = layout_of(p.begin);
    // A period of one's own kind first: a year of one period is still that period's own kind.
    constexpr std::array kinds{period_kind::fiscal_week, period_kind::fiscal_period,
                               period_kind::fiscal_quarter, period_kind::fiscal_year};
    std::optional<period> found;
    for (const period_kind kind : kinds) {
        if (!has(kind)) continue;
        const period own = l.containing(kind, p.begin);
        const bool same = own.begin == p.begin && own.end == p.end;
        if (same && (!found || kind == p.kind)) found = own;
    }
    return found;
}

std::vector<slice> fiscal_calendar::slices(const period& p, period_kind kind) const {
    require_valid(p, "period");
    if (!is_fiscal(kind)) return attain::slices(p, kind);
    require_kind(kind);
    std::vector<slice> parts;
    layout l = layout_of(p.begin);
    for (day d = p.begin; d < p.end; d = parts.back().part.end) {
        if (d >= l.end()) l = layout_of(d);
        const period whole = l.containing(kind, d);
        parts.push_back({whole, p.contains(whole) ? whole : *overlap(whole, p)});
    }
    return parts;
}

} // namespace attain::inline v1
