// Bounds that cannot be met: named, measured, and repaired - never broken silently.
#include <attain/allocate/allocate.hpp>
#include <attain/estimate/predictive.hpp>

#include <cstdio>

using namespace attain;

namespace {

void print(const allocation& a) {
    for (const quota& q : a.quotas)
        std::printf("  rep %lld  %4lld  %5.1f %%\n", static_cast<long long>(q.rep.value),
                    static_cast<long long>(q.amount), 100 * q.probability);
    for (const relaxation& r : a.relaxed) {
        const bool node = r.tag == bound_tag::node;
        std::printf("  gave way: %s of %s %lld, %lld -> %lld\n", name(r.tag), node ? "node" : "rep",
                    static_cast<long long>(node ? r.node.value : r.rep.value), static_cast<long long>(r.from),
                    static_cast<long long>(r.to));
    }
    if (a.unassigned != 0) std::printf("  unassigned: %lld\n", static_cast<long long>(a.unassigned));
}

} // namespace

int main() {
    const std::vector<negative_binomial> totals{{40, 80}, {30, 70}, {25, 60}};
    const std::vector<candidate> reps{{.id = 1, .floor = 45, .node = team_id{9}},
                                      {.id = 2, .floor = 40, .node = team_id{9}},
                                      {.id = 3, .cap = 20}};
    allocate_options options{.nodes = {{.id = 9, .cap = 80}}};

    const allocation stuck = allocate(110, reps, totals, equal_attainability{}, options);
    std::printf("feasible: %s\n  %s\n", stuck.feasible ? "yes" : "no", stuck.problem.text().c_str());

    options.repair = when_infeasible::relax;
    std::printf("\nleast relaxation (nodes are dearer than floors, floors than caps):\n");
    print(allocate(110, reps, totals, equal_attainability{}, options));

    std::printf("\nwith the bounds kept and the rest left unassigned (no floors this time):\n");
    const std::vector<candidate> capped{{.id = 1, .cap = 45}, {.id = 2, .cap = 30}, {.id = 3, .cap = 20}};
    print(allocate(110, capped, totals, equal_attainability{}, {.repair = when_infeasible::unassigned}));
}
