// Fractions of a whole (a working day, a full-time post, a ramp step) as integers, so that their sums and
// products are exact and the same everywhere.
#pragma once

#include <attain/core/error.hpp>

#include <cmath>
#include <compare>
#include <cstdint>

namespace attain::inline v1 {

// A number >= 0 in millionths: fraction{0.5} is 500,000 parts per million, fraction{} is one whole.
// Built from a double it is rounded to the nearest millionth; NaN, infinity, negatives and values above
// 1000 are refused (out_of_range).
class fraction {
public:
    static constexpr std::int64_t one_ppm = 1'000'000;
    static constexpr std::int64_t max_ppm = 1'000 * one_ppm;

    constexpr fraction() noexcept = default;
    fraction(double value) : ppm_{checked(value)} {} // implicit: .fte = 0.8

    [[nodiscard]] static fraction from_ppm(std::int64_t ppm) {
        if (ppm < 0 || ppm > max_ppm) fail(errc::out_of_range, "fraction", "must be between 0 and 1000");
        return fraction{ppm, 0};
    }
    [[nodiscard]] static constexpr fraction zero() noexcept { return fraction{0, 0}; }
    [[nodiscard]] static constexpr fraction one() noexcept { return fraction{}; }

    [[nodiscard]] constexpr std::int64_t ppm() const noexcept { return ppm_; }
    [[nodiscard]] constexpr double value() const noexcept { return static_cast<double>(ppm_) / one_ppm; }

    friend constexpr auto operator<=>(fraction, fraction) = default;
    friend constexpr bool operator==(fraction, fraction) = default;

private:
    constexpr fraction(std::int64_t ppm, int) noexcept : ppm_{ppm} {}
    static std::int64_t checked(double value) {
        if (!std::isfinite(value)) fail(errc::not_finite, "fraction", "must be a finite number");
        if (value < 0 || value > 1000) fail(errc::out_of_range, "fraction", "must be between 0 and 1000");
        return std::llround(value * one_ppm);
    }

    std::int64_t ppm_ = one_ppm;
};

} // namespace attain::inline v1
