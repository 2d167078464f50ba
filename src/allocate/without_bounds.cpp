// Without nodes that bind everybody trades slots with all others at once (slot_trades.hpp). Elsewhere the
// problem is solved again.
#include "without_bounds.hpp"

#include "slot_trades.hpp"

#include <algorithm>

namespace attain::inline v1::detail {

namespace {

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

// Blocks of the held reps; none where a node would come to bind, or the rep stands below what it may be freed
// to.
template<class Kernel>
std::vector<std::optional<units>> traded(const problem& p, const Kernel& kernel,
                                         std::span<const units> blocks, std::span<const std::size_t> held) {
    std::vector<units> up;
    std::vector<units> down;
    for (const std::size_t i : held) {
        const room free = room_of(p, i);
        up.push_back(std::max<units>(saturated(int128{free.high} - blocks[i]), 0));
        down.push_back(saturated(int128{blocks[i]} - free.low));
    }
    std::vector<std::optional<units>> found =
        slot_trades<Kernel>{p, kernel, blocks, trade::climb}.of(held, up);
    std::vector<std::size_t> stay; // who does not climb may descend
    std::vector<units> room;
    for (std::size_t h = 0; h < held.size(); ++h) {
        if (found[h] != 0) continue;
        stay.push_back(held[h]);
        room.push_back(down[h]);
    }
    const std::vector<std::optional<units>> given =
        stay.empty() ? std::vector<std::optional<units>>{}
                     : slot_trades<Kernel>{p, kernel, blocks, trade::descend}.of(stay, room);
    for (std::size_t h = 0, s = 0; h < held.size(); ++h) {
        if (!found[h]) continue;
        if (*found[h] > 0)
            found[h] = blocks[held[h]] + *found[h];
        else if (const std::optional<units> m = given[s++]; m && down[h] >= 0)
            found[h] = blocks[held[h]] - *m;
        else
            found[h].reset();
    }
    return found;
}

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
        with_kernel(p, rule, [&](const auto& kernel) { found = traded(p, kernel, blocks, held); });
    for (std::size_t h = 0; h < held.size(); ++h) {
        const std::size_t i = held[h];
        const std::optional<units> amount =
            found[h] ? p.amount(i, *found[h]) : solved_again(p, i, rule, options);
        if (amount) out[i] = sized(*amount);
    }
    return out;
}

} // namespace attain::inline v1::detail
