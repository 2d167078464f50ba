// Kernels: the canonical key of slot (i, k) for each policy, with an exact order. These decide every quota.
//
// A kernel has key(i, k) and before(a, b), the strict order of two keys. Keys never decrease in k.
#pragma once

#include <attain/core/int256.hpp>
#include <attain/estimate/grid.hpp>

#include "problem.hpp"

#include <bit>
#include <cmath>
#include <limits>
#include <optional>
#include <type_traits>
#include <utility>

namespace attain::inline v1::detail {

// numerator / weight as an exact fraction. Weight 0 is an infinity of the numerator's sign, and the numerator
// orders within it: reps without weight are levelled.
struct ratio_key {
    int128 numerator{};
    std::int64_t weight{1};
};

[[nodiscard]] inline int infinity_of(const ratio_key& a) noexcept {
    if (a.weight != 0) return 0;
    return a.numerator < 0 ? -1 : 1;
}

[[nodiscard]] inline bool ratio_before(const ratio_key& a, const ratio_key& b) {
    const int ia = infinity_of(a);
    const int ib = infinity_of(b);
    if (ia != ib) return ia < ib;
    if (ia != 0) return a.numerator < b.numerator;
    return a.numerator * b.weight < b.numerator * a.weight; // |numerator| <= 2^65, weight < 2^62
}

// (2 (amount - origin) + shift x quantum) / weight: Webster, D'Hondt, Adams, equal split, quadratic least
// change.
class ratio_kernel {
public:
    ratio_kernel(const problem& p, std::vector<std::int64_t> weights, std::vector<units> origins, int shift)
        : problem_{&p}, weights_{std::move(weights)}, origins_{std::move(origins)}, shift_{shift} {}

    using key_type = ratio_key;
    [[nodiscard]] ratio_key key(std::size_t i, units blocks) const {
        const int128 amount = problem_->amount(i, blocks);
        const int128 from = origins_.empty() ? amount : amount - origins_[i];
        return {2 * from + shift_ * int128{problem_->quantum}, weights_[i]};
    }
    // The block at which the key passes `level`, and how much rounding may have moved it: for steering.
    [[nodiscard]] std::pair<double, double> reach(std::size_t i, double level) const {
        const double origin = origins_.empty() ? 0.0 : static_cast<double>(origins_[i]);
        const auto quantum = static_cast<double>(problem_->quantum);
        const double rise = 0.5 * level * static_cast<double>(weights_[i]);
        const auto base = static_cast<double>(problem_->base[i]);
        const double x = (origin + rise - 0.5 * shift_ * quantum - base) / quantum;
        const double size = (std::fabs(origin) + std::fabs(rise) + std::fabs(base)) / quantum;
        return {x, 1e-12 * size + 1e-6};
    }
    [[nodiscard]] bool before(const ratio_key& a, const ratio_key& b) const {
        // Adams: every first unit has key 0; the larger weight goes first.
        if (shift_ == -2 && a.numerator == 0 && b.numerator == 0) return a.weight > b.weight;
        return ratio_before(a, b);
    }

private:
    const problem* problem_;
    std::vector<std::int64_t> weights_;
    std::vector<units> origins_; // empty: all 0
    int shift_;
};

// Huntington-Hill: sqrt(a (a - quantum)) / weight at amount a, compared as squares in 256 bits. Amounts up to
// one quantum go first (the larger weight before the smaller), reps without weight last.
class geometric_kernel {
public:
    geometric_kernel(const problem& p, std::vector<std::int64_t> weights)
        : problem_{&p}, weights_{std::move(weights)} {}

    struct key_type {
        units amount{};
        std::int64_t weight{1};
    };
    [[nodiscard]] key_type key(std::size_t i, units blocks) const {
        return {problem_->amount(i, blocks), weights_[i]};
    }
    [[nodiscard]] bool before(const key_type& a, const key_type& b) const {
        if (a.amount <= 0 || b.amount <= 0) return a.amount < b.amount && a.amount <= 0;
        if (a.weight == 0 || b.weight == 0) return b.weight == 0 && (a.weight != 0 || a.amount < b.amount);
        const units q = problem_->quantum;
        if (a.amount <= q && b.amount <= q) return a.weight > b.weight;
        return wide_product(area(a.amount), square(b.weight)) <
               wide_product(area(b.amount), square(a.weight));
    }

private:
    [[nodiscard]] uint128 area(units amount) const {
        const units rest = amount > problem_->quantum ? amount - problem_->quantum : 0;
        return static_cast<uint128>(amount) * static_cast<uint128>(rest);
    }
    [[nodiscard]] static uint128 square(std::int64_t w) {
        return static_cast<uint128>(w) * static_cast<uint128>(w);
    }

