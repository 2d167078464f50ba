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

// The finalizer of MurmurHash3 in Stafford's variant 13.
std::uint64_t hash_of(event_id event, std::int32_t version) {
    std::uint64_t h =
        static_cast<std::uint64_t>(event.value) + 0x9E3779B97F4A7C15ULL * static_cast<std::uint32_t>(version);
    h = (h ^ (h >> 30)) * 0xBF58476D1CE4E5B9ULL;
    h = (h ^ (h >> 27)) * 0x94D049BB133111EBULL;
    return h ^ (h >> 31);
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
    case row_status::bad_quantity:
        return "bad_quantity";
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

void book::put_in_index(std::size_t number) {
    const std::uint64_t h = hash_of(rows_[number].event, rows_[number].version);
    std::size_t at = h & (index_.size() - 1);
    while (index_[at].row != 0)
        at = (at + 1) & (index_.size() - 1);
    index_[at] = {static_cast<std::uint32_t>(number + 1), static_cast<std::uint32_t>(h >> 32)};
}

void book::grow_index(std::size_t rows) {
    const std::size_t wanted = std::bit_ceil(std::max<std::size_t>(16, 2 * (indexed_ + rows)));
    if (wanted <= index_.size()) return;
    index_.assign(wanted, {});
    for (std::size_t i = 0; i < rows_.size(); ++i)
        if (rows_[i].event != event_id{}) put_in_index(i);
}

book::row* book::twin(const row& r, std::span<const credit_share> credit) {
    if (r.event == event_id{} || index_.empty()) return nullptr;
    const std::uint64_t h = hash_of(r.event, r.version);
    const auto tag = static_cast<std::uint32_t>(h >> 32);
    for (std::size_t at = h & (index_.size() - 1); index_[at].row != 0; at = (at + 1) & (index_.size() - 1)) {
        if (index_[at].tag != tag) continue;
        row& there = rows_[index_[at].row - 1];
        if (there.event == r.event && there.version == r.version && same_content(there, r) &&
            std::ranges::equal(credit_of(there), credit))
            return &there;
    }
    return nullptr;
}

void book::add(const row& r, std::span<const credit_share> credit) {
    if (rows_.size() >= std::numeric_limits<std::uint32_t>::max() - 1)
        fail(errc::overflow, "rows", "a metric holds fewer than 2^32 rows");
    if (r.event != event_id{}) grow_index(1);
    const auto first_share = static_cast<std::uint32_t>(shares_.size());
    shares_.insert(shares_.end(), credit.begin(), credit.end());
    row& kept = rows_.emplace_back(r);
    kept.credit_begin = first_share;
    kept.credit_size = static_cast<std::uint32_t>(credit.size());
    if (r.event == event_id{}) return;
    put_in_index(rows_.size() - 1);
    ++indexed_;
}

} // namespace attain::inline v1
