// A goal: what one rep is asked to reach, in what, by when, day by day, and how likely that is.
#pragma once

#include <attain/estimate/forecast.hpp>
#include <attain/time/roster.hpp>

#include <string>
#include <vector>

namespace attain::inline v1 {

// What one working day should bring.
struct day_target {
    attain::day day{};
    units amount{};

    friend bool operator==(const day_target&, const day_target&) = default;
};

struct goal {
    rep_id rep{};
    std::string owner{}; // the rep's name
    std::string role{};
    attain::metric metric;
    attain::period period;
    units target{};
    attain::forecast forecast;      // of the rep's total of the period
    capacity working_time{};        // the rep's capacity over the whole period
    capacity full_time{};           // what somebody full-time, always there and fully ramped would have
    std::optional<day> last_fact{}; // last day with something recorded; nullopt: nothing ever
    // Whole units that sum to the target, one entry for each day with capacity.
    std::vector<day_target> daily{};

    // P(total >= target); a probability only when forecast.evidence().grade is not unknown.
    [[nodiscard]] double probability() const { return forecast.tail(target); }
};

} // namespace attain::inline v1
