// ERPNext: a Sales Person's Target Detail is a target for a fiscal year, and a Monthly Distribution says in
// percent how it falls into months. Read from one file with the documents of the three types as its API
// answers them; the percentages are turned into whole months that add up to the target exactly.
#include <attain/time/split.hpp>

#include "systems.hpp"

#include <algorithm>
#include <array>
#include <common/input_error.hpp>
#include <common/text.hpp>
#include <cstdlib>

namespace example {

namespace {

constexpr std::array months = {"January", "February", "March",     "April",   "May",      "June",
                               "July",    "August",   "September", "October", "November", "December"};
constexpr int percent_decimals = 9;
constexpr attain::units hundred_percent = 100'000'000'000; // 100 with nine decimals

const char* target_name(const quota_map& map) {
    return map.money ? "target_amount" : "target_qty";
}

// The named documents of a type.
std::map<std::string, json> documents(const json& document, const std::string& path,
                                      const std::string& type) {
    std::map<std::string, json> all;
    if (!document.contains(type)) return all;
    const json& records = array_at(document, path, type);
    for (std::size_t i = 0; i < records.size(); ++i) {
        const std::string file = path + ", " + type;
        const json_row row{&file, i + 1, &records[i]};
        if (!all.emplace(row.text("name"), records[i]).second) row.refuse("name", "is there twice");
    }
    return all;
}

// The twelve months of a fiscal year: of its document, or of its name (2026, 2026-2027) and the map.
std::vector<attain::period> year_of(const json_row& row, const std::string& name,
                                    const std::map<std::string, json>& years, const quota_map& map) {
    attain::day begin{};
    if (const auto at = years.find(name); at != years.end()) {
        const json_row year{row.path, row.row, &at->second};
        begin = year.day("year_start_date");
        if (attain::containing(attain::period_kind::month, begin).begin != begin ||
            year.end("year_end_date", false) - begin < 365)
            row.refuse("fiscal_year", quote(name) + " is not twelve whole months");
    } else {
        const auto number = read_decimal(name.substr(0, 4), 0);
        if (!number || *number < 1900 || (name.size() != 4 && name.size() != 9))
            row.refuse("fiscal_year",
                       quote(name) + " has no document \"Fiscal Year\", and is none of 2026, 2026-2027");
        begin = attain::month(static_cast<int>(*number), map.year_begins).begin;
    }
    std::vector<attain::period> all = {attain::containing(attain::period_kind::month, begin)};
    while (all.size() < 12)
        all.push_back(next(all.back()));
    return all;
}

std::size_t month_of(const attain::period& month) {
    return static_cast<std::size_t>(std::stoi(to_string(month.begin).substr(5, 2)) - 1);
}

// What each month weighs; without a distribution all the same.
std::vector<std::int64_t> weights_of(const json_row& row, const json& distribution,
                                     const std::vector<attain::period>& year) {
    if (distribution.is_null()) return std::vector<std::int64_t>(12, 1);
    std::array<std::int64_t, 12> by_name{};
    std::int64_t sum = 0;
    for (const json& line : distribution.value("percentages", json::array())) {
        const json_row percent{row.path, row.row, &line};
        const std::string name = percent.text("month");
        const auto at = std::find(months.begin(), months.end(), name);
        if (at == months.end()) row.refuse("distribution_id", quote(name) + " is no month");
        const auto share = percent.amount("percentage_allocation", percent_decimals);
        by_name[static_cast<std::size_t>(at - months.begin())] += share;
        sum += share;
    }
    // ERPNext's own even distribution is 8.333 a month.
    if (std::abs(sum - hundred_percent) > hundred_percent / 1000)
        row.refuse("distribution_id", "its percentages add up to " + decimal_text(sum, percent_decimals));
    std::vector<std::int64_t> all;
    for (const attain::period& month : year)
        all.push_back(by_name[month_of(month)]);
    return all;
}

std::vector<attain::units> amounts_of(const crm_quota& quota) {
    std::vector<attain::units> all;
    for (const quota_slice& slice : quota.slices)
        all.push_back(slice.amount);
    return all;
}

// Percentages that split the total into just these months. split() rounds the sums from the first month on
// up; from the last month on, as here, the sums from the first on are rounded down, and rounding up gives
// them back.
json distribution_for(const std::string& name, const std::string& year,
                      const std::vector<quota_slice>& slices) {
    std::vector<std::int64_t> backwards;
    for (auto slice = slices.rbegin(); slice != slices.rend(); ++slice)
        backwards.push_back(slice->amount);
    const std::vector<attain::units> percents = attain::split(hundred_percent, backwards);
    json lines = json::array();
    for (std::size_t m = 0; m < slices.size(); ++m)
        lines.push_back(
            {{"month", months[month_of(slices[m].period)]},
             {"percentage_allocation", json_amount(percents[slices.size() - 1 - m], percent_decimals)}});
    return {
        {"name", name}, {"distribution_id", name}, {"fiscal_year", year}, {"percentages", std::move(lines)}};
}

} // namespace

crm_quotas read_erpnext(const std::string& path, const quota_map& map) {
    const json document = read_json(path);
    const json& people = array_at(document, path, "Sales Person");
    const auto distributions = documents(document, path, "Monthly Distribution");
    const auto years = documents(document, path, "Fiscal Year");
    crm_quotas all;
    for (std::size_t i = 0; i < people.size(); ++i) {
        const json_row person{&path, i + 1, &people[i]};
        const std::string owner = person.text("name");
        const auto who = rep_of(map, owner);
        const json targets = people[i].value("targets", json::array());
        for (std::size_t t = 0; t < targets.size(); ++t) {
            const std::string file = path + ", " + quote(owner);
            const json_row row{&file, t + 1, &targets[t]};
            if (!row.is_ours(map) || row.at(target_name(map)).is_null()) {
                ++all.left_out.of_other_kinds;
                continue;
            }
            if (!who) {
                all.left_out.add_owner(owner);
                continue;
            }
            const std::string year = row.text("fiscal_year");
            crm_quota quota{.owner = owner, .rep = *who, .currency = map.currency, .own = json::object()};
            json distribution;
            if (!row.at("distribution_id").is_null() && row.at("distribution_id") != json("")) {
                const auto at = distributions.find(row.text("distribution_id"));
                if (at == distributions.end())
                    row.refuse("distribution_id", "is no Monthly Distribution of this file");
                distribution = at->second;
            }
            const std::vector<attain::period> in = year_of(row, year, years, map);
            const auto amounts =
                attain::split(row.amount(target_name(map), map.decimals), weights_of(row, distribution, in));
            for (std::size_t m = 0; m < 12; ++m)
                quota.slices.push_back({in[m], amounts[m]});
            for (const auto& [name, value] : targets[t].items())
                if (name != target_name(map) && name != "distribution_id") quota.own["target"][name] = value;
            if (!distribution.is_null()) quota.own["distribution"] = distribution;
            if (const auto at = years.find(year); at != years.end()) quota.own["year"] = at->second;
            all.quotas.push_back(std::move(quota));
        }
    }
    return all;
}

namespace {

// Twelve months of the fiscal year that holds them, those without a quota empty, and the year's name.
std::pair<std::vector<quota_slice>, std::string> whole_year(const std::vector<quota_slice>& slices,
                                                            const quota_map& map) {
    const attain::period first = attain::containing(attain::period_kind::month, slices.front().period.begin);
    const int month = static_cast<int>(month_of(first)) + 1;
    const int year = std::stoi(to_string(first.begin).substr(0, 4)) - (month < map.year_begins ? 1 : 0);
    std::vector<quota_slice> all = {{attain::month(year, map.year_begins), 0}};
    while (all.size() < 12)
        all.push_back({next(all.back().period), 0});
    for (const quota_slice& slice : slices) {
        const auto at =
            std::find_if(all.begin(), all.end(), [&](const auto& s) { return s.period == slice.period; });
        if (at == all.end())
            throw input_error({"the quotas"}, to_string(slice.period) +
                                                  " is no month of the fiscal year that begins on " +
                                                  to_string(all.front().period.begin));
        at->amount = slice.amount;
    }
    return {all, map.year_begins == 1 ? std::to_string(year)
                                      : std::to_string(year) + '-' + std::to_string(year + 1)};
}

} // namespace

std::string write_erpnext(const std::vector<crm_quota>& quotas, const quota_map& map) {
    json people = json::array();
    json distributions = json::array();
    json years = json::array();
    const auto add = [](json& all, const json& document) {
        for (const json& each : all)
            if (each["name"] == document["name"]) return;
        all.push_back(document);
    };
    for (const crm_quota& quota : quotas) {
        const bool read = quota.own.contains("target") && quota.own["target"].contains("fiscal_year");
        auto [slices, year] =
            read ? std::pair{quota.slices, quota.own["target"]["fiscal_year"].get<std::string>()}
                 : whole_year(quota.slices, map);
        const std::vector<attain::units> amounts = amounts_of({.slices = slices});
        attain::units total = 0;
        for (const attain::units amount : amounts)
            total += amount;
        json target = quota.own.value("target", json::object());
        target["fiscal_year"] = year;
        target[target_name(map)] = json_amount(total, map.decimals);

        json distribution = quota.own.value("distribution", json());
        std::vector<attain::period> in;
        for (const quota_slice& slice : slices)
            in.push_back(slice.period);
        const std::string file = "the quotas";
        const json_row row{&file, 0, &target};
        if (attain::split(total, weights_of(row, distribution, in)) != amounts) {
            distribution = distribution_for("attain " + year + ' ' + quota.rep, year, slices);
            if (attain::split(total, weights_of(row, distribution, in)) != amounts)
                throw input_error({file}, decimal_text(total, map.decimals) +
                                              " is too large to be split by percentages");
        }
        if (!distribution.is_null()) {
            target["distribution_id"] = distribution["name"];
            add(distributions, distribution);
        }
        if (quota.own.contains("year")) add(years, quota.own["year"]);
        const auto person = std::find_if(people.begin(), people.end(),
                                         [&](const json& p) { return p["name"] == quota.owner; });
        if (person == people.end())
            people.push_back({{"name", quota.owner}, {"targets", json::array({target})}});
        else
            (*person)["targets"].push_back(target);
    }
    json document = {{"Sales Person", std::move(people)}};
    if (!distributions.empty()) document["Monthly Distribution"] = std::move(distributions);
    if (!years.empty()) document["Fiscal Year"] = std::move(years);
    return json_text(document);
}

} // namespace example
