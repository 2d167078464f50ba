// Every policy and rule of `attain plan`: sums stay exact, each does what it says.
#include "files.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <iterator>
#include <map>
#include <numeric>
#include <sstream>

namespace {

using nlohmann::json;
using quotas = std::map<std::string, std::int64_t>;

scenario::outcome run(std::vector<std::string> more, const std::string& out) {
    std::vector<std::string> arguments = {"plan",     "--data",          ATTAIN_EXAMPLES "/data/team_of_four",
                                          "--metric", "meetings booked", "--period",
                                          "2026-12",  "--json",          out};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return scenario::run(ATTAIN_PROGRAM, arguments);
}

json planned(const std::vector<std::string>& more) {
    const scenario::folder written;
    const scenario::outcome result = run(more, written / "plan.json");
    INFO(result.err);
    REQUIRE(result.exit_code == 0);
    return json::parse(scenario::read(written / "plan.json"));
}

quotas quotas_of(const json& plan) {
    quotas all;
    for (const json& rep : plan["teams"][0]["reps"])
        all[rep["name"]] = rep["quota"];
    return all;
}

std::int64_t sum_of(const quotas& all) {
    return std::accumulate(all.begin(), all.end(), std::int64_t{0},
                           [](std::int64_t sum, const auto& each) { return sum + each.second; });
}

const std::vector<std::string> last = {"--previous", "Ana=36",  "--previous", "Ben=24",
                                       "--previous", "Cleo=34", "--previous", "Dan=22"};

std::vector<std::string> with_last(std::vector<std::string> more) {
    more.insert(more.end(), last.begin(), last.end());
    return more;
}

} // namespace

TEST_CASE("every policy adds up exactly, with a comparison and reasons that add up too") {
    for (const char* policy :
         {"equal-attainability", "value-weighted", "proportional", "d-hondt", "adams", "huntington-hill",
          "hamilton", "equal", "least-change", "least-change-absolute", "alpha-fair", "blend"}) {
        INFO(policy);
        const json plan = planned(with_last({"--total", "120", "--policy", policy, "--explain"}));
        CHECK(sum_of(quotas_of(plan)) == 120);
        CHECK(plan["warning"].is_null() == (std::string{policy} != "hamilton"));
        const json& team = plan["teams"][0];
        CHECK(team["compared"].size() >= 2);
        CHECK(team["compared"][0]["policy"] == plan["policy"]);
        for (const json& rep : team["reps"]) {
            std::int64_t sum = 0;
            for (const json& line : rep["why"]["lines"])
                sum += line.get<std::int64_t>();
            CHECK(sum == rep["quota"]);
        }
        // Ours is the largest credited total that there is, when chances decide.
        if (std::string{policy} == "equal-attainability")
            for (const json& other : team["compared"])
                CHECK(other["figures"]["expected_credited"] <=
                      team["compared"][0]["figures"]["expected_credited"]);
    }
}

TEST_CASE("least change changes least; a value draws quota; alpha nears the equal split") {
    const quotas kept = quotas_of(planned(with_last({"--total", "116", "--policy", "least-change"})));
    CHECK(kept == quotas{{"Ana", 36}, {"Ben", 24}, {"Cleo", 34}, {"Dan", 22}});
    const quotas plain = quotas_of(planned({"--total", "120"}));
    const quotas worth =
        quotas_of(planned({"--total", "120", "--policy", "value-weighted", "--value", "Ben=1.5"}));
    CHECK(worth.at("Ben") > plain.at("Ben"));
    const quotas flat = quotas_of(planned({"--total", "120", "--policy", "alpha-fair", "--alpha", "1000"}));
    CHECK(flat == quotas{{"Ana", 30}, {"Ben", 30}, {"Cleo", 30}, {"Dan", 30}});
    CHECK(quotas_of(planned(with_last({"--total", "116", "--policy", "blend", "--steadiness", "1000"}))) ==
          kept);
    CHECK(quotas_of(planned(with_last({"--total", "120", "--policy", "blend", "--steadiness", "0"}))) ==
          plain);
}

