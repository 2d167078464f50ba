#include <attain/core/int128.hpp>
#include <attain/goal/bridge.hpp>

#include <utility>

namespace attain::inline v1 {

const char* name(factor f) noexcept {
    switch (f) {
    case factor::base_share:
        return "base share";
    case factor::record:
        return "own record";
    case factor::ramp:
        return "ramp";
    case factor::leave:
        return "leave";
    case factor::part_time:
        return "part-time";
    case factor::bounds:
        return "bounds";
    case factor::locks:
        return "lock";
    case factor::hedge:
        return "hedge";
    case factor::rounding:
        return "rounding";
    case factor::previous:
        return "previous quota";
    case factor::working_time:
        return "working time";
    case factor::evidence:
        return "evidence";
    case factor::damping:
        return "damping";
    case factor::dead_band:
        return "dead band";
    case factor::ratchet:
        return "ratchet guard";
    case factor::step:
        return "step bound";
    case factor::relief:
        return "relief";
    case factor::team_total:
        return "team total";
    case factor::decision:
        return "decision";
    case factor::handover:
        return "handover";
    case factor::weights:
        return "weight";
    case factor::values:
        return "value";
    case factor::last_quota:
        return "last quota";
    case factor::team_record:
        return "team's record";
    }
    return "unknown factor";
}

void bridge::to(attain::factor f, units figure, std::string note) {
    const units amount = narrow(int128{figure} - total_, "figure");
    total_ = figure;
    if (amount != 0 || !note.empty()) lines_.push_back({f, amount, std::move(note)});
}

units bridge::of(attain::factor f) const noexcept {
    units sum = 0;
    for (const bridge_line& line : lines_)
        if (line.factor == f) sum += line.amount;
    return sum;
}

} // namespace attain::inline v1
