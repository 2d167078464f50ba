#include <attain/core/error.hpp>
#include <attain/measure/metric.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <string>

using namespace attain;

TEST_CASE("money is whole numbers of the currency's smallest unit: no, two, three and four decimals") {
    const auto written = [](units quantity, int exponent) {
        return to_string(quantity, metric::amount("revenue", exponent));
    };
    CHECK(written(12345, 0) == "12345"); // yen
    CHECK(written(12345, 2) == "123.45");
    CHECK(written(12345, 3) == "12.345"); // Kuwaiti dinar
    CHECK(written(12345, 4) == "1.2345"); // Unidad de Fomento
    CHECK(written(-5, 2) == "-0.05");
    CHECK(written(1250, 2) == "12.50");
    CHECK(written(std::numeric_limits<units>::min(), 2) == "-92233720368547758.08");
    CHECK(metric::amount("revenue", 0).per_whole() == 1);
    CHECK(metric::amount("revenue", 3).per_whole() == 1000);
    CHECK(metric::amount("revenue", 4).per_whole() == 10'000);
}

TEST_CASE("a metric is a count of whole things unless it says otherwise, and known by its name") {
    const metric calls = metric::count("calls");
    CHECK(calls.exponent() == 0);
    CHECK(calls.kind() == metric_kind::count);
    CHECK(metric::amount("revenue").exponent() == 2);
    CHECK(metric::signed_amount("net").kind() == metric_kind::signed_amount);
    CHECK(calls.id() == metric::amount("calls").id());
    CHECK(calls.id() != metric::count("mails").id());
    CHECK(calls.with_id(metric_id{7}).id() == metric_id{7});
    CHECK_THROWS_AS((void)metric::count(""), error);
    CHECK_THROWS_AS((void)metric::amount("revenue", 7), error);
    CHECK_THROWS_AS((void)metric::amount("revenue", -1), error);
}
