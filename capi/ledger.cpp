// The ledger: facts in. What it answers is in ledger_answers.cpp.
#include "boundary.hpp"

#include <algorithm>

using namespace attain;

namespace {

// What makes the ledger larger, in the memory that the ledger was made in.
template<class Body>
auto grown(attain_ledger* ledger, Body&& body) {
    attain_ledger& book = capi::require(ledger, "ledger");
    const capi::heap_scope heap{book.memory};
    return body(book.value);
}

// No split of 100 % has such a share: its row is refused, whatever the others are.
credit_share no_share(attain::rep_id rep) {
    return {rep, fraction::from_ppm(fraction::max_ppm), credit_kind::primary};
}

std::vector<credit_share> to_credit(const attain_ledger_rows& rows) {
    const auto rep = capi::column(rows.credit_rep, {rows.n_shares, "n_shares"}, "credit_rep");
    const auto share = capi::column(rows.credit_share, {rows.n_shares, "n_shares"}, "credit_share");
    const auto kind = capi::column(rows.credit_kind, {rows.n_shares, "n_shares"}, "credit_kind", true);
    std::vector<credit_share> credit;
    credit.reserve(rep.size());
    for (std::size_t i = 0; i < rep.size(); ++i) {
        const std::int32_t of_kind = kind.empty() ? ATTAIN_CREDIT_PRIMARY : kind[i];
        const bool good = share[i] >= 0 && share[i] <= 1000 &&
                          (of_kind == ATTAIN_CREDIT_PRIMARY || of_kind == ATTAIN_CREDIT_OVERLAY);
        credit.push_back(good ? credit_share{rep[i], fraction{share[i]}, static_cast<credit_kind>(of_kind)}
                              : no_share(rep[i]));
    }
    return credit;
}

// The days of knowledge, with those that are not known filled in; no copy when all are.
std::span<const std::int32_t> known_days(const attain_ledger_rows& rows, std::vector<std::int32_t>& filled) {
    const auto known = capi::column(rows.known, rows.n, "known", true);
    if (std::ranges::find(known, ATTAIN_NULL_DAY) == known.end()) return known;
    const auto day = capi::column(rows.day, rows.n, "day");
    filled.assign(known.begin(), known.end());
    for (std::size_t i = 0; i < filled.size(); ++i)
        if (filled[i] == ATTAIN_NULL_DAY) filled[i] = day[i];
    return filled;
}

fact_columns to_columns(const attain_ledger_rows& rows, std::span<const credit_share> credit,
                        std::vector<std::int32_t>& filled) {
    const std::int64_t n = rows.n;
    fact_columns columns{.rep = capi::as_ids<attain::rep_id>(
                             capi::column(rows.rep_id, n, "rep_id", rows.credit_offsets != nullptr)),
                         .day = capi::column(rows.day, n, "day"),
                         .quantity = capi::column(rows.quantity, n, "quantity", true),
                         .channel = capi::as_ids<channel_id>(capi::column(rows.channel, n, "channel", true)),
                         .event = capi::as_ids<event_id>(capi::column(rows.event_id, n, "event_id", true)),
                         .version = capi::column(rows.version, n, "version", true),
                         .reverses = capi::as_ids<event_id>(capi::column(rows.reverses, n, "reverses", true)),
                         .beyond = capi::column(rows.beyond, n, "beyond", true),
                         .known = known_days(rows, filled),
                         .currency = capi::column(rows.currency, n, "currency", true)};
    if (n > 0) columns.credit_offset = capi::column(rows.credit_offsets, n + 1, "credit_offsets", true);
    if (!columns.credit_offset.empty()) columns.credit = credit;
    return columns;
}

} // namespace

