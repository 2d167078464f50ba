// The SMART audit in a table and below it: marks, and the reasons of those that are no pass.
#pragma once

#include <attain/goal/audit.hpp>

#include <array>
#include <span>
#include <string>

namespace attain_program {

// SMART with ? for a letter in doubt and x for one that fails.
[[nodiscard]] std::string marks(const std::array<attain::finding, 5>& audit);

// The reasons of all marks that are no pass, with what would mend them; people with the same share a line.
// owners[i] belongs to audits[i].
[[nodiscard]] std::string reasons_text(std::span<const std::string> owners,
                                       std::span<const std::array<attain::finding, 5>> audits);

// One number for all of them: `30 for everyone: Ana 80 %, Ben 12 %`, of many people the ends. chances[i], NaN
// where unknown, belongs to owners[i]. "" when nothing is known.
[[nodiscard]] std::string one_for_all_text(const std::string& number, std::span<const std::string> owners,
                                           std::span<const double> chances);

} // namespace attain_program
