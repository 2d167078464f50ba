#include "boundary.hpp"

#include <algorithm>

namespace attain::capi {

namespace {

bool is_continuation(char c) noexcept {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

// The length in bytes of the character that the text begins with, 0 when it is not UTF-8 (RFC 3629).
std::size_t utf8_character(std::string_view text) noexcept {
    const auto byte = [&](std::size_t i) {
        return static_cast<unsigned>(static_cast<unsigned char>(text[i]));
    };
    const unsigned first = byte(0);
    if (first < 0x80U) return 1;
    const std::size_t length = first >= 0xF0U ? 4 : first >= 0xE0U ? 3 : 2;
    if (first < 0xC2U || first > 0xF4U || text.size() < length) return 0;
    for (std::size_t i = 1; i < length; ++i)
        if (!is_continuation(text[i])) return 0;
    const unsigned second = byte(1);
    const bool overlong = (first == 0xE0U && second < 0xA0U) || (first == 0xF0U && second < 0x90U);
    const bool surrogate = first == 0xEDU && second > 0x9FU;
    const bool beyond = first == 0xF4U && second > 0x8FU;
    return overlong || surrogate || beyond ? 0 : length;
}

// A NUL inside would end the text early for whoever reads it back as a C string.
std::string_view require_utf8(std::string_view text, const char* argument) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = utf8_character(text.substr(at));
        if (length == 0) fail(errc::parse, argument, "is not UTF-8 at byte " + std::to_string(at));
        if (text[at] == '\0') fail(errc::parse, argument, "holds a NUL at byte " + std::to_string(at));
        at += length;
    }
    return text;
}

template<std::size_t N>
void copy_text(char (&to)[N], std::string_view from) noexcept {
    std::size_t n = std::min(from.size(), N - 1);
    while (n < from.size() && n > 0 && is_continuation(from[n]))
        --n; // cut between characters
    std::copy_n(from.data(), n, to);
    to[n] = '\0';
}

} // namespace

attain_status remember(attain_context* context, attain_status status, std::string_view argument,
                       std::string_view message, std::int64_t row) noexcept {
    if (context == nullptr) return status;
    context->last.status = status;
    context->last.row = row;
    copy_text(context->last.argument, argument);
    copy_text(context->last.message, message);
    return status;
}

std::string_view header_name(std::string_view argument) noexcept {
    constexpr std::pair<std::string_view, std::string_view> names[] = {
        {"period", "end"}, {"over", "end"}, {"rep", "rep_id"}, {"stop", "cancel_flag"}};
    const auto* found =
        std::ranges::find(names, argument, &std::pair<std::string_view, std::string_view>::first);
    return found == std::end(names) ? argument : found->second;
}

fraction to_fraction(double number, const char* argument, std::int64_t row) {
    try {
        return fraction{number};
    } catch (const error& e) {
        fail(e.code(), argument, e.reason(), row);
    }
}

fraction to_share(double number, const char* argument, std::int64_t row) {
    const fraction share = to_fraction(number, argument, row);
    if (share > fraction::one()) fail(errc::out_of_range, argument, "must be between 0 and 1", row);
    return share;
}

std::string_view text(const char* data, std::int64_t length, const char* argument) {
    require(data, argument);
    if (length < -1) fail(errc::out_of_range, argument, "the length must be -1 or the number of bytes");
    return require_utf8(length == -1 ? std::string_view{data}
                                     : std::string_view{data, static_cast<std::size_t>(length)},
                        argument);
}

void write_text(std::string_view text, char* out, const char* argument, std::int64_t capacity,
                std::int64_t* needed) {
    if (capacity > 0) require(out, argument); // NULL is fine for asking how long it is
    require_room(capacity, text.size() + 1, needed);
    std::ranges::copy(text, out); // which an empty view without data may be, memcpy may not
    out[text.size()] = '\0';
}

void write_bytes(std::span<const std::byte> from, std::uint8_t* to, std::int64_t capacity,
                 std::int64_t* needed) {
    if (capacity > 0) require(to, "bytes"); // NULL is fine for asking how many there are
    require_room(capacity, from.size(), needed);
    std::ranges::copy(from, reinterpret_cast<std::byte*>(to));
}

void require_room(std::int64_t capacity, std::size_t needed, std::int64_t* out) {
    require(out, "needed") = static_cast<std::int64_t>(needed);
    if (capacity < 0) fail(errc::out_of_range, "capacity", "must not be negative");
    if (static_cast<std::size_t>(capacity) < needed)
        fail(errc::buffer_too_small, "capacity", "the answer has " + std::to_string(needed) + " entries");
}

