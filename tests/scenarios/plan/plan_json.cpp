// The JSON of a plan: exact sums at every level, everything the table shows, unrounded.
#include "files.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <numeric>

namespace {

using nlohmann::json;

const std::string bundled = ATTAIN_EXAMPLES "/data";

json planned(const std::string& data, const std::vector<std::string>& more) {
    const scenario::folder written;
    std::vector<std::string> arguments = {"plan", "--data", data, "--json", written / "plan.json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const auto result = scenario::run(ATTAIN_PROGRAM, arguments);
    INFO(result.err);
    REQUIRE(result.exit_code == 0);
    return json::parse(scenario::read(written / "plan.json"));
}

json planned_bundled(const std::string& team, const std::vector<std::string>& more) {
    std::vector<std::string> arguments = {"--metric", "meetings booked", "--period", "2026-12"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return planned(bundled + "/" + team, arguments);
}

// Sums of quotas, and of each rep's daily quotas, are what they should be.
void check_sums(const json& plan) {
    for (const json& team : plan["teams"]) {
        INFO(team["team"].get<std::string>());
        std::int64_t sum = 0;
        std::int64_t equal = 0;
        for (const json& rep : team["reps"]) {
            sum += rep["quota"].get<std::int64_t>();
            equal += rep["equal_quota"]["quota"].get<std::int64_t>();
            std::int64_t daily = 0;
            for (const json& day : rep["daily"])
                daily += day["quota"].get<std::int64_t>();
            CHECK(daily == rep["quota"]);
        }
        CHECK(sum == team["total"]);
        CHECK(equal == team["total"]);
    }
}

const json& rep_named(const json& team, const std::string& name) {
    return *std::find_if(team["reps"].begin(), team["reps"].end(),
                         [&](const json& rep) { return rep["name"] == name; });
}

std::vector<std::string> strengths(const json& rep) {
    std::vector<std::string> all;
    for (const json& c : rep["channels"])
        if (c["standing"] == "strength") all.push_back(c["channel"]);
    return all;
}

} // namespace

TEST_CASE("the team of four: strengths, ramp, absence, everything adds up") {
    const json plan = planned_bundled("team_of_four", {"--total", "120"});
    check_sums(plan);
    const json& team = plan["teams"][0];
    CHECK(team["team"] == "BDR East");
    const json& ana = rep_named(team, "Ana");
    const json& ben = rep_named(team, "Ben");
    const json& dan = rep_named(team, "Dan");
    CHECK(strengths(rep_named(team, "Cleo")) == std::vector<std::string>{"cold call"});
    CHECK(strengths(dan) == std::vector<std::string>{"social"});
    CHECK(ana["ramp"].is_null());
    CHECK(ben["ramp"] == json::array({0.75, 1.0}));
    CHECK(ana["working_days"] == 22); // Christmas Day is closed
    CHECK(dan["working_days"] == 18); // and he is away from the 28th to the 31st
    CHECK(ben["quota"] < ana["quota"]);
    // One quota for all asks far more of Ben than of Ana.
    CHECK(ana["equal_quota"]["probability"] > ben["equal_quota"]["probability"]);
    for (const json& rep : team["reps"])
        for (const char* letter : {"S", "M", "A", "R", "T"})
            CHECK(rep["smart"][letter]["reason"].get<std::string>() != "");
}

TEST_CASE("periods of every kind, in the middle of one too") {
    for (const char* period : {"2026-W49", "2026-Q4", "2026-12-07", "2026-12-01/2026-12-11"}) {
        INFO(period);
        const json plan = planned(bundled + "/team_of_four", {"--metric", "meetings booked", "--total", "60",
                                                              "--period", period, "--as-of", "2026-11-30"});
        check_sums(plan);
    }
    const json quarter = planned(bundled + "/team_of_four", {"--metric", "meetings booked", "--total", "350",
                                                             "--period", "2026-Q4", "--as-of", "2026-11-30"});
    CHECK(rep_named(quarter["teams"][0], "Ben")["done"].get<int>() > 0);
}

TEST_CASE("policies: sums stay exact, chances are closest under equal attainability") {
    const auto spread = [](const json& plan) {
        double low = 1;
        double high = 0;
        for (const json& rep : plan["teams"][0]["reps"]) {
            low = std::min(low, rep["probability"].get<double>());
            high = std::max(high, rep["probability"].get<double>());
        }
        return high - low;
    };
    std::map<std::string, double> spreads;
    for (const char* policy : {"equal-attainability", "proportional", "equal"}) {
        const json plan = planned_bundled("team_of_four", {"--total", "120", "--policy", policy});
        check_sums(plan);
        spreads[policy] = spread(plan);
    }
    CHECK(spreads["equal-attainability"] <= spreads["proportional"]);
    CHECK(spreads["equal-attainability"] < spreads["equal"]);
    const json equal = planned_bundled("team_of_four", {"--total", "120", "--policy", "equal"});
    for (const json& rep : equal["teams"][0]["reps"])
        CHECK(rep["quota"] == 30);
}

TEST_CASE("one total for several teams is one split over all their reps") {
    const json one = planned_bundled("company", {"--total", "360"});
    check_sums(one);
    REQUIRE(one["teams"].size() == 3);
    std::vector<std::string> totals;
    std::int64_t sum = 0;
    for (const json& team : one["teams"]) {
        sum += team["total"].get<std::int64_t>();
        totals.push_back("--total");
        totals.push_back(team["team"].get<std::string>() + "=" +
                         std::to_string(team["total"].get<std::int64_t>()));
    }
    CHECK(sum == 360);
    const json each = planned_bundled("company", totals);
    for (std::size_t t = 0; t < 3; ++t)
        for (std::size_t r = 0; r < one["teams"][t]["reps"].size(); ++r)
            CHECK(one["teams"][t]["reps"][r]["quota"] == each["teams"][t]["reps"][r]["quota"]);
}

TEST_CASE("floors and caps hold") {
    const json plan = planned_bundled(
        "team_of_four", {"--total", "120", "--floor", "20", "--cap", "Ana=35", "--floor", "102=25"});
    check_sums(plan);
    CHECK(rep_named(plan["teams"][0], "Ana")["quota"] <= 35);
    CHECK(rep_named(plan["teams"][0], "Ben")["quota"] >= 25);
}

TEST_CASE("a team without any record has quotas and no invented chances") {
    const scenario::folder data;
    data.write("reps.csv", "id,name,team\n1,Ann,East\n2,Bob,East\n3,Cy,West\n");
    data.write("activity.csv", "rep,metric,date,quantity\n3,meetings,2026-11-02,4\n");
    const json plan = planned(data.path().string(), {"--period", "2026-12", "--total", "East=10"});
    check_sums(plan);
    CHECK(plan["teams"][0]["probability"].is_null());
    for (const json& rep : plan["teams"][0]["reps"]) {
        CHECK(rep["probability"].is_null());
        CHECK(rep["smart"]["A"]["verdict"] == "warn");
    }
    CHECK(plan["teams_without_total"] == json::array({"West"}));
}

TEST_CASE("amounts of money keep their cents") {
    const scenario::folder data;
    data.write("reps.csv", "id,name,team\n1,Ann,East\n2,Bob,East\n");
    std::string rows = "rep,metric,date,quantity\n";
    for (int d = 10; d < 30; ++d)
        rows += std::to_string(1 + d % 2) + ",revenue,2026-11-" + std::to_string(d) + "," +
                std::to_string(100 * d) + ".37\n";
    data.write("activity.csv", rows);
    const json plan =
        planned(data.path().string(), {"--period", "2026-12", "--total", "50000.01", "--decimals", "2"});
    check_sums(plan);
    CHECK(plan["teams"][0]["total"] == 5'000'001);
    CHECK(plan["decimals"] == 2);
}

// The folder below `root` that holds what the bundled map reads.
std::string export_below(const std::filesystem::path& root) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator{root})
        if (entry.path().filename() == "sales_pipeline.csv") return entry.path().parent_path().string();
    FAIL("no export that the bundled map reads in " << root.string());
    return {};
}

