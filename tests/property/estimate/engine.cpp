// Laws of the streaming engine, on seeded random histories.
#include <attain/core/error.hpp>
#include <attain/estimate/engine.hpp>
#include <attain/state/codec.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <random>
#include <vector>

using namespace attain;

namespace {

constexpr int days = 200;
constexpr std::uint32_t people = 6;
const day first{20'000};

using history = std::vector<std::vector<double>>; // [day][series]

history random_history(unsigned seed, double size = 1, bool whole = true) {
    std::mt19937 random{seed};
    std::poisson_distribution<int> count{0.8};
    std::gamma_distribution<double> amount{0.7, 900};
    history h(days, std::vector<double>(people));
    for (auto& d : h)
        for (double& y : d) {
            const int n = count(random);
            y = whole ? n : n == 0 ? 0 : std::round(amount(random)) + 1;
            y *= size;
        }
    return h;
}

engine fed(const history& h, metric_kind kind = metric_kind::count) {
    engine e{kind, first};
    (void)e.add_cohort();
    for (std::uint32_t i = 0; i < people; ++i)
        (void)e.add_series(0);
    for (int d = 0; d < days; ++d) {
        std::vector<engine_row> rows;
        for (std::uint32_t i = 0; i < people; ++i)
            if (h[static_cast<std::size_t>(d)][i] != 0)
                rows.push_back({i, h[static_cast<std::size_t>(d)][i]});
        e.observe(first + d, rows);
    }
    return e;
}

mixture ahead(const engine& e, std::uint32_t series, int length = 30) {
    return e.predict(e.look(e.now(), e.now() + length), series).remaining;
}

// Sums of a series brought to the engine's day, by way of a correction that changes nothing.
decayed_sums sums(const engine& e, std::uint32_t series) {
    return e.corrected(series, first, 1, 1).sums;
}

void check_close(const decayed_sums& a, const decayed_sums& b, double tolerance) {
    for (std::size_t h = 0; h < memories; ++h) {
        CHECK(a.gains[h] == doctest::Approx(b.gains[h]).epsilon(tolerance));
        CHECK(a.losses[h] == doctest::Approx(b.losses[h]).epsilon(tolerance));
        CHECK(a.active[h] == doctest::Approx(b.active[h]).epsilon(tolerance));
    }
}

} // namespace

TEST_CASE("a late row is worth what it would have been in time") {
    for (unsigned seed = 1; seed <= 5; ++seed) {
        const history whole = random_history(seed);
        history late = whole;
        for (int d : {3, 77, 150, 190, 199})
            late[static_cast<std::size_t>(d)][2] = 0;
        engine e = fed(late);
        for (int d : {199, 3, 190, 77, 150})
            e.correct(2, first + d, 0, whole[static_cast<std::size_t>(d)][2]);
        check_close(sums(e, 2), sums(fed(whole), 2), 1e-12);
    }
}

TEST_CASE("two halves of the facts merge into the sums of all of them") {
    for (unsigned seed = 1; seed <= 5; ++seed) {
        const history whole = random_history(seed);
        history a = whole;
        history b = whole;
        std::mt19937 random{seed + 100};
        for (std::size_t d = 0; d < whole.size(); ++d)
            for (std::size_t i = 0; i < people; ++i)
                (random() % 2 == 0 ? a : b)[d][i] = 0;
        engine left = fed(a);
        left.merge(fed(b));
        engine right = fed(b);
        right.merge(fed(a));
        for (std::uint32_t i = 0; i < people; ++i) {
            check_close(sums(left, i), sums(fed(whole), i), 1e-12);
            check_close(sums(left, i), sums(right, i), 1e-12);
        }
    }
    engine other{metric_kind::amount, first};
    engine e = fed(random_history(1));
    CHECK_THROWS_AS(e.merge(other), error);
}

TEST_CASE("silent days cost nothing and change nothing") {
    history h = random_history(3);
    for (std::size_t d = 60; d < 150; ++d)
        h[d][4] = 0;
    const engine a = fed(h);
    engine b{metric_kind::count, first};
    (void)b.add_cohort();
    for (std::uint32_t i = 0; i < people; ++i)
        (void)b.add_series(0);
    for (int d = 0; d < days; ++d) { // every person every day, zeros too
        std::vector<engine_row> rows;
        for (std::uint32_t i = 0; i < people; ++i)
            rows.push_back({i, h[static_cast<std::size_t>(d)][i]});
        b.observe(first + d, rows);
    }
    for (double x : {1.0, 10.0, 25.0, 40.0})
        CHECK(ahead(a, 4).tail(x) == doctest::Approx(ahead(b, 4).tail(x)).epsilon(1e-9));
}

TEST_CASE("amounts have no unit: in cents all is a hundred times what it is in euros") {
    const history euros = random_history(9, 1, false);
    const history cents = random_history(9, 100, false);
    const engine a = fed(euros, metric_kind::amount);
    const engine b = fed(cents, metric_kind::amount);
    for (std::uint32_t i = 0; i < people; ++i)
        for (double x : {1'000.0, 10'000.0, 20'000.0, 60'000.0})
            CHECK(ahead(a, i).tail(x) == doctest::Approx(ahead(b, i).tail(100 * x)).epsilon(1e-5));
}

TEST_CASE("chances fall in the target and quantiles rise, for every kind") {
    for (const metric_kind kind : {metric_kind::count, metric_kind::amount, metric_kind::signed_amount}) {
        history h = random_history(5, 1, kind == metric_kind::count);
        if (kind == metric_kind::signed_amount)
            for (std::size_t d = 0; d < h.size(); d += 9)
                h[d][1] = -300;
        const mixture m = ahead(fed(h, kind), 1);
        double before = 1;
        for (int k = -60; k < 400; ++k) {
            const double x = kind == metric_kind::count ? k : k * 100.0;
            CHECK(m.tail(x) <= before + 1e-15);
            before = m.tail(x);
        }
        std::vector<double> p;
        for (double level = 0.01; level < 0.995; level += 0.01)
            p.push_back(level);
        std::vector<double> q(p.size());
        m.quantiles(p, q);
        for (std::size_t j = 0; j < p.size(); ++j) {
            if (j > 0) CHECK(q[j] >= q[j - 1]);
            CHECK(m.cdf(q[j]) >= p[j] - 1e-9);
        }
        if (kind != metric_kind::signed_amount) CHECK(m.tail(0) == 1);
        if (kind == metric_kind::signed_amount) CHECK(m.tail(0) < 1);
    }
}

TEST_CASE("zero rows of worked days are evidence, days away are not") {
    const history h = random_history(11);
    engine idle = fed(h);
    engine away = fed(h);
    for (int d = 0; d < 40; ++d) {
        std::vector<engine_row> rows;
        for (std::uint32_t i = 1; i < people; ++i)
            rows.push_back({i, 1});
        const std::vector<engine_presence> leave{{0, 0}};
        idle.observe(idle.now(), rows);
        away.observe(away.now(), rows, leave);
    }
    CHECK(ahead(idle, 0).mean() < 0.7 * ahead(away, 0).mean());
}

TEST_CASE("what one team's few blocks taught is believed less than the same from several teams") {
    const history h = random_history(21);
    const auto weighed = [&](std::uint32_t teams, int upto) {
        engine e{metric_kind::count, first};
        for (std::uint32_t g = 0; g < people; ++g)
            (void)e.add_cohort(g % teams);
        for (std::uint32_t i = 0; i < people; ++i)
            (void)e.add_series(i);
        for (int d = 0; d < upto; ++d) {
            std::vector<engine_row> rows;
            for (std::uint32_t i = 0; i < people; ++i)
                rows.push_back({i, h[static_cast<std::size_t>(d)][i]});
            e.observe(first + d, rows);
        }
        return e.look(e.now(), e.now() + 7);
    };
    const outlook before = weighed(1, 20); // no block has closed yet
    const outlook one = weighed(1, 21);
    const outlook three = weighed(3, 21);
    double far_of_one = 0;
    double far_of_three = 0;
    for (std::size_t k = 0; k < memories; ++k) {
        far_of_one += std::abs(one.team_weights[k] - before.team_weights[k]);
        far_of_three += std::abs(three.team_weights[k] - before.team_weights[k]);
    }
    CHECK(far_of_one > 0);
    CHECK(far_of_three > 1.5 * far_of_one);
    CHECK(std::abs(three.mixture_share - 0.5) > 1.5 * std::abs(one.mixture_share - 0.5));
}

TEST_CASE("bad input changes nothing") {
    engine e = fed(random_history(2));
    const double before = ahead(e, 0).mean();
    const std::vector<engine_row> nan{{0, 1}, {1, std::nan("")}};
    const std::vector<engine_row> unknown{{77, 1}};
    const std::vector<engine_presence> negative{{0, -1}};
    CHECK_THROWS_AS(e.observe(e.now(), nan), error);
    CHECK_THROWS_AS(e.observe(e.now(), unknown), error);
    CHECK_THROWS_AS(e.observe(e.now(), {}, negative), error);
    CHECK_THROWS_WITH(e.observe(e.now(), std::vector<engine_row>{{0, 1}, {1, -1.01e30}}),
                      "value (row 1): is too large for sums of its square (at most 1e30)");
    CHECK_THROWS_WITH(e.observe(e.now(), {}, std::vector<engine_presence>{{0, 1e7}}),
                      "share (row 0): must be at most 1e6");
    CHECK_THROWS_WITH(e.correct(0, first, 0, 2e30),
                      "value: is too large for sums of its square (at most 1e30)");
    CHECK_THROWS_AS(e.observe(e.now() - 1, {}), error);
    CHECK_THROWS_AS(e.correct(0, e.now(), 0, 1), error);
    CHECK_THROWS_AS(e.correct(0, first, 0, INFINITY), error);
    CHECK_THROWS_AS((void)e.look(e.now() - 1, e.now()), error);
    CHECK_THROWS_AS((void)e.add_series(9), error);
    CHECK_THROWS_AS(e.advance(e.now() - 1), error);
    const outlook month = e.look(e.now(), e.now() + 30);
    CHECK_THROWS_AS((void)e.predict(month, people), error);
    CHECK_THROWS_AS((void)e.predict(month, people, 20), error);
    CHECK_THROWS_AS((void)e.predict(month, 0, NAN), error);
    CHECK_THROWS_AS((void)e.predict(month, 0, -1), error);
    CHECK_THROWS_AS((void)e.predict_newcomer(month, 1, 20), error);
    CHECK_THROWS_WITH((engine{metric_kind::count, first, {1, 1, NAN, 1, 1, 0, 0}}),
                      "weekdays (row 2): must be a finite number");
    CHECK_THROWS_WITH((engine{metric_kind::count, first, {1, 1, 1, 1, 1, 0, -0.5}}),
                      "weekdays (row 6): must not be negative");
    CHECK_THROWS_WITH((engine{metric_kind::count, first, {1, 1, 1, 1, 1, 0, 1e9}}),
                      "weekdays (row 6): must be at most 1e6");
    CHECK_THROWS_AS(e.advance(day{day::max_value + 1}), error);
    CHECK_THROWS_AS(e.advance(day{day::max_value - 181}), error);
    CHECK_THROWS_AS(e.observe(day{day::max_value - 181}, {}), error);
    CHECK(ahead(e, 0).mean() == before);
}

TEST_CASE("the largest values that are taken in leave finite sums, chances and state that is read again") {
    for (const metric_kind kind : {metric_kind::amount, metric_kind::signed_amount}) {
        engine e{kind, first};
        (void)e.add_cohort();
        for (std::uint32_t i = 0; i < people; ++i)
            (void)e.add_series(0);
        std::mt19937 random{5};
        for (day d = first; d < first + days; ++d) {
            std::vector<engine_row> rows;
            for (std::uint32_t i = 0; i < people; ++i)
                if (random() % 3 != 0)
                    rows.push_back({i, i == 0                               ? 1.0
                                       : random() % 2 != 0                  ? largest_value
                                       : kind == metric_kind::signed_amount ? -largest_value
                                                                            : largest_value / 2});
            e.observe(d, rows, std::vector<engine_presence>{{1, largest_share}, {2, 0}});
        }
        const engine read = decode_engine(encode(e));
        for (std::uint32_t i = 0; i < people; ++i) {
            const mixture m = ahead(read, i);
            CHECK(std::isfinite(m.mean()));
            CHECK(m.tail(largest_value) >= 0);
            CHECK(m.tail(largest_value) <= 1);
        }
        const mixture total = read.predict_total(read.look(read.now(), read.now() + 30), 6e30, 1e60);
        CHECK(std::isfinite(total.quantile(0.5)));
    }
}

TEST_CASE("a weekday on which more is taken back than brought weighs nothing, and never less") {
    engine e{metric_kind::count, first};
    (void)e.add_cohort();
    for (std::uint32_t i = 0; i < people; ++i)
        (void)e.add_series(0);
    for (day d = first; d < first + days; ++d) {
        std::vector<engine_row> rows;
        if (d.weekday() < weekday::saturday)
            for (std::uint32_t i = 0; i < people; ++i)
                rows.push_back({i, d.weekday() == weekday::friday ? -8.0 : 4.0});
        e.observe(d, rows);
    }
    for (const double w : e.weekdays(0))
        CHECK(w >= 0);
    CHECK(e.weekdays(0)[4] == 0);
    for (day d = e.now(); d < e.now() + 7; ++d) {
        const mixture one = e.predict(e.look(d, d + 1), 0).remaining;
        CHECK(one.tail(1) >= 0);
        CHECK(one.tail(1) <= 1);
    }
}

TEST_CASE("the calendar's last days that can be seen are seen") {
    const day last{day::max_value - 182};
    engine e{metric_kind::count, last - 400};
    (void)e.add_series(e.add_cohort());
    const std::vector<engine_row> row{{0, 1}};
    while (e.now() < last)
        e.observe(e.now(), row);
    e.advance(last);
    e.observe(last, row);
    CHECK(e.now() == last + 1);
    CHECK_THROWS_AS(e.advance(e.now()), error);
}

TEST_CASE("an advance that is stopped stands where it stopped, and goes on from there") {
    const std::int32_t raised = 1;
    engine e = fed(random_history(3));
    engine other = fed(random_history(3));
    const day from = e.now();
    CHECK_THROWS_AS(e.advance(from + 60, stop_flag{&raised}), error);
    CHECK(e.now() == from);
    e.advance(from + 60);
    other.advance(from + 25);
    other.advance(from + 60);
    other.advance(from + 60); // no day passes
    CHECK(ahead(e, 1).mean() == ahead(other, 1).mean());
}

TEST_CASE("somebody of whom nothing is known owes all to the cohort, and never more") {
    for (unsigned seed = 1; seed <= 20; ++seed) {
        const engine e = fed(random_history(seed));
        for (const int length : {1, 7, 30, 91}) {
            const outlook o = e.look(e.now(), e.now() + length);
            const double prior = e.predict_newcomer(o, 0, o.cohorts[0].exposure).prior_weight;
            CHECK(prior <= 1);
            CHECK(prior > 1 - 1e-12);
        }
    }
}
