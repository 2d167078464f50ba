// A tree over rows: nested stretches of rows in preorder, the runs of rows that hang on each node itself, and
// sums that are clipped on their way up. Works on the memory of a tree_workspace.
#pragma once

#include <attain/allocate/tree_columns.hpp>

#include <algorithm>
#include <tuple>

namespace attain::inline v1::detail {

class row_tree {
public:
    // Errors as in solve_tree.
    row_tree(std::span<const row_node> nodes, std::size_t rows, tree_workspace& work);

    using run = tree_workspace::run;

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
    // In blocks of rows below v: prepare(first row, rows), then use(run, from, upto, first row) for each
    // stretch of one node.
    template<class Prepare, class Use>
    void each_run(std::size_t v, std::size_t block, const Prepare& prepare, const Use& use) const {
        auto of = runs(v).begin();
        for (std::size_t at = first(v); at < last(v); at += block) {
            const std::size_t upto = std::min(at + block, last(v));
            prepare(at, upto - at);
            for (std::size_t from = at; from < upto;) {
                const std::size_t stop = std::min(of->upto, upto);
                use(*of, from, stop, at);
                if (stop == of->upto) ++of;
                from = stop;
            }
        }
    }
    template<class T>
    [[nodiscard]] T clipped(std::size_t v, T sum) const noexcept {
        return std::clamp(sum, static_cast<T>(floor(v)), static_cast<T>(cap(v)));
    }

    // Sums of everything below each node from v on, clipped on the way up, from the sums of own rows; v's is
    // returned.
    std::int64_t respond(std::size_t v, const std::vector<std::int64_t>& own,
                         std::vector<std::int64_t>& sums) const {
        const std::size_t upto = end(v);
        std::copy(own.data() + v, own.data() + upto, sums.data() + v);
        for (std::size_t u = upto; u-- > v + 1;)
            sums[parent(u)] += clipped(u, sums[u]);
        return sums[v];
    }
    // One unit more (by = 1) or less (-1) on node u itself, below v: what changes in the sums.
    void add(std::size_t v, std::size_t u, std::int64_t by, std::vector<std::int64_t>& sums) const noexcept {
        for (;; u = parent(u)) {
            const std::int64_t before = sums[u];
            sums[u] += by;
            if (u == v || clipped(u, before) == clipped(u, sums[u])) return;
        }
    }
    // What the company may hold, from the sums of the bounds of own rows; or what a node's own bounds leave
    // of what is below it, and that node's place in the caller's list, where that is nothing.
    [[nodiscard]] std::tuple<units, units, std::size_t>
    range(const std::vector<std::int64_t>& low_bounds, const std::vector<std::int64_t>& high_bounds) const;

private:
    tree_workspace& work_;
};

} // namespace attain::inline v1::detail
