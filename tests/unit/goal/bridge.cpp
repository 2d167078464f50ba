#include <attain/core/error.hpp>
#include <attain/goal/catalogue.hpp>

#include <doctest/doctest.h>

#include <limits>

using namespace attain;

namespace {

const metric meetings = metric::count("meetings booked");
const metric revenue = metric::amount("revenue");

} // namespace

TEST_CASE("a bridge's lines add up to where it ends") {
    bridge b{7};
    b.to(factor::base_share, 30);
    b.to(factor::record, 41);
    b.to(factor::leave, 41); // nothing changes: no line
    b.to(factor::ramp, 12);
    b.to(factor::relief, 12, "asked too late"); // a line of 0 that has something to say
    units sum = 0;
    for (const bridge_line& line : b.lines())
        sum += line.amount;
    CHECK(sum == 12);
    CHECK(b.total() == 12);
    CHECK(b.lines().size() == 4);
    CHECK(b.of(factor::ramp) == -29);
    CHECK(b.of(factor::leave) == 0);
    b.to(factor::rounding, -5);
    CHECK_THROWS_AS(b.to(factor::rounding, std::numeric_limits<units>::max()), error);
}

TEST_CASE("lines speak plain English, with the metric's decimals") {
    const catalogue c = catalogue::english();
    CHECK(c.sentence({factor::ramp, -29, {}}, meetings, "Ben") == "Ben is still ramping: 29 less.");
    CHECK(c.sentence({factor::step, -1250, "20 %"}, revenue, "Ana") ==
          "A quota rises by no more than 20 % at once: 12.50 less.");
    CHECK(c.sentence({factor::previous, 0, ": new to the team"}, meetings, "Eve") ==
          "There was no quota before: new to the team.");
    // what the catalogue has no sentence for is still said
    CHECK(c.sentence({factor::relief, 3, "a rule"}, meetings, "Ana") == "relief: +3 a rule");
}

TEST_CASE("the catalogue is data: out, translated, and in again") {
    const catalogue english = catalogue::english();
    CHECK(catalogue::parse(english.text()).text() == english.text());
    const catalogue german = catalogue::parse(
        "# German\nramp.down = {who} lernt noch: {size} {metric} weniger, {{ganz} ehrlich.\n");
    CHECK(german.sentence({factor::ramp, -2, {}}, meetings, "Ben") ==
          "Ben lernt noch: 2 meetings booked weniger, {ganz} ehrlich.");
    CHECK(german.sentence({factor::leave, -2, {}}, meetings, "Ben") ==
          english.sentence({factor::leave, -2, {}}, meetings, "Ben"));

    const auto row_of = [](const char* text) {
        try {
            (void)catalogue::parse(text);
        } catch (const error& e) {
            return e.row();
        }
        return std::int64_t{-2};
    };
    CHECK(row_of("\nramp.down") == 1);
    CHECK(row_of("no such key = x") == 0);
    CHECK(row_of("ramp.down = {amount") == 0);
    CHECK(row_of("ramp.down = {colour}") == 0);
    CHECK(row_of("ramp.down = a\nramp.down = b") == 1);
}

TEST_CASE("every factor and direction that a bridge can have has a sentence that names it") {
    const catalogue c = catalogue::english();
    for (int f = 0; f <= static_cast<int>(factor::team_record); ++f) {
        CHECK(name(static_cast<factor>(f)) != std::string{"unknown factor"});
        bool spoken = false;
        for (const units amount : {-3, 0, 3}) {
            const std::string s = c.sentence({static_cast<factor>(f), amount, "note"}, meetings, "Ana");
            CHECK_FALSE(s.empty());
            spoken = spoken || s.ends_with('.');
        }
        CHECK(spoken);
    }
}
