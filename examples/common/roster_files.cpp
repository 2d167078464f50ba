#include "roster_files.hpp"

#include <attain/core/error.hpp>

#include "closed_days.hpp"
#include "row_reader.hpp"
#include "season_file.hpp"
#include "workdays.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace example {

namespace {

// `25/50/75` or `25%/50%/75%`: percent of a full month's work in the first, second and third month.
attain::ramp read_ramp(const row_reader& rows, std::size_t row, row_reader::column at) {
    std::vector<attain::fraction> months;
    bool sign = false;
    for (std::string_view rest = rows.text(row, at); !rest.empty();) {
        const std::size_t slash = rest.find('/');
        std::string_view written = trim(rest.substr(0, slash));
        if (written.ends_with('%')) {
            sign = true;
            written = trim(written.substr(0, written.size() - 1));
        }
        const auto percent = read_decimal(written, 4);
        if (!percent || *percent < 0 || *percent > attain::fraction::one_ppm)
            rows.refuse(row, *at, quote(rows.text(row, at)) + " is not a ramp: percents such as 25/50/75");
        months.push_back(attain::fraction::from_ppm(*percent));
        rest = slash == rest.npos ? std::string_view{} : rest.substr(slash + 1);
    }
    // 0.25/0.5/0.75 is a quarter, a half and three quarters to whoever writes so.
    constexpr std::int64_t one_percent = attain::fraction::one_ppm / 100;
    const auto ppm = [](attain::fraction share) { return share.ppm(); };
    const bool like_shares =
        std::all_of(months.begin(), months.end(),
                    [&](attain::fraction m) { return ppm(m) <= one_percent; }) &&
        std::any_of(months.begin(), months.end(), [&](attain::fraction m) { return ppm(m) > 0; });
    if (like_shares && !sign)
        rows.refuse(
            row, *at,
            quote(rows.text(row, at)) +
                " is at most 1 %: a ramp is written in percents, such as 25/50/75, or with their sign");
    return attain::ramp::steps(std::move(months));
}

people::value_type& on_roster(const row_reader& rows, std::size_t row, std::size_t at, people& all) {
    const std::string_view key = rows.filled(row, at);
    const auto who = all.find(key);
    if (who == all.end()) rows.refuse(row, at, quote(key) + " is not on the roster");
    return *who;
}

void require_order(const row_reader& rows, std::size_t row, std::size_t at, attain::day first,
                   attain::day last) {
    if (last < first)
        rows.refuse(row, at, "ends on " + to_string(last) + ", before it starts on " + to_string(first));
}

// Whether a row came to be known after `until`; nullopt: never.
bool known_later(const row_reader& rows, std::size_t row, row_reader::column since,
                 std::optional<attain::day> until) {
    const auto known = rows.date_or_none(row, since);
    return known && until && *until < *known;
}

attain::ramp_trigger read_trigger(const row_reader& rows, std::size_t row, std::size_t at) {
    constexpr std::array<std::pair<std::string_view, attain::ramp_trigger>, 5> triggers = {
        {{"hire", attain::ramp_trigger::hire},
         {"role change", attain::ramp_trigger::role_change},
         {"territory change", attain::ramp_trigger::territory_change},
         {"return from leave", attain::ramp_trigger::return_from_leave},
         {"other", attain::ramp_trigger::other}}};
    const std::string_view text = rows.filled(row, at);
    std::string known;
    for (const auto& [name, trigger] : triggers) {
        if (name == text) return trigger;
        known += (known.empty() ? "" : ", ") + std::string{name};
    }
    rows.refuse(row, at, quote(text) + " is none of: " + known);
}

std::string days_text(const attain::stint& s) {
    return "from " + to_string(s.begin) + (s.end ? " to " + to_string(*s.end - 1) : " on");
}

// What one row of stints.csv may not say about somebody.
void require_fits(const row_reader& rows, std::size_t row, std::size_t rep, std::size_t first_day,
                  const people::value_type& who, const attain::stint& when) {
    const attain::rep& known = who.second.rep;
    if (known.left)
        rows.refuse(row, rep,
                    quote(who.first) + " left on " + to_string(*known.left) +
                        " by the reps' file; with stints, say it here alone, as a last_day");
    if (known.hired && when.begin < *known.hired)
        rows.refuse(row, first_day,
                    "starts on " + to_string(when.begin) + ", before the hire on " + to_string(*known.hired));
    for (const stay& other : who.second.stays)
        if ((!other.when.end || when.begin < *other.when.end) && (!when.end || other.when.begin < *when.end))
            rows.refuse(row, first_day,
                        quote(who.first) + " is already in team " + quote(other.team) + ' ' +
                            days_text(other.when));
}

// The working days of everybody: by weekdays, and closed for all or at a location.
class calendars {
public:
    calendars(const weekday_shares& workdays, const std::string& path, const people& all) : usual_{workdays} {
        if (path.empty()) return;
        // Yearly rules of an .ics file need an end; plans lie well inside this one.
        const auto known = attain::period::between(attain::year(1970).begin, attain::year(2101).begin);
        auto days = read_closed_days_by_location(path, known);
        closed_ = std::move(days.extract("").mapped().days);
        for (const auto& [location, local] : days) {
            if (std::none_of(all.begin(), all.end(),
                             [&where = location](const auto& one) { return one.second.location == where; }))
                throw input_error(local.first, "nobody on the roster is at " + quote(location));
            local_.emplace(location, std::move(local.days));
        }
    }