    const problem* problem_;
    std::vector<std::int64_t> weights_;
};

// Least change in absolute units: what the block adds to |amount - previous| / scale, then the quadratic
// cost.
class absolute_kernel {
public:
    absolute_kernel(const problem& p, std::vector<std::int64_t> scales)
        : problem_{&p}, scales_{std::move(scales)} {}

    struct key_type {
        ratio_key absolute{};
        ratio_key quadratic{};
    };
    [[nodiscard]] key_type key(std::size_t i, units blocks) const {
        const int128 q = problem_->quantum;
        const int128 from = int128{problem_->amount(i, blocks)} - problem_->reps[i].previous;
        const int128 before = from - q;
        const int128 cost = (from < 0 ? -from : from) - (before < 0 ? -before : before);
        return {{cost, scales_[i]}, {2 * from - q, scales_[i]}};
    }
    [[nodiscard]] bool before(const key_type& a, const key_type& b) const {
        if (ratio_before(a.absolute, b.absolute)) return true;
        if (ratio_before(b.absolute, a.absolute)) return false;
        return ratio_before(a.quadratic, b.quadratic);
    }

private:
    const problem* problem_;
    std::vector<std::int64_t> scales_;
};

// P(D >= k) and P(D < k), the latter with its digits where it is the smaller one. Under a ramp: r D >= k
// exactly when D >= ceil(k / r). A ramp of nothing leaves the certain 0.
struct scaled_tail {
    double tail{};
    double below{};
};

// What is asked of the distribution itself: a slot of it, or nothing because the answer is sure.
struct unscaled_slot {
    units k{};
    std::optional<double> sure{}; // P(r D >= k) where it is 0 or 1 for any D
};

[[nodiscard]] inline unscaled_slot unscaled(fraction ramp, units k) {
    if (ramp.ppm() == fraction::one_ppm) return {k, {}};
    if (ramp.ppm() == 0) return {k, k <= 0 ? 1.0 : 0.0};
    const int128 scaled = ceil_div(int128{k} * fraction::one_ppm, ramp.ppm());
    if (scaled > unlimited) return {k, 0.0};
    if (scaled < -unlimited) return {k, 1.0};
    return {static_cast<units>(scaled), {}};
}

[[nodiscard]] inline double chance_at(const predictive_ref& d, fraction ramp, units k) {
    const unscaled_slot slot = unscaled(ramp, k);
    return slot.sure ? *slot.sure : d.tail(slot.k);
}

// Rounds the last 8 bits away: noise of a special function in the last places must not break monotony in k.
// To the nearest, so that what is about 1, as chances of small quotas are, is 1.
[[nodiscard]] inline double blunt(double x) noexcept {
    if (!std::isfinite(x)) return x;
    return std::bit_cast<double>((std::bit_cast<std::uint64_t>(x) + 0x80) & ~std::uint64_t{0xff});
}

[[nodiscard]] inline scaled_tail tail_at(const predictive_ref& d, fraction ramp, units k) {
    const unscaled_slot slot = unscaled(ramp, k);
    const double tail = slot.sure ? *slot.sure : d.tail(slot.k);
    return {tail, !slot.sure && tail > 0.5 && d.has_complement() ? d.below(slot.k) : 1 - blunt(tail)};
}

// Where a tail is exactly 1 or 0 in double precision, slots are ordered by standard deviations from the mean.
struct chance_key {
    double major{};
    double minor{};
};

[[nodiscard]] inline bool chance_before(const chance_key& a, const chance_key& b) noexcept {
    return a.major < b.major || (a.major == b.major && a.minor < b.minor);
}

class tail_kernel_base {
protected:
    explicit tail_kernel_base(const problem& p) : problem_{&p} {
        for (std::size_t i = 0; i < p.size(); ++i) {
            const double r = p.reps[i].ramp.value();
            const double sd = std::sqrt(p.predictives[i].variance()) * r;
            means_.push_back(p.predictives[i].mean() * r);
            inverse_sds_.push_back(sd > 0 ? 1 / sd : 1.0);
        }
    }
    [[nodiscard]] scaled_tail at(std::size_t i, units blocks) const {
        return tail_at(problem_->predictives[i], problem_->reps[i].ramp, problem_->amount(i, blocks));
    }
    [[nodiscard]] double deviation(std::size_t i, units blocks) const {
        return (static_cast<double>(problem_->amount(i, blocks)) - means_[i]) * inverse_sds_[i];
    }
    [[nodiscard]] double centre(std::size_t i) const {
        return (means_[i] - static_cast<double>(of().base[i])) / static_cast<double>(of().quantum);
    }
    [[nodiscard]] double width(std::size_t i) const {
        return 1 / (inverse_sds_[i] * static_cast<double>(of().quantum));
    }
    [[nodiscard]] const problem& of() const { return *problem_; }
    [[nodiscard]] const candidate& rep(std::size_t i) const { return problem_->reps[i]; }

private:
    const problem* problem_;
    std::vector<double> means_;
    std::vector<double> inverse_sds_;
};

// Falling in S(k), with the digits of the smaller side: -1 / P(D < k) where that is below one half, else
// 1 / P(D >= k).
[[nodiscard]] inline chance_key chance_key_of(const scaled_tail& s, double deviation) noexcept {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    if (s.tail > 0.5) {
        const double major = s.below > 0 ? blunt(-1 / s.below) : -infinity;
        return {major, std::isinf(major) ? std::fmin(deviation, 0.0) : 0.0};
    }
    const double major = s.tail > 0 ? blunt(1 / s.tail) : infinity;
    return {major, std::isinf(major) ? std::fmax(deviation, 0.0) : 0.0};
}

// Equal attainability.
class tail_kernel : tail_kernel_base {
public:
    explicit tail_kernel(const problem& p) : tail_kernel_base{p} {}

