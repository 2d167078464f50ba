#include <attain/allocate/hamilton_columns.hpp>
#include <attain/core/error.hpp>
#include <attain/core/int128.hpp>

#include "column_passes.hpp"
#include "slot_buckets.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace attain::inline v1 {

namespace {

using namespace detail;
using contested = grid_workspace::contested; // k holds the remainder

constexpr std::size_t block = 2'048;

share_of shares(units total, std::span<const std::int64_t> weights, std::size_t ties, std::size_t quotas,
                simd_level simd) {
    const std::size_t n = weights.size();
    if (n == 0) fail(errc::empty_input, "weights", "there is nobody to allocate to");
    if (n > std::numeric_limits<std::uint32_t>::max())
        fail(errc::out_of_range, "weights", "more than 2^32 reps");
    if (ties != 0 && ties != n) fail(errc::invalid_argument, "tie", "must hold one per rep, or none");
    if (quotas != n) fail(errc::invalid_argument, "quotas", "must hold one per rep");
    if (total < 0 || total > (units{1} << 62) - 1)
        fail(errc::out_of_range, "total", "must lie between 0 and 2^62");
    const auto [low, high, all] = share_passes_for(simd, false).add(weights.data(), n);
    if (static_cast<std::int64_t>(all) < 0) fail(errc::out_of_range, "weights", "must not be negative");
    const uint128 sum = (uint128{high} << 32) + low;
    if (sum == 0) fail(errc::empty_input, "weights", "all are zero: there is nothing to be proportional to");
    if (sum >= uint128{1} << 62) fail(errc::out_of_range, "weights", "the sum reaches 2^62");
    share_of s{static_cast<std::uint64_t>(total), static_cast<std::uint64_t>(sum), 0, false};
    s.ratio = static_cast<double>(total) / static_cast<double>(s.sum);
    s.narrow = all < std::uint64_t{1} << 31 && static_cast<double>(all) * s.ratio < 0x1p30;
    if (total > units{1} << 50)
        for (const std::int64_t w : weights)
            if (static_cast<double>(w) * s.ratio >= 0x1p50)
                fail(errc::out_of_range, "total", "a share reaches 2^50");
    return s;
}

bool goes_up_before(const contested& a, const contested& b) noexcept {
    return a.k != b.k ? a.k > b.k : a.tie < b.tie;
}

// Whether everybody who goes up has a remainder and stands before all who do not.
bool goes_up_in_order(std::span<const contested> up, std::span<const contested> down) {
    if (up.empty()) return true;
    const contested last = *std::max_element(up.begin(), up.end(), goes_up_before);
    return last.k > 0 && (down.empty() ||
                          goes_up_before(last, *std::min_element(down.begin(), down.end(), goes_up_before)));
}

// Remainders between which the last one that goes up should lie: from a sample, whose mean says how many go
// up and whose order where that is, `reach` square roots of its size to either side.
std::pair<std::int64_t, std::int64_t> sampled_threshold(const share_of& s,
                                                        std::span<const std::int64_t> weights, double reach,
                                                        divide_pass divide, column_workspace& work) {
    constexpr std::size_t worth_it = 20'000;
    const std::size_t n = weights.size();
    const auto everything = std::pair{std::int64_t{0}, static_cast<std::int64_t>(s.sum)};
    if (n < worth_it) return everything;
    const int bits = n >= 4'000'000 ? 15 : n >= 400'000 ? 14 : 13;
    const std::size_t size = std::size_t{1} << bits;
    std::vector<units>& sample = work.low;
    sample.resize(size);
    work.high.resize(size);
    std::uint64_t state = 0x9e3779b97f4a7c15u;
    for (std::size_t j = 0; j < size; ++j) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        const std::size_t from = n * j >> bits;
        const std::size_t upto = n * (j + 1) >> bits;
        sample[j] = weights[from + (((state >> 33) * (upto - from)) >> 31)];
    }
    std::array<std::uint8_t, block> marks;
    double sum = 0;
    for (std::size_t at = 0; at < size; at += block)
        (void)divide(s, sample.data() + at, block, 0, 0, work.high.data() + at, sample.data() + at,
                     marks.data());
    for (const units rest : sample)
        sum += static_cast<double>(rest);
    const auto whole = static_cast<double>(size);
    const double down = whole * (1 - sum / static_cast<double>(s.sum) / whole);
    const double beside = reach * std::sqrt(whole);
    const auto first = static_cast<std::size_t>(std::clamp(down - beside, 0.0, whole - 1));
    const auto last = static_cast<std::size_t>(std::clamp(down + beside, 0.0, whole - 1));
    const auto place = [&](std::size_t at) { return sample.begin() + static_cast<std::ptrdiff_t>(at); };
    std::nth_element(sample.begin(), place(first), sample.end());
    const std::int64_t from = down - beside <= 0 ? 0 : *place(first);
    std::nth_element(place(first), place(last), sample.end());
    return {from, down + beside >= whole - 1 ? everything.second : *place(last)};
}

} // namespace