TEST_CASE("who has no last quota starts from an equal chance: unknown is not zero, and it is said") {
    const quotas plain = quotas_of(planned({"--total", "120"}));
    for (const char* policy : {"blend", "least-change", "least-change-absolute"}) {
        INFO(policy);
        const std::vector<std::string> asked = {"--total", "120", "--policy", policy, "--previous", "Ana=36"};
        const json plan = planned(asked);
        const quotas got = quotas_of(plan);
        CHECK(sum_of(got) == 120);
        for (const auto& [name, quota] : got)
            CHECK(std::abs(quota - plain.at(name)) <= 3); // Ana's step from 36, shared
        for (const json& rep : plan["teams"][0]["reps"]) {
            const bool known = rep["name"] == "Ana";
            CHECK(rep["why"]["change"].is_null() != known);
            CHECK(rep["why"]["start"] == (known ? json(nullptr) : json(plain.at(rep["name"]))));
        }
        const scenario::folder written;
        const std::string out = run(asked, written / "plan.json").out;
        CHECK(out.find("unknown for some, who start from what equal chances would give: Ben 21, Cleo 33,") !=
              out.npos);
        CHECK(run(with_last(asked), written / "plan.json").exit_code == 2); // Ana's is said twice
        CHECK(run(with_last({"--total", "120", "--policy", policy}), written / "plan.json")
                  .out.find("unknown for some") == std::string::npos);
    }
    // One total for several teams: the teams' parts are shared out as the whole was.
    const scenario::folder written;
    const auto company = scenario::run(
        ATTAIN_PROGRAM, {"plan", "--data", ATTAIN_EXAMPLES "/data/company", "--metric", "meetings booked",
                         "--period", "2026-12", "--total", "360", "--policy", "least-change", "--previous",
                         "Gus=20", "--json", written / "plan.json"});
    CHECK(company.err == "");
    const json plan = json::parse(scenario::read(written / "plan.json"));
    std::int64_t sum = 0;
    for (const json& team : plan["teams"])
        for (const json& rep : team["reps"]) {
            sum += rep["quota"].get<std::int64_t>();
            if (rep["why"]["start"].is_number())
                CHECK(std::abs(rep["quota"].get<std::int64_t>() - rep["why"]["start"].get<std::int64_t>()) <=
                      1);
        }
    CHECK(sum == 360);
}

TEST_CASE("locks, change caps, steps and over-assignment hold") {
    CHECK(quotas_of(planned({"--total", "120", "--lock", "Ana=45"})).at("Ana") == 45);
    const quotas near = quotas_of(planned(with_last({"--total", "120", "--change-cap", "10%"})));
    CHECK(near.at("Ana") <= 39);
    CHECK(near.at("Ben") >= 22);
    const scenario::folder data;
    const std::string file = data.write("last.csv", "rep,quota\nAna,36\n102,24\nCleo,34\nDan,22\n");
    CHECK(quotas_of(planned({"--total", "120", "--change-cap", "10%", "--previous", file})) == near);

    const quotas steps = quotas_of(planned({"--total", "122", "--quantum", "5", "--rest", "Cleo"}));
    CHECK(sum_of(steps) == 122);
    for (const auto& [name, quota] : steps)
        CHECK(quota % 5 == (name == "Cleo" ? 2 : 0));

    const json more = planned({"--total", "120", "--over-assign", "5%"});
    CHECK(more["teams"][0]["total"] == 120);
    CHECK(more["teams"][0]["street"] == 126);
    CHECK(sum_of(quotas_of(more)) == 126);
}

