// The grid solver against the order of all slots, written the obvious way.
#include <attain/allocate/grid_solver.hpp>
#include <attain/core/error.hpp>

#include "../dice.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>
#include <tuple>

using namespace attain;

namespace {

template<class Real, class Int>
struct instance {
    std::vector<Real> cells{};
    std::vector<Int> low{};
    std::vector<Int> high{};
    std::vector<std::uint32_t> tie{};
    std::size_t reps{};
    units total{};

    [[nodiscard]] grid_columns<Real> columns() const { return {cells, reps, grid_size::k33}; }
    [[nodiscard]] double knot(std::size_t j, std::size_t i) const {
        return static_cast<double>(cells[j * reps + i]);
    }
    // The definition of the canonical key.
    [[nodiscard]] double key(std::size_t i, units k) const {
        const auto x = static_cast<double>(k);
        std::size_t j = 0;
        while (j < 31 && knot(j + 1, i) <= x)
            ++j;
        return static_cast<double>(j) + (x - knot(j, i)) / (knot(j + 1, i) - knot(j, i));
    }
};

template<class Real, class Int>
void random_knots(dice& d, instance<Real, Int>& t, std::size_t i, int shape, double unit) {
    const double scale = std::exp(d.unit() * (shape == 5 ? 9 : 4)) * 0.5;
    const double start = shape == 4 ? -30 * d.unit() : shape == 5 ? 0 : std::floor(8 * d.unit());
    double x = start;
    Real before = 0;
    for (std::size_t j = 0; j < 33; ++j) {
        auto at = static_cast<Real>(unit * (shape == 3 ? std::round(x) : x));
        if (j > 0 && at <= before) at = std::nextafter(before, std::numeric_limits<Real>::infinity());
        t.cells[j * t.reps + i] = at;
        before = at;
        double step = scale * (0.02 + d.unit()) / 8;
        if (shape == 2 && d.one_in(3)) step *= 1e-6;                             // nearly flat
        if (shape == 5 && j > 24) step *= std::exp(static_cast<double>(j) - 24); // heavy tail
        x += shape == 3 ? std::round(step) + 1 : step;
    }
}

// Unit: how many units stand where counts have one.
template<class Real, class Int>
instance<Real, Int> random_instance(dice& d, std::size_t reps, double unit = 1) {
    instance<Real, Int> t;
    t.reps = reps;
    t.cells.resize(33 * reps);
    const auto shape = static_cast<int>(d.whole(0, 5));
    const std::int64_t widest = reps > 400 ? 12 : reps > 40 ? 30 : 120;
    units low_sum = 0;
    units high_sum = 0;
    for (std::size_t i = 0; i < reps; ++i) {
        if (i > 0 && (shape == 0 || d.one_in(6))) // the same rep again
            for (std::size_t j = 0; j < 33; ++j)
                t.cells[j * reps + i] = t.cells[j * reps + i - 1];
        else
            random_knots(d, t, i, shape, unit);
        const double centre = t.knot(static_cast<std::size_t>(d.whole(0, 32)), i);
        const double least = std::floor(centre - d.unit() * 20 * unit);
        const auto low = static_cast<Int>(std::clamp(least, -1e5 * unit, 1e5 * unit));
        const auto most = static_cast<std::int64_t>(static_cast<double>(widest) * unit);
        const auto width = static_cast<Int>(d.one_in(8) ? 0 : d.whole(0, most));
        t.low.push_back(low);
        t.high.push_back(static_cast<Int>(low + width));
        t.tie.push_back(static_cast<std::uint32_t>(i));
        low_sum += low;
        high_sum += low + width;
    }
    for (std::size_t i = reps; i-- > 1;)
        std::swap(t.tie[i], t.tie[static_cast<std::size_t>(d.whole(0, static_cast<std::int64_t>(i)))]);
    switch (d.whole(0, 9)) {
    case 0:
        t.total = low_sum;
        break;
    case 1:
        t.total = high_sum;
        break;
    case 2:
        t.total = low_sum + 1;
        break;
    case 3:
        t.total = high_sum - 1;
        break;
    case 4:
        t.total = d.one_in(4) ? high_sum + 1 : low_sum + (high_sum - low_sum) / 1000;
        break;
    default:
        t.total = low_sum + d.whole(0, high_sum - low_sum);
    }
    return t;
}

template<class Real, class Int>
std::vector<Int> by_sorting(const instance<Real, Int>& t) {
    struct slot {
        double key;
        std::uint32_t tie;
        units k;
        std::size_t rep;
    };
    std::vector<slot> slots;
    units taken = 0;
    for (std::size_t i = 0; i < t.reps; ++i) {
        taken += t.low[i];
        for (units k = t.low[i] + 1; k <= t.high[i]; ++k)
            slots.push_back({t.key(i, k), t.tie[i], k, i});
    }
    std::sort(slots.begin(), slots.end(), [](const slot& a, const slot& b) {
        return std::tie(a.key, a.tie, a.k) < std::tie(b.key, b.tie, b.k);
    });
    std::vector<Int> quotas = t.low;
    for (std::size_t s = 0; s < static_cast<std::size_t>(t.total - taken); ++s)
        ++quotas[slots[s].rep];
    return quotas;
}

// The same where there are too many slots to sort: the key of the last one taken by bisection on the bits of
// doubles, those of just that key by tie.
template<class Real, class Int>
std::vector<Int> by_bisection(const instance<Real, Int>& t) {
    std::vector<Int> quotas(t.reps);
    const auto take_upto = [&](double key) {
        units sum = 0;
        for (std::size_t i = 0; i < t.reps; ++i) {
            Int low = t.low[i];
            for (Int high = t.high[i]; low < high;) {
                const auto k = static_cast<Int>(low + (high - low + 1) / 2);
                if (t.key(i, k) <= key)
                    low = k;
                else
                    high = static_cast<Int>(k - 1);
            }
            quotas[i] = low;
            sum += low;
        }
        return sum;
    };
    constexpr std::int64_t lowest = std::numeric_limits<std::int64_t>::min();
    const auto key_at = [](std::int64_t at) { return std::bit_cast<double>(at >= 0 ? at : lowest - at); };
    std::int64_t low = lowest - std::bit_cast<std::int64_t>(-std::numeric_limits<double>::infinity());
    std::int64_t high = std::bit_cast<std::int64_t>(std::numeric_limits<double>::infinity());
    while (low < high) {
        const std::int64_t middle = std::midpoint(low, high - 1);
        if (take_upto(key_at(middle)) >= t.total)
            high = middle;
        else
            low = middle + 1;
    }
    const units sum = take_upto(key_at(low));
    std::vector<std::pair<std::uint32_t, std::size_t>> last; // slots of the last key
    for (std::size_t i = 0; i < t.reps; ++i)
        for (units k = quotas[i]; k > t.low[i] && t.key(i, k) == key_at(low); --k)
            last.emplace_back(t.tie[i], i);
    std::sort(last.begin(), last.end());
    for (units too_many = sum - t.total; too_many > 0; --too_many) {
        --quotas[last.back().second];
        last.pop_back();
    }
    return quotas;
}

struct tally {
    int wrong{};
    int infeasible{};
    int refused_right{}; // certificates that refused a right answer
    int passed_mutant{}; // ... that passed a wrong one
    int most_passes{};
};

template<class Real, class Int>
void run_one(dice& d, std::size_t reps, simd_level simd, grid_workspace& work, tally& out, double unit = 1) {
    const instance<Real, Int> t = random_instance<Real, Int>(d, reps, unit);
    std::vector<Int> quotas(reps, -7);
    const grid_solution s =
        solve_on_grid(t.total, t.columns(), std::span<const Int>{t.low}, std::span<const Int>{t.high}, t.tie,
                      std::span<Int>{quotas}, work, simd);
    out.most_passes = std::max(out.most_passes, s.passes);
    if (!s.feasible) {
        ++out.infeasible;
        out.wrong += t.total >= s.low_sum && t.total <= s.high_sum ? 1 : 0;
        out.wrong += std::all_of(quotas.begin(), quotas.end(), [](Int q) { return q == -7; }) ? 0 : 1;
        out.wrong += s.certified ? 1 : 0;
        return;
    }
    if (unit == 1)
        out.wrong += quotas == by_sorting(t) ? 0 : 1;
    else if (reps < 400)
        out.wrong += quotas == by_bisection(t) ? 0 : 1;
    else
        out.wrong += std::accumulate(quotas.begin(), quotas.end(), units{0}) == t.total ? 0 : 1;
    out.refused_right += s.certified ? 0 : 1;
    const auto proven = [&] {
        return certify_on_grid(t.total, t.columns(), std::span<const Int>{t.low},
                               std::span<const Int>{t.high}, t.tie, std::span<const Int>{quotas}, s.place,
                               simd);
    };
    out.refused_right += proven() ? 0 : 1;
    // Move one unit from somebody to somebody else: never right.
    for (int tries = 0; tries < 8; ++tries) {
        const auto a = static_cast<std::size_t>(d.whole(0, static_cast<std::int64_t>(reps) - 1));
        const auto b = static_cast<std::size_t>(d.whole(0, static_cast<std::int64_t>(reps) - 1));
        if (a == b || quotas[a] == t.low[a] || quotas[b] == t.high[b]) continue;
        --quotas[a];
        ++quotas[b];
        out.passed_mutant += proven() ? 1 : 0;
        break;
    }
}

tally fuzz(std::uint64_t seed, int instances) {
    dice d{seed};
    grid_workspace work;
    tally out;
    for (int k = 0; k < instances; ++k) {
        const auto simd = static_cast<simd_level>(k % 4);
        const auto reps = static_cast<std::size_t>(k % 50 == 0 ? d.whole(9, 300) : d.whole(1, 8));
        if (k % 5 == 0)
            run_one<double, std::int64_t>(d, reps, simd, work, out);
        else
            run_one<float, std::int32_t>(d, reps, simd, work, out);
    }
    return out;
}

// Amounts: 100 to 10^8 units where counts have one. Of many reps the certificate decides.
double amount_unit(dice& d) {
    return std::exp(std::log(1e2) + d.unit() * std::log(1e6));
}
tally fuzz_amounts(std::uint64_t seed, int instances, int large) {
    dice d{seed};
    grid_workspace work;
    tally out;
    for (int k = 0; k < instances + large; ++k) {
        const std::int64_t reps = k < large         ? d.whole(20'001, 60'000)
                                  : k % 50 == large ? d.whole(9, 300)
                                                    : d.whole(1, 8);
        run_one<double, std::int64_t>(d, static_cast<std::size_t>(reps), static_cast<simd_level>(k % 4), work,
                                      out, amount_unit(d));
    }
    return out;
}

// Many reps: the sampled road.
tally fuzz_large(std::uint64_t seed, int instances) {
    dice d{seed};
    grid_workspace work;
    tally out;
    for (int k = 0; k < instances; ++k)
        run_one<float, std::int32_t>(d, static_cast<std::size_t>(d.whole(20'001, 26'000)),
                                     static_cast<simd_level>(k % 4), work, out);
    return out;
}

void check(const tally& t) {
    CHECK(t.wrong == 0);
    CHECK(t.refused_right == 0);
    CHECK(t.passed_mutant == 0);
    MESSAGE("infeasible " << t.infeasible << ", most passes " << t.most_passes);
}

} // namespace

