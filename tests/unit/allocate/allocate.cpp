// Golden values and plain facts about allocate().
#include <attain/allocate/allocate.hpp>
#include <attain/allocate/certificate.hpp>
#include <attain/core/error.hpp>
#include <attain/estimate/normal.hpp>
#include <attain/estimate/predictive.hpp>

#include "thrown.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>

using namespace attain;

namespace {

std::vector<candidate> weighted(std::initializer_list<double> weights) {
    std::vector<candidate> out;
    for (const double w : weights)
        out.push_back({.id = 100 + static_cast<std::int64_t>(out.size()), .weight = w});
    return out;
}

std::vector<units> amounts(const allocation& a) {
    std::vector<units> out;
    for (const quota& q : a.quotas)
        out.push_back(q.amount);
    return out;
}

using list = std::vector<units>;

const std::vector<candidate> three{{.id = 1}, {.id = 2}, {.id = 3}};
const std::vector<normal> normals{{20, 4}, {14, 6}, {8, 2}};

struct rep_normal : normal {
    rep_normal(rep_id who, double mean, double sd) : normal{mean, sd}, who_{who} {}
    [[nodiscard]] rep_id rep() const { return who_; }
    rep_id who_;
};

} // namespace

TEST_CASE("Hamilton: the golden splits") {
    CHECK(amounts(allocate(9999, weighted({75, 25}), hamilton{})) == list{7499, 2500});
    CHECK(amounts(allocate(1003, weighted({49, 51}), hamilton{})) == list{491, 512});
    CHECK(amounts(allocate(613, weighted({98, 92, 98, 123, 102, 92}), hamilton{})) ==
          list{99, 93, 99, 125, 104, 93});
    CHECK(amounts(allocate(22000, weighted({445455, 9091, 545455}), hamilton{})) == list{9800, 200, 12000});
    CHECK(amounts(allocate(-9999, weighted({75, 25}), hamilton{})) == list{-7499, -2500});
}

TEST_CASE("Hamilton: every golden split mirrored, and with its rows in every order") {
    const std::vector<std::pair<units, std::vector<candidate>>> golden{
        {9999, weighted({75, 25})},
        {1003, weighted({49, 51})},
        {613, weighted({98, 92, 98, 123, 102, 92})},
        {22000, weighted({445455, 9091, 545455})}};
    for (const auto& [asked, reps] : golden) {
        const units total = asked; // a lambda, as CAPTURE is one, takes no binding
        CAPTURE(total);
        const list split = amounts(allocate(total, reps, hamilton{}));
        list mirrored = amounts(allocate(-total, reps, hamilton{}));
        for (units& amount : mirrored)
            amount = -amount;
        CHECK(mirrored == split);
        std::vector<candidate> shuffled = reps;
        const auto by_id = [](const candidate& a, const candidate& b) { return a.id < b.id; };
        do
            CHECK(amounts(allocate(total, shuffled, hamilton{})) == split); // in order of id
        while (std::next_permutation(shuffled.begin(), shuffled.end(), by_id));
    }
}

TEST_CASE("a rep without weight never gets a unit") {
    for (const policy& by : {policy{hamilton{}}, policy{proportional{}}})
        for (units total = -30; total <= 30; ++total) {
            const list split = amounts(allocate(total, weighted({3, 0, 2, 0}), by));
            CHECK(split[1] == 0);
            CHECK(split[3] == 0);
            CHECK(split[0] + split[2] == total);
        }
}

TEST_CASE("the apportionment paradox: in Hamilton, not in Webster; and the result says which it was") {
    const auto w = weighted({1, 3, 3});
    CHECK(amounts(allocate(10, w, hamilton{})) == list{2, 4, 4});
    CHECK(amounts(allocate(11, w, hamilton{})) == list{1, 5, 5});
    for (const policy& by : {policy{hamilton{}}, policy{proportional{}}})
        CHECK(allocate(10, w, by).method == std::string{name(by)});
    CHECK(amounts(allocate(11, w, proportional{}))[0] >= amounts(allocate(10, w, proportional{}))[0]);
}

