// Closed days out of a file: iCalendar or CSV.
#pragma once

#include <attain/time/calendar.hpp>

#include "input_error.hpp"

#include <map>
#include <string>
#include <vector>

namespace example {

// The special days inside the span, by date, ready for calendar::set. A path that ends in .ics is read as
// iCalendar (see ics.hpp), any other as CSV with the columns
//   date       2026-12-25
//   name       optional
//   share      optional: 0.5 open half the day, 1 an extra working day; empty: closed
//   location   optional: whose day this is; empty: everybody's
// Errors: input_error with file and line; a date that comes twice with different shares is one, and so is a
// location: that takes the function below.
[[nodiscard]] std::vector<attain::special_day> read_closed_days(const std::string& path,
                                                                const attain::period& span);

// The days of one location's people beside everybody's, or instead of them where both name a date.
struct local_days {
    std::vector<attain::special_day> days{}; // by date
    place first{};                           // where the location is first named
};

// By location; "" is everybody and always there. Errors: as above, but for locations.
[[nodiscard]] std::map<std::string, local_days> read_closed_days_by_location(const std::string& path,
                                                                             const attain::period& span);

} // namespace example
