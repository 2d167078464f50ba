// Whole numbers and doubles of our own, the same with every standard library.
#pragma once

#include <cstdint>
#include <random>

class dice {
public:
    explicit dice(std::uint64_t seed) : random_{seed} {}
    std::int64_t whole(std::int64_t low, std::int64_t high) {
        return low + static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(high - low + 1));
    }
    double unit() { return static_cast<double>(random_() >> 11) * 0x1p-53; }
    bool one_in(int n) { return whole(1, n) == 1; }

private:
    std::mt19937_64 random_;
};
