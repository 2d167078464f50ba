#include <attain/measure/book.hpp>

#include <algorithm>
#include <bit>
#include <limits>

namespace attain::inline v1 {

namespace {

bool same_content(const book::row& a, const book::row& b) {
    return a.rep == b.rep && a.reverses == b.reverses && a.quantity == b.quantity && a.day == b.day &&
           a.channel == b.channel && a.currency == b.currency && a.beyond == b.beyond;
}

} // namespace

const char* name(row_status status) noexcept {
    switch (status) {
    case row_status::recorded:
        return "recorded";
    case row_status::duplicate:
        return "duplicate";
    case row_status::bad_day:
        return "bad_day";
    case row_status::bad_channel:
        return "bad_channel";
    case row_status::bad_currency:
        return "bad_currency";
    case row_status::bad_credit:
        return "bad_credit";
    case row_status::bad_event:
        return "bad_event";
    }
    return "unknown_status";
}

const char* name(ledger_finding_kind kind) noexcept {
    switch (kind) {
    case ledger_finding_kind::unconverted:
        return "unconverted";
    case ledger_finding_kind::conflicting:
        return "conflicting";
    case ledger_finding_kind::orphan_reversal:
        return "orphan_reversal";
    case ledger_finding_kind::excess_reversal:
        return "excess_reversal";
    case ledger_finding_kind::not_opposite:
        return "not_opposite";
    case ledger_finding_kind::other_rep:
        return "other_rep";
    }
    return "unknown_finding";
}

book::book(std::pmr::memory_resource* memory) : rows_(memory), shares_(memory), index_(memory) {}

void book::reserve(std::size_t rows, std::size_t shares, bool with_events) {
    const auto room = [](auto& column, std::size_t more) {
        if (column.capacity() - column.size() < more)
            column.reserve(std::max(column.size() + more, 2 * column.capacity()));
    };
    room(rows_, rows);
    room(shares_, shares);
    if (with_events) grow_index(rows);
}

// Slot of the event's version, or the free one where it belongs. Several rows of one version that differ
// share a chain of slots, so the walk ends at the first free one.
std::size_t book::slot_of(event_id event, std::int32_t version) const {
    std::uint64_t h = static_cast<std::uint64_t>(event.value) * 0x9E3779B97F4A7C15ULL;
    h = (h ^ (h >> 32) ^ static_cast<std::uint32_t>(version)) * 0xD6E8FEB86659FD93ULL;
    return (h ^ (h >> 32)) & (index_.size() - 1);
}

void book::grow_index(std::size_t rows) {
    const std::size_t wanted = std::bit_ceil(std::max<std::size_t>(16, 2 * (indexed_ + rows)));
    if (wanted <= index_.size()) return;
    index_.assign(wanted, 0);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        if (rows_[i].event == event_id{}) continue;
        std::size_t slot = slot_of(rows_[i].event, rows_[i].version);
        while (index_[slot] != 0)
            slot = (slot + 1) & (wanted - 1);
        index_[slot] = static_cast<std::uint32_t>(i + 1);
    }
}

book::row* book::twin(const row& r, std::span<const credit_share> credit) {
    if (r.event == event_id{} || index_.empty()) return nullptr;
    for (std::size_t slot = slot_of(r.event, r.version); index_[slot] != 0;
         slot = (slot + 1) & (index_.size() - 1)) {
        row& there = rows_[index_[slot] - 1];
        if (there.event == r.event && there.version == r.version && same_content(there, r) &&
            std::ranges::equal(credit_of(there), credit))
            return &there;
    }
    return nullptr;
}

void book::add(row r, std::span<const credit_share> credit) {
    if (rows_.size() >= std::numeric_limits<std::uint32_t>::max() - 1)
        fail(errc::overflow, "rows", "a metric holds fewer than 2^32 rows");
    if (r.event != event_id{}) grow_index(1);
    r.credit_begin = static_cast<std::uint32_t>(shares_.size());
    r.credit_size = static_cast<std::uint32_t>(credit.size());
    shares_.insert(shares_.end(), credit.begin(), credit.end());
    rows_.push_back(r);
    if (r.event == event_id{}) return;
    std::size_t slot = slot_of(r.event, r.version);
    while (index_[slot] != 0)
        slot = (slot + 1) & (index_.size() - 1);
    index_[slot] = static_cast<std::uint32_t>(rows_.size());
    ++indexed_;
}

} // namespace attain::inline v1
