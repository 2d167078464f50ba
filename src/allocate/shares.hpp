// What a node is shared out among, top-down.
#pragma once

#include "problem.hpp"

namespace attain::inline v1::detail {

// A child in the split of a node: a node, or (the node itself) the reps that hang on it.
struct part {
    std::size_t node{};
    bool own{};
    double weight{};
    int128 low{}; // in blocks
    int128 high{};
    int128 base{}; // in units
};

struct share_frame {
    const problem& p;
    node_ranges ranges;
    std::vector<double> weights; // of each node with all below it, or its own
    std::vector<double> own_weights;
    std::vector<int128> base;
    std::vector<int128> own_base;
};

[[nodiscard]] share_frame frame_of(const problem& p);

// low, high: what each rep may hold. The node's own reps come first, if it has any.
[[nodiscard]] std::vector<part> parts_of(const share_frame& f, std::size_t v, std::span<const units> low,
                                         std::span<const units> high);

// The parts as if they were reps without nodes.
struct sharing {
    problem among;
    std::vector<std::int64_t> weights;
};

// Errors: overflow (a part must hold more than 2^62).
[[nodiscard]] sharing sharing_of(const share_frame& f, std::span<const part> parts, int128 target);

} // namespace attain::inline v1::detail
