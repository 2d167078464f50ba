#include <attain/core/error.hpp>
#include <attain/goal/attainment.hpp>
#include <attain/goal/milestone.hpp>

#include <doctest/doctest.h>

#include <limits>

using namespace attain;
using boost::gregorian::date;

TEST_CASE("attainment is exact, and shows towards not yet") {
    CHECK(attainment::of(9999, 10'000).text() == "99 %");
    CHECK(attainment::of(99'999, 100'000).text(2) == "99.99 %");
    CHECK_FALSE(attainment::of(9999, 10'000).reached());
    CHECK(attainment::of(10'000, 10'000).text() == "100 %");
    CHECK(attainment::of(10'000, 10'000).reached());
    CHECK(attainment::of(21, 15).text() == "140 %"); // no cap
    CHECK(attainment::of(-1, 20).text() == "-5 %");
    CHECK(attainment::of(-1, 1000).text() == "-1 %"); // -0.1 %, floored
    CHECK(attainment::of(-1, 1000).text(2) == "-0.10 %");
    CHECK(attainment::of(1, 3).text(1) == "33.3 %");
    CHECK(*attainment::of(1, 4).value() == 0.25);

    // Far beyond 64 bits of hundredths: the figure itself, while basis points end where 64 bits do.
    const attainment absurd = attainment::of(4'000'000'000'000'000'000, 30);
    CHECK(absurd.text() == "13333333333333333333 %");
    CHECK(absurd.text(1) == "13333333333333333333.3 %");
    CHECK(absurd.basis_points() == std::numeric_limits<std::int64_t>::max());
    CHECK(attainment::of(-4'000'000'000'000'000'000, 30).text() == "-13333333333333333334 %");

    // 2^53 + 1 of 2^53 + 2: a double would call it reached
    const units big = (units{1} << 53) + 2;
    CHECK_FALSE(attainment::of(big - 1, big).reached());
    CHECK(*attainment::of(big - 1, big).basis_points() == 9999);
}

TEST_CASE("what has no ratio says why") {
    CHECK(attainment::of(5, std::nullopt).state() == attainment_state::no_target);
    CHECK(attainment::of(5, 0).state() == attainment_state::zero_target);
    CHECK(attainment::of(5, -3).state() == attainment_state::negative_target);
    CHECK(attainment::of(std::nullopt, 3).state() == attainment_state::no_actual);
    CHECK(attainment::of(0, 3).known());
    CHECK(attainment::of(5, 3, false).state() == attainment_state::not_applicable);
    CHECK(attainment::of(5, 0).text() == "target of zero");
    CHECK_FALSE(attainment::of(5, 0).reached());
    CHECK_FALSE(attainment::of(5, 0).value().has_value());
}

TEST_CASE("ratios compare exactly and order as fractions do") {
    CHECK(attainment::of_ratio(5, 2, 5, 2).reached()); // an average of 2.5 asked for and met
    CHECK_FALSE(attainment::of_ratio(4, 2, 5, 2).reached());
    CHECK(attainment::of_ratio(0, 0, 5, 2).state() == attainment_state::no_actual);
    CHECK(attainment::of(1, 3) < attainment::of(34, 100));
    CHECK(attainment::of(2, 6) == attainment::of(1, 3));
    CHECK((attainment::of(1, 0) <=> attainment::of(1, 3)) == std::partial_ordering::unordered);
    constexpr units most = std::numeric_limits<units>::max();
    CHECK(attainment::of(most - 1, most) < attainment::of(most, most));
    CHECK(attainment::of(most - 2, most - 1) < attainment::of(most - 1, most));
    for (units a = -6; a <= 6; ++a)
        for (units b = 1; b <= 6; ++b)
            for (units c = -6; c <= 6; ++c)
                for (units d = 1; d <= 6; ++d)
                    CHECK((attainment::of(a, b) < attainment::of(c, d)) == (a * d < c * b));
    CHECK_THROWS_AS((void)attainment::of_ratio(1, -1, 1, 1), error);
    CHECK_THROWS_AS((void)attainment::of_ratio(1, 1, 1, 0), error);
}

TEST_CASE("lower is better: a limit is kept or not, with headroom") {
    const auto kept = check_limit(3, 5);
    CHECK(kept.kept);
    CHECK(kept.headroom == 2);
    CHECK(*kept.used == doctest::Approx(0.6));
    CHECK_FALSE(check_limit(6, 5).kept);
    CHECK(check_limit(6, 5).headroom == -1);
    CHECK(check_limit(0, 0).kept);
    CHECK_FALSE(check_limit(0, 0).used.has_value());
    CHECK(check_limit(std::nullopt, 5).state == attainment_state::no_actual);
    CHECK_FALSE(check_limit(3, 5, false).kept);
}

TEST_CASE("milestones keep the day they were first reached, and can be lost") {
    const day first{date{2026, 5, 4}};
    auto m = updated(default_milestones(), first, 5, 10);
    CHECK(m[0].reached);
    CHECK(m[0].first_reached == first);
    CHECK_FALSE(m[1].reached);
    m = updated(m, first + 1, 10, 10);
    CHECK(m[2].reached);
    m = updated(m, first + 2, 8, 10); // a deal was cancelled
    CHECK_FALSE(m[2].reached);
    CHECK_FALSE(m[1].reached);
    CHECK(m[2].first_reached == first + 1);
    CHECK(m[2].last_lost == first + 2);
    CHECK(m[2].times_lost == 1);
    CHECK(updated(m, first + 2, 8, 10) == m);
    m = updated(m, first + 3, 10, 10);
    CHECK(m[2].reached);
    CHECK(m[2].first_reached == first + 1);
    CHECK(updated({{milestone{}}}, first, 0, 0)[0].reached == false); // no target, no milestone
}
