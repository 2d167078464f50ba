// A strict reader of iCalendar files (RFC 5545) that list closed days: whole-day events, alone or yearly.
#pragma once

#include <attain/time/calendar.hpp>

#include "input_error.hpp"

#include <string>
#include <vector>

namespace example {

// The days of all events inside the span, by date, one entry a date (names joined), each closed.
//
// Read are VEVENTs with a DTSTART of VALUE=DATE, DTEND (the first day no longer off) or DURATION in days or
// weeks, SUMMARY, STATUS (CANCELLED events are left out), EXDATE, and an RRULE of FREQ=YEARLY with INTERVAL,
// COUNT, UNTIL, BYMONTH and either BYMONTHDAY or BYDAY=nXX (2MO, -1FR). Other components are skipped.
// Errors (input_error, with the line): an event with a time of day, a rule beyond these (rather than half of
// it), a missing or doubled DTSTART, an end that is not after the start, a file that is no calendar.
[[nodiscard]] std::vector<attain::special_day> read_ics(const std::string& path, const attain::period& span);

} // namespace example
