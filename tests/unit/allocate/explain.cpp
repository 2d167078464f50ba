// Explanations add up; figures are what they say.
#include <attain/allocate/explain.hpp>
#include <attain/estimate/grid.hpp>
#include <attain/estimate/normal.hpp>
#include <attain/estimate/predictive.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace attain;

namespace {

const std::vector<negative_binomial> tails{{20, 40}, {14, 50}, {8, 12}, {30, 90}};
const std::vector<predictive_ref> views(tails.begin(), tails.end());

} // namespace

TEST_CASE("the lines of every rep add up to its quota exactly") {
    std::vector<candidate> reps{{.id = 1, .floor = 25, .node = team_id{7}},
                                {.id = 2, .previous = 10, .change_cap = fraction{0.2}, .node = team_id{7}},
                                {.id = 3, .lock = 11},
                                {.id = 4, .ramp = fraction{0.5}}};
    const allocate_options options{.nodes = {{.id = 7, .cap = 36}},
                                   .quantum = 2,
                                   .residual_holder = rep_id{4},
                                   .over_assignment_bp = 1000};
    const auto lines = explain(70, reps, views, equal_attainability{}, options);
    const allocation a = allocate(70, reps, views, equal_attainability{}, options);
    CHECK(a.street == 77);
    units sum = 0;
    REQUIRE(lines.size() == 4);
    for (std::size_t i = 0; i < 4; ++i) {
        units total = 0;
        for (const explanation_line& l : lines[i].lines)
            total += l.amount;
        CHECK(total == lines[i].amount);
        CHECK(lines[i].amount == a.quotas[i].amount);
        CHECK(lines[i].lines.size() == 8);
        sum += total;
    }
    CHECK(sum == 77);
    CHECK(lines[2].lines[4].amount != 0); // the lock
    CHECK(lines[2].without_own_bounds != 11);
    CHECK(lines[3].lines[1].amount < 0); // half a ramp carries less
    CHECK(lines[2].text().rfind("11 = ", 0) == 0);
}

