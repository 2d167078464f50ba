#include "workdays.hpp"

#include "text.hpp"

#include <algorithm>
#include <cstddef>

namespace example {

namespace {

char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::optional<std::size_t> weekday_of(std::string_view text) {
    constexpr std::array<std::string_view, 7> names = {"monday", "tuesday",  "wednesday", "thursday",
                                                       "friday", "saturday", "sunday"};
    if (text.size() < 3) return std::nullopt;
    for (std::size_t d = 0; d < names.size(); ++d)
        if (text.size() <= names[d].size() && std::equal(text.begin(), text.end(), names[d].begin(),
                                                         [](char a, char b) { return lower(a) == b; }))
            return d;
    return std::nullopt;
}

} // namespace

std::optional<weekday_shares> read_workdays(std::string_view text) {
    constexpr std::string_view separators = " ,;\t";
    weekday_shares week;
    week.fill(attain::fraction::zero());
    bool any = false;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of(separators), text.size());
        const std::string_view part = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (part.empty()) continue;
        const std::size_t dash = part.find('-');
        const auto first = weekday_of(part.substr(0, dash));
        const auto last = dash == part.npos ? first : weekday_of(part.substr(dash + 1));
        if (!first || !last) return std::nullopt;
        for (std::size_t d = *first;; d = (d + 1) % week.size()) {
            week[d] = attain::fraction::one();
            if (d == *last) break;
        }
        any = true;
    }
    return any ? std::optional{week} : std::nullopt;
}

std::string not_workdays(std::string_view text) {
    return quote(text) + " is not weekdays such as Tue-Sat or Mon Wed Fri";
}

} // namespace example
