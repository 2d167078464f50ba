// Proration of one target: the share of a full target that somebody with less working time is asked for.
#pragma once

#include <attain/core/int128.hpp>
#include <attain/core/units.hpp>
#include <attain/time/capacity.hpp>

namespace attain::inline v1 {

// target x present / full, exact: numerator / denominator, kept apart so that nothing is rounded before the
// caller says how. `present` is a sum of capacity_of::all over the period, `full` one of full_time: leave,
// part-time, ramp and a late start are in the first only, holidays and season in both.
struct prorated {
    int128 numerator{};
    std::int64_t denominator = 1;
    bool applicable = true; // false: no working time, so no target at all, which is not a target of 0

    [[nodiscard]] double value() const noexcept {
        return static_cast<double>(numerator) / static_cast<double>(denominator);
    }
    // Whole units: towards minus infinity; to the nearest, halves away from zero.
    [[nodiscard]] units floor() const { return narrow(floor_div(numerator, denominator), "target"); }
    [[nodiscard]] units nearest() const {
        const int128 size = numerator < 0 ? -numerator : numerator;
        const int128 whole = floor_div(2 * size + denominator, 2 * int128{denominator});
        return narrow(numerator < 0 ? -whole : whole, "target");
    }
};

// 15 meetings at 5.5 of 20 days is 4.125. Errors: out_of_range (present or full negative), conflict (present
// above full).
[[nodiscard]] inline prorated prorate(units target, capacity present, capacity full) {
    if (present.micro < 0) fail(errc::out_of_range, "present", "must not be negative");
    if (full.micro < 0) fail(errc::out_of_range, "full", "must not be negative");
    if (full < present) fail(errc::conflict, "present", "is more than the full working time of the period");
    if (present.none()) return {.numerator = 0, .denominator = 1, .applicable = false};
    return {.numerator = int128{target} * present.micro, .denominator = full.micro};
}

} // namespace attain::inline v1
