// What the systems share: owners, periods, decimals, duplicates, sums.
#include "quotas.hpp"

#include "systems.hpp"

#include <algorithm>
#include <common/input_error.hpp>
#include <common/text.hpp>
#include <limits>
#include <set>

namespace example {

namespace {

// Who, when and of which kind: the ids of records aside, nobody has two of these.
std::string identity(const crm_quota& quota, const quota_slice& slice) {
    json rest = quota.own;
    for (const char* id : {"id", "Id", "goalid"})
        if (rest.is_object()) rest.erase(id);
    return quota.owner + '\n' + to_string(slice.period) + '\n' + rest.dump();
}

} // namespace

void records_left_out::add_owner(const std::string& owner) {
    ++of_others;
    if (std::find(other_owners.begin(), other_owners.end(), owner) == other_owners.end())
        other_owners.push_back(owner);
}

std::string records_left_out::text() const {
    constexpr std::size_t few = 3; // owners who are named
    std::string all;
    const auto add = [&](std::size_t records, const std::string& why) {
        if (records > 0) all += (all.empty() ? "" : ", ") + std::to_string(records) + why;
    };
    add(of_other_kinds, " of another kind than [fields] says");
    add(of_teams, " of no single person");
    std::string owners;
    for (std::size_t i = 0; i < std::min(few, other_owners.size()); ++i)
        owners += (i == 0 ? "" : ", ") + quote(other_owners[i]);
    add(of_others, " of owners whom [owners] does not name (" + owners +
                       (other_owners.size() > few ? ", ..." : "") + ')');
    return all;
}

std::optional<std::string> rep_of(const quota_map& map, const std::string& owner) {
    if (map.owners.empty()) return owner;
    const auto at = map.owners.find(owner);
    return at == map.owners.end() ? std::nullopt : std::optional{at->second};
}

std::string quota_map::owner_of(const std::string& rep) const {
    if (owners.empty()) return rep;
    for (const auto& [owner, called] : owners)
        if (called == rep) return owner;
    throw input_error({path}, "[owners] does not say who " + quote(rep) + " is");
}

crm_quota new_quota(const std::string& rep, std::vector<quota_slice> slices, const quota_map& map) {
    crm_quota quota{.owner = map.owner_of(rep),
                    .rep = rep,
                    .slices = std::move(slices),
                    .currency = map.currency,
                    .own = json::object()};
    for (const auto& [name, value] : map.fields) {
        if (map.system == crm::salesforce)
            quota.own[name] = value;
        else if (map.system == crm::hubspot)
            quota.own["properties"][name] = value;
        else
            put(map.system == crm::erpnext ? quota.own["target"] : quota.own, name, constant(value));
    }
    return quota;
}

attain::period named_period(attain::day begin, attain::day end) {
    using attain::period_kind;
    for (const period_kind kind :
         {period_kind::month, period_kind::quarter, period_kind::year, period_kind::week}) {
        const attain::period civil = attain::containing(kind, begin);
        if (civil.begin == begin && civil.end == end) return civil;
    }
    return attain::period::between(begin, end);
}

std::string decimal_text(attain::units amount, int decimals) {
    std::string digits = std::to_string(amount < 0 ? -amount : amount);
    const auto places = static_cast<std::size_t>(decimals);
    if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
    if (places > 0) digits.insert(digits.size() - places, ".");
    return (amount < 0 ? "-" : "") + digits;
}

void csv_line(std::string& text, const std::vector<std::string>& fields) {
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (i > 0) text += ',';
        if (fields[i].find_first_of(",\"\r\n") == std::string::npos) {
            text += fields[i];
            continue;
        }
        text += '"';
        for (const char c : fields[i])
            text += c == '"' ? std::string{"\"\""} : std::string(1, c);
        text += '"';
    }
    text += '\n';
}

crm_quotas read_quotas(const std::string& path, const quota_map& map, std::optional<attain::day> until) {
    crm_quotas all = [&] {
        switch (map.system) {
        case crm::salesforce:
            return read_salesforce(path, map);
        case crm::hubspot:
            return read_hubspot(path, map);
        case crm::pipedrive:
            return read_pipedrive(path, map, until);
        case crm::dynamics:
            return read_dynamics(path, map);
        case crm::erpnext:
            return read_erpnext(path, map);
        case crm::plain:
            break;
        }
        return read_plain(path, map);
    }();
    std::set<std::string> seen;
    for (const crm_quota& quota : all.quotas)
        for (const quota_slice& slice : quota.slices)
            if (!seen.insert(identity(quota, slice)).second)
                throw input_error({path}, quote(quota.owner) + " has two quotas of one kind for " +
                                              to_string(slice.period));
    return all;
}

std::string write_quotas(const std::vector<crm_quota>& quotas, const quota_map& map) {
    switch (map.system) {
    case crm::salesforce:
        return write_salesforce(quotas, map);
    case crm::hubspot:
        return write_hubspot(quotas, map);
    case crm::pipedrive:
        return write_pipedrive(quotas, map);
    case crm::dynamics:
        return write_dynamics(quotas, map);
    case crm::erpnext:
        return write_erpnext(quotas, map);
    case crm::plain:
        break;
    }
    return write_plain(quotas, map);
}

std::vector<crm_quota> sum_over(const attain::period& over, const std::vector<crm_quota>& quotas,
                                const std::string& path) {
    struct sum {
        crm_quota quota{};
        std::set<std::pair<attain::day, attain::day>> parts{};
    };
    std::vector<std::string> order;
    std::map<std::string, sum> by_owner;
    for (const crm_quota& quota : quotas)
        for (const quota_slice& slice : quota.slices) {
            if (!over.overlaps(slice.period)) continue;
            if (!over.contains(slice.period))
                throw input_error({path}, "the quota of " + quote(quota.owner) + " for " +
                                              to_string(slice.period) + " is partly outside " +
                                              to_string(over));
            auto [at, fresh] = by_owner.try_emplace(quota.owner);
            sum& s = at->second;
            if (fresh) {
                order.push_back(quota.owner);
                s.quota = {.owner = quota.owner,
                           .rep = quota.rep,
                           .slices = {{over, 0}},
                           .currency = quota.currency};
            }
            if (s.quota.currency != quota.currency)
                throw input_error({path}, quote(quota.owner) + " has quotas in " + quote(s.quota.currency) +
                                              " and " + quote(quota.currency));
            attain::units& total = s.quota.slices.front().amount;
            if (slice.amount > std::numeric_limits<attain::units>::max() - total) // none is negative
                throw input_error({path}, "the quotas of " + quote(quota.owner) +
                                              " add up to more than 64 bits hold");
            total += slice.amount;
            s.parts.emplace(slice.period.begin, slice.period.end);
        }
    std::vector<crm_quota> all;
    for (const std::string& owner : order) {
        const sum& s = by_owner.at(owner);
        attain::day covered = over.begin;
        for (const auto& [begin, end] : s.parts) {
            if (begin > covered) break;
            covered = std::max(covered, end);
        }
        if (covered != over.end)
            throw input_error({path}, quote(owner) + " has no quota for " + to_string(covered) +
                                          ", a part of " + to_string(over));
        all.push_back(s.quota);
    }
    return all;
}

} // namespace example
