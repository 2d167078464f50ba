// Quotas in CSV files: our own (rep, quota, first_day, last_day: what `attain plan --previous` reads) and
// Salesforce's ForecastingQuota, as its Data Loader reads and writes it.
#include "systems.hpp"

#include <algorithm>
#include <array>
#include <common/input_error.hpp>
#include <common/row_reader.hpp>

namespace example {

namespace {

attain::units amount_at(const row_reader& rows, std::size_t row, std::size_t at, int decimals) {
    (void)rows.filled(row, at);
    const attain::units amount = rows.decimal(row, at, decimals);
    if (amount < 0) rows.refuse(row, at, "is negative");
    return amount;
}

// Salesforce computes these: they are read past and not written.
constexpr std::array computed = {"PeriodId",         "IsAmount",         "IsQuantity",
                                 "IsDeleted",        "CreatedDate",      "CreatedById",
                                 "LastModifiedDate", "LastModifiedById", "SystemModstamp"};

// What is said by the other members of crm_quota, and what a Data Loader file has for people to read.
bool is_own(std::string_view column) {
    for (const char* known : {"QuotaOwnerId", "StartDate", "QuotaAmount", "QuotaQuantity", "CurrencyIsoCode"})
        if (column == known) return false;
    return column.find('.') == column.npos &&
           std::find(computed.begin(), computed.end(), column) == computed.end();
}

} // namespace

crm_quotas read_plain(const std::string& path, const quota_map& map) {
    const csv_file file = csv_file::read(path);
    const row_reader rows{file, date_format{}};
    const std::size_t rep = rows.require("rep");
    const std::size_t quota = rows.require("quota");
    const std::size_t first = rows.require("first_day");
    const std::size_t last = rows.require("last_day");
    crm_quotas all;
    for (std::size_t row = 0; row < file.rows(); ++row) {
        const std::string owner{rows.filled(row, rep)};
        const attain::day begin = rows.date(row, first);
        const attain::day end = rows.date(row, last) + 1;
        if (end <= begin) rows.refuse(row, last, "is before the first day");
        const attain::units amount = amount_at(rows, row, quota, map.decimals);
        if (const auto who = rep_of(map, owner))
            all.quotas.push_back({.owner = owner,
                                  .rep = *who,
                                  .slices = {{named_period(begin, end), amount}},
                                  .currency = map.currency});
        else
            all.left_out.add_owner(owner);
    }
    return all;
}

std::string write_plain(const std::vector<crm_quota>& quotas, const quota_map& map) {
    std::string text = "rep,quota,first_day,last_day\n";
    for (const crm_quota& quota : quotas)
        for (const quota_slice& slice : quota.slices)
            csv_line(text, {quota.owner, decimal_text(slice.amount, map.decimals),
                            to_string(slice.period.begin), to_string(slice.period.last())});
    return text;
}

crm_quotas read_salesforce(const std::string& path, const quota_map& map) {
    const csv_file file = csv_file::read(path);
    // The start is a date, or a moment of that day in universal time: 2026-12-01T00:00:00.000Z.
    const row_reader rows{file, date_format{"%Y-%m-%d%*"}};
    const std::size_t owner = rows.require("QuotaOwnerId");
    const std::size_t start = rows.require("StartDate");
    const std::size_t amount = rows.require(map.money ? "QuotaAmount" : "QuotaQuantity");
    const auto currency = file.find("CurrencyIsoCode");
    const std::vector<std::string> names{file.header().begin(), file.header().end()};
    crm_quotas all;
    for (std::size_t row = 0; row < file.rows(); ++row) {
        crm_quota quota{.owner = std::string{rows.filled(row, owner)}, .own = json::object()};
        for (std::size_t column = 0; column < names.size(); ++column)
            if (is_own(names[column])) quota.own[names[column]] = std::string{file.at(row, column)};
        quota.currency = rows.text(row, currency);
        const attain::period period = attain::containing(map.every, rows.date(row, start));
        // A start may be any day of the month, yet one inside a longer period is a sign of a wrong map.
        if (rows.date(row, start) >= attain::containing(attain::period_kind::month, period.begin).end)
            rows.refuse(row, start, "is not in the first month of " + to_string(period));
        quota.slices = {{period, amount_at(rows, row, amount, map.decimals)}};
        const auto who = rep_of(map, quota.owner);
        const bool ours = std::all_of(map.fields.begin(), map.fields.end(), [&](const auto& field) {
            return !quota.own.contains(field.first) || quota.own[field.first] == field.second;
        });
        if (!ours) {
            ++all.left_out.of_other_kinds;
            continue;
        }
        if (!who) {
            all.left_out.add_owner(quota.owner);
            continue;
        }
        quota.rep = *who;
        all.quotas.push_back(std::move(quota));
    }
    return all;
}

std::string write_salesforce(const std::vector<crm_quota>& quotas, const quota_map& map) {
    bool currency = !map.currency.empty();
    std::vector<std::string> more;
    for (const crm_quota& quota : quotas) {
        currency = currency || !quota.currency.empty();
        for (const auto& [name, value] : quota.own.items())
            if (std::find(more.begin(), more.end(), name) == more.end()) more.push_back(name);
    }
    std::vector<std::string> line = {"QuotaOwnerId", "StartDate",
                                     map.money ? "QuotaAmount" : "QuotaQuantity"};
    if (currency) line.emplace_back("CurrencyIsoCode");
    line.insert(line.end(), more.begin(), more.end());
    std::string text;
    csv_line(text, line);
    for (const crm_quota& quota : quotas)
        for (const quota_slice& slice : quota.slices) {
            line = {quota.owner, to_string(slice.period.begin), decimal_text(slice.amount, map.decimals)};
            if (currency) line.push_back(quota.currency);
            for (const std::string& name : more)
                line.push_back(quota.own.contains(name) ? quota.own[name].get<std::string>() : "");
            csv_line(text, line);
        }
    return text;
}

} // namespace example
