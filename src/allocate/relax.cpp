// The least relaxation: the cheapest splits by penalties.hpp; the policy, or the shares of a tree, choose
// among them.
#include "penalties.hpp"

#include <algorithm>

namespace attain::inline v1::detail {

namespace {

constexpr int128 endless = int128{1} << 100;

} // namespace

std::vector<rule> rules_of(const candidate& c) {
    if (c.lock) return {{0, true, *c.lock, bound_tag::lock}, {0, false, *c.lock, bound_tag::lock}};
    std::vector<rule> rules{{2, true, c.floor, bound_tag::floor},
                            {3, false, c.cap, bound_tag::cap},
                            {3, false, c.capacity, bound_tag::capacity}};
    if (c.change_cap) {
        candidate only{.id = c.id, .floor = -unlimited, .previous = c.previous, .change_cap = c.change_cap};
        const bound_interval b = interval_of(only);
        rules.push_back({4, true, b.low, bound_tag::change_cap});
        rules.push_back({4, false, b.high, bound_tag::change_cap});
    }
    return rules;
}

int128 convex_cost::below(const penalty& price) const {
    int128 sum = start;
    for (const auto& [slope, len] : length) {
        if (!(slope < price)) break;
        sum += len;
    }
    return sum;
}

int128 convex_cost::upto(const penalty& price) const {
    const auto at = length.find(price);
    return below(price) + (at == length.end() ? 0 : at->second);
}

std::optional<penalty> convex_cost::before(int128 sum) const {
    int128 end = start;
    if (sum <= start) return std::nullopt;
    for (const auto& [slope, len] : length) {
        end += len;
        if (end >= sum) return slope;
    }
    return std::nullopt;
}

void convex_cost::add(const convex_cost& other) {
    start += other.start;
    for (const auto& [slope, len] : other.length)
        length[slope] += len;
}

void convex_cost::add_rule(std::size_t cls, bool lower, int128 at, int128 weight, int128 quantum) {
    // Whole blocks up to `whole`, and one that the bound cuts after `part` units.
    const int128 whole = floor_div(at, quantum);
    const int128 part = at - whole * quantum;
    const int128 cut = whole + (part > 0 ? 1 : 0);
    std::map<penalty, int128> out;
    int128 from = start;
    const auto piece = [&](penalty slope, int128 upto, int128 cost) {
        if (upto <= from) return;
        slope[cls] += cost;
        out[slope] += upto - from;
        from = upto;
    };
    for (const auto& [slope, len] : length) {
        const int128 end = from + len;
        piece(slope, std::min(end, whole), lower ? -weight * quantum : 0);
        piece(slope, std::min(end, cut), lower ? -weight * part : weight * (quantum - part));
        piece(slope, end, lower ? 0 : weight * quantum);
    }
    length = std::move(out);
}

penalty_tree::penalty_tree(const problem& p)
    : p_{p}, bases_{node_sums(p.nodes, p.base)}, inner_(p.nodes.size()), outer_(p.nodes.size()) {
    for (std::size_t v = p_.nodes.size(); v-- > 0;) {
        for (const std::size_t i : p_.nodes.at(v))
            inner_[v].add(cost_of(i));
        outer_[v] = inner_[v];
        if (v == 0) break;
        const tree::node& n = p_.nodes.nodes[v];
        if (n.floor > -unlimited)
            outer_[v].add_rule(node_class, true, n.floor - bases_[v], n.relax_weight, p_.quantum);
        if (n.cap < unlimited)
            outer_[v].add_rule(node_class, false, n.cap - bases_[v], n.relax_weight, p_.quantum);
        inner_[n.parent].add(outer_[v]);
    }
}

convex_cost penalty_tree::cost_of(std::size_t i) const {
    const bool nonnegative = p_.intervals[i].low >= 0 && p_.total >= 0;
    const int128 least = nonnegative ? 0 : -int128{unlimited};
    convex_cost out;
    out.start = ceil_div(least - p_.base[i], p_.quantum);
    out.length[penalty{}] = floor_div(int128{unlimited} - p_.base[i], p_.quantum) - out.start;
    for (const rule& r : rules_of(p_.reps[i]))
        out.add_rule(r.cls, r.lower, int128{r.at} - p_.base[i], p_.reps[i].relax_weight, p_.quantum);
    return out;
}

convex_cost penalty_tree::cost_of_node(std::size_t v) const {
    const tree::node& n = p_.nodes.nodes[v];
    convex_cost out;
    out.start = -endless;
    out.length[penalty{}] = 2 * endless;
    if (n.floor > -unlimited) out.add_rule(node_class, true, n.floor - bases_[v], n.relax_weight, p_.quantum);
    if (n.cap < unlimited) out.add_rule(node_class, false, n.cap - bases_[v], n.relax_weight, p_.quantum);
    return out;
}

std::optional<penalty> penalty_tree::price(std::size_t v, int128 sum) const {
    const convex_cost& all = inner_[v];
    if (sum == all.start) return all.length.empty() ? penalty{} : all.length.begin()->first;
    return all.before(sum);
}

std::pair<int128, int128> penalty_tree::rep_range(std::size_t i, const penalty& price) const {
    const convex_cost cost = cost_of(i);
    return {cost.below(price), cost.upto(price)};
}

std::pair<int128, int128> penalty_tree::node_range(std::size_t u, const penalty& price) const {
    return {outer_[u].below(price), outer_[u].upto(price)};
}

// Complementary slackness at one cheapest sum of v: the price inside is a slope of what is below there, and
// differs from the price outside by a slope of the node's own cost.
penalty penalty_tree::price_inside(std::size_t v, const convex_cost& own, const penalty& outside) const {
    const int128 sum = outer_[v].below(outside);
    const penalty by_own = outside - *own.before(sum + 1);
    const std::optional<penalty> by_parts = inner_[v].before(sum);
    return by_parts && *by_parts > by_own ? *by_parts : by_own;
}

std::optional<problem> penalty_tree::cheapest() const {
    const std::optional<penalty> root = price(0, p_.target);
    if (!root) return std::nullopt;
    problem out = p_;
    std::vector<penalty> inside(p_.nodes.size(), *root);
    for (std::size_t v = 0; v < p_.nodes.size(); ++v) {
        if (v > 0) {
            const convex_cost own = cost_of_node(v);
            const penalty& outside = inside[p_.nodes.nodes[v].parent];
            inside[v] = price_inside(v, own, outside);
            const penalty rest = outside - inside[v];
            out.node_low[v] = static_cast<units>(std::max<int128>(own.below(rest), -unlimited));
            out.node_high[v] = static_cast<units>(std::min<int128>(own.upto(rest), unlimited));
        }
        for (const std::size_t i : p_.nodes.at(v)) {
            const auto [low, high] = rep_range(i, inside[v]);
            out.low[i] = static_cast<units>(low);
            out.high[i] = static_cast<units>(high);
        }
    }
    return out;
}

std::vector<relaxation> violations(const problem& p, std::span<const units> blocks) {
    std::vector<relaxation> out;
    for (std::size_t i = 0; i < p.size(); ++i) {
        const units amount = p.amount(i, blocks[i]);
        for (const rule& r : rules_of(p.reps[i]))
            if (r.lower ? amount < r.at : amount > r.at) out.push_back({p.ids[i], {}, r.tag, r.at, amount});
    }
    const std::vector<int128> bases = node_sums(p.nodes, p.base);
    const std::vector<int128> sums = node_sums(p.nodes, blocks);
    for (std::size_t v = 1; v < p.nodes.size(); ++v) {
        const tree::node& n = p.nodes.nodes[v];
        const units amount = narrow(bases[v] + p.quantum * sums[v], "nodes");
        if (n.floor > -unlimited && amount < n.floor)
            out.push_back({{}, n.id, bound_tag::node, n.floor, amount});
        if (n.cap < unlimited && amount > n.cap) out.push_back({{}, n.id, bound_tag::node, n.cap, amount});
    }
    return out;
}

} // namespace attain::inline v1::detail
