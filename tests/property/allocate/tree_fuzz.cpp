// Trees of rows against the general road on the same tree, and large ones by their certificates.
#include <attain/allocate/allocate.hpp>
#include <attain/allocate/certificate.hpp>
#include <attain/allocate/tree_columns.hpp>
#include <attain/core/error.hpp>
#include <attain/estimate/grid.hpp>
#include <attain/estimate/normal.hpp>

#include "../dice.hpp"
#include "thrown.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <string>
#include <vector>

using namespace attain;

namespace {

struct company {
    std::vector<units> low{};
    std::vector<units> high{};
    std::vector<std::uint32_t> tie{};
    std::vector<row_node> nodes{};
    std::vector<std::size_t> parents{}; // of each node: place in nodes, or none
    units total{};

    [[nodiscard]] std::size_t size() const { return low.size(); }
};
constexpr std::size_t none = tree_solution::none;

// Regions and teams over rows [first, last), down to `depth` levels; some rows hang on the outer node.
void add_nodes(dice& d, company& c, std::size_t first, std::size_t last, std::size_t parent, int depth,
               std::int64_t most_rows) {
    for (std::size_t row = first; row < last;) {
        const auto rows = static_cast<std::size_t>(d.whole(d.one_in(12) ? 0 : 1, most_rows));
        const std::size_t upto = std::min(last, row + rows);
        if (d.one_in(5)) {
            row = std::max(upto, row + 1);
            continue;
        }
        const std::size_t own = c.nodes.size();
        c.nodes.push_back({row, upto});
        c.parents.push_back(parent);
        if (depth > 1) add_nodes(d, c, row, upto, own, depth - 1, std::max<std::int64_t>(1, most_rows / 4));
        row = std::max(upto, row + (upto == row ? 1 : 0));
    }
}

// Bounds in the nodes' ranges, some of them out of it by one; a total as in the fuzz of flat solves.
void bound_nodes(dice& d, company& c) {
    const std::int64_t kind = d.whole(0, 3);
    for (row_node& n : c.nodes) {
        units low = 0;
        units high = 0;
        for (std::size_t i = n.first; i < n.last; ++i) {
            low += c.low[i];
            high += c.high[i];
        }
        const bool contrary = d.one_in(static_cast<int>(20 * c.nodes.size()));
        const std::int64_t part = kind == 0 ? 1 : kind == 1 ? 4 : 2;
        const units inside = (high - low) / part;
        if (kind != 3 || d.one_in(2)) n.floor = low + d.whole(0, inside) / 2 + (contrary ? inside + 1 : 0);
        if (kind != 2 || d.one_in(2)) n.cap = high - d.whole(0, inside) / 2 - (contrary ? inside : 0);
        if (n.floor > n.cap) std::swap(n.floor, n.cap);
    }
}

void choose_total(dice& d, company& c) {
    units low = 0;
    units high = 0;
    for (std::size_t i = 0; i < c.size(); ++i) {
        low += c.low[i];
        high += c.high[i];
    }
    const std::int64_t kind = d.whole(0, 9);
    const units span = high - low;
    c.total = kind == 0   ? low + span / 4
              : kind == 1 ? high - span / 4
              : kind == 2 ? low + 1
              : kind == 3 ? high - 1
                          : low + span / 4 + d.whole(0, span / 2);
}

company random_company(dice& d, std::size_t reps, units centre, std::int64_t widest) {
    company c;
    for (std::size_t i = 0; i < reps; ++i) {
        c.low.push_back(centre + d.whole(0, 5));
        c.high.push_back(c.low.back() + (d.one_in(8) ? 0 : d.whole(0, widest)));
        c.tie.push_back(static_cast<std::uint32_t>(i));
    }
    for (std::size_t i = reps; i-- > 1;)
        std::swap(c.tie[i], c.tie[static_cast<std::size_t>(d.whole(0, static_cast<std::int64_t>(i)))]);
    const std::int64_t n = reps < 512 ? static_cast<std::int64_t>(reps) : d.whole(20, 9'000);
    add_nodes(d, c, 0, reps, none, static_cast<int>(d.whole(0, 3)),
              d.one_in(2) ? std::max<std::int64_t>(1, n / 2) : d.whole(1, n));
    bound_nodes(d, c);
    choose_total(d, c);
    return c;
}

// The same company for the general road.
struct question {
    std::vector<candidate> reps{};
    allocate_options options{};
    units total{};
};

question general(const company& c, units quantum = 1) {
    question q;
    for (std::size_t v = 0; v < c.nodes.size(); ++v) {
        const row_node& n = c.nodes[v];
        team_node out{.id = static_cast<std::int64_t>(v)};
        if (c.parents[v] != none) out.parent = team_id{static_cast<std::int64_t>(c.parents[v])};
        if (n.floor > -unlimited) out.floor = quantum * n.floor;
        if (n.cap < unlimited) out.cap = quantum * n.cap;
        q.options.nodes.push_back(out);
    }
    for (std::size_t i = 0; i < c.size(); ++i) {
        candidate r{
            .id = static_cast<std::int64_t>(i), .floor = quantum * c.low[i], .cap = quantum * c.high[i]};
        r.rank = static_cast<std::int32_t>(c.tie[i]);
        q.reps.push_back(r);
    }
    for (std::size_t v = 0; v < c.nodes.size(); ++v) // the innermost one is the last
        for (std::size_t i = c.nodes[v].first; i < c.nodes[v].last; ++i)
            q.reps[i].node = team_id{static_cast<std::int64_t>(v)};
    q.options.quantum = quantum;
    q.total = quantum * c.total;
    return q;
}

struct tally {
    int wrong{};
    int refused_right{}; // certificates that refused a right answer
    int passed_mutant{}; // ... that passed a wrong one
    int infeasible{};
    int bound{}; // nodes that bound
    int most_passes{};
};

template<class Columns, class Int>
void judge(dice& d, const Columns& columns, const company& c, const question& q, const policy& by,
           const std::vector<predictive_ref>& predictives, simd_level simd, tree_workspace& work,
           tally& out) {
    const std::vector<Int> low(c.low.begin(), c.low.end());
    const std::vector<Int> high(c.high.begin(), c.high.end());
    std::vector<Int> quotas(c.size(), -7777);
    const auto solved = solve_tree(c.total, columns, c.nodes, std::span<const Int>{low},
                                   std::span<const Int>{high}, c.tie, std::span<Int>{quotas}, work, simd);
    const auto proven = [&] {
        return certify_tree(c.total, columns, c.nodes, std::span<const Int>{low}, std::span<const Int>{high},
                            c.tie, std::span<const Int>{quotas}, work, simd);
    };
    out.most_passes = std::max(out.most_passes, solved.passes);
    out.bound += static_cast<int>(solved.bound);
    constexpr std::size_t by_columns = 512; // from here on the general road is this one
    if (c.size() < by_columns) {
        const allocation right = allocate(q.total, q.reps, predictives, by, q.options);
        bool same = right.feasible == solved.feasible;
        for (std::size_t i = 0; same && right.feasible && i < c.size(); ++i)
            same = right.quotas[i].amount == q.options.quantum * quotas[i];
        out.wrong += same ? 0 : 1;
    }
    if (!solved.feasible) {
        ++out.infeasible;
        out.wrong += solved.certified ? 1 : 0;
        out.wrong += std::all_of(quotas.begin(), quotas.end(), [](Int x) { return x == -7777; }) ? 0 : 1;
        return;
    }
    out.refused_right += solved.certified && proven() ? 0 : 1;
    for (int tries = 0; tries < 8; ++tries) {
        const auto a = static_cast<std::size_t>(d.whole(0, static_cast<std::int64_t>(c.size()) - 1));
        const auto b = static_cast<std::size_t>(d.whole(0, static_cast<std::int64_t>(c.size()) - 1));
        if (a == b || quotas[a] == low[a] || quotas[b] == high[b]) continue;
        --quotas[a];
        ++quotas[b];
        out.passed_mutant += proven() ? 1 : 0;
        return;
    }
}

void run_shares(dice& d, std::size_t reps, simd_level simd, tree_workspace& work, tally& out) {
    const auto kind = d.whole(0, 8);
    const company c = random_company(d, reps, kind != 3 && d.one_in(6) ? units{1} << 40 : 0,
                                     reps > 400  ? 12
                                     : reps > 40 ? 30
                                                 : 80);
    const units quantum = kind != 3 && d.one_in(6) ? d.whole(2, 900) : 1;
    question q = general(c, quantum);
    std::vector<double> weights;
    std::vector<units> previous;
    const auto spread = d.whole(0, 3);
    for (std::size_t i = 0; i < reps; ++i) {
        weights.push_back(i > 0 && d.one_in(4) ? weights[i - 1]
                          : spread == 0        ? static_cast<double>(d.whole(0, 3))
                          : spread == 1        ? static_cast<double>(d.whole(1, 500))
                          : spread == 2        ? std::exp(d.unit() * 30)
                                               : 1e6 + static_cast<double>(d.whole(0, 2)));
        previous.push_back(quantum * (c.low[i] + d.whole(-10, 60)));
    }
    weights[0] += weights[0] == 0 ? 1 : 0;
    for (std::size_t i = 0; i < reps; ++i) {
        q.reps[i].weight = weights[i];
        q.reps[i].previous = previous[i];
    }
    std::vector<double> whole(reps);
    whole_weights(weights, whole);
    const std::array methods{divisor::webster, divisor::d_hondt, divisor::adams, divisor::huntington_hill};
    share_columns columns{.weights = whole, .quantum = quantum};
    policy by = proportional{};
    if (kind < 4) {
        columns.method = methods[static_cast<std::size_t>(kind)];
        by = proportional{columns.method};
    } else if (kind == 4) {
        columns = {.method = divisor::d_hondt, .quantum = quantum};
        by = equal_split{};
    } else if (kind < 7) {
        columns = {.previous = previous, .quantum = quantum};
        if (kind == 5 && quantum == 1) columns.cost = change_cost::absolute;
        by = least_change{columns.cost};
    } else {
        columns.previous = previous;
        by = least_change{change_cost::quadratic, change_scale::weight};
    }
    judge<share_columns, units>(d, columns, c, q, by, {}, simd, work, out);
}

void run_normals(dice& d, std::size_t reps, simd_level simd, tree_workspace& work, tally& out) {
    const company c = random_company(d, reps, d.one_in(2) ? 0 : 300, 60);
    std::vector<double> means;
    std::vector<double> deviations;
    std::vector<normal> normals;
    const auto kind = d.whole(0, 3);
    for (std::size_t i = 0; i < reps; ++i) {
        const bool twin = i > 0 && d.one_in(4);
        const auto low = static_cast<double>(c.low[i]);
        means.push_back(twin        ? means[i - 1]
                        : kind == 0 ? low + static_cast<double>(d.whole(0, 40))
                                    : low + 90 * d.unit() - 10);
        deviations.push_back(twin        ? deviations[i - 1]
                             : kind == 1 ? static_cast<double>(d.whole(1, 3))
                                         : 0.5 + 50 * d.unit());
        normals.emplace_back(means[i], deviations[i]);
    }
    const std::vector<predictive_ref> predictives(normals.begin(), normals.end());
    judge<normal_columns, units>(d, {means, deviations}, c, general(c), equal_attainability{}, predictives,
                                 simd, work, out);
}

template<class Real, class Int>
void run_grid(dice& d, std::size_t reps, simd_level simd, tree_workspace& work, tally& out) {
    const company c = random_company(d, reps, 0, reps > 40 ? 30 : 120);
    grid_table<Real> table{reps};
    std::vector<quantile_grid> grids;
    const auto shape = d.whole(0, 4);
    for (std::size_t i = 0; i < reps; ++i) {
        if (i > 0 && (shape == 0 || d.one_in(6))) { // the same rep again
            grids.push_back(grids.back());
            table.set(i, grids.back());
            continue;
        }
        const double scale = std::exp(d.unit() * 4) * 0.5;
        std::array<double, 33> knots{};
        double x = shape == 4 ? -30 * d.unit() : std::floor(8 * d.unit());
        for (std::size_t j = 0; j < knots.size(); ++j) {
            auto at = static_cast<Real>(shape == 3 ? std::round(x) : x);
            if (j > 0 && static_cast<double>(at) <= knots[j - 1])
                at = std::nextafter(static_cast<Real>(knots[j - 1]), std::numeric_limits<Real>::infinity());
            knots[j] = static_cast<double>(at);
            double step = scale * (0.02 + d.unit()) / 8;
            if (shape == 2 && d.one_in(3)) step *= 1e-6; // nearly flat
            x += shape == 3 ? std::round(step) + 1 : step;
        }
        grids.push_back(quantile_grid::from_knots(knots, 0.001));
        table.set(i, grids.back());
    }
    const std::vector<predictive_ref> predictives(grids.begin(), grids.end());
    judge<grid_columns<Real>, Int>(d, table.columns(), c, general(c), equal_attainability{}, predictives,
                                   simd, work, out);
}

void run_one(dice& d, int k, std::size_t reps, tree_workspace& work, tally& out) {
    const auto simd = static_cast<simd_level>(k % 4);
    if (k % 5 == 0)
        run_normals(d, reps, simd, work, out);
    else if (k % 5 == 1)
        run_grid<float, std::int32_t>(d, reps, simd, work, out);
    else if (k % 5 == 2 && k % 2 == 0)
        run_grid<double, std::int64_t>(d, reps, simd, work, out);
    else
        run_shares(d, reps, simd, work, out);
}

tally fuzz(std::uint64_t seed, int instances) {
    dice d{seed};
    tree_workspace work;
    tally out;
    for (int k = 0; k < instances; ++k)
        run_one(d, k, static_cast<std::size_t>(k % 25 == 0 ? d.whole(13, 450) : d.whole(1, 12)), work, out);
    return out;
}

// Many reps: the sampled road, proven by the certificate.
tally fuzz_large(std::uint64_t seed, int instances) {
    dice d{seed};
    tree_workspace work;
    tally out;
    for (int k = 0; k < instances; ++k)
        run_one(d, k, static_cast<std::size_t>(d.whole(66'000, 70'000)), work, out);
    return out;
}

void check(const tally& t) {
    CHECK(t.wrong == 0);
    CHECK(t.refused_right == 0);
    CHECK(t.passed_mutant == 0);
    MESSAGE("infeasible " << t.infeasible << ", nodes that bind " << t.bound << ", most passes "
                          << t.most_passes);
}

} // namespace

TEST_CASE("tree of rows: the quotas of the general road, and its verdict where nothing fits") {
    check(fuzz(1, 8'000));
    check(fuzz_large(2, 5));
}

TEST_CASE("tree of rows: allocate() takes it for many reps in any order, with the same quotas") {
    dice d{5};
    int feasible = 0;
    for (int k = 0; k < 70; ++k) {
        const company c = random_company(d, static_cast<std::size_t>(d.whole(512, 900)), 0, 12);
        question q = general(c);
        for (std::size_t i = 0; i < c.size(); ++i) {
            q.reps[i].weight = static_cast<double>(d.whole(1, 500));
            q.reps[i].previous = d.whole(0, 20);
            if (d.one_in(9)) q.reps[i].lock = d.whole(c.low[i], c.high[i]);
        }
        std::shuffle(q.reps.begin(), q.reps.end(), std::mt19937_64{static_cast<std::uint64_t>(k)});
        const std::array<policy, 7> policies{
            proportional{},       proportional{divisor::huntington_hill},
            equal_split{},        alpha_fair{2},
            least_change{},       least_change{change_cost::absolute, change_scale::weight},
            equal_attainability{}};
        const policy& by = policies[static_cast<std::size_t>(k % 7)];
        std::vector<normal> normals;
        std::vector<quantile_grid> grids;
        for (const candidate& r : q.reps) {
            normals.emplace_back(0.5 * r.weight, 0.2 * r.weight + 1);
            grids.push_back(quantile_grid::of(normals.back()));
        }
        std::vector<predictive_ref> predictives(normals.begin(), normals.end());
        if (k % 2 == 0) predictives.assign(grids.begin(), grids.end());
        const allocation a = allocate(q.total, q.reps, predictives, by, q.options);
        if (!a.feasible) continue;
        ++feasible;
        CHECK(certify(a, q.reps, predictives, by, q.options));
    }
    CHECK(feasible > 20);
}

TEST_CASE("tree of rows: a tree that is none, and columns without a single level, are named") {
    const std::vector<units> low{0, 0, 0, 0};
    const std::vector<units> high{9, 9, 9, 9};
    const std::vector<double> weights{1, 2, 3, 4};
    const std::vector<units> previous{1, 2, 3, 4};
    std::vector<units> quotas(4, -1);
    tree_workspace work;
    const auto said = [&](const std::vector<row_node>& nodes, const share_columns& columns) {
        try {
            (void)solve_tree(10, columns, nodes, low, high, {}, quotas, work);
        } catch (const error& e) {
            return std::string{e.what()};
        }
        return std::string{};
    };
    const share_columns good{.weights = weights};
    CHECK(said({{0, 2}, {1, 3}}, good).find("inside one another") != std::string::npos);
    CHECK(said({{2, 4}, {0, 2}}, good).find("inside one another") != std::string::npos);
    CHECK(said({{0, 1}, {0, 2}}, good).find("inside one another") != std::string::npos);
    CHECK(said({{0, 5}}, good).find("inside one another") != std::string::npos);
    CHECK(said({{3, 2}}, good).find("inside one another") != std::string::npos);
    CHECK(said({{0, 2, 5, 4}}, good).find("floor lies above") != std::string::npos);
    CHECK(said({{0, 2, -unlimited - 1, 4}}, good).find("2^62") != std::string::npos);
    CHECK(said({}, {.weights = weights, .previous = previous, .cost = change_cost::absolute})
              .find("no single level") != std::string::npos);
    CHECK(said({{0, 2}, {0, 0}, {0, 2}, {1, 1}, {4, 4}}, good).empty());

    // The certificate refuses what the solver does.
    const auto refused = [&](const share_columns& columns, const std::vector<units>& from) {
        try {
            (void)certify_tree(10, columns, {}, from, high, {}, quotas, work);
        } catch (const error& e) {
            return std::string{e.what()};
        }
        return std::string{};
    };
    const std::vector<double> half{1, 2.5, 3, 4};
    CHECK(refused({.weights = half}, low).find("whole number") != std::string::npos);
    CHECK(refused(good, {0, 10, 0, 0}).find("lies above high") != std::string::npos);
    CHECK(refused(good, low).empty());

    // What leaves nothing: a team that must hold more than its reps may, or than its region may.
    std::fill(quotas.begin(), quotas.end(), -1);
    const auto solve = [&](const std::vector<row_node>& nodes) {
        return solve_tree(10, good, nodes, low, high, {}, quotas, work);
    };
    tree_solution s = solve({{0, 4}, {0, 2, 19, 30}});
    CHECK_FALSE(s.feasible);
    CHECK(s.contradiction == 1);
    s = solve({{0, 4, 0, 5}, {0, 2, 6, 7}});
    CHECK(s.contradiction == 0);
    s = solve({{0, 4, 0, 9}});
    CHECK(s.contradiction == tree_solution::none);
    CHECK(s.high_sum == 9);
    CHECK(quotas == std::vector<units>(4, -1));
    s = solve({{0, 2, 0, 1}});
    CHECK(s.feasible);
    CHECK(quotas ==
          std::vector<units>{0, 1, 4, 5}); // 1 to 2 and 9 to 3 : 4, the first two alone at their cap
    CHECK(s.bound == 1);
}

TEST_CASE("tree of rows: among slots of one level exactly one set of owners is certified") {
    constexpr std::size_t reps = 8;
    const std::vector<units> low(reps, 0);
    const std::vector<units> high(reps, 1);
    const std::vector<double> alike(reps, 3);
    const std::vector<units> previous(reps, 0);
    const std::vector<std::uint32_t> shuffled{5, 2, 7, 0, 3, 6, 1, 4};
    // Teams inside a region, and rows that hang on the region and on the company; with and without a bound
    // that binds.
    const std::array<std::vector<row_node>, 4> trees{
        {{}, {{0, 7}, {0, 3}, {4, 7}}, {{0, 7}, {0, 3, 0, 1}, {4, 7}}, {{0, 7, 3, 7}, {0, 3}, {4, 7, 3, 3}}}};
    tree_workspace work;
    std::vector<units> solved(reps);
    std::vector<units> quotas(reps);
    const auto judge_all = [&](const auto& columns, const std::vector<row_node>& nodes,
                               std::span<const std::uint32_t> tie, units total, simd_level simd) {
        const auto s = solve_tree(total, columns, nodes, low, high, tie, solved, work, simd);
        CHECK(s.certified == s.feasible);
        int certified = 0;
        for (unsigned taken = 0; taken < 1U << reps; ++taken) {
            for (std::size_t i = 0; i < reps; ++i)
                quotas[i] = static_cast<units>(taken >> i & 1U);
            if (!certify_tree(total, columns, nodes, low, high, tie, quotas, work, simd)) continue;
            ++certified;
            CHECK(quotas == solved);
        }
        CHECK(certified == (s.feasible ? 1 : 0));
    };
    int infeasible = 0;
    for (const std::vector<row_node>& nodes : trees)
        for (const std::span<const std::uint32_t> tie :
             {std::span<const std::uint32_t>{}, std::span{shuffled}})
            for (units total = 0; total <= static_cast<units>(reps); ++total)
                for (const simd_level simd : {simd_level::baseline, simd_level::avx2, simd_level::avx512}) {
                    judge_all(share_columns{.method = divisor::d_hondt}, nodes, tie, total, simd);
                    judge_all(share_columns{.previous = previous}, nodes, tie, total, simd);
                    judge_all(share_columns{.weights = alike}, nodes, tie, total, simd);
                    judge_all(normal_columns{alike, alike}, nodes, tie, total, simd);
                    infeasible += solve_tree(total, share_columns{.weights = alike}, nodes, low, high, tie,
                                             solved, work, simd)
                                          .feasible
                                      ? 0
                                      : 1;
                }
    CHECK(infeasible > 0);
}

TEST_CASE("tree of rows: bounds that add up beyond 2^62 are refused") {
    constexpr std::size_t reps = 1 << 14; // 2^64 together
    const std::vector<units> low(reps, 0);
    const std::vector<units> high(reps, units{1} << 50);
    const std::vector<double> ones(reps, 1.0);
    const std::vector<row_node> nodes{{0, 9'000}, {5, 17}};
    std::vector<units> quotas(reps);
    tree_workspace work;
    const auto solve = [&] {
        (void)solve_tree(0, share_columns{.weights = ones}, nodes, low, high, {}, quotas, work);
    };
    CHECK(thrown(solve).code() == errc::overflow);
    CHECK(thrown(solve).argument() == "bounds");
    const auto prove = [&] {
        (void)certify_tree(0, share_columns{.weights = ones}, nodes, low, high, {}, quotas, work);
    };
    CHECK(thrown(prove).code() == errc::overflow);
}

TEST_SUITE("long") {
    TEST_CASE("tree of rows: 200,000 instances" * doctest::skip()) {
        for (std::uint64_t seed = 100; seed < 120; ++seed)
            check(fuzz(seed, 10'000));
        check(fuzz_large(7, 100));
    }
}
