// Plans of a limit as people read them: made, followed, closed.
#pragma once

#include "limit_plans.hpp"

#include <optional>
#include <string>

namespace attain_program {

[[nodiscard]] std::string limit_plan_text(const limit_plans& all, const example::dataset& data);
[[nodiscard]] std::string limit_track_text(const followed_limits& f);
// A closed plan, and the next period's, if anybody works in it, with the same limit.
[[nodiscard]] std::string limit_review_text(const attain::limit_plan& plan, const closed_limits& closed,
                                            const std::optional<attain::limit_plan>& next);

} // namespace attain_program
