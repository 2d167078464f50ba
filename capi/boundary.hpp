// The boundary between C and C++: what every exported function of attain.h goes through.
//
// Each exported function is one call of guard(context, body): exceptions end there and become a status and
// the context's error record. A handle is made by create(), and destroyed by the function of its name.
#pragma once

#include "attain.h"
#include <attain/attain.hpp>

#include "heap.hpp"

#include <cstring>
#include <functional>
#include <initializer_list>
#include <limits>
#include <memory>
#include <new>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

struct attain_context {
    attain_error last{sizeof(attain_error), ATTAIN_OK, -1, {}, {}};
    attain_allocator memory{}; // all zero: the process's own
    attain::stop_flag stop{};
};

struct attain_team {
    std::shared_ptr<const attain::team> value;
};

struct attain_calendar {
    attain::calendar value;
};

struct attain_fiscal {
    attain::fiscal_calendar value;
};

struct attain_ledger {
    attain::ledger value;
    attain_allocator memory; // it grows where it was made
};

struct attain_estimator {
    std::shared_ptr<const attain::team> team; // what value looks at
    std::shared_ptr<const attain::estimator> value;
};

// With everything it was made from, so that it can be explained, proved and asked "what if".
struct attain_allocation {
    std::shared_ptr<const attain::team> team; // for names; null when the reps came in columns
    std::shared_ptr<const attain::estimator> estimator;
    std::vector<attain::forecast> forecasts{}; // of the reps, or
    std::vector<attain::quantile_grid> grids;  // their knots, or neither
    attain_allocate_args args{};               // its numbers; its columns are gone
    attain::policy by;
    attain::allocate_options options; // options.candidates: the reps
    std::vector<std::pair<attain::team_id, std::string>> node_names;
    std::optional<attain::period> over{}; // what it was made for; nullopt when the reps came in columns
    attain::allocation value;

    [[nodiscard]] std::vector<attain::predictive_ref> predictives() const {
        if (forecasts.empty()) return {grids.begin(), grids.end()};
        return {forecasts.begin(), forecasts.end()};
    }
    // False: no chance can be told of that rep.
    [[nodiscard]] bool is_known(std::size_t row) const { return forecasts.empty() || forecasts[row].known(); }
    [[nodiscard]] bool all_known() const {
        for (std::size_t row = 0; row < forecasts.size(); ++row)
            if (!is_known(row)) return false;
        return true;
    }
};

// With what it was made from, so that it can be explained and changed.
struct attain_plan {
    std::shared_ptr<const attain::team> team;
    std::shared_ptr<const attain::estimator> estimator; // null when it was read from bytes
    attain::policy by;
    attain::allocate_options options;
    attain::plan value;
};

