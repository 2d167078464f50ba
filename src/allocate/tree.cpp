// The tree of nodes: order, sums, ranges.
#include "problem.hpp"

#include <algorithm>
#include <map>

namespace attain::inline v1::detail {

namespace {

struct raw_tree {
    std::vector<std::vector<std::size_t>> children{}; // of the company (0) and of node row r (r + 1)
    std::map<team_id, std::size_t> place{};           // id -> row + 1
};

raw_tree read(std::span<const team_node> nodes) {
    raw_tree raw;
    raw.children.resize(nodes.size() + 1);
    for (std::size_t r = 0; r < nodes.size(); ++r) {
        const auto row = static_cast<std::int64_t>(r);
        const team_node& n = nodes[r];
        if (!raw.place.emplace(n.id, r + 1).second)
            fail(errc::duplicate_id, "nodes", "two nodes have the same id", row);
        if (n.floor > n.cap) fail(errc::conflict, "nodes", "the floor lies above the cap", row);
        if (n.floor < -unlimited || n.cap > unlimited)
            fail(errc::out_of_range, "nodes", "bounds must lie between -2^62 and 2^62", row);
        if (n.weight < 0 || !(n.weight <= 1e300))
            fail(errc::out_of_range, "nodes", "the weight must be a finite number >= 0", row);
        if (n.relax_weight < 1) fail(errc::out_of_range, "nodes", "relax_weight must be positive", row);
    }
    for (std::size_t r = 0; r < nodes.size(); ++r) {
        std::size_t parent = 0;
        if (nodes[r].parent) {
            const auto at = raw.place.find(*nodes[r].parent);
            if (at == raw.place.end())
                fail(errc::unknown_id, "nodes", "no node has the parent's id", static_cast<std::int64_t>(r));
            parent = at->second;
        }
        raw.children[parent].push_back(r + 1);
    }
    return raw;
}

} // namespace

tree make_tree(std::span<const team_node> nodes, std::span<const candidate> reps,
               std::span<const std::size_t> rows) {
    raw_tree raw = read(nodes);
    tree t;
    std::vector<std::size_t> place(nodes.size() + 1, no_node); // raw place -> preorder place
    struct visit {
        std::size_t raw;
        std::size_t next; // child to visit
    };
    std::vector<visit> path;
    const auto enter = [&](std::size_t at, std::size_t parent) {
        place[at] = t.nodes.size();
        tree::node n;
        n.parent = parent;
        if (at > 0) {
            const team_node& given = nodes[at - 1];
            n.id = given.id;
            n.floor = given.floor;
            n.cap = given.cap;
            n.relax_weight = given.relax_weight;
            n.weight = given.weight;
            n.over_assignment_bp = given.over_assignment_bp;
        }
        t.nodes.push_back(n);
        std::sort(raw.children[at].begin(), raw.children[at].end(),
                  [&](std::size_t a, std::size_t b) { return nodes[a - 1].id < nodes[b - 1].id; });
        path.push_back({at, 0});
    };
    enter(0, no_node);
    while (!path.empty()) {
        visit& top = path.back();
        if (top.next < raw.children[top.raw].size()) {
            enter(raw.children[top.raw][top.next++], place[top.raw]);
        } else {
            t.nodes[place[top.raw]].end = t.nodes.size();
            path.pop_back();
        }
    }
    for (std::size_t at = 1; at <= nodes.size(); ++at)
        if (place[at] == no_node)
            fail(errc::invalid_argument, "nodes", "stands in a circle of parents",
                 static_cast<std::int64_t>(at) - 1);

    t.node_of.assign(reps.size(), 0);
    t.first_member.assign(t.nodes.size() + 1, 0);
    for (std::size_t i = 0; i < reps.size(); ++i) {
        if (reps[i].node) {
            const auto at = raw.place.find(*reps[i].node);
            if (at == raw.place.end())
                fail(errc::unknown_id, "candidates", "no node has the id in `node`",
                     static_cast<std::int64_t>(rows[i]));
            t.node_of[i] = place[at->second];
        }
        ++t.first_member[t.node_of[i] + 1];
    }
    for (std::size_t v = 0; v < t.nodes.size(); ++v)
        t.first_member[v + 1] += t.first_member[v];
    t.members.resize(reps.size());
    std::vector<std::size_t> next(t.first_member.begin(), t.first_member.end() - 1);
    for (std::size_t i = 0; i < reps.size(); ++i)
        t.members[next[t.node_of[i]]++] = i;
    return t;
}

std::vector<int128> node_sums(const tree& t, std::span<const units> blocks) {
    std::vector<int128> sums(t.size(), 0);
    for (std::size_t i = 0; i < blocks.size(); ++i)
        sums[t.node_of[i]] += blocks[i];
    for (std::size_t v = t.size(); v-- > 1;)
        sums[t.nodes[v].parent] += sums[v];
    return sums;
}

node_ranges ranges_of(const problem& p) {
    node_ranges r;
    r.low.assign(p.nodes.size(), 0);
    r.high.assign(p.nodes.size(), 0);
    for (std::size_t i = 0; i < p.size(); ++i) {
        r.low[p.nodes.node_of[i]] += p.low[i];
        r.high[p.nodes.node_of[i]] += p.high[i];
    }
    for (std::size_t v = p.nodes.size(); v-- > 0;) {
        if (p.node_low[v] > -unlimited) r.low[v] = std::max<int128>(r.low[v], p.node_low[v]);
        if (p.node_high[v] < unlimited) r.high[v] = std::min<int128>(r.high[v], p.node_high[v]);
        if (v == 0) break;
        r.low[p.nodes.nodes[v].parent] += r.low[v];
        r.high[p.nodes.nodes[v].parent] += r.high[v];
    }
    return r;
}

} // namespace attain::inline v1::detail
