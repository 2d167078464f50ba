// The committed data are what the generator writes, byte for byte.
#include "files.hpp"

#include <doctest/doctest.h>

TEST_CASE("the simulated data are what simulate_team writes") {
    const scenario::folder fresh;
    REQUIRE(scenario::run(ATTAIN_SIMULATE, {fresh.path().string()}).exit_code == 0);
    const std::filesystem::path committed = ATTAIN_EXAMPLES "/data";
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{fresh.path()}) {
        if (!entry.is_regular_file()) continue;
        const auto name = std::filesystem::relative(entry.path(), fresh.path());
        INFO(name.string());
        CHECK(scenario::difference(scenario::read(committed / name), scenario::read(entry.path())) == "");
        ++files;
    }
    CHECK(files == 4 + 7 + 2);
}
