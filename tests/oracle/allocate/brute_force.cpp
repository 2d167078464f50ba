// Every policy against all integer splits of small teams: nothing is better.
#include <attain/allocate/allocate.hpp>
#include <attain/allocate/certificate.hpp>
#include <attain/estimate/predictive.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>

using namespace attain;

namespace {

struct team {
    std::vector<candidate> reps{};
    std::vector<negative_binomial> predictives{};
    units total{};
};

team random_team(std::mt19937_64& random) {
    const auto upto = [&](int most) { return static_cast<int>(random() % static_cast<unsigned>(most + 1)); };
    team t;
    const int n = 1 + upto(4);
    units low = 0;
    units high = 0;
    for (int i = 0; i < n; ++i) {
        candidate c{.id = 10 + 7 * i};
        c.floor = upto(2);
        c.cap = c.floor + upto(4);
        c.weight = 1 + upto(6);
        c.previous = upto(5);
        c.value = 1 + upto(3);
        c.rank = upto(1);
        if (upto(7) == 0) c.lock = c.floor;
        t.reps.push_back(c);
        const double mean = 0.3 + 0.5 * upto(12);
        t.predictives.emplace_back(mean, mean * (1.05 + 0.4 * upto(5)));
        low += c.floor;
        high += c.lock ? *c.lock : c.cap;
    }
    t.total = low + upto(static_cast<int>(high - low));
    return t;
}

// All splits inside the bounds with the right sum.
void each_split(const team& t, const std::function<void(const std::vector<units>&)>& use) {
    std::vector<units> q(t.reps.size());
    const std::function<void(std::size_t, units)> step = [&](std::size_t i, units left) {
        if (i == q.size()) {
            if (left == 0) use(q);
            return;
        }
        const bound_interval b = interval_of(t.reps[i]);
        for (units k = b.low; k <= std::min(b.high, left); ++k) {
            q[i] = k;
            step(i + 1, left - k);
        }
    };
    step(0, t.total);
}

using cost = std::function<double(const team&, std::size_t, units)>; // of unit k of rep i

// The result is a split whose cost no other split undercuts.
void check_least(const team& t, const policy& by, const cost& of) {
    const allocation a = allocate(t.total, t.reps, t.predictives, by);
    REQUIRE(a.feasible);
    const auto total_cost = [&](const auto& amount_of) {
        double sum = 0;
        for (std::size_t i = 0; i < t.reps.size(); ++i)
            for (units k = interval_of(t.reps[i]).low + 1; k <= amount_of(i); ++k)
                sum += of(t, i, k);
        return sum;
    };
    const double ours = total_cost([&](std::size_t i) { return a.quotas[i].amount; });
    each_split(t, [&](const std::vector<units>& q) {
        CHECK(ours <= total_cost([&](std::size_t i) { return q[i]; }) + 1e-9 * (1 + std::fabs(ours)));
    });
    CHECK(certify(a, t.reps, t.predictives, by));
}

} // namespace

