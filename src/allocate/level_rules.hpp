// Rules of the level solver: a policy's curve over columns, the level of a slot, and the exact order of two
// slots. The exact orders are the kernels' of allocate(), so both roads agree slot by slot.
#pragma once

#include <attain/allocate/column_solver.hpp>
#include <attain/estimate/normal.hpp>

#include "column_passes.hpp"
#include "select.hpp"
#include "slot_buckets.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <vector>

namespace attain::inline v1::detail {

using contested = grid_workspace::contested;

// The kernels' problem behind columns, for the detours through exact selection.
[[nodiscard]] inline problem bare_problem(units total, units quantum, std::span<const std::uint32_t> tie,
                                          std::size_t reps) {
    problem p;
    p.quantum = quantum;
    p.target = total;
    p.base.assign(reps, 0);
    p.tie.assign(tie.begin(), tie.end());
    for (std::size_t i = p.tie.size(); i < reps; ++i)
        p.tie.push_back(static_cast<std::uint32_t>(i));
    return p;
}

template<class Kernel>
[[nodiscard]] std::vector<units> select_all(const problem& p, const Kernel& kernel, std::vector<units> low,
                                            std::vector<units> high) {
    std::vector<std::size_t> members(low.size());
    for (std::size_t i = 0; i < members.size(); ++i)
        members[i] = i;
    selection<Kernel> slots{kernel, p.tie, members, std::move(low), std::move(high)};
    return slots.solve(p.target, [](std::span<const units> quotas) {
        int128 sum = 0;
        for (const units q : quotas)
            sum += q;
        return sum;
    });
}

[[nodiscard]] constexpr int shift_of(divisor method) noexcept {
    return method == divisor::webster ? -1 : method == divisor::d_hondt ? 0 : -2;
}

// Slots whose levels are not clearly apart: by the order of their exact keys, then ties, then k.
[[nodiscard]] inline bool close_before(int order, const contested& a, const contested& b) noexcept {
    if (order != 0) return order < 0;
    return a.tie != b.tie ? a.tie < b.tie : a.k < b.k;
}

// Slots in the order of exact keys, then ties, then k; levels settle it where they are clearly apart.
template<class Rule>
[[nodiscard]] inline bool slot_before(const Rule& rule, const contested& a, const contested& b) {
    return Rule::apart(a.key, b.key) ? a.key < b.key : close_before(rule.order(a, b), a, b);
}

// Moves the slots that come before the one whose place is `split` in front of it; their levels lie from low
// to high. Exact keys read columns all over the place: each is made once, and only where the level at the
// split does not tell.
template<class Rule>
void part_slots(const Rule& rule, std::ptrdiff_t split, double low, double high, column_workspace& work) {
    using exact_key = typename Rule::exact_key;
    using exact_slot = column_workspace::exact_slot;
    static_assert(sizeof(exact_key) <= sizeof(exact_slot::key));
    std::vector<contested>& slots = work.slots;
    std::vector<exact_slot>& exact = work.close;
    const auto [begin, end] =
        gather_around(split, low, high, slots, work.spare_slots, [](const contested& s) { return s.key; });
    const auto at = slots.begin() + split;
    std::nth_element(slots.begin() + begin, at, slots.begin() + end,
                     [](const contested& a, const contested& b) { return a.key < b.key; });
    const double level = at->key;
    const auto clear = [level](const contested& s) { return Rule::apart(s.key, level); };
    const auto first = std::partition(slots.begin(), at, clear);
    const auto last = std::partition(at, slots.end(), [&](const contested& s) { return !clear(s); });
    exact.resize(static_cast<std::size_t>(last - first));
    std::transform(first, last, exact.begin(), [&](const contested& s) {
        const exact_key key = rule.exact(s);
        exact_slot out{{}, s};
        std::memcpy(out.key.data(), &key, sizeof key);
        return out;
    });
    const auto key_of = [](const exact_slot& s) {
        exact_key key{};
        std::memcpy(static_cast<void*>(&key), s.key.data(), sizeof key);
        return key;
    };
    const auto earlier = [&](const exact_slot& a, const exact_slot& b) {
        if (Rule::apart(a.slot.key, b.slot.key)) return a.slot.key < b.slot.key;
        return close_before(rule.order(key_of(a), key_of(b)), a.slot, b.slot);
    };
    std::nth_element(exact.begin(), exact.begin() + (at - first), exact.end(), earlier);
    std::transform(exact.begin(), exact.end(), first, [](const exact_slot& s) { return s.slot; });
}

// Keys (2 (q k - previous) + s q) / w; level = key / (2 q).
template<class Slope, class Start>
class ratio_rule {
public:
    using curve_type = ray<Slope, Start>;
    using whole = units;
    static constexpr double least_level = -1e120;
    static constexpr double most_level = 1e120;
    static constexpr bool steps = std::is_same_v<Slope, absent>; // many slots share one level
    // Levels further apart than their rounding are in the order of keys. (Infinite ones never are.)
    [[nodiscard]] static bool apart(double a, double b) noexcept {
        return std::fabs(a - b) > 0x1p-48 * (std::fabs(a) + std::fabs(b));
    }

