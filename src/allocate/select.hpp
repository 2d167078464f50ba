// Selection: the T smallest slots of n lists whose keys never decrease, by comparisons of exact keys only.
//
// Keeps per rep a range: slots up to `taken` are taken, slots above `open` are refused. A pivot slot splits
// all ranges exactly; the side that holds the answer stays. The pivot comes from a sample at the answer's
// rank, so a round usually leaves a few per cent; it steers the time, never the result. Every 4th round takes
// the weighted median of the ranges' middles, which removes at least a quarter: O(log range) rounds at worst.
#pragma once

#include "chance_bracket.hpp"

#include <algorithm>
#include <cstdint>

namespace attain::inline v1::detail {

// The middle of (low, high], the upper one of two; the difference may exceed 63 bits.
[[nodiscard]] inline units upper_middle(units low, units high) noexcept {
    const std::uint64_t length = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
    return static_cast<units>(static_cast<std::uint64_t>(low) + length / 2 + length % 2);
}

template<class Kernel>
class selection {
public:
    struct slot {
        std::size_t rep{}; // place in members
        units k{};
        typename Kernel::key_type key{};
    };

    // Lists low[m] < k <= high[m] of the reps members[m].
    selection(const Kernel& kernel, std::span<const std::uint32_t> tie, std::span<const std::size_t> members,
              std::vector<units> low, std::vector<units> high, stop_flag stop = {})
        : kernel_{kernel},
          tie_{tie},
          members_{members},
          taken_{std::move(low)},
          open_{std::move(high)},
          stop_{stop} {}

    // Ranges such that response(quotas) == target. response never decreases, rises by at most 1 per slot, and
    // is at most target at the lows, at least target at the highs.
    template<class Response>
    std::vector<units> solve(int128 target, const Response& response) {
        if (response(taken_) == target) return taken_;
        warm_start(target, response);
        if (response(taken_) == target) return taken_;
        std::vector<units> upto(taken_.size());
        for (int round = 0;; ++round) {
            const int128 left = active();
            if (left <= 1) return open_;
            if (left <= few) return in_order(target, response);
            const slot pivot =
                round % 4 == 3 ? weighted_median(left) : sampled(left, target, response, round);
            for (std::size_t i = 0; i < taken_.size(); ++i) {
                stop_.poll(i);
                upto[i] = count(i, pivot);
            }
            if (response(upto) >= target) {
                open_ = upto;
            } else {
                taken_ = upto;
            }
        }
    }

    [[nodiscard]] bool before(const slot& a, const slot& b) const {
        if (kernel_.before(a.key, b.key)) return true;
        if (kernel_.before(b.key, a.key)) return false;
        if (a.rep != b.rep) return tie_[members_[a.rep]] < tie_[members_[b.rep]];
        return a.k < b.k;
    }
    // Of each member, chances found out on the way; empty where the kernel has none.
    [[nodiscard]] std::span<const std::array<slot_chance, 2>> known() const { return known_; }
    [[nodiscard]] slot at(std::size_t m, units k) const { return {m, k, kernel_.key(members_[m], k)}; }

private:
    static constexpr int few = 128;

    // The few slots that are left, in order: how many of them does the target take?
    template<class Response>
    std::vector<units> in_order(int128 target, const Response& response) {
        std::vector<slot> slots;
        for (std::size_t m = 0; m < taken_.size(); ++m)
            for (units k = taken_[m] + 1; k <= open_[m]; ++k) {
                slots.push_back(at(m, k));
                // Rounding may not bring a later slot before an earlier one.
                const slot* previous = k > taken_[m] + 1 ? &slots[slots.size() - 2] : nullptr;
                if (previous != nullptr && kernel_.before(slots.back().key, previous->key))
                    slots.back().key = previous->key;
            }
        std::sort(slots.begin(), slots.end(), [this](const slot& a, const slot& b) { return before(a, b); });
        std::vector<units> upto(taken_.size());
        std::size_t short_of = 0; // so many leave the target open
        std::size_t enough = slots.size();
        while (enough - short_of > 1) {
            const std::size_t middle = short_of + (enough - short_of) / 2;
            upto = taken_;
            for (std::size_t s = 0; s < middle; ++s)
                upto[slots[s].rep] = slots[s].k;
            (response(upto) >= target ? enough : short_of) = middle;
        }
        upto = taken_;
        for (std::size_t s = 0; s < enough; ++s)
            upto[slots[s].rep] = slots[s].k;
        return upto;
    }

