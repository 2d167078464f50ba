// Trees top-down and bottom-up, repairs, and what a contradiction says: cases with figures worked out by
// hand.
#include <attain/allocate/certificate.hpp>
#include <attain/estimate/normal.hpp>
#include <attain/estimate/predictive.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace attain;

namespace {

using list = std::vector<units>;

list amounts(const allocation& a) {
    list out;
    for (const quota& q : a.quotas)
        out.push_back(q.amount);
    return out;
}

const std::vector<normal> two{{20, 4}, {14, 6}};

} // namespace

TEST_CASE("top-down: over-assignment below a node counts against the node's cap") {
    const std::vector<candidate> reps{{.id = 1, .weight = 1, .node = team_id{2}},
                                      {.id = 2, .weight = 1, .node = team_id{2}}};
    allocate_options options{
        .nodes = {{.id = 1, .cap = 100}, {.id = 2, .parent = team_id{1}, .over_assignment_bp = 1000}},
        .mode = tree_mode::top_down};
    const allocation a = allocate(100, reps, proportional{}, options);
    CHECK_FALSE(a.feasible);
    CHECK(a.quotas.empty());
    CHECK(a.problem.kind == infeasibility_kind::caps_below);
    CHECK(a.problem.gap == 10);
    CHECK(a.problem.bounds[1].node == team_id{1});

    options.repair = when_infeasible::unassigned;
    const allocation b = allocate(100, reps, proportional{}, options);
    CHECK(amounts(b) == list{50, 50});
    CHECK(b.unassigned == 10);
    CHECK(b.street == 110);
    CHECK(certify(b, reps, proportional{}, options));

    options.repair = when_infeasible::relax;
    const allocation c = allocate(100, reps, proportional{}, options);
    CHECK(amounts(c) == list{55, 55});
    REQUIRE(c.relaxed.size() == 1);
    CHECK(c.relaxed[0].node == team_id{1});
    CHECK(c.relaxed[0].to == 110);
    CHECK(certify(c, reps, proportional{}, options));

    options.nodes[0].cap = 110;
    CHECK(amounts(allocate(100, reps, proportional{}, options)) == list{55, 55});
}

TEST_CASE("top-down repairs: a node that over-assigns beyond its cap") {
    const std::vector<candidate> reps{{.id = 1, .weight = 1, .node = team_id{1}},
                                      {.id = 2, .weight = 1, .node = team_id{2}}};
    allocate_options options{.nodes = {{.id = 1, .cap = 52, .over_assignment_bp = 1000}, {.id = 2}},
                             .mode = tree_mode::top_down};
    CHECK(allocate(100, reps, proportional{}, options).quotas.empty());
    options.repair = when_infeasible::unassigned;
    const allocation a = allocate(100, reps, proportional{}, options);
    CHECK(amounts(a) == list{52, 50});
    CHECK(a.unassigned == 3);
    CHECK(certify(a, reps, proportional{}, options));
    options.repair = when_infeasible::relax;
    const allocation b = allocate(100, reps, proportional{}, options);
    CHECK(amounts(b) == list{55, 50});
    CHECK(certify(b, reps, proportional{}, options));
}

TEST_CASE("top-down repairs keep the weights of the nodes and their over-assignment") {
    std::vector<candidate> reps{{.id = 1, .cap = 20, .weight = 1, .node = team_id{1}},
                                {.id = 2, .cap = 20, .weight = 1, .node = team_id{2}}};
    const allocate_options options{.nodes = {{.id = 1, .weight = 3}, {.id = 2, .weight = 1}},
                                   .mode = tree_mode::top_down,
                                   .repair = when_infeasible::relax};
    const allocation a = allocate(100, reps, proportional{}, options);
    CHECK(amounts(a) == list{75, 25});
    CHECK(a.relaxed.size() == 2);
    CHECK(certify(a, reps, proportional{}, options));
    allocate_options over = options;
    over.nodes[0].over_assignment_bp = 1000;
    const allocation b = allocate(100, reps, proportional{}, over);
    CHECK(amounts(b) == list{82, 25}); // 75 and a tenth, half to even
    CHECK(b.street == 107);
    CHECK(certify(b, reps, proportional{}, over));
}