    // A team's: these weekdays, at no location; nullopt: everybody's weekdays.
    [[nodiscard]] attain::calendar of(const std::optional<weekday_shares>& workdays) {
        return of("", workdays.value_or(usual_));
    }
    // A person's own calendar; nullopt: the team's.
    [[nodiscard]] std::optional<attain::calendar> of(const person& one, const attain::calendar& team) {
        const weekday_shares& workdays = one.workdays.value_or(usual_);
        if (!local_.contains(one.location) && workdays == team.pattern()) return std::nullopt;
        return of(one.location, workdays);
    }

private:
    const attain::calendar& of(const std::string& location, const weekday_shares& workdays) {
        const auto local = local_.find(location);
        const auto [at, fresh] =
            made_.try_emplace({local == local_.end() ? "" : location, workdays}, workdays);
        if (fresh) {
            at->second = at->second.set(closed_);
            if (local != local_.end()) at->second = at->second.set(local->second);
        }
        return at->second;
    }

    weekday_shares usual_;
    std::vector<attain::special_day> closed_;
    std::map<std::string, std::vector<attain::special_day>> local_;
    std::map<std::pair<std::string, weekday_shares>, attain::calendar> made_;
};

// The weekdays that all of a team's members work; nullopt where they differ.
std::optional<weekday_shares> shared_workdays(const std::vector<const person*>& members) {
    const auto& first = members.front()->workdays;
    const bool same = std::all_of(members.begin(), members.end(),
                                  [&](const person* one) { return one->workdays == first; });
    return same ? first : std::nullopt;
}

// nullopt where the row says nothing.
std::optional<weekday_shares> workdays_of(const row_reader& rows, std::size_t row, row_reader::column at) {
    const std::string_view text = rows.text(row, at);
    if (text.empty()) return std::nullopt;
    const std::optional<weekday_shares> found = read_workdays(text);
    if (!found) rows.refuse(row, *at, not_workdays(text));
    return found;
}

// Somebody's part in one team.
attain::rep member_of(const person& one, const std::string& team, std::optional<attain::day> as_of) {
    attain::rep member = one.rep;
    for (const stay& each : one.stays)
        (each.team == team ? member.stints : member.elsewhere).push_back(each.when);
    if (member.stints.empty()) return member;
    const auto now = std::find_if(member.stints.begin(), member.stints.end(), [&](const attain::stint& s) {
        return as_of && (!s.end || *as_of + 1 < *s.end);
    });
    const attain::stint& shown = now == member.stints.end() ? member.stints.back() : *now;
    if (!shown.role.empty()) member.role = shown.role;
    return member;
}

} // namespace

bool person::employed(attain::day d) const noexcept {
    if (stays.empty()) return (!rep.hired || *rep.hired <= d) && (!rep.left || d < *rep.left);
    return std::any_of(stays.begin(), stays.end(), [&](const stay& s) { return s.when.contains(d); });
}

