// Trees of bounds, quanta and repairs against all integer splits of tiny teams.
#include <attain/allocate/allocate.hpp>
#include <attain/allocate/certificate.hpp>
#include <attain/estimate/predictive.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <optional>
#include <random>

using namespace attain;

namespace {

struct company {
    std::vector<candidate> reps{};
    std::vector<negative_binomial> predictives{};
    allocate_options options{};
    units total{};
};

int upto(std::mt19937_64& random, int most) {
    return static_cast<int>(random() % static_cast<unsigned>(most + 1));
}

// Up to 5 reps below region 1 (teams 3, 4), region 2, or the company itself.
company random_company(std::mt19937_64& random, bool tight) {
    company c;
    c.options.nodes = {
        {.id = 1}, {.id = 2}, {.id = 3, .parent = team_id{1}}, {.id = 4, .parent = team_id{1}}};
    for (team_node& n : c.options.nodes) {
        if (upto(random, 1) == 0) n.cap = upto(random, tight ? 6 : 10);
        if (upto(random, 1) == 0) n.floor = upto(random, tight ? 5 : 3);
        if (n.cap < n.floor) std::swap(n.cap, n.floor);
        n.relax_weight = 1 + upto(random, 2);
    }
    const int n = 1 + upto(random, 4);
    for (int i = 0; i < n; ++i) {
        candidate r{.id = 20 - i};
        r.floor = upto(random, 2);
        r.cap = r.floor + upto(random, 4);
        r.weight = 1 + upto(random, 6);
        r.previous = upto(random, 5);
        r.relax_weight = 1 + upto(random, 2);
        if (upto(random, 7) == 0) r.lock = upto(random, 4);
        if (upto(random, 5) == 0) r.change_cap = fraction{0.5};
        const int where = upto(random, 4);
        if (where > 0) r.node = team_id{where};
        c.reps.push_back(r);
        const double mean = 0.3 + 0.5 * upto(random, 12);
        c.predictives.emplace_back(mean, mean * (1.05 + 0.4 * upto(random, 5)));
    }
    c.total = upto(random, 5 * n);
    return c;
}

bool below(const company& c, const candidate& r, team_id v) {
    std::optional<team_id> at = r.node;
    while (at && *at != v) {
        const auto n = std::find_if(c.options.nodes.begin(), c.options.nodes.end(),
                                    [&](const team_node& x) { return x.id == *at; });
        at = n->parent;
    }
    return at.has_value();
}

units sum_below(const company& c, const std::vector<units>& q, team_id v) {
    units sum = 0;
    for (std::size_t i = 0; i < q.size(); ++i)
        sum += below(c, c.reps[i], v) ? q[i] : 0;
    return sum;
}

// All splits of the total with 0 <= q <= most.
void each_split(const company& c, units most, const std::function<void(const std::vector<units>&)>& use) {
    std::vector<units> q(c.reps.size());
    const std::function<void(std::size_t, units)> step = [&](std::size_t i, units left) {
        if (i == q.size()) {
            if (left == 0) use(q);
            return;
        }
        for (units k = 0; k <= std::min(most, left); ++k) {
            q[i] = k;
            step(i + 1, left - k);
        }
    };
    step(0, c.total);
}

bool allowed(const company& c, const std::vector<units>& q) {
    for (std::size_t i = 0; i < q.size(); ++i) {
        const bound_interval b = interval_of(c.reps[i]);
        if (q[i] < b.low || q[i] > b.high) return false;
        if (!c.reps[i].lock && q[i] % c.options.quantum != 0) return false;
    }
    for (const team_node& n : c.options.nodes) {
        const units sum = sum_below(c, q, n.id);
        if (sum < n.floor || sum > n.cap) return false;
    }
    return true;
}

std::vector<units> in_row_order(const company& c, const allocation& a) {
    std::vector<units> q;
    for (const candidate& r : c.reps)
        q.push_back(a.find(r.id)->amount);
    return q;
}

// Lock, node, floor, cap, change cap: units of violation times weight.
using penalty = std::array<units, 5>;

penalty penalty_of(const company& c, const std::vector<units>& q) {
    penalty p{};
    const auto outside = [](units x, units low, units high) {
        return x < low ? low - x : x > high ? x - high : 0;
    };
    for (std::size_t i = 0; i < q.size(); ++i) {
        const candidate& r = c.reps[i];
        if (r.lock) {
            p[0] += r.relax_weight * outside(q[i], *r.lock, *r.lock);
            continue;
        }
        p[2] += r.relax_weight * outside(q[i], r.floor, unlimited);
        p[3] += r.relax_weight * outside(q[i], 0, r.cap);
        if (r.change_cap) {
            const units reach = r.previous / 2;
            p[4] += r.relax_weight * outside(q[i], r.previous - reach, r.previous + reach);
        }
    }
    for (const team_node& n : c.options.nodes)
        p[1] += n.relax_weight * outside(sum_below(c, q, n.id), n.floor, n.cap);
    return p;
}

} // namespace

