// The column solver against the order of all slots, written the obvious way, and against the general road.
#include <attain/allocate/allocate.hpp>
#include <attain/allocate/column_solver.hpp>
#include <attain/allocate/hamilton_columns.hpp>
#include <attain/core/error.hpp>
#include <attain/core/int256.hpp>
#include <attain/estimate/normal.hpp>

#include "../dice.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

using namespace attain;

namespace {

struct instance {
    std::vector<double> weights{};
    std::vector<units> previous{};
    std::vector<units> low{};
    std::vector<units> high{};
    std::vector<std::uint32_t> tie{};
    divisor method{};
    change_cost cost{};
    units quantum{1};
    units total{};

    [[nodiscard]] std::size_t size() const { return low.size(); }
    [[nodiscard]] share_columns columns() const { return {weights, previous, method, cost, quantum}; }
};

void bounds_and_total(dice& d, instance& t, std::size_t reps, const std::vector<units>& centres,
                      std::int64_t widest) {
    units low_sum = 0;
    units high_sum = 0;
    for (std::size_t i = 0; i < reps; ++i) {
        const units low = centres[i];
        const units width = d.one_in(8) ? 0 : d.whole(0, widest);
        t.low.push_back(low);
        t.high.push_back(low + width);
        t.tie.push_back(static_cast<std::uint32_t>(i));
        low_sum += low;
        high_sum += low + width;
    }
    for (std::size_t i = reps; i-- > 1;)
        std::swap(t.tie[i], t.tie[static_cast<std::size_t>(d.whole(0, static_cast<std::int64_t>(i)))]);
    const std::int64_t kind = d.whole(0, 9);
    t.total = kind == 0   ? low_sum
              : kind == 1 ? high_sum
              : kind == 2 ? low_sum + 1
              : kind == 3 ? high_sum - 1
              : kind == 4 ? (d.one_in(4) ? high_sum + 1 : low_sum + (high_sum - low_sum) / 1000)
                          : low_sum + d.whole(0, high_sum - low_sum);
}

instance random_instance(dice& d, std::size_t reps) {
    instance t;
    t.method = static_cast<divisor>(d.whole(0, 3));
    const bool root = t.method == divisor::huntington_hill;
    const auto weights = d.whole(root ? 1 : 0, 5);
    for (std::size_t i = 0; i < reps && weights != 0; ++i) {
        double w = 0;
        if (i > 0 && d.one_in(4))
            w = t.weights[i - 1];
        else if (weights == 1)
            w = static_cast<double>(d.whole(1, 6));
        else if (weights == 2)
            w = static_cast<double>(d.whole(0, 3));
        else if (weights == 3)
            w = std::floor(std::exp(d.unit() * 41.0));
        else if (weights == 4)
            w = static_cast<double>(d.whole(1, 500)) * 0x1p40;
        else
            w = 1e15 + static_cast<double>(d.whole(0, 3)); // nearly alike
        t.weights.push_back(w);
    }
    const std::int64_t widest = reps > 400 ? 12 : reps > 40 ? 30 : 120;
    const std::int64_t place = d.whole(0, 7); // where quotas lie
    const units centre = place == 0 ? units{1} << 40 : place == 1 && !root ? -50 : 0;
    std::vector<units> lows;
    for (std::size_t i = 0; i < reps; ++i)
        lows.push_back(centre + d.whole(0, place == 2 ? 1000 : 5));
    if (!root && d.one_in(3)) {
        if (d.one_in(3)) t.quantum = d.whole(2, 1000);
        t.method = divisor::webster;
        for (std::size_t i = 0; i < reps; ++i)
            t.previous.push_back(t.quantum * (lows[i] + d.whole(-10, widest)));
        if (t.quantum == 1 && d.one_in(2)) t.cost = change_cost::absolute;
    } else if (d.one_in(8)) {
        t.quantum = d.whole(2, 5000);
    }
    bounds_and_total(d, t, reps, lows, widest);
    return t;
}

// Fractions with weight 0 as infinities, compared by cross products of 256 bits.
struct exact_key {
    int128 numerator{};
    uint128 weight{1};
};
int sign_of_infinity(const exact_key& a) {
    return a.weight != 0 ? 0 : a.numerator < 0 ? -1 : 1;
}
int compare(const exact_key& a, const exact_key& b) {
    const int ia = sign_of_infinity(a);
    const int ib = sign_of_infinity(b);
    if (ia != ib) return ia < ib ? -1 : 1;
    if (ia != 0 || (a.numerator < 0) != (b.numerator < 0))
        return a.numerator == b.numerator ? 0 : a.numerator < b.numerator ? -1 : 1;
    const uint256 left = wide_product(magnitude(a.numerator), b.weight);
    const uint256 right = wide_product(magnitude(b.numerator), a.weight);
    const int sign = a.numerator < 0 ? -1 : 1;
    return left == right ? 0 : (left < right ? -sign : sign);
}

struct slot {
    std::size_t rep{};
    units k{};
};

int compare_slots(const instance& t, const slot& a, const slot& b) {
    const auto weight = [&](const slot& s) {
        return t.weights.empty() ? uint128{1} : static_cast<uint128>(t.weights[s.rep]);
    };
    const auto from = [&](const slot& s) {
        return int128{t.quantum} * s.k - (t.previous.empty() ? 0 : t.previous[s.rep]);
    };
    if (t.method == divisor::huntington_hill) {
        const bool zero_a = weight(a) == 0;
        const bool zero_b = weight(b) == 0;
        if (zero_a || zero_b) return zero_a != zero_b ? (zero_b ? -1 : 1) : compare({a.k, 1}, {b.k, 1});
        if (a.k <= 1 && b.k <= 1)
            return -compare({static_cast<int128>(weight(a)), 1}, {static_cast<int128>(weight(b)), 1});
        return compare({int128{a.k} * (a.k - 1), weight(a) * weight(a)},
                       {int128{b.k} * (b.k - 1), weight(b) * weight(b)});
    }
    if (t.cost == change_cost::absolute) {
        const exact_key ka{from(a) > 0 ? 1 : -1, weight(a)};
        const exact_key kb{from(b) > 0 ? 1 : -1, weight(b)};
        if (const int c = compare(ka, kb); c != 0) return c;
    }
    const int shift = t.method == divisor::webster ? -1 : t.method == divisor::d_hondt ? 0 : -2;
    const exact_key ka{2 * from(a) + shift * t.quantum, weight(a)};
    const exact_key kb{2 * from(b) + shift * t.quantum, weight(b)};
    if (shift == -2 && ka.numerator == 0 && kb.numerator == 0)
        return ka.weight == kb.weight ? 0 : ka.weight > kb.weight ? -1 : 1;
    return compare(ka, kb);
}

std::vector<units> by_sorting(const instance& t) {
    std::vector<slot> slots;
    units taken = 0;
    for (std::size_t i = 0; i < t.size(); ++i) {
        taken += t.low[i];
        for (units k = t.low[i] + 1; k <= t.high[i]; ++k)
            slots.push_back({i, k});
    }
    std::sort(slots.begin(), slots.end(), [&](const slot& a, const slot& b) {
        if (const int c = compare_slots(t, a, b); c != 0) return c < 0;
        return t.tie[a.rep] != t.tie[b.rep] ? t.tie[a.rep] < t.tie[b.rep] : a.k < b.k;
    });
    std::vector<units> quotas = t.low;
    for (std::size_t s = 0; s < static_cast<std::size_t>(t.total - taken); ++s)
        ++quotas[slots[s].rep];
    return quotas;
}

struct tally {
    int wrong{};
    int refused_right{}; // certificates that refused a right answer
    int passed_mutant{}; // ... that passed a wrong one
    int infeasible{};
    int most_passes{};
};

template<class Columns>
void certify_and_mutate(dice& d, const Columns& columns, const instance& t, std::vector<units>& quotas,
                        double level, simd_level simd, tally& out) {
    const auto proven = [&] {
        return certify_columns(t.total, columns, t.low, t.high, t.tie, quotas, level, simd);
    };
    out.refused_right += proven() ? 0 : 1;
    for (int tries = 0; tries < 8; ++tries) {
        const auto a = static_cast<std::size_t>(d.whole(0, static_cast<std::int64_t>(t.size()) - 1));
        const auto b = static_cast<std::size_t>(d.whole(0, static_cast<std::int64_t>(t.size()) - 1));
        if (a == b || quotas[a] == t.low[a] || quotas[b] == t.high[b]) continue;
        --quotas[a];
        ++quotas[b];
        out.passed_mutant += proven() ? 1 : 0;
        return;
    }
}

void run_one(dice& d, std::size_t reps, simd_level simd, column_workspace& work, tally& out) {
    const instance t = random_instance(d, reps);
    std::vector<units> quotas(reps, -7777);
    const column_solution s = solve_columns(t.total, t.columns(), t.low, t.high, t.tie, quotas, work, simd);
    out.most_passes = std::max(out.most_passes, s.passes);
    if (!s.feasible) {
        ++out.infeasible;
        out.wrong += t.total >= s.low_sum && t.total <= s.high_sum ? 1 : 0;
        out.wrong += std::all_of(quotas.begin(), quotas.end(), [](units q) { return q == -7777; }) ? 0 : 1;
        out.wrong += s.certified ? 1 : 0;
        return;
    }
    out.wrong += quotas == by_sorting(t) ? 0 : 1;
    out.refused_right += s.certified ? 0 : 1;
    certify_and_mutate(d, t.columns(), t, quotas, s.level, simd, out);
}

// The same distribution under another type: goes by the general road.
struct veiled {
    normal inner;
    [[nodiscard]] double tail(units k) const { return inner.tail(k); }
    [[nodiscard]] double below(units k) const { return inner.below(k); }
    [[nodiscard]] double quantile(double p) const { return inner.quantile(p); }
    [[nodiscard]] double mean() const { return inner.mean(); }
    [[nodiscard]] double variance() const { return inner.variance(); }
};

void run_normal(dice& d, std::size_t reps, simd_level simd, column_workspace& work, tally& out) {
    instance t;
    std::vector<double> means;
    std::vector<double> deviations;
    std::vector<units> lows;
    const std::int64_t kind = d.whole(0, 3);
    for (std::size_t i = 0; i < reps; ++i) {
        const bool twin = i > 0 && d.one_in(4);
        means.push_back(twin        ? means[i - 1]
                        : kind == 0 ? static_cast<double>(d.whole(0, 40))
                                    : 1000 * d.unit());
        deviations.push_back(twin        ? deviations[i - 1]
                             : kind == 1 ? static_cast<double>(d.whole(1, 3))
                                         : 0.1 + 50 * d.unit());
        const double z = kind == 2 ? 80 * d.unit() - 40 : 6 * d.unit() - 3;
        lows.push_back(static_cast<units>(means[i] + z * deviations[i]));
    }
    bounds_and_total(d, t, reps, lows, 60);
    std::vector<units> quotas(reps);
    const normal_columns columns{means, deviations};
    const column_solution s = solve_columns(t.total, columns, t.low, t.high, t.tie, quotas, work, simd);
    out.most_passes = std::max(out.most_passes, s.passes);
    if (!s.feasible) {
        ++out.infeasible;
        return;
    }
    std::vector<candidate> candidates;
    std::vector<veiled> distributions;
    for (std::size_t i = 0; i < reps; ++i) {
        candidates.push_back({.id = static_cast<std::int64_t>(i), .floor = t.low[i], .cap = t.high[i]});
        candidates.back().rank = static_cast<std::int32_t>(t.tie[i]);
        distributions.push_back({normal{means[i], deviations[i]}});
    }
    const allocation general = allocate(t.total, candidates, distributions);
    out.refused_right += s.certified ? 0 : 1;
    bool same = general.feasible;
    for (std::size_t i = 0; same && i < reps; ++i)
        same = general.quotas[i].amount == quotas[i];
    out.wrong += same ? 0 : 1;
    certify_and_mutate(d, columns, t, quotas, s.level, simd, out);
}

// Largest remainders by sorting all of them.
void run_hamilton(dice& d, std::size_t reps, simd_level simd, column_workspace& work, tally& out) {
    std::vector<std::int64_t> weights;
    std::vector<std::uint32_t> tie;
    const std::int64_t kind = d.whole(0, 3);
    int128 sum = 0;
    for (std::size_t i = 0; i < reps; ++i) {
        weights.push_back(kind == 0   ? d.whole(0, 3)
                          : kind == 1 ? d.whole(1, 500) << 20
                          : kind == 2
                              ? static_cast<std::int64_t>(std::exp(d.unit() * 25))
                              : (std::int64_t{1} << 61) / static_cast<std::int64_t>(reps) - d.whole(0, 9));
        tie.push_back(static_cast<std::uint32_t>(i));
    }
    weights[0] += weights[0] == 0 ? 1 : 0;
    for (const std::int64_t w : weights)
        sum += w;
    for (std::size_t i = reps; i-- > 1;)
        std::swap(tie[i], tie[static_cast<std::size_t>(d.whole(0, static_cast<std::int64_t>(i)))]);
    const units total =
        d.whole(0, d.one_in(2) ? 40 * static_cast<std::int64_t>(reps) : std::int64_t{1} << 49);
    std::vector<units> right(reps);
    std::vector<std::size_t> order(reps);
    units left = total;
    for (std::size_t i = 0; i < reps; ++i) {
        right[i] = static_cast<units>(int128{total} * weights[i] / sum);
        left -= right[i];
        order[i] = i;
    }
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        const int128 ra = int128{total} * weights[a] % sum;
        const int128 rb = int128{total} * weights[b] % sum;
        return ra != rb ? ra > rb : tie[a] < tie[b];
    });
    for (std::size_t j = 0; j < static_cast<std::size_t>(left); ++j)
        ++right[order[j]];
    std::vector<units> quotas(reps);
    const bool certified = solve_hamilton(total, weights, tie, quotas, work, simd);
    out.wrong += certified && quotas == right ? 0 : 1;
    out.refused_right += certify_hamilton(total, weights, tie, quotas, simd) ? 0 : 1;
    const auto a = static_cast<std::size_t>(d.whole(0, static_cast<std::int64_t>(reps) - 1));
    const auto b = static_cast<std::size_t>(d.whole(0, static_cast<std::int64_t>(reps) - 1));
    if (a == b) return;
    --quotas[a];
    ++quotas[b];
    out.passed_mutant += certify_hamilton(total, weights, tie, quotas, simd) ? 1 : 0;
}

