// Numbers out of a fuzzer's bytes; zeros when they have run out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

class fuzz_input {
public:
    fuzz_input(const std::uint8_t* data, std::size_t size) : at_{data}, left_{size} {}

    [[nodiscard]] bool empty() const { return left_ == 0; }
    std::uint8_t byte() {
        if (left_ == 0) return 0;
        --left_;
        return *at_++;
    }
    int below(int n) { return byte() % n; }
    std::int64_t word() {
        std::int64_t value = 0;
        const std::size_t n = left_ < sizeof value ? left_ : sizeof value;
        std::memcpy(&value, at_, n);
        at_ += n;
        left_ -= n;
        return value;
    }

private:
    const std::uint8_t* at_;
    std::size_t left_;
};
