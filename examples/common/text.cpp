#include "text.hpp"

#include <array>
#include <chrono>
#include <limits>

namespace example {

namespace {

constexpr std::array<std::string_view, 12> months = {"jan", "feb", "mar", "apr", "may", "jun",
                                                     "jul", "aug", "sep", "oct", "nov", "dec"};

constexpr bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}
constexpr char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// Takes `least` to `most` digits off the front of the text.
std::optional<unsigned> take_number(std::string_view& text, std::size_t least, std::size_t most) noexcept {
    unsigned value = 0;
    std::size_t count = 0;
    for (; count < most && count < text.size() && is_digit(text[count]); ++count)
        value = value * 10 + static_cast<unsigned>(text[count] - '0');
    if (count < least) return std::nullopt;
    text.remove_prefix(count);
    return value;
}

std::optional<unsigned> take_month_name(std::string_view& text) noexcept {
    if (text.size() < 3) return std::nullopt;
    const std::array<char, 3> key = {lower(text[0]), lower(text[1]), lower(text[2])};
    for (unsigned m = 0; m < months.size(); ++m) {
        if (months[m] != std::string_view{key.data(), key.size()}) continue;
        text.remove_prefix(3);
        return m + 1;
    }
    return std::nullopt;
}

std::optional<attain::day> to_day(unsigned year, unsigned month, unsigned dom) noexcept {
    const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(year)},
                                           std::chrono::month{month}, std::chrono::day{dom}};
    if (!date.ok() || year < 1400) return std::nullopt;
    return attain::day{static_cast<std::int32_t>(std::chrono::sys_days{date}.time_since_epoch().count())};
}

} // namespace

std::string_view trim(std::string_view text) noexcept {
    constexpr std::string_view blank = " \t";
    const std::size_t begin = text.find_first_not_of(blank);
    if (begin == text.npos) return {};
    return text.substr(begin, text.find_last_not_of(blank) - begin + 1);
}

std::string_view without_mark(std::string_view text) noexcept {
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    return text.substr(text.starts_with(mark) ? mark.size() : 0);
}

std::string visible(std::string_view text, line_ends ends) {
    constexpr std::string_view replacement = "\xEF\xBF\xBD";
    std::string shown;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const std::string_view rest = text.substr(i);
        const auto next = static_cast<unsigned char>(rest.size() > 1 ? rest[1] : 0);
        if (text[i] == '\n' && ends == line_ends::kept) {
            shown += '\n';
        } else if (byte < 0x20 || byte == 0x7F) {
            shown += "\xE2\x90";
            shown += static_cast<char>(byte == 0x7F ? 0xA1 : 0x80 + byte);
        } else if (byte == 0xC2 && 0x80 <= next && next < 0xA0) { // U+0080 to U+009F
            shown += replacement;
            ++i;
        } else if (rest.starts_with("\xE2\x80\xA8") || rest.starts_with("\xE2\x80\xA9")) { // line ends too
            shown += replacement;
            i += 2;
        } else {
            shown += text[i];
        }
    }
    return shown;
}

std::string quote(std::string_view text) {
    return '"' + visible(text) + '"';
}

date_format::date_format(std::string_view pattern) : pattern_{pattern} {
    int years = 0;
    int month_signs = 0;
    int days = 0;
    for (std::size_t i = 0; i < pattern_.size(); ++i) {
        if (pattern_[i] != '%') continue;
        const char sign = i + 1 < pattern_.size() ? pattern_[++i] : '\0';
        if (sign == 'Y' || sign == 'y')
            ++years;
        else if (sign == 'm' || sign == 'b')
            ++month_signs;
        else if (sign == 'd')
            ++days;
        else if (sign != '*' || i + 1 != pattern_.size())
            attain::fail(attain::errc::parse, "date format", "only %Y %y %m %b %d, and %* at the end");
    }
    if (years != 1 || month_signs != 1 || days != 1)
        attain::fail(attain::errc::parse, "date format", "needs year, month and day, once each: %Y-%m-%d");
}

