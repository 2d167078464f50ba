// A sample of columns, copied together: whole cache lines at stratified places.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace attain::inline v1::detail {

// How many of n reps steer the search; few reps are their own sample.
[[nodiscard]] constexpr std::size_t sample_size(std::size_t n) noexcept {
    return n <= 20'000 ? n : n >= 4'000'000 ? 65'536 : n >= 400'000 ? 16'384 : 4'096;
}

// The sample's part of a column of n reps, in `to`: the same places for each column. Size < n.
template<class T>
const T* gathered(const T* column, std::vector<T>& to, std::size_t n, std::size_t size) {
    constexpr std::size_t line_reps = 16;
    const std::size_t lines = size / line_reps;
    if (to.size() < lines * line_reps) to.resize(lines * line_reps);
    std::uint64_t state = 0x9e3779b97f4a7c15u;
    for (std::size_t s = 0; s < lines; ++s) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        const std::size_t from = n / line_reps * s / lines;
        const std::size_t upto = n / line_reps * (s + 1) / lines;
        std::copy_n(column + (from + (state >> 33) % (upto - from)) * line_reps, line_reps,
                    to.data() + s * line_reps);
    }
    return to.data();
}

// The standard error of a sum over the sample, from the sums of 16 parts: part(first, size) adds one up.
template<class Part>
double scatter_of(std::size_t size, const Part& part) {
    constexpr std::size_t parts = 16;
    const std::size_t each = size / parts;
    double sum = 0;
    double squares = 0;
    for (std::size_t p = 0; p < parts; ++p) {
        const double s = part(p * each, each);
        sum += s;
        squares += s * s;
    }
    return std::sqrt(std::max(0.0, (squares - sum * sum / parts) * parts / (parts - 1)));
}

} // namespace attain::inline v1::detail
