#include <attain/time/roster.hpp>

#include <algorithm>
#include <utility>

namespace attain::inline v1 {

namespace {

std::string who(const rep& member) {
    return "rep " + std::to_string(member.id.value) + (member.name.empty() ? "" : " (" + member.name + ")");
}

// One rep's checks, with the row that every error carries.
struct checker {
    rep& member;
    std::int64_t row;

    [[noreturn]] void refuse(errc code, const char* argument, const std::string& reason) const {
        fail(code, argument, who(member) + ": " + reason, row);
    }
    void require_share(fraction share, const char* argument) const {
        if (share > fraction::one()) refuse(errc::out_of_range, argument, "must be between 0 and 1");
    }
    void require_day(const std::optional<day>& d, const char* argument) const {
        if (d) require_valid(*d, argument, row);
    }

    void check_fte() const {
        require_share(member.fte, "fte");
        for (const fte_change& c : member.fte_changes) {
            require_valid(c.from, "fte_changes", row);
            require_share(c.fte, "fte_changes");
        }
        std::sort(member.fte_changes.begin(), member.fte_changes.end(),
                  [](const fte_change& a, const fte_change& b) { return a.from < b.from; });
        for (std::size_t i = 1; i < member.fte_changes.size(); ++i)
            if (member.fte_changes[i].from == member.fte_changes[i - 1].from)
                refuse(errc::conflict, "fte_changes",
                       "two changes on " + to_string(member.fte_changes[i].from));
    }

    void check_ramps() const {
        for (const ramp_start& r : member.ramp_starts) {
            require_valid(r.from, "ramp_starts", row);
            if (r.resume_month < 0 || r.resume_month > 600)
                refuse(errc::out_of_range, "ramp_starts", "the resume month must be between 0 and 600");
        }
        std::stable_sort(member.ramp_starts.begin(), member.ramp_starts.end(),
                         [](const ramp_start& a, const ramp_start& b) { return a.from < b.from; });
    }

    void check_absences() const {
        auto& all = member.absences;
        for (const absence& a : all) {
            require_valid(a.begin, "absence", row);
            require_valid(a.end, "absence", row);
            if (a.end <= a.begin)
                refuse(errc::inverted_period, "absence",
                       "the absence from " + to_string(a.begin) + " ends before it begins");
            require_share(a.share, "absence");
        }
        std::sort(all.begin(), all.end(), [](const absence& a, const absence& b) {
            return std::tuple{a.begin, a.end, a.share} < std::tuple{b.begin, b.end, b.share};
        });
        // The sum is greatest where some absence begins.
        for (std::size_t i = 1; i < all.size(); ++i) {
            std::int64_t away = all[i].share.ppm();
            for (std::size_t k = 0; k < i; ++k)
                if (all[i].begin < all[k].end) away += all[k].share.ppm();
            if (away > fraction::one_ppm)
                refuse(errc::conflict, "absence",
                       "the absences on " + to_string(all[i].begin) + " are more than a whole day");
        }
    }

    void check_elsewhere() const {
        for (const stint& s : member.elsewhere) {
            require_valid(s.begin, "elsewhere", row);
            require_day(s.end, "elsewhere");
            if (s.end && *s.end <= s.begin)
                refuse(errc::inverted_period, "elsewhere",
                       "the stay from " + to_string(s.begin) + " ends before it begins");
        }
        std::stable_sort(member.elsewhere.begin(), member.elsewhere.end(), by_day);
    }

    static bool by_day(const stint& a, const stint& b) noexcept { return a.begin < b.begin; }

