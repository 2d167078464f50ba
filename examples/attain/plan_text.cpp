#include "plan_text.hpp"

#include <attain/goal/audit.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <common/text_table.hpp>

namespace attain_program {

std::string grouped(std::string digits) {
    const std::size_t first = digits.starts_with('-') ? 1 : 0;
    for (std::size_t at = std::min(digits.find('.'), digits.size()); at > first + 3; at -= 3)
        digits.insert(at - 3, 1, ',');
    return digits;
}

std::string quantity(attain::units amount, const attain::metric& of) {
    return grouped(to_string(amount, of));
}

std::string about(double units, const attain::metric& of) {
    return grouped(fmt::format("{:.0f}", units / static_cast<double>(of.per_whole())));
}

std::string joined(const std::vector<std::string>& parts, const char* between) {
    std::string text;
    for (const std::string& part : parts)
        text += (text.empty() ? "" : between) + part;
    return text;
}

std::string labelled(const std::string& label, const std::string& text) {
    constexpr std::size_t label_width = 14;
    return "  " + label + std::string(label_width - std::min(label_width, label.size()), ' ') +
           example::wrapped(text, label_width + 2) + '\n';
}

bool known(const attain::forecast& f) {
    return f.evidence().grade != attain::evidence_grade::unknown;
}

std::string chance(const attain::forecast& f, attain::units target) {
    return known(f) ? attain::percent(f.tail(target)) : "unknown";
}

} // namespace attain_program