TEST_CASE("what a ramped amount is credited takes some hundred chances, not one a unit") {
    struct counted {
        normal d;
        long* asked;
        double tail(units k) const {
            ++*asked;
            return d.tail(k);
        }
        double below(units k) const {
            ++*asked;
            return d.below(k);
        }
        double quantile(double p) const { return d.quantile(p); }
        double mean() const { return d.mean(); }
        double variance() const { return d.variance(); }
    };
    const auto credited = [](double mean, double sd, units quota, long& asked) {
        const std::vector<counted> d{{normal{mean, sd}, &asked}};
        const std::vector<candidate> reps{{.id = 1, .ramp = fraction{0.7}}};
        const std::vector<predictive_ref> seen(d.begin(), d.end());
        const allocation a = allocate(quota, reps, seen);
        asked = 0;
        return figures_of(a, reps, seen).expected_credited;
    };
    long asked = 0;
    for (const units quota : {units{60'000}, units{80'000}}) {
        const normal d{1e5, 3e4};
        double each = static_cast<double>(quota);
        for (units k = -300'000; k <= quota; ++k) // k / 0.7, rounded up
            each -= d.below((10 * k + (k > 0 ? 6 : 0)) / 7);
        CHECK(std::fabs(credited(1e5, 3e4, quota, asked) - each) < 1);
    }
    // 0.7 E[min(D, q / 0.7)], less half a unit for the rounding.
    const double z = (18e6 / 0.7 - 3e7) / 9e6;
    const double density = std::exp(-0.5 * z * z) / std::sqrt(2 * std::acos(-1.0));
    const double below = 0.5 * std::erfc(-z / std::sqrt(2.0));
    const double expected = 18e6 * (1 - below) + 0.7 * (3e7 * below - 9e6 * density);
    CHECK(std::fabs(credited(3e7, 9e6, 18'000'000, asked) - expected) < 10);
    CHECK(asked < 2'000);
}

TEST_CASE("from below no weights are asked for, in explanations either") {
    const std::vector<candidate> reps{{.id = 1}, {.id = 2, .cap = 12}, {.id = 3}, {.id = 4}};
    const allocate_options options{.mode = tree_mode::bottom_up};
    const policy by = proportional{};
    const allocation a = allocate(72, reps, views, by, options);
    const auto lines = explain(72, reps, views, by, options);
    REQUIRE(lines.size() == 4);
    for (std::size_t i = 0; i < 4; ++i)
        CHECK(lines[i].amount == a.quotas[i].amount);
    CHECK(lines[1].amount == 12);
}

TEST_CASE("a comparison of bounds that contradict each other answers as the split does") {
    const std::vector<candidate> reps{{.id = 1, .floor = -20, .weight = 1, .capacity = -60},
                                      {.id = 2, .weight = 1}};
    const scenario asked{-50, least_change{}, {}};
    CHECK_FALSE(allocate(-50, reps, asked.by).feasible);
    CHECK_NOTHROW((void)compare(asked, reps, std::span<const predictive_ref>{}));
}

TEST_CASE("figures: credited total, attaining reps, the team's chance") {
    std::vector<candidate> reps{{.id = 1}, {.id = 2}, {.id = 3}, {.id = 4}};
    const allocation a = allocate(72, reps, views);
    const team_figures f = figures_of(a, reps, views);
    double credited = 0;
    double attaining = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        for (units k = 1; k <= a.quotas[i].amount; ++k)
            credited += tails[i].tail(k);
        attaining += a.quotas[i].probability;
    }
    CHECK(f.expected_credited == doctest::Approx(credited).epsilon(1e-9));
    CHECK(f.expected_attaining == doctest::Approx(attaining));
    CHECK(f.team_chance == doctest::Approx(0.5).epsilon(0.06));
    CHECK(f.price == doctest::Approx(a.chance.low));
    CHECK(f.chance_per_unit < 0);
    CHECK(f.near_mean == 1);
    CHECK(f.largest_chance - f.smallest_chance < 0.12);

    // 20 independent equal normals at 0.6: the team has 0.87; fully correlated, 0.6.
    const std::vector<normal> same(20, normal{100'000, 10'000});
    const std::vector<predictive_ref> all(same.begin(), same.end());
    std::vector<candidate> twenty;
    for (int i = 0; i < 20; ++i)
        twenty.push_back({.id = i});
    const auto total = static_cast<units>(20 * (100'000 - 2533.471));
    const allocation b = allocate(total, twenty, all);
    CHECK(b.chance.low == doctest::Approx(0.6).epsilon(1e-3));
    CHECK(figures_of(b, twenty, all).team_chance == doctest::Approx(0.871).epsilon(0.002));
    CHECK(figures_of(b, twenty, all, 1).team_chance == doctest::Approx(0.6).epsilon(0.002));
}

TEST_CASE("equal attainability credits the most and is the most even") {
    std::vector<candidate> reps{{.id = 1}, {.id = 2}, {.id = 3}, {.id = 4}};
    const auto outcomes = compare({.total = 72}, reps, views);
    REQUIRE(outcomes.size() == 3);
    for (std::size_t other : {std::size_t{1}, std::size_t{2}}) {
        CHECK(outcomes[0].figures.expected_credited >= outcomes[other].figures.expected_credited);
        CHECK(outcomes[0].figures.smallest_chance >= outcomes[other].figures.smallest_chance);
        CHECK(outcomes[0].figures.chance_spread <= outcomes[other].figures.chance_spread);
    }
}

TEST_CASE("the frontier falls, and the next change is the next one") {
    std::vector<candidate> reps{{.id = 1, .cap = 21}, {.id = 2}, {.id = 3, .floor = 6}, {.id = 4}};
    std::vector<scenario> totals;
    for (units t = 60; t <= 90; t += 5)
        totals.push_back({.total = t});
    const auto points = what_if(totals, reps, views);
    for (std::size_t i = 1; i < points.size(); ++i) {
        CHECK(points[i].split.chance.high <= points[i - 1].split.chance.high);
        CHECK(points[i].figures.expected_credited > points[i - 1].figures.expected_credited);
        CHECK(points[i].figures.team_chance < points[i - 1].figures.team_chance);
    }
    const auto states = [&](units t) {
        std::vector<quota_state> s;
        for (const quota& q : allocate(t, reps, views).quotas)
            s.push_back(q.state);
        return s;
    };
    const auto next = next_change({.total = 60}, reps, views);
    REQUIRE(next);
    CHECK(states(*next) != states(60));
    CHECK(states(*next - 1) == states(60));
    // Everybody between bounds that nobody can reach: no total changes that.
    CHECK(!next_change({.total = 300}, reps, views));
}

TEST_CASE("modes: top-down with over-assignment per level, bottom-up with its gap") {
    std::vector<candidate> reps{{.id = 1, .node = team_id{1}},
                                {.id = 2, .node = team_id{1}},
                                {.id = 3, .node = team_id{2}},
                                {.id = 4, .node = team_id{2}}};
    allocate_options down{.nodes = {{.id = 1, .over_assignment_bp = 1000}, {.id = 2}},
                          .mode = tree_mode::top_down};
    const allocation a = allocate(72, reps, views, equal_attainability{}, down);
    REQUIRE(a.feasible);
    CHECK(a.nodes[0].plan == 34); // 72 by means 34 : 38
    CHECK(a.nodes[1].plan == 38);
    CHECK(a.nodes[0].amount == 37);
    CHECK(a.street == 75);
    allocate_options up{
        .nodes = {{.id = 1}, {.id = 2}}, .mode = tree_mode::bottom_up, .bottom_up_chance = 0.6};
    const allocation b = allocate(72, reps, views, equal_attainability{}, up);
    units wishes = 0;
    for (const negative_binomial& d : tails) {
        units k = 0;
        while (d.tail(k + 1) >= 0.6)
            ++k;
        wishes += k;
    }
    CHECK(b.bottom_up_gap == 72 - wishes);
}

TEST_CASE("unassigned: quotas and the rest make the total") {
    std::vector<candidate> reps{{.id = 1, .cap = 10}, {.id = 2, .cap = 5}};
    const allocation a = allocate(20, reps, equal_split{}, {.repair = when_infeasible::unassigned});
    CHECK_FALSE(a.feasible);
    CHECK(a.unassigned == 5);
    CHECK(a.quotas[0].amount + a.quotas[1].amount + a.unassigned == 20);
    const allocation b = allocate(20, reps, equal_split{}, {.repair = when_infeasible::relax});
    CHECK(b.quotas[0].amount + b.quotas[1].amount == 20);
    REQUIRE(b.relaxed.size() >= 1);
    CHECK(b.relaxed[0].tag == bound_tag::cap);
}

TEST_CASE("the price is the next unit of this policy under these bounds") {
    const std::vector<normal> two{{20, 4}, {14, 6}};
    const std::vector<predictive_ref> d(two.begin(), two.end());
    const auto price = [&](units total, const std::vector<candidate>& reps, const policy& by,
                           const allocate_options& options) {
        return figures_of(allocate(total, reps, d, by, options), reps, d).price;
    };
    const auto added = [&](units total, units more, const std::vector<candidate>& reps, const policy& by,
                           const allocate_options& options) {
        const auto credited = [&](units t) {
            return figures_of(allocate(t, reps, d, by, options), reps, d).expected_credited;
        };
        return (credited(total + more) - credited(total)) / static_cast<double>(more);
    };
    // A node at its cap is closed: the best unit inside it is not for sale.
    const std::vector<candidate> held{{.id = 1, .node = team_id{1}}, {.id = 2}};
    const allocate_options node{.nodes = {{.id = 1, .cap = 10}}};
    CHECK(price(30, held, equal_attainability{}, node) < 0.2);
    CHECK(price(30, held, equal_attainability{}, node) ==
          doctest::Approx(added(30, 1, held, equal_attainability{}, node)));
    // A block is worth the mean of its units, and fits under a cap or not.
    const std::vector<candidate> capped{{.id = 1, .cap = 15}, {.id = 2}};
    CHECK(price(30, capped, equal_attainability{}, {.quantum = 10}) ==
          doctest::Approx(added(30, 10, capped, equal_attainability{}, {.quantum = 10})));
    // The equal split gives to the one with the fewest, whoever that is.
    const std::vector<candidate> plain{{.id = 1}, {.id = 2}};
    CHECK(price(31, plain, equal_split{}, {}) == doctest::Approx(added(31, 1, plain, equal_split{}, {})));
    // Nobody can take one.
    const std::vector<candidate> full{{.id = 1, .cap = 10}, {.id = 2, .cap = 10}};
    CHECK(std::isnan(price(20, full, equal_attainability{}, {})));
    CHECK(std::isnan(price(25, full, equal_attainability{}, {.repair = when_infeasible::unassigned})));
    CHECK(price(25, full, equal_attainability{}, {.repair = when_infeasible::relax}) ==
          doctest::Approx(added(25, 1, full, equal_attainability{}, {.repair = when_infeasible::relax})));
}

TEST_CASE("a lock and a quantum can be explained, and so can a lock on bounds that contradict") {
    const std::vector<normal> three{{20, 4}, {14, 6}, {8, 2}};
    const std::vector<predictive_ref> d(three.begin(), three.end());
    const std::vector<candidate> locked{{.id = 1, .lock = 23}, {.id = 2}, {.id = 3}};
    const auto lines = explain(63, locked, d, equal_attainability{}, {.quantum = 10});
    CHECK(lines[0].amount == 23);
    CHECK(lines[0].without_own_bounds % 10 == 3); // by whole steps from the lock
    CHECK(lines[0].lines[4].amount != 0);

    const std::vector<candidate> over{{.id = 1, .floor = 15, .cap = 14, .lock = 20}, {.id = 2}, {.id = 3}};
    CHECK(explain(30, over, d)[0].amount == 20);
    const std::vector<candidate> holder{{.id = 1, .lock = 20}, {.id = 2, .lock = 3}, {.id = 3}};
    CHECK(explain(43, holder, d, equal_attainability{}, {.quantum = 10, .residual_holder = rep_id{1}})[1]
              .amount == 3);
}

TEST_CASE("a cap that leaves something unassigned is a cap, no rounding") {
    const std::vector<normal> two{{40, 4}, {30, 6}};
    const std::vector<predictive_ref> d(two.begin(), two.end());
    const std::vector<candidate> capped{{.id = 1, .cap = 20}, {.id = 2, .cap = 20}};
    for (const when_infeasible repair : {when_infeasible::unassigned, when_infeasible::relax}) {
        for (const explanation& e : explain(70, capped, d, equal_attainability{}, {.repair = repair})) {
            CHECK(e.lines.back().amount == 0);
            CHECK((e.lines[2].amount < 0) == (repair == when_infeasible::unassigned));
        }
    }
}

TEST_CASE("on grids the most valuable one does not take what is beyond everybody") {
    std::vector<quantile_grid> grids;
    std::vector<candidate> reps;
    double mean = 0;
    for (int i = 0; i < 5; ++i) {
        const double m = 10 + 5 * i;
        grids.push_back(quantile_grid::of(negative_binomial{m, 1.5 * m}));
        reps.push_back({.id = i + 1, .value = i == 0 ? 500.0 : 1.0});
        mean += grids.back().mean();
    }
    const std::vector<predictive_ref> d(grids.begin(), grids.end());
    const allocation split = allocate(200, reps, d, value_weighted{});
    CHECK(split.quotas[0].amount < 60);
    for (const quota& q : split.quotas)
        CHECK(q.probability < 0.3);
    for (const units total : {200, 2'000, 100'000}) {
        const allocation a = allocate(total, reps, d);
        const team_figures f = figures_of(a, reps, d);
        CHECK(f.expected_credited <= mean);
        CHECK(f.expected_credited > 0.95 * mean);
    }
}

TEST_CASE("figures say nothing where nothing can be said, and only of the same people") {
    const std::vector<normal> alike(10, normal{20.3, 4.7});
    std::vector<candidate> reps;
    for (int i = 0; i < 10; ++i)
        reps.push_back({.id = i + 1});
    const std::vector<predictive_ref> d(alike.begin(), alike.end());
    const allocation a = allocate(205, reps, d);
    CHECK(std::isnan(figures_of(a, reps, d).relation_to_size));
    std::vector<candidate> others = reps;
    others[3].id = 99;
    CHECK_THROWS_AS((void)figures_of(a, others, d), error);

    struct endless {
        [[nodiscard]] double tail(units k) const {
            return k <= 8 ? 1 : std::pow(8.0 / static_cast<double>(k), 1.5);
        }
        [[nodiscard]] double quantile(double p) const { return 8 * std::pow(1 - p, -1 / 1.5); }
        [[nodiscard]] double mean() const { return 24; }
        [[nodiscard]] double variance() const { return std::numeric_limits<double>::infinity(); }
    };
    const std::vector<endless> pareto(2);
    const std::vector<predictive_ref> e(pareto.begin(), pareto.end());
    const allocation wide = allocate(40, std::span{reps}.first(2), e);
    CHECK(std::isnan(figures_of(wide, std::span{reps}.first(2), e).team_chance));
    double exact = 0; // E[min(D, 100)], above the mean
    for (units k = 1; k <= 100; ++k)
        exact += e[0].tail(k);
    const std::vector<candidate> fixed{{.id = 1, .lock = 100}};
    const std::span<const predictive_ref> first{e.data(), 1};
    CHECK(figures_of(allocate(100, fixed, first), fixed, first).expected_credited ==
          doctest::Approx(exact).epsilon(1e-6));

    const std::vector<normal> huge{normal{2e18, 6e17}};
    const std::vector<candidate> locked{{.id = 1, .lock = unlimited}};
    const std::vector<predictive_ref> h(huge.begin(), huge.end());
    CHECK(figures_of(allocate(unlimited, locked, h), locked, h).expected_credited ==
          doctest::Approx(2e18).epsilon(0.01));
}

TEST_CASE("under a negative total previous quotas keep their sign") {
    const std::vector<candidate> reps{{.id = 1, .previous = -10, .change_cap = fraction{0.2}},
                                      {.id = 2, .previous = -10},
                                      {.id = 3, .previous = -10}};
    const allocation a = allocate(-33, reps, equal_split{});
    REQUIRE(a.feasible);
    for (const quota& q : a.quotas) {
        CHECK(q.amount == -11);
        CHECK(q.change == -1);
    }
    CHECK(allocate(-60, reps, equal_split{}).quotas[0].amount == -12);
}

TEST_CASE("who has no bound has no next change at the end of all numbers") {
    const std::vector<candidate> free{{.id = 1}};
    CHECK(!next_change({.total = 10}, free, std::span{views}.first(1)));
    CHECK(!next_change({.total = 10, .options = {.quantum = 5}}, free, std::span{views}.first(1)));
    const std::vector<candidate> signed_ones{{.id = 1, .floor = -unlimited}};
    const std::vector<normal> d{normal{-3, 4}};
    const std::vector<predictive_ref> below_zero(d.begin(), d.end());
    CHECK(!next_change({.total = -10}, signed_ones, below_zero));
    const std::vector<candidate> capped{{.id = 1, .cap = 40}};
    CHECK(next_change({.total = 10}, capped, std::span{views}.first(1)) == 40);
    // A negative total's sizes fall as it rises: the floor is ahead of them.
    const std::vector<candidate> floored{{.id = 1}, {.id = 2, .floor = 10}};
    CHECK(next_change({.total = -60, .by = equal_split{}}, floored, {}) == -21);
    const std::vector<candidate> all_of_it{{.id = 1, .weight = 1}, {.id = 2, .weight = 0}};
    CHECK(!next_change({.total = 19, .by = proportional{}, .options = {.over_assignment_bp = 500}}, all_of_it,
                       {}));
}

TEST_CASE("next change: by what allocate() takes, whole blocks, amounts of any size, Hamilton") {
    const std::vector<normal> two{{20, 4}, {14, 6}};
    const std::vector<predictive_ref> d(two.begin(), two.end());
    const std::vector<candidate> capped{{.id = 1, .cap = 45}, {.id = 2}};
    const auto next = next_change({.total = 50, .options = {.quantum = 10}}, capped, d);
    const auto state = [&](units total) {
        return allocate(total, capped, d, equal_attainability{}, {.quantum = 10}).quotas[0].state;
    };
    REQUIRE(state(50) != quota_state::at_cap); // at 40 nothing more fits, though the cap is 45
    REQUIRE(next);
    CHECK(state(*next) == quota_state::at_cap);
    CHECK(state(*next - 10) != quota_state::at_cap);

    // Streets are 110, 121 and so on: what is no multiple of 10 is passed over.
    const std::vector<candidate> wide{{.id = 1, .floor = 5, .cap = 100}, {.id = 2}};
    const auto over =
        next_change({.total = 100, .options = {.quantum = 10, .over_assignment_bp = 1000}}, wide, d);
    REQUIRE(over);
    CHECK(allocate(*over, wide, d, equal_attainability{}, {.quantum = 10, .over_assignment_bp = 1000})
              .feasible);

    const std::vector<candidate> huge{{.id = 1, .cap = units{1} << 50, .weight = 1},
                                      {.id = 2, .cap = units{1} << 51, .weight = 1}};
    const auto far = next_change({.total = 100, .by = proportional{}}, huge, {});
    REQUIRE(far);
    CHECK(allocate(*far, huge, proportional{}).quotas[0].state == quota_state::at_cap);
    CHECK(allocate(*far - 1, huge, proportional{}).quotas[0].state == quota_state::free);
}

TEST_CASE("a comparison of what nobody has a weight for, and of negative totals") {
    const std::vector<normal> losses{{-5, 3}, {-7, 4}};
    const std::vector<predictive_ref> d(losses.begin(), losses.end());
    const std::vector<candidate> reps{{.id = 1, .floor = -50, .cap = 0}, {.id = 2, .floor = -50, .cap = -6}};
    const auto signed_ones = compare({.total = -10}, reps, d);
    REQUIRE(signed_ones.size() == 3);
    for (const outcome& o : signed_ones) {
        REQUIRE(o.split.feasible);
        CHECK(o.split.quotas[0].amount + o.split.quotas[1].amount == -10);
        CHECK(o.split.quotas[1].amount <= -6);
        CHECK(o.split.quotas[0].change == o.split.quotas[0].amount);
    }
    const std::vector<candidate> plain{{.id = 1}, {.id = 2}};
    CHECK(compare({.total = 10, .by = equal_split{}}, plain, {})[2].split.quotas[0].amount == 5);
    // What the comparison makes up for the proportional split does not touch the policy itself.
    const std::vector<candidate> before{{.id = 1, .previous = 10},
                                        {.id = 2, .previous = 30},
                                        {.id = 3, .previous = 5},
                                        {.id = 4, .previous = 50}};
    for (const policy& by : {policy{blend{0.05, change_scale::weight}}, policy{blend{0.05}}}) {
        const outcome first = compare({.total = 90, .by = by}, before, views)[0];
        const allocation alone = allocate(90, before, views, by);
        for (std::size_t i = 0; i < 4; ++i)
            CHECK(first.split.quotas[i].amount == alone.quotas[i].amount);
    }
}

TEST_CASE("the expected credited total is the sum of the chances of its units, whatever the quotas") {
    for (int mean = 1; mean < 40; mean += 2)
        for (const double spread : {1.2, 2.0, 3.7, 5.2}) {
            const std::vector<negative_binomial> d{{static_cast<double>(mean), mean * spread}};
            const std::vector<predictive_ref> one(d.begin(), d.end());
            const std::vector<candidate> rep{{.id = 1}};
            double sum = 0;
            for (units q = 0; q < 90; ++q) {
                if (q > 0) sum += d[0].tail(q);
                CHECK(figures_of(allocate(q, rep, d), rep, one).expected_credited ==
                      doctest::Approx(sum).epsilon(1e-8));
            }
        }
}
