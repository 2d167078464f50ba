#include <attain/allocate/certificate.hpp>

#include "penalties.hpp"
#include "select.hpp"
#include "shares.hpp"

#include <algorithm>
#include <numeric>
#include <optional>

namespace attain::inline v1 {

namespace {

using detail::problem;

std::vector<units> blocks_of(const problem& p, const allocation& of, certificate& out) {
    if (of.quotas.empty())
        fail(errc::invalid_argument, "allocation", "it has no quotas: there is nothing to prove");
    if (of.quotas.size() != p.size())
        fail(errc::invalid_argument, "allocation", "it has other reps than the candidates");
    std::vector<units> blocks(p.size());
    out.bounds_hold = true;
    for (std::size_t i = 0; i < p.size(); ++i) {
        if (of.quotas[i].rep != p.ids[i])
            fail(errc::invalid_argument, "allocation", "it has other reps than the candidates",
                 static_cast<std::int64_t>(i));
        const int128 above =
            (p.mirrored ? -int128{of.quotas[i].amount} : of.quotas[i].amount) - int128{p.base[i]};
        out.bounds_hold = out.bounds_hold && above % p.quantum == 0;
        blocks[i] = static_cast<units>(floor_div(above, p.quantum));
        out.bounds_hold = out.bounds_hold && blocks[i] >= p.low[i] && blocks[i] <= p.high[i];
    }
    return blocks;
}

// What the total asks to be handed out, in blocks, and what bounds keep from being so.
struct handed_out {
    int128 blocks{};
    int128 unplaced{};
};

std::optional<handed_out> due_of(const problem& p, bool feasible, when_infeasible repair) {
    if (feasible || repair == when_infeasible::relax) return handed_out{p.target, 0};
    if (repair == when_infeasible::report) return std::nullopt;
    const detail::node_ranges ranges = detail::ranges_of(p);
    const int128 reachable =
        std::clamp<int128>(p.target, ranges.low[0], std::max(ranges.low[0], ranges.high[0]));
    return handed_out{reachable, p.target - reachable};
}

std::optional<handed_out> due_of(const detail::node_shares& shares) {
    if (!shares.placed) return std::nullopt;
    return handed_out{std::accumulate(shares.own.begin(), shares.own.end(), int128{0}), shares.unplaced};
}

// Whether the allocation says rightly that bounds and total contradict, or do not. (Top-down, one that says
// they do not has shares without any repair: due_of has seen them.)
bool says_rightly(const problem& p, const allocation& of, bool down) {
    const bool fits = detail::find_contradiction(p).kind == infeasibility_kind::none &&
                      (!down || of.feasible || detail::share_down(p, when_infeasible::report).placed);
    return of.feasible == fits;
}

bool adds_up(const problem& p, const allocation& of, bool down, const std::optional<handed_out>& due) {
    if (!due || !says_rightly(p, of, down)) return false;
    int128 sum = 0;
    int128 bases = 0;
    for (std::size_t i = 0; i < p.size(); ++i) {
        sum += of.quotas[i].amount;
        bases += p.base[i];
    }
    const int128 sign = p.mirrored ? -1 : 1;
    return sum == sign * (bases + p.quantum * due->blocks) &&
           of.unassigned == sign * p.quantum * due->unplaced && of.street == sum + of.unassigned;
}

// The worst slot taken and the best refused of some lists.
template<class Kernel>
struct frontier {
    using order = detail::selection<Kernel>;
    using slot = typename order::slot;

    std::optional<slot> taken{};
    std::optional<slot> refused{};

    void take(const order& slots, const slot& s) {
        if (!taken || slots.before(*taken, s)) taken = s;
    }
    void refuse(const order& slots, const slot& s) {
        if (!refused || slots.before(s, *refused)) refused = s;
    }
    void add_list(const order& slots, std::size_t i, units low, units blocks, units high) {
        if (blocks > low) take(slots, slots.at(i, blocks));
        if (blocks < high) refuse(slots, slots.at(i, blocks + 1));
    }
    // One list may hold both: then no other pair can be out of order.
    [[nodiscard]] bool in_order(const order& slots) const {
        return !taken || !refused || taken->rep == refused->rep || slots.before(*taken, *refused);
    }
};

// Exchanges inside node v and everything below it: a unit may leave a child unless the child stands at its
// lower bound, and enter it unless it stands at its upper one.
template<class Kernel>
class exchange {
public:
    exchange(const problem& p, const Kernel& kernel, std::span<const units> blocks,
             std::vector<std::size_t> members)
        : p_{p},
          members_{std::move(members)},
          slots_{kernel, p.tie, members_, {}, {}, p.stop},
          blocks_{blocks} {}

