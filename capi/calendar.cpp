// Periods and calendars.
#include "boundary.hpp"

#include <algorithm>

using namespace attain;

namespace {

std::array<fraction, 7> to_pattern(const double* shares) {
    std::array<fraction, 7> pattern = calendar::weekdays().pattern();
    for (std::size_t i = 0; shares != nullptr && i < pattern.size(); ++i)
        pattern[i] = capi::to_share(shares[i], "weekday_share", static_cast<std::int64_t>(i));
    return pattern;
}

holiday to_rule(std::int32_t rule, std::string name, int month, int number, weekday on) {
    switch (rule) {
    case ATTAIN_HOLIDAY_FIXED:
        return holiday::fixed(std::move(name), month, number);
    case ATTAIN_HOLIDAY_NTH:
        return holiday::nth(std::move(name), number, on, month);
    case ATTAIN_HOLIDAY_ON_OR_AFTER:
        return holiday::on_or_after(std::move(name), on, month, number);
    case ATTAIN_HOLIDAY_ON_OR_BEFORE:
        return holiday::on_or_before(std::move(name), on, month, number);
    case ATTAIN_HOLIDAY_EASTER:
        return holiday::easter(std::move(name), number);
    case ATTAIN_HOLIDAY_ORTHODOX_EASTER:
        return holiday::orthodox_easter(std::move(name), number);
    default:
        fail(errc::invalid_argument, "holiday_rule", "is no rule");
    }
}

template<class T>
T at(std::span<const T> column, std::size_t i, T otherwise) {
    return column.empty() ? otherwise : column[i];
}

holiday_set to_holidays(const attain_calendar_args& args) {
    const capi::row_count n{args.n_holidays, "n_holidays"};
    const auto names = capi::column(args.holiday_name, n, "holiday_name", true);
    const auto rules = capi::column(args.holiday_rule, n, "holiday_rule");
    const auto months = capi::column(args.holiday_month, n, "holiday_month", true);
    const auto numbers = capi::column(args.holiday_number, n, "holiday_number");
    const auto weekdays = capi::column(args.holiday_weekday, n, "holiday_weekday", true);
    const auto plus = capi::column(args.holiday_plus, n, "holiday_plus", true);
    const auto observe = capi::column(args.holiday_observed, n, "holiday_observed", true);
    const auto shares = capi::column(args.holiday_share, n, "holiday_share", true);
    const auto first = capi::column(args.holiday_first_year, n, "holiday_first_year", true);
    const auto last = capi::column(args.holiday_last_year, n, "holiday_last_year", true);
    holiday_set set;
    for (std::size_t i = 0; i < rules.size(); ++i)
        set.holidays.push_back(capi::in_row(i, [&] {
            const auto on = capi::one_of(at(weekdays, i, 0), weekday::sunday, "holiday_weekday");
            const auto off = capi::one_of(at(observe, i, 0), observed::next_workday, "holiday_observed");
            holiday rule =
                capi::named({{"month", "holiday_month"},
                             {"day_of_month", "holiday_number"},
                             {"n", "holiday_number"},
                             {"days", "holiday_number"}},
                            [&] {
                                return to_rule(rules[i], capi::known_text(names, i, "holiday_name"),
                                               at(months, i, 1), numbers[i], on);
                            });
            rule = capi::named({{"days", "holiday_plus"}}, [&] { return rule.plus(at(plus, i, 0)); });
            rule = rule.when_off(off);
            const int from = at(first, i, 0);
            const int to = at(last, i, 0);
            if (from != 0 || to != 0)
                rule = capi::named({{"last", "holiday_last_year"}}, [&] {
                    return rule.in_years(from == 0 ? 1400 : from, to == 0 ? 9999 : to);
                });
            const double share = at(shares, i, 0.0);
            if (share != 0 && share != 0.5)
                fail(errc::out_of_range, "holiday_share", "a holiday is a day off or half a day off");
            return share == 0 ? rule : rule.half();
        }));
    return set;
}

calendar to_calendar(const attain_calendar_args& args) {
    calendar made{to_pattern(args.weekday_share)};
    const auto days = capi::column(args.day, {args.n_days, "n_days"}, "day");
    const auto shares = capi::column(args.day_share, {args.n_days, "n_days"}, "day_share", true);
    const auto names = capi::column(args.day_name, {args.n_days, "n_days"}, "day_name", true);
    std::vector<special_day> special;
    for (std::size_t i = 0; i < days.size(); ++i) {
        require_valid(day{days[i]}, "day", static_cast<std::int64_t>(i));
        special.push_back(capi::in_row(i, [&] {
            return special_day{day{days[i]}, capi::to_share(at(shares, i, 0.0), "day_share"),
                               capi::known_text(names, i, "day_name"), false};
        }));
    }
    made = made.set(special);
    const holiday_set holidays = to_holidays(args);
    if (args.known_begin != 0 || args.known_end != 0) {
        const period known = capi::to_period(args.known_begin, args.known_end, "known_begin", "known_end");
        for (std::size_t i = 0; i < days.size(); ++i)
            if (!known.contains(day{days[i]}))
                fail(errc::out_of_range, "day", "is not between known_begin and known_end",
                     static_cast<std::int64_t>(i));
        return made.observe(holidays, known);
    }
    if (!holidays.holidays.empty())
        fail(errc::empty_input, "known_begin", "holiday rules need the days over which they are expanded");
    return made;
}

period_kind civil(std::int32_t kind) {
    return capi::one_of(kind, period_kind::year, "kind");
}

} // namespace