std::optional<attain::day> date_format::read(std::string_view text) const noexcept {
    std::optional<unsigned> year;
    std::optional<unsigned> month;
    std::optional<unsigned> dom;
    for (std::size_t i = 0; i < pattern_.size(); ++i) {
        if (pattern_[i] != '%') {
            if (text.empty() || text.front() != pattern_[i]) return std::nullopt;
            text.remove_prefix(1);
            continue;
        }
        const char sign = pattern_[++i];
        if (sign == '*') {
            text = {};
            break;
        }
        const std::string_view rest = std::string_view{pattern_}.substr(i + 1);
        const bool adjoins = (i >= 3 && pattern_[i - 3] == '%') || (rest.starts_with('%') && rest != "%*");
        const std::size_t least = adjoins ? 2 : 1;
        std::optional<unsigned>& part = sign == 'd' ? dom : sign == 'm' || sign == 'b' ? month : year;
        part = sign == 'Y'   ? take_number(text, 4, 4)
               : sign == 'y' ? take_number(text, 2, 2)
               : sign == 'b' ? take_month_name(text)
                             : take_number(text, least, 2);
        if (!part) return std::nullopt;
        if (sign == 'y') part = 2000 + *part;
    }
    if (!text.empty()) return std::nullopt;
    return to_day(*year, *month, *dom);
}

std::optional<attain::units> read_decimal(std::string_view text, int decimals, char mark) noexcept {
    constexpr attain::units most = std::numeric_limits<attain::units>::max();
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    attain::units value = 0;
    int seen = 0;       // decimals so far
    bool whole = false; // any digit before the mark
    bool after = false; // past the mark
    const auto append = [&](int digit) {
        if (value > (most - digit) / 10) return false;
        value = value * 10 + digit;
        return true;
    };
    for (const char c : text) {
        if (c == mark && !after && whole) {
            after = true;
            continue;
        }
        if (!is_digit(c)) return std::nullopt;
        whole = true;
        if (after && seen == decimals) {
            if (c != '0') return std::nullopt;
            continue;
        }
        if (!append(c - '0')) return std::nullopt;
        if (after) ++seen;
    }
    if (!whole || text.back() == mark) return std::nullopt;
    for (; seen < decimals; ++seen)
        if (!append(0)) return std::nullopt;
    return negative ? -value : value;
}

namespace {

// Signs of several bytes that part groups, as the ones that people type for them.
std::string with_plain_signs(std::string_view text) {
    std::string plain{text};
    for (const auto& [sign, typed] : {std::pair{"\u00a0", " "}, {"\u202f", " "}, {"\u2019", "'"}})
        for (std::size_t at = 0; (at = plain.find(sign, at)) != plain.npos;)
            plain.replace(at, std::string_view{sign}.size(), typed);
    return plain;
}

} // namespace

std::optional<std::string> ungrouped(std::string_view text, char mark, bool mark_is_known) {
    const std::string plain = with_plain_signs(text);
    const std::size_t begin = plain.find_first_not_of("+-");
    if (begin > 1) return std::nullopt;
    const std::size_t end = std::min(plain.find(mark, begin), plain.size());
    const std::size_t first = plain.find_first_not_of("0123456789", begin);
    if (first >= end || first == begin || first > begin + 3 || plain[begin] == '0') return std::nullopt;
    const char parts = plain[first];
    if (std::string_view{",. '"}.find(parts) == std::string_view::npos) return std::nullopt;
    std::string digits = plain.substr(0, first);
    for (std::size_t at = first; at < end; at += 4) {
        if (plain[at] != parts || end - at < 4) return std::nullopt;
        for (std::size_t k = 1; k < 4; ++k) {
            if (!is_digit(plain[at + k])) return std::nullopt;
            digits += plain[at + k];
        }
    }
    const bool told = end < plain.size() || end - first > 4 || parts == ' ' || parts == '\'';
    if (!told && !mark_is_known) return std::nullopt;
    return digits + plain.substr(end);
}

} // namespace example
