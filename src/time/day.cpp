#include <attain/time/day.hpp>

#include <algorithm>
#include <cstdio>

namespace attain::inline v1 {

namespace {

using calendar = boost::gregorian::gregorian_calendar;
constexpr std::int32_t epoch_day_number = 2'440'588; // boost's day number of 1970-01-01

int digits(std::string_view text, std::size_t from, std::size_t count) {
    int n = 0;
    for (std::size_t i = from; i < from + count; ++i) {
        if (text[i] < '0' || text[i] > '9') return -1;
        n = n * 10 + (text[i] - '0');
    }
    return n;
}

day from_ymd(int year, int month, int day_of_month) {
    const auto number =
        calendar::day_number({static_cast<unsigned short>(year), static_cast<unsigned short>(month),
                              static_cast<unsigned short>(day_of_month)});
    return day{static_cast<std::int32_t>(number) - epoch_day_number};
}

} // namespace

day::day(const boost::gregorian::date& date) {
    if (date.is_special()) fail(errc::out_of_range, "date", "must be a real date, not a special value");
    value = static_cast<std::int32_t>(date.day_number()) - epoch_day_number;
}

boost::gregorian::date day::date() const {
    require_valid(*this, "day");
    const auto ymd = calendar::from_day_number(
        static_cast<boost::gregorian::date::date_int_type>(value + epoch_day_number));
    return {ymd.year, ymd.month, ymd.day};
}

void require_valid(day d, std::string_view argument, std::int64_t row) {
    if (d.value < day::min_value || d.value > day::max_value)
        fail(errc::out_of_range, argument, "the day must lie between 1400-01-01 and 9999-12-31", row);
}

day parse_day(std::string_view text) {
    const bool shape = text.size() == 10 && text[4] == '-' && text[7] == '-';
    const int y = shape ? digits(text, 0, 4) : -1;
    const int m = shape ? digits(text, 5, 2) : -1;
    const int d = shape ? digits(text, 8, 2) : -1;
    const bool real =
        y >= 1400 && m >= 1 && m <= 12 && d >= 1 &&
        d <= calendar::end_of_month_day(static_cast<unsigned short>(y), static_cast<unsigned short>(m));
    if (!real) fail(errc::parse, "day", "'" + std::string{text} + "' is not a date of the form 2026-12-07");
    return from_ymd(y, m, d);
}

std::string to_string(day d) {
    const auto ymd = d.date().year_month_day();
    char buffer[40];
    std::snprintf(buffer, sizeof buffer, "%04d-%02d-%02d", static_cast<int>(ymd.year),
                  static_cast<int>(ymd.month.as_number()), static_cast<int>(ymd.day));
    return buffer;
}

day add_months(day d, int months) {
    constexpr int whole_domain = 12 * 8600;
    if (months < -whole_domain || months > whole_domain)
        fail(errc::out_of_range, "months", "the result lies outside 1400 to 9999");
    const auto ymd = d.date().year_month_day();
    const int index = ymd.year * 12 + ymd.month.as_number() - 1 + months;
    const int year = index >= 0 ? index / 12 : -1;
    const int month = index % 12 + 1;
    if (year < 1400 || year > 9999)
        fail(errc::out_of_range, "months", "the result lies outside 1400 to 9999");
    const int last =
        calendar::end_of_month_day(static_cast<unsigned short>(year), static_cast<unsigned short>(month));
    return from_ymd(year, month, std::min<int>(ymd.day, last));
}

int tenure_months(day start, day d) {
    if (d < start) return 0;
    const auto a = start.date().year_month_day();
    const auto b = d.date().year_month_day();
    const int months = (b.year - a.year) * 12 + b.month.as_number() - a.month.as_number();
    return add_months(start, months) <= d ? months : months - 1;
}

} // namespace attain::inline v1
