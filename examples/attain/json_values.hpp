// What the JSON of every subcommand writes alike: numbers that may be missing, ranges, evidence, the audit.
#pragma once

#include <attain/goal/audit.hpp>

#include "goals_record.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <cmath>
#include <optional>
#include <string>

namespace attain_program {

using json = nlohmann::ordered_json;

inline json number(double x) {
    return std::isfinite(x) ? json(x) : json(nullptr);
}

inline json number(const std::optional<double>& x) {
    return x ? number(*x) : json(nullptr);
}

inline json ends(const attain::range& r) {
    return json::array({number(r.low), number(r.high)});
}

inline json evidence(const attain::evidence& e) {
    return {{"grade", name(e.grade)}, {"effective_days", e.effective_days}, {"prior_weight", e.prior_weight}};
}

inline json smart(const std::array<attain::finding, 5>& audit) {
    json all = json::object();
    for (const attain::finding& f : audit)
        all[std::string(1, letter(f.question))] = {{"verdict", name(f.verdict)},
                                                   {"figure", number(f.figure)},
                                                   {"reason", f.reason},
                                                   {"change", f.change.text}};
    return all;
}

inline json record(const std::optional<goals_record>& r) {
    if (!r) return nullptr;
    const auto goals = static_cast<double>(r->check.goals);
    return {{"periods", r->periods},
            {"goals", r->check.goals},
            {"said", r->check.expected_reached / goals},
            {"reached", static_cast<double>(r->check.reached) / goals}};
}

// With a line end; what is no UTF-8 is replaced.
inline std::string written(const json& document) {
    return document.dump(2, ' ', false, json::error_handler_t::replace) + '\n';
}

} // namespace attain_program
