// Limits in the program: deals lost, at most; planned, followed, closed.
//
// A change of the estimator changes the kept text; look at it, then keep it with
//     ATTAIN_UPDATE_GOLDEN=1 build/release/tests/test_scenarios_plan
#include <attain/goal/pace.hpp>

#include "program.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <map>
#include <optional>

namespace {

using json = nlohmann::json;
using arguments = std::vector<std::string>;
using scenario::check_golden;
using scenario::complaint;
using scenario::printed;

const std::string examples = ATTAIN_EXAMPLES;

arguments lost(const char* command, const arguments& more) {
    arguments all = {command,
                     "--data",
                     examples + "/data/opportunities",
                     "--map",
                     examples + "/maps/opportunities.ini",
                     "--metric",
                     "deals lost",
                     "--better",
                     "lower"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

const arguments december = {"--period", "2026-12", "--total", "North=16", "--total", "South=12"};

arguments with(arguments base, const arguments& more) {
    base.insert(base.end(), more.begin(), more.end());
    return base;
}

} // namespace

TEST_CASE("limits read as kept: planned, followed, closed") {
    const arguments november = {"--period", "2026-11", "--total", "North=16", "--total", "South=12"};
    check_golden("limits.txt", printed(lost("plan", with(december, {"--lock", "Dario Penn=5"}))) +
                                   printed(lost("track", with(november, {"--as-of", "2026-11-12"}))) +
                                   printed(lost("review", november)));
}

TEST_CASE("a limit's status, and a ratio's, follows from the one of the day before") {
    const scenario::folder written;
    const std::string file = written / "track.json";
    const arguments loss_rate =
        lost("track", {"--period", "2026-11", "--per", "deals closed", "--target", "45%"});
    for (const arguments& asked :
         {lost("track", {"--period", "2026-11", "--total", "North=16", "--total", "South=12"}), loss_rate}) {
        std::map<std::string, std::string> said; // by rep, of the day before
        for (int d = 1; d <= 27; ++d) {
            const std::string on = (d < 10 ? "2026-11-0" : "2026-11-") + std::to_string(d);
            (void)printed(with(asked, {"--as-of", on, "--json", file}));
            const json all = json::parse(scenario::read(file));
            for (const json& team : all["teams"])
                for (const json& rep : team["reps"]) {
                    CAPTURE(on);
                    std::string& yesterday = said[rep["rep"]];
                    const std::string status = rep["status"];
                    std::optional<attain::pace_status> was;
                    std::optional<attain::pace_status> is;
                    for (const auto level : {attain::pace_status::behind, attain::pace_status::at_risk,
                                             attain::pace_status::on_track}) {
                        if (yesterday == attain::name(level)) was = level;
                        if (status == attain::name(level)) is = level;
                    }
                    attain::pace open; // the chance alone decides
                    open.remaining = 1;
                    if (was && is) CHECK(is == status_of(open, rep["probability"].get<double>(), was));
                    yesterday = status;
                }
        }
        CHECK(said.size() > 4);
    }
}

TEST_CASE("a Friday of limits or ratios is closed, though nobody works on the day after") {
    for (const arguments& asked :
         {lost("review", {"--period", "2026-11-20", "--total", "North=2", "--total", "South=2"}),
          lost("review", {"--period", "2026-11-20", "--per", "deals closed", "--target", "45%"})})
        CHECK(printed(asked).find("2026-11-21: nobody works then, so there are no goals") !=
              std::string::npos);
}

TEST_CASE("the JSON of a limit's plan: the limits add up, and move with what happens") {
    const scenario::folder written;
    const std::string file = written / "plan.json";
    (void)printed(lost("plan", with(december, {"--json", file})));
    const json plan = json::parse(scenario::read(file));
    CHECK(plan["better"] == "lower");
    REQUIRE(plan["teams"].size() == 2);
    for (const json& team : plan["teams"]) {
        std::int64_t sum = 0;
        double low = 1;
        double high = 0;
        for (const json& rep : team["reps"]) {
            sum += rep["limit"].get<std::int64_t>();
            const double p = rep["probability"];
            low = std::min(low, p);
            high = std::max(high, p);
            CHECK(rep["smart"].size() == 5);
            CHECK(rep["range_80"][0] <= rep["range_80"][1]);
        }
        CHECK(sum == team["limit"]);
        CHECK(low > 0);
        CHECK(high < 1);
        CHECK(team["unassigned"] == 0);
        CHECK(team["overshoot"] > 0);
    }
    // closed: kept or broken as the counts say
    (void)printed(lost("review", {"--period", "2026-11", "--total", "North=16", "--json", file}));
    const json closed = json::parse(scenario::read(file));
    REQUIRE(closed["teams"].size() == 1);
    std::int64_t actual = 0;
    std::int64_t kept = 0;
    for (const json& rep : closed["teams"][0]["reps"]) {
        actual += rep["actual"].get<std::int64_t>();
        const bool in_it = rep["actual"] <= rep["limit"];
        kept += in_it;
        CHECK(rep["status"] == (in_it ? "kept" : "broken"));
        CHECK(rep["headroom"] == rep["limit"].get<std::int64_t>() - rep["actual"].get<std::int64_t>());
    }
    CHECK(actual == closed["teams"][0]["actual"]);
    CHECK(kept == closed["teams"][0]["calibration"]["kept"]);
    // half way: what is left is said
    (void)printed(lost(
        "track", {"--period", "2026-11", "--total", "North=16", "--as-of", "2026-11-12", "--json", file}));
    for (const json& rep : json::parse(scenario::read(file))["teams"][0]["reps"]) {
        CHECK(rep["working_days_left"] == 12);
        CHECK(rep["kept_so_far"] == (rep["actual"] <= rep["limit"]));
    }
}

TEST_CASE("what a limit cannot be asked is said") {
    CHECK(
        complaint(lost("plan", {"--period", "2026-12", "--total", "30"})) ==
        "attain: --total: a limit is a team's own; with several teams, one for each: --total \"North=N\"\n");
    CHECK(complaint(lost("plan", {"--period", "2026-12", "--total", "West=3"})) ==
          "attain: --total: there is no team \"West\"; there is: North, South\n");
    CHECK(complaint(lost("plan", with(december, {"--lock", "Alma Reyes=3", "--lock", "5"}))) ==
          "attain: --lock: needs a name, such as Ana=5\n");
    CHECK(complaint(lost("plan", {"--period", "2026-12", "--total", "North=16", "--lock", "Elif Sahin=3"})) ==
          "attain: --lock: Elif Sahin is in no team that is planned here, or has no working time in the "
          "period\n");
    CHECK(complaint(lost("plan", {"--period", "2026-12", "--total", "North=16", "--quantum", "5", "--rest",
                                  "Alma Reyes", "--lock", "Alma Reyes=5"})) == "attain: --rest: is locked\n");
    for (const char* option : {"--floor", "--cap", "--what-if", "--over-assign"})
        CHECK(complaint(lost("plan", with(december, {option, "5"}))) ==
              std::string{"attain: "} + option +
                  ": is about a total to reach; --better lower makes it a limit\n");
    CHECK(complaint(lost("plan", {"--period", "2026-12"})) ==
          "attain: --total: is missing: the number to reach, such as --total 120 (a ratio has --per and "
          "--target)\n");
    CHECK(
        complaint(lost("plan", with(december, {"--quantum", "5"}))) ==
        "attain: --quantum: what the locks leave of the limit is no multiple of it; say who takes the rest: "
        "--rest NAME\n");
    CHECK(complaint(lost("track", with(december, {"--as-of", "2026-11-12"}))) ==
          "attain: --as-of: 2026-11-12 is not in 2026-12; a plan is followed inside its period\n");
}

TEST_CASE("steps of a limit hold for every team, and for the next period") {
    const scenario::folder written;
    const std::string file = written / "review.json";
    (void)printed(lost("review", {"--period", "2026-11", "--total", "North=16", "--total", "South=15",
                                  "--quantum", "5", "--rest", "Alma Reyes", "--json", file}));
    const json closed = json::parse(scenario::read(file));
    REQUIRE(closed["teams"].size() == 2);
    for (const json& team : closed["teams"])
        for (const char* list : {"reps", "next"}) {
            std::int64_t sum = 0;
            for (const json& rep : team[list]) {
                const std::int64_t limit = rep["limit"];
                sum += limit;
                CHECK(limit % 5 == (rep["name"] == "Alma Reyes" ? 1 : 0));
            }
            CHECK(sum == team["limit"]);
        }
}