extern "C" {

attain_status attain_ledger_new(attain_context* context, attain_ledger** out) {
    return capi::create(context, out, [&] {
        return attain_ledger{attain::ledger{}, capi::memory_of(context)};
    });
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
    attain_ledger_rows rows{};
    rows.struct_size = sizeof rows;
    rows.n = n;
    rows.rep_id = rep_id;
    rows.day = day;
    rows.quantity = quantity;
    rows.channel = channel;
    return attain_ledger_record_rows(context, ledger, metric_id, &rows, nullptr, nullptr, nullptr);
}

attain_status attain_ledger_record_rows(attain_context* context, attain_ledger* ledger, int64_t metric_id,
                                        const attain_ledger_rows* rows, uint8_t* row_status,
                                        int64_t* duplicates, int64_t* failed) {
    return capi::guard(context, [&] {
        const attain_ledger_rows given = capi::read_args(rows, "rows");
        std::vector<std::int32_t> filled;
        const std::vector<credit_share> credit = to_credit(given);
        const fact_columns columns = to_columns(given, credit, filled);
        const stop_flag stop = capi::stop_of(context);
        std::size_t again = 0;
        std::size_t bad = 0;
        const auto add = [&](attain::ledger& book) {
            if (row_status == nullptr) {
                again = book.record(metric_id, columns, stop);
                return;
            }
            std::vector<attain::row_status> status(columns.day.size());
            bad = book.record(metric_id, columns, status, stop);
            again = static_cast<std::size_t>(std::ranges::count(status, attain::row_status::duplicate));
            capi::write(row_status, status, [](attain::row_status s) { return s; });
        };
        capi::named({{"credit", "credit_share"}, {"credit_offset", "credit_offsets"}},
                    [&] { grown(ledger, add); });
        if (duplicates != nullptr) *duplicates = static_cast<std::int64_t>(again);
        if (failed != nullptr) *failed = static_cast<std::int64_t>(bad);
    });
}

attain_status attain_currency(attain_context* context, const char* code, int64_t length, int32_t* number) {
    return capi::guard(context, [&] {
        const std::string_view letters = capi::text(code, length, "code");
        const currency of = capi::named({{"currency", "code"}}, [&] { return currency{letters}; });
        capi::require(number, "number") = of.number();
    });
}

attain_status attain_rate_parse(attain_context* context, const char* text, int64_t length,
                                int32_t foreign_exponent, int32_t home_exponent, int64_t* numerator,
                                int64_t* denominator) {
    return capi::guard(context, [&] {
        const std::string_view quoted = capi::text(text, length, "text");
        const auto rate = capi::named(
            {{"rate", "text"}}, [&] { return exact_rate::quoted(quoted, foreign_exponent, home_exponent); });
        capi::require(denominator, "denominator");
        capi::require(numerator, "numerator") = rate.numerator();
        *denominator = rate.denominator();
    });
}

attain_status attain_ledger_rates(attain_context* context, attain_ledger* ledger, int64_t metric_id,
                                  const attain_rates* rates) {
    return capi::guard(context, [&] {
        const attain_rates given = capi::read_args(rates, "rates");
        const auto of = capi::column(given.currency, given.n, "currency");
        const auto from = capi::column(given.from, given.n, "from", true);
        const auto numerator = capi::column(given.numerator, given.n, "numerator");
        const auto denominator = capi::column(given.denominator, given.n, "denominator");
        const auto policy = capi::one_of(given.policy, rate_policy::event_date, "policy");
        if (given.home == 0) fail(errc::invalid_argument, "home", "must be a currency");
        grown(ledger, [&](attain::ledger& book) {
            const currency home =
                capi::named({{"currency", "home"}}, [&] { return currency::from_number(given.home); });
            conversion how{home, policy};
            for (std::size_t i = 0; i < of.size(); ++i)
                capi::in_row(i, [&] {
                    const currency foreign = currency::from_number(of[i]);
                    const exact_rate rate{numerator[i], denominator[i]};
                    if (from.empty() || from[i] == ATTAIN_NULL_DAY) {
                        how.plan_rate(foreign, rate);
                    } else {
                        require_valid(day{from[i]}, "from");
                        how.rate_from(foreign, day{from[i]}, rate);
                    }
                });
            book.convert(metric_id, std::move(how));
        });
    });
}

attain_status attain_ledger_seal(attain_context* context, attain_ledger* ledger) {
    return capi::guard(context, [&] { grown(ledger, [](attain::ledger& book) { book.seal(); }); });
}

} // extern "C"
