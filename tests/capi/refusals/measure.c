/* Refusals: the ledger and the quality of its rows. */
#include "described.h"

#include <string.h>

/* A ledger with something of everything: shared credit, a foreign currency, an orphan, a gap, an outlier. */
static attain_ledger* dirty(struct world* w) {
    enum { N = 60 };
    int64_t rep_id[N], quantity[N], event_id[N], reverses[N] = {0};
    int32_t day[N], currency[N] = {0};
    attain_ledger_rows rows;
    attain_ledger* made = NULL;
    int i;
    memset(&rows, 0, sizeof rows);
    rows.struct_size = sizeof rows;
    rows.n = N;
    rows.rep_id = rep_id;
    rows.day = day;
    rows.quantity = quantity;
    rows.event_id = event_id;
    rows.reverses = reverses;
    rows.currency = currency;
    for (i = 0; i < N; ++i) {
        rep_id[i] = 101;
        day[i] = w->as_of - 200 + i;
        quantity[i] = 2 + i % 3;
        event_id[i] = 1 + i;
    }
    quantity[30] = 90000;
    quantity[40] = -1;
    reverses[40] = 999;
    if (attain_currency(w->context, "USD", -1, &currency[50]) != ATTAIN_OK ||
        attain_ledger_new(w->context, &made) != ATTAIN_OK ||
        attain_ledger_record_rows(w->context, made, 7, &rows, NULL, NULL, NULL) != ATTAIN_OK)
        passed(w, "a dirty ledger", 0);
    return made;
}

static void refuse_record(struct world* w) {
    int64_t rep_id[2] = {101, 102}, quantity[2] = {1, 2}, channel[2] = {0, 0}, event_id[2] = {1, 2},
            reverses[2] = {0, 0}, offsets[3] = {0, 0, 2}, credit_rep[2] = {101, 103}, duplicates, failed;
    int32_t day[2], version[2] = {0, 0}, known[2], currency[2] = {0, 0}, kind[2] = {0, 0};
    double share[2] = {0.5, 0.5};
    uint8_t beyond[2] = {0, 0}, row_status[2];
    attain_ledger_rows rows;
    day[0] = day[1] = known[0] = known[1] = w->as_of;
    memset(&rows, 0, sizeof rows);
    rows.struct_size = sizeof rows;
    rows.n = 2;
    rows.rep_id = rep_id;
    rows.day = day;
    rows.quantity = quantity;
    rows.channel = channel;
    rows.event_id = event_id;
    rows.version = version;
    rows.reverses = reverses;
    rows.beyond = beyond;
    rows.known = known;
    rows.currency = currency;
    rows.credit_offsets = offsets;
    rows.n_shares = 2;
    rows.credit_rep = credit_rep;
    rows.credit_share = share;
    rows.credit_kind = kind;
    refuse_attain_ledger_record_rows(
        w,
        (struct attain_ledger_record_rows_call){w->context, w->scratch, 7, &rows, row_status, &duplicates,
                                                &failed},
        "rows.rep_id rows.quantity rows.channel rows.event_id rows.version rows.reverses rows.beyond "
        "rows.known rows.currency rows.credit_offsets rows.credit_kind rows.credit_share=nan row_status "
        "duplicates failed");
    share[0] = 0.6;
    expect(w, ATTAIN_E_INVALID_ARGUMENT,
           attain_ledger_record_rows(w->context, w->scratch, 7, &rows, NULL, NULL, NULL), "shares of 110 %");
    share[0] = 0.5;
    quantity[0] = ATTAIN_NULL_UNITS;
    expect(w, ATTAIN_E_OUT_OF_RANGE,
           attain_ledger_record_rows(w->context, w->scratch, 7, &rows, NULL, NULL, NULL),
           "a quantity that is not known");
    quantity[0] = 1;
    reverses[0] = 1;
    expect(w, ATTAIN_E_INVALID_ARGUMENT,
           attain_ledger_record_rows(w->context, w->scratch, 7, &rows, NULL, NULL, NULL),
           "an event that takes back itself");
}