TEST_CASE("top-down: a team in which nobody has a weight is levelled, as in a whole") {
    const std::vector<candidate> reps{{.id = 1, .weight = 3, .node = team_id{1}},
                                      {.id = 2, .node = team_id{2}},
                                      {.id = 3, .node = team_id{2}}};
    const allocate_options options{.nodes = {{.id = 1, .weight = 3}, {.id = 2, .weight = 1}},
                                   .mode = tree_mode::top_down};
    for (const policy& by : {policy{proportional{}}, policy{hamilton{}}, policy{alpha_fair{2}}}) {
        const allocation a = allocate(40, reps, by, options);
        CHECK(amounts(a) == list{30, 5, 5});
        CHECK(certify(a, reps, by, options));
    }
    CHECK_THROWS_AS(
        (void)allocate(40, std::vector<candidate>{{.id = 1, .node = team_id{1}}}, proportional{}, options),
        error); // nobody at all
}

TEST_CASE("bottom-up: the change is from the quota before, and the gap is everybody's") {
    std::vector<candidate> reps{{.id = 1, .previous = 30}, {.id = 2, .previous = 2}};
    const allocate_options options{.mode = tree_mode::bottom_up};
    const allocation a = allocate(38, reps, two, equal_attainability{}, options);
    for (std::size_t i = 0; i < 2; ++i)
        CHECK(a.quotas[i].change == a.quotas[i].amount - reps[i].previous);

    // Wishes of 0 are no reason to get nothing.
    const std::vector<negative_binomial> small{{20, 40}, {0.5, 1.2}, {0.4, 1}};
    const std::vector<candidate> three{{.id = 1}, {.id = 2}, {.id = 3}};
    const allocation b = allocate(22, three, small, equal_attainability{}, options);
    CHECK(b.bottom_up_gap == 4);
    CHECK(b.quotas[1].amount > 0);
    CHECK(b.quotas[2].amount > 0);
    CHECK(certify(b, three, small, equal_attainability{}, options));
}

TEST_CASE("bottom-up repairs measure change caps from the quota before, and list every bound they break") {
    const allocate_options options{
        .mode = tree_mode::bottom_up, .bottom_up_chance = 0.2, .repair = when_infeasible::relax};
    const std::vector<candidate> reps{{.id = 1, .floor = 24, .previous = 20, .change_cap = fraction{0.1}},
                                      {.id = 2}};
    const allocation a = allocate(40, reps, two, equal_attainability{}, options);
    CHECK(a.quotas[0].amount == 24);
    REQUIRE(a.relaxed.size() == 1);
    CHECK(a.relaxed[0].tag == bound_tag::change_cap);
    CHECK(a.relaxed[0].from == 22);
    CHECK(a.relaxed[0].to == 24);
}

TEST_CASE("the least relaxation counts units where a quantum cuts through a bound") {
    // Six by three: the node's one and the rep's none give least when the rep stays at none.
    const std::vector<candidate> reps{{.id = 1, .cap = 0, .weight = 1, .node = team_id{1}},
                                      {.id = 2, .weight = 1}};
    const allocate_options options{
        .nodes = {{.id = 1, .floor = 1, .cap = 1}}, .quantum = 3, .repair = when_infeasible::relax};
    const allocation a = allocate(6, reps, proportional{}, options);
    CHECK(amounts(a) == list{0, 6});
    REQUIRE(a.relaxed.size() == 1);
    CHECK(a.relaxed[0].tag == bound_tag::node);
    CHECK(certify(a, reps, proportional{}, options));
}

TEST_CASE("a bound that gave way holds nobody, and the common chance is of what is open") {
    const std::vector<candidate> locked{{.id = 1, .weight = 1, .lock = 10},
                                        {.id = 2, .weight = 1, .lock = 10}};
    const allocation a = allocate(40, locked, proportional{}, {.repair = when_infeasible::relax});
    CHECK(amounts(a) == list{20, 20});
    for (const quota& q : a.quotas) {
        CHECK(q.state == quota_state::free);
        CHECK(q.binding == bound_tag::none);
    }
    const std::vector<candidate> capped{{.id = 1, .cap = 10}, {.id = 2, .cap = 10}};
    const allocation b = allocate(40, capped, two, equal_attainability{}, {.repair = when_infeasible::relax});
    CHECK(b.chance.low > 0.2);
    CHECK(b.chance.high < 0.3);
    CHECK(b.chance.low <= b.chance.high);
}

