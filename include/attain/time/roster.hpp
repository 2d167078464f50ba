// The roster: who is on the team, when, and with how much of their time.
#pragma once

#include <attain/core/id.hpp>
#include <attain/time/calendar.hpp>
#include <attain/time/ramp.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace attain::inline v1 {

// Days away, [begin, end); share is how much of each day: 0.5 for half days.
struct absence {
    day begin;
    day end;
    fraction share = fraction::one();
};

// From that day on, this share of a full-time post.
struct fte_change {
    day from;
    fraction fte;
};

// A person's membership in a team. A mover has one in each team: left here, joined there. Every field but the
// id has a default, so that designated initialisers stay short.
struct rep {
    rep_id id;
    std::string name{};
    std::string role{};
    std::optional<day> hired{};  // unknown: no tenure, no ramp
    std::optional<day> joined{}; // first day in this team; default: hired
    std::optional<day> left{};   // first day no longer in this team
    fraction fte = fraction::one();
    attain::ramp ramp{};
    std::vector<fte_change> fte_changes{};
    std::vector<absence> absences{};
    std::optional<attain::calendar> location{}; // default: the team's calendar

    // First day in the team; nullopt when neither joined nor hired is known (then: always).
    [[nodiscard]] std::optional<day> start() const noexcept { return joined ? joined : hired; }
};

class team {
public:
    team(std::string name, attain::calendar calendar);

    // Validates, then adds. Errors: duplicate_id, out_of_range (fte above 1, absence share above 1),
    // inverted_period (an absence, or left not after start), conflict (absences of more than a whole day).
    rep_id add(rep member);

    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    [[nodiscard]] const attain::calendar& calendar() const noexcept { return calendar_; }
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
    std::vector<rep> reps_;
};

} // namespace attain::inline v1
