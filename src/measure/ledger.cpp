#include <attain/core/int128.hpp>
#include <attain/measure/ledger.hpp>

#include <algorithm>

namespace attain::inline v1 {

channel_id ledger::channel(std::string_view name) {
    const auto found = channels_.find(name);
    if (found != channels_.end()) return found->second;
    const channel_id id = static_cast<std::int64_t>(channel_names_.size());
    channel_names_.emplace_back(name);
    channels_.emplace(name, id);
    return id;
}

void ledger::record(const fact& f) {
    require_valid(f.day, "day");
    const channel_id c = channel(f.channel);
    entries_.push_back({f.rep, f.metric, f.day, c, f.quantity});
}

void ledger::record(metric_id metric, const fact_columns& columns) {
    const std::size_t n = columns.rep.size();
    const auto fits = [n](std::size_t size) { return size == 0 || size == n; };
    if (columns.day.size() != n || !fits(columns.quantity.size()) || !fits(columns.channel.size()))
        fail(errc::invalid_argument, "columns", "must all have the same length");
    for (std::size_t i = 0; i < n; ++i) {
        require_valid(attain::day{columns.day[i]}, "day", static_cast<std::int64_t>(i));
        if (!columns.channel.empty() &&
            (columns.channel[i].value < 0 ||
             columns.channel[i].value >= static_cast<std::int64_t>(channel_names_.size())))
            fail(errc::unknown_id, "channel", "no channel has this number", static_cast<std::int64_t>(i));
    }
    entries_.reserve(entries_.size() + n);
    for (std::size_t i = 0; i < n; ++i)
        entries_.push_back({columns.rep[i], metric, attain::day{columns.day[i]},
                            columns.channel.empty() ? no_channel : columns.channel[i],
                            columns.quantity.empty() ? 1 : columns.quantity[i]});
}

std::optional<attain::day> ledger::first_day(metric_id metric) const {
    std::optional<attain::day> first;
    for (const entry& e : entries_)
        if (e.metric == metric && (!first || e.day < *first)) first = e.day;
    return first;
}

std::size_t ledger::later_than(metric_id metric, attain::day as_of) const {
    return static_cast<std::size_t>(std::count_if(entries_.begin(), entries_.end(), [&](const entry& e) {
        return e.metric == metric && as_of < e.day;
    }));
}

std::vector<day_total> ledger::totals(metric_id metric, attain::day as_of,
                                      std::optional<channel_id> channel) const {
    std::vector<day_total> rows;
    for (const entry& e : entries_)
        if (e.metric == metric && e.day <= as_of && (!channel || e.channel == *channel))
            rows.push_back({e.rep, e.day, e.quantity});
    std::sort(rows.begin(), rows.end(), [](const day_total& a, const day_total& b) {
        return a.rep != b.rep ? a.rep < b.rep : a.day < b.day;
    });
    std::vector<day_total> sums;
    for (std::size_t i = 0; i < rows.size();) {
        int128 sum = 0;
        const std::size_t first = i;
        for (; i < rows.size() && rows[i].rep == rows[first].rep && rows[i].day == rows[first].day; ++i)
            sum += rows[i].quantity;
        sums.push_back({rows[first].rep, rows[first].day, narrow(sum, "quantity")});
    }
    return sums;
}

} // namespace attain::inline v1
