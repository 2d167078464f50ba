// Quotas of five CRMs: reading and writing gives the same bytes, periods and amounts are what the CRM means,
// and whatever is wrong is named with its row and column.
#include "scenarios/plan/files.hpp"

#include <doctest/doctest.h>

#include <common/input_error.hpp>
#include <crm/quotas.hpp>
#include <random>

using example::quota_map;

namespace {

const scenario::folder dir;

quota_map map_of(std::string_view text) {
    return quota_map::read(dir.write("m.ini", text));
}

quota_map bundled(const std::string& system) {
    return quota_map::read(std::string{ATTAIN_EXAMPLES "/maps/"} + system + ".ini");
}

example::crm_quotas read(std::string_view text, const quota_map& map, std::optional<attain::day> until = {}) {
    return read_quotas(dir.write("q.txt", text), map, until);
}

std::string there_and_back(std::string_view text, const quota_map& map) {
    return write_quotas(read(text, map).quotas, map);
}

std::string refusal(std::string_view text, const quota_map& map) {
    try {
        (void)read(text, map);
    } catch (const example::input_error& e) {
        const std::string what = e.what();
        return what.substr(what.rfind("q.txt"));
    }
    return "accepted";
}

// "2026-12 3900" for each slice.
std::string slices(const example::crm_quota& quota) {
    std::string text;
    for (const example::quota_slice& s : quota.slices)
        text += (text.empty() ? "" : ", ") + to_string(s.period) + ' ' + std::to_string(s.amount);
    return text;
}

constexpr std::string_view salesforce =
    R"(QuotaOwnerId,StartDate,QuotaAmount,CurrencyIsoCode,ForecastingTypeId,ProductFamily
005A,2026-10-01,120000.00,USD,0Db1,"Hardware, large"
005A,2026-10-01,0.50,USD,0Db1,
005B,2027-01-01,99.99,EUR,0Db1,
)";

constexpr std::string_view hubspot = R"({
  "inputs": [
    {
      "id": "87504620389",
      "properties": {
        "hubspot_owner_id": "41629779",
        "hs_target_amount": "40",
        "hs_start_datetime": "2026-11-30T00:00:00.000Z",
        "hs_end_datetime": "2026-12-07T00:00:00.000Z",
        "hs_goal_name": "Meetings booked",
        "hs_group_correlation_uuid": "c0ffee"
      }
    }
  ]
}
)";

constexpr std::string_view pipedrive = R"({
  "data": {
    "goals": [
      {
        "id": "5c1",
        "title": "Revenue",
        "assignee": {
          "id": 11,
          "type": "person"
        },
        "type": {
          "name": "deals_won",
          "params": {
            "pipeline_id": [
              1,
              2
            ]
          }
        },
        "expected_outcome": {
          "target": 1000.5,
          "tracking_metric": "sum",
          "currency_id": 3
        },
        "duration": {
          "start": "2026-10-01",
          "end": "2026-12-31"
        },
        "interval": "monthly",
        "is_active": true
      }
    ]
  }
}
)";

constexpr std::string_view dynamics = R"json({
  "value": [
    {
      "goalid": "a1",
      "title": "Q2",
      "goalownerid_systemuser@odata.bind": "/systemusers(u1)",
      "isfiscalperiodgoal": true,
      "fiscalperiod": 2,
      "fiscalyear": 2027,
      "targetmoney": 250000.25,
      "amountdatatype": 0,
      "stretchtargetmoney": 300000,
      "metricid@odata.bind": "/metrics(m1)",
      "parentgoalid@odata.bind": "/goals(a0)"
    },
    {
      "title": "custom",
      "goalownerid_systemuser@odata.bind": "/systemusers(u2)",
      "isfiscalperiodgoal": false,
      "goalstartdate": "2026-12-07T00:00:00Z",
      "goalenddate": "2026-12-18T00:00:00Z",
      "targetmoney": 5,
      "metricid@odata.bind": "/metrics(m1)"
    }
  ]
}
)json";

