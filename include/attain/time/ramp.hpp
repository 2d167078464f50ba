// Ramp: the share of full capacity that a person has by tenure, counted in months from an event.
#pragma once

#include <attain/core/fraction.hpp>
#include <attain/time/day.hpp>

#include <vector>

namespace attain::inline v1 {

// Month by month: steps({0.25, 0.5, 0.75}) is 25 % in the first month, 50 % in the second, 75 % in the third
// and 100 % from then on. The default is no ramp: 100 % from the first day. Months clip to month ends (see
// tenure_months).
class ramp {
public:
    ramp() = default;
    // Errors: out_of_range for a share above 1 or more than 600 months, with the row.
    [[nodiscard]] static ramp steps(std::vector<fraction> months);
    // Equal steps up to 1: linear(3) is 25, 50, 75 %. Errors: out_of_range outside 0 to 120.
    [[nodiscard]] static ramp linear(int months);
    // Slow, fast, slow: month k of n has x^2 (3 - 2x) with x = k / (n + 1), rounded to a millionth:
    // s_shaped(3) is 15.625, 50, 84.375 %. Errors: as linear.
    [[nodiscard]] static ramp s_shaped(int months);

    // Share on day d when the ramp began on `start`; 0 before. Errors: out_of_range.
    [[nodiscard]] fraction at(day start, day d) const;
    // Share in the k-th month, from 0; 1 beyond the last. 0 for a negative k.
    [[nodiscard]] fraction in_month(int k) const noexcept;
    // Months until full capacity.
    [[nodiscard]] int months() const noexcept { return static_cast<int>(steps_.size()); }

    friend bool operator==(const ramp&, const ramp&) = default;

private:
    std::vector<fraction> steps_;
};

// What set a ramp off.
enum class ramp_trigger : std::uint8_t { hire, role_change, territory_change, return_from_leave, other };

// A ramp that begins on a day of its own. Where several are under way, the smallest share counts: one that
// has run its course holds nobody back, and a new one never hides an unfinished one.
struct ramp_start {
    day from{};
    attain::ramp schedule{};
    ramp_trigger trigger = ramp_trigger::other;
    int resume_month{}; // begins at this month of the schedule: 2 skips the first two

    // 1 before `from`.
    [[nodiscard]] fraction at(day d) const;
};

} // namespace attain::inline v1
