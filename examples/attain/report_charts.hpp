// The report's charts as plain SVG. Colours come from the page's style.
#pragma once

#include "report_data.hpp"

#include <string>

namespace attain_program {

// Text that is safe inside HTML and attributes.
[[nodiscard]] std::string escaped(const std::string& text);

// The running total of a rep's period: bands, median, the line of the daily targets, what was done.
[[nodiscard]] std::string fan_chart(const rep_report& rep, const attain::metric& of);
// Each rep's chance under one number for all, beside the chance under this plan.
[[nodiscard]] std::string fairness_chart(const team_report& team);
// Each rep's rate in each channel with its interval, beside the team's rate. Empty without channels.
[[nodiscard]] std::string strengths_chart(const team_report& team);
// Where past results fell in the forecasts made for them.
[[nodiscard]] std::string calibration_chart(const team_report& team);

} // namespace attain_program
