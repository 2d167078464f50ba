#include <attain/allocate/certificate.hpp>

#include "penalties.hpp"
#include "select.hpp"

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

// Exchanges inside node v and everything below it: a unit may leave a child unless the child stands at its
// lower bound, and enter it unless it stands at its upper one.
template<class Kernel>
class exchange {
public:
    using order = detail::selection<Kernel>;
    using slot = typename order::slot;

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
        std::vector<std::optional<slot>> taken(n);
        std::vector<std::optional<slot>> refused(n);
        bool good = true;
        for (std::size_t v = n; v-- > 0;) {
            for (const std::size_t i : p_.nodes.at(v)) {
                p_.stop.poll(i);
                add_rep(i, taken[v], refused[v]);
            }
            good = good && in_order(taken[v], refused[v]);
            if (v == 0) break;
            const std::size_t up = p_.nodes.nodes[v].parent;
            const bool at_low = p_.node_low[v] > -unlimited && sums[v] <= p_.node_low[v];
            const bool at_high = p_.node_high[v] < unlimited && sums[v] >= p_.node_high[v];
            if (!at_low && taken[v]) worst(taken[up], *taken[v]);
            if (!at_high && refused[v]) best(refused[up], *refused[v]);
        }
        if (taken[0]) out.last_taken = p_.ids[members_[taken[0]->rep]];
        if (refused[0]) out.first_refused = p_.ids[members_[refused[0]->rep]];
        return good;
    }

private:
    void add_rep(std::size_t i, std::optional<slot>& taken, std::optional<slot>& refused) {
        if (blocks_[i] > p_.low[i]) worst(taken, slots_.at(i, blocks_[i]));
        if (blocks_[i] < p_.high[i]) best(refused, slots_.at(i, blocks_[i] + 1));
    }
    void worst(std::optional<slot>& so_far, const slot& s) {
        if (!so_far || slots_.before(*so_far, s)) so_far = s;
    }
    void best(std::optional<slot>& so_far, const slot& s) {
        if (!so_far || slots_.before(s, *so_far)) so_far = s;
    }
    // One rep may hold both: then no other pair can be out of order.
    bool in_order(const std::optional<slot>& taken, const std::optional<slot>& refused) const {
        return !taken || !refused || taken->rep == refused->rep || slots_.before(*taken, *refused);
    }

    const problem& p_;
    std::vector<std::size_t> members_;
    order slots_;
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
    out.exchange_optimal = exchanges_hold(p, rule, blocks, down, out);
    return out;
}

} // namespace attain::inline v1
