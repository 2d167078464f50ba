// Facts: what a rep did, as the CRM hands it over, one by one or in columns.
#pragma once

#include <attain/measure/credit.hpp>
#include <attain/measure/metric.hpp>
#include <attain/measure/money.hpp>
#include <attain/time/day.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>

namespace attain::inline v1 {

// "Not known" in a column of quantities. Recorded it would be a number; it is refused.
inline constexpr units unknown_quantity = std::numeric_limits<units>::min();

// The host's own number of an event; 0 is none. Unique within a metric.
using event_id = id<struct event_tag>;

// This much of that metric, on that day. Negative quantities are cancellations.
struct fact {
    rep_id rep{};
    metric_id metric{};
    attain::day day{};
    units quantity = 1;
    std::string_view channel{}; // empty: no channel

    // With an id a fact can be sent again, corrected and taken back.
    event_id event{};
    std::int32_t version{}; // of two rows of one event the higher version counts; a later 0 deletes it
    // The event this one takes back, in whole or in part: from those who had the credit, in its channel and
    // at its rate, whatever this row says of them.
    event_id reverses{};
    bool beyond{}; // may take back more than there was
    // The day the host learned it, when later than `day`: as of an earlier day it was not known. default: day
    std::optional<attain::day> known{};
    attain::currency currency{};            // default: the metric's own unit
    std::span<const credit_share> credit{}; // default: all to rep; else rep is not read
};

// The same in columns, one metric at a time. All columns given have the length of `day`; an empty quantity
// column means one each, an empty channel column no channel, and so on. channel holds numbers from
// ledger::channel, currency those of currency::number, known days since 1970-01-01.
struct fact_columns {
    std::span<const rep_id> rep{};
    std::span<const std::int32_t> day{};
    std::span<const units> quantity{};
    std::span<const channel_id> channel{};
    std::span<const event_id> event{};
    std::span<const std::int32_t> version{};
    std::span<const event_id> reverses{};
    std::span<const std::uint8_t> beyond{};
    std::span<const std::int32_t> known{};
    std::span<const std::int32_t> currency{};
    // Row i's shares are credit[credit_offset[i] .. credit_offset[i + 1]); a row without any goes to its rep.
    std::span<const std::int64_t> credit_offset{};
    std::span<const credit_share> credit{};
};

// What became of a row. Stable numbers.
enum class row_status : std::uint8_t {
    recorded = 0,
    duplicate = 1, // same event, version and content as a row already there: counted once
    bad_day = 2,
    bad_channel = 3,
    bad_currency = 4,
    bad_credit = 5,
    bad_event = 6,    // a row that takes back itself
    bad_quantity = 7, // unknown_quantity: not known is not a number to add
};

[[nodiscard]] const char* name(row_status status) noexcept;

} // namespace attain::inline v1
