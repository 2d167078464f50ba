/* The ledger: sent twice, corrected, taken back, shared, foreign, dirty; and what it answers. */
#include "behaviour.h"

#include <string.h>

enum { CALLS = 7 };

static attain_ledger_rows rows_of(int64_t n, const int64_t* rep, const int32_t* day,
                                  const int64_t* quantity) {
    attain_ledger_rows rows;
    memset(&rows, 0, sizeof rows);
    rows.struct_size = sizeof rows;
    rows.n = n;
    rows.rep_id = rep;
    rows.day = day;
    rows.quantity = quantity;
    return rows;
}

static attain_ledger_counts count(const attain_ledger* book, int32_t as_of) {
    attain_ledger_counts counts;
    memset(&counts, 0, sizeof counts);
    counts.struct_size = sizeof counts;
    OK(attain_ledger_count(NULL, book, CALLS, as_of, &counts));
    return counts;
}

/* A sale of 10, corrected to 8 in November, half of it taken back in December. */
static void events(void) {
    static const int64_t rep[] = {1, 1, 1, 2}, quantity[] = {10, 8, -4, 3}, event[] = {501, 501, 502, 503};
    static const int64_t reverses[] = {0, 0, 501, 0};
    static const int32_t version[] = {0, 1, 0, 0};
    int32_t day[4], known[4];
    int64_t total[2], rep_out[4], quantity_out[4], needed, duplicates = -1, failed = -1;
    int32_t day_out[4], begin[2], end[2];
    static const int64_t reps[] = {2, 1};
    const int32_t october = day_of("2026-10-05"), november = day_of("2026-11-02");
    const int32_t december = day_of("2026-12-01");
    attain_ledger_rows rows = rows_of(4, rep, day, quantity);
    attain_ledger_query query;
    attain_ledger* book;
    uint8_t status[4];
    day[0] = day[1] = day[3] = october;
    day[2] = december;
    known[0] = known[2] = known[3] = ATTAIN_NULL_DAY;
    known[1] = november;
    rows.event_id = event;
    rows.version = version;
    rows.reverses = reverses;
    rows.known = known;
    OK(attain_ledger_new(NULL, &book));
    OK(attain_ledger_record_rows(NULL, book, CALLS, &rows, NULL, &duplicates, &failed));
    CHECK(duplicates == 0 && failed == 0);
    OK(attain_ledger_record_rows(NULL, book, CALLS, &rows, status, &duplicates, &failed));
    CHECK(duplicates == 4 && failed == 0 && status[2] == ATTAIN_ROW_DUPLICATE);
    CHECK(count(book, december).rows == 4 && count(book, december).duplicates == 4);
    CHECK(count(book, october).later_rows == 2 && count(book, october).first_day == october);
    CHECK(count(book, december).sealed == 0);
    OK(attain_ledger_seal(NULL, book));
    CHECK(count(book, december).sealed == 1);

    begin[0] = day_of("2026-10");
    end[0] = begin[1] = day_of("2026-12");
    end[1] = day_of("2027-01");
    OK(attain_ledger_sums(NULL, book, CALLS, october, NULL, 1, reps + 1, 1, begin, end, total));
    CHECK(total[0] == 10); /* in October nobody knew better */
    {
        int64_t sums[4];
        OK(attain_ledger_sums(NULL, book, CALLS, december, NULL, 2, reps, 2, begin, end, sums));
        CHECK(sums[0] == 3 && sums[1] == 0 && sums[2] == 8 && sums[3] == -4);
        memset(&query, 0, sizeof query);
        query.struct_size = sizeof query;
        query.reversals = ATTAIN_REVERSALS_RESTATE;
        OK(attain_ledger_sums(NULL, book, CALLS, december, &query, 2, reps, 2, begin, end, sums));
        CHECK(sums[0] == 3 && sums[1] == 0 && sums[2] == 4 && sums[3] == 0);
    }
    OK(attain_ledger_totals(NULL, book, CALLS, december, NULL, 4, rep_out, day_out, quantity_out, &needed));
    CHECK(needed == 3);
    CHECK(rep_out[0] == 1 && day_out[0] == october && quantity_out[0] == 8);
    CHECK(rep_out[1] == 1 && day_out[1] == december && quantity_out[1] == -4);
    CHECK(rep_out[2] == 2 && quantity_out[2] == 3);
    attain_ledger_free(book);
}