std::vector<period> periods(const std::int32_t* begin, const std::int32_t* end, row_count n) {
    const auto from = column(begin, n, "begin");
    const auto to = column(end, n, "end");
    std::vector<period> all;
    all.reserve(from.size());
    for (std::size_t i = 0; i < from.size(); ++i)
        all.push_back(in_row(i, [&] { return to_period(from[i], to[i]); }));
    return all;
}

std::optional<day> known_day(std::span<const std::int32_t> column, std::size_t i, const char* argument) {
    if (column.empty() || column[i] == ATTAIN_NULL_DAY) return std::nullopt;
    require_valid(day{column[i]}, argument, static_cast<std::int64_t>(i));
    return day{column[i]};
}

std::string text_or_empty(const char* data, const char* argument) {
    return std::string{data == nullptr ? std::string_view{} : text(data, -1, argument)};
}

std::string known_text(std::span<const char* const> column, std::size_t i, const char* argument) {
    return column.empty() ? std::string{} : in_row(i, [&] { return text_or_empty(column[i], argument); });
}

id_rows::id_rows(std::span<const std::int64_t> ids) {
    rows_.reserve(ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i)
        rows_.emplace_back(ids[i], i);
    std::ranges::sort(rows_);
}

void id_rows::require_once(const char* argument) const {
    for (std::size_t i = 1; i < rows_.size(); ++i)
        if (rows_[i].first == rows_[i - 1].first)
            fail(errc::duplicate_id, argument, "stands in two rows",
                 static_cast<std::int64_t>(rows_[i].second));
}

std::optional<std::size_t> id_rows::find(std::int64_t id) const {
    const auto found = std::ranges::lower_bound(rows_, id, {}, [](const auto& r) { return r.first; });
    if (found == rows_.end() || found->first != id) return std::nullopt;
    return found->second;
}

std::size_t id_rows::at(std::int64_t id, const char* argument) const {
    const auto row = find(id);
    if (!row) fail(errc::unknown_id, argument, "no rep has the id " + std::to_string(id));
    return *row;
}

std::size_t table_size(std::size_t rows, std::size_t columns, const void* out, const char* argument) {
    if (columns != 0 && rows > static_cast<std::size_t>(most_rows) / columns)
        fail(errc::out_of_range, argument, "has more cells than any memory holds");
    const std::size_t cells = rows * columns;
    if (cells > 0 && out == nullptr) fail(errc::null_argument, argument, "must not be NULL");
    return cells;
}

units require_units(std::int64_t quantity, const char* argument, std::int64_t row) {
    if (quantity == ATTAIN_NULL_UNITS) fail(errc::out_of_range, argument, "must be known", row);
    return quantity;
}

std::span<const std::int64_t> quantities(const std::int64_t* data, row_count rows, const char* argument) {
    const auto all = column(data, rows, argument);
    for (std::size_t i = 0; i < all.size(); ++i)
        require_units(all[i], argument, static_cast<std::int64_t>(i));
    return all;
}

std::string called(const team& in, rep_id who) {
    const rep* known = in.find(who);
    return known == nullptr || known->name.empty() ? "rep " + std::to_string(who.value) : known->name;
}

period to_period(std::int32_t begin, std::int32_t end, const char* begin_name, const char* end_name) {
    require_valid(day{begin}, begin_name);
    const period p = named({{"period", end_name}}, [&] { return period::between(day{begin}, day{end}); });
    constexpr std::pair<period_kind, std::int32_t> longest[] = {{period_kind::day, 1},
                                                                {period_kind::week, 7},
                                                                {period_kind::month, 31},
                                                                {period_kind::quarter, 92},
                                                                {period_kind::year, 366}};
    for (const auto& [kind, days] : longest) {
        if (days > day::max_value - p.begin.value) continue; // what would end after the calendar is not p
        const period civil = containing(kind, p.begin);
        if (civil.begin == p.begin && civil.end == p.end) return civil;
    }
    return p;
}

rep_id whose(std::int64_t rep) {
    if (rep == 0) fail(errc::unknown_id, "rep_id", "no rep has the id 0");
    return rep == ATTAIN_NULL_UNITS ? rep_id{} : rep_id{rep};
}

} // namespace attain::capi