tally fuzz(std::uint64_t seed, int instances, int most_reps = 300) {
    dice d{seed};
    column_workspace work;
    tally out;
    for (int k = 0; k < instances; ++k) {
        const auto simd = static_cast<simd_level>(k % 4);
        const auto reps = static_cast<std::size_t>(k % 50 == 0 ? d.whole(9, most_reps) : d.whole(1, 8));
        if (k % 5 == 0)
            run_normal(d, std::min<std::size_t>(reps, 40), simd, work, out);
        else if (k % 5 == 1)
            run_hamilton(d, reps, simd, work, out);
        else
            run_one(d, reps, simd, work, out);
    }
    return out;
}

// Many reps: the sampled road.
tally fuzz_large(std::uint64_t seed, int instances) {
    dice d{seed};
    column_workspace work;
    tally out;
    for (int k = 0; k < instances; ++k) {
        const auto reps = static_cast<std::size_t>(d.whole(20'001, 26'000));
        run_one(d, reps, static_cast<simd_level>(k % 4), work, out);
        run_hamilton(d, reps, static_cast<simd_level>(k % 4), work, out);
    }
    return out;
}

void check(const tally& t) {
    CHECK(t.wrong == 0);
    CHECK(t.refused_right == 0);
    CHECK(t.passed_mutant == 0);
    MESSAGE("infeasible " << t.infeasible << ", most passes " << t.most_passes);
}

} // namespace

