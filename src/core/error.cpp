#include <attain/core/error.hpp>

namespace attain::inline v1 {

namespace {

std::string compose(std::string_view argument, std::string_view reason, std::int64_t row) {
    std::string text{argument};
    if (row != error::no_row) text += " (row " + std::to_string(row) + ")";
    text += ": ";
    text += reason;
    return text;
}

} // namespace

const char* name(errc code) noexcept {
    switch (code) {
    case errc::ok:
        return "ok";
    case errc::invalid_argument:
        return "invalid_argument";
    case errc::null_argument:
        return "null_argument";
    case errc::out_of_range:
        return "out_of_range";
    case errc::not_finite:
        return "not_finite";
    case errc::unknown_id:
        return "unknown_id";
    case errc::duplicate_id:
        return "duplicate_id";
    case errc::inverted_period:
        return "inverted_period";
    case errc::overflow:
        return "overflow";
    case errc::wrong_metric:
        return "wrong_metric";
    case errc::empty_input:
        return "empty_input";
    case errc::conflict:
        return "conflict";
    case errc::struct_size:
        return "struct_size";
    case errc::newer_caller:
        return "newer_caller";
    case errc::buffer_too_small:
        return "buffer_too_small";
    case errc::parse:
        return "parse";
    case errc::corrupt_state:
        return "corrupt_state";
    case errc::newer_state:
        return "newer_state";
    case errc::no_memory:
        return "no_memory";
    case errc::stopped:
        return "stopped";
    case errc::not_available:
        return "not_available";
    case errc::internal:
        return "internal";
    }
    return "unknown_code";
}

error::error(errc code, std::string_view argument, std::string_view reason, std::int64_t row)
    : std::runtime_error{compose(argument, reason, row)},
      code_{code},
      argument_{argument},
      reason_{reason},
      row_{row} {}

void fail(errc code, std::string_view argument, std::string_view reason, std::int64_t row) {
    throw error{code, argument, reason, row};
}

} // namespace attain::inline v1
