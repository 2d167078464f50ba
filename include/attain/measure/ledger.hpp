// The ledger: the dated facts everything else is computed from.
#pragma once

#include <attain/measure/metric.hpp>
#include <attain/time/day.hpp>

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace attain::inline v1 {

// Something a rep did: this much of that metric, on that day. Negative quantities are cancellations.
struct fact {
    rep_id rep{};
    metric_id metric{};
    attain::day day{};
    units quantity = 1;
    std::string_view channel{}; // empty: no channel
};

// The same in columns, one metric at a time. All columns have the same length; an empty quantity column means
// one each, an empty channel column means no channel. channel holds numbers from ledger::channel.
struct fact_columns {
    std::span<const rep_id> rep{};
    std::span<const std::int32_t> day{}; // days since 1970-01-01
    std::span<const units> quantity{};
    std::span<const channel_id> channel{};
};

// One rep's sum of a day.
struct day_total {
    rep_id rep{};
    attain::day day{};
    units quantity{};

    friend bool operator==(const day_total&, const day_total&) = default;
};

// Order never matters: whatever the order of recording, every answer is the same.
class ledger {
public:
    static constexpr channel_id no_channel{0};

    // The number of a channel, the same one for the same name; "" is no_channel.
    channel_id channel(std::string_view name);
    // Names by number; channel_names()[0] is "".
    [[nodiscard]] std::span<const std::string> channel_names() const noexcept { return channel_names_; }

    // Errors: out_of_range (a day outside the domain).
    void record(const fact& f);
    // All or nothing. Errors, with the row: out_of_range (day), unknown_id (channel), invalid_argument
    // (columns of different length).
    void record(metric_id metric, const fact_columns& columns);

    [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }
    // First day on which anything of the metric is recorded; nullopt when there is nothing.
    [[nodiscard]] std::optional<attain::day> first_day(metric_id metric) const;
    // Rows of the metric after as_of: known to the ledger, ignored by everything that is asked as of that
    // day.
    [[nodiscard]] std::size_t later_than(metric_id metric, attain::day as_of) const;

    // Sums by rep and day, sorted by both; of one channel, or of all. Days whose rows cancel out stay, with
    // 0. Errors: overflow. O(n log n).
    [[nodiscard]] std::vector<day_total> totals(metric_id metric, attain::day as_of,
                                                std::optional<channel_id> channel = std::nullopt) const;

private:
    struct entry {
        rep_id rep;
        metric_id metric;
        attain::day day;
        channel_id channel;
        units quantity;
    };

    std::vector<entry> entries_;
    std::vector<std::string> channel_names_{std::string{}};
    std::map<std::string, channel_id, std::less<>> channels_{{std::string{}, no_channel}};
};

} // namespace attain::inline v1
