// Attainment: actual against target, in columns.
#include <attain/goal/score.hpp>

#include "boundary.hpp"

using namespace attain;

namespace {

template<class T, class Value>
void put(T* column, std::size_t row, Value value) {
    if (column != nullptr) column[row] = static_cast<T>(value);
}

} // namespace

extern "C" {

attain_status attain_attainment(attain_context* context, int64_t n, const int64_t* actual,
                                const int64_t* target, const uint8_t* applicable,
                                const attain_attainment_columns* out) {
    return capi::guard(context, [&] {
        const auto actuals = capi::column(actual, n, "actual");
        const auto targets = capi::column(target, n, "target");
        const auto counts = capi::column(applicable, n, "applicable", true);
        const auto to = capi::read_args(out, "out");
        const auto applies = [&](std::size_t i) { return counts.empty() || counts[i] != 0; };
        const bool limits = to.kept != nullptr || to.headroom != nullptr;
        const auto limit_of = [&](std::size_t i) {
            return capi::in_row(i, [&] {
                return check_limit(capi::known_units(actuals[i]), capi::known_units(targets[i]), applies(i));
            });
        };
        for (std::size_t i = 0; limits && i < actuals.size(); ++i)
            static_cast<void>(limit_of(i)); // refused before anything is written
        for (std::size_t i = 0; i < actuals.size(); ++i) {
            const attainment a =
                attainment::of(capi::known_units(actuals[i]), capi::known_units(targets[i]), applies(i));
            put(to.state, i, a.state());
            put(to.reached, i, a.reached() ? 1 : 0);
            put(to.basis_points, i, capi::or_null(a.basis_points()));
            put(to.value, i, capi::or_nan(a.value()));
            if (!limits) continue;
            const limit_check limit = limit_of(i);
            const bool compared = limit.state == attainment_state::known;
            put(to.kept, i, limit.kept ? 1 : 0);
            put(to.headroom, i, compared ? limit.headroom : ATTAIN_NULL_UNITS);
        }
    });
}

attain_status attain_composite_score(attain_context* context, int64_t n, const int64_t* actual,
                                     const int64_t* target, const int64_t* weight, const int64_t* cap,
                                     int64_t* basis_points) {
    return capi::guard(context, [&] {
        const auto actuals = capi::column(actual, n, "actual");
        const auto targets = capi::column(target, n, "target");
        const auto weights = capi::column(weight, n, "weight");
        const auto caps = capi::column(cap, n, "cap", true);
        capi::require(basis_points, "basis_points");
        std::vector<score_part> parts;
        for (std::size_t i = 0; i < actuals.size(); ++i)
            parts.push_back({attainment::of(capi::known_units(actuals[i]), capi::known_units(targets[i])),
                             weights[i], caps.empty() ? std::nullopt : capi::known_units(caps[i])});
        const attainment score =
            capi::named({{"parts", "n", errc::empty_input}, {"parts", "weight"}, {"cap_basis_points", "cap"}},
                        [&] { return composite_score(parts); });
        *basis_points = capi::or_null(score.basis_points());
    });
}

} // extern "C"
