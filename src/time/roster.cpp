#include <attain/time/roster.hpp>

#include <algorithm>
#include <utility>

namespace attain::inline v1 {

namespace {

std::string who(const rep& member) {
    return "rep " + std::to_string(member.id.value) + (member.name.empty() ? "" : " (" + member.name + ")");
}

void require_share(fraction share, const char* argument, const rep& member) {
    if (share > fraction::one())
        fail(errc::out_of_range, argument, who(member) + ": must be between 0 and 1");
}

void require_absences(std::vector<absence>& absences, const rep& member) {
    for (const absence& a : absences) {
        if (a.end <= a.begin)
            fail(errc::inverted_period, "absence",
                 who(member) + ": the absence from " + to_string(a.begin) + " ends before it begins");
        require_share(a.share, "absence", member);
    }
    std::sort(absences.begin(), absences.end(), [](const absence& a, const absence& b) {
        return std::pair{a.begin, a.end} < std::pair{b.begin, b.end};
    });
    for (std::size_t i = 1; i < absences.size(); ++i)
        if (absences[i].begin < absences[i - 1].end)
            fail(errc::conflict, "absence",
                 who(member) + ": two absences overlap on " + to_string(absences[i].begin));
}

} // namespace

team::team(std::string name, attain::calendar calendar)
    : name_{std::move(name)}, calendar_{std::move(calendar)} {}

rep_id team::add(rep member) {
    if (find(member.id) != nullptr) fail(errc::duplicate_id, "id", who(member) + " is already on the team");
    if (member.hired) require_valid(*member.hired, "hired");
    if (member.joined) require_valid(*member.joined, "joined");
    if (member.left) require_valid(*member.left, "left");
    if (member.left && member.start() && *member.left <= *member.start())
        fail(errc::inverted_period, "left",
             who(member) + ": left on " + to_string(*member.left) + ", which is not after the start " +
                 to_string(*member.start()));
    require_share(member.fte, "fte", member);
    for (const fte_change& c : member.fte_changes)
        require_share(c.fte, "fte", member);
    std::stable_sort(member.fte_changes.begin(), member.fte_changes.end(),
                     [](const fte_change& a, const fte_change& b) { return a.from < b.from; });
    require_absences(member.absences, member);

    const auto place = std::lower_bound(reps_.begin(), reps_.end(), member.id,
                                        [](const rep& r, rep_id id) { return r.id < id; });
    return reps_.insert(place, std::move(member))->id;
}

const rep* team::find(rep_id id) const noexcept {
    const auto place =
        std::lower_bound(reps_.begin(), reps_.end(), id, [](const rep& r, rep_id key) { return r.id < key; });
    return place != reps_.end() && place->id == id ? &*place : nullptr;
}

const rep& team::at(rep_id id) const {
    const rep* found = find(id);
    if (found == nullptr)
        fail(errc::unknown_id, "rep", "rep " + std::to_string(id.value) + " is not on the team " + name_);
    return *found;
}

} // namespace attain::inline v1
