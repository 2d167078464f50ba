#include "options.hpp"

#include <cmath>

namespace attain::capi {

namespace {

void set(double& option, double given, const char* argument) {
    if (!std::isfinite(given)) fail(errc::not_finite, argument, "must be a finite number");
    if (given < 0) fail(errc::out_of_range, argument, "must not be negative");
    if (given != 0) option = given;
}

} // namespace

audit_options to_audit_options(const attain_audit_args* args) {
    audit_options o;
    if (args == nullptr) return o;
    const auto given = read_args(args, "args");
    set(o.attainable_low, given.attainable_low, "attainable_low");
    set(o.attainable_high, given.attainable_high, "attainable_high");
    if (o.attainable_low > o.attainable_high)
        fail(errc::conflict, "attainable_low", "lies above attainable_high");
    set(o.hopeless, given.hopeless, "hopeless");
    set(o.team_chance, given.team_chance, "team_chance");
    set(o.same_number_points, given.same_number, "same_number");
    set(o.over_assignment, given.over_assignment, "over_assignment");
    if (given.stale_days < 0) fail(errc::out_of_range, "stale_days", "must not be negative");
    if (given.stale_days != 0) o.stale_days = given.stale_days;
    return o;
}

track_options to_track_options(const attain_track_args* args) {
    track_options o;
    if (args == nullptr) return o;
    const auto given = read_args(args, "args");
    o.today = one_of(given.today, today::does_not_count, "today");
    set(o.rule.p_on_track.enter, given.p_on_track_enter, "p_on_track_enter");
    set(o.rule.p_on_track.leave, given.p_on_track_leave, "p_on_track_leave");
    set(o.rule.p_at_risk.enter, given.p_at_risk_enter, "p_at_risk_enter");
    set(o.rule.p_at_risk.leave, given.p_at_risk_leave, "p_at_risk_leave");
    set(o.rule.pace_on_track.enter, given.pace_on_track_enter, "pace_on_track_enter");
    set(o.rule.pace_on_track.leave, given.pace_on_track_leave, "pace_on_track_leave");
    set(o.rule.pace_at_risk.enter, given.pace_at_risk_enter, "pace_at_risk_enter");
    set(o.rule.pace_at_risk.leave, given.pace_at_risk_leave, "pace_at_risk_leave");
    return o;
}

} // namespace attain::capi