    void check_stints() const {
        auto& all = member.stints;
        require_day(member.hired, "hired");
        require_day(member.joined, "joined");
        require_day(member.left, "left");
        if (!all.empty() && (member.joined || member.left))
            refuse(errc::conflict, "stints", "say joined and left, or stints, not both");
        if (all.empty()) all.push_back({member.start().value_or(day{day::min_value}), member.left, {}});
        for (const stint& s : all) {
            require_valid(s.begin, "stints", row);
            require_day(s.end, "stints");
            if (s.end && *s.end <= s.begin)
                refuse(errc::inverted_period, member.left ? "left" : "stints",
                       "left on " + to_string(*s.end) + ", which is not after the start " +
                           to_string(s.begin));
        }
        std::sort(all.begin(), all.end(), by_day);
        for (std::size_t i = 1; i < all.size(); ++i)
            if (!all[i - 1].end || all[i].begin < *all[i - 1].end)
                refuse(errc::conflict, "stints", "two stints on " + to_string(all[i].begin));
    }
};

void validate(rep& member, std::int64_t row) {
    const checker check{member, row};
    check.check_fte();
    check.check_ramps();
    check.check_absences();
    check.check_stints();
    check.check_elsewhere();
}

constexpr auto by_id = [](const rep& a, const rep& b) { return a.id < b.id; };

[[noreturn]] void refuse_twice(const rep& member, std::int64_t row) {
    fail(errc::duplicate_id, "id", who(member) + " is already on the team", row);
}

} // namespace

std::optional<day> rep::start() const noexcept {
    if (joined) return joined;
    if (stints.empty()) return hired;
    if (stints.front().begin.value == day::min_value) return std::nullopt;
    return stints.front().begin;
}

const stint* rep::stint_on(day d) const noexcept {
    for (const stint& s : stints)
        if (s.contains(d)) return &s;
    return nullptr;
}

std::string rep::role_on(day d) const {
    const stint* s = stint_on(d);
    if (s == nullptr) return {};
    return s->role.empty() ? role : s->role;
}

std::string rep::role_around(day d) const {
    const stint* s = stint_on(d);
    for (const stint& other : stints) {
        if (s != nullptr && (s->contains(d) || d < s->begin)) break;
        s = &other;
    }
    return s == nullptr || s->role.empty() ? role : s->role;
}

bool rep::on_record(day d) const noexcept {
    if (stint_on(d) != nullptr) return true;
    const bool over = !stints.empty() && stints.back().end && *stints.back().end <= d;
    return !over && std::ranges::any_of(elsewhere, [&](const stint& s) { return s.contains(d); });
}

rep rep::with_record() const {
    rep whole = *this;
    if (stints.empty() || elsewhere.empty()) return whole;
    std::vector<stint> stays = stints;
    const std::optional<day> over = stints.back().end;
    for (stint s : elsewhere) {
        if (over && (!s.end || *over < *s.end)) s.end = over;
        if (!s.end || s.begin < *s.end) stays.push_back(std::move(s));
    }
    std::ranges::sort(stays, {}, &stint::begin);
    whole.stints.clear();
    for (const stint& s : stays) {
        if (whole.stints.empty() || (whole.stints.back().end && *whole.stints.back().end < s.begin))
            whole.stints.push_back({s.begin, s.end, {}});
        else if (std::optional<day>& end = whole.stints.back().end; end)
            end = s.end ? std::optional{std::max(*end, *s.end)} : std::nullopt;
    }
    whole.joined.reset();
    whole.left.reset();
    whole.elsewhere.clear();
    return whole;
}

fraction rep::fte_on(day d) const noexcept {
    fraction share = fte;
    for (const fte_change& c : fte_changes)
        if (c.from <= d) share = c.fte;
    return share;
}

fraction rep::presence_on(day d) const noexcept {
    if (stint_on(d) == nullptr) return fraction::zero();
    std::int64_t here = fraction::one_ppm;
    for (const absence& a : absences) {
        if (d < a.begin) break;
        if (d < a.end) here -= a.share.ppm();
    }
    return fraction::from_ppm(std::max<std::int64_t>(here, 0)); // a team refuses leaves that overlap
}

fraction rep::ramp_on(day d) const {
    fraction share = hired ? ramp.at(*hired, d) : fraction::one();
    for (const ramp_start& r : ramp_starts)
        share = std::min(share, r.at(d));
    return share;
}

team::team(std::string name, attain::calendar calendar, attain::season season)
    : name_{std::move(name)}, calendar_{std::move(calendar)}, season_{std::move(season)} {}

namespace {

void require_id(const rep& member, std::int64_t row) {
    if (member.id == rep_id{}) fail(errc::out_of_range, "id", "0 is the team's", row);
}

// Where both are given and share no day, an empty stretch behind the first.
std::optional<period> both(const std::optional<period>& a, const std::optional<period>& b) {
    if (!a || !b) return a ? a : b;
    const day begin = std::max(a->begin, b->begin);
    return period{begin, std::max(begin, std::min(a->end, b->end)), period_kind::custom};
}

} // namespace

std::optional<period> team::known_days_of(const rep& member) const {
    return both(calendar_.span(), calendar_of(member).span());
}

std::optional<period> team::known_days() const {
    std::optional<period> days = calendar_.span();
    for (const rep& member : reps_)
        if (member.location) days = both(days, member.location->span());
    return days;
}

rep_id team::add(rep member) {
    require_id(member, error::no_row);
    if (find(member.id) != nullptr) refuse_twice(member, error::no_row);
    validate(member, error::no_row);
    return reps_.insert(std::lower_bound(reps_.begin(), reps_.end(), member, by_id), std::move(member))->id;
}

void team::add_all(std::vector<rep> members) {
    std::vector<std::pair<rep_id, std::int64_t>> order; // to name the later row of a pair
    order.reserve(members.size());
    for (std::size_t i = 0; i < members.size(); ++i) {
        const auto row = static_cast<std::int64_t>(i);
        require_id(members[i], row);
        if (find(members[i].id) != nullptr) refuse_twice(members[i], row);
        validate(members[i], row);
        order.emplace_back(members[i].id, row);
    }
    std::sort(order.begin(), order.end());
    for (std::size_t i = 1; i < order.size(); ++i)
        if (order[i].first == order[i - 1].first)
            refuse_twice(members[static_cast<std::size_t>(order[i].second)], order[i].second);

    std::vector<rep> all;
    all.reserve(reps_.size() + members.size());
    std::sort(members.begin(), members.end(), by_id);
    std::merge(std::move_iterator{reps_.begin()}, std::move_iterator{reps_.end()},
               std::move_iterator{members.begin()}, std::move_iterator{members.end()},
               std::back_inserter(all), by_id);
    reps_ = std::move(all);
}

team team::with_season(attain::season season) const {
    team other = *this;
    other.season_ = std::move(season);
    return other;
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

std::vector<membership> memberships(std::span<const team> teams, rep_id id) {
    std::vector<membership> all;
    for (std::size_t t = 0; t < teams.size(); ++t)
        if (const rep* r = teams[t].find(id))
            for (const stint& s : r->stints) {
                all.push_back({t, s});
                if (s.role.empty()) all.back().stay.role = r->role;
            }
    if (all.empty())
        fail(errc::unknown_id, "rep", "rep " + std::to_string(id.value) + " is on none of the teams");
    std::sort(all.begin(), all.end(), [](const membership& a, const membership& b) {
        return std::pair{a.stay.begin, a.team} < std::pair{b.stay.begin, b.team};
    });
    // The posts' sum is greatest where a stint begins or an fte changes.
    std::vector<day> days;
    for (const membership& m : all) {
        days.push_back(m.stay.begin);
        for (const fte_change& c : teams[m.team].at(id).fte_changes)
            days.push_back(c.from);
    }
    for (const day d : days) {
        std::int64_t posts = 0;
        int in = 0;
        for (const membership& m : all) {
            if (!m.stay.contains(d)) continue;
            posts += teams[m.team].at(id).fte_on(d).ppm();
            ++in;
        }
        if (in > 1 && posts > fraction::one_ppm)
            fail(errc::conflict, "stints",
                 who(teams[all.front().team].at(id)) + " is in two teams on " + to_string(d) +
                     " with more than one full-time post");
    }
    return all;
}

} // namespace attain::inline v1
