// The verdict on two rates: one rule for volumes and for conversions.
#pragma once

#include <attain/core/error.hpp>
#include <attain/estimate/strengths.hpp>

#include "shrinkage.hpp"

namespace attain::inline v1 {

inline void require_standing_options(const strength_options& options) {
    if (!(options.credibility >= 0.5 && options.credibility < 1))
        fail(errc::out_of_range, "credibility", "must be from 0.5 up to, not including, 1");
    if (!(options.least_effect >= 0 && options.least_effect < 1e6))
        fail(errc::out_of_range, "least_effect", "must not be negative");
}

inline standing standing_of(double chance_above, double own, double theirs, const strength_options& options) {
    const double apart = 1 + options.least_effect;
    if (chance_above >= options.credibility && own >= apart * theirs) return standing::strength;
    if (1 - chance_above >= options.credibility && theirs >= apart * own) return standing::weakness;
    return standing::level;
}

} // namespace attain::inline v1
