#include "smart_text.hpp"

#include "plan_text.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace attain_program {

namespace {

constexpr std::size_t few = 6; // people up to whom every one is named

} // namespace

std::string marks(const std::array<attain::finding, 5>& audit) {
    std::string text;
    for (const attain::finding& f : audit)
        text += f.verdict == attain::verdict::pass   ? letter(f.question)
                : f.verdict == attain::verdict::warn ? '?'
                                                     : 'x';
    return text;
}

std::string reasons_text(std::span<const std::string> owners,
                         std::span<const std::array<attain::finding, 5>> audits) {
    std::string text;
    for (std::size_t letter = 0; letter < 5; ++letter)
        for (const attain::verdict verdict : {attain::verdict::fail, attain::verdict::warn}) {
            std::vector<std::pair<std::string, std::vector<std::string>>> by_reason; // in the order of goals
            for (std::size_t i = 0; i < audits.size(); ++i) {
                const attain::finding& f = audits[i][letter];
                if (f.verdict != verdict) continue;
                const std::string reason = f.reason + (f.change.text.empty() ? "" : "; " + f.change.text);
                const auto at = std::find_if(by_reason.begin(), by_reason.end(), [&](const auto& known_one) {
                    return known_one.first == reason;
                });
                if (at == by_reason.end())
                    by_reason.push_back({reason, {owners[i]}});
                else
                    at->second.push_back(owners[i]);
            }
            std::string label = std::string(1, attain::letter(static_cast<attain::smart>(letter))) +
                                (verdict == attain::verdict::fail ? " fails" : " in doubt");
            for (const auto& [reason, people] : by_reason) {
                const bool all = people.size() == audits.size() && people.size() > 1;
                text += labelled(label, (all ? "everybody" : joined(people)) + ": " + reason);
                label.clear();
            }
        }
    return text;
}

std::string one_for_all_text(const std::string& number, std::span<const std::string> owners,
                             std::span<const double> chances) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < chances.size(); ++i)
        if (std::isfinite(chances[i])) order.push_back(i);
    if (order.empty()) return "";
    const auto person = [&](std::size_t i) { return owners[i] + ' ' + attain::percent(chances[i]); };
    const std::string text = number + " for everyone: ";
    if (order.size() <= few) {
        std::vector<std::string> people;
        for (const std::size_t i : order)
            people.push_back(person(i));
        return text + joined(people);
    }
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return chances[a] > chances[b]; });
    const auto low =
        std::count_if(order.begin(), order.end(), [&](std::size_t i) { return chances[i] < 0.5; });
    return text + "from " + person(order.front()) + " to " + person(order.back()) + "; " +
           std::to_string(low) + " of " + std::to_string(order.size()) + " below 50 %";
}

} // namespace attain_program
