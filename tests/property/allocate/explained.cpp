// What explanations claim, against solving again: the price, the quota without own bounds, the next change.
#include <attain/allocate/certificate.hpp>
#include <attain/allocate/explain.hpp>
#include <attain/estimate/predictive.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <random>
#include <string>

using namespace attain;

namespace {

int upto(std::mt19937_64& random, int most) {
    return static_cast<int>(random() % static_cast<unsigned>(most + 1));
}

struct company {
    units total{};
    std::vector<candidate> reps{};
    std::vector<negative_binomial> tails{};
    allocate_options options{};

    [[nodiscard]] std::vector<predictive_ref> views() const { return {tails.begin(), tails.end()}; }
};

company random_company(std::mt19937_64& random, std::uint64_t salt) {
    company c;
    c.options.salt = salt;
    const int nodes = upto(random, 3);
    for (int v = 1; v <= nodes; ++v) {
        team_node n{.id = v};
        if (v > 1 && upto(random, 1) == 0) n.parent = team_id{v - 1};
        if (upto(random, 2) == 0) n.floor = upto(random, 10);
        if (upto(random, 2) == 0) n.cap = std::max<units>(std::max<units>(n.floor, 0), 5 + upto(random, 35));
        n.weight = upto(random, 5);
        n.relax_weight = 1 + upto(random, 2);
        c.options.nodes.push_back(n);
    }
    const int n = 1 + upto(random, 4);
    for (int i = 0; i < n; ++i) {
        const double mean = 1 + upto(random, 19);
        c.tails.emplace_back(mean, mean * (1.2 + 0.1 * upto(random, 40)));
        candidate r{.id = i + 1};
        r.weight = i == 0 ? 1 + upto(random, 4) : upto(random, 5);
        r.previous = upto(random, 15);
        r.value = 0.5 * upto(random, 4);
        r.relax_weight = 1 + upto(random, 2);
        if (upto(random, 1) == 0) r.floor = upto(random, 6);
        if (upto(random, 1) == 0) r.cap = r.floor + upto(random, 15);
        if (upto(random, 3) == 0) r.change_cap = fraction{0.1 * upto(random, 10)};
        if (upto(random, 5) == 0) r.lock = upto(random, 10);
        if (upto(random, 3) == 0) r.ramp = fraction{0.25 * (1 + upto(random, 3))};
        if (nodes > 0 && upto(random, 3) != 0) r.node = team_id{1 + upto(random, nodes - 1)};
        c.reps.push_back(r);
    }
    if (nodes > 0) c.options.mode = static_cast<tree_mode>(upto(random, 2));
    if (upto(random, 2) == 0) c.options.quantum = 2 + upto(random, 3);
    if (upto(random, 1) == 0) c.options.residual_holder = rep_id{1};
    if (upto(random, 2) == 0) c.options.over_assignment_bp = 500 * upto(random, 3);
    c.options.repair = static_cast<when_infeasible>(upto(random, 2));
    c.total = upto(random, 60);
    return c;
}

const std::vector<policy>& policies() {
    static const std::vector<policy> all{equal_attainability{},
                                         value_weighted{},
                                         proportional{},
                                         hamilton{},
                                         equal_split{},
                                         least_change{},
                                         least_change{change_cost::absolute, change_scale::previous},
                                         alpha_fair{2},
                                         blend{0.02}};
    return all;
}

// None where these arguments are refused (a holder who is locked, a quantum that does not divide, ...).
std::optional<allocation> split(const company& c, const policy& by) {
    try {
        return allocate(c.total, c.reps, c.tails, by, c.options);
    } catch (const error&) {
        return std::nullopt;
    }
}

double credited(const company& c, const allocation& a) {
    const std::vector<predictive_ref> views = c.views();
    return figures_of(a, c.reps, views).expected_credited;
}

units placed(const allocation& a) {
    units sum = 0;
    for (const quota& q : a.quotas)
        sum += q.amount;
    return sum;
}

std::vector<int> states(const allocation& a) {
    std::vector<int> out;
    for (const quota& q : a.quotas)
        out.push_back((q.amount - a.quantum >= q.low ? 1 : 0) + (q.amount + a.quantum > q.high ? 2 : 0));
    return out;
}

} // namespace

TEST_CASE("the price is what the next unit adds, for every policy, mode and repair") {
    std::mt19937_64 random{5};
    int compared = 0;
    int nobody = 0;
    for (int round = 0; round < 1500; ++round) {
        company c = random_company(random, static_cast<std::uint64_t>(round));
        c.options.over_assignment_bp = 0;
        for (const policy& by : policies()) {
            CAPTURE(round);
            CAPTURE(std::string{name(by)});
            const std::optional<allocation> a = split(c, by);
            if (!a || a->quotas.empty()) continue;
            company more = c;
            more.total += c.options.quantum;
            const std::optional<allocation> b = split(more, by);
            REQUIRE(b);
            if (b->quotas.empty() || a->unassigned != 0 || b->unassigned != 0) {
                CHECK(std::isnan(a->price));
                ++nobody;
                continue;
            }
            const double added =
                (credited(more, *b) - credited(c, *a)) / static_cast<double>(placed(*b) - placed(*a));
            CHECK(a->price == doctest::Approx(added).epsilon(1e-6));
            CHECK(figures_of(*a, c.reps, c.views()).price == a->price);
            ++compared;
        }
    }
    CHECK(compared > 5000);
    CHECK(nobody > 200);
}

