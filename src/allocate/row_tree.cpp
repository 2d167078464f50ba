#include "row_tree.hpp"

#include <attain/core/error.hpp>

namespace attain::inline v1::detail {

row_tree::row_tree(std::span<const row_node> nodes, std::size_t rows, tree_workspace& work) : work_{work} {
    if (nodes.size() >= std::numeric_limits<std::uint32_t>::max() / 2)
        fail(errc::out_of_range, "nodes", "more than 2^31 nodes");
    const std::size_t n = nodes.size() + 1;
    work.parents.resize(n);
    work.ends.resize(n);
    work.first_runs.resize(n);
    work.last_runs.resize(n);
    work.first_rows.resize(n);
    work.last_rows.resize(n);
    work.floors.resize(n);
    work.caps.resize(n);
    work.runs.clear();
    work.inner.clear();
    std::size_t row = 0; // rows before it are in runs
    const auto run_upto = [&](std::size_t v, std::size_t upto) {
        if (upto > row) work.runs.push_back({row, upto, static_cast<std::uint32_t>(v)});
        row = std::max(row, upto);
    };
    const auto enter = [&](std::size_t v, const row_node& of) {
        work.first_runs[v] = static_cast<std::uint32_t>(work.runs.size());
        work.first_rows[v] = of.first;
        work.last_rows[v] = of.last;
        work.floors[v] = of.floor;
        work.caps[v] = of.cap;
    };
    const auto leave = [&](std::size_t v, std::size_t next) {
        run_upto(v, last(v));
        work.last_runs[v] = static_cast<std::uint32_t>(work.runs.size());
        work.ends[v] = static_cast<std::uint32_t>(next);
    };
    work.parents[0] = 0;
    enter(0, {0, rows});
    std::size_t at = 0;
    for (std::size_t v = 1; v < n; ++v) {
        const row_node& of = nodes[v - 1];
        const auto place = static_cast<std::int64_t>(v - 1);
        if (of.floor > of.cap) fail(errc::conflict, "nodes", "the floor lies above the cap", place);
        if (of.floor < -unlimited || of.cap > unlimited)
            fail(errc::out_of_range, "nodes", "bounds must lie between -2^62 and 2^62", place);
        while (at != 0 && of.first >= last(at)) {
            leave(at, v);
            at = parent(at);
        }
        if (of.first > of.last || of.first < first(at) || of.last > last(at) || of.first < row)
            fail(errc::invalid_argument, "nodes",
                 "must lie inside one another or apart, outer ones first, then by row", place);
        run_upto(at, of.first);
        work.parents[v] = static_cast<std::uint32_t>(at);
        if (v == at + 1) work.inner.push_back(static_cast<std::uint32_t>(at));
        enter(v, of);
        at = v;
    }
    for (; at != 0; at = parent(at))
        leave(at, n);
    leave(0, n);
    for (auto* each : {&work.bounds, &work.known, &work.trial, &work.sums})
        each->resize(n);
    work.smooth.resize(n);
    work.rises.resize(n);
    work.settled.resize(n);
}

std::tuple<units, units, std::size_t> row_tree::range() const {
    std::vector<edges>& sums = work_.sums;
    for (const std::uint32_t u : work_.inner)
        sums[u] = {};
    for (std::size_t v = size(); v-- > 1;) {
        edges sum = work_.bounds[v];
        if (!leaf(v)) sum += sums[v];
        sums[v] = sum;
        const edges kept{std::max(sum.low, floor(v)), std::min(sum.high, cap(v))};
        if (kept.low > kept.high) return {kept.low, kept.high, v - 1};
        sums[parent(v)] += kept;
    }
    if (leaf(0)) sums[0] = {};
    sums[0] += work_.bounds[0];
    return {sums[0].low, sums[0].high, tree_solution::none};
}

} // namespace attain::inline v1::detail