/* 99.99 euros shared 75 to 25, and dollars by the plan's rate; pounds have none. */
static void shares_and_money(void) {
    static const int64_t rep[] = {0, 1, 1}, quantity[] = {9999, 1000, 500}, offsets[] = {0, 3, 3, 3};
    static const int64_t credit_rep[] = {1, 2, 9};
    static const double share[] = {0.75, 0.25, 1.0};
    static const int32_t kind[] = {ATTAIN_CREDIT_PRIMARY, ATTAIN_CREDIT_PRIMARY, ATTAIN_CREDIT_OVERLAY};
    int32_t day[3] = {0, 0, 0}, currency[3] = {0, 0, 0}, begin[1], end[1], rate_currency[1], finding_kind[1];
    int64_t numerator[1], denominator[1], sums[3], quantity_out[1], needed;
    static const int64_t reps[] = {1, 2, 9};
    attain_ledger_rows rows = rows_of(3, rep, day, quantity);
    attain_rates rates;
    attain_finding_columns findings;
    attain_ledger_query query;
    attain_ledger* book;
    day[0] = day[1] = day[2] = day_of("2026-11-05");
    begin[0] = day_of("2026-11");
    end[0] = day_of("2026-12");
    memset(&rates, 0, sizeof rates);
    rates.struct_size = sizeof rates;
    OK(attain_currency(NULL, "EUR", -1, &rates.home));
    OK(attain_currency(NULL, "USD", -1, rate_currency));
    OK(attain_currency(NULL, "GBP", -1, &currency[2]));
    currency[1] = rate_currency[0];
    OK(attain_rate_parse(NULL, "0.9215", -1, 2, 2, numerator, denominator));
    CHECK(numerator[0] * 10000 == denominator[0] * 9215);
    rates.n = 1;
    rates.currency = rate_currency;
    rates.numerator = numerator;
    rates.denominator = denominator;
    rows.currency = currency;
    rows.credit_offsets = offsets;
    rows.n_shares = 3;
    rows.credit_rep = credit_rep;
    rows.credit_share = share;
    rows.credit_kind = kind;
    OK(attain_ledger_new(NULL, &book));
    OK(attain_ledger_rates(NULL, book, CALLS, &rates));
    OK(attain_ledger_record_rows(NULL, book, CALLS, &rows, NULL, NULL, NULL));
    OK(attain_ledger_sums(NULL, book, CALLS, day[0], NULL, 3, reps, 1, begin, end, sums));
    CHECK(sums[0] == 7499 + 922 && sums[1] == 2500 && sums[2] == 0);
    memset(&query, 0, sizeof query);
    query.struct_size = sizeof query;
    query.credit = ATTAIN_CREDIT_OVERLAY;
    OK(attain_ledger_sums(NULL, book, CALLS, day[0], &query, 3, reps, 1, begin, end, sums));
    CHECK(sums[0] == 0 && sums[2] == 9999);
    memset(&findings, 0, sizeof findings);
    findings.struct_size = sizeof findings;
    findings.kind = finding_kind;
    findings.quantity = quantity_out;
    OK(attain_ledger_findings(NULL, book, CALLS, day[0], 1, &findings, &needed));
    CHECK(needed == 1 && finding_kind[0] == ATTAIN_FINDING_UNCONVERTED && quantity_out[0] == 500);
    CHECK(count(book, day[0]).findings == 1);
    attain_ledger_free(book);
}

