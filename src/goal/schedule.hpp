// The cascade that a goal's versions make, for a change in the making: what it comes to is not promised yet.
#pragma once

#include <attain/goal/goal.hpp>

namespace attain::inline v1 {

// As schedule_of, but the total follows from the versions and today's working time.
[[nodiscard]] cascade schedule_by_versions(const goal& g, const team& in);

} // namespace attain::inline v1
