#include "text_table.hpp"

#include "text.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace example {

namespace {

// The next character of UTF-8 text; a byte that begins none stands for itself.
char32_t take_character(std::string_view& text) noexcept {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned first = byte(0);
    const std::size_t size = first >= 0xF0U ? 4 : first >= 0xE0U ? 3 : first >= 0xC0U ? 2 : 1;
    char32_t code = size == 1 ? first : first & (0x7FU >> size);
    for (std::size_t i = 1; i < size && i < text.size(); ++i)
        code = code << 6U | (byte(i) & 0x3FU);
    text.remove_prefix(std::min(size, text.size()));
    return code;
}

// Of East Asian scripts and emoji, which terminals give two columns (Unicode's East Asian Width W and F).
bool wide(char32_t c) noexcept {
    constexpr std::pair<char32_t, char32_t> ranges[]{
        {0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0xA4CF},  {0xA960, 0xA97C}, {0xAC00, 0xD7A3},
        {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF01, 0xFF60},  {0xFFE0, 0xFFE6}, {0x1F300, 0x1F64F},
        {0x1F680, 0x1F6FF}, {0x1F900, 0x1FAFF}, {0x20000, 0x3FFFD}};
    return std::any_of(std::begin(ranges), std::end(ranges),
                       [&](const auto& r) { return r.first <= c && c <= r.second; });
}

bool combining(char32_t c) noexcept {
    return (0x0300 <= c && c <= 0x036F) || c == 0x200D || c == 0xFE0F;
}

} // namespace

std::size_t columns(std::string_view utf8) noexcept {
    std::size_t width = 0;
    while (!utf8.empty()) {
        const char32_t c = take_character(utf8);
        width += wide(c) ? 2 : combining(c) ? 0 : 1;
    }
    return width;
}

namespace {

// The next word with the space after it gone; a % stays with its number.
std::string_view take_word(std::string_view& text) {
    std::size_t end = std::min(text.find(' '), text.size());
    if (text.substr(end).starts_with(" %")) end = std::min(text.find(' ', end + 1), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(text.size(), end + 1));
    return word;
}

} // namespace

std::string wrapped(std::string_view text, std::size_t indent, std::size_t width) {
    const std::string shown = visible(text);
    std::string_view rest = shown;
    std::string out;
    std::size_t column = indent;
    while (!rest.empty()) {
        const std::string_view word = take_word(rest);
        if (column > indent && column + 1 + columns(word) > width) {
            out += '\n' + std::string(indent, ' ');
            column = indent;
        } else if (column > indent) {
            out += ' ';
            ++column;
        }
        out += word;
        column += columns(word);
    }
    return out;
}

void text_table::column(std::string header, align side) {
    columns_.push_back({visible(header), side});
}

void text_table::row(std::vector<std::string> fields) {
    fields.resize(columns_.size());
    for (std::string& field : fields)
        field = visible(field);
    rows_.push_back(std::move(fields));
}

std::size_t text_table::width(std::size_t column) const {
    std::size_t widest = 0;
    for (const auto& fields : rows_)
        widest = std::max(widest, columns(fields[column]));
    return widest == 0 ? 0 : std::max(widest, columns(columns_[column].header));
}

void text_table::line(std::string& text, const std::vector<std::string>& fields,
                      const std::vector<std::size_t>& widths) const {
    std::string out;
    for (std::size_t c = 0; c < fields.size(); ++c) {
        if (widths[c] == 0) continue;
        const std::string space(widths[c] - columns(fields[c]), ' ');
        out += "  " + (columns_[c].side == align::right ? space + fields[c] : fields[c] + space);
    }
    out.erase(out.find_last_not_of(' ') + 1);
    text += out + '\n';
}

std::string text_table::text() const {
    std::vector<std::size_t> widths;
    std::vector<std::string> headers;
    std::size_t total = 0;
    for (std::size_t c = 0; c < columns_.size(); ++c) {
        widths.push_back(width(c));
        headers.push_back(columns_[c].header);
        if (widths[c] > 0) total += widths[c] + 2;
    }
    std::string text;
    line(text, headers, widths);
    for (std::size_t r = 0; r < rows_.size(); ++r) {
        if (std::find(rules_.begin(), rules_.end(), r) != rules_.end())
            text += "  " + std::string(total - 2, '-') + '\n';
        line(text, rows_[r], widths);
    }
    return text;
}

} // namespace example
