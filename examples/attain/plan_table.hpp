// The plan as a sales manager reads it.
#pragma once

#include "make_plans.hpp"

namespace attain_program {

[[nodiscard]] std::string plan_table(const plans& all, const example::dataset& data);

} // namespace attain_program
