// Cascade: a target for a period as targets for its months, weeks and days, in whole units, each level the
// exact sum of the days below it.
#pragma once

#include <attain/core/int128.hpp>
#include <attain/core/units.hpp>
#include <attain/time/capacity.hpp>
#include <attain/time/fiscal.hpp>

#include <optional>
#include <span>
#include <vector>

namespace attain::inline v1 {

// What a changed target means for the days before the change.
enum class revision : std::uint8_t {
    prospective, // they keep the old line; the new target counts for the days from the change on
    restate,     // the new target holds for the whole period, as if it had always been so
};

// A target for the whole period, in force from a day on.
struct target_change {
    day from{};
    units target{};
    revision kind = revision::prospective;
};

// One week, month, ... of a cascade.
struct cascade_part {
    period whole{};                // the week itself
    period part{};                 // its days inside the cascade's period
    capacity time{};               // working time of those days
    std::optional<units> target{}; // nullopt: no working time there, so a target is not applicable
};

// With W(d) the capacity of the period up to and including day d, W that of the whole period, and N(d) the
// sum over days up to d of w(day) x the target in force for it, the days up to d together get ceil(N(d) / W):
// for one target T that is ceil(T x W(d) / W). So the running total is never behind its ideal line and never
// a whole unit ahead of it, a change leaves the targets of the days before it as they were, and the total of
// the period is ceil(sum of T_segment x W(segment) / W). Exact in 128 bits. Source: cumulative rounding.
class cascade {
public:
    // One target for the whole period. Negative targets (a net of reversals) mirror positive ones.
    // Errors: out_of_range (the period leaves the line's span), inverted_period, overflow.
    cascade(units target, const capacity_line& line, const period& over);
    // Effective-dated targets, in order of `from`; the first holds from the period's first day whatever its
    // `from`. Errors, with the row: out_of_range (a change outside the period, targets on both sides of
    // zero), conflict (not in order, two on one day), empty_input.
    cascade(std::span<const target_change> targets, const capacity_line& line, const period& over);

    // Whatever the line: it is given, for each day of the period by its end, as line_before is. Days without
    // working time add nothing. Errors: out_of_range (as above; `ends` not one for each day, or falling).
    cascade(std::span<const int128> ends, const capacity_line& line, const period& over);

    // False when the period has no working time: every target is not applicable, whatever was asked for.
    [[nodiscard]] bool applicable() const noexcept { return !time().none(); }
    [[nodiscard]] const period& span() const noexcept { return span_; }
    [[nodiscard]] line_basis basis() const noexcept { return basis_; }
    [[nodiscard]] capacity time() const noexcept { return {time_.back()}; }
    // The period's whole target; 0 when not applicable. The sum over any tiling of the period.
    [[nodiscard]] units total() const noexcept { return upto_.back(); }

    // Over [p.begin, p.end); nullopt when those days have no working time. O(1).
    // Errors: out_of_range (outside the span; the cascade does not know), inverted_period.
    [[nodiscard]] std::optional<units> over(const period& p) const;
    [[nodiscard]] std::optional<units> on(day d) const { return over({d, d + 1}); }
    [[nodiscard]] capacity time(const period& p) const;
    // The ideal line before rounding: N up to the end of the day before `d`, as a fraction with the
    // denominator W in micro-days; d may be the period's end. Errors: out_of_range.
    [[nodiscard]] int128 line_before(day d) const;

    // The period cut into civil parts, or into those of a fiscal calendar; in order, tiling it.
    [[nodiscard]] std::vector<cascade_part> parts(period_kind kind) const;
    [[nodiscard]] std::vector<cascade_part> parts(period_kind kind, const fiscal_calendar& of) const;

private:
    void take_time(const capacity_line& line);
    void require_inside(const period& p) const;
    [[nodiscard]] std::vector<cascade_part> valued(const std::vector<slice>& slices) const;
    [[nodiscard]] std::size_t index(day d) const noexcept {
        return static_cast<std::size_t>(d - span_.begin);
    }

    // A stretch of days with one target; `line` is N before its first day.
    struct segment {
        day from{};
        units target{};
        int128 line{};
    };

    period span_;
    line_basis basis_;
    std::vector<segment> segments_;
    std::vector<std::int64_t> time_; // micro-days before each day; one entry more than days
    std::vector<units> upto_;        // targets before each day; one entry more than days
};

} // namespace attain::inline v1
