#include <attain/core/error.hpp>
#include <attain/core/int128.hpp>
#include <attain/core/version.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <string>

using namespace attain;

TEST_CASE("an error names argument, row and reason") {
    const error e{errc::out_of_range, "quantity", "must be finite", 12};
    CHECK(std::string{e.what()} == "quantity (row 12): must be finite");
    CHECK(e.argument() == "quantity");
    CHECK(e.row() == 12);
    CHECK(e.reason() == "must be finite");
    CHECK(std::string{error{errc::parse, "day", "no"}.what()} == "day: no");
}

TEST_CASE("every code has a name of its own") {
    CHECK(std::string{name(errc::unknown_id)} == "unknown_id");
    CHECK(std::string{name(static_cast<errc>(99999))} == "unknown_code");
}

TEST_CASE("the headers and the compiled library agree on the version") {
    CHECK(std::string{version()} == ATTAIN_VERSION_STRING);
}

TEST_CASE("128-bit helpers round as they say and refuse what does not fit") {
    CHECK(floor_div(-7, 2) == -4);
    CHECK(ceil_div(-7, 2) == -3);
    CHECK(ceil_div(7, 2) == 4);
    CHECK(floor_div(7, 2) == 3);
    CHECK(narrow(int128{std::numeric_limits<std::int64_t>::min()}, "x") ==
          std::numeric_limits<std::int64_t>::min());
    CHECK_THROWS_AS((void)narrow(int128{std::numeric_limits<std::int64_t>::max()} + 1, "x"), error);
}
