// Allocations.
#include "boundary.hpp"

#include <algorithm>

using namespace attain;

namespace {

policy to_policy(std::int32_t number) {
    switch (number) {
    case ATTAIN_POLICY_EQUAL_ATTAINABILITY:
        return equal_attainability{};
    case ATTAIN_POLICY_PROPORTIONAL:
        return proportional{};
    case ATTAIN_POLICY_EQUAL_SPLIT:
        return equal_split{};
    case ATTAIN_POLICY_HAMILTON:
        return hamilton{};
    default:
        fail(errc::invalid_argument, "policy", "is no policy");
    }
}

// Every rep's expected total as weight, and the caller's bounds.
std::vector<candidate> to_candidates(const std::vector<forecast>& forecasts,
                                     const attain_allocate_args& args) {
    std::vector<candidate> candidates;
    for (const forecast& f : forecasts) {
        candidate c;
        c.id = f.rep();
        c.weight = f.mean();
        candidates.push_back(c);
    }
    const auto reps = capi::column(args.bound_rep, args.n_bounds, "bound_rep");
    const auto floors = capi::column(args.bound_floor, args.n_bounds, "bound_floor", true);
    const auto caps = capi::column(args.bound_cap, args.n_bounds, "bound_cap", true);
    for (std::size_t i = 0; i < reps.size(); ++i) {
        const auto found = std::find_if(candidates.begin(), candidates.end(),
                                        [&](const candidate& c) { return c.id == reps[i]; });
        if (found == candidates.end())
            fail(errc::unknown_id, "bound_rep",
                 "no rep with working time has the id " + std::to_string(reps[i]),
                 static_cast<std::int64_t>(i));
        if (!floors.empty()) found->floor = floors[i];
        if (!caps.empty() && caps[i] != ATTAIN_NO_CAP) found->cap = caps[i];
    }
    return candidates;
}

units signed_gap(const allocation& of) {
    if (of.feasible) return 0;
    return of.problem.kind == infeasibility_kind::caps_below ? of.problem.gap : -of.problem.gap;
}

} // namespace

extern "C" {

attain_status attain_allocate(attain_context* context, const attain_estimator* estimator, int32_t begin,
                              int32_t end, int64_t total, const attain_allocate_args* args,
                              attain_allocation** out) {
    return capi::create(context, out, [&] {
        const auto& of = capi::require(estimator, "estimator").value;
        const attain_allocate_args given =
            args == nullptr ? attain_allocate_args{} : capi::read_args(args, "args");
        const auto forecasts = of.forecasts(capi::to_period(begin, end));
        allocate_options options;
        options.candidates = to_candidates(forecasts, given);
        return attain_allocation{allocate(total, forecasts, to_policy(given.policy), options)};
    });
}

void attain_allocation_free(attain_allocation* allocation) {
    delete allocation;
}

attain_status attain_allocation_gap(attain_context* context, const attain_allocation* allocation,
                                    int64_t* gap) {
    return capi::guard(context, [&] {
        capi::require(gap, "gap") = signed_gap(capi::require(allocation, "allocation").value);
    });
}

attain_status attain_allocation_quotas(attain_context* context, const attain_allocation* allocation,
                                       int64_t capacity, int64_t* rep_id, int64_t* amount,
                                       double* probability, int64_t* needed) {
    return capi::guard(context, [&] {
        const auto& quotas = capi::require(allocation, "allocation").value.quotas;
        capi::require_room(capacity, quotas.size(), needed);
        capi::write(rep_id, quotas, [](const quota& q) { return q.rep.value; });
        capi::write(amount, quotas, [](const quota& q) { return q.amount; });
        capi::write(probability, quotas, [](const quota& q) { return q.probability; });
    });
}

} // extern "C"
