// The certificate of a tree of rows: every node knows the levels of the worst slot that it could give up and
// of the best one that it could still take. Slots themselves, and their exact keys, are looked up only where
// two levels do not tell.
#pragma once

#include <attain/core/error.hpp>
#include <attain/core/int128.hpp>

#include "level_rules.hpp"
#include "row_tree.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

namespace attain::inline v1::detail {

template<class Rule>
class tree_check {
public:
    using whole = typename Rule::whole;

    tree_check(const Rule& rule, const row_tree& tree, std::span<const whole> low,
               std::span<const whole> high, std::span<const std::uint32_t> tie, std::span<const whole> quotas,
               tree_workspace& work)
        : rule_{rule},
          tree_{tree},
          low_{low},
          high_{high},
          tie_{tie},
          quotas_{quotas},
          sums_{work.sums},
          worst_{work.smooth},
          best_{work.rises},
          open_{work.settled} {}

    // refuse() throws: called when bounds or columns are not what they must be.
    template<class Refuse>
    bool run(units total, const Refuse& refuse) {
        check_rows(refuse);
        std::fill(sums_.begin(), sums_.end(), tree_workspace::edges{});
        std::fill(worst_.begin(), worst_.end(), -none);
        std::fill(best_.begin(), best_.end(), none);
        if (!read_rows()) return false;
        for (std::size_t v = tree_.size(); v-- > 0;) {
            const bool told = worst_[v] < best_[v] &&
                              (std::isinf(best_[v] - worst_[v]) || Rule::apart(worst_[v], best_[v]));
            if (!told && !in_order(v)) return false;
            if (v == 0) break;
            if (tree_.clipped(v, sums_[v].low) != sums_[v].low) return false;
            const std::size_t up = tree_.parent(v);
            sums_[up].low += sums_[v].low;
            if (may<true>(v)) worst_[up] = std::max(worst_[up], worst_[v]);
            if (may<false>(v)) best_[up] = std::min(best_[up], best_[v]);
        }
        return sums_[0].low == total;
    }

private:
    static constexpr double none = std::numeric_limits<double>::infinity();

    // A unit may leave node v, or enter it.
    template<bool Leave>
    [[nodiscard]] bool may(std::size_t v) const noexcept {
        return Leave ? sums_[v].low > tree_.floor(v) : sums_[v].low < tree_.cap(v);
    }

    template<class Refuse>
    void check_rows(const Refuse& refuse) const {
        constexpr std::size_t block = 1'024;
        const auto& passes = passes_for<typename Rule::curve_type, whole>(simd_level::automatic);
        const auto curve = rule_.at(0);
        int128 size = 0;
        for (std::size_t at = 0; at < low_.size(); at += block) {
            const auto here = shifted(curve, at);
            const pass_counts c = passes.count(here, here, low_.data() + at, high_.data() + at,
                                               std::min(block, low_.size() - at));
            if (!c.ordered) refuse();
            size += (c.low_bounds < 0 ? -c.low_bounds : c.low_bounds) +
                    int128{c.high_bounds < 0 ? -c.high_bounds : c.high_bounds};
            if (size > unlimited) fail(errc::overflow, "bounds", "they add up beyond 2^62");
        }
    }

    // Sums and levels of every node's own rows. False when a quota lies outside its bounds.
    bool read_rows() {
        bool inside = true;
        tree_.each_block(0, [&](std::size_t at, std::size_t, const row_pieces& pieces) {
            std::size_t i = at;
            for (std::size_t p = 0; p < pieces.size; ++p) {
                std::int64_t sum = 0;
                double worst = -none;
                double best = none;
                for (; i < at + pieces.stops[p]; ++i) {
                    const units q = quotas_[i];
                    if (q < low_[i] || q > high_[i]) inside = false;
                    if (!inside) return;
                    sum += q;
                    if constexpr (requires { rule_.follow(i, q); }) rule_.follow(i, q);
                    if (q > low_[i]) worst = std::max(worst, rule_.level(i, q));
                    if (q < high_[i]) best = std::min(best, rule_.level(i, q + 1));
                }
                const std::uint32_t node = pieces.nodes[p];
                sums_[node].low += sum;
                worst_[node] = std::max(worst_[node], worst);
                best_[node] = std::min(best_[node], best);
            }
        });
        return inside;
    }

    // By exact keys: the worst slot that v could give up comes before the best one that it could take. One
    // rep may hold both: then no other pair can be out of order.
    bool in_order(std::size_t v) {
        const std::optional<contested> worst = end_of<true>(v);
        const std::optional<contested> best = end_of<false>(v);
        return !worst || !best || worst->rep == best->rep || slot_before(rule_, *worst, *best);
    }

    // The last slot taken below v that may leave it, or the first one refused that may enter it. Slots whose
    // levels lie clearly on the better side of its own need no look.
    template<bool Taken>
    std::optional<contested> end_of(std::size_t v) {
        const double level = Taken ? worst_[v] : best_[v];
        for (std::size_t u = v; u < tree_.end(v);) {
            if (u == v || (may<Taken>(u) && !Rule::apart(Taken ? worst_[u] : best_[u], level))) {
                open_[u++] = 1;
                continue;
            }
            std::fill(open_.data() + u, open_.data() + tree_.end(u), std::uint8_t{0});
            u = tree_.end(u);
        }
        std::optional<contested> out;
        for (const row_tree::run& of : tree_.runs(v)) {
            if (open_[of.node] == 0) continue;
            for (std::size_t i = of.from; i < of.upto; ++i) {
                const units k = units{quotas_[i]} + (Taken ? 0 : 1);
                if (Taken ? k <= low_[i] : k > high_[i]) continue;
                if constexpr (requires { rule_.follow(i, k); }) rule_.follow(i, k);
                const auto row = static_cast<std::uint32_t>(i);
                const contested s{rule_.level(i, k), tie_.empty() ? row : tie_[i], row, k};
                if (Rule::apart(s.key, level)) continue;
                if (!out || (Taken ? slot_before(rule_, *out, s) : slot_before(rule_, s, *out))) out = s;
            }
        }
        return out;
    }

    Rule rule_;
    const row_tree& tree_;
    std::span<const whole> low_;
    std::span<const whole> high_;
    std::span<const std::uint32_t> tie_;
    std::span<const whole> quotas_;
    std::vector<tree_workspace::edges>& sums_; // their low ends
    std::vector<double>& worst_;               // levels
    std::vector<double>& best_;
    std::vector<std::uint8_t>& open_;
};

} // namespace attain::inline v1::detail
