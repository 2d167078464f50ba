// A tree to measure: 50 regions of teams of 5 to 14 rows. A floor above what a node would get binds for a
// share of them, a cap below it for as many.
#pragma once

#include <attain/allocate/tree_columns.hpp>

#include <algorithm>
#include <random>
#include <span>
#include <vector>

// usual(i): about what row i gets, inside its bounds.
template<class Int, class Usual>
std::vector<attain::row_node> make_nodes(std::span<const Int> lows, std::span<const Int> highs, double share,
                                         Usual usual) {
    using attain::units;
    std::mt19937_64 random{9};
    const std::size_t n = lows.size();
    std::vector<attain::row_node> nodes;
    const auto bound = [&](attain::row_node node) {
        units sum = 0;
        units low = 0;
        units high = 0;
        for (std::size_t i = node.first; i < node.last; ++i) {
            sum += std::clamp(usual(i), lows[i], highs[i]);
            low += lows[i];
            high += highs[i];
        }
        const double kind = static_cast<double>(random() >> 11) * 0x1p-53;
        const auto at = [&](double part) { return static_cast<units>(part * static_cast<double>(sum)); };
        node.floor = std::min(high, std::max(low, at(kind < share ? 1.03 : 0.8)));
        node.cap = std::max(node.floor, at(kind > 1 - share ? 0.97 : 1.25));
        return node;
    };
    const std::size_t regions = std::max<std::size_t>(2, std::min<std::size_t>(50, n / 100));
    for (std::size_t r = 0; r < regions; ++r) {
        const std::size_t last = n * (r + 1) / regions;
        nodes.push_back(bound({n * r / regions, last}));
        for (std::size_t row = n * r / regions; row < last;) {
            const std::size_t upto = std::min(last, row + 5 + random() % 10);
            nodes.push_back(bound({row, upto}));
            row = upto;
        }
    }
    return nodes;
}