TEST_CASE("equal attainability: the golden normal case") {
    const allocation high = allocate(50, three, normals);
    CHECK(amounts(high) == list{23, 18, 9});
    CHECK(certify(high, three, normals));
    const allocation low = allocate(38, three, normals);
    CHECK(amounts(low) == list{19, 12, 7});
    CHECK(certify(low, three, normals));
    CHECK(low.chance.low < low.chance.high);
    CHECK(low.chance.low == doctest::Approx(0.5662).epsilon(0.001));  // the 13th of rep 2 was refused
    CHECK(low.chance.high == doctest::Approx(0.5987).epsilon(0.001)); // the 19th of rep 1 was taken
}

TEST_CASE("equal attainability: the golden chances, in units fine enough to show them") {
    // The same three in millionths. z solves 42 + 12 z = total; chance 1 - Phi(z), quotas mean + z sd.
    const std::vector<normal> fine{{20e6, 4e6}, {14e6, 6e6}, {8e6, 2e6}};
    const allocation low = allocate(38'000'000, three, fine); // z = -1/3
    CHECK(low.chance.low == doctest::Approx(0.6305586598182363).epsilon(1e-6));
    CHECK(low.chance.high == doctest::Approx(0.6305586598182363).epsilon(1e-6));
    CHECK(amounts(low) == list{18'666'667, 12'000'000, 7'333'333}); // 18.67, 12.00, 7.33
    const allocation high = allocate(50'000'000, three, fine);      // z = 2/3
    CHECK(high.chance.low == doctest::Approx(0.2524925375469229).epsilon(1e-6));
    CHECK(high.chance.high == doctest::Approx(0.2524925375469229).epsilon(1e-6));
    CHECK(amounts(high) == list{22'666'667, 18'000'000, 9'333'333}); // 22.67, 18.00, 9.33
    for (const quota& q : high.quotas)
        CHECK(q.probability == doctest::Approx(0.2525).epsilon(1e-4));

    // In proportion to the means the chances are unequal: 0.17, 0.33, 0.22 for 23.8, 16.7, 9.5.
    std::vector<candidate> by_mean = three;
    for (std::size_t i = 0; i < 3; ++i)
        by_mean[i].weight = fine[i].mean();
    const allocation shares = allocate(50'000'000, by_mean, fine, proportional{});
    CHECK(amounts(shares) == list{23'809'524, 16'666'667, 9'523'809});
    CHECK(shares.quotas[0].probability == doctest::Approx(0.17045).epsilon(1e-4));
    CHECK(shares.quotas[1].probability == doctest::Approx(0.32836).epsilon(1e-4));
    CHECK(shares.quotas[2].probability == doctest::Approx(0.22304).epsilon(1e-4));

    // Above an even chance who is least predictable is relieved beside the shares, below it loaded.
    const allocation easy = allocate(38'000'000, by_mean, fine, proportional{});
    CHECK(low.quotas[1].amount < easy.quotas[1].amount);
    CHECK(high.quotas[1].amount > shares.quotas[1].amount);
}

TEST_CASE("forecasts that know whose they are, in any order, with bounds by id") {
    const std::vector<rep_normal> forecasts{{3, 8, 2}, {1, 20, 4}, {2, 14, 6}};
    CHECK(amounts(allocate(50, forecasts)) == list{23, 18, 9});
    const allocation a =
        allocate(50, forecasts, equal_attainability{}, {.candidates = {{.id = 2, .cap = 15}}});
    CHECK(a.find(2)->amount == 15);
    CHECK(a.find(2)->state == quota_state::at_cap);
    CHECK(a.find(2)->binding == bound_tag::cap);
    CHECK(a.find(1)->amount + a.find(3)->amount == 35);
    CHECK_THROWS_AS((void)allocate(50, forecasts, equal_attainability{}, {.candidates = {{.id = 9}}}), error);
}