people read_reps(const std::string& path, const reps_source& source) {
    const csv_file file = csv_file::read(path, source.separator);
    const row_reader rows{file, source.dates, source.decimal_mark};
    const std::size_t id = rows.require(source.id.name);
    const std::size_t team = rows.require(source.team.name);
    const auto name = rows.find(source.name);
    const auto role = rows.find(source.role);
    const auto hired = rows.find(source.hired);
    const auto location = rows.find(source.location);
    const auto workdays = rows.find(source.workdays);
    const auto left = rows.find(source.left);
    const auto fte = rows.find(source.fte);
    const auto ramp = rows.find(source.ramp);

    people all;
    for (std::size_t row = 0; row < file.rows(); ++row) {
        const std::string key{rows.filled(row, id)};
        // Named: g++ 12 destroys a nested aggregate without its name twice when what stands behind it throws.
        person one{.rep = attain::rep{.id = {},
                                      .name = std::string{rows.text(row, name)},
                                      .role = std::string{rows.text(row, role)},
                                      .hired = rows.date_or_none(row, hired),
                                      .left = rows.date_or_none(row, left),
                                      .fte = rows.share(row, fte),
                                      .ramp = read_ramp(rows, row, ramp)},
                   .team = std::string{rows.filled(row, team)},
                   .location = std::string{rows.text(row, location)},
                   .workdays = workdays_of(rows, row, workdays),
                   .at = file.where(row, id)};
        if (one.rep.hired && one.rep.left && *one.rep.left <= *one.rep.hired)
            rows.refuse(row, *left,
                        "left on " + to_string(*one.rep.left) + ", which is not after the hire on " +
                            to_string(*one.rep.hired));
        const auto [there, fresh] = all.emplace(key, std::move(one));
        if (!fresh)
            rows.refuse(row, id, quote(key) + " is already in line " + std::to_string(there->second.at.line));
    }
    if (all.empty()) throw input_error({path}, "names no rep: the team is empty");
    return all;
}

people reps_of_activity(const csv_file& file, const activity_source& source) {
    const row_reader rows{file, source.dates};
    const std::size_t rep = rows.require(source.rep.name);
    const std::size_t team = rows.require(source.team.name);
    people all;
    for (std::size_t row = 0; row < file.rows(); ++row) {
        const std::string key{rows.filled(row, rep)};
        const std::string name{rows.filled(row, team)};
        const auto there = all.try_emplace(key, person{.team = name, .at = file.where(row, team)}).first;
        if (there->second.team != name)
            rows.refuse(row, team,
                        quote(key) + " is in team " + quote(name) + " here and in " +
                            quote(there->second.team) + " in line " + std::to_string(there->second.at.line));
    }
    if (all.empty()) throw input_error({file.path()}, "has no rows: the team is empty");
    return all;
}

void read_absences(const std::string& path, std::optional<attain::day> known, people& all) {
    if (path.empty()) return;
    const csv_file file = csv_file::read(path);
    const row_reader rows{file, date_format{}};
    const std::size_t rep = rows.require("rep");
    const std::size_t first_day = rows.require("first_day");
    const std::size_t last_day = rows.require("last_day");
    const auto share = rows.find({"share", true});
    const auto since = rows.find({"known", true});
    for (std::size_t row = 0; row < file.rows(); ++row) {
        auto& [key, who] = on_roster(rows, row, rep, all);
        if (known_later(rows, row, since, known)) continue;
        const attain::day first = rows.date(row, first_day);
        const attain::day last = rows.date(row, last_day);
        require_order(rows, row, last_day, first, last);
        std::vector<attain::absence>& absences = who.rep.absences;
        for (const attain::absence& other : absences)
            if (first < other.end && other.begin <= last)
                rows.refuse(row, first_day,
                            quote(key) + " is already away from " + to_string(other.begin) + " to " +
                                to_string(other.end - 1));
        absences.push_back({first, last + 1, rows.share(row, share)});
    }
}

void read_stints(const std::string& path, people& all) {
    if (path.empty()) return;
    const csv_file file = csv_file::read(path);
    const row_reader rows{file, date_format{}};
    const std::size_t rep = rows.require("rep");
    const std::size_t team = rows.require("team");
    const std::size_t first_day = rows.require("first_day");
    const std::size_t last_day = rows.require("last_day");
    const auto role = rows.find({"role", true});
    for (std::size_t row = 0; row < file.rows(); ++row) {
        auto& who = on_roster(rows, row, rep, all);
        attain::stint when{rows.date(row, first_day), std::nullopt, std::string{rows.text(row, role)}};
        if (const auto last = rows.date_or_none(row, last_day)) {
            require_order(rows, row, last_day, when.begin, *last);
            when.end = *last + 1;
        }
        require_fits(rows, row, rep, first_day, who, when);
        who.second.stays.push_back({std::string{rows.filled(row, team)}, std::move(when)});
    }
    for (auto& [key, one] : all) {
        if (one.stays.empty()) continue;
        if (std::none_of(one.stays.begin(), one.stays.end(),
                         [&who = one](const stay& s) { return s.team == who.team; }))
            throw input_error(one.at, quote(key) + " is in team " + quote(one.team) +
                                          " here, and in none of the stints of " + path);
        std::sort(one.stays.begin(), one.stays.end(),
                  [](const stay& a, const stay& b) { return a.when.begin < b.when.begin; });
    }
}

