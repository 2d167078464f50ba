#include "closed_days.hpp"

#include "ics.hpp"
#include "row_reader.hpp"
#include "text.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace example {

namespace {

std::map<std::string, local_days> read_csv(const std::string& path, const attain::period& span) {
    const csv_file file = csv_file::read(path);
    const row_reader rows{file, date_format{}};
    const std::size_t date = rows.require("date");
    const auto name = rows.find({"name", true});
    const auto share = rows.find({"share", true});
    const auto location = rows.find({"location", true});
    std::map<std::pair<std::string, attain::day>, attain::special_day> days;
    std::map<std::string, local_days> by_location;
    for (std::size_t row = 0; row < file.rows(); ++row) {
        const attain::day d = rows.date(row, date);
        const bool closed = rows.text(row, share).empty();
        const auto open = closed ? attain::fraction::zero() : rows.share(row, share);
        const std::string where{rows.text(row, location)};
        const auto [at, added] = days.try_emplace(
            {where, d}, attain::special_day{d, open, std::string{rows.text(row, name)}, false});
        if (!added && at->second.share != open)
            rows.refuse(row, date, attain::to_string(d) + " comes twice with different shares");
        by_location.try_emplace(where, local_days{{}, file.where(row, location.value_or(date))});
    }
    by_location.try_emplace("");
    for (auto& [key, special] : days)
        if (span.contains(key.second)) by_location.at(key.first).days.push_back(std::move(special));
    return by_location;
}

bool is_ics(std::string_view path) {
    if (path.size() < 4) return false;
    const std::string_view ending = path.substr(path.size() - 4);
    return ending == ".ics" || ending == ".ICS";
}

} // namespace

std::map<std::string, local_days> read_closed_days_by_location(const std::string& path,
                                                               const attain::period& span) {
    if (!is_ics(path)) return read_csv(path, span);
    std::map<std::string, local_days> everybody;
    everybody[""].days = read_ics(path, span);
    return everybody;
}

std::vector<attain::special_day> read_closed_days(const std::string& path, const attain::period& span) {
    auto by_location = read_closed_days_by_location(path, span);
    for (const auto& [location, local] : by_location)
        if (!location.empty())
            throw input_error(local.first,
                              quote(location) + " has days of its own; only everybody's are read");
    return std::move(by_location.at("").days);
}

} // namespace example
