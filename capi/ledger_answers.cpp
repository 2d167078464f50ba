// What a ledger answers: sums, the lines behind them, findings.
#include "boundary.hpp"

#include <algorithm>

using namespace attain;

namespace {

struct question {
    ledger_query query{};
    const attain::team* team = nullptr; // only its people's
};

question to_question(const attain_ledger_query* given, const attain::ledger& book, std::int32_t as_of) {
    require_valid(day{as_of}, "as_of");
    question asked{.query = {.as_of = day{as_of}}};
    if (given == nullptr) return asked;
    const attain_ledger_query q = capi::read_args(given, "query");
    asked.query.reversals = capi::one_of(q.reversals, reversal_policy::restate, "reversals");
    asked.query.credit = capi::one_of(q.credit, credit_kind::overlay, "credit");
    if (q.channel != nullptr) {
        if (*q.channel < 0 || *q.channel >= static_cast<std::int64_t>(book.channel_names().size()))
            fail(errc::unknown_id, "channel", "no channel has the number " + std::to_string(*q.channel));
        asked.query.channel = *q.channel;
    }
    if (q.team != nullptr) asked.team = q.team->value.get();
    return asked;
}

std::vector<day_total> totals_of(const attain_ledger* ledger, metric_id metric, std::int32_t as_of,
                                 const attain_ledger_query* query) {
    const attain::ledger& book = capi::require(ledger, "ledger").value;
    const question asked = to_question(query, book, as_of);
    return asked.team == nullptr ? book.totals(metric, asked.query)
                                 : member_totals(*asked.team, metric, book, asked.query);
}

// Of all roles together.
std::vector<team_total> days_of_teams(std::vector<team_total> by_role) {
    std::ranges::stable_sort(by_role, {}, [](const team_total& t) { return std::pair{t.team, t.day}; });
    std::vector<team_total> rows;
    for (team_total& t : by_role) {
        if (rows.empty() || rows.back().team != t.team || rows.back().day != t.day)
            rows.push_back(std::move(t));
        else
            rows.back().quantity = narrow(int128{rows.back().quantity} + t.quantity, "quantity");
    }
    return rows;
}

} // namespace

