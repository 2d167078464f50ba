// Numbers of which sums and sums of squares stay numbers.
#pragma once

#include <attain/core/error.hpp>
#include <attain/measure/moments.hpp>

#include <cmath>
#include <cstdint>

namespace attain::inline v1 {

inline void require_summable(double x, const char* argument, std::int64_t row = error::no_row) {
    if (!std::isfinite(x)) fail(errc::not_finite, argument, "must be a finite number", row);
    if (std::fabs(x) > largest_summand)
        fail(errc::out_of_range, argument, "is too large for sums of its square (at most 1e150)", row);
}

} // namespace attain::inline v1
