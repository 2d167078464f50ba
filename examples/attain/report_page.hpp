// The report as one HTML page that needs nothing else: no script, no font, no picture from outside.
#pragma once

#include "report_data.hpp"

#include <string>

namespace attain_program {

// Every number on the page is a <data> element whose value is the one in the JSON under the same key.
[[nodiscard]] std::string report_page(const report_data& report);
// `TEAM.REP.what` and `TEAM.what` with their numbers, unrounded.
[[nodiscard]] std::string report_json(const report_data& report);

} // namespace attain_program
