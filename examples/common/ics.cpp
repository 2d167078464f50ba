#include "ics.hpp"

#include "text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <string_view>

namespace example {

namespace {

using attain::day;

std::string upper(std::string_view text) {
    std::string out{text};
    for (char& c : out)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return out;
}

// NAME;PARAMETER=x:value, unfolded.
struct content_line {
    std::string name{};
    std::vector<std::string> parameters{}; // in capitals
    std::string value{};
    std::size_t line{};

    [[nodiscard]] bool has(std::string_view parameter) const {
        return std::find(parameters.begin(), parameters.end(), parameter) != parameters.end();
    }
};

// One VEVENT's properties as they stand.
struct event {
    std::optional<content_line> start, end, duration, rule;
    std::vector<content_line> except;
    std::string name;
    bool cancelled = false;
};

class reader {
public:
    reader(const std::string& path, const attain::period& span) : path_{path}, span_{span} {}

    std::vector<attain::special_day> read() {
        const auto lines = content_lines();
        if (lines.empty() || lines.front().name != "BEGIN" || upper(lines.front().value) != "VCALENDAR")
            throw input_error({path_}, "is no iCalendar file: it does not begin with BEGIN:VCALENDAR");
        std::vector<std::string> open;
        event now;
        for (const content_line& l : lines) {
            if (l.name == "BEGIN") {
                open.push_back(upper(l.value));
                if (open.back() == "VEVENT") now = {};
            } else if (l.name == "END") {
                if (open.empty() || open.back() != upper(l.value)) refuse(l, "closes what is not open");
                if (open.back() == "VEVENT") add(now, l);
                open.pop_back();
            } else if (!open.empty() && open.back() == "VEVENT") {
                note(now, l);
            }
        }
        if (!open.empty()) throw input_error({path_}, "ends inside " + open.back());
        return days_;
    }

private:
    [[noreturn]] void refuse(const content_line& l, const std::string& reason) const {
        throw input_error({path_, l.line}, l.name + ": " + reason);
    }

    std::vector<content_line> content_lines() const {
        std::ifstream in{path_, std::ios::binary};
        if (!in) throw input_error({path_}, "cannot be opened");
        const std::string bytes{std::istreambuf_iterator<char>{in}, {}};
        const std::string_view text = without_mark(bytes);
        std::vector<std::pair<std::string, std::size_t>> unfolded;
        std::size_t number = 0;
        for (std::size_t from = 0; from < text.size();) {
            const std::size_t end = std::min(text.find('\n', from), text.size());
            std::string_view line{text.data() + from, end - from};
            if (line.ends_with('\r')) line.remove_suffix(1);
            from = end + 1;
            ++number;
            const bool continued = !line.empty() && (line.front() == ' ' || line.front() == '\t');
            if (continued && !unfolded.empty())
                unfolded.back().first += line.substr(1);
            else if (!line.empty())
                unfolded.emplace_back(line, number);
        }
        std::vector<content_line> lines;
        for (const auto& [line, at] : unfolded)
            lines.push_back(parsed(line, at));
        return lines;
    }

    // The colon that ends name and parameters stands outside double quotes.
    content_line parsed(std::string_view line, std::size_t number) const {
        content_line out{.line = number};
        bool quoted = false;
        std::size_t from = 0;
        for (std::size_t i = 0; i < line.size(); ++i) {
            if (line[i] == '"') quoted = !quoted;
            if (quoted || (line[i] != ';' && line[i] != ':')) continue;
            const std::string part = upper(line.substr(from, i - from));
            if (from == 0)
                out.name = part;
            else
                out.parameters.push_back(part);
            from = i + 1;
            if (line[i] == ';') continue;
            out.value = line.substr(from);
            return out;
        }
        throw input_error({path_, number}, "is not a line of the form NAME:value");
    }

    void note(event& now, const content_line& l) const {
        const auto once = [&](std::optional<content_line>& slot) {
            if (slot) refuse(l, "comes twice in one event");
            slot = l;
        };
        if (l.name == "DTSTART") once(now.start);
        if (l.name == "DTEND") once(now.end);
        if (l.name == "DURATION") once(now.duration);
        if (l.name == "RRULE") once(now.rule);
        if (l.name == "EXDATE") now.except.push_back(l);
        if (l.name == "SUMMARY") now.name = plain(l.value);
        if (l.name == "STATUS") now.cancelled = upper(l.value) == "CANCELLED";
        if (l.name == "RDATE" || l.name == "RECURRENCE-ID" || l.name == "EXRULE")
            refuse(l, "is beyond this reader; list the days as events of their own");
    }

    static std::string plain(std::string_view text) {
        std::string out;
        for (std::size_t i = 0; i < text.size(); ++i) {
            const bool escaped = text[i] == '\\' && i + 1 < text.size();
            if (escaped) ++i;
            out += escaped && (text[i] == 'n' || text[i] == 'N') ? ' ' : text[i];
        }
        return out;
    }

    day date(const content_line& l, std::string_view text) const {
        static const date_format basic{"%Y%m%d"};
        const auto d = basic.read(text);
        if (!d)
            refuse(l, quote(text) + " is not a date of the form 20261225; only whole-day events are read");
        return *d;
    }
    day date(const content_line& l) const {
        if (!l.has("VALUE=DATE") && l.value.size() != 8)
            refuse(l, "has a time of day; only whole-day events (VALUE=DATE) are read");
        return date(l, l.value);
    }

    int number(const content_line& l, std::string_view text, int lowest, int highest) const {
        int n = 0;
        if (text.starts_with('+')) text.remove_prefix(1);
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
        if (error != std::errc{} || end != text.data() + text.size() || n < lowest || n > highest)
            refuse(l, quote(text) + " is not a number from " + std::to_string(lowest) + " to " +
                          std::to_string(highest));
        return n;
    }

