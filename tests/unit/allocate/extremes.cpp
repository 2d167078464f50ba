// At the ends of what quotas can be, and where the digits of chances end.
#include <attain/allocate/certificate.hpp>
#include <attain/allocate/explain.hpp>
#include <attain/core/error.hpp>
#include <attain/core/int128.hpp>
#include <attain/estimate/normal.hpp>

#include "../../thrown.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <vector>

using namespace attain;

namespace {

const std::array<policy, 10> policies{equal_attainability{},
                                      value_weighted{},
                                      proportional{},
                                      proportional{divisor::d_hondt},
                                      hamilton{},
                                      equal_split{},
                                      least_change{},
                                      least_change{change_cost::absolute},
                                      alpha_fair{2},
                                      blend{.steadiness = 0.5}};

// A normal without a complement whose chances end in noise, as those of special functions do.
class noisy {
public:
    explicit noisy(normal of) : of_{of} {}
    [[nodiscard]] double tail(units k) const {
        const auto mixed = static_cast<std::uint64_t>(k) * 0x9e3779b97f4a7c15u;
        const double noise = static_cast<double>(static_cast<int>(mixed >> 61) - 4) * 0x1p-53;
        return std::fmin(of_.tail(k) * (1 + noise), 1.0);
    }
    [[nodiscard]] double quantile(double p) const { return of_.quantile(p); }
    [[nodiscard]] double mean() const { return of_.mean(); }
    [[nodiscard]] double variance() const { return of_.variance(); }

private:
    normal of_;
};

} // namespace

TEST_CASE("bounds, locks and quanta of 2^62 in every policy: exact sums, certified, or a named overflow") {
    const std::array<units, 5> ends{-unlimited, -unlimited + 1, 0, unlimited - 1, unlimited};
    const std::vector<normal> when{{100, 10}, {120, 30}, {90, 15}};
    const std::vector<predictive_ref> views{when.begin(), when.end()};
    int solved = 0;
    for (const policy& by : policies)
        for (const units floor : ends)
            for (const units total : ends)
                for (const units quantum : {units{1}, units{1} << 61, unlimited}) {
                    std::vector<candidate> who{{.id = 1, .floor = floor, .weight = 1, .previous = unlimited},
                                               {.id = 2, .weight = 2, .previous = -unlimited},
                                               {.id = 3, .floor = -unlimited, .weight = 3}};
                    const allocate_options options{
                        .quantum = quantum, .residual_holder = rep_id{2}, .repair = when_infeasible::relax};
                    CAPTURE(name(by));
                    CAPTURE(floor);
                    CAPTURE(total);
                    CAPTURE(quantum);
                    try {
                        const allocation split = allocate(total, who, when, by, options);
                        if (split.quotas.empty()) continue;
                        int128 sum = 0;
                        for (const quota& q : split.quotas)
                            sum += q.amount;
                        CHECK(sum == split.street);
                        CHECK(certify(split, who, when, by, options));
                        (void)next_change({total, by, options}, who, views);
                        (void)explain(total, who, views, by, options);
                        ++solved;
                    } catch (const error& e) {
                        CHECK(e.code() == errc::overflow);
                    }
                }
    CHECK(solved > 300);
}

TEST_CASE("top-down a node whose people must hold more than 2^62 is an overflow by name") {
    const std::vector<candidate> who{{.id = 1, .floor = unlimited, .weight = 1, .node = team_id{7}},
                                     {.id = 2, .floor = 500, .weight = 1, .node = team_id{7}}};
    const allocate_options options{
        .nodes = {{.id = 7}}, .mode = tree_mode::top_down, .repair = when_infeasible::unassigned};
    const error refused = thrown([&] { (void)allocate(1000, who, proportional{}, options); });
    CHECK(refused.code() == errc::overflow);
    CHECK(refused.argument() == "nodes");
}

TEST_CASE("noise in the last digits of chances breaks no order: small quotas of large forecasts") {
    std::vector<candidate> who;
    std::vector<noisy> when;
    for (int i = 0; i < 40; ++i) {
        who.push_back({.id = 1 + i, .floor = -5'000'000, .weight = 1, .previous = 1000 * i});
        who.back().value = 1 + i % 3;
        when.emplace_back(normal{2e6 + 1e5 * i, 3e5 + 7e3 * i});
    }
    for (const policy& by : {policy{equal_attainability{}}, policy{value_weighted{}}, policy{blend{0.5}}})
        for (units total = -100'000'000; total <= 120'000'000; total += 9'999'991) {
            CAPTURE(name(by));
            CAPTURE(total);
            CHECK(certify(allocate(total, who, when, by), who, when, by));
        }
}