std::string erpnext(const std::string& share, const std::string& last) {
    std::string text = R"({
  "Sales Person": [
    {
      "name": "Ana",
      "targets": [
        {
          "item_group": "Products",
          "fiscal_year": "2026-2027",
          "target_amount": 100,
          "distribution_id": "Season"
        },
        {
          "item_group": "Services",
          "fiscal_year": "2026-2027",
          "target_amount": 7
        }
      ]
    }
  ],
  "Monthly Distribution": [
    {
      "name": "Season",
      "fiscal_year": "2026-2027",
      "percentages": [)";
    const char* months[] = {"January", "February", "March",     "April",   "May",      "June",
                            "July",    "August",   "September", "October", "November", "December"};
    for (int m = 0; m < 12; ++m)
        text += std::string{m == 0 ? "" : ","} + "\n        {\n          \"month\": \"" + months[m] +
                "\",\n          \"percentage_allocation\": " + (m == 11 ? last : share) + "\n        }";
    return text + R"(
      ]
    }
  ]
}
)";
}

const quota_map salesforce_map =
    map_of("[quotas]\nsystem = salesforce\nperiod = quarter\nmeasure = money\ndecimals = 2\n");
const quota_map pipedrive_map = map_of("[quotas]\nsystem = pipedrive\nmeasure = money\ndecimals = 2\n");
const quota_map dynamics_map = map_of(
    "[quotas]\nsystem = dynamics\nmeasure = money\ndecimals = 2\nyear begins = 4\nyear named by = end\n");
const quota_map erpnext_map =
    map_of("[quotas]\nsystem = erpnext\nmeasure = money\ndecimals = 0\nyear begins = 4\n");

} // namespace

TEST_CASE("what is read is written back, byte for byte") {
    CHECK(scenario::difference(salesforce, there_and_back(salesforce, salesforce_map)) == "");
    CHECK(scenario::difference(hubspot, there_and_back(hubspot, bundled("hubspot"))) == "");
    CHECK(scenario::difference(pipedrive, there_and_back(pipedrive, pipedrive_map)) == "");
    CHECK(scenario::difference(dynamics, there_and_back(dynamics, dynamics_map)) == "");
    for (const std::string& text : {erpnext("8.333", "8.333"), erpnext("5", "45")})
        CHECK(scenario::difference(text, there_and_back(text, erpnext_map)) == "");
    const std::string plain = "rep,quota,first_day,last_day\nana,40,2026-12-01,2026-12-31\n";
    CHECK(there_and_back(plain, map_of("[quotas]\nsystem = plain\n")) == plain);
}

TEST_CASE("periods and amounts are what the CRM means") {
    CHECK(slices(read(salesforce, salesforce_map).quotas[1]) == "2026-Q4 50");
    CHECK(read(salesforce, salesforce_map).quotas[2].currency == "EUR");
    const auto week = read(hubspot, bundled("hubspot")).quotas[0];
    CHECK(slices(week) == "2026-W49 40");
    CHECK(week.rep == "101");
    CHECK(slices(read(pipedrive, pipedrive_map).quotas[0]) ==
          "2026-10 100050, 2026-11 100050, 2026-12 100050");
    // The second quarter of a year that begins in April 2026 and is named 2027.
    CHECK(slices(read(dynamics, dynamics_map).quotas[0]) == "2026-Q3 25000025");
    CHECK(slices(read(dynamics, dynamics_map).quotas[1]) == "2026-12-07/2026-12-18 500");
    // 100 over twelve months whose percentages add up to 99.996: whole numbers that add up to 100.
    const auto even = read(erpnext("8.333", "8.333"), erpnext_map).quotas[0];
    CHECK(slices(even) == "2026-04 9, 2026-05 8, 2026-06 8, 2026-07 9, 2026-08 8, 2026-09 8, 2026-10 9, "
                          "2026-11 8, 2026-12 8, 2027-01 9, 2027-02 8, 2027-03 8");
    CHECK(even.slices[8] == example::quota_slice{attain::month(2026, 12), 8});
    CHECK(slices(read(erpnext("5", "45"), erpnext_map).quotas[0]).find("2026-12 45") != std::string::npos);
}

