// The program's cycle on the bundled data: track, review, and the report in a real browser.
#include <attain/goal/audit.hpp>
#include <attain/goal/pace.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <tuple>

namespace {

namespace fs = std::filesystem;
using json = nlohmann::json;

const std::string team_of_four =
    std::string{"--data "} + ATTAIN_EXAMPLES + "/data/team_of_four --metric \"meetings booked\" ";
const std::string minutes = "--minutes calls=3 --minutes e-mails=4 --minutes \"social touches=6\" ";

struct folder {
    fs::path path = fs::temp_directory_path() /
                    ("attain_goal_" + std::to_string(std::hash<std::string>{}(fs::current_path().string())));
    folder() {
        fs::remove_all(path);
        fs::create_directories(path);
    }
    ~folder() {
        std::error_code ignored;
        fs::remove_all(path, ignored);
    }
    folder(const folder&) = delete;
    folder& operator=(const folder&) = delete;
    [[nodiscard]] std::string operator/(const char* name) const { return (path / name).string(); }
};

std::string read(const std::string& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

int exit_code(const std::string& command) {
    const int status = std::system(command.c_str());
    return status < 0 ? status : (status >> 8) & 0xFF;
}

int run_attain(const std::string& arguments, const std::string& out, const std::string& err) {
    return exit_code(std::string{ATTAIN_PROGRAM} + " " + arguments + " >" + out + " 2>" + err);
}

bool browser_there() {
    return exit_code("command -v chromium >/dev/null 2>&1") == 0;
}

int browse(const folder& in, const std::string& arguments, const std::string& page, const std::string& out,
           const std::string& log) {
    const std::string profile = in / "profile";
    fs::remove_all(profile);
    return exit_code(
        "timeout 120 chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
        "--disable-background-networking --disable-component-update --disable-sync "
        "--enable-logging=stderr --v=0 --user-data-dir=" +
        profile + " " + arguments + " file://" + page + " >" + out + " 2>" + log);
}

// Every number on the page, by key: its value, and what people read.
std::map<std::string, std::pair<std::string, std::string>> numbers_in(const std::string& html) {
    constexpr std::string_view opening = "<data data-key=\"";
    constexpr std::string_view middle = "\" value=\"";
    std::map<std::string, std::pair<std::string, std::string>> all;
    for (std::size_t at = 0; (at = html.find(opening, at)) != html.npos;) {
        const std::size_t key = at + opening.size();
        const std::size_t value = html.find(middle, key) + middle.size();
        const std::size_t shown = html.find("\">", value) + 2;
        at = html.find("</data>", shown);
        REQUIRE(at != html.npos);
        all[html.substr(key, value - middle.size() - key)] = {html.substr(value, shown - 2 - value),
                                                              html.substr(shown, at - shown)};
    }
    return all;
}

std::string unescaped(std::string text) {
    for (const auto& [from, to] :
         {std::pair<std::string, std::string>{"&lt;", "<"}, {"&gt;", ">"}, {"&amp;", "&"}})
        for (std::size_t at = 0; (at = text.find(from)) != text.npos;)
            text.replace(at, from.size(), to);
    return text;
}

void check_numbers(const std::string& html, const json& numbers) {
    const auto shown = numbers_in(html);
    CHECK(shown.size() == numbers.size());
    for (const auto& [key, value] : numbers.items()) {
        CAPTURE(key);
        REQUIRE(shown.contains(key));
        const auto& [exact, people] = shown.at(key);
        CHECK(json::parse(exact) == value);
        if (key.find("chance") != key.npos || key.find("equal_") != key.npos)
            CHECK(unescaped(people) == attain::percent(value.get<double>()));
        else if (value.is_number_integer())
            CHECK(people == std::to_string(value.get<std::int64_t>()));
    }
}

} // namespace

TEST_CASE("track follows a plan and adds up") {
    const folder temp;
    const std::string as_of =
        "track " + team_of_four + minutes + "--period 2026-11 --total 110 --as-of 2026-11-17 ";
    REQUIRE(run_attain(as_of + "--json " + (temp / "t.json"), temp / "out", temp / "err") == 0);
    const json t = json::parse(read(temp / "t.json"));
    std::int64_t targets = 0;
    std::int64_t actual = 0;
    for (const json& rep : t["teams"][0]["reps"]) {
        targets += rep["target"].get<std::int64_t>();
        actual += rep["actual"].get<std::int64_t>();
        std::int64_t catch_up = 0;
        for (const json& d : rep["catch_up"])
            catch_up += d["quota"].get<std::int64_t>();
        CHECK(catch_up == std::max<std::int64_t>(0, rep["target"].get<std::int64_t>() -
                                                        rep["actual"].get<std::int64_t>()));
        CHECK(rep["probability"] >= 0);
        CHECK(rep["probability"] <= 1);
    }
    CHECK(targets == 110);
    CHECK(actual == t["teams"][0]["actual"]);
    const std::string text = read(temp / "out");
    for (const char* name : {"Ana", "Ben", "Cleo", "Dan", "on track", "for an even chance"})
        CHECK(text.find(name) != text.npos);
    // a day outside the period, an activity that is no activity, no day at all
    CHECK(run_attain("track " + team_of_four + "--period 2026-11 --total 110 --as-of 2026-12-02",
                     temp / "out", temp / "err") == 2);
    CHECK(read(temp / "err").find("--as-of") != std::string::npos);
    CHECK(run_attain(as_of + "--minutes calls", temp / "out", temp / "err") == 2);
    CHECK(run_attain(as_of + "--minutes faxes=3", temp / "out", temp / "err") == 2);
    CHECK(run_attain("track " + team_of_four + "--period 2026-11 --total 110", temp / "out", temp / "err") ==
          2);
}

TEST_CASE(
    "what track says of a day follows from what it said of the day before, and milestones keep their day") {
    const folder temp;
    std::map<std::string, std::string> said;                     // by rep, of the day before
    std::map<std::pair<std::string, double>, std::string> first; // the first day whose report has it reached
    for (int d = 1; d <= 27; ++d) {
        const std::string on = (d < 10 ? "2026-11-0" : "2026-11-") + std::to_string(d);
        REQUIRE(run_attain("track " + team_of_four + "--period 2026-11 --total 110 --as-of " + on +
                               " --json " + (temp / "t.json"),
                           temp / "out", temp / "err") == 0);
        const json t = json::parse(read(temp / "t.json"));
        for (const json& rep : t["teams"][0]["reps"]) {
            CAPTURE(on);
            CAPTURE(rep["name"].get<std::string>());
            const std::string status = rep["status"];
            std::string& yesterday = said[rep["name"]];
            attain::pace now{.target = rep["target"],
                             .remaining =
                                 rep["target"].get<attain::units>() - rep["actual"].get<attain::units>()};
            if (!rep["pace"].is_null()) now.ratio = rep["pace"].get<double>();
            if (!rep["expected"].is_null()) now.expected = rep["expected"].get<double>();
            std::optional<attain::pace_status> was;
            for (const auto level :
                 {attain::pace_status::behind, attain::pace_status::at_risk, attain::pace_status::on_track})
                if (yesterday == name(level)) was = level;
            if (now.remaining > 0 && !yesterday.empty())
                CHECK(status == name(status_of(now, rep["probability"].get<double>(), was)));
            yesterday = status;
            for (const json& m : rep["milestones"]) {
                const std::pair key{rep["name"].get<std::string>(), m["share"].get<double>()};
                if (m["reached"]) first.emplace(key, on);
                CHECK(m["first_reached"] == (first.contains(key) ? json(first[key]) : json(nullptr)));
            }
        }
    }
    CHECK(first.size() > 4); // two of them on days that were no day before the last
}

TEST_CASE("review closes a period and says why the next goals change") {
    const folder temp;
    const std::string of = "review " + team_of_four + "--period 2026-10 --total 110 ";
    REQUIRE(run_attain(of + "--json " + (temp / "r.json"), temp / "out", temp / "err") == 0);
    const json r = json::parse(read(temp / "r.json"))["teams"][0];
    std::int64_t next = 0;
    for (const json& rep : r["next"]) {
        std::int64_t lines = 0;
        for (const json& line : rep["lines"])
            lines += line["amount"].get<std::int64_t>();
        CHECK(lines == rep["after"]);
        next += rep["after"].get<std::int64_t>();
    }
    CHECK(next == r["next_total"]);
    CHECK(r["feasible"] == true);
    // A next total that the steps do not allow: the page says why, in names, and the exit code that it is so.
    CHECK(run_attain(of + "--next-total 500", temp / "out", temp / "err") == 2);
    const std::string out = read(temp / "out");
    CHECK(out.find("no goals that add up to it: the step bounds ask for at most ") != std::string::npos);
    CHECK(out.find("below 500: Ana ") != std::string::npos);
    CHECK(out.find("rep 10") == std::string::npos);
    CHECK(run_attain(of + "--next-total 20", temp / "out", temp / "err") == 2);
    CHECK(read(temp / "out").find("the step bounds ask for at least ") != std::string::npos);

    std::ofstream{temp / "de.txt"} << "previous quota.up = Vorher: {size}.\n";
    REQUIRE(run_attain(of + "--sentences " + (temp / "de.txt"), temp / "out", temp / "err") == 0);
    CHECK(read(temp / "out").find("Vorher: ") != std::string::npos);
    std::ofstream{temp / "bad.txt"} << "\nno such key = x\n";
    CHECK(run_attain(of + "--sentences " + (temp / "bad.txt"), temp / "out", temp / "err") == 2);
    CHECK(read(temp / "err").find("bad.txt:2") != std::string::npos);
}

TEST_CASE("review names whose number is in no goal any more, and who is back from leave is not new") {
    const folder temp;
    fs::copy(std::string{ATTAIN_EXAMPLES} + "/data/team_of_four", temp.path, fs::copy_options::recursive);
    std::ofstream{temp / "reps.csv"}
        << "id,name,role,team,hired,left\n101,Ana,BDR,BDR East,2023-02-01,\n"
           "102,Ben,BDR,BDR East,2026-09-14,\n103,Cleo,BDR,BDR East,2024-03-04,\n"
           "104,Dan,BDR,BDR East,2024-05-06,2026-10-23\n";
    std::ofstream{temp / "absences.csv"} << "rep,first_day,last_day\n103,2026-10-01,2026-10-31\n";
    const std::string of = "review --data " + temp.path.string() +
                           " --metric \"meetings booked\" --period 2026-10 --total 70 --json " +
                           (temp / "r.json");
    REQUIRE(run_attain(of, temp / "out", temp / "err") == 0);
    const json r = json::parse(read(temp / "r.json"))["teams"][0];
    REQUIRE(r["gone"].size() == 1);
    CHECK(r["gone"][0]["name"] == "Dan");
    CHECK(r["gone"][0]["before"] == r["reps"][2]["target"]); // Cleo had none
    const std::string before = std::to_string(r["gone"][0]["before"].get<int>());
    std::string out = read(temp / "out");
    CHECK_MESSAGE(out.find("Dan: " + before + " -> none (left on 2026-10-2") != out.npos, out);
    CHECK(out.find("the number is in nobody's goal") != out.npos);
    CHECK(out.find("There was no quota before: away for all of the last period.") != out.npos);
    CHECK(out.find("new to the team") == out.npos);
    REQUIRE(run_attain(of + " --next-total 90", temp / "out", temp / "err") == 0);
    CHECK(read(temp / "out").find("the total asked is the others'") != std::string::npos);
}

TEST_CASE("amounts are grouped in sentences as in tables, and a day is planned on, not in") {
    const folder temp;
    REQUIRE(run_attain(std::string{"review --data "} + ATTAIN_EXAMPLES + "/data/opportunities --map " +
                           ATTAIN_EXAMPLES +
                           "/maps/opportunities.ini --metric revenue --period 2026-11 --total North=50000",
                       temp / "out", temp / "err") == 0);
    const std::string out = read(temp / "out");
    constexpr std::string_view before = "The quota before was ";
    std::size_t sentences = 0;
    for (std::size_t at = 0; (at = out.find(before, at)) != out.npos; ++sentences) {
        at += before.size();
        const std::string amount = out.substr(at, out.find('.', at) - at);
        CHECK_MESSAGE(amount.find(',') == amount.size() - 4, amount);
    }
    CHECK(sentences > 1); // lines end inside some
    REQUIRE(run_attain("plan " + team_of_four + "--period 2026-12-07 --total 6", temp / "out",
                       temp / "err") == 0);
    CHECK(read(temp / "out").starts_with("BDR East: 6 meetings booked on Mon 2026-12-07\n"));
}

TEST_CASE("a day, or a month, before one on which nobody works is closed like any other") {
    const folder temp;
    const std::string friday =
        "review " + team_of_four + "--period 2026-11-20 --total 6 --json " + (temp / "r.json");
    REQUIRE(run_attain(friday, temp / "out", temp / "err") == 0);
    CHECK(read(temp / "out").find("BDR East, Fri 2026-11-20: ") != std::string::npos);
    CHECK(read(temp / "out").find("Next, Sat 2026-11-21: nobody works then, so there are no goals") !=
          std::string::npos);
    const json r = json::parse(read(temp / "r.json"))["teams"][0];
    CHECK(r["reps"].size() == 4);
    CHECK(r["next"].empty());
    CHECK(run_attain(friday + " --next-total 5", temp / "out", temp / "err") == 2);
    CHECK(read(temp / "out").find("so there are no goals, and nobody to take the 5 asked\n") !=
          std::string::npos);
}

TEST_CASE("the report is one page: numbers as in the JSON, nothing from outside") {
    const folder temp;
    for (const char* when :
         {"--period 2026-12 --total 120", "--period 2026-11 --total 110 --as-of 2026-11-17"}) {
        CAPTURE(when);
        REQUIRE(run_attain("report " + team_of_four + minutes + when + " --out " + (temp / "r.html") +
                               " --json " + (temp / "r.json"),
                           temp / "out", temp / "err") == 0);
        const std::string html = read(temp / "r.html");
        const json document = json::parse(read(temp / "r.json"));
        check_numbers(html, document["numbers"]);
        for (const char* outside : {"http://", "https://", " src=", "@import", "url("})
            CHECK_MESSAGE(html.find(outside) == html.npos, outside);
        const std::string plan_day = std::string{when}.substr(0, std::string{when}.find(" --as-of"));
        REQUIRE(run_attain("plan " + team_of_four + plan_day + " --json " + (temp / "p.json"), temp / "out",
                           temp / "err") == 0);
        const json plan = json::parse(read(temp / "p.json"));
        for (const json& rep : plan["teams"][0]["reps"])
            CHECK(document["numbers"]["BDR East." + rep["rep"].get<std::string>() + ".quota"] ==
                  rep["quota"]);
    }
    // the company: three teams on one page
    REQUIRE(run_attain(std::string{"report --data "} + ATTAIN_EXAMPLES +
                           "/data/company --period 2026-12 --total 700 --out " + (temp / "c.html") +
                           " --json " + (temp / "c.json"),
                       temp / "out", temp / "err") == 0);
    check_numbers(read(temp / "c.html"), json::parse(read(temp / "c.json"))["numbers"]);
}

namespace {

std::string report_of(const folder& in, const std::string& asked) {
    REQUIRE(run_attain("report " + team_of_four + "--period 2026-12 --total 120 " + asked + " --out " +
                           (in / "r.html") + " --json " + (in / "r.json"),
                       in / "out", in / "err") == 0);
    const std::string html = read(in / "r.html");
    check_numbers(html, json::parse(read(in / "r.json"))["numbers"]);
    return html;
}

bool says(const std::string& html, const std::string& text) {
    return html.find(text) != html.npos;
}

} // namespace

TEST_CASE("the report gives the plan's reasons: what was fixed by hand or bounded is not rounding") {
    const folder temp;
    for (const auto& [asked, reason] :
         {std::pair{"--lock Ana=30", "<li>Quotas fixed by hand take 9.</li>"},
          std::pair{"--cap Ana=30", "<li>Floors and caps take 9.</li>"},
          std::pair{"--floor Ben=30", "<li>Floors and caps add 9.</li>"},
          std::pair{"--previous Ana=36 --change-cap Ana=0%", "<li>Floors and caps take 3.</li>"},
          std::pair{"--policy value-weighted --value Ana=5", "<ol><li>An equal share"},
          std::pair{"--policy alpha-fair --alpha 50", "<ol><li>An equal share"}}) {
        CAPTURE(asked);
        const std::string html = report_of(temp, asked);
        CHECK(says(html, reason));
        CHECK_FALSE(says(html, "Rounding"));
    }
}

TEST_CASE("track and review say what is handed out beside what the team owes") {
    const folder temp;
    for (const char* command : {"track", "review"}) {
        const std::string base = command + std::string{" "} + team_of_four + "--period 2026-11 --total 110 " +
                                 (command[0] == 't' ? "--as-of 2026-11-13 " : "");
        REQUIRE(run_attain(base + "--over-assign 10%", temp / "out", temp / "err") == 0);
        CHECK(says(read(temp / "out"), "Quotas        121 in all, for a plan of 110"));
        REQUIRE(run_attain(base + "--cap 20 --unassigned", temp / "out", temp / "err") == 0);
        CHECK(says(read(temp / "out"), "Quotas        80 in all, for a plan of 110"));
        CHECK(says(read(temp / "out"), "Unassigned    30 of 110"));
        REQUIRE(run_attain(base, temp / "out", temp / "err") == 0);
        CHECK_FALSE(says(read(temp / "out"), "in all, for a plan"));
    }
    REQUIRE(run_attain("track " + team_of_four +
                           "--period 2026-11 --total 110 --as-of 2026-11-13 --over-assign 10% "
                           "--json " +
                           (temp / "t.json"),
                       temp / "out", temp / "err") == 0);
    const json team = json::parse(read(temp / "t.json"))["teams"][0];
    CHECK(team["total"] == 110);
    CHECK(team["sum_of_quotas"] == 121);
}

TEST_CASE("a reason is named by what the policy reads, and a repair is no rounding") {
    const folder temp;
    const std::string lasts = "--previous Ana=36 --previous Ben=24 --previous Cleo=34 --previous Dan=22 ";
    for (const auto& [asked, there, not_there] :
         {std::tuple{lasts + "--policy least-change", "last quota", "own record"},
          std::tuple{lasts + "--policy blend --steadiness 1", "last quota", "weight"},
          std::tuple{std::string{"--policy value-weighted --value Ana=5"}, "value", "rounding"},
          std::tuple{std::string{"--policy proportional"}, "weight", "own record"},
          std::tuple{std::string{"--cap 20 --unassigned"}, "bounds", "rounding"},
          std::tuple{std::string{"--cap 25 --repair"}, "bounds", "rounding"}}) {
        CAPTURE(asked);
        REQUIRE(run_attain("plan " + team_of_four + "--period 2026-12 --total 120 --explain " + asked,
                           temp / "out", temp / "err") == 0);
        const std::string out = read(temp / "out");
        const std::size_t table = out.find("why ");
        REQUIRE(table != out.npos);
        const std::string reasons = out.substr(table, out.find("  Why ") - table);
        CHECK(says(reasons, there));
        CHECK_FALSE(says(reasons, not_there));
    }
    CHECK_FALSE(says(report_of(temp, "--policy proportional"), "at the same chance as everybody's"));
    CHECK_FALSE(says(report_of(temp, "--cap 25 --repair"), "Rounding"));
}

TEST_CASE("the report keeps the plan's number apart from what is handed out, as the plan does") {
    const folder temp;
    const std::string above = report_of(temp, "--over-assign 10%");
    CHECK(says(above, "<h1>120 meetings booked in December 2026</h1>"));
    CHECK(says(above, "together they are 132 in all, for a plan of 120"));
    CHECK(json::parse(read(temp / "r.json"))["numbers"]["BDR East.sum_of_quotas"] == 132);
    const std::string below = report_of(temp, "--cap 20 --unassigned");
    CHECK(says(below, "<h1>120 meetings booked in December 2026</h1>"));
    CHECK(says(below, "together they are 80 in all, for a plan of 120"));
    CHECK(says(below, "40 of 120: nobody's bounds leave room for it"));
    // The team's chance is that of its number, on every page the same.
    const json numbers = json::parse(read(temp / "r.json"))["numbers"];
    REQUIRE(run_attain("plan " + team_of_four + "--period 2026-12 --total 120 --cap 20 --unassigned --json " +
                           (temp / "p.json"),
                       temp / "out", temp / "err") == 0);
    const json plan = json::parse(read(temp / "p.json"))["teams"][0];
    CHECK(numbers["BDR East.total"] == plan["total"]);
    CHECK(numbers["BDR East.chance"] == plan["probability"]);
    CHECK(numbers["BDR East.chance_now"] == plan["probability"]);
    CHECK(says(report_of(temp, "--cap 25 --repair"), "Gave way</b> cap of Ana 25 -&gt; "));
}

TEST_CASE("the report in a headless browser") {
    if (!browser_there()) {
        MESSAGE("SKIPPED: chromium is not installed");
        return;
    }
    const folder temp;
    REQUIRE(run_attain("report " + team_of_four + minutes +
                           "--period 2026-11 --total 110 --as-of 2026-11-17 --out " + (temp / "r.html") +
                           " --json " + (temp / "r.json"),
                       temp / "out", temp / "err") == 0);
    REQUIRE(browse(temp, "--dump-dom", temp / "r.html", temp / "dom", temp / "log") == 0);
    const std::string log = read(temp / "log");
    CHECK_MESSAGE(log.find("CONSOLE") == log.npos, log);
    const std::string dom = read(temp / "dom");
    CHECK(dom.find("</main>") != dom.npos);
    std::size_t charts = 0;
    for (std::size_t at = 0; (at = dom.find("<svg", at)) != dom.npos; ++at)
        ++charts;
    CHECK(charts == 4 + 3); // four fans, fairness, calibration, strengths
    check_numbers(dom, json::parse(read(temp / "r.json"))["numbers"]);
    // it paints, on a desk in the light and on a telephone in the dark
    for (const char* look : {"--window-size=1120,2400 --blink-settings=preferredColorScheme=1",
                             "--window-size=420,3600 --blink-settings=preferredColorScheme=0"}) {
        REQUIRE(browse(temp, std::string{look} + " --screenshot=" + (temp / "r.png"), temp / "r.html",
                       temp / "out", temp / "log") == 0);
        CHECK(fs::file_size(temp / "r.png") > 50'000);
        fs::remove(temp / "r.png");
    }
}
