#include "row_reader.hpp"

namespace example {

row_reader::column row_reader::find(const column_name& name) const {
    if (name.name.empty()) return std::nullopt;
    return name.optional ? file_->find(name.name) : file_->column(name.name);
}

std::string_view row_reader::text(std::size_t row, column at) const {
    return at ? trim(file_->at(row, *at)) : std::string_view{};
}

std::string_view row_reader::filled(std::size_t row, std::size_t at) const {
    const std::string_view value = text(row, at);
    if (value.empty()) refuse(row, at, "is empty");
    return value;
}

attain::day row_reader::date(std::size_t row, std::size_t at) const {
    const std::string_view value = filled(row, at);
    if (const auto day = dates_.read(value)) return *day;
    refuse(row, at, quote(value) + " is not a date written as " + dates_.pattern());
}

std::optional<attain::day> row_reader::date_or_none(std::size_t row, column at) const {
    if (text(row, at).empty()) return std::nullopt;
    return date(row, *at);
}

attain::units row_reader::decimal(std::size_t row, std::size_t at, int decimals) const {
    const std::string_view value = filled(row, at);
    if (const auto number = read_decimal(value, decimals, mark_)) return *number;
    if (value.find_first_not_of("+-0123456789") == value.npos && value.size() > 18)
        refuse(row, at, quote(value) + " is too large to be a quantity");
    refuse(row, at,
           quote(value) + (decimals == 0
                               ? " is not a whole number"
                               : " is not a number with at most " + std::to_string(decimals) + " decimals"));
}

attain::fraction row_reader::share(std::size_t row, column at) const {
    if (text(row, at).empty()) return attain::fraction::one();
    const attain::units ppm = decimal(row, *at, 6);
    if (ppm < 0) refuse(row, *at, quote(text(row, at)) + " is negative");
    if (ppm > attain::fraction::one_ppm)
        refuse(row, *at, quote(text(row, at)) + " is more than 1, which is all of it");
    return attain::fraction::from_ppm(ppm);
}

void row_reader::refuse(std::size_t row, std::size_t at, std::string_view reason) const {
    throw input_error(file_->where(row, at), reason);
}

} // namespace example
