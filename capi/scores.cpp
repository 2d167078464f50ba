// The chance of a composite score, its parts forecast by estimators of their own.
#include <attain/goal/score.hpp>

#include "limit.hpp"

using namespace attain;

namespace {

// The parts' forecasts and, where something is known of all of them, the score's.
class open_score {
public:
    open_score(const attain_score_parts* given, const attain_context* context) {
        const auto parts = capi::read_args(given, "parts");
        const auto estimators = capi::column(parts.estimator, parts.n, "estimator");
        const auto targets = capi::column(parts.target, parts.n, "target");
        const auto weights = capi::column(parts.weight, parts.n, "weight");
        const auto caps = capi::column(parts.cap, parts.n, "cap", true);
        const period over = capi::to_period(parts.begin, parts.end);
        bool known = true;
        forecasts_.reserve(estimators.size());
        for (std::size_t i = 0; i < estimators.size(); ++i) {
            capi::stop_of(context).poll();
            forecasts_.push_back(capi::in_row(i, [&] {
                return capi::forecast_of(*capi::require(estimators[i], "estimator").value, over,
                                         parts.rep_id);
            }));
            known = known && forecasts_.back().known();
        }
        std::vector<score_outlook> all;
        for (std::size_t i = 0; i < forecasts_.size(); ++i) {
            all.push_back({forecasts_[i], targets[i], weights[i], std::nullopt});
            if (!caps.empty() && caps[i] != ATTAIN_NULL_UNITS) all.back().cap_basis_points = caps[i];
        }
        score_forecast score =
            capi::named({{"parts", "n"}, {"cap_basis_points", "cap"}}, [&] { return score_forecast{all}; });
        if (known) score_.emplace(std::move(score));
    }
    open_score(const open_score&) = delete; // the score looks at the forecasts beside it
    open_score& operator=(const open_score&) = delete;

    // nullopt: nothing to learn from.
    [[nodiscard]] const std::optional<score_forecast>& score() const { return score_; }

private:
    std::vector<forecast> forecasts_;
    std::optional<score_forecast> score_;
};

} // namespace

extern "C" {

attain_status attain_score_chance(attain_context* context, const attain_score_parts* parts,
                                  int64_t basis_points, double* apart, double* together) {
    return capi::guard(context, [&] {
        const open_score asked{parts, context};
        std::optional<score_chance> p;
        const units wanted = capi::require_units(basis_points, "basis_points");
        if (asked.score()) p = asked.score()->chance(wanted);
        if (apart != nullptr) *apart = p ? p->apart : capi::unknown;
        if (together != nullptr) *together = p ? p->together : capi::unknown;
    });
}

attain_status attain_score_with_chance(attain_context* context, const attain_score_parts* parts,
                                       double chance, int64_t* basis_points) {
    return capi::guard(context, [&] {
        capi::require(basis_points, "basis_points");
        if (!(chance > 0 && chance < 1)) fail(errc::out_of_range, "chance", "must lie inside (0, 1)");
        const open_score asked{parts, context};
        *basis_points = asked.score() ? asked.score()->with_chance(chance) : ATTAIN_NULL_UNITS;
    });
}

} // extern "C"
