// Bounds: what a quota may be, as intervals, each end with the name of the rule that set it.
#pragma once

#include <attain/core/fraction.hpp>
#include <attain/core/id.hpp>
#include <attain/core/units.hpp>

#include <cstdint>
#include <optional>

namespace attain::inline v1 {

// No upper bound. Quotas, bounds and totals lie in [-unlimited, unlimited].
inline constexpr units unlimited = units{1} << 62;

// Which rule a bound comes from.
enum class bound_tag : std::uint8_t {
    none,
    floor,
    cap,
    change_cap,
    lock,
    capacity,
    quantum, // rounding to the quantum
    node,    // the total of a node of the tree
    total,   // the total itself
};

// "floor", "change cap", ...; static storage.
[[nodiscard]] const char* name(bound_tag tag) noexcept;

// What a policy may need to know about a rep. All but the id have neutral defaults.
struct candidate {
    rep_id id{};
    // At least. 0 for signed metrics too: nobody is asked to lose. Below 0 only where the caller says so.
    units floor{0};
    units cap{unlimited};        // at most
    double weight{0};            // proportional, hamilton, alpha_fair: history, capacity, potential or given
    units previous{0};           // the quota before: least_change, blend, change_cap
    double value{1};             // value_weighted: worth of one unit
    std::optional<units> lock{}; // exactly this; floor, cap and change cap do not apply
    std::optional<fraction> change_cap{}; // at most this share of `previous` up or down
    units capacity{unlimited};            // what the rep can do at all
    std::optional<team_id> node{};        // the node of the tree it hangs on; none: the company itself
    std::int32_t relax_weight{1};         // relaxing a bound of this rep costs this much per unit, > 0
    fraction ramp{};                      // scales the predictive; only for predictives built without a ramp
    std::int32_t rank{0};                 // ties: smaller goes first
};

// [low, high] with the rules that set the ends.
struct bound_interval {
    units low{0};
    units high{unlimited};
    bound_tag low_tag{bound_tag::none};
    bound_tag high_tag{bound_tag::none};

    [[nodiscard]] bool empty() const noexcept { return low > high; }
};

// The interval of one candidate, all its rules intersected; the change cap is [ceil(previous (1 - c)),
// floor(previous (1 + c))], mirrored for negative previous. It may be empty: then the two tags name the
// contradiction. Errors: conflict (floor above cap), out_of_range (a bound beyond +-unlimited).
[[nodiscard]] bound_interval interval_of(const candidate& of, std::int64_t row = -1);

} // namespace attain::inline v1
