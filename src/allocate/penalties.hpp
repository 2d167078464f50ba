// Bounds as prices: what a block adds to the weighted violation of its rep's rules, in classes.
#pragma once

#include "kernels.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace attain::inline v1::detail {

inline constexpr std::size_t classes = 4; // lock, floor, cap, change cap

struct rule {
    std::size_t cls{};
    bool lower{};
    units at{};
    bound_tag tag{};
};

[[nodiscard]] inline std::vector<rule> rules_of(const candidate& c) {
    if (c.lock) return {{0, true, *c.lock, bound_tag::lock}, {0, false, *c.lock, bound_tag::lock}};
    std::vector<rule> rules{{1, true, c.floor, bound_tag::floor},
                            {2, false, c.cap, bound_tag::cap},
                            {2, false, c.capacity, bound_tag::capacity}};
    if (c.change_cap) {
        candidate only{.id = c.id, .floor = -unlimited, .previous = c.previous, .change_cap = c.change_cap};
        const bound_interval b = interval_of(only);
        rules.push_back({3, true, b.low, bound_tag::change_cap});
        rules.push_back({3, false, b.high, bound_tag::change_cap});
    }
    return rules;
}

using penalty = std::array<int128, classes>;

// The inner kernel's keys behind what a block adds to the penalty.
template<class Inner>
class penalty_kernel {
public:
    penalty_kernel(const problem& p, const Inner& inner) : p_{p}, inner_{inner} {
        for (const candidate& c : p.reps)
            rules_.push_back(rules_of(c));
    }

    struct key_type {
        penalty cost{};
        typename Inner::key_type inner{};
    };
    [[nodiscard]] key_type key(std::size_t i, units blocks) const {
        key_type out{{}, inner_.key(i, blocks)};
        const int128 upto = p_.amount(i, blocks);
        const int128 from = upto - p_.quantum;
        for (const rule& r : rules_[i]) {
            const int128 kept = std::clamp<int128>(r.at - from, 0, p_.quantum);
            out.cost[r.cls] += p_.reps[i].relax_weight * (r.lower ? -kept : p_.quantum - kept);
        }
        return out;
    }
    [[nodiscard]] bool before(const key_type& a, const key_type& b) const {
        for (std::size_t c = 0; c < classes; ++c)
            if (a.cost[c] != b.cost[c]) return a.cost[c] < b.cost[c];
        return inner_.before(a.inner, b.inner);
    }

private:
    const problem& p_;
    const Inner& inner_;
    std::vector<std::vector<rule>> rules_;
};

// The problem in which rules of reps are prices: ranges wide, and node bounds as the least relaxation leaves
// them. None when even that does not admit the total.
[[nodiscard]] std::optional<problem> softened(const problem& p);

// The bounds that these quotas leave, from what was asked to what is kept.
[[nodiscard]] std::vector<relaxation> violations(const problem& p, std::span<const units> blocks);

} // namespace attain::inline v1::detail
