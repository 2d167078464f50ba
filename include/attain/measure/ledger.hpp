// The ledger: the dated facts everything else is computed from.
#pragma once

#include <attain/core/memory.hpp>
#include <attain/core/stop.hpp>
#include <attain/measure/book.hpp>

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace attain::inline v1 {

// One rep's sum of a day.
struct day_total {
    rep_id rep{};
    attain::day day{};
    units quantity{};

    friend bool operator==(const day_total&, const day_total&) = default;
};

// The rep's own among totals sorted by rep. O(log n).
[[nodiscard]] std::span<const day_total> own_totals(std::span<const day_total> sorted, rep_id rep);

// Which day a reversal counts on. effective_date: on its own, closed periods stay as they were. restate: on
// the day of the event that it takes back, once it is known.
enum class reversal_policy : std::uint8_t { effective_date, restate };

// What is asked of a metric. As of a day: rows known later (by default: dated later) are not there yet, and
// rows they replace still are.
struct ledger_query {
    attain::day as_of{};
    std::optional<channel_id> channel{}; // default: all
    reversal_policy reversals = reversal_policy::effective_date;
    credit_kind credit = credit_kind::primary;
};

// Facts in, sums out. Order never matters: whatever the order of recording, every answer is the same.
//
// An event id makes recording idempotent: the same row sent twice counts once (the ledger says `duplicate`);
// a row of a higher version replaces the event from the day it is known; rows that take an event back are
// linked to it. See book for the rules one by one and findings() for what did not fit them.
//
// seal() sorts once, after loading. Queries on an unsealed ledger give the same answers and sort privately at
// every call. Queries never change the ledger: any number of threads may ask while none records or seals.
class ledger {
public:
    static constexpr channel_id no_channel{0};

    explicit ledger(memory_resource* memory = nullptr);

    // The number of a channel, the same one for the same name; "" is no_channel.
    channel_id channel(std::string_view name);
    // Names by number; channel_names()[0] is "".
    [[nodiscard]] std::span<const std::string> channel_names() const noexcept { return channel_names_; }

    // How the metric's foreign quantities are converted; replaces what was said before. Without it they are
    // reported as unconverted.
    void convert(metric_id metric, conversion how);

    // recorded or duplicate. Errors: out_of_range (day, quantity), invalid_argument and duplicate_id
    // (credit), invalid_argument (an event that takes back itself).
    row_status record(const fact& f);
    // All or nothing; returns the number of duplicates. Errors: the same with the row; unknown_id (channel),
    // parse (currency), invalid_argument (columns of different length), stopped. O(rows), amortised.
    std::size_t record(metric_id metric, const fact_columns& columns, stop_flag stop = {});
    // Row by row: bad rows are marked and left out, the others recorded; returns the number of bad rows.
    // Errors: invalid_argument (columns or status of different length), stopped.
    std::size_t record(metric_id metric, const fact_columns& columns, std::span<row_status> status,
                       stop_flag stop = {});

    // Sorts what has been recorded since. O(n log n). Errors: overflow (an event that in the metric's own
    // unit does not fit 64 bits, named).
    void seal();
    [[nodiscard]] bool sealed() const noexcept;

    // Rows of all metrics, duplicates left out; and how many those were.
    [[nodiscard]] std::size_t size() const noexcept;
    [[nodiscard]] std::size_t duplicates() const noexcept { return duplicates_; }
    // First day on which anything of the metric is recorded; nullopt when there is nothing.
    [[nodiscard]] std::optional<attain::day> first_day(metric_id metric) const;
    // Rows of the metric that are known after as_of only: there, and ignored by whatever is asked as of that
    // day.
    [[nodiscard]] std::size_t later_than(metric_id metric, attain::day as_of) const;

    // Sums by rep and day, sorted by both; of one channel, or of all. Days whose rows cancel out stay, with
    // 0. Shared events are in by their shares, so the sum over reps counts them once. Errors: overflow (whose
    // day or event is said). O(n) when sealed.
    [[nodiscard]] std::vector<day_total> totals(metric_id metric, const ledger_query& query) const;
    [[nodiscard]] std::vector<day_total> totals(metric_id metric, attain::day as_of,
                                                std::optional<channel_id> channel = std::nullopt) const {
        return totals(metric, {.as_of = as_of, .channel = channel});
    }
    // What was wrong with the rows known by then, by day; never repaired in silence.
    [[nodiscard]] std::vector<ledger_finding> findings(metric_id metric, attain::day as_of) const;
    // Those of rows of which somebody has a share whom `concerns` names for the row's day; of a row that is
    // not shared its rep has it all.
    [[nodiscard]] std::vector<ledger_finding>
    findings(metric_id metric, attain::day as_of,
             const std::function<bool(rep_id, attain::day)>& concerns) const;

    // The credited lines behind the sums, those that count as of the query's day, by rep and day. O(n) when
    // sealed.
    [[nodiscard]] std::vector<book::line> lines(metric_id metric, const ledger_query& query) const;
    // Those of these reps. O(reps x log n + their lines) when sealed: what a team asks costs what it has.
    [[nodiscard]] std::vector<book::line> lines(metric_id metric, const ledger_query& query,
                                                std::span<const rep_id> reps) const;

private:
    struct shelf {
        explicit shelf(memory_resource* memory) : rows(memory), resolved(memory) {}
        book rows;
        std::optional<conversion> rates{};
        book::lines resolved;
        attain::day last_known{attain::day::min_value}; // or later than any
        bool sealed = true;
    };

    shelf& shelf_of(metric_id metric);
    row_status keep(shelf& into, const book::row& r, std::span<const credit_share> credit);
    template<class Visit>
    void visit(metric_id metric, Visit&& with) const;

    memory_resource* memory_;
    std::map<metric_id, shelf> shelves_;
    std::size_t duplicates_ = 0;
    std::vector<std::string> channel_names_{std::string{}};
    std::map<std::string, channel_id, std::less<>> channels_{{std::string{}, no_channel}};
};

} // namespace attain::inline v1