TEST_CASE("what cannot be met: refused, repaired, or left unassigned") {
    const scenario::folder written;
    const std::string out = written / "plan.json";
    const std::vector<std::string> asked = {"--total", "120", "--cap", "25"};
    CHECK(run(asked, out).err ==
          "attain: --total: team \"BDR East\": upper bounds add up to 100, below the total "
          "of 120 by 20: Ana cap 25, Ben cap 25, Cleo cap 25, Dan cap 25\n");
    CHECK(run(asked, out).exit_code == 2);
    CHECK(written.names().empty());

    const json repaired = planned({"--total", "120", "--cap", "25", "--repair"})["teams"][0];
    std::int64_t gave_way = 0;
    for (const json& bound : repaired["relaxed"]) {
        CHECK(bound["bound"] == "cap");
        gave_way += bound["to"].get<std::int64_t>() - bound["from"].get<std::int64_t>();
    }
    CHECK(gave_way == 20); // the gap, and no more
    CHECK(repaired["sum_of_quotas"] == 120);

    const json rest = planned({"--total", "120", "--cap", "25", "--unassigned"})["teams"][0];
    CHECK(rest["sum_of_quotas"] == 100);
    CHECK(rest["unassigned"] == 20);
    CHECK(rest["relaxed"].empty());
}

TEST_CASE("days stand beside the number they add up to, once") {
    const scenario::folder written;
    for (const char* other : {"--over-assign 5%", "--cap 20 --unassigned"}) {
        INFO(other);
        std::vector<std::string> asked = {"--total", "120"};
        std::istringstream words{other};
        for (std::string word; words >> word;)
            asked.push_back(word);
        const std::string out = run(asked, written / "plan.json").out;
        const auto fields = [&](const std::string& name) {
            const std::size_t at = out.find("\n  " + name);
            REQUIRE(at != out.npos);
            std::istringstream line{out.substr(at + 1, out.find('\n', at + 1) - at)};
            return std::distance(std::istream_iterator<std::string>{line}, {});
        };
        CHECK(fields("team ") == 7); // team 120 71 % 105 - 162
        CHECK(fields(other[2] == 'o' ? "street " : "assigned ") >= 12);
    }
}

TEST_CASE("what is said of somebody without a goal has no effect, and that is told") {
    const scenario::folder data;
    data.copy_from(ATTAIN_EXAMPLES "/data/team_of_four");
    data.write("absences.csv", "rep,first_day,last_day\n103,2026-11-30,2027-01-08\n");
    const auto page = [&](std::vector<std::string> more) {
        std::vector<std::string> all = {"plan",     "--data",          data.path().string(),
                                        "--metric", "meetings booked", "--period",
                                        "2026-12",  "--total",         "90"};
        all.insert(all.end(), more.begin(), more.end());
        const scenario::outcome result = scenario::run(ATTAIN_PROGRAM, all);
        CHECK(result.exit_code == 0);
        std::string text = result.out;
        for (std::size_t at = 0; (at = text.find("\n                ", at)) != text.npos;) // as one line
            text.replace(at, 17, " ");
        return text;
    };
    const std::string away = "No goal       Cleo (away to 2027-01-08";
    CHECK(page({}).find(away + ")") != std::string::npos);
    CHECK(page({"--lock", "Cleo=30"}).find(away + "; without effect: lock 30)") != std::string::npos);
    CHECK(
        page({"--floor", "Cleo=10", "--cap", "Cleo=20"}).find(away + "; without effect: floor 10, cap 20)") !=
        std::string::npos);
    CHECK(page({"--previous", "Cleo=30", "--previous", "Ana=36", "--change-cap", "Cleo=12.5%"})
              .find(away + "; without effect: change cap 12.5 %, last quota 30)") != std::string::npos);
    // Of a team that is not planned.
    const auto company =
        scenario::run(ATTAIN_PROGRAM, {"plan", "--data", ATTAIN_EXAMPLES "/data/company", "--metric",
                                       "meetings booked", "--period", "2026-12", "--total", "Harbour=100",
                                       "--lock", "Kofi=12", "--lock", "Abel=9"});
    INFO(company.out);
    CHECK(company.out.find("No effect     Kofi (lock 12): nobody of a team that is planned") !=
          std::string::npos);
}