TEST_CASE("infeasible is a result with the exact gap and names") {
    std::vector<candidate> c{{.id = 1, .floor = 30}, {.id = 2, .floor = 25}, {.id = 3}};
    const allocation a = allocate(50, c, normals);
    CHECK_FALSE(a.feasible);
    CHECK(a.quotas.empty());
    CHECK(a.problem.kind == infeasibility_kind::floors_above);
    CHECK(a.problem.gap == 5);
    REQUIRE(a.problem.bounds.size() == 3);
    CHECK(a.problem.bounds[0].rep == rep_id{1});

    c = {{.id = 1, .cap = 10}, {.id = 2, .cap = 10}, {.id = 3, .cap = 10}};
    const allocation b = allocate(50, c, normals);
    CHECK(b.problem.kind == infeasibility_kind::caps_below);
    CHECK(b.problem.gap == 20);

    c = {{.id = 1, .lock = 40}, {.id = 2, .lock = 15}, {.id = 3}};
    CHECK(allocate(50, c, normals).problem.kind == infeasibility_kind::locks_above);
    CHECK(allocate(50, c, normals).problem.gap == 5);

    c = {{.id = 1, .floor = 30, .previous = 20, .change_cap = fraction{0.1}}, {.id = 2}, {.id = 3}};
    const allocation d = allocate(50, c, normals);
    REQUIRE(d.problem.kind == infeasibility_kind::empty_interval);
    CHECK(d.problem.bounds[0].tag == bound_tag::floor);
    CHECK(d.problem.bounds[1].tag == bound_tag::change_cap);
    CHECK(d.problem.gap == 8);
}

TEST_CASE("ties go by rank, then a salted hash; never by position") {
    std::vector<candidate> c{{.id = 1, .rank = 2}, {.id = 2, .rank = 1}, {.id = 3, .rank = 3}};
    CHECK(amounts(allocate(4, c, equal_split{})) == list{1, 2, 1});
    CHECK(allocate(4, c, equal_split{}).quotas[1].tie);
    for (candidate& r : c)
        r.rank = 0;
    bool varies = false;
    const list first = amounts(allocate(4, c, equal_split{}));
    for (std::uint64_t salt = 1; salt < 20; ++salt) {
        const list a = amounts(allocate(4, c, equal_split{}, {.salt = salt}));
        varies = varies || a != first;
        std::vector<candidate> shuffled{c[2], c[0], c[1]};
        CHECK(amounts(allocate(4, shuffled, equal_split{}, {.salt = salt})) == a);
    }
    CHECK(varies);
}

TEST_CASE("bad input names argument and row") {
    const auto code = [](auto&& call) {
        try {
            call();
        } catch (const error& e) {
            return std::pair{e.code(), e.row()};
        }
        return std::pair{errc::ok, std::int64_t{-2}};
    };
    using pair = std::pair<errc, std::int64_t>;
    CHECK(code([] { (void)allocate(1, std::vector<candidate>{}, equal_split{}); }).first ==
          errc::empty_input);
    CHECK(code([] { (void)allocate(1, three, equal_attainability{}); }).first == errc::invalid_argument);
    CHECK(code([] {
              (void)allocate(1, std::vector<candidate>{{.id = 1}, {.id = 1}}, equal_split{});
          }) == pair{errc::duplicate_id, 1});
    CHECK(code([] { (void)allocate(1, weighted({1, -1}), proportional{}); }) == pair{errc::out_of_range, 1});
    CHECK(code([] { (void)allocate(1, weighted({0, 0}), proportional{}); }).first == errc::empty_input);
    CHECK(code([] {
              (void)allocate(1, std::vector<candidate>{{.id = 1, .floor = 3, .cap = 2}}, equal_split{});
          }) == pair{errc::conflict, 0});
}

TEST_CASE("signed metrics: no quota below zero unless a floor says so") {
    // Net revenue: the second rep is expected to take back more than is sold.
    const std::vector<normal> net{{40, 10}, {-20, 10}, {30, 10}};
    const std::vector<candidate> reps{{.id = 1}, {.id = 2}, {.id = 3}};
    const allocation a = allocate(50, reps, net);
    REQUIRE(a.feasible);
    CHECK(a.quotas[0].amount == 30);
    CHECK(a.quotas[1].amount == 0);
    CHECK(a.quotas[1].state == quota_state::at_floor);
    CHECK(a.quotas[2].amount == 20);

    const allocation lost = allocate(-10, reps, net);
    CHECK_FALSE(lost.feasible);
    CHECK(lost.problem.kind == infeasibility_kind::floors_above);
    CHECK(lost.problem.gap == 10);
    CHECK(!lost.problem.bounds.empty());
    CHECK(lost.problem.text().find("floor") != std::string::npos);

    std::vector<candidate> open = reps;
    for (candidate& c : open)
        c.floor = -unlimited;
    const allocation b = allocate(50, open, net);
    CHECK(b.quotas[0].amount == 40);
    CHECK(b.quotas[1].amount == -20);
    CHECK(b.quotas[2].amount == 30);
    CHECK(allocate(-10, open, net).quotas[1].amount == -40);
}