TEST_CASE("another order, read-only fields and other forms of dates come out canonical") {
    CHECK(there_and_back("PeriodId,StartDate,Id,QuotaOwnerId,QuotaOwner.Name,QuotaAmount,IsAmount\r\n"
                         "026x,2026-10-17T00:00:00.000Z,0J9,005A,Ana,7,true\r\n",
                         salesforce_map) ==
          "QuotaOwnerId,StartDate,QuotaAmount,Id\n005A,2026-10-01,7.00,0J9\n");
    std::string answered{hubspot};
    answered.replace(answered.find("inputs"), 6, "results");
    answered.replace(answered.find("2026-12-07T00:00:00.000Z"), 24, "2026-12-06T23:59:59.999Z");
    answered.replace(answered.find("\"40\""), 4, "\"40.0\"");
    answered.insert(answered.find("\"hs_goal_name\""), "\"hs_createdate\": \"2021-11-30T22:18:49.923Z\", ");
    CHECK(there_and_back(answered, bundled("hubspot")) == hubspot);
    const std::string_view answer = R"json({"@odata.context": "x", "value": [{"_goalownerid_value": "u1",
        "_metricid_value": "m1", "title": "t", "goalstartdate": "2026-12-01", "goalenddate": "2026-12-31",
        "targetmoney": 5.0, "actualmoney": 3, "percentage": 60, "isfiscalperiodgoal": false}]})json";
    CHECK(there_and_back(answer, dynamics_map) == R"json({
  "value": [
    {
      "title": "t",
      "goalownerid_systemuser@odata.bind": "/systemusers(u1)",
      "isfiscalperiodgoal": false,
      "goalstartdate": "2026-12-01T00:00:00Z",
      "goalenddate": "2026-12-31T00:00:00Z",
      "targetmoney": 5,
      "metricid@odata.bind": "/metrics(m1)"
    }
  ]
}
)json");
}

TEST_CASE("a goal without an end is read as far as is asked, and stays without one") {
    std::string open{pipedrive};
    open.replace(open.find("\"2026-12-31\""), 12, "null");
    CHECK(refusal(open, pipedrive_map).starts_with("q.txt: row 1, duration.end: is not set"));
    const auto read_to = read(open, pipedrive_map, attain::parse_day("2027-03-01"));
    CHECK(read_to.quotas[0].slices.size() == 5);
    CHECK(write_quotas(read_to.quotas, pipedrive_map) == open);
}

TEST_CASE("months that differ are a goal each for Pipedrive") {
    auto quotas = read(pipedrive, pipedrive_map).quotas;
    quotas[0].slices[1].amount = 7;
    const auto again = read(write_quotas(quotas, pipedrive_map), pipedrive_map).quotas;
    REQUIRE(again.size() == 3);
    CHECK(slices(again[1]) == "2026-11 7");
}

TEST_CASE("a distribution of its own gives any months back") {
    std::mt19937_64 random{20'261'130};
    for (int k = 0; k < 300; ++k) {
        std::vector<example::quota_slice> year;
        for (attain::period m = attain::month(2026, 4); year.size() < 12; m = next(m)) {
            const auto most = std::uint64_t{1} << random() % 31;
            year.push_back({m, static_cast<attain::units>(random() % 3 == 0 ? 0 : random() % most)});
        }
        const auto quota = new_quota("Ana", year, erpnext_map);
        const auto back = read(write_quotas({quota}, erpnext_map), erpnext_map).quotas;
        REQUIRE(back.size() == 1);
        CHECK(back[0].slices == year);
    }
}

