#include "closed_days.hpp"

#include "ics.hpp"
#include "row_reader.hpp"
#include "text.hpp"

#include <algorithm>
#include <map>

namespace example {

namespace {

std::vector<attain::special_day> read_csv(const std::string& path, const attain::period& span) {
    const csv_file file = csv_file::read(path);
    const row_reader rows{file, date_format{}};
    const std::size_t date = rows.require("date");
    const auto name = rows.find({"name", true});
    const auto share = rows.find({"share", true});
    std::map<attain::day, attain::special_day> days;
    for (std::size_t row = 0; row < file.rows(); ++row) {
        const attain::day d = rows.date(row, date);
        const bool closed = rows.text(row, share).empty();
        const auto open = closed ? attain::fraction::zero() : rows.share(row, share);
        const auto [at, added] =
            days.try_emplace(d, attain::special_day{d, open, std::string{rows.text(row, name)}, false});
        if (!added && at->second.share != open)
            rows.refuse(row, date, attain::to_string(d) + " comes twice with different shares");
    }
    std::vector<attain::special_day> inside;
    for (auto& [d, special] : days)
        if (span.contains(d)) inside.push_back(std::move(special));
    return inside;
}

bool is_ics(std::string_view path) {
    if (path.size() < 4) return false;
    const std::string_view ending = path.substr(path.size() - 4);
    return ending == ".ics" || ending == ".ICS";
}

} // namespace

std::vector<attain::special_day> read_closed_days(const std::string& path, const attain::period& span) {
    return is_ics(path) ? read_ics(path, span) : read_csv(path, span);
}

} // namespace example
