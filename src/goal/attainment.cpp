#include <attain/core/error.hpp>
#include <attain/goal/attainment.hpp>

#include <algorithm>
#include <cstdlib>
#include <limits>

namespace attain::inline v1 {

const char* name(attainment_state state) noexcept {
    switch (state) {
    case attainment_state::known:
        return "known";
    case attainment_state::no_target:
        return "no target";
    case attainment_state::zero_target:
        return "target of zero";
    case attainment_state::negative_target:
        return "negative target";
    case attainment_state::no_actual:
        return "nothing recorded";
    case attainment_state::not_applicable:
        return "not applicable";
    }
    return "unknown state";
}

attainment attainment::of(std::optional<units> actual, std::optional<units> target,
                          bool applicable) noexcept {
    const auto without = [](attainment_state state) { return attainment{state, 0, 1}; };
    if (!applicable) return without(attainment_state::not_applicable);
    if (!target) return without(attainment_state::no_target);
    if (*target == 0) return without(attainment_state::zero_target);
    if (*target < 0) return without(attainment_state::negative_target);
    if (!actual) return without(attainment_state::no_actual);
    return {attainment_state::known, *actual, *target};
}

attainment attainment::of_ratio(units numerator, units denominator, units target, units scale,
                                bool applicable) {
    if (denominator < 0) fail(errc::out_of_range, "denominator", "must not be negative");
    if (scale <= 0) fail(errc::out_of_range, "scale", "must be positive");
    if (!applicable || target <= 0 || denominator == 0)
        return of(denominator == 0 ? std::nullopt : std::optional{numerator}, target, applicable);
    return {attainment_state::known, int128{numerator} * scale, int128{denominator} * target};
}

std::optional<double> attainment::value() const noexcept {
    if (!known()) return std::nullopt;
    return static_cast<double>(numerator_) / static_cast<double>(denominator_);
}

namespace {

// floor(scale x numerator / denominator); saturates at the ends of 128 bits. scale <= 10,000.
int128 scaled(int128 numerator, int128 denominator, int128 scale) {
    // Whole part and rest apart: scale x numerator might leave 128 bits.
    constexpr int128 largest = 2 * ((int128{1} << 126) - 1) + 1;
    const int128 whole = floor_div(numerator, denominator);
    if (whole > largest / scale - 1) return largest;
    if (whole < -(largest / scale - 1)) return -largest;
    int128 rest = numerator - whole * denominator;
    int128 by = denominator;
    // Halving both keeps the floor wrong by at most the last bit of a denominator beyond 2^100.
    for (; by > (int128{1} << 100); by /= 2)
        rest /= 2;
    return whole * scale + rest * scale / by;
}

std::string digits_of(int128 size) {
    std::string text;
    do {
        text.insert(text.begin(), static_cast<char>('0' + static_cast<int>(size % 10)));
        size /= 10;
    } while (size > 0);
    return text;
}

} // namespace

std::optional<std::int64_t> attainment::basis_points() const noexcept {
    if (!known()) return std::nullopt;
    using limits = std::numeric_limits<std::int64_t>;
    return static_cast<std::int64_t>(
        std::clamp<int128>(scaled(numerator_, denominator_, 10'000), limits::min(), limits::max()));
}

std::string attainment::text(int decimals) const {
    if (!known()) return name(state_);
    const int shown = std::clamp(decimals, 0, 2);
    const int one = shown == 0 ? 1 : shown == 1 ? 10 : 100;
    const int128 floored = scaled(numerator_, denominator_, 100 * one);
    const int128 size = floored < 0 ? -floored : floored;
    std::string text = (floored < 0 ? "-" : "") + digits_of(size / one);
    if (shown > 0) {
        const std::string tail = digits_of(size % one);
        text += '.' + std::string(static_cast<std::size_t>(shown) - tail.size(), '0') + tail;
    }
    return text + " %";
}

std::partial_ordering operator<=>(const attainment& a, const attainment& b) noexcept {
    if (!a.known() || !b.known()) return std::partial_ordering::unordered;
    // a/b against c/d by continued fractions, so that no product is needed.
    int128 an = a.numerator_, ad = a.denominator_, bn = b.numerator_, bd = b.denominator_;
    for (bool turned = false;; turned = !turned) {
        const int128 x = floor_div(an, ad);
        const int128 y = floor_div(bn, bd);
        if (x != y) return (x < y) != turned ? std::partial_ordering::less : std::partial_ordering::greater;
        an -= x * ad;
        bn -= y * bd;
        if (an == 0 && bn == 0) return std::partial_ordering::equivalent;
        if (an == 0) return turned ? std::partial_ordering::greater : std::partial_ordering::less;
        if (bn == 0) return turned ? std::partial_ordering::less : std::partial_ordering::greater;
        std::swap(an, ad);
        std::swap(bn, bd);
    }
}

limit_check check_limit(std::optional<units> actual, std::optional<units> limit, bool applicable) {
    if (!applicable) return {.state = attainment_state::not_applicable};
    if (!limit) return {.state = attainment_state::no_target};
    if (!actual) return {.state = attainment_state::no_actual};
    limit_check check{.kept = *actual <= *limit, .headroom = narrow(int128{*limit} - *actual, "actual")};
    if (*limit > 0) check.used = static_cast<double>(*actual) / static_cast<double>(*limit);
    return check;
}

} // namespace attain::inline v1
