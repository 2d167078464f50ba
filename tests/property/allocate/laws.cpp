// Laws that hold for every policy and size, and the roads that must agree.
#include <attain/allocate/allocate.hpp>
#include <attain/allocate/certificate.hpp>
#include <attain/core/error.hpp>
#include <attain/estimate/grid.hpp>
#include <attain/estimate/normal.hpp>
#include <attain/estimate/predictive.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

using namespace attain;

namespace {

struct team {
    std::vector<candidate> reps{};
    std::vector<negative_binomial> predictives{};
};

double unit(std::mt19937_64& random) {
    return static_cast<double>(random() >> 11) * 0x1p-53;
}
units upto(std::mt19937_64& random, units most) {
    return static_cast<units>(random() % static_cast<std::uint64_t>(most + 1));
}

// Means from a fraction to thousands, shapes 0.01 to 1e6, locks, tight and slack bounds.
team random_team(std::mt19937_64& random, std::size_t n) {
    team t;
    for (std::size_t i = 0; i < n; ++i) {
        const double mean = std::exp(unit(random) * 8 - 1);
        const double shape = std::exp(std::log(1e-2) + unit(random) * std::log(1e8));
        t.predictives.emplace_back(mean, mean + mean * mean / shape);
        candidate c{.id = static_cast<std::int64_t>(1000 + 17 * i)};
        c.floor = upto(random, 3) == 0 ? upto(random, static_cast<units>(mean)) : 0;
        c.cap = upto(random, 3) == 0 ? c.floor + upto(random, static_cast<units>(2 * mean)) : unlimited;
        c.weight = std::floor(unit(random) * 100);
        c.previous = upto(random, static_cast<units>(2 * mean));
        c.value = 1 + unit(random);
        if (upto(random, 9) == 0) c.lock = upto(random, static_cast<units>(mean));
        t.reps.push_back(c);
    }
    t.reps[0].weight = 10;
    return t;
}

units smallest_total(const team& t) {
    units sum = 0;
    for (const candidate& c : t.reps)
        sum += interval_of(c).low;
    return sum;
}

double spread(const team& t) {
    double sum = 0;
    for (const negative_binomial& d : t.predictives)
        sum += d.mean();
    return sum;
}

const std::vector<policy>& policies() {
    static const std::vector<policy> all{equal_attainability{},
                                         value_weighted{},
                                         proportional{},
                                         proportional{divisor::d_hondt},
                                         proportional{divisor::adams},
                                         proportional{divisor::huntington_hill},
                                         equal_split{},
                                         least_change{},
                                         least_change{change_cost::absolute, change_scale::previous},
                                         alpha_fair{0.5},
                                         blend{0.001, change_scale::one}};
    return all;
}

std::vector<units> amounts(const allocation& a) {
    std::vector<units> q;
    for (const quota& each : a.quotas)
        q.push_back(each.amount);
    return q;
}

} // namespace