TEST_CASE("the price of a negative total: what the next larger one gives back") {
    const std::vector<negative_binomial> tails{{20, 40}, {14, 50}};
    const std::vector<candidate> reps{{.id = 1, .weight = 3}, {.id = 2, .weight = 1}};
    const allocation a = allocate(-10, reps, tails, proportional{});
    CHECK(a.price == doctest::Approx(1)); // nobody books fewer than none
}

TEST_CASE("quotas without own bounds are those of solving again without them") {
    std::mt19937_64 random{7};
    int moved = 0;
    for (int round = 0; round < 600; ++round) {
        company c = random_company(random, static_cast<std::uint64_t>(round));
        for (const policy& by : policies()) {
            const std::optional<allocation> a = split(c, by);
            if (!a || a->quotas.empty()) continue;
            CAPTURE(round);
            CAPTURE(std::string{name(by)});
            const std::vector<explanation> why = explain(c.total, c.reps, c.views(), by, c.options);
            REQUIRE(why.size() == c.reps.size());
            for (std::size_t i = 0; i < why.size(); ++i) {
                units sum = 0;
                for (const explanation_line& l : why[i].lines)
                    sum += l.amount;
                CHECK(sum == a->quotas[i].amount);
                const quota& q = a->quotas[i];
                if (!a->feasible || q.state == quota_state::free || q.state == quota_state::held_by_node)
                    continue;
                if (c.reps[i].lock && c.options.quantum > 1) continue; // keeps its remainder
                company freed = c;
                candidate& r = freed.reps[i];
                r.floor = std::min<units>(r.floor, 0);
                r.cap = r.capacity = unlimited;
                r.lock.reset();
                r.change_cap.reset();
                const std::optional<allocation> b = split(freed, by);
                if (!b || b->quotas.empty()) continue;
                CHECK(why[i].without_own_bounds == b->quotas[i].amount);
                moved += why[i].without_own_bounds != q.amount ? 1 : 0;
            }
        }
    }
    CHECK(moved > 500);
}