    // Kernels whose keys are nearly linear say about where a level is reached. Two levels around the answer
    // shrink the ranges to a few slots each. Rounding is covered by a margin: `surely` counts no slot beyond
    // the level, `maybe` misses none before it, and the answer is proven to lie between them before the
    // ranges change. Chances have a bracket of their own.
    template<class Response>
    void warm_start(int128 target, const Response& response) {
        if constexpr (requires { kernel_.reach(std::size_t{}, 0.0); }) {
            if (taken_.size() < 64) return;
            std::vector<units> surely;
            std::vector<units> maybe;
            double low = 0;
            double high = 0;
            double step = 1e-18;
            at_level(0, surely, maybe);
            const bool upwards = response(maybe) <= target;
            for (int k = 0; k < 140; ++k, step *= 4) { // a bracket of the level
                at_level(upwards ? step : -step, surely, maybe);
                if (upwards ? response(surely) >= target : response(maybe) <= target) break;
                (upwards ? low : high) = upwards ? step : -step;
            }
            (upwards ? high : low) = upwards ? step : -step;
            std::vector<units> best_low = taken_;
            std::vector<units> best_high = open_;
            int128 low_count = response(best_low);
            int128 high_count = response(best_high);
            const auto enough = static_cast<int128>(taken_.size() / 8 + 8);
            for (int k = 0; k < 80 && high - low > 1e-13 * std::fabs(high + low); ++k) {
                if (high_count - low_count <= enough) break;
                const double share =
                    static_cast<double>(target - low_count) / static_cast<double>(high_count - low_count);
                const double aim = k % 3 == 2 || k < 2 ? 0.5 : share + (k % 3 == 0 ? 0.01 : -0.01);
                const double middle = low + (high - low) * std::clamp(aim, 0.001, 0.999);
                at_level(middle, surely, maybe);
                if (const int128 upto = response(maybe); upto <= target) {
                    low = middle;
                    low_count = upto;
                    best_low.swap(surely);
                } else if (const int128 from = response(surely); from >= target) {
                    high = middle;
                    high_count = from;
                    best_high.swap(maybe);
                } else {
                    break; // the level itself, to rounding
                }
            }
            taken_ = std::move(best_low);
            open_ = std::move(best_high);
        } else if constexpr (requires { kernel_.chance(std::size_t{}, units{}); }) {
            chance_bracket<Kernel> bracket{kernel_, members_, taken_, open_, stop_};
            bracket.narrow(target, response);
            known_ = std::move(bracket).known();
        }
    }

    void at_level(double level, std::vector<units>& surely, std::vector<units>& maybe) const {
        surely.resize(taken_.size());
        maybe.resize(taken_.size());
        stop_.poll();
        for (std::size_t m = 0; m < taken_.size(); ++m) {
            const auto [x, margin] = kernel_.reach(members_[m], level);
            surely[m] = inside(std::floor(x - margin), taken_[m], open_[m]);
            maybe[m] = inside(std::floor(x + margin), taken_[m], open_[m]);
        }
    }
    [[nodiscard]] static units inside(double x, units low, units high) {
        if (!(x > static_cast<double>(low))) return low;
        return x < static_cast<double>(high) ? std::clamp(static_cast<units>(x), low, high) : high;
    }

    [[nodiscard]] int128 active() const {
        int128 sum = 0;
        for (std::size_t i = 0; i < taken_.size(); ++i)
            sum += int128{open_[i]} - taken_[i];
        return sum;
    }

    // Largest k in [taken, open] whose slot is not after the pivot.
    [[nodiscard]] units count(std::size_t i, const slot& pivot) const {
        units low = taken_[i];
        units high = open_[i];
        if (i == pivot.rep) return pivot.k;
        while (low < high) {
            const units k = upper_middle(low, high);
            if (before(pivot, at(i, k)))
                high = k - 1;
            else
                low = k;
        }
        return low;
    }

    // The slot at the answer's rank in a sample of slots, each as likely as its rep's range is long.
    template<class Response>
    [[nodiscard]] slot sampled(int128 left, int128 target, const Response& response, int round) {
        constexpr std::size_t most = 127;
        const auto size = static_cast<std::size_t>(std::min<int128>(most, left));
        std::vector<slot> sample;
        sample.reserve(size);
        std::uint64_t state = 0x9e3779b97f4a7c15u + static_cast<std::uint64_t>(round);
        int128 before_rep = 0;
        std::size_t i = 0;
        for (std::size_t s = 0; s < size; ++s) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            const int128 from = left * static_cast<int128>(s) / static_cast<int128>(size);
            const int128 upto = left * static_cast<int128>(s + 1) / static_cast<int128>(size);
            const int128 place = from + (upto - from) * static_cast<int128>(state >> 34) / (int128{1} << 30);
            while (before_rep + (int128{open_[i]} - taken_[i]) <= place) {
                before_rep += int128{open_[i]} - taken_[i];
                ++i;
            }
            sample.push_back(at(i, static_cast<units>(taken_[i] + (place - before_rep) + 1)));
        }
        const int128 need = target - response(taken_);
        const auto rank = static_cast<std::size_t>(
            std::clamp<int128>(need * static_cast<int128>(size) / left, 0, static_cast<int128>(size - 1)));
        std::nth_element(sample.begin(), sample.begin() + static_cast<std::ptrdiff_t>(rank), sample.end(),
                         [this](const slot& a, const slot& b) { return before(a, b); });
        return sample[rank];
    }

    [[nodiscard]] slot weighted_median(int128 left) {
        std::vector<slot> middles;
        for (std::size_t i = 0; i < taken_.size(); ++i)
            if (open_[i] > taken_[i]) middles.push_back(at(i, upper_middle(taken_[i], open_[i])));
        std::sort(middles.begin(), middles.end(),
                  [this](const slot& a, const slot& b) { return before(a, b); });
        int128 sum = 0;
        for (const slot& m : middles) {
            sum += int128{open_[m.rep]} - taken_[m.rep];
            if (2 * sum >= left) return m;
        }
        return middles.back();
    }

    const Kernel& kernel_;
    std::span<const std::uint32_t> tie_;
    std::span<const std::size_t> members_;
    std::vector<units> taken_;
    std::vector<units> open_;
    stop_flag stop_;
    std::vector<std::array<slot_chance, 2>> known_{};
};

} // namespace attain::inline v1::detail
