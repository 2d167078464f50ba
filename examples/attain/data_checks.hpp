// What to look at in a team's rows before trusting a figure made of them: the library's data quality in
// words.
#pragma once

#include <common/dataset.hpp>
#include <string>
#include <vector>

namespace attain_program {

// Of half a year up to as_of: days that stand alone (a slip in the date), quantities far outside what is
// usual, and an event that is more than half of what somebody brought; in this order, at most five and how
// many more. Empty where nothing is strange. Nothing is repaired. (Silences are the audit's: M of SMART.)
[[nodiscard]] std::vector<std::string> data_checks(const example::dataset& data, const attain::team& of,
                                                   const attain::metric& what, attain::day as_of);

} // namespace attain_program
