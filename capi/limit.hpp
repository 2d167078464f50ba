// A limit's plan behind its handle, and whose forecast a column means.
#pragma once

#include <attain/goal/limit_plan.hpp>

#include "boundary.hpp"

struct attain_limit_plan {
    attain::limit_plan value;
};

namespace attain::capi {

// ATTAIN_NULL_UNITS is the team.
inline forecast forecast_of(const estimator& of, const period& over, std::int64_t rep) {
    return rep == ATTAIN_NULL_UNITS ? of.team_forecast(over) : of.forecast(whose(rep), over);
}

} // namespace attain::capi
