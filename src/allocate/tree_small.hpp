// A node with few rows and none below it: near its level by smooth sums first, then slot by slot in their
// exact order, which makes any start end at the one optimum.
#pragma once

#include "tree_proof.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>

namespace attain::inline v1::detail {

// A level that the rule's keys keep clear of, on this side.
template<class Rule>
[[nodiscard]] double level_beside(double level, double direction) {
    if constexpr (requires { Rule::beside(level, direction); })
        return Rule::beside(level, direction);
    else
        return level;
}

template<class Rule>
class small_node {
public:
    using whole = typename Rule::whole;
    static constexpr std::size_t most = 64; // rows
    static constexpr std::size_t wide = most + 8;

    small_node(const Rule& rule, std::span<const whole> low, std::span<const whole> high,
               std::span<const std::uint32_t> tie, std::span<whole> quotas,
               const column_passes<typename Rule::curve_type, whole>& passes)
        : rule_{rule}, low_{low}, high_{high}, tie_{tie}, quotas_{quotas}, passes_{passes} {}

    // The job's rows will be solved soon.
    void read_ahead(const tree_workspace::job& job, std::size_t first, std::size_t n) const {
        const auto touch = [&](const auto* column) { prefetch(column + first, n); };
        touch(low_.data());
        touch(high_.data());
        touch(static_cast<const whole*>(quotas_.data()));
        each_column(rule_.at(held(job.level + 0.91 * job.width)), touch);
    }

    // Rows [first, first + n), at most `most`, hold the job's total, which is not at an end of their range.
    // False when that would take long.
    bool solve(const tree_workspace::job& job, std::size_t first, std::size_t n) {
        const rows of{first, n};
        const auto target = static_cast<double>(job.total);
        // The job's width is where a straight line leads and a tenth more: a look beside that end is mostly
        // enough.
        const double a = held(job.level + 0.87 * job.width);
        const double b = held(job.level + 0.95 * job.width);
        const smooth_sums beside = smooth(of, a, b);
        const double slope = (beside.high - beside.low) / (b - a);
        const double by = (target - beside.low) / slope;
        if (slope > 0 && std::fabs(by - 0.5 * (b - a)) < 2 * std::fabs(b - a) &&
            write(of, job.total, a + by, slope, 8))
            return true;
        return search(job, of);
    }

    // Of what solve() has written for the job: what is taken comes before what is refused, here and where
    // units may be exchanged.
    void prove(const tree_workspace::job& job, std::size_t first, std::size_t n,
               tree_proof<Rule>& proof) const {
        if (!clear_) return proof.doubt();
        const double last = last_level<true>(parted_taken_);
        const double next = last_level<false>(parted_refused_);
        const bool told =
            parted_taken_.empty() || parted_refused_.empty() || (last < next && Rule::apart(last, next));
        if (told && !proof.template tells<true>(job, low_level_, last) &&
            !proof.template tells<false>(job, high_level_, next))
            return;
        const slot_end taken = end_of<true>(rule_, low_level_, last, parted_taken_);
        const slot_end refused = end_of<false>(rule_, high_level_, next, parted_refused_);
        if (!in_order(rule_, taken, refused)) return proof.doubt();
        if (!proof.fits(job, taken, refused)) return look(job, first, n, proof);
        proof.template join<true>(job, taken);
        proof.template join<false>(job, refused);
    }
    // The same where the rows are at one end of their range, or their slots themselves must tell.
    void look(const tree_workspace::job& job, std::size_t first, std::size_t n,
              tree_proof<Rule>& proof) const {
        slot_end taken = no_end<true>;
        slot_end refused = no_end<false>;
        for (std::size_t i = first; i < first + n; ++i) {
            const units q = quotas_[i];
            if (q > low_[i]) include<true>(rule_, taken, slot_of(i, q));
            if (q < high_[i]) include<false>(rule_, refused, slot_of(i, q + 1));
        }
        proof.template join<true>(job, taken);
        proof.template join<false>(job, refused);
    }

private:
    struct rows {
        std::size_t first{};
        std::size_t n{};
    };

    // Whole vectors of rows that end with these: how many rows stand before them. None where there are too
    // few.
    [[nodiscard]] std::size_t rows_before(rows of) const noexcept {
        const std::size_t before = (passes_.lanes - of.n % passes_.lanes) % passes_.lanes;
        return before <= of.first ? before : 0;
    }

