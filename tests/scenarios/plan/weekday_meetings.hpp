// An activity file: each of the reps 1 to 4 books one meeting on every Monday to Friday of October and
// November 2026.
#pragma once

#include <string>

namespace scenario {

inline std::string weekday_meetings() {
    std::string rows = "rep,metric,date,quantity\n";
    for (int d = 1; d <= 31; ++d)
        for (const char* rep : {"1", "2", "3", "4"}) {
            const std::string day = (d < 10 ? "0" : "") + std::to_string(d);
            if (d % 7 != 3 && d % 7 != 4) rows += std::string{rep} + ",meetings,2026-10-" + day + ",1\n";
            if (d % 7 > 1 && d < 31) rows += std::string{rep} + ",meetings,2026-11-" + day + ",1\n";
        }
    return rows;
}

} // namespace scenario
