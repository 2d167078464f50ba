#include "goals_record.hpp"

#include <attain/goal/audit.hpp>

#include "plan_text.hpp"

#include <fmt/format.h>

namespace attain_program {

void goals_record::add(const attain::calibration_check& one) {
    periods += one.goals > 0;
    check.goals += one.goals;
    check.reached += one.reached;
    check.expected_reached += one.expected_reached;
}

std::string text(const goals_record& r, const std::string& with) {
    const attain::calibration_check& c = r.check;
    const auto goals = static_cast<double>(c.goals);
    return fmt::format("{}, {} replayed with this {}: said {} on average, happened {} ({} of {})",
                       plural(r.periods, "earlier period"), plural(c.goals, "goal"), with,
                       attain::percent(c.expected_reached / goals),
                       attain::percent(static_cast<double>(c.reached) / goals), c.reached, c.goals);
}

} // namespace attain_program
