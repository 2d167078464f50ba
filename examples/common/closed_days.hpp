// Closed days out of a file: iCalendar or CSV.
#pragma once

#include <attain/time/calendar.hpp>

#include "input_error.hpp"

#include <string>
#include <vector>

namespace example {

// The special days inside the span, by date, ready for calendar::set. A path that ends in .ics is read as
// iCalendar (see ics.hpp), any other as CSV with the columns
//   date    2026-12-25
//   name    optional
//   share   optional: 0.5 open half the day, 1 an extra working day; empty: closed
// Errors: input_error with file and line; a date that comes twice with different shares is one.
[[nodiscard]] std::vector<attain::special_day> read_closed_days(const std::string& path,
                                                                const attain::period& span);

} // namespace example