    explicit ratio_rule(const share_columns& of)
        : columns_{of}, shift_{shift_of(of.method)}, half_step_{0.5 / static_cast<double>(of.quantum)} {}

    [[nodiscard]] curve_type at(double level) const noexcept {
        curve_type c;
        if constexpr (!std::is_same_v<Slope, absent>) c.slope = columns_.weights.data();
        if constexpr (!std::is_same_v<Start, absent>) {
            c.start = columns_.previous.data();
            c.scale = 1.0 / static_cast<double>(columns_.quantum);
        }
        c.shift = -0.5 * shift_;
        c.t = level;
        return c;
    }
    [[nodiscard]] double level(std::size_t i, units k) const noexcept {
        const double numerator = columns_.quantum == 1 ? static_cast<double>(2 * from(i, k) + shift_)
                                                       : static_cast<double>(key_of(i, k).numerator);
        const double half = numerator * half_step_;
        if constexpr (std::is_same_v<Slope, absent>) {
            return half;
        } else {
            const double weight = columns_.weights[i];
            if (weight > 0) return half / weight;
            return numerator < 0 ? -std::numeric_limits<double>::infinity()
                                 : std::numeric_limits<double>::infinity();
        }
    }
    // The curve's columns give the same levels to the last bit.
    [[nodiscard]] bool by_curve() const noexcept { return columns_.quantum == 1; }
    // Negative: a before b by exact keys; 0: equal ones.
    [[nodiscard]] int order(const contested& a, const contested& b) const {
        if constexpr (std::is_same_v<Slope, absent>)
            if (columns_.quantum == 1) {
                const units fa = from(a.rep, a.k);
                const units fb = from(b.rep, b.k);
                return fa == fb ? 0 : fa < fb ? -1 : 1;
            }
        return order(exact(a), exact(b));
    }
    using exact_key = ratio_key;
    [[nodiscard]] ratio_key exact(const contested& s) const noexcept { return key_of(s.rep, s.k); }
    [[nodiscard]] int order(const ratio_key& ka, const ratio_key& kb) const {
        if (shift_ == -2 && ka.numerator == 0 && kb.numerator == 0)
            return ka.weight == kb.weight ? 0 : ka.weight > kb.weight ? -1 : 1;
        return ratio_before(ka, kb) ? -1 : ratio_before(kb, ka) ? 1 : 0;
    }
    [[nodiscard]] std::vector<units> exactly(units total, std::span<const std::uint32_t> tie,
                                             std::vector<units> low, std::vector<units> high) const {
        const std::size_t n = low.size();
        const problem p = bare_problem(total, columns_.quantum, tie, n);
        std::vector<std::int64_t> weights(n, 1);
        if constexpr (!std::is_same_v<Slope, absent>)
            for (std::size_t i = 0; i < n; ++i)
                weights[i] = static_cast<std::int64_t>(columns_.weights[i]);
        std::vector<units> origins;
        if constexpr (!std::is_same_v<Start, absent>)
            origins.assign(columns_.previous.begin(), columns_.previous.end());
        const ratio_kernel kernel{p, std::move(weights), std::move(origins), shift_};
        return select_all(p, kernel, std::move(low), std::move(high));
    }

private:
    // With a quantum of 1: bounds and previous quotas lie within 2^50.
    [[nodiscard]] units from(std::size_t i, units k) const noexcept {
        if constexpr (std::is_same_v<Start, absent>)
            return k;
        else
            return k - columns_.previous[i];
    }
    [[nodiscard]] ratio_key key_of(std::size_t i, units k) const noexcept {
        int128 amount = int128{columns_.quantum} * k;
        if constexpr (!std::is_same_v<Start, absent>) amount -= columns_.previous[i];
        ratio_key key{2 * amount + shift_ * int128{columns_.quantum}, 1};
        if constexpr (!std::is_same_v<Slope, absent>)
            key.weight = static_cast<std::int64_t>(columns_.weights[i]);
        return key;
    }