TEST_CASE("a rep without room stands at the side that holds it") {
    const std::vector<normal> three{{20, 4}, {14, 6}, {9, 3}};
    const std::vector<candidate> reps{
        {.id = 1, .floor = 5, .cap = 5}, {.id = 2, .previous = 25, .change_cap = fraction{0.0}}, {.id = 3}};
    const allocation a = allocate(39, reps, three);
    CHECK(a.quotas[0].state == quota_state::at_cap); // 5 is few
    CHECK(a.quotas[0].binding == bound_tag::cap);
    CHECK(a.quotas[1].state == quota_state::at_floor); // 25 is many
    CHECK(a.quotas[1].binding == bound_tag::change_cap);
}

TEST_CASE("gaps and texts where the quantum is to blame") {
    const std::vector<candidate> between{{.id = 1, .floor = 12, .cap = 18, .weight = 1},
                                         {.id = 2, .weight = 1}};
    const infeasibility a = allocate(40, between, proportional{}, {.quantum = 10}).problem;
    CHECK(a.gap == 2); // a floor of 10, or a cap of 20
    CHECK(a.text() == "rep 1: no multiple of the quantum 10 lies between 12 and 18");

    const std::vector<candidate> above{{.id = 1, .floor = 5, .weight = 1, .capacity = 0},
                                       {.id = 2, .weight = 1}};
    const infeasibility b = allocate(40, above, proportional{}, {.quantum = 4}).problem;
    CHECK(b.gap == 5);
    CHECK(b.text() == "rep 1: the floor of 5 lies above the capacity of 0 by 5");

    const std::vector<candidate> holder{{.id = 1, .cap = 5, .weight = 1}, {.id = 2, .weight = 1}};
    const infeasibility c =
        allocate(47, holder, proportional{}, {.quantum = 10, .residual_holder = rep_id{1}}).problem;
    CHECK(c.gap == 2);
    CHECK(c.text() == "rep 1: no multiple of the quantum 10 plus the rest of 7 lies between 0 and 5");

    const std::vector<candidate> in_node{{.id = 1, .weight = 1, .node = team_id{1}}, {.id = 2, .weight = 1}};
    const infeasibility d =
        allocate(40, in_node, proportional{}, {.nodes = {{.id = 1, .floor = 7, .cap = 9}}, .quantum = 10})
            .problem;
    CHECK(d.gap == 1);
    CHECK(d.text() == "node 1: no multiple of the quantum 10 lies between 7 and 9");

    const std::vector<candidate> floors{{.id = 1, .floor = 12, .weight = 1},
                                        {.id = 2, .floor = 15, .weight = 1}};
    const infeasibility e = allocate(30, floors, proportional{}, {.quantum = 10}).problem;
    CHECK(e.gap == 2); // 10 instead of 12
    CHECK(e.text() == "lower bounds add up to 40, above the total of 30 by 10; these alone exceed it: "
                      "rep 1 floor 12 (20 by the quantum), rep 2 floor 15 (20 by the quantum)");
}

TEST_CASE("contradictions with floors below zero, and nodes without anybody") {
    const std::vector<candidate> reps{{.id = 1, .weight = 1, .lock = 5}, {.id = 2, .floor = -1, .weight = 1}};
    const infeasibility a = allocate(1, reps, proportional{}).problem;
    CHECK(a.kind == infeasibility_kind::locks_above);
    REQUIRE(a.bounds.size() == 3); // without the floor of -1 the other could carry -4
    CHECK(a.bounds[1].value == -1);

    const std::vector<candidate> one{{.id = 1, .weight = 1}};
    CHECK(allocate(40, one, proportional{}, {.nodes = {{.id = 1, .floor = 10}}}).problem.text() ==
          "upper bounds add up to 0, below the floor of node 1 = 10 by 10; nobody stands below it");
    const std::vector<candidate> capped{{.id = 1, .cap = 5, .weight = 1}};
    const infeasibility b = allocate(40, capped, proportional{}, {.nodes = {{.id = 1, .cap = 0}}}).problem;
    CHECK(b.bounds.size() == 2); // the total and the cap: the empty node has no part in it
}
