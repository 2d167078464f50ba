// What a plan says of rows that look wrong, and that it says nothing of those that do not.
#include <attain/time/day.hpp>

#include "program.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace {

using json = nlohmann::json;

// Three people, two days of three with 1, 2 or 3 deals, from January to November; and more rows.
std::string eleven_months(const std::string& more) {
    std::string text = "rep,metric,date,quantity\n";
    int turn = 0;
    for (attain::day d = attain::parse_day("2026-01-01"); d <= attain::parse_day("2026-11-30"); ++d)
        for (int rep = 1; rep <= 3 && d.weekday() < attain::weekday::saturday; ++rep)
            if (++turn % 3 != 0 || turn % 7 == 0)
                text += std::to_string(rep) + ",deals," + to_string(d) + ',' + std::to_string(1 + turn % 3) +
                        '\n';
    return text + more;
}

struct told {
    std::string text;
    json check;
};
told planned(const std::string& more) {
    const scenario::folder in;
    in.write("reps.csv", "id,name,team\n1,Ann,East\n2,Bob,East\n3,Cy,East\n");
    in.write("activity.csv", eleven_months(more));
    told out;
    out.text = scenario::printed({"plan", "--data", in.path().string(), "--metric", "deals", "--period",
                                  "2026-12", "--total", "90", "--json", in / "plan.json"});
    out.check = json::parse(scenario::read(in / "plan.json"))["teams"][0]["check"];
    return out;
}

} // namespace

TEST_CASE("rows without anything strange are passed over in silence") {
    const told clean = planned("");
    CHECK(clean.check == json::array());
    CHECK(clean.text.find("  Check ") == std::string::npos);
}

TEST_CASE("a slip of the finger, one in the date, and an event that is most of all are told, not repaired") {
    const told strange = planned("1,deals,2026-09-02,900\n2,deals,1970-01-01,3\n");
    REQUIRE(strange.check.size() == 2);
    CHECK(strange.check[0] == "Bob: 3 on 1970-01-01 stands alone, the next row is of 2026-01-01");
    const std::string far = strange.check[1];
    CHECK(far.starts_with("Ann: 900 on 2026-09-02, where up to "));
    CHECK(far.ends_with(" is usual"));
    CHECK(strange.text.find("  Check         Bob: 3 on 1970-01-01 stands alone") != std::string::npos);
}

TEST_CASE("one event that is most of what somebody brought is told where too few rows say what is usual") {
    const scenario::folder in;
    in.write("reps.csv", "id,name,team\n1,Ann,East\n");
    in.write("activity.csv", "rep,metric,date,quantity\n1,deals,2026-09-03,1\n1,deals,2026-09-24,1\n"
                             "1,deals,2026-10-08,1\n1,deals,2026-10-22,40\n1,deals,2026-11-05,1\n"
                             "1,deals,2026-11-24,1\n");
    (void)scenario::printed({"plan", "--data", in.path().string(), "--metric", "deals", "--period", "2026-12",
                             "--total", "9", "--json", in / "plan.json"});
    const json check = json::parse(scenario::read(in / "plan.json"))["teams"][0]["check"];
    CHECK(check == json::array({"Ann: 40 on 2026-10-22 is 89 % of all since 2026-05-27"}));
}

TEST_CASE("many strange rows are counted, not listed") {
    std::string more;
    for (const char* day :
         {"2026-06-03", "2026-07-01", "2026-08-05", "2026-09-02", "2026-10-07", "2026-11-04"})
        more += std::string("1,deals,") + day + ",900\n";
    const told strange = planned(more);
    REQUIRE(strange.check.size() == 5);
    CHECK(strange.check[4] == "2 things more");
}
