// What changes for somebody within a period: who joins, moves, leaves, works more or less, ramps anew.
#pragma once

#include <attain/time/roster.hpp>

#include <optional>
#include <string>
#include <vector>

namespace attain_program {

// Of a member of `in`, one of the teams, by day: "joins from Harbour on 2026-12-14".
[[nodiscard]] std::vector<std::string> changes_in(const std::vector<attain::team>& teams,
                                                  const attain::team& in, const attain::rep& member,
                                                  const attain::period& over);

[[nodiscard]] bool anybody_works(const attain::team& in, const attain::period& over);

// "left on 2026-09-08": why a member has no working time in the period.
[[nodiscard]] std::string why_no_time(const std::vector<attain::team>& teams, const attain::team& in,
                                      const attain::rep& member, const attain::period& over);

// Everybody of the team without working time in the period, and why: "Dan (left on 2026-09-08)".
[[nodiscard]] std::vector<std::string> without_time(const std::vector<attain::team>& teams,
                                                    const attain::team& in, const attain::period& over);

} // namespace attain_program
