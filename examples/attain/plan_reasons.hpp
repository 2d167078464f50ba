// Why the quotas are what they are, how fair they are, and what other rules and totals would mean: as text.
#pragma once

#include "make_plans.hpp"

#include <string>

namespace attain_program {

// Two or three labelled lines: the chances, the share expected at quota and the credited total, and the same
// for the equal and the proportional split. "" when nothing is known of anybody.
[[nodiscard]] std::string fairness_text(const team_plan& team);
// A table of reasons; "" without --explain.
[[nodiscard]] std::string explained_text(const team_plan& team);
// A table of totals; "" without --what-if.
[[nodiscard]] std::string what_if_text(const team_plan& team);

} // namespace attain_program