TEST_CASE("every slot policy has the least cost of all splits") {
    std::mt19937_64 random{20261101};
    for (int round = 0; round < 400; ++round) {
        const team t = random_team(random);
        CAPTURE(round);
        const auto w = [](const team& of, std::size_t i) { return of.reps[i].weight; };
        const auto prev = [](const team& of, std::size_t i, units k) {
            return static_cast<double>(k - of.reps[i].previous);
        };
        check_least(t, equal_attainability{},
                    [](const team& of, std::size_t i, units k) { return -of.predictives[i].tail(k); });
        check_least(t, value_weighted{}, [](const team& of, std::size_t i, units k) {
            return -of.reps[i].value * of.predictives[i].tail(k);
        });
        check_least(t, proportional{}, [&](const team& of, std::size_t i, units k) {
            return (static_cast<double>(k) - 0.5) / w(of, i);
        });
        check_least(t, proportional{divisor::d_hondt}, [&](const team& of, std::size_t i, units k) {
            return static_cast<double>(k) / w(of, i);
        });
        check_least(t, proportional{divisor::adams}, [&](const team& of, std::size_t i, units k) {
            return static_cast<double>(k - 1) / w(of, i);
        });
        check_least(t, proportional{divisor::huntington_hill}, [&](const team& of, std::size_t i, units k) {
            return std::sqrt(static_cast<double>(k * (k - 1))) / w(of, i);
        });
        check_least(t, equal_split{},
                    [](const team&, std::size_t, units k) { return static_cast<double>(k); });
        check_least(t, least_change{},
                    [&](const team& of, std::size_t i, units k) { return 2 * prev(of, i, k) - 1; });
        check_least(
            t, least_change{change_cost::quadratic, change_scale::weight},
            [&](const team& of, std::size_t i, units k) { return (2 * prev(of, i, k) - 1) / w(of, i); });
        check_least(
            t, least_change{change_cost::absolute, change_scale::weight},
            [&](const team& of, std::size_t i, units k) { return (prev(of, i, k) > 0 ? 1 : -1) / w(of, i); });
        check_least(t, alpha_fair{2}, [&](const team& of, std::size_t i, units k) {
            return (static_cast<double>(k) - 0.5) / std::sqrt(w(of, i));
        });
        check_least(t, blend{0.02, change_scale::weight}, [&](const team& of, std::size_t i, units k) {
            return -of.predictives[i].tail(k) + 0.02 * (2 * prev(of, i, k) - 1) / w(of, i);
        });
    }
}

TEST_CASE("equal attainability is leximin: the sorted chances of the reps' next units are the fairest") {
    std::mt19937_64 random{7};
    for (int round = 0; round < 400; ++round) {
        const team t = random_team(random);
        const allocation a = allocate(t.total, t.reps, t.predictives);
        const auto chances = [&](const auto& amount_of) {
            std::vector<double> p;
            for (std::size_t i = 0; i < t.reps.size(); ++i)
                p.push_back(t.predictives[i].tail(amount_of(i)));
            std::sort(p.begin(), p.end());
            return p;
        };
        const std::vector<double> ours = chances([&](std::size_t i) { return a.quotas[i].amount; });
        each_split(t, [&](const std::vector<units>& q) {
            const std::vector<double> other = chances([&](std::size_t i) { return q[i]; });
            const auto [x, y] = std::mismatch(ours.begin(), ours.end(), other.begin(),
                                              [](double u, double v) { return std::fabs(u - v) < 1e-12; });
            CHECK((x == ours.end() || *x > *y));
        });
    }
}

TEST_CASE("Hamilton keeps to the share rounded up or down and to the largest remainders") {
    std::mt19937_64 random{11};
    for (int round = 0; round < 2000; ++round) {
        std::vector<candidate> reps;
        const int n = 1 + static_cast<int>(random() % 8);
        std::int64_t sum = 0;
        for (int i = 0; i < n; ++i) {
            reps.push_back({.id = i, .weight = static_cast<double>(random() % 50)});
            sum += static_cast<std::int64_t>(reps.back().weight);
        }
        if (sum == 0) continue;
        const auto total = static_cast<units>(random() % 1000);
        const allocation a = allocate(total, reps, hamilton{});
        units given = 0;
        std::int64_t smallest_up = sum;
        std::int64_t largest_down = 0;
        for (int i = 0; i < n; ++i) {
            const auto at = static_cast<std::size_t>(i);
            const std::int64_t share = total * static_cast<std::int64_t>(reps[at].weight);
            const units up = a.quotas[at].amount - share / sum;
            CHECK((up == 0 || up == 1));
            if (up == 1)
                smallest_up = std::min(smallest_up, share % sum);
            else
                largest_down = std::max(largest_down, share % sum);
            given += a.quotas[at].amount;
        }
        CHECK(given == total);
        CHECK(smallest_up >= largest_down);
    }
}
