// The bodies of the passes: plain loops that the compiler turns into vectors of the instruction set in force.
// Included once per instruction set by grid_passes.cpp, each time inside a namespace of its own.

// Whole part of x, clipped to [low, high]: without a library call, exact for |x| within Int.
template<class Int>
inline Int whole(double x, Int low, Int high) {
    const auto a = static_cast<double>(low);
    const auto b = static_cast<double>(high);
    x = x < b ? x : b;
    x = x > a ? x : a;
    const auto q = static_cast<Int>(x);
    return static_cast<Int>(q - (x < static_cast<double>(q) ? 1 : 0));
}

// Covers every rounding in x and in the canonical key: 2^-46 (1 + |t|) (|from| + |to| + 1).
inline double margin_of(double from, double to, double scale) {
    return scale * ((from < 0 ? -from : from) + (to < 0 ? -to : to) + 1.0);
}
inline double margin_scale(double t) {
    return 0x1p-46 * (1.0 + (t < 0 ? -t : t));
}

template<class Real, class Int>
pass_counts count(const line<Real>& l, const line<Real>& h, const Int* low, const Int* high, std::size_t n) {
    pass_counts out;
    std::int64_t sum_low = 0;
    std::int64_t sum_high = 0;
    std::int64_t bounds_low = 0;
    std::int64_t bounds_high = 0;
    std::int64_t wrong = 0;
    const double tl = l.t;
    const double th = h.t;
    constexpr Int reach = kernel_reach<Int>;
    for (std::size_t i = 0; i < n; ++i) {
        const auto fl = static_cast<double>(l.from[i]);
        const auto fh = static_cast<double>(h.from[i]);
        sum_low += whole(fl + tl * (static_cast<double>(l.to[i]) - fl), low[i], high[i]);
        sum_high += whole(fh + th * (static_cast<double>(h.to[i]) - fh), low[i], high[i]);
        bounds_low += low[i];
        bounds_high += high[i];
        wrong += static_cast<int>((low[i] > high[i]) | (low[i] < -reach) | (high[i] > reach));
    }
    out.low = sum_low;
    out.high = sum_high;
    out.low_bounds = bounds_low;
    out.high_bounds = bounds_high;
    out.ordered = wrong == 0;
    return out;
}

template<class Real, class Int>
pass_counts write(const line<Real>& l, const line<Real>& h, const Int* __restrict low,
                  const Int* __restrict high, std::size_t n, Int* __restrict quotas, Int* __restrict extra) {
    std::int64_t sum_low = 0;
    std::int64_t sum_high = 0;
    const double tl = l.t;
    const double th = h.t;
    const double scale_low = margin_scale(tl);
    const double scale_high = margin_scale(th);
    for (std::size_t i = 0; i < n; ++i) {
        const auto fl = static_cast<double>(l.from[i]);
        const auto ul = static_cast<double>(l.to[i]);
        const auto fh = static_cast<double>(h.from[i]);
        const auto uh = static_cast<double>(h.to[i]);
        const Int a = whole(fl + tl * (ul - fl) - margin_of(fl, ul, scale_low), low[i], high[i]);
        const Int b = whole(fh + th * (uh - fh) + margin_of(fh, uh, scale_high), low[i], high[i]);
        quotas[i] = a;
        extra[i] = static_cast<Int>(b - a);
        sum_low += a;
        sum_high += b;
    }
    pass_counts out;
    out.low = sum_low;
    out.high = sum_high;
    return out;
}

template<class Real, class Int>
pass_counts check(const line<Real>& l, const Int* __restrict low, const Int* __restrict high,
                  const Int* __restrict quotas, std::size_t n, std::uint8_t* __restrict doubt) {
    std::int64_t sum = 0;
    std::int64_t outside = 0;
    const double t = l.t;
    const double scale = margin_scale(t);
    for (std::size_t i = 0; i < n; ++i) {
        const auto f = static_cast<double>(l.from[i]);
        const auto u = static_cast<double>(l.to[i]);
        const double x = f + t * (u - f);
        const double m = margin_of(f, u, scale);
        const Int q = quotas[i];
        const auto at = static_cast<double>(q);
        const bool taken_clear = (q <= low[i]) | (at <= x - m);
        const bool refused_clear = (q >= high[i]) | (at + 1.0 >= x + m);
        doubt[i] = static_cast<std::uint8_t>(!(taken_clear & refused_clear));
        outside += static_cast<int>((q < low[i]) | (q > high[i]));
        sum += q;
    }
    pass_counts out;
    out.low = sum;
    out.ordered = outside == 0;
    return out;
}

template<class Real, class Int>
constexpr grid_passes<Real, Int> table{&count<Real, Int>, &write<Real, Int>, &check<Real, Int>};
