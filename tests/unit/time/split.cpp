#include <attain/time/split.hpp>

#include "thrown.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace attain;

TEST_CASE("a whole number over weighted days") {
    const std::array<std::int64_t, 6> equal{1, 1, 1, 1, 1, 1};
    CHECK(split(17, equal) == std::vector<units>{3, 3, 3, 3, 3, 2});
    CHECK(split(-17, equal) == std::vector<units>{-3, -3, -3, -3, -3, -2});
    const std::array<std::int64_t, 3> gap{1, 0, 1};
    CHECK(split(3, gap) == std::vector<units>{2, 0, 1});
    CHECK(split(0, std::array<std::int64_t, 2>{0, 0}) == std::vector<units>{0, 0});
    CHECK(thrown([] { (void)split(1, std::array<std::int64_t, 1>{0}); }).code() == errc::empty_input);
    CHECK(thrown([] { (void)split(1, std::array<std::int64_t, 2>{1, -1}); }).row() == 1);
}
