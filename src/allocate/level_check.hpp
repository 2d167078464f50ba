// The certificate over a rule of levels: slots that a margin does not clear are compared exactly.
#pragma once

#include "level_rules.hpp"

#include <algorithm>
#include <cmath>

namespace attain::inline v1::detail {

struct level_input {
    std::span<const units> low{};
    std::span<const units> high{};
    std::span<const std::uint32_t> tie{}; // empty: the place in the columns
    simd_level simd{simd_level::automatic};
};

template<class Rule>
class level_check {
public:
    level_check(const Rule& rule, const level_input& in, std::span<const units> quotas)
        : rule_{rule}, low_{in.low}, high_{in.high}, tie_{in.tie}, quotas_{quotas}, simd_{in.simd} {}

    bool run(units total, double level) {
        constexpr std::size_t block = 2'048;
        double at = std::isfinite(level) ? std::clamp(level, Rule::least_level, Rule::most_level) : 0.0;
        if constexpr (requires { Rule::beside(at, 1); }) at = Rule::beside(at, 1);
        const auto& passes = passes_for<typename Rule::curve_type, units>(simd_);
        const auto curve = rule_.at(at);
        std::array<std::uint8_t, block> doubts;
        int128 sum = 0;
        for (std::size_t from = 0; from < low_.size(); from += block) {
            const std::size_t n = std::min(block, low_.size() - from);
            const pass_counts c = passes.check(shifted(curve, from), low_.data() + from, high_.data() + from,
                                               quotas_.data() + from, n, doubts.data());
            if (!c.ordered) return false;
            sum += c.low;
            each_marked(doubts.data(), n, passes.lanes, [&](std::size_t i) { look_at(from + i); });
        }
        if (sum != total) return false;
        // Cleared slots lie strictly on their side of the level. Where the doubtful ones do not, look at all.
        if ((any_taken_ && worst_.key > at) || (any_refused_ && best_.key < at))
            for (std::size_t i = 0; i < low_.size(); ++i)
                look_at(i);
        return !any_taken_ || !any_refused_ || worst_.rep == best_.rep || slot_before(rule_, worst_, best_);
    }

private:
    void look_at(std::size_t i) {
        const std::uint32_t tie = tie_.empty() ? static_cast<std::uint32_t>(i) : tie_[i];
        const auto rep = static_cast<std::uint32_t>(i);
        if (quotas_[i] > low_[i]) {
            const contested s{rule_.level(i, quotas_[i]), tie, rep, quotas_[i]};
            if (!any_taken_ || slot_before(rule_, worst_, s)) worst_ = s;
            any_taken_ = true;
        }
        if (quotas_[i] < high_[i]) {
            const contested s{rule_.level(i, quotas_[i] + 1), tie, rep, quotas_[i] + 1};
            if (!any_refused_ || slot_before(rule_, s, best_)) best_ = s;
            any_refused_ = true;
        }
    }

    const Rule& rule_;
    std::span<const units> low_;
    std::span<const units> high_;
    std::span<const std::uint32_t> tie_;
    std::span<const units> quotas_;
    simd_level simd_;
    contested worst_{};
    contested best_{};
    bool any_taken_{false};
    bool any_refused_{false};
};

} // namespace attain::inline v1::detail
