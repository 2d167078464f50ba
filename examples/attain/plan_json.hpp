// The plan as JSON: everything the table shows, with the numbers unrounded.
#pragma once

#include "make_plans.hpp"

namespace attain_program {

// Quantities are integers of the metric's smallest unit ("decimals" says how many digits are decimals),
// probabilities plain numbers, null what is unknown.
[[nodiscard]] std::string plan_json(const plans& all, const example::dataset& data);

} // namespace attain_program