namespace attain::capi {

// Records the error on the context, if there is one; returns its status. Forgets the one before.
attain_status remember(attain_context* context, attain_status status, std::string_view argument,
                       std::string_view message, std::int64_t row) noexcept;
inline void forget(attain_context* context) noexcept {
    if (context == nullptr) return;
    context->last.status = ATTAIN_OK;
    context->last.row = -1;
    context->last.argument[0] = context->last.message[0] = '\0';
}

// What the calls on a context take their memory from; when it is to stop what it does.
inline attain_allocator memory_of(const attain_context* context) noexcept {
    return context == nullptr ? attain_allocator{} : context->memory;
}
inline stop_flag stop_of(const attain_context* context) noexcept {
    return context == nullptr ? stop_flag{} : context->stop;
}

// What attain.h calls an argument that the C++ API calls otherwise everywhere; other names are the same in
// both.
std::string_view header_name(std::string_view argument) noexcept;

template<class Body>
attain_status guard(attain_context* context, Body&& body) noexcept {
    try {
        const heap_scope heap{memory_of(context)};
        stop_of(context).poll();
        body();
        forget(context);
        return ATTAIN_OK;
    } catch (const error& e) {
        return remember(context, static_cast<attain_status>(e.code()), header_name(e.argument()), e.reason(),
                        e.row());
    } catch (const std::bad_alloc&) {
        return remember(context, ATTAIN_E_NO_MEMORY, "memory", "not enough memory", error::no_row);
    } catch (const std::exception& e) {
        return remember(context, ATTAIN_E_INTERNAL, "internal", e.what(), error::no_row);
    } catch (...) {
        return remember(context, ATTAIN_E_INTERNAL, "internal", "an unknown exception", error::no_row);
    }
}

template<class T>
T& require(T* pointer, const char* argument) {
    if (pointer == nullptr) fail(errc::null_argument, argument, "must not be NULL");
    return *pointer;
}

// More rows than any memory holds: sizes computed from a count up to here cannot wrap.
constexpr std::int64_t most_rows = std::int64_t{1} << 48;

// How many rows there are, under the name that attain.h has for it.
struct row_count {
    std::int64_t n;
    const char* name;
    row_count(std::int64_t rows, const char* argument = "n") : n{rows}, name{argument} {}
};

// n entries behind a pointer; NULL is allowed for n = 0, and for an optional column, which is then empty.
template<class T>
std::span<const T> column(const T* data, row_count rows, const char* argument, bool optional = false) {
    if (rows.n < 0) fail(errc::out_of_range, rows.name, "must not be negative");
    if (rows.n > most_rows) fail(errc::out_of_range, rows.name, "are more rows than any memory holds");
    if (data == nullptr && rows.n > 0 && !optional) fail(errc::null_argument, argument, "must not be NULL");
    return {data, data == nullptr ? 0 : static_cast<std::size_t>(rows.n)};
}

// A column of int64 as a column of ids, without a copy: an id is one int64 and nothing else.
template<class Id>
std::span<const Id> as_ids(std::span<const std::int64_t> numbers) {
    static_assert(sizeof(Id) == sizeof(std::int64_t) && std::is_standard_layout_v<Id>);
    return {reinterpret_cast<const Id*>(numbers.data()), numbers.size()};
}

// A number of the header as one of ours, when it is 0 to the last.
template<class Enum>
Enum one_of(std::int32_t number, Enum last, const char* argument) {
    if (number < 0 || number > static_cast<std::int32_t>(last))
        fail(errc::invalid_argument, argument, "is none of its values");
    return static_cast<Enum>(number);
}

// Text of a given length, or up to its NUL for length -1. Errors: parse (not UTF-8, or a NUL inside).
std::string_view text(const char* data, std::int64_t length, const char* argument);

// The size that a caller gives its struct. No version of a struct ends inside of a member: half a pointer
// would be read as one.
template<class Sized>
std::uint32_t struct_size_of(const Sized* given, const char* argument) {
    static_assert(std::is_trivially_copyable_v<Sized>);
    const std::uint32_t size = require(given, argument).struct_size;
    if (size < sizeof given->struct_size) fail(errc::struct_size, argument, "struct_size is not set");
    if (size % alignof(Sized) != 0)
        fail(errc::struct_size, argument, "struct_size is not the size of any version of the struct");
    return size;
}

// The caller's sized struct as the library knows it: shorter ones are filled up with zeros, longer ones must
// be zero in what this library does not know.
template<class Args>
Args read_args(const Args* given, const char* argument) {
    Args args{};
    const std::uint32_t size = struct_size_of(given, argument);
    const auto* bytes = reinterpret_cast<const unsigned char*>(given);
    for (std::size_t i = sizeof(Args); i < size; ++i)
        if (bytes[i] != 0) fail(errc::newer_caller, argument, "sets a field that this library does not know");
    std::memcpy(&args, given, size < sizeof(Args) ? size : sizeof(Args));
    std::int64_t reserved = 0;
    if constexpr (requires { args.reserved; }) reserved |= args.reserved;
    if constexpr (requires { args.reserved2; }) reserved |= args.reserved2;
    if (reserved != 0)
        fail(errc::newer_caller, argument, "sets a reserved field, which must be 0 in this version");
    return args;
}

// Where the columns of an answer go; not looked at when all that is asked is how long the answer is.
template<class Columns>
Columns read_columns(const Columns* out, std::int64_t capacity) {
    return out == nullptr && capacity == 0 ? Columns{} : read_args(out, "out");
}

// A handle made by `make`, given to the caller only when that succeeded.
template<class Handle, class Make>
attain_status create(attain_context* context, Handle** out, Make&& make) noexcept {
    if (out != nullptr) *out = nullptr;
    return guard(context, [&] {
        require(out, "out");
        auto made = std::make_unique<Handle>(make());
        *out = made.release();
    });
}

// The library's answer into the caller's sized struct: as much of it as the caller knows.
template<class Result>
void write_result(Result answer, Result* out, const char* argument) {
    const std::uint32_t size = struct_size_of<Result>(out, argument);
    answer.struct_size = size;
    std::memcpy(out, &answer, size < sizeof answer ? size : sizeof answer);
}

// What a constructor refuses, with the row it was refused for.
template<class Body>
decltype(auto) in_row(std::size_t row, Body&& body) {
    try {
        return body();
    } catch (const error& e) {
        fail(e.code(), e.argument(), e.reason(), static_cast<std::int64_t>(row));
    }
}

// What is refused in rows that others come before, in their common count.
template<class Body>
decltype(auto) after_rows(std::int64_t before, Body&& body) {
    try {
        return body();
    } catch (const error& e) {
        fail(e.code(), e.argument(), e.reason(), e.row() == error::no_row ? e.row() : before + e.row());
    }
}

// An argument of the C++ API under the name that a function of attain.h has for it; perhaps only for one
// code.
struct renamed {
    std::string_view ours;
    std::string_view theirs;
    errc only = errc::ok;