TEST_CASE("trees: feasible exactly when some split fits, and then the best of them") {
    std::mt19937_64 random{99};
    int feasible = 0;
    for (int round = 0; round < 3000; ++round) {
        company c = random_company(random, false);
        const bool even = upto(random, 4) == 0;
        if (even) {
            c.options.quantum = 2;
            units locks = 0;
            for (const candidate& r : c.reps)
                locks += r.lock.value_or(0);
            if ((c.total - locks) % 2 != 0) ++c.total;
        }
        CAPTURE(round);
        using cost = std::function<double(std::size_t, units)>;
        const units g = c.options.quantum;
        const auto mid = [&](units k) { return static_cast<double>(k) - 0.5 * static_cast<double>(g); };
        const std::vector<std::pair<policy, cost>> policies{
            {equal_attainability{}, [&](std::size_t i, units k) { return -c.predictives[i].tail(k); }},
            {proportional{}, [&](std::size_t i, units k) { return mid(k) / c.reps[i].weight; }},
            {least_change{},
             [&](std::size_t i, units k) { return 2 * (mid(k) - static_cast<double>(c.reps[i].previous)); }}};
        for (const auto& [by, of] : policies) {
            const auto total_cost = [&](const std::vector<units>& q) {
                double sum = 0;
                for (std::size_t i = 0; i < q.size(); ++i)
                    for (units k = q[i]; k > 0 && !c.reps[i].lock; k -= g)
                        sum += of(i, k);
                return sum;
            };
            const allocation a = allocate(c.total, c.reps, c.predictives, by, c.options);
            double best = 1e300;
            each_split(c, 8, [&](const std::vector<units>& q) {
                if (allowed(c, q)) best = std::min(best, total_cost(q));
            });
            REQUIRE(a.feasible == (best < 1e300));
            if (!a.feasible) {
                CHECK(a.problem.gap > 0);
                CHECK_FALSE(a.problem.text().empty());
                continue;
            }
            ++feasible;
            const std::vector<units> ours = in_row_order(c, a);
            CHECK(allowed(c, ours));
            CHECK(total_cost(ours) <= best + 1e-9);
            CHECK(certify(a, c.reps, c.predictives, by, c.options));
        }
    }
    CHECK(feasible > 700);
}

TEST_CASE("a repair has the least penalty of all splits, class by class") {
    std::mt19937_64 random{31};
    int repaired = 0;
    int locks_gave_way = 0;
    for (int round = 0; round < 1500; ++round) {
        company c = random_company(random, true);
        c.options.repair = when_infeasible::relax;
        const allocation a = allocate(c.total, c.reps, c.predictives, equal_attainability{}, c.options);
        if (a.feasible) continue;
        CAPTURE(round);
        REQUIRE_FALSE(a.quotas.empty());
        const std::vector<units> ours = in_row_order(c, a);
        units sum = 0;
        for (const units q : ours)
            sum += q;
        CHECK(sum == c.total);
        penalty best{unlimited};
        each_split(c, c.total, [&](const std::vector<units>& q) { best = std::min(best, penalty_of(c, q)); });
        if (best[0] > 0) ++locks_gave_way;
        CHECK(penalty_of(c, ours) == best);
        CHECK_FALSE(a.relaxed.empty());
        CHECK(certify(a, c.reps, c.predictives, equal_attainability{}, c.options));
        if (a.quotas.size() > 1) { // one unit moved is no proof
            allocation moved = a;
            moved.quotas.front().amount += c.options.quantum;
            moved.quotas.back().amount -= c.options.quantum;
            CHECK_FALSE(certify(moved, c.reps, c.predictives, equal_attainability{}, c.options));
        }
        ++repaired;
    }
    CHECK(repaired > 300);
    MESSAGE("locks gave way in " << locks_gave_way << ", others in " << repaired);
}

TEST_CASE("a contradiction is one, and a smallest one") {
    std::mt19937_64 random{77};
    int flat = 0;
    for (int round = 0; round < 2000; ++round) {
        company c = random_company(random, true);
        c.options.nodes.clear();
        for (candidate& r : c.reps) {
            r.node.reset();
            r.change_cap.reset();
        }
        const allocation a = allocate(c.total, c.reps, c.predictives, equal_attainability{}, c.options);
        if (a.feasible) continue;
        ++flat;
        // Keep only the named bounds: still infeasible. Drop any one: feasible.
        for (std::size_t dropped = 0; dropped <= a.problem.bounds.size(); ++dropped) {
            company d = c;
            for (candidate& r : d.reps)
                r = {.id = r.id};
            bool no_total = false;
            for (std::size_t b = 0; b < a.problem.bounds.size(); ++b) {
                const named_bound& bound = a.problem.bounds[b];
                if (b == dropped) {
                    no_total = bound.tag == bound_tag::total;
                    continue;
                }
                for (candidate& r : d.reps) {
                    if (r.id != bound.rep) continue;
                    if (bound.tag == bound_tag::floor) r.floor = bound.value;
                    if (bound.tag == bound_tag::cap) r.cap = bound.value;
                    if (bound.tag == bound_tag::lock) r.lock = bound.value;
                }
            }
            if (no_total) continue;
            const allocation e = allocate(d.total, d.reps, d.predictives, equal_attainability{}, d.options);
            CHECK(e.feasible == (dropped < a.problem.bounds.size()));
        }
    }
    CHECK(flat > 300);
}

