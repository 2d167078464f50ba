#include <attain/time/period.hpp>

#include <algorithm>
#include <cstdio>

namespace attain::inline v1 {

namespace {

day first_of(int year, int month) {
    if (year < 1400 || year > 9999) fail(errc::out_of_range, "year", "must be between 1400 and 9999");
    return day{
        boost::gregorian::date{static_cast<unsigned short>(year), static_cast<unsigned short>(month), 1}};
}

day monday_of(day d) {
    return d - static_cast<int>(d.weekday());
}

day iso_year_start(int year) {
    return monday_of(first_of(year, 1) + 3); // the week that holds 4 January
}

// Its end, the first day after it, is a day too.
period ending(period p) {
    require_valid(p.end, "day");
    return p;
}

// -1 for what is no number of at most eight digits.
int number(std::string_view text) {
    if (text.size() > 8) return -1;
    int n = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return -1;
        n = n * 10 + (c - '0');
    }
    return text.empty() ? -1 : n;
}

[[noreturn]] void refuse(std::string_view text) {
    fail(errc::parse, "period",
         "'" + std::string{text} +
             "' is not a period; write 2026-12, 2026-W49, 2026-Q4, 2026-12-07, 2026 or "
             "2026-12-01/2026-12-24");
}

std::string printed(const char* format, int a, int b) {
    char buffer[40];
    std::snprintf(buffer, sizeof buffer, format, a, b);
    return buffer;
}

std::string fiscal_label(const period& p, const char* format) {
    return printed("FY%04d", p.fiscal_year, 0) + printed(format, p.index, 0);
}

} // namespace

period period::between(day begin, day end) {
    const period p{begin, end};
    require_valid(p, "period");
    return p;
}

void require_valid(const period& p, std::string_view argument, std::int64_t row) {
    require_valid(p.begin, argument, row);
    require_valid(p.end, argument, row);
    if (p.end <= p.begin)
        fail(errc::inverted_period, argument,
             "the end " + to_string(p.end) + " is not after the begin " + to_string(p.begin), row);
}

period single_day(day d) {
    require_valid(d, "day");
    return ending({d, d + 1, period_kind::day});
}

period iso_week(int year, int week) {
    const day begin = iso_year_start(year) + 7 * (std::clamp(week, 1, 53) - 1);
    if (week < 1 || week > 53 || (begin + 3).date().year() != year) // a week is of the year of its Thursday
        fail(errc::out_of_range, "week", std::to_string(year) + " has no ISO week " + std::to_string(week));
    return ending({begin, begin + 7, period_kind::week});
}

period month(int year, int month) {
    if (month < 1 || month > 12) fail(errc::out_of_range, "month", "must be between 1 and 12");
    const day begin = first_of(year, month);
    return {begin, add_months(begin, 1), period_kind::month};
}

period quarter(int year, int quarter) {
    if (quarter < 1 || quarter > 4) fail(errc::out_of_range, "quarter", "must be between 1 and 4");
    const day begin = first_of(year, 3 * quarter - 2);
    return {begin, add_months(begin, 3), period_kind::quarter};
}

period year(int year) {
    return {first_of(year, 1), first_of(year + 1, 1), period_kind::year};
}

period containing(period_kind kind, day d) {
    const auto ymd = d.date().year_month_day();
    const int m = ymd.month.as_number();
    switch (kind) {
    case period_kind::day:
        return single_day(d);
    case period_kind::week:
        return ending({monday_of(d), monday_of(d) + 7, period_kind::week});
    case period_kind::month:
        return month(ymd.year, m);
    case period_kind::quarter:
        return quarter(ymd.year, (m + 2) / 3);
    case period_kind::year:
        return year(ymd.year);
    default:
        fail(errc::invalid_argument, "kind",
             "only days, weeks, months, quarters and years are civil periods");
    }
}

period previous(const period& p) {
    require_valid(p, "period");
    if (p.kind == period_kind::custom) return period::between(p.begin - p.days(), p.begin);
    return containing(p.kind, p.begin - 1);
}

period next(const period& p) {
    require_valid(p, "period");
    if (p.kind == period_kind::custom) return period::between(p.end, p.end + p.days());
    return containing(p.kind, p.end);
}

std::optional<period> overlap(const period& a, const period& b) {
    if (!a.overlaps(b)) return std::nullopt;
    return period{std::max(a.begin, b.begin), std::min(a.end, b.end)};
}

std::vector<slice> slices(const period& p, period_kind kind) {
    require_valid(p, "period");
    std::vector<slice> parts;
    for (day d = p.begin; d < p.end; d = parts.back().part.end) {
        const period whole = containing(kind, d);
        parts.push_back({whole, p.contains(whole) ? whole : *overlap(whole, p)});
    }
    return parts;
}

period parse_period(std::string_view text) {
    const auto slash = text.find('/');
    if (slash != std::string_view::npos)
        return period::between(parse_day(text.substr(0, slash)), parse_day(text.substr(slash + 1)) + 1);
    if (text.size() == 10) return single_day(parse_day(text));
    const int y = number(text.substr(0, 4));
    if (y < 0) refuse(text);
    if (text.size() == 4) return year(y);
    if (text.size() < 7 || text[4] != '-') refuse(text);
    const char kind = text[5];
    const bool lettered = kind == 'W' || kind == 'Q';
    const int n = number(text.substr(lettered ? 6 : 5));
    if (n < 0 || text.size() != (kind == 'W' ? 8U : 7U)) refuse(text);
    if (kind == 'W') return iso_week(y, n);
    if (kind == 'Q') return quarter(y, n);
    return month(y, n);
}

std::string to_string(const period& p) {
    const auto ymd = p.begin.date().year_month_day();
    const int m = ymd.month.as_number();
    switch (p.kind) {
    case period_kind::day:
        return to_string(p.begin);
    case period_kind::week: {
        const int y = (p.begin + 3).date().year();
        return printed("%04d-W%02d", y, (p.begin - iso_year_start(y)) / 7 + 1);
    }
    case period_kind::month:
        return printed("%04d-%02d", ymd.year, m);
    case period_kind::quarter:
        return printed("%04d-Q%d", ymd.year, (m + 2) / 3);
    case period_kind::year:
        return printed("%04d", ymd.year, 0);
    case period_kind::fiscal_week:
        return fiscal_label(p, "-W%02d");
    case period_kind::fiscal_period:
        return fiscal_label(p, "-P%02d");
    case period_kind::fiscal_quarter:
        return fiscal_label(p, "-Q%d");
    case period_kind::fiscal_year:
        return printed("FY%04d", p.fiscal_year, 0);
    case period_kind::custom:
        break;
    }
    return to_string(p.begin) + "/" + to_string(p.last());
}

} // namespace attain::inline v1