bool solve_hamilton(units total, std::span<const std::int64_t> weights, std::span<const std::uint32_t> tie,
                    std::span<units> quotas, column_workspace& work, simd_level simd) {
    const share_of s = shares(total, weights, tie.size(), quotas.size(), simd);
    const share_passes passes = share_passes_for(simd, s.narrow);
    std::vector<contested>& slots = work.slots;
    // Of uniform remainders, rank and mean differ by 0.29 square roots. What the sample misses, a wider
    // bracket holds.
    for (double reach = 1.25;; reach *= 16) {
        const auto [from, above] = sampled_threshold(s, weights, reach, passes.divide, work);
        slots.clear();
        std::array<units, block> rests;
        std::array<std::uint8_t, block> marks;
        units left = total;
        bool exact = true;
        for (std::size_t at = 0; at < weights.size(); at += block) {
            const std::size_t n = std::min(block, weights.size() - at);
            const divided d = passes.divide(s, weights.data() + at, n, from, above, quotas.data() + at,
                                            rests.data(), marks.data());
            left -= d.sum;
            exact &= d.exact;
            each_marked(marks.data(), n, passes.lanes, [&](std::size_t i) {
                slots.push_back({0, tie.empty() ? static_cast<std::uint32_t>(at + i) : tie[at + i],
                                 static_cast<std::uint32_t>(at + i), rests[i]});
            });
        }
        if (left < 0 || left > static_cast<units>(slots.size())) continue;
        if (left > 0 && left != std::ssize(slots)) {
            const auto [first, last] = gather_around(
                left, -static_cast<double>(above), -static_cast<double>(from), slots, work.spare_slots,
                [](const contested& slot) { return -static_cast<double>(slot.k); });
            std::nth_element(slots.begin() + first, slots.begin() + left, slots.begin() + last,
                             goes_up_before);
        }
        const auto split = slots.begin() + left;
        for (auto at = slots.begin(); at != split; ++at)
            ++quotas[at->rep];
        return exact && goes_up_in_order({slots.begin(), split}, {split, slots.end()});
    }
}

bool certify_hamilton(units total, std::span<const std::int64_t> weights, std::span<const std::uint32_t> tie,
                      std::span<const units> quotas, simd_level simd) {
    const share_of s = shares(total, weights, tie.size(), quotas.size(), simd);
    const compare_pass compare = share_passes_for(simd, s.narrow).compare;
    const share_ends ends =
        compare(s, weights.data(), tie.empty() ? nullptr : tie.data(), quotas.data(), weights.size());
    if (!ends.shares || ends.sum != total || ends.least_up == 0)
        return false; // a whole share is its own quota
    return ends.least_up > ends.most_down ||
           (ends.least_up == ends.most_down && ends.last_up < ends.first_down);
}

} // namespace attain::inline v1
