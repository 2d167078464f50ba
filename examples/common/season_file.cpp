#include "season_file.hpp"

#include <attain/core/error.hpp>

#include "row_reader.hpp"

#include <array>

namespace example {

namespace {

struct year_shares {
    place first{};
    std::array<std::optional<std::int64_t>, 12> months{};
};

attain::season season_of(const year_shares& shares) {
    std::array<std::int64_t, 12> all{};
    for (std::size_t m = 0; m < 12; ++m) {
        if (!shares.months[m])
            throw input_error(shares.first, "month " + std::to_string(m + 1) + " has no share");
        all[m] = *shares.months[m];
    }
    try {
        return attain::season{}.months(all);
    } catch (const attain::error& wrong) {
        throw input_error(shares.first, wrong.reason());
    }
}

} // namespace

season_file season_file::read(const std::string& path) {
    season_file result;
    if (path.empty()) return result;
    const csv_file file = csv_file::read(path);
    const row_reader rows{file, date_format{}};
    const std::size_t month = rows.require("month");
    const std::size_t share = rows.require("share");
    const auto team = rows.find({"team", true});
    std::map<std::string, year_shares> years;
    for (std::size_t row = 0; row < file.rows(); ++row) {
        const attain::units number = rows.decimal(row, month, 0);
        if (number < 1 || number > 12)
            rows.refuse(row, month, quote(rows.text(row, month)) + " is not a month, 1 to 12");
        const attain::units value = rows.decimal(row, share, 4);
        if (value < 0) rows.refuse(row, share, quote(rows.text(row, share)) + " is negative");
        const std::string name{rows.text(row, team)};
        const year_shares fresh{file.where(row, team.value_or(month)), {}};
        auto& kept =
            years.try_emplace(name, fresh).first->second.months[static_cast<std::size_t>(number - 1)];
        if (kept) rows.refuse(row, month, "month " + std::to_string(number) + " comes twice");
        kept = value;
    }
    if (years.empty()) throw input_error({path}, "has no rows");
    for (const auto& [name, year] : years) {
        result.seasons_.emplace(name, season_of(year));
        if (!name.empty()) result.teams_.emplace(name, year.first);
    }
    return result;
}

attain::season season_file::of(const std::string& team) const {
    auto at = seasons_.find(team);
    if (at == seasons_.end()) at = seasons_.find("");
    return at == seasons_.end() ? attain::season{} : at->second;
}

} // namespace example