TEST_CASE("records of others are left out and counted") {
    const quota_map map = map_of("[quotas]\nsystem = salesforce\nmeasure = money\ndecimals = 2\n"
                                 "[fields]\nForecastingTypeId = 0Db1\n[owners]\n005A = ana\n");
    const auto some = read("QuotaOwnerId,StartDate,QuotaAmount,ForecastingTypeId\n005A,2026-12-01,1,0Db1\n"
                           "005A,2026-12-01,2,0Db2\n005B,2026-12-01,3,0Db1\n",
                           map);
    REQUIRE(some.quotas.size() == 1);
    CHECK(some.quotas[0].rep == "ana");
    CHECK(some.left_out.all() == 2);
    CHECK(some.left_out.text() ==
          "1 of another kind than [fields] says, 1 of owners whom [owners] does not name "
          "(\"005B\")");
    CHECK(map.owner_of("ana") == "005A");
    CHECK_THROWS_AS((void)map.owner_of("ben"), example::input_error);
    std::string team{pipedrive};
    team.replace(team.find("person"), 6, "team");
    const auto of_team = read(team, pipedrive_map).left_out;
    CHECK(of_team.all() == 1);
    CHECK(of_team.text() == "1 of no single person");
    CHECK(read(salesforce, salesforce_map).left_out.text() == "");
}

TEST_CASE("a file of which nothing is left is refused with the reason, and nothing is written") {
    const scenario::folder files;
    const std::string map =
        files.write("m.ini", "[quotas]\nsystem = salesforce\nmeasure = money\ndecimals = 2\n"
                             "[owners]\n005000000000001AAA = ana\n005000000000002AAB = ben\n");
    const std::string file = files.write("q.csv", "QuotaOwnerId,StartDate,QuotaAmount\n"
                                                  "005000000000001,2026-11-01,1000.50\n"
                                                  "005000000000002,2026-11-01,1000.50\n"
                                                  "005000000000002,2026-12-01,1000.50\n");
    const auto result =
        scenario::run(ATTAIN_PROGRAM, {"quotas", file, "--as", map, "--write", files / "last.csv"});
    CHECK(result.exit_code == 2);
    CHECK(result.out == "");
    CHECK(
        result.err ==
        "attain: " + file +
            ": no record is left: 3 of owners whom [owners] does not name "
            "(\"005000000000001\", \"005000000000002\"), by " +
            map +
            "; reports give 15 characters of an id, the map has all 18: export with Data Loader, or name the "
            "short ones too\n");
    CHECK(files.names() == std::vector<std::string>{"m.ini", "q.csv"});
    // Some left out are told with the reason.
    (void)files.write("q.csv", "QuotaOwnerId,StartDate,QuotaAmount\n005000000000001AAA,2026-11-01,1\n"
                               "005000000000009AAA,2026-11-01,2\n");
    const auto some = scenario::run(ATTAIN_PROGRAM, {"quotas", file, "--as", map});
    CHECK(some.exit_code == 0);
    CHECK(some.out.find("\n1 record left out: 1 of owners whom [owners] does not name "
                        "(\"005000000000009AAA\")\n") != std::string::npos);
}

TEST_CASE("sums over a period") {
    const auto quarter = attain::parse_period("2026-Q4");
    const auto sum = sum_over(quarter, read(pipedrive, pipedrive_map).quotas, "q.txt");
    REQUIRE(sum.size() == 1);
    CHECK(slices(sum[0]) == "2026-Q4 300150");
    const auto months = read(pipedrive, pipedrive_map).quotas;
    CHECK_THROWS_WITH((void)sum_over(attain::parse_period("2026"), months, "q.txt"),
                      "q.txt: \"11\" has no quota for 2026-01-01, a part of 2026");
    CHECK_THROWS_WITH((void)sum_over(attain::parse_period("2026-12-01/2026-12-24"), months, "q.txt"),
                      "q.txt: the quota of \"11\" for 2026-12 is partly outside 2026-12-01/2026-12-24");
    CHECK(sum_over(attain::month(2025, 1), months, "q.txt").empty());
}