/* Dirty rows are marked and left out; channels are asked by number. */
static void dirt(void) {
    static const int64_t rep[] = {1, 1, 1, 1}, quantity[] = {1, ATTAIN_NULL_UNITS, 2, 4};
    int64_t channel[] = {0, 0, 99, 0}, failed, needed, total[1];
    int32_t day[4] = {0, 0, 0, 0};
    uint8_t status[4];
    char name[32];
    attain_ledger_rows rows = rows_of(4, rep, day, quantity);
    attain_ledger_query query;
    attain_ledger* book;
    day[0] = day[1] = day[2] = day_of("2026-11-05");
    day[3] = ATTAIN_NULL_DAY;
    OK(attain_ledger_new(NULL, &book));
    OK(attain_ledger_channel(NULL, book, "cold call", -1, &channel[0]));
    rows.channel = channel;
    CHECK(attain_ledger_record_rows(NULL, book, CALLS, &rows, NULL, NULL, NULL) == ATTAIN_E_OUT_OF_RANGE);
    CHECK(count(book, day[0]).rows == 0);
    OK(attain_ledger_record_rows(NULL, book, CALLS, &rows, status, NULL, &failed));
    CHECK(failed == 3 && status[0] == ATTAIN_ROW_RECORDED && status[1] == ATTAIN_ROW_BAD_QUANTITY);
    CHECK(status[2] == ATTAIN_ROW_BAD_CHANNEL && status[3] == ATTAIN_ROW_BAD_DAY);
    memset(&query, 0, sizeof query);
    query.struct_size = sizeof query;
    query.channel = channel;
    OK(attain_ledger_totals(NULL, book, CALLS, day[0], &query, 1, NULL, NULL, total, &needed));
    CHECK(needed == 1 && total[0] == 1);
    OK(attain_ledger_channel_name(NULL, book, channel[0], name, sizeof name, &needed));
    CHECK(strcmp(name, "cold call") == 0 && needed == 10);
    attain_ledger_free(book);
}

/* Two teams and somebody of none: every event in one figure, all figures the ledger's. */
static void figures_of_teams(void) {
    enum { N = 5 };
    const int64_t rep[N] = {1, 2, 3, 2, 1}, quantity[N] = {4, 5, 6, 7, -1}, east[1] = {1}, west[2] = {2, 4};
    const int32_t day[N] = {20000, 20000, 20000, 20001, 20000};
    int64_t index[8], sum[8], needed;
    int32_t on[8];
    attain_team_args who;
    attain_team* teams[2];
    attain_ledger* ledger;
    memset(&who, 0, sizeof who);
    who.struct_size = sizeof who;
    who.n_reps = 1;
    who.rep_id = east;
    OK(attain_team_new(NULL, &who, &teams[0]));
    who.n_reps = 2;
    who.rep_id = west;
    OK(attain_team_new(NULL, &who, &teams[1]));
    OK(attain_ledger_new(NULL, &ledger));
    OK(attain_ledger_record(NULL, ledger, 7, N, rep, day, quantity, NULL));
    OK(attain_ledger_team_totals(NULL, ledger, 7, 20010, NULL, 2, (const attain_team* const*)teams, 8, index,
                                 on, sum, &needed));
    CHECK(needed == 4);
    CHECK(index[0] == 0 && on[0] == 20000 && sum[0] == 3);
    CHECK(index[1] == 1 && on[1] == 20000 && sum[1] == 5);
    CHECK(index[2] == 1 && on[2] == 20001 && sum[2] == 7);
    CHECK(index[3] == -1 && on[3] == 20000 && sum[3] == 6);
    attain_team_free(teams[0]);
    teams[0] = NULL;
    CHECK(attain_ledger_team_totals(NULL, ledger, 7, 20010, NULL, 2, (const attain_team* const*)teams, 8,
                                    index, on, sum, &needed) == ATTAIN_E_NULL_ARGUMENT);
    attain_team_free(teams[1]);
    attain_ledger_free(ledger);
}

void ledger_answers(void) {
    figures_of_teams();
    events();
    shares_and_money();
    dirt();
}
