// Plans as the quotas of a CRM.
#pragma once

#include "make_plans.hpp"

#include <common/dataset.hpp>
#include <crm/quotas.hpp>
#include <string>

namespace attain_program {

// Everybody's goals as records of the map's system, one for each of its periods within the plan's (the sums
// of the daily quotas); who has a goal in several teams is to reach their sum. Errors: example::input_error
// when the plan is not made of whole ones, or a quota has more decimals than the map.
[[nodiscard]] std::string crm_quotas_of(const plans& all, const example::dataset& data,
                                        const example::quota_map& map);

} // namespace attain_program