TEST_CASE("what is wrong is named with its row and column") {
    const std::string header = "QuotaOwnerId,StartDate,QuotaAmount\n";
    CHECK(refusal(header + "005A,2026-10-01,1.005\n", salesforce_map)
              .starts_with("q.txt:2: column QuotaAmount: "));
    CHECK(refusal(header + "005A,2026-10-01,-1\n", salesforce_map) ==
          "q.txt:2: column QuotaAmount: is negative");
    CHECK(refusal(header + "005A,2026-10-01,1\n,2026-10-01,1\n", salesforce_map)
              .starts_with("q.txt:3: column QuotaOwnerId: "));
    CHECK(refusal(header + "005A,10/01/2026,1\n", salesforce_map).starts_with("q.txt:2: column StartDate: "));
    CHECK(refusal(header + "005A,2026-11-01,1\n", salesforce_map) ==
          "q.txt:2: column StartDate: is not in the first month of 2026-Q4");
    CHECK(refusal(header + "005A,2026-10-01,1\n005A,2026-10-02,2\n", salesforce_map) ==
          "q.txt: \"005A\" has two quotas of one kind for 2026-Q4");
    const auto changed = [](std::string_view text, const std::string& from, const std::string& to) {
        std::string other{text};
        other.replace(other.find(from), from.size(), to);
        return other;
    };
    const quota_map hub = bundled("hubspot");
    CHECK(refusal(changed(hubspot, "\"40\"", "\"4O\""), hub) ==
          "q.txt: row 1, properties.hs_target_amount: \"4O\" is no number with at most 0 decimals");
    CHECK(refusal(changed(hubspot, "2026-11-30T00", "2026-11-30T05"), hub) ==
          "q.txt: row 1, properties.hs_start_datetime: \"2026-11-30T05:00:00.000Z\" is neither a date "
          "(2026-12-01) "
          "nor its midnight");
    CHECK(refusal(changed(hubspot, "2026-12-07", "2026-11-30"), hub) ==
          "q.txt: row 1, properties.hs_end_datetime: is not after the start");
    CHECK(refusal(changed(hubspot, "inputs", "items"), hub) == "q.txt: has no list \"results\"");
    CHECK(refusal("{\n\n\"inputs\": [,]}", hub) == "q.txt:3: is no JSON from here on");
    CHECK(refusal(changed(pipedrive, "monthly", "daily"), pipedrive_map) ==
          "q.txt: row 1, interval: \"daily\" is none of: weekly, monthly, quarterly, yearly");
    CHECK(refusal(changed(pipedrive, "1000.5", "1000.555"), pipedrive_map) ==
          "q.txt: row 1, expected_outcome.target: \"1000.555\" is no number with at most 2 decimals");
    CHECK(refusal(changed(dynamics, "\"fiscalperiod\": 2", "\"fiscalperiod\": 401"), dynamics_map)
              .starts_with("q.txt: row 1, fiscalperiod: is no quarter"));
    CHECK(refusal(changed(dynamics, "\"goalenddate\": \"2026-12-18", "\"goalenddate\": \"2026-12-01"),
                  dynamics_map) == "q.txt: row 2, goalenddate: is before the start");
    CHECK(refusal(changed(dynamics, "targetmoney", "targetinteger"), dynamics_map) ==
          "q.txt: row 1, targetmoney: is missing");
    CHECK(refusal(erpnext("5", "40"), erpnext_map) ==
          "q.txt, \"Ana\": row 1, distribution_id: its percentages add up to 95.000000000");
    CHECK(refusal(changed(erpnext("5", "45"), "\"Season\"", "\"Spring\""), erpnext_map) ==
          "q.txt, \"Ana\": row 1, distribution_id: is no Monthly Distribution of this file");
    CHECK(refusal(changed(erpnext("5", "45"), "\"December\"", "\"Dezember\""), erpnext_map) ==
          "q.txt, \"Ana\": row 1, distribution_id: \"Dezember\" is no month");
}