TEST_CASE("a contradiction in a tree with a quantum is one, and none of its bounds can be spared") {
    std::mt19937_64 random{78};
    int nodes = 0;
    int beside = 0; // somebody stands beside the multiples
    for (int round = 0; round < 6000; ++round) {
        company c = random_company(random, true);
        if (c.reps.size() > 3) c.reps.resize(3);
        c.predictives.erase(c.predictives.begin() + static_cast<std::ptrdiff_t>(c.reps.size()),
                            c.predictives.end());
        c.options.quantum = 2 + upto(random, 2);
        for (candidate& r : c.reps)
            if (!r.lock && upto(random, 5) == 0) r.floor = -upto(random, 5);
        const units g = c.options.quantum;
        const auto beside_multiples = [g](units x) { return ((x % g) + g) % g; };
        units left = c.total;
        for (const candidate& r : c.reps)
            left -= r.lock.value_or(0);
        if (beside_multiples(left) != 0) {
            if (c.reps[0].lock) continue;
            c.options.residual_holder = c.reps[0].id;
        }
        const allocation a = allocate(c.total, c.reps, c.predictives, proportional{}, c.options);
        if (a.feasible) continue;
        const std::vector<named_bound>& named = a.problem.bounds;
        const bool floors = a.problem.kind == infeasibility_kind::floors_above ||
                            a.problem.kind == infeasibility_kind::locks_above;
        const auto is_lower = [&](std::size_t b) { return floors ? b + 1 < named.size() : b == 0; };
        std::vector<units> base;
        std::vector<units> least; // nobody below 0 whose floor, by the quantum, is not
        for (std::size_t i = 0; i < c.reps.size(); ++i) {
            base.push_back(c.reps[i].lock ? beside_multiples(*c.reps[i].lock)
                                          : (i == 0 ? beside_multiples(left) : 0));
            const units low = interval_of(c.reps[i]).low;
            least.push_back(base[i] + (low > base[i] - g ? 0 : -8 * g));
        }
        // All quotas, in steps from what stands beside the multiples, that keep these bounds.
        const auto can_be_met = [&](const std::function<bool(std::size_t)>& counts) {
            std::vector<units> q = least;
            const auto kept = [&] {
                for (std::size_t b = 0; b < named.size(); ++b) {
                    if (!counts(b) || named[b].tag == bound_tag::quantum) continue;
                    units sum = 0;
                    for (std::size_t i = 0; i < q.size(); ++i) {
                        const bool in = named[b].tag == bound_tag::total  ? true
                                        : named[b].tag == bound_tag::node ? below(c, c.reps[i], named[b].node)
                                                                          : c.reps[i].id == named[b].rep;
                        sum += in ? q[i] : 0;
                    }
                    const bool exact = named[b].tag == bound_tag::total || named[b].tag == bound_tag::lock;
                    if ((exact || is_lower(b)) && sum < named[b].value) return false;
                    if ((exact || !is_lower(b)) && sum > named[b].value) return false;
                }
                return true;
            };
            while (!kept()) {
                std::size_t i = 0;
                for (; i < q.size() && (q[i] += g) > 30 + g; ++i)
                    q[i] = least[i];
                if (i == q.size()) return false;
            }
            return true;
        };
        CAPTURE(round);
        CAPTURE(a.problem.text());
        CHECK_FALSE(can_be_met([](std::size_t) { return true; }));
        // The quantum alone is in the way of an upper bound.
        if (!can_be_met([&](std::size_t b) { return !is_lower(b); })) continue;
        for (std::size_t dropped = 0; dropped < named.size(); ++dropped) {
            if (named[dropped].tag == bound_tag::quantum) continue;
            CAPTURE(dropped);
            CHECK(can_be_met([&](std::size_t b) { return b != dropped; }));
        }
        nodes += std::ranges::any_of(named, [](const named_bound& b) { return b.tag == bound_tag::node; });
        beside += std::ranges::any_of(base, [](units x) { return x != 0; });
    }
    CHECK(nodes > 1000);
    CHECK(beside > 1000);
}
