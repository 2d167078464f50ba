// An estimator of another metric than the goals' would say wrong chances in silence: it is refused.
#pragma once

#include <attain/core/error.hpp>
#include <attain/estimate/estimator.hpp>
#include <attain/measure/metric.hpp>

#include <string>

namespace attain::inline v1 {

// Errors: wrong_metric (another id, kind or exponent).
inline void require_same_metric(const metric& of_goals, const estimator& now, const char* argument) {
    const metric& given = now.metric();
    if (given.id() != of_goals.id() || given.kind() != of_goals.kind() ||
        given.exponent() != of_goals.exponent())
        fail(errc::wrong_metric, argument, "forecasts " + given.name() + ", not " + of_goals.name());
}

} // namespace attain::inline v1
