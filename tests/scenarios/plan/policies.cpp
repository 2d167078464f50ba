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
