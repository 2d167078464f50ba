// The proof that a search over a tree leaves behind. Of every node that is solved alone: where its total
// parts the slots below it, what is taken before what is refused; and then the same of that node together
// with those below it that may exchange units with it.
#pragma once

#include "level_rules.hpp"
#include "row_tree.hpp"

#include <algorithm>
#include <limits>
#include <span>

namespace attain::inline v1::detail {

using slot_end = tree_workspace::slot_end;

// The end of no slots. Seen from the other side, the end of slots of which nothing is known.
template<bool Taken>
inline constexpr double no_slots = (Taken ? -1 : 1) * std::numeric_limits<double>::infinity();
template<bool Taken>
inline constexpr slot_end no_end{no_slots<Taken>, false, {}};

// All slots of a key lie clearly on the better side of those at the level.
template<bool Taken, class Rule>
[[nodiscard]] bool clears(double key, double level) {
    return (Taken ? key < level : key > level) && Rule::apart(key, level);
}

template<bool Taken, class Rule>
void include(const Rule& rule, slot_end& end, const contested& s) {
    if (end.any && !(Taken ? slot_before(rule, end.slot, s) : slot_before(rule, s, end.slot))) return;
    end.any = true;
    end.slot = s;
}
template<bool Taken, class Rule>
void include(const Rule& rule, slot_end& end, const slot_end& more) {
    end.level = Taken ? std::max(end.level, more.level) : std::min(end.level, more.level);
    if (more.any && !clears<Taken, Rule>(more.slot.key, end.level)) include<Taken>(rule, end, more.slot);
}

// The largest level of slots that are taken, the smallest of those that are refused.
template<bool Taken, class Slot>
[[nodiscard]] double last_level(std::span<const Slot> slots) {
    double level = no_slots<Taken>;
    for (const Slot& s : slots)
        level = Taken ? std::max(level, s.key) : std::min(level, s.key);
    return level;
}
// The end of slots with this last level, and of others that keep clear of `beside`. By exact keys where
// levels do not tell.
template<bool Taken, class Rule, class Slot>
[[nodiscard]] slot_end end_of(const Rule& rule, double beside, double level, std::span<const Slot> slots) {
    slot_end end{beside, false, {}};
    for (const Slot& s : slots)
        if (!Rule::apart(s.key, level)) include<Taken>(rule, end, s);
    return end;
}

template<class Rule>
[[nodiscard]] bool in_order(const Rule& rule, const slot_end& taken, const slot_end& refused) {
    return taken.level <= refused.level && (!refused.any || taken.level <= refused.slot.key) &&
           (!taken.any || taken.slot.key <= refused.level) &&
           (!taken.any || !refused.any || slot_before(rule, taken.slot, refused.slot));
}

template<class Rule>
class tree_proof {
public:
    tree_proof(const Rule& rule, const row_tree& tree, tree_workspace& work)
        : rule_{rule}, tree_{tree}, sums_{work.sums}, parts_{work.parts} {
        parts_.clear();
    }

    // A node that holds this total, solved alone: its place among them. `up`: that of the one it was clipped
    // in.
    std::uint32_t add(const tree_workspace::job& job, const slot_end& taken, const slot_end& refused) {
        parts_.push_back({job.node, job.up, job.total, taken, refused});
        return static_cast<std::uint32_t>(parts_.size() - 1);
    }
    // Something was not looked at, or did not hold.
    void doubt() noexcept { holds_ = false; }

    // Units may leave the node, or enter it.
    template<bool Leave>
    [[nodiscard]] bool may(std::size_t v, units total) const noexcept {
        return Leave ? total > tree_.floor(v) : total < tree_.cap(v);
    }
    // Slots of the node that clearly change nothing where they may be exchanged need no look.
    template<bool Taken>
    [[nodiscard]] bool tells(const tree_workspace::job& job, double beside, double level) const {
        const double at = end<Taken>(parts_[job.up]).level;
        return may<Taken>(job.node, job.total) &&
               ((Taken ? beside > at : beside < at) || !clears<Taken, Rule>(level, at));
    }
    // The node's slots beside those of the part it was clipped in, as far as they may be exchanged.
    [[nodiscard]] bool fits(const tree_workspace::job& job, const slot_end& taken,
                            const slot_end& refused) const {
        const tree_workspace::part& of = parts_[job.up];
        return (!may<true>(job.node, job.total) || in_order(rule_, taken, of.refused)) &&
               (!may<false>(job.node, job.total) || in_order(rule_, of.taken, refused));
    }
    template<bool Taken>
    void join(const tree_workspace::job& job, const slot_end& more) {
        if (may<Taken>(job.node, job.total)) include<Taken>(rule_, end<Taken>(parts_[job.up]), more);
    }

    // The end of the slots of a node whose rows are all at their bounds on the same side, with the sums
    // there: look(end, row) widens it. Nodes below with a total of their own come by themselves; where others
    // have nothing to do with the node, nothing need be known.
    template<bool Taken, class Look>
    [[nodiscard]] slot_end end_of_rows(const tree_workspace::job& job, const Look& look) const {
        if (job.node == 0 || !may<Taken>(job.node, job.total)) return {no_slots<!Taken>, false, {}};
        slot_end end = no_end<Taken>;
        for (std::size_t u = job.node; u < tree_.end(job.node);) {
            const units sum = sums_[u].low;
            if (u != job.node && (tree_.clipped(u, sum) != sum || !may<Taken>(u, sum))) {
                u = tree_.end(u);
                continue;
            }
            tree_.each_own_run(u, [&](const row_tree::run& of) {
                for (std::size_t i = of.from; i < of.upto; ++i)
                    look(end, i);
            });
            ++u;
        }
        return end;
    }

    // When all nodes are there.
    [[nodiscard]] bool holds() {
        for (std::size_t p = parts_.size(); holds_ && p-- > 0;) {
            const tree_workspace::part& of = parts_[p];
            holds_ = in_order(rule_, of.taken, of.refused);
            if (p == 0) break;
            const tree_workspace::job job{of.node, of.up, of.total, 0, 0};
            join<true>(job, of.taken);
            join<false>(job, of.refused);
        }
        return holds_;
    }

private:
    template<bool Taken>
    [[nodiscard]] static auto& end(auto& part) noexcept {
        if constexpr (Taken)
            return part.taken;
        else
            return part.refused;
    }

    const Rule& rule_;
    const row_tree& tree_;
    const std::vector<tree_workspace::edges>& sums_;
    std::vector<tree_workspace::part>& parts_;
    bool holds_{true};
};

} // namespace attain::inline v1::detail
