// Both sides of a ratio, and a plan for it, behind their handles: what several topics of the C ABI look into.
#pragma once

#include "boundary.hpp"

struct attain_ratio {
    std::shared_ptr<const attain::team> team; // what value looks at
    attain::ratio_estimator value;
};

struct attain_ratio_plan {
    attain::ratio_plan value;
};

namespace attain::capi {

better to_direction(std::int32_t number);

// A target as attain.h writes it. Errors: out_of_range (scale, target).
inline ratio to_target(std::int64_t target, std::int64_t scale, const char* scale_name = "scale") {
    if (scale <= 0) fail(errc::out_of_range, scale_name, "must be above 0");
    return {capi::require_units(target, "target"), scale};
}

} // namespace attain::capi
