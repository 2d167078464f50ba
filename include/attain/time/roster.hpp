// The roster: who is on the team, when, in which role, and with how much of their time.
#pragma once

#include <attain/core/id.hpp>
#include <attain/time/calendar.hpp>
#include <attain/time/ramp.hpp>
#include <attain/time/season.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace attain::inline v1 {

// Days away, [begin, end); share is how much of each day: 0.5 for half days.
struct absence {
    day begin{};
    day end{};
    fraction share = fraction::one();
};

// From that day on, this share of a full-time post.
struct fte_change {
    day from{};
    fraction fte = fraction::one();
};

// A stay in the team, [begin, end), in one role.
struct stint {
    day begin{day::min_value}; // default: always
    std::optional<day> end{};  // first day no longer in it; default: still there
    std::string role{};        // default: the rep's role

    [[nodiscard]] constexpr bool contains(day d) const noexcept { return begin <= d && (!end || d < *end); }
};

// A person's membership in a team. A mover is on the roster of each team, with that team's stints. One stay
// is said with `joined` and `left`; who leaves and comes back, or changes role, has `stints`. Every field but
// the id has a default, so that designated initialisers stay short.
struct rep {
    rep_id id{};
    std::string name{};
    std::string role{};
    std::optional<day> hired{};  // unknown: no tenure, no ramp from hire
    std::optional<day> joined{}; // first day in this team; default: hired
    std::optional<day> left{};   // first day no longer in this team
    fraction fte = fraction::one();
    attain::ramp ramp{};                   // from the day of hire
    std::vector<ramp_start> ramp_starts{}; // from other events
    std::vector<fte_change> fte_changes{}; // by day once on a team
    std::vector<absence> absences{};       // by day once on a team
    std::vector<stint> stints{};           // by day, at least one once on a team
    // Stays in other teams, by day once on a team; their roles are not read. What was done there is the
    // person's own record, from which they are forecast here, and never this team's figure. Of a day that is
    // in a stint too, the stint counts.
    std::vector<stint> elsewhere{};
    std::optional<attain::calendar> location{}; // default: the team's calendar

    // First day in the team; nullopt when neither is known (then: always).
    [[nodiscard]] std::optional<day> start() const noexcept;
    // nullptr on a day outside every stint.
    [[nodiscard]] const stint* stint_on(day d) const noexcept;
    // The stint's role, else the rep's; empty when not in the team on that day.
    [[nodiscard]] std::string role_on(day d) const;
    // The same on days outside every stint: the role to come, else the last one.
    [[nodiscard]] std::string role_around(day d) const;
    // Share of a full-time post on that day, whether in the team or not.
    [[nodiscard]] fraction fte_on(day d) const noexcept;
    // Whether what was done on that day is behind forecasts in this team: in a stint, or elsewhere before the
    // last stint ends. Who has left and goes on elsewhere teaches this team no more.
    [[nodiscard]] bool on_record(day d) const noexcept;
    // The same person with all days on record as stints, for their working time; roles are the rep's own.
    [[nodiscard]] rep with_record() const;
    // 1 less the absences of the day; 0 outside every stint.
    [[nodiscard]] fraction presence_on(day d) const noexcept;
    // Smallest share of the ramps under way; 0 before the day of hire.
    [[nodiscard]] fraction ramp_on(day d) const;
};

class team {
public:
    team(std::string name, attain::calendar calendar, attain::season season = {});

    // Validates, normalises (sorted by day, stints filled in), then adds. Errors, all naming the rep:
    // duplicate_id, out_of_range (a share above 1, a day outside the domain, a negative resume month),
    // inverted_period (an absence, a stint, a stay elsewhere, or left not after start), conflict (absences of
    // more than a whole day, overlapping stints, two fte changes on one day, joined or left beside stints).
    rep_id add(rep member);
    // All or none; errors carry the row. Much faster than one by one for large teams in any order.
    void add_all(std::vector<rep> members);

    // The same people under another season.
    [[nodiscard]] team with_season(attain::season season) const;

    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    [[nodiscard]] const attain::calendar& calendar() const noexcept { return calendar_; }
    [[nodiscard]] const attain::season& season() const noexcept { return season_; }
    // The rep's location, else the team's calendar.
    [[nodiscard]] const attain::calendar& calendar_of(const rep& member) const noexcept {
        return member.location ? *member.location : calendar_;
    }
    // The days that the team's calendar and the member's location both know; nullopt: all of them.
    [[nodiscard]] std::optional<period> known_days_of(const rep& member) const;
    // ... and those of all members. O(members).
    [[nodiscard]] std::optional<period> known_days() const;
    // In the order of their ids, whatever the order they were added in.
    [[nodiscard]] std::span<const rep> reps() const noexcept { return reps_; }
    [[nodiscard]] std::size_t size() const noexcept { return reps_.size(); }
    // nullptr when there is none.
    [[nodiscard]] const rep* find(rep_id id) const noexcept;
    // Errors: unknown_id.
    [[nodiscard]] const rep& at(rep_id id) const;

private:
    std::string name_;
    attain::calendar calendar_;
    attain::season season_;
    std::vector<rep> reps_;
};

// A stint with the team it was in.
struct membership {
    std::size_t team{}; // index into the teams
    stint stay{};
};

// Every stint of one person over several teams, by day: whose team and role a fact of a day belongs to.
// Errors: conflict when the person is in two teams on one day with more than one full-time post between them;
// unknown_id when on none.
[[nodiscard]] std::vector<membership> memberships(std::span<const team> teams, rep_id id);

} // namespace attain::inline v1