TEST_CASE("order of rows, scale of weights, one more unit, a locked rep, one half again") {
    std::mt19937_64 random{17};
    for (int round = 0; round < 60; ++round) {
        const team t = random_team(random, 1 + static_cast<std::size_t>(upto(random, 30)));
        const std::size_t n = t.reps.size();
        const units base = smallest_total(t);
        const units total = base + static_cast<units>(unit(random) * 1.5 * spread(t));
        for (const policy& by : policies()) {
            CAPTURE(name(by));
            CAPTURE(round);
            const allocation a = allocate(total, t.reps, t.predictives, by);
            if (!a.feasible) continue;
            CHECK(certify(a, t.reps, t.predictives, by));
            const std::vector<units> q = amounts(a);

            team shuffled;
            std::vector<std::size_t> order(n);
            for (std::size_t i = 0; i < n; ++i)
                order[i] = i;
            std::shuffle(order.begin(), order.end(), random);
            for (const std::size_t i : order) {
                shuffled.reps.push_back(t.reps[i]);
                shuffled.predictives.push_back(t.predictives[i]);
            }
            CHECK(amounts(allocate(total, shuffled.reps, shuffled.predictives, by)) == q);

            const allocation more = allocate(total + 1, t.reps, t.predictives, by);
            if (more.feasible)
                for (std::size_t i = 0; i < n; ++i)
                    CHECK(more.quotas[i].amount >= q[i]);

            if (!std::holds_alternative<least_change>(by)) {
                team scaled = t;
                for (candidate& c : scaled.reps)
                    c.weight *= 1024;
                CHECK(amounts(allocate(total, scaled.reps, scaled.predictives, by)) == q);
            }

            team locked = t;
            locked.reps.push_back({.id = 5, .lock = 7});
            locked.predictives.emplace_back(5, 6);
            const allocation with = allocate(total + 7, locked.reps, locked.predictives, by);
            REQUIRE(with.feasible);
            for (const quota& each : a.quotas)
                CHECK(with.find(each.rep)->amount == each.amount);

            // The first half re-splits its own total to the same quotas.
            team half;
            units part = 0;
            for (std::size_t i = 0; i < (n + 1) / 2; ++i) {
                half.reps.push_back(t.reps[i]);
                half.predictives.push_back(t.predictives[i]);
                part += q[i];
            }
            const allocation again = allocate(part, half.reps, half.predictives, by);
            for (const quota& each : again.quotas)
                CHECK(each.amount == a.find(each.rep)->amount);
        }
    }
}

TEST_CASE("slack nodes change nothing") {
    std::mt19937_64 random{23};
    for (int round = 0; round < 40; ++round) {
        team t = random_team(random, 12);
        const units total = smallest_total(t) + static_cast<units>(unit(random) * spread(t));
        const allocation flat = allocate(total, t.reps, t.predictives);
        if (!flat.feasible) continue;
        for (std::size_t i = 0; i < t.reps.size(); ++i)
            t.reps[i].node = team_id{1 + static_cast<std::int64_t>(i % 3)};
        const allocate_options options{.nodes = {{.id = 1, .floor = 0},
                                                 {.id = 2, .parent = team_id{1}, .cap = unlimited - 1},
                                                 {.id = 3}}};
        const allocation tree = allocate(total, t.reps, t.predictives, equal_attainability{}, options);
        CHECK(amounts(tree) == amounts(flat));
        CHECK(certify(tree, t.reps, t.predictives, equal_attainability{}, options));
    }
}

