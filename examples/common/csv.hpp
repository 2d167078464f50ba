// A strict reader of CSV files (RFC 4180): it refuses what it cannot be sure about and says where that
// stands.
//
// Fields are separated by one sign; a field in double quotes may hold separators, line ends and doubled
// quotes. Lines end in LF or CRLF, a UTF-8 byte order mark is dropped, lines with nothing at all on them are
// skipped. The first line names the columns; every other line has as many fields as it has names.
#pragma once

#include "input_error.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace example {

class csv_file {
public:
    // Errors (input_error): a file that cannot be read or is empty, not UTF-8, a NUL byte, a quote out of
    // place, a quote never closed, a line with too many or too few fields, a column named twice. O(bytes).
    // separator: where nobody says, the comma if the first line holds one outside quotes, else the semicolon,
    // bar or tab that it holds.
    [[nodiscard]] static csv_file read(const std::string& path, std::optional<char> separator = {});

    [[nodiscard]] const std::string& path() const noexcept { return path_; }
    [[nodiscard]] std::size_t rows() const noexcept { return lines_.size(); }
    // Names of the columns, in order.
    [[nodiscard]] std::span<const std::string_view> header() const noexcept { return header_; }

    // Number of the column of that name; where there is none, of the first one that differs from it in the
    // case of letters only. Errors: input_error listing the columns there are.
    [[nodiscard]] std::size_t column(std::string_view name) const;
    // The same, nullopt when there is none.
    [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const noexcept;

    [[nodiscard]] std::string_view at(std::size_t row, std::size_t column) const noexcept {
        return fields_[row * header_.size() + column];
    }
    // The place of a field, for messages.
    [[nodiscard]] place where(std::size_t row, std::size_t column) const;
    [[nodiscard]] place where(std::size_t row) const;

private:
    csv_file() = default;
    void split(char separator);

    std::string path_;
    std::vector<char> text_; // fields point into it; moving a vector leaves its bytes in place
    std::vector<std::string_view> header_;
    std::vector<std::string_view> fields_; // row after row
    std::vector<std::size_t> lines_;       // the line each row starts on
};

} // namespace example
