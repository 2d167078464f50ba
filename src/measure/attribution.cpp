#include <attain/core/int128.hpp>
#include <attain/measure/attribution.hpp>

#include <map>
#include <tuple>
#include <utility>

namespace attain::inline v1 {

namespace {

std::pair<std::size_t, std::string> home_of(std::span<const team> teams, rep_id rep, day on) {
    for (std::size_t t = 0; t < teams.size(); ++t) {
        const attain::rep* member = teams[t].find(rep);
        if (member != nullptr && member->stint_on(on) != nullptr) return {t, member->role_on(on)};
    }
    return {team_total::no_team, {}};
}

} // namespace

std::vector<team_total> team_totals(std::span<const team> teams, metric_id metric, const ledger& book,
                                    const ledger_query& query) {
    std::map<std::tuple<std::size_t, std::string, day>, int128> sums;
    for (const book::line& l : book.lines(metric, query)) {
        auto [team, role] = home_of(teams, l.rep, l.origin);
        const day on = query.reversals == reversal_policy::restate ? l.origin : l.day;
        sums[{team, std::move(role), on}] += l.quantity;
    }
    std::vector<team_total> out;
    out.reserve(sums.size());
    for (const auto& [key, sum] : sums)
        out.push_back({std::get<0>(key), std::get<1>(key), std::get<2>(key), narrow(sum, "quantity")});
    return out;
}

} // namespace attain::inline v1
