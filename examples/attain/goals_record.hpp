// What was said of goals and what came of them, over earlier periods replayed.
#pragma once

#include <attain/goal/review.hpp>

#include <string>

namespace attain_program {

struct goals_record {
    std::size_t periods{};
    attain::calibration_check check{}; // goals, reached and expected_reached, summed over the periods

    // Counts a replayed period.
    void add(const attain::calibration_check& one);
};

// `6 earlier periods, 24 goals replayed with this target: said 58 % on average, happened 62 % (15 of 24)`;
// `with` is what they had: a target, a limit.
[[nodiscard]] std::string text(const goals_record& r, const std::string& with);

} // namespace attain_program
