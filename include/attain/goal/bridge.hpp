// Bridge: how one number becomes another, in named whole-number lines that add up exactly.
//
// Every quota and every change of one carries a bridge. Its lines come from a chain of figures, each with one
// more factor switched on: a line is the difference to the figure before it. So the lines always add up, and
// what a line says depends on the order, which is that of `factor` with its last four after `record`.
#pragma once

#include <attain/core/id.hpp>
#include <attain/core/units.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace attain::inline v1 {

enum class factor : std::uint8_t {
    // a quota of a plan, from nothing
    base_share, // an equal share of the total
    record,     // own results and strengths at everybody's chance, at full working time
    leave,      // days away, or not in the team for the whole period
    part_time,  // less than a full-time post
    ramp,       // below full capacity by tenure
    bounds,     // floors, caps and change caps
    locks,      // fixed by hand
    hedge,      // the plan's total raised above the number that is owed
    rounding,   // to whole units or multiples of a quantum
    // from one period's quota to the next one's
    previous,     // the quota before
    working_time, // more or less working time than before
    evidence,     // what the forecast bears at the chance aimed at
    damping,      // the part of it that is not yet believed
    dead_band,    // a change within the noise is not made
    ratchet,      // no raise because of one good period or one spike
    step,         // no more than so much at once
    relief,       // a loss beyond the rep's control
    team_total,   // so that the quotas add up to the team's number
    // inside a period
    decision, // a change that somebody made
    handover, // taken over from somebody who left, or handed on
    // a quota of a plan, after `record`, where the policy reads something else
    weights,    // candidate::weight
    values,     // candidate::value
    last_quota, // candidate::previous
    // in the place of `record` of those of whom nothing is recorded
    team_record, // what others brought
};

// "base share" and so on: stable keys, also those of the sentence catalogue. Static storage.
[[nodiscard]] const char* name(factor f) noexcept;

struct bridge_line {
    attain::factor factor{};
    units amount{};
    std::string note{}; // what a sentence may name: a person, a trigger, a bound

    friend bool operator==(const bridge_line&, const bridge_line&) = default;
};

class bridge {
public:
    bridge() = default;
    explicit bridge(rep_id whose) : rep_{whose} {}

    // The figure with this factor switched on as well; what it adds becomes a line. A line of 0 is left out
    // unless it has a note. Errors: overflow.
    void to(attain::factor f, units figure, std::string note = {});

    [[nodiscard]] rep_id rep() const noexcept { return rep_; }
    [[nodiscard]] const std::vector<bridge_line>& lines() const noexcept { return lines_; }
    // Where the bridge ends: the exact sum of its lines.
    [[nodiscard]] units total() const noexcept { return total_; }
    // Sum of the lines of one factor.
    [[nodiscard]] units of(attain::factor f) const noexcept;

    friend bool operator==(const bridge&, const bridge&) = default;

private:
    rep_id rep_{};
    std::vector<bridge_line> lines_;
    units total_{};
};

} // namespace attain::inline v1