    // All nodes; false when some exchange gains.
    bool holds(certificate& out) {
        const std::vector<int128> sums = detail::node_sums(p_.nodes, blocks_);
        const std::size_t n = p_.nodes.size();
        std::vector<frontier<Kernel>> of(n);
        bool good = true;
        for (std::size_t v = n; v-- > 0;) {
            for (const std::size_t i : p_.nodes.at(v)) {
                p_.stop.poll(i);
                of[v].add_list(slots_, i, p_.low[i], blocks_[i], p_.high[i]);
            }
            good = good && of[v].in_order(slots_);
            if (v == 0) break;
            frontier<Kernel>& up = of[p_.nodes.nodes[v].parent];
            const bool at_low = p_.node_low[v] > -unlimited && sums[v] <= p_.node_low[v];
            const bool at_high = p_.node_high[v] < unlimited && sums[v] >= p_.node_high[v];
            if (!at_low && of[v].taken) up.take(slots_, *of[v].taken);
            if (!at_high && of[v].refused) up.refuse(slots_, *of[v].refused);
        }
        if (of[0].taken) out.last_taken = p_.ids[members_[of[0].taken->rep]];
        if (of[0].refused) out.first_refused = p_.ids[members_[of[0].refused->rep]];
        return good;
    }

private:
    const problem& p_;
    std::vector<std::size_t> members_;
    detail::selection<Kernel> slots_;
    std::span<const units> blocks_;
};

bool nodes_hold(const problem& p, std::span<const units> blocks) {
    const std::vector<int128> sums = detail::node_sums(p.nodes, blocks);
    for (std::size_t v = 1; v < p.nodes.size(); ++v) {
        if (p.node_low[v] > -unlimited && sums[v] < p.node_low[v]) return false;
        if (p.node_high[v] < unlimited && sums[v] > p.node_high[v]) return false;
    }
    return true;
}

// Top-down, by the law itself and not by what shares out: every node holds what it was told to,
// over-assigned, its parts make that up, and no unit can go from one part to another with gain.
class share_law {
public:
    share_law(const problem& p, const allocation& of, std::span<const units> blocks)
        : p_{p}, frame_{detail::frame_of(p)}, blocks_{blocks}, told_(p.nodes.size()) {
        for (std::size_t v = 1; v < p.nodes.size(); ++v)
            told_[v] = plan_of(of, p.nodes.nodes[v].id);
        told_[0] = p.total;
    }

    [[nodiscard]] bool holds() const {
        for (std::size_t v = 0; v < p_.nodes.size(); ++v) {
            p_.stop.poll(v);
            if (!told_[v] || !holds_at(v)) return false;
        }
        return true;
    }

private:
    [[nodiscard]] std::optional<units> plan_of(const allocation& of, team_id id) const {
        const auto at = std::lower_bound(of.nodes.begin(), of.nodes.end(), id,
                                         [](const node_total& n, team_id of_id) { return n.id < of_id; });
        if (at == of.nodes.end() || at->id != id) return std::nullopt;
        return p_.mirrored ? -at->plan : at->plan;
    }
    [[nodiscard]] int128 blocks_in(std::size_t v, int128 amount) const {
        return floor_div(amount - frame_.base[v], p_.quantum);
    }
    [[nodiscard]] bool holds_at(std::size_t v) const {
        const std::int32_t bp = p_.nodes.nodes[v].over_assignment_bp;
        const int128 held = blocks_in(v, bp == 0 ? *told_[v] : detail::over_assigned(*told_[v], bp));
        const std::vector<detail::part> parts = detail::parts_of(frame_, v, p_.low, p_.high);
        if (held < frame_.ranges.low[v] || held > frame_.ranges.high[v]) return false;
        if (parts.empty()) return held == 0;
        std::vector<units> shares;
        int128 sum = 0;
        for (const detail::part& each : parts) {
            const int128 share = each.own ? own_blocks(v) : blocks_in(each.node, *told_[each.node]);
            if (share < each.low || share > each.high) return false;
            shares.push_back(narrow(share, "allocation"));
            sum += share;
        }
        return sum == held && in_order(detail::sharing_of(frame_, parts, held), shares);
    }
    [[nodiscard]] int128 own_blocks(std::size_t v) const {
        int128 sum = 0;
        for (const std::size_t i : p_.nodes.at(v))
            sum += blocks_[i];
        return sum;
    }
    [[nodiscard]] static bool in_order(const detail::sharing& s, std::span<const units> shares) {
        const detail::ratio_kernel kernel{s.among, s.weights, {}, -1};
        std::vector<std::size_t> members(shares.size());
        std::iota(members.begin(), members.end(), std::size_t{0});
        const detail::selection<detail::ratio_kernel> slots{kernel, s.among.tie, members, {}, {}};
        frontier<detail::ratio_kernel> of;
        for (std::size_t m = 0; m < shares.size(); ++m)
            of.add_list(slots, m, s.among.low[m], shares[m], s.among.high[m]);
        return of.in_order(slots);
    }

