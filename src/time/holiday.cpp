#include <attain/time/holiday.hpp>

#include <algorithm>
#include <utility>

namespace attain::inline v1 {

namespace {

constexpr std::array<int, 12> longest_month{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

void require_date(int month, int day_of_month) {
    if (month < 1 || month > 12) fail(errc::out_of_range, "month", "must be between 1 and 12");
    if (day_of_month < 1 || day_of_month > longest_month[static_cast<std::size_t>(month - 1)])
        fail(errc::out_of_range, "day_of_month",
             "month " + std::to_string(month) + " has no day " + std::to_string(day_of_month));
}

// First such weekday on or after d, last one on or before d.
day forward_to(attain::weekday target, day d) {
    return d + (static_cast<int>(target) - static_cast<int>(d.weekday()) + 7) % 7;
}
day back_to(attain::weekday target, day d) {
    return d - (static_cast<int>(d.weekday()) - static_cast<int>(target) + 7) % 7;
}

void require_computus_year(int year) {
    if (year < 1583 || year > 9998) fail(errc::out_of_range, "year", "must be between 1583 and 9998");
}

bool works(const std::array<fraction, 7>& pattern, day d) {
    return pattern[static_cast<std::size_t>(d.weekday())] > fraction::zero();
}

bool works_at_all(const std::array<fraction, 7>& pattern) {
    return std::any_of(pattern.begin(), pattern.end(), [](fraction f) { return f > fraction::zero(); });
}

day nearest_workday(const std::array<fraction, 7>& pattern, day d) {
    for (int away = 1;; ++away) {
        if (works(pattern, d - away)) return d - away;
        if (works(pattern, d + away)) return d + away;
    }
}

// One holiday of one year, before and after its shift.
struct occurrence {
    day date;
    const holiday* rule;
};

std::vector<occurrence> occurrences(const holiday_set& set, const period& span) {
    std::vector<occurrence> all;
    const int first = span.begin.date().year() - 1;
    const int last = span.last().date().year() + 1;
    for (int year = std::max(first, 1400); year <= std::min(last, 9998); ++year)
        for (const holiday& h : set.holidays)
            if (const auto d = h.in(year)) all.push_back({*d, &h});
    std::stable_sort(all.begin(), all.end(),
                     [](const occurrence& a, const occurrence& b) { return a.date < b.date; });
    return all;
}

bool moves(const std::array<fraction, 7>& pattern, const occurrence& o) {
    return o.rule->rule_when_off() != observed::on_the_day && !works(pattern, o.date);
}

// Sorted insertion of one special day; a date named twice keeps the smaller share and both names.
void place(std::vector<special_day>& days, special_day entry) {
    const auto at = std::lower_bound(days.begin(), days.end(), entry.date,
                                     [](const special_day& s, day d) { return s.date < d; });
    if (at == days.end() || at->date != entry.date) {
        days.insert(at, std::move(entry));
        return;
    }
    at->share = std::min(at->share, entry.share);
    at->name += " / " + entry.name;
}

bool taken(const std::vector<special_day>& days, day d) {
    return std::binary_search(days.begin(), days.end(), special_day{.date = d},
                              [](const special_day& a, const special_day& b) { return a.date < b.date; });
}

} // namespace

holiday::holiday(std::string name, base from, int month, int day_of_month, int n, attain::weekday weekday)
    : name_{std::move(name)},
      from_{from},
      month_{month},
      day_of_month_{day_of_month},
      n_{n},
      weekday_{weekday} {}

holiday holiday::fixed(std::string name, int month, int day_of_month) {
    require_date(month, day_of_month);
    return {std::move(name), base::fixed, month, day_of_month, 0, {}};
}

holiday holiday::nth(std::string name, int n, attain::weekday weekday, int month) {
    require_date(month, 1);
    if (n == 0 || n < -4 || n > 4)
        fail(errc::out_of_range, "n", "every month has four of a weekday: 1 to 4, or -1 to -4 from its end");
    return {std::move(name), base::nth, month, 1, n, weekday};
}

holiday holiday::on_or_after(std::string name, attain::weekday weekday, int month, int day_of_month) {
    require_date(month, day_of_month);
    return {std::move(name), base::on_or_after, month, day_of_month, 0, weekday};
}

holiday holiday::on_or_before(std::string name, attain::weekday weekday, int month, int day_of_month) {
    require_date(month, day_of_month);
    return {std::move(name), base::on_or_before, month, day_of_month, 0, weekday};
}

holiday holiday::easter(std::string name, int days_after) {
    return holiday{std::move(name), base::easter, 0, 0, 0, {}}.plus(days_after);
}

holiday holiday::orthodox_easter(std::string name, int days_after) {
    return holiday{std::move(name), base::orthodox_easter, 0, 0, 0, {}}.plus(days_after);
}

holiday holiday::plus(int days) const {
    constexpr int furthest = 183;
    if (days < -2 * furthest || days > 2 * furthest || plus_ + days < -furthest || plus_ + days > furthest)
        fail(errc::out_of_range, "days", "a holiday lies within half a year of the date it is counted from");
    holiday changed = *this;
    changed.plus_ += days;
    return changed;
}

holiday holiday::when_off(observed rule) const {
    holiday changed = *this;
    changed.when_off_ = rule;
    return changed;
}

holiday holiday::half() const {
    holiday changed = *this;
    changed.share_ = fraction::from_ppm(fraction::one_ppm / 2);
    return changed;
}

holiday holiday::in_years(int first, int last) const {
    if (last < first) fail(errc::inverted_period, "last", "the last year is before the first");
    holiday changed = *this;
    changed.first_year_ = first;
    changed.last_year_ = last;
    return changed;
}

std::optional<day> holiday::in(int year) const {
    if (year < first_year_ || year > last_year_) return std::nullopt;
    if (from_ == base::easter) return easter_sunday(year) + plus_;
    if (from_ == base::orthodox_easter) return orthodox_easter_sunday(year) + plus_;
    const period whole = attain::month(year, month_);
    const day date = whole.begin + (day_of_month_ - 1);
    if (date >= whole.end) return std::nullopt; // 29 February of a common year
    switch (from_) {
    case base::nth:
        return (n_ > 0 ? forward_to(weekday_, whole.begin) + 7 * (n_ - 1)
                       : back_to(weekday_, whole.last()) + 7 * (n_ + 1)) +
               plus_;
    case base::on_or_after:
        return forward_to(weekday_, date) + plus_;
    case base::on_or_before:
        return back_to(weekday_, date) + plus_;
    default:
        return date + plus_;
    }
}

std::vector<special_day> expand(const holiday_set& set, const std::array<fraction, 7>& pattern,
                                const period& span) {
    require_valid(span, "span");
    std::vector<special_day> days;
    const auto put = [&](day d, const holiday& h) {
        const fraction normal = pattern[static_cast<std::size_t>(d.weekday())];
        place(days, {d, std::min(normal, h.share()), h.name(), true});
    };
    const auto all = occurrences(set, span);
    const bool shifts = works_at_all(pattern);
    // What stays comes first, so that a substitute day never lands on another holiday.
    for (const occurrence& o : all)
        if (!shifts || !moves(pattern, o)) put(o.date, *o.rule);
    for (const occurrence& o : all) {
        if (!shifts || !moves(pattern, o)) continue;
        day d = o.date;
        if (o.rule->rule_when_off() == observed::nearest_workday)
            d = nearest_workday(pattern, d);
        else
            while (!works(pattern, d) || taken(days, d))
                ++d;
        put(d, *o.rule);
    }
    std::erase_if(days, [&](const special_day& s) { return !span.contains(s.date); });
    return days;
}

day easter_sunday(int year) {
    require_computus_year(year);
    const int golden = year % 19;
    const int century = year / 100;
    const int lunar = (8 * century + 13) / 25; // centuries' drift of the moon
    const int solar = century - century / 4;   // leap days the Gregorian reform dropped
    int epact = (19 * golden + solar - lunar + 15) % 30;
    epact -= epact / 28 * (1 - (29 / (epact + 1)) * ((21 - golden) / 11));
    const int weekday_shift = (year + year / 4 + epact + 2 - solar) % 7;
    return month(year, 3).begin + (27 + epact - weekday_shift);
}

day orthodox_easter_sunday(int year) {
    require_computus_year(year);
    const int epact = (19 * (year % 19) + 15) % 30;
    const int weekday_shift = (year + year / 4 + epact) % 7;
    const int julian_offset = year / 100 - year / 400 - 2; // days between the two calendars in March
    return month(year, 3).begin + (27 + epact - weekday_shift + julian_offset);
}

} // namespace attain::inline v1