extern "C" {

attain_status attain_period_parse(attain_context* context, const char* text, int64_t length, int32_t* begin,
                                  int32_t* end) {
    return capi::guard(context, [&] {
        const period p = capi::named({{"period", "text"},
                                      {"year", "text"},
                                      {"month", "text"},
                                      {"months", "text"},
                                      {"quarter", "text"},
                                      {"week", "text"},
                                      {"day", "text"},
                                      {"date", "text"}},
                                     [&] { return parse_period(capi::text(text, length, "text")); });
        capi::require(end, "end");
        capi::require(begin, "begin") = p.begin.value;
        *end = p.end.value;
    });
}

attain_status attain_period_print(attain_context* context, int32_t begin, int32_t end, char* text,
                                  int64_t capacity, int64_t* needed) {
    return capi::guard(context, [&] {
        capi::write_text(to_string(capi::to_period(begin, end)), text, "text", capacity, needed);
    });
}

attain_status attain_period_containing(attain_context* context, int32_t kind, int32_t day, int32_t* begin,
                                       int32_t* end) {
    return capi::guard(context, [&] {
        require_valid(attain::day{day}, "day");
        const period p = capi::named({{"year", "day"}, {"months", "day"}},
                                     [&] { return containing(civil(kind), attain::day{day}); });
        capi::require(end, "end");
        capi::require(begin, "begin") = p.begin.value;
        *end = p.end.value;
    });
}

attain_status attain_period_slices(attain_context* context, int32_t begin, int32_t end, int32_t kind,
                                   int64_t capacity, int32_t* part_begin, int32_t* part_end,
                                   int32_t* whole_begin, int32_t* whole_end, int64_t* needed) {
    return capi::guard(context, [&] {
        const auto parts = capi::named({{"year", "end"}, {"months", "end"}, {"day", "end"}},
                                       [&] { return slices(capi::to_period(begin, end), civil(kind)); });
        capi::require_room(capacity, parts.size(), needed);
        capi::write(part_begin, parts, [](const slice& s) { return s.part.begin.value; });
        capi::write(part_end, parts, [](const slice& s) { return s.part.end.value; });
        capi::write(whole_begin, parts, [](const slice& s) { return s.whole.begin.value; });
        capi::write(whole_end, parts, [](const slice& s) { return s.whole.end.value; });
    });
}

attain_status attain_calendar_new(attain_context* context, const attain_calendar_args* args,
                                  attain_calendar** out) {
    return capi::create(context, out,
                        [&] { return attain_calendar{to_calendar(capi::read_args(args, "args"))}; });
}

void attain_calendar_free(attain_calendar* calendar) {
    delete calendar;
}

attain_status attain_calendar_workdays(attain_context* context, const attain_calendar* calendar, int64_t n,
                                       const int32_t* begin, const int32_t* end, double* workdays,
                                       int32_t* days_with_work) {
    return capi::guard(context, [&] {
        const attain::calendar& of = capi::require(calendar, "calendar").value;
        const auto periods = capi::periods(begin, end, n);
        for (std::size_t i = 0; i < periods.size(); ++i)
            capi::in_row(i, [&] { of.require_known(periods[i], "period"); });
        const working_days counted{of};
        capi::write(workdays, periods, [&](const period& p) { return of.workdays(p); });
        capi::write(days_with_work, periods,
                    [&](const period& p) { return counted.count(p.begin - 1, p.last()); });
    });
}

attain_status attain_calendar_special_days(attain_context* context, const attain_calendar* calendar,
                                           int32_t begin, int32_t end, int64_t capacity, int32_t* day,
                                           double* share, int64_t* needed) {
    return capi::guard(context, [&] {
        const attain::calendar& of = capi::require(calendar, "calendar").value;
        const period over = capi::to_period(begin, end);
        of.require_known(over, "period");
        const auto days = of.special_days(over);
        capi::require_room(capacity, days.size(), needed);
        capi::write(day, days, [](const special_day& d) { return d.date.value; });
        capi::write(share, days, [](const special_day& d) { return d.share.value(); });
    });
}

attain_status attain_calendar_day_name(attain_context* context, const attain_calendar* calendar, int32_t day,
                                       char* name, int64_t capacity, int64_t* needed) {
    return capi::guard(context, [&] {
        const attain::calendar& of = capi::require(calendar, "calendar").value;
        const attain::day on{day};
        require_valid(on, "day");
        of.require_known({on, on + 1}, "day");
        const special_day* special = of.special(on);
        capi::write_text(special == nullptr ? std::string_view{} : special->name, name, "name", capacity,
                         needed);
    });
}

} // extern "C"