    [[nodiscard]] smooth_sums smooth(rows of, double a, double b) const {
        const std::size_t before = rows_before(of);
        const std::size_t at = of.first - before;
        const std::size_t n = of.n + before;
        const auto first = shifted(rule_.at(a), at);
        const auto second = shifted(rule_.at(b), at);
        return n % passes_.lanes == 0 ? passes_.smooth_last(first, second, &low_[at], &high_[at], n, before)
                                      : passes_.smooth(first, second, &low_[at], &high_[at], n);
    }

    bool search(const tree_workspace::job& job, rows of) {
        const std::size_t n = of.n;
        const auto target = static_cast<double>(job.total);
        const auto sums = [&](double a, double b) { return smooth(of, a, b); };
        // Secants from the level above towards the total, then inside.
        double near = held(job.level + 0.75 * job.width);
        double far = held(job.level + job.width);
        const bool down = job.width < 0;
        smooth_sums at = sums(near, far);
        if (down ? at.low < target : at.low > target) { // that was too far already
            far = near;
            near = held(job.level);
            at = sums(near, far);
        }
        for (int step = 0; down ? at.high > target : at.high < target; ++step) {
            if (step == 8 || far == near) return false;
            const double slope = (at.high - at.low) / (far - near);
            const double distance = std::fabs(far - near);
            const double wanted = slope > 0 ? 1.2 * std::fabs(target - at.high) / slope : 4 * distance;
            const double by = std::clamp(wanted, distance, 16 * distance);
            near = far;
            far = held(down ? far - by : far + by);
            at = {at.high, sums(far, far).low};
        }
        for (int step = 0; step < 6 && std::fabs(at.high - at.low) > static_cast<double>(2 * n); ++step) {
            const double share = (target - at.low) / (at.high - at.low);
            const double reach = step % 3 == 2 ? 0.25 : 0.05;
            const double middle = step % 3 == 2 ? 0.5 : share;
            const double a = near + (far - near) * std::max(middle - reach, 0.0);
            const double b = near + (far - near) * std::min(middle + reach, 1.0);
            const smooth_sums s = sums(a, b);
            if (down ? s.low < target : s.low > target) {
                far = a;
                at.high = s.low;
            } else if (down ? s.high > target : s.high < target) {
                near = b;
                at.low = s.high;
            } else {
                near = a;
                far = b;
                at = s;
            }
        }
        const double share = at.high == at.low ? 0.5 : (target - at.low) / (at.high - at.low);
        const double level = near + (far - near) * std::clamp(share, 0.0, 1.0);
        const double slope = std::fabs((at.high - at.low) / (far - near));
        return write(of, job.total, level, slope, std::numeric_limits<units>::max());
    }

    // From what is surely taken near a level; false when that misses the total by more, or it takes long.
    bool write(rows of, units total, double level, double slope, units most_missing) {
        // What rounding of each row adds up to, on either side.
        const auto [first, n] = of;
        const double by = slope > 0 ? (0.6 * std::sqrt(static_cast<double>(n)) + 0.5) / slope : 0;
        const double low_level = level_beside<Rule>(held(level - by), -1);
        const double high_level = level_beside<Rule>(held(level + by), 1);
        // The rows before them, to fill vectors, are looked at too.
        const std::size_t before = rows_before(of);
        const std::size_t at = first - before;
        const pass_counts c =
            passes_.write(shifted(rule_.at(low_level), at), shifted(rule_.at(high_level), at), &low_[at],
                          &high_[at], n + before, sure_.data(), extra_.data(), marks_.data());
        if constexpr (requires { rule_.aim(level); }) rule_.aim(level);
        clear_ = c.ordered;
        std::int64_t taken = 0;
        std::int64_t open = 0;
        for (std::size_t m = 0; m < n; ++m) {
            const whole sure = sure_[before + m];
            quotas_[first + m] = sure;
            taken += sure;
            open += extra_[before + m];
        }
        const units missing = total - taken;
        if (missing >= 0 && missing <= open && open <= static_cast<units>(slots_.size()) &&
            take_contested(at, n + before, before, missing, low_level, high_level))
            return true;
        if (missing > most_missing || missing < -most_missing) return false;
        return slot_by_slot(first, n, missing);
    }

    [[nodiscard]] static double held(double level) {
        return std::clamp(level, Rule::least_level, Rule::most_level);
    }

    [[nodiscard]] contested slot_of(std::size_t i, units k) const {
        const auto row = static_cast<std::uint32_t>(i);
        return {rule_.level(i, k), tie_.empty() ? row : tie_[row], row, k};
    }

