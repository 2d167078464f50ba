// Equal attainability over exact tails: the bracketed search for the common chance gives the quotas that
// plain selection gives, and they prove themselves - with forecasts of every kind, tails, ties, bounds,
// trees.
#include <attain/allocate/allocate.hpp>
#include <attain/allocate/certificate.hpp>
#include <attain/estimate/forecast.hpp>
#include <attain/estimate/normal.hpp>
#include <attain/estimate/predictive.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <deque>
#include <random>

using namespace attain;

namespace {

double unit(std::mt19937_64& random) {
    return static_cast<double>(random() >> 11) * 0x1p-53;
}
units upto(std::mt19937_64& random, units most) {
    return static_cast<units>(random() % static_cast<std::uint64_t>(most + 1));
}
double between(std::mt19937_64& random, double low, double high) { // evenly in the logarithm
    return std::exp(std::log(low) + unit(random) * std::log(high / low));
}

struct world {
    std::deque<forecast> forecasts{};
    std::deque<negative_binomial> counts{};
    std::deque<attain::gamma> amounts{};
    std::deque<normal> normals{};
    std::vector<candidate> reps{};
    std::vector<predictive_ref> predictives{};
    allocate_options options{};
    units low{};
    double middle{};
};

forecast random_forecast(std::mt19937_64& random, double size) {
    const auto kind = static_cast<metric_kind>(upto(random, 2));
    std::array<opinion, 8> opinions{};
    const auto many = static_cast<std::size_t>(1 + upto(random, 7));
    const bool apart = upto(random, 3) == 0; // peaks that do not overlap
    for (std::size_t j = 0; j < many; ++j) {
        opinion& o = opinions[j];
        o.weight = 1.0 / static_cast<double>(many);
        o.mean = size * between(random, apart ? 0.03 : 0.7, apart ? 30 : 1.4);
        o.variance = o.mean + o.mean * o.mean / between(random, apart ? 20 : 0.1, 2000);
        if (kind != metric_kind::count) o.nothing = upto(random, 2) == 0 ? 0.6 * unit(random) : 0;
        if (kind == metric_kind::signed_amount) o.centre = o.mean * (unit(random) - 0.3);
    }
    const units done = upto(random, 2) == 0 ? upto(random, static_cast<units>(size)) : 0;
    if (upto(random, 30) == 0) return {{.kind = kind, .done = done}, mixture{}}; // no time left
    return {{.kind = kind, .done = done}, mixture{kind, std::span{opinions}.first(many)}};
}

void add_predictive(world& w, std::mt19937_64& random, double size) {
    if (!w.predictives.empty() && upto(random, 5) == 0) { // another rep just like one before: ties
        w.predictives.push_back(w.predictives[static_cast<std::size_t>(random() % w.predictives.size())]);
        return;
    }
    switch (upto(random, 5)) {
    case 0:
        w.counts.emplace_back(size, size + size * size / between(random, 1e-2, 1e6));
        w.predictives.emplace_back(w.counts.back());
        break;
    case 1:
        w.amounts.emplace_back(size, size * size / between(random, 1e-2, 1e6));
        w.predictives.emplace_back(w.amounts.back());
        break;
    case 2:
        w.normals.emplace_back(size, size * between(random, 1e-3, 2));
        w.predictives.emplace_back(w.normals.back());
        break;
    default:
        w.forecasts.push_back(random_forecast(random, size));
        w.predictives.emplace_back(w.forecasts.back());
    }
}

// Bounds that bind for some, locks, ranks, ramps, in a third a quantum, in a third a tree with bounds.
world random_world(std::mt19937_64& random, std::size_t n) {
    world w;
    const double most = upto(random, 3) == 0 ? 1e7 : 300;
    const bool below_zero = upto(random, 3) == 0;
    w.options.salt = random();
    if (upto(random, 2) == 0) w.options.quantum = 1 + upto(random, 6);
    if (upto(random, 2) == 0) w.options.nodes = {{.id = 1}, {.id = 2, .parent = team_id{1}}, {.id = 3}};
    for (std::size_t i = 0; i < n; ++i) {
        const double size = between(random, 0.5, most);
        add_predictive(w, random, size);
        candidate c{.id = static_cast<std::int64_t>(7 * i + 1)};
        const auto whole = static_cast<units>(std::fmax(w.predictives.back().mean(), 0));
        if (below_zero) c.floor = -unlimited / 4;
        if (upto(random, 4) == 0) c.floor = upto(random, whole);
        if (upto(random, 4) == 0) c.cap = std::max<units>(c.floor, 0) + upto(random, 2 * whole);
        if (upto(random, 15) == 0) c.lock = upto(random, whole);
        if (upto(random, 9) == 0) c.ramp = fraction::from_ppm(upto(random, 1'000'000));
        c.rank = static_cast<std::int32_t>(upto(random, 1));
        if (!w.options.nodes.empty() && upto(random, 3) != 0) c.node = team_id{1 + upto(random, 2)};
        w.reps.push_back(c);
        w.low += std::max<units>(interval_of(c).low, -1'000'000);
        w.middle += std::fmax(w.predictives.back().mean(), static_cast<double>(std::max<units>(c.floor, 0)));
    }
    w.options.residual_holder = w.reps.front().id;
    w.reps.front().lock.reset();
    return w;
}

units random_total(const world& w, std::mt19937_64& random) {
    const auto middle = static_cast<units>(w.middle);
    switch (upto(random, 7)) {
    case 0:
        return std::max<units>(w.low, 0) + upto(random, 1);
    case 1:
        return w.low + upto(random, middle / 1000 + 1);
    case 2:
        return 50 * middle + upto(random, 3); // far into the tails
    default:
        return static_cast<units>(w.middle * (0.3 + 1.4 * unit(random)));
    }
}

struct tally {
    int solved{};
    int compared{};
    int tied{};
    int held{};
    int flat{};
};

// Somebody stands where a unit changes the chance by no more than rounding does, between separate peaks say:
// then last bits decide, and their order is no promise.
bool on_a_plateau(const allocation& a) {
    for (const quota& q : a.quotas)
        if (q.low < q.high && q.probability < 1 - 1e-9 &&
            std::fabs(q.probability - q.probability_next) <= 1e-11 * q.probability && q.probability > 1e-290)
            return true;
    return false;
}

// Whether value weights of 1 order the deciding slots in the same way: chances not so near 1 that only their
// complement has digits, no denormal ones, and nobody on a plateau of the distribution, where last bits
// decide.
bool plain_order(const allocation& a) {
    const auto inside = [](const chance_interval& c) { return c.high < 1 - 1e-4 && c.low > 1e-290; };
    bool plain = inside(a.chance);
    for (const node_total& n : a.nodes)
        plain = plain && (std::isnan(n.chance.low) || inside(n.chance));
    return plain && !on_a_plateau(a);
}

// Value weights of 1 take the plain road.
void check_one(world w, std::mt19937_64& random, tally& count) {
    const units total = random_total(w, random);
    if (!w.options.nodes.empty()) {
        const allocation slack = allocate(total, w.reps, w.predictives, equal_attainability{}, w.options);
        if (slack.feasible && slack.nodes[1].amount > 0 && upto(random, 1) == 0)
            w.options.nodes[1].cap = slack.nodes[1].amount - slack.nodes[1].amount / 20;
        if (slack.feasible && slack.nodes[2].amount > 0 && upto(random, 1) == 0)
            w.options.nodes[2].floor = slack.nodes[2].amount + slack.nodes[2].amount / 20;
    }
    const allocation a = allocate(total, w.reps, w.predictives, equal_attainability{}, w.options);
    if (!a.feasible) return;
    ++count.solved;
    const certificate proof = certify(a, w.reps, w.predictives, equal_attainability{}, w.options);
    REQUIRE(proof.sum_exact);
    REQUIRE(proof.bounds_hold);
    const bool flat = on_a_plateau(a);
    count.flat += flat ? 1 : 0;
    if (!flat) REQUIRE(proof.exchange_optimal);
    REQUIRE(a.chance.low <= a.chance.high);
    if (flat && a.nodes.empty()) { // equal chances all the same, as far as tails are right
        double worst = 1;
        double best = 0;
        for (const quota& q : a.quotas) {
            if (q.amount >= q.low + w.options.quantum) worst = std::fmin(worst, q.probability);
            if (q.amount <= q.high - w.options.quantum) best = std::fmax(best, q.probability_next);
        }
        if (worst > 1e-200) REQUIRE(best <= worst * (1 + 1e-12));
    }
    for (std::size_t i = 0; i < a.quotas.size(); ++i) {
        const quota& q = a.quotas[i];
        count.tied += q.tie ? 1 : 0;
        count.held += q.held_by ? 1 : 0;
        if (w.reps[i].ramp.ppm() != fraction::one_ppm) continue;
        REQUIRE(q.probability == w.predictives[i].tail(q.amount));
        REQUIRE(q.probability_next == w.predictives[i].tail(q.amount + w.options.quantum));
    }
    if (!plain_order(a)) return;
    ++count.compared;
    const allocation plain = allocate(total, w.reps, w.predictives, value_weighted{}, w.options);
    REQUIRE(plain.quotas.size() == a.quotas.size());
    for (std::size_t i = 0; i < a.quotas.size(); ++i)
        REQUIRE(plain.quotas[i].amount == a.quotas[i].amount);
}

tally run(int rounds, std::size_t most, std::uint64_t seed) {
    std::mt19937_64 random{seed};
    tally count;
    for (int round = 0; round < rounds; ++round) {
        CAPTURE(round);
        const auto n = static_cast<std::size_t>(1 + upto(random, static_cast<units>(most) - 1));
        check_one(random_world(random, n), random, count);
    }
    return count;
}

} // namespace

TEST_CASE("over exact tails: bracketed and plain selection give the same quotas, and both prove themselves") {
    const tally small = run(1500, 12, 71);
    CHECK(small.solved > 1000);
    CHECK(small.compared > 400);
    CHECK(small.tied > 100);
    CHECK(small.held > 100);
    CHECK(small.flat < small.solved / 20);
    const tally large = run(12, 900, 73); // a sample straightens the lines
    CHECK(large.solved > 6);
    CHECK(large.compared > 3);
}

TEST_SUITE("long") {
    TEST_CASE("over exact tails, at length" * doctest::skip()) {
        CHECK(run(20'000, 12, 7).compared > 5'000);
        CHECK(run(300, 1500, 8).compared > 60);
    }
}
