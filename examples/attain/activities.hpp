// The team's other metrics as activities: how often calls, e-mails and touches turn into the goal's metric.
#pragma once

#include <attain/goal/mix.hpp>

#include "make_plans.hpp"

#include <map>
#include <string>
#include <vector>

namespace attain_program {

// `calls=3`: the metric, and the minutes one takes. The channel they share with the goal's metric joins them.
struct activity_option {
    std::string metric{};
    double minutes{};
};
// Errors: attain::error (parse, out_of_range, duplicate_id) naming --minutes and what was typed.
[[nodiscard]] std::vector<activity_option> read_minutes(const std::vector<std::string>& typed);

// The option --minutes, for the subcommands that take it.
void declare_minutes(CLI::App& command, std::vector<std::string>& minutes);

// Of the half year up to `known`: each rep's channels, with rates shrunk to the team's, the minutes, and the
// share of the time that each had. Empty without activities.
using efforts = std::map<attain::rep_id, std::vector<attain::channel_effort>>;
[[nodiscard]] efforts read_efforts(const plan_options& options, const std::vector<activity_option>& minutes,
                                   const example::dataset& data, attain::day known);

// Notes for each goal of somebody with channels and working time.
void add_activities(plans& to, const efforts& channels);

} // namespace attain_program