static void refuse_money(struct world* w) {
    int32_t currency[1], from[1], number;
    int64_t numerator[1] = {9215}, denominator[1] = {10000}, above, below;
    attain_rates rates;
    memset(&rates, 0, sizeof rates);
    rates.struct_size = sizeof rates;
    refuse_attain_currency(w, (struct attain_currency_call){w->context, "EUR", 3, &number}, "");
    expect(w, ATTAIN_OK, attain_currency(w->context, "EUR", 3, &rates.home), "euros");
    expect(w, ATTAIN_OK, attain_currency(w->context, "USD", -1, currency), "dollars");
    expect(w, ATTAIN_E_PARSE, attain_currency(w->context, "euro", -1, &number), "no currency");
    refuse_attain_rate_parse(
        w, (struct attain_rate_parse_call){w->context, "0.9215", 6, 2, 2, &above, &below}, "");
    from[0] = w->as_of;
    rates.n = 1;
    rates.currency = currency;
    rates.from = from;
    rates.numerator = numerator;
    rates.denominator = denominator;
    refuse_attain_ledger_rates(w, (struct attain_ledger_rates_call){w->context, w->scratch, 7, &rates},
                               "rates.from");
    currency[0] = rates.home;
    expect(w, ATTAIN_E_INVALID_ARGUMENT, attain_ledger_rates(w->context, w->scratch, 7, &rates),
           "a rate of the home currency");
}

static void refuse_answers(struct world* w, attain_ledger* book) {
    int64_t channel[1] = {0}, needed, sums[2], numbers[7][64];
    int32_t begin[1], end[1], days[4][64];
    char name[16];
    attain_ledger_query query;
    attain_ledger_counts counts;
    attain_line_columns lines;
    attain_finding_columns findings;
    const attain_team* team = w->team;
    memset(&query, 0, sizeof query);
    query.struct_size = sizeof query;
    query.channel = channel;
    query.team = w->team;
    memset(&counts, 0, sizeof counts);
    counts.struct_size = sizeof counts;
    refuse_attain_ledger_channel_name(
        w, (struct attain_ledger_channel_name_call){w->context, book, 0, name, sizeof name, &needed}, "");
    refuse_attain_ledger_count(w, (struct attain_ledger_count_call){w->context, book, 7, w->as_of, &counts},
                               "");
    refuse_attain_ledger_totals(w,
                                (struct attain_ledger_totals_call){w->context, book, 7, w->as_of, &query, 64,
                                                                   numbers[0], days[0], numbers[1], &needed},
                                "query query.channel query.team rep_id day quantity");
    refuse_attain_ledger_team_totals(w,
                                     (struct attain_ledger_team_totals_call){w->context, book, 7, w->as_of,
                                                                             NULL, 1, &team, 64, numbers[0],
                                                                             days[0], numbers[1], &needed},
                                     "team_index day quantity query");
    expect(w, ATTAIN_E_CONFLICT,
           attain_ledger_team_totals(w->context, book, 7, w->as_of, &query, 1, &team, 64, numbers[0], days[0],
                                     numbers[1], &needed),
           "teams beside a query's team");
    begin[0] = w->as_of - 300;
    end[0] = w->as_of;
    refuse_attain_ledger_sums(w,
                              (struct attain_ledger_sums_call){w->context, book, 7, w->as_of, &query, 2,
                                                               w->rep_id, 1, begin, end, sums},
                              "query query.channel query.team");
    memset(&lines, 0, sizeof lines);
    lines.struct_size = sizeof lines;
    lines.rep_id = numbers[0];
    lines.event_id = numbers[1];
    lines.day = days[0];
    lines.origin = days[1];
    lines.known = days[2];
    lines.channel = numbers[2];
    lines.quantity = numbers[3];
    refuse_attain_ledger_lines(
        w, (struct attain_ledger_lines_call){w->context, book, 7, w->as_of, &query, 64, &lines, &needed},
        "query query.channel query.team out.rep_id out.event_id out.day out.origin "
        "out.known out.channel out.quantity");
    memset(&findings, 0, sizeof findings);
    findings.struct_size = sizeof findings;
    findings.kind = days[0];
    findings.rep_id = numbers[0];
    findings.event_id = numbers[1];
    findings.day = days[1];
    findings.quantity = numbers[2];
    findings.currency = days[2];
    refuse_attain_ledger_findings(
        w, (struct attain_ledger_findings_call){w->context, book, 7, w->as_of, 64, &findings, &needed},
        "out.kind out.rep_id out.event_id out.day out.quantity out.currency");
    channel[0] = 5;
    expect(w, ATTAIN_E_UNKNOWN_ID,
           attain_ledger_totals(w->context, book, 7, w->as_of, &query, 0, NULL, NULL, NULL, &needed),
           "a channel never named");
}