    int length(const event& e, day start) const {
        if (e.end && e.duration) refuse(*e.end, "stands beside DURATION");
        if (e.end) {
            const day end = date(*e.end);
            if (end <= start) refuse(*e.end, "is not after DTSTART (it is the first day no longer off)");
            return end - start;
        }
        if (!e.duration) return 1;
        const std::string text = upper(e.duration->value);
        const bool weeks = text.ends_with('W');
        if (text.size() < 3 || text.front() != 'P' || (!weeks && !text.ends_with('D')))
            refuse(*e.duration, quote(text) + " is not a duration in days or weeks, P1D or P2W");
        return number(*e.duration, std::string_view{text}.substr(1, text.size() - 2), 1, 3660) *
               (weeks ? 7 : 1);
    }

    void add(const event& e, const content_line& where) {
        if (e.cancelled) return;
        if (!e.start) refuse(where, "the event has no DTSTART");
        const day start = date(*e.start);
        const int days = length(e, start);
        std::vector<day> except;
        for (const content_line& l : e.except)
            for (std::size_t from = 0; from <= l.value.size();) {
                const std::size_t comma = std::min(l.value.find(',', from), l.value.size());
                except.push_back(date(l, std::string_view{l.value}.substr(from, comma - from)));
                from = comma + 1;
            }
        for (const day first : e.rule ? yearly(*e.rule, start) : std::vector{start})
            if (std::find(except.begin(), except.end(), first) == except.end())
                for (int i = 0; i < days; ++i)
                    close(first + i, e.name);
    }

    void close(day d, const std::string& name) {
        if (!span_.contains(d)) return;
        const auto at = std::lower_bound(days_.begin(), days_.end(), d,
                                         [](const attain::special_day& s, day x) { return s.date < x; });
        if (at == days_.end() || at->date != d)
            days_.insert(at, {d, attain::fraction::zero(), name, false});
        else if (at->name != name)
            at->name += " / " + name;
    }

    // First days of a yearly rule up to the span's end.
    std::vector<day> yearly(const content_line& l, day start) const {
        std::map<std::string, std::string> parts;
        const std::string text = upper(l.value);
        for (std::size_t from = 0; from <= text.size();) {
            const std::size_t end = std::min(text.find(';', from), text.size());
            const std::string part = text.substr(from, end - from);
            const std::size_t equals = std::min(part.find('='), part.size());
            if (equals == part.size() ||
                !parts.emplace(part.substr(0, equals), part.substr(equals + 1)).second)
                refuse(l, quote(part) + " is not one NAME=value, said once");
            from = end + 1;
        }
        const auto take = [&](const char* name) -> std::optional<std::string> {
            const auto found = parts.find(name);
            if (found == parts.end()) return std::nullopt;
            return parts.extract(found).mapped();
        };
        if (take("FREQ") != "YEARLY") refuse(l, "only yearly rules are read");
        (void)take("WKST"); // matters to weekly rules alone
        const auto interval = take("INTERVAL");
        const auto count = take("COUNT");
        const auto until = take("UNTIL");
        const auto month = take("BYMONTH");
        const auto month_day = take("BYMONTHDAY");
        const auto weekday = take("BYDAY");
        if (!parts.empty()) refuse(l, parts.begin()->first + " is beyond this reader");
        if (weekday && (!month || month_day)) refuse(l, "BYDAY is read with BYMONTH and without BYMONTHDAY");

        const auto ymd = start.date().year_month_day();
        const int in_month = month ? number(l, *month, 1, 12) : ymd.month.as_number();
        const int on_day = month_day ? number(l, *month_day, 1, 31) : static_cast<int>(ymd.day);
        const int step = interval ? number(l, *interval, 1, 400) : 1;
        int left = count ? number(l, *count, 1, 100000) : -1;
        const day last = until ? date(l, std::string_view{*until}.substr(0, 8)) : span_.end;
        std::vector<day> days;
        for (int y = ymd.year; attain::month(y, 1).begin < span_.end && left != 0; y += step) {
            const auto d = weekday ? nth(l, *weekday, y, in_month) : nth_day(y, in_month, on_day);
            if (!d || *d < start) continue;
            if (*d > last) break;
            days.push_back(*d);
            --left;
        }
        return days;
    }

    static std::optional<day> nth_day(int year, int month, int day_of_month) {
        const attain::period whole = attain::month(year, month);
        const day d = whole.begin + (day_of_month - 1);
        return whole.contains(d) ? std::optional{d} : std::nullopt;
    }

    std::optional<day> nth(const content_line& l, std::string_view text, int year, int month) const {
        constexpr std::array<std::string_view, 7> names{"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
        const auto name = text.size() < 3
                              ? names.end()
                              : std::find(names.begin(), names.end(), text.substr(text.size() - 2));
        if (name == names.end()) refuse(l, quote(text) + " is not a weekday of a month such as 2MO or -1FR");
        const int n = number(l, text.substr(0, text.size() - 2), -4, 4);
        if (n == 0) refuse(l, quote(text) + " is not a weekday of a month such as 2MO or -1FR");
        const auto weekday = static_cast<attain::weekday>(name - names.begin());
        return attain::holiday::nth("", n, weekday, month).in(year);
    }

    std::string path_;
    attain::period span_;
    std::vector<attain::special_day> days_;
};

} // namespace

std::vector<attain::special_day> read_ics(const std::string& path, const attain::period& span) {
    return reader{path, span}.read();
}

} // namespace example
