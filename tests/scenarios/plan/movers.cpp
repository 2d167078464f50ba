// Somebody who moves from one team to another within the period: what is said of the person holds for the
// person, and goes to a CRM as one quota.
#include "program.hpp"
#include "weekday_meetings.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

namespace {

using nlohmann::json;

// Ann leaves East on 11 December and is in West from the 14th on: 9 working days there, 14 here.
class two_teams : public scenario::folder {
public:
    two_teams() {
        write("reps.csv", "id,name,team\n1,Ann,East\n2,Bob,East\n3,Cid,West\n4,Dee,West\n");
        write("stints.csv",
              "rep,team,first_day,last_day\n1,East,2024-01-08,2026-12-11\n1,West,2026-12-14,\n");
        write("activity.csv", scenario::weekday_meetings());
    }

    [[nodiscard]] std::vector<std::string> arguments(const std::vector<std::string>& more) const {
        std::vector<std::string> all = {"plan", "--data", path().string(), "--period", "2026-12"};
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }
    [[nodiscard]] json plan(std::vector<std::string> more) const {
        const scenario::folder written;
        more.insert(more.end(), {"--json", written / "plan.json"});
        (void)scenario::printed(arguments(more));
        return json::parse(scenario::read(written / "plan.json"));
    }
};

std::int64_t quota_of(const json& plan, const std::string& team, const std::string& name) {
    for (const json& each : plan["teams"])
        for (const json& rep : each["reps"])
            if (each["team"] == team && rep["name"] == name) return rep["quota"];
    FAIL(name << " has no goal in " << team);
    return 0;
}

} // namespace

TEST_CASE("a lock, a floor, a cap and a last quota are the mover's, in parts of the working time") {
    const two_teams data;
    const json locked = data.plan({"--total", "90", "--lock", "Ann=25"});
    CHECK(quota_of(locked, "East", "Ann") == 10); // 25 x 9 / 23 = 9.8
    CHECK(quota_of(locked, "West", "Ann") == 15);
    CHECK(locked["teams"][0]["divided"] == json::array({"Ann, in East and West: lock 10 of 25"}));
    CHECK(locked["teams"][1]["divided"] == json::array({"Ann, in East and West: lock 15 of 25"}));

    const json floor = data.plan({"--total", "90", "--floor", "Ann=40"});
    CHECK(quota_of(floor, "East", "Ann") + quota_of(floor, "West", "Ann") == 40);
    const json cap = data.plan({"--total", "90", "--cap", "Ann=10"});
    CHECK(quota_of(cap, "East", "Ann") == 4); // 3.9
    CHECK(quota_of(cap, "West", "Ann") == 6);
    // A cap for everybody is one for each person too.
    const json capped = data.plan({"--total", "92", "--cap", "23"});
    CHECK(quota_of(capped, "East", "Ann") == 9);
    CHECK(quota_of(capped, "West", "Ann") == 14);

    // 40, give or take 10 %.
    const json steady = data.plan({"--total", "90", "--previous", "Ann=40", "--change-cap", "10%"});
    const std::int64_t both = quota_of(steady, "East", "Ann") + quota_of(steady, "West", "Ann");
    CHECK(both >= 36);
    CHECK(both <= 44);
}

TEST_CASE("a team in which all are new has its quotas as before: records move along, and the page says so") {
    const two_teams data;
    const json before = data.plan({"--total", "90"});
    const scenario::folder& folder = data;
    folder.write("stints.csv", "rep,team,first_day,last_day\n1,East,2024-01-08,2026-12-11\n"
                               "1,West,2026-12-14,\n2,East,2024-01-08,2026-11-30\n2,North,2026-12-01,\n"
                               "3,West,2024-01-08,2026-11-30\n3,North,2026-12-01,\n");
    const json after = data.plan({"--total", "90"});
    CHECK(quota_of(after, "North", "Bob") == quota_of(before, "East", "Bob"));
    CHECK(quota_of(after, "North", "Cid") == quota_of(before, "West", "Cid"));
    const std::string table = scenario::printed(data.arguments({"--total", "90"}));
    CHECK(table.find("  Moved here    Bob, Cid: what they did in other teams is their own record, and no "
                     "figure of this team\n") != std::string::npos);
}

