// Files as other programs and other countries write them: read where there is no doubt, refused with the way
// out where there is.
#include <attain/time/day.hpp>

#include "program.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

namespace {

using json = nlohmann::json;
using scenario::folder;
using scenario::outcome;

constexpr const char* three = "id,name,team,hired,fte,ramp\n1,Ana,N,2023-01-02,1,\n2,Ben,N,2023-01-02,1,\n"
                              "3,Cy,N,2023-01-02,1,\n";

// Everybody's deals on the weekdays from a day on to the end of November: written(number) is how one looks.
std::string deals(const std::function<std::string(int)>& written, const std::string& from = "2026-03-02") {
    std::string text = "rep,metric,date,quantity\n";
    for (attain::day d = attain::parse_day(from); d <= attain::parse_day("2026-11-30"); ++d)
        for (int rep = 1; rep <= 3 && d.weekday() < attain::weekday::saturday; ++rep)
            text += std::to_string(rep) + ",deals," + to_string(d) + ',' +
                    written(1 + (d.value * 7 + rep * 3) % 3) + '\n';
    return text;
}
std::string plain(int n) {
    return std::to_string(n);
}

class export_folder : public folder {
public:
    export_folder() {
        write("reps.csv", three);
        write("activity.csv", deals(plain));
    }
    [[nodiscard]] outcome run(const std::string& command, const std::vector<std::string>& more) const {
        std::vector<std::string> arguments{command, "--data", path().string(), "--metric", "deals"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return scenario::run(ATTAIN_PROGRAM, arguments);
    }
    [[nodiscard]] outcome plan(const std::vector<std::string>& more = {}) const {
        std::vector<std::string> arguments{"--period", "2026-12", "--total", "120"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return run("plan", arguments);
    }
    [[nodiscard]] json plan_json(const std::vector<std::string>& more = {}) const {
        std::vector<std::string> arguments{"--json", *this / "plan.json"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const outcome result = plan(arguments);
        CHECK(result.err == "");
        REQUIRE(result.exit_code == 0);
        return json::parse(scenario::read(*this / "plan.json"));
    }
    // What is wrong with the file, from its line on.
    [[nodiscard]] std::string wrong(const std::vector<std::string>& more = {}) const {
        const outcome result = plan(more);
        const std::string prefix = "attain: " + path().string() + '/';
        return result.exit_code == 2 && result.err.starts_with(prefix) ? result.err.substr(prefix.size())
                                                                       : "";
    }
};

} // namespace

TEST_CASE("columns are found whatever the case of their names") {
    const export_folder data;
    const char* people = "1,Ana,N,2023-01-02,0.5,\n2,Ben,N,2026-11-02,1,25/50/75\n3,Cy,N,2023-01-02,1,\n";
    data.write("reps.csv", std::string{"id,name,team,hired,fte,ramp\n"} + people);
    data.write("absences.csv", "rep,first_day,last_day,share\n3,2026-12-01,2026-12-31,0.5\n");
    const json wanted = data.plan_json();
    data.write("reps.csv", std::string{"ID,Name,TEAM,Hired,FTE,Ramp\n"} + people);
    data.write("absences.csv", "Rep,First_Day,Last_Day,Share\n3,2026-12-01,2026-12-31,0.5\n");
    CHECK(data.plan_json() == wanted);
}

TEST_CASE("files with semicolons are read, those beside the two as well") {
    const export_folder data;
    data.write("absences.csv", "rep,first_day,last_day\n1,2026-12-01,2026-12-11\n");
    const json wanted = data.plan_json();
    for (const char* file : {"reps.csv", "activity.csv", "absences.csv"}) {
        std::string text = scenario::read(data / file);
        std::replace(text.begin(), text.end(), ',', ';');
        data.write(file, text);
        CHECK(data.plan_json() == wanted);
    }
}

TEST_CASE("an export that was appended to itself is told") {
    const export_folder data;
    CHECK(data.plan().out.find("exported twice") == std::string::npos);
    const std::string once = deals(plain);
    data.write("activity.csv", once + once.substr(once.find('\n') + 1));
    CHECK(data.plan().out.find("stands there twice: exported twice?") != std::string::npos);
}

TEST_CASE("numbers with thousands apart are read, and those that may be either are refused") {
    const export_folder data;
    const json wanted = (data.write("activity.csv", deals([](int n) { return plain(n) + "250.00"; })),
                         data.plan_json({"--decimals", "2"}));
    for (const std::string& written : {std::string{"\"N,250.00\""}, std::string{"\"N.250,00\""},
                                       std::string{"N'250"}, std::string{"N 250.0"}}) {
        CAPTURE(written);
        data.write("activity.csv", deals([&](int n) {
                       std::string text = written;
                       return text.replace(text.find('N'), 1, plain(n));
                   }));
        CHECK(data.plan_json({"--decimals", "2"}) == wanted);
    }
    for (const std::string written : {"1.250", "\"1,250\""}) {
        data.write("activity.csv", deals([&](int) { return written; }));
        const std::string bare = written.starts_with('"') ? written : '"' + written + '"';
        CHECK(data.wrong() ==
              "activity.csv:2: column quantity: " + bare +
                  " may be thousands, or have three decimals: a map that says decimal = . or decimal = , "
                  "settles which\n");
    }
    data.write("activity.csv", deals([](int n) { return plain(n) + ".000"; }));
    CHECK(data.wrong({"--decimals", "2"}).find("may be thousands") != std::string::npos);
    CHECK(data.plan({"--decimals", "3"}).exit_code == 0);
    data.write("activity.csv", deals([](int n) { return "\xE2\x82\xAC" + plain(n); }));
    CHECK(data.wrong().find("is not a number: digits with a decimal sign and nothing else") !=
          std::string::npos);
}

TEST_CASE("people of one name are told apart by their ids") {
    const export_folder data;
    data.write("reps.csv", "id,name,team\n1,Ana,N\n2,Ben,N\n7,Ana,N\n");
    data.write("activity.csv", deals([](int n) { return plain(n); }));
    const outcome result = data.plan({"--skip-unknown-reps"});
    for (const char* name : {"Ana (1)", "Ana (7)", "Ben "})
        CHECK(result.out.find(name) != std::string::npos);
    CHECK(data.plan({"--skip-unknown-reps", "--lock", "Ana=5"}).err ==
          "attain: --lock: 2 people are called \"Ana\"; use the id: 1, 7\n");
    CHECK(data.plan({"--skip-unknown-reps", "--lock", "Ana (7)=5"}).exit_code == 0);
}

TEST_CASE("teams that differ only in capitals are told") {
    const export_folder data;
    data.write("reps.csv", "id,name,team\n1,Ana,N\n2,Ben,N\n3,Cy,n\n");
    CHECK(data.plan().out.find("teams \"N\" and \"n\" differ only in capitals") != std::string::npos);
}

TEST_CASE("where the data begin nobody was silent before") {
    const export_folder data;
    data.write("activity.csv", deals(plain, "2026-11-02"));
    CHECK(data.plan().out.find("although") == std::string::npos);
}

TEST_CASE("what is unknown is null, everywhere") {
    const export_folder data;
    data.write("activity.csv", "rep,metric,date,quantity\n1,deals,2026-12-04,3\n");
    const json other = data.plan_json({"--what-if", "100"})["teams"][0]["what_if"][0];
    CHECK(other["probability"].is_null());
    CHECK(other["figures"].is_null());
    for (const json& quota : other["quotas"])
        CHECK(quota["probability"].is_null());
}

TEST_CASE("a team without a single row is planned from what its manager expects") {
    const export_folder data;
    data.write("activity.csv", "rep,metric,date,quantity\n");
    const outcome result = data.plan({"--expect", "2"});
    CHECK(result.err == "");
    CHECK(result.exit_code == 0);
    CHECK(result.out.find("prior only") != std::string::npos);
}

TEST_CASE("somebody of whom nothing is recorded is not explained by an own record") {
    const export_folder data;
    data.write("reps.csv", std::string{three} + "4,Dee,N,2026-12-07,1,\n");
    const std::string text = data.plan({"--explain"}).out;
    const std::size_t dee = text.find("  Dee", text.find("base share"));
    REQUIRE(dee != std::string::npos);
    const std::string line = text.substr(dee, text.find('\n', dee) - dee);
    CAPTURE(line);
    CHECK(line.find("team's record") != std::string::npos);
    CHECK(line.find("own record") == std::string::npos);
}

TEST_CASE("a day on which nobody works is named, with several teams too") {
    const export_folder data;
    data.write("reps.csv", "id,name,team\n1,Ana,N\n2,Ben,N\n3,Cy,S\n");
    CHECK(data.run("plan", {"--period", "2026-12-05", "--total", "5"}).err ==
          "attain: --total: nobody works in 2026-12-05\n");
}

TEST_CASE("after its last day a period needs no advice") {
    const export_folder data;
    const outcome closed =
        data.run("track", {"--period", "2026-11", "--total", "500", "--as-of", "2026-11-30"});
    CHECK(closed.exit_code == 0);
    CHECK(closed.out.find("for an even chance") == std::string::npos);
    const outcome open =
        data.run("track", {"--period", "2026-11", "--total", "500", "--as-of", "2026-11-12"});
    CHECK(open.out.find("for an even chance") != std::string::npos);
}

TEST_CASE("bounds of a closed period are said not to bind the next") {
    const export_folder data;
    const auto review = [&](const std::vector<std::string>& more) {
        std::vector<std::string> arguments{"--period", "2026-10", "--total", "120"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return data.run("review", arguments).out;
    };
    CHECK(review({}).find("  Bounds ") == std::string::npos);
    CHECK(review({"--floor", "Ana=60"}).find("  Bounds ") != std::string::npos);
}

#if defined(__linux__)
TEST_CASE("a device is written to and stays one; what cannot be written is a failure") {
    namespace fs = std::filesystem;
    if (!fs::is_character_file("/dev/full")) return;
    const export_folder data;
    const outcome full = data.plan({"--json", "/dev/full"});
    CHECK(full.exit_code == 2);
    CHECK(full.err == "attain: /dev/full: cannot be written\n");
    CHECK(fs::is_character_file("/dev/full"));
    const outcome nowhere = data.plan({"--json", "/dev/null"});
    CHECK(nowhere.exit_code == 0);
    CHECK(fs::is_character_file("/dev/null"));
    const std::string kept = data.write("kept.json", "before");
    fs::create_symlink("kept.json", data / "link.json");
    CHECK(data.plan({"--json", data / "link.json"}).exit_code == 0);
    CHECK(fs::is_symlink(data / "link.json"));
    CHECK(scenario::read(kept).starts_with('{'));
}
#endif
