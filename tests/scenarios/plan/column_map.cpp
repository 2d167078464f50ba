// Column maps: the one that is bundled, and maps with something wrong in them.
#include "files.hpp"

#include <doctest/doctest.h>

#include <common/column_map.hpp>
#include <common/dataset.hpp>
#include <common/input_error.hpp>

using example::column_map;

namespace {

const scenario::folder dir;

std::string refusal(std::string_view text) {
    try {
        (void)column_map::read(dir.write("x.map", text));
    } catch (const std::exception& e) {
        const std::string what = e.what();
        return what.substr(what.rfind("x.map"));
    }
    return "accepted";
}

} // namespace

TEST_CASE("the bundled map") {
    const column_map map = column_map::read(ATTAIN_EXAMPLES "/maps/opportunities.ini");
    CHECK(map.activity.rep.name == "sales_agent");
    CHECK(map.activity.dates.pattern() == "%m/%d/%Y");
    CHECK(map.activity.filters.empty());
    CHECK(map.reps.team.name == "regional_office");
    REQUIRE(map.metrics.size() == 4);
    REQUIRE(map.metrics[1].filters.size() == 1);
    CHECK(map.metrics[1].filters[0].column == "deal_stage");
    CHECK(map.metrics[1].filters[0].accepted == std::vector<std::string>{"Won", "Lost"});
    CHECK(map.metrics[0].quantity.name.empty());
    CHECK(map.metrics[2].quantity.name == "close_value");
    CHECK(map.metrics[2].decimals == 2);
    CHECK(map.metrics[3].filters[0].accepted == std::vector<std::string>{"Lost"});
}

TEST_CASE("a map may begin with a byte order mark, as editors write it") {
    const std::string text = "[activity]\nfile = a.csv\nrep = r\ndate = d\nteam = t\nmetric = m\n";
    CHECK(column_map::read(dir.write("marked.ini", "\xEF\xBB\xBF" + text)).activity.file == "a.csv");
}

TEST_CASE("a map says what is wrong in which line") {
    CHECK(refusal("file = a.csv\n") == "x.map:1: a key before the first [section]");
    CHECK(refusal("# remark\n\n[deals]\n") ==
          "x.map:3: section [deals] is none of [activity], [reps], [metric NAME]");
    CHECK(refusal("[activity]\n[activity]\n") == "x.map:2: section [activity] is there twice");
    CHECK(refusal("[activity]\nrep\n") == "x.map:2: neither a [section] nor key = value");
    CHECK(refusal("[activity]\nrep =\n") == "x.map:2: \"rep\" has no value");
    CHECK(refusal("[activity]\nrep = a\nrep = b\n") == "x.map:3: \"rep\" is said twice");
    CHECK(refusal("[metric m]\ncolour = red\n") ==
          "x.map:2: [metric m] has no key \"colour\"; its keys are: decimals, kind, quantity, where");
    CHECK(refusal("[metric m]\nkind = money\n") ==
          "x.map:2: kind: \"money\" is none of: count, amount, signed amount");
    CHECK(refusal("[metric m]\ndecimals = 2.5\n") ==
          "x.map:2: decimals: \"2.5\" is not a number from 0 to 6");
    CHECK(refusal("[activity]\nwhere = Won\n") ==
          "x.map:2: where: a filter reads: column = value | another value");
    CHECK(refusal("[activity]\ndate format = %d/%m\n") ==
          "x.map:2: date format: needs year, month and day, once each: %Y-%m-%d");
    CHECK(refusal("[activity]\nseparator = x\n") ==
          "x.map:2: separator: \"x\" is none of the signs it can be");
}

TEST_CASE("a map says what is missing") {
    CHECK(refusal("") == "x.map: does not say in which file the activity is: [activity] file = ...");
    CHECK(refusal("[activity]\nfile = a.csv\nrep = r\ndate = d\nteam = t\n") ==
          "x.map: does not say what is counted: a [metric NAME] section, or [activity] metric = ...");
    CHECK(refusal("[activity]\nfile = a.csv\nrep = r\ndate = d\n[metric m]\n") ==
          "x.map: does not say which column is the team: team = ...");
}

TEST_CASE("an export in one file: the team in a column, semicolons, commas, several accepted stages") {
    const scenario::folder data;
    data.write("deals.csv", "Owner;Office;Stage;Closed;Value\n"
                            "Zoe;North;Won;07.12.2026 09:30;1.234,50\n"
                            "Abe;South;Lost;;\n"
                            "Zoe;North;Signed;08.12.2026 17:00;99,5\n");
    data.write("deals.map",
               "[activity]\nfile = deals.csv\nseparator = ;\ndecimal = ,\nrep = Owner\nteam = Office\n"
               "date = Closed\ndate format = %d.%m.%Y%*\nwhere = Stage = Won | Signed\n"
               "[metric revenue]\nquantity = Value\nkind = amount\ndecimals = 2\n");
    example::input_files files{.folder = data.path().string(), .map = data / "deals.map"};
    const example::dataset set = example::load(files, {});
    REQUIRE(set.teams.size() == 2);
    CHECK(set.teams[0].name() == "North");
    CHECK(set.teams[1].reps()[0].name == "Abe"); // named by a deal that was lost: on the roster all the same
    CHECK(set.rows.used == 2);
    CHECK(set.rows.filtered == 1);
    const auto totals = set.book.totals(set.metric, attain::parse_day("2026-12-31"));
    REQUIRE(totals.size() == 2);
    CHECK(totals[0].quantity == 123'450);
    CHECK(totals[1].quantity == 9'950);
}
