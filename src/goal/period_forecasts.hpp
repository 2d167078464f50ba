// Everybody's forecasts of a period, made at once: one alone looks at all series too.
#pragma once

#include <attain/estimate/estimator.hpp>

#include <algorithm>
#include <vector>

namespace attain::inline v1 {

class period_forecasts {
public:
    period_forecasts(const estimator& from, const period& over, stop_flag stop)
        : from_{from}, over_{over}, all_{from.forecasts(over, stop)} {}

    // Errors: as estimator::forecast.
    [[nodiscard]] forecast of(rep_id rep) const {
        const auto found = std::ranges::lower_bound(all_, rep, {}, &forecast::rep);
        const bool there = found != all_.end() && found->rep() == rep;
        return there ? *found : from_.forecast(rep, over_); // without working time
    }

private:
    const estimator& from_;
    period over_;
    std::vector<forecast> all_; // by rep
};

} // namespace attain::inline v1