// Counts, and amounts in hundredths: there the bounded reps move hundreds of units for each one that others
// hold.
TEST_CASE("many bounded reps: all at once and one by one agree") {
    std::mt19937_64 random{3};
    for (const double scale : {1.0, 1'000.0, 50'000.0}) {
        CAPTURE(scale);
        company c;
        for (int i = 0; i < 160; ++i) {
            const double mean = scale * (20 + 0.001 * upto(random, 40'000));
            c.tails.emplace_back(mean, mean * scale * (2 + 0.001 * upto(random, 4000)));
            candidate r{.id = i + 1, .weight = mean, .previous = static_cast<units>(mean)};
            if (i % 5 == 0) r.cap = static_cast<units>((0.5 + 0.1 * upto(random, 4)) * mean);
            if (i % 5 == 1) r.floor = static_cast<units>((1.1 + 0.1 * upto(random, 4)) * mean);
            if (i % 25 == 2) r.lock = static_cast<units>(mean);
            c.reps.push_back(r);
            c.total += static_cast<units>(mean);
        }
        const auto check = [&](const policy& by) {
            const std::vector<predictive_ref> views = c.views();
            const std::vector<explanation> why = explain(c.total, c.reps, views, by, c.options);
            for (std::size_t i = 0; i < c.reps.size(); ++i) {
                if (i % 5 > 2 || i / 5 % 4 != 0) continue;
                std::vector<candidate> freed = c.reps;
                freed[i].floor = 0;
                freed[i].cap = unlimited;
                freed[i].lock.reset();
                CHECK(why[i].without_own_bounds ==
                      allocate(c.total, freed, views, by, c.options).quotas[i].amount);
            }
        };
        for (const policy& by : policies()) {
            CAPTURE(std::string{name(by)});
            check(by);
        }
        // Teams that are nearly full, or hold little more than they must: some of the moves would pass that.
        const std::optional<allocation> a = split(c, equal_attainability{});
        REQUIRE(a);
        for (int v = 1; v <= 4; ++v) {
            team_node n{.id = v};
            if (v > 2) n.parent = team_id{v - 2};
            units sum = 0;
            for (std::size_t i = 0; i < c.reps.size(); ++i) {
                const auto team = static_cast<int>(1 + i % 4);
                if (v > 2 ? team != v : team != v && team != v + 2) continue;
                c.reps[i].node = team_id{team};
                sum += a->quotas[i].amount;
            }
            if (v != 2) n.cap = sum + static_cast<units>(12 * scale);
            if (v == 2) n.floor = sum - static_cast<units>(5 * scale);
            c.options.nodes.push_back(n);
        }
        check(equal_attainability{});
    }
}

TEST_CASE(
    "the next change is the smallest larger total with another state, with quanta and over-assignment") {
    std::mt19937_64 random{9};
    int found = 0;
    for (int round = 0; round < 400; ++round) {
        company c = random_company(random, static_cast<std::uint64_t>(round));
        c.options.repair = when_infeasible::report;
        c.options.residual_holder.reset();
        for (const policy& by : policies()) {
            const std::optional<allocation> a = split(c, by);
            if (!a || !a->feasible) continue;
            CAPTURE(round);
            CAPTURE(std::string{name(by)});
            std::optional<units> first;
            company more = c;
            for (more.total = c.total + 1; !first && more.total <= c.total + 120; ++more.total) {
                const std::optional<allocation> b = split(more, by); // none: the quantum does not divide
                if (b && !b->feasible) break;
                if (b && states(*b) != states(*a)) first = more.total;
            }
            const auto next = next_change({c.total, by, c.options}, c.reps, c.views());
            if (first || (next && *next <= c.total + 120)) CHECK(next == first);
            found += first ? 1 : 0;
        }
    }
    CHECK(found > 500);
}

TEST_CASE("where no change is next, none comes however far the total rises") {
    std::mt19937_64 random{10};
    int none = 0;
    int later = 0;
    for (int round = 0; round < 400; ++round) {
        company c = random_company(random, static_cast<std::uint64_t>(round));
        c.options.repair = when_infeasible::report;
        c.options.over_assignment_bp = 0;
        for (candidate& r : c.reps) { // never beyond a floor without weight; few caps
            if (upto(random, 2) == 0 && r.id != rep_id{1}) r.weight = 0;
            if (upto(random, 2) > 0) r.cap = unlimited;
        }
        for (const policy& by : policies()) {
            if (std::holds_alternative<hamilton>(by)) continue;
            const std::optional<allocation> a = split(c, by);
            if (!a || !a->feasible) continue;
            CAPTURE(round);
            CAPTURE(std::string{name(by)});
            const auto next = next_change({c.total, by, c.options}, c.reps, c.views());
            // Quotas only rise: whoever stands as before at a larger total has done so all the way.
            for (const units further :
                 {units{60}, units{6'000}, units{6'000'000}, units{6'000'000'000'000}}) {
                company more = c;
                more.total += further; // a multiple of every quantum here
                if (next && *next <= more.total) break;
                const std::optional<allocation> b = split(more, by);
                REQUIRE(b);
                if (!b->feasible) break;
                CHECK(states(*b) == states(*a));
                none += next ? 0 : 1;
                later += next ? 1 : 0;
            }
            if (!next) continue;
            company there = c;
            there.total = *next;
            const std::optional<allocation> b = split(there, by);
            REQUIRE(b);
            CHECK(states(*b) != states(*a));
        }
    }
    CHECK(none > 1000);
    CHECK(later > 20);
}

TEST_CASE("the comparison's first is the split itself, and all are under the same bounds") {
    std::mt19937_64 random{11};
    for (int round = 0; round < 300; ++round) {
        const company c = random_company(random, static_cast<std::uint64_t>(round));
        for (const policy& by : policies()) {
            const std::optional<allocation> a = split(c, by);
            if (!a) continue;
            CAPTURE(round);
            CAPTURE(std::string{name(by)});
            const std::vector<outcome> all = compare({c.total, by, c.options}, c.reps, c.views());
            REQUIRE(all.size() == 3);
            REQUIRE(all[0].split.quotas.size() == a->quotas.size());
            for (std::size_t i = 0; i < a->quotas.size(); ++i)
                CHECK(all[0].split.quotas[i].amount == a->quotas[i].amount);
        }
    }
}

TEST_CASE("every repair proves itself, through every kind of tree") {
    std::mt19937_64 random{13};
    int repaired = 0;
    for (int round = 0; round < 1500; ++round) {
        company c = random_company(random, static_cast<std::uint64_t>(round));
        for (team_node& n : c.options.nodes)
            if (upto(random, 2) == 0) n.over_assignment_bp = 500 * upto(random, 3);
        for (const policy& by : policies()) {
            const std::optional<allocation> a = split(c, by);
            if (!a || a->quotas.empty()) continue;
            CAPTURE(round);
            CAPTURE(std::string{name(by)});
            CHECK(placed(*a) + a->unassigned == a->street);
            const certificate proof = certify(*a, c.reps, c.tails, by, c.options);
            CHECK(proof.sum_exact);
            CHECK(proof.bounds_hold);
            CHECK(proof.exchange_optimal);
            for (const quota& q : a->quotas) {
                CHECK(q.change == q.amount - c.reps[static_cast<std::size_t>(q.rep.value - 1)].previous);
                if (a->relaxed.empty()) CHECK((q.amount >= q.low && q.amount <= q.high));
            }
            repaired += a->feasible ? 0 : 1;
        }
    }
    CHECK(repaired > 1000);
}