    [[nodiscard]] bool matches(const error& e) const {
        return e.argument() == ours && (only == errc::ok || only == e.code());
    }
};

// What the body refuses, by the first of these names that matches; row_of gives the row of the header's
// column for that of the C++ API's.
template<class Row, class Body>
decltype(auto) named(std::initializer_list<renamed> names, Row&& row_of, Body&& body) {
    try {
        return body();
    } catch (const error& e) {
        for (const renamed& name : names)
            if (name.matches(e))
                fail(e.code(), name.theirs, e.reason(), e.row() == error::no_row ? e.row() : row_of(e.row()));
        throw;
    }
}
template<class Body>
decltype(auto) named(std::initializer_list<renamed> names, Body&& body) {
    return named(names, std::identity{}, std::forward<Body>(body));
}

// A number as a fraction, up to 1000; a share is one up to 1. Errors: not_finite, out_of_range, with the row.
fraction to_fraction(double number, const char* argument, std::int64_t row = error::no_row);
fraction to_share(double number, const char* argument, std::int64_t row = error::no_row);

// Copies a column out when the caller wants it.
template<class T, class Range, class Get>
void write(T* out, const Range& rows, Get&& get) {
    if (out == nullptr) return;
    for (const auto& row : rows)
        *out++ = static_cast<T>(get(row));
}

// Text out, with its NUL, by the two-call protocol.
void write_text(std::string_view text, char* out, const char* argument, std::int64_t capacity,
                std::int64_t* needed);

// Bytes out, by the two-call protocol.
void write_bytes(std::span<const std::byte> from, std::uint8_t* to, std::int64_t capacity,
                 std::int64_t* needed);

// The two-call protocol: says how many there are; refuses when they do not fit. What is asked with no room at
// all is how many: no other output is needed then.
void require_room(std::int64_t capacity, std::size_t needed, std::int64_t* out);
// Whether require_room will let it pass and there is anything to write: what is costly is worked out first,
// since a call that fails for want of memory has written nothing.
inline bool has_room(std::int64_t capacity, std::size_t needed) noexcept {
    return needed > 0 && capacity >= 0 && static_cast<std::size_t>(capacity) >= needed;
}

// A row of a result by its number.
template<class Row>
const Row& row_of(const std::vector<Row>& rows, std::int64_t row) {
    if (row < 0 || row >= static_cast<std::int64_t>(rows.size()))
        fail(errc::out_of_range, "row", "there are " + std::to_string(rows.size()) + " rows");
    return rows[static_cast<std::size_t>(row)];
}

// ATTAIN_NULL_UNITS is the team, told apart by no number that a rep may have. Errors: unknown_id (0).
rep_id whose(std::int64_t rep);

// Where nothing can be said.
inline constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

// A quantity or a day that may not be known.
inline std::int64_t or_null(const std::optional<units>& known) {
    return known.value_or(ATTAIN_NULL_UNITS);
}
inline std::int32_t or_null(const std::optional<day>& known) {
    return known ? known->value : ATTAIN_NULL_DAY;
}
inline double or_nan(const std::optional<double>& known) {
    return known.value_or(unknown);
}

// And back: ATTAIN_NULL_UNITS, or no column at all.
inline std::optional<units> known_units(std::int64_t quantity) {
    return quantity == ATTAIN_NULL_UNITS ? std::nullopt : std::optional<units>{quantity};
}
inline std::optional<units> known_units(std::span<const std::int64_t> column, std::size_t i) {
    return column.empty() ? std::nullopt : known_units(column[i]);
}
// A quantity that must be known, a column of them. Errors: out_of_range, with the row.
units require_units(std::int64_t quantity, const char* argument, std::int64_t row = error::no_row);
std::span<const std::int64_t> quantities(const std::int64_t* data, row_count rows, const char* argument);

// Columns of periods. Errors with their row.
std::vector<period> periods(const std::int32_t* begin, const std::int32_t* end, row_count n);

// A day that may be unknown: ATTAIN_NULL_DAY, or no column at all.
std::optional<day> known_day(std::span<const std::int32_t> column, std::size_t i, const char* argument);
// What sentences call a rep: the name, or `rep 7` without one.
std::string called(const team& in, rep_id who);

// A text that may be missing: NULL, or no column at all.
std::string text_or_empty(const char* data, const char* argument);
std::string known_text(std::span<const char* const> column, std::size_t i, const char* argument);

// Ids and the rows they stand in, for looking them up. Of an id in two rows the first is found.
class id_rows {
public:
    explicit id_rows(std::span<const std::int64_t> ids);
    // Errors: duplicate_id, with the later row.
    void require_once(const char* argument) const;
    [[nodiscard]] std::optional<std::size_t> find(std::int64_t id) const;
    // Errors: unknown_id.
    [[nodiscard]] std::size_t at(std::int64_t id, const char* argument) const;

private:
    std::vector<std::pair<std::int64_t, std::size_t>> rows_; // by id, then row
};

// Cells of an output table of rows x columns, which must be given when there are any.
std::size_t table_size(std::size_t rows, std::size_t columns, const void* out, const char* argument);

// [begin, end) as a period; of a kind when it is exactly a civil day, week, month, quarter or year. Errors:
// out_of_range; inverted_period, of the end.
period to_period(std::int32_t begin, std::int32_t end, const char* begin_name = "begin",
                 const char* end_name = "end");

metric to_metric(const attain_metric& given);

// Rates of n channels or stages as attain_conversions wrote them; a channel's name is its number.
std::vector<conversion_rate> to_rates(std::span<const std::int64_t> channels, std::int64_t n,
                                      const double* hits, const double* misses, const double* dispersion);

// A policy by its number, with the parameters that stand in args.
policy to_policy(std::int32_t number, const attain_allocate_args& args);

// 33 or 49 knots (0: 33), and n distributions given by them, row by row.
grid_size to_grid_size(std::int32_t knots);
std::vector<quantile_grid> to_grids(const double* knots, std::int64_t n, std::int32_t size, stop_flag stop);

} // namespace attain::capi