    const problem& p_;
    detail::share_frame frame_;
    std::span<const units> blocks_;
    std::vector<std::optional<units>> told_; // of each node, its plan
};

// Top-down: each node's reps hold what the node was given.
bool shares_hold(const problem& p, const detail::node_shares& shares, std::span<const units> blocks) {
    if (!shares.placed) return false;
    for (std::size_t v = 0; v < p.nodes.size(); ++v) {
        int128 sum = 0;
        for (const std::size_t i : p.nodes.at(v))
            sum += blocks[i];
        if (sum != shares.own[v]) return false;
    }
    return true;
}

bool inside(const problem& p, std::span<const units> blocks) {
    for (std::size_t i = 0; i < p.size(); ++i)
        if (blocks[i] < p.low[i] || blocks[i] > p.high[i]) return false;
    return nodes_hold(p, blocks);
}

// The reps of one node, what they hold, and that as the total to be shared out among them.
struct node_group {
    problem of;
    std::vector<units> blocks;
};

node_group group_at(const problem& p, std::size_t v, std::span<const units> blocks) {
    std::vector<units> own;
    int128 sum = 0;
    for (const std::size_t i : p.nodes.at(v)) {
        own.push_back(blocks[i]);
        sum += blocks[i];
    }
    return {detail::group_of(p, v, sum), std::move(own)};
}

template<class Holds>
bool all_groups(const problem& p, std::span<const units> blocks, Holds holds) {
    for (std::size_t v = 0; v < p.nodes.size(); ++v)
        if (!p.nodes.at(v).empty() && !holds(group_at(p, v, blocks), v)) return false;
    return true;
}

bool hamilton_holds(const problem& p, std::span<const units> blocks) {
    return all_groups(p, blocks, [](const node_group& g, std::size_t) {
        return inside(g.of, g.blocks) && detail::hamilton_split(g.of, detail::weights_of(g.of)) == g.blocks;
    });
}

bool same(const std::vector<relaxation>& a, const std::vector<relaxation>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const relaxation& x, const relaxation& y) {
        return x.rep == y.rep && x.node == y.node && x.tag == y.tag && x.from == y.from && x.to == y.to;
    });
}

bool exchange_holds(const problem& p, const policy& rule, std::span<const units> blocks, certificate& out) {
    std::vector<std::size_t> all(p.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    return detail::with_kernel(p, rule, [&](const auto& kernel) {
        return exchange<std::decay_t<decltype(kernel)>>{p, kernel, blocks, all}.holds(out);
    });
}

// No unit can change hands with gain under the bounds of p; top-down none within a node, where weights are
// those of its reps alone.
bool exchanges_hold(const problem& p, const policy& rule, std::span<const units> blocks, bool down,
                    certificate& out) {
    if (std::holds_alternative<hamilton>(rule)) return hamilton_holds(p, blocks);
    if (!down) return exchange_holds(p, rule, blocks, out);
    return all_groups(p, blocks, [&](const node_group& g, std::size_t v) {
        certificate elsewhere;
        return exchange_holds(g.of, rule, g.blocks, v == 0 ? out : elsewhere);
    });
}

// A relaxed split: it leaves exactly the bounds it lists, is one of the cheapest, and among those the one
// of the policy (and of the shares).
void certify_repair(const problem& p, const policy& rule, std::span<const units> blocks, const allocation& of,
                    bool down, certificate& out) {
    out.bounds_hold = same(detail::violations(p, blocks), of.relaxed);
    for (std::size_t i = 0; i < p.size(); ++i) {
        const units amount = p.mirrored ? -of.quotas[i].amount : of.quotas[i].amount;
        out.bounds_hold = out.bounds_hold && amount == p.amount(i, blocks[i]);
    }
    detail::node_shares shares;
    if (down) shares = detail::share_down(p, when_infeasible::relax);
    out.sum_exact = adds_up(p, of, down, down ? due_of(shares) : due_of(p, false, when_infeasible::relax));
    const std::optional<problem> ground = !down           ? detail::penalty_tree{p}.cheapest()
                                          : shares.placed ? std::optional{detail::ground_of(p, shares)}
                                                          : std::nullopt;
    out.bounds_hold = out.bounds_hold && ground && inside(*ground, blocks) &&
                      (!down || shares_hold(*ground, shares, blocks));
    out.exchange_optimal = ground && exchanges_hold(*ground, rule, blocks, down, out);
}

} // namespace

certificate certify(const allocation& of, std::span<const candidate> candidates,
                    std::span<const predictive_ref> predictives, const policy& by,
                    const allocate_options& options, stop_flag stop) {
    problem p = detail::make_problem(of.total, candidates, predictives, by, options);
    p.stop = stop;
    const policy rule = detail::rule_of(p, by, options);
    certificate out;
    const std::vector<units> blocks = blocks_of(p, of, out);
    const bool down = options.mode == tree_mode::top_down;
    if (!of.feasible && options.repair == when_infeasible::relax) {
        certify_repair(p, rule, blocks, of, down, out);
        return out;
    }
    const when_infeasible repair = of.feasible ? when_infeasible::report : options.repair;
    detail::node_shares shares;
    if (down) shares = detail::share_down(p, repair);
    out.sum_exact = adds_up(p, of, down, down ? due_of(shares) : due_of(p, of.feasible, repair));
    out.bounds_hold = out.bounds_hold && nodes_hold(p, blocks) && (!down || shares_hold(p, shares, blocks));
    out.exchange_optimal = exchanges_hold(p, rule, blocks, down, out) &&
                           (!down || !of.feasible || share_law{p, of, blocks}.holds());
    return out;
}

} // namespace attain::inline v1
