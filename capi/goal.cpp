// Plans and their audit.
#include "boundary.hpp"

#include <algorithm>

using namespace attain;

namespace {

const goal& goal_of(const plan& in, std::int64_t rep) {
    const auto found =
        std::find_if(in.goals.begin(), in.goals.end(), [&](const goal& g) { return g.rep == rep; });
    if (found == in.goals.end())
        fail(errc::unknown_id, "rep_id", "the plan has no goal for " + std::to_string(rep));
    return *found;
}

} // namespace

extern "C" {

attain_status attain_plan_new(attain_context* context, const attain_estimator* estimator, int32_t begin,
                              int32_t end, const attain_allocation* allocation, attain_plan** out) {
    return capi::create(context, out, [&] {
        const attain_estimator& of = capi::require(estimator, "estimator");
        const attain_allocation& split = capi::require(allocation, "allocation");
        return attain_plan{of.team, of.value, split.by, split.options,
                           make_plan(*of.value, capi::to_period(begin, end), split.value)};
    });
}

void attain_plan_free(attain_plan* plan) {
    delete plan;
}

attain_status attain_plan_team(attain_context* context, const attain_plan* plan, int64_t* total,
                               double* probability) {
    return capi::guard(context, [&] {
        const attain::plan& p = capi::require(plan, "plan").value;
        if (total != nullptr) *total = p.total;
        if (probability != nullptr) *probability = p.team_probability();
    });
}

attain_status attain_plan_days(attain_context* context, const attain_plan* plan, int64_t rep_id,
                               int64_t capacity, int32_t* day, int64_t* amount, int64_t* needed) {
    return capi::guard(context, [&] {
        const auto& daily = goal_of(capi::require(plan, "plan").value, rep_id).daily;
        capi::require_room(capacity, daily.size(), needed);
        capi::write(day, daily, [](const day_target& d) { return d.day.value; });
        capi::write(amount, daily, [](const day_target& d) { return d.amount; });
    });
}

attain_status attain_plan_audit(attain_context* context, const attain_plan* plan, int64_t rep_id,
                                int32_t question, int32_t* verdict, double* figure, char* reason,
                                int64_t capacity, int64_t* needed) {
    return capi::guard(context, [&] {
        const attain::plan& p = capi::require(plan, "plan").value;
        if (question < 0 || question > 4)
            fail(errc::out_of_range, "question", "must be 0 to 4 for S, M, A, R, T");
        if (capacity < 0) fail(errc::out_of_range, "capacity", "must not be negative");
        const finding f = audit(goal_of(p, rep_id), p)[static_cast<std::size_t>(question)];
        if (verdict != nullptr) *verdict = static_cast<std::int32_t>(f.verdict);
        if (figure != nullptr) *figure = f.figure;
        if (reason == nullptr && capacity == 0 && needed == nullptr) return; // the reason is not wanted
        capi::require_room(capacity, f.reason.size() + 1, needed);
        std::memcpy(&capi::require(reason, "reason"), f.reason.c_str(), f.reason.size() + 1);
    });
}

} // extern "C"
