// Dynamics 365 goals (Web API): a target in money, decimals or integers for a fiscal period or from a date to
// a date, for a metric, owned by a user. Read with lookups as the API answers (`_goalownerid_value`) or as it
// takes them (`@odata.bind`); written as it takes them.
#include "systems.hpp"

#include <common/input_error.hpp>

namespace example {

namespace {

struct lookup {
    const char* answered;
    const char* bound; // without @odata.bind
    const char* set;
};
constexpr lookup owner{"_goalownerid_value", "goalownerid_systemuser", "systemusers"};
constexpr lookup more[] = {
    {"_metricid_value", "metricid", "metrics"},
    {"_parentgoalid_value", "parentgoalid", "goals"},
    {"_transactioncurrencyid_value", "transactioncurrencyid", "transactioncurrencies"}};

std::string bound_name(const lookup& l) {
    return std::string{l.bound} + "@odata.bind";
}
std::string bound_value(const lookup& l, const std::string& id) {
    return '/' + std::string{l.set} + '(' + id + ')';
}

// The id, from either form; empty when there is none.
std::string id_of(const json_row& row, const lookup& l) {
    if (!row.at(l.answered).is_null()) return row.text(l.answered);
    if (row.at(bound_name(l)).is_null()) return "";
    const std::string bound = row.text(bound_name(l));
    const std::string before = '/' + std::string{l.set} + '(';
    if (!bound.starts_with(before) || !bound.ends_with(')'))
        row.refuse(bound_name(l), "is not " + before + "...)");
    return bound.substr(before.size(), bound.size() - before.size() - 1);
}

const char* target_name(const quota_map& map) {
    return map.money ? "targetmoney" : map.decimals > 0 ? "targetdecimal" : "targetinteger";
}

attain::day first_of(int year, int month) {
    return attain::month(year + (month - 1) / 12, 1 + (month - 1) % 12).begin;
}

// Fiscal periods as Dynamics numbers them: 1 to 4 quarters, 101 to 112 January to December, 201 and 202
// halves, 301 the year. Thirteen periods of four weeks (401 to 413) are not months: refused.
struct span {
    int first; // month of the fiscal year, from 0
    int months;
};
std::optional<span> span_of(int code, const quota_map& map) {
    if (1 <= code && code <= 4) return span{3 * (code - 1), 3};
    if (101 <= code && code <= 112) return span{(code - 101 + 13 - map.year_begins) % 12, 1};
    if (201 <= code && code <= 202) return span{6 * (code - 201), 6};
    if (code == 301) return span{0, 12};
    return std::nullopt;
}

attain::period fiscal_period(int fiscal_year, const span& s, const quota_map& map) {
    const int begins = map.year_named_by_end && map.year_begins > 1 ? fiscal_year - 1 : fiscal_year;
    const int month = map.year_begins + s.first;
    return named_period(first_of(begins, month), first_of(begins, month + s.months));
}

int whole(const json_row& row, const char* name) {
    const attain::units value = row.amount(name, 0);
    if (value > 9999) row.refuse(name, "is out of range");
    return static_cast<int>(value);
}

attain::period period_of(const json_row& row, const quota_map& map) {
    if (row.at("isfiscalperiodgoal") == json(true)) {
        const auto s = span_of(whole(row, "fiscalperiod"), map);
        if (!s)
            row.refuse("fiscalperiod", "is no quarter (1-4), month (101-112), half (201, 202) or year (301)");
        return fiscal_period(whole(row, "fiscalyear"), *s, map);
    }
    const attain::day begin = row.day("goalstartdate");
    const attain::day end = row.end("goalenddate", false);
    if (end <= begin) row.refuse("goalenddate", "is before the start");
    return named_period(begin, end);
}

void put_period(json& record, const attain::period& period, bool fiscal, const quota_map& map) {
    record["isfiscalperiodgoal"] = fiscal;
    if (!fiscal) {
        record["goalstartdate"] = to_string(period.begin) + "T00:00:00Z";
        record["goalenddate"] = to_string(period.last()) + "T00:00:00Z";
        return;
    }
    const int year = std::stoi(to_string(period.begin).substr(0, 4));
    for (int fiscal_year = year - 1; fiscal_year <= year + 1; ++fiscal_year)
        for (const int code :
             {1, 2, 3, 4, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112, 201, 202, 301})
            if (fiscal_period(fiscal_year, *span_of(code, map), map) == period) {
                record["fiscalperiod"] = code;
                record["fiscalyear"] = fiscal_year;
                return;
            }
    throw input_error({"the quotas"}, to_string(period) + " is no fiscal period of Dynamics");
}

constexpr const char* writable[] = {"goalid",
                                    "title",
                                    "amountdatatype",
                                    "isamount",
                                    "stretchtargetmoney",
                                    "stretchtargetdecimal",
                                    "stretchtargetinteger",
                                    "rolluponlyfromchildgoals",
                                    "consideronlygoalownersrecords"};

} // namespace

crm_quotas read_dynamics(const std::string& path, const quota_map& map) {
    const json document = read_json(path);
    const json& records = array_at(document, path, "value");
    crm_quotas all;
    for (std::size_t i = 0; i < records.size(); ++i) {
        const json_row row{&path, i + 1, &records[i]};
        json as_bound = records[i];
        for (const lookup& l : more)
            if (const std::string id = id_of(row, l); !id.empty())
                as_bound[bound_name(l)] = bound_value(l, id);
        const bool team =
            row.at("_goalownerid_value@Microsoft.Dynamics.CRM.lookuplogicalname") == json("team") ||
            !row.at("goalownerid_team@odata.bind").is_null();
        crm_quota quota{
            .owner = team ? "" : id_of(row, owner), .currency = map.currency, .own = json::object()};
        const auto who = rep_of(map, quota.owner);
        if (!json_row{&path, i + 1, &as_bound}.is_ours(map)) {
            ++all.left_out.of_other_kinds;
            continue;
        }
        if (team || (quota.owner.empty() && !map.owners.empty())) {
            ++all.left_out.of_teams;
            continue;
        }
        if (quota.owner.empty()) row.refuse(owner.answered, "is missing");
        if (!who) {
            all.left_out.add_owner(quota.owner);
            continue;
        }
        quota.rep = *who;
        quota.slices = {{period_of(row, map), row.amount(target_name(map), map.decimals)}};
        for (const char* name : writable)
            if (!row.at(name).is_null()) quota.own[name] = row.at(name);
        for (const lookup& l : more)
            if (as_bound.contains(bound_name(l))) quota.own[bound_name(l)] = as_bound[bound_name(l)];
        quota.own["isfiscalperiodgoal"] = row.at("isfiscalperiodgoal") == json(true);
        all.quotas.push_back(std::move(quota));
    }
    return all;
}

std::string write_dynamics(const std::vector<crm_quota>& quotas, const quota_map& map) {
    json records = json::array();
    for (const crm_quota& quota : quotas)
        for (const quota_slice& slice : quota.slices) {
            json record = json::object();
            if (quota.own.contains("goalid")) record["goalid"] = quota.own["goalid"];
            record["title"] = quota.own.value("title", json(quota.rep + ' ' + to_string(slice.period)));
            record[bound_name(owner)] = bound_value(owner, quota.owner);
            put_period(record, slice.period, quota.own.value("isfiscalperiodgoal", false), map);
            record[target_name(map)] = json_amount(slice.amount, map.decimals);
            for (const auto& [name, value] : quota.own.items())
                if (!record.contains(name)) record[name] = value;
            records.push_back(std::move(record));
        }
    return json_text({{"value", std::move(records)}});
}

} // namespace example
