// HubSpot goal_targets: one object for each owner and slice of time. Amounts are texts, ends are the midnight
// after the last day. Read from `results` (what the API answers) or `inputs`; written as `inputs`, what its
// batch/create takes and, with ids, batch/update.
#include "systems.hpp"

#include <common/input_error.hpp>

namespace example {

namespace {

constexpr const char* known[] = {"hubspot_owner_id", "hs_target_amount",    "hs_start_datetime",
                                 "hs_end_datetime",
                                 "hs_currency_code", // never written: the account's currency
                                 "hs_createdate",    "hs_lastmodifieddate", "hs_object_id"};

bool is_own(const std::string& name) {
    for (const char* each : known)
        if (name == each) return false;
    return true;
}

} // namespace

crm_quotas read_hubspot(const std::string& path, const quota_map& map) {
    const json document = read_json(path);
    const json& records = array_at(document, path, document.contains("inputs") ? "inputs" : "results");
    crm_quotas all;
    for (std::size_t i = 0; i < records.size(); ++i) {
        const json_row row{&path, i + 1, &records[i]};
        if (!row.is_ours(map, "properties.")) {
            ++all.left_out.of_other_kinds;
            continue;
        }
        if (row.at("properties.hubspot_owner_id").is_null()) {
            ++all.left_out.of_teams;
            continue;
        }
        crm_quota quota{.owner = row.text("properties.hubspot_owner_id"),
                        .currency = map.currency,
                        .own = json::object()};
        const attain::day begin = row.day("properties.hs_start_datetime");
        const attain::day end = row.end("properties.hs_end_datetime", true);
        if (end <= begin) row.refuse("properties.hs_end_datetime", "is not after the start");
        quota.slices = {{named_period(begin, end), row.amount("properties.hs_target_amount", map.decimals)}};
        if (!row.at("id").is_null()) quota.own["id"] = row.text("id");
        for (const auto& [name, value] : row.at("properties").items())
            if (is_own(name)) quota.own["properties"][name] = value;
        const auto who = rep_of(map, quota.owner);
        if (!who) {
            all.left_out.add_owner(quota.owner);
            continue;
        }
        quota.rep = *who;
        all.quotas.push_back(std::move(quota));
    }
    return all;
}

std::string write_hubspot(const std::vector<crm_quota>& quotas, const quota_map& map) {
    json records = json::array();
    for (const crm_quota& quota : quotas)
        for (const quota_slice& slice : quota.slices) {
            json record = json::object();
            if (quota.own.contains("id")) record["id"] = quota.own["id"];
            json& properties = record["properties"];
            properties = {{"hubspot_owner_id", quota.owner},
                          {"hs_target_amount", decimal_text(slice.amount, map.decimals)},
                          {"hs_start_datetime", to_string(slice.period.begin) + "T00:00:00.000Z"},
                          {"hs_end_datetime", to_string(slice.period.end) + "T00:00:00.000Z"}};
            if (quota.own.contains("properties")) properties.update(quota.own["properties"]);
            records.push_back(std::move(record));
        }
    return json_text({{"inputs", std::move(records)}});
}

} // namespace example
