// Writes random infeasible companies and what the repair makes of them, one JSON object a line, for
// check_relaxation.py to solve by linear programming. Arguments: how many, reps each.
#include <attain/allocate/allocate.hpp>

#include <cstdio>
#include <cstdlib>
#include <random>

using namespace attain;

namespace {

units upto(std::mt19937_64& random, units most) {
    return static_cast<units>(random() % static_cast<std::uint64_t>(most + 1));
}

void print(const std::vector<candidate>& reps, const allocate_options& options, const allocation& a) {
    std::printf("{\"total\":%lld,\"nodes\":[", static_cast<long long>(a.total));
    const char* comma = "";
    for (const team_node& n : options.nodes) {
        std::printf("%s[%lld,%lld,%lld,%lld,%d]", comma, static_cast<long long>(n.id.value),
                    static_cast<long long>(n.parent ? n.parent->value : 0), static_cast<long long>(n.floor),
                    static_cast<long long>(n.cap), n.relax_weight);
        comma = ",";
    }
    std::printf("],\"reps\":[");
    comma = "";
    for (const candidate& c : reps) {
        std::printf("%s[%lld,%lld,%lld,%lld,%d,%lld]", comma, static_cast<long long>(c.node->value),
                    static_cast<long long>(c.floor), static_cast<long long>(c.cap),
                    static_cast<long long>(c.lock.value_or(-1)), c.relax_weight,
                    static_cast<long long>(a.find(c.id)->amount));
        comma = ",";
    }
    std::printf("]}\n");
}

} // namespace

int main(int argc, char** argv) {
    const int instances = argc > 1 ? std::atoi(argv[1]) : 8;
    const int n = argc > 2 ? std::atoi(argv[2]) : 60;
    std::mt19937_64 random{2024};
    for (int done = 0; done < instances;) {
        allocate_options options{.repair = when_infeasible::relax};
        for (std::int64_t v = 1; v <= 9; ++v) {
            team_node node{.id = v, .relax_weight = static_cast<std::int32_t>(1 + upto(random, 3))};
            if (v > 3) node.parent = team_id{1 + v % 3};
            const units centre = upto(random, v > 3 ? 400 : 1200);
            if (upto(random, 2) > 0) node.floor = centre;
            if (upto(random, 2) > 0) node.cap = centre + upto(random, 200);
            options.nodes.push_back(node);
        }
        std::vector<candidate> reps;
        for (int i = 0; i < n; ++i) {
            candidate c{.id = i, .floor = upto(random, 30)};
            c.cap = c.floor + upto(random, 40);
            c.node = team_id{1 + upto(random, 8)};
            c.relax_weight = static_cast<std::int32_t>(1 + upto(random, 3));
            if (upto(random, 9) == 0) c.lock = upto(random, 60);
            reps.push_back(c);
        }
        const allocation a = allocate(upto(random, 60 * n), reps, equal_split{}, options);
        if (a.feasible || a.quotas.empty()) continue;
        print(reps, options, a);
        ++done;
    }
}
