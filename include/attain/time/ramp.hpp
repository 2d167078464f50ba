// Ramp: the share of full capacity that a person has by tenure.
#pragma once

#include <attain/core/fraction.hpp>
#include <attain/time/day.hpp>

#include <vector>

namespace attain::inline v1 {

// Month by month: steps({0.25, 0.5, 0.75}) is 25 % in the first month of tenure, 50 % in the second, 75 % in
// the third and 100 % from then on. The default is no ramp: 100 % from the first day.
class ramp {
public:
    ramp() = default;
    // Errors: out_of_range for a share above 1.
    [[nodiscard]] static ramp steps(std::vector<fraction> months);
    // months shares rising in equal steps to 1: linear(3) is 25, 50, 75 %.
    [[nodiscard]] static ramp linear(int months);

    // Share on day d of somebody who started on `start`; 0 before the start.
    [[nodiscard]] fraction at(day start, day d) const;
    // Months until full capacity.
    [[nodiscard]] int months() const noexcept { return static_cast<int>(steps_.size()); }

    friend bool operator==(const ramp&, const ramp&) = default;

private:
    std::vector<fraction> steps_;
};

} // namespace attain::inline v1
