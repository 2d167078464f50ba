// The margin of a split: in every group with a common price, the worst slot taken and the best one refused.
// It tells who won or lost a unit by the tie rule, which side holds a rep without any room, and who gets the
// next unit.
#pragma once

#include "kernels.hpp"

#include <cstdint>
#include <optional>

namespace attain::inline v1::detail {

struct margin {
    std::vector<bool> tie{};       // of each rep: the worst slot taken and the best refused have equal keys
    std::vector<bool> held_down{}; // no room at all, and the next slot would have been taken
    std::optional<std::size_t>
        next{}; // the best slot refused that nodes leave open; none when nobody has room
};

// groups: of each rep, the node that sets its price. chances: P at the quota and one block above, empty where
// there are no predictives; where keys are chances, they spare all keys but the few beside the margin.
[[nodiscard]] margin margin_of(const problem& p, const policy& by, std::span<const std::size_t> groups,
                               std::span<const units> blocks, std::span<const std::array<double, 2>> chances);

} // namespace attain::inline v1::detail
