// A tree over rows: nested stretches of rows in preorder, the runs of rows that hang on each node itself, and
// sums that are clipped on their way up. Works on the memory of a tree_workspace.
#pragma once

#include <attain/allocate/tree_columns.hpp>

#include <algorithm>
#include <array>
#include <tuple>

namespace attain::inline v1::detail {

// A block of rows, cut where the node that they hang on changes: row stops[r] is the first one behind piece
// r.
struct row_pieces {
    static constexpr std::size_t block = 1'024;
    std::array<std::uint32_t, block> stops;
    std::array<std::uint32_t, block> nodes;
    std::size_t size;
};

class row_tree {
public:
    // Errors as in solve_tree.
    row_tree(std::span<const row_node> nodes, std::size_t rows, tree_workspace& work);

    using run = tree_workspace::run;
    using edges = tree_workspace::edges;

    [[nodiscard]] std::size_t size() const noexcept { return work_.parents.size(); }
    [[nodiscard]] std::size_t parent(std::size_t v) const noexcept { return work_.parents[v]; }
    [[nodiscard]] std::size_t end(std::size_t v) const noexcept { return work_.ends[v]; }
    [[nodiscard]] bool leaf(std::size_t v) const noexcept { return end(v) == v + 1; }
    [[nodiscard]] std::size_t first(std::size_t v) const noexcept { return work_.first_rows[v]; }
    [[nodiscard]] std::size_t last(std::size_t v) const noexcept { return work_.last_rows[v]; }
    [[nodiscard]] std::size_t rows(std::size_t v) const noexcept { return last(v) - first(v); }
    [[nodiscard]] units floor(std::size_t v) const noexcept { return work_.floors[v]; }
    [[nodiscard]] units cap(std::size_t v) const noexcept { return work_.caps[v]; }
    // Runs of rows at or below v, in order.
    [[nodiscard]] std::span<const run> runs(std::size_t v) const noexcept {
        return std::span{work_.runs}.subspan(work_.first_runs[v], work_.last_runs[v] - work_.first_runs[v]);
    }
    // Calls use(run) for the runs of rows that hang on v itself.
    template<class Use>
    void each_own_run(std::size_t v, const Use& use) const {
        std::size_t r = work_.first_runs[v];
        for (std::size_t child = v + 1; child < end(v); child = end(child)) {
            for (; r < work_.first_runs[child]; ++r)
                use(work_.runs[r]);
            r = work_.last_runs[child];
        }
        for (; r < work_.last_runs[v]; ++r)
            use(work_.runs[r]);
    }
    // Calls use(first row, rows, pieces) for each block of the rows below v.
    template<class Use>
    void each_block(std::size_t v, const Use& use) const {
        row_pieces pieces;
        auto of = runs(v).begin();
        for (std::size_t at = first(v); at < last(v); at += row_pieces::block) {
            const std::size_t upto = std::min(at + row_pieces::block, last(v));
            pieces.size = 0;
            for (std::size_t from = at; from < upto; ++pieces.size) {
                from = std::min(of->upto, upto);
                pieces.stops[pieces.size] = static_cast<std::uint32_t>(from - at);
                pieces.nodes[pieces.size] = of->node;
                if (from == of->upto) ++of;
            }
            use(at, upto - at, static_cast<const row_pieces&>(pieces));
        }
    }
    template<class T>
    [[nodiscard]] T clipped(std::size_t v, T sum) const noexcept {
        return std::clamp(sum, static_cast<T>(floor(v)), static_cast<T>(cap(v)));
    }
    [[nodiscard]] edges clipped(std::size_t v, edges sum) const noexcept {
        return {clipped(v, sum.low), clipped(v, sum.high)};
    }

    // Sums of everything below each node from v on, clipped on the way up, from those of own rows: of(u). v's
    // is returned.
    template<class Sum, class Of>
    Sum respond(std::size_t v, std::vector<Sum>& sums, const Of& of) const {
        const auto first = std::lower_bound(work_.inner.begin(), work_.inner.end(), v);
        for (auto u = first; u != work_.inner.end() && *u < end(v); ++u)
            sums[*u] = {};
        if (leaf(v)) return sums[v] = of(v);
        for (std::size_t u = end(v); u-- > v + 1;) {
            Sum sum = of(u);
            if (!leaf(u)) sum += sums[u];
            sums[u] = sum;
            sums[parent(u)] += clipped(u, sum);
        }
        return sums[v] += of(v);
    }
    edges respond(std::size_t v, const std::vector<edges>& own) const {
        return respond(v, work_.sums, [&](std::size_t u) { return own[u]; });
    }
    // `by` units more on node u itself, below v, at the low end: what changes in the sums.
    void add(std::size_t v, std::size_t u, std::int64_t by) const noexcept {
        for (;; u = parent(u)) {
            std::int64_t& sum = work_.sums[u].low;
            const std::int64_t before = clipped(u, sum);
            sum += by;
            by = clipped(u, sum) - before;
            if (u == v || by == 0) return;
        }
    }
    // What the company may hold, from the bounds of all rows; or what a node's own bounds leave
    // of what is below it, and that node's place in the caller's list, where that is nothing.
    [[nodiscard]] std::tuple<units, units, std::size_t> range() const;

private:
    tree_workspace& work_;
};

} // namespace attain::inline v1::detail