    const share_columns& columns_;
    int shift_;
    double half_step_;
};

// All weights alike, and previous quotas in the same units as quotas: everybody reaches the next unit at the
// same level. Levels are k - previous - 1/2 for every divisor, halves of whole numbers and exact.
[[nodiscard]] inline bool in_whole_steps(const share_columns& c) noexcept {
    return c.weights.empty() && (c.previous.empty() || c.quantum == 1) &&
           c.method != divisor::huntington_hill;
}

template<class Start>
class step_rule {
public:
    using curve_type = ray<absent, Start>;
    using whole = units;
    static constexpr double least_level = -0x1p51; // there everybody is at a bound
    static constexpr double most_level = 0x1p51;
    static constexpr bool steps = false; // they are found as such
    static constexpr double resolution = 0.5;
    [[nodiscard]] static bool apart(double a, double b) noexcept { return a != b; }
    // Whole levels: x lies half way between two whole numbers there.
    [[nodiscard]] static double beside(double level, double direction) noexcept {
        return direction < 0 ? std::floor(level) : std::ceil(level);
    }

    explicit step_rule(const share_columns& of) : columns_{of} {}

    [[nodiscard]] curve_type at(double level) const noexcept {
        curve_type c;
        if constexpr (!std::is_same_v<Start, absent>) c.start = columns_.previous.data();
        c.shift = 0.5;
        c.rounding = 0;
        c.t = level;
        return c;
    }
    [[nodiscard]] double level(std::size_t i, units k) const noexcept {
        if constexpr (std::is_same_v<Start, absent>)
            return static_cast<double>(k) - 0.5;
        else
            return static_cast<double>(k - columns_.previous[i]) - 0.5;
    }
    [[nodiscard]] static bool by_curve() noexcept { return true; } // its levels are those of the curve
    [[nodiscard]] int order(const contested&, const contested&) const noexcept { return 0; }
    // The level as the divisor has it.
    [[nodiscard]] double shown(double level) const noexcept {
        return level + 0.5 * (1 + shift_of(columns_.method));
    }

private:
    const share_columns& columns_;
};

// Huntington-Hill for bounds that are not negative. A quantum scales all keys alike.
class root_rule {
public:
    using curve_type = bow;
    using whole = units;
    static constexpr double least_level = -1; // below 0 nothing is taken
    static constexpr double most_level = 1e120;
    static constexpr bool steps = false;
    [[nodiscard]] static bool apart(double a, double b) noexcept {
        return std::fabs(a - b) > 0x1p-48 * (std::fabs(a) + std::fabs(b));
    }

    explicit root_rule(const share_columns& of) : columns_{of} {}

