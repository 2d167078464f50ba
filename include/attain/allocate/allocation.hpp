// The result of an allocation: quotas in order of rep id, or the reason why there are none.
#pragma once

#include <attain/allocate/bounds.hpp>

#include <string>
#include <vector>

namespace attain::inline v1 {

enum class quota_state : std::uint8_t { free, at_floor, at_cap, locked, held_by_node };

// "free", "at floor", ...; static storage.
[[nodiscard]] const char* name(quota_state state) noexcept;

struct quota {
    rep_id rep{};
    units amount{};
    // P(D >= amount) and P(D >= amount + 1) from the exact predictive; NaN where none was given.
    double probability{};
    double probability_next{};
    quota_state state{quota_state::free};
    bound_tag binding{bound_tag::none}; // the rule that decides, when not free
    units low{};                        // the interval the rep's own rules leave
    units high{};
    units change{}; // amount - candidate::previous
    bool tie{};     // the last unit was decided by the tie rule
};

// One bound of a contradiction.
struct named_bound {
    rep_id rep{};
    bound_tag tag{bound_tag::none};
    units value{};
};

enum class infeasibility_kind : std::uint8_t {
    none,
    empty_interval,  // two rules of one rep contradict each other
    locks_above,     // the locks alone exceed the total
    floors_above,    // the floors (and locks) exceed the total
    caps_below,      // the caps (and locks) do not reach the total
    no_such_multiple // the total is no multiple of the quantum and nobody holds the rest
};

// Why there is no allocation. `bounds` is a smallest set that contradicts: drop any one and the rest can be
// met. demanded > available; gap is by how much all bounds together miss the total.
struct infeasibility {
    infeasibility_kind kind{infeasibility_kind::none};
    std::vector<named_bound> bounds{};
    units demanded{};
    units available{};
    units gap{};

    // "the floors of 3 reps (101, 102, 105) add up to 130, above the total of 120 by 10"
    [[nodiscard]] std::string text() const;
};

struct chance_interval {
    double low{};
    double high{};
};

struct allocation {
    bool feasible{true};
    units total{};               // what was asked for
    std::vector<quota> quotas{}; // in order of rep id; empty when infeasible
    infeasibility problem{};
    // Equal attainability: the common chance lies in [S of the best slot refused, S of the worst slot taken].
    // Other policies: the smallest and the largest chance. NaN without predictives.
    chance_interval chance{};
    const char* method{""};

    // Null when the rep has no quota.
    [[nodiscard]] const quota* find(rep_id rep) const noexcept;
};

} // namespace attain::inline v1
