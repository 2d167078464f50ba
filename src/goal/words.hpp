// Names, numbers and spans inside sentences, the same whatever the locale of the program that links the
// library.
#pragma once

#include <attain/time/roster.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>

namespace attain::inline v1 {

// What sentences call somebody: a roster may leave the name out.
inline std::string called(const rep& member) {
    return member.name.empty() ? "rep " + std::to_string(member.id.value) : member.name;
}
inline std::string called(const team& all) {
    return all.name().empty() ? "the team" : all.name();
}

// Rounded to so many decimals (0 to 3), half away from zero: 2.25 as 2.3. Beyond 64 bits it saturates; NaN is
// "unknown".
inline std::string fixed(double x, int decimals) {
    if (std::isnan(x)) return "unknown";
    std::int64_t scale = 1;
    for (int i = 0; i < decimals; ++i)
        scale *= 10;
    const std::int64_t rounded = std::llround(std::clamp(x * static_cast<double>(scale), -9e18, 9e18));
    const std::int64_t size = rounded < 0 ? -rounded : rounded;
    std::string text = (rounded < 0 ? "-" : "") + std::to_string(size / scale);
    if (decimals == 0) return text;
    const std::string part = std::to_string(size % scale);
    return text + '.' + std::string(static_cast<std::size_t>(decimals) - part.size(), '0') + part;
}

inline std::string days_text(double days) {
    const std::string text = fixed(days, days == std::floor(days) ? 0 : 1);
    return text + (days == 1 ? " working day" : " working days");
}

} // namespace attain::inline v1
