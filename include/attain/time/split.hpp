// Splitting a whole number over weighted days, so that every prefix stays on its line.
#pragma once

#include <attain/core/units.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace attain::inline v1 {

// Share of part i: ceil(total x W(0..i) / W) - ceil(total x W(0..i-1) / W), with W the running sum of
// weights. The running total is never behind its ideal line and never a whole unit ahead of it; the parts sum
// to `total` exactly. 17 over six equal days is 3, 3, 3, 3, 3, 2. A part without weight gets nothing;
// negative totals mirror positive ones. Errors: out_of_range (a negative weight), empty_input (total != 0 and
// no weight at all), overflow. O(n); source: cumulative rounding.
[[nodiscard]] std::vector<units> split(units total, std::span<const std::int64_t> weights);

} // namespace attain::inline v1