TEST_CASE("column solver: the quotas of sorting all slots by exact keys") {
    check(fuzz(1, 10'000));
    check(fuzz_large(2, 8));
}

TEST_CASE("column solver: where all reach the next unit at one level ties decide, however they lie") {
    dice d{5};
    column_workspace work;
    int solved = 0;
    int most_passes = 0;
    for (int k = 0; k < 400; ++k) {
        const auto reps = static_cast<std::size_t>(k % 80 < 3 ? d.whole(20'001, 26'000) : d.whole(1, 60));
        instance t;
        t.method = static_cast<divisor>(d.whole(0, 2));
        if (d.one_in(4)) t.cost = change_cost::absolute;
        const units centre = d.one_in(4) ? units{1} << 46 : 0; // rounding would tell there
        std::vector<units> lows;
        for (std::size_t i = 0; i < reps; ++i) {
            lows.push_back(centre + d.whole(0, 5));
            if (t.cost == change_cost::absolute || k % 2 == 0)
                t.previous.push_back(lows[i] + d.whole(-5, 25));
        }
        bounds_and_total(d, t, reps, lows, 20);
        // In the order of rows, at random, or those without room in front of all others.
        if (k % 3 == 0) std::iota(t.tie.begin(), t.tie.end(), std::uint32_t{0});
        if (k % 3 == 1) {
            std::vector<std::uint32_t> order(reps);
            std::iota(order.begin(), order.end(), std::uint32_t{0});
            std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
                return t.high[a] - t.low[a] < t.high[b] - t.low[b];
            });
            for (std::size_t i = 0; i < reps; ++i)
                t.tie[order[i]] = static_cast<std::uint32_t>(i);
        }
        const std::span<const std::uint32_t> tie =
            k % 3 == 0 ? std::span<const std::uint32_t>{} : std::span<const std::uint32_t>{t.tie};
        const auto simd = static_cast<simd_level>(d.whole(0, 3));
        std::vector<units> quotas(reps);
        const column_solution s = solve_columns(t.total, t.columns(), t.low, t.high, tie, quotas, work, simd);
        if (!s.feasible) continue;
        ++solved;
        CHECK(quotas == by_sorting(t));
        CHECK(s.certified);
        most_passes = std::max(most_passes, s.passes);
        CHECK(certify_columns(t.total, t.columns(), t.low, t.high, tie, quotas, s.level, simd));
    }
    CHECK(solved > 300);
    CHECK(most_passes < 12);
    MESSAGE("most passes " << most_passes);
}

