// A table of text: columns as wide as their widest field, without a locale. Control characters in what is
// written are made visible (text.hpp): a name cannot break a line.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace example {

enum class align : unsigned char { left, right };

class text_table {
public:
    // A column without a field in any row is left out.
    void column(std::string header, align side);
    // As many fields as there are columns.
    void row(std::vector<std::string> fields);
    // A line of dashes between the rows before and after.
    void rule() { rules_.push_back(rows_.size()); }

    [[nodiscard]] std::string text() const;

private:
    struct column_head {
        std::string header;
        align side;
    };

    [[nodiscard]] std::size_t width(std::size_t column) const; // 0: empty, left out
    void line(std::string& text, const std::vector<std::string>& fields,
              const std::vector<std::size_t>& widths) const;

    std::vector<column_head> columns_;
    std::vector<std::vector<std::string>> rows_;
    std::vector<std::size_t> rules_;
};

// Columns that UTF-8 text takes: two for a letter of an East Asian script, none for a combining mark.
[[nodiscard]] std::size_t columns(std::string_view utf8) noexcept;

// The text in lines of at most `width` columns, broken at spaces; every line but the first starts with
// `indent` spaces, and the first one is taken to have them already.
[[nodiscard]] std::string wrapped(std::string_view text, std::size_t indent, std::size_t width = 110);

} // namespace example
