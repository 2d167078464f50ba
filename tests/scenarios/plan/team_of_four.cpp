// The plan of the bundled team: its text as kept in golden/, exact sums, and no dependence on the order of
// rows.
//
// A change of the estimator changes the text; look at it, then keep it with
//     ATTAIN_UPDATE_GOLDEN=1 build/release/tests/test_scenarios_plan
#include "files.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <random>

namespace {

const std::filesystem::path bundled = ATTAIN_EXAMPLES "/data";

std::vector<std::string> arguments(const std::filesystem::path& data, const std::vector<std::string>& more) {
    std::vector<std::string> all = {"plan",     "--data",  data.string(), "--metric",  "meetings booked",
                                    "--period", "2026-12", "--as-of",     "2026-11-30"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

void check_golden(const std::string& name, const std::string& got) {
    const std::filesystem::path kept = std::filesystem::path{ATTAIN_GOLDEN} / name;
    if (std::getenv("ATTAIN_UPDATE_GOLDEN") != nullptr) std::ofstream{kept, std::ios::binary} << got;
    const std::string difference = scenario::difference(scenario::read(kept), got);
    CHECK_MESSAGE(difference.empty(), name << " differs from golden/\n" << difference);
}

// Copies a CSV file with its rows in another order, under the same header.
void shuffle_rows(const std::filesystem::path& from, const std::filesystem::path& to, std::mt19937& random) {
    const std::string text = scenario::read(from);
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('\n', at);
        lines.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    std::shuffle(lines.begin() + 1, lines.end(), random);
    std::ofstream out{to, std::ios::binary};
    for (const std::string& line : lines)
        out << line << '\n';
}

} // namespace

TEST_CASE("the plan of the team of four reads as kept") {
    const auto plan = scenario::run(ATTAIN_PROGRAM, arguments(bundled / "team_of_four", {"--total", "120"}));
    CHECK(plan.exit_code == 0);
    CHECK(plan.err == "");
    check_golden("team_of_four.txt", plan.out);
}

TEST_CASE("the plan of the company reads as kept") {
    const auto plan = scenario::run(ATTAIN_PROGRAM, arguments(bundled / "company", {"--total", "360"}));
    CHECK(plan.exit_code == 0);
    check_golden("company.txt", plan.out);
}

TEST_CASE("rows in another order give the same bytes") {
    std::mt19937 random{7};
    for (const char* team : {"team_of_four", "company"}) {
        const scenario::folder written;
        const auto once = arguments(bundled / team, {"--total", "120", "--json", written / "1.json"});
        const auto first = scenario::run(ATTAIN_PROGRAM, once);
        REQUIRE(first.exit_code == 0);
        for (int round = 0; round < 3; ++round) {
            const scenario::folder shuffled;
            for (const auto& file : std::filesystem::directory_iterator{bundled / team})
                shuffle_rows(file.path(), shuffled / file.path().filename().string(), random);
            const auto second = scenario::run(
                ATTAIN_PROGRAM, arguments(shuffled.path(), {"--total", "120", "--json", written / "2.json"}));
            CHECK(second.exit_code == 0);
            CHECK(scenario::difference(first.out, second.out) == "");
            CHECK(scenario::difference(scenario::read(written / "1.json"),
                                       scenario::read(written / "2.json")) == "");
        }
    }
}