TEST_CASE("a map says what is wrong in which line") {
    const auto wrong = [](std::string_view text) {
        try {
            (void)map_of(text);
        } catch (const example::input_error& e) {
            const std::string what = e.what();
            return what.substr(what.rfind("m.ini"));
        }
        return std::string{"accepted"};
    };
    CHECK(wrong("# nothing\n") == "m.ini: does not say [quotas] system = ...");
    CHECK(wrong("system = hubspot\n") == "m.ini:1: a key before the first [section]");
    CHECK(wrong("[quota]\n") == "m.ini:1: section [quota] is none of [quotas], [fields], [owners]");
    CHECK(wrong("[quotas]\nsystem = sap\n") ==
          "m.ini:2: system: \"sap\" is none of: dynamics, erpnext, hubspot, pipedrive, plain, salesforce");
    CHECK(wrong("[quotas]\ndecimals = 7\n") == "m.ini:2: decimals: \"7\" is not a number from 0 to 6");
    CHECK(wrong("[owners]\n1 = a\n1 = b\n") == "m.ini:3: \"1\" is said twice");
    CHECK(wrong("[quotas]\ncolour = red\n").starts_with("m.ini:2: \"colour\" is none of: currency, "));
}

TEST_CASE("a plan goes to each CRM, and its quotas come back for the next one") {
    const std::vector<std::string> plan = {
        "plan",     "--data",          ATTAIN_EXAMPLES "/data/team_of_four",
        "--metric", "meetings booked", "--period",
        "2026-11",  "--total",         "100"};
    for (const std::string system : {"salesforce", "hubspot", "pipedrive", "dynamics", "erpnext"}) {
        CAPTURE(system);
        const std::string map = std::string{ATTAIN_EXAMPLES "/maps/"} + system + ".ini";
        const scenario::folder out;
        std::vector<std::string> arguments = plan;
        if (system == "salesforce") arguments.insert(arguments.end(), {"--decimals", "2"});
        arguments.insert(arguments.end(), {"--write-quotas", out / "q", "--quotas-as", map});
        const auto planned = scenario::run(ATTAIN_PROGRAM, arguments);
        REQUIRE_MESSAGE(planned.exit_code == 0, planned.err);
        const auto again = scenario::run(
            ATTAIN_PROGRAM, {"quotas", out / "q", "--as", map, "--write", out / "again", "--write-as", map});
        REQUIRE_MESSAGE(again.exit_code == 0, again.err);
        CHECK(scenario::read(out / "again") == scenario::read(out / "q"));
        const auto last = scenario::run(ATTAIN_PROGRAM, {"quotas", out / "q", "--as", map, "--period",
                                                         "2026-11", "--write", out / "last.csv"});
        REQUIRE_MESSAGE(last.exit_code == 0, last.err);
        std::int64_t sum = 0;
        for (const auto& quota :
             read_quotas(out / "last.csv", map_of("[quotas]\nsystem = plain\ndecimals = 2\n")).quotas)
            sum += quota.slices.front().amount;
        CHECK(sum == 10'000);
        arguments = {"plan",       "--data",          ATTAIN_EXAMPLES "/data/team_of_four",
                     "--metric",   "meetings booked", "--period",
                     "2026-12",    "--total",         "105",
                     "--previous", out / "last.csv",  "--change-cap",
                     "30%"};
        if (system == "salesforce") arguments.insert(arguments.end(), {"--decimals", "2"});
        const auto next = scenario::run(ATTAIN_PROGRAM, arguments);
        CHECK_MESSAGE(next.exit_code == 0, next.err);
    }
    const scenario::folder out;
    std::vector<std::string> part = plan;
    part[6] = "2026-11-02/2026-11-20";
    part.insert(part.end(),
                {"--write-quotas", out / "q", "--quotas-as", ATTAIN_EXAMPLES "/maps/hubspot.ini"});
    const auto refused = scenario::run(ATTAIN_PROGRAM, part);
    CHECK(refused.exit_code == 2);
    CHECK(refused.err.find("holds a part of 2026-11 only") != std::string::npos);
    CHECK(out.names().empty());
}
