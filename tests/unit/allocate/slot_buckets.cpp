// Parting many slots by buckets of their keys.
#include "../../../src/allocate/slot_buckets.hpp"

#include "../../../src/allocate/column_passes.hpp"

#include <doctest/doctest.h>

#include <array>
#include <limits>
#include <random>
#include <vector>

using namespace attain;
using namespace attain::detail;

namespace {

struct slot {
    double key{};
    std::size_t place{};
    bool operator==(const slot&) const = default;
};

double key_of(const slot& s) {
    return s.key;
}

// What gather_around promises of slots that had these places before.
void check_gathered(const std::vector<slot>& before, std::ptrdiff_t split, double low, double high) {
    std::vector<slot> slots = before;
    std::vector<slot> spare;
    const auto [first, last] = gather_around(split, low, high, slots, spare, key_of);
    REQUIRE(slots.size() == before.size());
    CHECK(first <= split);
    CHECK(split < last);
    std::vector<slot> sorted = slots;
    std::ranges::sort(sorted, {}, &slot::place);
    CHECK(sorted == before);
    std::vector<double> keys(before.size());
    std::ranges::transform(before, keys.begin(), &slot::key);
    std::ranges::sort(keys);
    const auto parted = [&](std::ptrdiff_t from, std::ptrdiff_t upto) {
        const auto lowest = keys[static_cast<std::size_t>(from)];
        const auto highest = keys[static_cast<std::size_t>(upto - 1)];
        for (auto at = from; at < upto; ++at) {
            const double key = slots[static_cast<std::size_t>(at)].key;
            if (key < lowest || key > highest) return false;
        }
        return true;
    };
    const auto in_order = [&](std::ptrdiff_t from, std::ptrdiff_t upto) {
        return std::ranges::is_sorted(slots.begin() + from, slots.begin() + upto, {}, &slot::place);
    };
    const std::ptrdiff_t size = std::ssize(slots);
    if (first > 0) CHECK(parted(0, first));
    CHECK(parted(first, last));
    if (last < size) CHECK(parted(last, size));
    CHECK(in_order(0, first));
    CHECK(in_order(first, last));
    CHECK(in_order(last, size));
}

std::vector<slot> slots_of(std::size_t n, const auto& key) {
    std::vector<slot> out(n);
    for (std::size_t i = 0; i < n; ++i)
        out[i] = {key(i), i};
    return out;
}

} // namespace

TEST_CASE("slots before, around and behind the split are parted by their keys and keep their order") {
    std::mt19937_64 random{3};
    std::uniform_real_distribution<double> uniform{-2, 5};
    const std::vector<slot> even = slots_of(10'000, [&](std::size_t) { return uniform(random); });
    const std::vector<slot> few_keys =
        slots_of(5'000, [&](std::size_t) { return static_cast<double>(random() % 3); });
    const std::vector<slot> one_key = slots_of(3'000, [](std::size_t) { return 0.25; });
    for (const std::ptrdiff_t split : {0, 1, 777, 1'500, 2'999}) {
        check_gathered(even, split, -2, 5);
        check_gathered(even, split, 0, 1); // most of them outside
        check_gathered(few_keys, split, 0, 2);
        check_gathered(one_key, split, 0, 1);
    }
    check_gathered(even, 9'999, -2, 5);
    std::vector<slot> slots = even;
    std::vector<slot> spare;
    const auto [first, last] = gather_around(5'000, -2.0, 5.0, slots, spare, key_of);
    CHECK(last - first < 50);
}

TEST_CASE("few slots, and keys that no bucket tells apart, are left as they are") {
    constexpr double infinite = std::numeric_limits<double>::infinity();
    const std::vector<slot> few = slots_of(100, [](std::size_t i) { return static_cast<double>(100 - i); });
    const std::vector<slot> many = slots_of(4'000, [](std::size_t i) { return static_cast<double>(i % 7); });
    const auto untouched = [](std::vector<slot> slots, double low, double high) {
        const std::vector<slot> before = slots;
        std::vector<slot> spare;
        const auto [first, last] = gather_around(50, low, high, slots, spare, key_of);
        return first == 0 && last == std::ssize(slots) && slots == before;
    };
    CHECK(untouched(few, 0, 100));
    CHECK(untouched(many, 3, 3));
    CHECK(untouched(many, 4, 3));
    CHECK(untouched(many, -infinite, 3));
    CHECK(untouched(many, 0, infinite));
    CHECK(untouched(many, 0, 1e-305));
}

TEST_CASE("marked rows are visited in order, whatever the lanes and the number of rows") {
    std::mt19937_64 random{4};
    for (const std::size_t lanes : std::array<std::size_t, 4>{1, 2, 4, 8})
        for (const std::size_t n : std::array<std::size_t, 9>{0, 1, 7, 8, 9, 63, 64, 65, 500}) {
            std::vector<std::uint8_t> marks((n + lanes - 1) / lanes);
            std::vector<std::size_t> wanted;
            for (std::size_t i = 0; i < n; ++i)
                if (random() % 4 == 0) {
                    marks[i / lanes] = static_cast<std::uint8_t>(marks[i / lanes] | 1U << (i % lanes));
                    wanted.push_back(i);
                }
            std::vector<std::size_t> seen;
            each_marked(marks.data(), n, lanes, [&](std::size_t i) { seen.push_back(i); });
            CHECK(seen == wanted);
        }
}