TEST_CASE("a total for each team takes the mover's part there") {
    const two_teams data;
    const json plan = data.plan({"--total", "East=40", "--total", "West=50", "--lock", "Ann=25"});
    CHECK(quota_of(plan, "East", "Ann") == 10);
    CHECK(quota_of(plan, "East", "Bob") == 30);
    CHECK(quota_of(plan, "West", "Ann") == 15);
    const json east = data.plan({"--total", "East=40", "--lock", "Ann=25", "--cap", "30"});
    CHECK(east["teams"][0]["divided"] == json::array({"Ann, in East and West: lock 10 of 25, cap 12 of 30"}));
    const std::string table = scenario::printed(data.arguments({"--total", "East=40", "--lock", "Ann=25"}));
    CHECK(
        table.find("  Divided       by working time in each team: Ann, in East and West: lock 10 of 25\n") !=
        std::string::npos);
}

TEST_CASE("the same quota for everybody cannot be divided, and a lock says what is meant") {
    const two_teams data;
    CHECK(
        scenario::complaint(data.arguments({"--total", "90", "--policy", "equal"})) ==
        "attain: --policy: equal gives everybody the same, and Ann, who is in East and West within 2026-12, "
        "the same twice; say what is to be reached in all: --lock \"Ann=N\"\n");
    const json plan = data.plan({"--total", "90", "--policy", "equal", "--lock", "Ann=23"});
    CHECK(quota_of(plan, "East", "Ann") == 9);
    CHECK(quota_of(plan, "West", "Ann") == 14);
}

TEST_CASE("a lock of a limit is the mover's as well") {
    const two_teams data;
    const json plan =
        data.plan({"--better", "lower", "--total", "East=40", "--total", "West=50", "--lock", "Ann=25"});
    std::map<std::string, std::int64_t> limits;
    for (const json& team : plan["teams"])
        for (const json& rep : team["reps"])
            if (rep["name"] == "Ann") limits[team["team"]] = rep["limit"];
    CHECK(limits == std::map<std::string, std::int64_t>{{"East", 10}, {"West", 15}});
}

TEST_CASE("a mover's quota goes to a CRM as one, and is read back") {
    const two_teams data;
    const std::map<std::string, std::string> systems = {
        {"salesforce", "[fields]\nForecastingTypeId = 0Db1\n"},
        {"hubspot", "[fields]\nhs_goal_name = Meetings\n"},
        {"pipedrive",
         "[fields]\ntitle = Meetings\ntype.name = activities_completed\ntype.params.pipeline_id = null\n"
         "type.params.activity_type_id = [7]\n"},
        {"dynamics", "year begins = 1\nyear named by = begin\n[fields]\nmetricid@odata.bind = "
                     "/metrics(00000000-0000-0000-0000-00000000a001)\n"},
        {"erpnext", "year begins = 1\n[fields]\nitem_group = Products\n"}};
    for (const auto& [system, fields] : systems) {
        CAPTURE(system);
        const std::string map = data.write("map.ini", "[quotas]\nsystem = " + system +
                                                          "\nperiod = month\nmeasure = count\n" + fields);
        const std::string file = data / "quotas";
        (void)scenario::printed(data.arguments(
            {"--total", "90", "--lock", "Ann=25", "--write-quotas", file, "--quotas-as", map}));
        const std::string last = data / "last.csv";
        (void)scenario::printed({"quotas", file, "--as", map, "--period", "2026-12", "--write", last});
        const std::string read = scenario::read(last);
        CHECK(read.find("\n1,25,2026-12-01,2026-12-31\n") != std::string::npos);
        CHECK(std::count(read.begin(), read.end(), '\n') == 5);
    }
}
