#include "changes.hpp"

#include <attain/time/capacity.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace attain_program {

namespace {

using attain::day;
using attain::membership;

struct dated_text {
    day on{};
    std::string text{};
};

// A stay with what came before and after it, wherever that was.
struct stay_text {
    const std::vector<attain::team>& teams;
    const std::vector<membership>& all;
    std::size_t at;

    [[nodiscard]] const membership& here() const { return all[at]; }
    // The stay before follows on without a working day between, as after a weekend.
    [[nodiscard]] bool follows_on(std::size_t next) const {
        const std::optional<day> end = all[next - 1].stay.end;
        const day begin = all[next].stay.begin;
        if (!end || begin < *end) return false;
        return *end == begin ||
               teams[all[next].team].calendar().workdays(attain::period::between(*end, begin)) == 0;
    }
    [[nodiscard]] std::string begin() const {
        const std::string on = to_string(here().stay.begin);
        if (at == 0) return "starts on " + on;
        const membership& before = all[at - 1];
        if (!follows_on(at)) return "returns on " + on;
        if (before.team != here().team) return "joins from " + teams[before.team].name() + " on " + on;
        return before.stay.role == here().stay.role ? "" : "becomes " + here().stay.role + " on " + on;
    }
    // Of a stay that ends; `gone` is what is said about who goes to no other team.
    [[nodiscard]] std::string end(const std::string& gone) const {
        if (at + 1 == all.size() || !follows_on(at + 1)) return gone;
        const membership& next = all[at + 1];
        if (next.team == here().team) return "";
        return "moves to " + teams[next.team].name() + " on " + to_string(next.stay.begin);
    }
};

std::string percents(const attain::ramp& schedule, int from) {
    std::string text;
    for (int k = from; k < schedule.months(); ++k)
        text += (text.empty() ? "" : "/") + fmt::format("{:g}", 100 * schedule.in_month(k).value());
    return text;
}

const char* name(attain::ramp_trigger trigger) {
    switch (trigger) {
    case attain::ramp_trigger::hire:
        return "hire";
    case attain::ramp_trigger::role_change:
        return "role change";
    case attain::ramp_trigger::territory_change:
        return "territory change";
    case attain::ramp_trigger::return_from_leave:
        return "return from leave";
    case attain::ramp_trigger::other:
        break;
    }
    return "other";
}

// Why somebody who is there, and not away all the time, has no working time: no day, or days that count as
// nothing.
std::string nothing_of_days(const attain::team& in, const attain::rep& member, const attain::period& over) {
    const attain::team without_season{in.name(), in.calendar()};
    attain::rep full = member;
    full.fte = attain::fraction::one();
    full.fte_changes.clear();
    if (capacity_over(without_season, full, over, attain::capacity_of::without_ramp).none())
        return "no working day";
    if (capacity_over(without_season, member, over, attain::capacity_of::without_ramp).none())
        return "0 of a post";
    return capacity_over(without_season, member, over).none() ? "ramp 0 %" : "season 0 %";
}

} // namespace

std::vector<std::string> changes_in(const std::vector<attain::team>& teams, const attain::team& in,
                                    const attain::rep& member, const attain::period& over) {
    std::vector<dated_text> found;
    // What is in force on the first day is no change within the period.
    const auto within = [&](day d) { return over.begin < d && d < over.end; };
    const std::vector<membership> all = memberships(teams, member.id);
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (teams[all[i].team].name() != in.name()) continue;
        const stay_text text{teams, all, i};
        if (within(all[i].stay.begin)) found.push_back({all[i].stay.begin, text.begin()});
        if (all[i].stay.end && within(*all[i].stay.end))
            found.push_back({*all[i].stay.end, text.end("last day " + to_string(*all[i].stay.end - 1))});
    }
    for (const attain::fte_change& c : member.fte_changes)
        if (within(c.from) && member.stint_on(c.from) != nullptr)
            found.push_back(
                {c.from, fmt::format("{:g} of a post from {}", c.fte.value(), to_string(c.from))});
    for (const attain::ramp_start& r : member.ramp_starts)
        if (within(r.from) && member.stint_on(r.from) != nullptr)
            found.push_back({r.from, "ramp " + percents(r.schedule, r.resume_month) + " % from " +
                                         to_string(r.from) + " (" + name(r.trigger) + ')'});
    std::erase_if(found, [](const dated_text& t) { return t.text.empty(); });
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.on < b.on; });
    std::vector<std::string> texts;
    for (dated_text& each : found)
        texts.push_back(std::move(each.text));
    return texts;
}

bool anybody_works(const attain::team& in, const attain::period& over) {
    return std::any_of(in.reps().begin(), in.reps().end(),
                       [&](const attain::rep& r) { return !capacity_over(in, r, over).none(); });
}

std::string why_no_time(const std::vector<attain::team>& teams, const attain::team& in,
                        const attain::rep& member, const attain::period& over) {
    const std::vector<membership> all = memberships(teams, member.id);
    std::string before;
    bool present = false;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const attain::stint& stay = all[i].stay;
        if (teams[all[i].team].name() != in.name()) continue;
        const stay_text text{teams, all, i};
        if (stay.end && *stay.end <= over.begin) before = text.end("left on " + to_string(*stay.end));
        present = present || (stay.begin < over.end && (!stay.end || over.begin < *stay.end));
        if (!present && over.end <= stay.begin)
            return before.empty() ? text.begin() : before + ", " + text.begin();
    }
    if (!present) return before;
    for (const attain::absence& away : member.absences)
        if (away.begin <= over.begin && over.end <= away.end) return "away to " + to_string(away.end - 1);
    return nothing_of_days(in, member, over);
}

std::vector<std::string> without_time(const std::vector<attain::team>& teams, const attain::team& in,
                                      const attain::period& over) {
    std::vector<std::string> all;
    for (const attain::rep& member : in.reps())
        if (capacity_over(in, member, over).none())
            all.push_back(member.name + " (" + why_no_time(teams, in, member, over) + ')');
    return all;
}

} // namespace attain_program
