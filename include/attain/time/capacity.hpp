// Capacity: the one function that rules time. Every proration, pace line, catch-up quota, split over days and
// exposure is a sum of it; nothing else prorates.
//
//     w(rep, day) = workday x presence x fte x ramp(tenure)
#pragma once

#include <attain/time/roster.hpp>

#include <compare>
#include <cstdint>

namespace attain::inline v1 {

// An amount of working time: whole numbers of a millionth of a full working day, so that sums are exact.
struct capacity {
    std::int64_t micro{};

    static constexpr std::int64_t one_day = 1'000'000;

    [[nodiscard]] constexpr double days() const noexcept { return static_cast<double>(micro) / one_day; }
    [[nodiscard]] constexpr bool none() const noexcept { return micro == 0; }

    friend constexpr auto operator<=>(capacity, capacity) = default;
    friend constexpr bool operator==(capacity, capacity) = default;
    friend constexpr capacity operator+(capacity a, capacity b) noexcept { return {a.micro + b.micro}; }
    friend constexpr capacity operator-(capacity a, capacity b) noexcept { return {a.micro - b.micro}; }
    constexpr capacity& operator+=(capacity other) noexcept { return *this = *this + other; }
};

// Which factors count. Proration divides a sum of `all` by a sum of `workday` alone; the estimator's exposure
// leaves out nothing.
enum class capacity_of : std::uint8_t {
    all,          // workday x presence x fte x ramp
    without_ramp, // workday x presence x fte
    full_time,    // workday alone: somebody always there, full-time, fully ramped
};

// One day's w, rounded once to the nearest millionth.
[[nodiscard]] capacity capacity_on(const team& in, const rep& member, day d,
                                   capacity_of what = capacity_of::all);
// The sum over [p.begin, p.end).
[[nodiscard]] capacity capacity_over(const team& in, const rep& member, const period& p,
                                     capacity_of what = capacity_of::all);

} // namespace attain::inline v1
