// How states become bytes: little endian numbers, and the frame of magic, version, kind, length and sum.
#pragma once

#include <attain/core/int256.hpp>
#include <attain/state/codec.hpp>

#include <bit>
#include <cmath>
#include <type_traits>

namespace attain::inline v1 {

// Kinds of state. Stable numbers.
enum class state_kind : std::uint16_t {
    engine = 1,
    exact_moments = 2,
    real_moments = 3,
    decayed_sum = 4,
    day_window = 5,
    plan = 6,
    estimator = 7,
};

[[noreturn]] inline void corrupt(const char* reason) {
    fail(errc::corrupt_state, "bytes", reason);
}

class writer {
public:
    template<class U>
    void integer(U x) {
        const auto bits = static_cast<std::uint64_t>(x);
        for (std::size_t i = 0; i < sizeof(U); ++i)
            bytes_.push_back(static_cast<std::byte>(bits >> (8 * i) & 0xFFU));
    }
    // Sign and magnitude, so that no representation of 128 bits shows.
    void wide(int128 x) {
        integer(static_cast<std::uint8_t>(x < 0));
        wide(magnitude(x));
    }
    void wide(uint128 x) {
        integer(static_cast<std::uint64_t>(x));
        integer(static_cast<std::uint64_t>(x >> 64));
    }
    void wide(const uint256& x) {
        wide(x.lo);
        wide(x.hi);
    }
    void number(double x) { integer(std::bit_cast<std::uint64_t>(x)); }
    void number(float x) { integer(std::bit_cast<std::uint32_t>(x)); }
    // The fields' visitor: a value, and what it may be (ignored when writing).
    template<class T>
    void operator()(const T& x) {
        if constexpr (std::is_floating_point_v<T>)
            number(x);
        else
            integer(x);
    }
    template<class T>
    void not_negative(const T& x) {
        (*this)(x);
    }

    std::vector<std::byte>& bytes() { return bytes_; }

private:
    std::vector<std::byte> bytes_;
};

class reader {
public:
    explicit reader(std::span<const std::byte> bytes) : bytes_{bytes} {}

    template<class U>
    U integer() {
        if (bytes_.size() < sizeof(U)) corrupt("ends too early");
        std::uint64_t bits = 0;
        for (std::size_t i = 0; i < sizeof(U); ++i)
            bits |= static_cast<std::uint64_t>(bytes_[i]) << (8 * i);
        bytes_ = bytes_.subspan(sizeof(U));
        return static_cast<U>(bits);
    }
    template<class T>
    void operator()(T& x) {
        if constexpr (std::is_same_v<T, double>)
            x = std::bit_cast<double>(integer<std::uint64_t>());
        else if constexpr (std::is_same_v<T, float>)
            x = std::bit_cast<float>(integer<std::uint32_t>());
        else
            x = integer<T>();
        if constexpr (std::is_floating_point_v<T>)
            if (!std::isfinite(x)) corrupt("holds a number that is not finite");
    }
    template<class T>
    void not_negative(T& x) {
        (*this)(x);
        if (x < 0) corrupt("holds a negative sum");
    }
    uint128 wide() {
        const uint128 low = integer<std::uint64_t>();
        return low | uint128{integer<std::uint64_t>()} << 64;
    }
    int128 wide_signed() {
        const auto sign = integer<std::uint8_t>();
        const uint128 size = wide();
        if (sign > 1 || size >> 127 != 0) corrupt("holds a number that no sum can reach");
        return sign == 1 ? -static_cast<int128>(size) : static_cast<int128>(size);
    }
    uint256 wider() {
        uint256 x;
        x.lo = wide();
        x.hi = wide();
        return x;
    }
    // Number of entries, each of at least `size` bytes: a lie cannot make us allocate.
    std::size_t count(std::size_t size) {
        const auto n = integer<std::uint64_t>();
        if (n > bytes_.size() / size) corrupt("promises more than it holds");
        return static_cast<std::size_t>(n);
    }
    // The next n bytes, which count() found to be there.
    std::span<const std::byte> block(std::size_t n) {
        const auto block = bytes_.first(n);
        bytes_ = bytes_.subspan(n);
        return block;
    }
    [[nodiscard]] bool done() const { return bytes_.empty(); }

private:
    std::span<const std::byte> bytes_;
};

// The payload in its frame.
[[nodiscard]] std::vector<std::byte> framed(state_kind kind, std::vector<std::byte> payload);
// What is in the frame. Errors: corrupt_state, newer_state; invalid_argument for another kind.
[[nodiscard]] std::span<const std::byte> unframed(state_kind kind, std::span<const std::byte> bytes);

} // namespace attain::inline v1
