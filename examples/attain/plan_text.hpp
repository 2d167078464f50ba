// Words and numbers as the tables of `attain plan` write them.
#pragma once

#include <attain/estimate/forecast.hpp>
#include <attain/measure/metric.hpp>

#include <string>
#include <vector>

namespace attain_program {

// 1234567.89 as 1,234,567.89.
[[nodiscard]] std::string grouped(std::string digits);
[[nodiscard]] std::string quantity(attain::units amount, const attain::metric& of);
// Without the metric's decimals: a range or a mean is no place for cents.
[[nodiscard]] std::string about(double units, const attain::metric& of);
[[nodiscard]] std::string joined(const std::vector<std::string>& parts, const char* between = ", ");
// An indented line with a label, wrapped under itself.
[[nodiscard]] std::string labelled(const std::string& label, const std::string& text);

// A probability means something only when there is something to learn from.
[[nodiscard]] bool known(const attain::forecast& f);
[[nodiscard]] std::string chance(const attain::forecast& f, attain::units target);

} // namespace attain_program