TEST_CASE("December 2017 of a real CRM export") {
    const char* real_data = std::getenv("ATTAIN_REAL_DATA");
    if (real_data == nullptr) {
        MESSAGE("SKIPPED: set ATTAIN_REAL_DATA to the folder with the real data to run this test");
        return;
    }
    const json plan =
        planned(export_below(real_data),
                {"--map", ATTAIN_EXAMPLES "/maps/opportunities.ini", "--period", "2017-12", "--as-of",
                 "2017-11-30", "--total", "Central=150", "--total", "East=110", "--total", "West=150"});
    check_sums(plan);
    CHECK(plan["metric"] == "deals won"); // the map's first
    const json rows = plan["rows"];
    CHECK(rows["read"] == 8800);
    CHECK(rows["after_as_of"] == 511);      // December's wins: ignored and counted
    CHECK(rows["used"] == 4238 - 511);      // wins on weekends among them
    CHECK(rows["filtered"] == 8800 - 4238); // lost and open deals, with or without dates
    REQUIRE(plan["teams"].size() == 3);
    std::size_t reps = 0;
    std::size_t without_record = 0;
    for (const json& team : plan["teams"]) {
        CHECK(team["probability"] > 0.0);
        CHECK(team["probability"] < 1.0);
        for (const json& rep : team["reps"]) {
            ++reps;
            CHECK(rep["ramp"].is_null()); // hire dates are unknown: no ramp
            if (rep["recorded"].get<bool>()) continue;
            ++without_record;
            CHECK(rep["evidence"]["grade"] == "prior only");
            CHECK(rep["quota"] > 0); // not a zero performer
            CHECK(rep["smart"]["M"]["verdict"] == "warn");
        }
    }
    CHECK(reps == 35);
    CHECK(without_record == 5);
}
