// Which weekdays are worked, as people write it: `Mon-Fri`, `Sun-Thu`, `Mon Wed Fri`, `Tue-Fri Sat`.
#pragma once

#include <attain/core/fraction.hpp>

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace example {

// The working share of each weekday, Monday first.
using weekday_shares = std::array<attain::fraction, 7>;

// 1 for a day that is named or lies in a range (over the week's end too), 0 for the others. Days are English,
// whole or cut after three letters or more, upper case or lower; parts are separated by blanks, commas or
// semicolons. None for anything else, an empty text too. O(length).
[[nodiscard]] std::optional<weekday_shares> read_workdays(std::string_view text);
// What is to be said of a text that it is not.
[[nodiscard]] std::string not_workdays(std::string_view text);

} // namespace example
