// The exact solver on a tree: one selection at the top, one more inside each node whose bound binds.
//
// With slots in strict order, N_v(pivot) = clip(sum of the children, node bounds) rises by at most one per
// slot, so some pivot meets the total exactly. A node that is clipped there has a fixed total and a price of
// its own: it is solved alone. (Infimal convolution adds inverse subdifferentials; a bound clips them.)
#pragma once

#include "select.hpp"

#include <limits>

namespace attain::inline v1::detail {

template<class Kernel>
class tree_solver {
public:
    // Bounds may differ from the problem's (a repair widens them); price[i] becomes the node of rep i's
    // price.
    tree_solver(const problem& p, const Kernel& kernel, std::span<const units> low,
                std::span<const units> high)
        : p_{p},
          kernel_{kernel},
          low_{low},
          high_{high},
          blocks_(low.begin(), low.end()),
          sums_(p.nodes.size()) {}

    [[nodiscard]] solution solve() {
        solve_node(0, p_.target);
        return {std::move(blocks_), std::move(known_)};
    }
    // One group of reps shares `target`; node bounds do not apply.
    void solve_flat(std::span<const std::size_t> members, int128 target) {
        select(members, target, [](std::span<const units> quotas) {
            int128 sum = 0;
            for (const units q : quotas)
                sum += q;
            return sum;
        });
    }
    [[nodiscard]] std::vector<units> take() { return std::move(blocks_); }

private:
    void solve_node(std::size_t v, int128 target) {
        const std::span<const std::size_t> members = p_.nodes.below(v);
        if (members.empty()) return;
        const std::size_t end = p_.nodes.nodes[v].end;
        if (end == v + 1) {
            solve_flat(members, target);
            return;
        }
        select(members, target, [&](std::span<const units> quotas) { return response(v, members, quotas); });
        // Which nodes are clipped now? From the top; the inside of a clipped node is its own problem.
        std::vector<units> quotas;
        for (const std::size_t i : members)
            quotas.push_back(blocks_[i]);
        (void)response(v, members, quotas);
        const std::vector<int128> raw(sums_.begin() + static_cast<std::ptrdiff_t>(v),
                                      sums_.begin() + static_cast<std::ptrdiff_t>(end));
        for (std::size_t u = v + 1; u < end;) {
            const int128 fixed = clipped(u, raw[u - v]);
            if (fixed == raw[u - v]) {
                ++u;
                continue;
            }
            solve_node(u, fixed);
            u = p_.nodes.nodes[u].end;
        }
    }

    [[nodiscard]] int128 clipped(std::size_t v, int128 sum) const {
        if (p_.node_low[v] > -unlimited && sum < p_.node_low[v]) return p_.node_low[v];
        if (p_.node_high[v] < unlimited && sum > p_.node_high[v]) return p_.node_high[v];
        return sum;
    }

    // Sum of node v with everything below it clipped; leaves the unclipped sums of the nodes in sums_.
    int128 response(std::size_t v, std::span<const std::size_t> members, std::span<const units> quotas) {
        const std::size_t end = p_.nodes.nodes[v].end;
        std::fill(sums_.begin() + static_cast<std::ptrdiff_t>(v),
                  sums_.begin() + static_cast<std::ptrdiff_t>(end), int128{0});
        for (std::size_t m = 0; m < members.size(); ++m)
            sums_[p_.nodes.node_of[members[m]]] += quotas[m];
        for (std::size_t u = end; u-- > v + 1;)
            sums_[p_.nodes.nodes[u].parent] += clipped(u, sums_[u]);
        return sums_[v];
    }

    template<class Response>
    void select(std::span<const std::size_t> members, int128 target, const Response& of) {
        // Nobody can get more than the lows of the others leave.
        int128 spare = target;
        for (const std::size_t i : members)
            spare -= low_[i];
        std::vector<units> low;
        std::vector<units> high;
        for (const std::size_t i : members) {
            low.push_back(low_[i]);
            high.push_back(int128{high_[i]} - low_[i] > spare
                               ? static_cast<units>(low_[i] + std::max<int128>(0, spare))
                               : high_[i]);
        }
        selection<Kernel> slots{kernel_, p_.tie, members, std::move(low), std::move(high), p_.stop};
        const std::vector<units> quotas = slots.solve(target, of);
        for (std::size_t m = 0; m < members.size(); ++m)
            blocks_[members[m]] = quotas[m];
        if (slots.known().empty()) return;
        known_.resize(blocks_.size());
        for (std::size_t m = 0; m < members.size(); ++m)
            known_[members[m]] = slots.known()[m];
    }

    const problem& p_;
    const Kernel& kernel_;
    std::span<const units> low_;
    std::span<const units> high_;
    std::vector<units> blocks_;
    std::vector<int128> sums_;
    std::vector<std::array<slot_chance, 2>> known_{};
};

} // namespace attain::inline v1::detail
