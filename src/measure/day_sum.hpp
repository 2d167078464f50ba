// A day's sum that does not fit says whose it is: the rows behind it are somewhere in a night's import.
#pragma once

#include <attain/core/id.hpp>
#include <attain/core/int128.hpp>
#include <attain/core/units.hpp>
#include <attain/time/day.hpp>

#include <limits>
#include <string>

namespace attain::inline v1 {

inline bool fits(int128 quantity) {
    return std::numeric_limits<units>::min() <= quantity && quantity <= std::numeric_limits<units>::max();
}

inline units sum_of_day(int128 quantity, rep_id rep, day on) {
    if (!fits(quantity))
        fail(errc::overflow, "quantity",
             "the sum of rep " + std::to_string(rep.value) + " on " + to_string(on) +
                 " does not fit 64 bits");
    return static_cast<units>(quantity);
}

} // namespace attain::inline v1
