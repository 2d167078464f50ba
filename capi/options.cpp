#include "options.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace attain::capi {

namespace {

void set(double& option, double given, const char* argument) {
    if (!std::isfinite(given)) fail(errc::not_finite, argument, "must be a finite number");
    if (given < 0) fail(errc::out_of_range, argument, "must not be negative");
    if (given != 0) option = given;
}

// Chances are no percentages.
void set_chance(double& option, double given, const char* argument) {
    set(option, given, argument);
    if (option > 1) fail(errc::out_of_range, argument, "must be a chance, at most 1");
}

// A level is entered at or above `enter` and left below `leave`, which is not above it.
void set(status_rule::band& band, double enter, double leave, const char* enter_name,
         const char* leave_name) {
    set(band.enter, enter, enter_name);
    set(band.leave, leave, leave_name);
    if (band.leave > band.enter)
        fail(errc::out_of_range, leave_name, "must not lie above " + std::string{enter_name});
}

void require_below(const status_rule::band& lower, const status_rule::band& upper, const char* lower_name,
                   const char* upper_name) {
    if (lower.enter > upper.leave)
        fail(errc::out_of_range, lower_name, "must not lie above " + std::string{upper_name});
}

} // namespace

audit_options to_audit_options(const attain_audit_args* args) {
    audit_options o;
    if (args == nullptr) return o;
    const auto given = read_args(args, "args");
    set_chance(o.attainable_low, given.attainable_low, "attainable_low");
    set_chance(o.attainable_high, given.attainable_high, "attainable_high");
    if (o.attainable_low > o.attainable_high)
        fail(errc::conflict, "attainable_low", "lies above attainable_high");
    set_chance(o.hopeless, given.hopeless, "hopeless");
    if (given.hopeless == 0) o.hopeless = std::min(o.hopeless, o.attainable_low);
    if (o.hopeless > o.attainable_low) fail(errc::conflict, "hopeless", "lies above attainable_low");
    set_chance(o.team_chance, given.team_chance, "team_chance");
    set_chance(o.same_number_points, given.same_number, "same_number");
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
    set(o.rule.p_on_track, given.p_on_track_enter, given.p_on_track_leave, "p_on_track_enter",
        "p_on_track_leave");
    if (o.rule.p_on_track.enter > 1)
        fail(errc::out_of_range, "p_on_track_enter", "must be a chance, at most 1");
    set(o.rule.p_at_risk, given.p_at_risk_enter, given.p_at_risk_leave, "p_at_risk_enter", "p_at_risk_leave");
    require_below(o.rule.p_at_risk, o.rule.p_on_track, "p_at_risk_enter", "p_on_track_leave");
    set(o.rule.pace_on_track, given.pace_on_track_enter, given.pace_on_track_leave, "pace_on_track_enter",
        "pace_on_track_leave");
    set(o.rule.pace_at_risk, given.pace_at_risk_enter, given.pace_at_risk_leave, "pace_at_risk_enter",
        "pace_at_risk_leave");
    require_below(o.rule.pace_at_risk, o.rule.pace_on_track, "pace_at_risk_enter", "pace_on_track_leave");
    return o;
}

} // namespace attain::capi