TEST_CASE("what other totals mean: a larger one takes nothing from anybody and lowers every chance") {
    const json team = planned({"--total", "120", "--what-if", "100,110,130"})["teams"][0];
    REQUIRE(team["what_if"].size() == 3);
    for (std::size_t i = 1; i < 3; ++i) {
        const json& less = team["what_if"][i - 1];
        const json& more = team["what_if"][i];
        CHECK(more["probability"] < less["probability"]);
        for (const auto& [rep, quota] : less["quotas"].items()) {
            CHECK(more["quotas"][rep]["quota"] >= quota["quota"]);
            CHECK(more["quotas"][rep]["probability"] <= quota["probability"]);
        }
    }
}

TEST_CASE("no chance is 0 % because a number is small") {
    for (const char* total : {"10000", "100000", "10000000"}) {
        const scenario::folder written;
        for (const std::vector<std::string>& more :
             {std::vector<std::string>{}, {"--explain"}, {"--over-assign", "5%"}, {"--what-if", "1000000"}}) {
            std::vector<std::string> asked = {"--total", total};
            asked.insert(asked.end(), more.begin(), more.end());
            const std::string out = run(asked, written / "plan.json").out;
            CHECK(out.find("< 1 %") != std::string::npos);
            CHECK(out.find(" 0 %") == std::string::npos);
        }
    }
    const scenario::folder written;
    const std::string out = run({"--total", "0"}, written / "plan.json").out;
    CHECK(out.find("100 %") != std::string::npos); // nothing is asked for: that is certain
}

TEST_CASE("several files are written all or not at all, and each once") {
    const scenario::folder written;
    const std::string map = ATTAIN_EXAMPLES "/maps/hubspot.ini";
    const auto both = [&](const std::string& json_file, const std::string& quotas_file) {
        return scenario::run(ATTAIN_PROGRAM,
                             {"plan", "--data", ATTAIN_EXAMPLES "/data/team_of_four", "--metric",
                              "meetings booked", "--period", "2026-12", "--total", "120", "--json", json_file,
                              "--write-quotas", quotas_file, "--quotas-as", map});
    };
    CHECK(both(written / "x.json", written / "no/folder/g.json").exit_code == 2);
    CHECK(written.names().empty());
    const scenario::outcome same = both(written / "x.json", written / "./x.json");
    CHECK(same.exit_code == 2);
    CHECK(same.err.find("is to be written twice") != std::string::npos);
    CHECK(written.names().empty());
    CHECK(both(written / "x.json", written / "g.json").exit_code == 0);
    CHECK(written.names() == std::vector<std::string>{"g.json", "x.json"});
}

TEST_CASE("a team without a record is unknown, or what the host expects of it") {
    const std::vector<std::string> before_all = {"--as-of", "2025-09-30", "--total", "120"};
    const json unknown = planned(before_all);
    for (const json& rep : unknown["teams"][0]["reps"])
        CHECK(rep["probability"].is_null());
    std::vector<std::string> with = before_all;
    with.insert(with.end(), {"--expect", "1.5"});
    const json expected = planned(with);
    CHECK(sum_of(quotas_of(expected)) == 120);
    for (const json& rep : expected["teams"][0]["reps"]) {
        CHECK(rep["evidence"]["grade"] == "prior only");
        CHECK(rep["probability"] > 0.3);
        CHECK(rep["probability"] < 0.7);
    }
    for (const char* typed : {"0", "-1", "much"}) {
        std::vector<std::string> wrong = {"--total", "120", "--expect", typed};
        const scenario::folder written;
        const scenario::outcome result = run(wrong, written / "plan.json");
        CHECK(result.exit_code != 0);
        CHECK(result.err.find("--expect") != std::string::npos);
    }
}
