// Quotas as CRMs hold them: read from what Salesforce, HubSpot, Pipedrive, Dynamics or ERPNext exports, and
// written back in the same shape. examples/maps/ has one documented map for each.
//
// Reading and writing again gives the same bytes for a file in the canonical form, which is what writing
// gives: fields in one order, numbers without needless digits, nothing that the CRM computes itself.
#pragma once

#include <attain/core/units.hpp>
#include <attain/time/period.hpp>

#include <nlohmann/json.hpp>

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace example {

enum class crm { salesforce, hubspot, pipedrive, dynamics, erpnext, plain };

// How one CRM's quotas are to be read and written: a file such as examples/maps/salesforce.ini.
struct quota_map {
    std::string path{};
    crm system = crm::plain;
    attain::period_kind every = attain::period_kind::month; // what one quota is for
    bool money = false;                                     // else a number of things
    int decimals = 0;
    std::string currency{};
    int year_begins = 1; // the fiscal year's first month
    bool year_named_by_end = false;
    // What makes a record one of ours: reading leaves out those that say otherwise, writing says it.
    std::vector<std::pair<std::string, std::string>> fields{};
    std::map<std::string, std::string>
        owners{}; // the CRM's id -> what our files call the rep; empty: the same

    // Errors: input_error naming the line.
    [[nodiscard]] static quota_map read(const std::string& path);
    // Errors: input_error for a rep without an owner (an owner without a rep is left out when reading).
    [[nodiscard]] std::string owner_of(const std::string& rep) const;
};

struct quota_slice {
    attain::period period{};
    attain::units amount{}; // in units of the map's decimals

    friend bool operator==(const quota_slice&, const quota_slice&) = default;
};

// One record: what somebody is to reach in each of its periods.
struct crm_quota {
    std::string owner{};               // as the CRM calls them
    std::string rep{};                 // as our files do
    std::vector<quota_slice> slices{}; // in order, without overlap
    std::string currency{};
    bool open_end = false;        // goes on after the last slice
    nlohmann::ordered_json own{}; // the record's other fields, written back as they came
};

// Records that are none of ours, by the reason.
struct records_left_out {
    std::size_t of_other_kinds{};            // [fields] asks for something else
    std::size_t of_teams{};                  // not a person's
    std::size_t of_others{};                 // of owners whom [owners] does not name
    std::vector<std::string> other_owners{}; // those, each once, in the order of the file

    [[nodiscard]] std::size_t all() const noexcept { return of_other_kinds + of_teams + of_others; }
    void add_owner(const std::string& owner);
    // "2 of another kind than [fields] says, 1 of a team"; "" for none.
    [[nodiscard]] std::string text() const;
};

struct crm_quotas {
    std::vector<crm_quota> quotas{}; // in the order of the file
    records_left_out left_out{};
};

// A record that is not in the CRM yet: the rep's owner and what the map's fields say. Errors: as owner_of.
[[nodiscard]] crm_quota new_quota(const std::string& rep, std::vector<quota_slice> slices,
                                  const quota_map& map);

// `until`: the end to which quotas without one are read. Errors: input_error naming row and column for
// whatever is not what it should be, and for the same quota said twice.
[[nodiscard]] crm_quotas read_quotas(const std::string& path, const quota_map& map,
                                     std::optional<attain::day> until = std::nullopt);

// The same shape as is read. Errors: input_error when the system cannot say it.
[[nodiscard]] std::string write_quotas(const std::vector<crm_quota>& quotas, const quota_map& map);

// One quota each for who has any in `over`: the sum of what lies inside. Errors: input_error for a quota
// partly inside, a part of `over` that has none, and two currencies.
[[nodiscard]] std::vector<crm_quota> sum_over(const attain::period& over,
                                              const std::vector<crm_quota>& quotas, const std::string& path);

} // namespace example
