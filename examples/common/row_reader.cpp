#include "row_reader.hpp"

namespace example {

namespace {

// One group of three behind what may be the decimal sign instead.
bool may_be_decimals(std::string_view text, char mark) {
    return ungrouped(text, mark, true) && !ungrouped(text, mark, false);
}

std::optional<attain::units> read_grouped(std::string_view text, int decimals, char mark, bool known) {
    const auto plain = ungrouped(text, mark, known);
    return plain ? read_decimal(*plain, decimals, mark) : std::nullopt;
}

} // namespace

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
    const char mark = mark_.value_or('.');
    const bool known = mark_.has_value();
    if (value.find_first_not_of("+-0123456789") != value.npos && !known &&
        (may_be_decimals(value, '.') || (decimals < 3 && may_be_decimals(value, ','))))
        refuse(row, at,
               quote(value) + " may be thousands, or have three decimals: a map that says decimal = . or "
                              "decimal = , settles which");
    if (const auto number = read_decimal(value, decimals, mark)) return *number;
    if (const auto number = read_grouped(value, decimals, mark, known)) return *number;
    if (const auto number = known ? std::nullopt : read_grouped(value, decimals, ',', false)) return *number;
    if (value.find_first_of("0123456789") != value.npos &&
        value.find_first_not_of("+-.,' 0123456789") != value.npos)
        refuse(row, at, quote(value) + " is not a number: digits with a decimal sign and nothing else");
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
