// The result of an allocation: quotas in order of rep id, or the reason why there are none.
#pragma once

#include <attain/allocate/bounds.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace attain::inline v1 {

// What holds a quota. A rep whose bounds leave no room stands at its cap when its next unit would otherwise
// have been placed, else at its floor. A bound or lock that gave way in a repair holds nobody.
enum class quota_state : std::uint8_t { free, at_floor, at_cap, locked, held_by_node };

// "free", "at floor", ...; static storage.
[[nodiscard]] const char* name(quota_state state) noexcept;

struct chance_interval { // low <= high, both in [0, 1]
    double low{};
    double high{};
};

struct quota {
    rep_id rep{};
    units amount{};
    // P(D >= amount), and P(D >= amount + quantum): at the next amount the quota could be. From the exact
    // predictive; NaN where none was given.
    double probability{};
    double probability_next{};
    quota_state state{quota_state::free};
    bound_tag binding{bound_tag::none}; // the rule that decides, when not free
    units low{};                        // the interval the rep's own rules leave
    units high{};
    units change{};                   // amount - candidate::previous
    bool tie{};                       // the last unit was decided by the tie rule
    bool residual{};                  // holds the rest that the quantum leaves
    std::optional<team_id> held_by{}; // the node whose bound sets this rep's price
};

// A node of the tree after the allocation.
struct node_total {
    team_id id{};
    units amount{};
    units plan{}; // top-down: the node's share before over-assignment; else the amount
    units low{};  // what its own bounds and those below it leave
    units high{};
    quota_state state{quota_state::free}; // free, at_floor, at_cap
    chance_interval chance{};             // of the reps whose price this node sets; NaN when it sets none
};

// One bound of a contradiction: of a rep, of a node (tag node), or the total.
struct named_bound {
    rep_id rep{};
    team_id node{};
    bound_tag tag{bound_tag::none};
    units value{};
    units counted{}; // as it takes part in sums: rounded to the quantum, a floor up and a cap down
};

// A bound that was relaxed, from what was asked to what is kept.
struct relaxation {
    rep_id rep{};
    team_id node{};
    bound_tag tag{bound_tag::none};
    units from{};
    units to{};
};

enum class infeasibility_kind : std::uint8_t {
    none,
    // Two rules of one rep contradict each other, or nothing that the quantum allows lies between them, or
    // between the floor and the cap of one node. Then the quantum is the third bound named, and what locks
    // and the residual leave beside its multiples, if anything, a fourth one of the same tag.
    empty_interval,
    locks_above,  // the locks alone exceed the total
    floors_above, // the floors (and locks) exceed the total
    caps_below    // the caps (and locks) do not reach the total
};

// How a text names reps and nodes and writes amounts; an empty function writes "rep 7", "node 7" and the
// plain number.
struct wording {
    std::function<std::string(rep_id)> rep{};
    std::function<std::string(team_id)> node{};
    std::function<std::string(units)> amount{};
};

// Why there is no allocation. `bounds` is a smallest set that contradicts: drop any one and the rest can be
// met, by quotas not below 0 unless a floor named is; with a quantum, where it is not in the way by itself.
// demanded > available, but for an interval without any multiple of the quantum. gap is the least amount by
// which totals or bounds must give way, in units: with a quantum it can be less than what is missing.
struct infeasibility {
    infeasibility_kind kind{infeasibility_kind::none};
    std::vector<named_bound>
        bounds{};      // lower ones first, then upper ones; the total is named where it takes part
    units demanded{};  // sum of the lower ones
    units available{}; // sum of the upper ones
    units gap{};

    // "lower bounds add up to 130, above the total of 120 by 10; these alone exceed it: rep 101 floor 70,
    // ..."
    [[nodiscard]] std::string text(const wording& in = {}) const;
};

struct allocation {
    bool feasible{true};             // false: `problem` says why; quotas only when a repair was asked for
    units total{};                   // what was asked for: the plan
    units street{};                  // plan with over-assignment: quotas + unassigned = street, always
    units quantum{1};                // quotas move in steps of it
    units unassigned{};              // what no bound lets anybody carry; negative: floors that nobody ordered
    std::vector<quota> quotas{};     // in order of rep id
    std::vector<node_total> nodes{}; // in order of node id
    std::vector<relaxation> relaxed{}; // bounds that gave way
    infeasibility problem{};
    std::int64_t weights_lost{}; // weights too small beside the others to count: rounded to nothing
    units bottom_up_gap{};       // bottom-up: street minus what the leaves add up to; saturates
    // Equal attainability: the common chance lies in [S of the best slot refused, S of the worst slot taken].
    // (Repaired: of slots that the least relaxation leaves open.) Rounding may put the two in the other
    // order, and so do nodes that share out on their own (top-down, nobody at the root): there no chance is
    // common, and it is what they span. Other policies: the smallest and the largest chance. NaN without
    // predictives.
    chance_interval chance{};
    // What the next unit that the same policy places under the same bounds would add to the expected credited
    // total: P(D >= amount + 1) of whoever gets it; with a quantum the mean over the block. Where a larger
    // total moves more than one quota (Hamilton, over-assignment in a tree, a repair), the change of all of
    // them per unit placed. NaN where nobody can take one, while something is unassigned, and without
    // predictives.
    double price{};
    const char* method{""};

    // Null when the rep has no quota.
    [[nodiscard]] const quota* find(rep_id rep) const noexcept;
};

} // namespace attain::inline v1
