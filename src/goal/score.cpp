#include <attain/allocate/bounds.hpp>
#include <attain/core/error.hpp>
#include <attain/core/int128.hpp>
#include <attain/goal/score.hpp>

#include "../core/whole_units.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace attain::inline v1 {

namespace {

constexpr std::int64_t full = 10'000; // basis points
constexpr std::size_t most_parts = 64;

// Powers of it modulo the number of points order the points of each dimension anew. Source: L'Ecuyer, Tables
// of linear congruential generators of different sizes and good lattice structure, 1999.
constexpr std::size_t korobov = 1487;

// Credits beyond this many basis points count as this many: no product overflows.
constexpr std::int64_t widest_score = std::int64_t{1} << 50;

double point(std::size_t i) {
    return (static_cast<double>(i) + 0.5) / static_cast<double>(score_forecast::points);
}

void require(const score_outlook& part, std::int64_t row) {
    if (part.target <= 0) fail(errc::out_of_range, "target", "must be positive", row);
    if (part.weight <= 0) fail(errc::out_of_range, "weight", "must be positive", row);
    if (part.cap_basis_points && *part.cap_basis_points < 0)
        fail(errc::out_of_range, "cap_basis_points", "must not be negative", row);
}

// Weight x credited basis points at a quantile.
int128 credited(const score_outlook& part, double p) {
    const units total = whole_units(std::floor(part.of.quantile(p) + 1e-9));
    int128 points = floor_div(int128{full} * total, part.target);
    points = std::clamp<int128>(points, -widest_score, widest_score);
    if (part.cap_basis_points) points = std::min<int128>(points, *part.cap_basis_points);
    return points * part.weight;
}

// P(the part's credited basis points >= points).
double chance_of_points(const score_outlook& part, int128 points) {
    if (part.cap_basis_points && points > *part.cap_basis_points) return 0;
    if (points > widest_score) return 0;
    const int128 total = ceil_div(std::max<int128>(points, -widest_score) * part.target, full);
    constexpr int128 widest = unlimited;
    if (total > widest) return 0;
    return part.of.tail(static_cast<units>(std::max(total, -widest)));
}

// How much the part's credit varies.
double width(const score_outlook& part) {
    return static_cast<double>(part.weight) / static_cast<double>(part.target) *
           std::sqrt(part.of.variance());
}

} // namespace

attainment composite_score(std::span<const score_part> parts) {
    if (parts.empty()) fail(errc::empty_input, "parts", "a score needs at least one part");
    int128 known = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (parts[i].weight <= 0)
            fail(errc::out_of_range, "weight", "must be positive", static_cast<std::int64_t>(i));
        if (parts[i].cap_basis_points && *parts[i].cap_basis_points < 0)
            fail(errc::out_of_range, "cap_basis_points", "must not be negative",
                 static_cast<std::int64_t>(i));
        if (parts[i].of.known()) known += parts[i].weight;
    }
    if (known == 0) return attainment::of(std::nullopt, std::nullopt, false);
    const units weights = narrow(known, "weight"); // first: then no sum of products leaves 128 bits
    int128 sum = 0;
    for (const score_part& part : parts) {
        const auto points = part.of.basis_points();
        if (!points) continue;
        const std::int64_t credited =
            part.cap_basis_points ? std::min(*points, *part.cap_basis_points) : *points;
        sum += int128{part.weight} * credited;
    }
    return attainment::of_ratio(narrow(sum, "parts"), weights, 10'000, 1);
}

score_forecast::score_forecast(std::span<const score_outlook> parts) : parts_(parts.begin(), parts.end()) {
    if (parts.empty()) fail(errc::empty_input, "parts", "a score needs at least one part");
    if (parts.size() > most_parts)
        fail(errc::out_of_range, "parts", "a score has at most " + std::to_string(most_parts) + " parts");
    int128 weights = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        require(parts[i], static_cast<std::int64_t>(i));
        weights += parts[i].weight;
    }
    weights_ = narrow(weights, "weight");
    const auto widest =
        std::max_element(parts_.begin(), parts_.end(),
                         [](const score_outlook& a, const score_outlook& b) { return width(a) < width(b); });
    std::swap(*widest, parts_.back());
    sum_the_others();
}

void score_forecast::sum_the_others() {
    sums_.assign(parts_.size() > 1 ? points : 1, 0);
    std::vector<int128> table(points);
    std::size_t stride = 1;
    for (std::size_t d = 0; d + 1 < parts_.size(); ++d) {
        for (std::size_t i = 0; i < points; ++i)
            table[i] = credited(parts_[d], point(i));
        for (std::size_t j = 0; j < points; ++j)
            sums_[j] += table[j * stride % points];
        stride = stride * korobov % points;
    }
    std::sort(sums_.begin(), sums_.end());
}

double score_forecast::apart(int128 needed) const {
    const score_outlook& last = parts_.back();
    double sum = 0;
    std::optional<int128> asked;
    double chance = 0;
    for (const int128 others : sums_) {
        const int128 own = ceil_div(needed - others, last.weight);
        if (own != asked) {
            asked = own;
            chance = chance_of_points(last, own);
        }
        sum += chance;
    }
    return sum / static_cast<double>(sums_.size());
}

double score_forecast::together(int128 needed) const {
    const auto reached = [&](double p) {
        int128 sum = 0;
        for (const score_outlook& part : parts_)
            sum += credited(part, p);
        return sum >= needed;
    };
    double low = 1e-12;
    double high = 1 - low;
    if (reached(low)) return 1;
    if (!reached(high)) return 0;
    while (high - low > 1e-10) {
        const double middle = low + (high - low) / 2;
        (reached(middle) ? high : low) = middle;
    }
    return 1 - high;
}

score_chance score_forecast::chance(std::int64_t basis_points) const {
    const int128 needed = int128{basis_points} * weights_;
    const double alone = apart(needed);
    return {alone, parts_.size() == 1 ? alone : together(needed)};
}

std::int64_t score_forecast::with_chance(double p) const {
    if (!(p > 0 && p < 1)) fail(errc::out_of_range, "p", "must lie between 0 and 1, both excluded");
    const auto likely = [&](std::int64_t score) { return apart(int128{score} * weights_) >= p; };
    std::int64_t low = 0;     // likely
    std::int64_t high = full; // not
    while (!likely(low) && low > -widest_score)
        low = low == 0 ? -full : 2 * low;
    while (likely(high) && high < widest_score)
        high *= 2;
    while (high - low > 1) {
        const std::int64_t middle = low + (high - low) / 2;
        (likely(middle) ? low : high) = middle;
    }
    return low;
}

} // namespace attain::inline v1
