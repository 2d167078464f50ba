// Doubles side by side, two to a register of every machine: the compiler's vector type where it has one.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace attain::inline v1::sweeping {

#if defined(__GNUC__) || defined(__clang__)
using pair = double __attribute__((vector_size(16)));

[[nodiscard]] inline pair both(double x) {
    return pair{x, x};
}
[[nodiscard]] inline pair above_or_zero(pair x, double least) {
    return x > both(least) ? x : both(0);
}
[[nodiscard]] inline pair larger(pair x, pair y) {
#if defined(__SSE2__)
    return _mm_max_pd(x, y); // the same, in one step
#else
    return x > y ? x : y;
#endif
}
[[nodiscard]] inline pair root_of(pair x) {
#if defined(__SSE2__)
    return _mm_sqrt_pd(x);
#else
    return pair{std::sqrt(x[0]), std::sqrt(x[1])};
#endif
}
[[nodiscard]] inline pair where_negative(pair x, pair yes, pair no) {
    return x < both(0) ? yes : no;
}
#else
struct pair {
    double at[2];
    double& operator[](std::size_t i) { return at[i]; }
    double operator[](std::size_t i) const { return at[i]; }
    friend pair operator+(pair a, pair b) { return {{a.at[0] + b.at[0], a.at[1] + b.at[1]}}; }
    friend pair operator-(pair a, pair b) { return {{a.at[0] - b.at[0], a.at[1] - b.at[1]}}; }
    friend pair operator*(pair a, pair b) { return {{a.at[0] * b.at[0], a.at[1] * b.at[1]}}; }
    friend pair operator/(pair a, pair b) { return {{a.at[0] / b.at[0], a.at[1] / b.at[1]}}; }
};
[[nodiscard]] inline pair both(double x) {
    return {{x, x}};
}
[[nodiscard]] inline pair above_or_zero(pair x, double least) {
    return {{x.at[0] > least ? x.at[0] : 0, x.at[1] > least ? x.at[1] : 0}};
}
[[nodiscard]] inline pair larger(pair x, pair y) {
    return {{x.at[0] > y.at[0] ? x.at[0] : y.at[0], x.at[1] > y.at[1] ? x.at[1] : y.at[1]}};
}
[[nodiscard]] inline pair root_of(pair x) {
    return {{std::sqrt(x.at[0]), std::sqrt(x.at[1])}};
}
[[nodiscard]] inline pair where_negative(pair x, pair yes, pair no) {
    return {{x.at[0] < 0 ? yes.at[0] : no.at[0], x.at[1] < 0 ? yes.at[1] : no.at[1]}};
}
#endif

// An even number of lanes.
template<std::size_t Count>
struct lanes {
    static_assert(Count % 2 == 0);
    static constexpr std::size_t pairs = Count / 2;
    std::array<pair, pairs> of{};

    void set(std::size_t lane, double x) { of[lane / 2][lane % 2] = x; }
    [[nodiscard]] double get(std::size_t lane) const { return of[lane / 2][lane % 2]; }
    [[nodiscard]] double sum() const {
        pair total = of[0];
        for (std::size_t j = 1; j < pairs; ++j)
            total = total + of[j];
        return total[0] + total[1];
    }
};

} // namespace attain::inline v1::sweeping
