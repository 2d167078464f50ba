#include "text_table.hpp"

#include <algorithm>
#include <utility>

namespace example {

std::size_t characters(std::string_view utf8) noexcept {
    return static_cast<std::size_t>(std::count_if(
        utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
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
    std::string out;
    std::size_t column = indent;
    while (!text.empty()) {
        const std::string_view word = take_word(text);
        if (column > indent && column + 1 + characters(word) > width) {
            out += '\n' + std::string(indent, ' ');
            column = indent;
        } else if (column > indent) {
            out += ' ';
            ++column;
        }
        out += word;
        column += characters(word);
    }
    return out;
}

void text_table::column(std::string header, align side) {
    columns_.push_back({std::move(header), side});
}

void text_table::row(std::vector<std::string> fields) {
    fields.resize(columns_.size());
    rows_.push_back(std::move(fields));
}

std::size_t text_table::width(std::size_t column) const {
    std::size_t widest = 0;
    for (const auto& fields : rows_)
        widest = std::max(widest, characters(fields[column]));
    return widest == 0 ? 0 : std::max(widest, characters(columns_[column].header));
}

void text_table::line(std::string& text, const std::vector<std::string>& fields,
                      const std::vector<std::size_t>& widths) const {
    std::string out;
    for (std::size_t c = 0; c < fields.size(); ++c) {
        if (widths[c] == 0) continue;
        const std::string space(widths[c] - characters(fields[c]), ' ');
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
