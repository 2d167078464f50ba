// The status of a day as all days of the period made it. A level holds until a bound is left clearly
// (pace.hpp), so today's depends on yesterday's, which depends on the day before's: a report that began anew
// each day would contradict the one of the day before.
#pragma once

#include <attain/goal/pace.hpp>

#include <functional>
#include <map>
#include <optional>
#include <type_traits>
#include <utility>

namespace attain_program {

// What was known on a day, worked out once and only when it is asked for.
template<class T>
class known_by_day {
public:
    explicit known_by_day(std::function<T(attain::day)> make) : make_{std::move(make)} {}

    [[nodiscard]] const T& on(attain::day d) {
        const auto found = known_.find(d);
        return found != known_.end() ? found->second : known_.emplace(d, make_(d)).first->second;
    }

private:
    std::function<T(attain::day)> make_;
    std::map<attain::day, T> known_;
};

// The progress on a day. `progress_on` gives it by the status of the day before; the chain begins on `first`,
// at most `on`, with nothing known of the day before, and is followed back only to the last day that says the
// same whatever came before it.
template<class ProgressOn>
[[nodiscard]] std::invoke_result_t<const ProgressOn&, attain::day, std::optional<attain::pace_status>>
chained(attain::day first, attain::day on, const ProgressOn& progress_on) {
    using attain::pace_status;
    auto alone = progress_on(on, std::nullopt);
    if (on > first)
        for (const pace_status was : {pace_status::behind, pace_status::at_risk, pace_status::on_track})
            if (progress_on(on, was).status != alone.status)
                return progress_on(on, chained(first, on - 1, progress_on).status);
    return alone;
}

} // namespace attain_program
