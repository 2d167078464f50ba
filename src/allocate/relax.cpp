// The least relaxation: the cheapest splits by penalties.hpp; the policy, or the shares of a tree, choose
// among them.
#include "penalties.hpp"

#include <algorithm>
#include <utility>

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
    for (const piece& each : pieces) {
        if (!(each.slope < price)) break;
        sum += each.length;
    }
    return sum;
}

int128 convex_cost::upto(const penalty& price) const {
    int128 sum = start;
    for (const piece& each : pieces) {
        if (price < each.slope) break;
        sum += each.length;
    }
    return sum;
}

std::optional<penalty> convex_cost::before(int128 sum) const {
    int128 end = start;
    if (sum <= start) return std::nullopt;
    for (const piece& each : pieces) {
        end += each.length;
        if (end >= sum) return each.slope;
    }
    return std::nullopt;
}

shift convex_cost::add_rule(std::size_t cls, bool lower, int128 at, int128 weight, int128 quantum) {
    // Whole blocks up to `whole`, and one that the bound cuts after `part` units.
    const int128 whole = floor_div(at, quantum);
    const int128 part = at - whole * quantum;
    const std::array<int128, 2> sums{whole, whole + (part > 0 ? 1 : 0)};
    const shift out{cls,
                    {lower ? -weight * quantum : 0, lower ? -weight * part : weight * (quantum - part),
                     lower ? 0 : weight * quantum},
                    sums};
    std::size_t next = 0;
    int128 from = start;
    for (const int128 sum : sums) {
        for (; next < pieces.size() && from + pieces[next].length <= sum; ++next)
            from += pieces[next].length;
        if (next == pieces.size() || from >= sum) continue;
        piece first = pieces[next];
        first.length = sum - from;
        pieces[next].length -= first.length;
        pieces.insert(pieces.begin() + static_cast<std::ptrdiff_t>(next++), first);
        from = sum;
    }
    move(out, 1);
    return out;
}

void convex_cost::take_back(const shift& last) {
    move(last, -1);
}

void convex_cost::move(const shift& by, int sign) {
    int128 end = start;
    for (piece& each : pieces) {
        end += each.length;
        each.slope[by.cls] += sign * by.by[end <= by.ends[0] ? 0 : end <= by.ends[1] ? 1 : 2];
    }
}

penalty_tree::penalty_tree(const problem& p)
    : p_{p}, bases_{node_sums(p.nodes, p.base)}, costs_(p.nodes.size()), own_bounds_(p.nodes.size()) {
    for (std::size_t v = p_.nodes.size(); v-- > 0;) {
        p_.stop.poll(v);
        gather(v);
        if (v == 0) break;
        const tree::node& n = p_.nodes.nodes[v];
        if (n.floor > -unlimited)
            own_bounds_[v][0] =
                costs_[v].add_rule(node_class, true, n.floor - bases_[v], n.relax_weight, p_.quantum);
        if (n.cap < unlimited)
            own_bounds_[v][1] =
                costs_[v].add_rule(node_class, false, n.cap - bases_[v], n.relax_weight, p_.quantum);
    }
}

// Infimal convolution, the least cost of the sum of the parts: their pieces in order.
void penalty_tree::gather(std::size_t v) {
    convex_cost& all = costs_[v];
    const std::size_t end = p_.nodes.nodes[v].end;
    const auto order = [](const convex_cost::piece& a, const convex_cost::piece& b) {
        return a.slope < b.slope;
    };
    for (const std::size_t i : p_.nodes.at(v)) {
        const convex_cost own = cost_of(i);
        all.start += own.start;
        all.pieces.insert(all.pieces.end(), own.pieces.begin(), own.pieces.end());
    }
    std::sort(all.pieces.begin(), all.pieces.end(), order);
    std::vector<std::size_t> runs{0}; // where they start
    for (std::size_t u = v + 1; u < end; u = p_.nodes.nodes[u].end) {
        all.start += costs_[u].start;
        std::vector<convex_cost::piece> below = std::exchange(costs_[u].pieces, {});
        if (all.pieces.empty()) {
            all.pieces = std::move(below);
            continue;
        }
        runs.push_back(all.pieces.size());
        all.pieces.insert(all.pieces.end(), below.begin(), below.end());
    }
    while (runs.size() > 1) {
        const auto place = [&](std::size_t run) {
            const std::size_t at = run < runs.size() ? runs[run] : all.pieces.size();
            return all.pieces.begin() + static_cast<std::ptrdiff_t>(at);
        };
        std::vector<std::size_t> merged;
        for (std::size_t r = 0; r < runs.size(); r += 2) {
            std::inplace_merge(place(r), place(r + 1), place(r + 2), order);
            merged.push_back(runs[r]);
        }
        runs = std::move(merged);
    }
}