    [[nodiscard]] bow at(double level) const noexcept {
        return {columns_.weights.data(), level < 0 ? 0 : level, level < 0 ? -0.5 : 0.5};
    }
    [[nodiscard]] double level(std::size_t i, units k) const noexcept {
        if (columns_.weights[i] == 0) return std::numeric_limits<double>::infinity();
        const auto x = static_cast<double>(k);
        return std::sqrt(x * (x - 1)) / columns_.weights[i];
    }
    struct exact_key {
        double weight;
        units k;
    };
    [[nodiscard]] exact_key exact(const contested& s) const noexcept {
        return {columns_.weights[s.rep], s.k};
    }
    [[nodiscard]] int order(const contested& a, const contested& b) const {
        return order(exact(a), exact(b));
    }
    [[nodiscard]] int order(const exact_key& a, const exact_key& b) const {
        const double wa = a.weight;
        const double wb = b.weight;
        if (wa == 0 || wb == 0) {
            if (wa != wb) return wa == 0 ? 1 : -1;
            return a.k == b.k ? 0 : a.k < b.k ? -1 : 1;
        }
        if (a.k <= 1 && b.k <= 1) return wa == wb ? 0 : wa > wb ? -1 : 1;
        const uint256 left = wide_product(area(a.k), square_of(wb));
        const uint256 right = wide_product(area(b.k), square_of(wa));
        return left == right ? 0 : left < right ? -1 : 1;
    }
    [[nodiscard]] std::vector<units> exactly(units total, std::span<const std::uint32_t> tie,
                                             std::vector<units> low, std::vector<units> high) const {
        const problem p = bare_problem(total, 1, tie, low.size());
        std::vector<std::int64_t> weights;
        for (const double w : columns_.weights)
            weights.push_back(static_cast<std::int64_t>(w));
        const geometric_kernel kernel{p, std::move(weights)};
        return select_all(p, kernel, std::move(low), std::move(high));
    }

private:
    [[nodiscard]] static uint128 area(units k) {
        return static_cast<uint128>(k) * static_cast<uint128>(k > 1 ? k - 1 : 0);
    }
    [[nodiscard]] static uint128 square_of(double w) {
        const auto whole = static_cast<uint128>(w);
        return whole * whole;
    }

    const share_columns& columns_;
};

// Equal attainability of normal distributions; the level is z. Chances whose last bits decide are compared as
// allocate() compares them; z more than the blur apart are in that order already, down to tails of nothing.
class normal_rule {
public:
    using curve_type = ray<double, double>;
    using whole = units;
    static constexpr double blur = 0x1p-38;
    static constexpr double least_level = -1e120;
    static constexpr double most_level = 1e120;
    static constexpr bool steps = false;
    [[nodiscard]] static bool apart(double a, double b) noexcept {
        return std::fabs(a - b) > blur * (1 + std::fabs(a) + std::fabs(b));
    }

    explicit normal_rule(const normal_columns& of) : columns_{of} {}

    [[nodiscard]] curve_type at(double level) const noexcept {
        curve_type c;
        c.slope = columns_.deviations.data();
        c.start = columns_.means.data();
        c.slack = blur;
        c.t = level;
        return c;
    }
    [[nodiscard]] double level(std::size_t i, units k) const noexcept {
        return (static_cast<double>(k) - columns_.means[i]) / columns_.deviations[i];
    }
    [[nodiscard]] static bool by_curve() noexcept { return true; } // to the last bit
    [[nodiscard]] int order(const contested& a, const contested& b) const {
        if (a.k == b.k && columns_.means[a.rep] == columns_.means[b.rep] &&
            columns_.deviations[a.rep] == columns_.deviations[b.rep])
            return 0;
        return order(exact(a), exact(b));
    }
    using exact_key = chance_key;
    [[nodiscard]] chance_key exact(const contested& s) const { return key_of(s.rep, s.k); }
    [[nodiscard]] int order(const chance_key& a, const chance_key& b) const noexcept {
        return chance_before(a, b) ? -1 : chance_before(b, a) ? 1 : 0;
    }
    [[nodiscard]] std::vector<units> exactly(units total, std::span<const std::uint32_t> tie,
                                             std::vector<units> low, std::vector<units> high) const {
        problem p = bare_problem(total, 1, tie, low.size());
        std::vector<normal> distributions;
        distributions.reserve(low.size());
        for (std::size_t i = 0; i < low.size(); ++i)
            distributions.emplace_back(columns_.means[i], columns_.deviations[i]);
        p.predictives.assign(distributions.begin(), distributions.end());
        p.ids.resize(low.size());
        p.reps.resize(low.size());
        const tail_kernel kernel{p};
        return select_all(p, kernel, std::move(low), std::move(high));
    }

private:
    [[nodiscard]] chance_key key_of(std::size_t i, units k) const {
        const normal d{columns_.means[i], columns_.deviations[i]};
        const double inverse = 1 / std::sqrt(d.variance());
        return chance_key_of(tail_at(d, fraction{}, k), (static_cast<double>(k) - d.mean()) * inverse);
    }

    const normal_columns& columns_;
};

} // namespace attain::inline v1::detail
