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
               tree_workspace& work, simd_level simd)
        : rule_{rule},
          tree_{tree},
          low_{low},
          high_{high},
          tie_{tie},
          quotas_{quotas},
          passes_{passes_for<typename Rule::curve_type, whole>(simd)},
          sums_{work.sums},
          worst_{work.smooth},
          best_{work.rises} {}

    // refuse() throws: called when bounds or columns are not what they must be.
    template<class Refuse>
    bool run(units total, const Refuse& refuse) {
        std::fill(sums_.begin(), sums_.end(), tree_workspace::edges{});
        std::fill(worst_.begin(), worst_.end(), -none);
        std::fill(best_.begin(), best_.end(), none);
        if (!read_rows(refuse)) return false;
        for (std::size_t v = tree_.size(); v-- > 0;) {
            // A node that units may leave and enter is looked at with the one above it.
            const bool alone = v == 0 || !may<true>(v) || !may<false>(v);
            const bool told = worst_[v] < best_[v] &&
                              (std::isinf(best_[v] - worst_[v]) || Rule::apart(worst_[v], best_[v]));
            if (alone && !told && !in_order(v)) return false;
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

    // Sums and levels of every node's own rows. False when a quota lies outside its bounds.
    template<class Refuse>
    bool read_rows(const Refuse& refuse) {
        const auto curve = rule_.at(0);
        std::array<run_ends, row_pieces::block> ends;
        bool inside = true;
        int128 size = 0;
        tree_.each_block(0, [&](std::size_t at, std::size_t n, const row_pieces& pieces) {
            const end_counts c = read_block(shifted(curve, at), at, n, pieces, ends);
            if (!c.ordered) refuse();
            size += (c.low_bounds < 0 ? -c.low_bounds : c.low_bounds) +
                    int128{c.high_bounds < 0 ? -c.high_bounds : c.high_bounds};
            if (size > unlimited) fail(errc::overflow, "bounds", "they add up beyond 2^62");
            inside = inside && c.inside;
            for (std::size_t p = 0; inside && p < pieces.size; ++p) {
                const std::uint32_t node = pieces.nodes[p];
                sums_[node].low += ends[p].sum;
                worst_[node] = std::max(worst_[node], ends[p].last);
                best_[node] = std::min(best_[node], ends[p].next);
            }
        });
        return inside;
    }

    end_counts read_block(const typename Rule::curve_type& curve, std::size_t at, std::size_t n,
                          const row_pieces& pieces, std::array<run_ends, row_pieces::block>& ends) {
        if constexpr (requires { rule_.by_curve(); })
            if (rule_.by_curve())
                return passes_.ends(curve, &low_[at], &high_[at], &quotas_[at], n, pieces.stops.data(),
                                    pieces.size, ends.data());
        const pass_counts bounds = passes_.count(curve, curve, &low_[at], &high_[at], n);
        end_counts out{bounds.low_bounds, bounds.high_bounds, bounds.ordered, true};
        std::size_t i = at;
        for (std::size_t p = 0; out.ordered && p < pieces.size; ++p) {
            ends[p] = {0, -none, none};
            for (; i < at + pieces.stops[p]; ++i) {
                const units q = quotas_[i];
                out.inside = out.inside && q >= low_[i] && q <= high_[i];
                if (!out.inside) return out;
                ends[p].sum += q;
                if constexpr (requires { rule_.follow(i, q); }) rule_.follow(i, q);
                if (q > low_[i]) ends[p].last = std::max(ends[p].last, rule_.level(i, q));
                if (q < high_[i]) ends[p].next = std::min(ends[p].next, rule_.level(i, q + 1));
            }
        }
        return out;
    }

    // By exact keys: the worst slot that v could give up comes before the best one that it could take. One
    // rep may hold both: then no other pair can be out of order.
    bool in_order(std::size_t v) {
        const std::optional<contested> worst = end_below<true>(v);
        const std::optional<contested> best = end_below<false>(v);
        return !worst || !best || worst->rep == best->rep || slot_before(rule_, *worst, *best);
    }

    // The last slot taken below v that may leave it, or the first one refused that may enter it. Slots whose
    // levels lie clearly on the better side of its own need no look.
    template<bool Taken>
    std::optional<contested> end_below(std::size_t v) {
        const double level = Taken ? worst_[v] : best_[v];
        std::optional<contested> end;
        for (std::size_t u = v; u < tree_.end(v);) {
            if (u != v && (!may<Taken>(u) || Rule::apart(Taken ? worst_[u] : best_[u], level))) {
                u = tree_.end(u);
                continue;
            }
            tree_.each_own_run(u, [&](const row_tree::run& of) { look_at<Taken>(end, of, level); });
            ++u;
        }
        return end;
    }
    template<bool Taken>
    void look_at(std::optional<contested>& end, const row_tree::run& of, double level) {
        for (std::size_t i = of.from; i < of.upto; ++i) {
            const units k = units{quotas_[i]} + (Taken ? 0 : 1);
            if (Taken ? k <= low_[i] : k > high_[i]) continue;
            if constexpr (requires { rule_.follow(i, k); }) rule_.follow(i, k);
            const auto row = static_cast<std::uint32_t>(i);
            const contested s{rule_.level(i, k), tie_.empty() ? row : tie_[i], row, k};
            if (Rule::apart(s.key, level)) continue;
            if (!end || (Taken ? slot_before(rule_, *end, s) : slot_before(rule_, s, *end))) end = s;
        }
    }

    Rule rule_;
    const row_tree& tree_;
    std::span<const whole> low_;
    std::span<const whole> high_;
    std::span<const std::uint32_t> tie_;
    std::span<const whole> quotas_;
    const column_passes<typename Rule::curve_type, whole>& passes_;
    std::vector<tree_workspace::edges>& sums_; // their low ends
    std::vector<double>& worst_;               // levels
    std::vector<double>& best_;
};

} // namespace attain::inline v1::detail