TEST_CASE("a blend in which nobody has a quota before is equal attainability; who has none changes freely") {
    const std::vector<negative_binomial> skewed{{20, 25}, {14, 200}, {8, 60}};
    for (const units total : {30, 60}) {
        const list equal = amounts(allocate(total, three, skewed));
        for (const double steadiness : {1e-12, 0.01, 1e308}) {
            const allocation a = allocate(total, three, skewed, blend{steadiness});
            CHECK(amounts(a) == equal);
            CHECK(certify(a, three, skewed, blend{steadiness}));
        }
    }
    std::vector<candidate> one_new{{.id = 1, .previous = 10}, {.id = 2}, {.id = 3, .previous = 5}};
    const list near = amounts(allocate(45, one_new, skewed, blend{1e-12}));
    CHECK(near == amounts(allocate(45, three, skewed)));
    CHECK(allocate(45, one_new, skewed, blend{10}).quotas[1].amount == 30); // whose change costs nothing
    // Steadiness beyond all chances is the least change.
    const std::vector<candidate> before{
        {.id = 1, .previous = 10}, {.id = 2, .previous = 30}, {.id = 3, .previous = 5}};
    const policy least = least_change{change_cost::quadratic, change_scale::previous};
    for (const double steadiness : {1e6, 1e300, 1e308})
        CHECK(amounts(allocate(30, before, skewed, blend{steadiness})) ==
              amounts(allocate(30, before, least)));
}

TEST_CASE("a blend's steadiness is looked at in the first month too") {
    const std::vector<negative_binomial> d{negative_binomial{12, 20}, negative_binomial{8, 12}};
    const std::vector<predictive_ref> views(d.begin(), d.end());
    const std::vector<candidate> reps{{.id = 1}, {.id = 2}};
    const auto code = [&](double s) {
        return thrown([&] { (void)allocate(20, reps, views, blend{.steadiness = s}); }).code();
    };
    CHECK(code(-1) == errc::out_of_range);
    CHECK(code(std::nan("")) == errc::not_finite);
}

TEST_CASE("reps of no value are levelled, and a chance is one") {
    const std::vector<negative_binomial> d{negative_binomial{20, 40}, negative_binomial{40, 80},
                                           negative_binomial{10, 20}};
    const std::vector<predictive_ref> views(d.begin(), d.end());
    const std::vector<candidate> worthless{
        {.id = 1, .value = 0}, {.id = 2, .value = 0}, {.id = 3, .value = 0}};
    const allocation a = allocate(70, worthless, views, value_weighted{});
    CHECK(a.quotas[0].amount == 20);
    CHECK(a.quotas[1].amount == 40);
    CHECK(a.quotas[2].amount == 10);
    struct beyond {
        [[nodiscard]] double tail(units k) const { return k < 10 ? 1.5 : 0.0; }
        [[nodiscard]] double quantile(double) const { return 10; }
        [[nodiscard]] double mean() const { return 10; }
        [[nodiscard]] double variance() const { return 4; }
    };
    const std::vector<beyond> wrong(1);
    const std::vector<predictive_ref> view(wrong.begin(), wrong.end());
    const std::vector<candidate> one{{.id = 1}};
    CHECK(thrown([&] { (void)allocate(5, one, view); }).argument() == "predictives");
}

TEST_CASE("weights that come to nothing are counted, and a chance that is no number is refused") {
    const auto a = allocate(1000, weighted({1, 0.05, 1}), alpha_fair{0.05});
    CHECK(a.quotas[1].amount == 0);
    CHECK(a.weights_lost == 1);
    CHECK(allocate(1000, weighted({1, 0.05, 1}), alpha_fair{1}).weights_lost == 0);

    struct broken {
        double tail(units) const { return std::nan(""); }
        double quantile(double) const { return 1; }
        double mean() const { return 1; }
        double variance() const { return 1; }
    };
    try {
        (void)allocate(10, three, std::vector<broken>(3));
        FAIL("a chance that is no number went through");
    } catch (const error& e) {
        CHECK(e.code() == errc::not_finite);
        CHECK(e.row() == 0);
    }
}
