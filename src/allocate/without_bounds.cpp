// Without nodes that bind, everybody's answer comes from two shared lists: the slots that the reps would give
// up, worst first, and those that they would take, best first. A rep without its cap climbs while its next
// slot beats the worst that another one holds; without its floor it descends likewise. Both lists grow only
// as far as somebody asks. Elsewhere the problem is solved again.
#include "without_bounds.hpp"

#include "select.hpp"

#include <algorithm>

namespace attain::inline v1::detail {

namespace {

// Slots of all reps in order, each rep's own lazily: taken ones downwards, or refused ones upwards.
template<class Kernel>
class slot_list {
public:
    struct slot {
        std::size_t rep{};
        units k{};
        typename Kernel::key_type key{};
    };

    slot_list(const problem& p, const Kernel& kernel, std::span<const units> blocks, bool taken)
        : p_{p}, kernel_{kernel}, taken_{taken} {
        for (std::size_t i = 0; i < p.size(); ++i)
            if (taken ? blocks[i] > p.low[i] : blocks[i] < p.high[i])
                heap_.push_back(at(i, taken ? blocks[i] : blocks[i] + 1));
        std::make_heap(heap_.begin(), heap_.end(), order());
    }

    // The j-th; null when there are not as many.
    [[nodiscard]] const slot* find(std::size_t j) {
        while (found_.size() <= j && !heap_.empty()) {
            std::pop_heap(heap_.begin(), heap_.end(), order());
            const slot s = heap_.back();
            heap_.pop_back();
            found_.push_back(s);
            if (taken_ ? s.k - 1 <= p_.low[s.rep] : s.k >= p_.high[s.rep]) continue;
            heap_.push_back(at(s.rep, taken_ ? s.k - 1 : s.k + 1));
            std::push_heap(heap_.begin(), heap_.end(), order());
        }
        return j < found_.size() ? &found_[j] : nullptr;
    }
    [[nodiscard]] slot at(std::size_t i, units k) const { return {i, k, kernel_.key(i, k)}; }
    [[nodiscard]] bool before(const slot& a, const slot& b) const {
        if (kernel_.before(a.key, b.key)) return true;
        if (kernel_.before(b.key, a.key)) return false;
        if (a.rep != b.rep) return p_.tie[a.rep] < p_.tie[b.rep];
        return a.k < b.k;
    }

private:
    // The top of the heap is what comes last for std: the worst taken, the best refused.
    [[nodiscard]] auto order() const {
        return [this](const slot& a, const slot& b) { return taken_ ? before(a, b) : before(b, a); };
    }

    const problem& p_;
    const Kernel& kernel_;
    bool taken_;
    std::vector<slot> heap_{};
    std::vector<slot> found_{};
};

struct room {
    units low{};
    units high{};
};

bound_interval freed_interval(const problem& p, std::size_t i) {
    return {std::min<units>(p.reps[i].floor, 0), unlimited, bound_tag::floor, bound_tag::none};
}

room room_of(const problem& p, std::size_t i) {
    const bound_interval b = freed_interval(p, i);
    return {static_cast<units>(ceil_div(int128{b.low} - p.base[i], p.quantum)),
            static_cast<units>(floor_div(int128{b.high} - p.base[i], p.quantum))};
}

template<class Kernel>
class freed_reps {
public:
    freed_reps(const problem& p, const Kernel& kernel, std::span<const units> blocks)
        : p_{p},
          blocks_{blocks},
          taken_{p, kernel, blocks, true},
          refused_{p, kernel, blocks, false},
          sums_{node_sums(p.nodes, blocks)},
          moved_(p.nodes.size()),
          most_{4 * p.size() + 64} {}

    // Blocks of rep i; none where a node would come to bind, or so many units move that solving is quicker.
    [[nodiscard]] std::optional<units> blocks_of(std::size_t i) {
        p_.stop.poll();
        const room free = room_of(p_, i);
        std::optional<units> found = walk(i, taken_, true, free);
        if (found == blocks_[i]) found = walk(i, refused_, false, free);
        return found;
    }

private:
    using list = slot_list<Kernel>;

