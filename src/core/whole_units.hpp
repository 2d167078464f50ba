// From a double to whole units, defined for every double.
#pragma once

#include <attain/core/units.hpp>

#include <algorithm>

namespace attain::inline v1 {

// x, a whole number or cut off to one; beyond +-4e18, which no metric means, that bound; NaN: 0.
inline units whole_units(double x) noexcept {
    constexpr double widest = 4e18;
    return x == x ? static_cast<units>(std::clamp(x, -widest, widest)) : 0;
}

} // namespace attain::inline v1
