// What many reps would each hold if that one alone had no bounds: all of them against the others' slots.
//
// A rep without its cap climbs while its m-th further slot beats the m-th worst slot that the others hold;
// without its floor it gives up slots while the others refuse better ones. Either way the others' slots are
// one list for everybody, and a rep trades m of its own exactly when at least m of the list stand ahead of
// its m-th. Neither the list nor a rep's climb is walked: a pivot slot parts the list, and with one count of
// what stands ahead of it every rep whose answer lies on either side knows which. Parts that have become
// short are put in order once, and everybody left in them looks his place up.
#pragma once

#include "select.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>

namespace attain::inline v1::detail {

enum class trade : std::uint8_t {
    climb,  // against the slots the others hold, worst first
    descend // against those they are refused, best first
};

template<class Kernel>
class slot_trades {
public:
    // blocks: a split under one price. At most n + 1024 slots are in order at a time.
    slot_trades(const problem& p, const Kernel& kernel, std::span<const units> blocks, trade way)
        : p_{p},
          kernel_{kernel},
          blocks_{blocks},
          up_{way == trade::climb},
          bounded_(p.nodes.size(), no_node) {
        for (std::size_t v = 1; v < p.nodes.size(); ++v) {
            const bool bounds = p.node_low[v] > -unlimited || p.node_high[v] < unlimited;
            bounded_[v] = bounds ? v : bounded_[p.nodes.nodes[v].parent];
            any_bounded_ = any_bounded_ || bounds;
        }
        if (any_bounded_) sums_ = node_sums(p.nodes, blocks);
    }

    // How many slots each of these reps trades when it has room for room[r] of them; none where a node would
    // come to bind. O((n + m) log range) keys, m being the slots of the longest trade, or n for each rep
    // where that is less.
    [[nodiscard]] std::vector<std::optional<units>> of(std::span<const std::size_t> reps,
                                                       std::span<const units> room) {
        found_.assign(reps.size(), std::nullopt);
        std::vector<units> from(p_.size(), 0);
        std::vector<units> upto(p_.size());
        for (std::size_t j = 0; j < p_.size(); ++j)
            upto[j] = length(j);
        const int128 all = sum(upto);
        std::vector<climber> who;
        for (std::size_t r = 0; r < reps.size(); ++r) {
            const int128 most = std::min<int128>({all, room[r], std::numeric_limits<units>::max()});
            who.push_back({r, reps[r], 0, static_cast<units>(std::max<int128>(most, 0))});
        }
        settle(std::move(who), std::move(from), std::move(upto));
        return std::move(found_);
    }

private:
    // The d-th slot of the list of rep `rep`, d from 1 on, or the m-th one that a rep would trade for it.
    struct slot {
        std::size_t rep{};
        units k{};
        typename Kernel::key_type key{};
    };
    // A rep whose answer lies in [low, high].
    struct climber {
        std::size_t place{};
        std::size_t rep{};
        units low{};
        units high{};
    };

    [[nodiscard]] slot listed(std::size_t j, units d) const {
        return at(j, up_ ? blocks_[j] - d + 1 : blocks_[j] + d);
    }
    [[nodiscard]] slot own(std::size_t i, units m) const {
        return at(i, up_ ? blocks_[i] + m : blocks_[i] - m + 1);
    }
    [[nodiscard]] slot at(std::size_t i, units k) const { return {i, k, kernel_.key(i, k)}; }
    [[nodiscard]] bool ahead(const slot& a, const slot& b) const { return up_ ? before(b, a) : before(a, b); }
    [[nodiscard]] bool before(const slot& a, const slot& b) const {
        if (kernel_.before(a.key, b.key)) return true;
        if (kernel_.before(b.key, a.key)) return false;
        if (a.rep != b.rep) return p_.tie[a.rep] < p_.tie[b.rep];
        return a.k < b.k;
    }
    [[nodiscard]] units length(std::size_t j) const {
        const int128 slots = up_ ? int128{blocks_[j]} - p_.low[j] : int128{p_.high[j]} - blocks_[j];
        return static_cast<units>(std::clamp<int128>(slots, 0, std::numeric_limits<units>::max() / 4));
    }
    [[nodiscard]] static int128 sum(std::span<const units> depths) {
        int128 out = 0;
        for (const units d : depths)
            out += d;
        return out;
    }

