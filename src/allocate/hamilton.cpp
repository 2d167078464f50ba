// Largest remainder inside bounds. Not a slot policy, so it has its own routine.
#include <attain/allocate/hamilton_columns.hpp>

#include "problem.hpp"

#include <algorithm>
#include <numeric>

namespace attain::inline v1::detail {

namespace {

// Which reps share by weight, and how much; the others stand at a bound. Exact: one side of the violated
// bounds is fixed per round, the heavier one, which never has to be undone.
struct free_shares {
    std::vector<std::size_t> reps{};
    int128 total{};
    int128 weight{};
};

free_shares fix_bounds(const problem& p, std::span<const std::int64_t> weights, std::vector<units>& quotas) {
    free_shares free;
    free.reps.resize(p.size());
    std::iota(free.reps.begin(), free.reps.end(), std::size_t{0});
    free.total = p.target;
    for (;;) {
        free.weight = 0;
        for (const std::size_t i : free.reps)
            free.weight += weights[i];
        const auto share = [&](std::size_t i) { return free.total * weights[i]; }; // x weight
        int128 below = 0;
        int128 above = 0;
        for (const std::size_t i : free.reps) {
            below += std::max<int128>(0, p.low[i] * free.weight - share(i));
            above += std::max<int128>(0, share(i) - p.high[i] * free.weight);
        }
        if (below == 0 && above == 0) return free;
        const bool fix_low = below >= above;
        const bool fix_high = above >= below;
        const int128 total = free.total;
        std::vector<std::size_t> rest;
        int128 fixed = 0;
        for (const std::size_t i : free.reps) {
            const int128 s = total * weights[i];
            if (fix_low && p.low[i] * free.weight > s) {
                quotas[i] = p.low[i];
                fixed += p.low[i];
            } else if (fix_high && s > p.high[i] * free.weight) {
                quotas[i] = p.high[i];
                fixed += p.high[i];
            } else {
                rest.push_back(i);
            }
        }
        free.reps = std::move(rest);
        free.total -= fixed;
    }
}

// a before b in the queue for the odd units.
bool larger_remainder(const problem& p, int128 ra, std::size_t a, int128 rb, std::size_t b) {
    return ra != rb ? ra > rb : p.tie[a] < p.tie[b];
}

// Many reps: by columns, when the numbers allow.
bool round_by_columns(const problem& p, const free_shares& free, std::span<const std::int64_t> shares,
                      std::vector<units>& quotas) {
    constexpr std::size_t worth_it = 512;
    if (free.reps.size() < worth_it || free.total < 0 || free.total > int128{1} << 50 || free.weight == 0)
        return false;
    std::vector<std::int64_t> weights;
    std::vector<std::uint32_t> tie;
    weights.reserve(free.reps.size());
    tie.reserve(free.reps.size());
    for (const std::size_t i : free.reps) {
        weights.push_back(shares[i]);
        tie.push_back(p.tie[i]);
    }
    std::vector<units> rounded(weights.size());
    column_workspace work;
    if (!solve_hamilton(static_cast<units>(free.total), weights, tie, rounded, work)) return false;
    for (std::size_t m = 0; m < rounded.size(); ++m)
        quotas[free.reps[m]] = rounded[m];
    return true;
}

} // namespace

std::vector<units> hamilton_split(const problem& p, std::span<const std::int64_t> weights) {
    std::vector<units> quotas(p.size(), 0);
    std::vector<std::int64_t> shares(weights.begin(), weights.end());
    free_shares free = fix_bounds(p, shares, quotas);
    if (free.weight == 0 && free.total != 0) {
        // Only reps without weight are left below their caps: level them.
        for (const std::size_t i : free.reps)
            shares[i] = 1;
        problem rest = p;
        for (std::size_t i = 0; i < p.size(); ++i)
            if (weights[i] != 0) rest.low[i] = rest.high[i] = quotas[i];
        for (std::int64_t& w : shares)
            w = 1;
        free = fix_bounds(rest, shares, quotas);
    }
    if (round_by_columns(p, free, shares, quotas)) return quotas;
    std::vector<std::pair<int128, std::size_t>> remainders;
    int128 left = free.total;
    for (const std::size_t i : free.reps) {
        const int128 share = free.total * shares[i];
        const int128 whole = free.weight == 0 ? 0 : floor_div(share, free.weight);
        quotas[i] = static_cast<units>(whole);
        left -= whole;
        remainders.emplace_back(share - whole * free.weight, i);
    }
    const auto first = remainders.begin();
    if (left > 0)
        std::nth_element(first, first + static_cast<std::ptrdiff_t>(left) - 1, remainders.end(),
                         [&](const auto& a, const auto& b) {
                             return larger_remainder(p, a.first, a.second, b.first, b.second);
                         });
    for (auto at = first; at != first + static_cast<std::ptrdiff_t>(left); ++at)
        ++quotas[at->second];
    return quotas;
}

} // namespace attain::inline v1::detail
