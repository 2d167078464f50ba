// attain: goals people can reach, that add up to the number you need.
//
// Everything but the Boost.Accumulators features (attain/measure/rolling.hpp, which costs seconds to
// compile). Read the folders core, time, measure, estimate, allocate and goal in that order and you have read
// the theory.
#pragma once

#include <attain/allocate/allocate.hpp>
#include <attain/allocate/allocation.hpp>
#include <attain/allocate/bounds.hpp>
#include <attain/allocate/certificate.hpp>
#include <attain/allocate/policy.hpp>
#include <attain/core/error.hpp>
#include <attain/core/export.hpp>
#include <attain/core/fraction.hpp>
#include <attain/core/id.hpp>
#include <attain/core/int128.hpp>
#include <attain/core/int256.hpp>
#include <attain/core/memory.hpp>
#include <attain/core/units.hpp>
#include <attain/core/version.hpp>
#include <attain/estimate/estimator.hpp>
#include <attain/estimate/forecast.hpp>
#include <attain/estimate/grid.hpp>
#include <attain/estimate/normal.hpp>
#include <attain/estimate/predictive.hpp>
#include <attain/estimate/predictive_concept.hpp>
#include <attain/estimate/ramp_fit.hpp>
#include <attain/estimate/strengths.hpp>
#include <attain/goal/activity.hpp>
#include <attain/goal/adjust.hpp>
#include <attain/goal/attainment.hpp>
#include <attain/goal/audit.hpp>
#include <attain/goal/bridge.hpp>
#include <attain/goal/cascade.hpp>
#include <attain/goal/catalogue.hpp>
#include <attain/goal/change.hpp>
#include <attain/goal/counterfactual.hpp>
#include <attain/goal/goal.hpp>
#include <attain/goal/milestone.hpp>
#include <attain/goal/mix.hpp>
#include <attain/goal/pace.hpp>
#include <attain/goal/plan.hpp>
#include <attain/goal/proration.hpp>
#include <attain/goal/review.hpp>
#include <attain/goal/track.hpp>
#include <attain/goal/trial.hpp>
#include <attain/measure/book.hpp>
#include <attain/measure/credit.hpp>
#include <attain/measure/day_window.hpp>
#include <attain/measure/decay.hpp>
#include <attain/measure/fact.hpp>
#include <attain/measure/ledger.hpp>
#include <attain/measure/metric.hpp>
#include <attain/measure/moments.hpp>
#include <attain/measure/money.hpp>
#include <attain/measure/working_days.hpp>
#include <attain/time/calendar.hpp>
#include <attain/time/capacity.hpp>
#include <attain/time/day.hpp>
#include <attain/time/fiscal.hpp>
#include <attain/time/holiday.hpp>
#include <attain/time/period.hpp>
#include <attain/time/proration.hpp>
#include <attain/time/ramp.hpp>
#include <attain/time/roster.hpp>
#include <attain/time/season.hpp>
#include <attain/time/split.hpp>