    // Of the slots from[j] < d <= upto[j] of one list the number ahead of s: from the front, where it is
    // small.
    [[nodiscard]] units ahead_of(const slot& s, std::size_t j, units from, units upto) const {
        units step = 1;
        while (from < upto) {
            const units d = upto - from <= step ? upto : from + step;
            if (!ahead(listed(j, d), s)) {
                upto = d - 1;
                break;
            }
            from = d;
            step *= 2;
        }
        while (from < upto) {
            const units d = upper_middle(from, upto);
            if (ahead(listed(j, d), s))
                from = d;
            else
                upto = d - 1;
        }
        return from;
    }

    // The list between `from` and `upto`, in which all that is open about these reps lies: of each the slots
    // (low, high], and with nodes the answer itself.
    void settle(std::vector<climber> who, std::vector<units> from, std::vector<units> upto) {
        const int128 few = static_cast<std::int64_t>(p_.size()) + 1024;
        for (int round = 0; !who.empty(); ++round) {
            const int128 base = sum(from);
            if (sum(upto) - base <= few) return in_order(who, from, upto, base);
            const bool open = std::ranges::any_of(who, [](const climber& c) { return c.low < c.high; });
            const slot pivot =
                open && round % 3 != 2 ? guessed(who, base, sum(upto)) : weighted_median(from, upto);
            std::vector<units> parted(p_.size());
            for (std::size_t j = 0; j < p_.size(); ++j) {
                p_.stop.poll(j);
                parted[j] = ahead_of(pivot, j, from[j], upto[j]);
            }
            std::vector<climber> front;
            std::vector<climber> back;
            const int128 rank = sum(parted);
            for (const climber& c : who)
                part(c, pivot, rank - parted[c.rep], front, back);
            // The smaller side on its own, so that few lists are held at a time.
            if (front.size() <= back.size()) {
                if (!front.empty()) settle(std::move(front), std::move(from), parted);
                who = std::move(back);
                from = std::move(parted);
            } else {
                if (!back.empty()) settle(std::move(back), parted, std::move(upto));
                who = std::move(front);
                upto = std::move(parted);
            }
        }
    }

    // `rank` slots of the others stand ahead of the pivot: whatever the rep has there may be traded up to the
    // rank-th, whatever it has further ahead not beyond it.
    void part(climber c, const slot& pivot, int128 rank, std::vector<climber>& front,
              std::vector<climber>& back) {
        const bool its_own =
            pivot.rep == c.rep && (up_ ? pivot.k > blocks_[c.rep] : pivot.k <= blocks_[c.rep]);
        units behind = c.low; // the last one not ahead of the pivot
        for (units high = c.high; behind < high;) {
            const units m = upper_middle(behind, high);
            if (ahead(own(c.rep, m), pivot))
                high = m - 1;
            else
                behind = m;
        }
        const bool in_front = behind <= rank;
        if (in_front) {
            c.low = std::max(c.low, behind);
            if (rank < c.high) c.high = static_cast<units>(rank);
        } else {
            c.low = std::max(c.low, static_cast<units>(rank));
            c.high = its_own ? std::min(behind - 1, c.high) : std::min(behind, c.high);
        }
        if (c.low == c.high && !any_bounded_)
            found_[c.place] = c.low;
        else
            (in_front ? front : back).push_back(c);
    }

    // The likely last trade of one of these reps, taken in the middle of them all. Far away only the size of
    // the answer is looked for; near by the list is taken to be straight.
    [[nodiscard]] slot guessed(std::span<const climber> who, int128 base, int128 end) const {
        struct guess {
            std::size_t rep;
            units m;
        };
        std::vector<guess> guesses;
        for (const climber& c : who) {
            if (c.low == c.high) continue;
            const auto low = static_cast<double>(c.low);
            const auto high = static_cast<double>(c.high);
            const double slope = (static_cast<double>(end) - static_cast<double>(base)) / (high - low);
            const double straight = (static_cast<double>(end) + low * slope) / (1 + slope);
            const double far = std::sqrt((low + 1) * high);
            const double m = high > 16 * (low + 1) ? far : straight;
            guesses.push_back(
                {c.rep, m < high ? std::clamp(static_cast<units>(m), c.low + 1, c.high) : c.high});
        }
        const auto middle = guesses.begin() + static_cast<std::ptrdiff_t>(guesses.size() / 2);
        std::nth_element(guesses.begin(), middle, guesses.end(),
                         [](const guess& a, const guess& b) { return a.m < b.m; });
        return own(middle->rep, middle->m);
    }
    // Leaves at least about a quarter of the list on either side.
    [[nodiscard]] slot weighted_median(std::span<const units> from, std::span<const units> upto) const {
        struct middle {
            slot at{};
            units length{};
        };
        std::vector<middle> middles;
        int128 all = 0;
        for (std::size_t j = 0; j < p_.size(); ++j) {
            if (from[j] == upto[j]) continue;
            middles.push_back({listed(j, upper_middle(from[j], upto[j])), upto[j] - from[j]});
            all += upto[j] - from[j];
        }
        std::sort(middles.begin(), middles.end(),
                  [this](const middle& a, const middle& b) { return ahead(a.at, b.at); });
        int128 passed = 0;
        for (const middle& m : middles) {
            passed += m.length;
            if (2 * passed >= all) return m.at;
        }
        return middles.back().at;
    }