TEST_CASE("column solver: bad columns are named, with their row") {
    const std::vector<units> low{0, 0, 0};
    const std::vector<units> high{9, 9, 9};
    const std::vector<units> below{0, -1, 0};
    std::vector<units> quotas(3);
    column_workspace work;
    const auto said_of = [&](const auto& columns, const std::vector<units>& from,
                             const std::vector<units>& upto) {
        try {
            (void)solve_columns(10, columns, from, upto, {}, quotas, work);
        } catch (const error& e) {
            return std::string{e.what()};
        }
        return std::string{};
    };
    const auto said = [&](const auto& columns, const std::vector<units>& from) {
        return said_of(columns, from, high);
    };
    const std::vector<double> half{1, 2.5, 3};
    const std::vector<double> none{1, std::nan(""), 3};
    const std::vector<double> two{1, 2};
    const std::vector<double> good{1, 2, 3};
    const std::vector<double> flat{1, 0, 3};
    CHECK(said(share_columns{.weights = half}, low).find("whole number") != std::string::npos);
    CHECK(said(share_columns{.weights = none}, low).find("finite") != std::string::npos);
    CHECK(said(share_columns{.weights = two}, low).find("one per rep") != std::string::npos);
    CHECK(said(share_columns{.method = divisor::huntington_hill}, low).find("needs them") !=
          std::string::npos);
    CHECK(
        said(share_columns{.weights = good, .method = divisor::huntington_hill}, below).find("below zero") !=
        std::string::npos);
    CHECK(said(share_columns{.weights = good}, std::vector<units>{0, 10, 0}).find("lies above high") !=
          std::string::npos);
    const std::vector<units> vast{9, 9, units{1} << 51};
    for (const std::string& what :
         {said_of(share_columns{.weights = good}, low, vast), said_of(share_columns{}, low, vast),
          said_of(normal_columns{good, good}, low, vast)}) {
        CHECK(what.find("high") != std::string::npos);
        CHECK(what.find("2^50") != std::string::npos);
        CHECK(what.find("row 2") != std::string::npos);
    }
    CHECK(said(share_columns{.weights = none, .previous = low, .cost = change_cost::absolute}, low)
              .find("finite") != std::string::npos);
    CHECK(said_of(share_columns{.weights = good, .previous = low, .cost = change_cost::absolute}, low, vast)
              .find("high") != std::string::npos);
    CHECK(said(normal_columns{good, flat}, low).find("positive") != std::string::npos);
    CHECK(said(share_columns{.weights = good}, low).empty());
}

