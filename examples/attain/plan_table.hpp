// The plan as a sales manager reads it.
#pragma once

#include "make_plans.hpp"
#include "plan_totals.hpp"

#include <vector>

namespace attain_program {

// The letters of SMART that do not pass, each with whom it is about and why; people with the same reason
// share one.
[[nodiscard]] std::vector<remark> doubts(const team_plan& team);

[[nodiscard]] std::string plan_table(const plans& all, const example::dataset& data);

} // namespace attain_program
