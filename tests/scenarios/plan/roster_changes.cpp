// People who move, come back, change their working time or ramp anew, local holidays and seasons: what the
// plan makes of each, counted by hand.
#include "files.hpp"
#include "weekday_meetings.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <sstream>

namespace {

using nlohmann::json;

// Two people in each of two teams, who book one a day, every Monday to Friday of October and November 2026.
class data_folder : public scenario::folder {
public:
    data_folder() {
        write("reps.csv",
              "id,name,role,team,hired,location\n1,Ann,BDR,East,2024-01-08,Bern\n"
              "2,Bob,BDR,East,2024-01-08,\n3,Cid,BDR,West,2024-01-08,\n4,Dee,BDR,West,2024-01-08,\n");
        write("activity.csv", scenario::weekday_meetings());
    }

    [[nodiscard]] json plan(const std::vector<std::string>& more = {"--total", "80"}) const {
        const scenario::folder written;
        std::vector<std::string> arguments = {"plan",    "--data", path().string(),      "--period",
                                              "2026-12", "--json", written / "plan.json"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const auto result = scenario::run(ATTAIN_PROGRAM, arguments);
        INFO(result.err);
        REQUIRE(result.exit_code == 0);
        return json::parse(scenario::read(written / "plan.json"));
    }
};

const json* find(const json& plan, const std::string& team, const std::string& name) {
    for (const json& each : plan["teams"])
        for (const json& rep : each["reps"])
            if (each["team"] == team && rep["name"] == name) return &rep;
    return nullptr;
}

const json& goal(const json& plan, const std::string& team, const std::string& name) {
    const json* found = find(plan, team, name);
    REQUIRE(found != nullptr);
    return *found;
}

std::string first_day(const json& rep) {
    return rep["daily"].front()["day"];
}

std::string last_day(const json& rep) {
    return rep["daily"].back()["day"];
}

} // namespace

TEST_CASE("a mover is in each team on the days there, and one total still adds up") {
    const data_folder data;
    data.write("stints.csv", "rep,team,role,first_day,last_day\n1,East,,2024-01-08,2026-12-11\n"
                             "1,West,Sr. BDR,2026-12-14,\n");
    const json plan = data.plan();
    const json& before = goal(plan, "East", "Ann");
    const json& after = goal(plan, "West", "Ann");
    CHECK(before["working_days"] == 9);
    CHECK(after["working_days"] == 14);
    CHECK(last_day(before) == "2026-12-11");
    CHECK(first_day(after) == "2026-12-14");
    CHECK(before["role"] == "BDR");
    CHECK(after["role"] == "Sr. BDR");
    CHECK(before["changes"] == json::array({"moves to West on 2026-12-14"}));
    CHECK(after["changes"] == json::array({"joins from East on 2026-12-14"}));
    CHECK(before["recorded"] == true);
    CHECK(after["recorded"] == true); // what was booked in East is Ann's record, and East's figure
    CHECK(before["record_elsewhere"] == false);
    CHECK(after["record_elsewhere"] == true);
    CHECK(after["done"] == 0);
    std::int64_t sum = 0;
    for (const json& team : plan["teams"]) {
        std::int64_t quotas = 0;
        for (const json& rep : team["reps"])
            quotas += rep["quota"].get<std::int64_t>();
        CHECK(quotas == team["total"]);
        sum += quotas;
    }
    CHECK(sum == 80);
}

TEST_CASE("what a mover did counts for the team of the day, and no team's days for nobody") {
    const data_folder data;
    // In East up to 16 October, nowhere until the 31st, in West since: 12, 10 and 21 days of one a day.
    data.write("stints.csv",
               "rep,team,first_day,last_day\n1,East,2024-01-08,2026-10-16\n1,West,2026-11-01,\n");
    const std::vector<std::string> autumn = {"--period", "2026-Q4", "--as-of", "2026-11-30",
                                             "--total",  "East=99", "--total", "West=99"};
    data.write("reps.csv", scenario::read(data.path() / "reps.csv"));
    const scenario::folder written;
    std::vector<std::string> arguments = {"plan", "--data", data.path().string(), "--json",
                                          written / "p.json"};
    arguments.insert(arguments.end(), autumn.begin(), autumn.end());
    REQUIRE(scenario::run(ATTAIN_PROGRAM, arguments).exit_code == 0);
    const json plan = json::parse(scenario::read(written / "p.json"));
    CHECK(goal(plan, "East", "Ann")["done"] == 12);
    CHECK(goal(plan, "West", "Ann")["done"] == 21);
    CHECK(goal(plan, "West", "Dee")["done"] == 22 + 21);
    CHECK(plan["rows"]["outside_any_team"] == 10);
}

TEST_CASE("somebody who is away from the team between two stints, and one who comes back later") {
    const data_folder data;
    data.write("stints.csv", "rep,team,first_day,last_day\n1,East,2024-01-08,2026-10-30\n1,East,2026-12-21,\n"
                             "2,East,2024-01-08,2026-10-30\n2,East,2027-02-01,\n");
    const json plan = data.plan();
    CHECK(goal(plan, "East", "Ann")["working_days"] == 9);
    CHECK(first_day(goal(plan, "East", "Ann")) == "2026-12-21");
    CHECK(goal(plan, "East", "Ann")["changes"] == json::array({"returns on 2026-12-21"}));
    CHECK(find(plan, "East", "Bob") == nullptr);
    CHECK(plan["teams"][0]["without_goal"] ==
          json::array({"Bob (left on 2026-10-31, returns on 2027-02-01)"}));
}

TEST_CASE("part-time from a day on, and a ramp after a change") {
    const data_folder data;
    data.write("fte.csv", "rep,from,fte\n1,2026-12-15,0.5\n");
    data.write("ramps.csv", "rep,from,trigger,shares,resume_month\n2,2026-12-01,territory change,20/50,1\n"
                            "3,2026-12-14,role change,50,\n");
    const json plan = data.plan();
    CHECK(goal(plan, "East", "Ann")["working_days"] == 23);
    CHECK(goal(plan, "East", "Ann")["full_days"] == 10 + 13 * 0.5);
    CHECK(goal(plan, "East", "Ann")["changes"] == json::array({"0.5 of a post from 2026-12-15"}));
    CHECK(goal(plan, "East", "Bob")["ramp"] == json::array({0.5, 0.5})); // the second month at once
    CHECK(goal(plan, "West", "Cid")["ramp"] == json::array({1.0, 0.5}));
    CHECK(goal(plan, "West", "Cid")["working_days"] == 23);
    CHECK(goal(plan, "West", "Cid")["changes"] == json::array({"ramp 50 % from 2026-12-14 (role change)"}));
    const json& dee = goal(plan, "West", "Dee");
    CHECK(goal(plan, "West", "Cid")["quota"] < dee["quota"]);
    CHECK(dee["ramp"].is_null());
}

TEST_CASE("a day of somebody who works half of each: all their days, and half of the activities and hours") {
    const data_folder data;
    data.write("reps.csv", "id,name,team,fte\n1,Half,East,0.5\n2,Full,East,1\n3,Foll,East,1\n");
    std::string rows = "rep,metric,channel,date,quantity\n";
    for (const char* month : {"2026-09-", "2026-10-", "2026-11-"})
        for (int d = 1; d <= 30; ++d)
            for (const auto& [rep, calls] : std::map<std::string, int>{{"1", 20}, {"2", 40}, {"3", 40}}) {
                const std::string day = month + std::string(d < 10 ? "0" : "") + std::to_string(d);
                rows += rep + ",calls,phone," + day + "," + std::to_string(calls) + "\n";
                if (rep != "1" || d % 2 == 0) rows += rep + ",meetings,phone," + day + ",1\n";
            }
    data.write("activity.csv", rows);
    const json plan = data.plan({"--metric", "meetings", "--total", "75", "--minutes", "calls=5"});
    const json& half = goal(plan, "East", "Half");
    const json& full = goal(plan, "East", "Full");
    CHECK(half["working_days"] == 23);
    CHECK(half["full_days"] == 11.5);
    CHECK(half["daily"].size() == 23);
    CHECK(half["smart"]["T"]["figure"] == 23);
    const double ratio = full["activities"]["daily"][0]["per_day"].get<double>() /
                         half["activities"]["daily"][0]["per_day"].get<double>();
    CHECK(ratio > 1.7);
    CHECK(ratio < 2.4);
    CHECK(half["activities"]["hours_per_day"] <= 3.0);
    CHECK(full["activities"]["hours_per_day"] > 3.0);
}

TEST_CASE("why there is no working time: no day, no post, a ramp or a season that counts as nothing") {
    const data_folder data;
    data.write("fte.csv", "rep,from,fte\n1,2026-12-01,0\n");
    data.write("ramps.csv", "rep,from,trigger,shares\n3,2026-12-01,role change,0/50\n");
    const json plan = data.plan();
    CHECK(plan["teams"][0]["without_goal"] == json::array({"Ann (0 of a post)"}));
    CHECK(plan["teams"][1]["without_goal"] == json::array({"Cid (ramp 0 %)"}));
}

TEST_CASE("holidays belong to a location; its own row wins over everybody's") {
    const data_folder data;
    data.write("holidays.csv", "date,name,share,location\n2026-12-25,Christmas Day,,\n"
                               "2026-12-24,Christmas Eve,0.5,\n2026-12-24,Christmas Eve,,Bern\n"
                               "2026-12-28,Only there,,Bern\n");
    const json plan = data.plan();
    CHECK(goal(plan, "East", "Ann")["working_days"] == 20);
    CHECK(goal(plan, "East", "Bob")["working_days"] == 22);
    CHECK(goal(plan, "East", "Bob")["full_days"] == 21.5);
}

TEST_CASE("a season moves the forecast and adds no working days") {
    const data_folder data;
    const json even = data.plan();
    std::string season = "month,share,team\n";
    for (int m = 1; m <= 12; ++m)
        season += std::to_string(m) + (m == 12 ? ",20,West\n" : ",7.5,West\n");
    data.write("season.csv", season);
    const json seasonal = data.plan();
    CHECK(goal(seasonal, "West", "Cid")["working_days"] == 23);
    CHECK(goal(seasonal, "West", "Cid")["expected"].get<double>() >
          2 * goal(even, "West", "Cid")["expected"].get<double>());
    CHECK(goal(seasonal, "East", "Ann")["expected"] == goal(even, "East", "Ann")["expected"]);
}

TEST_CASE("of whom nothing was ever recorded, following and closing say the same: nothing recorded, not 0") {
    const data_folder data;
    data.write("reps.csv", "id,name,role,team,hired,location\n1,Ann,BDR,East,2024-01-08,\n"
                           "2,Bob,BDR,East,2024-01-08,\n3,Cid,BDR,West,2024-01-08,\n"
                           "4,Dee,BDR,West,2024-01-08,\n5,Eve,BDR,East,2026-11-02,\n");
    for (const char* command : {"track", "review"}) {
        CAPTURE(command);
        const std::string kept = data / "said.json";
        std::vector<std::string> arguments = {command,    "--data",  data.path().string(),
                                              "--period", "2026-11", "--total",
                                              "East=50",  "--total", "West=40",
                                              "--json",   kept};
        if (command == std::string{"track"}) arguments.insert(arguments.end(), {"--as-of", "2026-11-17"});
        const auto result = scenario::run(ATTAIN_PROGRAM, arguments);
        INFO(result.err);
        REQUIRE(result.exit_code == 0);
        const std::size_t eve = result.out.find("\n  Eve ");
        REQUIRE(eve != std::string::npos);
        const std::string line = result.out.substr(eve + 1, result.out.find('\n', eve + 1) - eve - 1);
        CAPTURE(line);
        CHECK(line.find("nothing recorded") != std::string::npos);
        CHECK(line.starts_with("  Eve      14          ")); // what is done is left empty
        const json said = json::parse(scenario::read(kept));
        const json& reps = said["teams"][0]["reps"];
        CHECK(reps.back()["name"] == "Eve");
        CHECK(reps.back()["attainment"].is_null());
        CHECK(reps.front()["attainment"].is_number());
    }
}

TEST_CASE("leave that came to be known after the plan moves no target; the days follow it") {
    const auto followed = [](const char* absences, const std::vector<std::string>& command) {
        const data_folder data;
        data.write("absences.csv", absences);
        const scenario::folder written;
        std::vector<std::string> arguments = command;
        arguments.insert(arguments.end(), {"--data", data.path().string(), "--period", "2026-11", "--total",
                                           "East=40", "--total", "West=40", "--json", written / "said.json"});
        const auto result = scenario::run(ATTAIN_PROGRAM, arguments);
        INFO(result.err);
        REQUIRE(result.exit_code == 0);
        return json::parse(scenario::read(written / "said.json"))["teams"][0];
    };
    const std::vector<std::string> track = {"track", "--as-of", "2026-11-17"};
    const json nobody = followed("rep,first_day,last_day\n", track);
    const json late = followed("rep,first_day,last_day,known\n1,2026-11-16,2026-11-30,2026-11-16\n", track);
    const json always = followed("rep,first_day,last_day,known\n1,2026-11-16,2026-11-30,\n", track);
    const json next_week =
        followed("rep,first_day,last_day,known\n1,2026-11-16,2026-11-30,2026-11-18\n", track);
    CHECK(next_week == nobody); // not known yet
    for (std::size_t i = 0; i < nobody["reps"].size(); ++i) {
        CHECK(late["reps"][i]["target"] == nobody["reps"][i]["target"]);
        CHECK(late["reps"][i]["name"] == nobody["reps"][i]["name"]);
    }
    CHECK(always["reps"][0]["target"] < nobody["reps"][0]["target"]);
    CHECK(late["reps"][0]["probability"] < nobody["reps"][0]["probability"]);
    // What was said before the month was said without it.
    const json reviewed =
        followed("rep,first_day,last_day,known\n1,2026-11-16,2026-11-30,2026-11-16\n", {"review"});
    CHECK(reviewed["said"] == followed("rep,first_day,last_day\n", {"review"})["said"]);
}

TEST_CASE("working days without a record are told when there were none before") {
    const data_folder data;
    std::istringstream rows{scenario::read(data / "activity.csv")};
    std::string kept;
    for (std::string row; std::getline(rows, row);)
        if (const std::size_t at = row.find("2026-11-"); at == row.npos || row.substr(at, 10) < "2026-11-16")
            kept += row + '\n';
    data.write("activity.csv", kept);
    const auto track_on = [&](const char* day) {
        return scenario::run(ATTAIN_PROGRAM, {"track", "--data", data.path().string(), "--period", "2026-11",
                                              "--total", "East=40", "--total", "West=40", "--as-of", day})
            .out;
    };
    CHECK(track_on("2026-11-15").find("Note") == std::string::npos); // a Sunday
    CHECK(track_on("2026-11-17").find("Note") != std::string::npos);
}
