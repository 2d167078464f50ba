// A company's total over regions, teams and reps: one chance for all, and where a region's bound binds, one
// inside.
#include <attain/allocate/certificate.hpp>
#include <attain/estimate/predictive.hpp>

#include <cstdio>

using namespace attain;

namespace {

constexpr std::int64_t north = 1, south = 2, north_a = 11, north_b = 12;

void print(const char* title, const allocation& a) {
    std::printf("%s: plan %lld, street %lld\n", title, static_cast<long long>(a.total),
                static_cast<long long>(a.street));
    for (const node_total& n : a.nodes)
        std::printf("  node %2lld  %4lld  plan %4lld  %s\n", static_cast<long long>(n.id.value),
                    static_cast<long long>(n.amount), static_cast<long long>(n.plan), name(n.state));
    for (const quota& q : a.quotas)
        std::printf("    rep %lld  %4lld  %5.1f %%  %s%s\n", static_cast<long long>(q.rep.value),
                    static_cast<long long>(q.amount), 100 * q.probability, name(q.state),
                    q.held_by ? (" (node " + std::to_string(q.held_by->value) + ")").c_str() : "");
}

} // namespace

int main() {
    std::vector<candidate> reps;
    std::vector<negative_binomial> totals;
    const std::int64_t nodes[] = {north_a, north_a, north_b, north_b, south, south, south};
    const double means[] = {40, 25, 30, 18, 50, 35, 22};
    for (std::size_t i = 0; i < 7; ++i) {
        reps.push_back({.id = 201 + static_cast<std::int64_t>(i), .node = team_id{nodes[i]}});
        totals.emplace_back(means[i], 3 * means[i]);
    }
    allocate_options options{.nodes = {{.id = north, .cap = 100, .weight = 113}, // a freeze in the north
                                       {.id = north_a, .parent = team_id{north}, .weight = 3},
                                       {.id = north_b, .parent = team_id{north}, .weight = 2},
                                       {.id = south, .weight = 107, .over_assignment_bp = 500}}};

    const allocation global = allocate(220, reps, totals, equal_attainability{}, options);
    print("One level for all", global);
    std::printf("  proven: %s\n\n",
                certify(global, reps, totals, equal_attainability{}, options) ? "yes" : "no");

    options.mode = tree_mode::top_down; // each node shares out by weight; the south hands out 5 % more
    print("Top-down", allocate(200, reps, totals, equal_attainability{}, options));

    options.mode = tree_mode::bottom_up; // what everybody reaches with 60 %, then the least change
    const allocation up = allocate(220, reps, totals, equal_attainability{}, options);
    std::printf("\n");
    print("Bottom-up", up);
    std::printf("  gap between the plan and what reps reach with 60 %%: %lld\n",
                static_cast<long long>(up.bottom_up_gap));
}
