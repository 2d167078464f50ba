// Errors: one exception type with a code, the argument that is wrong and the row it stands in.
//
// Misuse and bad data throw; an allocation that cannot be met does not (that is a result, see allocate/).
// A function that throws has changed nothing.
#pragma once

#include <attain/core/export.hpp>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace attain::inline v1 {

// Stable codes, grouped by hundreds; the C ABI uses the same numbers as attain_status.
enum class errc : std::int32_t {
    ok = 0,
    // what the caller passed
    invalid_argument = 100, // a value outside what the argument means
    null_argument = 101,    // a required pointer is missing (C only)
    out_of_range = 102,     // a number or day outside its domain
    not_finite = 103,       // NaN or infinity
    unknown_id = 104,       // a rep, metric or team that was never added
    duplicate_id = 105,     // an id added twice
    inverted_period = 106,  // an end that is not after its start
    overflow = 107,         // a sum beyond 64 bits
    wrong_metric = 108,     // a metric of another kind or unit than the operation needs
    empty_input = 109,      // nothing to work on where something is required
    conflict = 110,         // two arguments that contradict each other (overlapping stints, locks)
    struct_size = 120,      // struct_size too small to be one of ours (C only)
    newer_caller = 121,     // a non-zero field this library does not know (C only)
    buffer_too_small = 122, // the caller's buffer cannot hold the answer (C only)
    // what the data say
    parse = 200,         // text that is not what the format asks for
    corrupt_state = 201, // stored bytes that fail their check
    newer_state = 202,   // stored bytes of a format newer than this library
    // resources
    no_memory = 400,
    stopped = 401,       // the caller asked to stop
    not_available = 402, // not in this build of the library (C only)
    // a defect of the library: please report it
    internal = 500,
};

// "out_of_range" and so on; "unknown_code" for a number that is no code. Static storage.
[[nodiscard]] const char* name(errc code) noexcept;

class ATTAIN_VISIBLE error : public std::runtime_error {
public:
    static constexpr std::int64_t no_row = -1;

    error(errc code, std::string_view argument, std::string_view reason, std::int64_t row = no_row);

    [[nodiscard]] errc code() const noexcept { return code_; }
    // Name of the argument, column or field that is wrong.
    [[nodiscard]] const std::string& argument() const noexcept { return argument_; }
    // 0-based row of a batch, or no_row.
    [[nodiscard]] std::int64_t row() const noexcept { return row_; }
    // The reason alone; what() has argument and row in front of it.
    [[nodiscard]] const std::string& reason() const noexcept { return reason_; }

private:
    errc code_;
    std::string argument_;
    std::string reason_;
    std::int64_t row_;
};

// Throws error(code, argument, reason, row); keeps the throwing code out of inlined callers.
[[noreturn]] void fail(errc code, std::string_view argument, std::string_view reason,
                       std::int64_t row = error::no_row);

} // namespace attain::inline v1
