// Proration of a team: what each rep keeps of a full target, and what becomes of the rest.
#pragma once

#include <attain/core/id.hpp>
#include <attain/time/proration.hpp>

#include <optional>
#include <span>
#include <vector>

namespace attain::inline v1 {

// What happens to the amount that leave, part-time, ramp and late starts free.
enum class freed_amount : std::uint8_t {
    conserve, // the team's total stands: redistributed over the reps who have working time, inside their caps
    release,  // the team's total falls by it
};

struct proration_request {
    rep_id rep{};
    units target{};             // for a full period
    capacity present{};         // capacity_of::all
    capacity full{};            // capacity_of::full_time
    std::optional<units> cap{}; // no more than this from a redistribution; what is kept is never cut
};

struct prorated_quota {
    rep_id rep{};
    bool applicable{}; // false: no working time; the quota is 0 and attainment undefined
    prorated exact{};  // before rounding
    units kept{};      // the exact share in whole units
    units freed{};     // target - kept
    units received{};  // from the redistribution
    units quota{};     // kept + received
};

struct team_proration {
    freed_amount policy{};
    std::vector<prorated_quota> quotas{}; // in the order of the requests
    units full_total{};                   // sum of the targets
    units freed{};                        // sum of freed
    units redistributed{};                // sum of received
    units unassigned{};                   // conserve: what nobody could take inside the caps
    units released{};                     // release: by how much the team's total falls
    // sum of quotas + unassigned + released = full_total, always
};

// Two steps, each by largest remainders with ties to the smaller rep id, so that the order of the requests
// never matters. 1: the exact shares become whole units that sum to their total, rounded to the nearest.
// 2 (conserve): the freed amount is shared in proportion to the exact shares; who meets the cap stops there
// and the others go on. Who has no working time gets nothing. In each step nobody is a whole unit from the
// ideal. Shares are compared exactly where their least common denominator is below a million, else to a
// millionth of a unit. Errors, with the row: duplicate_id, out_of_range (negative target, cap or capacity, a
// target beyond 2^40, more than 2^20 requests), conflict (present above full).
// O(n log n), at worst x the number of caps met.
[[nodiscard]] team_proration prorate_team(std::span<const proration_request> requests, freed_amount policy);

} // namespace attain::inline v1