TEST_CASE("grid solver: the quotas of sorting all slots, whatever the vector width") {
    check(fuzz(1, 5'000));
    check(fuzz_large(2, 6));
}

TEST_CASE("grid solver: amounts with millions of slots a rep") {
    check(fuzz_amounts(5, 500, 16));
}

// Totals that lie 10^15 places and more beyond the grid: next to nothing is expected of some reps, or the
// outer knots of all are neighbouring doubles.
void check_far_beyond(instance<double, std::int64_t> t) {
    for (std::size_t i = 0; i < t.reps; ++i)
        t.tie.push_back(static_cast<std::uint32_t>(t.reps - 1 - i));
    const auto low_sum = std::accumulate(t.low.begin(), t.low.end(), units{0});
    const auto high_sum = std::accumulate(t.high.begin(), t.high.end(), units{0});
    const auto some = static_cast<units>(3 * t.reps);
    grid_workspace work;
    for (const units total : {low_sum + 1, low_sum + some, low_sum + (high_sum - low_sum) / 50,
                              high_sum - (high_sum - low_sum) / 50, high_sum - some, high_sum - 1}) {
        CAPTURE(t.reps);
        CAPTURE(total);
        t.total = total;
        std::vector<std::int64_t> quotas(t.reps);
        const grid_solution s =
            solve_on_grid(total, t.columns(), std::span<const std::int64_t>{t.low},
                          std::span<const std::int64_t>{t.high}, t.tie, std::span{quotas}, work);
        CHECK(s.certified);
        if (t.reps < 1'000) CHECK(quotas == by_bisection(t)); // of more the certificate decides
    }
}

TEST_CASE("grid solver: totals far beyond the grid") {
    for (const std::size_t reps : std::initializer_list<std::size_t>{1, 2, 9, 500, 20'001}) {
        instance<double, std::int64_t> t;
        t.reps = reps;
        t.cells.resize(33 * reps);
        for (const double gap : {1e-14, 5e-324}) {
            for (std::size_t i = 0; i < reps; ++i) {
                const bool nobody = i % 2 == 0;
                for (std::size_t j = 0; j < 33; ++j)
                    t.cells[j * reps + i] =
                        (nobody ? gap : 1e6 + static_cast<double>(i)) * static_cast<double>(j);
            }
            t.low.assign(reps, 0);
            t.high.assign(reps, 60'000'000);
            for (std::size_t i = 0; i < reps; i += 2) {
                t.low[i] = -8;
                t.high[i] = 16;
            }
            t.tie.clear();
            check_far_beyond(t);
        }
        const double infinity = std::numeric_limits<double>::infinity();
        for (std::size_t i = 0; i < reps; ++i) {
            for (std::size_t j = 1; j < 32; ++j)
                t.cells[j * reps + i] = 1e12 + static_cast<double>(i) + 1e10 * static_cast<double>(j);
            t.cells[i] = std::nextafter(t.cells[reps + i], -infinity);
            t.cells[32 * reps + i] = std::nextafter(t.cells[31 * reps + i], infinity);
        }
        t.low.assign(reps, 0);
        t.high.assign(reps, 4'000'000'000'000);
        t.tie.clear();
        check_far_beyond(t);
    }
}

TEST_SUITE("long") {
    TEST_CASE("grid solver: 300,000 instances" * doctest::skip()) {
        for (std::uint64_t seed = 100; seed < 130; ++seed)
            check(fuzz(seed, 10'000));
        check(fuzz_large(7, 400));
        check(fuzz_amounts(8, 20'000, 400));
    }
}

TEST_CASE("grid solver: bounds that are none are named, with their row") {
    dice d{4};
    const auto t = random_instance<float, std::int32_t>(d, 3);
    std::vector<std::int32_t> quotas(3);
    grid_workspace work;
    const auto said = [&](const std::vector<std::int32_t>& low, const std::vector<std::int32_t>& high) {
        try {
            (void)solve_on_grid(9, t.columns(), std::span<const std::int32_t>{low},
                                std::span<const std::int32_t>{high}, {}, std::span<std::int32_t>{quotas},
                                work);
        } catch (const error& e) {
            CHECK(e.row() == 1);
            return e.argument();
        }
        return std::string{};
    };
    CHECK(said({0, 8, 0}, {9, 7, 9}) == "low");
    CHECK(said({0, -(1 << 30), 0}, {9, 9, 9}) == "low");
    CHECK(said({0, 0, 0}, {9, 1 << 30, 9}) == "high");
}

TEST_CASE("grid solver: bounds that add up beyond 2^62 are refused, and wrap around to no proof") {
    constexpr std::int64_t most = std::int64_t{1} << 50;
    constexpr std::size_t reps = 1 << 14; // 2^64 together
    std::vector<double> cells(33 * reps);
    for (std::size_t i = 0; i < cells.size(); ++i)
        cells[i] = static_cast<double>(i / reps) * 0x1p44;
    const grid_columns<double> columns{cells, reps, grid_size::k33};
    const std::vector<std::int64_t> low(reps, 0);
    const std::vector<std::int64_t> high(reps, most);
    std::vector<std::int64_t> quotas(reps, most);
    grid_workspace work;
    const error e = thrown([&] {
        (void)solve_on_grid(0, columns, std::span<const std::int64_t>{low}, std::span{high}, {},
                            std::span{quotas}, work);
    });
    CHECK(e.code() == errc::overflow);
    CHECK(e.argument() == "bounds");
    CHECK_FALSE(certify_on_grid(0, columns, std::span<const std::int64_t>{low}, std::span{high}, {},
                                std::span<const std::int64_t>{quotas}, 0));
}

TEST_CASE("grid solver: the same bytes for every vector width") {
    dice d{3};
    grid_workspace work;
    for (int k = 0; k < 40; ++k) {
        const auto t =
            random_instance<float, std::int32_t>(d, static_cast<std::size_t>(k < 38 ? 700 : 30'000));
        std::vector<std::vector<std::int32_t>> results;
        for (const simd_level level : {simd_level::baseline, simd_level::avx2, simd_level::avx512}) {
            std::vector<std::int32_t> quotas(t.reps);
            (void)solve_on_grid(t.total, t.columns(), std::span<const std::int32_t>{t.low},
                                std::span<const std::int32_t>{t.high}, t.tie, std::span<std::int32_t>{quotas},
                                work, level);
            results.push_back(quotas);
        }
        CHECK(results[0] == results[1]);
        CHECK(results[0] == results[2]);
    }
}
