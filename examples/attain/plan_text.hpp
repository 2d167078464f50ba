// Words and numbers as the tables of `attain plan` write them.
#pragma once

#include <attain/estimate/forecast.hpp>
#include <attain/goal/catalogue.hpp>
#include <attain/measure/metric.hpp>
#include <attain/time/period.hpp>

#include <string>
#include <vector>

namespace attain_program {

// `December 2026`, `week W49 (2026-11-30 to 2026-12-06)`, `Q4 2026`; `Tue`.
[[nodiscard]] std::string period_name(const attain::period& p);
[[nodiscard]] std::string weekday_name(attain::day d);
// `in December 2026`, `on Mon 2026-12-07`, `from 2026-12-01 to 2026-12-24`.
[[nodiscard]] std::string within(const attain::period& p);
// `1 row`, `3,721 rows`.
[[nodiscard]] std::string plural(std::size_t n, const std::string& one);
// 1234567.89 as 1,234,567.89.
[[nodiscard]] std::string grouped(std::string digits);
[[nodiscard]] std::string quantity(attain::units amount, const attain::metric& of);
// Without decimals that are all zeros: 300,000 for 300000.00.
[[nodiscard]] std::string neat(attain::units amount, const attain::metric& of);
// Without the metric's decimals: a range or a mean is no place for cents.
[[nodiscard]] std::string about(double units, const attain::metric& of);
[[nodiscard]] std::string joined(const std::vector<std::string>& parts, const char* between = ", ");
// The sentence of a line of reasons, its amount grouped as all others are.
[[nodiscard]] std::string sentence_of(const attain::catalogue& sentences, const attain::bridge_line& line,
                                      const attain::metric& of, const std::string& owner);
// What a page begins with: a line, made visible, and an empty one.
[[nodiscard]] std::string heading(const std::string& text);
// An indented line with a label, wrapped under itself.
[[nodiscard]] std::string labelled(const std::string& label, const std::string& text);
// "Not planned   West: no --total given"; "" for no team.
[[nodiscard]] std::string not_planned_text(const std::vector<std::string>& teams, const char* option);

// A probability means something only when there is something to learn from.
[[nodiscard]] std::string chance(const attain::forecast& f, attain::units target);

} // namespace attain_program