void penalty_tree::take_back_bounds(std::size_t v) {
    const tree::node& n = p_.nodes.nodes[v];
    if (v > 0 && n.cap < unlimited) costs_[v].take_back(own_bounds_[v][1]);
    if (v > 0 && n.floor > -unlimited) costs_[v].take_back(own_bounds_[v][0]);
}

// The pieces of v to the nodes they came from.
void penalty_tree::hand_down(std::size_t v) {
    const std::size_t end = p_.nodes.nodes[v].end;
    std::vector<std::size_t> child(end - v, no_node); // of each node below v
    for (std::size_t u = v + 1; u < end; u = p_.nodes.nodes[u].end)
        std::fill(child.begin() + static_cast<std::ptrdiff_t>(u - v),
                  child.begin() + static_cast<std::ptrdiff_t>(p_.nodes.nodes[u].end - v), u);
    const std::vector<convex_cost::piece> all = std::exchange(costs_[v].pieces, {});
    std::vector<std::size_t> count(end - v, 0);
    const auto to = [&](const convex_cost::piece& each) { return child[p_.nodes.node_of[each.rep] - v]; };
    for (const convex_cost::piece& each : all)
        if (const std::size_t u = to(each); u != no_node) ++count[u - v];
    for (std::size_t u = v + 1; u < end; u = p_.nodes.nodes[u].end)
        costs_[u].pieces.reserve(count[u - v]);
    for (const convex_cost::piece& each : all)
        if (const std::size_t u = to(each); u != no_node) costs_[u].pieces.push_back(each);
}

convex_cost penalty_tree::cost_of(std::size_t i) const {
    const bool nonnegative = p_.intervals[i].low >= 0 && p_.total >= 0;
    const int128 least = nonnegative ? 0 : -int128{unlimited};
    convex_cost out;
    out.start = ceil_div(least - p_.base[i], p_.quantum);
    out.pieces = {{{}, floor_div(int128{unlimited} - p_.base[i], p_.quantum) - out.start, i}};
    for (const rule& r : rules_of(p_.reps[i]))
        out.add_rule(r.cls, r.lower, int128{r.at} - p_.base[i], p_.reps[i].relax_weight, p_.quantum);
    return out;
}

convex_cost penalty_tree::cost_of_node(std::size_t v) const {
    const tree::node& n = p_.nodes.nodes[v];
    convex_cost out;
    out.start = -endless;
    out.pieces = {{{}, 2 * endless, no_node}};
    if (n.floor > -unlimited) out.add_rule(node_class, true, n.floor - bases_[v], n.relax_weight, p_.quantum);
    if (n.cap < unlimited) out.add_rule(node_class, false, n.cap - bases_[v], n.relax_weight, p_.quantum);
    return out;
}

std::optional<penalty> penalty_tree::price(std::size_t v, int128 sum) {
    take_back_bounds(v);
    const convex_cost& all = costs_[v];
    std::optional<penalty> at = all.before(sum);
    if (sum == all.start) at = all.pieces.empty() ? penalty{} : all.pieces.front().slope;
    hand_down(v);
    return at;
}

std::pair<int128, int128> penalty_tree::rep_range(std::size_t i, const penalty& price) const {
    const convex_cost cost = cost_of(i);
    return {cost.below(price), cost.upto(price)};
}

std::pair<int128, int128> penalty_tree::node_range(std::size_t u, const penalty& price) const {
    return {costs_[u].below(price), costs_[u].upto(price)};
}

// Complementary slackness at one cheapest sum of v: the price inside is a slope of what is below there, and
// differs from the price outside by a slope of the node's own cost.
penalty penalty_tree::price_inside(std::size_t v, const convex_cost& own, const penalty& outside) {
    const int128 sum = costs_[v].below(outside);
    const penalty by_own = outside - *own.before(sum + 1);
    take_back_bounds(v);
    const std::optional<penalty> by_parts = costs_[v].before(sum);
    hand_down(v);
    return by_parts && *by_parts > by_own ? *by_parts : by_own;
}

std::optional<problem> penalty_tree::cheapest() {
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