    // Takes the first `wanted` of the slots between two levels, of rows [first + without, first + n). False
    // when one of them might lie outside.
    bool take_contested(std::size_t first, std::size_t n, std::size_t without, units wanted, double low_level,
                        double high_level) {
        auto end = slots_.begin();
        each_marked(marks_.data(), n, passes_.lanes, [&](std::size_t m) {
            if (m < without) return;
            for (whole k = 1; k <= extra_[m]; ++k)
                *end++ = slot_of(first + m, units{sure_[m]} + k);
        });
        const auto split = slots_.begin() + static_cast<std::ptrdiff_t>(wanted);
        const auto earlier = [this](const contested& a, const contested& b) {
            return slot_before(rule_, a, b);
        };
        if (end - slots_.begin() > 16) {
            if (split != end) std::nth_element(slots_.begin(), split, end, earlier);
        } else if (2 * wanted < end - slots_.begin()) {
            for (auto s = slots_.begin(); s != split; ++s)
                std::iter_swap(s, std::min_element(s, end, earlier));
        } else {
            for (auto s = end; s != split; --s)
                std::iter_swap(s - 1, std::max_element(slots_.begin(), s, earlier));
        }
        for (auto s = slots_.begin(); s != end; ++s)
            if (s < split ? s->key > high_level : s->key < low_level) return false;
        low_level_ = low_level;
        high_level_ = high_level;
        parted_taken_ = {slots_.begin(), split};
        parted_refused_ = {split, end};
        for (auto s = slots_.begin(); s != split; ++s)
            ++quotas_[s->rep];
        return true;
    }

    // From quotas near the optimum to it: the best refused slot while units are missing, the worst taken one
    // while there are too many, then exchanges while one gains.
    bool slot_by_slot(std::size_t first, std::size_t n, units missing) {
        // Only slots inside the bounds have keys worth looking up.
        const auto show = [&](std::size_t m) {
            const units q = quotas_[first + m];
            if (q > low_[first + m]) taken_[m] = slot_of(first + m, q);
            if (q < high_[first + m]) refused_[m] = slot_of(first + m, q + 1);
        };
        for (std::size_t m = 0; m < n; ++m)
            show(m);
        const auto best = [&] {
            std::size_t at = n;
            for (std::size_t m = 0; m < n; ++m)
                if (quotas_[first + m] < high_[first + m] &&
                    (at == n || slot_before(rule_, refused_[m], refused_[at])))
                    at = m;
            return at;
        };
        const auto worst = [&] {
            std::size_t at = n;
            for (std::size_t m = 0; m < n; ++m)
                if (quotas_[first + m] > low_[first + m] &&
                    (at == n || slot_before(rule_, taken_[at], taken_[m])))
                    at = m;
            return at;
        };
        const auto give = [&](std::size_t m) {
            ++quotas_[first + m];
            show(m);
        };
        const auto take = [&](std::size_t m) {
            --quotas_[first + m];
            show(m);
        };
        for (std::size_t step = 0; step < 4 * n + 64; ++step) {
            if (missing > 0) {
                give(best());
                --missing;
            } else if (missing < 0) {
                take(worst());
                ++missing;
            } else {
                const std::size_t b = best();
                const std::size_t w = worst();
                if (b == n || w == n || b == w || slot_before(rule_, taken_[w], refused_[b])) {
                    low_level_ = no_slots<true>;
                    high_level_ = no_slots<false>;
                    parted_taken_ = {&taken_[w == n ? 0 : w], w == n ? std::size_t{0} : 1};
                    parted_refused_ = {&refused_[b == n ? 0 : b], b == n ? std::size_t{0} : 1};
                    return true;
                }
                give(b);
                take(w);
            }
        }
        return false;
    }

    Rule rule_;
    std::span<const whole> low_;
    std::span<const whole> high_;
    std::span<const std::uint32_t> tie_;
    std::span<whole> quotas_;
    const column_passes<typename Rule::curve_type, whole>& passes_;
    std::array<whole, wide> sure_{};
    std::array<whole, wide> extra_{};
    std::array<std::uint8_t, wide> marks_{};
    std::array<contested, 4 * most> slots_{};
    std::array<contested, most> taken_{};   // the last slot of each row that is taken
    std::array<contested, most> refused_{}; // the first one that is not
    // Where the answer parts the slots: those looked at, and levels that the others keep clear of.
    std::span<const contested> parted_taken_{};
    std::span<const contested> parted_refused_{};
    double low_level_{};
    double high_level_{};
    bool clear_{false};
};

} // namespace attain::inline v1::detail
