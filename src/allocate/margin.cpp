#include "margin.hpp"

namespace attain::inline v1::detail {

namespace {

template<class Kernel>
class margin_finder {
public:
    margin_finder(const problem& p, const Kernel& kernel, std::span<const std::size_t> groups,
                  std::span<const units> blocks)
        : p_{p}, kernel_{kernel}, groups_{groups}, blocks_{blocks}, ends_(p.nodes.size()) {}

    margin run(std::span<const std::array<double, 2>> chances) {
        margin out{std::vector<bool>(p_.size(), false), std::vector<bool>(p_.size(), false), {}};
        collect(chances);
        for (std::size_t i = 0; i < p_.size(); ++i)
            if (p_.low[i] == p_.high[i] && !p_.reps[i].lock) out.held_down[i] = is_held_down(i);
        for (const group& g : ends_) {
            if (!g.worst || !g.best || kernel_.before(g.worst->key, g.best->key)) continue;
            for (const std::vector<slot>* slots : {&g.taken, &g.refused})
                for (const slot& s : *slots)
                    if (alike(s.key, g.best->key)) out.tie[s.rep] = true;
        }
        const std::vector<bool> open = open_groups();
        std::optional<slot> next;
        for (std::size_t v = 0; v < ends_.size(); ++v)
            if (open[v] && ends_[v].best && (!next || before(*ends_[v].best, *next))) next = ends_[v].best;
        if (next) out.next = next->rep;
        return out;
    }

private:
    struct slot {
        std::size_t rep{};
        typename Kernel::key_type key{};
    };
    struct group {
        std::vector<slot> taken{};
        std::vector<slot> refused{};
        std::optional<slot> worst{};
        std::optional<slot> best{};
        double worst_chance{1};
        double best_chance{0};
    };

    [[nodiscard]] bool before(const slot& a, const slot& b) const {
        if (kernel_.before(a.key, b.key)) return true;
        if (kernel_.before(b.key, a.key)) return false;
        return p_.tie[a.rep] < p_.tie[b.rep];
    }
    [[nodiscard]] bool alike(const typename Kernel::key_type& a, const typename Kernel::key_type& b) const {
        return !kernel_.before(a, b) && !kernel_.before(b, a);
    }
    [[nodiscard]] bool may_lose(std::size_t i) const { return blocks_[i] > p_.low[i]; }
    [[nodiscard]] bool may_gain(std::size_t i) const { return blocks_[i] < p_.high[i]; }

    void collect(std::span<const std::array<double, 2>> chances) {
        // Chances this far apart are in the order of their keys.
        constexpr double apart = 1e-9;
        for (std::size_t i = 0; i < chances.size(); ++i) {
            group& g = ends_[groups_[i]];
            if (may_lose(i)) g.worst_chance = std::fmin(g.worst_chance, chances[i][0]);
            if (may_gain(i)) g.best_chance = std::fmax(g.best_chance, chances[i][1]);
        }
        for (std::size_t i = 0; i < p_.size(); ++i) {
            p_.stop.poll(i);
            group& g = ends_[groups_[i]];
            if (may_lose(i) && (chances.empty() || chances[i][0] <= g.worst_chance * (1 + apart))) {
                const slot s{i, kernel_.key(i, blocks_[i])};
                if (!g.worst || before(*g.worst, s)) g.worst = s;
                g.taken.push_back(s);
            }
            if (may_gain(i) && (chances.empty() || chances[i][1] >= g.best_chance * (1 - apart))) {
                const slot s{i, kernel_.key(i, blocks_[i] + 1)};
                if (!g.best || before(s, *g.best)) g.best = s;
                g.refused.push_back(s);
            }
        }
    }

    [[nodiscard]] bool is_held_down(std::size_t i) const {
        const group& g = ends_[groups_[i]];
        return g.worst && before({i, kernel_.key(i, blocks_[i] + 1)}, *g.worst);
    }

    // Groups whose nodes, and those above, can hold a block more.
    [[nodiscard]] std::vector<bool> open_groups() const {
        const std::vector<int128> sums = node_sums(p_.nodes, blocks_);
        std::vector<bool> open(p_.nodes.size(), true);
        for (std::size_t v = 1; v < open.size(); ++v)
            open[v] = open[p_.nodes.nodes[v].parent] &&
                      !(p_.node_high[v] < unlimited && sums[v] >= p_.node_high[v]);
        return open;
    }

    const problem& p_;
    const Kernel& kernel_;
    std::span<const std::size_t> groups_;
    std::span<const units> blocks_;
    std::vector<group> ends_; // of each node
};

} // namespace

margin margin_of(const problem& p, const policy& by, std::span<const std::size_t> groups,
                 std::span<const units> blocks, std::span<const std::array<double, 2>> chances) {
    const bool by_chance = std::holds_alternative<equal_attainability>(by) && !on_a_grid(p);
    return with_kernel(p, by, [&](const auto& kernel) {
        margin_finder<std::decay_t<decltype(kernel)>> finder{p, kernel, groups, blocks};
        return finder.run(by_chance ? chances : std::span<const std::array<double, 2>>{});
    });
}

} // namespace attain::inline v1::detail
