// Decayed sums: what happened a half-life of working days ago counts half.
#pragma once

#include <attain/measure/working_days.hpp>

#include <cstdint>

namespace attain::inline v1 {

// How fast the past fades: by half every `working_days` working days. Domain: above 0, finite.
class half_life {
public:
    // Errors: not_finite, out_of_range.
    half_life(double working_days);
    [[nodiscard]] double working_days() const noexcept { return days_; }
    // 2^(-age / half-life), age in working days.
    [[nodiscard]] double weight(double age) const;
    // Sum of the weights of n working days of ages 0..n-1: (1 - q^n) / (1 - q) with q the weight of age 1.
    [[nodiscard]] double exposure(double n) const;

    friend bool operator==(half_life, half_life) = default;

private:
    double days_;
};

// The sum of x(day) weight(working days after `day`, up to the newest day heard of). Fixed size, without
// pointers; all-zero is empty. Half-life and schedule are the caller's, the same in every call. Any order of
// rows, any grouping and merging gives the same sum to about 1e-12 of the sum of magnitudes. Silent days cost
// O(days) of calendar and one multiplication.
struct decayed_sum {
    double quantity{}; // decayed to the newest day
    double events{};   // the number of rows, decayed likewise
    std::int32_t first{};
    std::int32_t newest{};
    std::int32_t working{}; // working days in [first, newest]
    std::int32_t heard{};   // 0: empty

    // Errors: out_of_range (day, x beyond largest_summand), not_finite.
    void add(day d, double x, half_life fading, const working_days& schedule);
    // Time passes without a row; an earlier day than the first extends the known past.
    void advance(day d, half_life fading, const working_days& schedule);
    // Two parts of one series: rows are taken to be different, days the same.
    void merge(const decayed_sum& other, half_life fading, const working_days& schedule);

    // Decayed quantity per working day: quantity / exposure(working). NaN without a working day.
    [[nodiscard]] double rate(half_life fading) const;
    // The mean size of an event; NaN without one.
    [[nodiscard]] double mean() const;
};

} // namespace attain::inline v1
