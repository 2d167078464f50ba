#include "absolute_change.hpp"

#include "column_checks.hpp"
#include "kernels.hpp"

#include <algorithm>

namespace attain::inline v1::detail {

namespace {

units kept(const share_columns& c, std::span<const units> low, std::span<const units> high, std::size_t i) {
    return std::clamp(c.previous[i], low[i], high[i]);
}

// How many units rep i can move in the direction of the total.
struct move {
    double scale{};
    units room{};
};

// The scale of the class that moves in part: classes before it have less room together than `wanted`, with it
// at least as much. `first`: which of two scales moves first.
template<class First>
double split_scale(std::vector<move>& moves, int128 wanted, const First& first) {
    const auto earlier = [&](const move& a, const move& b) { return first(a.scale, b.scale); };
    auto from = moves.begin();
    auto upto = moves.end();
    while (upto - from > 1) {
        const auto middle = from + (upto - from) / 2;
        std::nth_element(from, middle, upto, earlier);
        int128 room = 0;
        for (auto at = from; at != middle; ++at)
            room += at->room;
        if (room >= wanted) {
            upto = middle;
        } else {
            wanted -= room;
            from = middle;
        }
    }
    return from->scale;
}

} // namespace

column_solution solve_absolute(units total, const share_columns& columns, std::span<const units> low,
                               std::span<const units> high, std::span<const std::uint32_t> tie,
                               std::span<units> quotas, column_workspace& work, simd_level simd) {
    const std::size_t n = low.size();
    constexpr units reach = kernel_reach<units>;
    int128 kept_sum = 0;
    int128 low_sum = 0;
    int128 high_sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const double w = columns.weights[i];
        const bool within = low[i] <= high[i] && -reach <= low[i] && high[i] <= reach &&
                            -reach <= columns.previous[i] && columns.previous[i] <= reach;
        if (!within || !(w >= 0 && w < 0x1p62 && w == std::floor(w)))
            refuse(columns.weights, "weights", {}, columns.previous, low, high);
        kept_sum += kept(columns, low, high, i);
        low_sum += low[i];
        high_sum += high[i];
    }
    if (low_sum < -unlimited || high_sum > unlimited)
        fail(errc::overflow, "bounds", "they add up beyond 2^62");
    // Units that must be given beyond the kept quotas move to the largest scale first; units that are missing
    // leave the kept quotas from the largest scale too, that is, the smallest scales keep theirs first.
    const bool up = total >= kept_sum;
    const auto first = [&](double a, double b) { return a > b; };
    std::vector<move> moves;
    for (std::size_t i = 0; i < n; ++i) {
        const units at = kept(columns, low, high, i);
        if (const units room = up ? high[i] - at : at - low[i]; room > 0)
            moves.push_back({columns.weights[i], room});
    }
    const int128 wanted = up ? total - kept_sum : kept_sum - total;
    const double split = moves.empty() ? -1.0 : split_scale(moves, wanted, first);
    work.inner_low.resize(n);
    work.inner_high.resize(n);
    for (std::size_t i = 0; i < n; ++i) {
        const units at = kept(columns, low, high, i);
        const double s = columns.weights[i];
        const units end = up ? high[i] : low[i];
        const units from = s > split ? end : at; // moved already, or not at all
        work.inner_low[i] = s == split ? std::min(at, end) : from;
        work.inner_high[i] = s == split ? std::max(at, end) : from;
    }
    const share_columns inner{.previous = columns.previous};
    column_solution out =
        solve_columns(total, inner, work.inner_low, work.inner_high, tie, quotas, work, simd);
    out.low_sum = static_cast<units>(low_sum);
    out.high_sum = static_cast<units>(high_sum);
    out.certified = out.feasible && certify_absolute(total, columns, low, high, tie, quotas);
    return out;
}

bool certify_absolute(units total, const share_columns& columns, std::span<const units> low,
                      std::span<const units> high, std::span<const std::uint32_t> tie,
                      std::span<const units> quotas) {
    struct slot {
        std::size_t rep{};
        units k{};
        bool any{};
    };
    const auto order = [&](std::size_t i) { return tie.empty() ? i : std::size_t{tie[i]}; };
    const auto before = [&](const slot& a, const slot& b) {
        const auto sa = static_cast<std::int64_t>(columns.weights[a.rep]);
        const auto sb = static_cast<std::int64_t>(columns.weights[b.rep]);
        const ratio_key ka{a.k > columns.previous[a.rep] ? 1 : -1, sa};
        const ratio_key kb{b.k > columns.previous[b.rep] ? 1 : -1, sb};
        if (ratio_before(ka, kb)) return true;
        if (ratio_before(kb, ka)) return false;
        const ratio_key qa{2 * (int128{a.k} - columns.previous[a.rep]) - 1, sa};
        const ratio_key qb{2 * (int128{b.k} - columns.previous[b.rep]) - 1, sb};
        if (ratio_before(qa, qb)) return true;
        if (ratio_before(qb, qa)) return false;
        return order(a.rep) != order(b.rep) ? order(a.rep) < order(b.rep) : a.k < b.k;
    };
    int128 sum = 0;
    slot worst;
    slot best;
    for (std::size_t i = 0; i < low.size(); ++i) {
        if (quotas[i] < low[i] || quotas[i] > high[i]) return false;
        sum += quotas[i];
        if (const slot s{i, quotas[i], true}; quotas[i] > low[i] && (!worst.any || before(worst, s)))
            worst = s;
        if (const slot s{i, quotas[i] + 1, true}; quotas[i] < high[i] && (!best.any || before(s, best)))
            best = s;
    }
    if (sum != total) return false;
    return !worst.any || !best.any || worst.rep == best.rep || before(worst, best);
}

} // namespace attain::inline v1::detail
