#include "plan_text.hpp"

#include <attain/goal/audit.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <common/text.hpp>
#include <common/text_table.hpp>

namespace attain_program {

namespace {

std::string month_name(attain::day d) {
    constexpr std::array<const char*, 12> names = {"January",   "February", "March",    "April",
                                                   "May",       "June",     "July",     "August",
                                                   "September", "October",  "November", "December"};
    return names[static_cast<std::size_t>(std::stoi(to_string(d).substr(5, 2))) - 1];
}

} // namespace

std::string weekday_name(attain::day d) {
    constexpr std::array<const char*, 7> names = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    return names[static_cast<std::size_t>(d.weekday())];
}

std::string period_name(const attain::period& p) {
    const std::string first = to_string(p.begin);
    const std::string days = first + " to " + to_string(p.last());
    switch (p.kind) {
    case attain::period_kind::day:
        return weekday_name(p.begin) + ' ' + first;
    case attain::period_kind::week:
        return "week " + to_string(p).substr(6) + " (" + days + ")";
    case attain::period_kind::month:
        return month_name(p.begin) + ' ' + first.substr(0, 4);
    case attain::period_kind::quarter:
        return to_string(p).substr(5) + ' ' + first.substr(0, 4);
    case attain::period_kind::year:
        return first.substr(0, 4);
    default:
        return days;
    }
}

std::string within(const attain::period& p) {
    const char* const how = p.kind == attain::period_kind::day      ? "on "
                            : p.kind == attain::period_kind::custom ? "from "
                                                                    : "in ";
    return how + period_name(p);
}

std::string grouped(std::string digits) {
    const std::size_t first = digits.starts_with('-') ? 1 : 0;
    for (std::size_t at = std::min(digits.find('.'), digits.size()); at > first + 3; at -= 3)
        digits.insert(at - 3, 1, ',');
    return digits;
}

std::string quantity(attain::units amount, const attain::metric& of) {
    return grouped(to_string(amount, of));
}

std::string neat(attain::units amount, const attain::metric& of) {
    return amount % of.per_whole() == 0 ? grouped(std::to_string(amount / of.per_whole()))
                                        : quantity(amount, of);
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

std::string sentence_of(const attain::catalogue& sentences, const attain::bridge_line& line,
                        const attain::metric& of, const std::string& owner) {
    std::string text = sentences.sentence(line, of, owner);
    const std::string amount = to_string(line.amount < 0 ? -line.amount : line.amount, of);
    if (const std::size_t at = text.find(amount); at != text.npos)
        text.replace(at, amount.size(), grouped(amount));
    return text;
}

std::string plural(std::size_t n, const std::string& one) {
    return grouped(std::to_string(n)) + ' ' + one + (n == 1 ? "" : "s");
}

std::string heading(const std::string& text) {
    return example::visible(text) + "\n\n";
}

std::string labelled(const std::string& label, const std::string& text) {
    constexpr std::size_t label_width = 14;
    return "  " + label + std::string(label_width - std::min(label_width, label.size()), ' ') +
           example::wrapped(text, label_width + 2) + '\n';
}

std::string not_planned_text(const std::vector<std::string>& teams, const char* option) {
    return teams.empty() ? "" : labelled("Not planned", joined(teams) + ": no " + option + " given");
}

std::string chance(const attain::forecast& f, attain::units target) {
    return f.known() ? attain::percent(attainability(f, target)) : "unknown";
}

} // namespace attain_program