    using key_type = chance_key;
    [[nodiscard]] chance_key key(std::size_t i, units k) const {
        return chance_key_of(at(i, k), deviation(i, k));
    }
    [[nodiscard]] bool before(const chance_key& a, const chance_key& b) const { return chance_before(a, b); }
    // For steering: the chance alone, mean and standard deviation in blocks.
    [[nodiscard]] double chance(std::size_t i, units k) const {
        return chance_at(of().predictives[i], rep(i).ramp, of().amount(i, k));
    }
    using tail_kernel_base::centre;
    using tail_kernel_base::width;
};

// Equal attainability where distributions are on one common grid: places are compared. Those that are not on
// it (flagged ones) keep their exact tails, turned into places through the same table: keys stay comparable.
class place_kernel : tail_kernel_base {
public:
    explicit place_kernel(const problem& p) : tail_kernel_base{p} {
        for (const predictive_ref& d : p.predictives) {
            grids_.push_back(p.reps[grids_.size()].ramp.ppm() == fraction::one_ppm ? d.grid() : nullptr);
            if (d.grid() != nullptr) size_ = d.grid()->size();
        }
    }

    using key_type = chance_key;
    [[nodiscard]] chance_key key(std::size_t i, units blocks) const {
        if (grids_[i] != nullptr) return {grids_[i]->key(of().amount(i, blocks)), 0};
        const scaled_tail s = at(i, blocks);
        if (s.below <= 0) return {0, std::fmin(deviation(i, blocks), 0.0)};
        const double place = place_of_chance(s.tail, size_);
        return {blunt(place), std::isinf(place) ? std::fmax(deviation(i, blocks), 0.0) : 0.0};
    }
    [[nodiscard]] bool before(const chance_key& a, const chance_key& b) const { return chance_before(a, b); }

private:
    std::vector<const quantile_grid*> grids_{};
    grid_size size_{grid_size::k33};
};

// -value S(k).
class value_kernel : tail_kernel_base {
public:
    explicit value_kernel(const problem& p) : tail_kernel_base{p} {}

    using key_type = chance_key;
    [[nodiscard]] chance_key key(std::size_t i, units k) const {
        const double tail = blunt(at(i, k).tail);
        const double value = rep(i).value;
        const double minor = value == 0  ? deviation(i, k) // worth nothing: levelled
                             : tail >= 1 ? std::fmin(deviation(i, k), 0.0)
                             : tail > 0  ? 0.0
                                         : std::fmax(deviation(i, k), 0.0);
        return {-value * tail, minor};
    }
    [[nodiscard]] bool before(const chance_key& a, const chance_key& b) const { return chance_before(a, b); }
};

// -S(k) + steadiness (2 (k - previous) - 1) / s; without a scale s a change costs nothing. Above 1 steadiness
// divides the chance instead of multiplying the change: the same order, and nothing overflows.
class blend_kernel : tail_kernel_base {
public:
    blend_kernel(const problem& p, double steadiness, std::vector<double> scales)
        : tail_kernel_base{p},
          of_change_{std::fmin(steadiness, 1)},
          of_chance_{1 / std::fmax(steadiness, 1)},
          scales_{std::move(scales)} {}

    using key_type = chance_key;
    [[nodiscard]] chance_key key(std::size_t i, units k) const {
        const auto quantum = static_cast<double>(of().quantum);
        const double change =
            2.0 * static_cast<double>(int128{of().amount(i, k)} - rep(i).previous) - quantum;
        const double cost = scales_[i] > 0 ? of_change_ * change / scales_[i] : 0.0;
        return {cost - blunt(at(i, k).tail) * of_chance_, deviation(i, k)};
    }
    [[nodiscard]] bool before(const chance_key& a, const chance_key& b) const { return chance_before(a, b); }

private:
    double of_change_;
    double of_chance_;
    std::vector<double> scales_;
};

// Calls use(kernel) with the kernel of the policy. Hamilton has none.
template<class Use>
auto with_kernel(const problem& p, const policy& by, Use&& use);

} // namespace attain::inline v1::detail

#include "kernels_of.hpp"
