// Quantities: whole numbers of a metric's smallest unit.
#pragma once

#include <cstdint>

namespace attain::inline v1 {

// A count, or an amount in minor currency units (cents): whatever the metric's exponent says. Plain 64-bit
// integers, because they travel in columns; what they must not be mixed with (ids, days, fractions) has types
// of its own. Sums of them are taken in 128 bits.
using units = std::int64_t;

} // namespace attain::inline v1