TEST_CASE("a doubled population gets the same quotas up to one unit") {
    std::mt19937_64 random{29};
    for (int round = 0; round < 40; ++round) {
        const team t = random_team(random, 8);
        const units total = smallest_total(t) + static_cast<units>(unit(random) * spread(t));
        team twice = t;
        for (const candidate& c : t.reps) {
            twice.reps.push_back(c);
            twice.reps.back().id.value += 100'000;
        }
        twice.predictives.insert(twice.predictives.end(), t.predictives.begin(), t.predictives.end());
        const allocation one = allocate(total, t.reps, t.predictives);
        const allocation two = allocate(2 * total, twice.reps, twice.predictives);
        if (!one.feasible) continue;
        for (const quota& q : one.quotas) {
            CHECK(std::abs(two.find(q.rep)->amount - q.amount) <= 1);
            CHECK(std::abs(two.find(q.rep.value + 100'000)->amount - q.amount) <= 1);
        }
    }
}

TEST_CASE("far tails: the chance stays equal where it is 1e-30 or 1 - 1e-30") {
    const std::vector<candidate> reps{{.id = 1, .floor = -unlimited}, {.id = 2, .floor = -unlimited}};
    const std::vector<normal> d{{1000, 10}, {5000, 50}};
    for (const double z : {-12.0, -8.0, 8.0, 12.0}) {
        const auto total = static_cast<units>(6000 + 60 * z);
        const allocation a = allocate(total, reps, d);
        REQUIRE(a.feasible);
        CHECK(std::fabs(static_cast<double>(a.quotas[0].amount) - (1000 + 10 * z)) <= 1);
        CHECK(certify(a, reps, d));
    }
}

TEST_CASE("ends: one rep, all locked, both ends, zero, money near 2^62, negative totals") {
    const std::vector<normal> one{{100, 10}};
    CHECK(allocate(12345, std::vector<candidate>{{.id = 1}}, one).quotas[0].amount == 12345);
    const std::vector<candidate> locked{{.id = 1, .lock = 4}, {.id = 2, .lock = 6}};
    CHECK(allocate(10, locked, equal_split{}).feasible);
    CHECK(allocate(11, locked, equal_split{}).problem.kind == infeasibility_kind::caps_below);
    CHECK(allocate(9, locked, equal_split{}).problem.kind == infeasibility_kind::locks_above);
    const std::vector<candidate> two{{.id = 1, .cap = 0, .weight = 1}, {.id = 2, .cap = 0, .weight = 2}};
    CHECK(amounts(allocate(0, two, proportional{})) == std::vector<units>{0, 0});

    const std::vector<candidate> money{
        {.id = 1, .weight = 1}, {.id = 2, .weight = 1}, {.id = 3, .weight = 2}};
    for (const policy& by :
         {policy{proportional{}}, policy{hamilton{}}, policy{proportional{divisor::huntington_hill}}}) {
        const allocation a = allocate(unlimited, money, by);
        REQUIRE(a.feasible);
        CHECK(a.quotas[2].amount == unlimited / 2);
        CHECK(certify(a, money, by));
        const allocation b = allocate(-unlimited + 1, money, by);
        CHECK(b.quotas[0].amount + b.quotas[1].amount + b.quotas[2].amount == -unlimited + 1);
    }
    CHECK_THROWS_AS((void)allocate(std::numeric_limits<units>::max(), money, proportional{}), error);
}

TEST_CASE("on the grid: columns and exact selection give the same bytes, for counts and for money") {
    std::mt19937_64 random{41};
    for (const double unit_of_money : {1.0, 12'345.678}) {
        std::vector<quantile_grid> grids;
        std::vector<candidate> reps;
        double means = 0;
        for (int i = 0; i < 900; ++i) {
            const double mean = (5 + 200 * unit(random)) * unit_of_money;
            grids.push_back(quantile_grid::of(normal{mean, 0.1 * mean + 1}));
            reps.push_back({.id = 3 * i + 1});
            if (i % 9 == 0) reps.back().cap = static_cast<units>(mean);
            means += mean;
        }
        CHECK(grids[0].narrow() == (unit_of_money < 2));
        const auto total = static_cast<units>(1.03 * means);
        const allocation columns = allocate(total, reps, grids);
        REQUIRE(columns.feasible);
        CHECK(certify(columns, reps, grids));
        // 300 of them share what they got by the exact selection.
        const std::vector<candidate> few(reps.begin() + 200, reps.begin() + 500);
        const std::vector<quantile_grid> few_grids(grids.begin() + 200, grids.begin() + 500);
        units part = 0;
        for (const candidate& c : few)
            part += columns.find(c.id)->amount;
        for (const quota& q : allocate(part, few, few_grids).quotas)
            CHECK(q.amount == columns.find(q.rep)->amount);
    }
}

TEST_CASE("by columns and by the general road: the same quotas for every policy, with locks, ranks, a "
          "quantum, nodes") {
    std::mt19937_64 random{47};
    const std::vector<policy> all{proportional{},
                                  proportional{divisor::d_hondt},
                                  proportional{divisor::adams},
                                  proportional{divisor::huntington_hill},
                                  equal_split{},
                                  alpha_fair{2},
                                  least_change{},
                                  least_change{change_cost::quadratic, change_scale::previous},
                                  least_change{change_cost::absolute, change_scale::weight},
                                  least_change{change_cost::absolute, change_scale::one},
                                  equal_attainability{}};
    for (int round = 0; round < 4; ++round) {
        std::vector<candidate> reps;
        std::vector<normal> normals;
        units spread_of_team = 0;
        for (int i = 0; i < 700; ++i) {
            candidate c{.id = 5 * i, .weight = std::floor(200 * unit(random)), .previous = upto(random, 400)};
            c.floor = upto(random, 3) == 0 ? upto(random, 50) : 0;
            if (upto(random, 3) == 0) c.cap = c.floor + upto(random, 300);
            if (upto(random, 20) == 0) c.lock = upto(random, 100);
            c.rank = static_cast<std::int32_t>(upto(random, 2));
            spread_of_team += interval_of(c).low + 60;
            reps.push_back(c);
            normals.emplace_back(100 + std::floor(100 * unit(random)), 5 + std::floor(20 * unit(random)));
        }
        allocate_options options{.quantum = round == 3 ? 5 : 1};
        options.residual_holder = rep_id{10};
        reps[2].lock.reset();
        if (round == 3) // ... with nothing left over for a holder
            for (candidate& c : reps)
                if (c.lock) c.lock = *c.lock - *c.lock % 5;
        units total = spread_of_team * (round + 1) / 2;
        total -= total % 5;
        for (const policy& by : all) {
            CAPTURE(name(by));
            CAPTURE(round);
            const allocation columns = allocate(total, reps, normals, by, options);
            REQUIRE(columns.feasible);
            CHECK(certify(columns, reps, normals, by, options));
            // 300 of them share what they got: too few for columns, so the general road must agree.
            if (std::holds_alternative<alpha_fair>(by)) continue; // its weights are relative to the largest
            std::vector<candidate> few(reps.begin() + 100, reps.begin() + 400);
            const std::vector<normal> few_normals(normals.begin() + 100, normals.begin() + 400);
            units part = 0;
            for (const candidate& c : few)
                part += columns.find(c.id)->amount;
            allocate_options for_few = options;
            for_few.residual_holder.reset();
            const allocation again = allocate(part, few, few_normals, by, for_few);
            REQUIRE(again.feasible);
            for (const quota& q : again.quotas)
                CHECK(q.amount == columns.find(q.rep)->amount);
            // Slack nodes change nothing; one that binds goes by the general road and still proves itself.
            allocate_options tree = options;
            tree.nodes = {{.id = 1}, {.id = 2, .parent = team_id{1}}};
            std::vector<candidate> placed = reps;
            for (std::size_t i = 0; i < placed.size(); i += 2)
                placed[i].node = team_id{i % 4 == 0 ? 1 : 2};
            const allocation slack = allocate(total, placed, normals, by, tree);
            CHECK(amounts(slack) == amounts(columns));
            tree.nodes[1].cap = slack.nodes[1].amount - slack.nodes[1].amount / 50;
            const allocation bound = allocate(total, placed, normals, by, tree);
            if (bound.feasible) CHECK(certify(bound, placed, normals, by, tree));
        }
    }
}

TEST_CASE("many reps and large money: sums of bounds beyond 64 bits go by the general road") {
    std::vector<candidate> reps;
    for (int i = 0; i < 600; ++i)
        reps.push_back({.id = i, .weight = 1.0 + i % 7});
    for (const units total : {units{1} << 49, (units{1} << 54) + 12'345}) {
        const allocation a = allocate(total, reps, proportional{});
        REQUIRE(a.feasible);
        CHECK(certify(a, reps, proportional{}));
    }
}

TEST_SUITE("long") {
    TEST_CASE("every policy proves itself on 20,000 random teams" * doctest::skip()) {
        std::mt19937_64 random{1234};
        for (int round = 0; round < 20'000; ++round) {
            const team t = random_team(random, 1 + static_cast<std::size_t>(upto(random, 12)));
            const units total = smallest_total(t) + static_cast<units>(unit(random) * 3 * spread(t));
            for (const policy& by : policies()) {
                const allocation a = allocate(total, t.reps, t.predictives, by);
                if (a.feasible) CHECK(certify(a, t.reps, t.predictives, by));
            }
        }
    }
}

TEST_CASE("flagged distributions go by their exact tails beside those on the grid") {
    std::mt19937_64 random{53};
    std::vector<quantile_grid> grids;
    std::vector<negative_binomial> exact;
    std::vector<predictive_ref> mixed;
    std::vector<candidate> reps;
    double means = 0;
    for (int i = 0; i < 60; ++i) {
        const double mean = 5 + 100 * unit(random);
        exact.emplace_back(mean, 4 * mean);
        grids.push_back(quantile_grid::of(exact.back()));
        reps.push_back({.id = i});
        means += mean;
    }
    for (std::size_t i = 0; i < 60; ++i) {
        if (i % 7 == 0)
            mixed.emplace_back(exact[i]);
        else
            mixed.emplace_back(grids[i]);
    }
    for (const double share : {0.4, 0.9, 1.0, 1.2, 3.0}) {
        const auto total = static_cast<units>(share * means);
        const allocation a = allocate(total, reps, mixed);
        const allocation b = allocate(total, reps, exact);
        CHECK(certify(a, reps, mixed));
        for (std::size_t i = 0; i < 60 && share > 0.7 && share < 1.3; ++i)
            CHECK(std::abs(a.quotas[i].amount - b.quotas[i].amount) <= 1);
    }
}

TEST_CASE("many reps by weight: steered and plain selection agree with the divisor method's definition") {
    std::mt19937_64 random{61};
    for (const policy& by :
         {policy{proportional{}}, policy{proportional{divisor::d_hondt}}, policy{equal_split{}},
          policy{least_change{change_cost::quadratic, change_scale::weight}}}) {
        for (int round = 0; round < 20; ++round) {
            std::vector<candidate> reps;
            double weights = 0;
            for (int i = 0; i < 400; ++i) {
                reps.push_back({.id = i, .weight = std::floor(1000 * unit(random) * unit(random))});
                candidate& c = reps.back();
                c.previous = upto(random, 2000);
                if (upto(random, 4) == 0) c.cap = upto(random, 900);
                if (upto(random, 4) == 0) c.floor = upto(random, std::min<units>(c.cap, 300));
                weights += c.weight;
            }
            const auto total = static_cast<units>((0.5 + 2 * unit(random)) * weights);
            const allocation a = allocate(total, reps, by);
            CAPTURE(name(by));
            CAPTURE(round);
            CHECK(a.feasible);
            if (a.feasible) CHECK(certify(a, reps, by));
        }
    }
}

TEST_CASE(
    "top-down shares a node's total over those below it as over reps of their weights, in any quantum") {
    for (const units quantum : {1, 3, 10, 1'000, 1'000'000})
        for (const int teams : {2, 3, 5})
            for (const int people : {1, 3, 6})
                for (const units blocks : {7, 100, 12'345}) {
                    std::vector<candidate> reps;
                    std::vector<candidate> as_reps;
                    allocate_options options{.mode = tree_mode::top_down, .quantum = quantum};
                    for (int t = 1; t <= teams; ++t) {
                        options.nodes.push_back({.id = t, .weight = static_cast<double>(t)});
                        as_reps.push_back({.id = t, .weight = static_cast<double>(t), .rank = t});
                        for (int i = 0; i < people; ++i)
                            reps.push_back({.id = 100 * t + i, .weight = 1, .node = team_id{t}});
                    }
                    const allocation a = allocate(quantum * blocks, reps, proportional{}, options);
                    const allocation b =
                        allocate(quantum * blocks, as_reps, proportional{}, {.quantum = quantum});
                    CAPTURE(quantum);
                    CAPTURE(people);
                    for (std::size_t t = 0; t < a.nodes.size(); ++t)
                        CHECK(a.nodes[t].amount == b.quotas[t].amount);
                }
}