    void in_order(std::vector<climber>& who, std::span<const units> from, std::span<const units> upto,
                  int128 base) {
        std::vector<slot> slots;
        for (std::size_t j = 0; j < p_.size(); ++j) {
            p_.stop.poll(j);
            for (units d = from[j] + 1; d <= upto[j]; ++d) {
                slots.push_back(listed(j, d));
                if (d == from[j] + 1) continue; // rounding may not bring a later slot before an earlier one
                const slot& previous = slots[slots.size() - 2];
                if (up_ ? kernel_.before(previous.key, slots.back().key)
                        : kernel_.before(slots.back().key, previous.key))
                    slots.back().key = previous.key;
            }
        }
        const auto order = [this](const slot& a, const slot& b) { return ahead(a, b); };
        std::sort(slots.begin(), slots.end(), order);
        for (climber& c : who) {
            while (c.low < c.high) {
                const units m = upper_middle(c.low, c.high);
                const auto rank = std::lower_bound(slots.begin(), slots.end(), own(c.rep, m), order);
                if (base + (rank - slots.begin()) >= m)
                    c.low = m;
                else
                    c.high = m - 1;
            }
            found_[c.place] = c.low;
        }
        if (any_bounded_) check_nodes(who, slots, from, base);
    }

    // Takes back what would bring a node beyond its bounds: the list is handed out slot by slot, and what it
    // does to the nodes is the same for everybody but on his own path.
    void check_nodes(std::vector<climber>& who, std::span<const slot> slots, std::span<const units> from,
                     int128 base) {
        std::sort(who.begin(), who.end(), [](const climber& a, const climber& b) { return a.low < b.low; });
        std::vector<int128> now = sums_;
        int beyond = 0;
        const auto on_path = [&](std::size_t rep, const auto& use) {
            for (std::size_t v = bounded_[p_.nodes.node_of[rep]]; v != no_node;
                 v = bounded_[p_.nodes.nodes[v].parent])
                use(v);
        };
        const int128 given = up_ ? -1 : 1; // by each slot of the list to its nodes
        for (std::size_t j = 0; j < p_.size(); ++j)
            if (from[j] > 0) on_path(j, [&](std::size_t v) { now[v] += given * from[j]; });
        for (std::size_t v = 1; v < now.size(); ++v)
            beyond += is_beyond(v, now[v]);
        auto next = slots.begin();
        for (const climber& c : who) {
            for (; base + (next - slots.begin()) < c.low; ++next)
                on_path(next->rep, [&](std::size_t v) {
                    beyond -= is_beyond(v, now[v]);
                    now[v] += given;
                    beyond += is_beyond(v, now[v]);
                });
            int with_own = beyond;
            on_path(c.rep, [&](std::size_t v) {
                with_own += is_beyond(v, now[v] - given * c.low) - is_beyond(v, now[v]);
            });
            if (with_own > 0) found_[c.place].reset();
        }
    }
    [[nodiscard]] int is_beyond(std::size_t v, int128 sum) const {
        return (p_.node_low[v] > -unlimited && sum < p_.node_low[v]) ||
                       (p_.node_high[v] < unlimited && sum > p_.node_high[v])
                   ? 1
                   : 0;
    }

    const problem& p_;
    const Kernel& kernel_;
    std::span<const units> blocks_;
    bool up_;
    bool any_bounded_{};
    std::vector<std::size_t> bounded_; // of each node: itself or the nearest one above that has bounds
    std::vector<int128> sums_{};
    std::vector<std::optional<units>> found_{};
};

} // namespace attain::inline v1::detail
