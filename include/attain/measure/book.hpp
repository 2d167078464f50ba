// One metric's rows, and the credited lines they resolve to. The ledger's inner part; users meet the ledger.
//
// Rows are what was sent. Lines are what counts: who is credited with how much on which day, and from when to
// when (by the day of knowledge) that was so. Corrections and reversals replace lines by others; nothing is
// ever edited, so that any past state of knowledge can be asked for again.
#pragma once

#include <attain/measure/fact.hpp>

#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <optional>
#include <span>
#include <vector>

namespace attain::inline v1 {

// What is wrong with data that were nevertheless taken. Stable numbers.
enum class ledger_finding_kind : std::uint8_t {
    unconverted = 0, // a currency without a rate: not in any sum
    conflicting = 1, // rows of one event and version that differ: the later known, then larger, counts
    orphan_reversal =
        2, // takes back an event that is not there, or is a reversal itself: counted as it stands
    excess_reversal = 3, // takes back more than was left: counted down to nothing, `quantity` is the excess
    not_opposite = 4,    // a reversal with its original's sign, or in another currency: counted as it stands
    other_rep = 5,       // a reversal sent for another rep: taken from those who had the credit
};

[[nodiscard]] const char* name(ledger_finding_kind kind) noexcept;

struct ledger_finding {
    ledger_finding_kind kind{};
    event_id event{}; // 0 when the row has none
    rep_id rep{};
    attain::day day{};
    units quantity{}; // in the row's own currency
    attain::currency currency{};

    friend bool operator==(const ledger_finding&, const ledger_finding&) = default;
};

class book {
public:
    struct row {
        rep_id rep;
        event_id event;
        event_id reverses;
        units quantity;
        attain::day day;
        attain::day known; // never before day
        std::int32_t version;
        std::int32_t channel;
        attain::currency currency;
        std::uint32_t credit_begin;
        std::uint32_t credit_size;
        bool beyond;
    };
    // A credited quantity; counts as of days in [known, until).
    struct line {
        rep_id rep;
        event_id event;       // stated or taken back; 0 when the row has none
        attain::day day;      // on which it happened
        attain::day origin;   // the day of the event that it takes back; else day
        std::int32_t channel; // of the event that it takes back; else the row's
        credit_kind kind;
        attain::day known;
        attain::day until;
        units quantity;

        [[nodiscard]] bool counts(attain::day as_of) const { return known <= as_of && as_of < until; }
    };
    struct dated_finding {
        ledger_finding what;
        std::uint32_t row; // number of the row it is about
        attain::day known;
        attain::day until;
    };
    struct lines {
        explicit lines(std::pmr::memory_resource* memory) : credited(memory), findings(memory) {}
        std::pmr::vector<line> credited; // by rep, day and the rest
        std::pmr::vector<dated_finding> findings;
    };

    static constexpr attain::day forever{attain::day::max_value + 1};

    explicit book(std::pmr::memory_resource* memory);

    void reserve(std::size_t rows, std::size_t shares, bool with_events);
    // The row of the same event, version and content that is already there; nullptr: none. O(1).
    [[nodiscard]] row* twin(const row& r, std::span<const credit_share> credit);
    // Appends; the caller has validated the row and asked for its twin.
    void add(const row& r, std::span<const credit_share> credit);

    [[nodiscard]] std::span<const row> rows() const noexcept { return rows_; }
    [[nodiscard]] std::span<const credit_share> credit_of(const row& r) const {
        return std::span{shares_}.subspan(r.credit_begin, r.credit_size);
    }
    // Rows to lines: versions, reversals, conversion, credit, in this order. The same lines for the same rows
    // in any order. O(n log n). Errors: overflow.
    [[nodiscard]] lines resolve(const conversion* rates, std::pmr::memory_resource* memory) const;

private:
    // Open addressing over (event, version). The tag is a part of the hash, so that a row is looked at only
    // when it is very likely the one.
    struct slot {
        std::uint32_t row; // number + 1; 0 is free
        std::uint32_t tag;
    };
    void grow_index(std::size_t rows);
    void put_in_index(std::size_t number);

    std::pmr::vector<row> rows_;
    std::pmr::vector<credit_share> shares_; // canonical: by kind and rep
    std::pmr::vector<slot> index_;          // of rows with an event
    std::size_t indexed_ = 0;
};

} // namespace attain::inline v1
