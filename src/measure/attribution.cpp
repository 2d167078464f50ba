#include <attain/core/int128.hpp>
#include <attain/measure/attribution.hpp>

#include "day_sum.hpp"

#include <algorithm>
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

namespace {

bool asked_about(const rep& member, day d, record_of whose) {
    const bool here = member.stint_on(d) != nullptr;
    if (whose == record_of::team) return here;
    return here ? whose == record_of::people : member.on_record(d);
}

} // namespace

std::vector<book::line> member_lines(const team& of, metric_id metric, const ledger& book,
                                     const ledger_query& query, record_of whose) {
    std::vector<rep_id> ids;
    for (const rep& who : of.reps())
        if (whose != record_of::elsewhere || !who.elsewhere.empty()) ids.push_back(who.id);
    std::vector<book::line> lines = book.lines(metric, query, ids);
    const attain::rep* member = nullptr;
    std::erase_if(lines, [&](const book::line& l) {
        if (member == nullptr || member->id != l.rep) member = of.find(l.rep);
        return !asked_about(*member, l.origin, whose);
    });
    return lines;
}

std::vector<day_total> member_totals(const team& of, metric_id metric, const ledger& book,
                                     const ledger_query& query, record_of whose) {
    const bool restate = query.reversals == reversal_policy::restate;
    std::vector<book::line> lines = member_lines(of, metric, book, query, whose);
    if (restate)
        std::stable_sort(lines.begin(), lines.end(), [](const book::line& a, const book::line& b) {
            return std::pair{a.rep, a.origin} < std::pair{b.rep, b.origin};
        });
    std::vector<day_total> sums;
    for (std::size_t i = 0; i < lines.size();) {
        const auto day_of = [&](std::size_t k) { return restate ? lines[k].origin : lines[k].day; };
        day_total sum{lines[i].rep, day_of(i), 0};
        int128 quantity = 0;
        for (; i < lines.size() && lines[i].rep == sum.rep && day_of(i) == sum.day; ++i)
            quantity += lines[i].quantity;
        sum.quantity = sum_of_day(quantity, sum.rep, sum.day);
        sums.push_back(sum);
    }
    return sums;
}

units sum_over(std::span<const day_total> totals, const period& over) {
    int128 sum = 0;
    for (const day_total& t : totals)
        if (over.contains(t.day)) sum += t.quantity;
    return narrow(sum, "quantity");
}

} // namespace attain::inline v1
