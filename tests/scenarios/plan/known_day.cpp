// What is known when a plan is made: the end of the export, periods that are over, what is done of a running
// one.
#include "program.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <map>

namespace {

using json = nlohmann::json;
using scenario::printed;

using arguments = std::vector<std::string>;

arguments team(const char* command, const arguments& more) {
    arguments all = {command, "--data", ATTAIN_EXAMPLES "/data/team_of_four", "--metric", "meetings booked"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

json planned(const arguments& more) {
    const scenario::folder written;
    arguments all = team("plan", more);
    all.insert(all.end(), {"--json", written / "plan.json"});
    (void)printed(all);
    return json::parse(scenario::read(written / "plan.json"));
}

} // namespace

TEST_CASE(
    "the end of an export is no month without sales: unless told otherwise a plan is as of its last day") {
    const arguments january = {"--period", "2027-01", "--total", "120"}; // the data end on 2026-11-30
    const json plan = planned(january);
    CHECK(plan["as_of"] == "2026-11-30");
    arguments told = january;
    told.insert(told.end(), {"--as-of", "2026-11-30"});
    const json same = planned(told);
    CHECK(plan["teams"] == same["teams"]);
    for (const json& rep : plan["teams"][0]["reps"])
        CHECK(rep["probability"] > 0.4);
    CHECK(printed(team("plan", january))
              .find("the data end on 2026-11-30, 32 days before the period begins.") != std::string::npos);
    CHECK(printed(team("plan", told)).find("Note") == std::string::npos);
    // Who says a later day says that nothing was booked until then, and is asked.
    told.back() = "2026-12-31";
    CHECK(printed(team("plan", told))
              .find("the last record of meetings booked is of 2026-11-30, 31 days before "
                    "2026-12-31.") != std::string::npos);
    CHECK(planned(told)["teams"][0]["reps"][0]["probability"] < 0.01);
    const std::string report = printed(team("report", january));
    CHECK(report.find("As of 2026-11-30.") != std::string::npos);
    CHECK(report.find("the data end on 2026-11-30") != std::string::npos);
    // Nobody works between Friday and Monday: nothing is missing.
    CHECK(planned({"--period", "2026-10-19/2026-10-23", "--total", "20"})["as_of"] == "2026-10-18");
}

TEST_CASE("ratios and limits are as of the last day of the data too") {
    const arguments limit = {"--period", "2027-01", "--total", "120", "--better", "lower"};
    CHECK(printed(team("plan", limit)).find("the data end on 2026-11-30") != std::string::npos);
    const std::string ratio =
        printed({"plan", "--data", ATTAIN_EXAMPLES "/data/team_of_four", "--metric", "calls", "--per",
                 "meetings booked", "--better", "lower", "--period", "2027-01", "--target", "45"});
    CHECK(ratio.find("the data end on 2026-11-30") != std::string::npos);
}

TEST_CASE("a month that is not over on the last known day is no best month") {
    const std::string page =
        printed(team("plan", {"--period", "2027-01", "--total", "120", "--as-of", "2026-11-30"}));
    CHECK(page.find("the best was 0") == std::string::npos);
}

TEST_CASE("in a running period the days to come bring what is left, exactly") {
    const arguments running = {"--period", "2026-11", "--total", "110", "--as-of", "2026-11-13"};
    for (const json& rep : planned(running)["teams"][0]["reps"]) {
        std::int64_t sum = 0;
        for (const json& d : rep["to_come"]) {
            CHECK(d["day"] > "2026-11-13");
            sum += d["quota"].get<std::int64_t>();
        }
        CHECK(sum ==
              std::max<std::int64_t>(0, rep["quota"].get<std::int64_t>() - rep["done"].get<std::int64_t>()));
    }
    CHECK(printed(team("plan", running)).find("what the next days have to bring of what is left") !=
          std::string::npos);
    for (const json& rep : planned({"--period", "2026-12", "--total", "120"})["teams"][0]["reps"])
        CHECK(rep["to_come"] == rep["daily"]);
    // On the last day nothing is to come any more.
    for (const json& rep :
         planned({"--period", "2026-11", "--total", "110", "--as-of", "2026-11-30"})["teams"][0]["reps"])
        CHECK(rep["to_come"].empty());
}
