// The committed data are what the generator writes, byte for byte.
#include "files.hpp"

#include <doctest/doctest.h>

TEST_CASE("the simulated data are what simulate_team writes") {
    const scenario::folder fresh;
    REQUIRE(scenario::run(ATTAIN_SIMULATE, {fresh.path().string()}).exit_code == 0);
    const std::filesystem::path committed = ATTAIN_EXAMPLES "/data";
    for (const char* team : {"team_of_four", "company"})
        for (const char* file : {"reps.csv", "activity.csv", "holidays.csv", "absences.csv"}) {
            const auto name = std::filesystem::path{team} / file;
            INFO(name.string());
            CHECK(scenario::difference(scenario::read(committed / name),
                                       scenario::read(fresh.path() / name)) == "");
        }
}
