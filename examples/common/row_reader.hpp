// Typed fields of a CSV file's rows, each refused with its place when it is not what it should be.
#pragma once

#include <attain/core/fraction.hpp>

#include "column_map.hpp"
#include "csv.hpp"

namespace example {

class row_reader {
public:
    // decimal_mark: a point where nobody said.
    row_reader(const csv_file& file, const date_format& dates, std::optional<char> decimal_mark = {})
        : file_{&file}, dates_{dates}, mark_{decimal_mark} {}

    using column = std::optional<std::size_t>; // nullopt: the file has no such column

    // Errors: input_error when the column is missing and not optional. nullopt when it is not mapped at all.
    [[nodiscard]] column find(const column_name& name) const;
    [[nodiscard]] std::size_t require(std::string_view name) const { return file_->column(name); }

    [[nodiscard]] const csv_file& file() const noexcept { return *file_; }
    // "" for a missing column.
    [[nodiscard]] std::string_view text(std::size_t row, column at) const;
    // Errors: input_error when empty.
    [[nodiscard]] std::string_view filled(std::size_t row, std::size_t at) const;
    [[nodiscard]] attain::day date(std::size_t row, std::size_t at) const;
    [[nodiscard]] std::optional<attain::day> date_or_none(std::size_t row, column at) const;
    // Digits may stand in groups of three.
    [[nodiscard]] attain::units decimal(std::size_t row, std::size_t at, int decimals) const;
    // A share between 0 and 1; empty or no column: 1.
    [[nodiscard]] attain::fraction share(std::size_t row, column at) const;

    [[noreturn]] void refuse(std::size_t row, std::size_t at, std::string_view reason) const;

private:
    const csv_file* file_;
    date_format dates_;
    std::optional<char> mark_;
};

} // namespace example
