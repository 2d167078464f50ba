// The ledger.
#include "boundary.hpp"

using namespace attain;

namespace {

// A column of int64 as a column of ids, without a copy: an id is one int64 and nothing else.
template<class Id>
std::span<const Id> as_ids(std::span<const std::int64_t> numbers) {
    static_assert(sizeof(Id) == sizeof(std::int64_t) && std::is_standard_layout_v<Id>);
    return {reinterpret_cast<const Id*>(numbers.data()), numbers.size()};
}

// What makes the ledger larger, in the memory that the ledger was made in.
template<class Body>
auto grown(attain_ledger* ledger, Body&& body) {
    attain_ledger& book = capi::require(ledger, "ledger");
    const capi::heap_scope heap{book.memory};
    return body(book.value);
}

} // namespace

extern "C" {

attain_status attain_ledger_new(attain_context* context, attain_ledger** out) {
    return capi::create(context, out,
                        [&] { return attain_ledger{attain::ledger{}, capi::memory_of(context)}; });
}

void attain_ledger_free(attain_ledger* ledger) {
    delete ledger;
}

attain_status attain_ledger_channel(attain_context* context, attain_ledger* ledger, const char* name,
                                    int64_t length, int64_t* channel) {
    return capi::guard(context, [&] {
        capi::require(channel, "channel");
        *channel = grown(ledger, [&](attain::ledger& book) {
            return book.channel(capi::text(name, length, "name")).value;
        });
    });
}

attain_status attain_ledger_record(attain_context* context, attain_ledger* ledger, int64_t metric_id,
                                   int64_t n, const int64_t* rep_id, const int32_t* day,
                                   const int64_t* quantity, const int64_t* channel) {
    return capi::guard(context, [&] {
        const fact_columns columns{.rep = as_ids<attain::rep_id>(capi::column(rep_id, n, "rep_id")),
                                   .day = capi::column(day, n, "day"),
                                   .quantity = capi::column(quantity, n, "quantity", true),
                                   .channel = as_ids<channel_id>(capi::column(channel, n, "channel", true))};
        grown(ledger,
              [&](attain::ledger& book) { return book.record(metric_id, columns, capi::stop_of(context)); });
    });
}

} // extern "C"
