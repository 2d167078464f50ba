// The policy, the bounds and the switches of `attain plan`, as the library takes them.
#pragma once

#include <attain/allocate/allocate.hpp>
#include <attain/estimate/forecast.hpp>

#include "plan_options.hpp"

#include <map>
#include <span>
#include <string>
#include <vector>

namespace attain_program {

// The names --policy takes, in the order of the help.
[[nodiscard]] std::vector<std::string> policy_names();

// Errors: attain::error naming the option for a policy that lacks what it needs.
[[nodiscard]] attain::policy policy_of(const plan_options& options);

// What the policy's name leaves to say, "" for most: Hamilton's warning.
[[nodiscard]] std::string warning_of(const attain::policy& by);

// The step of quotas, 1 when none is asked for. Errors: attain::error (out_of_range) naming --quantum.
[[nodiscard]] attain::units quantum_of(const example::dataset& data, const plan_options& options);

// Weights, bounds, last period's quotas and values of everybody who has a forecast, and the switches. Each
// forecast is of the days in a team, whose name is in the same place of `teams`; of what is said of somebody
// who is in several, each has the part of the working time there. Errors: attain::error or
// example::input_error for an unknown rep, contradictory bounds of one rep, numbers that cannot be read, and
// a policy that cannot divide somebody's quota.
[[nodiscard]] attain::allocate_options details_of(const example::dataset& data, const plan_options& options,
                                                  const std::vector<attain::forecast>& forecasts,
                                                  const std::vector<std::string>& teams);

// What is said of people who are in this team for a part of their working time, in words: "Ana, in East and
// West: lock 10 of 25". One for each of whom something is said.
[[nodiscard]] std::vector<std::string> divided_rules(const example::dataset& data,
                                                     const plan_options& options, const attain::team& team);

// Those of whom no last quota is said although the policy starts from it.
[[nodiscard]] std::vector<attain::rep_id> without_last_quota(const example::dataset& data,
                                                             const plan_options& options,
                                                             const std::vector<attain::forecast>& forecasts);

// What the options say of single people by name, in words: "lock 30, floor 10".
[[nodiscard]] std::map<attain::rep_id, std::string> said_by_name(const example::dataset& data,
                                                                 const plan_options& options);

// The rep somebody means by an id or a name of the files. Errors: attain::error (unknown_id, conflict) naming
// the option.
[[nodiscard]] attain::rep_id rep_called(const example::dataset& data, const std::string& option,
                                        const std::string& name);

// Names of people and amounts of the metric, for the library's texts.
[[nodiscard]] attain::wording wording_of(const example::dataset& data);

} // namespace attain_program