TEST_CASE("column solver: bounds that add up beyond 2^62 are refused, and wrap around to no proof") {
    constexpr units most = units{1} << 50;
    constexpr std::size_t reps = 1 << 14; // 2^64 together
    constexpr std::size_t fit = 1 << 12;
    const std::vector<units> low(reps, 0);
    const std::vector<units> high(reps, most);
    const std::vector<double> ones(reps, 1.0);
    const std::vector<units> mixed = [&] { // nothing together, but not on the way
        std::vector<units> out(reps, most);
        std::fill(out.begin() + reps / 2, out.end(), -most);
        return out;
    }();
    column_workspace work;
    const auto judge = [&](const auto& of) {
        std::vector<units> quotas(reps, most);
        const auto said = [&](const std::vector<units>& from, const std::vector<units>& upto) {
            return thrown([&] { (void)solve_columns(0, of(reps), from, upto, {}, quotas, work); });
        };
        CHECK(said(low, high).code() == errc::overflow);
        CHECK(said(low, high).argument() == "bounds");
        CHECK(said(mixed, mixed).code() == errc::overflow);
        CHECK_FALSE(certify_columns(0, of(reps), low, high, {}, quotas, 0.0)); // 2^64 is not 0
        const auto some = [&](const auto& of_all) { return std::span{of_all}.first(fit); };
        const auto inside = std::span{quotas}.first(fit);
        const column_solution s = solve_columns(5 * most, of(fit), some(low), some(high), {}, inside, work);
        CHECK(s.high_sum == unlimited);
        CHECK(s.certified);
        CHECK(certify_columns(5 * most, of(fit), some(low), some(high), {}, inside, s.level));
        CHECK_FALSE(certify_columns(5 * most - 1, of(fit), some(low), some(high), {}, inside, s.level));
    };
    judge([&](std::size_t n) { return share_columns{.weights = std::span{ones}.first(n)}; });
    judge([&](std::size_t n) { return share_columns{.previous = std::span{low}.first(n)}; });
    judge([&](std::size_t n) { return normal_columns{std::span{ones}.first(n), std::span{ones}.first(n)}; });
    judge([&](std::size_t n) {
        return share_columns{.weights = std::span{ones}.first(n),
                             .previous = std::span{low}.first(n),
                             .cost = change_cost::absolute};
    });
}

TEST_SUITE("long") {
    TEST_CASE("column solver: 300,000 instances" * doctest::skip()) {
        for (std::uint64_t seed = 100; seed < 130; ++seed)
            check(fuzz(seed, 10'000));
        check(fuzz_large(7, 400));
    }
}
