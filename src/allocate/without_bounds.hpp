// The quotas that reps at a bound would have without it.
#pragma once

#include "problem.hpp"

namespace attain::inline v1::detail {

// Of each rep in `of`: its quota if it alone had no bounds of its own (nobody below 0 who was not allowed
// to), everything else as it is; the quota itself where nothing of its own holds it. p as make_problem and
// rule_of leave it. A lock keeps its remainder by the quantum.
[[nodiscard]] std::vector<units> without_own_bounds(const problem& p, const policy& rule,
                                                    const allocate_options& options, const allocation& of);

} // namespace attain::inline v1::detail
