// What the certificate refuses: splits of another total, of other bounds, and those that a check must
// survive.
#include <attain/allocate/certificate.hpp>
#include <attain/estimate/normal.hpp>
#include <attain/estimate/predictive.hpp>

#include <doctest/doctest.h>

#include <vector>

using namespace attain;

namespace {

const std::vector<candidate> three{{.id = 1, .cap = 100, .weight = 1},
                                   {.id = 2, .cap = 100, .weight = 1},
                                   {.id = 3, .cap = 100, .weight = 1}};

allocation changed(allocation a, const std::vector<units>& quotas, units unassigned = 0) {
    for (std::size_t i = 0; i < quotas.size(); ++i)
        a.quotas[i].amount = quotas[i];
    a.unassigned = unassigned;
    return a;
}

} // namespace

TEST_CASE("what adds up to another total is refused, however it says it does") {
    const allocation right = allocate(90, three, equal_split{});
    CHECK(certify(right, three, equal_split{}));
    CHECK(!certify(changed(right, {0, 0, 0}, 90), three, equal_split{}));
    CHECK(!certify(changed(right, {10, 10, 10}, 60), three, equal_split{}));
    allocation more = changed(right, {50, 50, 50});
    more.street = 150;
    CHECK(!certify(more, three, equal_split{}).sum_exact);
    CHECK(!certify(right, three, equal_split{}, {.over_assignment_bp = 1000}));

    const allocation by_remainders = allocate(90, three, hamilton{});
    CHECK(certify(by_remainders, three, hamilton{}));
    CHECK(!certify(changed(by_remainders, {3, 3, 3}, 81), three, hamilton{}));
}

TEST_CASE("what is left over is what the bounds keep, and only where that was asked for") {
    const allocate_options left_over{.repair = when_infeasible::unassigned};
    const allocation kept = allocate(350, three, equal_split{}, left_over);
    REQUIRE(kept.unassigned == 50);
    CHECK(certify(kept, three, equal_split{}, left_over));
    CHECK(!certify(changed(kept, {100, 100, 99}, 51), three, equal_split{}, left_over));
    CHECK(!certify(kept, three, equal_split{}, {.repair = when_infeasible::relax}));
    allocation whole = kept;
    whole.feasible = true;
    CHECK(!certify(whole, three, equal_split{}, left_over));
    for (const tree_mode mode : {tree_mode::global, tree_mode::top_down})
        for (const auto repair : {when_infeasible::unassigned, when_infeasible::relax}) {
            const allocate_options options{.mode = mode, .repair = repair};
            allocation fits = allocate(90, three, equal_split{}, options);
            CHECK(certify(fits, three, equal_split{}, options));
            fits.feasible = false;
            CHECK(!certify(fits, three, equal_split{}, options));
        }

    const allocation below_zero = allocate(-350, three, equal_split{}, left_over);
    REQUIRE(below_zero.unassigned == -50);
    CHECK(certify(below_zero, three, equal_split{}, left_over));
}

TEST_CASE("a split beyond its bounds is refused, by Hamilton's rule too") {
    const std::vector<candidate> two{{.id = 1, .cap = 5, .weight = 1}, {.id = 2, .cap = 5, .weight = 1}};
    const allocation right = allocate(10, two, hamilton{});
    CHECK(certify(right, two, hamilton{}));
    CHECK(!certify(changed(right, {6, 5}), two, hamilton{}));
    CHECK(!certify(changed(right, {6, 4}), two, hamilton{}));
}

TEST_CASE("top-down each node's weights are its own, for the proof as for the split") {
    const std::vector<candidate> reps{{.id = 1, .weight = 0.1, .node = team_id{1}},
                                      {.id = 2, .weight = 0.1 * 3, .node = team_id{1}},
                                      {.id = 3, .weight = 100, .node = team_id{2}}};
    const allocate_options down{.nodes = {{.id = 1, .weight = 1}, {.id = 2, .weight = 1}},
                                .mode = tree_mode::top_down};
    for (units total = 1; total < 40; ++total) {
        const allocation a = allocate(total, reps, proportional{}, down);
        CHECK(certify(a, reps, proportional{}, down));
        allocation worse = a;
        if (worse.quotas[1].amount == 0) continue;
        ++worse.quotas[0].amount;
        --worse.quotas[1].amount;
        const bool as_good = a.quotas[0].tie || a.quotas[1].tie;
        if (!as_good) CHECK(!certify(worse, reps, proportional{}, down));
    }
}

TEST_CASE("a normal whose variance no double tells is split alike by few and by many") {
    for (const std::size_t n : {std::size_t{511}, std::size_t{512}}) {
        std::vector<normal> d;
        for (std::size_t i = 0; i < n; ++i)
            d.emplace_back(100.0 + static_cast<double>(i % 5), 1.0 + static_cast<double>(i % 3));
        d[7] = normal{100, 1e-170};
        const std::vector<predictive_ref> seen(d.begin(), d.end());
        std::vector<candidate> reps(n);
        for (std::size_t i = 0; i < n; ++i)
            reps[i].id = static_cast<std::int64_t>(i + 1);
        for (const units each : {60, 100, 400}) {
            const allocation a = allocate(each * 511, reps, seen);
            CHECK(certify(a, reps, seen));
        }
    }
}

TEST_CASE("top-down the shares of nodes are proven by their weights, not by who made them") {
    const std::vector<candidate> reps{{.id = 1, .weight = 1, .node = team_id{1}},
                                      {.id = 2, .weight = 3, .node = team_id{1}},
                                      {.id = 3, .weight = 1, .node = team_id{2}},
                                      {.id = 4, .weight = 1}};
    const allocate_options down{.nodes = {{.id = 1}, {.id = 2, .weight = 2, .over_assignment_bp = 1000}},
                                .mode = tree_mode::top_down};
    const allocation right = allocate(140, reps, equal_split{}, down);
    REQUIRE(right.nodes[0].plan == 80); // 4 : 2 : 1
    REQUIRE(right.nodes[1].plan == 40);
    REQUIRE(right.nodes[1].amount == 44);
    CHECK(certify(right, reps, equal_split{}, down));

    // Ten units from one node to the other, consistent in itself.
    allocation moved = changed(right, {35, 35, 55, 20});
    moved.nodes[0].plan = moved.nodes[0].amount = 70;
    moved.nodes[1].plan = 50;
    moved.nodes[1].amount = 55;
    moved.street += 1;
    CHECK(!certify(moved, reps, equal_split{}, down).exchange_optimal);
    // Quotas alone, plans alone, a node that is not there.
    CHECK(!certify(changed(right, {35, 35, 54, 20}), reps, equal_split{}, down));
    allocation said = right;
    said.nodes[0].plan = 79;
    CHECK(!certify(said, reps, equal_split{}, down).exchange_optimal);
    said = right;
    said.nodes.pop_back();
    CHECK(!certify(said, reps, equal_split{}, down).exchange_optimal);
}
