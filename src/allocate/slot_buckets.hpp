// Where the slots that are taken end among many contested ones: their keys fall into equal buckets, counted
// and then written one bucket's side after the other, so that only the bucket with the end needs an order.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace attain::inline v1::detail {

// Which bucket a key lies in: never falls as keys rise, and is the first or last one beyond [low, high].
class key_buckets {
public:
    static constexpr std::size_t size = 1'024;

    key_buckets(double low, double high) noexcept : low_{low}, scale_{size / (high - low)} {}
    // Keys can be told apart.
    [[nodiscard]] bool apart() const noexcept { return std::isfinite(low_) && scale_ > 0 && scale_ < 1e300; }
    [[nodiscard]] std::size_t of(double key) const noexcept {
        const double at = std::clamp((key - low_) * scale_, 0.0, static_cast<double>(size - 1));
        return static_cast<std::size_t>(static_cast<std::int64_t>(at));
    }

private:
    double low_;
    double scale_;
};

// Moves slots of smaller keys than those at `split` to the front and of greater ones to the back, where they
// stay in the order they had, but for a range around the split: its first place and the one behind its last.
// key(slot): a double, most of them in [low, high]; slots go by it before anything else. O(slots).
template<class Slot, class Key>
std::pair<std::ptrdiff_t, std::ptrdiff_t> gather_around(std::ptrdiff_t split, double low, double high,
                                                        std::vector<Slot>& slots, std::vector<Slot>& spare,
                                                        const Key& key) {
    const key_buckets buckets{low, high};
    const std::pair<std::ptrdiff_t, std::ptrdiff_t> everything{0, static_cast<std::ptrdiff_t>(slots.size())};
    if (slots.size() < 2 * key_buckets::size || !buckets.apart()) return everything;
    std::array<std::uint32_t, key_buckets::size> counts{};
    for (const Slot& s : slots)
        ++counts[buckets.of(key(s))];
    std::size_t middle = 0;
    std::ptrdiff_t before = 0;
    for (; before + counts[middle] <= split && middle + 1 < key_buckets::size; ++middle)
        before += counts[middle];
    const std::ptrdiff_t behind = before + counts[middle];
    spare.resize(slots.size());
    // Where the next one goes: before the bucket, into it, behind it.
    std::array<Slot*, 3> next{spare.data(), spare.data() + before, spare.data() + behind};
    for (const Slot& s : slots) {
        const std::size_t bucket = buckets.of(key(s));
        *next[static_cast<std::size_t>(bucket >= middle) + static_cast<std::size_t>(bucket > middle)]++ = s;
    }
    slots.swap(spare);
    return {before, behind};
}

} // namespace attain::inline v1::detail
