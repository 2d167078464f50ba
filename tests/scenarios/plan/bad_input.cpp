// Every kind of bad input: what the program says, with file, line and column; exit code 2; nothing written.
#include "files.hpp"

#include <doctest/doctest.h>

namespace {

using scenario::folder;
using scenario::outcome;

constexpr const char* reps = "id,name,role,team,hired,left,fte,ramp\n"
                             "1,Ann,BDR,East,2024-01-08,,1,\n"
                             "2,Bob,BDR,East,2024-01-08,,0.5,\n";
constexpr const char* activity = "rep,metric,channel,date,quantity\n"
                                 "1,meetings,call,2026-11-02,2\n"
                                 "2,meetings,mail,2026-11-03,1\n"
                                 "1,meetings,call,2026-12-01,1\n";

// A folder with good files, in which a test then spoils one.
class data_folder : public folder {
public:
    data_folder() {
        write("reps.csv", reps);
        write("activity.csv", activity);
    }

    [[nodiscard]] outcome plan(std::vector<std::string> more = {"--total", "20"}) const {
        std::vector<std::string> arguments = {"plan",       "--data",  path().string(),
                                              "--period",   "2026-12", "--as-of",
                                              "2026-11-30", "--json",  path().string() + "/plan.json"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return scenario::run(ATTAIN_PROGRAM, arguments);
    }

    // The complaint with the folder's path cut out; "" unless the exit code is 2 and nothing was written.
    [[nodiscard]] std::string complaint(const std::vector<std::string>& more = {"--total", "20"}) const {
        const std::vector<std::string> before = names();
        const outcome result = plan(more);
        if (result.exit_code != 2 || !result.out.empty() || names() != before) return "";
        std::string text = result.err;
        const std::string prefix = path().string() + "/";
        for (std::size_t at = text.find(prefix); at != text.npos; at = text.find(prefix))
            text.erase(at, prefix.size());
        return text;
    }

    // The same with one file replaced.
    [[nodiscard]] std::string complaint_with(const char* file, std::string_view text) const {
        write(file, text);
        return complaint();
    }
};

} // namespace

TEST_CASE("the good files are good") {
    const data_folder data;
    const outcome result = data.plan();
    CHECK(result.exit_code == 0);
    CHECK(result.err == "");
    CHECK(data.names() == std::vector<std::string>{"activity.csv", "plan.json", "reps.csv"});
}

TEST_CASE("missing files and columns") {
    const data_folder data;
    std::filesystem::remove(data / "activity.csv");
    CHECK(data.complaint() == "attain: activity.csv: cannot be opened\n");
    data.write("activity.csv", activity);
    CHECK(data.complaint({"--total", "20", "--holidays", data / "none.csv"}) ==
          "attain: none.csv: cannot be opened\n");
    CHECK(data.complaint({"--total", "20", "--absences", data / "none.csv"}) ==
          "attain: none.csv: cannot be opened\n");
    CHECK(data.complaint({"--total", "20", "--map", data / "none.ini"}) ==
          "attain: none.ini: cannot be opened\n");
    CHECK(data.complaint_with("activity.csv", "rep,metric,date\n1,meetings,2026-11-02\n") ==
          "attain: activity.csv:1: has no column \"quantity\"; its columns are: rep, metric, date\n");
    data.write("activity.csv", activity);
    CHECK(data.complaint_with("reps.csv", "id,name\n1,Ann\n") ==
          "attain: reps.csv:1: has no column \"team\"; its columns are: id, name\n");
}

TEST_CASE("unknown reps are refused, or skipped and counted when asked to") {
    const data_folder data;
    data.write("activity.csv", std::string{activity} + "9,meetings,call,2026-11-04,1\n");
    CHECK(data.complaint() == "attain: activity.csv:5: column rep: \"9\" is not on the roster "
                              "(--skip-unknown-reps leaves such rows out)\n");
    const outcome skipped = data.plan({"--total", "20", "--skip-unknown-reps"});
    CHECK(skipped.exit_code == 0);
    CHECK(skipped.out.find("1 of unknown reps, skipped") != std::string::npos);
}

TEST_CASE("dates and numbers that cannot be read") {
    const data_folder data;
    CHECK(data.complaint_with("activity.csv", "rep,metric,date,quantity\n1,meetings,2026-02-30,1\n") ==
          "attain: activity.csv:2: column date: \"2026-02-30\" is not a date written as %Y-%m-%d\n");
    CHECK(data.complaint_with("activity.csv", "rep,metric,date,quantity\n1,meetings,2026-11-02,two\n") ==
          "attain: activity.csv:2: column quantity: \"two\" is not a whole number\n");
    CHECK(data.complaint_with("activity.csv", "rep,metric,date,quantity\n1,meetings,2026-11-02,1.5\n") ==
          "attain: activity.csv:2: column quantity: \"1.5\" is not a whole number\n");
    CHECK(data.complaint_with("activity.csv", "rep,metric,date,quantity\n1,meetings,2026-11-02,\n") ==
          "attain: activity.csv:2: column quantity: is empty\n");
    data.write("activity.csv", activity);
    CHECK(data.complaint_with("reps.csv", "id,name,team,hired\n1,Ann,East,soon\n") ==
          "attain: reps.csv:2: column hired: \"soon\" is not a date written as %Y-%m-%d\n");
    CHECK(data.complaint_with("reps.csv", "id,name,team,ramp\n1,Ann,East,fast\n") ==
          "attain: reps.csv:2: column ramp: \"fast\" is not a ramp: percents such as 25/50/75\n");
    for (const std::string shares : {"0.25/0.5/0.75", "0/0.5/1", "1"}) {
        CHECK(data.complaint_with("reps.csv", "id,name,team,ramp\n1,Ann,East," + shares + "\n") ==
              "attain: reps.csv:2: column ramp: \"" + shares +
                  "\" is at most 1 %: a ramp is written in percents, such as 25/50/75, or with their sign\n");
    }
    for (const std::string shares : {"0.5%/1 %", "25%/50%", "0", "0/50"}) {
        CAPTURE(shares);
        data.write("reps.csv", "id,name,team,ramp\n1,Ann,East,\n2,Bob,East," + shares + "\n");
        CHECK(data.plan().exit_code == 0);
    }
    std::filesystem::remove(data / "plan.json");
}

TEST_CASE("ids: twice, or none") {
    const data_folder data;
    CHECK(data.complaint_with("reps.csv", std::string{reps} + "1,Ann again,BDR,East,,,,\n") ==
          "attain: reps.csv:4: column id: \"1\" is already in line 2\n");
    CHECK(data.complaint_with("reps.csv", std::string{reps} + ",Cid,BDR,East,,,,\n") ==
          "attain: reps.csv:4: column id: is empty\n");
}

TEST_CASE("nobody without a team, however much the row says beside it") {
    const data_folder data;
    CHECK(data.complaint_with("reps.csv",
                              "id,name,role,team,hired,left,fte,ramp\n"
                              "1,Annabelle of a long name,Business development,,2024-01-08,,1,25/50/75\n") ==
          "attain: reps.csv:2: column team: is empty\n");
}

TEST_CASE("ends before starts") {
    const data_folder data;
    data.write("absences.csv", "rep,first_day,last_day\n1,2026-12-10,2026-12-03\n");
    CHECK(data.complaint() ==
          "attain: absences.csv:2: column last_day: ends on 2026-12-03, before it starts on 2026-12-10\n");
    CHECK(data.complaint_with("absences.csv", "rep,first_day,last_day\n1,2026-12-01,2026-12-03\n"
                                              "1,2026-12-03,2026-12-04\n") ==
          "attain: absences.csv:3: column first_day: \"1\" is already away from 2026-12-01 to 2026-12-03\n");
    CHECK(data.complaint_with("absences.csv", "rep,first_day,last_day\n7,2026-12-01,2026-12-03\n") ==
          "attain: absences.csv:2: column rep: \"7\" is not on the roster\n");
    std::filesystem::remove(data / "absences.csv");
    CHECK(data.complaint_with("reps.csv", "id,name,team,hired,left\n1,Ann,East,2026-05-04,2026-05-01\n") ==
          "attain: reps.csv:2: column left: left on 2026-05-01, which is not after the hire on 2026-05-04\n");
    data.write("reps.csv", reps);
    const outcome late = scenario::run(ATTAIN_PROGRAM, {"plan", "--data", data.path().string(), "--period",
                                                        "2026-12", "--as-of", "2027-01-05", "--total", "20"});
    CHECK(late.exit_code == 2);
    CHECK(late.err == "attain: --as-of: 2027-01-05 is after the end of the period, 2026-12-31\n");
}

TEST_CASE("shares of a post") {
    const data_folder data;
    CHECK(data.complaint_with("reps.csv", "id,name,team,fte\n1,Ann,East,-0.5\n2,Bob,East,1\n") ==
          "attain: reps.csv:2: column fte: \"-0.5\" is negative\n");
    CHECK(data.complaint_with("reps.csv", "id,name,team,fte\n1,Ann,East,1\n2,Bob,East,1.2\n") ==
          "attain: reps.csv:3: column fte: \"1.2\" is more than 1, which is all of it\n");
}

TEST_CASE("empty teams") {
    const data_folder data;
    CHECK(data.complaint_with("reps.csv", "id,name,team\n") ==
          "attain: reps.csv: names no rep: the team is empty\n");
    CHECK(data.complaint_with("reps.csv", "id,name,team\n1,Ann,\n2,Bob,East\n") ==
          "attain: reps.csv:2: column team: is empty\n");
    data.write("reps.csv", "id,name,team,left\n1,Ann,East,2026-11-13\n2,Bob,West,\n");
    CHECK(data.complaint({"--total", "East=20"}) ==
          "attain: --total: team \"East\" is empty: nobody works in it in 2026-12\n");
    CHECK(data.complaint({"--total", "North=20"}) ==
          "attain: --total: there is no team \"North\"; there is: East, West\n");
}

TEST_CASE("totals that the floors or caps do not allow, with the gap") {
    const data_folder data;
    CHECK(
        data.complaint({"--total", "20", "--floor", "12"}) ==
        "attain: --total: team \"East\": lower bounds add up to 24, above the total of 20 by 4; these alone "
        "exceed it: Ann floor 12, Bob floor 12\n");
    CHECK(data.complaint({"--total", "20", "--cap", "Ann=5", "--cap", "2=6"}) ==
          "attain: --total: team \"East\": upper bounds add up to 11, below the total of 20 by 9: Ann cap 5, "
          "Bob "
          "cap 6\n");
    CHECK(data.complaint({"--total", "20", "--floor", "Ann=5", "--cap", "Ann=4"}) ==
          "attain: --floor: the floor 5 of Ann is above the cap 4\n");
    CHECK(data.complaint({"--total", "20", "--floor", "Zed=5"}) ==
          "attain: --floor: nobody on the roster is called \"Zed\"\n");
}

TEST_CASE("policies without what they need, and rules that make no sense") {
    const data_folder data;
    const auto said = [&](std::vector<std::string> more) {
        more.insert(more.begin(), {"--total", "20"});
        return data.complaint(more);
    };
    for (const char* policy : {"least-change", "least-change-absolute", "blend"})
        CHECK(said({"--policy", policy}) ==
              "attain: --policy: " + std::string{policy} +
                  " needs last period's quotas: --previous FILE or --previous NAME=N\n");
    CHECK(said({"--change-cap", "20%"}) ==
          "attain: --change-cap: needs last period's quotas: --previous FILE "
          "or --previous NAME=N\n");
    CHECK(said({"--change-cap", "0.2", "--previous", "Ann=9"}) ==
          "attain: --change-cap: \"0.2\" is neither a percentage (20%) nor NAME=20%\n");
    CHECK(said({"--over-assign", "5"}) ==
          "attain: --over-assign: \"5\" is neither a percentage (20%) nor NAME=20%\n");
    CHECK(said({"--over-assign", "101%"}) == "attain: --over-assign: \"101%\" is not in 0..100 %\n");
    CHECK(said({"--quantum", "0"}) == "attain: --quantum: \"0\" is no step above zero\n");
    CHECK(said({"--quantum", "5", "--rest", "Zed"}) ==
          "attain: --rest: nobody on the roster is called \"Zed\"\n");
    CHECK(said({"--lock", "Ann=5", "--lock", "1=6"}) == "attain: --lock: \"Ann\" is said twice\n");
    CHECK(said({"--what-if", "10,many"}) ==
          "attain: --what-if: \"10,many\" is no list of numbers such as 100,110,130\n");
    CHECK(said({"--policy", "alpha-fair", "--alpha", "0"}) != "");
    // What nothing reads is said, not left out.
    CHECK(said({"--rest", "Ann"}) == "attain: --rest: goes with --quantum\n");
    CHECK(said({"--value", "Ann=2"}) == "attain: --value: goes with --policy value-weighted\n");
    CHECK(said({"--alpha", "2"}) == "attain: --alpha: goes with --policy alpha-fair\n");
    CHECK(said({"--steadiness", "0.1"}) == "attain: --steadiness: goes with --policy blend\n");
    CHECK(said({"--repair", "--unassigned"}) != "");
    CHECK(
        said({"--lock", "Ann=15", "--lock", "Bob=9"}) ==
        "attain: --total: team \"East\": lower bounds add up to 24, above the total of 20 by 4; these alone "
        "exceed it: Ann lock 15, Bob lock 9\n");
}

TEST_CASE("last period's quotas from a file, refused with their line") {
    const data_folder data;
    const std::string file = data.write("last.csv", "rep,quota\nAnn,9\nZed,4\n");
    CHECK(data.complaint({"--total", "20", "--previous", file}) ==
          "attain: last.csv:3: column rep: nobody on the roster is called \"Zed\"\n");
    data.write("last.csv", "rep,quota\nAnn,9\n1,4\n");
    CHECK(data.complaint({"--total", "20", "--previous", file}) ==
          "attain: last.csv:3: column rep: \"1\" has a quota already\n");
    CHECK(data.complaint({"--total", "20", "--previous", data / "none.csv"}) ==
          "attain: none.csv: cannot be opened\n");
}

TEST_CASE("rows after the day of the facts: ignored and counted, or refused") {
    const data_folder data;
    const outcome counted = data.plan();
    CHECK(counted.out.find("2 of meetings up to 2026-11-30, 1 after that day, ignored") != std::string::npos);
    std::filesystem::remove(data / "plan.json");
    CHECK(data.complaint({"--total", "20", "--strict"}) ==
          "attain: activity.csv:4: column date: 2026-12-01 is after 2026-11-30, and --strict is on\n");
}

TEST_CASE("an event that is in the export twice") {
    const data_folder data;
    data.write("deals.csv", "id,owner,office,closed\nA1,Ann,East,2026-11-02\nA2,Ann,East,2026-11-03\n"
                            "A1,Ann,East,2026-11-04\n");
    data.write("deals.ini",
               "[activity]\nfile = deals.csv\nrep = owner\nteam = office\ndate = closed\nunique = id\n"
               "[metric deals]\n");
    CHECK(data.complaint({"--total", "20", "--map", data / "deals.ini"}) ==
          "attain: deals.csv:4: column id: \"A1\" is already in line 2\n");
}

TEST_CASE("options that make no sense") {
    const data_folder data;
    CHECK(data.complaint({"--total", "many"}) ==
          "attain: --total: \"many\" is neither a number nor NAME=NUMBER (whole units)\n");
    CHECK(data.complaint({"--total", "-5"}) == "attain: --total: \"-5\" is negative\n");
    CHECK(data.complaint({"--total", "5", "--total", "6"}) == "attain: --total: \"6\" is said twice\n");
    CHECK(data.complaint({"--total", "5", "--total", "East=6"}) ==
          "attain: --total: either one total for all or one for each team, not both\n");
    CHECK(data.complaint({"--total", "5", "--metric", "calls"}) ==
          "attain: activity.csv: has no metric \"calls\"; there is: \"meetings\"\n");
    data.write("activity.csv", std::string{activity} + "1,calls,call,2026-11-02,9\n");
    CHECK(data.complaint({"--total", "5"}) ==
          "attain: activity.csv: holds several metrics, choose one with --metric: \"calls\", \"meetings\"\n");
    data.write("activity.csv", activity);
    CHECK(data.plan({"--total", "5", "--policy", "fair"}).exit_code == 2);
    CHECK(data.plan({}).exit_code == 2);
    const outcome period = scenario::run(
        ATTAIN_PROGRAM, {"plan", "--data", data.path().string(), "--period", "2026-13", "--total", "5"});
    CHECK(period.exit_code == 2);
    CHECK(period.err.starts_with("attain: --period: "));
    CHECK(data.names() == std::vector<std::string>{"activity.csv", "reps.csv"});
}

TEST_CASE("a file that cannot be written") {
    const data_folder data;
    const outcome result =
        scenario::run(ATTAIN_PROGRAM, {"plan", "--data", data.path().string(), "--period", "2026-12",
                                       "--total", "5", "--json", data / "none/plan.json"});
    CHECK(result.exit_code == 2);
    CHECK(result.out == "");
}

TEST_CASE("stints that contradict the roster or each other") {
    const data_folder data;
    const std::string header = "rep,team,role,first_day,last_day\n";
    const auto complaint = [&](const std::string& rows) {
        return data.complaint_with("stints.csv", header + rows);
    };
    CHECK(complaint("7,East,,2024-01-08,\n") ==
          "attain: stints.csv:2: column rep: \"7\" is not on the roster\n");
    CHECK(complaint("1,,,2024-01-08,\n") == "attain: stints.csv:2: column team: is empty\n");
    CHECK(complaint("1,East,,soon,\n") ==
          "attain: stints.csv:2: column first_day: \"soon\" is not a date written as %Y-%m-%d\n");
    CHECK(complaint("1,East,,2026-12-10,2026-12-09\n") ==
          "attain: stints.csv:2: column last_day: ends on 2026-12-09, before it starts on 2026-12-10\n");
    CHECK(complaint("1,East,,2023-01-08,\n") ==
          "attain: stints.csv:2: column first_day: starts on 2023-01-08, before the hire on 2024-01-08\n");
    CHECK(complaint("1,East,,2024-01-08,2026-11-30\n1,West,,2026-11-30,\n") ==
          "attain: stints.csv:3: column first_day: \"1\" is already in team \"East\" from 2024-01-08 to "
          "2026-11-30\n");
    CHECK(complaint("1,East,,2024-01-08,\n1,West,,2026-11-30,\n") ==
          "attain: stints.csv:3: column first_day: \"1\" is already in team \"East\" from 2024-01-08 on\n");
    CHECK(complaint("1,West,,2024-01-08,\n") == "attain: reps.csv:2: column id: \"1\" is in team \"East\" "
                                                "here, and in none of the stints of stints.csv\n");
    CHECK(data.complaint_with("stints.csv", "rep,team,first_day\n") ==
          "attain: stints.csv:1: has no column \"last_day\"; its columns are: rep, team, first_day\n");
    data.write("reps.csv", "id,name,team,left\n1,Ann,East,2026-12-24\n2,Bob,East,\n");
    CHECK(complaint("1,East,,2024-01-08,\n") ==
          "attain: stints.csv:2: column rep: \"1\" left on 2026-12-24 by the reps' file; with stints, say it "
          "here alone, as a last_day\n");
}

TEST_CASE("changes of working time") {
    const data_folder data;
    CHECK(data.complaint_with("fte.csv", "rep,from,fte\n7,2026-12-01,0.5\n") ==
          "attain: fte.csv:2: column rep: \"7\" is not on the roster\n");
    CHECK(data.complaint_with("fte.csv", "rep,from,fte\n1,2026-12-01,1.5\n") ==
          "attain: fte.csv:2: column fte: \"1.5\" is more than 1, which is all of it\n");
    CHECK(data.complaint_with("fte.csv", "rep,from,fte\n1,2026-12-01,\n") ==
          "attain: fte.csv:2: column fte: is empty\n");
    CHECK(data.complaint_with("fte.csv", "rep,from,fte\n1,2026-12-01,0.5\n1,2026-12-01,0.6\n") ==
          "attain: fte.csv:3: column from: \"1\" changes twice on 2026-12-01\n");
}

TEST_CASE("ramps that make no sense") {
    const data_folder data;
    const auto complaint = [&](const std::string& row) {
        return data.complaint_with("ramps.csv", "rep,from,trigger,shares,resume_month\n" + row);
    };
    CHECK(complaint("7,2026-12-01,hire,50,\n") ==
          "attain: ramps.csv:2: column rep: \"7\" is not on the roster\n");
    CHECK(complaint("1,2026-12-01,boredom,50,\n") ==
          "attain: ramps.csv:2: column trigger: \"boredom\" is none of: hire, role change, territory change, "
          "return from leave, other\n");
    CHECK(complaint("1,2026-12-01,hire,50/150,\n") ==
          "attain: ramps.csv:2: column shares: \"50/150\" is not a ramp: percents such as 25/50/75\n");
    CHECK(complaint("1,2026-12-01,hire,,\n") == "attain: ramps.csv:2: column shares: is empty\n");
    CHECK(complaint("1,2026-12-01,hire,50/75,2\n") ==
          "attain: ramps.csv:2: column resume_month: 2 is no month of \"50/75\": 0 begins with the first "
          "share, 1 with the second\n");
    CHECK(complaint("1,2026-12-01,hire,50,\n1,2026-12-01,other,50,\n") ==
          "attain: ramps.csv:3: column from: \"1\" has two ramps from 2026-12-01\n");
}

TEST_CASE("holidays of a place where nobody is") {
    const data_folder data;
    CHECK(data.complaint_with("holidays.csv", "date,location\n2026-12-24,\n2026-12-28,Bern\n") ==
          "attain: holidays.csv:3: column location: nobody on the roster is at \"Bern\"\n");
    data.write("reps.csv", "id,name,team,location\n1,Ann,East,Bern\n2,Bob,East,\n");
    CHECK(
        data.complaint_with("holidays.csv", "date,location,share\n2026-12-28,Bern,\n2026-12-28,Bern,0.5\n") ==
        "attain: holidays.csv:3: column date: 2026-12-28 comes twice with different shares\n");
}

TEST_CASE("seasons that are no year") {
    const data_folder data;
    std::string year = "month,share,team\n";
    for (int m = 1; m <= 12; ++m)
        year += std::to_string(m) + ",1,West\n";
    CHECK(data.complaint_with("season.csv", year) ==
          "attain: season.csv:2: column team: there is no team \"West\"\n");
    CHECK(data.complaint_with("season.csv", "month,share\n13,1\n") ==
          "attain: season.csv:2: column month: \"13\" is not a month, 1 to 12\n");
    CHECK(data.complaint_with("season.csv", "month,share\n1,-1\n") ==
          "attain: season.csv:2: column share: \"-1\" is negative\n");
    CHECK(data.complaint_with("season.csv", "month,share\n1,1\n1,2\n") ==
          "attain: season.csv:3: column month: month 1 comes twice\n");
    CHECK(data.complaint_with("season.csv", "month,share\n1,1\n") ==
          "attain: season.csv:2: column month: month 2 has no share\n");
    CHECK(data.complaint_with("season.csv", "month,share\n") == "attain: season.csv: has no rows\n");
}

TEST_CASE("what an engineer gets wrong on the first day is named") {
    const data_folder data;
    const auto said = [&](std::vector<std::string> arguments) {
        const outcome result = scenario::run(ATTAIN_PROGRAM, arguments);
        return result.exit_code == 2 && result.out.empty() ? result.err : "";
    };
    const std::string folder = data.path().string();
    CHECK(
        said({}) ==
        "attain: a command is missing: plan, track, review, report, quotas or backtest; see attain --help\n");
    CHECK(said({"plna"}).find("plna") != std::string::npos);
    CHECK(said({"plan", "--perod", "2026-12"}).find("--perod") != std::string::npos);
    CHECK(said({"plan", "--data", folder, "--total", "20"}) ==
          "attain: --period: is missing: what is planned for, such as --period 2026-12\n");
    CHECK(said({"plan", "--data", folder, "--period", "2026-12"}) ==
          "attain: --total: is missing: the number to reach, such as --total 120 (a ratio has --per and "
          "--target)\n");
    CHECK(said({"plan", "--data", folder, "--period", "2026-13", "--total", "20"}) ==
          "attain: --period: \"2026-13\": the month must be between 1 and 12\n");
    CHECK(said({"plan", "--data", folder, "--period", "2026-12-24/2026-12-01", "--total", "20"}) ==
          "attain: --period: \"2026-12-24/2026-12-01\": the last day is before the first\n");
    CHECK(said({"plan", "--data", folder, "--period", "2026-W54", "--total", "20"}) ==
          "attain: --period: \"2026-W54\": 2026 has no ISO week 54\n");
    CHECK(data.complaint({"--total", "9000000000000000000"}) ==
          "attain: --total: \"9000000000000000000\" is too large\n");
    // a plan of a month that is not over cannot be closed
    CHECK(
        said({"review", "--data", folder, "--period", "2027-01", "--total", "20"}) ==
        "attain: --period: nothing of meetings is recorded in 2027-01; the last is of 2026-12-01: it is not "
        "over yet, or the export is older\n");
    const outcome early =
        scenario::run(ATTAIN_PROGRAM, {"review", "--data", folder, "--period", "2026-12", "--total", "20"});
    CHECK(early.out.find(
              "Note: the last record of meetings is of 2026-12-01, 30 days before 2026-12-31. Is the "
              "export complete?") != std::string::npos);

    CHECK(data.complaint_with("activity.csv", "rep;metric;date\n1;meetings;2026-11-02;2,5\n") ==
          "attain: activity.csv:2: has 4 fields; the header names 3 columns\n");
    CHECK(
        data.complaint_with("activity.csv",
                            "rep,metric,date,quantity\n1,meetings,2026-11-02,99999999999999999999\n") ==
        "attain: activity.csv:2: column quantity: \"99999999999999999999\" is too large to be a quantity\n");
    CHECK(data.complaint_with("activity.csv", "rep,metric,date,quantity\n"
                                              "1,meetings,2026-11-02,9000000000000000000\n"
                                              "2,meetings,2026-11-03,9000000000000000000\n") ==
          "attain: activity.csv:3: column quantity: with the rows before it the sum does not fit 64 bits\n");
    CHECK(data.complaint_with("activity.csv", "rep,metric,date,quantity\n1,,2026-11-02,2\n") ==
          "attain: activity.csv:2: column metric: is empty\n");
    std::filesystem::remove(data / "activity.csv");
    std::filesystem::create_directory(data / "activity.csv");
    CHECK(data.complaint() == "attain: activity.csv: is a folder, not a file\n");
}

TEST_CASE("a CRM's file without quotas of the period, and a backtest without its files, are said") {
    const scenario::folder written;
    const std::string map = ATTAIN_EXAMPLES "/maps/hubspot.ini";
    REQUIRE(scenario::run(ATTAIN_PROGRAM, {"plan", "--data", ATTAIN_EXAMPLES "/data/team_of_four", "--metric",
                                           "meetings booked", "--period", "2026-12", "--total", "120",
                                           "--write-quotas", written / "g.json", "--quotas-as", map})
                .exit_code == 0);
    const auto quotas = [&](const char* period) {
        return scenario::run(ATTAIN_PROGRAM, {"quotas", written / "g.json", "--as", map, "--period", period});
    };
    CHECK(quotas("2026-12").exit_code == 0);
    CHECK(quotas("2026-11").exit_code == 2);
    CHECK(quotas("2026-11").out.empty());
    CHECK(quotas("2026-11").err == "attain: " + (written / "g.json") + ": holds no quotas of 2026-11\n");

    const std::string missing = written / "none";
    const scenario::outcome backtest = scenario::run(ATTAIN_PROGRAM, {"backtest", missing});
    CHECK(backtest.exit_code == 2);
    CHECK(backtest.err == "attain: " + missing + "/cases.csv: cannot be read\n");
}

TEST_CASE("a split by weights where nothing is expected of anybody is a matter of --policy") {
    const data_folder data;
    data.write("activity.csv", "rep,metric,channel,date,quantity\n"
                               "1,meetings,call,2026-11-02,-3\n"
                               "2,meetings,mail,2026-11-04,-2\n"
                               "1,meetings,call,2026-11-20,-2\n");
    CHECK(
        data.complaint({"--total", "20", "--policy", "proportional"}) ==
        "attain: --policy: team \"East\": nothing is expected of anybody there to be proportional to; choose "
        "another\n");
    CHECK(data.plan({"--total", "20"}).exit_code == 0);
}