    // Upwards against the worst slots of the others, downwards against the best they lack.
    std::optional<units> walk(std::size_t i, list& others, bool up, const room& free) {
        units own = blocks_[i];
        std::fill(moved_.begin(), moved_.end(), int128{0});
        for (std::size_t j = 0;; ++j) {
            if (j == most_) return std::nullopt;
            if (up ? own >= free.high : own <= free.low) break;
            const auto* other = others.find(j);
            if (other == nullptr) break;
            if (other->rep == i) continue;
            const auto mine = others.at(i, up ? own + 1 : own);
            if (!(up ? others.before(mine, *other) : others.before(*other, mine))) break;
            own += up ? 1 : -1;
            move(i, up ? 1 : -1);
            move(other->rep, up ? -1 : 1);
        }
        return fits() ? std::optional{own} : std::nullopt;
    }

    void move(std::size_t i, int by) {
        for (std::size_t v = p_.nodes.node_of[i]; v != 0; v = p_.nodes.nodes[v].parent)
            moved_[v] += by;
    }
    [[nodiscard]] bool fits() const {
        for (std::size_t v = 1; v < moved_.size(); ++v) {
            const int128 sum = sums_[v] + moved_[v];
            if (p_.node_low[v] > -unlimited && sum < p_.node_low[v]) return false;
            if (p_.node_high[v] < unlimited && sum > p_.node_high[v]) return false;
        }
        return true;
    }

    const problem& p_;
    std::span<const units> blocks_;
    list taken_;
    list refused_;
    std::vector<int128> sums_;
    std::vector<int128> moved_; // of each node
    std::size_t most_;
};

// The amount; none when there is no split.
std::optional<units> solved_again(const problem& p, std::size_t i, const policy& rule,
                                  const allocate_options& options) {
    problem freed = p;
    candidate& c = freed.reps[i];
    freed.intervals[i] = freed_interval(p, i);
    c.lock.reset();
    c.change_cap.reset();
    c.floor = freed.intervals[i].low;
    c.cap = c.capacity = unlimited;
    freed.base[i] -= p.quantum * static_cast<units>(floor_div(int128{p.base[i]}, p.quantum));
    count_in_blocks(freed);
    if (!p.wishes.empty()) freed.wishes[i] = wish_of(freed, i, options.bottom_up_chance);
    const answer found = answer_of(freed, rule, options.mode, options.repair);
    if (found.blocks.empty()) return std::nullopt;
    return freed.amount(i, found.blocks[i]);
}

bool held_by_its_own(const quota& q, const allocation& of) {
    return q.state == quota_state::at_floor || q.state == quota_state::at_cap ||
           q.state == quota_state::locked || std::ranges::any_of(of.relaxed, [&](const relaxation& r) {
               return r.tag != bound_tag::node && r.rep == q.rep;
           });
}

} // namespace

std::vector<units> without_own_bounds(const problem& p, const policy& rule, const allocate_options& options,
                                      const allocation& of) {
    std::vector<units> out;
    std::vector<std::size_t> held;
    std::vector<units> blocks;
    const auto sized = [&](units amount) { return p.mirrored ? -amount : amount; };
    for (std::size_t i = 0; i < p.size(); ++i) {
        const quota& q = of.quotas[i];
        out.push_back(q.amount);
        blocks.push_back(static_cast<units>((int128{sized(q.amount)} - p.base[i]) / p.quantum));
        if (held_by_its_own(q, of)) held.push_back(i);
    }
    const auto by_node = [](const quota& q) { return q.held_by.has_value(); };
    const bool one_price = of.feasible && options.mode == tree_mode::global &&
                           !std::holds_alternative<hamilton>(rule) &&
                           std::ranges::none_of(of.quotas, by_node);
    std::vector<std::optional<units>> found(held.size());
    if (one_price && !held.empty())
        with_kernel(p, rule, [&](const auto& kernel) {
            freed_reps<std::decay_t<decltype(kernel)>> freed{p, kernel, blocks};
            for (std::size_t h = 0; h < held.size(); ++h)
                found[h] = freed.blocks_of(held[h]);
        });
    for (std::size_t h = 0; h < held.size(); ++h) {
        const std::size_t i = held[h];
        const std::optional<units> amount =
            found[h] ? p.amount(i, *found[h]) : solved_again(p, i, rule, options);
        if (amount) out[i] = sized(*amount);
    }
    return out;
}

} // namespace attain::inline v1::detail
