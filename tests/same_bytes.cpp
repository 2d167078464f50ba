// The quotas of many random instances are the same bytes from every compiler, optimisation level, sanitizer,
// machine and vector width: their hash is written down here. Fails where it comes out otherwise. It changes
// with the instances below, and with nothing else.
#include <attain/allocate/column_solver.hpp>
#include <attain/allocate/grid_solver.hpp>
#include <attain/allocate/hamilton_columns.hpp>
#include <attain/allocate/tree_columns.hpp>

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <vector>

using namespace attain;

namespace {

std::uint64_t state = 1;
std::uint64_t next() {
    state += 0x9e3779b97f4a7c15u;
    std::uint64_t x = state;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}
units upto(units most) {
    return static_cast<units>(next() % static_cast<std::uint64_t>(most + 1));
}

std::uint64_t hash = 0xcbf29ce484222325u;
template<class Int>
void add(const std::vector<Int>& quotas) {
    for (const Int q : quotas)
        hash = (hash ^ static_cast<std::uint64_t>(q)) * 0x100000001b3u;
}

// Regions of twenty rows with teams of seven; floors a quarter into the range, caps three quarters.
template<class Int>
std::vector<row_node> nodes_over(const std::vector<Int>& low, const std::vector<Int>& high) {
    std::vector<row_node> nodes;
    const auto bound = [&](std::size_t first, std::size_t last) {
        row_node node{first, last, 0, 0};
        units room = 0;
        for (std::size_t i = first; i < last; ++i) {
            node.floor += low[i];
            room += high[i] - low[i];
        }
        node.cap = node.floor + room - upto(room / 4);
        node.floor += upto(room / 4);
        nodes.push_back(node);
    };
    for (std::size_t region = 0; region < low.size(); region += 20) {
        const std::size_t last = std::min(region + 20, low.size());
        bound(region, last);
        for (std::size_t team = region; team < last; team += 7)
            bound(team, std::min(team + 7, last));
    }
    return nodes;
}

void columns(std::size_t n, simd_level simd) {
    std::vector<double> weights;
    std::vector<double> means;
    std::vector<double> deviations;
    std::vector<std::int64_t> whole;
    std::vector<units> previous;
    std::vector<units> low;
    std::vector<units> high;
    units low_sum = 0;
    units high_sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
        whole.push_back(1 + upto(400));
        weights.push_back(static_cast<double>(whole.back()));
        means.push_back(static_cast<double>(upto(4000)) / 7);
        deviations.push_back(0.1 + static_cast<double>(upto(300)) / 11);
        previous.push_back(upto(100));
        low.push_back(upto(20));
        high.push_back(low.back() + upto(60));
        low_sum += low.back();
        high_sum += high.back();
    }
    const units total = low_sum + upto(high_sum - low_sum);
    std::vector<units> quotas(n);
    column_workspace work;
    for (int method = 0; method < 4; ++method) {
        const share_columns c{.weights = weights, .method = static_cast<divisor>(method)};
        (void)solve_columns(total, c, low, high, {}, quotas, work, simd);
        add(quotas);
    }
    for (const change_cost cost : {change_cost::quadratic, change_cost::absolute}) {
        const share_columns c{.weights = weights, .previous = previous, .cost = cost};
        (void)solve_columns(total, c, low, high, {}, quotas, work, simd);
        add(quotas);
    }
    (void)solve_columns(total, share_columns{.previous = previous}, low, high, {}, quotas, work, simd);
    add(quotas);
    (void)solve_columns(total, normal_columns{means, deviations}, low, high, {}, quotas, work, simd);
    add(quotas);
    (void)solve_hamilton(total, whole, {}, quotas, work, simd);
    add(quotas);
    const std::vector<row_node> nodes = nodes_over(low, high);
    tree_workspace tree;
    const units below = (low_sum + high_sum) / 2;
    (void)solve_tree(below, share_columns{.weights = weights}, nodes, low, high, {}, quotas, tree, simd);
    add(quotas);
    (void)solve_tree(below, share_columns{.previous = previous}, nodes, low, high, {}, quotas, tree, simd);
    add(quotas);
    (void)solve_tree(below, normal_columns{means, deviations}, nodes, low, high, {}, quotas, tree, simd);
    add(quotas);
}

void grid(std::size_t n, simd_level simd) {
    std::vector<float> cells(33 * n);
    std::vector<std::int32_t> low;
    std::vector<std::int32_t> high;
    units low_sum = 0;
    units high_sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
        float x = static_cast<float>(upto(50)) / 8;
        for (std::size_t j = 0; j < 33; ++j) {
            cells[j * n + i] = x;
            x += static_cast<float>(1 + upto(40)) / 16;
        }
        low.push_back(static_cast<std::int32_t>(upto(20)));
        high.push_back(low.back() + static_cast<std::int32_t>(upto(60)));
        low_sum += low.back();
        high_sum += high.back();
    }
    std::vector<std::int32_t> quotas(n);
    grid_workspace work;
    (void)solve_on_grid(low_sum + upto(high_sum - low_sum), {cells, n, grid_size::k33},
                        std::span<const std::int32_t>{low}, std::span<const std::int32_t>{high}, {},
                        std::span<std::int32_t>{quotas}, work, simd);
    add(quotas);
    tree_workspace tree;
    (void)solve_tree((low_sum + high_sum) / 2, {cells, n, grid_size::k33}, nodes_over(low, high),
                     std::span<const std::int32_t>{low}, std::span<const std::int32_t>{high}, {},
                     std::span<std::int32_t>{quotas}, tree, simd);
    add(quotas);
}

} // namespace

int main() {
    constexpr std::uint64_t expected = 0xde409fbb1c697617u;
    bool same = true;
    for (const simd_level simd : {simd_level::baseline, simd_level::avx2, simd_level::avx512}) {
        state = 1;
        hash = 0xcbf29ce484222325u;
        for (int round = 0; round < 200; ++round) {
            const std::size_t n = round < 198 ? 1 + static_cast<std::size_t>(upto(60)) : 30'000;
            columns(n, simd);
            grid(n, simd);
        }
        std::printf("vector level %d: %016" PRIx64 "\n", static_cast<int>(simd), hash);
        same = same && hash == expected;
    }
    if (!same) std::printf("error: other quotas than those of %016" PRIx64 "\n", expected);
    return same ? 0 : 1;
}
