// What the report shows, gathered before a line of HTML is written.
#pragma once

#include <attain/goal/review.hpp>

#include "activities.hpp"
#include "make_plans.hpp"

#include <map>
#include <string>
#include <vector>

namespace attain_program {

// Quantiles of the running total by the end of a day; on days that are over all are what was done.
struct fan_day {
    attain::day day{};
    std::array<double, 5> quantile{}; // 10, 25, 50, 75, 90 %
    attain::units due{};              // running sum of the daily targets
    std::optional<attain::units> actual{};
};

struct rep_report {
    const attain::goal* goal{};
    const goal_notes* notes{};
    const attain::equal_share* equal{};
    std::string key{};
    std::optional<double> chance{}; // when the plan was made
    std::optional<double> equal_chance{};
    std::optional<double> chance_now{}; // as of the report's day
    attain::units actual{};
    std::vector<fan_day> fan{};
    std::vector<attain::cascade_part> weeks{};
    std::vector<std::string> why{};          // the bridge, as sentences
    std::optional<attain::mix> activities{}; // with --minutes
};

struct team_report {
    const team_plan* plan{};
    attain::units actual{};
    std::optional<double> chance{};
    std::optional<double> assigned_chance{}; // of what the quotas add up to
    std::optional<double> chance_now{};
    std::vector<rep_report> reps{};
    std::map<attain::rep_id, std::string> names{}; // of everybody, past members too
};

struct report_data {
    const plans* all{};
    const example::dataset* data{};
    attain::day as_of{};
    std::vector<team_report> teams{};
};

[[nodiscard]] report_data gather(const plans& all, const example::dataset& data, attain::day as_of);

} // namespace attain_program
