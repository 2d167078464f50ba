// Inside this folder: what each system brings, and what they share. Rows count from 1.
#pragma once

#include "quotas.hpp"

#include <string_view>

namespace example {

using json = nlohmann::ordered_json;

crm_quotas read_plain(const std::string& path, const quota_map& map);
crm_quotas read_salesforce(const std::string& path, const quota_map& map);
crm_quotas read_hubspot(const std::string& path, const quota_map& map);
crm_quotas read_pipedrive(const std::string& path, const quota_map& map, std::optional<attain::day> until);
crm_quotas read_dynamics(const std::string& path, const quota_map& map);
crm_quotas read_erpnext(const std::string& path, const quota_map& map);

std::string write_plain(const std::vector<crm_quota>& quotas, const quota_map& map);
std::string write_salesforce(const std::vector<crm_quota>& quotas, const quota_map& map);
std::string write_hubspot(const std::vector<crm_quota>& quotas, const quota_map& map);
std::string write_pipedrive(const std::vector<crm_quota>& quotas, const quota_map& map);
std::string write_dynamics(const std::vector<crm_quota>& quotas, const quota_map& map);
std::string write_erpnext(const std::vector<crm_quota>& quotas, const quota_map& map);

// The rep an owner stands for; nullopt when the map names owners and not this one.
std::optional<std::string> rep_of(const quota_map& map, const std::string& owner);
// A civil month, quarter or year by its name where [begin, end) is one, so that equal periods are equal
// values.
attain::period named_period(attain::day begin, attain::day end);
// 1250 with two decimals is "12.50".
std::string decimal_text(attain::units amount, int decimals);
// Appends a line of a CSV file.
void csv_line(std::string& text, const std::vector<std::string>& fields);

// A JSON document and where in it one is, for messages: `goals.json: row 3, duration.start: "x" is no date`.
struct json_row {
    const std::string* path{};
    std::size_t row{};
    const json* fields{};

    // The field at a path with dots, null when it is not there.
    [[nodiscard]] const json& at(std::string_view name) const;
    [[nodiscard]] std::string text(std::string_view name) const; // a text or a number, not empty
    [[nodiscard]] attain::units amount(std::string_view name, int decimals) const; // a number, or one as text
    // `2026-12-01`, or midnight of it: `2026-12-01T00:00:00Z`
    [[nodiscard]] attain::day day(std::string_view name) const;
    // The day after the last one: a date is the last day, midnight of a day is where it ends (the day itself
    // is outside) when `midnight_ends`, else the last day too; 23:59:59 is the last day.
    [[nodiscard]] attain::day end(std::string_view name, bool midnight_ends) const;
    // Whether the record says what the map's fields say, each under prefix + name.
    [[nodiscard]] bool is_ours(const quota_map& map, const std::string& prefix = "") const;
    [[noreturn]] void refuse(std::string_view name, std::string_view reason) const;
};

json read_json(const std::string& path);
// The array at a path with dots. Errors: input_error when there is none.
const json& array_at(const json& document, const std::string& path, std::string_view name);
// A constant of a map: a JSON value where it is one (50, true, null, [1]), else a text.
json constant(const std::string& written);
// Sets the field at a path with dots.
void put(json& record, std::string_view name, json value);
// An amount as a JSON number. Errors: input_error when a double cannot hold it exactly.
json json_amount(attain::units amount, int decimals);
std::string json_text(const json& document);

} // namespace example