void read_fte(const std::string& path, std::optional<attain::day> known, people& all) {
    if (path.empty()) return;
    const csv_file file = csv_file::read(path);
    const row_reader rows{file, date_format{}};
    const std::size_t rep = rows.require("rep");
    const std::size_t from = rows.require("from");
    const std::size_t fte = rows.require("fte");
    const auto since = rows.find({"known", true});
    for (std::size_t row = 0; row < file.rows(); ++row) {
        auto& [key, who] = on_roster(rows, row, rep, all);
        if (known_later(rows, row, since, known)) continue;
        const attain::day first = rows.date(row, from);
        for (const attain::fte_change& other : who.rep.fte_changes)
            if (other.from == first)
                rows.refuse(row, from, quote(key) + " changes twice on " + to_string(first));
        (void)rows.filled(row, fte);
        who.rep.fte_changes.push_back({first, rows.share(row, fte)});
    }
}

void read_ramps(const std::string& path, std::optional<attain::day> known, people& all) {
    if (path.empty()) return;
    const csv_file file = csv_file::read(path);
    const row_reader rows{file, date_format{}};
    const std::size_t rep = rows.require("rep");
    const std::size_t from = rows.require("from");
    const std::size_t trigger = rows.require("trigger");
    const std::size_t shares = rows.require("shares");
    const auto resume_month = rows.find({"resume_month", true});
    const auto since = rows.find({"known", true});
    for (std::size_t row = 0; row < file.rows(); ++row) {
        auto& [key, who] = on_roster(rows, row, rep, all);
        if (known_later(rows, row, since, known)) continue;
        const attain::day first = rows.date(row, from);
        for (const attain::ramp_start& other : who.rep.ramp_starts)
            if (other.from == first)
                rows.refuse(row, from, quote(key) + " has two ramps from " + to_string(first));
        (void)rows.filled(row, shares);
        attain::ramp_start start{first, read_ramp(rows, row, shares), read_trigger(rows, row, trigger)};
        if (!rows.text(row, resume_month).empty()) {
            const attain::units month = rows.decimal(row, *resume_month, 0);
            if (month < 0 || month >= start.schedule.months())
                rows.refuse(row, *resume_month,
                            std::to_string(month) + " is no month of " + quote(rows.text(row, shares)) +
                                ": 0 begins with the first share, 1 with the second");
            start.resume_month = static_cast<int>(month);
        }
        who.rep.ramp_starts.push_back(std::move(start));
    }
}

void number(people& all) {
    const auto as_number = [](std::string_view key) {
        return key.starts_with('0') || key.starts_with('-') || key.starts_with('+') ? std::nullopt
                                                                                    : read_decimal(key, 0);
    };
    const bool numbers = std::all_of(all.begin(), all.end(), [&](const auto& one) {
        return as_number(one.first).has_value() && one.first.find('.') == std::string::npos;
    });
    std::int64_t rank = 0;
    for (auto& [key, one] : all) {
        ++rank;
        one.rep.id = numbers ? *as_number(key) : rank;
        if (one.rep.name.empty()) one.rep.name = key;
    }
}

void tell_namesakes_apart(people& all) {
    std::map<std::string, std::size_t> named;
    for (const auto& [key, one] : all)
        ++named[one.rep.name];
    for (auto& [key, one] : all)
        if (named[one.rep.name] > 1) one.rep.name += " (" + key + ')';
}

std::vector<attain::team> make_teams(const people& all, const weekday_shares& workdays,
                                     const std::string& holidays, const std::string& season,
                                     std::optional<attain::day> as_of) {
    calendars days{workdays, holidays, all};
    std::map<std::string, std::vector<const person*>> members;
    for (const auto& [key, one] : all) {
        if (one.stays.empty()) members[one.team].push_back(&one);
        for (const stay& each : one.stays)
            if (auto& team = members[each.team]; team.empty() || team.back() != &one) team.push_back(&one);
    }
    const season_file seasons = season_file::read(season);
    for (const auto& [name, where] : seasons.teams())
        if (!members.contains(name)) throw input_error(where, "there is no team " + quote(name));

    std::vector<attain::team> teams;
    for (const auto& [name, list] : members) {
        const attain::calendar shared = days.of(shared_workdays(list));
        attain::team& team = teams.emplace_back(name, shared, seasons.of(name));
        for (const person* one : list) {
            attain::rep member = member_of(*one, name, as_of);
            member.location = days.of(*one, shared);
            try {
                team.add(std::move(member));
            } catch (const attain::error& wrong) {
                throw input_error(one->at, wrong.what());
            }
        }
    }
    return teams;
}

} // namespace example