static void refuse_quality(struct world* w, const attain_ledger* book) {
    attain_quality_args args;
    attain_quality* quality = NULL;
    attain_quality_columns out;
    int64_t also[1] = {8}, needed, numbers[5][8];
    int32_t days[6][8];
    double reals[2][8];
    uint8_t of_day[8];
    memset(&args, 0, sizeof args);
    args.struct_size = sizeof args;
    args.n_also = 1;
    args.also_metric = also;
    refuse_attain_quality_new(w,
                              (struct attain_quality_new_call){w->context, w->team, 7, book, w->as_of - 250,
                                                               w->as_of, w->as_of, &args,
                                                               &(attain_quality*){NULL}},
                              "args");
    expect(
        w, ATTAIN_OK,
        attain_quality_new(w->context, w->team, 7, book, w->as_of - 250, w->as_of, w->as_of, NULL, &quality),
        "a quality report");
    memset(&out, 0, sizeof out);
    out.struct_size = sizeof out;
    out.rep_id = numbers[0];
    out.present_days = days[0];
    out.logged_days = days[1];
    out.off_days_logged = days[2];
    out.last_day = days[3];
    out.stale_days = days[4];
    out.n_gaps = numbers[1];
    out.largest_event = numbers[2];
    out.largest_day = days[5];
    out.largest_quantity = numbers[3];
    out.largest_share = reals[0];
    refuse_attain_quality_reps(
        w, (struct attain_quality_reps_call){w->context, quality, 8, &out, &needed},
        "out.rep_id out.present_days out.logged_days out.off_days_logged out.last_day out.stale_days "
        "out.n_gaps out.largest_event out.largest_day out.largest_quantity out.largest_share");
    refuse_attain_quality_gaps(w,
                               (struct attain_quality_gaps_call){w->context, quality, 8, numbers[0], days[0],
                                                                 days[1], days[2], reals[0], &needed},
                               "rep_id first last working_days chance");
    refuse_attain_quality_outliers(w,
                                   (struct attain_quality_outliers_call){w->context, quality, 8, numbers[0],
                                                                         days[0], numbers[1], of_day,
                                                                         reals[0], reals[1], &needed},
                                   "rep_id day quantity of_day low high");
    attain_quality_free(quality);
}

static void refuse_season(struct world* w) {
    double knots[16];
    int64_t needed;
    attain_season_fit_args args;
    attain_season_fit_figures figures;
    memset(&args, 0, sizeof args);
    args.struct_size = sizeof args;
    memset(&figures, 0, sizeof figures);
    figures.struct_size = sizeof figures;
    refuse_attain_season_fit(w,
                             (struct attain_season_fit_call){w->context, w->team, 7, w->facts, w->as_of,
                                                             ATTAIN_PERIOD_MONTH, &args, 16, knots, &needed,
                                                             &figures},
                             "args knots figures");
}

void refuse_measure(struct world* w) {
    int64_t rep_id[2] = {101, 102}, quantity[2] = {1, 2}, channel[2] = {0, 0}, number;
    int32_t day[2];
    day[0] = day[1] = w->as_of;
    refuse_attain_ledger_new(w, (struct attain_ledger_new_call){w->context, &(attain_ledger*){NULL}}, "");
    refuse_attain_ledger_channel(
        w, (struct attain_ledger_channel_call){w->context, w->scratch, "cold call", 9, &number}, "");
    refuse_attain_ledger_record(
        w, (struct attain_ledger_record_call){w->context, w->scratch, 7, 2, rep_id, day, quantity, channel},
        "quantity channel");
    channel[1] = 99;
    expect(w, ATTAIN_E_UNKNOWN_ID,
           attain_ledger_record(w->context, w->scratch, 7, 2, rep_id, day, quantity, channel),
           "a channel never named");
    {
        attain_ledger* book = dirty(w);
        refuse_record(w);
        refuse_money(w);
        refuse_attain_ledger_seal(w, (struct attain_ledger_seal_call){w->context, w->scratch}, "");
        refuse_answers(w, book);
        refuse_quality(w, book);
        refuse_season(w);
        attain_ledger_free(book);
    }
}