extern "C" {

attain_status attain_ledger_channel_name(attain_context* context, const attain_ledger* ledger,
                                         int64_t channel, char* name, int64_t capacity, int64_t* needed) {
    return capi::guard(context, [&] {
        const auto names = capi::require(ledger, "ledger").value.channel_names();
        if (channel < 0 || channel >= static_cast<std::int64_t>(names.size()))
            fail(errc::unknown_id, "channel", "no channel has the number " + std::to_string(channel));
        capi::write_text(names[static_cast<std::size_t>(channel)], name, "name", capacity, needed);
    });
}

attain_status attain_ledger_count(attain_context* context, const attain_ledger* ledger, int64_t metric_id,
                                  int32_t as_of, attain_ledger_counts* out) {
    return capi::guard(context, [&] {
        const attain::ledger& book = capi::require(ledger, "ledger").value;
        require_valid(day{as_of}, "as_of");
        const auto number = [](std::size_t n) { return static_cast<std::int64_t>(n); };
        const auto first = book.first_day(metric_id);
        attain_ledger_counts answer{};
        answer.sealed = book.sealed() ? 1 : 0;
        answer.rows = number(book.size());
        answer.duplicates = number(book.duplicates());
        answer.channels = number(book.channel_names().size());
        answer.later_rows = number(book.later_than(metric_id, day{as_of}));
        answer.findings = number(book.findings(metric_id, day{as_of}).size());
        answer.first_day = first ? first->value : ATTAIN_NULL_DAY;
        capi::write_result(answer, out, "out");
    });
}

attain_status attain_ledger_totals(attain_context* context, const attain_ledger* ledger, int64_t metric_id,
                                   int32_t as_of, const attain_ledger_query* query, int64_t capacity,
                                   int64_t* rep_id, int32_t* day, int64_t* quantity, int64_t* needed) {
    return capi::guard(context, [&] {
        const auto totals = totals_of(ledger, metric_id, as_of, query);
        capi::require_room(capacity, totals.size(), needed);
        capi::write(rep_id, totals, [](const day_total& t) { return t.rep.value; });
        capi::write(day, totals, [](const day_total& t) { return t.day.value; });
        capi::write(quantity, totals, [](const day_total& t) { return t.quantity; });
    });
}

attain_status attain_ledger_team_totals(attain_context* context, const attain_ledger* ledger,
                                        int64_t metric_id, int32_t as_of, const attain_ledger_query* query,
                                        int64_t n_teams, const attain_team* const* team, int64_t capacity,
                                        int64_t* team_index, int32_t* day, int64_t* quantity,
                                        int64_t* needed) {
    return capi::guard(context, [&] {
        const attain::ledger& book = capi::require(ledger, "ledger").value;
        const question asked = to_question(query, book, as_of);
        if (asked.team != nullptr)
            fail(errc::conflict, "team", "the query asks for one team already; the teams are given apart");
        std::vector<attain::team> teams;
        for (const attain_team* each : capi::column(team, {n_teams, "n_teams"}, "team"))
            teams.push_back(*capi::in_row(teams.size(), [&] { return capi::require(each, "team").value; }));
        const auto rows = days_of_teams(team_totals(teams, metric_id, book, asked.query));
        capi::require_room(capacity, rows.size(), needed);
        capi::write(team_index, rows, [](const team_total& t) {
            return t.team == team_total::no_team ? std::int64_t{-1} : static_cast<std::int64_t>(t.team);
        });
        capi::write(day, rows, [](const team_total& t) { return t.day.value; });
        capi::write(quantity, rows, [](const team_total& t) { return t.quantity; });
    });
}

attain_status attain_ledger_sums(attain_context* context, const attain_ledger* ledger, int64_t metric_id,
                                 int32_t as_of, const attain_ledger_query* query, int64_t n_reps,
                                 const int64_t* rep_id, int64_t n_periods, const int32_t* begin,
                                 const int32_t* end, int64_t* sums) {
    return capi::guard(context, [&] {
        const auto reps = capi::column(rep_id, {n_reps, "n_reps"}, "rep_id");
        const capi::id_rows rows{reps};
        rows.require_once("rep_id");
        const auto periods = capi::periods(begin, end, {n_periods, "n_periods"});
        const std::size_t cells = capi::table_size(reps.size(), periods.size(), sums, "sums");
        std::vector<int128> exact(cells);
        std::size_t seen = 0;
        for (const day_total& t : totals_of(ledger, metric_id, as_of, query)) {
            capi::stop_of(context).poll(seen++);
            const auto of = rows.find(t.rep.value);
            for (std::size_t p = 0; of && p < periods.size(); ++p)
                if (periods[p].contains(t.day)) exact[*of * periods.size() + p] += t.quantity;
        }
        for (const int128 sum : exact)
            (void)narrow(sum, "quantity"); // all fit before the first is written
        capi::write(sums, exact, [](int128 sum) { return static_cast<units>(sum); });
    });
}

attain_status attain_ledger_lines(attain_context* context, const attain_ledger* ledger, int64_t metric_id,
                                  int32_t as_of, const attain_ledger_query* query, int64_t capacity,
                                  const attain_line_columns* out, int64_t* needed) {
    return capi::guard(context, [&] {
        const attain::ledger& book = capi::require(ledger, "ledger").value;
        const question asked = to_question(query, book, as_of);
        const attain_line_columns to = capi::read_columns(out, capacity);
        auto lines = book.lines(metric_id, asked.query);
        if (asked.team != nullptr)
            std::erase_if(lines, [&](const book::line& l) {
                const attain::rep* member = asked.team->find(l.rep);
                return member == nullptr || member->stint_on(l.origin) == nullptr;
            });
        capi::require_room(capacity, lines.size(), needed);
        capi::write(to.rep_id, lines, [](const book::line& l) { return l.rep.value; });
        capi::write(to.event_id, lines, [](const book::line& l) { return l.event.value; });
        capi::write(to.day, lines, [](const book::line& l) { return l.day.value; });
        capi::write(to.origin, lines, [](const book::line& l) { return l.origin.value; });
        capi::write(to.known, lines, [](const book::line& l) { return l.known.value; });
        capi::write(to.channel, lines, [](const book::line& l) { return l.channel; });
        capi::write(to.quantity, lines, [](const book::line& l) { return l.quantity; });
    });
}

attain_status attain_ledger_findings(attain_context* context, const attain_ledger* ledger, int64_t metric_id,
                                     int32_t as_of, int64_t capacity, const attain_finding_columns* out,
                                     int64_t* needed) {
    return capi::guard(context, [&] {
        require_valid(day{as_of}, "as_of");
        const auto found = capi::require(ledger, "ledger").value.findings(metric_id, day{as_of});
        const attain_finding_columns to = capi::read_columns(out, capacity);
        capi::require_room(capacity, found.size(), needed);
        capi::write(to.kind, found, [](const ledger_finding& f) { return f.kind; });
        capi::write(to.rep_id, found, [](const ledger_finding& f) { return f.rep.value; });
        capi::write(to.event_id, found, [](const ledger_finding& f) { return f.event.value; });
        capi::write(to.day, found, [](const ledger_finding& f) { return f.day.value; });
        capi::write(to.quantity, found, [](const ledger_finding& f) { return f.quantity; });
        capi::write(to.currency, found, [](const ledger_finding& f) { return f.currency.number(); });
    });
}

} // extern "C"
